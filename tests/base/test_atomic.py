"""Files are replaced whole, also where another program holds the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.base import atomic


def _held(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Path]:
    """Let the system refuse to replace a file so many times, as Windows does while a viewer has it open."""
    refused: list[Path] = []
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if len(refused) < times:
            refused.append(self)
            raise PermissionError(13, "Permission denied", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic, "PATIENCE", (0.0, 0.0))
    return refused


def test_a_file_that_is_held_for_a_moment_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again, and nothing is left beside the new file."""
    place = tmp_path / "briefing.pdf"
    place.write_bytes(b"old")
    refused = _held(monkeypatch, 2)

    atomic.write_atomic(place, b"new")

    assert len(refused) == 2
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("briefing.pdf", b"new")]


def test_a_file_that_stays_held_is_named_and_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has the file open hears what to do."""
    place, content = tmp_path / "briefing.pdf", tmp_path / "content"
    place.write_bytes(b"old")
    content.write_bytes(b"new")
    _held(monkeypatch, 99)

    with pytest.raises(PermissionError, match="close it there") as written:
        atomic.write_atomic(place, b"new")
    with pytest.raises(PermissionError, match="close it there") as linked:
        atomic.link_atomic(place, content)

    assert (written.value.filename, linked.value.filename) == (str(place), str(place))
    assert place.read_bytes() == b"old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["briefing.pdf", "content"]
