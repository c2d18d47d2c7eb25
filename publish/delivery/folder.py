"""An artifact goes into a folder, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from publish.model import Artifact


def deliver(artifact: Artifact, folder: Path) -> Path:
    """Write `artifact` to `folder`/EDITION/NAME.SUFFIX and return where it is. Raises OSError.

    The file is written beside its name, flushed to the disk and then renamed over what was there (POSIX rename is
    atomic): a reader sees the old file or the new one, never a part.
    """
    place = folder / artifact.edition / f"{artifact.name}.{artifact.suffix}"
    place.parent.mkdir(parents=True, exist_ok=True)
    write_whole(place, artifact.content)
    return place


def write_whole(place: Path, content: bytes) -> None:
    """Write a file so that it is whole or absent. Raises OSError, leaving what was there."""
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
