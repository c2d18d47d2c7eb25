"""Copyfitting: the smallest change of a page's measures that sets an edition on the sides that it is wanted on.

The house style's `style.toml` says what may be changed, in which order and how far. Each kind's ladder is laid out as
steps: 0 is the style as it is drawn, -1 the smallest change that saves room, -2 that and the next, and so on; 1, 2, 3
take up more. More steps never take up less room, so the step wanted is found by halving.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from math import ceil

from publish.base import floating
from publish.editions import kinds
from publish.editions.compose import source
from publish.formats.pdf.body.pictures import QUALITIES
from publish.formats.pdf.weasyprint_.engine import DPI, Layout, lay_out
from publish.model import Article, Box, Edition, HouseStyle
from publish.problem import Problem
from publish.style.measures import GRID, UNITS, measures
from publish.style.measures import Measures as Drawn
from publish.value import Value, replace

NEARLY_EMPTY = 0.25
"""Of a page's height: with less of the text than this on it, whatever the boxes at the end take, a last page is drawn
back."""

LONGEST_FILLED = 9
"""Pages up to which a nearly empty last one is drawn back: of more it is one in many, and each layout takes seconds."""

_NAMES = {
    "size": "type {} pt",
    "leading": "leading {} pt",
    "space": "spacing {} %",
    "headline": "display type {} %",
    "closing": "closing boxes {} %",
    "picture-height": "picture {} mm high at most",
    "figure-height": "figures {} mm high at most",
    "aside": "side column {} mm",
    "margin-top": "top margin {} mm",
    "margin-bottom": "bottom margin {} mm",
    "margin-start": "inner margin {} mm",
    "margin-end": "outer margin {} mm",
}

Measures = tuple[tuple[str, float], ...]


class Ladder(Value):
    """What may be tried for one kind of edition: each rung has every measure."""

    own: Measures
    tighter: tuple[Measures, ...]
    gentle: int
    """How many of `tighter` are gentle."""
    looser: tuple[Measures, ...]

    def __getitem__(self, step: int) -> Measures:
        return self.own if step == 0 else self.looser[step - 1] if step > 0 else self.tighter[-step - 1]


class Fitted(Value):
    """The layout chosen, how it came about, and what is wrong with it."""

    layout: Layout
    layouts: int
    changes: tuple[str, ...]
    problems: tuple[Problem, ...]
    step: int = 0
    """Of its ladder."""
    unfilled: Layout | None = None
    """Its layout before holes were filled, where any was."""


def ladder(edition: Edition, style: HouseStyle) -> Ladder:
    """The ladder of the edition's kind, without the rungs that would change nothing in it; empty when there is none."""
    article = edition.articles[0]
    idle = frozenset(
        name
        for name, there in (
            ("picture-height", article.picture is not None),
            ("figure-height", "<img" in article.body or "chart" in article.body),
        )
        if not there
    )
    return _ladder(style, edition.kind, idle)


@lru_cache(maxsize=32)
def _ladder(style: HouseStyle, kind: str, idle: frozenset[str]) -> Ladder:
    drawn = measures(style, kind)
    own = {name: value for name, value in drawn.own.items() if name in drawn.steps}

    def climb(start: Mapping[str, float], lines: Iterable[tuple[str, float]]) -> tuple[Measures, ...]:
        rungs, now = [], dict(start)
        for name, part in lines:
            if name in idle or name not in own:
                continue
            grid = GRID[UNITS[name]]
            goal = _within(name, round(round(own[name] * part / grid) * grid, 2), now, drawn)
            count = max(1, round(abs(goal - now[name]) / drawn.steps[name])) if goal != now[name] else 0
            for step in range(1, count + 1):
                rungs.append({**now, name: round(now[name] + (goal - now[name]) * step / count, 3)})
            now[name] = goal
        return tuple(tuple(rung.items()) for rung in rungs)

    gentle = climb(own, drawn.ladders["gentle"])
    tighter = climb(dict(gentle[-1]) if gentle else own, drawn.ladders["tighter"])
    return Ladder(
        own=tuple(own.items()),
        tighter=gentle + tighter,
        gentle=len(gentle),
        looser=climb(own, drawn.ladders["looser"]),
    )


def _within(name: str, value: float, now: Mapping[str, float], drawn: Drawn) -> float:
    """The value, or the floor or ceiling that it would go past; those of leading are multiples of the size."""
    unit = now["size"] if name == "leading" else 1.0
    floor, ceiling = (side[name] * unit if name in side else value for side in (drawn.floors, drawn.ceilings))
    return min(max(value, floor), ceiling)


