"""Hostile sources are refused or harmless: nothing is read outside the bundle, nothing floods, nothing is fetched."""

from __future__ import annotations

import base64
import io
import re
import shutil
import socket
import stat
import struct
import subprocess
import sys
import time
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


def _docx(body: str, relations: str = "", before: str = "", more: dict[str, bytes | str] | None = None) -> bytes:
    return _zip({
        "[Content_Types].xml": TYPES,
        "word/document.xml": before + DOCUMENT.format(body),
        "word/_rels/document.xml.rels":
            f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>',
        **(more or {}),
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


@pytest.mark.parametrize(
    "part",
    [
        "word/styles.xml",
        "word/numbering.xml",
        "word/comments.xml",
        "word/header1.xml",
        "word/footnotes.xml",
        "docProps/core.xml",
    ],
)
def test_no_part_of_a_document_may_bring_declarations(part: str) -> None:
    """Not the styles, the lists, the comments, the heads, the notes or the properties either."""
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    assert "DOCTYPE" in _refusals({"a.docx": _docx(WORDS, more={part: bomb})})[0]


WORDS = "<w:p><w:r><w:t>Words of it.</w:t></w:r></w:p>"
DOT = (
    '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="x" descr="A dot"/><a:graphic><a:graphicData><pic:pic>'
    '<pic:blipFill><a:blip r:embed="r1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)


def _relation(kind: str, target: str, mode: str = "") -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return f'<Relationship Id="r1" Type="{office}{kind}" Target="{target}"{mode}/>'


def test_a_path_out_of_a_document_leads_nowhere() -> None:
    """A picture whose path leads out of the package is missing, and said."""
    came = article(_docx(WORDS + DOT, _relation("image", "../../../../../etc/hostname")), "a.docx")
    assert came.draft.pictures == {}
    assert any(remark.what.startswith("picture") for remark in came.lost)


def test_a_picture_that_asks_the_network_is_refused() -> None:
    """An SVG with a script, or with a picture on the web, does not come in."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    came = article(_docx(WORDS + DOT, _relation("image", "media/a.png"), more={"word/media/a.png": drawing}), "a.docx")
    assert came.draft.pictures == {}
    assert "<script>" in came.said


def test_parts_of_other_files_are_named() -> None:
    """What a document takes in from elsewhere is neither fetched nor passed over in silence."""
    fields = (
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DDEAUTO cmd.exe /k</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p><w:altChunk r:id='r1'/>"
    )
    relation = _relation("aFChunk", "http://127.0.0.1:9/c.html", ' TargetMode="External"')
    came = article(_docx(WORDS + fields, relation), "a.docx")
    assert "cmd.exe" not in came.draft.text
    assert "lost: a part that lies in another file is not in the article" in came.said


def test_a_size_that_a_zip_lies_about_is_found_out(tmp_path: Path) -> None:
    """A file that unpacks to more than the zip says is refused where it is read."""
    packed = bytearray(_zip({"a.txt": b"A" * (50 * 2**20), "b.md": "# B\n\nWords."}))
    struct.pack_into("<I", packed, packed.find(b"PK\x01\x02") + 24, 1000)
    (tmp_path / "a.zip").write_bytes(packed)
    bundle = bundles.of_path(tmp_path / "a.zip")
    with pytest.raises(ImportRefused, match="cannot be unpacked"):
        bundle.open("a.txt")


def test_a_link_in_a_zip_is_no_file(tmp_path: Path) -> None:
    """A symbolic link that is packed is left where it is."""
    link = zipfile.ZipInfo("link.md")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("good.md", "# Good\n\nWords.")
    assert bundles.of_path(tmp_path / "a.zip").names == ("good.md",)


def test_a_saved_page_of_a_disk_brings_nothing_of_the_disk() -> None:
    """Addresses of files in an MHTML, its frames among them, lead nowhere."""
    page = (
        "<html><body><article><h1>A page</h1><p>Words of it all.</p><img src='file:///etc/hostname' alt='x'>"
        "<iframe src='cid:f'></iframe><p><a href='file:///etc/passwd'>A link</a></p></article></body></html>"
    )
    came = article(
        "From: <Saved by Blink>\nSnapshot-Content-Location: file:///home/a.html\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n\n{page}\n'
        "--B\nContent-Type: text/html\nContent-ID: <f>\nContent-Location: file:///etc/shadow\n\nx\n--B--\n",
        "a.mhtml",
    )
    assert came.draft.pictures == {}
    assert "file:" not in came.text


def test_a_bomb_in_a_mail_stays_packed() -> None:
    """An attachment is named by its name, and never opened; a mail of three hundred layers is read."""
    bomb = base64.b64encode(_zip({"a.txt": b"\0" * (60 * 2**20)})).decode()
    head = "From: a@b.example\nSubject: A mail\nMIME-Version: 1.0\n"
    came = article(
        f'{head}Content-Type: multipart/mixed; boundary="B"\n\n--B\nContent-Type: text/plain\n\nWords of it.\n'
        'Content\n--B\nContent-Type: application/zip\nContent-Disposition: attachment; filename="../../../a.zip"\n'
        f"Content-Transfer-Encoding: base64\n\n{bomb}\n--B--\n",
        "a.eml",
    )
    assert "an attachment is not in the article: ../../../a.zip" in came.said
    layers = "".join(f'Content-Type: multipart/mixed; boundary="B{n}"\n\n--B{n}\n' for n in range(300))
    assert "Deep words." in article(f"{head}{layers}Content-Type: text/plain\n\nDeep words.\n", "b.eml").text


def _sheet(*rows: list[str], **cells: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, value in cells.items():
        sheet[place] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_formulas_that_do_something_do_nothing() -> None:
    """DDE, WEBSERVICE and values of other workbooks are named by the formula; no link leads to a disk."""
    doing = ["=cmd|'/c calc'!A1", '=WEBSERVICE("http://127.0.0.1:9/")', "='[http://127.0.0.1:9/x.xlsx]S'!A1"]
    came = article(_sheet(["A", "B", "C"], doing, ["a", "b", "c"]), "a.xlsx")
    assert sum("was never worked out" in remark.what for remark in came.lost) == 3
    assert "127.0.0.1" not in came.text


def test_a_sheet_with_one_cell_far_away_is_read_at_once() -> None:
    """Neither a million empty rows nor twenty thousand columns are walked through; what was not taken is said."""
    began = time.process_time()
    far = article(_sheet(A1="near", XFD1048576="far"), "a.xlsx")
    wide = article(",".join(map(str, range(20_000))) + "\n" + ",".join(map(str, range(20_000))), "a.csv")
    assert time.process_time() - began < 5
    assert "has 1,048,576 rows and 16,384 columns" in far.said
    assert "has 2 rows and 20,000 columns" in wide.said


@pytest.mark.parametrize(
    "content",
    [
        '{"db":[{"data":{"posts":[{"id":1,"title":{"a":1},"slug":["x"],"html":{},"published_at":9}],"tags":5,"users":null}}]}',
        '{"version":"https://jsonfeed.org/version/1","items":[{"id":{},"title":5,"content_html":["x"],"tags":"a","authors":"x"}]}',
        '{"posts":' + "[" * 100_000,
        '{"db":[],"posts":{}}',
    ],
)
def test_an_export_of_other_types_than_it_should_be_is_survived(content: str) -> None:
    """Lists where names should be, numbers where lists should be: an article or a refusal, no fault of ours."""
    found = brought({"a.json": content})
    assert not [remark for _, remark in found.remarks if "fault of handbill" in remark.what]
    assert not [draft for draft in found.drafts if draft.name.startswith("undated")]


@pytest.mark.parametrize("slug", ["../../../tmp/evil", "/etc/evil", "..\\evil"])
def test_no_metadata_lead_an_article_out_of_its_folder(slug: str) -> None:
    """What a post or an export calls itself is a name, never a path."""
    post = f"---\ntitle: T\ndate: 2020-01-02\nslug: {slug}\nimage: ../../../../etc/hostname\n---\nWords of it.\n"
    came = article(post, "a.md")
    assert re.fullmatch(r"[a-z0-9.-]+\.md", came.draft.name)
    assert came.draft.pictures == {}


@pytest.mark.parametrize("unit", ["a", "a.", "www.", "https://", "• ", "1. ", "“", "– "])
def test_a_text_is_read_in_time_with_its_length(unit: str) -> None:
    """Four times as much of the same takes less than twelve times as long."""

    def cost(length: int) -> float:
        began = time.process_time()
        brought({"a.txt": unit * (length // len(unit))})
        return time.process_time() - began

    cost(4_000)
    assert any(cost(128_000) < 12 * max(cost(32_000), 0.01) for _ in range(3))


RTF = (
    r'{\rtf1\ansi Words of it. {\field{\*\fldinst INCLUDEPICTURE "http://127.0.0.1:9/x.png"}{\fldrslt }}'
    r'{\field{\*\fldinst INCLUDETEXT "/etc/passwd"}{\fldrslt }}{\*\template http://127.0.0.1:9/t.dot}\par}'
)
TEXT = (
    '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" office:version="1.3" '
    'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>Words of it.</text:p>'
    '<text:section text:name="s"><text:section-source xlink:href="{where}/x.odt"/><text:p>old</text:p></text:section>'
    '<text:p><draw:frame><draw:image xlink:href="{where}/x.png"/></draw:frame></text:p></office:text></office:body>'
    "</office:document>"
)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this machine")
def test_neither_we_nor_libreoffice_ask_the_network(tmp_path: Path) -> None:
    """Sources that refer to the network are brought in, and no process of the command connects to anything on it."""
    where = "http://127.0.0.1:9"
    folder, place = tmp_path / "in", tmp_path / "publication/source"
    place.mkdir(parents=True)
    folder.mkdir()
    (place / "publication.toml").write_text('identifier = "https://example.org/x"\ntitle = "X"\norganisation = "Y"\n')
    (folder / "a.rtf").write_text(RTF)
    (folder / "b.html").write_text(
        f"<html><body><article><h1>T</h1><p>Words of it.</p><img src='{where}/x.png'><iframe src='{where}/y'></iframe>"
    )
    (folder / "c.docx").write_bytes(_docx(WORDS, _relation("attachedTemplate", f"{where}/t", ' TargetMode="External"')))
    (folder / "d.fodt").write_text(TEXT.format(where=where))
    office = ["soffice", f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless", "--convert-to", "odt"]
    subprocess.run(
        [*office, "--outdir", str(folder), str(folder / "d.fodt")], check=True, capture_output=True, timeout=120
    )
    (folder / "d.fodt").unlink()
    calls = tmp_path / "calls"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=connect,sendto", "-o", str(calls), sys.executable, "-m", "publish",
         "-C", str(tmp_path / "publication"), "import", str(folder)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout.count("new: source/articles/") == 4, done.stdout + done.stderr
    assert [line for line in calls.read_text().splitlines() if "AF_INET" in line] == []


def test_a_document_whose_parts_are_broken_is_refused_by_name() -> None:
    """Whatever byte of it is another one: it is read, or its file is said to be broken; it is never a fault of ours."""
    content = Path(__file__).parents[1].joinpath("fuzz/seeds/import/bus.docx").read_bytes()
    for at in range(30, len(content), max(1, len(content) // 150)):
        found = brought({"bus.docx": content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]})
        assert [remark.what for _, remark in found.remarks if "fault of handbill" in remark.what] == []
