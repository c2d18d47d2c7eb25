"""A galley becomes a PDF: typeset, laid out, finished. It conforms to PDF/UA-1 and PDF/A-3a as veraPDF checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

from publish.base import slugs
from publish.base.cache import Cache, use_cache
from publish.editions import compose as editions
from publish.editions import kinds
from publish.formats.pdf import copyfit, floats
from publish.formats.pdf.body import contents, drawings
from publish.formats.pdf.copyfit import Fitted
from publish.formats.pdf.kinds import large_print
from publish.formats.pdf.tags import claims
from publish.formats.pdf.weasyprint_ import boxes, engine, fetching, stacks
from publish.formats.pdf.weasyprint_.engine import Layout
from publish.model import Agenda, Article, Artifact, Brand, Edition, Fit, Galley, HouseStyle, PageStart
from publish.problem import Problem
from publish.style import paper
from publish.style.error import StyleError
from publish.style.words import words
from publish.value import replace as another


def prepare(brand: Brand, cache: Cache | None) -> None:
    """Have the typefaces of the brand ready for its pages."""
    use_cache(cache)
    engine.prepare(brand.typefaces)


def typeset(
    edition: Edition, style: HouseStyle, *, numbered: bool = False, starts: tuple[PageStart, ...] = ()
) -> Galley:
    """The edition's galley; see `typesetting.typeset`."""
    from publish.formats.pdf import typesetting  # here, not above: it may be done elsewhere, and imports Jinja2

    return typesetting.typeset(edition, style, numbered=numbered, starts=starts)


def _fit(edition: Edition, style: HouseStyle, galley: Galley) -> Fitted:
    from publish.formats.pdf.body import wide_tables

    kind, path = kinds.of(edition.kind), editions.source(edition)
    columns = not kind.clear and wide_tables.in_columns(galley.html)
    if columns and 'class="of-' not in galley.html:
        galley = wide_tables.held(galley)

    made: list[Layout] = []  # of a pack, which is long, the last

    def lay_out(css: str) -> Layout:
        css = wide_tables.COLUMNS + css if columns else css
        layout = engine.lay_out(galley, path=path, css=css, like=made[-1] if made else None, heads=heads)
        made[:] = [layout] if kind.of_meeting else []
        return layout

    fit, heads = copyfit.fit, None
    if kind.of_meeting:
        from publish.formats.pdf.kinds import pack

        fit, heads = pack.paged, partial(pack.heads, edition, style, galley.html)
    if "<table" not in galley.html or kind.clear:  # whose tables are lists where they are too wide
        return fit(edition, style, lay_out)
    eased, relief, wide = wide_tables.ease(lay_out, turn=kind.finish != "fold", columns=columns)
    if wide and (narrower := wide_tables.listed(galley, wide)) != galley:
        return _fit(edition, style, narrower)
    return fit(edition, style, lambda css: lay_out(relief + css) if css else eased)


def _settled(edition: Edition, style: HouseStyle, galley: Galley) -> Fitted:
    """The edition on its pages, on the sides it is wanted on, without the holes that can be filled (`floats`)."""
    kind = kinds.of(edition.kind)
    fitted = _fit(edition, style, galley)
    if fitted.layout.pages >= contents.LONG and kind.of_article and kind.finish != "fold":
        long = contents.listed(fitted.layout.galley, words(style, edition.language)["contents"])
        fitted = _fit(edition, style, long) if long is not fitted.layout.galley else fitted
    if kind.of_meeting:  # whose paragraphs are cited by numbers
        return fitted
    smallest = floats.SMALLEST if not kind.clear else large_print.SMALLEST
    floated = _without_holes(fitted, smallest)
    if floated is fitted or (edition.sides and floated.layout.pages != fitted.layout.pages):
        return fitted
    if edition.sides is None and floated.layout.pages < fitted.layout.pages:
        # The last page may have become nearly empty, or may now be spared.
        again = _fit(edition, style, floated.layout.galley)
        if again.layout.pages < floated.layout.pages:
            return _without_holes(another(again, layouts=again.layouts + floated.layouts), smallest)
    return floated


