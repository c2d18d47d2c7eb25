"""The proof of accessibility: one page a publication that says what was looked at, by whom, and what was found."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from publish.editions import kinds
from publish.media.colour import contrast
from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs import equivalence, large_print, matterhorn
from publish.proofs.as_heard import Heard, examine
from publish.proofs.equivalence import Same
from publish.proofs.pictures import Picture, numbered


class Pair(NamedTuple):
    """A colour of text and what it stands on, with the contrast that they have and how much text has them."""

    colour: str
    ground: str
    ratio: float
    letters: int
    smallest: float
    """Of the type that is set in them, in points."""


class Proof(NamedTuple):
    """What was found in the files of a publication."""

    heard: tuple[Heard, ...]
    pairs: tuple[Pair, ...]
    smallest: dict[str, float]
    """By edition of a clear kind, its smallest type in points."""
    measured: dict[str, large_print.Measured]
    """By edition of a clear kind, what was drawn in its files."""
    same: tuple[Same, ...]
    orders: tuple[tuple[str, tuple[Picture, ...]], ...]
    """By the name of a tagged PDF, its pages with the numbers in which their blocks are read."""

    @property
    def pictures(self) -> dict[str, bytes]:
        """What lies beside the page, by name."""
        return {picture_name(name, one): one.content for name, pages in self.orders for one in pages}


def picture_name(name: str, picture: Picture) -> str:
    """Where the picture of a page is, from the page of the proof."""
    return f"order/{name}-{picture.page}.png"


Words = Callable[[str], Mapping[str, str]]
"""The style's words in a language."""


def prove(
    made: Iterable[tuple[Edition, Artifact]],
    words: Words,
    braille: Callable[[str], equivalence.Braille | None] = lambda _: None,
) -> tuple[Proof, tuple[Problem, ...]]:
    """Look at finished files that carry their boxes; what is wrong with them is a problem of handbill's own.

    `braille` has what writes a language as braille.
    """
    found: list[Heard] = []
    same: list[Same] = []
    orders: list[tuple[str, tuple[Picture, ...]]] = []
    problems: list[Problem] = []
    letters: Counter[tuple[str, str]] = Counter()
    sizes: dict[tuple[str, str], float] = {}
    smallest: dict[str, float] = {}
    measured: defaultdict[str, list[large_print.Measured]] = defaultdict(list)
    for edition, artifact in made:
        if (heard := examine(edition, artifact)) is not None:
            found.append(heard)
            problems += _problems(edition, heard)
            if artifact.suffix == "pdf":
                orders.append((f"{edition.name}/{artifact.name}", numbered(artifact)))
        there = equivalence.compare(edition, artifact, words(edition.language), braille(edition.language))
        if there is not None:
            same.append(there)
            problems += _unequal(edition, there)
        if kinds.of(edition.kind).clear and artifact.suffix == "pdf":
            measured[edition.name].append(large_print.measure(artifact))
        for box in artifact.boxes:
            if box.text.strip() and box.colour and not box.asset:
                pair = (box.colour, box.ground)
                letters[pair] += len(box.text)
                sizes[pair] = min(sizes.get(pair, box.size), box.size)
                if kinds.of(edition.kind).clear:
                    smallest[edition.name] = min(smallest.get(edition.name, box.size), box.size)
    pairs = [Pair(*pair, contrast(*pair), count, sizes[pair]) for pair, count in letters.items()]
    ranked = tuple(sorted(pairs, key=lambda pair: pair.ratio))
    drawn = {name: large_print.together(files) for name, files in measured.items()}
    return Proof(tuple(found), ranked, smallest, drawn, tuple(same), tuple(orders)), tuple(problems)


def _problems(edition: Edition, heard: Heard) -> Iterator[Problem]:
    path = edition.articles[0].source
    file = f"{heard.edition}/{heard.name}.{heard.suffix}"
    hint = "please report it: this is a fault of handbill, not of your text"
    for words in (*heard.lost, *heard.joined):
        shown = words if len(words) <= 60 else words[:59] + "…"
        yield Problem(
            code="H01", path=path, line=None, message=f"`{shown}` is not heard in {file} as written", hint=hint
        )
    for fault in heard.faults:
        yield Problem(code="H02", path=path, line=None, message=f"in {file} {fault}", hint=hint)


