"""Posts of other systems: Markdown or HTML under metadata, as Jekyll, Hugo, Eleventy, Zola and VuePress have them.

What their writers do is counted over thousands of real posts; whatever stands in more than one of a hundred has its
place here. The rest is named in the report.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from datetime import date
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import Any

import tomli
import yaml

from publish.importers import days, notes, shortcodes, tree
from publish.importers.shortcodes import Said
from publish.importers.values import Bundle, Harvest, ImportRefused, Piece

_ROOTS = (
    "static",
    "public",
    "assets",
    "source",
    "src",
    "content",
    "_site",
    "site/.vuepress/public",
    ".vuepress/public",
    "docs/.vuepress/public",
)
_QUIET_KEYS = {
    "layout",
    "comments",
    "wordpress_id",
    "published",
    "path",
    "type",
    "weight",
    "permalink",
    "event_id",
    "time",
    "template",
    "translationkey",
    "show_meta",
    "toc",
    "sitemap",
    "menu",
    "url",
    "link",
    "guid",
    "hero",
    "status",
    "post_id",
    "uid",
    "id",
    "aliases",
    "draft",
    "slug",
    "expirydate",
    "nav_order",
    "parent",
    "order",
    "updated",
    "lastmod",
    "sticky",
    "pin",
    "math",
    "mermaid",
    "fileclass",
    "author_image",
    "author2_image",
    "twitter",
    "og-image",
    "og_image",
    "layout_class",
    "robots",
    "css",
    "js",
}
_TITLE = ("title", "headline", "name")
_STANDFIRST = (
    "standfirst",
    "description",
    "summary",
    "excerpt",
    "teaser",
    "deck",
    "subheadline",
    "subtitle",
    "lead",
    "lede",
    "abstract",
    "intro",
)
_BYLINE = ("byline", "author", "authors", "author2", "writer", "contributors")
_TAGS = ("tags", "tag", "categories", "category", "topics", "topic", "keywords")
_DATE = (
    "date",
    "published_at",
    "publish_date",
    "publishdate",
    "pubdate",
    "published",
    "created",
    "created_at",
    "datepublished",
    "lastmod",
    "updated",
)
_IMAGE = (
    "image",
    "featured_image",
    "featuredimage",
    "cover",
    "cover_image",
    "primary_image",
    "hero_image",
    "images",
    "thumb",
    "thumbnail",
    "og_image",
    "og-image",
    "header",
)
_ALT = ("image-alt", "image_alt", "alt", "imagealt", "image_alt_text", "featured_image_alt", "image_caption")
_FENCES = (
    (re.compile(r"\s*---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$\n?", re.S | re.M), "yaml"),
    (re.compile(r"\s*\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*\r?$\n?", re.S | re.M), "toml"),
)


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of one post."""
    text = decode(content)
    typed, body = split(text)
    piece = Piece(source=name, body=None, digest=hashlib.sha256(content).hexdigest()[:16])
    piece.roots = _roots(name, bundle)
    values = {str(key).lower().strip(): value for key, value in typed.items()}
    extra = values.pop("extra", None)
    if isinstance(extra, dict):
        values.update({str(key).lower(): value for key, value in extra.items() if str(key).lower() not in values})
    for group in ("taxonomies", "params"):
        if isinstance(within := values.pop(group, None), dict):
            values.update({str(key).lower(): value for key, value in within.items() if str(key).lower() not in values})
    _metadata(piece, values, name, bundle)
    said = piece.remark
    known = {
        "page.title": piece.title,
        "title": piece.title,
        "page.date": piece.published.isoformat() if piece.published else "",
        "page.excerpt": piece.standfirst,
        "page.description": piece.standfirst,
        "description": piece.standfirst,
    }
    body = re.sub(r"<!--\s*(?:more|excerpt|truncate|end_excerpt|readmore)\s*-->", "\n\n", body, flags=re.I)
    body = shortcodes.resolve(body, said, {key: str(value) for key, value in known.items()})
    body = shortcodes.outside_code(body, partial(_abbreviations, piece=piece))
    html = body if _is_html(name, body) else render(body, said)
    html = shortcodes.between(html, "<!--", "-->", lambda *_: "")
    piece.body = tree.fragment(html)
    if _is_html(name, body):
        paragraphs(piece.body)
    notes.lift(piece.body, piece.notes)
    if not piece.title:
        first = next(iter(piece.body.iter(*tree.HEADINGS)), None)
        piece.title = tree.text_of(first) if first is not None else ""
        if not piece.title:
            piece.title = _spoken(_stem(name))
            piece.remark("look", "the title was made from the file's name", piece.title[:80])
    harvest = Harvest(pieces=[piece])
    if not tree.text_of(piece.body) and piece.body.find(".//img") is None:
        piece.remark("look", "there is no text under the metadata")
    return harvest


