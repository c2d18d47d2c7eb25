"""Our own rules on the way in, each a row of `RULES`: what was only typed to look like something becomes that thing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from publish.importers.tree import HEADINGS, inline_only, make, remove, replace, take_children, text_of
from publish.importers.values import Piece
from publish.media.pictures import is_file_name

_WORDS_IN_HEADING = 12
_BULLET = re.compile(r"\s*(?P<bullet>[•◦▪▫●○■□‣⁃·∙➢➤►✓✔]|(?:[-–—*o§])(?=\s))\s*(?=\S)")
_NUMBER = re.compile(r"\s*\(?(?P<number>\d{1,2})[.)]\s+(?=\S)")
_SURE_BULLET = re.compile(r"[•◦▪▫●○■□‣⁃∙➢➤►]")
_DASH = re.compile(r"\s*(?:—|–|―|--?)\s*(?=[^\W\d_])")
_QUOTED = re.compile(r"^\s*[“\"„«‘](?P<said>.+)[”\"“»’]\s*(?:—|–|―|--|-)\s*(?P<name>[^\W\d_][^“”\"]{1,120})$", re.S)
_FIGURE = re.compile(
    r"(?:about |around |c\. ?|over |more than |up to |nearly )?[+−~<>≈-]?\s?(?:[£$€¥]|CHF |USD |EUR"
    r" )?\d[\d.,\s\u00a0]*\s?"
    r"(?:%|k|m|bn|million|billion|thousand|st|nd|rd|th|x|[£$€¥])?(?:\s?(?:→|->|–|-|/|in|of|to)\s?[£$€]?\d[\d.,]*\s?(?:%|k|m|bn)?)?",
    re.I,
)
_EMPTY_WORDS = re.compile(
    r"(?:please\s+)?(?:click(?:ing)?\s+(?:here|this|below)|here|this|link|read\s+more|more|learn\s+more|this\s+link|this\s+page|download|"
    r"hier|mehr|weiterlesen|ici|cliquez\s+ici|lire\s+la\s+suite|aquí|leer\s+más|qui|clicca\s+qui)[\s.…>»→]*",
    re.I,
)
_CREDIT = re.compile(
    r"(?:^|(?<=[.!?…”\"])\s+|\s*[(\[])(?P<credit>(?:(?:photos?|photograph|picture|image|credit|foto"
    r"|crédit)(?:\s*(?:credits?|by|courtesy of|von))?\s*[:©]|©)"
    r"\s*[^()\[\]]{2,80}?)[)\].\s]*$",
    re.I,
)


def apply(piece: Piece) -> None:
    """Apply every rule to the piece, in order."""
    for rule in RULES:
        rule(piece)


def _bullets(piece: Piece) -> None:
    """Paragraphs or lines that begin with a typed bullet or number are items of a list."""
    for paragraph in piece.body.findall(".//p[br]"):
        _break_lines(paragraph)
    for paragraph in piece.body.findall(".//p"):
        if paragraph.getparent() is None or not inline_only(paragraph):
            continue
        for form, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
            run = _run(paragraph, form)
            first = paragraph.text or ""
            if len(run) < 2 and not (run and tag == "ul" and _SURE_BULLET.match(first.strip())):
                continue
            items = make(tag)
            paragraph.addprevious(items)
            numbers = _add_counted(items, run) if tag == "ol" else _add_nested(items, run)
            if numbers and numbers[0] != "1":
                items.set("start", str(int(numbers[0])))
            piece.taken += numbers
            piece.remark(
                "done",
                f"{len(run)} lines with typed {'bullets' if tag == 'ul' else 'numbers'} became a list",
                text_of(items)[:50],
            )
            break


def _add_counted(items: Any, run: list[Any]) -> list[str]:
    """The items of a counted list; gives their numbers, which are no words any more."""
    numbers = [_NUMBER.match(line.text or "")["number"] for line in run]  # type: ignore[index]
    for line in run:
        line.text = _NUMBER.sub("", line.text or "", count=1)
        _add_item(items, line)
    return numbers


def _add_nested(items: Any, run: list[Any]) -> list[str]:
    """The items of a list, those under another bullet than the first's in lists within it."""
    levels: list[tuple[str, Any]] = []
    for line in run:
        found = _BULLET.match(line.text or "") or _deeper(line, ["•"])
        mark = found["bullet"] if found else ""
        known = next((n for n, (bullet, _) in enumerate(levels) if bullet == mark), None)
        if known is not None:
            del levels[known + 1 :]
        elif levels:
            inner = make("ul")
            levels[-1][1][-1].append(inner)
            levels.append((mark, inner))
        else:
            levels.append((mark, items))
        line.text = (line.text or "")[found.end() if found else 0 :]
        _add_item(levels[-1][1], line)
    return []


