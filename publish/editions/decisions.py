"""What the papers of a meeting ask it to agree: their recommendations, R1 and on in each, and all of them in a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from publish.model import Agenda, Article, Edition, Text


class Request(NamedTuple):
    """One thing that a paper asks for."""

    paper: str
    """Its slug."""
    label: str
    """`R1`: what it is called in that paper."""
    text: Text


def counted(agenda: Agenda) -> bool:
    """Whether what boxes in the texts of papers ask is counted."""
    return agenda.numbered or agenda.decisions


def of_pack(pack: Edition) -> tuple[Request, ...]:
    """What all its papers ask, if its agenda is to list it."""
    listed = pack.agenda is not None and pack.agenda.decisions
    return tuple(one for paper in pack.articles for one in of_paper(paper)) if listed else ()


def of_paper(article: Article) -> Iterator[Request]:
    """What its head asks, then what the boxes in its text do, in the order in which they are counted."""
    asked = [*article.asks, *(_boxed(article.body) if "important" in article.body else ())]
    for at, text in enumerate(asked, start=1):
        yield Request(article.slug, f"R{at}", text)


def boxes(root: etree._Element) -> Iterator[etree._Element]:
    """The lists in boxes that ask for something, in order; not those within another."""
    for box in root.iter("aside", "div"):
        if {"callout", "important"} <= set(box.get("class", "").split()):
            for listed in box.iter("ul", "ol"):
                if not any(above.tag == "li" for above in listed.iterancestors()):
                    yield listed


def _boxed(body: str) -> Iterator[Text]:
    root = etree.fromstring(f"<body>{body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    etree.strip_elements(root, "sup", with_tail=False)  # the calls of notes
    for listed in boxes(root):
        for item in listed.findall("li"):
            yield " ".join(" ".join(map(str, item.itertext())).split())
