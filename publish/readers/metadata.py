"""The metadata block of an article: the form that it is checked by, and what comes of it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from publish.base.validation.blocks import read_block
from publish.base.validation.forms import NO_SWITCH, Form, Language, Line, Words, fault, fill
from publish.base.validation.wording import Codes

# isort: split
from pydantic import AfterValidator, BeforeValidator, Field

from publish.base import slugs
from publish.base.validation.parsed import ParseError
from publish.model import PAPERS, Link
from publish.problem import Problem
from publish.readers import days
from publish.readers.head import Checked, Head, Split, refused, turned
from publish.readers.typed_block import in_quotes

CODES = Codes(missing="A04", unusable="A03", slip="A05", unknown="A10")

_CALLED = {
    "byline": "author authors",
    "tags": "categories category keywords tag topic topics",
    "standfirst": "abstract deck description excerpt intro kicker subheadline subtitle summary teaser",
    "title": "headline",
    "language": "lang locale",
    "image": "cover featured_image images og_image primary_image thumbnail",
    "alt": "image-alt image_alt",
    "caption": "image_caption",
    "credit": "image_credit",
    "links": "link source_url",
    "formerly": "aliases redirect_from",
    "corrected": "lastmod last_modified_at modified updated",
    "draft": "published",
}
SYNONYMS = {theirs: ours for ours, names in _CALLED.items() for theirs in names.split()}
"""What other programs call our keys."""

LONGEST_TITLE = 300


def _day(value: Any) -> Any:
    """A day from `YYYY-MM-DD`; a time behind it is left off."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        text = str(value).strip()
        try:
            day = re.match(r"\d{4}-\d\d-\d\d(?=$|[ T])", text)
            value = date.fromisoformat(day[0]) if day else None
        except ValueError:
            value = None
        if value is None:
            meant = days.guess(text)
            hint = f"write it as `{meant}`" if meant else "write it as YYYY-MM-DD, e.g. `2026-02-28`"
            raise fault("is not a calendar day: `{typed}`", hint, typed=text[:40])
    if not 1500 <= value.year <= 2999:
        hint = "write the year with four digits"
        raise fault("is not a likely day of publication: `{typed}`", hint, typed=str(value))
    return value


def _slug(text: str) -> str:
    if text and not slugs.is_slug(text):
        better = slugs.slug(text, otherwise="article")
        raise fault(
            "cannot name a file: `{typed}`",
            f"use small letters a to z, digits and single hyphens, e.g. `{better}`",
            typed=text[:40],
        )
    return text


def _url(text: str) -> str:
    if not re.fullmatch(r"(https?://[^\s/?#]+|mailto:[^\s@]+@)\S*", text):
        hint = "write it in full, e.g. `https://example.org/report`"
        raise fault("is not an address on the web: `{typed}`", hint, typed=text[:80])
    return text


def _several(value: Any) -> Any:
    """One text stands for a list of one."""
    return [value] if isinstance(value, str) and value.strip() else value or []


