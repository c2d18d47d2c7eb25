"""Where the pages of a printed briefing begin, read from its PDF by another program, and what an ebook says of it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

import pypdfium2 as pdfium
from lxml import etree

from publish.formats.epub.render import render
from publish.formats.pdf import render as pdf
from publish.model import Article, Printed
from publish.value import replace
from tests.support.epub_samples import rich
from tests.support.epub_shelf import Opened, X
from tests.support.sample import briefing, house_style

LETTERS = 24
"""Letters of a page's first line that are compared: some four words."""


def print_edition(article: Article) -> tuple[Printed, bytes]:
    """The article's briefing as others know it, and the PDF."""
    edition = briefing(
        articles=(article,),
        slug=article.slug,
        title=article.title,
        language=article.language,
        direction=article.direction,
        identifier=f"urn:example:{article.slug}",
    )
    artifact, problems = pdf.render(edition, house_style())
    assert artifact is not None, problems
    assert artifact.pages is not None
    printed = Printed(slug=article.slug, identifier=edition.identifier, pages=artifact.pages, starts=artifact.starts)
    return printed, artifact.content


LONG = "".join(
    f"<h2 id='page-{n}'>Part {n}</h2><p>{'Words and <em>more</em> words about it. ' * 60}</p>" for n in range(3)
)


@lru_cache
def bound() -> tuple[Opened, tuple[tuple[Printed, bytes], ...]]:
    """A collection whose briefings are printed: one long, one short, one from right to left."""
    edition = rich(8)
    edition = replace(edition, articles=(replace(edition.articles[0], body=LONG), *edition.articles[1:]))
    originals = tuple(print_edition(item) for item in edition.articles[:3])
    artifact, problems = render(edition, house_style(), printed=[original for original, _ in originals])
    assert artifact is not None, problems
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        names = tuple(archive.namelist())
        files = {name.removeprefix("EPUB/"): archive.read(name) for name in names}
    return Opened(content=artifact.content, problems=problems, files=files, order=names), originals


def marks(root: etree._Element) -> list[etree._Element]:
    """The marks of pages in an article's file."""
    return [element for element in root.iter(f"{X}span") if element.get("role") == "doc-pagebreak"]


def disagreements(root: etree._Element, content: bytes) -> Iterator[str]:
    """The pages that do not begin with the words that follow their mark in the ebook."""
    with pdfium.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    found = marks(root)
    if [mark.get("aria-label") for mark in found] != [str(number + 1) for number in range(len(pages))]:
        yield f"{len(pages)} pages, {len(found)} marks"
        return
    heads = [sorted(_letters("".join(row.itertext()))) for row in root.iterfind(f".//{X}thead/{X}tr")]
    whole = "".join(text for _, text in _texts(root))
    for mark, page in zip(found[1:], pages[1:], strict=True):
        lines = [line for line in page.splitlines() if _letters(line)]
        before = after = ""
        for seen, text in _texts(root, mark):
            before, after = (before, after + text) if seen else (before + text, after)
        found_there = (_letters(before), _letters(after))
        # A line that looks like a table's head may be one that is repeated, or not.
        if any(_agrees(first, *found_there) for first in (lines, _without(heads, lines)) if first):
            continue
        if not (_ends(mark) and lines and _letters("".join(lines[:2])) not in _letters(whole)):
            yield f"page {mark.get('aria-label')}: {lines[:1]!r} is not {after[:60]!r}"


def _agrees(lines: list[str], before: str, after: str) -> bool:
    if pieces := list(
        takewhile(_is_piece, lines)
    ):  # of one word that fills lines, as code has: all go on before the mark
        shown, least = _letters("".join(lines[: len(pieces) + 4])), len(_letters(pieces[0]))
        if any(before.endswith(shown[:size]) for size in range(least, len(shown) + 1)):
            return True
    if re.search("[\u0590-\u07ff]", lines[0]):
        return any(_mirrored(_letters("".join(lines[:pieces])), after) for pieces in range(1, 5))
    return _begins(_letters(lines[0]), len(_letters(lines[0].split()[0])), before, after)


def _is_piece(line: str) -> bool:
    """Whether a line is part of a word longer than itself."""
    return line.isascii() and len(line) > 40 and " " not in line.strip()


def _ends(mark: etree._Element) -> bool:
    """Whether nothing of the article's own text follows the mark."""
    body = mark.getroottree().find(f".//{X}div[@class='body']")
    return body is not None and not any(above is body for above in mark.iterancestors())


def _mirrored(first: str, after: str) -> bool:
    """Whether it is what follows: the other program gives a mixed line in pieces, in an order of its own."""
    return sorted(first) == sorted(after[: len(first)])


def _begins(first: str, word: int, before: str, after: str) -> bool:
    start = first[:LETTERS]
    # A word that the page break has divided goes on before the mark.
    return any(
        start[at:] == after[: len(start) - at] and before.endswith(start[:at])
        for at in range(min(word, len(start)) + 1)
    )


def _without(heads: list[list[str]], lines: list[str]) -> list[str]:
    """The lines of a page without a table's head, which is repeated there."""
    for count in (1, 2, 3):
        if sorted(_letters("".join(lines[:count]))) in heads:
            return lines[count:]
    return lines


def _texts(root: etree._Element, mark: etree._Element | None = None) -> Iterator[tuple[bool, str]]:
    """The text of a file's body, and whether it comes after the mark; without the calls to notes."""
    seen = False
    for event, element in etree.iterwalk(root.find(f"{X}body"), events=("start", "end")):
        if event == "start":
            seen = seen or element is mark
            yield seen, "" if element.get("role") == "doc-noteref" else element.text or ""
        else:
            yield seen, element.tail or ""


def _letters(text: str) -> str:
    """The letters of a text alone: numbers may be those of notes."""
    plain = unicodedata.normalize("NFKC", re.sub("[\u00ad\ufffe\x02]", "", text))
    return re.sub(r"[\W\d_]+", "", plain).casefold()