def _add_item(items: Any, line: Any) -> None:
    item = make("li")
    take_children(line, item)
    items.append(item)
    remove(line)


def _break_lines(paragraph: Any) -> None:
    """Cut a paragraph where lines begin with a bullet."""
    lines: list[Any] = [make("p", paragraph.text or "")]
    for child in list(paragraph):
        if child.tag == "br":
            lines.append(make("p", child.tail or ""))
        else:
            lines[-1].append(child)
    marked = [bool(_BULLET.match(line.text or "") or _NUMBER.match(line.text or "")) for line in lines]
    if sum(marked) < 2 or sum(marked) < len(lines) - 1:
        kept = lines[0]
        for line in lines[1:]:
            kept.append(make("br"))
            kept[-1].tail = None
            take_children(line, kept)
        replace(paragraph, kept)
        return
    for line in reversed(lines[1:]):
        paragraph.addnext(line)
    replace(paragraph, lines[0])
    if not text_of(lines[0]):
        remove(lines[0])


def _run(paragraph: Any, form: re.Pattern[str]) -> list[Any]:
    """The paragraphs from this one on that begin alike: with bullets, or with numbers that follow each other."""
    run: list[Any] = []
    here = paragraph
    first = form.match(paragraph.text or "")
    if first is None:
        return []
    marks = [first.groupdict().get("bullet")]
    while here is not None and here.tag == "p" and (found := form.match(here.text or "") or _deeper(here, marks)):
        if marks[0] and (mark := found["bullet"]) not in marks:
            if len(marks) == _DEPTH or not _SURE_BULLET.match(marks[0]):
                break
            marks.append(mark)
        if form is _NUMBER and int(found["number"]) != int(first["number"]) + len(run):
            break
        run.append(here)
        if here.tail and here.tail.strip():
            break
        here = here.getnext()
    return run


_DEPTH = 3


def _deeper(paragraph: Any, marks: list[Any]) -> re.Match[str] | None:
    """A dash without a space after it is a bullet where bullets of another kind stand above it."""
    if not marks[0] or not _SURE_BULLET.match(marks[0]):
        return None
    return re.match(r"\s*(?P<bullet>[-–—])(?=[^\W\d_])", paragraph.text or "")


def _bold_lines(piece: Piece) -> None:
    """A line of its own that is all bold, and short, with text after it, is a heading."""
    level = 1
    for element in list(piece.body):
        if not isinstance(element.tag, str):
            continue
        if element.tag in HEADINGS:
            level = max(2, int(element.tag[1]))
            continue
        if element.tag != "p" or len(element) != 1 or element[0].tag != "strong":
            continue
        words = text_of(element)
        if not _may_head(element, words):
            continue
        element.tag = f"h{min(level + 1, 6)}" if level > 1 else "h2"
        inner = element[0]
        element.remove(inner)
        take_children(inner, element)
        piece.remark("done", f"a bold line became a heading: {words[:60]}")


def _may_head(element: Any, words: str) -> bool:
    """Whether a paragraph of one bold part is all bold, short, no sentence, and has text after it."""
    bold, after = element[0], element.getnext()
    if (element.text or "").strip() or (bold.tail or "").strip() or after is None or after.tag in HEADINGS:
        return False
    if len(words.split()) > _WORDS_IN_HEADING or re.search(r"[.,;]$", words):
        return False
    if bold.find("br") is not None or bold.find(".//noteref") is not None:
        return False
    if any(text_of(link) != words for link in bold.iter("a")):
        return False  # a sentence that leads somewhere
    bold_too = after.tag == "p" and len(after) == 1 and after[0].tag == "strong"
    return not (bold_too and text_of(after[0]) == text_of(after))