def _abbreviations(text: str, piece: Piece) -> str:
    """Text without the lines `*[HTML]: what it stands for`, which the piece keeps."""

    def kept(found: re.Match[str]) -> str:
        piece.abbreviations[found[1].strip()] = " ".join(found[2].split())
        return ""

    return re.sub(r"(?m)^\*\[([^\[\]\n]{1,60})\]:[ \t]+(\S[^\n]*)\n?", kept, text)


def decode(content: bytes) -> str:
    """Text of UTF-8, or of what it is most likely to be."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    guess = from_bytes(content[:200_000]).best()
    return content.decode(guess.encoding if guess else "cp1252", "replace").replace("\r\n", "\n").replace("\r", "\n")


def split(text: str) -> tuple[dict[str, Any], str]:
    """The metadata of a post, and its text."""
    text = text.lstrip("\ufeff")
    for fence, kind in _FENCES:
        if found := fence.match(text):
            return _block(found[1], kind), text[found.end() :]
    if text.startswith("{\n"):
        try:
            values, end = json.JSONDecoder().raw_decode(text)
            return (values, text[end:]) if isinstance(values, dict) else ({}, text)
        except ValueError:
            pass
    return {}, text


def _block(text: str, kind: str) -> dict[str, Any]:
    if len(text) > 200_000 or re.search(r"^\s*[\w-]*:?\s*&\w+\s", text, re.M):
        return _leniently(text)
    try:
        values = (
            tomli.loads(text)
            if kind == "toml"
            else yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        )
    except (tomli.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError):
        return _leniently(text)
    return values if isinstance(values, dict) else {}


def _leniently(text: str) -> dict[str, Any]:
    """Keys and values of a block that its own format does not allow, line by line."""
    values: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        if found := re.match(r"([A-Za-z_][\w-]*)\s*[:=]\s*(.*)$", line):
            key, value = found[1], found[2].strip().strip("\"'")
            values[key] = (
                [part.strip(" \"'") for part in value[1:-1].split(",")]
                if value.startswith("[") and value.endswith("]")
                else value
            )
        elif key and (found := re.match(r"\s*-\s+(.*)$", line)):
            values[key] = [*(values[key] if isinstance(values[key], list) else []), found[1].strip("\"' ")]
    return values


class _Values:
    """A post's metadata, and which keys of it were asked for."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.all = values
        self.used: set[str] = set()

    def get(self, key: str) -> Any:
        """The value of a key, which is used then."""
        self.used.add(key)
        return self.all.get(key)

    def first(self, keys: tuple[str, ...]) -> Any:
        """The first value that says something; the keys after it stay unused."""
        for key in keys:
            value = self.all.get(key)
            if value not in (None, "", [], {}) and not isinstance(value, bool):
                self.used.add(key)
                return value
        return None

    def several(self, *keys: str) -> list[str]:
        """All that lists of names say."""
        return [name for key in keys for name in _several(self.get(key))]


