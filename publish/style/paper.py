"""All galleys for paper share their stylesheets, their typefaces, and the set of characters that they show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from publish.base.language import comma, day, has, weekday
from publish.editions import agenda_texts, kinds
from publish.editions.kinds import EditionKind
from publish.media.typefaces import SQUARED
from publish.model import Agenda, Article, Edition, HouseStyle, Picture, Publication, Typeface
from publish.style.selectors import spelt
from publish.style.words import words


def archived(article: Article, edition: Edition) -> str:
    """The address of the article's page in the archive; empty when the publication has none."""
    archive = edition.publication.archive
    return f"{archive}/articles/{article.slug}.html" if archive else ""


def stack(fallbacks: tuple[Typeface, ...], language: str) -> Callable[..., str]:
    """A way to write `font-family` for one of the brand's typefaces, in a cut of it if there is one.

    In Chinese and Japanese the marks and figures of their own letters come before it.
    """
    families = tuple(typeface.family for typeface in fallbacks)
    marks = [f"{family} Marks" for family in families if family in SQUARED] if has(language, "square") else []
    return lambda first, cut="": ", ".join(
        css_string(family) for family in (*marks, *([f"{first.family} {cut}"] if cut else ()), first.family, *families)
    )


def typefaces(own: tuple[Typeface, ...], fallbacks: tuple[Typeface, ...]) -> tuple[Typeface, ...]:
    """Every typeface of a galley once: its own, then the fallbacks of other families."""
    families = {typeface.family for typeface in own}
    return (*own, *(typeface for typeface in fallbacks if typeface.family not in families))


def appearance(kind: str, style: HouseStyle) -> str:
    """The stylesheets of a kind on paper: its first, and after it those of the others that the style has."""
    there = {file.name: file.text for file in style.files}
    first, *others = kinds.of(kind).sheets
    return spelt("\n".join((there[first], "\n".join(there[name] for name in others if name in there))))


def spoken(edition: Edition, style: HouseStyle) -> str:
    """Every word that an edition on paper will say, in no order: what its typefaces must hold."""
    publication = edition.publication
    return " ".join(
        (
            edition.title,
            *(said for article in edition.articles for said in _said(article)),
            *(item.title + item.standfirst + day(item.published, item.language) for item in edition.news),
            *(other.title + day(other.published, edition.language) for other in edition.references),
            *(publication.title, publication.organisation, publication.strapline, publication.rights),
            publication.registration,
            *(publication.contact.name, *publication.contact.address, publication.contact.telephone),
            *words(style, edition.language).values(),
            comma(publication.language, "".join(publication.contact.address)),
            *(_called(edition.agenda) if edition.agenda else ()),
        )
    )


def _said(article: Article) -> Iterable[str]:
    yield from (article.title, article.standfirst, *article.byline, article.body)
    yield from (link.title + link.url for link in article.links)
    yield day(article.published, article.language)


def _called(agenda: Agenda) -> Iterable[str]:
    yield from ("↑", agenda.time, agenda.place, weekday(agenda.meeting, agenda.language), *agenda_texts.bodies(agenda))
    for item in agenda.items:
        yield from (item.number, item.title, item.time, item.lead, *item.instead)
        yield from (part.heading for part in item.above)
    for action in agenda.actions:
        yield from (action.text, action.who, action.due)


_LEAST = 446
"""Dots across that a photograph has at least to be drawn as wide as the text: a hundred an inch."""


def placed(publication: Publication, kind: EditionKind, picture: Picture) -> str:
    """The classes of the picture under a headline, each with a space before it, by the publication's settings.

    Cropped are photographs alone, neither upright nor panoramas: of all others something would be lost.
    """
    asset = picture.asset
    photograph = asset.media_type == "image/jpeg" and asset.width >= max(_LEAST, asset.height)
    cropped = publication.picture_crop and photograph and asset.width <= 2 * asset.height
    wide = publication.picture_width if photograph and not kind.clear and not kind.of_meeting else "text"
    return "".join((" cropped" if cropped else "", f" {wide}" if wide != "text" else ""))


_FULL = 14.1
"""Ems that the measure of a headline holds, in all sheets of ours that set it large."""
_MOST_LINES = 4
_WIDTHS = {
    **dict.fromkeys("ijlI.,:;'’‘!|()[]", 0.27),
    " ": 0.21,
    **dict.fromkeys("ftr-", 0.34),
    **dict.fromkeys("cszJ", 0.44),
    **dict.fromkeys("bdhnopqu", 0.55),
    **dict.fromkeys("wMW—%@", 0.78),
    "m": 0.83,
}
"""In ems, of the semibold of Source Sans; of other capitals 0.58, of all other signs 0.5."""


def headline(title: str) -> tuple[tuple[str, ...], float | None]:
    """A headline's lines as far as they are settled, and the width in ems at which the rest of it breaks evenly.

    It is broken after a colon if that costs no line; two to four lines are as long as each other. None where it has
    another length, or other letters. (WeasyPrint 70 has no `text-wrap: balance`.)
    """
    latin = all(character < "\u0530" or "\u2000" <= character < "\u2100" for character in title)
    lines = _lines((title,), _FULL)
    if not latin or not 1 < len(lines) <= _MOST_LINES:
        return (title,), None
    before, colon, after = title.partition(": ")
    parts = (
        (before + colon.strip(), after)
        if colon and len(_lines((before + ":", after), _FULL)) <= len(lines)
        else (title,)
    )
    least = max(_ems(word) for word in title.split())
    widths = [least + step / 10 for step in range(max(int(10 * (_FULL - least)), 0))]
    for count in (len(lines), len(lines) + 1):
        even = [width for width in widths if len(_lines(parts, width)) <= count]
        # A width is a guess: breaks that do not change when words are a little wider or less so are sure to come.
        sure = [width for width in even if _lines(parts, width) == _lines(parts, width * 1.06)]
        if even and even[0] < 0.96 * _FULL:
            return parts, round((sure or even)[0] * 1.03, 1)
    return parts, None


def headline_width(title: str) -> float | None:
    """The width of `headline`."""
    return headline(title)[1]


def _lines(parts: Iterable[str], width: float) -> list[str]:
    """How texts that each begin a new line are broken."""
    found: list[str] = []
    for part in parts:
        line = ""
        for word in part.split():
            if line and _ems(f"{line} {word}") > width:
                found.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        found.append(line)
    return found


def _ems(text: str) -> float:
    """About how wide words are in the semibold of a text face, set as close as headlines are."""
    return sum(_WIDTHS.get(sign, 0.58 if sign.isupper() else 0.5) - 0.012 for sign in text)


def folio(pattern: str) -> str:
    """`Page {page} of {pages}` as the value of CSS's `content`."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    parts = re.split(r"\{(pages?)\}", pattern)
    return " ".join(counters.get(part, "") if odd % 2 else css_string(part) for odd, part in enumerate(parts))


def css_string(text: str) -> str:
    """A text as a CSS string (CSS Syntax 3, 4.3.5), safe inside a `style` element too."""
    return '"' + re.sub(r'[\\"<&\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'
