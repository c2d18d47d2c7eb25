"""What tells this machine from others, and this publication from others: for whoever judges how old a ledger is."""

from __future__ import annotations

import subprocess
from pathlib import Path

from publish.base.atomic import write_atomic
from publish.delivery.ledger_age import Witness


def witness(root: Path, identifier: str, place: Path | None, host: str, *, nonce: str, adopt: bool) -> Witness:
    """What this machine knows of the ledger of the publication in `root`. Raises OSError.

    `place` is a folder of this user that no copy of the publication changes; None for none. `nonce` is a text that was
    made up by chance.
    """
    state = place / "ledgers" if place else None
    origin = _origin(root)
    return Witness(
        state=state,
        machine=f"{host} {_machine(state, nonce)}" if state else "",
        origin=f"{identifier}\n{origin}" if origin else "",
        nonce=nonce,
        adopt=adopt,
    )


def _machine(state: Path, nonce: str) -> str:
    """What tells this user on this machine from others: a text made up once."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = state / "machine"
    if not place.exists():
        write_atomic(place, nonce.encode(), private=True)
    return place.read_text("ascii").strip()


def _origin(root: Path) -> str:
    """The first commit of the repository that the publication is in, which its clones have too; empty for none."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return ""
    command = ["git", "-C", str(root), "rev-list", "--max-parents=0", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
