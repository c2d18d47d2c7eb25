"""What is heard of finished files, beside what their authors wrote: word for word, in every format.

A source is an article's body as it was read. Each of its blocks has to be heard in one piece and in the order of the
source, in the PDF by its structure alone (heard.py), in the EPUB and in plain text as they are read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from publish.model import Article, Artifact, Edition
from publish.proofs import heard
from publish.proofs.heard import Element
from publish.value import Value


class Heard(Value):
    """What was found in one file."""

    edition: str
    name: str
    suffix: str
    blocks: int
    """Of the source, compared."""
    lost: tuple[str, ...] = ()
    """Blocks of the source that are not heard as they were written, or not in their place."""
    joined: tuple[str, ...] = ()
    """Words that meet without a space."""
    faults: tuple[str, ...] = ()
    """What the structure does not say: areas and names of links, heads of cells, numbers of lists, languages."""

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.joined or self.faults)


def examine(edition: Edition, artifact: Artifact) -> Heard | None:
    """What is heard of a file; None for one that is not read by its structure, or holds no article."""
    if not edition.articles or artifact.suffix not in _READERS:
        return None
    root = heard.read(artifact.content) if artifact.suffix == "pdf" else None
    if root is not None and not root.kids:
        return None
    said = _plain(spoken(root) if root is not None else _READERS[artifact.suffix](artifact.content))
    blocks = [block for article in edition.articles for block in source(article)]
    return Heard(
        edition=edition.name,
        name=artifact.name,
        suffix=artifact.suffix,
        blocks=len(blocks),
        lost=tuple(_lost(blocks, said, in_order=artifact.suffix == "pdf" and len(edition.articles) == 1)),
        joined=tuple(_joined(root, " ".join(blocks))) if root is not None else (),
        faults=tuple(dict.fromkeys(_faults(root, edition))) if root is not None else (),
    )


def _joined(root: Element, written: str) -> Iterator[str]:
    """Where words meet that the source divides; not where a link or a line ends within a word."""
    for join in heard.joins(root):
        if _plain(join.replace("·", "")) not in written:
            yield join


# -------------------------------------------------------------------------------------------------------- the source

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_BLOCKS = frozenset(
    (
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figcaption",
        "pre",
        "dt",
        "dd",
        "caption",
        "blockquote",
    )
)
_SIGNS = re.compile("[→←↑↓☑☐]")


def source(article: Article) -> list[str]:
    """The words of each block of an article, in order; of a block in a block, apart from it.

    The heads of columns are left out: some formats say them with each cell (`_faults` looks at them).
    """
    found = [article.title]
    root = etree.fromstring(f"<body>{article.body}</body>".replace("&nbsp;", "\u00a0"), _PARSER)
    found += _blocks(root)
    return [block for part in found for block in map(_plain, _SIGNS.split(part)) if block]


def _blocks(element: etree._Element) -> Iterator[str]:
    run: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS or child.tag in _HOLDERS:
            yield "".join(run)
            run = []
            if child.get("class") != "notes" and child.tag not in ("svg", "thead"):
                yield from _blocks(child)
        else:
            run.append(" " if _is_call(child) else _run(child))
        run.append(child.tail or "")
    yield "".join(run)


_HOLDERS = frozenset(
    (
        "ul",
        "ol",
        "dl",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "figure",
        "section",
        "aside",
        "div",
        "body",
        "svg",
        "img",
    )
)
_PIECES = frozenset(("br", "hr", "wbr"))


def _run(element: etree._Element) -> str:
    if element.tag == "br":
        return "\n"
    if element.tag == "rt":
        return f"({''.join(element.itertext())})"
    if element.tag == "rp":
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [" " if _is_call(child) else _run(child), child.tail or ""]
    return "".join(parts)


def _is_call(element: etree._Element) -> bool:
    """Whether it is the call of a note, or holds nothing else."""
    if element.get("class") in ("noteref", "backref"):
        return True
    return element.tag == "sup" and len(element) == 1 and not (element.text or "").strip() and _is_call(element[0])


# -------------------------------------------------------------------------------------------------------- the files


def spoken(root: Element) -> str:
    """All that is said in a tree, but for the calls of notes; notes stand at the end."""
    notes: list[str] = []
    text = "".join(_spoken(root, notes))
    return text + "\n" + "\n".join(notes)


def _spoken(element: Element, notes: list[str]) -> Iterator[str]:
    if element.kind == "Reference" and any("fn-" in area.target for area in _areas(element)):
        yield " "
        return
    if element.kind == "Note":
        inner: list[str] = []
        for kid in element.kids:
            inner += [kid] if isinstance(kid, str) else list(_spoken(kid, notes))
        notes.append("".join(inner))
        return
    if "ActualText" in element.said:
        yield element.said["ActualText"]
        return
    if "Alt" in element.said:
        return
    apart = "" if element.kind in heard.INLINE else "\n"
    yield apart
    for kid in element.kids:
        if isinstance(kid, str):
            yield kid
        else:
            yield from _spoken(kid, notes)
    yield apart


def _areas(element: Element) -> Iterator[heard.Area]:
    for inner in element.all():
        yield from inner.areas


def _epub(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        roots = [etree.fromstring(book.read(name), _PARSER) for name in names]
    said: list[str] = []
    for root in roots:
        for element in root.iter("*"):
            if isinstance(element.tag, str):
                element.tag = etree.QName(element).localname
        body = root.find("body")
        said += _blocks(body) if body is not None else ()
    return "\n".join(said)


_READERS = {"pdf": lambda content: "", "epub": _epub}

_UNSEEN = ("Cf", "Cc")


def _plain(text: str) -> str:
    """A text as it is compared: white space single, no sign without ink, signs of one meaning alike."""
    folded = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold().replace("−", "-").replace("‐", "-")
    seen = (sign if sign.isspace() or unicodedata.category(sign) not in _UNSEEN else "" for sign in folded)
    return re.sub(r" (?=[.,;:!?)\]])", "", " ".join("".join(seen).split()))


def _lost(blocks: Iterable[str], said: str, *, in_order: bool) -> Iterator[str]:
    at = 0
    for block in blocks:
        found = said.find(block, at if in_order else 0)
        if found < 0:
            yield block
        else:
            at = found


# ------------------------------------------------------------------------------------------------------ the structure


def _faults(root: Element, edition: Edition) -> Iterator[str]:
    yield from _links(root)
    for element in root.all():
        if (
            element.kind == "L"
            and "ListNumbering" not in element.attributes
            and any(map(_is_number, element.find("Lbl")))
        ):
            yield "a list does not say how it is numbered"
        if element.kind == "Figure":
            if not (element.said.get("Alt") or element.said.get("ActualText")):
                yield "a figure has no text alternative"
            if "BBox" in element.attributes and not _on_page(element.attributes["BBox"]):
                yield "a figure does not say where it is on its page"
            if element.find("Caption"):
                yield "a caption is inside a figure that has a text alternative, where nobody hears it"
        if element.kind == "Table":
            yield from _cells(element)
    said = {element.said["Lang"] for element in root.all() if "Lang" in element.said}
    for language in sorted(_languages(edition) - said):
        yield f"nothing is said to be in `{language}`"


def _is_number(label: Element) -> bool:
    """Whether the label of an item is a number or a sign, and not a term that is defined."""
    return re.fullmatch(r"[^\w]*|\(?\w{1,5}[.)]", label.text) is not None


def _on_page(box: list[float]) -> bool:
    left, bottom, right, top = box
    return left < right and bottom < top and min(left, bottom) > -30 and right < 1300 and top < 1300


def _links(root: Element) -> Iterator[str]:
    seen: set[tuple[object, ...]] = set()
    for link in root.find("Link"):
        for area in link.areas:
            if area.right - area.left < 1 or area.top - area.bottom < 1:
                yield f"the link `{area.contents}` has no area"
            if not area.contents or re.fullmatch(r"fn-\w+|fnref-\w+", area.contents):
                yield f"a link is called `{area.contents}`"
            if area[:5] in seen:
                yield f"the link `{area.contents}` is there twice"
            seen.add(area[:5])


def _cells(table: Element) -> Iterator[str]:
    if not table.find("TH"):
        return
    names = {cell.said["ID"] for cell in table.find("TH") if "ID" in cell.said}
    for cell in (*table.find("TH"), *table.find("TD")):
        if cell.kind == "TH" and "Scope" not in cell.attributes:
            yield f"the head `{cell.text[:40]}` does not say what it heads"
        for head in cell.attributes.get("Headers", ()):
            if head not in names:
                yield f"the cell `{cell.text[:40]}` has a head that there is not"
    if not any("Headers" in cell.attributes for cell in table.find("TD")):
        yield "the cells of a table do not say what heads them"


def _languages(edition: Edition) -> set[str]:
    """The languages that parts of the articles are in, apart from the edition's own."""
    found: set[str] = set()
    for article in edition.articles:
        found |= set(re.findall(r'\slang="([\w-]+)"', article.body))
    return found - {edition.language, *(article.language for article in edition.articles)}
