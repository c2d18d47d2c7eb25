"""The pack: one galley for a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from publish.base import slugs
from publish.base.language import day
from publish.editions import kinds
from publish.model import Agenda, AgendaItem, Edition, Galley, HouseStyle, Typeface
from publish.style import paper
from publish.style.galley import typeset
from publish.style.paper import appearance
from publish.style.words import words

NEW_ACTIONS = range(4, 13)
"""How many empty rows there may be for what the meeting agrees."""


def pack(
    edition: Edition,
    style: HouseStyle,
    *,
    agenda: Agenda,
    papers: Sequence[str],
    fallbacks: tuple[Typeface, ...],
    readable: Callable[[str], str],
    ended: Callable[[str], str],
) -> Galley:
    """A meeting's pack ready to be paged, laid out as one: the texts of `agenda` and `papers` are set up for paper.

    Each paper has the id `paper-N`, each item `item-` and its number, the agenda `agenda` and the list of actions
    `actions`; what a page's head says of the paper on it depends on the pages, and is not in the galley.
    """
    brand = edition.publication.brand
    numbers = {article.slug: number for number, article in enumerate(edition.articles, start=1)}
    lines = _lines(agenda)
    html = typeset(
        kinds.of(edition.kind).template,
        style,
        edition=edition,
        agenda=agenda,
        items=lines,
        papers=tuple(zip(edition.articles, papers, strict=True)),
        numbers=numbers,
        named_by={slug: [line for line in lines if slug in line.item.papers] for slug in numbers},
        rows=_rows(agenda),
        css=appearance(edition.kind, style),
        meeting=paper.css_string(f"{edition.title} · {day(agenda.meeting, agenda.language)}"),
        stack=paper.stack(fallbacks, edition.language),
        headline_width=paper.headline_width,
        readable=readable,
        ended=ended,
    )
    pictures = [brand.logo, *(article.picture for article in edition.articles)]
    assets = dict.fromkeys(
        (
            *(picture.asset for picture in pictures if picture),
            *agenda.assets,
            *(asset for article in edition.articles for asset in article.assets),
        )
    )
    return Galley(
        name=f"{edition.slug}.html",
        html=html,
        assets=tuple(assets),
        typefaces=paper.typefaces(brand.typefaces, fallbacks),
    )


class Line(NamedTuple):
    """An item as the template needs it."""

    item: AgendaItem
    anchor: str
    """Its id."""
    name: str
    """What it is called elsewhere: its number with that of the item over it, or its title where it has none."""
    tall: bool
    """Whether so much is said of it that its row may be divided between pages."""


TALL = 1200
"""Characters of an item's text from which its row may be divided: half a page would be left empty before it."""


def _lines(agenda: Agenda) -> tuple[Line, ...]:
    lines: list[Line] = []
    taken: set[str] = set()
    parent = ""
    for position, item in enumerate(agenda.items, start=1):
        number = item.number
        if not item.within:
            parent = number
        elif number and parent and not number.startswith(parent):
            number = f"{parent}({number.strip('()')})"
        anchor = f"item-{slugs.slug(number, otherwise='')}" if number else f"row-{position}"
        anchor = anchor if anchor not in taken else f"row-{position}"
        taken.add(anchor)
        lines.append(Line(item=item, anchor=anchor, name=number, tall=len(item.body) > TALL))
    return tuple(lines)


def _rows(agenda: Agenda) -> int:
    """As many empty rows of 13 mm as a page has room for under the earlier actions, whose lines are 5 mm."""
    lines = sum(max(-(-len(action.text) // 44), -(-len(action.who) // 20), 1) for action in agenda.actions)
    left = 208 - (5 * lines + 3 * len(agenda.actions) + 20 if agenda.actions else 0)
    return min(max(left // 13, NEW_ACTIONS[0]), NEW_ACTIONS[-1])


def running_heads(edition: Edition, style: HouseStyle, pages: Sequence[Sequence[int]]) -> str:
    """The stylesheet by which each page of a pack says which paper it belongs to, and which page of it it is.

    `pages` are the pages of each paper, counted from 1. CSS cannot count the pages of a part (GCPM has no such
    counter), so every page gets a rule of its own, once it is known where the papers begin and end.
    """
    pattern = words(style, edition.language)["paper_folio"]
    rules = []
    for number, (article, numbers) in enumerate(zip(edition.articles, pages, strict=True), start=1):
        runs = edition.direction if article.sheets else article.direction
        name, side, other = ("mirrored", "left", "right") if runs == "rtl" else ("", "right", "left")
        for count, page in enumerate(numbers, start=1):
            content = paper.css_string(pattern.format(number=number, page=count, pages=len(numbers)))
            title = paper.css_string(_shortened(article.title)) if count > 1 else "none"
            here, beside = (
                f"@top-{side} {{ content: {content} !important }}",
                f"@top-{other} {{ content: {title} !important }}",
            )
            rules.append(f"@page {'' if article.sheets else name}:nth({page}) {{ {here} {beside} }}")
    return "\n".join(rules)


LONGEST_HEAD = 58
"""Characters of a headline that have room beside the paper's number at the head of a page."""


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_HEAD:
        return title
    return title[:LONGEST_HEAD].rsplit(" ", 1)[0].rstrip(",.;:–— ") + " …"
