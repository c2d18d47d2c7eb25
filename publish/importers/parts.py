"""What stands together on one page, told apart: the article, dated items (articles of their own), the contact block."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any, NamedTuple

from publish.base import slugs
from publish.importers import count, days
from publish.importers.tree import HEADINGS, make, text_of
from publish.importers.values import Harvest, Piece

_CONTACT = re.compile(
    r"(?:contact(?:s|\s+us|\s+details|\s+information)?|get in touch|find us|kontakt|impressum|nous"
    r" contacter|contacto|contatti|cysylltu(?: â ni)?)\s*:?",
    re.I,
)
_TELEPHONE = re.compile(
    r"(?:tel(?:ephone|efon|éphone)?|phone|ph|t|call)\s*(?:no\.?)?\s*[.:]?\s*(?P<number>\+?[\d\s()/.-]{7,24}\d)", re.I
)
_FAX = re.compile(r"fax\s*[.:]?\s*\+?[\d\s()/.-]{7,}", re.I)
_MAIL = re.compile(r"(?:e-?mail\s*[.:]?\s*)?(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)", re.I)
_SITE = re.compile(r"(?:web(?:site)?\s*[.:]?\s*)?(?P<site>(?:https?://|www\.)\S+)", re.I)
_LONGEST_TITLE = 22


class Block(NamedTuple):
    """A block of the page and its text."""

    element: Any
    text: str
    lines: tuple[str, ...]


def divide(whole: Piece, *, several: bool = True) -> Harvest:
    """The pieces that a page makes: its article first."""
    before = count.of_tree(whole.body)
    blocks = [_block(child) for child in whole.body if _shows(child)]
    harvest = Harvest()
    blocks = _take_contact(blocks, whole, harvest)
    items = _dated_items(blocks) if several else []
    starts = [min(start, title) for start, title in items]
    end = starts[0] if starts else len(blocks)
    main = blocks[:end]
    heading = None
    if starts and main and _is_title(main[-1]) and len(main) > 1:
        heading = main.pop()
        whole.remark("done", f"the heading over the dated items was left out: {heading.text[:60]}")
    if main and any(len(block.text.split()) > 8 for block in main):
        harvest.pieces.append(_main(whole, main))
    for k, (start, title) in enumerate(items):
        stop = starts[k + 1] if k + 1 < len(starts) else len(blocks)
        harvest.pieces.append(_item(whole, blocks, (start, title, stop), k))
    if items:
        note = f"{len(items)} dated items became articles of their own"
        (harvest.pieces[0] if harvest.pieces else whole).remark("done", note)
    if not harvest.pieces:
        harvest.pieces.append(_main(whole, blocks))
    _prove(before, harvest, heading.text if heading else "")
    return harvest


def _dated_items(blocks: list[Block]) -> list[tuple[int, int]]:
    """Where each dated item of a page begins, and where its title is; none where there is but one."""
    items: list[tuple[int, int]] = []
    has_main_day = False
    for n, block in enumerate(blocks):
        if not days.alone(block.text):
            continue
        date_first = n + 2 < len(blocks) and _is_title(blocks[n + 1]) and _is_text(blocks[n + 2], blocks[n + 1])
        title_first = n > 0 and _is_title(blocks[n - 1]) and n + 1 < len(blocks)
        of_main = title_first and not has_main_day and not items and n <= 3 and blocks[n - 1].element.tag == "h1"
        if date_first and not of_main:
            items.append((n, n + 1))
        elif title_first and has_main_day:
            items.append((n - 1, n - 1))
        else:
            has_main_day = True
    return items if len(items) > 1 else []


def _prove(before: count.Inventory, harvest: Harvest, heading: str) -> None:
    """Every word of the page is in one of its pieces, or proposed, or was said to be left out."""
    parts = [
        count.of_tree(
            piece.body, extra=" ".join((piece.title, piece.standfirst, *piece.byline, heading, piece.left_out))
        )
        for piece in harvest.pieces
    ]
    parts.append(count.Inventory(tuple(harvest.said_contact.split()), 0, 0, ()))
    for missing in count.missing(before._replace(pictures=0, links=()), count.join(parts)):
        if not days.day(missing.said) and not missing.said.isdigit() and missing.what == "words":
            harvest.pieces[0].remark("lost", f"words: {missing.said}", f"after “{missing.after}”")


def _shows(element: Any) -> bool:
    """Whether a reader sees anything of an element."""
    return isinstance(element.tag, str) and bool(
        text_of(element) or element.find(".//img") is not None or element.tag in ("img", "hr")
    )


def _block(element: Any) -> Block:
    lines = [element.text or ""]
    for child in element.iterdescendants():
        if child.tag == "br":
            lines.append(child.tail or "")
        elif isinstance(child.tag, str):
            lines[-1] += (child.text or "") + (child.tail or "")
    return Block(element, text_of(element), tuple(line for line in (" ".join(line.split()) for line in lines) if line))


def _is_title(block: Block) -> bool:
    words = block.text.split()
    if block.element.tag in HEADINGS:
        return True
    return (
        block.element.tag in ("p", "a", "strong")
        and 1 <= len(words) <= _LONGEST_TITLE
        and not re.search(r"[.;,:]$", block.text)
        and len(block.lines) == 1
        and not days.alone(block.text)
        and not _MAIL.search(block.text)
        and not re.match(r"\s*[•·*-]\s", block.text)
        and block.text[:1] not in '“"'
    )


def _is_text(block: Block, title: Block) -> bool:
    """Whether a block is what stands under a title."""
    if days.alone(block.text) or block.element.tag in HEADINGS:
        return False
    return not _is_title(block) or len(block.text.split()) > max(7, len(title.text.split()))


def _main(whole: Piece, blocks: list[Block]) -> Piece:
    """The article: its title, its day near it, the rest its text."""
    piece = whole
    rest = _without_headline(piece, blocks) if piece.title else _titled(piece, blocks)
    for n, block in enumerate(rest[:6]):
        if (found := days.alone(block.text)) is not None:
            piece.published = piece.published or found
            if found == piece.published:
                rest.pop(n)
                break
    _byline(piece, rest)
    if not piece.standfirst and len(rest) > 2 and _is_standfirst(rest[0], rest[1]):
        piece.standfirst = rest.pop(0).text
        piece.remark("look", "the first paragraph became the standfirst", piece.standfirst[:60])
    body = make("body")
    for block in rest:
        body.append(block.element)
    piece.body = body
    return piece


def _titled(piece: Piece, blocks: list[Block]) -> list[Block]:
    """Take the title from the blocks near the top; give what is left."""
    first = next((n for n, block in enumerate(blocks[:6]) if _is_title(block)), None)
    if first is None:
        return list(blocks)
    above = blocks[:first]
    if blocks[first].element.tag not in HEADINGS and any(len(block.text.split()) >= 12 for block in above):
        return list(blocks)
    piece.title = blocks[first].text.strip()
    return [*above, *blocks[first + 1 :]]


def _without_headline(piece: Piece, blocks: list[Block]) -> list[Block]:
    """What is left of the blocks without the headline that the piece has already, and without what stood over it."""
    match = next((n for n, block in enumerate(blocks[:8]) if _same(block.text, piece.title)), None)
    if match is None:
        return list(blocks)
    before, rest = blocks[:match], blocks[match + 1 :]
    if any(len(block.text.split()) > 12 for block in before):
        return before + rest
    if before:
        said = " | ".join(block.text or "a picture" for block in before)
        piece.remark("done", f"what stood over the headline was left out: {said[:100]}")
        piece.left_out += f" {said}"
        for block in before:
            piece.published = piece.published or days.alone(block.text)
    return rest


def _is_standfirst(block: Block, following: Block) -> bool:
    words = len(block.text.split())
    return (
        block.element.tag == "p"
        and 8 <= words <= 45
        and block.text.rstrip()[-1:] in ".!?"
        and _plain_text(block)
        and len(following.text.split()) > words
    )


def _item(whole: Piece, blocks: list[Block], place: tuple[int, int, int], number: int) -> Piece:
    start, title, stop = place
    body = make("body")
    day_block = blocks[start] if start != title else blocks[start + 1]
    for block in blocks[max(start, title) + (1 if start != title else 2) : stop]:
        body.append(deepcopy(block.element))
    headline = blocks[title].text
    piece = Piece(
        source=f"{whole.source}#{slugs.slug(headline, otherwise=f'item-{number + 1}')[:60]}",
        body=body,
        title=headline,
        published=days.alone(day_block.text),
        language=whole.language,
        digest=whole.digest,
        pictures=whole.pictures,
        roots=whole.roots,
        site=whole.site,
    )
    piece.left_out = day_block.text
    link = blocks[title].element if blocks[title].element.tag == "a" else blocks[title].element.find(".//a")
    if link is not None and link.get("href", "").startswith(("http://", "https://")):
        piece.links = ((headline, link.get("href")),)
    return piece


def _byline(piece: Piece, rest: list[Block]) -> None:
    """Take a line that says by whom the article is, and nothing else than what is known."""
    for n, block in enumerate(rest[:4]):
        found = re.match(r"(?:by|von|par|written by|author:)\s+(\w[^.;]{3,120})$", block.text, re.I)
        names = tuple(re.split(r"\s+and\s+|,\s*", found[1])) if found else ()
        known = sorted(piece.byline) == sorted(names)
        if found and (known if piece.byline else (len(block.text.split()) <= 8 and found[1][0].isupper())):
            piece.byline = names
            piece.left_out += f" {rest.pop(n).text}"
            return


def _plain_text(block: Block) -> bool:
    """Whether a block is words alone, all bold or all italic at most."""
    inner = list(block.element)
    return not inner or (
        len(inner) == 1
        and inner[0].tag in ("strong", "b", "em", "i")
        and not len(inner[0])
        and text_of(inner[0]) == block.text
    )


def _same(one: str, other: str) -> bool:
    def plain(text: str) -> str:
        return re.sub(r"[\W_]+", " ", text.casefold()).strip()

    return plain(one) == plain(other)


def _take_contact(blocks: list[Block], whole: Piece, harvest: Harvest) -> list[Block]:
    """Take the contact blocks off the page."""
    kept: list[Block] = []
    n = 0
    while n < len(blocks):
        block = blocks[n]
        first = block.lines[0] if block.lines else ""
        if (
            len(block.text) < 700
            and _CONTACT.fullmatch(first)
            and block.element.tag in ("p", "div", *HEADINGS, "address", "li")
        ):
            lines = list(block.lines[1:])
            end, seen = n + 1, bool(_reaches(lines))
            while end < len(blocks):
                following = list(blocks[end].lines)
                reaches = _reaches(following)
                if seen and not reaches:
                    break
                if not reaches and not (
                    following and all(len(line.split()) <= 7 and not line.endswith(".") for line in following)
                ):
                    break
                lines += following
                seen = seen or reaches
                end += 1
            if seen and len(lines) > 1:
                contact = _contact(lines)
                harvest.said_contact += " ".join(count.words(" ".join((first, *lines)))) + " "
                if not harvest.contact:
                    harvest.contact = contact
                    whole.remark(
                        "done",
                        "the contact block is for publication.toml, not for the article",
                        ", ".join(lines)[:100],
                    )
                n = end
                continue
        kept.append(block)
        n += 1
    return kept


def _reaches(lines: list[str]) -> bool:
    return any(_TELEPHONE.match(line) or _MAIL.fullmatch(line) or _FAX.match(line) for line in lines)


def _contact(lines: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    address: list[str] = []
    for line in lines:
        if mail := _MAIL.fullmatch(line):
            found.setdefault("email", mail["mail"])
        elif _FAX.match(line):
            continue
        elif number := _TELEPHONE.match(line):
            found.setdefault("telephone", " ".join(number["number"].split()))
        elif site := _SITE.fullmatch(line):
            found.setdefault("website", site["site"] if site["site"].startswith("http") else f"https://{site['site']}")
        else:
            address.append(line)
    if address:
        found["name"] = address[0]
    if address[1:]:
        found["address"] = address[1:]
    return found
