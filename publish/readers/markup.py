"""From the HTML that Markdown and authors write to a tree that may be printed: the only place that knows nh3.

Three steps. `admit` reads the tags as a browser's tokeniser would, takes out what is not on the allow-list and keeps
its text, so that nothing reaches the parser that would swallow what follows it (an unclosed comment, a `<textarea>`).
nh3 (html5ever and ammonia) then builds the tree, as browsers do, and enforces the same allow-list again: it is the
guard, `admit` the reporter. Its HTML is written as XML and parsed by lxml.

Traps: nh3 writes void elements open and `&nbsp;`, which XML has not; libxml2 refuses more than 256 levels; html5ever
lets character references to control characters through, which XML forbids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import takewhile
from typing import Any, NamedTuple

import nh3
from lxml import etree

from publish.base.language import counters
from publish.readers import embedded, grids
from publish.readers.code import CLASSES as TOKEN_CLASSES
from publish.readers.syntax.blocks import DEEPEST

ACTIVE = {
    "script", "iframe", "object", "embed", "applet", "frame", "frameset", "form", "meta", "base", "link", "portal",
}  # fmt: skip
"""Elements that do something or fetch something: they are left out, and a link stands for what one shows."""

CALLOUTS = (
    "note", "tip", "hint", "info", "important", "warning", "caution", "danger", "attention", "error", "example",
    "question", "quote", "success",
)  # fmt: skip

_RENAMED = {
    "b": "strong", "i": "em", "strike": "s", "tt": "code", "acronym": "abbr", "main": "div", "nav": "div",
    "article": "div", "hgroup": "div", "header": "div", "footer": "div", "address": "div", "search": "div",
    "dialog": "div", "menu": "ul", "dir": "ul", "listing": "pre",
}  # fmt: skip
"""Elements that mean the same, or no more here, as another one."""

_PHRASING = {
    "a", "abbr", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "img", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
}  # fmt: skip
_FLOW = {
    "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ALLOWED = frozenset(_PHRASING | _FLOW)
VOID = {"br", "hr", "img", "wbr"}
_MATHS = {
    "annotation", "menclose", "merror", "mfenced", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot",
    "mrow", "ms", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover", "semantics",
}  # fmt: skip
"""The parts of a formula, which is told as one thing."""

_UNWRAPPED = {"time", "data", "label", "html", "body", "head", "picture", "nobr", "col", "colgroup", "input"} | _MATHS
"""Elements that say nothing on paper: their text is kept without a word."""

_CONTENT_DROPPED = {"script", "style"}
_HTML_NAMES = ALLOWED | ACTIVE | set(_RENAMED) | _UNWRAPPED | _CONTENT_DROPPED | {
    "audio", "basefont", "bgsound", "big", "blink", "button", "canvas", "center", "command", "content", "datalist",
    "fieldset", "font", "image", "input", "isindex", "keygen", "legend", "map", "area", "marquee", "math", "menuitem",
    "meter", "multicol", "nextid", "noembed", "noframes", "noscript", "optgroup", "option", "output", "param",
    "plaintext", "progress", "rb", "rtc", "select", "slot", "source", "spacer", "svg", "template", "textarea", "title",
    "track", "video", "xmp", "g", "path", "rect", "circle", "ellipse", "line", "polygon", "polyline", "text", "tspan",
    "use", "defs", "symbol", "animate", "set", "foreignobject",
}  # fmt: skip

_CLASSES = {
    "*": {"footnote", "admonition", "admonition-title", "code", "key-figures", "quotation", "short", "callout",
          "callout-title", "right", "center", "tasks", "task", "pquote", "pull-quote", "chart", "bar", "stacked",
          "line", "dot", "share", "source", "note-text", "picture-caption", "picture-credit", "row-heads", *CALLOUTS},
    "span": {"task", "right", "center", *TOKEN_CLASSES},
    "a": {"footnote-ref", "footnote-backref"},
    "p": {"math"},
    "code": {"math", "display"},
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href", "name", "hreflang"},
    "figure": {"aria-label"},
    "img": {"data-src", "alt", "credit", "decorative"},
    "ol": {"start", "reversed", "type"},
    "li": {"value"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "details": {"open"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

_OFFICE = re.compile(r"(?:[ovwxm]|mc|st\d+|u\d):", re.I)
"""How the names of elements begin that Word and Outlook put into what is copied out of them; they say nothing."""

_COMMENT = r"<!--(?:-?>|.*?--!?>)|<!\[(?:if\b[^<>]*|endif)\]>|<\?xml\b[^<>]*>"
_TAG = r"""<(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>"""
_TOKEN = re.compile(f"(?P<comment>{_COMMENT})|{_TAG}|(?P<stray><)", re.S)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""XML 1.0, 2.2: characters that no XML can hold."""


class Finding(NamedTuple):
    """Something that was not admitted.

    `kind` is `active`, `linked` (a link stands for it), `dropped`, `kept`, `formula`, `unknown`, `deep` or `address`.
    """

    kind: str
    name: str
    nth: int = 0
    """Which of the tags of its name it is, counted from 0, when that is not the next one of its kind."""


def admit(html: str) -> tuple[str, list[Finding]]:
    """The HTML with only allowed tags in it, and each tag that was not, in order; unknown ones are printed as typed."""
    admission = _Admission(html)
    return ("" if admission.too_deep() else "".join(admission.out)), admission.findings


class _Admission:
    """One reading of a text's HTML, tag by tag: what is admitted of it, and what was found."""

    def __init__(self, html: str) -> None:
        self.out: list[str] = []
        self.findings: list[Finding] = []
        self._html = html
        self._open: list[str] = []
        self._left = 0
        self._formulas = 0
        self._told: set[tuple[str, str]] = set()
        self._endless: set[str] = set()
        """The names of elements that no tag ends any more."""
        self._led = False
        """Whether a link stands already for the film or the sound whose sources are being read."""

    def too_deep(self) -> bool:
        """Read it all; returns whether reading had to stop, since elements stand too deep in one another."""
        html, at = self._html, 0
        while (start := html.find("<", at)) >= 0:
            match = _TOKEN.match(html, start)
            assert match is not None  # a stray one at least
            self.out.append(html[at:start])
            at = match.end()
            if match["stray"]:
                self.out.append("&lt;")
            elif not match["comment"]:
                at = self._tag(match)
                if self.findings and self.findings[-1].kind == "deep":
                    return True
        self.out.append(html[at:])
        return False

    def _tag(self, match: re.Match[str]) -> int:
        """Deal with a tag; returns where to read on."""
        typed, closing = match["name"], bool(match["slash"])
        name = typed.lower()
        if name in _CONTENT_DROPPED and not closing:
            self._tell("active" if name in ACTIVE else "dropped", name, match)
            ends = re.compile(rf"</{name}\b[^>]*>", re.I)
            closed = None if name in self._endless else ends.search(self._html, match.end())
            if not closed:
                self._endless.add(name)
            return closed.end() if closed else match.end()
        if name in _RENAMED or name in ALLOWED:
            self._admitted(_RENAMED.get(name, name), name, match)
        elif (closing and name in _HTML_NAMES) or _OFFICE.match(name) or name in _UNWRAPPED:
            pass
        elif name in ACTIVE or name in embedded.SHOWS:
            self._embedded(name, match)
        elif name == "math":
            self.findings.append(Finding("formula", name, self._formulas))
            self._formulas += 1
        elif name in _HTML_NAMES:
            self.findings.append(Finding("kept", name))
        else:
            self.findings += [] if closing else [Finding("unknown", typed)]
            self.out.append(escape(match[0], quote=False))
        return match.end()

    def _admitted(self, kept: str, name: str, match: re.Match[str]) -> None:
        if match["slash"]:
            self._count_left(kept)
        if _follow(self._open, kept, bool(match["slash"])) + self._left > DEEPEST:
            self._tell("deep", name, match)
        rest = _ATTRIBUTE.sub(_set_aside, match["rest"]) if kept == "img" else match["rest"]
        self.out.append(f"<{match['slash']}{kept}{rest}>")

    def _count_left(self, closed: str) -> None:
        """Count the elements of words that are open where what holds them ends: the parser opens each anew."""
        if closed in _REOPENED:
            self._left -= closed not in self._open[-200:] and self._left > 0
        elif closed in self._open[-200:]:
            within = takewhile(lambda still: still != closed, reversed(self._open))
            self._left += sum(still in _REOPENED for still in within)

    def _embedded(self, name: str, match: re.Match[str]) -> None:
        """What shows something from the web: a link stands for it. Of the sources of a film the first one counts."""
        leads = "" if name == "source" and self._led else embedded.leads(name, match["rest"])
        self._led = bool(leads) or (name == "source" and self._led)
        self.out.append(leads)
        if leads or name in ACTIVE:
            self._tell("linked" if leads else "active", name, match)
        elif name != "source":
            self.findings.append(Finding("kept", name))

    def _tell(self, kind: str, name: str, match: re.Match[str]) -> None:
        """Tell the first of a kind and name, and which of the tags of its name it is."""
        if (kind, name) not in self._told:
            self._told.add((kind, name))
            nth = len(re.findall(rf"<{name}(?=[\s/>])", self._html[: match.start()], re.I))
            self.findings.append(Finding(kind, name, nth))


_REOPENED = frozenset(("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"))
"""HTML's formatting elements (13.2.4.3)."""
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)(\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")


def _set_aside(attribute: re.Match[str]) -> str:
    """A picture's path goes by a name that nh3 does not judge as an address: we look for every picture ourselves."""
    renamed = {"src": "data-src", "data-src": "data-was"}.get(attribute[1].lower(), attribute[1])
    return renamed + (attribute[2] or "")


_ENDS_ITSELF = {"p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "colgroup"}


def _follow(open_now: list[str], name: str, closing: bool) -> int:
    """Keep the stack of open elements, as near to the parser's as is needed to know how deep it is."""
    if name in VOID:
        return len(open_now)
    if closing:
        if open_now and open_now[-1] == name:
            open_now.pop()
        elif name in open_now[-200:]:
            while open_now.pop() != name:
                pass
        return len(open_now)
    if name in _ENDS_ITSELF and open_now and open_now[-1] == name:
        open_now.pop()
    if name == "tr" and open_now and open_now[-1] == "table":
        open_now.append("tbody")
    open_now.append(name)
    return len(open_now)


def parse(html: str, findings: list[Finding]) -> Any:
    """The tree of admitted HTML under a `body`; links whose address is not allowed, or is none, join the `findings`."""
    clean = _cleaner().clean(html)
    root = etree.fromstring(_as_xml(clean), etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True))
    kept = Counter(link.get("href") for link in root.iter("a"))
    for link in _LINK.finditer(html):
        href = _ILLEGAL.sub("", unescape("".join(link.groups(default=""))))
        if kept[href] > 0:
            kept[href] -= 1
        else:
            findings.append(Finding("address", href))
    return root


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    """The guard, kept from one text to the next: its lists take longer to hand over than most texts to be looked at."""
    return nh3.Cleaner(
        tags=set(ALLOWED),
        clean_content_tags={"script", "style"},
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        allowed_classes={tag: _CLASSES["*"] | _CLASSES.get(tag, set()) for tag in ALLOWED},
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


_VALUE = r"""(?:"([^"]*)"|'([^']*)'|([^\s"'>]*))"""
_LINK = re.compile(rf"<a\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?\shref\s*=\s*{_VALUE}", re.I)


def scheme_of(url: str) -> str:
    """The scheme of an address as a browser sees it (WHATWG URL: control characters and spaces do not count)."""
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", re.sub(r"[\x00-\x20]", "", url))
    return match[1].lower() if match else ""


_OPEN_TAG = re.compile(r"""<([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>""")
"""A tag as nh3 writes it. In the text between tags it escapes every `<`."""


def _as_xml(html: str) -> str:
    def close(match: re.Match[str]) -> str:
        # html5ever leaves `<` bare in attribute values (HTML, 13.3); XML does not allow it.
        attributes = match[2].replace("<", "&lt;")
        return f"<{match[1]}{attributes}{'/' if match[1] in VOID else ''}>"

    return f"<body>{_OPEN_TAG.sub(close, _ILLEGAL.sub('', html).replace('&nbsp;', '&#160;'))}</body>"


def serialise(root: Any) -> str:
    """What `root` holds, as a well-formed XHTML fragment without namespaces; only void elements close themselves."""
    for element in root.iter():
        if element.tag not in VOID and element.text is None and len(element) == 0:
            element.text = ""
    text = str(etree.tostring(root, encoding="unicode", with_tail=False))
    return text.removeprefix("<body>").removesuffix("</body>").removesuffix("<body/>").strip()


def depth(root: Any) -> int:
    """How many elements stand inside one another at most."""
    deepest, level = -1, [root]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def text_of(element: Any) -> str:
    """All text in an element, white space as one space, pictures by their alternative."""
    parts = [element.get("alt", "")] if element.tag == "img" else [element.text or ""]
    for child in element:
        parts += [text_of(child), child.tail or ""]
    return " ".join("".join(parts).split())


def unwrap(element: Any) -> None:
    """Take an element away and leave what it holds in its place."""
    parent = element.getparent()
    at = parent.index(element)
    before = element.getprevious()
    append_text(parent, before, element.text)
    children = list(element)
    tail = element.tail
    element.tail = None
    parent.remove(element)
    for n, child in enumerate(children):
        parent.insert(at + n, child)
    last = children[-1] if children else before
    append_text(parent, last, tail)


def remove(element: Any) -> None:
    """Take an element away with what it holds; the text after it stays."""
    append_text(element.getparent(), element.getprevious(), element.tail)
    element.tail = None
    element.getparent().remove(element)


def append_text(parent: Any, before: Any, text: str | None) -> None:
    """Put a text behind an element, or at the beginning of its parent where there is none before it."""
    if not text:
        return
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text


def _held(parent: Any) -> Iterator[tuple[str, list[Any]]]:
    """What a parent holds, as runs of text and phrasing and single other elements, emptied out of it."""
    run: list[Any] = []
    text = parent.text or ""
    children = list(parent)
    parent.text = None
    for child in children:
        parent.remove(child)
        tail, child.tail = child.tail or "", None
        if is_phrasing(child) and (child.tag != "br" or run or text.strip()):
            if not run and not text.strip():
                text = ""
            run.append(text)
            run.append(child)
            text = tail
            continue
        if run or text.strip():
            yield "run", [*run, text]
        yield "element", [child]
        run, text = [], tail
    if run or text.strip():
        yield "run", [*run, text]


def _fill(element: Any, run: list[Any]) -> Any:
    last = None
    for piece in run:
        if isinstance(piece, str):
            append_text(element, last, piece)
        else:
            element.append(piece)
            last = piece
    return element


def wrap_runs(parent: Any, name: str, fits: Callable[[Any], bool]) -> None:
    """Put text and whatever does not fit in `parent` into elements called `name`."""
    if not (parent.text or "").strip() and all(fits(child) and not (child.tail or "").strip() for child in parent):
        return
    held = list(_held(parent))
    for kind, pieces in held:
        if kind == "element" and fits(pieces[0]):
            pieces[0].tail = "\n"
            parent.append(pieces[0])
        else:
            made = etree.SubElement(parent, name)
            made.tail = "\n"
            _fill(made, pieces)


def mend(root: Any) -> None:
    """Bring a tree as browsers build it to what XHTML allows where (EPUB's checkers insist on it), losing no text."""
    for element in list(root.iter(*_MENDS)):
        _MENDS.get(element.tag, _leave)(element)
    for link in list(root.iter("a")):
        if any(above.tag == "a" for above in link.iterancestors()):
            link.tag = "span"
            for name in ("href", "hreflang"):
                link.attrib.pop(name, None)
    for element in list(root.iter(*(_PHRASING - VOID))):
        if _holds_blocks(element):
            _lift(element)
    for element in list(root.iter(*_LINES)):
        for block in list(element.iterdescendants(*_FLOW)):
            space(block)
            unwrap(block)
    wrap_runs(root, "p", lambda child: not is_phrasing(child))
    for element in root.iter():
        for name, value in element.items():
            if name in _VALUES and not _VALUES[name].fullmatch(value):
                del element.attrib[name]
    for table in root.iter("table"):
        grids.even(table)


_COUNT = re.compile(r"[1-9][0-9]{0,2}")
_TAG_OF_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_VALUES: dict[str, re.Pattern[str]] = {
    "colspan": _COUNT,
    "rowspan": _COUNT,
    "start": re.compile(r"-?[0-9]{1,9}"),
    "value": re.compile(r"-?[0-9]{1,9}"),
    "scope": re.compile(r"(?:row|col|rowgroup|colgroup)"),
    "dir": re.compile(r"(?:ltr|rtl|auto)"),
    "lang": _TAG_OF_LANGUAGE,
    "hreflang": _TAG_OF_LANGUAGE,
}
"""What an attribute's value must look like; XHTML is refused for any other."""


def space(block: Any) -> None:
    """A space before and after a block that is about to lose its bounds, so that words do not run together."""
    block.text = " " + (block.text or "")
    block.tail = " " + (block.tail or "")


def _leave(element: Any) -> None:
    """Most elements are allowed where a browser puts them."""


def is_phrasing(element: Any) -> bool:
    """Whether an element stands in a line of text (phrasing content); a link around blocks does not."""
    return element.tag in _PHRASING and not _holds_blocks(element)


def _holds_blocks(element: Any) -> bool:
    return next(element.iterdescendants(*_FLOW), None) is not None


def _lift(element: Any) -> None:
    """A phrasing element around blocks: the blocks win, unless they could not stand there either."""
    if element.tag != "a":
        unwrap(element)
    elif element.getparent().tag in _PHRASING | _LINES:
        for block in [part for part in element.iterdescendants() if part.tag in _FLOW]:
            space(block)
            unwrap(block)


_LINES = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "dt", "summary"}
"""Blocks that hold lines of text and no blocks."""


def _mend_list(element: Any) -> None:
    wrap_runs(element, "li", lambda child: child.tag == "li")
    if len(element) == 0:
        element.tag = "div"


def _mend_item(element: Any) -> None:
    if element.getparent().tag not in ("ul", "ol"):
        bundle = etree.Element("ul")
        parent = element.getparent()
        parent.insert(parent.index(element), bundle)
        following = bundle.getnext()
        while following is not None and following.tag == "li":
            tail = following.tail
            bundle.append(following)
            following = bundle.getnext() if not (tail or "").strip() else None
        last = bundle[-1]
        bundle.tail, last.tail = last.tail, None


def _mend_terms(element: Any) -> None:
    wrap_runs(element, "dd", lambda child: child.tag in ("dt", "dd"))
    if len(element) == 0 or element[0].tag == "dd":
        element.tag = "div"
        for child in element:
            child.tag = "div"
    elif element[-1].tag == "dt":
        etree.SubElement(element, "dd")


def _mend_term(element: Any) -> None:
    if element.getparent().tag != "dl":
        element.tag = "div"


def _mend_details(element: Any) -> None:
    if len(element) == 0 or element[0].tag != "summary" or (element.text or "").strip():
        element.tag = "div"
        element.attrib.pop("open", None)
    elif "open" in element.attrib:
        element.set("open", "open")


def _mend_ordered(element: Any) -> None:
    if "reversed" in element.attrib:
        element.set("reversed", "reversed")
    if element.get("type") not in ("a", "A", "i", "I") and (kind := counters.known(element.attrib.pop("type", ""))):
        element.set("class", kind)
    _mend_list(element)


def _mend_summary(element: Any) -> None:
    parent = element.getparent()
    if parent.tag != "details" or parent[0] is not element:
        element.tag = "p"


def _mend_caption(element: Any) -> None:
    parent = element.getparent()
    at_end = parent[0] is element or (parent[-1] is element and not (element.tail or "").strip())
    others = [child for child in parent if child.tag == "figcaption" and child is not element]
    if parent.tag != "figure" or not at_end or others:
        element.tag = "div"


def _mend_table(element: Any) -> None:
    rows = [row for row in element.iter("tr") if len(row)]
    if not rows:
        element.tag = "div"
        for part in element.iterdescendants():
            part.tag = "div" if part.tag in ("thead", "tbody", "tfoot", "tr", "caption") else part.tag
        return
    heads, feet = element.findall("thead"), element.findall("tfoot")
    for more in (*heads[1:], *feet[:-1]):
        more.tag = "tbody"
    for foot in feet[-1:]:  # HTML 4 had it before the rows
        _move(foot, element, len(element) - 1)
    for head in heads[:1] or _first_heads(element):
        _move(head, element, int(element[0].tag == "caption"))


def _first_heads(table: Any) -> list[Any]:
    """The head of a table without one whose first row has nothing but heads, as programs that save HTML write it."""
    body = table.find("tbody")
    if body is None or len(body) + len(table.findall("tbody")) < 3:
        return []
    first = body[0]
    if len(first) < 2 or any(cell.tag != "th" or "rowspan" in cell.attrib for cell in first):
        return []
    head = etree.Element("thead")
    body.addprevious(head)
    head.append(first)
    return [head]


def _move(part: Any, parent: Any, place: int) -> None:
    """A child to another place among its siblings, but for the text behind it."""
    if parent.index(part) != place:
        before, tail, part.tail = part.getprevious(), part.tail, None
        parent.remove(part)
        parent.insert(place, part)
        if before is not None:
            before.tail = (before.tail or "") + (tail or "")
        else:
            parent.text = (parent.text or "") + (tail or "")


def _mend_title(element: Any) -> None:
    """A table has one caption, and it comes first; another is text before the table."""
    table = element.getparent()
    if table.tag != "table":
        element.tag = "div"
    elif element.find(".//table") is not None:
        element.tag = "div"
        tail, element.tail = element.tail, None
        table.addprevious(element)
        table.text = (table.text or "") + (tail or "")
    elif table[0] is not element:
        tail, element.tail = element.tail, None
        before = element.getprevious()
        before.tail = (before.tail or "") + (tail or "")
        if table[0].tag == "caption":
            element.tag = "div"
            table.addprevious(element)
        else:
            table.insert(0, element)


def _mend_row(element: Any) -> None:
    parent = element.getparent()
    if len(element) == 0 and parent.tag in ("tbody", "thead", "tfoot", "table"):
        remove(element)
        if len(parent) == 0 and parent.tag != "table":
            remove(parent)


def _mend_rows(element: Any) -> None:
    if len(element) == 0 and element.getparent().tag == "table":
        remove(element)


def _mend_ruby(element: Any) -> None:
    """Ruby is words and their reading, in turns; whatever else is plain words."""
    parts = list(element)
    if not (parts and parts[-1].tag in ("rt", "rp") and not (parts[-1].tail or "").strip()
            and all(part.tag in ("rt", "rp") and (part.tag == "rp" or len(part) == 0) for part in parts)
            and (element.text or "").strip()):  # fmt: skip
        element.tag = "span"


def _mend_reading(element: Any) -> None:
    if element.getparent().tag != "ruby":
        element.tag = "span"


_MENDS: dict[str, Callable[[Any], None]] = {
    "ul": _mend_list,
    "ol": _mend_ordered,
    "li": _mend_item,
    "dl": _mend_terms,
    "dt": _mend_term,
    "dd": _mend_term,
    "details": _mend_details,
    "summary": _mend_summary,
    "figcaption": _mend_caption,
    "table": _mend_table,
    "caption": _mend_title,
    "tr": _mend_row,
    "thead": _mend_rows,
    "tbody": _mend_rows,
    "tfoot": _mend_rows,
    "ruby": _mend_ruby,
    "rt": _mend_reading,
    "rp": _mend_reading,
}
