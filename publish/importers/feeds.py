"""Feeds (RSS, Atom, JSON Feed) and the JSON export of Ghost: each entry an article.

feedparser would serve, but cleans and rewrites the HTML of entries, so that what it lost could not be told.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

from lxml import etree

from publish.importers import days, notes, tree, wordpress
from publish.importers.posts import decode
from publish.importers.values import Bundle, Harvest, ImportRefused, Piece, Remark

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}"


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The articles of a feed or an export."""
    head = content.lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] == b"{":
        harvest = _json(name, content)
        for piece in harvest.pieces:
            _day_of_file(piece, bundle.days.get(name))
        return harvest
    root = tree.xml(wordpress._mended(content))
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang", "") or root.findtext("channel/language") or ""
    entries = [
        *root.iter(f"{_ATOM}entry"),
        *(e for e in root.iter() if isinstance(e.tag, str) and etree.QName(e).localname == "item"),
    ]
    harvest = Harvest()
    for entry in entries:
        piece = (_entry if entry.tag == f"{_ATOM}entry" else _item)(name, entry)
        piece.language = entry.get("{http://www.w3.org/XML/1998/namespace}lang", "") or language
        if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", piece.language):
            piece.language = ""
        _day_of_file(piece, bundle.days.get(name))
        harvest.pieces.append(piece)
    return harvest


def _day_of_file(piece: Piece, day: date | None) -> None:
    if piece.published is None:
        piece.published = day
        piece.remark("look", "no date is stated; the day of the file was taken", str(day))


def _piece(name: str, key: str, html: str, raw: bytes) -> Piece:
    part = re.sub(r"[^\w.-]+", "-", key)[-80:].strip("-") or hashlib.sha256(raw).hexdigest()[:8]
    piece = Piece(source=f"{name}#{part}", body=tree.fragment(html), digest=hashlib.sha256(raw).hexdigest()[:16])
    notes.lift(piece.body, piece.notes)
    return piece


def _address(piece: Piece, link: str) -> None:
    if found := re.match(r"(https?://[^/]+)(/.*)?", link):
        piece.site = found[1]
        last = re.sub(r"\.html?$", "", (found[2] or "").rstrip("/").rpartition("/")[2].partition("?")[0])
        piece.slug = last if re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", last) and not last.isdigit() else ""
        piece.addresses = (link,)


def _item(name: str, item: Any) -> Piece:
    def text(*tags: str) -> str:
        return next(
            (
                value.strip()
                for tag in tags
                for element in item
                if isinstance(element.tag, str)
                and (element.tag == tag or (tag[0] != "{" and etree.QName(element).localname == tag))
                and (value := element.text or "").strip()
            ),
            "",
        )

    full, summary = text(_CONTENT), text("description")
    link = text("link") or text("guid")
    piece = _piece(name, text("guid") or link or text("title"), full or summary, etree.tostring(item))
    piece.title = tree.text_of(tree.fragment(text("title"))) if text("title") else ""
    if full and summary:
        said = tree.text_of(tree.fragment(summary))
        piece.standfirst = said if len(said.split()) < 60 and not said.endswith(("[…]", "[...]", "...")) else ""
    if not full:
        piece.remark("look", "the feed may hold only the beginning of the article")
    piece.published = days.day(text("pubDate", f"{_DC}date", "date", "published"))
    author = re.sub(r"^\S+@\S+\s*\((.*)\)$", r"\1", text(f"{_DC}creator", "author"))
    piece.byline = (author,) if author and "@" not in author else ()
    piece.tags = tuple(
        dict.fromkeys((c.text or "").strip() for c in item.findall("category") if (c.text or "").strip())
    )
    _address(piece, link)
    for enclosure in item.findall("enclosure"):
        url = enclosure.get("url", "")
        if url.startswith("http"):
            piece.links = (*piece.links, (url.rpartition("/")[2].partition("?")[0] or url, url))
    return piece


def _entry(name: str, entry: Any) -> Piece:
    def body(tag: str) -> str:
        element = entry.find(f"{_ATOM}{tag}")
        if element is None:
            return ""
        if element.get("type") == "xhtml":
            inner = (
                etree.tostring(element[0], encoding="unicode", method="html", with_tail=False) if len(element) else ""
            )
            return re.sub(r"(</?)\w+:", r"\1", inner)
        text = element.text or ""
        return text if element.get("type") == "html" else text.replace("&", "&amp;").replace("<", "&lt;")

    links = {link.get("rel", "alternate"): link.get("href", "") for link in entry.findall(f"{_ATOM}link")}
    full, summary = body("content"), body("summary")
    piece = _piece(
        name, entry.findtext(f"{_ATOM}id") or links.get("alternate", ""), full or summary, etree.tostring(entry)
    )
    piece.title = tree.text_of(tree.fragment(body("title")))
    piece.standfirst = tree.text_of(tree.fragment(summary)) if full and summary else ""
    piece.published = days.day(entry.findtext(f"{_ATOM}published") or entry.findtext(f"{_ATOM}updated"))
    piece.byline = tuple(
        author.strip()
        for element in entry.findall(f"{_ATOM}author")
        if (author := element.findtext(f"{_ATOM}name") or "").strip()
    )
    piece.tags = tuple(dict.fromkeys(c.get("label") or c.get("term", "") for c in entry.findall(f"{_ATOM}category")))
    _address(piece, links.get("alternate", ""))
    return piece


