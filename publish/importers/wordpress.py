"""An export of WordPress (WXR): published posts and pages become articles, drafts stay drafts, the rest is named."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from publish.importers import days, notes, posts, shortcodes, tree
from publish.importers.values import Bundle, Harvest, Piece, Remark

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ROOTS = ("wp-content/uploads", "uploads")


class _Export(NamedTuple):
    """What the items of an export share."""

    name: str
    wp: str
    """The namespace of WordPress's own elements, in braces."""
    excerpt: str
    """The element of an excerpt."""
    site: str
    language: str
    people: dict[str, str]
    """Names to show, by the names that authors sign in with."""
    files: dict[str, tuple[str, str, str]]
    """Address, alternative text and caption of each attachment, by its number."""


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The articles of an export."""
    root = tree.xml(_mended(content))
    channel = root.find("channel")
    harvest = Harvest()
    if channel is None:
        return harvest
    export = _export(name, root, channel)
    left: Counter[str] = Counter()
    for item in channel.findall("item"):
        kind, status = _text(item, f"{export.wp}post_type"), _text(item, f"{export.wp}status")
        if kind not in ("post", "page"):
            if kind not in ("attachment", "nav_menu_item"):
                left[kind or "item"] += 1
        elif _text(item, f"{export.wp}post_password") or status == "private":
            harvest.remarks.append(Remark("look", f"`{_text(item, 'title')}` is protected and was left out"))
        elif status in ("trash", "auto-draft", "inherit"):
            left[status] += 1
        else:
            harvest.pieces.append(_piece(item, export, bundle))
    for kind, number in left.items():
        harvest.remarks.append(Remark("done", f"{number} of the kind `{kind}` were left out"))
    return harvest


def _export(name: str, root: Any, channel: Any) -> _Export:
    space = next((uri for uri in root.nsmap.values() if "wordpress.org/export" in uri and "excerpt" not in uri), "")
    wp = f"{{{space}}}"
    excerpt = "{" + next((uri for uri in root.nsmap.values() if "excerpt" in uri), "") + "}encoded"
    site = _text(channel, f"{wp}base_blog_url") or _text(channel, f"{wp}base_site_url") or _text(channel, "link")
    return _Export(
        name=name,
        wp=wp,
        excerpt=excerpt,
        site=site.rstrip("/"),
        language=_text(channel, "language"),
        people={
            _text(author, f"{wp}author_login"): _text(author, f"{wp}author_display_name")
            for author in channel.iter(f"{wp}author")
        },
        files={
            _text(item, f"{wp}post_id"): (
                _text(item, f"{wp}attachment_url"),
                _meta(item, wp, "_wp_attachment_image_alt"),
                _text(item, excerpt),
            )
            for item in channel.findall("item")
            if _text(item, f"{wp}post_type") == "attachment"
        },
    )


def _piece(item: Any, export: _Export, bundle: Bundle) -> Piece:
    """A post or a page as it stands in the export."""
    wp, language = export.wp, export.language
    title, number = _text(item, "title"), _text(item, f"{wp}post_id")
    piece = Piece(
        source=f"{export.name}#{_text(item, f'{wp}post_type')}-{number}",
        body=None,
        title=tree.text_of(tree.fragment(title)) if "&" in title or "<" in title else title,
        digest=hashlib.sha256(etree.tostring(item)).hexdigest()[:16],
    )
    piece.draft = _text(item, f"{wp}status") in ("draft", "pending", "future")
    _dated(piece, item, export, bundle)
    _addressed(piece, item, export)
    author = _text(item, _CREATOR)
    piece.byline = (export.people.get(author) or author,) if author else ()
    piece.tags = _tags(item)
    piece.language = language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else ""
    piece.site, piece.roots = export.site, _ROOTS
    excerpt = _text(item, export.excerpt)
    piece.standfirst = tree.text_of(tree.fragment(excerpt)) if excerpt else ""
    thumbnail = _meta(item, wp, "_thumbnail_id")
    if thumbnail in export.files:
        piece.image, piece.alt = export.files[thumbnail][:2]
    comments = [c for c in item.findall(f"{wp}comment") if _text(c, f"{wp}comment_approved") == "1"]
    if comments:
        piece.remark("look", f"{len(comments)} comments of readers are not in the article")
    _body(piece, _text(item, _CONTENT), export.files)
    return piece


def _dated(piece: Piece, item: Any, export: _Export, bundle: Bundle) -> None:
    stated = (f"{export.wp}post_date", "pubDate", f"{export.wp}post_modified")
    piece.published = next((found for tag in stated if (found := days.day(_text(item, tag)))), None)
    if piece.published is None:
        piece.published = bundle.days.get(export.name)
        piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))


def _addressed(piece: Piece, item: Any, export: _Export) -> None:
    """The post's name, where it stands, and the names that it had before."""
    wp = export.wp
    slug = unquote(_text(item, f"{wp}post_name"))
    piece.slug = slug if slug.isascii() else ""
    known = (_text(item, "link"), slug, f"{export.site}/?p={_text(item, f'{wp}post_id')}")
    piece.addresses = tuple(address for address in known if address)
    piece.formerly = tuple(
        dict.fromkeys(
            value
            for value in _metas(item, wp, "_wp_old_slug")
            if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value) and value != slug
        )
    )


