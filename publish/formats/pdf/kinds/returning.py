"""A pack on a tablet: the foot of every page leads back to the agenda, and the list of its parts is open.

The margins of a page are no part of its text, so that WeasyPrint can put no link there: it is added to the finished
file, with an element of its own at the end of the structure.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

FOOT = 12 * 72 / 25.4
"""Points from the lower edge of a page: its foot, as large as fingers are."""


def led_back(content: bytes, *, agenda: int, label: str, without: Collection[int] = ()) -> bytes:
    """The pack with each page after the first of the agenda, counted from 0, leading back to that one.

    Pages in `without`, counted from 1, lead nowhere: they are empty. `label` is what the link is called.
    """
    with pikepdf.open(BytesIO(content)) as pack:
        tree = pack.Root.StructTreeRoot
        whole: Any = tree.K[0]
        around = pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=whole, K=Array()))
        key = int(tree.ParentTreeNextKey)
        target = pack.pages[agenda].obj
        for number, page in enumerate(pack.pages):
            if number <= agenda or number + 1 in without:
                continue
            element = pack.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, P=around, Pg=page.obj))
            area = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([0, 0, page.mediabox[2], round(FOOT, 3)]),
                Border=Array([0, 0, 0]),
                F=4,
                P=page.obj,
                Contents=String(label),
                Dest=Array([target, Name.Fit]),
                StructParent=key,
            )
            link = pack.make_indirect(area)
            element.K = Array([Dictionary(Type=Name.OBJR, Obj=link, Pg=page.obj)])
            around.K.append(element)
            owned: list[Any] = [key, element]
            tree.ParentTree.Nums.extend(owned)
            if "/Annots" not in page:
                page.Annots = Array()
            page.Annots.append(link)
            page.obj.Tabs = Name.S
            key += 1
        if len(around.K):
            whole.K.append(around)
        tree.ParentTreeNextKey = key
        pack.Root.PageMode = Name.UseOutlines
        out = BytesIO()
        pack.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
