"""What it costs to bring in what there is: a site's posts in one command, and one Word document of twenty pages."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.articles import SETTINGS, WORDS, text
from benchmarks.ours import PRESS
from benchmarks.timing import load, run, spread

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
POST = """---
title: "What we learnt, part {n}"
date: 2019-{month:02}-{day:02}T09:00:00+01:00
author: Ann Ede
tags: [{tags}]
description: {first}
aliases: [/old/{n}/]
---

{one}

<!--more-->

## What was said

> {quoted}
>
> – Ben Foy, warden

{{{{< figure src="/images/hall.png" alt="The hall from the road" caption="The hall in spring." >}}}}

{two} See [the part before](/posts/part-{before}/) and [the report](https://example.org/report?utm_source=site).[^1]

| Item | Pounds |
|---|--:|
| {a} | 1,200 |
| {b} | 300 |

- {points[0]}
- {points[1]}

[^1]: {note}
"""


def measure(folder: Path, posts: int, rounds: int, keep: Callable[[Any], None]) -> None:
    """Processor time and time on the clock, of a command each, from its start to its end."""
    rows: list[dict[str, Any]] = []
    site, word = folder / "site", folder / "report.docx"
    _site(site, posts)
    _document(word, 20)
    for name, count, source in (("posts", posts, site), ("pages of one .docx", 20, word)):
        place, before, took = folder / "publication", load(), []
        for _ in range(rounds):
            shutil.rmtree(place, ignore_errors=True)
            (place / "source").mkdir(parents=True)
            (place / "source/publication.toml").write_text(SETTINGS, encoding="utf-8")
            took.append(run([*PRESS, "-C", place, "import", source]))
        rows.append({
            "what": f"{count:,} {name}",
            "load": before,
            "seconds": spread([one.seconds for one in took], 1),
            "processor": spread([one.processor for one in took], 1),
        })  # fmt: skip
        keep(rows)


def _site(folder: Path, count: int) -> None:
    """Posts of a Hugo site: some 450 words each, with all that is common in them."""
    (folder / "content/posts").mkdir(parents=True)
    (folder / "static/images").mkdir(parents=True)
    (folder / "config.toml").write_text('baseURL = "https://example.org/"\n', encoding="utf-8")
    Image.new("RGB", (640, 480), "green").save(folder / "static/images/hall.png")
    for n in range(count):
        (folder / f"content/posts/part-{n}.md").write_text(
            POST.format(
                n=n, before=max(0, n - 1), month=n % 12 + 1, day=n % 28 + 1, first=text(n, 14), one=text(n, 200),
                two=text(n + 1, 180), quoted=text(n + 2, 20), note=text(n + 3, 12), a=WORDS[n % 30], b=WORDS[n % 29],
                points=[text(n + 4, 10), text(n + 5, 10)], tags=", ".join(dict.fromkeys((WORDS[n % 30], WORDS[n % 7]))),
            ),
            encoding="utf-8",
        )  # fmt: skip


def _document(place: Path, pages: int) -> None:
    """A document of Word's: a heading, 400 words, a list and a table on each page."""

    def line(words: str, style: str = "Normal", more: str = "") -> str:
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr><w:r><w:t>{escape(words)}</w:t></w:r>'
            "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space='preserve'> in bold</w:t></w:r></w:p>"
        )

    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    lines = range(6)
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>" * 3 + "</w:tr>"
    body = "".join(
        line(f"Part {n}", "Heading1") + "".join(line(text(n * 4 + k, 100)) for k in range(4))
        + "".join(line(text(n + k, 8), more=item) for k in range(4))
        + f"<w:tbl>{row.format('Item', 'Before', 'After')}"
        + "".join(row.format(WORDS[k], k, k * n) for k in lines) + "</w:tbl>"
        for n in range(pages)
    )  # fmt: skip
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        types = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>")
        styles = "<w:style w:type='paragraph' w:styleId='Heading1'><w:name w:val='heading 1'/></w:style>"
        archive.writestr("word/styles.xml", f"<w:styles xmlns:w='{W}'>{styles}</w:styles>")
        level = "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/></w:lvl>"
        numbers = f"<w:abstractNum w:abstractNumId='1'>{level}</w:abstractNum>"
        numbers += "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num>"
        archive.writestr("word/numbering.xml", f"<w:numbering xmlns:w='{W}'>{numbers}</w:numbering>")