def _metadata(piece: Piece, values: dict[str, Any], name: str, bundle: Bundle) -> None:
    asked = _Values(values)
    piece.title = shortcodes.with_signs(_line(asked.first(_TITLE)))
    piece.standfirst = _plain(_line(asked.first(_STANDFIRST)))
    _day(piece, asked, name, bundle)
    people = [person for key in _BYLINE for person in _people(asked.get(key), bundle)]
    piece.byline = tuple(dict.fromkeys(person for person in people if person))
    if short := [person for person in piece.byline if re.fullmatch(r"[a-z0-9]+", person)]:
        piece.remark("look", "an author has a short name alone: write it out", ", ".join(short))
    piece.tags = tuple(dict.fromkeys(asked.several(*_TAGS)))[:20]
    keys = ("lang", "language", "locale")
    language = _line(asked.first(keys)) or _language_of(name)
    asked.used.update(keys)
    known = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}", language)
    piece.language = language.replace("_", "-") if known else ""
    status = str(values.get("status", "")).lower()
    piece.draft = asked.get("draft") is True or values.get("published") is False or status == "draft"
    piece.draft = piece.draft or "_drafts" in PurePosixPath(name).parts
    _addressed(piece, asked, name)
    _image(piece, values, asked.used)
    _links(piece, asked)
    for key, value in values.items():
        if key not in asked.used and key not in _QUIET_KEYS and value not in (None, "", [], {}, False):
            said = _line(value)[:100] or str(value)[:100]
            piece.remark("done", f"the metadata key `{key}` has no place here", said)


def _day(piece: Piece, asked: _Values, name: str, bundle: Bundle) -> None:
    """The day that is stated, else the one in an address, else the file's."""
    values = asked.all
    piece.published = next((found for key in _DATE if (found := days.day(values.get(key))) is not None), None)
    asked.used.update(_DATE)
    if piece.published is None:
        piece.published = (
            days.in_path(str(values.get("path", "")))
            or days.in_path(name)
            or days.in_path(str(values.get("permalink", "")))
        )
    if piece.published is None:
        piece.published = bundle.days.get(name)
        if piece.published is None and (day := _near_day(name, bundle)) is not None:
            piece.published = day
        if piece.published:
            piece.remark("look", "no date is stated; the day of the file was taken", piece.published.isoformat())


def _addressed(piece: Piece, asked: _Values, name: str) -> None:
    """The post's name, where it stands, and the names that it had before."""
    stem = _stem(name)
    own, permalink, path = (_line(asked.get(key)) for key in ("slug", "permalink", "path"))
    slug = _last(own) or _last(permalink) or _last(path) or stem
    piece.slug = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-") if slug.isascii() else ""
    old = asked.several("aliases", "redirect_from")
    piece.formerly = tuple(
        dict.fromkeys(
            last
            for last in map(_last, old)
            if last and re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", last) and last != piece.slug
        )
    )
    known = (name, re.sub(r"\.\w+$", "", name), permalink, path, *old, f"/{stem}")
    piece.addresses = tuple(address for address in known if address)


def _links(piece: Piece, asked: _Values) -> None:
    links = asked.all.get("links")
    if not isinstance(links, list):
        return
    pairs = [
        (
            str(link.get("title") or link.get("text") or link.get("name") or ""),
            str(link.get("url") or link.get("href") or ""),
        )
        for link in links
        if isinstance(link, dict)
    ]
    piece.links = tuple((title, url) for title, url in pairs if title and url.startswith(("http://", "https://")))
    asked.used.add("links")


_LANGUAGES = (
    " ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy it ja ka km kn ko lo lt lv ml mr ms mt "
    "nb ne nl nn pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh "
)


def _language_of(name: str) -> str:
    """The language that a post's folder or file name says: `he/post.md`, `post_es.md`; empty when it says none."""
    for part in PurePosixPath(name).parts[:-1][::-1]:
        if f" {part.partition('-')[0]} " in _LANGUAGES and re.fullmatch(r"[a-z]{2}(?:-[A-Za-z]{2,4})?", part):
            return part
    found = re.search(r"[._]([a-z]{2})(?:-[A-Za-z]{2,4})?\.\w+$", name)
    return found[1] if found and f" {found[1]} " in _LANGUAGES else ""


