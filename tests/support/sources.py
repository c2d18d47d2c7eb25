"""Real-looking sources for `publish import`, made with the programs that people have: LibreOffice, Chromium, PDFium."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent.parent / "fixtures/import"
OFFICE = shutil.which("soffice")
PICTURE = b64decode(re.search(r"binary-data>([^<]*)", (FIXTURES / "bus.fodt").read_text("utf-8"))[1])  # type: ignore[index]


@cache
def saved(name: str) -> bytes:
    """A text or a spreadsheet of the fixtures, `report.docx` of report.fodt, as LibreOffice saves it."""
    stem, _, suffix = name.partition(".")
    (flat,) = FIXTURES.glob(f"{stem}.fod*")
    assert OFFICE is not None
    with tempfile.TemporaryDirectory() as folder:
        command = [
            OFFICE,
            f"-env:UserInstallation={Path(folder, 'home').as_uri()}",
            "--headless",
            "--convert-to",
            suffix,
        ]
        subprocess.run([*command, "--outdir", folder, str(flat)], check=True, capture_output=True, timeout=120)
        if suffix != "html":
            return Path(folder, name).read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for file in sorted(Path(folder).glob("*.*")):
                archive.write(file, file.name)
        return packed.getvalue()


def page_saved(browser: Any) -> str:
    """A page of a council's site as Chromium saves it into one file (MHTML)."""

    def answer(route: Any) -> None:
        address = route.request.url
        if address.endswith(".png"):
            route.fulfill(body=PICTURE, content_type="image/png")
        elif address.startswith("https://aldham.example.org/news/"):
            route.fulfill(body=(FIXTURES / "page.html").read_bytes(), content_type="text/html")
        else:
            route.fulfill(body="<p>A player.</p>", content_type="text/html")

    context = browser.new_context()
    try:
        context.route("**/*", answer)
        page = context.new_page()
        page.goto("https://aldham.example.org/news/swifts-return/")
        data: str = context.new_cdp_session(page).send("Page.captureSnapshot")["data"]
    finally:
        context.close()
    return data


def google_docs() -> bytes:
    """A document as Google zips it when it is downloaded as a web page: classes say what is bold, lists stand flat."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("VolunteersWeek.html", (FIXTURES / "google.html").read_bytes())
        archive.writestr("images/image1.png", PICTURE)
    return packed.getvalue()


_FLAT = """<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles><style:page-layout style:name="pm1">
<style:page-layout-properties fo:page-width="14.8cm" fo:page-height="21cm" fo:margin="2cm"/><style:header-style/>
<style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page
 style:name="Standard" style:page-layout-name="pm1"><style:header><text:p>Valley Food Bank, report of the winter</text:p>
</style:header><style:footer><text:p>Page <text:page-number text:select-page="current">1</text:page-number></text:p>
</style:footer></style:master-page></office:master-styles><office:body><office:text>{}</office:text></office:body>
</office:document>"""
PROSE = (
    "What the winter taught us",
    *(
        f"In the {n} week the queue began before the doors were open, and it was longer than in any week that we had "
        "counted before. Nobody was sent away, though the shelves were empty by noon and the van was still on the road; "
        "what there was went into smaller parcels, and those who came last were given the addresses of three others."
        for n in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    ),
    "• more people in the kitchen",
    "• a second van",
    "We start again in October.",
)
"""The paragraphs of a text of three pages."""


@cache
def pasted() -> str:
    """What one copies out of a PDF of PROSE: broken lines, the numbers and heads of its pages."""
    import pypdfium2

    assert OFFICE is not None
    with tempfile.TemporaryDirectory() as folder:
        flat = Path(folder, "prose.fodt")
        flat.write_text(_FLAT.format("".join(f"<text:p>{words}</text:p>" for words in PROSE)), encoding="utf-8")
        command = [
            OFFICE,
            f"-env:UserInstallation={Path(folder, 'home').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
        ]
        subprocess.run([*command, "--outdir", folder, str(flat)], check=True, capture_output=True, timeout=120)
        document = pypdfium2.PdfDocument(Path(folder, "prose.pdf").read_bytes())
    return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")
