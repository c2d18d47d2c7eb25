"""A meeting's pack as a galley, and what its pages say once they are known.

Papers are set up as a briefing's text is, then kept apart: every id gets the paper's number, and so do paragraphs where
the agenda asks for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from lxml import etree

from publish.base import slugs
from publish.editions import agenda_numbers, agenda_texts, compose, kinds
from publish.editions import papers as sheets
from publish.formats.pdf.body import last_lines, links, paragraphs
from publish.formats.pdf.copyfit import Fitted
from publish.formats.pdf.weasyprint_ import boxes
from publish.formats.pdf.weasyprint_.engine import Layout
from publish.model import Article, Edition, Galley, HouseStyle, PageStart, Typeface
from publish.problem import Problem
from publish.style import galley as galleys
from publish.style import pack as packs


def typeset(
    edition: Edition, style: HouseStyle, fallbacks: tuple[Typeface, ...], starts: Sequence[PageStart] = ()
) -> Galley:
    """The galley of a pack with its charts drawn; `fallbacks` are typefaces besides the brand's; `paged` lays out.

    `starts` are the parts of the pack from which nothing is withheld: pages have the numbers that they have there.
    """
    agenda = edition.agenda
    if agenda is None:
        raise ValueError("a pack is made of an agenda")
    words = galleys.words(style, edition.language)

    papers = {article.slug: number for number, article in enumerate(edition.articles, start=1)}
    called = agenda_numbers.of_papers(agenda)
    earlier = _earlier(edition, starts, words["paper_page"])

    tallest = sheets.tallest(kinds.of(edition.kind), edition.paper)

    def body(markup: str, within: str, paper: Article | None = None) -> str:
        if not markup:
            return ""
        if paper and edition.kind == kinds.PACK:
            markup = _counted(markup, papers[paper.slug])
        charted = links.charted(markup, tallest)
        if agenda.taken and slugs.ANOTHER in charted:
            root = links.parse(charted)
            links.say_where(root, earlier, edition.language)
            charted = links.unparse(root)
        settled = _unnoted(links.settled(charted, edition), papers)
        root = links.parse(links.printed(settled, words["notes"], labels=words))
        if paper and agenda.numbered:
            paragraphs.number(root, called[paper.slug], len(paper.asks))
        elif paper and agenda.decisions:
            paragraphs.recommend(root, len(paper.asks))
        if paper:
            paragraphs.close(root, words["not_public"])
        paragraphs.tell_apart(root, within)
        _lead_to_papers(root, papers, called, words["paper_page"], edition.language)
        return links.unparse(root)

    texts = [body(text, f"agenda-{n}" if n else "agenda") for n, text in enumerate(agenda_texts.bodies(agenda))]
    return packs.pack(
        edition,
        style,
        agenda=agenda_texts.with_bodies(agenda, texts),
        papers=[
            body(article.body, f"paper-{number}", article) for number, article in enumerate(edition.articles, start=1)
        ],
        fallbacks=fallbacks,
        readable=links.readable,
        ended=last_lines.ended,
        firsts={start.element: (start.page, start.offset) for start in starts if not _PLACE.fullmatch(start.element)},
        ends={
            start.element.removeprefix("<"): start.page + start.offset - 1
            for start in starts
            if start.element.startswith("<") and not _PLACE.fullmatch(start.element[1:])
        },
    )


_MOST = 10**6
"""More elements than a paper has."""


def _counted(markup: str, paper: int) -> str:
    """The body of a paper, each element with its number in the pack, so that it is found again in other forms of it."""
    root = links.parse(markup)
    for number, element in enumerate(root.iter("*")):
        element.set("data-n", str(paper * _MOST + number))
    return links.unparse(root)


def _earlier(edition: Edition, starts: Sequence[PageStart], pattern: str) -> Callable[[str, str], str]:
    """Where the pack that a supplement adds to has a paper, or a place in it, and nothing of papers that it has not."""
    taken = edition.agenda.taken if edition.agenda else ()
    own = {article.slug for article in edition.articles}
    known = {slug: (f"<paper-{at}", number) for at, (slug, number) in enumerate(taken, start=1) if slug not in own}
    pages = {start.element: start.called for start in starts}

    def said(slug: str, place: str) -> str:
        part, number = known.get(slug, ("", ""))
        page = pages.get(f"{part}-{place}") or pages.get(part, "")
        return pattern.replace("{number}", number).replace("{page}", page) if page else ""

    return said


MOST_LAYOUTS = 4
"""How often a pack is laid out at most: the numbers of pages that stand in a text may move it."""


def paged(edition: Edition, style: HouseStyle, lay_out: Callable[[str], Layout]) -> Fitted:
    """The pack on its pages, whose heads are set by `heads`.

    Where pages have other numbers than they are counted by, it is laid out again with these; where a number in a text
    moves a paper, once more.
    """
    layout = lay_out("")
    where, rules, layouts = _where(edition, layout), "", 1
    while layouts < MOST_LAYOUTS:
        numbered = _numbered(edition, where, layout)
        wanted = packs.page_numbers(numbered.jumps, numbered.said) + _references(layout, numbered.labels)
        wanted += _left_out(where, layout, numbered, galleys.words(style, edition.language)["pages_left_out"])
        if wanted == rules:
            break
        layout, rules = lay_out(wanted), wanted
        layouts += 1
        where = _where(edition, layout)
    numbered = _numbered(edition, where, layout)
    layout.labels = numbered.labels
    return Fitted(layout=layout, layouts=layouts, changes=(), problems=(_clash(edition),) if numbered.clash else ())


Where = Mapping[str, Sequence[int]]
"""The pages of each part of a pack by its id, as they lie, counted from 1; empty ones between them are nobody's."""