def _image(piece: Piece, values: dict[str, Any], used: set[str]) -> None:
    for key in _IMAGE:
        value = values.get(key)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            piece.alt = piece.alt or _line(value.get("alt") or value.get("alt_text"))
            value = (
                value.get("src") or value.get("url") or value.get("image") or value.get("path") or value.get("teaser")
            )
        if isinstance(value, str) and value.strip():
            used.add(key)
            if not piece.image and re.search(r"\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?)(?:\?.*)?$", value.strip(), re.I):
                piece.image = value.strip()
    used.update(key for key in _IMAGE if key in values)
    for key in _ALT:
        if isinstance(values.get(key), str):
            piece.alt = piece.alt or _line(values[key])
            used.add(key)


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(_line(part) for part in value if not isinstance(part, dict))
    return " ".join(str(value).split()) if value is not None and not isinstance(value, bool) else ""


def _plain(text: str) -> str:
    """A standfirst without marks."""
    if "<" in text or "[" in text or "*" in text or "&" in text:
        return tree.text_of(tree.fragment(render(shortcodes.resolve(text, lambda *_: None, {}))))
    return text


def _several(value: Any) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, (list, tuple)):
        return [
            part
            for item in value
            for part in ([_line(item.get("name") or item.get("title"))] if isinstance(item, dict) else [_line(item)])
            if part
        ]
    return []


