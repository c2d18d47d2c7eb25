"""What is done to an article's tree between HTML and markup: a table of passes, each saying what it needs.

A pass changes the tree of a `Reading` in place and gives the problems that it met. The order of the table is the order
of the passes; `needs` names those that have to come before, and a test holds the table to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from publish.base.language import direction, icu
from publish.model import Asset
from publish.problem import Problem
from publish.readers import (
    abbreviations,
    links,
    literals,
    markup,
    notes,
    numbers,
    pictures,
    quotation,
    shapes,
    typography,
    wordpress,
)
from publish.readers.places import Place, heading_lines
from publish.readers.syntax.blocks import DEEPEST
from publish.readers.syntax.destinations import normal
from publish.readers.syntax.inlines import is_tex
from publish.readers.syntax.parser import Parsed


@dataclass(slots=True)
class Reading:
    """An article's text while it is read."""

    text: str
    masked: str
    """The text without its code, as `places.mask` gives it."""
    path: str
    first_line: int
    language: str
    title: str
    find: Callable[[str], bytes]
    between: bool
    place: Place
    parsed: Parsed
    literals: literals.Literals
    root: Any
    assets: list[Asset] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    """Ids that notes have."""

    def problem(self, code: str, line: int | None, message: str, hint: str) -> Problem:
        """A problem of this text, its tokens spelt out."""
        message = literals.spell(message, self.literals)
        return Problem(code=code, path=self.path, line=line, message=message, hint=hint)


class TooDeepTree(Exception):
    """Elements stand too deep in one another; the text cannot be read further."""


class Pass(NamedTuple):
    """One pass over the tree."""

    name: str
    run: Callable[[Reading], Iterable[Problem]]
    needs: tuple[str, ...] = ()
    """The passes that have to come before, and why in a comment beside them."""


UNCALLABLE = "call it from Markdown, from key figures, or from the caption of a picture that stands alone"
FLATTER = "take out levels of lists, quotations or HTML elements"
DEEP = f"elements are nested too deeply (more than {DEEPEST} inside one another)"
_IN_HTML = 'take it out; a picture with a caption is `![what it shows](images/name.jpg "The caption")`'


def uncalled(name: str) -> str:
    """What is said of a note that is called from where none can be."""
    return f"the note `{name}` cannot be called from here"


def shortened(typed: str) -> str:
    """As much of what was typed as a message has room for."""
    return typed if len(typed) <= 100 else typed[:99] + "…"


def _silent(change: Callable[[Any], None]) -> Callable[[Reading], Iterable[Problem]]:
    """A pass of a function that changes the tree and finds nothing wrong."""

    def run(reading: Reading) -> Iterable[Problem]:
        change(reading.root)
        return ()

    return run


def _restore_attributes(reading: Reading) -> Iterable[Problem]:
    literals.restore_attributes(reading.root, reading.literals)
    return ()


def _call_notes(reading: Reading) -> Iterator[Problem]:
    for lost in notes.call(reading.root, reading.masked):
        yield reading.problem("T05", reading.place("image", lost.src, lost.nth), uncalled(lost.name), UNCALLABLE)


def _number_notes(reading: Reading) -> Iterator[Problem]:
    unused, reading.taken = notes.number(reading.root)
    for name in unused:
        line = reading.place("text", f"[^{name}]:")
        yield reading.problem("T05", line, f"the note `{name}` is never referred to", f"write `[^{name}]`")


def _set_callouts(reading: Reading) -> Iterable[Problem]:
    shapes.set_callouts(reading.root, reading.language)
    return ()


def _mend(reading: Reading) -> Iterable[Problem]:
    markup.mend(reading.root)
    if markup.depth(reading.root) > DEEPEST:
        raise TooDeepTree
    return ()


def _level_headings(reading: Reading) -> Iterator[Problem]:
    dropped = shapes.drop_title(reading.root, reading.title)
    headings, jumps = shapes.level_headings(reading.root)
    lines = heading_lines(reading.masked, reading.first_line) if jumps else []
    matched = len(lines) == headings + dropped
    for jump in jumps:
        line = lines[jump.order + dropped] if matched else reading.place("text", jump.text)
        message = f"the heading `{jump.text}` skips a level"
        yield reading.problem("T04", line, message, "give it at most one `#` more than the heading above it")


