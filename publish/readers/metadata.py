"""The metadata block of an article: its form, and how it is taken off the text."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from publish import names
from publish.forms import NO_SWITCH, BlockError, Codes, Form, Language, Line, Words, fault
from publish.value import Value

CODES = Codes(missing="A04", unusable="A03", slip="A05", unknown="A10")

SYNONYMS = {
    "author": "byline",
    "authors": "byline",
    "categories": "tags",
    "category": "tags",
    "description": "standfirst",
    "excerpt": "standfirst",
    "headline": "title",
    "keywords": "tags",
    "lang": "language",
    "summary": "standfirst",
    "teaser": "standfirst",
    "topics": "tags",
}
"""What other programs call our keys."""

LONGEST_TITLE = 300


def _day(value: Any) -> Any:
    """A day from `YYYY-MM-DD`; a time behind it is left off."""
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        text = str(value).strip()
        try:
            value = datetime.fromisoformat(text).date() if re.match(r"\d{4}-\d\d-\d\d", text) else None
        except ValueError:
            value = None
        if value is None:
            raise fault(
                "is not a calendar day: `{typed}`", "write it as YYYY-MM-DD, e.g. `2026-02-28`", typed=text[:40]
            )
    if not 1500 <= value.year <= 2999:
        hint = "write the year with four digits"
        raise fault("is not a likely day of publication: `{typed}`", hint, typed=str(value))
    return value


def _slug(text: str) -> str:
    if text and not names.is_slug(text):
        better = names.slug(text, otherwise="article")
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
    slug: Slug = ""
    """The name in file names and addresses; made from the file's own name when left out."""
    sides: Annotated[int, Field(ge=1, le=99), NO_SWITCH] | None = None
    """How many sides of paper a briefing of it is to be set on."""
    schema_: Annotated[str, Field(alias="$schema")] = ""
    """The JSON Schema that editors check this block against; of no meaning to the press."""


class Split(Value):
    """A text with its metadata block taken off."""

    kind: Literal["yaml", "toml"]
    block: str
    block_line: int
    body: str
    body_line: int


_FENCES: dict[str, tuple[Literal["yaml", "toml"], frozenset[str]]] = {
    "---": ("yaml", frozenset({"---", "..."})),
    "+++": ("toml", frozenset({"+++"})),
}


def split(text: str) -> Split:
    """Take the metadata block off: YAML between lines of `---`, or TOML between lines of `+++`. Raises BlockError."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    opening = lines[start].rstrip()
    if opening not in _FENCES:
        raise BlockError(
            start + 1,
            "there is no metadata block at the top",
            "begin the file with `---`, then `title: …` and `date: YYYY-MM-DD`, then `---` again",
        )
    kind, closings = _FENCES[opening]
    for end in range(start + 1, len(lines)):
        if lines[end].rstrip() in closings:
            return Split(
                kind=kind,
                block="\n".join(lines[start + 1 : end]) + "\n",
                block_line=start + 2,
                body="\n".join(lines[end + 1 :]),
                body_line=end + 2,
            )
    raise BlockError(
        start + 1,
        f"the metadata block that opens with `{opening}` is never closed",
        f"put `{opening}` after its last line",
    )
