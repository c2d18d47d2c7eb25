"""The shapes that styles rely on, made from what Markdown writes: callouts, notes, tasks, tables, headings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from publish.readers.markup import CALLOUTS, remove, text_of, unwrap

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Jump(NamedTuple):
    """A heading that skipped a level: its place among the headings as typed, and its text."""

    order: int
    text: str


def drop_title(root: Any, title: str) -> bool:
    """Take away a first heading that says what the article's title says; returns whether there was one."""
    first = next(root.iter(*HEADINGS), None)
    if first is None or _plain(text_of(first)) != _plain(title) or not _plain(title):
        return False
    remove(first)
    return True


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def level_headings(root: Any) -> tuple[int, list[Jump]]:
    """Give headings levels that begin at `h2` and never skip; returns how many there are, and which had skipped one."""
    headings = list(root.iter(*HEADINGS))
    jumps: list[Jump] = []
    above: list[int] = []
    before = int(headings[0].tag[1]) - 1 if headings else 0
    for order, heading in enumerate(headings):
        level = int(heading.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        new = min(len(above) + 1, 6)
        if level > before + 1:
            jumps.append(Jump(order, text_of(heading)))
        before = level
        heading.tag = f"h{new}"
    return len(headings), jumps


_TITLES: dict[str, tuple[str, ...]] = {
    "cy": ("Nodyn", "Awgrym", "Pwysig", "Rhybudd", "Gofal"),
    "fr": ("Remarque", "Conseil", "Important", "Avertissement", "Attention"),
    "de": ("Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht"),
    "es": ("Nota", "Consejo", "Importante", "Advertencia", "Precaución"),
    "pt": ("Nota", "Sugestão", "Importante", "Aviso", "Cuidado"),
    "it": ("Nota", "Suggerimento", "Importante", "Avviso", "Attenzione"),
    "nl": ("Opmerking", "Tip", "Belangrijk", "Waarschuwing", "Let op"),
    "pl": ("Uwaga", "Wskazówka", "Ważne", "Ostrzeżenie", "Ostrożnie"),
    "ar": ("ملاحظة", "نصيحة", "مهم", "تحذير", "تنبيه"),
    "he": ("הערה", "טיפ", "חשוב", "אזהרה", "זהירות"),
    "hi": ("ध्यान दें", "सुझाव", "महत्वपूर्ण", "चेतावनी", "सावधान"),
    "ur": ("نوٹ", "مشورہ", "اہم", "انتباہ", "احتیاط"),
    "ja": ("注記", "ヒント", "重要", "警告", "注意"),
    "zh": ("注意", "提示", "重要", "警告", "小心"),
}
"""What the five callouts of GitHub are called, by language: those whose title nobody typed."""

_NAMED = ("Note", "Tip", "Important", "Warning", "Caution")


def _title(typed: str, language: str) -> str:
    titles = _TITLES.get(language.split("-")[0])
    return titles[_NAMED.index(typed)] if titles and typed in _NAMED else typed


def set_callouts(root: Any, language: str) -> None:
    """`div.admonition` becomes `aside.callout`, its kind kept as a class: one of `CALLOUTS`, otherwise `note`.

    A title that Markdown made of the kind is said in `language`.
    """
    for callout in root.iter("div"):
        classes = callout.get("class", "").split()
        if "admonition" not in classes:
            continue
        callout.tag = "aside"
        callout.set("class", f"callout {next((name for name in classes if name in CALLOUTS), 'note')}")
        for title in callout:
            if "admonition-title" in title.get("class", "").split():
                title.tag = "p"
                title.set("class", "callout-title")
                title.text = _title(title.text or "", language)


_TASK = re.compile(r"\s*\[([ xX])\]\s+(?=\S|$)")


def set_tasks(root: Any) -> None:
    """List items that begin with `[ ]` or `[x]` become tasks with a box, `☐` or `☑`."""
    for bundle in root.iter("ul", "ol"):
        for item in bundle:
            holder = item
            if not (item.text or "").strip() and len(item) and item[0].tag == "p":
                holder = item[0]
            task = _TASK.match(holder.text or "")
            if task is None:
                continue
            box = etree.Element("span")
            box.set("class", "task")
            box.text = "☐" if task[1] == " " else "☑"
            box.tail = " " + (holder.text or "")[task.end() :]
            holder.text = None
            holder.insert(0, box)
            item.set("class", "to-do")
            bundle.set("class", "tasks")


def align_cells(root: Any) -> None:
    """`align` becomes a class; left is what cells are anyway. Numbers whose side nobody said are set on the right."""
    for table in root.iter("table"):
        said = False
        for cell in table.iter("td", "th"):
            side = cell.attrib.pop("align", "").lower()
            said = said or bool(side)
            if side in ("right", "center"):
                cell.set("class", side)
        if not said and next(table.iterancestors("figure"), None) is None:
            _align_numbers(table)
    for cell in root.iter("td", "th"):
        cell.attrib.pop("align", None)


def set_row_heads(root: Any) -> None:
    """The first cells of rows head them where the corner is empty, where all are strong, and where that is said.

    It is said by `{row-heads}` on the line under the table.
    """
    for table in root.iter("table"):
        said = _drop_class(table, "row-heads")
        titles = [text_of(cell) for cell in table.findall("thead/tr[1]/*")]
        firsts = _first_cells(table)
        if not titles or not firsts:
            continue
        strong = all(map(_is_strong, firsts)) and not all(map(_is_strong, table.findall("tbody/tr/*")))
        if said or strong or (not titles[0] and any(titles)):
            for cell in firsts:
                cell.tag = "th"
                cell.set("scope", "row")
                if strong and cell[0].attrib:  # a language, say
                    cell[0].tag = "span"
                elif strong:
                    unwrap(cell[0])


def _first_cells(table: Any) -> list[Any]:
    """The first cells of the rows; none where a row has no other, or a cell heads it already or is empty."""
    rows = table.findall("tbody/tr")
    firsts = [row[0] for row in rows if len(row) > 1]
    alike = len(firsts) == len(rows) and all(cell.tag == "td" and text_of(cell) for cell in firsts)
    return firsts if alike else []


def _drop_class(element: Any, name: str) -> bool:
    classes = element.get("class", "").split()
    if name not in classes:
        return False
    classes.remove(name)
    if classes:
        element.set("class", " ".join(classes))
    else:
        del element.attrib["class"]
    return True


def _is_strong(cell: Any) -> bool:
    """Whether all that a cell says is strong, but for the calls of notes in it."""
    if not len(cell) or cell[0].tag not in ("strong", "b") or (cell.text or "").strip():
        return False
    return all(child.tag == "sup" for child in cell[1:]) and not any((child.tail or "").strip() for child in cell)


_FIGURES = re.compile(r"\(?[-+−–£$€¥<>~≈ ]*\d[\d.,:  \u00a0\u202f]*[ %‰a-zA-Z]{0,4}\)?|[-–—]|[nN]/?[aA]|[nN]il|")
"""What accounts have in a column of amounts: `(300)` is below nought."""
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")


def _align_numbers(table: Any) -> None:
    """Set the columns that hold numbers alone, from the second on, on the right; years are names of rows."""
    # Lists, since lxml counts a row's cells from the first for each that is asked for.
    rows = [list(row) for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    if any(cell.get("colspan") or cell.get("rowspan") or cell.get("class") for row in rows for cell in row):
        return
    for column in itertools.islice(itertools.zip_longest(*rows), 1, None):
        cells = [cell for cell in column if cell is not None]
        if _are_numbers([text_of(cell) for cell in cells if cell.tag == "td"]):
            for cell in cells:
                cell.set("class", "right")


def _are_numbers(words: list[str]) -> bool:
    """Whether the cells of a column say numbers, two at least, that are no years."""
    told = [text for text in words if any(character.isdigit() for character in text)]
    return len(told) > 1 and all(map(_FIGURES.fullmatch, words)) and not all(map(_YEAR.fullmatch, told))


def frame_code(root: Any) -> None:
    """Indented code and `<pre>` get the frame that fenced code has."""
    for block in list(root.iter("pre")):
        parent = block.getparent()
        if parent.tag == "div" and parent.get("class") == "code":
            continue
        if len(block) == 0:
            code = etree.SubElement(block, "code")
            code.text, block.text = block.text, None
        frame = etree.Element("div")
        frame.set("class", "code")
        frame.tail, block.tail = block.tail, None
        parent.replace(block, frame)
        frame.append(block)


_MAY_GO = {
    "p", "span", "em", "strong", "div", "s", "del", "ins", "sub", "sup", "small", "u", "mark", "q", "cite",
    "blockquote", "aside", "section", "figure", "figcaption", "abbr", "code", "details", *HEADINGS,
}  # fmt: skip


def _said_before(element: Any) -> str:
    """The text between an element and what stands before it; nothing where white space counts."""
    if any(True for _ in element.iterancestors("pre")):
        return ""
    before = element.getprevious()
    return (element.getparent().text if before is None else before.tail) or ""


def drop_empty(root: Any) -> None:
    """Take away elements that hold nothing, innermost first; one with an `id` may be linked to and stays.

    A heading without words, or a picture that stands for some, is none.
    """
    for element in reversed(list(root.iter())):
        if element.tag in _MAY_GO and element is not root and len(element) == 0 and not element.get("id"):
            if element.tag == "code" and element.getparent().tag == "pre":
                continue
            if not (element.text or "").strip():
                # White space between words stays between them.
                element.tail = (element.text or "") + (element.tail or "")
                element.text = None
                if not element.tail.strip() and _said_before(element)[-1:].isspace():
                    element.tail = None  # it would grow with each that is taken away
                remove(element)
    for heading in root.iter(*HEADINGS):
        if not text_of(heading).strip() and not any(picture.get("alt", "").strip() for picture in heading.iter("img")):
            heading.tag = "p"  # a picture for looks, or a name to link to, which heads nothing


def tidy_spans(root: Any) -> None:
    """Take away spans that say nothing: no class, no language, no id."""
    for span in list(root.iter("span")):
        if not span.attrib and span.getparent().getparent() is not None and "key-figures" not in _classes_above(span):
            unwrap(span)


def tidy_space(root: Any) -> None:
    """White space between blocks is one line end, whatever was taken out there; no class is empty."""
    as_typed = {part for block in root.iter("pre") for part in block.iter()}
    for element in root.iter():
        if element.get("class") == "":
            del element.attrib["class"]
        if "\n" in (text := element.text or "") and element not in as_typed:
            element.text = _LINE_END.sub("\n", text)
        if "\n" in (tail := element.tail or "") and element.getparent() not in as_typed:
            element.tail = _LINE_END.sub("\n", tail)


_PART = r"\d{1,2}(?:\.\d{1,2}){1,3}"
_PARTS = re.compile(rf"\s*({_PART})\.?[ \t\u00a0]+[^\W\d]")
_NEXT_PART = re.compile(rf"\n[ \t]*(?=({_PART})\.?[ \t\u00a0]+[^\W\d])")


def keep_parts(root: Any) -> None:
    """Lines of a paragraph that begin with `1.1`, `1.2`, as minutes and rules count, end where they were typed.

    So do those of Chinese and Japanese that begin with `第一`, `第二`, and those that begin with signs, `✓ yes` and
    `✗ no`, or with dashes.
    """
    for paragraph in root.iter("p", "li", "td"):
        begun = next((next_one for first, next_one in _BEGUN if first.match(paragraph.text or "")), None)
        if begun is not None:
            for child in [None, *paragraph]:
                _break_before(begun, paragraph, child)
            continue
        first = _PARTS.match(paragraph.text or "")
        if first is None:
            continue
        counted = _numbers(first[1])
        for child in [None, *paragraph]:
            counted = _break_before_parts(paragraph, child, counted)


_ORDINAL = re.compile(r"\s*第[一二三四五六七八九十百〇零0-9０-９]{1,5}(?=[^\d\s])")
_SIGN = re.compile(
    r"\s*(?:[–—]|[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?)[ \t\u00a0]+(?=[^\s–—]|$)"
)
_BEGUN = tuple((first, re.compile(rf"\n(?={first.pattern})")) for first in (_ORDINAL, _SIGN))
"""What a line may begin with for the others of its paragraph that begin so to stand on lines of their own."""


def _break_before(following: re.Pattern[str], around: Any, child: Any) -> None:
    parts = following.split((around.text if child is None else child.tail) or "")
    last = child
    _set_text(around, last, parts[0])
    for part in parts[1:]:
        broken = etree.Element("br")
        around.insert(0 if last is None else around.index(last) + 1, broken)
        last = broken
        _set_text(around, last, part)


def _numbers(typed: str) -> tuple[int, ...]:
    return tuple(map(int, typed.split(".")))


def _break_before_parts(around: Any, child: Any, counted: tuple[int, ...]) -> tuple[int, ...]:
    """Break one text of a paragraph, its own or that after a child, where the next part begins; returns the last."""
    text, at, last = (around.text if child is None else child.tail) or "", 0, child
    for found in list(_NEXT_PART.finditer(text)):
        following = _numbers(found[1])
        if following not in _may_follow(counted):
            continue
        counted = following
        _set_text(around, last, text[at : found.start()])
        broken = etree.Element("br")
        around.insert(0 if last is None else around.index(last) + 1, broken)
        last, at = broken, found.end()
    if at:
        _set_text(around, last, text[at:])
    return counted


def _may_follow(counted: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The parts that may come after one: its first part, the next on its level, the next on one above."""
    yield (*counted, 1)
    for level in range(len(counted), 0, -1):
        following = (*counted[: level - 1], counted[level - 1] + 1)
        yield following
        yield (*following, 1)


def _set_text(around: Any, child: Any, text: str) -> None:
    if child is None:
        around.text = text
    else:
        child.tail = text


_LINE_END = re.compile(r"[ \t]*\n[ \t\n]*")


def set_pull_quotes(root: Any) -> None:
    """`<aside class="pquote">`, as several site makers have it, is a quotation."""
    for aside in root.iter("aside"):
        if aside.get("class") in ("pquote", "pull-quote"):
            aside.tag = "blockquote"
            del aside.attrib["class"]


def _classes_above(element: Any) -> str:
    return " ".join(above.get("class", "") for above in element.iterancestors())
