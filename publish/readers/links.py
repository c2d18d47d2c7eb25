"""Links that lead somewhere and say where: addresses, anchors, and the words on them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from lxml import etree

from publish.base import slugs
from publish.readers.markup import remove, scheme_of, text_of
from publish.readers.shapes import HEADINGS

_EMPTY = frozenset(
    re.split(
        r"\s*\|\s*",
        """
    click here | click | here | read more | more | this | this link | link | this page | page | learn more | see more |
    find out more | details | more info | more information | continue | continue reading | go | download | click this |
    this website | website | this site | hier | hier klicken | klicken sie hier | mehr | mehr erfahren | weiterlesen |
    ici | cliquez ici | en savoir plus | lire la suite | aquí | haga clic aquí | haz clic aquí | leer más | más | qui |
    clicca qui | leggi di più | aqui | clique aqui | leia mais | klik hier | lees meer | yma | cliciwch yma | tutaj |
    kliknij tutaj | czytaj więcej | klicka här | här | läs mer | klik her | her | læs mere | klikk her | les mer |
    здесь | тут | подробнее | こちら | ここ | 这里 | 点击这里 | هنا | اضغط هنا | כאן | לחץ כאן
    """.strip(),
    )
)
"""What a link may not say alone (WCAG 2.2, 2.4.9): read out of its sentence it tells nobody where it leads."""


class Fault(NamedTuple):
    """Something wrong with a link: `T05` or `T06`, the address to look it up by, message, hint."""

    code: str
    href: str
    message: str
    hint: str


def name_anchors(root: Any, taken: set[str], spell: Callable[[str], str]) -> dict[str, str]:
    """Give every heading an id, make all ids safe and unique, and return them by each name that authors know them by.

    `taken` are ids that are given already; `spell` gives a heading's text as it will be printed. An id is an XML name
    in ASCII: a letter, then letters, digits, `-`, `_`, `.`.
    """
    anchors = {name: name for name in taken}
    used, next_of = set(taken), dict[str, int]()
    for element in root.iter():
        if (name := element.attrib.pop("name", None)) is not None and not element.get("id"):
            element.set("id", name)
        given = element.get("id")
        if given in taken:
            continue
        if given is None and element.tag not in HEADINGS:
            continue
        text = spell(_words_of(element)) if element.tag in HEADINGS else ""
        safe = given if given and re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,100}", given) else None
        base = safe or slugs.slug(given or text, otherwise="section")
        base = base if base[0].isalpha() else f"s-{base}"
        new, n = base, next_of.get(base, 2)
        while new in used:
            new, n = f"{base}-{n}", n + 1
        next_of[base] = n
        used.add(new)
        element.set("id", new)
        for known in (given, new, _as_on_the_web(text)):
            if known:
                anchors.setdefault(known, new)
    return anchors


def _words_of(heading: Any) -> str:
    """What a heading says without the calls of notes in it, by which nobody calls it."""
    if not any(link.get("role") == "doc-noteref" for link in heading.iter("a")):
        return text_of(heading)
    plain = deepcopy(heading)
    for call in [link for link in plain.iter("a") if link.get("role") == "doc-noteref"]:
        remove(call.getparent() if call.getparent().tag == "sup" else call)
    return text_of(plain)


def _as_on_the_web(text: str) -> str:
    """The anchor that code hosts and site makers give a heading: small letters of any script, spaces as hyphens."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text.casefold()).strip())


def check(root: Any, anchors: dict[str, str], *, between: bool = False) -> Iterator[Fault]:
    """Mend or take away the links that lead nowhere, and say which; a link's text always stays.

    With `between` a link may name another article's file; which one it is shows when all have been read.
    """
    for link in list(root.iter("a")):
        if link.get("role", "").startswith("doc-"):
            continue
        href = link.get("href")
        words = text_of(link)
        if href is None:
            if not link.get("id"):
                link.tag = _GONE
            elif not words and len(link) == 0:
                link.tag = "span"
            continue
        href = href.strip()
        new, why, hint = _resolve(href, anchors, between)
        shown = href if len(href) <= 100 else href[:99] + "…"
        if not href:
            yield Fault("T05", "", "a link has no address", "write the address between `(` and `)`")
            _undo(link)
        elif not new:
            yield Fault("T05", href, f"the link to `{shown}` {why}", hint)
            _undo(link)
        elif not words:
            yield Fault("T05", href, f"the link to `{shown}` has no text", "write what it leads to between `[` and `]`")
            _undo(link)
        else:
            link.set("href", new)
            if _says_nothing(words, new):
                yield Fault(
                    "T06", href, f"the link text `{words}` says nothing by itself", "say what the link leads to"
                )
    etree.strip_tags(root, _GONE)  # at once: one by one each would be moved past all before it