def _left_of_wordpress(reading: Reading) -> Iterator[Problem]:
    for typed in wordpress.left(reading.root):
        message = f"`{shortened(typed)}` is printed as typed: only WordPress knows it"
        yield reading.problem("T14", reading.place("text", typed), message, _IN_HTML)


def _place_pictures(reading: Reading) -> Iterator[Problem]:
    reading.assets, faults = pictures.place(reading.root, reading.find)
    told = [reading.problem(fault.code, reading.place("image", fault.src), *fault[2:]) for fault in faults]
    yield from _gathered(told, "images", lambda problem: problem.code == "I05")


def _check_links(reading: Reading) -> Iterator[Problem]:
    anchors = links.name_anchors(reading.root, reading.taken, lambda words: literals.spell(words, reading.literals))
    faults = links.check(reading.root, anchors, between=reading.between)
    told = [reading.problem(fault.code, reading.place("link", fault.href), *fault[2:]) for fault in faults]
    for why in (links.TEMPLATE, links.NOWHERE):
        told = _gathered(told, "links", lambda problem, why=why: problem.message.endswith(why))  # type: ignore[misc]
    yield from told


_FEW = 2
"""So many of a kind are told one by one."""


def _gathered(problems: list[Problem], things: str, alike: Callable[[Problem], bool]) -> list[Problem]:
    """The problems, those of a kind that a text has by the dozen told as one, with the lines of the others."""
    same = [problem for problem in problems if alike(problem)]
    if len(same) <= _FEW:
        return problems
    lines = list(dict.fromkeys(str(problem.line) for problem in same[1:]))
    listed = ", ".join(lines[:8]) + (" …" if len(lines) > 8 else "")
    message = f"{same[0].message}; the same holds for {len(same) - 1} more {things} (line {listed})"
    first = replace(same[0], message=message)
    return [
        first if problem is same[0] else problem for problem in problems if problem is same[0] or not alike(problem)
    ]


def _mark_abbreviations(reading: Reading) -> Iterable[Problem]:
    abbreviations.mark(reading.root, reading.parsed.abbreviations)
    return ()


_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:", re.M)
# A name ends at the next bracket of either kind, so that a run of `[^` is read once and not once for each of them.
_CALL = re.compile(r"[^\n\[]{0,30}\[\^([^\[\]\n]+)\][^\n\[]{0,30}")


def _lost_notes(reading: Reading) -> Iterator[Problem]:
    """References to notes that are nowhere, or that Markdown does not read; they are printed as typed."""
    if "[^" not in "".join(reading.root.itertext()):
        return
    noted = set(_NOTE.findall(reading.masked))
    for text in _in_prose(reading.root):
        for call in _CALL.finditer(text):
            around, name = call[0].strip(), call[1]
            if f"\\[^{name}]" in reading.masked and not re.search(
                rf"(?<!\\)\[\^{re.escape(name)}\](?!:)", reading.masked
            ):
                continue  # it is typed so as to be none
            if name in noted:
                yield reading.problem("T05", reading.place("text", around), uncalled(name), UNCALLABLE)
            else:
                line = reading.place("text", f"[^{name}]")
                yield reading.problem("T05", line, f"there is no note `{name}`", f"write the note: `[^{name}]: …`")


_REFERRING = re.compile(r"(?<![\\\w\]])!?\[((?:[^\\\[\]\n]|\\.){1,300})\]\[((?:[^\\\[\]\n^][^\\\[\]\n]{0,200})?)\]")


def _lost_references(reading: Reading) -> Iterator[Problem]:
    """Links and pictures whose address nobody wrote; they are printed as typed."""
    told: set[str] = set()
    for found in _REFERRING.finditer(reading.masked):
        name = found[2] or found[1]
        if not any(map(str.isalpha, found[1])) or normal(name) in reading.parsed.references | told:
            continue
        told.add(normal(name))
        line = reading.first_line + reading.masked.count("\n", 0, found.start())
        hint = f"write it on a line of its own: `[{name}]: https://…`; or take the brackets away"
        yield reading.problem("T05", line, f"there is no address for `[{shortened(name)}]`", hint)


