"""All that draws an edition: this program, the libraries that it needs, and the typefaces that are installed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from publish.base import versions
from publish.media import typefaces


def named() -> Iterator[tuple[str, str]]:
    """Name and version of what a receipt names; a typeface's version has a digest of its files."""
    yield from versions.named()
    yield from typefaces.packages()


def fingerprint() -> str:
    """A digest of everything that may draw a file in another way."""
    return hashlib.sha256(repr((versions.fingerprint(), *typefaces.packages())).encode()).hexdigest()


def places() -> tuple[Path, ...]:
    """What has changed as soon as `fingerprint` may be another: files and folders, each on this machine."""
    return (*versions.places(), *typefaces.places())
