"""An article's body as paper wants it: links that say where they lead, notes at the foot of their page, sizes.

On screen the links stay links. On paper each external one is followed by a number, and its address stands in a note at
the foot of the page, in one count with the author's own notes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from lxml import etree

from publish.base import slugs, table_grid
from publish.base.language import day
from publish.base.table_grid import Heads
from publish.formats.pdf.body import endnotes, last_lines, noted
from publish.model import Edition

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|mc_[ce]id|igshid|yclid|_hs(enc|mi)|mkt_tok|ref_src"
)
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_SHORT_TABLE = 10
"""Rows that a table may have and still be kept on one page: more, and it would leave too deep a gap before it."""

_LONG_CELL = 900
"""Letters of a cell whose row is kept on one page: with more, too deep a gap might be left before it."""

_LONG_LINE = 55
"""Letters of a line of code beyond which its block takes the margin beside it as well."""

_SHORT_CODE = 16
"""Lines of code that are kept on one page."""

_LONG_QUOTATION = 700
"""Letters of a quotation or a callout that are kept on one page: with more, too deep a gap might be left before it."""

_SMALL_PICTURE = 200
"""Pixels below which a picture keeps the width that it was given; wider ones are fitted to the column and the page."""
_SMALL_IN_A_ROW = 300
"""Pixels across below which a picture is drawn no larger in a row of pictures than it is."""


def printed(
    body: str,
    notes_title: str,
    *,
    addresses: bool = True,
    numbered: bool = False,
    labels: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The body (well-formed XHTML) set up for `briefing.css`; ValueError when it is not well-formed.

    Notes that nothing calls are listed at the end under `notes_title`. Without `addresses` links are links and nothing
    more. `labels` are the words `note_call` and `back_to_text`, of which the labels of calls and of the links back are
    made. With `numbered` each element of the body says in `data-n` which one it is, so that it is found again in
    another edition.
    """
    root = parse(body)
    for number, element in enumerate(root.iter("*") if numbered else ()):
        element.set("data-n", str(number))
    _notes(root, notes_title, addresses=addresses)
    for heading in root.iter(*_HEADINGS):
        # Bookmarks are made of this: a heading's own text may have the number of a note in it.
        heading.set("data-title", text_of(heading))
    _shape(root)
    for ruby in root.iter("ruby"):
        _bracket(ruby)
    for link in root.iter("a"):
        said = text_of(link)
        if link.get("class") is None and re.fullmatch(r"\S*[@./]\S*", said) and said in unquote(link.get("href", "")):
            link.set("class", "address")  # a hyphen in it would be taken for one of its own
    for listed in root.iter("ol"):
        _count_from(listed)
    for number, table in enumerate(root.iter("table"), start=1):
        _table(table, number)
    for code in root.iter("pre"):
        _loosen(code)
        _widen(code)
        if text_of(code) and sum(1 + len(line) // 64 for line in "".join(code.itertext()).splitlines()) <= _SHORT_CODE:
            code.set("class", f"{code.get('class', '')} short".strip())
    for quotation in root.iter("blockquote"):
        if re.match(r"\s*[“„«‘‚\"'「『”]", text_of(quotation)):
            quotation.set("class", f"{quotation.get('class', '')} hung".strip())
    _label(root, labels)
    last_lines.bind(root)
    return unparse(root)


_DAY = re.compile(r"(?<![\d.,])(\d{1,2}\.?(?:st|nd|rd|th|er|º)?) (?=(?:de |o )?[^\W\d_]{3,}\.? (?:de )?\d{4}(?!\d))")


def _keep_days(cell: etree._Element) -> None:
    """Keep the number of a day with its month, in columns that may be narrow: `16 March` before `2026`."""
    for element in cell.iter("*"):
        element.text = element.text and _DAY.sub(r"\1" + "\xa0", element.text)
        if element is not cell:
            element.tail = element.tail and _DAY.sub(r"\1" + "\xa0", element.tail)


def _shape(root: etree._Element) -> None:
    """Say of figures, pictures and quotations how they are to be set, as far as that depends on what is in them."""
    for figures in root.iterfind(".//ul[@class='key-figures']"):
        figures.set("class", f"key-figures abreast-{_abreast(figures)}")
    for picture in root.iter("img"):
        if (width := picture.get("width", "")).isdigit() and int(width) < _SMALL_PICTURE:
            picture.set("style", f"width:{width}px")
    for row in root.iterfind(".//div[@class='gallery']"):
        _share_out(row)
    for apart in root.iter("figure", "aside"):
        words = apart.tag == "aside" or apart.find("blockquote") is not None
        if words and len(text_of(apart)) > _LONG_QUOTATION:
            apart.set("class", f"{apart.get('class', '')} divided".strip())


def _share_out(row: etree._Element) -> None:
    """Give each picture of a row the width at which all are as high as each other, and no small one enlarged."""
    pictures = [picture for picture in row.iter("img") if "math" not in picture.get("class", "")]
    shapes = [_shape_of(picture) for picture in pictures]
    small = [height for picture in pictures if (height := _small_height(picture))]
    for figure, picture, shape in zip(row, pictures, shapes, strict=True):
        part = int(1000 * shape / sum(shapes) - 1) / 1000  # never wider together than the row
        most = f";max-width:{min(small) * shape:.1f}px" if small else ""
        figure.set("style", f"width:calc((100% - {len(shapes) - 1} * var(--gutter)) * {part:.4f}){most}")
        picture.set("style", "width:100%")


def _small_height(picture: etree._Element) -> int:
    """Pixels from top to bottom of a picture that would be coarse if it were drawn larger; 0 of any other."""
    width, height = picture.get("width", ""), picture.get("height", "")
    return int(height) if width.isdigit() and height.isdigit() and 0 < int(width) < _SMALL_IN_A_ROW else 0


def _shape_of(picture: etree._Element) -> float:
    """How many times as wide as high a picture is."""
    width, height = picture.get("width", ""), picture.get("height", "")
    known = width.isdigit() and height.isdigit() and int(width) and int(height)
    return min(max(int(width) / int(height), 0.5), 3) if known else 1.5


ARROWS = {"→": "arrow_to", "←": "arrow_to", "↑": "arrow_up", "↓": "arrow_down"}
"""Between two figures, or before one; the first two are the same, the second among letters from right to left."""


def _label(root: etree._Element, labels: Mapping[str, str]) -> None:
    """Say what signs mean that are not heard by themselves: calls of notes and links back, arrows, ticked boxes."""
    if not labels:
        return
    for mark in root.iterfind(".//span[@class='task']"):
        mark.set("aria-label", labels["done" if mark.text == "☑" else "to_do"])
    for figures in root.iterfind(".//ul[@class]"):
        if figures.get("class", "").startswith("key-figures"):
            for figure in figures.iterfind("li/strong"):
                for element in list(figure.iter("*")):
                    _label_arrows(element, labels)
    call, back = labels.get("note_call", "").strip("()（）"), labels.get("back_to_text", "")
    for link in root.iter("a"):
        words = {"call": call, "back": back}.get(link.get("class", ""), "")
        if words and link.text:
            link.set("aria-label", words[:1].upper() + words[1:].replace("{number}", link.text))


def _label_arrows(element: etree._Element, labels: Mapping[str, str]) -> None:
    """Put each arrow in an element's own text into one of its own that says what it means."""
    for before in [None, *element]:
        text, *rest = re.split("([→←↑↓])", (element.text if before is None else before.tail) or "")
        if not rest:
            continue
        at = 0 if before is None else element.index(before) + 1
        if before is None:
            element.text = text
        else:
            before.tail = text
        for step, (sign, tail) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
            arrow = etree.Element("span", {"aria-label": labels[ARROWS[sign]]})
            arrow.text, arrow.tail = sign, tail
            element.insert(at + step, arrow)


_TOLD = "told"
"""Of a chart whose drawing says all that its table does."""


def charted(body: str, tallest: float) -> str:
    """The body without the drawings of charts that are more than `tallest` times as high as wide, taller than a page.

    The numbers under them say the same.

    A chart's figure that is no taller stays whole, whatever its table.
    """
    if "<img" not in body or 'class="chart ' not in body:
        return body
    root = parse(body)
    for figure in root.iter("figure"):
        drawing = figure.find("img") if figure.get("class", "").startswith("chart ") else None
        if drawing is None:
            continue
        names = figure.get("class", "").split()
        if int(drawing.get("height", "0")) > tallest * int(drawing.get("width", "1")):
            _replace(drawing, [])
            names = [name for name in names if name != _TOLD]
            figure.set("class", " ".join(names))
        if _TOLD not in names and len(figure.findall(".//tr")) > _SHORT_TABLE:
            figure.set("class", f"{figure.get('class')} divided")
    return unparse(root)


def settled(body: str, edition: Edition) -> str:
    """The body with its links to other articles leading to their pages in the archive.

    Where there is no archive they are no links: what stands in `data-note`, the other's title and day, is for a note.
    A link to another paper of a pack says both: it still leads to `article:SLUG#ID`.
    """
    if slugs.ANOTHER not in body:
        return body
    archive = edition.publication.archive
    together = {article.slug for article in edition.articles}
    references = {other.slug: other for other in edition.references}
    root = parse(body)
    for link in root.iter("a"):
        if (found := slugs.another(link.get("href", ""))) is None:
            continue
        slug, place = found
        other = references.get(slug)
        away = slug not in together and other is not None and other.paper
        if archive and slug not in together and not away:
            link.set("href", f"{archive}/articles/{slug}.html" + (f"#{place}" if place else ""))
            continue
        if other and not away:
            link.set("data-note", f"{other.title}, {day(other.published, edition.language)}")
            link.set("data-lang", other.language)
        if slug not in together:
            link.tag = "span"
            del link.attrib["href"]
    return unparse(root)


def say_where(root: etree._Element, said: Callable[[str, str], str], language: str) -> None:
    """Let links to papers of a pack that is not this one be words, with where these are behind them, in brackets.

    `said` is asked of each link's slug and place for what is in the `language`; links of which it says nothing stay.
    """
    for link in list(root.iter("a")):
        if (found := slugs.another(link.get("href", ""))) is None or not (where := said(*found)):
            continue
        link.tag = "span"
        del link.attrib["href"]
        told = etree.Element("bdi", {"class": "in-pack", "lang": language})
        told.text = f"({where})"
        told.tail, link.tail = link.tail, " "
        parent = link.getparent()
        assert parent is not None
        parent.insert(parent.index(link) + 1, told)


def readable(url: str) -> str:
    """A web address as it is printed: without scheme, tracking parameters and closing slash."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in ("http", "https"):
        return url.partition(":")[2] if parts.scheme in ("mailto", "tel") else url
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    address = parts.netloc.rpartition("@")[2] + _spelt(parts.path) + (f"?{_spelt(query)}" if query else "")
    return (address + (f"#{_spelt(parts.fragment)}" if parts.fragment else "")).rstrip("/")


def _spelt(part: str) -> str:
    """Percent-encoded letters as letters, if letters is what they are and nothing is lost by it."""
    plain = unquote(part, errors="replace")
    return plain if all(character.isalnum() or character in "-._~/!$'()*,;:@=&+%" for character in plain) else part


# ----------------------------------------------------------------------------------------------------------- the notes


def _notes(root: etree._Element, title: str, *, addresses: bool) -> None:
    """Put a note's text after its first call; further calls, and links to an address already noted, only link to it."""
    section = root.find(".//section[@class='notes']")
    texts = {item.get("id"): item for item in section.iter("li") if item.get("id")} if section is not None else {}
    numbers: dict[str, int] = {}
    for link in list(root.iter("a", "span")):
        if section is not None and any(above is section for above in link.iterancestors()):
            continue
        if link.get("class") == "noteref":
            _call_of_the_author(link, texts, numbers)
        elif not _is_aside(link) and (target := _target(link, addresses=addresses)) is not None:
            _call_of_a_link(link, target, numbers)
    _set_behind(root, addresses=addresses)
    if section is not None:
        _what_is_left(section, numbers, title)
    _renumber(root, numbers)
    _list_addresses(root)


def _list_addresses(root: etree._Element) -> None:
    """Put all addresses into one list at the end, where so many come together that they would fill a page's foot."""
    notes: list[etree._Element] = []
    places: list[int] = []
    read = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            read += len(element.tail or "")
        elif element.get("class") == "footnote":
            if element.find("span/a[@class='url']") is not None and len(element) == 2:
                notes.append(element)
                places.append(read)
        elif not any(above.get("class") == "footnote" for above in element.iterancestors()):
            read += len(element.text or "")
    if any(after - before < A_PAGE for before, after in zip(places, places[MOST_ADDRESSES:], strict=False)):
        for note in notes:
            note.set(endnotes.AT, "end")


MOST_ADDRESSES, A_PAGE = 8, 2_600
"""Addresses that stand at the foot of one page; letters that a page of a briefing holds."""


def _set_behind(root: etree._Element, *, addresses: bool) -> None:
    """Set the target behind a link inside a note, and in a table's head, whose repetition would repeat its note."""
    for link in list(root.iter("a", "span")):
        if link.get("class") is None and _is_aside(link) and (target := _target(link, addresses=addresses)) is not None:
            _behind(link, target)
    for link in root.iter("a", "span"):
        link.attrib.pop("data-note", None)
        link.attrib.pop("data-lang", None)


def _renumber(root: etree._Element, numbers: dict[str, int]) -> None:
    """Renumber calls inside the notes at the end, since paper counts addresses too; set a comma between two calls."""
    for call in root.iter("a"):
        if call.get("class") == "noteref" and (number := numbers.get(call.get("href", "").removeprefix("#"))):
            call.set("href", f"#fn-{number}")
            call.text = str(number)
    for sign in root.iter("sup"):
        if sign.get("class") == "call" and not sign.text and _follows_a_figure(sign):
            sign.text = ","


def _follows_a_figure(sign: etree._Element) -> bool:
    """Whether something raised stands right before the call of a note: two are not to be read as one number."""
    before = sign.getprevious()
    while before is not None and before.get("class") == "footnote" and not before.tail:
        before = before.getprevious()
    if before is None or before.tail:
        return False
    return before.get("class") == "math" or (before.tag == "sup" and bool("".join(before.itertext()).strip()))


def _call_of_the_author(call: etree._Element, texts: dict[str, etree._Element], numbers: dict[str, int]) -> None:
    key = call.get("href", "").removeprefix("#")
    if key not in texts:
        return
    first, number = key not in numbers, numbers.setdefault(key, len(numbers) + 1)
    around = call.getparent()
    assert around is not None
    if around.tag == "sup" and len(around) == 1 and (around.text or "") in ("", ",") and not call.tail:
        call = around
    sign = _sign(number, first)
    if call is around:
        sign.text = around.text
    _replace(call, [sign, _note(number, noted.contents(texts[key]))] if first else [sign])


def _call_of_a_link(link: etree._Element, words: etree._Element, numbers: dict[str, int]) -> None:
    text = words.text or ""
    first, number = text not in numbers, numbers.setdefault(text, len(numbers) + 1)
    place, href = link, link.get("href", "")
    figure = next(link.iterancestors("figure"), None)
    if figure is not None and link.find(".//img") is not None and (caption := figure.find(".//figcaption")) is not None:
        place = etree.SubElement(caption, "span")
    following = [_sign(number, first)]
    if first:
        target = etree.Element("a", {"href": href, "class": "url"}) if href else etree.Element("span")
        target.append(words)
        holder = etree.Element("span")
        holder.append(target)
        following.append(_note(number, holder))
    tail, place.tail = place.tail, None
    for element in following:
        if (parent := place.getparent()) is not None:
            parent.insert(parent.index(place) + 1, element)
        place = element
    place.tail = tail


def _sign(number: int, first: bool) -> etree._Element:
    sign = etree.Element("sup", {"class": "call"})
    call = etree.SubElement(sign, "a", {"href": f"#fn-{number}", "class": "call"})
    if first:
        call.set("id", f"fnref-{number}")
    call.text = str(number)
    return sign


def _note(number: int, contents: etree._Element) -> etree._Element:
    note = etree.Element("span", {"class": "footnote", "id": f"fn-{number}"})
    back = etree.SubElement(note, "a", {"href": f"#fnref-{number}", "class": "back"})
    back.text, back.tail = str(number), " "
    note.append(contents)
    return note


def _target(link: etree._Element, *, addresses: bool) -> etree._Element | None:
    """The words that paper prints for a link: another article's title and day, or its address; None for no words."""
    if note := link.get("data-note"):
        title = etree.Element("bdi", {"lang": link.get("data-lang", "")})
        title.text = note
        return title
    address = _to_print(link) if addresses and link.tag == "a" else None
    return None if address is None else _url(_typed_by_hand(address))


_LONGEST_ADDRESS = 300
"""Characters that an address may have in a note: nobody types more, and a longer note may fill a page."""


def _typed_by_hand(address: str) -> str:
    """The address; of one that is too long for a note what it leads to, without what is asked there."""
    if len(address) <= _LONGEST_ADDRESS:
        return address
    return re.split(r"[?#]", address, maxsplit=1)[0][: _LONGEST_ADDRESS - 1] + "…"


def _to_print(link: etree._Element) -> str | None:
    """The address that paper has to give for a link; None when it leads inside, to mail, or says its address itself."""
    href = link.get("href", "")
    if not re.match(r"https?://", href, re.IGNORECASE):
        return None
    address = readable(href)
    said = re.sub(r"^https?://", "", text_of(link), flags=re.IGNORECASE).rstrip("/")
    return None if said.lower().removeprefix("www.") == address.lower().removeprefix("www.") else address


def _is_aside(link: etree._Element) -> bool:
    return any(above.tag == "thead" or above.get("class") in ("notes", "footnote") for above in link.iterancestors())


def _behind(link: etree._Element, target: etree._Element) -> None:
    target.tail, link.tail = ")" + (link.tail or ""), " ("
    parent = link.getparent()
    assert parent is not None
    parent.insert(parent.index(link) + 1, target)


def _url(address: str) -> etree._Element:
    url = etree.Element("bdi", {"class": "url", "dir": "ltr"})
    url.text = address
    return url


def _what_is_left(section: etree._Element, numbers: dict[str, int], title: str) -> None:
    """List the notes that nothing in the text calls, numbered after the others."""
    listed = section.find("ol")
    left = []
    for item in list(listed) if listed is not None else ():
        if item.get("id") in numbers:
            _replace(item, [])
        else:
            left.append(item)
    if listed is None or not left:
        _replace(section, [])
        return
    listed.set("start", str(len(numbers) + 1))
    for item in left:
        number = numbers.setdefault(item.get("id", ""), len(numbers) + 1)
        item.set("id", f"fn-{number}")
    heading = etree.Element("h2")
    heading.text = title
    section.insert(0, heading)
    for back in list(section.iter("a")):
        if back.get("class") == "backref":
            _replace(back, [])


# ------------------------------------------------------------------------------------------------------------ the rest


def _abreast(figures: etree._Element) -> int:
    """How many key figures stand beside each other: at most four, and no row with one alone."""
    count = len(figures.findall("li"))
    widest = max((len(text_of(figure)) for figure in figures.iterfind("li/strong")), default=0)
    most = 4 if widest <= 7 else 3 if widest <= 10 else 2
    if count <= most:
        return max(count, 2)
    return next((row for row in range(most, 2, -1) if count % row != 1), 2)


def _bracket(ruby: etree._Element) -> None:
    """Set how words are read in brackets after them: WeasyPrint 70 knows no ruby, and would run the two together."""
    for part in list(ruby):
        if part.tag == "rp":
            _replace(part, [])
        elif part.tag == "rt":
            part.text = f"({part.text or ''}"
            if len(part):
                part[-1].tail = (part[-1].tail or "") + ")"
            else:
                part.text += ")"


def _count_from(listed: etree._Element) -> None:
    """Say in CSS what a list counts from and how: WeasyPrint 70 reads the attributes only with all of HTML's looks."""
    items, backwards = listed.findall("li"), "reversed" in listed.attrib
    at = int(listed.get("start") or (len(items) if backwards else 1))
    if at == 1 and not backwards and not any(item.get("value") for item in items):
        return
    for item in items:
        at = int(item.get("value") or at)
        item.set("style", f"counter-increment:none;counter-set:list-item {at}")
        at += -1 if backwards else 1


def _table(table: etree._Element, number: int) -> None:
    rows = list(table.iter("tr"))
    for place in Heads(table).places.values():
        if place.kind:
            place.cell.set("scope", table_grid.scope(place))
    for cell in table.iter("td", "th"):
        _break_long_words(cell)
        _keep_days(cell)
    columns = max((sum(int(cell.get("colspan") or 1) for cell in row) for row in rows), default=0)
    longest = max((sum(min(len(text_of(cell)), 40) for cell in row) for row in rows), default=0)
    tall = [row for row in rows if any(len(text_of(cell)) > _LONG_CELL for cell in row)]
    for row in tall:
        row.set("class", f"{row.get('class', '')} divided".strip())
    length = "divided" if tall else "short" if len(rows) <= _SHORT_TABLE else "long"
    width = "wide" if columns > 4 or longest > 90 else "narrow" if columns < 4 and longest < 36 else ""
    # Its own class is what pdf_tables.py knows it by.
    table.set("class", " ".join(filter(None, (table.get("class", ""), length, width, f"table-{number}"))))


def _widen(code: etree._Element) -> None:
    """Let code with long lines take the margin too."""
    frame = code.getparent()
    long = max(map(len, "".join(code.itertext()).split("\n"))) > _LONG_LINE
    if long and frame is not None and frame.get("class") == "code":
        frame.set("class", "code wide")


def _loosen(code: etree._Element) -> None:
    """Let a long word of code break, where it may with a sign that it goes on.

    WeasyPrint 70 cannot divide one that is several elements but where that is said.
    """
    text = "".join(code.itertext())
    long = [range(word.start() + 1, word.end()) for word in _LONG_WORD.finditer(text)]
    breaks, places, at = {place for word in long for place in _parts(text, word)}, [], 0
    for event, element in etree.iterwalk(code, events=("start", "end")) if long else ():
        if event == "start":
            if element is not code and any(at in word for word in long) and text[at] not in _CLOSING:
                places.append(element)
            element.text, at = _softened(element.text, at, breaks)
        elif element is not code:
            element.tail, at = _softened(element.tail, at, breaks)
    for element in places:
        parent = element.getparent()
        assert parent is not None
        parent.insert(parent.index(element), etree.Element("wbr"))


def _parts(text: str, word: range) -> Iterator[int]:
    """Where a long word may break: behind a sign, and in what has none after so many letters."""
    last = word.start - 1
    for at in word:
        if (text[at - 1] in _DIVIDING or at - last >= _PART) and at - last > 1 and word.stop - at > 1:
            yield at
            last = at


def _softened(text: str | None, at: int, breaks: Collection[int]) -> tuple[str | None, int]:
    """A text that begins at `at` with soft hyphens within it where it may break, and where it ends."""
    if not text:
        return text, at
    inside = [place - at for place in sorted(breaks) if at < place < at + len(text)]
    pieces = [text[begin:end] for begin, end in pairwise([0, *inside, len(text)])]
    return "\u00ad".join(pieces), at + len(text)


_LONG_WORD = re.compile(r"\S{24,}")
_CLOSING = frozenset(".,:;!?)]}>")
"""What does not begin a line of code."""
_DIVIDING = frozenset("_./,(=&?:;-+[{\\|")
_PART = 16
"""Letters of a word of code after which it may break in the midst of them."""

_UNBROKEN = re.compile(r"[^\s/\-–—?&\u00ad\u200b]{40,}")
"""A word that would turn a page for its table: more than stands on a line of a cell."""


def _break_long_words(cell: etree._Element) -> None:
    """Let what is longer than a line of a cell break anywhere."""
    for element in list(cell.iter("*")):
        if element.tag in ("pre", "code"):
            continue
        for place, (before, text) in reversed(list(enumerate([(None, element.text), *((c, c.tail) for c in element)]))):
            for word in reversed(list(_UNBROKEN.finditer(text or ""))):
                long = etree.Element("span", {"class": "unbroken"})
                long.text, long.tail = word[0], (text or "")[word.end() :]
                text = (text or "")[: word.start()]
                element.insert(place, long)
            if before is None:
                element.text = text
            else:
                before.tail = text


def text_of(element: etree._Element) -> str:
    """An element's words, without the calls to notes and the notes themselves."""
    return " ".join("".join(_words(element)).split())


def _words(element: etree._Element) -> list[str]:
    words = [element.text or ""]
    for child in element:
        if child.get("class") not in ("call", "footnote"):
            words += _words(child)
        words.append(child.tail or "")
    return words


def _replace(element: etree._Element, others: list[etree._Element]) -> None:
    """`others` in the place of `element`, the text that followed it after them."""
    parent = element.getparent()
    assert parent is not None
    tail, spot = element.tail or "", parent.index(element)
    element.tail = None
    parent.remove(element)
    for offset, other in enumerate(others):
        parent.insert(spot + offset, other)
    if others:
        others[-1].tail = tail
    elif spot:
        parent[spot - 1].tail = (parent[spot - 1].tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


def parse(body: str) -> etree._Element:
    """A well-formed fragment under a `body` of its own; ValueError when it is not well-formed."""
    # XML knows five named entities; the others that HTML has are characters.
    text = re.sub(r"&(\w+);", lambda found: found[0] if found[1] in _XML_ENTITIES else html.unescape(found[0]), body)
    try:
        return etree.fromstring(f"<body>{text}</body>", _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the body is not well-formed: {error}") from None


def unparse(root: etree._Element) -> str:
    """What stands in `root`, as HTML that is well-formed XML too."""
    for element in root.iter("*"):
        if element.tag not in _VOID and not len(element) and element.text is None:
            element.text = ""  # `<td></td>`, not `<td/>`: the layout reads it as HTML
    text: str = etree.tostring(root, encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("</body>")]