_SIGNS = re.compile(
    r"!?\[[^\[\]\n]+\]\([^\s()]+\)|(?<![*\w])\*\*(?=\w)[^*\n]+(?<=\w)\*\*(?![*\w])|^#{2,6} \S[^\n]*", re.M
)
"""Links, pictures, strong words and headings, which Markdown would have read anywhere but in HTML."""
_OPENED = "leave an empty line between the tag before it and the Markdown, or write it in HTML"


def _left_in_html(reading: Reading) -> Iterator[Problem]:
    """Signs of Markdown in the midst of HTML, which are printed as typed: told once."""
    if "<" not in reading.masked:
        return
    found = [one[0] for text in _in_prose(reading.root) for one in _SIGNS.finditer(text) if one[0] in reading.masked]
    if found:
        more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
        line = reading.place("text", found[0])
        message = f"`{shortened(found[0])}` is printed as typed{more}: within HTML no Markdown is read"
        yield reading.problem("T14", line, message, _OPENED)


def _in_prose(root: Any) -> Iterator[str]:
    """The texts that are neither code nor a chart, whose calls are told by their lines already."""
    for element in root.iter():
        above = [element, *element.iterancestors()]
        if any("chart" in other.get("class", "").split() for other in above):
            continue
        if any(other.tag in ("code", "pre") for other in above):
            texts = [element.tail] if element.tag == "code" else []
        else:
            texts = [element.text, element.tail]
        yield from (text for text in texts if text)


def _set_marks(reading: Reading) -> Iterable[Problem]:
    typography.set_marks(reading.root, reading.language)
    for element in reading.root.iter("img", "abbr"):
        for key in ("alt", "title"):
            if words := element.get(key):
                element.set(key, typography.line(words, element.get("lang") or reading.language))
    return ()


def _isolate_figures(reading: Reading) -> Iterable[Problem]:
    numbers.isolate(reading.root, direction(reading.language))
    return ()


def _restore_text(reading: Reading) -> Iterable[Problem]:
    literals.restore_text(reading.root, reading.literals)
    return ()


ENDLESS = 3_000
"""Letters between two places where a line may end: a page of them. The time to set them grows with their square."""
WIDEST = 2_000
"""Cells of a row: as many take ten seconds to set, ten times as many minutes."""
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def _without_end(reading: Reading) -> Iterator[Problem]:
    """What was pasted from a machine: runs of letters that no page of lines can hold, rows that no page can."""
    for text in reading.root.itertext():
        if len(text) <= ENDLESS:
            continue
        seen = _ASTRAL.sub("☺", text)  # lines end beside either; ICU counts those in two
        ends = [0, *icu.breaks(seen, reading.language)]
        longest = max((b - a, a) for a, b in zip(ends, (*ends[1:], len(seen)), strict=True))
        if longest[0] > ENDLESS:
            typed = text[longest[1] :][:20]
            message = f"{longest[0]:,} letters without a place where a line may end: `{shortened(typed)}…`"
            hint = "give a long address words, `[words](address)`; put spaces between, or take it out"
            yield reading.problem("T08", reading.place("text", typed, 0), message, hint)
            return
    if (cells := max(map(len, reading.root.iter("tr")), default=0)) > WIDEST:
        message = f"a table has a row of {cells:,} cells, and can have {WIDEST:,} at most"
        yield reading.problem(
            "T08", reading.place("text", "|", 0), message, "give it fewer columns, or enclose it as a file"
        )


_UNSET = re.compile(r"(?<![\\$\w])\$\$?(?=\S)([^$\n]{0,300}?[\\^_{}=][^$\n]{0,300})(?<=\S)\$\$?(?![\w$])")


