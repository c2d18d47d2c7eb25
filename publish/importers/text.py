"""Plain text: typed, mailed, or pasted out of a PDF or off a page of the web."""

from __future__ import annotations

import hashlib
import itertools
import re
import statistics
from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from publish.importers import parts, posts, tree
from publish.importers.values import Bundle, Harvest, Piece

_BULLET = re.compile(r"\s*(?:[•◦▪▫●○■□‣⁃·➢➤►]\s*|[-–*o]\s+|\(?\d{1,2}[.)]\s+)(?=\S)")
_DEEPER = re.compile(r"\s*[–—-](?=[^\W\d_])")
"""The bullet of a deeper item, whose space PDFs lose."""
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of a text, and what stands around it: dated items, a contact block."""
    text = posts.decode(content)
    whole = Piece(source=name, body=None, digest=hashlib.sha256(content).hexdigest()[:16])
    whole.body = body_of(text, whole)
    harvest = parts.divide(whole)
    for piece in harvest.pieces:
        if piece.published is None:
            piece.published = bundle.days.get(name)
            piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))
        if not piece.title:
            piece.title = posts._spoken(PurePosixPath(name).stem)
            piece.remark("look", "the title was made from the file's name", piece.title)
    return harvest


def body_of(text: str, piece: Piece) -> Any:
    """The tree of a text: paragraphs, lists and headings as its lines show them."""
    for joined, letters in _LIGATURES.items():
        text = text.replace(joined, letters)
    text = text.replace("\f", "\n\n").replace("\v", "\n").replace("\u2028", "\n").expandtabs(4)
    text = tree.printable(text)
    lines = [line.rstrip() for line in text.split("\n")]
    lines = _without_folios(lines, piece)
    blocks = _blocks(lines, piece)
    body = tree.make("body")
    for n, block in enumerate(blocks):
        _add(body, block, blocks[n + 1] if n + 1 < len(blocks) else [], piece)
    return body


_FOLIO = re.compile(
    r"\s*(?:[-–]\s*)?(?:page\s+|seite\s+|p\.\s*)?(?P<number>\d{1,4})(?:\s*(?:of|/|von)\s*\d{1,4})?(?:\s*[-–])?\s*",
    re.I,
)


def _without_folios(lines: list[str], piece: Piece) -> list[str]:
    """Leave out page numbers and the lines that every page repeats."""
    folios = {n: int(found["number"]) for n, line in enumerate(lines) if (found := _FOLIO.fullmatch(line))}
    if len(folios) < 2 or any(b <= a for a, b in itertools.pairwise(folios.values())):
        return lines
    left_out = sorted({*folios, *_running_heads(lines, set(folios))})
    piece.remark(
        "done",
        f"{len(left_out)} page numbers and running heads were left out",
        ", ".join(dict.fromkeys(lines[n].strip() for n in left_out[:4])),
    )
    piece.look_over = True
    gone = set(left_out)
    return _run_on([line for n, line in enumerate(lines) if n not in gone])


def _running_heads(lines: list[str], folios: set[int]) -> set[int]:
    """Short lines near page numbers that stand, numbers aside, on all pages but one; on each page, the first too."""
    forms = [re.sub(r"\d+", "#", line.strip()) for line in lines]
    times = Counter(form for form in forms if 0 < len(form) < 70)
    may = {form for form, n in times.items() if max(2, len(folios) - 1) <= n <= len(folios) + 1}
    heads: set[int] = set()
    for folio in folios:
        for step in (-1, 1):
            at = folio + step
            while 0 <= at < len(lines) and abs(at - folio) < 6 and (forms[at] in may or not forms[at]):
                heads.update([at] if forms[at] else [])
                at += step
    on_each = {forms[n] for n in heads if times[forms[n]] >= len(folios)}
    return heads | {n for n, form in enumerate(forms) if form in on_each}


def _run_on(lines: list[str]) -> list[str]:
    """A paragraph runs on from page to page: no empty line within its sentence."""
    joined: list[str] = []
    for n, line in enumerate(lines):
        before = joined[-1].strip() if joined else ""
        if not line.strip() and len(before) > 40 and not re.search(r"[.!?:”\"]$", before):
            following = next((lines[at] for at in range(n, len(lines)) if lines[at].strip()), "")
            if following[:1].islower():
                continue
        joined.append(line)
    return joined


_OPENS = re.compile(r"\s*[“„«‘\"'(]?[^\W\d_a-zß-öø-ÿ]")
"""How the first line of a paragraph begins: with a capital, perhaps after a quotation mark."""


def _blocks(lines: list[str], piece: Piece) -> list[list[str]]:
    """Lines that belong together."""
    blocks: list[list[str]] = [[]]
    filled = [len(line) for line in lines if line.strip()]
    wide = statistics.quantiles(filled, n=10)[8] if len(filled) > 4 else 0
    empty = sum(1 for line in lines if not line.strip())
    pasted = wide > 40 and wide < 130 and (empty - 2) * 8 < len(filled)
    if pasted:
        piece.remark("look", "the lines were rejoined where a paragraph seemed to run on; look it over")
    for line in lines:
        if not line.strip():
            blocks.append([])
            continue
        before = blocks[-1][-1] if blocks[-1] else ""
        short = pasted and before and len(before) < wide * 0.8
        if short and (re.search(r"[.!?”\"]$", before) or (not before.endswith((",", ";", "-")) and _OPENS.match(line))):
            blocks.append([])
        blocks[-1].append(line.strip())
    return [block for block in blocks if block]


def _add(body: Any, block: list[str], following: list[str], piece: Piece) -> None:
    if len(block) == 2 and re.fullmatch(r"(=|-|~){3,}", block[1]):
        body.append(tree.make("h2", block[0]))
        return
    if re.fullmatch(r"[\s*_=-]{3,}", block[0]) and len(block) == 1:
        body.append(tree.make("hr"))
        return
    if len(block) == 1 and (found := re.match(r"(#{1,6})\s+(.*?)\s*#*$", block[0])):
        body.append(tree.make(f"h{len(found[1])}", found[2]))
        return
    run: list[str] = []
    for line in block:
        if run and (_BULLET.match(line) or (_BULLET.match(run[0]) and _DEEPER.match(line))):
            _paragraph(body, run, piece, following)
            run = []
        run.append(line)
    _paragraph(body, run, piece, following)


def _are_short(lines: list[str]) -> bool:
    """Whether lines were broken on purpose, as in an address."""
    return (
        len(lines) > 1
        and all(len(line) < 45 for line in lines)
        and not _BULLET.match(lines[0])
        and (len(lines) > 2 or not re.search(r"[a-z,]$", lines[0]) or not lines[1][:1].islower())
        and not all(re.match(r"[a-z]", line) for line in lines[1:])
    )


def _is_heading(text: str, following: list[str]) -> bool:
    """Whether a line of its own looks like the heading of what follows."""
    words = len(text.split())
    return (
        0 < words <= 12
        and bool(following)
        and not re.search(r"[.!?,;:…”\"]$", text)
        and not _BULLET.match(text)
        and len(" ".join(following).split()) > words + 6
        and text[:1].isupper()
        and ":" not in text
        and not re.search(r"\d{4}$|@|\bTel\b|www\.", text)
    )


def _paragraph(body: Any, lines: list[str], piece: Piece, following: list[str]) -> None:
    if _are_short(lines):
        paragraph = tree.make("p", lines[0])
        for line in lines[1:]:
            paragraph.append(tree.make("br"))
            paragraph[-1].tail = line
        body.append(paragraph)
        return
    joined = [lines[0]]
    for line in lines[1:]:
        before = joined[-1]
        if re.search(r"[^\W\d_]-$", before[-2:]) and line[:1].islower():
            word = re.search(r"[\w’'-]+-$", before[-80:])
            piece.remark(
                "look", f"a word broken at a line's end was joined: {(word[0] if word else '')[:-1]}{line.split()[0]}"
            )
            joined[-1] = before[:-1]
        else:
            joined.append(" ")
        joined.append(line)
    text = "".join(joined)
    heading = len(lines) == 1 and _is_heading(text, following)
    element = tree.make("h2" if heading else "p", text)
    if heading:
        element.set("data-guessed", "1")
    body.append(_linked(element))


_ADDRESS = re.compile(
    r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'’”]|www\.[\w-]+\.[^\s<>\"]+[^\s<>\".,;:!?)\]'’”])|((?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)"
)


def _linked(element: Any) -> Any:
    """Addresses typed in the text become links."""
    text = element.text or ""
    at, last = 0, None
    for found in _ADDRESS.finditer(text):
        before = text[at : found.start()]
        if last is None:
            element.text = before
        else:
            last.tail = before
        href = found[1] or f"mailto:{found[2]}"
        last = tree.make("a", found[0], href=f"https://{href}" if href.startswith("www.") else href)
        element.append(last)
        at = found.end()
    if last is not None:
        last.tail = text[at:]
    return element
