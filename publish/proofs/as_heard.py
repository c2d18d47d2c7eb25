"""What is heard of finished files, beside what their authors wrote: word for word, in every format.

A source is an article's body as it was read. Each of its blocks has to be heard in one piece and in the order of the
source, in the PDF by its structure alone (heard.py), in the EPUB and in plain text as they are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from lxml import etree

from publish.base.floating import floats
from publish.editions import kinds
from publish.model import Article, Artifact, Edition
from publish.proofs import heard
from publish.proofs.heard import Element
from publish.value import Value


class Heard(Value):
    """What was found in one file."""

    edition: str
    name: str
    suffix: str
    blocks: int
    """Of the source, compared."""
    lost: tuple[str, ...] = ()
    """Blocks of the source that are not heard as they were written, or not in their place."""
    joined: tuple[str, ...] = ()
    """Words that meet without a space."""
    faults: tuple[str, ...] = ()
    """What the structure does not say: areas and names of links, heads of cells, numbers of lists, languages."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.joined or self.faults)


def examine(edition: Edition, artifact: Artifact) -> Heard | None:
    """What is heard of a file; None for one that is not read by its structure, or holds no article."""
    if not edition.articles or artifact.suffix not in _READERS or not kinds.of(edition.kind).tagged:
        return None
    root = heard.read(artifact.content) if artifact.suffix == "pdf" else None
    if root is not None and not root.kids:
        return None
    whole = _text(spoken(root) if root is not None else _READERS[artifact.suffix](artifact.content))
    written = [block for article in edition.articles for block in source(article)]
    lost, joined = _compared(written, whole, in_order=artifact.suffix == "pdf" and len(edition.articles) == 1)
    return Heard(
        edition=edition.name,
        name=artifact.name,
        suffix=artifact.suffix,
        blocks=len(written),
        lost=tuple(lost),
        joined=tuple(joined),
        faults=tuple(dict.fromkeys(_faults(root, edition))) if root is not None else (),
    )


# -------------------------------------------------------------------------------------------------------- the source

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_BLOCKS = frozenset(
    (
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "pre",
        "dt",
        "dd",
        "caption",
        "blockquote",
    )
)
_SIGNS = re.compile("[→←↑↓☑☐]")
_CALL, _RUN = "\ue000", "\ue001"
"""Where the call of a note stands, which a layout may set apart and some formats add; where a run of glyphs begins."""


def source(article: Article) -> list[str]:
    """The words of each block of an article as typed, in order; of a block in a block, apart from it.

    The heads of columns are left out: some formats say them with each cell (`_faults` looks at them).
    """
    found = [article.title, *_blocks(body(article))]
    return [
        Floating(block) if isinstance(part, Floating) else block
        for part in found
        for block in _SIGNS.split(part)
        if _text(block).ink
    ]


def body(article: Article) -> etree._Element:
    """An article's body as a tree."""
    return etree.fromstring(f"<body>{article.body}</body>".replace("&nbsp;", "\u00a0"), _PARSER)


def page(markup: bytes) -> etree._Element:
    """The body of a page of XHTML as a tree, its names without a namespace."""
    root = etree.fromstring(markup, _PARSER)
    for element in root.iter("*"):
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    found = root.find("body")
    return root if found is None else found


def blocks(root: etree._Element) -> list[str]:
    """The words of each block of a body, in order."""
    return list(_blocks(root))


def said(element: etree._Element) -> str:
    """What an element of a line says."""
    return _run(element)


def ink(text: str) -> str:
    """The signs of a text that have ink, those of one meaning alike."""
    return _text(text).ink


class Floating(str):
    """The words of a block that pages may show behind up to three of the paragraphs that follow it."""


def _blocks(element: etree._Element) -> Iterator[str]:
    run: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS or child.tag in _HOLDERS:
            yield "".join(run)
            run = []
            if child.get("class") != "notes" and child.tag not in ("svg", "thead"):
                words = _blocks(child)
                yield from (
                    map(Floating, words) if floats(".".join((child.tag, *child.get("class", "").split()))) else words
                )
        else:
            run.append(_CALL if _is_call(child) else _run(child))
        run.append(child.tail or "")
    yield "".join(run)


_HOLDERS = frozenset(
    (
        "ul",
        "ol",
        "dl",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "figure",
        "section",
        "aside",
        "div",
        "body",
        "svg",
        "img",
        "details",
        "summary",
        "hr",
    )
)
_PIECES = frozenset(("br", "hr", "wbr"))