def _check_formulas(reading: Reading) -> Iterator[Problem]:
    """Formulas that cannot be set are code; what looks like one where Markdown reads none is told."""
    if "$" not in reading.text:
        return
    from publish.media import formulas  # here, not above: few texts have formulas

    for code in reading.root.iter("code"):
        if "math" not in code.get("class", "").split():
            continue
        tex = "".join(code.itertext())
        if why := formulas.fault(tex, formulas.displayed(code)):
            del code.attrib["class"]
            message = f"the formula `{shortened(tex)}` is printed as typed: {why}"
            # A short one may stand within a longer one, but not its signs.
            place = f"${tex}$" if f"${tex}$" in reading.text else tex
            yield reading.problem("T14", reading.place("text", place), message, _TEX)
    for text in _in_prose(reading.root):
        for found in _UNSET.finditer(text):
            if is_tex(found[1]) and not (found[0] not in reading.masked and "\\$" in reading.masked):
                message = f"the formula `{shortened(found[0])}` is printed as typed: Markdown reads none here"
                yield reading.problem("T14", reading.place("text", found[0]), message, _APART)


_TEX = "write it in TeX as LaTeX knows it, or in words and signs"
_APART = "write it in a paragraph of its own, outside HTML"

PASSES: tuple[Pass, ...] = (
    Pass("attributes restored", _restore_attributes),
    Pass("pictures captioned", _silent(pictures.set_captions)),
    Pass("notes gathered", _silent(notes.gather), ("pictures captioned",)),  # a caption may hold a note
    Pass("notes called", _call_notes, ("attributes restored", "pictures captioned", "notes gathered")),
    Pass("notes numbered", _number_notes, ("notes called",)),  # their numbers are the order of their calls
    Pass("calls separated", _silent(notes.separate), ("notes numbered",)),
    Pass("callouts set", _set_callouts),
    Pass("cells aligned", _silent(shapes.align_cells)),
    Pass("row heads set", _silent(shapes.set_row_heads), ("cells aligned", "notes called")),
    Pass("tree mended", _mend, ("notes gathered", "callouts set")),  # blocks stand where XHTML allows them
    Pass("empty elements dropped", _silent(shapes.drop_empty), ("tree mended",)),
    Pass("tasks set", _silent(shapes.set_tasks), ("tree mended",)),
    Pass("pull quotes set", _silent(shapes.set_pull_quotes), ("callouts set",)),  # both are `aside`
    Pass("quotations attributed", _silent(quotation.attribute), ("tree mended", "pull quotes set")),
    Pass("headings levelled", _level_headings, ("empty elements dropped",)),  # an empty heading is none
    Pass("WordPress's captions set", _silent(wordpress.set_captions), ("tree mended",)),
    Pass("WordPress's codes told", _left_of_wordpress, ("WordPress's captions set",)),
    Pass("pictures placed", _place_pictures, ("notes called",)),  # which looks calls up by the path as typed
    Pass("pictures framed", _silent(pictures.frame), ("pictures placed", "WordPress's captions set")),
    Pass("links checked", _check_links, ("headings levelled", "notes numbered", "pictures framed")),
    Pass("abbreviations marked", _mark_abbreviations, ("links checked",)),  # anchors are made of plain words
    Pass("lost notes told", _lost_notes, ("notes called",)),
    Pass("lost references told", _lost_references),
    Pass("Markdown in HTML told", _left_in_html, ("notes called",)),
    Pass("what became empty dropped", _silent(shapes.drop_empty), ("links checked", "pictures framed")),
    Pass("code framed", _silent(shapes.frame_code), ("tree mended",)),
    Pass("spans tidied", _silent(shapes.tidy_spans), ("links checked",)),
    Pass("space tidied", _silent(shapes.tidy_space), ("what became empty dropped",)),
    Pass("parts kept", _silent(shapes.keep_parts), ("space tidied",)),
    Pass("lines joined", _silent(typography.join_lines), ("parts kept",)),
    Pass("marks set", _set_marks, ("lines joined", "code framed")),  # no mark of code is changed
    Pass("figures isolated", _isolate_figures, ("marks set",)),  # which reads a paragraph from end to end
    Pass("text restored", _restore_text, ("figures isolated", "links checked")),  # what is as typed has no mark changed
    Pass("what has no end refused", _without_end, ("text restored",)),  # of what is as typed there may be much
    Pass(
        "formulas checked", _check_formulas, ("text restored",)
    ),  # whose TeX may hold what looks like a template's tag
)
