"""`build/receipt.json` says what the files in build/ were made of and with, so that anybody can make them again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

NAME = "receipt.json"
FORM = 2
"""The form of the file; a reader refuses one that it does not know. Form 1 had no fingerprint."""

FINGERPRINT = "fingerprint"
"""Called among the tools: a digest of this program's own text, of plug-ins, libraries and typefaces, all together."""


class Receipt(NamedTuple):
    """A receipt, read."""

    tools: dict[str, str]
    """Versions by name, and the fingerprint of them all; of form 1 it is empty, and so never today's."""
    inputs: dict[str, str]
    """SHA-256 by path from the publication's folder, like the artifacts."""
    artifacts: dict[str, str]


def write(
    tools: Iterable[tuple[str, str]], fingerprint: str, inputs: Iterable[tuple[str, str]], artifacts: Sequence[Any]
) -> bytes:
    """The receipt's file: the same for the same inputs, tools and artifacts (each `path`, `sha256`, `bytes`)."""
    document = {
        "form": FORM,
        "tools": [{"name": name, "version": version} for name, version in tools],
        FINGERPRINT: fingerprint,
        "inputs": [{"path": path, "sha256": digest} for path, digest in sorted(inputs)],
        "artifacts": [{name: artifact[name] for name in ("path", "bytes", "sha256")} for artifact in artifacts],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read(folder: Path) -> Receipt | None:
    """The receipt in `folder`; None when there is none. Raises OSError, and ValueError for one that cannot be read."""
    place = folder / NAME
    if not place.is_file():
        return None
    try:
        document = json.loads(place.read_bytes())
        if document["form"] not in (1, FORM):
            raise ValueError(f"{NAME} has another form than this program's")
        return Receipt(
            tools={tool["name"]: tool["version"] for tool in document["tools"]}
            | {FINGERPRINT: str(document.get(FINGERPRINT, ""))},
            inputs={one["path"]: one["sha256"] for one in document["inputs"]},
            artifacts={one["path"]: one["sha256"] for one in document["artifacts"]},
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{NAME} cannot be read: {error}") from None


def differences(then: dict[str, str], now: dict[str, str]) -> tuple[str, ...]:
    """What is no longer as it was, by name: changed, gone, or not there before."""
    return tuple(sorted(name for name in {*then, *now} if then.get(name) != now.get(name)))
