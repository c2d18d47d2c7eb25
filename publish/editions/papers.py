"""The papers there are: a house style, laid on the one that an edition is wanted on.

The sheets of a style are drawn for A4, and say what depends on its measures by `--page-width` and `--page-height`. Here
these are given other values. A page of a hand's size is set as the booklet's pages are, whatever its kind; one larger
than A4 is A4 enlarged, letters and all, as on a copier. Without a paper a style is as it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import tomli

from publish.editions import kinds
from publish.editions.kinds import EditionKind
from publish.model import HouseStyle, StyleSheet
from publish.value import Value


class Paper(Value):
    """A sheet, upright, in millimetres; under what name CUPS knows it."""

    width: float
    height: float
    media: str


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "A4": Paper(width=210, height=297, media="A4"),
        "A3": Paper(width=297, height=420, media="A3"),
        "A5": Paper(width=148, height=210, media="A5"),
        "letter": Paper(width=215.9, height=279.4, media="Letter"),
        "legal": Paper(width=215.9, height=355.6, media="Legal"),
    }
)
_USUAL = PAPERS["A4"]

_SMALL = 160.0
"""Millimetres: a page that is less wide has no room for anything beside its text, and is a booklet's."""
_LARGE = 250.0
"""A page that is wider is A4 enlarged."""

_SMALL_PAGE = "booklet"
"""The kind that pages of a hand's size are set as."""

_NOTE = "paper.toml"
"""What a style that has been laid on a paper says of it, among its files."""


def page(kind: EditionKind, paper: str) -> tuple[float, float]:
    """The width and the height of a page on the paper, in millimetres: of a folded sheet the half."""
    there = PAPERS[paper]
    return (there.height // 2, there.width) if kind.finish == "fold" else (there.width, there.height)


def sheet(paper: str) -> tuple[float, float]:
    """The width and the height of a sheet that lies on its side, to be folded in the middle."""
    there = PAPERS[paper or "A4"]
    return there.height, there.width


def media(width: float, height: float) -> str:
    """What CUPS calls a sheet of this size, in millimetres, whichever way it lies (PWG 5101.1 has the names)."""
    short, long = sorted((width, height))
    for one in PAPERS.values():
        if abs(one.width - short) < 1 and abs(one.height - long) < 1:
            return one.media
    return f"Custom.{short:.0f}x{long:.0f}mm"


def tallest(kind: EditionKind, paper: str) -> float:
    """How many times as high as it is wide a drawing across the column may be (`EditionKind.tallest_drawing`)."""
    if not paper:
        return kind.tallest_drawing
    width, height = page(kind, paper)
    if width < _SMALL:
        return kinds.of(_SMALL_PAGE).tallest_drawing
    usual = kinds.of(kinds.STANDARD).tallest_drawing if kind.finish == "fold" else kind.tallest_drawing
    return usual * min(1, height / width * _USUAL.width / _USUAL.height)


def laid(style: HouseStyle, name: str, paper: str) -> HouseStyle:
    """The style as an edition of the kind is set with on the paper; itself without one."""
    kind = kinds.of(name)
    if not paper or not kind.sheets:
        return style
    width, height = page(kind, paper)
    texts = {file.name: file.text for file in style.files}
    first, *others = kind.sheets
    small = f"{_SMALL_PAGE}.css"
    set_as = _SMALL_PAGE if width < _SMALL else kinds.STANDARD if small in others else ""
    if set_as == _SMALL_PAGE and small not in others:
        texts[first] = f"{texts[first]}\n{texts.get(small, '')}"
    elif set_as == kinds.STANDARD:
        texts[small] = _OUTWARD
    factor = width / _USUAL.width if width > _LARGE else 1.0
    for each in kind.sheets:
        if each in texts:
            texts[each] = _enlarged(_SIZE.sub(_said, texts[each]), factor)
    last = [each for each in kind.sheets if each in texts][-1]
    texts[last] += f"\n:root {{ --page-width: {width:g}mm; --page-height: {height:g}mm }}\n"
    texts[_NOTE] = f'set-as = "{set_as}"\n' if set_as else ""
    return HouseStyle(
        name=style.name, files=tuple(StyleSheet(name=each, text=text) for each, text in sorted(texts.items()))
    )


def set_as(style: HouseStyle, kind: str) -> str:
    """The kind whose measures an edition has: its own, or that of pages of its size."""
    note = next((file.text for file in style.files if file.name == _NOTE), "")
    return str(tomli.loads(note).get("set-as", kind)) if note else kind


_SIZE = re.compile(r"(?<![\w-])size\s*:([^;}]*)")


def _said(size: re.Match[str]) -> str:
    """The size of a page, whichever the sheet says, as the paper has it; one that lies goes on lying."""
    important = " !important" if "!" in size[1] else ""
    lies = "landscape" in size[1] or size[1].find("--page-height") in range(size[1].find("--page-width"))
    sides = "var(--page-height) var(--page-width)" if lies else "var(--page-width) var(--page-height)"
    return f"size: {sides}{important}"


_LENGTH = re.compile(r"(?<![\w.#])(\d*\.?\d+)(pt|mm|cm|px)\b")


def _enlarged(text: str, factor: float) -> str:
    """A sheet with every absolute length so many times as long; px are halves, as heights of notes have to be."""
    if factor == 1:
        return text

    def longer(length: re.Match[str]) -> str:
        value = float(length[1]) * factor
        return f"{max(round(2 * value), 1) / 2 if length[2] == 'px' else round(value, 3):g}{length[2]}"

    return _LENGTH.sub(longer, text)


_OUTWARD = """
@page :left {
  @bottom-left { content: var(--folio); width: 30% }
  @bottom-right { content: string(house); width: 70% }
}
@page mirrored:left {
  @bottom-left { content: string(house); width: 70% }
  @bottom-right { content: var(--folio); width: 30% }
}
.ending.parted { break-inside: auto }
.parted .boxes { break-inside: avoid }
.contact.back { page: back }
@page back { @top-left { content: none } @bottom-left { content: none } @bottom-right { content: none } }
"""
"""A booklet of pages as large as the briefing's: these, with their numbers at the outer edge."""