def _unequal(edition: Edition, same: Same) -> Iterator[Problem]:
    path = edition.articles[0].source
    file = f"{same.edition}/{same.name}.{same.suffix}"
    hint = "please report it: this is a fault of handbill, not of your text"
    for words in same.lost if same.suffix == "txt" else ():  # of others H01 says so
        shown = words if len(words) <= 60 else words[:59] + "…"
        yield Problem(code="H01", path=path, line=None, message=f"`{shown}` is not in {file} as written", hint=hint)
    for cell in same.unlike:
        yield Problem(code="H02", path=path, line=None, message=f"in {file} a cell has other heads: {cell}", hint=hint)


# ---------------------------------------------------------------------------------------------------------- the page

_LARGE_PRINT = (
    (
        "Large enough type: 16 point and up, 18 for choice; clear print 12 and up, 14 for choice",
        "handbill: Q06, and above",
    ),
    ("Strong contrast of text and ground", "handbill: every pair of colours, above"),
    ("No italics", "handbill: L01 looks at every word"),
    (
        "Lines that begin where the one above begins, with no justified or centred text",
        "handbill: L02 looks at every word",
    ),
    ("No words broken at a line's end", "handbill: L03 looks at every word"),
    ("No words in capitals", "handbill: L04; your own as well, by the block"),
    ("No underlining", "handbill: L05 looks at every word; counted above"),
    ("A plain, even typeface", "handbill: those that are drawn, above; a person sees whether they are plain"),
    ("Space between lines and between paragraphs", "handbill: L06 looks at all paragraphs; measured above"),
    ("Paper without glare, and ink that does not show through", "a person, at the printer"),
    ("Pictures and charts that can be understood", "a person"),
)
"""What the guidelines ask of a page, in our own words, and who sees to it."""

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#111;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:start;font-weight:bold}"
    "details img{max-width:100%;height:auto;border:1px solid #767676;margin:.5rem .5rem 0 0}"
    "th,td{text-align:start;vertical-align:top;padding:.3rem 1rem .3rem 0;border-bottom:1px solid #767676}"
)


def page(title: str, proof: Proof, validators: Sequence[str], asked: Collection[str] = ()) -> str:
    """The proof as one HTML page that stands alone.

    `validators` say what each of them said; by the names of those that were `asked` it is known who answers what.
    """
    heard = [
        (
            f"{one.edition}/{one.name}.{one.suffix}",
            str(one.blocks),
            str(len(one.lost)),
            str(len(one.joined)),
            _said(one),
        )
        for one in sorted(proof.heard, key=lambda one: (one.edition, one.name))
    ]
    colours = [
        (pair.colour, pair.ground, f"{pair.ratio:.1f} : 1", _meant(pair), str(pair.letters)) for pair in proof.pairs
    ]
    good = sum(one.good for one in proof.heard)
    parts = [
        f"<h1>{escape(title)}: proof of accessibility</h1>",
        f"<p>{good} of {len(proof.heard)} files are heard as they were written. Nothing here claims conformance: "
        "what a person has to judge is listed with the conditions.</p>",
        _table(
            "As heard: each file read by its structure alone, beside the source",
            ("File", "Blocks compared", "Lost or out of place", "Words joined", "What its structure does not say"),
            heard,
        ),
        _table(
            "Equivalence: the same words in the same order, and the same heads for each cell, in every format",
            ("File", "Blocks compared", "Lost or out of place", "Cells compared", "Cells with other heads"),
            [
                (
                    f"{one.edition}/{one.name}.{one.suffix}",
                    "not compared" if one.suffix == "brf" else str(one.blocks),
                    "" if one.suffix == "brf" else "; ".join(one.lost[:3]) or "nothing",
                    str(one.cells),
                    "; ".join(one.unlike[:3]) or "none",
                )
                for one in sorted(proof.same, key=lambda one: (one.edition, one.name))
            ],
        ),
        _table("Colours of text", ("Text", "Ground", "Contrast", "WCAG 2.2, 1.4.3", "Letters"), colours),
        _table(
            "Clear and Large Print Guidelines (UKAAF G003), measured on the pages",
            (
                "Edition",
                "Smallest type, points",
                "Underlined words",
                "Least room between paragraphs, lines",
                "Least distance of lines, sizes of type",
                "Typefaces",
            ),
            [
                (
                    name,
                    f"{size:.1f}",
                    str(proof.measured[name].underlined),
                    _ratio(proof.measured[name].between),
                    _ratio(proof.measured[name].lines),
                    ", ".join(proof.measured[name].faces),
                )
                for name, size in sorted(proof.smallest.items())
            ],
        ),
        _table(
            "Clear and Large Print Guidelines (UKAAF G003), by what they ask for",
            ("What is asked", "Answered by"),
            _LARGE_PRINT if proof.smallest else (),
        ),
        _table(
            f"PDF/UA-1 by the failure conditions of the Matterhorn Protocol 1.1, and who answers each: {_counted()}",
            ("Condition", "What would be wrong", "Answered by", "How"),
            [(one.number, one.fault, _answered(one.by, asked), one.how) for one in matterhorn.conditions()],
        ),
        _reading_order(proof),
        "<h2>Validators</h2>" + "".join(f"<p>{escape(said)}</p>" for said in validators or ("None were asked.",)),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}: proof of accessibility</title>"
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        + "\n".join(parts)
        + "</main></body></html>\n"
    )