def _people(value: Any, bundle: Bundle) -> list[str]:
    if isinstance(value, dict):
        return [_line(value.get("name") or value.get("display_name") or "")]
    if isinstance(value, (list, tuple)):
        return [person for item in value for person in _people(item, bundle)]
    text = _plain(_line(value))
    if not text:
        return []
    if re.fullmatch(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", text):
        return [_directory(bundle).get(text) or (_spoken(text).title() if re.search(r"[-_]", text) else text)]
    return (
        [part.strip() for part in re.split(r",\s+(?:and\s+)?|\s+and\s+|\s*;\s*|\s+&\s+", text) if part.strip()]
        if "," in text or ";" in text or " and " in text
        else [text]
    )


@lru_cache(maxsize=4)
def _directory_of(bundle_id: int, opened: Any, names: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001
    people: dict[str, str] = {}
    for name in names:
        try:
            content = yaml.safe_load(opened(name).decode("utf-8", "replace")[:500_000])
        except (OSError, yaml.YAMLError, ValueError):
            continue
        rows = (
            content.items()
            if isinstance(content, dict)
            else [
                (row.get("slug") or row.get("id") or row.get("name"), row) for row in content if isinstance(row, dict)
            ]
            if isinstance(content, list)
            else []
        )
        for key, row in rows:
            if isinstance(row, dict):
                full = row.get("full_name") or row.get("display_name") or row.get("name") or row.get("title")
                if key and isinstance(full, str):
                    people[str(key)] = full
    return people


def _directory(bundle: Bundle) -> dict[str, str]:
    """The names behind the short names of authors, where the site's own list is there."""
    names = tuple(
        name
        for name in bundle.names
        if re.search(r"(?:^|/)(?:_data|data)/(?:authors|people|team)\.(?:ya?ml|json)$", name)
    )
    return _directory_of(id(bundle), bundle.open, names) if names else {}


def _near_day(name: str, bundle: Bundle) -> date | None:
    return bundle.days.get(name)


def _stem(name: str) -> str:
    path = PurePosixPath(name)
    stem = re.sub(r"\.[a-z]{2}(?:-[A-Za-z]{2})?$", "", path.stem)
    if stem.lower() in ("index", "_index", "readme") and path.parent.name:
        stem = path.parent.name
    return re.sub(r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{4}-\d{2})[-_]+", "", stem) or stem


def _spoken(stem: str) -> str:
    text = re.sub(r"[-_]+", " ", stem).strip()
    return text[:1].upper() + text[1:]


def _last(address: str) -> str:
    parts = [
        part
        for part in re.sub(r"[?#].*", "", re.sub(r"\.html?$", "", address)).split("/")
        if part and not part.startswith(":")
    ]
    return re.sub(r"\.(?:md|markdown)$", "", parts[-1]) if parts else ""


def _is_html(name: str, body: str) -> bool:
    return name.lower().endswith((".html", ".htm")) or (
        body.lstrip()[:1] == "<" and len(re.findall(r"</p>", body)) > 2 and not re.search(r"(?m)^#{1,6} |\]\(", body)
    )


def _roots(name: str, bundle: Bundle) -> tuple[str, ...]:
    """The folders that `/images/x.png` may be meant from: those of the site that the post lies in, and its parents."""
    parents = [str(parent) for parent in PurePosixPath(name).parents if str(parent) != "."]
    del bundle
    return (*_ROOTS, *(f"{parent}/{root}" for parent in parents for root in _ROOTS), *parents)


# ------------------------------------------------------------------------------------------------------------- Markdown


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"])
    return parser.use(footnote_plugin).use(deflist_plugin)


_MANY_OPENINGS = 200
_FORMULA = re.compile(
    r"(?m)^[ \t]*\$\$[ \t]*\n((?:(?!^[ \t]*\$\$)[^\n]*\n){1,60})[ \t]*\$\$[ \t]*$|^\$\$([^\n$]+)\$\$[ \t]*$"
)


_IN_HTML = re.compile(
    r"(?P<code><(?:pre|code|script|style)\b[^<>]*>(?:(?!</?(?:pre|code|script|style)\b).){1,20000}|<[^<>]{0,4000}>)"
    r"|\[!\[[^\[\]\n]{0,300}\]\([^\s()\[]{1,1000}\)\]\([^\s()\[]{1,1000}\)|!?\[[^\[\]\n]{1,300}\]\([^\s()\[]{1,1000}\)"
    r"|(?<!`)`[^`\n<>]{1,300}`(?!`)"
    r"|(?<![*\w])\*\*(?=[^\s*])[^*\n<>]{1,300}(?<=\S)\*\*(?![*\w])"
    r"|^[ \t]*(?P<hashes>#{2,6})[ \t]+(?P<words>\S[^\n<>]*)",
    re.S | re.M,
)
"""Code and tags, which are left alone, and links, pictures, strong words and headings as Markdown has them."""


def render(text: str, said: Said = lambda *_: None) -> str:
    """The HTML of other people's Markdown: CommonMark with tables, notes and terms; in HTML too, which is said."""
    if len(text) > tree.LARGEST:
        raise ImportRefused("is too long for a post", "import the one article that you want")
    text = shortcodes.outside_code(text, lambda part: _FORMULA.sub(_set_apart, part)) if "$$" in text else text
    parser, read = _parser(), []

    def within(found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        read.append(found[0])
        made = str(parser.renderInline(found["words"] or found[0]))
        return f"<h{len(found['hashes'])}>{made}</h{len(found['hashes'])}>" if found["hashes"] else made

    environment: dict[str, Any] = {}
    tokens = parser.parse(_closed(_eased(text)), environment)
    for token in tokens:
        if token.type == "html_block":
            token.content = _IN_HTML.sub(within, token.content)
    if read:
        more = f", and {len(read) - 1} more" if len(read) > 1 else ""
        said("done", f"Markdown in the midst of HTML was read: `{read[0][:60]}`{more}")
    return str(parser.renderer.render(tokens, parser.options, environment))


def _set_apart(found: re.Match[str]) -> str:
    """A formula on lines of its own, as code of a language that the writer knows."""
    return f"\n```tex-display\n{(found[1] or found[2]).strip()}\n```\n"


def _closed(text: str) -> str:
    """Text with few openings of links that nothing closes: each is sought to the end of the paragraph (CommonMark)."""
    openings: list[int] = []
    for found in re.finditer(r"\\.|[\[\]]", text):
        if found[0] == "[":
            openings.append(found.start())
        elif found[0] == "]" and openings:
            openings.pop()
    if len(openings) < _MANY_OPENINGS:
        return text
    parts = [text[begin:end] for begin, end in itertools.pairwise([0, *openings, len(text)])]
    return "\\".join(parts)


def _eased(text: str) -> str:
    """Markdown with what older readers allowed spelt as CommonMark asks for it."""
    lines = text.split("\n")
    fence = ""
    before = ""
    for n, line in enumerate(lines):
        found = re.match(r"\s*(`{3,}|~{3,})", line)
        if found and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else found[1]
            before = line
            continue
        if fence:
            continue
        if re.match(r"#{1,6}[^\s#]", line) and not re.match(r"#\w*$|#!|#\d", line):
            line = re.sub(r"^(#{1,6})", r"\1 ", line)
        if re.match(
            r"(?:\t| {4,})\s*</?(?:div|p|img|figure|figcaption|section|iframe|table|t[rdh]|tbody|thead|ul|ol|li"
            r"|h\d|blockquote|a|br|span)\b",
            line,
        ) and (before.lstrip().startswith("<") or before.rstrip().endswith(">")):
            line = line.lstrip()
        if re.match(r"\s*[-*+]\s+\[[ xX]\]\s", line):
            mark = " checked" if re.search(r"\[[xX]\]", line[:12]) else ""
            line = re.sub(r"\[[ xX]\]", f'<input type="checkbox"{mark}>', line, count=1)
        lines[n] = line
        if line.strip():
            before = line
    return shortcodes.outside_code("\n".join(lines), partial(_HEADLESS.sub, _with_head))


_HEADLESS = re.compile(r"(?<=\n\n)(?=\|[^\n]+\|[ \t]*\n\|(?![ \t]*:?-)[^\n]+\|[ \t]*(?:\n|\Z))")
"""Where rows begin that have no line of dashes under the first: kramdown takes them for a table without a head."""


def _with_head(found: re.Match[str]) -> str:
    row = found.string[found.end() : found.string.find("\n", found.end())]
    cells = len(re.findall(r"(?<!\\)\|", row)) - 1
    return f"|{'  |' * cells}\n|{'---|' * cells}\n" if cells > 1 else ""


_BLOCK_TAG = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|div|dl|dt|dd|figure|figcaption|footer|h[1-6]|header|hr|li|main|ol|p|pre|section|table|t[rdh]|tbody|thead|ul)\b",
    re.I,
)


def paragraphs(body: Any) -> None:
    """What WordPress does when it shows a post: an empty line in loose text ends a paragraph, a line's end a line."""
    holders = [body, *(e for e in body.iter("div", "blockquote") if isinstance(e.tag, str))]
    for holder in holders:
        _break(holder)


def _sequence(holder: Any) -> list[Any]:
    """Take all out of an element: texts, elements, and None where an empty line was."""

    def cut(text: str | None) -> list[Any]:
        blocks = re.split(r"\n\s*\n", text or "")
        return [part for block in blocks for part in (None, block)][1:]

    sequence = cut(holder.text)
    holder.text = None
    for child in list(holder):
        tail, child.tail = child.tail, None
        holder.remove(child)
        sequence += [child, *cut(tail)]
    return sequence


def _break(holder: Any) -> None:
    lines = holder.tag == "blockquote" and not any(c.tag in tree.BLOCKS for c in holder if isinstance(c.tag, str))
    if not lines and "\n\n" not in re.sub(
        r"\n\s*\n", "\n\n", "".join([holder.text or "", *((c.tail or "") for c in holder)])
    ):
        return
    run = tree.make("p")

    def end() -> None:
        nonlocal run
        if tree.text_of(run) or len(run):
            holder.append(run)
        run = tree.make("p")

    for part in _sequence(holder):
        if part is None:
            end()
        elif isinstance(part, str):
            lines = part.strip("\n").split("\n") if part.strip() else [part]
            for n, line in enumerate(lines):
                if n:
                    run.append(tree.make("br"))
                if len(run):
                    run[-1].tail = (run[-1].tail or "") + line
                else:
                    run.text = (run.text or "") + line
        elif isinstance(part.tag, str) and part.tag in tree.BLOCKS:
            end()
            holder.append(part)
        else:
            run.append(part)
    end()
