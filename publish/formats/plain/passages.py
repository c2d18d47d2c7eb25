"""An article as a row of passages: what plain text and braille are set from.

Two dimensions become one: what a page says by place and type is said by order, markers and words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from typing import Literal, NamedTuple
from urllib.parse import unquote

from lxml import etree

from publish.base import raised
from publish.base.language import counters, day, names
from publish.base.table_grid import Heads
from publish.charts.illustrate import say_source
from publish.formats.pdf.body import links
from publish.model import Article, Edition, NewsItem
from publish.value import Value, replace


class Row(NamedTuple):
    """A row of a table."""

    cells: tuple[str, ...]
    """Empty where there are none, as many as the widest row has; of a row that heads those below it the one."""
    labels: tuple[str, ...]
    """What each of the cells is called, by the heads of its column."""
    again: bool = False
    """Whether it only says once more what its table's columns are."""
    alone: bool = False
    """Whether it is the head of the rows below it."""


class Passage(Value):
    """A stretch of text that is set in one manner."""

    kind: Literal["heading", "text", "code", "table", "rule"]
    text: str = ""
    """One line for each line break that the author wants; white space is single but in code."""
    level: int = 0
    """Of a heading: 1 is the title."""
    markers: tuple[str, ...] = ()
    """Of the list items around it, outermost first: `-`, `3.`, `[x]`."""
    opens: int = 0
    """How many of the markers, counted from the last, begin with this passage."""
    quoted: int = 0
    """How many quotations or boxes it stands in."""
    close: bool = False
    """Whether it follows the one before without a gap."""
    head: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """Of a table: what its columns are called, and the rows below."""
    right: tuple[bool, ...] = ()
    """Of a table: which columns have numbers."""
    reaching: bool = False
    """Of a table: whether a cell is of several columns, which columns side by side would not show."""
    language: str


def passages(edition: Edition, words: Mapping[str, str]) -> tuple[Passage, ...]:
    """All that an edition of one article says, in order. `words` are the style's, in the edition's language.

    Raises ValueError when the body is not well-formed.
    """
    (article,) = edition.articles
    reading = _Reading(words=words, language=article.language)
    return (
        *_head(article, edition, reading),
        *_body(article, edition, reading),
        *_more(article, words),
        *_addresses(reading, words),
        *_news(edition.news, edition.language, words),
        *_contact(edition, words),
    )


def opening(edition: Edition, words: Mapping[str, str]) -> int:
    """How many of an edition's passages stand before its body."""
    (article,) = edition.articles
    return sum(1 for _ in _head(article, edition, _Reading(words=words, language=article.language)))


# ------------------------------------------------------------------------------------------------- around the body


def _head(article: Article, edition: Edition, reading: _Reading) -> Iterator[Passage]:
    words = reading.words
    house = edition.publication
    yield Passage(kind="text", text=_spaced(f"{house.organisation}: {house.title}"), language=house.language)
    language = article.language
    yield Passage(kind="heading", level=1, text=_spaced(article.title), language=language)
    if article.standfirst:
        yield Passage(kind="text", text=_spaced(article.standfirst), language=language)
    by = words["by"].replace("{names}", names(article.byline, language)) if article.byline else ""
    credit = "\n".join(filter(None, (by, day(article.published, language))))
    yield Passage(kind="text", text=credit, language=language)
    if article.picture and (alt := article.picture.alt.strip()):
        yield Passage(kind="text", text=_pictured(alt, words), language=language)
    if article.picture and article.picture.caption:
        caption = links.parse(article.picture.caption)
        for passage in _walk(caption, _Place(language=language), reading):
            yield replace(passage, close=bool(alt))


def _more(article: Article, words: Mapping[str, str]) -> Iterator[Passage]:
    if article.links:
        yield Passage(kind="heading", level=2, text=words["find_out_more"], language=article.language)
    for number, link in enumerate(article.links):
        text = f"{_spaced(link.title)}\n{_readable(link.url)}"
        yield Passage(kind="text", text=text, markers=("-",), opens=1, close=number > 0, language=article.language)


def _addresses(reading: _Reading, words: Mapping[str, str]) -> Iterator[Passage]:
    if reading.addresses:
        yield Passage(kind="heading", level=2, text=words["addresses"], language=reading.language)
    for number, (address, at) in enumerate(reading.addresses.items()):
        yield Passage(
            kind="text", text=address, markers=(f"[{at}]",), opens=1, close=number > 0, language=reading.language
        )


