"""The pages of other people's PDFs, bound into a pack: drawn on its own pages, within what its stamp leaves free.

A page is drawn as a form XObject (ISO 32000-1, 8.10): its text stays text, its pictures are not made again. The
structure of a tagged PDF is taken over, with marked content that lies in the form (14.7.4.3); of one without, each page
is a paragraph of its words. What the pack claims of itself it goes on claiming only where the PDFs claim it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from publish.model import Article, Sheet

_PX = 72 / 96


class Place(NamedTuple):
    """A page of the pack that waits for a sheet: which it is, and where there is room on it, in CSS pixels."""

    page: int
    """Counted from 0."""
    x: float
    """From the page's left and top edges."""
    y: float
    width: float
    height: float
    page_width: float
    page_height: float


class Fit(NamedTuple):
    """How large a sheet is drawn, and where its left and lower edges come to lie, in points."""

    scale: float
    x: float
    y: float


def fits(sheets: Sequence[Sheet], places: Sequence[Place]) -> tuple[Fit, ...]:
    """Sheets in the middle of their pages, smaller only where the stamp, or the page, leaves too little room.

    Sheets of one size are all treated alike, so that lines that run through a table go on where they were.
    """
    alike: dict[tuple[int, int], list[int]] = {}
    for at, sheet in enumerate(sheets):
        alike.setdefault((round(sheet.width), round(sheet.height)), []).append(at)
    found: dict[int, Fit] = {}
    for same in alike.values():
        sheet, place = sheets[same[0]], places[same[0]]
        inked = [sheets[at] for at in same if sheets[at].right > sheets[at].left]
        left = min((one.left for one in inked), default=0.0)
        right = max((one.right for one in inked), default=sheet.width)
        top = min((one.top for one in inked), default=0.0)
        bottom = max((one.bottom for one in inked), default=sheet.height)
        fit = _fit(sheet, (left, top, right, bottom), place)
        found |= dict.fromkeys(same, fit)
    return tuple(found[at] for at in range(len(sheets)))


def _fit(sheet: Sheet, ink: tuple[float, float, float, float], place: Place) -> Fit:
    width, height = place.page_width * _PX, place.page_height * _PX
    room = (place.x * _PX, place.y * _PX, (place.x + place.width) * _PX, (place.y + place.height) * _PX)
    left, top, right, bottom = ink
    scale = min(
        1.0,
        width / (sheet.width - 1),
        height / (sheet.height - 1),
        (room[2] - room[0]) / max(right - left, 1),
        (room[3] - room[1]) / max(bottom - top, 1),
    )
    x, y = (width - sheet.width * scale) / 2, (height - sheet.height * scale) / 2
    x = min(max(x, room[0] - left * scale), room[2] - right * scale)
    y = min(max(y, room[1] - top * scale), room[3] - bottom * scale)
    return Fit(scale, x, height - y - sheet.height * scale)


def bind(content: bytes, papers: Sequence[tuple[Article, Sequence[Place]]]) -> bytes:
    """The pack with the sheets of these papers on the pages that wait for them."""
    with ExitStack() as open_:
        pack = open_.enter_context(pikepdf.open(BytesIO(content)))
        tree = _Tree(pack)
        for number, (paper, places) in enumerate(papers, start=1):
            source = open_.enter_context(pikepdf.open(BytesIO(paper.assets[0].content)))
            _Binding(tree, source, paper, places, f"b{number}-").bind()
        tree.close()
        accessible = all(paper.accessible for paper, _ in papers) and not tree.lost
        _disclaim(pack, accessible=accessible)
        out = BytesIO()
        pack.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


_CLAIMS = (rb"<pdfaid:(?:part|conformance)>[^<]*</pdfaid:\w+>|\spdfaid:(?:part|conformance)=\"[^\"]*\"",)
_ACCESSIBLE = rb"<pdfuaid:part>[^<]*</pdfuaid:part>"


def _disclaim(pack: pikepdf.Pdf, *, accessible: bool) -> None:
    """Take back what is said of the whole and is not known of all its parts."""
    packet = pack.Root.Metadata
    said = packet.read_bytes()
    for claim in (*_CLAIMS, *(() if accessible else (_ACCESSIBLE,))):
        said = re.sub(claim, b"", said)
    packet.write(said)


