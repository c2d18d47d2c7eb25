"""A saved page of the web: trafilatura says where its article is, by whom, of when; its text is ours to read.

Traps of trafilatura 2.3: its text loses captions and quotations and numbers lists anew, so only the place is taken from
it; it takes minutes for pages of many megabytes, which `tree.LARGEST` keeps away. It asks no network unless told to.
"""

from __future__ import annotations

import hashlib
import logging
import re
from copy import deepcopy
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from publish.importers import days, notes, parts, posts, tree
from publish.importers.values import Bundle, Harvest, Piece

_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|breadcrumbs?|share|sharing|social|cookie|consent|related|recommended|newsletter-signup|subscribe|"
    r"pagination|pager|skip-link|screen-reader-text|sr-only|visually-hidden|advert\w*|promo|toolbar|search-form|comment-form|"
    r"comments|post-navigation|site-header|site-footer|masthead|language-switcher|print-only|noprint|sharedaddy|jp-relatedposts|addtoany\w*)(?:$|[\s_-])|"
    r"(?:^|\s)(?:header|footer|page-header|page-footer|copyright|bottom|logo)(?:$|\s)",
    re.I,
)
_ROLES = {"navigation", "banner", "search", "contentinfo", "complementary"}


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of a page, the dated items beside it, and the contact block."""
    text = decoded(content)
    if _is_fragment(text):
        return posts.read(name, text.encode(), bundle)
    return of_html(text, Piece(source=name, body=None, digest=hashlib.sha256(content).hexdigest()[:16]), bundle)


def of_html(text: str, piece: Piece, bundle: Bundle) -> Harvest:
    """The same of a page's text, with what is known of the piece already."""
    page = tree.parse(text)
    root = page.getroottree().getroot()
    _google_docs(root, page, piece)
    for element in list(page.iter("script", "style", "template", "link", "meta")):
        tree.remove(element)
    _metadata(piece, root)
    _own_links(page, piece)
    _heads(piece, page)
    main = _main(page, text)
    _without_surroundings(main, piece, quiet=main is not page)
    rest = None
    if main is not page:
        rest = deepcopy(page)
        twin = _twin(page, rest, main)
        if twin is not None:
            tree.remove(twin)
    body = tree.make("body")
    source = main if main.tag != "body" else page
    inner = deepcopy(source)
    inner.tail = None
    notes.lift(inner, piece.notes)
    inner.tag = "div"
    body.append(inner)
    piece.body = _blocks(body)
    harvest = parts.divide(piece)
    if not piece.published or not piece.byline:
        _found(piece, text)
    if rest is not None:
        _beside(rest, piece, harvest)
    for part in harvest.pieces:
        if part.published is None:
            part.published = bundle.days.get(part.source.partition("#")[0])
            part.remark("look", "no date is stated; the day of the file was taken", str(part.published))
        if not part.title:
            part.title = posts._spoken(PurePosixPath(piece.source).stem)
            part.remark("look", "the title was made from the file's name", part.title)
    return harvest


