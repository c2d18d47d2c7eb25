"""The pack: one galley for a meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from publish.base.language import day
from publish.editions import kinds
from publish.model import Agenda, Edition, Galley, HouseStyle, Typeface
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
    introduction: str,
    items: Sequence[str],
    papers: Sequence[str],
    fallbacks: tuple[Typeface, ...],
    readable: Callable[[str], str],
    ended: Callable[[str], str],
) -> Galley:
    """A meeting's pack ready to be paged, laid out as one: `items` and `papers` are bodies set up for paper.

    Each paper has the id `paper-N`, each item `item-N`, the agenda `agenda` and the list of actions `actions`; what a
    page's head says of the paper on it depends on the pages, and is not in the galley.
    """
    agenda, brand = edition.agenda, edition.publication.brand
    assert agenda is not None
    numbers = {article.slug: number for number, article in enumerate(edition.articles, start=1)}
    html = typeset(
        kinds.of(edition.kind).template,
        style,
        edition=edition,
        agenda=agenda,
        introduction=introduction,
        items=tuple(zip(agenda.items, items, strict=True)),
        papers=tuple(zip(edition.articles, papers, strict=True)),
        numbers=numbers,
        named_by={slug: [item for item in agenda.items if item.paper == slug] for slug in numbers},
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
        name, side, other = ("mirrored", "left", "right") if article.direction == "rtl" else ("", "right", "left")
        for count, page in enumerate(numbers, start=1):
            content = paper.css_string(pattern.format(number=number, page=count, pages=len(numbers)))
            title = paper.css_string(_shortened(article.title)) if count > 1 else "none"
            here, beside = (
                f"@top-{side} {{ content: {content} !important }}",
                f"@top-{other} {{ content: {title} !important }}",
            )
            rules.append(f"@page {name}:nth({page}) {{ {here} {beside} }}")
    return "\n".join(rules)


LONGEST_HEAD = 58
"""Characters of a headline that have room beside the paper's number at the head of a page."""


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_HEAD:
        return title
    return title[:LONGEST_HEAD].rsplit(" ", 1)[0].rstrip(",.;:–— ") + " …"
