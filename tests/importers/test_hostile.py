"""Hostile sources are refused or harmless: nothing is read outside the bundle, nothing floods, nothing is fetched."""

from __future__ import annotations

import io
import socket
import zipfile
from pathlib import Path
from typing import NoReturn

import pytest

from publish.importers import bundles
from publish.importers.values import ImportRefused
from tests.support.imports import PICTURE, article, articles, brought


def _zip(files: dict[str, bytes | str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for a connection fails the test."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the network was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{}</w:body></w:document>'
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def _docx(body: str, relations: str = "", before: str = "") -> bytes:
    return _zip({
        "[Content_Types].xml": TYPES,
        "word/document.xml": before + DOCUMENT.format(body),
        "word/_rels/document.xml.rels":
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
    })  # fmt: skip


def _refusals(files: dict[str, bytes | str]) -> list[str]:
    return [remark.what for _, remark in brought(files).remarks]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A zip that would unpack to a flood is refused before anything of it is unpacked."""
    place = tmp_path / "bomb.zip"
    place.write_bytes(_zip({"a.txt": b"\0" * (60 * 2**20)}))
    with pytest.raises(ImportRefused, match="far more"):
        bundles.of_path(place)


def test_a_document_that_is_a_bomb_is_refused() -> None:
    """So is a Word document whose text would."""
    (said,) = _refusals({"a.docx": _docx("<w:p/>" * 3_000_000)})
    assert "far more" in said


@pytest.mark.parametrize("name", ["../../evil.md", "/etc/evil.md", "C:\\evil.md", "a/../../evil.md"])
def test_no_path_leads_out_of_a_zip(name: str, tmp_path: Path) -> None:
    """A file whose path leads out is not in the bundle."""
    place = tmp_path / "a.zip"
    place.write_bytes(_zip({name: "# x\n\ny", "good.md": "# x\n\ny"}))
    assert bundles.of_path(place).names == ("good.md",)


def test_no_picture_is_read_outside(tmp_path: Path) -> None:
    """Neither a path upwards, nor an absolute one, nor a link on the disk leads out of the bundle."""
    (tmp_path / "secret.png").write_bytes(PICTURE)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: T\ndate: 2020-01-02\n---\n![x](../secret.png) ![y](link.png)\n")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    bundle = bundles.of_path(folder)
    assert bundle.names == ("a.md",)
    assert bundle.find("../secret.png", "a.md") is None
    assert bundle.find("/etc/passwd") is None


@pytest.mark.parametrize(
    "declared",
    ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'],
)
def test_declarations_of_their_own_are_refused(declared: str) -> None:
    """XML that brings a DOCTYPE is not read: in Word, in feeds, in WordPress."""
    assert "DOCTYPE" in _refusals({"a.docx": _docx("<w:p/>", before=declared)})[0]
    assert "DOCTYPE" in _refusals({"a.xml": f'<?xml version="1.0"?>{declared}<rss version="2.0"/>'})[0]
    assert articles({"b.xml": f'<?xml version="1.0"?><rss version="2.0">{declared}</rss>'}) == []


def test_a_picture_on_the_web_is_not_fetched() -> None:
    """A Word document that links to a picture on the web gets its words, and the network is not asked."""
    picture = (
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A dot"/><a:graphic><a:graphicData><pic:pic>'
        '<pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p><w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>'
    came = article(_docx(picture, relation), "a.docx")
    assert "*A dot*" in came.text
    assert "Words." in came.text
    assert any(remark.what.startswith("picture") for remark in came.lost)


def test_a_picture_on_the_disk_is_not_taken_into_a_document(tmp_path: Path) -> None:
    """A Word document that links to a file of the disk does not get it."""
    (tmp_path / "x.png").write_bytes(PICTURE)
    picture = (
        '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A dot"/><a:graphic><a:graphicData><pic:pic>'
        '<pic:blipFill><a:blip r:link="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r></w:p>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relation = f'<Relationship Id="rId9" Type="{kind}" Target="{(tmp_path / "x.png").as_uri()}" TargetMode="External"/>'
    assert article(_docx(picture, relation), "a.docx").draft.pictures == {}


def test_a_page_of_fifty_megabytes_is_refused() -> None:
    """It is refused at once, with what to do."""
    (said,) = _refusals({"a.html": "<html><body>" + "<p>x</p>" * 7_000_000})
    assert "MB of HTML" in said


def test_a_page_nested_without_end_is_survived() -> None:
    """Thousands of elements in each other make an article or a refusal, never a traceback."""
    brought({"a.html": "<html><body>" + "<div>" * 3000 + "deep" + "</div>" * 3000, "b.html": "<html>" + "<b>" * 5000})
    brought({"c.md": "> " * 2000 + "x", "d.md": "[" * 5000 + "x"})


def test_what_does_something_does_nothing_any_more() -> None:
    """Scripts, handlers, frames of data and links that run code are gone; their words stay."""
    came = article(
        "<html><body><article><h1>T</h1><p onclick='x()'>A <a href='javascript:alert(1)'>link</a>.</p>"
        "<script>alert(1)</script><iframe src='data:text/html,x'></iframe><p>B</p></article></body></html>",
        "a.html",
    )
    assert came.text == "A link.\n\nB\n"


def test_yaml_that_grows_is_not_let_grow() -> None:
    """References of YAML to itself are read as lines of text."""
    bomb = "a: &a [x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b]\ntitle: T\ndate: 2020-01-02"
    assert "title: T" in article(f"---\n{bomb}\n---\nText.", "a.md").draft.text