def _tags(item: Any) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            tree.text_of(tree.fragment(category.text))
            for category in item.findall("category")
            if category.text and category.get("domain") in ("category", "post_tag") and category.text != "Uncategorized"
        )
    )


def _text(element: Any, tag: str) -> str:
    found = element.find(tag)
    return (found.text or "").strip() if found is not None else ""


def _metas(item: Any, wp: str, key: str) -> Iterator[str]:
    """The values that an item has under a key of its own metadata."""
    for meta in item.findall(f"{wp}postmeta"):
        if _text(meta, f"{wp}meta_key") == key:
            yield _text(meta, f"{wp}meta_value")


def _meta(item: Any, wp: str, key: str) -> str:
    return next(_metas(item, wp, key), "")


def _mended(content: bytes) -> bytes:
    """Exports hold control characters that XML forbids."""
    return re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", content.lstrip())


def _body(piece: Piece, text: str, files: dict[str, tuple[str, str, str]]) -> None:
    def gallery(found: re.Match[str]) -> str:
        ids = re.search(r"ids=[\"“]?([\d,\s]+)", found[0])
        shown = []
        for key in re.findall(r"\d+", ids[1]) if ids else []:
            if key in files:
                address, alt, caption = files[key]
                words = f"<figcaption>{caption}</figcaption>" if caption else ""
                shown.append(f'<figure><img src="{address}" alt="{alt}">{words}</figure>')
            else:
                piece.remark("lost", f"picture: number {key} of a gallery is not in the export")
        if not shown:
            piece.remark("look", "a gallery of WordPress names no pictures and was left out")
        return "\n\n" + "\n".join(shown) + "\n\n"

    text = re.sub(r"\[gallery[^\]]*\]", gallery, text)
    text = re.sub(r"<!--\s*(?:more|nextpage).*?-->", "\n\n", text)
    blocks = "<!-- wp:" in text
    embed = re.compile(r"<figure[^>]*wp-block-embed[^>]*>.*?</figure>", re.S)
    text = embed.sub(
        lambda f: (
            re.sub(r"(?<![\"'=])(https?://[^\s<]+)", r'<p><a href="\1">\1</a></p>', f[0])
            .replace("<figure", "<div")
            .replace("</figure", "</div")
        ),
        text,
    )
    text = shortcodes.between(text, "<!--", "-->", lambda *_: "")
    text = shortcodes.resolve(text.replace("\r\n", "\n"), piece.remark, {})
    piece.body = tree.fragment(text)
    if not blocks or "\n\n" in re.sub(r"<[^>]+>", "", text):
        posts.paragraphs(piece.body)
    for image in piece.body.iter("img"):
        if found := re.search(r"wp-image-(\d+)", image.get("class", "")):
            known = files.get(found[1])
            if known and not image.get("alt", "").strip():
                image.set("alt", known[1])
    notes.lift(piece.body, piece.notes)
