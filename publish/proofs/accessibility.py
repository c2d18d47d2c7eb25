"""The proof of accessibility: one page a publication that says what was looked at, by whom, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from publish.editions import kinds
from publish.media.colour import contrast
from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs.as_heard import Heard, examine


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


def prove(made: Iterable[tuple[Edition, Artifact]]) -> tuple[Proof, tuple[Problem, ...]]:
    """Look at finished files that carry their boxes; what is wrong with them is a problem of handbill's own."""
    found: list[Heard] = []
    problems: list[Problem] = []
    letters: Counter[tuple[str, str]] = Counter()
    sizes: dict[tuple[str, str], float] = {}
    smallest: dict[str, float] = {}
    for edition, artifact in made:
        if (heard := examine(edition, artifact)) is not None:
            found.append(heard)
            problems += _problems(edition, heard)
        for box in artifact.boxes:
            if box.text.strip() and box.colour and not box.asset:
                pair = (box.colour, box.ground)
                letters[pair] += len(box.text)
                sizes[pair] = min(sizes.get(pair, box.size), box.size)
                if kinds.of(edition.kind).clear:
                    smallest[edition.name] = min(smallest.get(edition.name, box.size), box.size)
    pairs = [Pair(*pair, contrast(*pair), count, sizes[pair]) for pair, count in letters.items()]
    return Proof(tuple(found), tuple(sorted(pairs, key=lambda pair: pair.ratio)), smallest), tuple(problems)


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


# ---------------------------------------------------------------------------------------------------------- the page

_CHECKPOINTS = (
    ("01", "Real content is tagged, decoration is not", "veraPDF; handbill reads every word back"),
    ("02", "Role mapping", "veraPDF"),
    ("03", "Flicker", "nothing in the files moves"),
    ("04", "Colour and contrast", "handbill (below)"),
    ("05", "Sound", "there is none in the files"),
    ("06", "Metadata", "veraPDF"),
    ("07", "Viewer preferences", "veraPDF"),
    ("08", "Text recognition", "nothing is scanned by handbill; pictures of text need a person"),
    ("09", "Appropriate tags, logical order", "handbill: block by block in the order of the source"),
    ("10", "Character mapping", "veraPDF; handbill reads every word back"),
    ("11", "Natural language", "veraPDF; handbill: every language in the source is said"),
    ("12", "Stretched characters", "handbill uses none"),
    ("13", "Graphics", "veraPDF; whether a text alternative says what matters needs a person"),
    ("14", "Headings", "veraPDF; handbill (T04)"),
    ("15", "Tables", "veraPDF; handbill: heads by the algorithm of HTML"),
    ("16", "Lists", "veraPDF; handbill: every list says its numbering"),
    ("17", "Mathematics", "veraPDF; each formula has its TeX as its alternative, which a person may better"),
    ("18", "Page headers and footers", "handbill: they are artifacts"),
    ("19", "Notes and references", "veraPDF"),
    ("20", "Optional content", "there is none"),
    ("21", "Embedded files", "veraPDF"),
    ("22", "Article threads", "there are none"),
    ("23", "Digital signatures", "there are none"),
    ("24", "Forms", "there are none"),
    ("25", "XFA", "there is none"),
    ("26", "Security", "veraPDF"),
    ("27", "Navigation", "veraPDF"),
    ("28", "Annotations", "veraPDF; handbill: links have areas, words and no twins"),
    ("29", "Actions", "there are no scripts"),
    ("30", "XObjects", "veraPDF"),
    ("31", "Fonts", "veraPDF"),
)
"""The 31 checkpoints of the Matterhorn Protocol 1.02 and who answers them."""

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
    ("No underlining", "the house style has none; nobody measures it"),
    ("A plain, even typeface", "the house style; nobody measures it"),
    ("Space between lines and between paragraphs", "the house style; nobody measures it"),
    ("Paper without glare, and ink that does not show through", "a person, at the printer"),
    ("Pictures and charts that can be understood", "a person"),
)
"""What the guidelines ask of a page, in our own words, and who sees to it."""

_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#111;background:#fff}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:start;font-weight:bold}"
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
        "what a person has to judge is listed with the checkpoints.</p>",
        _table(
            "As heard: each file read by its structure alone, beside the source",
            ("File", "Blocks compared", "Lost or out of place", "Words joined", "What its structure does not say"),
            heard,
        ),
        _table("Colours of text", ("Text", "Ground", "Contrast", "WCAG 2.2, 1.4.3", "Letters"), colours),
        _table(
            "Clear and Large Print Guidelines (UKAAF G003): smallest type",
            ("Edition", "Points"),
            [(name, f"{size:.1f}") for name, size in sorted(proof.smallest.items())],
        ),
        _table(
            "Clear and Large Print Guidelines (UKAAF G003), by what they ask for",
            ("What is asked", "Answered by"),
            _LARGE_PRINT if proof.smallest else (),
        ),
        _table(
            "PDF/UA-1 by the checkpoints of the Matterhorn Protocol 1.02, and who answers them",
            ("Checkpoint", "Subject", "Answered by"),
            [(number, subject, _answered(by, asked)) for number, subject, by in _CHECKPOINTS],
        ),
        "<h2>Validators</h2>" + "".join(f"<p>{escape(said)}</p>" for said in validators or ("None were asked.",)),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}: proof of accessibility</title>"
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        + "\n".join(parts)
        + "</main></body></html>\n"
    )


def _answered(by: str, asked: Collection[str]) -> str:
    """Who answers a checkpoint; a validator that was not asked answers nothing."""
    return by if "veraPDF" in asked else by.replace("veraPDF", "nobody yet (veraPDF was not asked)")


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