def _run(element: etree._Element) -> str:
    if element.tag == "br":
        return "\n"
    if element.tag == "math":
        return str(element.get("alttext", ""))
    if element.tag == "rt":
        return f"({''.join(element.itertext())})"
    if element.tag == "rp":
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [_CALL if _is_call(child) else _run(child), child.tail or ""]
    return "".join(parts)


def _is_call(element: etree._Element) -> bool:
    """Whether it is the call of a note, or holds nothing else."""
    if element.get("class") in ("noteref", "backref"):
        return True
    return element.tag == "sup" and len(element) == 1 and not (element.text or "").strip() and _is_call(element[0])


# -------------------------------------------------------------------------------------------------------- the files


def spoken(root: Element) -> str:
    """All that is said in a tree, but for the calls of notes; notes stand at the end."""
    notes: list[str] = []
    text = "".join(_spoken(root, notes))
    return text + "\n" + "\n".join(notes)


def _spoken(element: Element, notes: list[str]) -> Iterator[str]:
    areas = list(_areas(element)) if element.kind in ("Reference", "Link") else []
    if areas and all("fn-" in area.target for area in areas):
        yield _CALL
        return
    if element.kind == "Note":
        inner: list[str] = []
        for kid in element.kids:
            inner += [kid] if isinstance(kid, str) else list(_spoken(kid, notes))
        notes.append("".join(inner))
        return
    if "ActualText" in element.said:
        yield _RUN + element.said["ActualText"]
        return
    if "Alt" in element.said:
        yield f"{_RUN}{element.said['Alt']} " if element.kind == "Formula" else ""
        return
    if element.kind == "Quote":
        inner = [said for kid in element.kids for said in ([kid] if isinstance(kid, str) else _spoken(kid, notes))]
        yield _RUN + "".join(inner).strip(_QUOTED) + (" " if inner and inner[-1][-1:].isspace() else "")
        return
    apart = "" if element.kind in heard.INLINE else "\n"
    yield apart
    for kid in element.kids:
        if isinstance(kid, str):
            yield _RUN + kid
        else:
            yield from _spoken(kid, notes)
    yield apart


_QUOTED = "“”‘’„‚«»‹›「」『』\u202f\u00a0 " + _RUN
"""What a layout sets around `<q>`."""


def _areas(element: Element) -> Iterator[heard.Area]:
    for inner in element.all():
        yield from inner.areas


