"""A folder or an object store that a cluster's workers and this machine can reach. Wraps fsspec.

A worker writes what it has made there, under its digest, and the client takes it out again: finished files then do not
pass through the scheduler or the worker's pipe. It is named as fsspec names places: `file:///mnt/press`, or
`s3://bucket/folder` where the package for that kind of store is installed on every machine.

Traps: a kind of store that is not known is a ValueError, one whose package is missing an ImportError; stores have
errors of their own besides OSError; a file written in place may be seen half by others, so nobody looks for one before
its worker has said that it is there.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def put(content: bytes, digest: str, place: str) -> None:
    """Write a content there under its SHA-256. Raises OSError."""
    with _open(place) as (files, folder):
        files.makedirs(folder, exist_ok=True)
        files.pipe_file(f"{folder}/{digest}", content)


def take(digest: str, place: str) -> bytes:
    """Take a content out of there by its SHA-256. Raises FileNotFoundError, or OSError where it is damaged."""
    with _open(place) as (files, folder):
        content = bytes(files.cat_file(f"{folder}/{digest}"))
        files.rm_file(f"{folder}/{digest}")
    if hashlib.sha256(content).hexdigest() != digest:
        raise OSError(errno.EIO, "what a worker has put there is damaged", place)
    return content


@contextmanager
def _open(place: str) -> Iterator[tuple[Any, str]]:
    """The file system of a place, and the folder in it. What goes wrong in the block is an OSError that names it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise OSError(errno.ENOSYS, "no store without the package `fsspec`", place) from None
    try:
        files, folder = url_to_fs(place)
        yield files, folder.rstrip("/")
    except Exception as error:
        missing = errno.ENOENT if isinstance(error, FileNotFoundError) else None
        number, why = getattr(error, "errno", None) or missing, getattr(error, "strerror", None)
        raise OSError(number or errno.EIO, f"the cluster's store cannot be used ({why or error})", place) from error