class _Tree:
    """The structure tree of the pack, and what is added to it."""

    def __init__(self, pack: pikepdf.Pdf) -> None:
        self.pack = pack
        self.root = pack.Root.StructTreeRoot
        self.next = int(self.root.ParentTreeNextKey)
        self.owners: list[Any] = []
        self.headings = self._headings()
        self.lost = False
        """Whether something of a PDF's structure could not be kept."""

    def _headings(self) -> dict[Any, Any]:
        """The first heading of each page, by the page's number."""
        found: dict[Any, Any] = {}
        left = [self.root.K]
        while left:
            one = left.pop()
            if isinstance(one, Array):
                left += reversed(list(one))
            elif isinstance(one, Dictionary) and "/S" in one:
                if re.fullmatch(r"/H\d?", str(one.S)) and "/Pg" in one:
                    found.setdefault(one.Pg.objgen, one)
                left.append(one.get("/K", Array()))
        return found

    def own(self, owner: Any) -> int:
        """A new key of the parent tree, that leads to `owner`."""
        key = self.next
        self.owners += [key, owner]
        self.next += 1
        return key

    def add(self, kind: str, parent: Any, **entries: Any) -> Any:
        """A new element, last in its parent."""
        made = self.pack.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array(), **entries)
        )
        parent.K.append(made)
        return made

    def close(self) -> None:
        """Write what was added into the parent tree."""
        self.root.ParentTree.Nums.extend(self.owners)
        self.root.ParentTreeNextKey = self.next


_BLOCKS = frozenset((
    "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct", "Private", "P", "H",
    "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody",
    "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby", "RB", "RT", "RP",
    "Warichu", "WT", "WP", "Figure", "Formula", "Form",
))  # fmt: skip
"""Standard types of structure elements (ISO 32000-1, 14.8.4), without that of a whole document."""
_DEEPEST = 200


