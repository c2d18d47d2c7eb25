"""Large print is what its readers were promised (UKAAF, Clear and Large Print Guidelines, G003), seen on its pages.

Looked at are the boxes as they were laid out, whatever stylesheet made them. That nothing is too small is Q06.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from publish.editions import kinds
from publish.model import Artifact, Box, Edition
from publish.problem import Problem
from publish.proofs import heard, lines
from publish.value import Value

SHOUTED = 12
"""Capital letters in a row of words from which they are a block that is hard to read; less may be an abbreviation."""

BLANK = 0.9
"""Of a line's height: what is a blank line between two paragraphs; a sign of another face makes its own line higher."""
_PT = 0.75  # points in a CSS pixel
_RAISED = 0.6
"""Of the size of type: what stands nearer to what is above it is raised or lowered in its line."""
_CODE = frozenset(("pre", "code", "kbd", "samp"))
_NOTES = {"span.footnote", "div.notes", "section.notes"}


class Measured(Value):
    """What was drawn in a large-print or clear-print file."""

    underlined: int
    """Words with a line under them."""
    between: float
    """The least room between two paragraphs, in heights of most of its lines; infinite where no two follow."""
    lines: float
    """The least distance from line to line within a paragraph, in sizes of its type; infinite where all have one."""
    faces: tuple[str, ...]
    """The typefaces in the file, by their own names; behind a script face `(script)`, a slanted one `(slanted)`."""


def measure(artifact: Artifact) -> Measured:
    """Measure what no rule judges by itself, from the boxes and the typefaces of a PDF."""
    words = [box for box in artifact.boxes if box.text.strip() and not box.asset]
    return Measured(
        underlined=sum(len(box.text.split()) for box in words if box.underlined),
        between=min((room for _, room in _between(words)), default=float("inf")),
        lines=min(_distances(words), default=float("inf")),
        faces=heard.faces(artifact.content),
    )


def together(measured: Iterable[Measured]) -> Measured:
    """The least of several files, or all that is in any."""
    all_ = list(measured)
    return Measured(
        underlined=sum(one.underlined for one in all_),
        between=min(one.between for one in all_),
        lines=min(one.lines for one in all_),
        faces=tuple(sorted({face for one in all_ for face in one.faces})),
    )


def _between(words: list[Box]) -> Iterator[tuple[Box, float]]:
    """Two paragraphs of the text that follow each other on a page: where the second begins, and the room before it."""
    usual = Counter(box.height for box in words if _paragraph(box)).most_common(1)
    blocks = [list(row) for _, row in groupby(words, key=lambda box: (box.page, box.block))]
    for above, below in pairwise(blocks):
        last, first = max(above, key=lambda box: box.y), min(below, key=lambda box: box.y)
        room = first.y - last.y - last.height
        if last.page == first.page and room > -1 and (where := _paragraph(last)) and where == _paragraph(first):
            yield first, room / usual[0][0]


def _paragraph(box: Box) -> tuple[str, ...]:
    """What a paragraph of the text stands in; nothing of what is none, or of a note."""
    tags = [name.split(".")[0] for name in box.within]
    if "div.body" not in box.within or "p" not in tags or not _NOTES.isdisjoint(box.within):
        return ()
    return box.within[: len(tags) - tags[::-1].index("p") - 1]


def _distances(words: list[Box]) -> Iterator[float]:
    """From each line of a paragraph to the next, by the largest type of the line above."""
    sizes: defaultdict[tuple[int, int], defaultdict[float, float]] = defaultdict(lambda: defaultdict(float))
    for box in words:
        if _paragraph(box):
            rows = sizes[box.page, box.block]
            rows[box.y] = max(rows[box.y], box.size)
    for rows in sizes.values():
        for above, below in pairwise(sorted(rows)):
            if (distance := (below - above) * _PT / rows[above]) > _RAISED:
                yield distance


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with a large-print edition; nothing with any other, or with one that carries no boxes."""
    if not kinds.of(edition.kind).clear:
        return ()
    words = [box for box in artifact.boxes if not box.asset and any(character.isalpha() for character in box.text)]
    found = [problem for box in words for problem in _type(edition, box)]
    found += list(_shouted(edition, words))
    for box, room in _between([box for box in artifact.boxes if box.text.strip()]):
        if room < BLANK:
            hint = "let the style leave a blank line between two paragraphs"
            found.append(_problem("L06", edition, box, f"begins {room:.1f} lines below the paragraph before it", hint))
    return tuple({(problem.code, problem.path, problem.line, problem.message): problem for problem in found}.values())


def _type(edition: Edition, box: Box) -> Iterator[Problem]:
    tags = {name.split(".")[0] for name in box.within}
    if box.italic:
        yield _problem("L01", edition, box, "is set in italics", "let the style make it bold instead")
    if box.align != "start" and "pre" not in tags and not _is_number(box):
        hint = "let the style begin each line where the one above it begins, and end it where it ends"
        yield _problem("L02", edition, box, f"is aligned by `{box.align}`", hint)
    if box.hyphenated and tags.isdisjoint(_CODE):  # where a line of code goes on is marked, by its own sign
        yield _problem("L03", edition, box, "is broken with a hyphen", "let the style say `hyphens: manual`")
    if box.capitals:
        hint = "let the style keep the letters as they were typed"
        yield _problem("L04", edition, box, "is set in capitals by the style", hint)

    if box.underlined:
        hint = "let the style say `text-decoration: none`: links are known by their number or page"
        yield _problem("L05", edition, box, "is underlined", hint)


def _is_number(box: Box) -> bool:
    """Whether it stands in a column whose cells end under each other, as numbers do."""
    return any(name.split(".")[0] in ("td", "th") and "right" in name.split(".")[1:] for name in box.within)


def _shouted(edition: Edition, words: list[Box]) -> Iterator[Problem]:
    """Whole blocks that their author typed in capitals."""
    for _, row in groupby(words, key=lambda box: box.block):
        boxes = list(row)
        text = " ".join(box.text for box in boxes)
        letters = [character for character in text if character.isalpha()]
        if len(letters) >= SHOUTED and " " in text.strip() and all(letter.isupper() for letter in letters):
            hint = "type it in small letters, as words have shapes by which they are known"
            yield _problem("L04", edition, boxes[0], "is typed in capitals", hint, text)


def _problem(code: str, edition: Edition, box: Box, fault: str, hint: str, text: str = "") -> Problem:
    words = " ".join((text or box.text).replace("`", "'").split())
    path, line = lines.trace(edition, text or box.text)
    shown = words if len(words) <= 60 else words[:59] + "…"
    return Problem(code=code, path=path, line=line, message=f"page {box.page}: `{shown}` {fault}", hint=hint)
