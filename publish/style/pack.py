"""The pack: one galley for a meeting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from publish.base import slugs
from publish.base.language import day
from publish.editions import agenda_numbers, decisions, kinds
from publish.model import Agenda, AgendaItem, Article, Edition, Galley, HouseStyle, Typeface
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
    firsts: Mapping[str, tuple[int, int]],
    ends: Mapping[str, int],
) -> Galley:
    """A meeting's pack ready to be paged, laid out as one: the texts of `agenda` and `papers` are set up for paper.

    Each paper has the id `paper-N`, each item `item-` and its number, the agenda `agenda` and the list of actions
    `actions`; `firsts` are the numbers of the pages on which these are to begin, and how many pages they have where
    nothing is withheld, by their ids; `ends` are the numbers of the last pages of the parts of the pack that a
    supplement adds to. What a page's head says of the paper on it depends on the pages, and is not in
    the galley.
    """
    brand = edition.publication.brand
    numbers, places = agenda_numbers.of_papers(agenda), {one.slug: at for at, one in enumerate(edition.articles)}
    lines = _lines(agenda)
    html = typeset(
        kinds.of(edition.kind).template,
        style,
        edition=edition,
        agenda=agenda,
        items=lines,
        papers=[
            Paper(
                article=article,
                body=body,
                number=numbers[article.slug],
                anchor=f"paper-{at}",
                amended=article.slug in dict(agenda.taken),
                items=[line for line in lines if article.slug in line.item.papers],
                after=_after(agenda, at, ends),
                left_out=_range(firsts.get(f"paper-{at}"), _after(agenda, at, ends))
                if article.confidence and article.confidence.withheld
                else "",
            )
            for at, (article, body) in enumerate(zip(edition.articles, papers, strict=True), start=1)
        ],
        places=places,
        firsts={name: page for name, (page, _) in firsts.items()},
        wholes={name: many for name, (_, many) in firsts.items()},
        rows=_rows(agenda),
        requests=[one for article in edition.articles for one in decisions.of_paper(article)]
        if agenda.decisions
        else [],
        css=appearance(edition.kind, style),
        meeting=paper.css_string(f"{_beside(edition)} · {day(agenda.meeting, agenda.language)}"),
        stack=paper.stack(fallbacks, edition.language),
        headline=paper.headline,
        headline_width=paper.headline_width,
        placed=partial(paper.placed, edition.publication, kinds.of(edition.kind)),
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


def _beside(edition: Edition) -> str:
    """What a meeting is called beside the organisation's name, which many titles begin with."""
    title, own = edition.title, edition.publication.organisation
    rest = title[len(own) :].lstrip(" ,:;·–—-") if title.casefold().startswith(own.casefold()) else ""
    return rest or title


def _range(pages: tuple[int, int] | None, after: int | None) -> str:
    return pages_called(*pages, after) if pages else ""


def pages_called(first: int, many: int, after: int | None) -> str:
    """What so many pages are called: `13–20`."""
    begin, end = (page_name(number, after) for number in (first, first + many - 1))
    return begin if many == 1 else f"{begin}–{end}"


def _after(agenda: Agenda, at: int, ends: Mapping[str, int]) -> int | None:
    """After which page of its pack the pages of a supplement's paper come; None for a paper of another pack."""
    return ends.get(agenda.follows[at - 1], 0) if agenda.supplements else None


def page_name(number: int, after: int | None) -> str:
    """What a page is called: its number, or where it comes after another page, that one's with a letter: `12a`."""
    if after is None:
        return str(number)
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return f"{after}{letters}"


class Paper(NamedTuple):
    """A paper as the template needs it."""

    article: Article
    body: str
    number: str
    anchor: str
    """Its id."""
    amended: bool
    """Of a supplement's: whether the pack has an earlier form of it."""
    items: Sequence[Line]
    """The items that name it."""
    after: int | None
    """Of a supplement's: the number of the page that its own come after."""
    left_out: str
    """The pages that it has where it is not withheld, `13–20`; empty for what is not, and when they are not known."""


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
    for position, (item, number) in enumerate(zip(agenda.items, agenda_numbers.of_items(agenda), strict=True), start=1):
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