def heads(edition: Edition, style: HouseStyle, html: str, pages: Sequence[Collection[str]]) -> str:
    """The rules for the heads of the pages of a galley, by the ids that stand on each of them."""
    where, told = _found(edition, pages), _told(html)
    papers = []
    for number, article in enumerate(edition.articles, start=1):
        name = f"paper-{number}"
        own = where[name]
        closed = 1 if article.audience == "confidential" else len(own) + 1
        if article.closed_part and not article.confidence:
            part = f"{name}-{paragraphs.CLOSED_PART}"
            closed = next((at for at, page in enumerate(own, start=1) if part in pages[page - 1]), 1)
        whole = int(told.get(name, {}).get("pages", 0)) if _has_gaps(edition, article) else 0
        papers.append(packs.Head(pages=own, many=max(whole, len(own)), closed=closed))
    return packs.running_heads(edition, style, papers, [1, *where["agenda"], *where["actions"]])


def _has_gaps(edition: Edition, article: Article) -> bool:
    """Whether a paper may have more pages where nothing is withheld; one of a translation has its own."""
    return not (edition.agenda and edition.agenda.standing) or "data-confidential" in article.body


def _where(edition: Edition, layout: Layout) -> Where:
    return _found(edition, [page.anchors.keys() for page in layout.document.pages])


def _found(edition: Edition, pages: Sequence[Collection[str]]) -> Where:
    papers = [f"paper-{number}" for number in range(1, len(edition.articles) + 1)]
    where: dict[str, list[int]] = {name: [] for name in ("agenda", *papers, "actions")}
    bound = {name: owner for owner, names in _sheets(edition) for name in (*names, f"{owner}-ruled")}
    for page, names in enumerate(map(set, pages), start=1):
        for name in where.keys() & names:
            if name not in bound.values():
                where[name].append(page)
        for name in {bound[name] for name in bound.keys() & names}:
            where[name].append(page)
    return where


class _Numbered(NamedTuple):
    """What the pages of a pack are called."""

    jumps: Mapping[int, int]
    """The numbers that do not go on from the page before, by page."""
    said: Mapping[int, str]
    """What stands in the place of a number: the name of a page, which pages are left out, and nothing behind them."""
    labels: tuple[str, ...]
    """What each page is called."""
    firsts: Mapping[str, int]
    """The number of the first page of each part; of a supplement's paper its place among those after one page."""
    clash: bool
    """Whether a part has more pages than there are numbers for it."""


_PART = re.compile(r'<(?:section|article)\b[^>]*\bid="(agenda|paper-\d+|actions)"[^>]*>')
_TOLD = re.compile(r'\bdata-(first|pages|after|left-out)="([^"]*)"')


def _told(html: str) -> dict[str, dict[str, str]]:
    """What a galley says of the parts of a pack."""
    return {part[1]: dict(_TOLD.findall(part[0])) for part in _PART.finditer(html)}


def _numbered(edition: Edition, where: Where, layout: Layout) -> _Numbered:
    """The names of the pages: counted, but for parts whose first page the galley gives a number, or a place."""
    told = _told(layout.galley.html)
    owner = {page: name for name, pages in where.items() for page in pages}
    if edition.agenda and edition.agenda.standing:
        return _as_in_another(where, told, owner, layout.pages)
    lettered = any("after" in said for said in told.values())
    jumps: dict[int, int] = {}
    named: dict[int, str] = {}
    labels: list[str] = []
    firsts: dict[str, int] = {}
    used: Counter[int | None] = Counter()
    """The last number among the pages that come after one page of another pack; of all others under None."""
    clash, gap = False, False
    for page in range(1, layout.pages + 1):
        name = owner.get(page, "")
        said = told.get(name, {})
        begins = bool(name) and where[name][0] == page
        after = int(said["after"]) if "after" in said else None
        following = used[after] + 1
        first = int(said["first"]) if begins and "first" in said else following
        clash = clash or first < following
        jumps |= {page: first} if after is None and first != following else {}
        used[after] = first
        firsts |= {name: first} if begins else {}
        gap = bool(said.get("left-out")) or (gap and not name)
        label = _label(first, after, name, lettered=lettered)
        if gap or lettered:
            named[page] = label = said.get("left-out", "" if gap else label)
        labels.append(label)
    return _Numbered(jumps, named, tuple(labels), firsts, clash)


