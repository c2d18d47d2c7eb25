"""An export of WordPress (WXR): published posts and pages become articles, drafts stay drafts, the rest is named."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import unquote

from lxml import etree

from publish.importers import days, notes, posts, shortcodes, tree
from publish.importers.values import Bundle, Harvest, Piece, Remark

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ROOTS = ("wp-content/uploads", "uploads")


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The articles of an export."""
    root = tree.xml(_mended(content))
    channel = root.find("channel")
    harvest = Harvest()
    if channel is None:
        return harvest
    space = next((uri for uri in root.nsmap.values() if "wordpress.org/export" in uri and "excerpt" not in uri), "")
    wp = f"{{{space}}}"
    excerpt = "{" + next((uri for uri in root.nsmap.values() if "excerpt" in uri), "") + "}encoded"
    site = (
        _text(channel, f"{wp}base_blog_url") or _text(channel, f"{wp}base_site_url") or _text(channel, "link")
    ).rstrip("/")
    language = _text(channel, "language")
    people = {
        _text(author, f"{wp}author_login"): _text(author, f"{wp}author_display_name")
        for author in channel.iter(f"{wp}author")
    }
    items = channel.findall("item")
    files = {
        _text(item, f"{wp}post_id"): (_text(item, f"{wp}attachment_url"), _alt(item, wp), _text(item, excerpt))
        for item in items
        if _text(item, f"{wp}post_type") == "attachment"
    }
    left: dict[str, int] = {}
    for item in items:
        kind, status = _text(item, f"{wp}post_type"), _text(item, f"{wp}status")
        if kind not in ("post", "page"):
            if kind not in ("attachment", "nav_menu_item"):
                left[kind or "item"] = left.get(kind or "item", 0) + 1
            continue
        title = _text(item, "title")
        if _text(item, f"{wp}post_password") or status == "private":
            harvest.remarks.append(Remark("look", f"`{title}` is protected and was left out"))
            continue
        if status in ("trash", "auto-draft", "inherit"):
            left[status] = left.get(status, 0) + 1
            continue
        piece = Piece(
            source=f"{name}#{kind}-{_text(item, f'{wp}post_id')}",
            body=None,
            title=tree.text_of(tree.fragment(title)) if "&" in title or "<" in title else title,
            digest=hashlib.sha256(etree.tostring(item)).hexdigest()[:16],
        )
        piece.draft = status in ("draft", "pending", "future")
        piece.published = (
            days.day(_text(item, f"{wp}post_date"))
            or days.day(_text(item, "pubDate"))
            or days.day(_text(item, f"{wp}post_modified"))
        )
        if piece.published is None:
            piece.published = bundle.days.get(name)
            piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))
        slug = unquote(_text(item, f"{wp}post_name"))
        piece.slug = slug if slug.isascii() else ""
        link = _text(item, "link")
        piece.addresses = tuple(a for a in (link, slug, f"{site}/?p={_text(item, f'{wp}post_id')}") if a)
        author = _text(item, _CREATOR)
        piece.byline = (people.get(author) or author,) if author else ()
        piece.tags = tuple(
            dict.fromkeys(
                tree.text_of(tree.fragment(c.text))
                for c in item.findall("category")
                if c.text and c.get("domain") in ("category", "post_tag") and c.text != "Uncategorized"
            )
        )
        piece.language = language if language and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else ""
        piece.site, piece.roots = site, _ROOTS
        piece.standfirst = tree.text_of(tree.fragment(_text(item, excerpt))) if _text(item, excerpt) else ""
        old = [meta for meta in item.findall(f"{wp}postmeta") if _text(meta, f"{wp}meta_key") == "_wp_old_slug"]
        piece.formerly = tuple(
            dict.fromkeys(
                value
                for value in (_text(meta, f"{wp}meta_value") for meta in old)
                if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value) and value != slug
            )
        )
        thumbnail = next(
            (
                _text(meta, f"{wp}meta_value")
                for meta in item.findall(f"{wp}postmeta")
                if _text(meta, f"{wp}meta_key") == "_thumbnail_id"
            ),
            "",
        )
        if thumbnail in files:
            piece.image, piece.alt = files[thumbnail][0], files[thumbnail][1]
        comments = [c for c in item.findall(f"{wp}comment") if _text(c, f"{wp}comment_approved") == "1"]
        if comments:
            piece.remark("look", f"{len(comments)} comments of readers are not in the article")
        _body(piece, _text(item, _CONTENT), files)
        harvest.pieces.append(piece)
    for kind, number in left.items():
        harvest.remarks.append(Remark("done", f"{number} of the kind `{kind}` were left out"))
    return harvest


def _text(element: Any, tag: str) -> str:
    found = element.find(tag)
    return (found.text or "").strip() if found is not None else ""


def _alt(item: Any, wp: str) -> str:
    return next(
        (
            _text(meta, f"{wp}meta_value")
            for meta in item.findall(f"{wp}postmeta")
            if _text(meta, f"{wp}meta_key") == "_wp_attachment_image_alt"
        ),
        "",
    )


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
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
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