def rules(ladder: Ladder, step: int) -> str:
    """A rung as CSS; empty for the style's own."""
    own = dict(ladder.own)
    changed = [(name, value) for name, value in ladder[step] if value != own[name]]
    declarations = "".join(f"--{name}:{value:g}{UNITS[name]} !important;" for name, value in changed)
    return f":root{{{declarations}}}" if changed else ""


def changes(ladder: Ladder, step: int) -> tuple[str, ...]:
    """A rung as a person says it: `leading 14 pt`."""
    own = dict(ladder.own)
    return tuple(
        _NAMES[name].format(f"{value * 100 if not UNITS[name] else value:.4g}")
        for name, value in ladder[step]
        if value != own[name]
    )


def fit(edition: Edition, style: HouseStyle, lay_out: Callable[[str], Layout]) -> Fitted:
    """The edition on the sides it is wanted on, or without a wish with no last page that is nearly empty.

    `lay_out` makes a layout under the CSS it is given, and is asked fewer than ten times. What cannot be done is
    reported in a problem: F01 comes with the tightest layout, F02 with the style's own.
    """
    rungs = ladder(edition, style)
    tried: dict[int, Layout] = {}

    def at(step: int) -> Layout:
        if step not in tried:
            tried[step] = lay_out(rules(rungs, step))
        return tried[step]

    step, problems = (_sides if edition.sides else _fill)(edition, rungs, at)
    layout = at(step)
    said = changes(rungs, step)
    return Fitted(layout=layout, layouts=len(tried), changes=said, problems=problems, step=step)


EVENED = (1, -1, 2, -2)
"""The steps of its ladder that are tried for fewer holes, where an edition may have any number of pages."""


def evened(edition: Edition, style: HouseStyle, fitted: Fitted, fill: Callable[[Fitted], Fitted]) -> Fitted:
    """The pages with the fewest holes that are had by other spaces, everywhere alike; never more pages.

    `fill` fills what holes of a layout can be filled. What was fitted onto its pages already stays as it is.
    """
    rungs, before = ladder(edition, style), fitted.unfilled or fitted.layout
    best, least, layouts = fitted, fitted.layout.holes, fitted.layouts
    for step in EVENED if fitted.step == 0 and edition.sides is None else ():
        if not least or not -len(rungs.tighter) <= step <= len(rungs.looser):
            continue
        laid = lay_out(before.galley, path=before.path, css=before.css + rules(rungs, step), like=before)
        said = (*changes(rungs, step), *fitted.changes)
        trial = fill(replace(fitted, layout=laid, layouts=1, changes=said, step=step, unfilled=None))
        layouts += trial.layouts
        if trial.layout.pages <= fitted.layout.pages and trial.layout.holes < least:
            best, least = trial, trial.layout.holes
    return replace(best, layouts=layouts)


def _sides(edition: Edition, rungs: Ladder, at: Callable[[int], Layout]) -> tuple[int, tuple[Problem, ...]]:
    wanted = edition.sides or 1
    if at(0).pages == wanted:
        return 0, ()
    if at(0).pages > wanted:
        last = len(rungs.tighter)
        if at(-last).pages > wanted:
            return -last, (_too_long(edition, at(-last), wanted),)
        step = -_first(last, lambda step: at(-step).pages <= wanted)
    else:
        last = len(rungs.looser)
        if at(last).pages < wanted:
            return 0, (_too_short(edition, at(last), wanted),)
        # The last side is to have something on it; when it never has, as much as can be.
        step = _first(last, lambda step: _length(at(step)) >= wanted - 1 + NEARLY_EMPTY)
        if at(step).pages > wanted:
            step = _first(step, lambda step: at(step).pages > wanted) - 1
    if at(step).pages == wanted:
        return step, ()
    return step, (_too_short(edition, at(step), wanted),)


def _fill(edition: Edition, rungs: Ladder, at: Callable[[int], Layout]) -> tuple[int, tuple[Problem, ...]]:
    pages = at(0).pages
    last = len(rungs.tighter) if opens_a_sheet(edition, at(0)) else rungs.gentle
    if not 1 < pages <= LONGEST_FILLED or not last or not spills(edition, at(0)) or at(-last).pages >= pages:
        return 0, ()
    return -_first(last, lambda step: at(-step).pages < pages), ()


