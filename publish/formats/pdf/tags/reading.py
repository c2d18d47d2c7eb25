"""The words of marked content made readable one after the other (ISO 32000-1, 14.8.2.5 and 14.9.4).

A layout draws no white space at a line's end and between two runs of type, and readers that follow the structure tree
ask for no positions. So each run ends with a space where the text has one; what is one word in two runs becomes one
run of marked content. No sign of this has ink, and nothing moves. (Soft hyphens are said by weasyprint_/mends.py.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pydyf import Dictionary, String

from publish.base import raised
from publish.formats.pdf.tags.source import Piece, Place, Source
from publish.formats.pdf.tags.tree import Mark, Node

INLINE = frozenset(("Span", "Link", "Reference", "Code", "Quote", "NonStruct", "Annot"))
"""Kinds of structure elements that divide no words."""


class _Text(NamedTuple):
    mark: Mark
    piece: Piece
    holder: Node
    block: Node
    place: Place | None


def space(root: Node, html: Any, contents: Mapping[bytes, Any], fonts: Mapping[str, Any]) -> None:
    """Divide the words of the tree under `root` in the pages' streams, in place.

    `html` is the laid-out tree, `contents` the stream of each page by the page's reference, `fonts` WeasyPrint's by
    the names that the streams call them.
    """
    source = Source(html)
    pages = {page: _Stream(stream, fonts) for page, stream in contents.items()}
    texts: list[_Text] = []
    for mark, holder, block in list(_marks(root, root)):
        if mark.piece is not None:
            if pages[mark.page].shows(mark.number):
                texts.append(_Text(mark, mark.piece, holder, block, source.place(mark.piece)))
            else:  # white space, of which nothing is drawn
                _take_out(mark, holder)
    texts = _anchored(texts)
    group: list[_Text] = []
    for text, following in zip(texts, [*texts[1:], None], strict=False):
        group.append(text)
        gap = " " if following is None else _gap(text, following, source)
        if gap or following is None or not _join(group[0], text, following, pages[text.mark.page]):
            _end(group, gap, pages[text.mark.page])
            group = []
    for stream in pages.values():
        stream.write()


def _anchored(texts: list[_Text]) -> list[_Text]:
    """What a style adds stands at the last word before it, or (`::before`) at the first word after it."""
    found = list(texts)
    for order, suffix in ((range(len(texts)), "::after"), (reversed(range(len(texts))), "::before")):
        last: Place | None = None
        for at in order:
            text = found[at]
            if text.place is not None and text.piece.number is not None:
                last = text.place
            elif text.piece.tag.endswith(suffix) and last is not None:
                edge = last.last if suffix == "::after" else last.first
                found[at] = text._replace(place=Place(edge, edge, hyphenated=False))
    return found


def _end(group: list[_Text], gap: str, stream: _Stream) -> None:
    """Divide runs that are one word from what is read after them; say what they say if their glyphs do not."""
    last = group[-1].mark.number
    odd = any(_is_odd(text, stream) for text in group)
    if odd:
        said = "".join(
            text.piece.said[: -1 if text.place is not None and text.place.hyphenated else None] for text in group
        )
        _say(group[0], said if said.endswith(" ") else said + gap)
        if gap:
            stream.lead(last)
    elif (sign := raised.signs(group[-1].piece.said, group[-1].piece.tag)) != group[-1].piece.said:
        stream.stand_for(last, sign + gap)
    for text in group[:-1] if not odd else ():
        if (sign := raised.signs(text.piece.said, text.piece.tag)) != text.piece.said:
            stream.stand_for(text.mark.number, sign)
    if gap and (gap != " " or not stream.ends_with_space(last)):
        stream.follow(last, gap, wide=not odd)


def _is_odd(text: _Text, stream: _Stream) -> bool:
    """Whether its glyphs, in the order in which they stand and by the file's mapping, do not say what it says.

    Of a full stop and a space from right to left, the space stands first; of a space and one letter it stands last.
    """
    said, typed = stream.says(text.mark.number), text.piece.said
    before = said[:1].isspace() and not typed[:1].isspace()
    behind = said[-1:].isspace() and not typed[-1:].isspace()
    return before or behind or not _same(said, typed)


def _say(text: _Text, said: str) -> None:
    """Have a run in a Span of its own that says what its glyphs do not: they stand in the order of the eye.

    It is not said by the marked content, nor by the element that holds it: Poppler, PDFium and MuPDF, which go by the
    places of glyphs and turn Arabic and Hebrew round by themselves, would turn round what is said there as well.
    """
    at = next(at for at, kid in enumerate(text.holder.kids) if kid is text.mark)
    span = Node("Span", text.mark.page, [], {"ActualText": String(said)}, parent=text.holder)
    span.adopt([Node("Span", text.mark.page, [text.mark])])
    text.holder.kids[at] = span


def _same(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space and signs without ink."""
    return "".join(one.split()) == "".join(other.split()) or _ink(one) == _ink(other)