def _comma_separated(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value or []


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value or []


def _title_length(text: str) -> str:
    if len(text) > LONGEST_TITLE:
        raise fault("is too long: {count} characters", f"keep it under {LONGEST_TITLE}", count=len(text))
    return text


def _reason(value: Any) -> Any:
    """Why something is confidential, or that it is or is not."""
    said = value.strip().casefold() if isinstance(value, str) else value
    return said in ("yes", "true") if said in ("yes", "no", "true", "false", "") else value


_PURPOSES = {
    "decision": "agreement approval approve decide decision decisions",
    "discussion": "consideration discuss discussion",
    "information": "information note noting",
}
_PURPOSE = {word: purpose for purpose, words in _PURPOSES.items() for word in words.split()}


def _purpose(value: Any) -> Any:
    """What a paper is for, however it is called: `for decision`, `to note`."""
    said = re.sub(r"^(?:for|to) ", "", value.strip().casefold()) if isinstance(value, str) else value
    if said and said not in _PURPOSE:
        hint = "write `decision`, `discussion` or `information`"
        raise fault("is none that a paper has: `{typed}`", hint, typed=str(value)[:40])
    return _PURPOSE[said] if said else ""


Day = Annotated[date, BeforeValidator(_day)]
Slug = Annotated[Line, AfterValidator(_slug)]
Url = Annotated[Line, AfterValidator(_url)]


class LinkForm(Form):
    """Somewhere else the article points to."""

    title: Words
    """What the reader will find there, e.g. `Download the report (PDF, 40 pages)`."""
    url: Url
    """Where it is, in full: `https://…`."""


class Metadata(Form):
    """The metadata block at the top of an article."""

    title: Annotated[Words, AfterValidator(_title_length)]
    """The headline."""
    date: Day
    """The day of publication, `YYYY-MM-DD`."""
    corrected: Day | None = None
    """The day of the last correction, `YYYY-MM-DD`, once the article has been published in another form."""
    standfirst: Line = ""
    """One or two sentences under the headline that say what the article is about."""
    byline: Annotated[tuple[Words, ...], BeforeValidator(_several)] = ()
    """Who wrote it: a name or a list of names."""
    tags: Annotated[tuple[Words, ...], BeforeValidator(_comma_separated)] = ()
    """Topics: a list, or words with commas between."""
    language: Language | None = None
    """The article's language as a BCP 47 tag, where it is not the publication's."""
    links: Annotated[tuple[LinkForm, ...], BeforeValidator(_one_or_more)] = ()
    """Where readers can find out more."""
    image: Line = ""
    """A picture for the head of the article: its path from source/ or from beside the article."""
    alt: Line = ""
    """What the picture shows, for those who do not see it."""
    caption: Line = ""
    """What stands under that picture; links and emphasis as in the text."""
    credit: Line = ""
    """Who made it."""
    slug: Slug = ""
    """The name in file names and addresses; made from the file's own name when left out."""
    rights: Line = ""
    """Who has the rights in this article, and what others may do with it, where that is not the publication's line."""
    sides: Annotated[int, Field(ge=1, le=99), NO_SWITCH] | None = None
    """How many sides of paper a briefing of it is to be set on."""
    draft: bool = False
    """`true` holds the article back: it is made with `--drafts` only, and neither archived, mailed nor printed."""
    withdrawn: Day | None = None
    """The day from which the article is taken back, `YYYY-MM-DD`: it is made no longer, and the archive says so in its
    place."""
    formerly: Annotated[tuple[Slug, ...], BeforeValidator(_comma_separated)] = ()
    """The slugs that the article had before, the oldest first: its old addresses lead on to the new one."""
    confidential: Annotated[Line | bool, BeforeValidator(_reason)] = False
    """Papers of meetings only: why it is not for publication, or `true`. It is in the confidential pack alone."""
    purpose: Annotated[Literal["", "decision", "discussion", "information"], BeforeValidator(_purpose)] = ""
    """Papers of meetings only: `decision`, `discussion` or `information`."""
    asks: Annotated[tuple[Words, ...], BeforeValidator(_several)] = ()
    """Papers of meetings only: what the meeting is asked to agree, an item each. They are counted as R1, R2."""
    unconfirmed: bool = False
    """Papers of meetings only: `true` for minutes that the meeting has not approved yet; they say "Draft"."""
    imported: dict[str, str] = Field(default_factory=dict)
    """What `publish import` made the article from, and digests by which it sees what was changed since."""
    schema_: Annotated[str, Field(alias="$schema")] = ""
    """The JSON Schema that editors check this block against; of no meaning to the press."""


def check(path: str, parts: Split) -> Checked:
    """What the block at the top of the article at `path` comes to, and all that is wrong with it."""
    typed, told = in_quotes(parts.block, parts.block_line, path) if parts.kind == "yaml" else (parts.block, ())
    try:
        block = read_block(parts.kind, typed, parts.block_line)
    except ParseError as error:
        return Checked(head=None, problems=(refused(path, error),), unread=True)
    form, problems = fill(Metadata, block, path=path, codes=CODES, synonyms=SYNONYMS)
    problems = (*told, *turned(path, block), *problems)
    if form is None:
        return Checked(head=None, problems=problems)
    head = Head(
        title=_without_calls(form.title) or form.title,
        published=form.date,
        corrected=form.corrected,
        standfirst=_without_calls(form.standfirst),
        byline=form.byline,
        tags=form.tags,
        language=form.language,
        links=tuple(Link(title=link.title, url=link.url) for link in form.links),
        image=form.image,
        image_line=block.line("image"),
        alt=form.alt,
        caption=_without_calls(form.caption),
        credit=_without_calls(form.credit),
        slug=form.slug,
        rights=form.rights,
        sides=form.sides,
        draft=form.draft,
        withdrawn=form.withdrawn,
        formerly=form.formerly,
        purpose=form.purpose,
        asks=form.asks,
        unconfirmed=form.unconfirmed,
        release_line=block.line("withdrawn" if form.withdrawn else "draft" if form.draft else "date"),
        confidential=None if form.confidential is False else "" if form.confidential is True else form.confidential,
    )
    if head.corrected and head.corrected < head.published:
        problems = (*problems, _corrected_before(path, block.line("corrected"), head.published))
    if head.confidential is not None and not path.startswith(f"{PAPERS}/"):
        problems = (*problems, _for_everybody(path, block.line("confidential")))
    for key in ("purpose", "asks", "unconfirmed"):
        if getattr(form, key) and not path.startswith(f"{PAPERS}/"):
            problems = (*problems, _of_no_meeting(path, block.line(key), key))
    for key in ("title", "standfirst", "caption", "credit"):
        if called := _CALL.search(getattr(form, key)):
            problems = (*problems, _calls_a_note(path, block.line(key), key, called[0]))
    return Checked(head=head, problems=problems)


_CALL = re.compile(r"[ ]*\[\^[^\[\]\n]+\]")


def _without_calls(typed: str) -> str:
    return _CALL.sub("", typed) if "[^" in typed else typed


def _calls_a_note(path: str, line: int | None, key: str, call: str) -> Problem:
    message = f"`{key}` can call no note: `{call.strip()}` was left out"
    return Problem(code="T05", path=path, line=line, message=message, hint="call it from the text")


def _corrected_before(path: str, line: int | None, published: date) -> Problem:
    message = f"an article of {published.isoformat()} cannot have been `corrected` before that"
    return Problem(code="A03", path=path, line=line, message=message, hint="see which of the two days is wrong")


def _for_everybody(path: str, line: int | None) -> Problem:
    message = "an article is for everybody, and cannot be `confidential`"
    hint = f"move the file into {PAPERS}/: what is there is in packs for meetings, and in nothing else"
    return Problem(code="A26", path=path, line=line, message=message, hint=hint)


def _of_no_meeting(path: str, line: int | None, key: str) -> Problem:
    message = f"`{key}` is for papers of meetings, and would be printed nowhere"
    hint = f"move the file into {PAPERS}/, or take the line out"
    return Problem(code="A03", path=path, line=line, message=message, hint=hint)