def _as_in_another(
    where: Where, told: Mapping[str, Mapping[str, str]], owner: Mapping[int, str], pages: int
) -> _Numbered:
    """The names of the pages of a translation: those of its original, part by part.

    Pages that the original has not are called by the page before them and a figure: 28, 28/2, 28/3.
    """
    jumps: dict[int, int] = {}
    named: dict[int, str] = {}
    labels: list[str] = []
    firsts: dict[str, int] = {}
    begin = {where[name][0]: (int(said["first"]), int(said["pages"])) for name, said in told.items() if "first" in said}
    uses: Counter[int] = Counter()
    number, most, gap = 0, 0, False
    for page in range(1, pages + 1):
        name, following = owner.get(page, ""), number + 1
        said = told.get(name, {})
        if not name or not begin:  # an empty page, or the cover; or there is nothing to go by
            most = min((first - 1 for at, (first, _) in begin.items() if at > page), default=following)
            if number and following % 2:  # the original has an empty page only before one on the right
                most = number
        elif where[name][0] == page:
            first, many = begin.get(page, (number, 0))
            number, most = (first - 1, first + many - 1) if many else (first, first)
        number = min(number + 1, max(number, most))
        uses[number] += 1
        firsts.setdefault(name, number)
        jumps |= {page: number} if number != following else {}
        gap = bool(said.get("left-out")) or (gap and not name)
        label = f"{number}/{uses[number]}" if uses[number] > 1 else str(number)
        label = said.get("left-out", "" if gap else label)
        named |= {page: label} if label != str(number) else {}
        labels.append(label)
    return _Numbered(jumps, named, tuple(labels), firsts, clash=False)


def _label(number: int, after: int | None, part: str, *, lettered: bool) -> str:
    """What a page is called: in a supplement by letters, or what belongs to none of its papers by Roman figures."""
    if not lettered or after is not None:
        return packs.page_name(number, after)
    return _roman(number) if part else ""


def _roman(number: int) -> str:
    """The pages of a supplement that are not after others: i, ii, iii."""
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def _clash(edition: Edition) -> Problem:
    """R11 when a part has more pages here than there are numbers for it: it could not have those of the other pack."""
    return Problem(
        code="R11",
        path=compose.source(edition),
        line=None,
        message="without what is confidential a part of the pack takes more pages than with it",
        hint="shorten the reason that is given, or what stands before it",
    )


def _left_out(where: Where, layout: Layout, numbered: _Numbered, pattern: str) -> str:
    """The rules by which a paper that is withheld in part says which of its pages are left out."""
    rules = []
    for name, said in _told(layout.galley.html).items():
        here, whole = len(where[name]), int(said.get("pages", 0))
        if name in numbered.firsts and here < whole and "left-out" not in said:
            after = int(said["after"]) if "after" in said else None
            pages = packs.pages_called(numbered.firsts[name] + here, whole - here, after)
            rules.append(packs.left_out(name, pattern.replace("{pages}", pages)))
    return "\n".join(rules)


def _references(layout: Layout, labels: Sequence[str]) -> str:
    """The rules for references to pages whose names are no numbers; others are counted by CSS."""
    if all(label.isdigit() or not label or "–" in label for label in labels):
        return ""
    wanted = set(re.findall(r'<a\b[^>]*href="#([\w-]+)"[^>]*class="folio"', layout.galley.html))
    pages: dict[str, str] = {}
    for page, label in zip(layout.document.pages, labels, strict=True):
        for name in wanted & page.anchors.keys():
            pages.setdefault(name, label.partition("–")[0])
    return packs.page_references(pages)


def starts(edition: Edition, layout: Layout) -> tuple[PageStart, ...]:
    """Where the parts of a pack begin that have pages of their own, and how many; and where places in papers are."""
    where, standing = _where(edition, layout), edition.agenda is not None and edition.agenda.standing
    numbered = _numbered(edition, where, layout)
    named = dict(enumerate(numbered.labels, start=1))
    parts = (
        PageStart(numbered.firsts[name], name, many, _another(named[pages[0]], numbered.firsts[name]))
        for name, pages in where.items()
        if pages
        for many in [sum("/" not in named[page] for page in pages) if standing else len(pages)]
    )
    return (*parts, *_places(layout, numbered), *_inside(where, layout, numbered))