def _speakers(piece: Piece) -> None:
    """A quotation that ends with a dash and a name has a speaker; so has one typed as a paragraph of its own."""
    for quote in list(piece.body.iter("blockquote")):
        if quote.find("speaker") is None and len(quote) and (speaker := _speaker_of(quote)) is not None:
            quote.append(speaker)
            piece.remark("done", f"a quotation got its speaker: {text_of(speaker)[:60]}")
    for paragraph in list(piece.body.iterchildren("p")):
        if len(paragraph) and not all(child.tag in ("em", "i") for child in paragraph):
            continue
        found = _QUOTED.match(text_of(paragraph))
        if found and len(found["name"].split()) <= 14 and not re.search(r"[“”\"]", found["said"]):
            quote = make("blockquote")
            quote.append(make("p", f"“{found['said'].strip()}”"))
            quote.append(make("speaker", found["name"].strip()))
            replace(paragraph, quote)
            piece.remark("done", f"a quotation got its speaker: {found['name'].strip()[:60]}")


def _speaker_of(quote: Any) -> Any:
    """The speaker, cut off where it stands: in the last paragraph or line, the paragraph after, or after the words."""
    last, after = quote[-1], quote.getnext()
    if last.tag == "p" and len(quote) > 1 and _names(last, 25):
        return _as_speaker(last)
    if last.tag == "p" and (line := _last_line(last)) is not None:
        return line
    if after is not None and after.tag == "p" and not (quote.tail or "").strip() and _names(after, 20):
        return _as_speaker(after)
    if not (quote.tail or "").strip() and _is_name_quoted(after):
        remove(after)
        return _as_speaker(after[0])
    if last.tag == "p" and len(quote) == 1 and not len(last) and (found := _QUOTED.match(last.text or "")):
        last.text = f"“{found['said'].strip()}”"
        return make("speaker", found["name"].strip())
    return None


def _is_name_quoted(after: Any) -> bool:
    """Whether a quotation after another is only the name of whom that one quotes."""
    alone = after is not None and after.tag == "blockquote" and len(after) == 1
    return alone and after[0].tag == "p" and _names(after[0], 20)


def _names(paragraph: Any, most: int) -> bool:
    return _DASH.match(paragraph.text or "") is not None and len(text_of(paragraph).split()) < most


def _as_speaker(paragraph: Any) -> Any:
    paragraph.text = _DASH.sub("", paragraph.text or "", count=1)
    remove(paragraph)
    paragraph.tag = "speaker"
    return paragraph


def _last_line(paragraph: Any) -> Any:
    """The speaker in a paragraph's last line, cut off it."""
    breaks = paragraph.findall("br")
    if not breaks:
        return None
    last = breaks[-1]
    dash = _DASH.match(last.tail or "")
    if dash is None:
        return None
    speaker = make("speaker", (last.tail or "")[dash.end() :])
    for later in list(paragraph)[list(paragraph).index(last) + 1 :]:
        speaker.append(later)
    paragraph.remove(last)
    return speaker


def _key_figures(piece: Piece) -> None:
    """A table of one row of figures and one of what they count becomes key figures."""
    for table in list(piece.body.iter("table")):
        if any(table.find(f".//{part}") is not None for part in ("caption", "noteref", "a", "img")):
            continue
        cells = list(table.iter("td", "th"))
        if any(cell.get(key, "1") not in ("", "1") for cell in cells for key in ("colspan", "rowspan")):
            continue
        pairs = _pairs(table)
        if not pairs or any("|" in part for pair in pairs for part in pair):
            continue
        figures = make("figures")
        for figure, words in pairs:
            item = make("li")
            item.append(make("strong", figure))
            item.append(make("span", words))
            figures.append(item)
        replace(table, figures)
        piece.remark(
            "look", "a row of numbers became key figures; look it over", " · ".join(figure for figure, _ in pairs)[:60]
        )


def _pairs(table: Any) -> list[tuple[str, str]]:
    """Each figure of a table with what it counts: in two rows, or in one cell each; none where it is another table."""
    rows = [[text_of(cell) for cell in row] for row in table.iter("tr")]
    if not rows or not 2 <= len(rows[0]) <= 6:
        return []
    if len(rows) == 1:
        return _pairs_in_cells(list(table.iter("td", "th")))
    if len(rows) > 2 or len(rows[0]) != len(rows[1]):
        return []
    if _count(rows[0], rows[1]):
        return list(zip(rows[0], rows[1], strict=True))
    if _count(rows[1], rows[0]) and table.find("thead") is None:  # else a table of one row under its heads
        return list(zip(rows[1], rows[0], strict=True))
    return []


