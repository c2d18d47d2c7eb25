"""What was worked out once for all of a user's publications lies in a folder of the user's own, or nowhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish.base import user_cache


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A user's cache folder, in use."""
    place = tmp_path / "caches" / "handbill"
    user_cache.use(place)
    yield place
    user_cache.use(None)


@pytest.mark.parametrize(
    ("system", "environment", "place"),
    [
        ("linux", {"HOME": "/home/ada"}, "/home/ada/.cache/handbill"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "/fast"}, "/fast/handbill"),
        ("linux", {"HOME": "/home/ada", "XDG_CACHE_HOME": "not/absolute"}, "/home/ada/.cache/handbill"),
        ("darwin", {"HOME": "/Users/ada", "XDG_CACHE_HOME": "/fast"}, "/Users/ada/Library/Caches/handbill"),
        ("win32", {"LOCALAPPDATA": "/local", "HOME": "/home"}, "/local/handbill/Cache"),
        ("linux", {"HANDBILL_CACHE": "/mine", "HOME": "/home/ada"}, "/mine"),
        ("linux", {"HANDBILL_CACHE": "", "HOME": "/home/ada"}, None),
        ("linux", {}, None),
        ("win32", {"HOME": "/home"}, None),
    ],
)
def test_the_folder_is_where_the_system_has_such(system: str, environment: dict[str, str], place: str | None) -> None:
    """The folder follows the conventions of the system, and the environment may name another or none."""
    assert user_cache.place(system, environment) == (Path(place) if place else None)


def test_what_was_made_once_is_not_made_again(folder: Path) -> None:
    """A value is made once; only its owner can read it or put another in its place."""
    assert user_cache.remembered(bytes, lambda: b"cut", "a" * 64) == b"cut"
    assert user_cache.remembered(bytes, lambda: b"another", "a" * 64) == b"cut"
    [file] = folder.iterdir()
    assert [stat.S_IMODE(place.stat().st_mode) for place in (folder, file)] == [0o700, 0o600]


@pytest.mark.parametrize("spoilt", [b"", b"x" * 10, b"x" * 100])
def test_what_the_disk_has_spoilt_is_made_again(folder: Path, spoilt: bytes) -> None:
    """A file that does not say its own digest is a miss, and is written anew; so is a value of another type."""
    user_cache.remembered(bytes, lambda: b"cut", "a" * 64)
    (folder / ("a" * 64)).write_bytes(spoilt)
    assert user_cache.remembered(bytes, lambda: b"made again", "a" * 64) == b"made again"
    assert user_cache.remembered(bytes, lambda: b"no more", "a" * 64) == b"made again"
    assert user_cache.remembered(int, lambda: 7, "a" * 64) == 7


@pytest.mark.skipif(os.name != "posix", reason="Windows has other means")
def test_a_folder_that_others_can_write_is_not_used(folder: Path) -> None:
    """Where somebody else may have put a file nothing is read and nothing written."""
    user_cache.remembered(bytes, lambda: b"theirs", "a" * 64)
    folder.chmod(0o777)
    assert user_cache.remembered(bytes, lambda: b"ours", "a" * 64) == b"ours"
    assert user_cache.remembered(bytes, lambda: b"ours", "b" * 64) == b"ours"
    assert [file.name for file in folder.iterdir()] == ["a" * 64]


def test_without_a_folder_everything_is_made(tmp_path: Path) -> None:
    """In a program that imports us, and where the folder cannot be made, nothing is kept and nothing fails."""
    assert user_cache.in_use() is None
    assert [user_cache.remembered(int, lambda number=number: number, "c") for number in (1, 2)] == [1, 2]  # type: ignore[misc]
    (tmp_path / "file").write_bytes(b"")
    user_cache.use(tmp_path / "file" / "folder")
    try:
        assert user_cache.remembered(int, lambda: 3, "c") == 3
    finally:
        user_cache.use(None)


def test_it_does_not_grow_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many files the oldest go."""
    monkeypatch.setattr(user_cache, "FILES", 8)
    for number in range(40):
        user_cache.remembered(int, lambda number=number: number, f"{number:064}")  # type: ignore[misc]
    assert len(list(folder.iterdir())) <= 9
    assert (folder / f"{39:064}").exists()