FEWER_NEWS = (0, 2)
"""How many news items a file has at its end where with all of them it would take a page more: what saves most first."""


def _ended(edition: Edition, style: HouseStyle, galley: Galley, starts: tuple[PageStart, ...]) -> Fitted:
    """The edition on its pages, with fewer news at its end where that saves a page or brings it onto its sides."""

    def settle(edition: Edition, galley: Galley) -> Fitted:
        claimed = claims.carried(galley.html, edition.publication.certificate)
        return _settled(edition, style, another(galley, html=claimed))

    fitted = best = settle(edition, galley)
    said = any(start.element == "news" for start in starts)  # a page of the standard edition begins there
    for most in FEWER_NEWS if not said and _spills(edition, fitted) else ():
        if most >= len(edition.news):
            continue
        fewer = another(edition, news=edition.news[:most])
        trial = settle(fewer, typeset(fewer, style, starts=starts))
        if trial.layout.pages >= fitted.layout.pages:
            break
        best = another(trial, changes=(*trial.changes, f"news {most} of {len(edition.news)}"))
    kind = kinds.of(edition.kind)
    if kind.of_meeting:
        return best
    if kind.clear:
        fill = partial(_without_holes, smallest=large_print.SMALLEST, most=_TRIED)
        best = copyfit.evened(edition, style, best, fill)
    return _closed(edition, best)


def _spills(edition: Edition, fitted: Fitted) -> bool:
    """Whether the pages are more than are wanted, or the last of them would better not be."""
    if edition.sides:
        return fitted.layout.pages > edition.sides
    return copyfit.spills(edition, fitted.layout)


_KEPT = ".ending { break-before: avoid !important }"
_BACK = '<section class="contact back"'


