"""Typefaces of the organisation's own: files in source/typefaces/ are what it is set in, wherever letters are."""

from __future__ import annotations

import io
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from publish.media import own_typefaces, typefaces
from publish.project import folder
from tests.conftest import GOOD, SETTINGS, run_publish

LENT = Path(next(iter(find_spec("fontpkg_atkinson_hyperlegible").submodule_search_locations)))  # type: ignore[union-attr,arg-type]


def font(cut: str, *, family: str = "Shore Grotesk", bits: int = 0) -> bytes:
    """A font with letters, under another name, which says of itself how it may be embedded."""
    with TTFont(LENT / f"files/AtkinsonHyperlegible-{cut}.ttf") as made:
        for record in made["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = family if record.nameID in (1, 16) else f"{family}-{cut}".replace(" ", "")
        made["OS/2"].fsType = bits
        made.save(out := io.BytesIO())
    return out.getvalue()


def publication(place: Path, **files: bytes) -> Path:
    """A publication set in Shore Grotesk, with these files of typefaces."""
    for name in ("articles", "typefaces"):
        (place / "source" / name).mkdir(parents=True, exist_ok=True)
    brand = '\n[brand]\nheadings = "shore grotesk"\nbody = "Shore Grotesk"\n'
    (place / "source/publication.toml").write_text(SETTINGS + brand, "utf-8")
    (place / "source/articles/good.md").write_text(f"{GOOD}\nAnd **bold**.\n", "utf-8")
    for name, content in files.items():
        (place / f"source/typefaces/{name}.ttf").write_bytes(content)
    return place


def test_everything_is_set_in_it(tmp_path: Path) -> None:
    """A PDF and an ebook have its letters, no more than they use; so have a cover and the archive's pages."""
    place = publication(tmp_path, Regular=font("Regular"), Bold=font("Bold"))
    assert run_publish("archive", cwd=place).code == 0
    with pikepdf.open(next((place / "build/archive").rglob("good.pdf"))) as pdf:
        names = {
            str(each.BaseFont) for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }
    assert any("Shore" in name for name in names), names
    assert all("+" in name for name in names if "Shore" in name)
    with zipfile.ZipFile(next((place / "build/archive").rglob("*.epub"))) as book:
        held = {name: book.read(name) for name in book.namelist() if name.endswith((".ttf", ".otf"))}
    assert any("shore-grotesk" in name for name in held), held.keys()
    assert all(len(content) < len(font("Regular")) / 2 for name, content in held.items() if "shore" in name)
    assert "Shore Grotesk" in "".join(each.read_text("utf-8") for each in (place / "build/archive").rglob("*.css"))
    with zipfile.ZipFile(place / "build/archive/source.zip") as packed:
        assert not [name for name in packed.namelist() if "typefaces" in name], "a licence is given away"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (font("Regular", bits=2), "may not be put into documents"),
        (font("Regular", bits=0x108), "only whole"),
        (font("Regular", bits=0x200), "only as dots"),
        (font("Regular")[:3000], "no font file that can be read"),
        (b"OTTO" + bytes(200), "a font without letters"),
        (b"", "no font file that can be read"),
    ],
)
def test_what_may_not_travel_is_refused(content: bytes, words: str) -> None:
    """A font whose licence bits keep it out of documents, or out of parts of them, and what is no font at all."""
    said = own_typefaces.told(content)
    assert words in said.message
    assert said.hint


def test_bits_that_allow_it_are_heard() -> None:
    """Installable, for previews and prints, for editing."""
    assert [own_typefaces.told(font("Regular", bits=bits)).message for bits in (0, 4, 8)] == ["", "", ""]
    said = own_typefaces.told(font("BoldItalic"))
    assert (said.family, said.italic, said.weight) == ("Shore Grotesk", True, 700)


def test_other_bytes_are_another_typeface(tmp_path: Path) -> None:
    """The face carries its bytes, so that a worker elsewhere has them, and its digest, which keys are made of."""
    place = publication(tmp_path, Regular=font("Regular"))
    project, problems = folder.load(place)
    assert project is not None, problems
    (face,) = project.publication.brand.body.faces
    assert typefaces.load(face) == font("Regular")
    publication(tmp_path, Regular=font("Regular", family="Shore Grotesk", bits=4))
    other, _ = folder.load(place)
    assert other is not None
    assert other.publication.brand.body.faces[0].sha256 != face.sha256


def test_a_name_that_nobody_has_is_told_what_is_near(tmp_path: Path) -> None:
    """A family of one's own that is nearly so called; else what is at hand and where one's own files go."""
    place = publication(tmp_path, Regular=font("Regular", family="Shore Grotesque"))
    _, problems = folder.load(place)
    assert {problem.hint for problem in problems} == {"did you mean `Shore Grotesque`?"}
    assert [typefaces.instead(name) for name in ("Arial", "Times New Roman", "Courier New", "Gill Sans MT")] == [
        "Source Sans 3",
        "Source Serif 4",
        "Source Code Pro",
        "Source Sans 3",
    ]
