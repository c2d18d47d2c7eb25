"""The way in, from a bundle to drafts: every kind goes through the same steps."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from lxml import etree

from publish.base import barrier
from publish.importers import clean, count, house, place
from publish.importers.kinds import kind_of
from publish.importers.place import Draft
from publish.importers.values import Bundle, ImportRefused, Piece, Remark

MOST_SEEN = 200_000
"""Letters of a source that are kept to be looked at."""


@dataclass
class Brought:
    """All that came of the sources."""

    drafts: list[Draft] = field(default_factory=list)
    remarks: list[tuple[str, Remark]] = field(default_factory=list)
    """About sources that made no article."""
    contact: dict[str, Any] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    """What a source was called when it was imported before, by what it is called now."""
    passed_over: list[str] = field(default_factory=list)
    """Files that are of no kind: pictures, settings of other programs."""


def bring(
    bundles: Iterable[Bundle],
    *,
    taken: Mapping[str, str],
    keys: Collection[str],
    site: str = "",
    language: str = "",
    title: str = "",
    digests: Mapping[str, str] = MappingProxyType({}),
) -> Brought:
    """The drafts of all articles in the bundles.

    `taken` has the slugs of the articles there are with the source each came from, `digests` with its digest. `keys`
    are the metadata that an article may have; `site` is the address that paths beginning with `/` are meant from,
    `language` the publication's, `title` another headline for the first.
    """
    brought = Brought()
    pieces: list[tuple[Piece, Bundle]] = []
    for bundle in bundles:
        brought.remarks += [(name, Remark("look", why)) for name, why in bundle.refused.items()]
        for name in bundle.names if bundle.wanted is None else bundle.wanted:
            for piece in _read(name, bundle, brought):
                piece.site = site.rstrip("/") or piece.site
                pieces.append((piece, bundle))
    if title and pieces:
        pieces[0][0].title = title
    shaped = []
    for piece, bundle in pieces:
        if (fault := barrier.guarded(shape, piece)) is not None:
            brought.remarks.append((piece.source, _ours(fault)))
            continue
        shaped.append((piece, bundle))
        if language and piece.language.split("-")[0].lower() == language.split("-")[0].lower():
            piece.language = ""
    pieces = shaped
    brought.renamed = _renamed([piece for piece, _ in pieces], taken, digests)
    now = {before: source for source, before in brought.renamed.items()}
    names = place.name_all(
        [piece for piece, _ in pieces], {slug: now.get(source, source) for slug, source in taken.items()}
    )
    fellows = _index([piece for piece, _ in pieces], names)
    for n, (piece, bundle) in enumerate(pieces):
        draft = barrier.guarded(place.draft, piece, names[n], bundle, fellows, keys)
        if isinstance(draft, barrier.Fault):
            brought.remarks.append((piece.source, _ours(draft)))
        else:
            brought.drafts.append(draft)
    return brought


def _renamed(pieces: list[Piece], taken: Mapping[str, str], digests: Mapping[str, str]) -> dict[str, str]:
    """Sources that were imported under another name: of the same bytes, or the same part of another export."""
    present = {piece.source for piece in pieces}
    gone = {source: slug for slug, source in taken.items() if source and source not in present}
    found: dict[str, str] = {}
    for piece in pieces:
        if piece.source in taken.values():
            continue
        part = piece.source.partition("#")[2]
        alike = [
            source
            for source, slug in gone.items()
            if source.partition("#")[2] == part
            and source not in found.values()
            and (digests.get(slug) == piece.digest or (part and slug == piece.slug))
        ]
        if len(alike) == 1:
            found[piece.source] = alike[0]
            piece.slug = gone[alike[0]]
            piece.remark("done", "the source had another name when it was imported before", alike[0])
    return found


def _ours(fault: barrier.Fault) -> Remark:
    """What is said where something was raised that nobody had foreseen."""
    return Remark(
        "lost", f"was not read: this is a fault of handbill, not of your file: {fault.reason}; please report it"
    )


def _read(name: str, bundle: Bundle, brought: Brought) -> list[Piece]:
    try:
        content = bundle.open(name)
        kind = kind_of(name, content)
        if kind is None:
            brought.passed_over.append(name)
            return []
        harvest = barrier.guarded(kind.read(), name, content, bundle, passing=(ImportRefused, RecursionError))
    except ImportRefused as refused:
        hint = f"; {refused.hint}" if refused.hint else ""
        brought.remarks.append((name, Remark("lost", f"{refused.message}{hint}")))
        return []
    except RecursionError:
        brought.remarks.append((name, Remark("lost", "is nested too deeply to be read")))
        return []
    if isinstance(harvest, barrier.Fault):
        brought.remarks.append((name, _ours(harvest)))
        return []
    brought.remarks += [(name, remark) for remark in harvest.remarks]
    brought.contact = brought.contact or harvest.contact
    return harvest.pieces


def shape(piece: Piece) -> None:
    """Clean a piece, count what it holds, and apply the rules of the house."""
    clean.drop(piece)
    piece.expected = piece.expected or place.expect(piece)
    piece.seen = etree.tostring(piece.body, encoding="unicode", method="html")[:MOST_SEEN]
    clean.shape(piece)
    house.apply(piece)
    if not piece.title:
        first = next((text for text in piece.body.itertext() if text.strip()), "")
        piece.title = " ".join(first.split()[:10]) or "Untitled"
        piece.remark("look", "the title was made from the first words", piece.title)
    piece.title = piece.title[:300]
    if len(piece.standfirst) > 600:
        piece.remark("look", "the standfirst is very long", piece.standfirst[:60])


def _index(pieces: list[Piece], names: dict[int, str]) -> Callable[[str, Piece], str | None]:
    """The way from an address of the old site to the file of the article that stood there."""
    exact: dict[str, str] = {}
    last: dict[str, set[str]] = {}
    for n, piece in enumerate(pieces):
        for address in (*piece.addresses, piece.slug):
            plain = _address(address)
            if plain:
                exact.setdefault(plain, names[n])
                last.setdefault(plain.rpartition("/")[2], set()).add(names[n])

    def find(href: str, piece: Piece) -> str | None:
        if re.match(r"[a-zA-Z][\w+.-]*:", href) and not _is_of(href, piece.site):
            return exact.get(_address(href)) if "://" in href and _address(href).count("/") else None
        plain = _address(href)
        if not plain:
            return None
        if not href.startswith("/") and (beside := _beside(href, piece)) in exact:
            return exact[beside]
        if plain in exact:
            return exact[plain]
        tail = re.sub(r"^\d{4}-\d\d?-\d\d?-", "", plain.rpartition("/")[2])
        several = last.get(tail) or last.get(plain.rpartition("/")[2]) or set()
        if len(several) > 1:
            several = {name for address, name in exact.items() if address.endswith(f"/{plain}")}
        return next(iter(several)) if len(several) == 1 else None

    return find


def _beside(href: str, piece: Piece) -> str:
    """An address that is meant from the file it is written in, as addresses of files are kept."""
    folder = PurePosixPath(piece.source.partition("#")[0]).parent
    return _address(posixpath.normpath(f"{folder}/{href.removeprefix('@/')}".split("#")[0].split("?")[0]))


def _is_of(href: str, site: str) -> bool:
    """Whether an address in full is one of the site."""
    plain, own = (re.sub(r"^https?://(?:www\.)?", "", address) for address in (href, site))
    return bool(own) and (plain == own or plain.startswith(own + "/"))


def _address(address: str) -> str:
    plain = unquote(re.sub(r"[?#].*", "", address)).strip().lower()
    plain = re.sub(r"^https?://(?:www\.)?[^/]*", "", plain)
    plain = re.sub(r"(?:/(?:index|_index|readme))?\.(?:md|markdown|html?)$", "", plain)
    parts = [part for part in plain.split("/") if part not in ("", ".", "..", "~", "@")]
    if parts and parts[-1] in ("index", "_index", "readme"):
        parts.pop()
    if parts:
        parts[-1] = re.sub(r"^\d{4}-\d\d?-\d\d?-", "", parts[-1])
    return "/".join(parts)


def prove(draft: Draft, made: count.Inventory | None) -> list[Remark]:
    """What of the source is missing in the article as the reader made it; everything when it made none."""
    if made is None:
        return [Remark("lost", "the article has errors, and nothing is made of it until they are mended")]
    settled = draft.piece.settled
    expected = draft.expected._replace(links=tuple(link for link in draft.expected.links if link not in settled))
    made = made._replace(words=(*made.words, *draft.piece.taken))
    lost = [
        Remark("lost", f"{missing.what}: {missing.said}", f"after “{missing.after}”" if missing.after else "")
        for missing in count.missing(expected, made)
    ]
    told = sum(1 for remark in draft.piece.remarks if remark.weight == "lost" and remark.what.startswith("picture"))
    return [remark for remark in lost if not (remark.what.startswith("picture:") and told)]
