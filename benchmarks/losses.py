"""What importers lose: the same sources through each program as it comes, for the tables of docs/importing.md.

    python -m benchmarks.losses [PYTHON]    writes docs/importing.json; PYTHON is one that has markitdown

A feature is a pattern that the output of a program that kept it has, be it Markdown or HTML. tests/importers looks that
the columns of what the tests have at hand are still so.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import peers
from tests.support import sources
from tests.support.imports import articles

RESULTS = Path(__file__).parent.parent / "docs/importing.json"
OURS = "publish import"
WORD = {
    "title": r"^title: .?Annual report|<h1[^>]*>Annual|^# Annual",
    "authors": r"Amina Diallo.{0,9}Tomos Rhys",
    "heading levels": r"^#{2,3} What we need|<h2[^>]*>What we need",
    "bold, italic": r"\*\*\*families|<strong><em>families",
    "sub- and superscript": r"m<sup>3</sup> of CO<sub>2|m\^3\^",
    "footnotes and endnotes": r"\[\^\d\]: Figures|<li id=\"endnote[^>]*>(?:<p>)?Figures",
    "note in a table": r"rose(?:<[^>]*>)*\[?(?:a|\d|\^\d)",
    "links": r"\]\(https://food\.example\.org/parcels|href=\"https://food\.example\.org/parcels",
    "trackers cut off links": r"\A(?!.*utm_medium)",
    "link within the text": r"\[the\s+money\]\(#|href=\"#[^\"]+\">the money",
    "language of a passage": r"lang=\"?cy",
    "nested lists": r"^ +[-*+] of beans|<ul><li>of beans",
    "list that begins at 5": r"^5\. +sort|<ol[^>]*start=\"5\"",
    "list that goes on after other words": r"^7\. +carry|start=\"7\"",
    "typed bullets become a list": r"^[-*] give food|<li>give food",
    "quotation": r"^> .*stayed for the company|<blockquote>.*stayed for the company",
    "its speaker": r"^> — Gwen Parry",
    "head of a table": r"<th[ >]|^\| *Purpose",
    "merged cells": r"rowspan=\"2\"",
    "caption joined to its table": r"<caption>",
    "list in a cell": r"<li>(?:<p>)?fuel",
    "the picture": r"!\[[^]]*\]\((?!data:image/png;base64\.\.\.)|<img [^>]*src",
    "its words": r"Shelves of tins",
    "caption joined to its picture": r"\"Figure 1: The store|<figcaption>",
    "code": r"`stock --list`|<code>stock",
    "lines of code": r"^```\n+def parcels|<pre>def parcels",
    "box as a callout": r"\[!NOTE\]",
    "key figures": r"key-figures",
    "table of contents left out": r"\A(?!.*The winter\s*1\b)",
    "hidden words left out": r"left out: secret aside|\A(?!.*secret aside)",
    "comments and deletions named": r"a comment by Amina Diallo.*deleted under tracking",
    "watermark named": r"watermark says `DRAFT`",
}
PAGE = {
    "title": r"^title: .?Swifts|<h1[^>]*>Swifts|^# Swifts",
    "author": r"Priya Shah",
    "date": r"^date: .?2024-06-11",
    "menus and feet left out": r"\A(?!.*(?:Skip to content|Accept all))",
    "note": r"\[\^1\]: Counted",
    "the picture": r"!\[|<img ",
    "its caption and credit": r"The tower in June",
    "caption joined to its picture": r"\"The tower in June|<figcaption>",
    "language of a passage": r"lang=\"?de",
    "sub- and superscript": r"cm<sup>3</sup>.*CO<sub>2|cm\^3\^",
    "list that begins at 4": r"^4\. +Choose|start=\"4\"",
    "nested list": r"^ +(?:1|a)[.)] +to the north",
    "quotation": r"^> *.*They scream|<blockquote>",
    "its speaker": r"Ada Lowe",
    "caption of a table": r"Pairs by year",
    "merged cells": r"colspan=\"2\"",
    "code": r"^```.*count --birds|<pre>",
    "player as a link": r"youtube.*sW1fts",
    "trackers cut off links": r"\A(?!.*utm_source)",
}
SHEET = {
    "pounds": r"£120,000",
    "per cent": r"98\.5%",
    "loss in brackets": r"\(1,250\)",
    "merged cells": r"rowspan=\"2\"",
    "caption": r"<caption>Income",
    "link": r"\]\(https://food\.example\.org/times",
    "hidden sheet left out": r"\A(?!.*Private)",
    "comment named": r"Ask the bank",
}


def _ours(name: str, content: bytes) -> str:
    came = articles({name: content, "media/tower.png": sources.PICTURE})[0]
    return f"{came.draft.text}\n{came.said}"


def _mammoth(_: str, content: bytes) -> str:
    import io

    import mammoth

    return str(mammoth.convert_to_html(io.BytesIO(content)).value)


def _trafilatura(_: str, content: bytes) -> str:
    import trafilatura

    return str(
        trafilatura.extract(
            content.decode(),
            output_format="markdown",
            include_formatting=True,
            include_links=True,
            include_images=True,
            with_metadata=True,
        )
    )


def _openpyxl(_: str, content: bytes) -> str:
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return "\n".join(" | ".join(str(cell) for cell in row) for sheet in book for row in sheet.values)


def _pandoc(name: str, content: bytes) -> str:
    form = name.rpartition(".")[2]
    command = [peers.pandoc(), "--sandbox", "-s", "-f", form, "-t", "gfm"]
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


def _markitdown(python: str) -> Callable[[str, bytes], str]:
    def convert(name: str, content: bytes) -> str:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder, name)
            place.write_bytes(content)
            command = [python, "-m", "markitdown", str(place)]
            return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    return convert


LIBRARIES: Mapping[str, Callable[[str, bytes], str]] = {
    "mammoth": _mammoth,
    "trafilatura": _trafilatura,
    "openpyxl": _openpyxl,
    OURS: _ours,
}
"""What the tests have at hand too."""
SOURCES: Mapping[str, tuple[str, Mapping[str, str], tuple[str, ...]]] = {
    "word": ("report.docx", WORD, ("mammoth", "pandoc", "markitdown", OURS)),
    "page": ("page.html", PAGE, ("trafilatura", "pandoc", "markitdown", OURS)),
    "sheet": ("accounts.xlsx", SHEET, ("openpyxl", "markitdown", OURS)),
}


def content(name: str) -> bytes:
    """A source."""
    return (sources.FIXTURES / name).read_bytes() if name.endswith(".html") else sources.saved(name)


def kept(features: Mapping[str, str], output: str) -> dict[str, bool]:
    """Which features are in the output of a program."""
    text = output.replace("\r\n", "\n")
    return {name: re.search(form, text, re.M | re.S) is not None for name, form in features.items()}


def table(source: str) -> str:
    """The table of a source, for the documentation."""
    told = json.loads(RESULTS.read_text("utf-8"))
    columns = told["sources"][source]
    lines = [
        "| Feature | " + " | ".join(f"`{name}`" if name == OURS else told["versions"][name] for name in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for feature in SOURCES[source][1]:
        lines.append(f"| {feature} | " + " | ".join("kept" if c[feature] else "lost" for c in columns.values()) + " |")
    return "\n".join(lines)


def main() -> None:
    """Run every program on every source."""
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    programs = {**LIBRARIES, "pandoc": _pandoc, "markitdown": _markitdown(python)}
    asked = [python, "-c", "import importlib.metadata as m; print(m.version('markitdown'))"]
    versions = {name: f"{name} {version(name)}" for name in ("mammoth", "trafilatura", "openpyxl")}
    versions["pandoc"] = subprocess.run([peers.pandoc(), "--version"], capture_output=True, text=True).stdout.split(
        "\n"
    )[0]
    versions["markitdown"] = f"markitdown {subprocess.run(asked, capture_output=True, text=True).stdout.strip()}"
    results: dict[str, Any] = {"day": str(date.today()), "versions": versions, "sources": {}}
    for source, (name, features, columns) in SOURCES.items():
        made = content(name)
        results["sources"][source] = {column: kept(features, programs[column](name, made)) for column in columns}
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
