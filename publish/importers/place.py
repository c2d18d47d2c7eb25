"""From a piece to the files of an article: its name, its metadata, its pictures, its links to its fellows."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from publish.base import slugs
from publish.importers import count
from publish.importers.addresses import scheme
from publish.importers.tree import (
    BLOCKS,
    make,
    raw_text,
    remove,
    replace,
    set_text_before,
    text_before,
    text_of,
    unwrap,
)
from publish.importers.values import MOST_BYTES, Bundle, Piece
from publish.importers.write import write
from publish.media.pictures import ImageError, is_file_name, read_picture

SUFFIXES = {
    "PNG": "png",
    "JPEG": "jpg",
    "GIF": "gif",
    "WEBP": "webp",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
_BLANK = "0" * 16


@dataclass
class Draft:
    """An article ready to be written: its text, its pictures, and what the source holds."""

    piece: Piece
    name: str
    """File name: `2014-12-09-title.md`."""
    text: str
    pictures: dict[str, bytes]
    """By path under source/: `images/title-photo.jpg`."""
    expected: count.Inventory
    table_notes: int = 0
    problems: list[str] = field(default_factory=list)


def name_all(pieces: list[Piece], taken: Mapping[str, str]) -> dict[int, str]:
    """A file name for each piece, by its place: no two slugs are the same, none is `taken` by another source.

    `taken` has the slugs of the publication's articles with the source that each was imported from, or nothing.
    """
    used = dict(taken)
    named: dict[int, str] = {}
    for n, piece in enumerate(pieces):
        slug = piece.slug if slugs.is_slug(piece.slug) else slugs.slug(piece.slug or piece.title, otherwise="article")
        first = slug
        tries = 1
        while slug in used and used[slug] != piece.source:
            tries += 1
            language = piece.language.lower() if piece.language else ""
            slug = (
                f"{first}-{language}"
                if tries == 2 and language and slugs.is_slug(f"{first}-{language}")
                else f"{first}-{tries}"
            )
        if slug != first:
            piece.remark("done", f"the name `{first}` was taken; the article is `{slug}`")
        used[slug] = piece.source
        day = piece.published.isoformat() if piece.published else "undated"
        named[n] = f"{day}-{slug}.md"
    return named


def draft(
    piece: Piece, name: str, bundle: Bundle, fellows: Callable[[str, Piece], str | None], keys: Collection[str]
) -> Draft:
    """The article of a cleaned piece. `fellows` knows which file an address leads to; `keys` are the metadata known."""
    expected = piece.expected or expect(piece)
    pictures: dict[str, bytes] = {}
    slug = re.sub(r"^(?:\d{4}-\d\d-\d\d|undated)-", "", name.removesuffix(".md"))
    lost_pictures = 0
    for root in (piece.body, *piece.notes.values()):
        for image in list(root.iter("img")):
            lost_pictures += not _picture(image, piece, bundle, slug, pictures)
        _lead(root, piece, fellows)
    head = _head_picture(piece, bundle, slug, pictures)
    written = write(piece.body, piece.notes)
    block = metadata(piece, head, keys, pictures)
    short = "".join(f"*[{short}]: {words}\n" for short, words in piece.abbreviations.items())
    text = f"---\n{block}---\n\n{written.text}" + (f"\n{short}" if short else "")
    return Draft(piece, name, seal(text), pictures, expected, written.table_notes)


def expect(piece: Piece) -> count.Inventory:
    """What is to be found in the article: all of the piece's text and notes."""
    parts = [count.of_tree(piece.body, len(piece.notes)), *(count.of_tree(note) for note in piece.notes.values())]
    return count.join(parts)


def metadata(piece: Piece, head: tuple[str, str], keys: Collection[str], pictures: Mapping[str, bytes]) -> str:
    """The metadata block without its fences."""
    values: dict[str, Any] = {"title": piece.title, "date": piece.published or date(1970, 1, 1)}
    values["standfirst"] = " ".join(piece.standfirst.split())
    values["byline"] = piece.byline[0] if len(piece.byline) == 1 else list(piece.byline)
    values["tags"] = list(dict.fromkeys(tag for tag in (" ".join(str(tag).split()) for tag in piece.tags) if tag))
    values["language"] = piece.language
    values["links"] = [{"title": title, "url": url} for title, url in piece.links]
    values["image"], values["alt"] = head
    values["draft"] = piece.draft
    values["formerly"] = list(piece.formerly)
    for key in ("draft", "formerly"):
        if values[key] and key not in keys:
            piece.remark("look", f"`{key}` is not in the article: this version does not know it", str(values[key]))
            values[key] = None
    kept = {key: value for key, value in values.items() if value or key == "title"}
    kept["imported"] = {"from": piece.source, "source": piece.digest or _BLANK, "text": _BLANK}
    if pictures:
        kept["imported"]["pictures"] = digest_of(pictures)
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=116)


_SEAL = re.compile(r"^(  text: )'?([0-9a-f]{16})'?$", re.M)