def _ink(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc"))


def _marks(node: Node, block: Node) -> Iterator[tuple[Mark, Node, Node]]:
    """The marks under a node in reading order, each with the node it is in and the block that this is in."""
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _marks(kid, block if kid.kind in INLINE else kid)
        elif hasattr(kid, "piece"):
            yield kid, node, block


def _gap(text: _Text, following: _Text, source: Source) -> str:
    """What divides two runs that are read one after the other: white space, or nothing."""
    one, other = text.piece, following.piece
    if text.block is not following.block or one.block != other.block:
        return " "
    if other.call and not one.call:
        return " " if _edge(other.said, 0) else ""  # a comma before it stands at the word
    if text.piece.call and not text.piece.said.strip(",") and other.call:
        return " "
    there = None
    if text.place is not None and following.place is not None:
        there = source.between(text.place, following.place)
    if there is None:  # a style's own words, or words that a style changed
        return " " if _edge(one.said, -1) and _edge(other.said, 0) else ""
    if there:
        return there if one.kept and "\n" in there else " "
    return " " if one.call and _edge(other.said, 0) else ""


def _edge(said: str, at: int) -> bool:
    return bool(said) and said[at].isalnum()


def _join(first: _Text, text: _Text, following: _Text, stream: _Stream) -> bool:
    """Make two runs one, if they stand in one element: the marked content of the first goes on; whether it does."""
    if (
        first.holder is following.holder
        and text.mark.page == following.mark.page
        and text.piece.call == following.piece.call
        and stream.join(text.mark.number, following.mark.number)
    ):
        _take_out(following.mark, first.holder)
        return True
    return False


def _take_out(mark: Mark, holder: Node) -> None:
    del holder.kids[next(at for at, kid in enumerate(holder.kids) if kid is mark)]


# ------------------------------------------------------------------------------------------------------- the streams

_FONT = re.compile(rb"/(\S+) (\S+) Tf")
_SHOWN = re.compile(rb"<([0-9a-fA-F]+)>")
_READ = frozenset((b"DC", b"MC", b"q", b"Q", b"Tf", b"TJ", b"ET"))
"""How the operators end that are looked at: of twenty on a page one is."""

_Face = tuple[str, bytes]
"""What a stream calls a font, and a size as it is written."""


class _Run:
    """Marked content in a stream: where it begins and ends, where its last text object ends, what it is set in."""

    __slots__ = ("begins", "end", "ends", "font", "said", "sets", "start", "text_end")

    def __init__(self, start: int) -> None:
        self.start, self.end, self.text_end = start, 0, 0
        self.sets: _Face | None = None
        self.font: _Face | None = None
        """The typeface and the size of its first and of its last glyph."""
        self.said: list[str] = []
        """What its glyphs stand for, in the order in which they are shown."""
        self.begins = self.ends = -1
        """The places of the first and of the last operator that shows glyphs."""


class _Glyphs(dict[bytes, str]):
    """What the glyphs of a font stand for, by their codes as a stream has them: hexadecimal digits."""

    def __init__(self, font: Any) -> None:
        super().__init__()
        self._font, self.digits = font, 2 if font.bitmap else 4

    def __missing__(self, code: bytes) -> str:
        said = self[code] = str(self._font.to_unicode.get(int(code, 16), ""))
        return said


class _Stream:
    """The stream of a page, in which runs of marked content are known by their numbers."""

    def __init__(self, stream: Any, fonts: Mapping[str, Any]) -> None:
        self._stream, self._fonts = stream, fonts
        self._known: dict[str, _Glyphs] = {}
        self._runs: dict[int, _Run] = {}
        self._before: dict[int, list[bytes]] = {}
        self._dropped: set[int] = set()
        self._heads: dict[int, int] = {}
        self._read()

    def _read(self) -> None:
        open_: list[tuple[_Run | None, bool]] = []
        """The run that each marked content is in, and whether something is said in the place of its glyphs."""
        font: _Face | None = None
        saved: list[_Face | None] = []
        for at, item in enumerate(self._stream.stream):
            if isinstance(item, Dictionary):
                continue
            raw = item if isinstance(item, bytes) else str(item).encode()
            if raw[-2:] not in _READ:
                continue
            if raw == b"BDC" or raw.endswith(b"BMC"):
                open_.append(self._begin(at, open_[-1] if open_ else (None, False)))
            elif raw == b"EMC":
                run, _ = open_.pop()
                if run is not None and (not open_ or open_[-1][0] is not run):
                    run.end = at
            elif raw == b"q":
                saved.append(font)
            elif raw == b"Q":
                font = saved.pop() if saved else None
            elif (named := _FONT.fullmatch(raw)) is not None:
                font = (named[1].decode(), named[2])
            elif open_ and (run := open_[-1][0]) is not None:
                self._show(run, raw, at, font, instead=open_[-1][1])

    def _begin(self, at: int, around: tuple[_Run | None, bool]) -> tuple[_Run | None, bool]:
        run, instead = around
        properties = self._stream.stream[at - 1]
        if isinstance(properties, Dictionary):
            if "MCID" in properties:
                run = self._runs[properties["MCID"]] = _Run(at - 2)
            if "ActualText" in properties and run is not None and not instead:
                run.said.append(str(properties["ActualText"].string))
                instead = True
        return run, instead

    def _show(self, run: _Run, raw: bytes, at: int, font: _Face | None, *, instead: bool) -> None:
        if raw == b"ET":
            run.text_end = at
        elif raw.endswith(b"TJ") and font is not None and (shown := _SHOWN.findall(raw)):
            if not instead:
                glyphs = self._glyphs(font[0])
                size = glyphs.digits
                run.said += [glyphs[codes[at : at + size]] for codes in shown for at in range(0, len(codes), size)]
            run.font, run.ends = font, at
            if run.begins < 0:
                run.begins, run.sets = at, font

    def _glyphs(self, name: str) -> _Glyphs:
        if name not in self._known:
            self._known[name] = _Glyphs(self._fonts[name])
        return self._known[name]

    def shows(self, number: int) -> bool:
        """Whether glyphs are shown in a run."""
        return number in self._runs and self._runs[number].ends >= 0

    def ends_with_space(self, number: int) -> bool:
        """Whether the last glyph of a run is a space."""
        return self._runs[number].said[-1][-1:].isspace()

    def says(self, number: int) -> str:
        """What the glyphs of a run stand for, in the order in which they are shown."""
        return "".join(self._runs[number].said)

    def stand_for(self, number: int, text: str) -> None:
        """Say what the glyphs of a run are together: `²` for a figure that is raised."""
        run = self._runs[number]
        self._before.setdefault(run.start + 3, []).insert(0, b"/Span <</ActualText %b>> BDC" % String(text).data)
        self._before.setdefault(run.end, []).append(b"EMC")

    def lead(self, number: int) -> None:
        """Have a run from right to left end, on its left, with a space: nothing moves by it."""
        run = self._runs[number]
        if (space := self._space(run.sets)) is not None:
            shown, back = space
            self._before.setdefault(run.begins, []).append(shown.replace(b"[", b"[%d " % back, 1))

    def follow(self, number: int, gap: str, *, wide: bool) -> None:
        """Have a run end with a space that stands for `gap`; it takes no room unless `wide`."""
        run = self._runs[number]
        if (space := self._space(run.font)) is not None:
            shown, back = space
            shown = shown if wide else shown.replace(b"[", b"[%d " % back, 1)
            self._before.setdefault(run.text_end, []).append(_standing_for(shown, gap))

    def _space(self, face: _Face | None) -> tuple[bytes, int] | None:
        """What shows a space in a typeface of a size, or in another that has one, and how wide it is.

        None where no typeface has one.
        """
        if face is None:
            return None
        name, size = face
        others = [name, *(other for other in self._fonts if other != name)]
        for other in others:
            font = self._fonts.get(other)
            if font is None or font.bitmap:
                continue
            for glyph, said in font.to_unicode.items():
                if glyph and said in (" ", "\u00a0"):  # 0 is drawn for what a typeface lacks
                    shown = b"[<%04x>] TJ" % glyph
                    width = font.widths.get(glyph, 0)
                    if other == name:
                        return shown, width
                    return b"/%b %b Tf %b /%b %b Tf" % (other.encode(), size, shown, name.encode(), size), width
        return None

    def join(self, number: int, following: int) -> bool:
        """Have a run go on in the one that stands next to it; whether it does."""
        head = self._heads.get(number, number)
        end, start = self._runs[number].end, self._runs[following].start
        if end + 1 != start:
            return False
        self._dropped |= {end, start, start + 1, start + 2}
        self._heads[following] = head
        return True

    def write(self) -> None:
        """Write what has changed."""
        if self._before or self._dropped:
            written: list[Any] = []
            for at, item in enumerate(self._stream.stream):
                written += self._before.get(at, ())
                if at not in self._dropped:
                    written.append(item)
            self._stream.stream[:] = written


def _standing_for(shown: bytes, text: str) -> bytes:
    if text == " ":
        return shown
    return b"/Span <</ActualText %b>> BDC %b EMC" % (String(text).data, shown)
