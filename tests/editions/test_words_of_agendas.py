"""Whatever an agenda is like, each word that was typed is in its pack, once; and in the open one what is not confidential."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from publish.editions.withholding import divided
from publish.formats.folded import folded
from publish.formats.pdf.kinds import pack
from publish.model import Edition, Manuscript
from publish.readers.agenda import read
from publish.value import replace
from tests.support import packs
from tests.support.sample import house_style


def nowhere(path: str) -> bytes:  # noqa: ARG001
    """There are no pictures."""
    raise FileNotFoundError


def _words() -> Callable[[list[str]], str]:
    """What makes a word that no other is like, and keeps it."""
    numbers = (f"w{number}ord" for number in count(1))

    def word(kept: list[str]) -> str:
        kept.append(next(numbers).translate(str.maketrans("0123456789", "abcdefghij")))
        return kept[-1]

    return word


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """An agenda, its words that are for everybody, and those that are not; no two are alike."""
    word = _words()
    openly: list[str] = []
    secret: list[str] = []

    lines = [word(openly), ""]
    within = False
    for number in range(1, draw(st.integers(1, 6)) + 1):
        if draw(st.booleans()):
            lines += ["", f"## {word(openly)}", "", word(openly), ""]
        closed = draw(st.sampled_from(["", "", "confidential: {}", "confidential: {} | public title: {}"]))
        kept = secret if "public" in closed else openly
        parts = [f"{number}. {word(kept)}", *(["18:30"] if draw(st.booleans()) else []), f"lead: {word(kept)}"]
        parts += [re.sub("{}", lambda _: word(openly), closed)] if closed else []
        lines.append(" | ".join(parts))
        body = secret if closed else openly
        for _ in range(draw(st.integers(0, 2))):
            lines += [f"   {word(body)}", ""]
        within = draw(st.booleans())
        if within:
            lines.append(f"{number}.1 {word(body)} | lead: {word(body)}")
    if draw(st.booleans()):
        lines += ["", "## " + word(openly), "", word(openly)]
    return "\n".join(lines), openly, secret


def shown(edition: Edition) -> list[str]:
    """The words of a pack as it is set, without its head."""
    galley = pack.typeset(edition, house_style(), ())
    return re.findall(r"w[a-j]+ord", " ".join(html.fromstring(galley.html).find("body").itertext()))


@st.composite
def tabled(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """An agenda that is a table, of Markdown, HTML or lines with tabs, likewise."""
    word = _words()
    openly: list[str] = []
    secret: list[str] = []

    form = draw(st.sampled_from(["pipes", "html", "html on a line", "tabs"]))
    known = {"lead": "Presenter", "time": "Heure", "exempt": "Exempt"}
    heads = [("number", "No"), ("subject", "Agenda item")]
    heads += [(kind, head) for kind, head in known.items() if draw(st.booleans())]
    heads += [("other", "Purpose")] if form != "tabs" and draw(st.booleans()) else []
    heads = draw(st.permutations(heads))
    rows: list[list[str]] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        if form != "tabs" and len(heads) > 2 and draw(st.integers(0, 3)) == 0:
            across = word(openly)
            rows.append([across if kind == "number" else "" for kind, _ in heads])
        closed = ("exempt", "Exempt") in heads and draw(st.booleans())
        body = secret if closed else openly
        said = {"number": f"{number}.", "time": "18:30", "exempt": word(openly) if closed else ""}
        for kind, _ in heads:
            if kind == "subject":
                said[kind] = word(openly) + (f"<br>{word(body)}" if form != "tabs" and draw(st.booleans()) else "")
            elif kind == "lead":
                said[kind] = word(openly)
            elif kind == "other":
                said[kind] = word(body) if draw(st.booleans()) else ""
        rows.append([said[kind] for kind, _ in heads])
    every = [[head for _, head in heads], *rows]
    if form == "pipes":
        lines = [f"| {' | '.join(row)} |" for row in every]
        lines.insert(1, "|" + "---|" * len(heads))
    elif form == "tabs":
        lines = ["\t".join(row) for row in every]
    else:
        lines = [f"<tr>{''.join(f'<td><p>{cell}</p></td>' for cell in row)}</tr>" for row in every]
        lines = ["<table>", *lines, "</table>"]
        lines = ["".join(lines)] if form.endswith("line") else lines
    before = [word(openly), "", f"## {word(openly)}", ""]
    after = ["", f"## {word(openly)}", "", word(openly)] if draw(st.booleans()) else []
    return "\n".join([*before, *lines, *after]), openly, secret


@settings(max_examples=40)
@given(typed() | tabled())
def test_every_typed_word_is_in_the_pack_once(made: tuple[str, list[str], list[str]]) -> None:
    """In the pack as it is set, and in the one text that large print and braille are made of."""
    text, openly, secret = made
    content = f"---\ntitle: Board\ndate: 2026-03-02\n---\n{text}".encode()
    agenda, problems = read(Manuscript(path="source/agendas/board.md", content=content), "en-GB", nowhere)
    assert agenda is not None, problems
    editions = divided(packs.pack(agenda), {}, frozenset(), "urn:another")

    public = re.findall(r"public title: (\w+)", text)
    reasons = [item.confidence.reason for item in agenda.items if item.confidence and not item.within]
    for edition in editions:
        whole = edition.audience == "confidential" or len(editions) == 1
        words = [word for word in openly if word not in public] + secret if whole else openly
        for said in (shown(edition), _folded(edition)):
            once = [word for word in said if word not in reasons]  # these stand at each part of their item too
            assert sorted(once + reasons) == sorted(words)
            assert {*reasons} <= {*said}


def _folded(edition: Edition) -> list[str]:
    (article,) = folded(replace(edition, kind="text-pack"), house_style(), ()).articles
    return re.findall(r"w[a-j]+ord", " ".join(html.fromstring(f"<div>{article.body}</div>").itertext()))