def _first(last: int, holds: Callable[[int], bool]) -> int:
    """The least of 1 to `last` that `holds`, if those above it do too; `last` when none below it does."""
    least = 1
    while least < last:
        middle = (least + last) // 2
        if holds(middle):
            last = middle
        else:
            least = middle + 1
    return last


# ------------------------------------------------------------------------------------------------------ the size budget

_TRADES = ((220, 80), (150, 80), (150, 70), (120, 70), (120, 60), (96, 60))
"""Resolution and quality of pictures when a file is too large, best first."""


def write(
    edition: Edition, layout: Layout, finish: Callable[[bytes], bytes]
) -> tuple[bytes, tuple[str, ...], tuple[Problem, ...]]:
    """The finished file within the edition's budget, what that cost, and F03 when nothing brings it so far.

    F03 comes with the smallest file there is.
    """
    dpi, best = kinds.of(edition.kind).dpi or DPI, QUALITIES[0]
    content = finish(layout.write(dpi=dpi, quality=best))
    most = edition.max_bytes
    if most is None or len(content) <= most:
        return content, (), ()
    pictures = layout.pictures(dpi=dpi, quality=best)
    rest = len(content) - pictures
    trades: tuple[tuple[int, int], ...] = _TRADES if pictures else ()
    resolution, quality = dpi, best
    for resolution, quality in trades:
        # What the pictures will have is known before the file is written, all but a few bytes of it.
        if rest + layout.pictures(dpi=resolution, quality=quality) > most and (resolution, quality) != trades[-1]:
            continue
        content = finish(layout.write(dpi=resolution, quality=quality))
        if len(content) <= most:
            break
    traded = (f"pictures at {resolution} dpi, quality {quality}",) if trades else ()
    return content, traded, () if len(content) <= most else (_too_large(edition, content, most, rest),)


def _too_large(edition: Edition, content: bytes, most: int, rest: int) -> Problem:
    size = len(content)
    what = f"its pictures have {_size(size - rest)} of it at their smallest" if size > rest else "it has no pictures"
    return Problem(
        code="F03",
        path=source(edition),
        line=None,
        message=f"the file has {_size(size)} and is to have {_size(most)} at most; {what}",
        hint=f"leave out a picture, or raise `max_size` to {_size(size + 50_000)}"
        if size > rest
        else f"raise `max_size` to {_size(size + 10_000)}",
    )


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{ceil(count / 1000)} kB"


# --------------------------------------------------------------------------------------------- what stands on the pages


def _text(boxes: Iterable[Box]) -> Iterator[Box]:
    """What stands on pages but for their margins and the notes at their feet."""
    return (
        box
        for box in boxes
        if box.element != "margin" and box.within[:1] != ("margin",) and "span.footnote" not in box.within
    )


def _is_body(box: Box) -> bool:
    return any(part.split(".")[:2] == ["div", "body"] for part in box.within)


def _used(layout: Layout, boxes: Iterable[Box]) -> list[float]:
    """How much of each page's height is used, in CSS pixels, without the notes."""
    bottoms = [0.0] * layout.pages
    for box in boxes:
        bottoms[box.page - 1] = max(bottoms[box.page - 1], box.y + box.height)
    return [max(0.0, bottom - top) for bottom, (top, _) in zip(bottoms, layout.columns, strict=True)]


def _length(layout: Layout) -> float:
    """The sides it takes, the last one counted as far as it is used."""
    return layout.pages - 1 + _used(layout, _text(layout.last))[-1] / layout.columns[-1][1]


def spills(edition: Edition, layout: Layout) -> bool:
    """Whether the last page would better not be: it has little of the text, or of a booklet it takes a sheet more."""
    if layout.pages == 1:
        return False
    left = text_left(layout)
    folded = kinds.of(edition.kind).finish == "fold"
    return not left or (opens_a_sheet(edition, layout) if folded else left < NEARLY_EMPTY)


def opens_a_sheet(edition: Edition, layout: Layout) -> bool:
    """Whether the last page is the only one on a booklet's last sheet."""
    return kinds.of(edition.kind).finish == "fold" and layout.pages > 1 and layout.pages % 4 == 1


def text_left(layout: Layout) -> float:
    """How far down the last page the article's own text reaches, as a part of its height."""
    top, height = layout.columns[-1]
    return max((box.y + box.height - top for box in _text(layout.last) if _is_body(box)), default=0.0) / height


