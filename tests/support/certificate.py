"""A certificate of a server on this machine, from an authority that nobody knows."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple


class Certificate(NamedTuple):
    """The files of a server's certificate."""

    authority: Path
    """Who vouches for it."""
    chain: Path
    key: Path


def certified(folder: Path, *names: str) -> Certificate:
    """A certificate for `names`, e.g. `DNS:localhost`, good for two days, and the authority that made it."""
    made = Certificate(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    new: list[str | Path] = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                             "-days", "2"]  # fmt: skip
    authority = [*new, "-subj", "/CN=Our authority", "-addext", "keyUsage=critical,keyCertSign",
                 "-keyout", folder / "authority.key", "-out", made.authority]  # fmt: skip
    server = [*new, "-subj", "/CN=server", "-addext", f"subjectAltName={','.join(names)}",
              "-addext", "basicConstraints=critical,CA:FALSE", "-CA", made.authority, "-CAkey", folder / "authority.key",
              "-keyout", made.key, "-out", folder / "server.pem"]  # fmt: skip
    for command in (authority, server):
        subprocess.run(command, check=True, capture_output=True)
    made.chain.write_text((folder / "server.pem").read_text() + made.authority.read_text())
    return made
