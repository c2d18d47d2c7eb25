"""An archive as a BagIt 1.0 (RFC 8493), which record offices take in: its files under data/, and a digest of each."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from publish.base.atomic import write_atomic

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_MANIFEST = "manifest-sha256.txt"


class Standing(ValueError):
    """There is something in the folder already."""


def write(source: Path, folder: Path, paths: Iterable[str], about: Mapping[str, str], day: date) -> int:
    """Write a bag of the files at `paths` below `source` into a new `folder`; how many files there are.

    `about` says in `bag-info.txt` whose it is. No link is followed. Raises OSError, and Standing for a folder that has
    something in it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Standing(f"{folder} is there already, and not empty")
    digests: dict[str, str] = {}
    size = 0
    for path in sorted(paths):
        place = folder / "data" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if (source / path).is_symlink():
            raise OSError(f"{source / path} is a link, and no file")
        with (source / path).open("rb") as file, place.open("xb") as made:
            shutil.copyfileobj(file, made)
        with place.open("rb") as file:
            digests[f"data/{path}"] = hashlib.file_digest(file, "sha256").hexdigest()
        size += place.stat().st_size
    info = {**about, "Bagging-Date": day.isoformat(), "Payload-Oxum": f"{size}.{len(digests)}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{name}: {_folded(value)}\n" for name, value in info.items() if value),
        _MANIFEST: _lines(digests),
    }
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in tags.items()}
    # The declaration last: a folder without it is no bag.
    for name in ("bag-info.txt", _MANIFEST):
        write_atomic(folder / name, tags[name].encode())
    write_atomic(folder / "tagmanifest-sha256.txt", _lines(sums).encode())
    write_atomic(folder / "bagit.txt", tags["bagit.txt"].encode())
    return len(digests)


def _lines(digests: Mapping[str, str]) -> str:
    """A manifest: signs that would end a line, and the sign that spells them, are spelt (RFC 8493, 2.1.3)."""
    spelt = str.maketrans({"%": "%25", "\n": "%0A", "\r": "%0D"})
    return "".join(f"{digests[path]}  {path.translate(spelt)}\n" for path in sorted(digests))


def _folded(text: str) -> str:
    """A value of one line."""
    return " ".join(text.split())
