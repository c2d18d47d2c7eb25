"""A Markdown manuscript becomes an article: bytes, then metadata, then text."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from publish.base import slugs
from publish.base.cache import Cache, cached
from publish.base.language import called, direction, letters_of, scripts
from publish.base.validation.parsed import ParsedBlock, ParseError
from publish.media import pictures
from publish.media.pictures import ImageError
from publish.model import BOUND, Article, Confidence, Manuscript, Markup, Picture
from publish.problem import Problem
from publish.readers import Find, closed_parts, typography
from publish.readers.head import Checked, Head, Split, refused, split, turned
from publish.readers.markdown import Copy, to_line, to_markup, to_words
from publish.readers.pictures import MISSING
from publish.readers.unfinished import unfinished
from publish.value import replace

LARGEST = 2**20
"""Bytes of one article: some ten times the longest real one met, and little enough to be read in a moment."""


def read(
    manuscript: Manuscript, language: str, find: Find, cache: Cache | None = None
) -> tuple[Article | None, tuple[Problem, ...]]:
    """Read `manuscript`; `language` is the publication's, for articles that name none. Never raises.

    Metadata that lie checked in the `cache` are not checked again.
    """
    path = manuscript.path
    parts, problems = _divided(manuscript)
    if parts is None:
        return None, problems
    checked = _checked(path, parts, cache)
    metadata = checked.head
    problems += checked.problems
    if checked.unread:
        return None, problems
    tongue = (metadata.language if metadata else None) or language
    script, meant = letters_of(f"{metadata.title if metadata else ''}\n{parts.body}", tongue)
    if meant:
        problems += (_of_other_letters(path, tongue, meant, script, metadata),)
    way = direction(meant or tongue)
    tongue = meant if meant.startswith(f"{tongue}-") else tongue
    copy = to_markup(
        parts.body,
        path=path,
        first_line=parts.body_line,
        language=meant or tongue,
        title=metadata.title if metadata else "",
        find=find,
        between=True,
    )
    parted = closed_parts.part(
        copy.body, path=path, typed=parts.body, first_line=parts.body_line, language=meant or tongue
    )
    problems += (*copy.problems, *parted.problems)
    if not parts.body.strip():
        problems += (_no_text(path, parts),)
    if metadata is None:
        return None, problems
    problems += unfinished(metadata, parts, path)
    picture, faults = _picture(metadata, find, path, tongue)
    problems += faults
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    article = _made(metadata, parts, path, replace(copy, body=parted.body), tongue)
    return replace(article, direction=way, picture=picture, closed_part=parted.closed), problems


def _made(metadata: Head, parts: Split, path: str, copy: Copy, tongue: str) -> Article:
    """The article that a head and a text come to, without what is found out by looking elsewhere."""
    return Article(
        slug=metadata.slug or _slug(path, metadata.title),
        source=path,
        title=to_words(metadata.title, tongue) or metadata.title,
        published=metadata.published,
        corrected=metadata.corrected,
        language=tongue,
        direction=direction(tongue),
        standfirst=to_words(metadata.standfirst, tongue),
        byline=tuple(to_words(name, tongue) for name in metadata.byline),
        tags=metadata.tags,
        links=tuple(replace(link, title=to_words(link.title, tongue) or link.title) for link in metadata.links),
        picture=None,
        body=copy.body,
        assets=copy.assets,
        rights=to_words(metadata.rights, tongue),
        sides=metadata.sides,
        typed=parts.body,
        typed_line=parts.body_line,
        draft=metadata.draft,
        withdrawn=metadata.withdrawn,
        formerly=metadata.formerly,
        release_line=metadata.release_line,
        confidence=_confidence(metadata, tongue),
        purpose=metadata.purpose,
        unconfirmed=metadata.unconfirmed,
        asks=tuple(to_words(asked, tongue) or asked for asked in metadata.asks),
    )


def slug_of(manuscript: Manuscript) -> str:
    """The slug that an article has by its metadata or the name of its file, whatever else is wrong with it."""
    if manuscript.path.lower().endswith(BOUND):
        return slugs.slug(PurePosixPath(manuscript.path).name, otherwise="paper")
    parts, _ = _divided(manuscript)
    head = _checked(manuscript.path, parts, None).head if parts else None
    return (head.slug if head else "") or _slug(manuscript.path, head.title if head else "")


def _confidence(metadata: Head, tongue: str) -> Confidence | None:
    said = metadata.confidential
    return None if said is None else Confidence(reason=to_words(said, tongue) if said else "")


def _of_other_letters(path: str, tongue: str, meant: str, script: str, metadata: Head | None) -> Problem:
    """What is said of a text most of whose letters are of another script than its language is written in."""
    name = scripts.BY_CODE[script].name
    looks = f"{called(tongue)} in {name} letters" if meant.startswith(f"{tongue}-") else called(meant)
    said = f"language: {tongue}" if metadata and metadata.language else f"the publication's language, {tongue}"
    return Problem(
        code="A16",
        path=path,
        line=None,
        message=f"most letters are {name}, which {called(tongue)} ({said}) is not usually written in",
        hint=f"this looks like {looks}: write `language: {meant}`, or whichever it is, in the metadata block",
    )


def _checked(path: str, parts: Split, cache: Cache | None) -> Checked:
    """The head of the article at `path`, from the cache if it was checked before."""

    def check() -> Checked:
        from publish.readers.metadata import check  # here, not above: see head.py

        return check(path, parts)

    return cached(cache, Checked, check, "head", path, parts.kind, parts.block, parts.block_line)


def take_apart(manuscript: Manuscript) -> tuple[tuple[Split, ParsedBlock] | None, tuple[Problem, ...]]:
    """A manuscript's text divided from its metadata block, and the block read; None when that cannot be done."""
    from publish.base.validation.blocks import read_block  # here, not above: see head.py

    parts, problems = _divided(manuscript)
    if parts is None:
        return None, problems
    try:
        block = read_block(parts.kind, parts.block, parts.block_line)
    except ParseError as error:
        return None, (*problems, refused(manuscript.path, error))
    return (parts, block), (*problems, *turned(manuscript.path, block))