def _epub(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        roots = [page(book.read(name)) for name in book.namelist() if name.endswith(".xhtml")]
    return "\n".join(words for root in roots for words in _blocks(root))


_READERS = {"pdf": lambda content: "", "epub": _epub}

_UNSEEN = ("Cf", "Cc")


class _Text(NamedTuple):
    """A text as it is compared: its signs that have ink, those of one meaning alike, and what is before each."""

    ink: str
    gaps: list[str]
    """White space, what stands for it where it may be or not (`_CALL`), the beginning of a run, or nothing."""


def _text(text: str) -> _Text:
    folded = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold().replace("−", "-").replace("‐", "-")
    ink: list[str] = []
    gaps: list[str] = []
    gap = ""
    for sign in _CALLS.sub(_CALL, folded):
        if sign.isspace() or sign in (_CALL, _RUN):
            here = " " if sign.isspace() else sign
            gap = max(gap, here, key=_STRENGTH.index)
        elif unicodedata.category(sign) not in _UNSEEN:
            ink.append(sign)
            gaps.append(gap)
            gap = ""
    return _Text("".join(ink), gaps)


_CALLS = re.compile(f"{_CALL}(?:[\\s,{_RUN}]*{_CALL})+")
"""Several calls; some layouts set commas between them."""
_STRENGTH = ("", _RUN, " ", _CALL)


def _compared(blocks: Iterable[str], said: _Text, *, in_order: bool) -> tuple[list[str], list[str]]:
    """What is not heard as it was written, or not in its place, and which words meet that are divided there."""
    lost: list[str] = []
    joined: list[str] = []
    read: set[int] = set()
    at = floor = 0
    for block in blocks:
        written = _text(block)
        at = at if isinstance(block, Floating) else floor
        places = list(_places(written, said, at if in_order else 0))
        if not places:
            lost.append(" ".join(block.replace(_CALL, " ").split()))
            continue
        best = min(places, key=lambda place: (len(_unlike(written, said, place)), place))
        at = best
        floor = floor if isinstance(block, Floating) else best
        read.update(range(best + 1, best + len(written.ink)))
        for sign in _unlike(written, said, best):
            words = _around(said, best + sign)
            (joined if written.gaps[sign] == " " else lost).append(words)
    joined += [_around(said, at) for at in range(1, len(said.ink)) if at not in read and _meets(said, at)]
    return lost, joined


def _places(written: _Text, said: _Text, start: int) -> Iterator[int]:
    """Where the signs of a block are heard, up to the first place where they are divided as in the block."""
    while (start := said.ink.find(written.ink, start)) >= 0:
        yield start
        if not _unlike(written, said, start):
            return
        start += 1


def _unlike(written: _Text, said: _Text, place: int) -> list[int]:
    """Which signs of a block have white space before them only as written, or only as heard."""
    return [
        at
        for at, gap in enumerate(written.gaps)
        if at and _CALL not in (gap, other := said.gaps[place + at]) and (gap == " ") != (other == " ")
    ]


def _meets(said: _Text, at: int) -> bool:
    """Whether a word meets the next where a run of glyphs ends."""
    return said.gaps[at] == _RUN and said.ink[at - 1].isalnum() and said.ink[at].isalnum()


def _around(said: _Text, at: int) -> str:
    """What is heard about a place, which is shown by a dot where no white space is heard."""
    first = next((left for left in range(at - 1, max(0, at - 20), -1) if said.gaps[left] == " "), max(0, at - 20))
    last = next((right for right in range(at + 1, len(said.ink)) if said.gaps[right] == " "), len(said.ink))
    after = said.ink[at : min(last, at + 20)]
    return f"{said.ink[first:at]}{' ' if said.gaps[at] == ' ' else '·'}{after}"


# ------------------------------------------------------------------------------------------------------ the structure


def _faults(root: Element, edition: Edition) -> Iterator[str]:
    yield from _links(root)
    for element in root.all():
        if element.kind == "L" and "ListNumbering" not in element.attributes and any(map(_is_number, _labels(element))):
            yield "a list does not say how it is numbered"
        if element.kind == "Figure":
            if not (element.said.get("Alt") or element.said.get("ActualText")):
                yield "a figure has no text alternative"
            if "BBox" in element.attributes and not _on_page(element.attributes["BBox"]):
                yield "a figure does not say where it is on its page"
            if element.find("Caption"):
                yield "a caption is inside a figure that has a text alternative, where nobody hears it"
        if element.kind == "Table":
            yield from _cells(element)
    said = {element.said["Lang"] for element in root.all() if "Lang" in element.said}
    for language in sorted(_languages(edition) - said):
        yield f"nothing is said to be in `{language}`"


def _labels(list_: Element) -> Iterator[Element]:
    """The labels of its own items: those of lists and notes in them are others'."""
    for item in list_.kids:
        if isinstance(item, Element):
            yield from (kid for kid in item.kids if isinstance(kid, Element) and kid.kind == "Lbl")


def _is_number(label: Element) -> bool:
    """Whether the label of an item is a number or a sign, and not a term that is defined."""
    return re.fullmatch(r"[^\w]*|\(?\w{1,5}[.)]", label.text) is not None


def _on_page(box: list[float]) -> bool:
    left, bottom, right, top = box
    return left < right and bottom < top and min(left, bottom) > -30 and right < 1300 and top < 1300


def _links(root: Element) -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for link in root.find("Link"):
        for area in link.areas:
            if area.right - area.left < 1 or area.top - area.bottom < 1:
                yield f"the link `{area.contents}` has no area"
            if not area.contents or re.fullmatch(r"fn-\w+|fnref-\w+", area.contents):
                yield f"a link is called `{area.contents}`"
            if area[:5] in seen:
                yield f"the link `{area.contents}` is there twice"
            seen.add(area[:5])


def _cells(table: Element) -> Iterator[str]:
    if not table.find("TH"):
        return
    names = {cell.said["ID"] for cell in table.find("TH") if "ID" in cell.said}
    for cell in (*table.find("TH"), *table.find("TD")):
        if cell.kind == "TH" and "Scope" not in cell.attributes:
            yield f"the head `{cell.text[:40]}` does not say what it heads"
        for head in cell.attributes.get("Headers", ()):
            if head not in names:
                yield f"the cell `{cell.text[:40]}` has a head that there is not"
    if not any("Headers" in cell.attributes for cell in table.find("TD")):
        yield "the cells of a table do not say what heads them"


def _languages(edition: Edition) -> set[str]:
    """The languages that parts of the articles are in, apart from the edition's own."""
    found: set[str] = set()
    for article in edition.articles:
        found |= set(re.findall(r'\slang="([\w-]+)"', article.body))
    return found - {edition.language, *(article.language for article in edition.articles)}