def _json(name: str, content: bytes) -> Harvest:
    try:
        values = json.loads(decode(content))
    except (ValueError, RecursionError):
        raise ImportRefused("is broken JSON", "export it again") from None
    if not isinstance(values, dict):
        return Harvest()
    if isinstance(values.get("items"), list):
        return Harvest(pieces=[_json_item(name, item, values) for item in values["items"] if isinstance(item, dict)])
    database = values["db"][0] if isinstance(values.get("db"), list) and values["db"] else values
    data = database.get("data", database) if isinstance(database, dict) else {}
    return _ghost(name, data if isinstance(data, dict) else {})


def _json_item(name: str, item: dict[str, Any], feed: dict[str, Any]) -> Piece:
    def said(key: str) -> str:
        return str(item.get(key) or "")

    html = said("content_html") or _paragraphs(said("content_text"))
    piece = _piece(name, said("id") or said("url"), html, json.dumps(item, sort_keys=True).encode())
    piece.title = said("title")
    piece.standfirst = said("summary")
    piece.published = days.day(item.get("date_published")) or days.day(item.get("date_modified"))
    authors = item.get("authors") or ([item["author"]] if item.get("author") else feed.get("authors"))
    authors = authors if isinstance(authors, list) else []
    piece.byline = tuple(str(author["name"]) for author in authors if isinstance(author, dict) and author.get("name"))
    tags = item.get("tags")
    piece.tags = tuple(str(tag) for tag in tags) if isinstance(tags, list) else ()
    piece.language = said("language") or str(feed.get("language") or "")
    piece.image = said("image")
    _address(piece, said("url"))
    return piece


def _paragraphs(plain: str) -> str:
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{part}</p>" for part in escaped.split("\n\n") if part.strip())


def _ghost(name: str, data: dict[str, Any]) -> Harvest:
    def rows(key: str) -> list[dict[str, Any]]:
        found = data.get(key)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def by_id(key: str, label: str) -> dict[str, str]:
        return {str(row.get("id")): str(row.get(label) or "") for row in rows(key)}

    def joined(table: str, post: dict[str, Any], label: str) -> list[str]:
        return [str(row.get(label)) for row in rows(table) if str(row.get("post_id")) == str(post.get("id"))]

    people, topics = by_id("users", "name"), by_id("tags", "name")
    harvest = Harvest()
    for post in rows("posts"):
        if post.get("visibility") not in (None, "public"):
            harvest.remarks.append(Remark("look", f"`{post.get('title')}` is for members only and was left out"))
            continue
        piece = _ghost_post(name, post)
        writers = joined("posts_authors", post, "author_id") or [str(post.get("author_id"))]
        piece.byline = tuple(people[writer] for writer in writers if people.get(writer))
        said = [topics.get(topic, "") for topic in joined("posts_tags", post, "tag_id")]
        piece.tags = tuple(topic for topic in said if topic and not topic.startswith("#"))
        harvest.pieces.append(piece)
    return harvest


def _ghost_post(name: str, post: dict[str, Any]) -> Piece:
    """A post of Ghost with all that its own record says."""
    content = json.dumps(post, sort_keys=True, default=str).encode()
    html = _ghost_html(post).replace("__GHOST_URL__", "")
    piece = _piece(name, str(post.get("slug") or post.get("id")), html, content)
    piece.title = str(post.get("title") or "")
    piece.standfirst = str(post.get("custom_excerpt") or "")
    piece.slug = str(post.get("slug") or "")
    piece.addresses = (f"/{piece.slug}/",)
    piece.published = days.day(post.get("published_at")) or days.day(post.get("created_at"))
    piece.draft = post.get("status") in ("draft", "scheduled")
    piece.image = str(post.get("feature_image") or "").replace("__GHOST_URL__", "")
    piece.alt = str(post.get("feature_image_alt") or "")
    piece.roots = ("content/images", "content")
    return piece


def _ghost_html(post: dict[str, Any]) -> str:
    """A post's HTML; else that of the cards that older versions kept; else its plain text in paragraphs."""
    if post.get("html"):
        return str(post["html"])
    from publish.importers.posts import render

    cards = re.findall(
        r'\["(?:markdown|card-markdown|html)",\{"(?:markdown|html|cardName)":"((?:[^"\\]|\\.)*)"',
        str(post.get("mobiledoc") or ""),
    )
    html = "\n".join(render(json.loads(f'"{card}"')) for card in cards)
    return html or _paragraphs(str(post.get("plaintext") or ""))