def _news(items: tuple[NewsItem, ...], language: str, words: Mapping[str, str]) -> Iterator[Passage]:
    if items:
        yield Passage(kind="heading", level=2, text=words["also_in_the_news"], language=language)
    for number, item in enumerate(items):
        text = "\n".join(
            filter(None, (_spaced(item.title), day(item.published, item.language), _spaced(item.standfirst)))
        )
        yield Passage(kind="text", text=text, markers=("-",), opens=1, close=number > 0, language=item.language)


def _contact(edition: Edition, words: Mapping[str, str]) -> Iterator[Passage]:
    house = edition.publication
    contact = house.contact
    yield Passage(kind="heading", level=2, text=words["contact"], language=edition.language)
    lines = [contact.name or house.organisation, *contact.address]
    for word, value in (
        ("telephone", contact.telephone),
        ("email", contact.email),
        ("website", _readable(contact.website)),
    ):
        lines += [f"{words[word]}: {value}"] if value else []
    yield Passage(kind="text", text="\n".join(map(_spaced, lines)), language=house.language)
    for said in filter(None, (house.registration, house.rights)):
        yield Passage(kind="text", text=_spaced(said), language=house.language)


def _readable(url: str) -> str:
    """A web address without tracking parameters, but with its scheme: that is what makes a link of it."""
    scheme = re.match(r"https?://", url, re.IGNORECASE)
    return f"{scheme[0].lower()}{links.readable(url)}".replace(" ", "%20") if scheme else url


def _pictured(alt: str, words: Mapping[str, str]) -> str:
    return f"[{words['picture']}: {_spaced(alt)}]"


# --------------------------------------------------------------------------------------------------------- the body


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is gathered on the way through a body."""

    words: Mapping[str, str]
    language: str
    addresses: dict[str, int] = field(default_factory=dict)
    """Web addresses and the numbers that stand for them."""
    calls: bool = True
    """Whether the calls of notes are said."""


class _Place(Value):
    """Where in the structure of a body something stands."""

    markers: tuple[str, ...] = ()
    quoted: int = 0
    language: str


_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "ul",
))  # fmt: skip
_CELLS = frozenset(("td", "th", "tr"))
_ENDS = "\u2028"
"""Unicode's own sign for the end of a line stands for a line break while white space is made single."""


def _body(article: Article, edition: Edition, reading: _Reading) -> Iterator[Passage]:
    root = links.parse(links.settled(article.body, edition))
    for source in root.iterfind(".//p[@class='source']"):
        say_source(source, reading.words)
    opened: tuple[str, ...] = ()
    for passage in _walk(root, _Place(language=article.language), reading):
        # A marker is said once, by the first passage under it.
        same = 0
        while same < min(len(opened), len(passage.markers)) and opened[same] == passage.markers[same]:
            same += 1
        opened = passage.markers
        plain = tuple(marker.partition(" ")[2] for marker in passage.markers)
        yield replace(passage, markers=plain, opens=len(plain) - same)