def begins_undivided(layout: Layout) -> bool:
    """Whether what the last page has of the article's own text begins with a picture, a table or a box."""
    first = next((box for box in _text(layout.last) if _is_body(box)), None)
    return first is not None and (first.element == "img" or any(map(floating.floats, first.within)))


_HEADS = frozenset(("h2", "h3", "h4", "h5", "h6", "th", "caption", "figcaption", "figure", "img"))

_MARKER = re.compile(r"\W*\w{0,3}\W*")
"""The sign or number of an item, or hardly more than that: no place in a text to be named."""


def _words(boxes: Iterable[Box]) -> int:
    return sum(len(box.text.split()) for box in boxes if not box.asset)


def _too_long(edition: Edition, layout: Layout, wanted: int) -> Problem:
    """F01: how many words are too many, and where the text would have to end."""
    boxes = [*_text(layout.boxes)]
    used = _used(layout, boxes)
    body = [box for box in boxes if _is_body(box)]
    # All pages under one another: what is past the last side wanted, closing boxes too, is cut off the body's end.
    above = [sum(used[:page]) - layout.columns[page][0] for page in range(layout.pages)]
    bottoms = [above[box.page - 1] + box.y + box.height for box in body]
    line = max((box.height for box in body), default=0.0)
    cut = max(bottoms, default=0.0) - sum(used[wanted:]) - min(line, 30.0)
    over = [box for box, bottom in zip(body, bottoms, strict=True) if bottom > cut]
    cut_into = {box.block for box in over}
    kept = [
        box
        for box in body
        if box.block not in cut_into and not _HEADS.intersection(box.within) and not _MARKER.fullmatch(box.text)
    ]
    article = edition.articles[0]
    sides = f"{wanted} side{'' if wanted == 1 else 's'}"
    message = (
        f"about {_words(over)} words too many for {sides}, set as tight as the style allows ({layout.pages} sides)"
    )
    if not any(box.text.strip() for box in kept):
        hint = f"there is not even room for its first paragraph: {_ask(edition, layout.pages)}, or leave `sides` out"
        return Problem(code="F01", path=article.source, line=None, message=message, hint=hint)
    last = " ".join(box.text.strip() for box in kept if box.block == kept[-1].block)
    start = " ".join(last.split()[:8])
    hint = f"the last paragraph that fits begins `{start}…`: cut what follows, or {_ask(edition, layout.pages)}"
    return Problem(code="F01", path=article.source, line=_line(article, last), message=message, hint=hint)


def _too_short(edition: Edition, layout: Layout, wanted: int) -> Problem:
    """F02: how many words are missing, by what the words there are take up at the loosest."""
    boxes = [*_text(layout.boxes)]
    used = _used(layout, boxes)
    body = [box for box in boxes if _is_body(box)]
    heights = [
        max(box.y + box.height for box in there) - min(box.y for box in there)
        for page in range(1, layout.pages + 1)
        if (there := [box for box in body if box.page == page])
    ]
    height = layout.columns[-1][1]
    missing = (wanted - layout.pages) * height + NEARLY_EMPTY * height - used[-1]
    short = ceil(max(missing, 1.0) * _words(body) / sum(heights)) if sum(heights) else 0
    sides = f"{wanted} side{'' if wanted == 1 else 's'}"
    words = f"about {short} words short of {sides}" if short else f"too short for {sides}"
    article = edition.articles[0]
    return Problem(
        code="F02",
        path=article.source,
        line=None,
        message=f"{words}, set as loose as the style allows",
        hint=f"write more, or {_ask(edition, layout.pages)}; it is set in the style's own measures",
    )


def _ask(edition: Edition, sides: int) -> str:
    """How to wish for so many sides: an article's own wish is heard by some kinds of edition only."""
    own = kinds.of(edition.kind).own_sides
    return f"ask for `sides{': ' if own else ' = '}{sides}`" + ("" if own else f" in `[editions.{edition.name}]`")


def _line(article: Article, paragraph: str) -> int | None:
    """The line of the source file on which a paragraph begins, by its first words."""
    typed = [
        (word.casefold(), number)
        for number, line in enumerate(article.typed.splitlines(), start=article.typed_line)
        for word in re.findall(r"\w+", line)
    ]
    sought = [word.casefold() for word in re.findall(r"\w+", paragraph)]
    words = [word for word, _ in typed]
    for length in (8, 5, 3):
        start = sought[:length]
        places = [at for at in range(len(words) - len(start) + 1) if words[at : at + len(start)] == start]
        if start and places:
            return typed[places[0]][1]
    return None