def decoded(content: bytes) -> str:
    """The text of a page in the character set that it states, else in the likeliest."""
    found = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", content[:4096], re.I)
    if found and not content.startswith(b"\xef\xbb\xbf"):
        try:
            return content.decode(found[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return posts.decode(content)


def _is_fragment(text: str) -> bool:
    return re.search(r"<(?:html|body|head|title)\b", text[:20000], re.I) is None


def _metadata(piece: Piece, root: Any) -> None:
    """Title, day, author and summary, as the page's head states them or as trafilatura finds them."""
    piece.title = piece.title or _title(root)
    piece.published = piece.published or _day(root)
    piece.byline = piece.byline or _authors(root)
    summaries = ("og:description", "description", "twitter:description", "dc.description")
    piece.standfirst = piece.standfirst or _meta(root, *summaries)
    language = root.get("lang", "") or root.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    known = re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language)
    piece.language = piece.language or (language if known else "")
    canonical = (e.get("href", "") for e in root.iter("link") if e.get("rel", "").lower() == "canonical")
    address = next(canonical, "") or _meta(root, "og:url")
    if host := re.match(r"https?://[^/]+", address):
        piece.site = piece.site or host[0]
        piece.addresses = (*piece.addresses, address)
    if keywords := _meta(root, "keywords", "article:tag"):
        piece.tags = piece.tags or tuple(part.strip() for part in keywords.split(",") if part.strip())[:12]


def _own_links(page: Any, piece: Piece) -> None:
    """Links to places in the page itself, which a browser saves with the page's whole address."""

    def plain(address: str) -> str:
        return re.sub(r"^https?://(?:www\.)?", "", address.partition("#")[0]).rstrip("/")

    own = {plain(address) for address in piece.addresses}
    for link in page.iter("a"):
        href, sign, place = link.get("href", "").partition("#")
        if sign and place and plain(href) in own:
            link.set("href", f"#{place}")


def _authors(root: Any) -> tuple[str, ...]:
    author = _meta(root, "author", "article:author", "dc.creator", "byl")
    if author.startswith("http"):
        return ()
    names = re.split(r"\s*[,;]\s*|\s+and\s+", re.sub(r"^by\s+", "", author, flags=re.I))
    return tuple(part.strip() for part in names if part.strip())


def _meta(root: Any, *names: str) -> str:
    """What the first of the names says in the page's head, as RDFa, plain HTML or microdata write it."""
    for name in names:
        for element in root.iter("meta"):
            called = [element.get(key, "").lower() for key in ("property", "name", "itemprop")]
            if name in called and (value := " ".join(element.get("content", "").split())):
                return value
    return ""


def _title(root: Any) -> str:
    """The heading that the head's title names too, else the title without the site's name, else the first heading."""
    site = _meta(root, "og:site_name")
    stated = root.find(".//title")
    title = _meta(root, "og:title", "twitter:title", "dc.title") or (tree.text_of(stated) if stated is not None else "")
    if site and title.endswith(site):
        title = re.sub(r"\s*[|–—·»:-]\s*$", "", title[: -len(site)])
    headings = [tree.text_of(h) for h in root.iter("h1", "h2") if tree.text_of(h)]
    if alike := next((h for h in headings if title and (h in title or title in h) and len(h) > 5), ""):
        return alike
    if title:
        return re.split(r"\s+[|–—·»]\s+", title)[0]
    return next((tree.text_of(h) for h in root.iter("h1") if tree.text_of(h)), "")


_DAYS = (
    *("article:published_time", "datepublished", "date", "dc.date", "dcterms.issued", "pubdate", "publish-date"),
    "citation_publication_date",
)


def _day(root: Any) -> date | None:
    stated = (_meta(root, *_DAYS), *(e.get("datetime", "") for e in root.iter("time")))
    return next((found for value in stated if (found := days.day(value)) is not None), None)


def _found(piece: Piece, text: str) -> None:
    """What trafilatura finds in the text of the page where its head says nothing."""
    if len(text) > 2_000_000:
        return
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract_metadata(text, extensive=False)
    except Exception:
        return
    if found is None:
        return
    if not piece.byline and found.author and len(found.author) < 120:
        piece.byline = tuple(part.strip() for part in found.author.split(";") if part.strip())
    if not piece.published and (day := days.day(found.date)) is not None and re.search(rf"\b{day.year}\b", text):
        piece.published = day
        piece.remark("look", "the date was found in the page, not stated by it", day.isoformat())


def _heads(piece: Piece, page: Any) -> None:
    """The title's heading, the day and the author that stand in the text are known, and do not stand there again."""
    for heading in list(page.iter("h1", "h2")):
        if parts._same(tree.text_of(heading), piece.title):
            heading.set("data-title", "1")
            break


def _main(page: Any, text: str) -> Any:
    """The element that holds the article."""
    marked = [
        e
        for e in page.iter("article", "main", "div", "section")
        if e.tag == "main"
        or e.get("role") == "main"
        or e.get("itemprop") == "articleBody"
        or re.search(
            r"(?:^|\s)(?:entry-content|post-content|article-body|article__body|story-body|e-content|post-body)(?:$|\s)",
            e.get("class", ""),
        )
    ]
    articles = list(page.iter("article"))
    words = len(tree.text_of(page).split())
    candidates = (articles if len(articles) == 1 else []) + marked
    for element in sorted(candidates, key=lambda e: -len(tree.text_of(e))):
        if len(tree.text_of(element).split()) * 4 > words or len(articles) == 1:
            inside = next((e for e in element.iter("article")), None)
            return inside if inside is not None and len([*element.iter("article")]) == 1 else element
    return _by_trafilatura(page, text)


def _by_trafilatura(page: Any, text: str) -> Any:
    """The smallest element with all paragraphs that trafilatura takes for the article's."""
    if len(text) > 2_000_000:
        return page
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = trafilatura.extract(text, include_comments=False, include_tables=True, favor_recall=True)
    except Exception:
        return page
    wanted = {" ".join(line.split())[:60] for line in (found or "").split("\n") if len(line.split()) > 6}
    held = [e for e in page.iter("p", "li", "blockquote", "td", "div") if tree.text_of(e)[:60] in wanted]
    if not held:
        return page
    common: list[Any] | None = None
    for element in held:
        line = [element, *element.iterancestors()][::-1]
        common = line if common is None else [a for a, b in zip(common, line, strict=False) if a is b]
    element = common[-1] if common else page
    while (
        element.tag in ("p", "li", "ul", "ol", "td", "tr", "tbody", "table")
        and element.getparent() is not None
        and element.tag != "body"
    ):
        element = element.getparent()
    return element if element.tag != "html" else page


def _twin(page: Any, copy: Any, element: Any) -> Any:
    path: list[int] = []
    here = element
    while here is not page:
        parent = here.getparent()
        if parent is None:
            return None
        path.append(parent.index(here))
        here = parent
    for at in reversed(path):
        copy = copy[at]
    return copy


def _without_surroundings(main: Any, piece: Piece, *, quiet: bool) -> None:
    """Take menus, buttons to share and the like out of the part that holds the article; say how much went."""
    gone: list[str] = []
    for element in list(main.iter()):
        if not isinstance(element.tag, str) or element is main or element.getparent() is None:
            continue
        if (
            _is_around(element, main, quiet=quiet)
            and len(tree.text_of(element).split()) < 400
            and element.find(".//h1") is None
        ):
            if said := tree.text_of(element):
                gone.append(said)
            tree.remove(element)
    if gone:
        piece.remark(
            "done",
            f"menus and buttons were left out ({sum(len(said.split()) for said in gone)} words)",
            " | ".join(said[:40] for said in gone[:5]),
        )


_MAY_BE_AROUND = {"div", "ul", "section", "aside", "form", "p", "a", "span", "header", "footer"}


def _is_around(element: Any, main: Any, *, quiet: bool) -> bool:
    """Whether an element stands around an article: by tag, role, class, or as a head or foot of the part."""
    if element.tag == "nav" or element.get("role", "") in _ROLES - {"complementary"}:
        return True
    if element.tag == "form" and element.find(".//p") is None:
        return True
    if element.get("title", "") in ("header", "footer") or element.get("id", "").startswith("Table of Contents"):
        return True  # as LibreOffice saves them
    edge = not quiet and element.getparent() is main
    if edge and (element.tag == "footer" or (element.tag == "header" and element.find(".//nav") is not None)):
        return True
    marks = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in _MAY_BE_AROUND and _AROUND.search(marks) is not None


_GROUPS = {
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "center",
    "form",
    "fieldset",
    "hgroup",
    "address",
    "body",
}


def _blocks(body: Any) -> Any:
    """The blocks of a page one after the other, what only groups them taken away."""
    flat = tree.make("body")

    def walk(element: Any) -> None:
        run = tree.make("p", element.text or "")
        for child in list(element):
            tail, child.tail = child.tail, None
            if not isinstance(child.tag, str):
                run = _say(run, tail)
            elif child.tag in tree.BLOCKS:
                _end(run)
                if child.tag in _GROUPS and not re.search(
                    r"\b(?:wp-caption|callout|note|alert|warning|tip|highlight|admonition|notice)\b",
                    child.get("class", ""),
                ):
                    walk(child)
                else:
                    flat.append(child)
                run = tree.make("p", tail or "")
            else:
                run.append(child)
                child.tail = tail
        _end(run)

    def _say(run: Any, tail: str | None) -> Any:
        if len(run):
            run[-1].tail = (run[-1].tail or "") + (tail or "")
        else:
            run.text = (run.text or "") + (tail or "")
        return run

    def _end(run: Any) -> None:
        if tree.text_of(run) or run.find(".//img") is not None or run.find(".//iframe") is not None:
            flat.append(run)

    walk(body)
    return flat


def _beside(rest: Any, whole: Piece, harvest: Harvest) -> None:
    """Dated items and a contact block that stand beside the article on its page."""
    for gone in list(rest.iter("script", "style", "nav", "noscript", "template")):
        tree.remove(gone)
    other = Piece(
        source=whole.source,
        body=_blocks(rest),
        title=whole.title,
        language=whole.language,
        digest=whole.digest,
        site=whole.site,
    )
    for item in list(other.body.iter("li")):
        if item.find(".//time") is not None or any(
            days.alone(tree.text_of(part)) for part in item.iter() if isinstance(part.tag, str)
        ):
            other.body = _opened(other.body)
            break
    other.title = "\0"
    found = parts.divide(other)
    items = [piece for piece in found.pieces if "#" in piece.source and len(tree.text_of(piece.body).split()) > 7]
    if items and len(harvest.pieces) == 1:
        harvest.pieces += items
        whole.remark("done", f"{len(items)} dated items beside the article became articles of their own")
    if found.contact and not harvest.contact:
        harvest.contact = found.contact
        whole.remark(
            "done",
            "the contact block is for publication.toml, not for the article",
            str(found.contact.get("name", "")),
        )
    words = len(tree.text_of(rest).split())
    if words:
        whole.remark("done", f"what stands around the article was left out ({words} words)", tree.text_of(rest)[:90])


def _opened(body: Any) -> Any:
    """A list of dated items as blocks one after the other."""
    for element in list(body.iter("ul", "ol", "li", "dl", "dt", "dd")):
        element.tag = "div"
    outer = tree.make("body")
    inner = body
    inner.tag = "div"
    outer.append(inner)
    return _blocks(outer)


def _google_docs(root: Any, page: Any, piece: Piece) -> None:
    """Google's export says with classes what is bold, italic or indented: put the styles on the elements."""
    _google_comments(page, piece)
    style = "\n".join(e.text or "" for e in root.iter("style"))
    if (
        not re.search(r"\.c\d+\s*\{", style)
        or "lst-kix" not in style + etree.tostring(page, encoding="unicode")[:200_000]
    ):
        return
    rules = dict(re.findall(r"\.(c\d+)\s*\{([^}]*)\}", style))
    for element in list(page.iter()):
        if not isinstance(element.tag, str):
            continue
        said = ";".join(rules.get(name, "") for name in element.get("class", "").split())
        if element.tag == "span":
            kept = ";".join(
                part
                for part in said.split(";")
                if re.match(r"\s*(?:font-weight|font-style|vertical-align|text-decoration)", part)
            )
            if kept:
                element.set("style", kept)
        found = (
            re.match(r".*lst-kix_\w+-(\d+)(?:\s|$)", element.get("class", "")) if element.tag in ("ul", "ol") else None
        )
        if found:
            element.set("data-level", found[1])
        if element.tag == "p" and re.search(r"(?:^|\s)title(?:\s|$)", element.get("class", "")):
            element.tag = "h1"
        elif element.tag == "p" and re.search(r"(?:^|\s)subtitle(?:\s|$)", element.get("class", "")):
            piece.standfirst = piece.standfirst or tree.text_of(element)
            tree.remove(element)
    for lines in list(page.iter("ul", "ol")):
        _nest(lines)


def _google_comments(page: Any, piece: Piece) -> None:
    """Name the comments of a document of Google's, which look like notes and are none."""
    for sign in list(page.iter("a")):
        outer = sign.getparent()
        if re.fullmatch(r"#cmnt\d+", sign.get("href", "")) and outer is not None:
            tree.remove(outer if outer.tag == "sup" else sign)
        elif re.fullmatch(r"cmnt\d+", sign.get("id", "")) and outer is not None:
            block = outer.getparent() if outer.getparent() is not None and outer.getparent().tag == "div" else outer
            tree.remove(sign)
            piece.remark("look", f"a comment is not in the article: {tree.text_of(block)[:160]}")
            tree.remove(block)


def _nest(lines: Any) -> None:
    """Put a list of Google's, which stands beside the one it belongs to, into the last item of that."""
    level = int(lines.get("data-level", "0"))
    before = lines.getprevious()
    if before is None or before.tag not in ("ul", "ol"):
        return
    if not level:
        if (
            before.tag == lines.tag
            and "start" not in lines.get("class", "").split()
            and not before.get("data-level", "0").strip("0")
        ):
            tail = lines.tail
            for item in list(lines):
                before.append(item)
            tree.remove(lines, keep_tail=False)
            before.tail = tail
        return
    host = before
    for _ in range(level - 1):
        deeper = next((e for e in (host[-1] if len(host) else []) if e.tag in ("ul", "ol")), None)
        if deeper is None:
            break
        host = deeper
    if len(host):
        lines.tail = None
        host[-1].append(lines)
