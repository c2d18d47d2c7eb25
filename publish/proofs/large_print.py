"""Large print is what its readers were promised (UKAAF, Clear and Large Print Guidelines, G003), seen on its pages.

Looked at are the boxes as they were laid out, whatever stylesheet made them. That nothing is too small is Q06.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from publish.editions import kinds
from publish.model import Artifact, Box, Edition
from publish.problem import Problem
from publish.proofs import lines

SHOUTED = 12
"""Capital letters in a row of words from which they are a block that is hard to read; less may be an abbreviation."""


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with a large-print edition; nothing with any other, or with one that carries no boxes."""
    if not kinds.of(edition.kind).clear:
        return ()
    words = [box for box in artifact.boxes if not box.asset and any(character.isalpha() for character in box.text)]
    found = [problem for box in words for problem in _type(edition, box)]
    found += list(_shouted(edition, words))
    return tuple({(problem.code, problem.path, problem.line, problem.message): problem for problem in found}.values())


def _type(edition: Edition, box: Box) -> Iterator[Problem]:
    code = any(name.split(".")[0] == "pre" for name in box.within)
    if box.italic:
        yield _problem("L01", edition, box, "is set in italics", "let the style make it bold instead")
    if box.align != "start" and not code and not _is_number(box):
        hint = "let the style begin each line where the one above it begins, and end it where it ends"
        yield _problem("L02", edition, box, f"is aligned by `{box.align}`", hint)
    if box.hyphenated:
        yield _problem("L03", edition, box, "is broken with a hyphen", "let the style say `hyphens: manual`")
    if box.capitals:
        hint = "let the style keep the letters as they were typed"
        yield _problem("L04", edition, box, "is set in capitals by the style", hint)


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