def _inside(where: Where, layout: Layout, numbered: _Numbered) -> Iterator[PageStart]:
    """Where the pages of papers after their first begin: `text-2-17` is the element in the paper that goes on there."""
    first = {pages[0] for pages in where.values() if pages}
    number = 0
    numbers = []
    for page in range(1, layout.pages + 1):
        number = numbered.jumps.get(page, number + 1)
        numbers.append(number)
    for start in boxes.page_starts(layout.document):
        if start.element.isdigit() and start.page not in first:
            paper, element = divmod(int(start.element), _MOST)
            number, label = numbers[start.page - 1], numbered.labels[start.page - 1]
            yield PageStart(number, f"text-{paper}-{element}", start.offset, _another(label, number))


def _another(label: str, number: int) -> str:
    """What a page is called where it is not its number; of pages that are left out the first."""
    label = label.partition("–")[0]
    return "" if label == str(number) else label


_PLACE = re.compile(r"paper-\d+-.+")


def _places(layout: Layout, numbered: _Numbered) -> Iterator[PageStart]:
    """The places in papers that links can lead to."""
    told: set[str] = set()
    number = 0
    for page, laid_out in enumerate(layout.document.pages, start=1):
        number = numbered.jumps.get(page, number + 1)
        for name in sorted(laid_out.anchors.keys() - told):
            if _PLACE.fullmatch(name) and not name.endswith(paragraphs.CLOSED_PART):
                told.add(name)
                yield PageStart(number, name, 0, _another(numbered.labels[page - 1], number))


def _sheets(edition: Edition) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The id of each paper that is a PDF, with those of the pages that wait for its sheets."""
    for number, paper in enumerate(edition.articles, start=1):
        if paper.sheets:
            yield f"paper-{number}", tuple(f"paper-{number}-sheet-{n}" for n in range(1, len(paper.sheets) + 1))


def finished(edition: Edition, style: HouseStyle, layout: Layout, content: bytes) -> bytes:
    """The file of a pack with the sheets of its PDFs on their pages, each of which leads back to the agenda."""
    from publish.formats.pdf.kinds import returning  # imports pikepdf

    content = _bound(edition, layout, content)
    if (agenda := layout.places(["agenda"]).get("agenda")) is None:  # a style of somebody's own has none
        return content
    label = galleys.words(style, edition.language)["agenda"]
    return returning.led_back(content, agenda=agenda[0], label=label, without=layout.blanks)


def _bound(edition: Edition, layout: Layout, content: bytes) -> bytes:
    waiting = dict(_sheets(edition))
    if not waiting:
        return content
    from publish.formats.pdf.kinds import bound as binding  # imports pikepdf

    places = layout.places([name for names in waiting.values() for name in names])
    papers = [
        (paper, [binding.Place(places[name][0], *places[name][1]) for name in waiting[f"paper-{number}"]])
        for number, paper in enumerate(edition.articles, start=1)
        if paper.sheets
    ]
    return binding.bind(content, papers)


def _unnoted(markup: str, papers: Mapping[str, int]) -> str:
    """The body without the notes on links to other papers of the pack: where these stand is said behind the link."""
    if slugs.ANOTHER not in markup:
        return markup
    root = links.parse(markup)
    for link in root.iter("a"):
        if (found := slugs.another(link.get("href", ""))) is not None and found[0] in papers:
            link.attrib.pop("data-note", None)
            link.attrib.pop("data-lang", None)
    return links.unparse(root)


def _lead_to_papers(
    root: etree._Element, papers: Mapping[str, int], called: Mapping[str, str], pattern: str, language: str
) -> None:
    """Links to a paper, or to a place in it, lead there, and say on paper where that is: `(Paper 2, page 7)`.

    `papers` are their places in the pack by slug, `called` their numbers, `pattern` is the meeting's word for such a
    place. The page is counted by CSS.
    """
    for link in list(root.iter("a")):
        if (found := slugs.another(link.get("href", ""))) is None:
            continue
        slug, place = found
        target = f"#paper-{papers[slug]}-{place}" if place else f"#paper-{papers[slug]}"
        link.set("href", target)
        before, _, after = pattern.partition("{page}")
        number = called[slug]
        said = etree.Element("bdi", {"class": "in-pack", "lang": language})
        said.text = f"({before.replace('{number}', number)}"
        page = etree.SubElement(said, "a", {"href": target, "class": "folio"})
        page.tail = f"{after})"
        said.tail, link.tail = link.tail, None
        link.addnext(said)
        link.tail = " "