def _closed(edition: Edition, fitted: Fitted) -> Fitted:
    """The pages with an end: no boxes on a page of their own, and the panel of a booklet on its back.

    Boxes take the end of the text along, unless that leaves a hole.
    """
    layout = fitted.layout
    if layout.pages > 1 and not copyfit.text_left(layout):
        kept = engine.lay_out(layout.galley, path=layout.path, css=layout.css + _KEPT)
        good = kept.pages == layout.pages and copyfit.text_left(kept) and kept.holes <= layout.holes
        if good and not copyfit.begins_undivided(kept):
            layout = kept
    if kinds.of(edition.kind).finish == "fold" and layout.pages % 4 and not edition.sides:
        html = layout.galley.html.replace('<section class="contact"', _BACK, 1)
        html = html.replace('<footer class="ending"', '<footer class="ending parted"', 1)
        behind = engine.lay_out(another(layout.galley, html=html), path=layout.path, css=layout.css)
        if -(-behind.pages // 4) == -(-layout.pages // 4):
            layout = behind
    return fitted if layout is fitted.layout else another(fitted, layout=layout, layouts=fitted.layouts + 1)


_TRIED = 8
"""Layouts for each of the spaces by which pages are tried for fewer holes."""


def _without_holes(fitted: Fitted, smallest: float, most: int = 24) -> Fitted:
    first = fitted.layout
    made = [first]

    def look(galley: Galley) -> tuple[tuple[str, ...], tuple[stacks.Stack, ...]]:
        if galley is not first.galley:
            made.append(engine.lay_out(galley, path=first.path, css=first.css))
        return made[-1].stacks

    galley, tried = floats.settle(first.galley, look, smallest=smallest, most=most)
    layout = next(layout for layout in made if layout.galley is galley)
    if layout is first:
        return fitted
    return another(fitted, layout=layout, layouts=fitted.layouts + tried, unfilled=fitted.unfilled or first)


def _finished(edition: Edition, style: HouseStyle, layout: Layout, content: bytes) -> bytes:
    """The file made what the edition's kind is for."""
    if kinds.of(edition.kind).of_meeting:
        from publish.formats.pdf.kinds import pack

        content = pack.finished(edition, style, layout, content)
    return _FINISHES[kinds.of(edition.kind).finish](edition, layout, content)


def _as_it_is(edition: Edition, layout: Layout, content: bytes) -> bytes:  # noqa: ARG001
    return content


def _for_the_copier(edition: Edition, layout: Layout, content: bytes) -> bytes:  # noqa: ARG001
    from publish.formats.pdf.kinds import mono  # imports pikepdf, like the others: which most kinds do without

    return mono.greyed(content)


def _for_the_print_shop(edition: Edition, layout: Layout, content: bytes) -> bytes:  # noqa: ARG001
    from publish.formats.pdf.kinds import press

    return press.boxed(content)


def _for_folding(edition: Edition, layout: Layout, content: bytes) -> bytes:
    from publish.formats.pdf.kinds import booklet

    return booklet.impose(
        content,
        paper=edition.paper,
        language=edition.language,
        mirrored=edition.direction == "rtl",
        back=_BACK in layout.galley.html,
    )


_FINISHES: Mapping[str, Callable[[Edition, Layout, bytes], bytes]] = {
    "": _as_it_is,
    "grey": _for_the_copier,
    "crop marks": _for_the_print_shop,
    "fold": _for_folding,
}
"""What is done to a kind's pages once they are set (`EditionKind.finish`)."""


def _sides(edition: Edition, pages: int) -> int:
    """How many sides of paper so many pages are."""
    if kinds.of(edition.kind).finish != "fold":
        return pages
    from publish.formats.pdf.kinds.booklet import sides

    return len(sides(pages))


def render(
    edition: Edition,
    style: HouseStyle,
    *,
    proof: bool = False,
    starts: tuple[PageStart, ...] = (),
    galley: Galley | None = None,
) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition as an artifact, and what is wrong with it; no artifact when it could not be laid out.

    With `proof` the artifact carries its boxes. `starts` are where the pages of the standard edition begin, for large
    print to mark. `galley` is what `typeset` makes of all that, where that was done before.
    """
    path = editions.source(edition)
    try:
        fitted = _ended(edition, style, galley or typeset(edition, style, starts=starts), starts)
        layout, galley = fitted.layout, fitted.layout.galley
        content, traded, faults = copyfit.write(edition, layout, partial(_finished, edition, style, layout))
        problems = layout.problems
        if layout.galley is not galley:  # a sort was missing, and the text with another in its place may be longer
            fitted = _settled(edition, style, layout.galley)
            layout = fitted.layout
            content, traded, faults = copyfit.write(edition, layout, partial(_finished, edition, style, layout))
    except StyleError as fault:
        return None, (fault.problem,)
    except engine.EngineError as unfit:
        return None, (
            Problem(code="R10", path=editions.source(edition), line=None, message=str(unfit), hint=unfit.remedy),
        )
    return (
        Artifact(
            edition=edition.name,
            name=edition.slug,
            suffix="pdf",
            media_type="application/pdf",
            content=content,
            pages=_sides(edition, layout.pages),
            boxes=layout.boxes if proof else (),
            fit=Fit(
                sides=layout.pages,
                wanted=edition.sides,
                layouts=fitted.layouts,
                changes=fitted.changes,
                traded=traded,
            ),
            starts=_page_starts(edition, layout),
            blanks=layout.blanks,
        ),
        (
            *_gathered(_located(edition, style, (*drawings.problems(edition, path), *problems))),
            *fitted.problems,
            *faults,
        ),
    )


def _page_starts(edition: Edition, layout: Layout) -> tuple[PageStart, ...]:
    """What other editions have to know of the pages of this one."""
    if kinds.of(edition.kind).of_meeting:
        from publish.formats.pdf.kinds import pack

        return pack.starts(edition, layout)
    return boxes.page_starts(layout.document) if edition.kind == kinds.STANDARD else ()


_REFERENCE = re.compile(r"""(?:\]\(\s*<?|\]:\s*<?|src\s*=\s*["']?)([^)>"'\n]+)""")
"""The path of a picture as an author types it."""


def _located(edition: Edition, style: HouseStyle, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems in their places, without those that are reported of another text."""
    for problem in problems:
        if not (problem.code == "R02" and _another_has(edition, style, _character(problem))):
            yield _placed(edition, problem)


def _another_has(edition: Edition, style: HouseStyle, character: str) -> bool:
    """Whether only another text has a character, whose headline and day this edition shows: it is reported there."""
    own = paper.spoken(another(edition, news=(), references=()), style)
    return character not in own and character in paper.spoken(edition, style)


def _placed(edition: Edition, problem: Problem) -> Problem:
    """What was said of a character or of one of the edition's pictures, with the file and the line that has it."""
    if problem.code == "R02":
        return _typed(edition, problem)
    named = re.search(rf"{fetching.SCHEME}([\w.-]+)", problem.message)
    if problem.code != "R03" or named is None:
        return problem
    asset, reason = named[1], problem.message.partition("': ")[2]
    message = f"the picture `{asset}` cannot be drawn" + (f": {reason}" if reason else "")
    if " is drawn without " in problem.message:
        message = problem.message.replace(named[0], asset)
    pictures = {article.source: article.picture.asset for article in edition.articles if article.picture}
    copies: tuple[Article | Agenda, ...] = (*edition.articles, *([edition.agenda] if edition.agenda else []))
    for copy in copies:
        if asset in {item.name for item in (*copy.assets, pictures.get(copy.source)) if item}:
            line, path = _shown(copy, re.sub(r"(-[0-9a-f]{16})?\.\w+$", "", asset)) or (None, asset)
            return replace(problem, path=copy.source, line=line, message=message.replace(f"`{asset}`", f"`{path}`"))
    return replace(problem, message=message)


def _typed(edition: Edition, problem: Problem) -> Problem:
    """What was said of a character, with the file and the line where it is first typed, if it stands in a text."""
    character = _character(problem)
    copies: tuple[Article | Agenda, ...] = (*([edition.agenda] if edition.agenda else []), *edition.articles)
    for copy in copies:
        if line := editions.line_of(copy, character):
            return replace(problem, path=copy.source, line=line)
    return problem


_SHOWN = 5


def _gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """What was said of characters as one problem for each file and script, on the line of the first.

    A text in a script that no typeface has would have one for each of its letters. Other problems are as they were.
    """
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        key: tuple[str, ...] = (problem.message,)
        if problem.code == "R02":
            # The first word of a character's name is that of its script, or of its block of signs.
            key = (problem.path, unicodedata.name(_character(problem), "").partition(" ")[0])
        alike.setdefault((problem.code, *key), []).append(problem)
    for same in alike.values():
        first, *others = sorted(same, key=lambda problem: (problem.line is None, problem.line or 0))
        if not others:
            yield first
            continue
        shown = [f"`{_character(problem)}` (U+{ord(_character(problem)):04X})" for problem in (first, *others)]
        more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
        message = f"no typeface at hand has {len(shown)} characters: {', '.join(shown[:_SHOWN])}{more}"
        yield replace(first, message=message)


def _character(problem: Problem) -> str:
    """The character that a problem of a missing glyph is about."""
    return problem.message.partition("`")[2][:1]


def _shown(copy: Article | Agenda, stem: str) -> tuple[int, str] | None:
    """The line of the source file that first shows the picture of that stem, and its path as typed; None for none."""
    for number, line in enumerate(copy.typed.splitlines(), start=copy.typed_line):
        for path in _REFERENCE.findall(line):
            if slugs.slug(PurePosixPath(unquote(path.strip())).stem, otherwise="picture") == stem:
                return number, path.strip()
    return None