class Head(NamedTuple):
    """What the heads of a paper's pages say besides its name."""

    pages: Sequence[int]
    """The paper's pages, counted from 1 as they lie."""
    many: int
    """How many it has where nothing is withheld."""
    closed: int
    """The page of it, counted from 1, from which on it is confidential; after the last where none is."""


def running_heads(edition: Edition, style: HouseStyle, papers: Sequence[Head], others: Sequence[int]) -> str:
    """The stylesheet by which each page of a pack says which paper it belongs to, and which page of it it is.

    `others` are the pages of the cover, the agenda and the actions. Where what they show is not for everybody, they say
    that. CSS cannot count the pages of a part (GCPM has no such counter),
    so every page gets a rule of its own, once it is known where the papers begin and end.
    """
    say = words(style, edition.language)
    agenda = edition.agenda
    assert agenda is not None
    called = agenda_numbers.of_papers(agenda)
    mark = f"@top-center {{ content: {paper.css_string(say['not_public'])} !important; width: 30% }}"
    narrow = "; width: 38%"
    rules = []
    for article, head in zip(edition.articles, papers, strict=True):
        runs = edition.direction if article.sheets else article.direction
        name, side, other = ("mirrored", "left", "right") if runs == "rtl" else ("", "right", "left")
        withheld = article.confidence and article.confidence.withheld
        many = len(article.sheets) or head.many  # lines for notes after the sheets of a PDF are none of its pages
        for count, page in enumerate(() if withheld else head.pages, start=1):
            closed = count >= head.closed
            said = say["paper_folio" if count <= many else "paper"].format(
                number=called[article.slug], page=count, pages=many
            )
            content = paper.css_string(said)
            title = paper.css_string(_shortened(article.title, CLOSED_HEAD if closed else LONGEST_HEAD))
            here, beside = (
                f"@top-{side} {{ content: {content} !important }}",
                f"@top-{other} {{ content: {title if count > 1 else 'none'} !important{narrow if closed else ''} }}",
            )
            name = "" if article.sheets else name
            rules.append(f"@page {name}:nth({page}) {{ {here} {beside} {mark if closed else ''} }}")
    if agenda.audience == "confidential":
        way = "mirrored" if edition.direction == "rtl" else ""
        rules += [f"@page {way}:nth({page}) {{ @top-left {{ width: 38% }} {mark} }}" for page in others]
    return "\n".join(rules)


def page_references(pages: Mapping[str, str]) -> str:
    """The stylesheet by which references to places say the names of their `pages`, where these are no numbers."""
    return "\n".join(
        f"a.folio[href={paper.css_string('#' + name)}]::after {{ content: {paper.css_string(page)} }}"
        for name, page in pages.items()
    )


def page_numbers(numbers: Mapping[int, int], left_out: Mapping[int, str]) -> str:
    """The stylesheet by which pages have the `numbers` that they have where nothing is withheld.

    Both are by pages as they lie; the numbers of those that do not go on from the page before. What is said of pages
    that are `left_out` stands in the place of the number, and may be nothing.
    """
    rules = [f"@page :nth({page}) {{ counter-reset: page {number} }}" for page, number in numbers.items()]
    rules += [f"@page :nth({page}) {{ --folio: {paper.css_string(said)} }}" for page, said in left_out.items()]
    return "\n".join(rules)


def left_out(part: str, said: str) -> str:
    """The stylesheet by which a part of a pack says at the last heading that is withheld what comes of that."""
    return f"#{part} .body .last-closed::after {{ content: {paper.css_string(' · ' + said)} }}"


LONGEST_HEAD = 58
"""Characters of a headline that have room beside the paper's number at the head of a page."""


CLOSED_HEAD = 30
"""The same where it stands beside the mark of what is not for everybody too."""


def _shortened(title: str, most: int) -> str:
    if len(title) <= most:
        return title
    return title[:most].rsplit(" ", 1)[0].rstrip(",.;:–— ") + " …"