def _reading_order(proof: Proof) -> str:
    """The pictures of the pages; what they show is said block by block above them, and for the ear is nothing new."""
    files = "".join(
        f"<details><summary>{escape(name)}</summary>"
        + "".join(
            f'<img src="{escape(picture_name(name, one))}" width="{one.width}" height="{one.height}" loading="lazy" '
            f'alt="Page {one.page} of {escape(name)}, its blocks numbered as they are read"/>'
            for one in pages
        )
        + "</details>"
        for name, pages in sorted(proof.orders, key=lambda one: one[0])
    )
    return f"<h2>Reading order, on the pages</h2>{files}" if files else ""


def data(proof: Proof) -> bytes:
    """The same as JSON, for programs."""
    said = {
        "files": [
            {
                "file": f"{one.edition}/{one.name}.{one.suffix}",
                "blocks": one.blocks,
                "lost": one.lost,
                "joined": one.joined,
                "structure": one.faults,
            }
            for one in proof.heard
        ],
        "equivalence": [
            {
                "file": f"{one.edition}/{one.name}.{one.suffix}",
                "blocks": one.blocks,
                "lost": one.lost,
                "cells": one.cells,
                "other_heads": one.unlike,
            }
            for one in proof.same
        ],
        "colours": [pair._asdict() for pair in proof.pairs],
        "smallest_type": proof.smallest,
        "clear_print": {
            name: one.as_dict() | {field: None for field in ("between", "lines") if getattr(one, field) == float("inf")}
            for name, one in proof.measured.items()
        },
        "matterhorn": dict(Counter(one.by for one in matterhorn.conditions())),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _counted() -> str:
    """How many conditions each answers."""
    count = Counter(one.by for one in matterhorn.conditions())
    return ", ".join(f"{by} {count[by]}" for by in count)


def _answered(by: str, asked: Collection[str]) -> str:
    """Who answers a condition; a validator that was not asked answers nothing."""
    said = {
        matterhorn.VALIDATOR: "veraPDF" if "veraPDF" in asked else "nobody yet (veraPDF was not asked)",
        matterhorn.NONE: "no file has any",
        matterhorn.PERSON: "a person",
    }
    return said.get(by, by)


def _ratio(value: float) -> str:
    """What has no other beside it has no distance."""
    return "none to measure" if value == float("inf") else f"{value:.2f}"


def _said(one: Heard) -> str:
    return "; ".join((*one.faults, *one.lost[:3], *one.joined[:3])) or "nothing"


def _meant(pair: Pair) -> str:
    """Whether the contrast is enough for type of that size (AA: 4.5, of 18 points and more 3)."""
    return "enough" if pair.ratio >= (3 if pair.smallest >= 18 else 4.5) else "too little"


def _table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    lines = ""
    for first, *rest in rows:
        cells = "".join(f"<td>{escape(one)}</td>" for one in rest)
        lines += f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    return table if lines else ""