def _count(figures: list[str], labels: list[str]) -> bool:
    return all(_FIGURE.fullmatch(f) for f in figures) and all(w and not _FIGURE.fullmatch(w) for w in labels)


def _pairs_in_cells(cells: list[Any]) -> list[tuple[str, str]]:
    pairs = []
    for cell in cells:
        first, _, rest = text_of(cell).partition(" ")
        if cell.find("br") is not None or len(cell) > 1:
            first, *others = [part for part in _lines(cell) if part] or [""]
            rest = " ".join(others)
        if not _FIGURE.fullmatch(first) or not rest:
            return []
        pairs.append((first, rest))
    return pairs


def _lines(cell: Any) -> list[str]:
    lines = [cell.text or ""]
    for child in cell:
        if child.tag in ("br", "p"):
            lines.append(text_of(child) + (child.tail or ""))
        else:
            lines[-1] += text_of(child) + (child.tail or "")
    return [" ".join(line.split()) for line in lines]


def _boxes(piece: Piece) -> None:
    for box in piece.body.iter("aside"):
        piece.remark("done", "a box became a callout", text_of(box)[:50])
    for quote in list(piece.body.iter("blockquote")):
        first = quote[0] if len(quote) else None
        if first is not None and first.tag == "p" and (found := re.match(r"\s*\[!(\w+)\]\s*", first.text or "")):
            quote.tag = "aside"
            quote.set("class", found[1].lower())
            first.text = (first.text or "")[found.end() :]
            if not text_of(first):
                remove(first)


def _credits(piece: Piece) -> None:
    """Whoever made a picture stands apart from its caption."""
    for caption in piece.body.iter("figcaption"):
        if len(caption) or caption.find("*[@class='credit']") is not None:
            continue
        said = text_of(caption)
        if found := _CREDIT.search(said):
            caption.text = said[: found.start()].strip()
            caption.append(make("span", found["credit"].strip(), **{"class": "credit"}))


def _headings(piece: Piece) -> None:
    """Take away a heading that only says the title; begin at the second level and skip none."""
    first = next(iter(piece.body.iter(*HEADINGS)), None)
    if first is not None and first.getparent() is piece.body:
        before = [e for e in first.itersiblings(preceding=True) if isinstance(e.tag, str)]
        if not piece.title and first.tag == "h1" and len(before) <= 1:
            piece.title = text_of(first)
        if (
            _plain(text_of(first)) == _plain(piece.title)
            and first.find(".//img") is None
            and first.find(".//noteref") is None
        ):
            remove(first)
    above: list[int] = []
    for heading in piece.body.iter(*HEADINGS):
        level = int(heading.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        heading.tag = f"h{min(len(above) + 1, 6)}"


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def _flags(piece: Piece) -> None:
    """Name links and pictures that say nothing by themselves."""
    for link in piece.body.iter("a"):
        if _EMPTY_WORDS.fullmatch(text_of(link)) and link.find(".//img") is None:
            piece.remark(
                "look",
                f"the link `{text_of(link)}` says nothing by itself: write what it leads to",
                link.get("href", "")[:80],
            )
    for text in piece.body.itertext():
        if (found := re.search(r"\bclick here\b", text, re.I)) and not any(
            _EMPTY_WORDS.fullmatch(" ".join(text.split())) and text in "".join(a.itertext())
            for a in piece.body.iter("a")
        ):
            piece.remark(
                "look", f"`{found[0]}` led somewhere, and where is not in the source", " ".join(text.split())[-60:]
            )
    for picture in piece.body.iter("img"):
        alt, src = " ".join(picture.get("alt", "").split()), picture.get("src", "")
        if not alt:
            piece.remark("look", "a picture has no words that stand for it", src[:80])
        elif is_file_name(alt, src):
            piece.remark("look", f"`{alt[:60]}` is the name of a file, and says nothing of the picture", src[:80])


RULES: tuple[Callable[[Piece], None], ...] = (
    _boxes,
    _bullets,
    _bold_lines,
    _speakers,
    _key_figures,
    _credits,
    _headings,
    _flags,
)