def _walk(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    """The passages of what stands in an element: runs of text, and the blocks between them."""
    place = replace(place, language=element.get("lang") or place.language)
    run = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _text(run, place)
            run = []
            yield from _block(child, place, reading)
        else:
            run.append(_inline(child, reading))
        run.append(child.tail or "")
    yield from _text(run, place)


def _text(run: list[str], place: _Place) -> Iterator[Passage]:
    if (text := _lines("".join(run))).strip():  # a paragraph of one no-break space keeps nothing but distance
        yield Passage(kind="text", text=text, markers=place.markers, quoted=place.quoted, language=place.language)


def _block(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    make = _MAKERS.get(element.tag, _walk)
    yield from make(element, replace(place, language=element.get("lang") or place.language), reading)


def _heading(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    text = " ".join(_lines(_said(element, reading)).split("\n"))
    if text:
        yield Passage(kind="heading", level=int(element.tag[1]), text=text, language=place.language)


def _list(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    items = element.findall("li")
    step = -1 if "reversed" in element.attrib else 1
    first_number = _number(element.get("start"))
    number = (1 if step > 0 else len(items)) if first_number is None else first_number
    first = True
    for item in items:
        number = number if (own := _number(item.get("value"))) is None else own
        task = next((mark for mark in item.iterfind(".//span[@class='task']") if _item(mark) is item), None)
        marker = counters.marked(number, counters.of(element)) if element.tag == "ol" else "-"
        if task is not None:
            marker = "[x]" if task.text == "☑" else "[ ]"
            task.text = ""
        if element.get("class") == "key-figures":
            for figure in item.iterfind("strong"):
                _say_arrows(figure, reading.words)
                figure.tail = ": "  # what it counts stands under the figure on a page
        # Two items are told apart by their numbers, which are no part of what is said.
        inside = replace(place, markers=(*place.markers, f"{_sign(item)} {marker}"))
        paragraphs = False
        for passage in _walk(item, inside, reading):
            yield replace(passage, close=passage.close or (not paragraphs and not (first and not place.markers)))
            paragraphs = paragraphs or (passage.kind == "text" and item.find("p") is not None)
            first = False
        number += step


def _say_arrows(figure: etree._Element, words: Mapping[str, str]) -> None:
    """Say in words what arrows mean in a figure: `9 to 58`, `down 12%`."""
    for element in figure.iter("*"):
        for sign, name in links.ARROWS.items():
            element.text = (element.text or "").replace(sign, f" {words[name]} ")
            if element is not figure:
                element.tail = (element.tail or "").replace(sign, f" {words[name]} ")


def _item(mark: etree._Element) -> etree._Element | None:
    """The item of a list that something stands in."""
    return next(mark.iterancestors("li"), None)


def _number(typed: str | None) -> int | None:
    """What an attribute says, if it is a number."""
    return int(typed) if typed and re.fullmatch(r"-?\d{1,9}", typed) else None


def _sign(element: etree._Element) -> str:
    """A word that no other element of the body has."""
    return str(element.getroottree().getpath(element))


def _quotation(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    titled = element.find("p[@class='callout-title']") is not None
    for number, passage in enumerate(_walk(element, replace(place, quoted=place.quoted + 1), reading)):
        yield replace(passage, close=passage.close or (titled and number == 1))


def _figure(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    """A caption and what it is of follow each other closely, whichever comes first."""
    quotation = element.find("blockquote") is not None
    begun = headed = False
    for child in element:
        if child.tag == "figcaption":
            for passage in _walk(child, replace(place, quoted=place.quoted + quotation), reading):
                dash = "— " if quotation and not re.match("[-–—]", passage.text) else ""
                yield replace(passage, text=f"{dash}{passage.text}", close=begun)
                headed, begun = not begun or headed, True
            continue
        run = _block(child, place, reading) if child.tag in _BLOCKS else _text([_inline(child, reading)], place)
        for passage in run:
            yield replace(passage, close=passage.close or headed)
            headed, begun = False, True


def _code(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:  # noqa: ARG001
    text = "".join(map(str, element.itertext())).strip("\n")
    if text.strip():
        yield Passage(kind="code", text=text, markers=place.markers, quoted=place.quoted + 1, language=place.language)


def _rule(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:  # noqa: ARG001
    yield Passage(kind="rule", language=place.language)


def _definition(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    for passage in _walk(element, replace(place, quoted=place.quoted + 1), reading):
        yield replace(passage, close=passage.kind == "text")


def _notes(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    if element.get("class") == "notes":
        yield Passage(kind="heading", level=2, text=reading.words["notes"], language=place.language)
    yield from _walk(element, place, reading)


def _table(element: etree._Element, place: _Place, reading: _Reading) -> Iterator[Passage]:
    if _sets_a_page(element):
        for cell in own(element, "td"):
            yield from _walk(cell, place, reading)
        return
    for caption in element.iterfind("caption"):
        yield from _walk(caption, place, reading)
    found = Heads(element)
    said = {cell: " ".join(_lines(_said(cell, reading)).split("\n")) for cell in found.places}
    head = tuple(
        " – ".join(filter(None, (_title(cell, reading, calls=True) for cell in cells))) for cells in found.over()
    )
    called: set[etree._Element] = set()
    rows = tuple(_row(found, y, said, called, reading) for y in found.below())
    columns = [[row.cells[at] for row in rows if not row.alone and row.cells[at]] for at in range(found.width)]
    yield Passage(
        kind="table",
        head=head if any(head) else (),
        rows=rows,
        right=tuple(bool(column) and all(map(_NUMBER.fullmatch, column)) for column in columns),
        reaching=any(1 < place.width < found.width and not place.kind for place in found.places.values()),
        markers=place.markers,
        quoted=place.quoted,
        close=element.find("caption") is not None,
        language=place.language,
    )


def own(table: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """The parts of a table that are its own: what a table in one of its cells has is said there."""
    return (part for part in table.iter(*tags) if next(part.iterancestors("table"), None) is table)


_OF_A_PAGE = ("h1", "h2", "h3", "h4", "h5", "h6", "table", "figure", "blockquote", "pre", "ul", "ol")


def _sets_a_page(table: etree._Element) -> bool:
    """Whether a table only says where things stand, as in newsletters: it has no heads, and holds what cells do not."""
    return (
        next(own(table, "th", "caption"), None) is None and next(table.iterdescendants(*_OF_A_PAGE), None) is not None
    )


_NUMBER = re.compile(r"[-+−–£$€¥<>~≈ ]*\d[\d.,:  ]*[ %‰a-zA-Z]{0,4}|[-–—]")


def _title(head: etree._Element, reading: _Reading, *, calls: bool) -> str:
    """What a head says, with the calls of notes in it or without."""
    return " ".join(_lines(_said(head, changed(reading, calls=calls))).split())


def _row(
    found: Heads, y: int, said: Mapping[etree._Element, str], called: set[etree._Element], reading: _Reading
) -> Row:
    """A row; a cell that reaches over several columns is said once, one that reaches over several rows in each.

    The notes of a head are `called` where it is said first, and are no part of it.
    """
    if (alone := found.lone(y)) is not None:
        return Row((said[alone],), ("",), alone=True)
    slots = found.rows[y][1]
    cells = [said[slot.cell] if slot.leftmost else "" for slot in slots]
    labels = [found.title(slot.cell, lambda head: _title(head, reading, calls=head not in called)) for slot in slots]
    if not found.heading(y):
        called.update(head for slot, cell in zip(slots, cells, strict=True) if cell for head in found.of(slot.cell))
    rest = [""] * (found.width - len(slots))
    return Row((*cells, *rest), (*labels, *rest), again=found.heading(y))


_MAKERS = {
    **{f"h{level}": _heading for level in range(1, 7)},
    "ul": _list,
    "ol": _list,
    "blockquote": _quotation,
    "aside": _quotation,
    "figure": _figure,
    "pre": _code,
    "hr": _rule,
    "dd": _definition,
    "section": _notes,
    "table": _table,
}


# ------------------------------------------------------------------------------------------------- within a passage


def _said(element: etree._Element, reading: _Reading) -> str:
    """What stands in an element, as one run; blocks in it are divided by spaces."""
    parts = [element.text or ""]
    for child in element:
        apart = child.tag in _BLOCKS or child.tag in _CELLS
        inner = _said(child, reading) if apart else _inline(child, reading)
        parts += [f" {inner} " if apart else inner, child.tail or ""]
    return "".join(parts)


def _inline(element: etree._Element, reading: _Reading) -> str:
    kind = element.get("class", "")
    if element.tag == "br":
        return _ENDS
    if element.tag == "img":
        alt = (element.get("alt") or "").strip()
        return _pictured(alt, reading.words) if alt else ""
    if element.tag == "svg" or kind == "backref" or (not reading.calls and _calls(element)):
        return ""
    said = _said(element, reading)
    if kind == "noteref":
        return " " + reading.words["note_call"].replace("{number}", said.strip())
    if note := element.get("data-note"):
        return f"{said} ({note})"
    if element.tag == "a":
        return said + _reference(element.get("href", ""), said, reading)
    return _signed(element, said, reading)


def _calls(element: etree._Element) -> bool:
    """Whether an element is the call of a note, or holds one and the comma before it."""
    inside = len(element) == 1 and element.tag == "sup" and (element.text or "") in ("", ",")
    return element.get("class") == "noteref" or (inside and element[0].get("class") == "noteref")


def _signed(element: etree._Element, said: str, reading: _Reading) -> str:
    """Words with what type says of them on a page: that they are struck out, raised or lowered."""
    if element.tag in ("del", "s") and said.strip():
        return f"[{reading.words['struck_out'].replace('{text}', said.strip())}]"
    if element.tag in ("sup", "sub") and element.find(".//a") is None:
        return raised.signs(said, element.tag)
    return said


def _reference(href: str, said: str, reading: _Reading) -> str:
    """The number of a link's address, unless the words are the address."""
    scheme, _, rest = href.partition(":")
    words = re.sub(r"^https?://", "", said.strip(), flags=re.IGNORECASE).rstrip("/").lower()
    if scheme.lower() in ("mailto", "tel"):
        rest = _spaced(unquote(rest.partition("?")[0])) or rest
        return "" if re.sub(r"\W", "", rest).lower() in re.sub(r"\W", "", words) else f" ({rest})"
    if scheme.lower() not in ("http", "https") or words == links.readable(href).lower():
        return ""
    return f" [{reading.addresses.setdefault(_readable(href), len(reading.addresses) + 1)}]"


def _lines(run: str) -> str:
    """White space made single, line breaks kept where the author wants them; no-break spaces stay."""
    return "\n".join(filter(None, (_spaced(line) for line in run.split(_ENDS))))


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\r\n\f\u2029]+", " ", text.replace("\u00ad", "")).strip(" ")