def seal(text: str) -> str:
    """The text with the digest of itself in its metadata, by which a later edit shows."""
    return _SEAL.sub(lambda found: f"{found[1]}'{_digest(text)}'", text, count=1)


def is_sealed(text: str) -> bool:
    """Whether nobody has edited an imported text since it was written."""
    found = _SEAL.search(text)
    return found is not None and found[2] == _digest(text)


def _digest(text: str) -> str:
    plain = _SEAL.sub(lambda found: f"{found[1]}'{_BLANK}'", text.replace("\r\n", "\n"), count=1)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def digest_of(pictures: Mapping[str, bytes]) -> str:
    """Of pictures by their names, 16 hexadecimal digits."""
    made = hashlib.sha256()
    for name, content in sorted(pictures.items()):
        made.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return made.hexdigest()[:16]


def imported_from(text: str) -> tuple[str, str, str]:
    """The source that an article's metadata state, its digest, and that of the pictures; empty where they do not."""
    block = re.match(r"---\n(.*?)^---$", text.replace("\r\n", "\n"), re.S | re.M)
    found = re.search(r"^imported:\n(?:  .*\n)+", block[1], re.M) if block else None
    if not found:
        return "", "", ""
    try:
        values = yaml.safe_load(found[0])["imported"]
        return str(values.get("from", "")), str(values.get("source", "")), str(values.get("pictures", ""))
    except (yaml.YAMLError, AttributeError, TypeError):
        return "", "", ""


# ------------------------------------------------------------------------------------------------------------- pictures


def _picture(image: Any, piece: Piece, bundle: Bundle, slug: str, pictures: dict[str, bytes]) -> bool:
    """Point a picture at its file under source/; a picture that is nowhere gives way to its words."""
    source = image.get("src", "").strip()
    content, why, stem = _content(source, piece, bundle)
    if content is None and why == "":
        image.set("src", source)
        if not image.get("alt", "").strip() and (host := _host_led_to(image)):
            image.set("alt", host)
        piece.remark("look", "a picture on the web is not fetched: save it into the folder if you may", source[:120])
        return True
    if content is not None:
        placed = _usable(content, stem)
        if isinstance(placed, str):
            why = placed
        else:
            image.set("src", _file(placed, stem, slug, pictures))
            return True
    piece.remark(
        "lost", f"picture: {why}", source[:120] if not source.startswith("data:") else "a picture inside the page"
    )
    _stand_in(image)
    return False


def _content(source: str, piece: Piece, bundle: Bundle) -> tuple[bytes | None, str, str]:
    """The bytes of a picture, or why there are none; neither when it is on the web."""
    if source in piece.pictures:
        return piece.pictures[source], "", PurePosixPath(source.rpartition(":")[2]).stem
    if source.startswith("data:"):
        found = re.match(r"data:image/[\w.+-]+;base64,", source)
        try:
            if found:
                return base64.b64decode(re.sub(r"\s|%0A", "", source[found.end() :]), validate=True), "", "picture"
        except (binascii.Error, ValueError):
            pass
        return None, "a picture inside the page is broken", ""
    own = piece.site and source.startswith(piece.site)
    name = bundle.find(source, piece.source.partition("#")[0], piece.roots)
    if name:
        try:
            content = bundle.open(name)
        except OSError:
            return None, "cannot be read", ""
        if len(content) <= MOST_BYTES:
            return content, "", PurePosixPath(name).stem
    if scheme(source) in ("http", "https"):
        return None, "", ""
    if piece.site and source.startswith("/") and not own:
        return None, f"is not among the files; it was at {piece.site}{source}"[:160], ""
    return None, "is not among the files", ""


def _usable(content: bytes, stem: str) -> tuple[bytes, str] | str:
    """A picture as the press takes it, with its suffix; a sentence when it cannot be used."""
    try:
        asset = read_picture(
            f"images/{slugs.slug(stem, otherwise='picture')}.{_kind(content) or 'png'}", lambda _: content
        )
        return content, SUFFIXES.get(asset.media_type, "png")
    except ImageError as fault:
        why = str(getattr(fault, "message", fault))
    converted = _converted(content)
    if converted is not None:
        return converted, "png"
    return re.sub(r"^the image `[^`]*`", "it", why)[:120]


def _kind(content: bytes) -> str:
    starts = ((b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))
    for start, kind in starts:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in content[:4096] else ""


def _converted(content: bytes) -> bytes | None:
    """A bitmap of another kind (BMP, TIFF) as PNG."""
    if content[:2] not in (b"BM", b"II", b"MM"):
        return None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=("BMP", "TIFF")) as picture:
            if picture.width * picture.height > 50_000_000:
                return None
            made = io.BytesIO()
            picture.convert("RGB" if picture.mode not in ("L", "RGBA") else picture.mode).save(
                made, "PNG", optimize=True
            )
            return made.getvalue()
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _file(placed: tuple[bytes, str], stem: str, slug: str, pictures: dict[str, bytes]) -> str:
    content, suffix = placed
    stem = slugs.slug(re.sub(r"-\d{2,4}x\d{2,4}$", "", unquote(stem)), otherwise="picture")[:60]
    name = f"images/{slug[:60]}/{stem}.{suffix}"
    n = 1
    while name in pictures and pictures[name] != content:
        n += 1
        name = f"images/{slug[:60]}/{stem}-{n}.{suffix}"
    pictures[name] = content
    return name


