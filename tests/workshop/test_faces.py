"""What finished files look like is drawn once for a file's bytes."""

from __future__ import annotations

from pathlib import Path

from publish.model import Artifact, Shelfmark
from publish.workshop.faces import faces
from publish.workshop.orders import stow
from publish.workshop.shelf import Shelf


def drawn(artifact: Artifact) -> tuple[bytes, bytes]:
    """No cover, and the file's own words backwards; a note of each file that was drawn."""
    place = Path(artifact.content.decode())
    with (place.parent / "drawn").open("a", encoding="utf-8") as told:
        told.write(f"{place.name}\n")
    return b"", artifact.content[::-1]


def marks(folder: Path, shelf: Shelf, *names: str) -> list[Shelfmark]:
    """Finished files that say their own path, on the shelf."""
    found = []
    for name in names:
        content = str(folder / name).encode()
        artifact = Artifact(
            edition="briefing", name=name, suffix="pdf", media_type="application/pdf", content=content, pages=1
        )
        found.append(stow(artifact, shelf))
    return found


def test_a_face_is_drawn_once_for_a_files_bytes(tmp_path: Path) -> None:
    """The second run takes them from the shelf; one that the shelf has lost is drawn again, and no other."""
    shelf = Shelf(place=tmp_path / "shelf", tools="")
    there = marks(tmp_path, shelf, "one", "two", "three")
    wanted = {index: (b"", str(tmp_path / mark.artifact.name).encode()[::-1]) for index, mark in enumerate(there)}
    assert dict(faces(there, shelf, drawn, 2)) == wanted
    assert dict(faces(there, shelf.reopened(), drawn, 2)) == wanted
    assert sorted((tmp_path / "drawn").read_text("utf-8").split()) == ["one", "three", "two"]

    lost = next(place for place in shelf.place.rglob("*") if place.is_file() and place.read_bytes() == wanted[1][1])
    lost.unlink()
    assert dict(faces(there, shelf.reopened(), drawn, 2)) == wanted
    assert (tmp_path / "drawn").read_text("utf-8").split()[3:] == ["two"]


def test_of_a_file_that_the_shelf_has_lost_there_is_no_face(tmp_path: Path) -> None:
    """Whoever asks makes the file again; the others have theirs."""
    shelf = Shelf(place=tmp_path / "shelf", tools="")
    there = marks(tmp_path, shelf, "one", "two")
    next(place for place in shelf.place.rglob("*") if place.is_file() and place.read_bytes().endswith(b"one")).unlink()
    found = dict(faces(there, shelf.reopened(), drawn, 1))
    assert found[0] is None
    assert found[1] == (b"", str(tmp_path / "two").encode()[::-1])
