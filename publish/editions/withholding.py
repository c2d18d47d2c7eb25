"""The pack of a meeting with something confidential in it is two: one for everybody at the table, and one without gaps.

What is confidential is taken out here, before anything is made, so that nothing that is made of the open pack has a
word of it: no text, no title of a paper, no picture, no name of a file. Its places stay, with the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from lxml import etree

from publish.base import slugs
from publish.editions import agenda_texts
from publish.model import Agenda, AgendaItem, Article, Confidence, Edition, Markup
from publish.value import replace

CONFIDENTIAL = "-CONFIDENTIAL"
"""How the name of a confidential pack ends; no slug has capitals, so that none is called so by chance."""


def secrets(agendas: Sequence[Agenda], articles: Sequence[Article]) -> dict[str, Confidence]:
    """Every paper that is confidential by its own word, or on an item that is, with the reason."""
    found = {slug: said for agenda in agendas for slug, said in _on_items(agenda).items()}
    return found | {article.slug: article.confidence for article in articles if article.confidence}


Places = frozenset[tuple[str, str]]
"""Places in papers: the slug and the id."""


def closed_places(articles: Sequence[Article]) -> Places:
    """The places that are in confidential parts of papers: their very names are made of what stands there."""
    found = set()
    for article in articles:
        if article.closed_part:
            ids = (set(_ID.findall(body)) for body in (article.body, _opened(article).body))
            found |= {(article.slug, name) for name in set.difference(*ids)}
    return frozenset(found)


_ID = re.compile(r'\bid="([^"]+)"')


def divided(pack: Edition, known: Mapping[str, Confidence], closed: Places, another: str) -> tuple[Edition, ...]:
    """The pack, or of one with something confidential the open one and the confidential one, in this order.

    `known` are the papers that are confidential here or in other packs, `closed` the places in confidential parts, and
    `another` is the identifier of the second. No link of an open pack leads to a paper that it has not: its words stay.
    """
    agenda = pack.agenda
    assert agenda is not None
    reasons = _on_items(agenda) | {one.slug: one.confidence for one in pack.articles if one.confidence}
    marked = tuple(replace(one, confidence=reasons[one.slug]) if one.slug in reasons else one for one in pack.articles)
    pack = replace(pack, articles=marked)
    elsewhere = known.keys() - {article.slug for article in pack.articles}
    if pack.audience != "confidential":
        return (_open(pack, agenda, {}, elsewhere, closed),)
    names = {one.slug: f"WITHHELD-{at}" for at, one in enumerate(pack.articles) if one.confidence}
    confidential = replace(pack, slug=pack.slug + CONFIDENTIAL, identifier=another)
    return _open(pack, agenda, names, elsewhere, closed), confidential


def _on_items(agenda: Agenda) -> dict[str, Confidence]:
    return {slug: item.confidence for item in agenda.items if item.confidence for slug in item.papers}


def _open(
    pack: Edition, agenda: Agenda, names: Mapping[str, str], elsewhere: frozenset[str] | set[str], places: Places
) -> Edition:
    """The pack without its papers that have new `names`, and links to those, to others `elsewhere` and to `places`."""
    articles = tuple(
        _withheld(one, names[one.slug], agenda) if one.slug in names else _led(_opened(one), names, elsewhere, places)
        for one in pack.articles
    )
    closed = pack.audience == "confidential"
    if closed:
        items = tuple(_item(item, names) for item in agenda.items)
        agenda = replace(agenda, items=items, typed=agenda.typed_openly)
    bodies = agenda_texts.bodies(agenda)
    led = [_relinked(body, names, elsewhere, places) for body in bodies]
    taken = tuple((names.get(slug, "" if slug in elsewhere else slug), number) for slug, number in agenda.taken)
    agenda = replace(_without(agenda_texts.with_bodies(agenda, led), names, elsewhere), taken=taken)
    shown = "".join(led)
    agenda = replace(agenda, assets=tuple(one for one in agenda.assets if one.name in shown)) if closed else agenda
    return replace(pack, articles=articles, agenda=agenda)


def _withheld(paper: Article, name: str, agenda: Agenda) -> Article:
    """What is left of a paper: that it is there, and why it is not shown."""
    assert paper.confidence is not None
    return Article(
        slug=name,
        source=agenda.source,
        title="",
        published=agenda.meeting,
        language=agenda.language,
        direction=agenda.direction,
        standfirst="",
        byline=(),
        tags=(),
        links=(),
        picture=None,
        body="",
        assets=(),
        sides=None,
        typed="",
        typed_line=1,
        confidence=replace(paper.confidence, withheld=True),
    )


def _opened(paper: Article) -> Article:
    """A paper without its confidential parts, whose headings stay and say why, by the titles that are public."""
    if not paper.closed_part:
        return paper
    root = etree.fromstring(f"<body>{paper.body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    first = next(one for one in root if one.get("data-confidential") is not None)
    for element in [first, *first.itersiblings()]:
        if element.get("data-confidential") is not None:
            _retitle(element)
        elif element.get("class") != "notes":
            root.remove(element)
    _unlink(root)
    body = _written(root)
    return replace(
        paper,
        body=body,
        closed_part=False,
        typed="",
        assets=tuple(one for one in paper.assets if one.name in body),
        others=tuple(slug for slug in paper.others if slugs.to_another(slug) in body),
    )


def _retitle(heading: etree._Element) -> None:
    """Give a heading the title that everybody may read, if there is another; its id was made of its own."""
    title = heading.attrib.pop("data-public-title", None)
    if title is not None:
        for inner in list(heading):
            heading.remove(inner)
        heading.text = title
        heading.attrib.pop("id", None)


def _unlink(root: etree._Element) -> None:
    """Take out links to places that are gone, whose words stay, and notes that nothing calls any more."""
    there = {one.get("id") for one in root.iter("*")}
    for link in root.iter("a"):
        place = link.get("href", "")
        if place.startswith("#") and place[1:] not in there:
            link.tag = "nowhere"
    etree.strip_tags(root, "nowhere")
    called = {link.get("href", "").removeprefix("#") for link in root.iter("a") if link.get("class") == "noteref"}
    for notes in root.findall("section[@class='notes']"):
        for listed in notes.findall("ol"):
            for note in [one for one in listed.findall("li") if one.get("id") not in called]:
                listed.remove(note)
        if notes.find(".//li") is None:
            root.remove(notes)


def _item(item: AgendaItem, names: Mapping[str, str]) -> AgendaItem:
    """What everybody may read of an item."""
    papers = tuple(names.get(slug, slug) for slug in item.papers)
    if item.confidence is None:
        return replace(item, papers=papers)
    hidden = item.public_title is not None
    return replace(
        item,
        title=item.public_title if item.public_title is not None else item.title,
        lead="" if hidden else item.lead,
        body="",
        papers=papers,
        instead=(),
        confidence=replace(item.confidence, withheld=True),
        public_title=None,
    )


Copy = TypeVar("Copy", Article, Agenda)


def _led(paper: Article, names: Mapping[str, str], elsewhere: frozenset[str] | set[str], places: Places) -> Article:
    return _without(replace(paper, body=_relinked(paper.body, names, elsewhere, places)), names, elsewhere)


def _without(copy: Copy, names: Mapping[str, str], elsewhere: frozenset[str] | set[str]) -> Copy:
    """The copy without a word of which of the others its links led to."""
    return replace(copy, others=tuple(slug for slug in copy.others if slug not in names and slug not in elsewhere))


def _relinked(body: Markup, names: Mapping[str, str], elsewhere: frozenset[str] | set[str], places: Places) -> Markup:
    """The body with links to withheld papers, and parts of papers, leading to where these begin."""
    if slugs.ANOTHER not in body:
        return body
    root = etree.fromstring(f"<body>{body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    changed = False
    for link in list(root.iter("a")):
        slug, place = slugs.another(link.get("href", "")) or ("", "")
        if slug in names:
            link.set("href", slugs.to_another(names[slug]))
            changed = True
        elif (slug, place) in places:
            link.set("href", slugs.to_another(slug))
            changed = True
        elif slug in elsewhere:
            link.tag = "nowhere"
            changed = True
    if not changed:
        return body
    etree.strip_tags(root, "nowhere")
    return _written(root)


def _written(root: etree._Element) -> Markup:
    for element in root.iter("*"):
        if element.tag not in _VOID and not len(element) and element.text is None:
            element.text = ""
    return str(etree.tostring(root, encoding="unicode")).removeprefix("<body>").removesuffix("</body>")


_VOID = frozenset(("area", "br", "col", "hr", "img", "input", "source", "wbr"))
"""Elements that close themselves, in HTML as in XML."""
