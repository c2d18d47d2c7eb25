"""How many pages have a hole: `python -m benchmarks blanks`, over the publications that are named, or this one's own.

Pages are looked at as they are printed, so that any maker's PDF can be counted: a hole is a band of paper without ink,
higher than 18 % of what is between the first and the last line of the text of any page. The last page of a file has
none, and what stands in margins (the same place on all pages) is left out. With `--cost` the editions are made again
without `floats`, in the same process, to see what it costs to fill holes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

HOLE = 0.18
KINDS = ("briefing", "clear-print", "large-print", "booklet")
_DPI = 36


def holes(content: bytes) -> list[float]:
    """The highest blank band of each page but the last, as a part of the text's height; 0 where it is no hole."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    pages = [list(_bands(page.render(scale=_DPI / 72).to_pil())) for page in document]
    if len(pages) < 2:
        return []
    body = [_text(bands, pages) for bands in pages]
    full = [bands for bands in body if bands]
    head, foot = min(bands[0][0] for bands in full), max(bands[-1][1] for bands in full)
    return [_highest(bands, foot) / (foot - head) for bands in body[:-1]]


def _bands(picture: Any) -> Iterator[tuple[int, int]]:
    """The rows of a page that have ink, in runs: where each begins and ends."""
    dark = picture.convert("L").point(lambda grey: 255 if grey < 250 else 0)
    begin = None
    for y, ink in enumerate([*dark.getprojection()[1], 0]):
        if ink and begin is None:
            begin = y
        elif not ink and begin is not None:
            yield begin, y
            begin = None


def _text(bands: Sequence[tuple[int, int]], pages: Sequence[Sequence[tuple[int, int]]]) -> list[tuple[int, int]]:
    """The runs of a page but for its running head and folio: the first and the last of most pages."""
    heads = [page[0][0] for page in pages[1:] if page]
    folios = [page[-1][1] for page in pages if page]
    said = list(bands)
    if said and folios and sum(abs(said[-1][1] - folio) <= 2 for folio in folios) > len(pages) / 2:
        said.pop()
    if said and heads and sum(abs(said[0][0] - head) <= 2 for head in heads) > len(pages) / 2:
        said.pop(0)
    return said


def _highest(bands: Sequence[tuple[int, int]], foot: int) -> int:
    ends = [end for _, end in bands]
    begins = [begin for begin, _ in bands[1:]] + [foot]
    return max((begin - end for end, begin in zip(ends, begins, strict=True)), default=foot)


def count(places: Sequence[Path], kinds: Sequence[str], *, cost: bool = False) -> Iterator[str]:
    """A line for each page with a hole, then one for each kind of edition, with what filling holes costs if asked."""
    import publish

    presses = [publish.open(place) for place in places]
    for kind in kinds:
        pages, found, seconds, plain = 0, 0, 0.0, 0.0
        for press in presses:
            for article in press.articles:
                start = time.perf_counter()
                content, _ = press.pdf(article, kind=kind)
                seconds += time.perf_counter() - start
                there = holes(content) if content else []
                pages += len(there) + 1
                found += sum(hole > HOLE for hole in there)
                for page, hole in enumerate(there, start=1):
                    if hole > HOLE:
                        yield f"    {kind}: {hole * 100:.0f} % of page {page} of {article.slug} is blank"
                if cost:
                    plain += _unfilled(partial(press.pdf, article, kind=kind))
        told = f"{kind}: {found} of {pages} pages have a hole ({100 * found / max(pages, 1):.1f} %)"
        yield f"{told}; filling them takes {seconds / plain:.2f} of the time without" if plain else told


def _unfilled(make: Callable[[], Any]) -> float:
    """The seconds that something takes while no holes are filled."""
    from publish.formats.pdf import floats

    settle = floats.settle
    floats.settle = lambda galley, look, **_: (galley, 0)
    start = time.perf_counter()
    try:
        make()
    finally:
        floats.settle = settle
    return time.perf_counter() - start