def _says_nothing(words: str, href: str) -> bool:
    """Whether a link's words tell nobody where it leads; a name that its site has, as `Go` or `Here`, does."""
    said = re.sub(r"[\s.…:!>»→]+$", "", words.casefold()).strip("\"'“”‘’«» ")
    if said not in _EMPTY:
        return False
    host = re.sub(r"^https?://(?:www\.)?|[/:?#].*$", "", href.casefold(), flags=re.S)
    return not (words[:1].isupper() and host.startswith(said) and host.removeprefix(said).startswith((".", "lang.")))


def _undo(link: Any) -> None:
    if link.get("id"):
        link.tag = "span"
        for key in ("href", "hreflang", "title"):
            link.attrib.pop(key, None)
    else:
        link.tag = _GONE


_GONE = "gone"
"""The tag of a link that is to be taken away, whose words stay."""


_MANUSCRIPT = re.compile(r"[^?#]*\.(?:md|markdown|pdf|xlsx)(?:#.*)?", re.IGNORECASE)


TEMPLATE, NOWHERE = "has a template's tag for an address", "names no place on the web"
"""What is wrong with the links of texts that were written for a site of their own."""


def _resolve(href: str, anchors: dict[str, str], between: bool) -> tuple[str, str, str]:
    """The address to print; if empty, why it leads nowhere and what to do."""
    if "{{" in href or "{%" in href:
        return "", TEMPLATE, "write the address itself"
    if href.startswith("#"):
        fragment = unquote(href[1:])
        found = next(
            (
                anchors[name]
                for name in (fragment, fragment.casefold(), slugs.slug(fragment, otherwise=""))
                if name in anchors
            ),
            None,
        )
        if found:
            return f"#{found}", "", ""
        return "", "leads to no heading or anchor of this article", "check it against the heading's text"
    if href.startswith("//"):
        href = f"https:{href}"
    if between and not scheme_of(href) and _MANUSCRIPT.fullmatch(unquote(href)):
        return slugs.ANOTHER + _quoted(href), "", ""
    if not scheme_of(href):
        return "", NOWHERE, _whole(href, between=between)
    try:
        parts = urlsplit(href)
        broken = not parts.hostname if parts.scheme in ("http", "https") else not parts.path.strip("/ ")
        _ = parts.port
    except ValueError:
        broken = True
    if (
        broken
        or parts.scheme not in ("http", "https", "mailto", "tel")
        or (parts.scheme in ("http", "https") and re.search(r"[\s<>{}|\\^`\"\[\]]", parts.hostname or ""))
    ):
        return "", "is no address", "check how it is written"
    return _quoted(href), "", ""


def _whole(href: str, *, between: bool) -> str:
    """What to do about an address that is none; a word alone may be the name of another text."""
    own = f"; another text of yours is `{href[:80]}.md`" if between and re.fullmatch(r"[\w-]+", href) else ""
    return f"write the whole address, from `https://` on{own}"


def _quoted(href: str) -> str:
    """The address with what RFC 3986 does not allow in one percent-encoded; letters of any script stay (RFC 3987)."""
    href = re.sub(r"[\x00-\x20]+$|^[\x00-\x20]+|[\t\n\r]", "", href)
    href = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", href)
    start = re.match(r"https?://[^/?#]*", href, re.I)
    head = start[0] if start else ""
    rest, mark, fragment = href[len(head) :].partition("#")
    rest, fragment = (
        re.sub(r"[\x00-\x20\"<>\\^`{|}\[\]]", lambda c: quote(c[0]), part)
        for part in (rest, fragment.replace("#", "%23"))
    )
    return head + rest + mark + fragment