def _divided(manuscript: Manuscript) -> tuple[Split | None, tuple[Problem, ...]]:
    text, problems = decode(manuscript)
    if text is None:
        return None, problems
    try:
        return split(text), problems
    except ParseError as error:
        return None, (*problems, refused(manuscript.path, error))


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
    slugs = ", ".join(f"U+{point:04X}" for point in found)
    warning = Problem(
        code="A09",
        path=path,
        line=text.count("\n", 0, match.start()) + 1,
        message=f"control characters were left out: {slugs}",
        hint="they come from copying out of another program; type the line again",
    )
    return _CONTROLS.sub("", _ENDS.sub(" ", text)), (warning,)


def _no_text(path: str, parts: Split) -> Problem:
    line = parts.body_line - 1
    message = "there is no text under the metadata block"
    return Problem(code="A11", path=path, line=line, message=message, hint="write it")


def _picture(metadata: Head, find: Find, path: str, language: str) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture at the head of the article."""
    line = metadata.image_line
    if not metadata.image:
        return None, ()
    try:
        asset, losses = pictures.read(metadata.image, find)
    except ImageError as error:
        code = MISSING if error.code == "I01" else error.code
        return None, (Problem(code=code, path=path, line=line, message=error.message, hint=error.hint),)
    picture = Picture(asset=asset, alt=typography.line(metadata.alt, language), caption=_caption(metadata, language))
    told = tuple(Problem(code=loss.code, path=path, line=line, message=loss.message, hint=loss.hint) for loss in losses)
    if metadata.alt and not pictures.is_file_name(metadata.alt, metadata.image):
        return picture, told
    said = f"`{metadata.alt}` is the name of a file, and says nothing of" if metadata.alt else "there are no words for"
    message = f"{said} the image `{metadata.image}`"
    hint = "write what it shows in the line `alt: …`"
    return picture, (*told, Problem(code="I06", path=path, line=line, message=message, hint=hint))


def _caption(metadata: Head, language: str) -> Markup:
    caption = to_line(metadata.caption, language) if metadata.caption else ""
    credit = to_line(metadata.credit, language) if metadata.credit else ""
    return f'{caption} <span class="credit">{credit}</span>'.strip() if credit else caption


_DATED = re.compile(r"^\d{4}-\d\d-\d\d[-_ ]+(?=.)")


def _slug(path: str, title: str) -> str:
    """A slug from the file's name without its date; for `index.md` and `README.md` their folder's, or the title's."""
    place = PurePosixPath(path)
    stem = place.stem
    if stem.lower() in ("index", "readme"):
        stem = "" if place.parent.name == "articles" else place.parent.name
    return slugs.slug(_DATED.sub("", stem), otherwise="") or slugs.slug(title, otherwise="article")
