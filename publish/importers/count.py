"""Nothing lost, proven: what a source holds, what came of it, and what is missing with its place."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import unquote

from publish.base.language import counters
from publish.importers.tree import raw_text

_WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")

_PARTS = re.compile(r"[-/:,.']")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of writing that puts no spaces between words: each counts as a word."""


class Inventory(NamedTuple):
    """What a text holds."""

    words: tuple[str, ...]
    """In order, folded to what the eye takes for the same."""
    pictures: int
    notes: int
    links: tuple[str, ...]
    """Addresses on the web and for mail, in order."""


class Missing(NamedTuple):
    """Something of the source that is not in the article."""

    what: str
    """`words`, `picture`, `note` or `link`."""
    said: str
    after: str
    """The words before it in the source: its place."""


def fold(text: str) -> str:
    """Words as the eye takes them for the same: ligatures, accents typed apart, hyphens and quotation marks as one."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "")
    text = re.sub("[‐‑‒–—―−]|--+", "-", text)
    return re.sub("[‘’‚‛ʼ′`´]", "'", text).casefold()


def words(text: str) -> tuple[str, ...]:
    """The words and numbers of a text, folded. An address counts as one word and not as its parts."""
    found: list[str] = []
    for word in _WORD.findall(_UNSPACED.sub(r" \g<0> ", fold(text))):
        if word.isalnum() or word.replace(",", "").replace(".", "").isdigit():
            found.append(word)
        else:
            found += _PARTS.split(word)
    return tuple(word for word in found if word)


def of_tree(root: Any, notes: int = 0, extra: str = "") -> Inventory:
    """What a tree of HTML holds. Calls of notes, and signs back from them, are no words."""
    text: list[str] = [extra]
    pictures = 0
    links: list[str] = []
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "img":
            pictures += 1
        elif element.tag == "a" and (href := element.get("href", "")).lower().startswith(("http", "mailto:")):
            links.append(address(href))
    text.append(raw_text(root))
    return Inventory(words(" ".join(text)), pictures, notes, tuple(links))


def address(href: str) -> str:
    """An address to compare by."""
    return fold(unquote(re.sub(r"^(?:https?:)?//(?:www\.)?", "", href.strip(), flags=re.I))).rstrip("/#")


def of_made(body: Any, table_notes: int, remote: int, head: str) -> Inventory:
    """What the article holds that the reader made: its tree, notes under tables, remote pictures, its head's words."""
    for sign in [link for link in body.iter("a") if link.get("class") in ("noteref", "backref")]:
        sign.text = " "
        outer = sign.getparent()
        if outer.tag == "sup":
            outer.text, outer.tail = " ", " " + (outer.tail or "")
    if table_notes:
        for sign in body.xpath(".//table//sup[not(*)]"):
            if re.fullmatch("[a-z]", sign.text or ""):
                sign.text = " "
    for words in body.iter("span"):
        if words.get("class") == "missing-picture":
            words.text, words.tail = f" {words.text or ''} ", f" {words.tail or ''}"
    for items in body.iter("ol"):
        if kind := counters.of(items):  # typed as letters, they are words of the source
            first = int(items.get("start", "1"))
            head += "".join(f" {counters.counted(first + n, kind)}" for n in range(len(items)))
    notes = len(body.xpath(".//section[@class='notes']/ol/li"))
    made = of_tree(body, notes + table_notes, extra=head)
    return made._replace(pictures=made.pictures + remote)


def join(parts: list[Inventory]) -> Inventory:
    """Several inventories as one."""
    return Inventory(
        tuple(word for part in parts for word in part.words),
        sum(part.pictures for part in parts),
        sum(part.notes for part in parts),
        tuple(link for part in parts for link in part.links),
    )


def missing(source: Inventory, made: Inventory) -> list[Missing]:
    """What of the source is not in what was made, words that follow each other in one entry."""
    lost: list[Missing] = []
    spare = Counter(made.words)
    short = Counter(source.words) - spare
    if short:
        lost += _passages(source.words, made.words, short)
    absent = Counter(source.links) - Counter(made.links)
    made_links = set(made.links)
    lost += [Missing("link", link, "") for link in absent if link not in made_links]
    if source.pictures > made.pictures:
        lost.append(Missing("picture", f"{source.pictures - made.pictures} of {source.pictures}", ""))
    if source.notes > made.notes:
        lost.append(Missing("note", f"{source.notes - made.notes} of {source.notes}", ""))
    return lost


def _passages(source: tuple[str, ...], made: tuple[str, ...], short: Counter[str]) -> list[Missing]:
    """Where in the source the words stand of which there are too few."""
    lost: list[Missing] = []
    if len(source) * len(made) < 4_000_000 * 25:
        pairs = difflib.SequenceMatcher(None, source, made, autojunk=True).get_opcodes()
        gaps = [(start, end) for kind, start, end, _, _ in pairs if kind in ("delete", "replace")]
    else:
        gaps = [(0, len(source))]
    left = Counter(short)
    for start, end in gaps:
        run: list[str] = []
        first = start
        for at in range(start, end + 1):
            word = source[at] if at < end else ""
            if word and left[word] > 0:
                left[word] -= 1
                if not run:
                    first = at
                run.append(word)
            elif run:
                lost.append(Missing("words", " ".join(run[:40]), " ".join(source[max(0, first - 6) : first])))
                run = []
    rest = [word for word, number in left.items() for _ in range(number)]
    return lost + ([Missing("words", " ".join(rest[:40]), "")] if rest else [])
