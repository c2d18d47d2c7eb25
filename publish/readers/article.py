"""A Markdown manuscript becomes an article: bytes, then metadata, then text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from publish import names
from publish.forms import Block, BlockError, fill, read_block
from publish.images import ImageError, look
from publish.language import direction
from publish.model import Article, Asset, Link, Manuscript, Picture
from publish.problem import Problem
from publish.readers import Find
from publish.readers.markdown import to_markup
from publish.readers.metadata import CODES, SYNONYMS, Metadata, Split, split

LARGEST = 2**20
"""Bytes of one article: some ten times the longest real one met, and little enough to be read in a moment."""


def read(manuscript: Manuscript, language: str, find: Find) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read `manuscript`; `language` is the publication's, for articles that name none. Never raises."""
    path = manuscript.path
    taken, problems = take_apart(manuscript)
    if taken is None:
        return None, problems
    parts, block = taken

    metadata, faults = fill(Metadata, block, path=path, codes=CODES, synonyms=SYNONYMS)
    problems += faults
    tongue = (metadata.language if metadata else None) or language
    copy = to_markup(
        parts.body,
        path=path,
        first_line=parts.body_line,
        language=tongue,
        title=metadata.title if metadata else "",
        find=find,
        between=True,
    )
    problems += copy.problems
    if not parts.body.strip():
        problems += (_no_text(path, parts),)
    if metadata is None:
        return None, problems
    picture, faults = _picture(metadata, find, path, block.line("image"))
    problems += faults
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    article = Article(
        slug=metadata.slug or _slug(path, metadata.title),
        source=path,
        title=metadata.title,
        published=metadata.date,
        corrected=metadata.corrected,
        language=tongue,
        direction=direction(tongue),
        standfirst=metadata.standfirst,
        byline=metadata.byline,
        tags=metadata.tags,
        links=tuple(Link(title=link.title, url=link.url) for link in metadata.links),
        picture=picture,
        body=copy.body,
        assets=copy.assets,
        sides=metadata.sides,
        typed=parts.body,
        typed_line=parts.body_line,
    )
    return article, problems


def take_apart(manuscript: Manuscript) -> tuple[tuple[Split, Block] | None, tuple[Problem, ...]]:
    """A manuscript's text divided from its metadata block, and the block read; None when that cannot be done."""
    text, problems = decode(manuscript)
    if text is None:
        return None, problems
    try:
        parts = split(text)
        return (parts, read_block(parts.kind, parts.block, parts.block_line)), problems
    except BlockError as error:
        refused = Problem(code="A02", path=manuscript.path, line=error.line, message=error.message, hint=error.hint)
        return None, (*problems, refused)


_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_ENDS = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
"""What other programs end a line with, a page or a paragraph: Word types U+000B for Shift+Enter."""


def decode(manuscript: Manuscript) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of a manuscript with line ends as LF and control characters left out, a space where words would meet."""
    content, path = manuscript.content, manuscript.path

    def refuse(code: str, line: int, message: str, hint: str) -> tuple[None, tuple[Problem, ...]]:
        return None, (Problem(code=code, path=path, line=line, message=message, hint=hint),)

    if not content.strip():
        return refuse("A07", 1, "the file is empty", "write the metadata block and the text, or take the file away")
    if len(content) > LARGEST:
        return refuse("A08", 1, f"the file is too large: {len(content):,} bytes", f"split it, {LARGEST:,} is the limit")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return refuse("A01", 1, "the file is UTF-16, not UTF-8", "save it as UTF-8 in your editor")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        byte = content[error.start]
        return refuse("A01", line, f"not UTF-8: byte 0x{byte:02X} in column {column}", "save the file as UTF-8")
    if (nul := text.find("\0")) >= 0:
        return refuse("A01", text.count("\n", 0, nul) + 1, "a NUL character", "save the file as UTF-8 text")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (match := _CONTROLS.search(text)) is None:
        return text, ()
    found = sorted({ord(character) for character in _CONTROLS.findall(text)})
    names = ", ".join(f"U+{point:04X}" for point in found)
    warning = Problem(
        code="A09",
        path=path,
        line=text.count("\n", 0, match.start()) + 1,
        message=f"control characters were left out: {names}",
        hint="they come from copying out of another program; type the line again",
    )
    return _CONTROLS.sub("", _ENDS.sub(" ", text)), (warning,)


def _no_text(path: str, parts: Split) -> Problem:
    line = parts.body_line - 1
    message = "there is no text under the metadata block"
    return Problem(code="A11", path=path, line=line, message=message, hint="write it")


def _picture(metadata: Metadata, find: Find, path: str, line: int) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture at the head of the article."""
    if not metadata.image:
        return None, ()
    try:
        asset: Asset = look(metadata.image, find)
    except ImageError as error:
        return None, (Problem(code=error.code, path=path, line=line, message=error.message, hint=error.hint),)
    picture = Picture(asset=asset, alt=metadata.alt)
    if metadata.alt:
        return picture, ()
    missing = Problem(
        code="I06",
        path=path,
        line=line,
        message=f"the image `{metadata.image}` has no text alternative",
        hint="add a line `alt: …` that says what it shows",
    )
    return picture, (missing,)


_DATED = re.compile(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)")


def _slug(path: str, title: str) -> str:
    """A slug from the file's name without its date; for `index.md` and `README.md` their folder's, or the title's."""
    place = PurePosixPath(path)
    stem = place.stem
    if stem.lower() in ("index", "readme"):
        stem = "" if place.parent.name == "articles" else place.parent.name
    return names.slug(_DATED.sub("", stem), otherwise="") or names.slug(title, otherwise="article")