def _stand_in(image: Any) -> None:
    """Where a picture is missing its words stand in italics."""
    parent = image.getparent()
    alt = " ".join(image.get("alt", "").split())
    alt = ("" if is_file_name(alt, image.get("src", "")) else alt) or _host_led_to(image)
    if not alt:
        remove(image)
        if parent is not None and parent.tag == "figure" and parent.find("figcaption") is not None:
            parent.find("figcaption").tag = "p"
        return
    words = make("em", alt)
    _set_apart(parent if _is_all_of_a_link(image) else image)
    replace(image, words)
    while parent is not None and parent.tag in ("a", "figure"):
        if parent.tag == "figure" and parent.find(".//img") is None:
            caption = parent.find("figcaption")
            if caption is not None:
                caption.tag = "p"
            index = list(parent)
            for child in index:
                if child.tag in ("em", "a"):
                    paragraph = make("p")
                    replace(child, paragraph)
                    child.tail = None
                    paragraph.append(child)
        parent = parent.getparent()


def _set_apart(picture: Any) -> None:
    """A space on either side of words that are to stand for a picture; they stand after a word that it stood in."""
    before, said, rest = picture.getprevious(), text_before(picture), picture.tail or ""
    beside = said or (raw_text(before) if before is not None and before.tag not in BLOCKS else "")
    if beside[-1:].isalnum():
        end = found[0] if rest[:1].islower() and (found := re.match(r"\w+", rest)) else ""
        set_text_before(picture, f"{said}{end} ")
        rest = rest[len(end) :]
    follower = picture.getnext() if not rest else None
    follows = text_of(follower) if follower is not None and follower.tag not in BLOCKS else rest
    picture.tail = f" {rest}" if follows[:1].isalnum() else rest


def _host_led_to(image: Any) -> str:
    """Where a link leads that holds a picture and no words; empty when there is none."""
    return urlsplit_host(image.getparent().get("href", "")) if _is_all_of_a_link(image) else ""


def _is_all_of_a_link(image: Any) -> bool:
    parent = image.getparent()
    return parent is not None and parent.tag == "a" and not text_of(parent)


def _head_picture(piece: Piece, bundle: Bundle, slug: str, pictures: dict[str, bytes]) -> tuple[str, str]:
    if not piece.image:
        return "", ""
    content, why, stem = _content(piece.image, piece, bundle)
    placed = _usable(content, stem) if content is not None else why or "is on the web and was not fetched"
    if isinstance(placed, str):
        piece.remark("look", f"the picture for the head {placed}", piece.image[:120])
        return "", ""
    name = _file(placed, stem, slug, pictures)
    if any(image.get("src") == name for image in piece.body.iter("img")):
        return "", ""  # it stands in the text already
    if not piece.alt:
        piece.remark("look", "the picture for the head has no words that stand for it", piece.image[:80])
    return name, piece.alt


# ---------------------------------------------------------------------------------------------------------------- links


def _lead(root: Any, piece: Piece, fellows: Callable[[str, Piece], str | None]) -> None:
    """Point links to what was imported too at its file; make the others whole, or keep their words alone."""
    for link in list(root.iter("a")):
        href = link.get("href", "")
        if href.lower().strip() in ("mailto:", "tel:"):
            piece.settled.add(count.address(href))
            piece.remark("look", f"a link has no address: `{text_of(link)[:50]}`; its words were kept", href)
            unwrap(link)
            continue
        if not href or href.startswith("#") or scheme(href) in ("mailto", "tel", "sms"):
            if scheme(href) in ("tel", "sms"):
                unwrap(link)
            continue
        fellow = fellows(href, piece)
        if fellow or scheme(href) not in ("http", "https"):
            piece.settled.add(count.address(href))
        if fellow:
            _, _, part = href.partition("#")
            link.set("href", fellow)
            if part:
                piece.remark("done", "a link to a part of another article leads to its beginning", href[:80])
        elif scheme(href) in ("http", "https"):
            if not urlsplit_host(href):
                _words_alone(link, piece, href)
        elif href.startswith("/") and piece.site:
            link.set("href", piece.site + href)
        else:
            _words_alone(link, piece, href)


def urlsplit_host(href: str) -> str:
    """The host of an address; empty when it has none that can be read."""
    try:
        return urlsplit(href).netloc
    except ValueError:
        return ""


def _words_alone(link: Any, piece: Piece, href: str) -> None:
    piece.settled.add(count.address(href))
    hint = "; say --site with the address of the site it came from" if not piece.site and not scheme(href) else ""
    piece.remark(
        "look",
        f"a link leads nowhere outside its old site: `{text_of(link)[:50]}`; its words were kept{hint}",
        href[:80],
    )
    unwrap(link)