class _Binding:
    """One PDF and the pages that it is put on."""

    def __init__(self, tree: _Tree, source: pikepdf.Pdf, paper: Article, places: Sequence[Place], prefix: str) -> None:
        self.tree, self.source, self.paper, self.places, self.prefix = tree, source, paper, places, prefix
        self.pack = tree.pack
        self.numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(source.pages)}
        self.forms: list[Any] = []
        self.marks: list[dict[int, Any]] = []
        """Of each sheet, who owns which of its marked content."""
        self.areas: dict[tuple[int, int], Any] = {}
        """The links of the pack by those of the PDF that they were made of."""

    def bind(self) -> None:
        """Draw the sheets, take their links over, and put both into the structure."""
        whole = self._whole()
        kept = self.paper.tagged and not self._nested()
        self.tree.lost |= self.paper.tagged and not kept
        for number, (page, fit) in enumerate(zip(self.source.pages, fits(self.paper.sheets, self.places), strict=True)):
            self._draw(number, page, fit, None if kept else whole)
        if kept:
            self._take_over(whole)
        for area in self.areas.values():
            if "/StructParent" not in area:
                self._link(area, self.tree.add("Link", whole), area.P)
        self._layers()

    def _whole(self) -> Any:
        """The element of the paper's text, after that of its head."""
        first = self.pack.pages[self.places[0].page]
        head = self.tree.headings[first.objgen]
        while head.P.S not in (Name.Art, Name.Sect, Name.Document):
            head = head.P
        around = head.P
        whole = self.tree.add("Sect", around, Lang=String(self.paper.language))
        kids = list(around.K)
        at = next(n for n, kid in enumerate(kids) if kid.objgen == head.objgen)
        around.K = Array([*kids[: at + 1], whole, *kids[at + 1 : -1]])
        return whole

    def _draw(self, number: int, page: pikepdf.Page, fit: Fit, untagged: Any | None) -> None:
        place = self.places[number]
        page.trimbox = page.cropbox
        links = [one for one in page.get("/Annots", Array()) if one.get("/Subtype") == Name.Link]
        form = self.pack.copy_foreign(page.as_form_xobject(handle_transformations=True))
        turn = pikepdf.Matrix(*map(float, form.get("/Matrix", Array([1, 0, 0, 1, 0, 0]))))
        box = turn.transform(pikepdf.Rectangle(*map(float, form.BBox)))
        sheet = self.paper.sheets[number]
        scale = fit.scale * sheet.width / (box.urx - box.llx)  # a PDF may count in units of its own
        put = pikepdf.Matrix(scale, 0, 0, scale, fit.x - scale * box.llx, fit.y - scale * box.lly)
        form.StructParents = self.tree.own(Array())
        target = self.pack.pages[place.page]
        if "/Resources" not in target:
            target.Resources = Dictionary()
        if "/XObject" not in target.Resources:
            target.Resources.XObject = Dictionary()
        name = f"/Sheet{place.page + 1}"  # pages may share their resources
        target.Resources.XObject[name] = form
        drawn = " ".join(f"{part:.5f}" for part in put.shorthand)
        before, after = f"q {drawn} cm", "Q"
        if untagged is not None:
            mark, block = self._mark(target, untagged)
            block.Pg = target.obj
            before, after = f"/P <</MCID {mark}>> BDC {before}", f"{after} EMC"
        target.contents_add(self.pack.make_stream(f"{before} {name} Do {after}\n".encode()), prepend=True)
        self.forms.append(form)
        self.marks.append({})
        for link in links:
            self._area(link, target, turn @ put)

    def _mark(self, page: pikepdf.Page, parent: Any) -> tuple[int, Any]:
        """A number for marked content of a page of the pack, and the paragraph that it is of."""
        owners = self._owners(int(page.StructParents))
        block = self.tree.add("P", parent)
        owners.append(block)
        block.K = Array([len(owners) - 1])
        return len(owners) - 1, block

    def _owners(self, key: int) -> Any:
        numbers = self.tree.root.ParentTree.Nums
        at = next(at for at in range(0, len(numbers), 2) if int(numbers[at]) == key)
        if not isinstance(numbers[at + 1], Array):
            numbers[at + 1] = Array()
        return numbers[at + 1]

    # ----------------------------------------------------------------------------------------------------------- links

    def _area(self, link: Any, page: pikepdf.Page, put: pikepdf.Matrix) -> None:
        """Take a link over, if it leads to the web or to another sheet."""
        action = link.get("/A", Dictionary())
        address = str(action.URI) if "/URI" in action else ""
        target = link.get("/Dest", action.get("/D"))
        made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Border=Array([0, 0, 0]), F=4, P=page.obj)
        said = str(link.Contents) if isinstance(link.get("/Contents"), String) else ""
        if re.match(r"(?:https?|mailto):", address, re.I):
            made.A = Dictionary(S=Name.URI, URI=String(address))
        elif (sheet := self._sheet(target)) is not None:
            made.Dest = Array([self.pack.pages[self.places[sheet].page].obj, Name.Fit])
            address = f"{self.paper.title} ({sheet + 1})"
        else:
            return
        corners = pikepdf.Rectangle(*map(float, link.Rect))
        there = put.transform(corners)
        made.Rect = Array([round(side, 3) for side in (there.llx, there.lly, there.urx, there.ury)])
        made.Contents = String(said or address)
        area = self.pack.make_indirect(made)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(area)
        page.obj.Tabs = Name.S
        named: Any = link.objgen if link.is_indirect else (-len(self.areas) - 1, 0)
        self.areas[named] = area

    def _sheet(self, target: Any) -> int | None:
        """The sheet that a place in the PDF is on."""
        if isinstance(target, (String, Name)):
            named = self.source.Root.get("/Dests", Dictionary())
            spot = named.get(target) if isinstance(target, Name) else None
            names = self.source.Root.get("/Names", Dictionary()).get("/Dests")
            if spot is None and names is not None:
                spot = next((there for key, there in pikepdf.NameTree(names).items() if key == str(target)), None)
            target = spot.get("/D") if isinstance(spot, Dictionary) else spot
        if isinstance(target, Array) and len(target) and isinstance(target[0], Dictionary):
            return self.numbers.get(target[0].objgen)
        return None

    def _link(self, area: Any, element: Any, page: Any) -> None:
        element.K.append(Dictionary(Type=Name.OBJR, Obj=area, Pg=page))
        area.StructParent = self.tree.own(element)

    # ------------------------------------------------------------------------------------------------------- structure

    def _nested(self) -> bool:
        """Whether marked content lies in forms of its own, which would have to be found within ours."""
        return any("/Stm" in one for one in self._elements(self.source.Root.StructTreeRoot.get("/K")))

    def _elements(self, kids: Any) -> Iterator[Any]:
        left, seen = [kids], 0
        while left and seen < 1_000_000:
            seen += 1
            one = left.pop()
            if isinstance(one, Array):
                left += list(one)
            elif isinstance(one, Dictionary):
                yield one
                if one.get("/Type") not in (Name.MCR, Name.OBJR):
                    left.append(one.get("/K"))

    def _take_over(self, whole: Any) -> None:
        tree = self.source.Root.StructTreeRoot
        self._kids(tree.get("/K"), whole, None, tree.get("/RoleMap", Dictionary()), 0)
        for form, marks in zip(self.forms, self.marks, strict=True):
            owners = Array([marks.get(mark) for mark in range(max(marks, default=-1) + 1)])
            at = self.tree.owners.index(int(form.StructParents))
            self.tree.owners[at + 1] = owners

    def _kids(self, kids: Any, parent: Any, page: int | None, roles: Any, depth: int) -> None:
        if depth > _DEEPEST:
            self.tree.lost = True
            return
        for kid in kids if isinstance(kids, Array) else [] if kids is None else [kids]:
            if not isinstance(kid, Dictionary):
                self._content(int(kid), page, parent)
                continue
            here = self.numbers.get(kid.Pg.objgen, page) if isinstance(kid.get("/Pg"), Dictionary) else page
            if kid.get("/Type") == Name.MCR:
                self._content(int(kid.MCID), here, parent)
            elif kid.get("/Type") == Name.OBJR:
                area = self.areas.get(kid.Obj.objgen) if isinstance(kid.get("/Obj"), Dictionary) else None
                if area is not None and "/StructParent" not in area:
                    self._link(area, parent, area.P)
            elif "/S" in kid:
                self._element(kid, parent, here, roles, depth)

    def _element(self, kid: Any, parent: Any, page: int | None, roles: Any, depth: int) -> None:
        kind = str(kid.S)
        for _ in range(8):
            if kind[1:] in _BLOCKS or kind not in roles:
                break
            kind = str(roles[kind])
        if kind[1:] not in _BLOCKS:
            kind = "/Div" if kind == "/Document" else "/NonStruct"
        entries = {
            key: String(str(kid[f"/{key}"]))
            for key in ("Alt", "ActualText", "E", "Lang", "T")
            if isinstance(kid.get(f"/{key}"), String)
        }
        made = self.tree.add(kind[1:], parent, **entries)
        if isinstance(kid.get("/ID"), String):
            made.ID = String(self.prefix + str(kid.ID))
        if (said := self._attributes(kid.get("/A"))) is not None:
            made.A = said
        self._kids(kid.get("/K"), made, page, roles, depth + 1)

    def _attributes(self, given: Any) -> Any:
        found = []
        for one in given if isinstance(given, Array) else [] if given is None else [given]:
            if not isinstance(one, Dictionary) or one.get("/O") not in (Name.Table, Name.List, Name.Layout):
                continue
            plain = {key: value for key, value in one.items() if _is_plain(value)}
            if "/Headers" in plain:
                plain["/Headers"] = Array([String(self.prefix + str(name)) for name in plain["/Headers"]])
            found.append(Dictionary({key: _copied(value) for key, value in plain.items()}))
        return None if not found else found[0] if len(found) == 1 else Array(found)

    def _content(self, mark: int, page: int | None, owner: Any) -> None:
        if page is None or mark < 0:
            self.tree.lost = True
            return
        target = self.pack.pages[self.places[page].page]
        owner.K.append(Dictionary(Type=Name.MCR, Pg=target.obj, Stm=self.forms[page], MCID=mark))
        self.marks[page][mark] = owner

    # ---------------------------------------------------------------------------------------------------------- layers

    def _layers(self) -> None:
        """Take over which layers are shown: without that, all of them would be."""
        layers = self.source.Root.get("/OCProperties")
        if layers is None or not isinstance(layers.get("/D"), Dictionary):
            return
        said = layers.D
        off = list(said.get("/OFF", Array()))
        groups = list(layers.get("/OCGs", Array()))
        if said.get("/BaseState") == Name.OFF:
            shown = {one.objgen for one in said.get("/ON", Array())}
            off = [one for one in groups if one.objgen not in shown]
        root = self.pack.Root
        if "/OCProperties" not in root:
            root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary(OFF=Array(), Order=Array(), Name=String("-")))
        for group in groups:
            if group.is_indirect:
                root.OCProperties.OCGs.append(self.pack.copy_foreign(group))
        for group in off:
            if group.is_indirect:
                root.OCProperties.D.OFF.append(self.pack.copy_foreign(group))


def _is_plain(value: Any) -> bool:
    if isinstance(value, Array):
        return all(not isinstance(one, (Dictionary, Array, pikepdf.Stream)) or _is_plain(one) for one in value)
    return not isinstance(value, (Dictionary, pikepdf.Stream))


def _copied(value: Any) -> Any:
    if isinstance(value, Array):
        return Array([_copied(one) for one in value])
    if isinstance(value, String):
        return String(str(value))
    return Name(str(value)) if isinstance(value, Name) else value
