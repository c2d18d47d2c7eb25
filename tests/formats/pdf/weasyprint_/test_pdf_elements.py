"""The structure elements that are made of boxes are those that WeasyPrint makes of them."""

from __future__ import annotations

from typing import Any

import pydyf
import pytest
import weasyprint
from hypothesis import example, given
from hypothesis import strategies as st

from publish.base.replacing import original
from publish.formats.pdf.tags import tree
from publish.formats.pdf.weasyprint_ import elements, engine, mends
from publish.media import typefaces
from publish.model import Asset, Galley

TABLE = (
    "<table><caption>Of the year</caption><thead><tr><th>When<th>What</thead><tbody>"
    "<tr><th scope='row'>May<td>{0}</td></tr><tr><td colspan='2'>{0}</td></tr></tbody></table>"
)
INSIDE = (
    *("Words.", "<b>Bold</b> and <i>not</i>", "<a href='https://example.org'>A <b>link</b></a>", "a<br>b", " ", ""),
    *(
        "<p>{0}</p>",
        "<p>One.</p><p>Two.</p>",
        "<ul><li>{0}</li><li>Two.<ul><li>{0}</li></ul></li></ul>",
        "<h2>{0}</h2>",
    ),
    *("<ol><li><p>{0}</p></li></ol>", "<dl><dt>Term<dd>{0}</dd></dl>", "<blockquote>{0}</blockquote>", TABLE),
    *("<ul style='list-style: none'><li>{0}</li></ul>", "<section><h3>In it</h3>{0}</section>", "<div>{0}</div>"),
    *(
        "<figure><img src='dot.svg' alt='A picture'><figcaption>{0}</figcaption></figure>",
        "<span class='out'>{0}</span>",
    ),
    *("<p style='float: left'>{0}</p>", "<p class='out'>{0}</p>", "<div style='display: flex'><p>{0}</p></div>"),
    *("<a href='#end'><p>{0}</p></a>", "<p class='quoted'>{0}</p>", "<p style='display: table-row'>{0}</p>"),
)
CSS = """
@page { size: 90mm 60mm; margin: 6mm; @bottom-left { content: "Page " counter(page) } }
body { font: 9pt "Source Serif 4" } ul { list-style: "-" } .out { position: absolute; top: 0 } .quoted::before { content: "[" } a::after { content: " *" }
"""
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def _theirs(objects: list[Any], element: Any) -> tuple[Any, ...]:
    """The kinds and contents under an element of a file, and what cells say of their headers."""
    kids = []
    for kid in element["K"]:
        below = kid if isinstance(kid, int) else objects[int(kid.split()[0])]
        kids.append(below if isinstance(below, int) else _theirs(objects, below) if "S" in below else "annotation")
    return element["S"][1:], tuple(kids), *_said(element)


def _ours(node: tree.Node) -> tuple[Any, ...]:
    kids: list[Any] = []
    for kid in node.kids:
        if isinstance(kid, tree.Node):
            kids.append(_ours(kid))
        elif isinstance(kid, tree.Reference):
            kids.append("annotation")
        else:
            kids.append(("Span", (kid.number,), "", "") if isinstance(kid, tree.Words) else kid.number)
    return node.kind, tuple(kids), *_said(node.entries)


def _said(entries: Any) -> tuple[Any, ...]:
    """What WeasyPrint says of the kind too: which cells head which, and where pictures are, is ours to say."""
    ours = ("Headers", "Scope", "BBox")
    attributes = {key: value for key, value in entries.get("A", {}).items() if key not in ours}
    return (
        pydyf.Dictionary(attributes).data if attributes else "",
        entries["Alt"].string if "Alt" in entries else "",
    )


@given(parts=st.lists(st.lists(st.sampled_from(INSIDE), min_size=1, max_size=3), min_size=1, max_size=3))
@example(parts=[[TABLE, "Words."]] * 4)
@example(parts=[[part, "Words."] for part in INSIDE])
def test_elements_are_those_of_weasyprint(parts: list[list[str]]) -> None:
    """Of whatever HTML, on one page or several, they are of the same kinds, in the same order, with the same contents."""
    text = ""
    for chain in parts:
        inner = ""
        for part in reversed(chain):
            inner = part.replace("{0}", inner)
        text += f"<div>{inner}</div>"
    trees: list[tuple[Any, ...]] = []

    def both(document: Any, pdf: Any, contents: Any) -> Any:
        kept = [dict(content._tags) for content in contents]
        ours = elements.elements(document, pdf, contents)
        trees.append(_ours(ours))
        for content, marks in zip(contents, kept, strict=True):
            content._tags.update(marks)
        original(weasyprint.pdf.add_tags)(pdf, document, "", contents)
        root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
        trees.append(_theirs(pdf.objects, pdf.objects[int(root["K"][0].split()[0])]))
        return ours

    html = f"<!DOCTYPE html><html lang=en><head><title>T</title><style>{CSS}</style></head><body>{text}</body></html>"
    face = typefaces.find("Source Serif 4")
    assert face is not None
    picture = Asset(name="dot.svg", media_type="image/svg+xml", content=PICTURE, width=9, height=9)
    galley = Galley(name="x", html=html, assets=(picture,), typefaces=(face,))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(mends, "elements", both)
        engine.lay_out(galley, path="x").write()
    assert trees[0] == trees[1]
