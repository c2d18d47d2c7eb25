"""Word documents: mammoth makes HTML of them, after marks are put into their XML for what it would let go.

What mammoth 1.13 says nothing of: where a list begins to count, the language of a passage, deletions under tracking,
comments without a style for them, formulas, what stands in headers (a `DRAFT` across the page is one) and drawings that
are no pictures. Marks are letters of the private-use area; `_marked` turns them into elements again.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import Any, NamedTuple

from lxml import etree

from publish.importers import bundles, count, days, parts, tree
from publish.importers.addresses import straight
from publish.importers.values import Bundle, Harvest, ImportRefused, Piece, people

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_OPEN, _CLOSE, _END = "\ue010", "\ue011", "\ue012"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='heading 1'] => h1:fresh
p[style-name='heading 2'] => h2:fresh
p[style-name='heading 3'] => h3:fresh
p[style-name='heading 4'] => h4:fresh
p[style-name='heading 5'] => h5:fresh
p[style-name='heading 6'] => h6:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Block Quotation'] => blockquote > p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Figure'] => p.caption:fresh
p[style-name='Illustration'] => p.caption:fresh
p[style-name='Table'] => p.caption:fresh
p[style-name='Drawing'] => p.caption:fresh
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
p[style-name='Author'] => p.author:fresh
p[style-name='Date'] => p.date:fresh
p[style-name='Abstract'] => p.subtitle:fresh
r[style-name='Source Text'] => code
r[style-name='HTML Code'] => code
r[style-name='Verbatim Char'] => code
r[style-name='Strong'] => strong
r[style-name='Strong Emphasis'] => strong
r[style-name='Emphasis'] => em
r[style-name='Quotation'] => q
r[style-name='Citation'] => cite
highlight => mark
strike => s
"""


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of a Word document, with its notes and pictures."""
    archive = bundles.checked_zip(content)
    names = set(archive.namelist())
    main = next((part for part in ("word/document.xml", "word/document2.xml") if part in names), "")
    if not main:
        raise ImportRefused("is no Word document that can be read", "save it again as .docx")
    piece = Piece(source=name, body=None, digest=hashlib.sha256(content).hexdigest()[:16])
    document = tree.xml(bundles.member(archive, main))
    roots = {main: document}
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in names:
            roots[part] = tree.xml(bundles.member(archive, part))
    _properties(archive, names, piece)
    styles = tree.xml(bundles.member(archive, "word/styles.xml")) if "word/styles.xml" in names else None
    for root in roots.values():
        _take_out(root, _style_names(styles), piece)
    _named(archive, names, document, piece)
    lists = _lists(archive, names, styles)
    language = _language(styles)
    expected = _expected(roots, document)._replace(links=_links(archive, names, document))
    for root in roots.values():
        _mark(root, lists, language or piece.language)
    if language and not piece.language:
        piece.language = language
    html = _by_mammoth(_repacked(archive, roots), piece)
    piece.body = tree.fragment(html)
    _marked(piece)
    _notes(piece)
    _shape(piece)
    piece.expected = expected
    if piece.published is None:
        piece.published = bundle.days.get(name)
        piece.remark("look", "no date is stated; the day of the file was taken", str(piece.published))
    return Harvest(pieces=parts.divide(piece, several=False).pieces[:1])


def _properties(archive: zipfile.ZipFile, names: set[str], piece: Piece) -> None:
    if "docProps/core.xml" not in names:
        return
    core = tree.xml(bundles.member(archive, "docProps/core.xml"))
    said = {element.tag: (element.text or "").strip() for element in core}
    piece.title = said.get(f"{_DC}title", "")
    piece.byline = people(said.get(f"{_DC}creator", ""))
    piece.standfirst = (
        said.get(f"{_DC}description", "") if 4 < len(said.get(f"{_DC}description", "").split()) < 60 else ""
    )
    keywords = next((text for tag, text in said.items() if tag.endswith("}keywords")), "")
    piece.tags = tuple(part.strip() for part in re.split(r"[,;]", keywords) if part.strip())
    language = said.get(f"{_DC}language", "")
    piece.language = language if _LANGUAGE.fullmatch(language) else ""
    for key in (f"{_TERMS}created", f"{_TERMS}modified"):
        if (
            (day := days.day(said.get(key))) is not None
            and day.year > 1990
            and piece.published is None
            and day.isoformat() != "2013-12-23"
        ):
            piece.published = day
            piece.remark("look", "the date is the day that the document was made", day.isoformat())


_CONTENTS = re.compile(
    r"(?:toc|contents|index|user index|illustration index|bibliography) (?:\d|heading)|table of figures", re.I
)
"""Names of the styles that programs set their own lists of headings and figures in."""
_OVER_CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|sommaire|table des matières|[ií]ndice|cynnwys|inhoud(?:sopgave)?",
    re.I,
)


def _take_out(root: Any, names: dict[str, str], piece: Piece) -> None:
    """Take out what is not shown or is made by the program: hidden words, a table of contents, what was moved away."""
    contents = [
        block
        for block in root.iter(f"{_W}sdt")
        if block.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery[@{_W}val='Table of Contents']") is not None
    ]
    inside = {paragraph for block in contents for paragraph in block.iter(f"{_W}p")}
    contents += [
        paragraph
        for paragraph in root.iter(f"{_W}p")
        if paragraph not in inside
        and _CONTENTS.fullmatch(names.get(_said_in(paragraph, "pStyle"), ""))
        and paragraph.find(f"{_W}pPr/{_W}sectPr") is None
    ]
    before = contents[0].getprevious() if contents else None
    if before is not None and before.tag == f"{_W}p" and _OVER_CONTENTS.fullmatch(_words(before)):
        contents.insert(0, before)
    if lines := sum(1 for block in contents for text in block.iter(f"{_W}p") if _words(text)):
        piece.remark("done", f"a table of contents was left out ({lines} lines); the press makes its own")
    for block in (*contents, *list(root.iter(f"{_W}moveFrom"))):
        block.getparent().remove(block)
    _take_hidden(root, piece)
    for wrapped in list(root.iter(f"{_W}fldSimple", f"{_W}bdo", f"{_W}dir")):  # mammoth passes over them and all within
        for child in list(wrapped):
            wrapped.addprevious(child)
        wrapped.getparent().remove(wrapped)
    _close_fields(root)


def _take_hidden(root: Any, piece: Piece) -> None:
    for run in list(root.iter(f"{_W}r")):
        hidden = run.find(f"{_W}rPr/{_W}vanish")
        if hidden is None or hidden.get(f"{_W}val", "1") in ("0", "false", "off") or not (said := _words(run)):
            continue
        piece.remark("look", f"hidden text was left out: {said[:120]}")
        run.getparent().remove(run)


def _words(element: Any) -> str:
    return " ".join("".join(text.text or "" for text in element.iter(f"{_W}t")).split())


def _close_fields(root: Any) -> None:
    """Take out the ends of fields whose beginning is gone, which mammoth cannot read."""
    depth = 0
    for sign in list(root.iter(f"{_W}fldChar")):
        kind = sign.get(f"{_W}fldCharType")
        depth += {"begin": 1, "end": -1}.get(kind, 0)
        if depth < 0 or (kind == "separate" and depth < 1):
            depth = max(depth, 0)
            sign.getparent().remove(sign)


def _style_names(styles: Any) -> dict[str, str]:
    """The name of each style by its identifier."""
    rows = styles.iter(f"{_W}style") if styles is not None else ()
    return {style.get(f"{_W}styleId", ""): _said(style, "name") for style in rows}


def _said_in(paragraph: Any, name: str) -> str:
    properties = paragraph.find(f"{_W}pPr")
    return _said(properties, name) if properties is not None else ""


def _named(archive: zipfile.ZipFile, names: set[str], document: Any, piece: Piece) -> None:
    """Name comments, deletions, what stands in headers and footers, and drawings: none of them is in the article."""
    if "word/comments.xml" in names:
        for comment in tree.xml(bundles.member(archive, "word/comments.xml")).iter(f"{_W}comment"):
            said = " ".join("".join(comment.itertext()).split())
            piece.remark(
                "look", f"a comment by {comment.get(f'{_W}author', 'somebody')} is not in the article: {said[:160]}"
            )
    for deletion in document.iter(f"{_W}del"):
        if said := "".join(text.text or "" for text in deletion.iter(f"{_W}delText")).strip():
            piece.remark("look", f"deleted under tracking, and left out: {said[:120]}", deletion.get(f"{_W}author", ""))
    for insertion in document.iter(f"{_W}ins"):
        if said := "".join(text.text or "" for text in insertion.iter(f"{_W}t")).strip():
            piece.remark(
                "look", f"inserted under tracking, and taken in: {said[:120]}", insertion.get(f"{_W}author", "")
            )
    for part in sorted(names):
        if found := re.fullmatch(r"word/(header|footer)\d*\.xml", part):
            _name_running(tree.xml(bundles.member(archive, part)), found[1], piece)
    for _ in document.iter(f"{_W}altChunk", f"{_W}subDoc"):
        piece.remark("lost", "a part that lies in another file is not in the article: import that file too")
    for element in document.iter("{*}chart", "{*}relIds"):
        if "drawingml" in element.tag:
            piece.remark(
                "lost", "a chart or a diagram that is no picture: save it as a picture, or write its rows as a chart"
            )


def _name_running(root: Any, kind: str, piece: Piece) -> None:
    """Name what a running header or footer says, and its watermarks."""
    for mark in root.iter("{*}textpath"):
        piece.remark("look", f"a watermark says `{mark.get('string', '')}`: is the text ready to be published?")
    said = " ".join("".join(text.text or "" for text in root.iter(f"{_W}t")).split())
    if said and not re.fullmatch(r"(?:page)?\s*\d*\s*(?:of|/)?\s*\d*", said, re.I):
        heavy = r"\b(?:draft|confidential|embargo\w*|entwurf|brouillon|borrador|not for publication)\b"
        status = "look" if re.search(heavy, said, re.I) else "done"
        piece.remark(status, f"a running {kind} is not in the article: {said[:120]}")


class _Lists(NamedTuple):
    """How a document counts its lists."""

    kind: dict[str, str]
    """The kind of list (`abstractNum`) of each list."""
    levels: dict[tuple[str, str], tuple[int, str]]
    """By kind and level: the first number, and the form of numbers."""
    begins: dict[tuple[str, str], int]
    """By list and level: the number that it begins anew with."""
    styles: dict[str, tuple[str, str]]
    """The list and level that a style of paragraphs brings."""

    def place(self, paragraph: Any) -> tuple[str, str] | None:
        """The list and the level that a paragraph is an item of."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return None
        list_, level = self.styles.get(_said(properties, "pStyle"), ("", "0"))
        number = properties.find(f"{_W}numPr")
        if number is not None:
            list_, level = _said(number, "numId") or list_, _said(number, "ilvl") or level
        return (list_, level) if list_ in self.kind else None


def _lists(archive: zipfile.ZipFile, names: set[str], styles: Any) -> _Lists:
    """What mammoth does not tell of a document's lists."""
    lists = _Lists({}, {}, {}, {})
    if "word/numbering.xml" not in names:
        return lists
    root = tree.xml(bundles.member(archive, "word/numbering.xml"))
    for kind in root.iter(f"{_W}abstractNum"):
        for level in kind.iter(f"{_W}lvl"):
            key = kind.get(f"{_W}abstractNumId", ""), level.get(f"{_W}ilvl", "0")
            lists.levels[key] = (_whole(_said(level, "start"), 1), _said(level, "numFmt"))
    for number in root.iter(f"{_W}num"):
        list_ = number.get(f"{_W}numId", "")
        lists.kind[list_] = _said(number, "abstractNumId")
        for anew in number.iter(f"{_W}lvlOverride"):
            if start := _said(anew, "startOverride"):
                lists.begins[list_, anew.get(f"{_W}ilvl", "0")] = _whole(start, 1)
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        number = style.find(f"{_W}pPr/{_W}numPr")
        if number is not None and _said(number, "numId"):
            lists.styles[style.get(f"{_W}styleId", "")] = (_said(number, "numId"), _said(number, "ilvl") or "0")
    return lists


def _whole(said: str, otherwise: int) -> int:
    return int(said) if re.fullmatch(r"\d{1,6}", said) else otherwise


_LETTERS = {"lowerLetter": "a", "upperLetter": "A"}


def _said(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", "")) if found is not None else ""


def _language(styles: Any) -> str:
    for lang in styles.iter(f"{_W}lang") if styles is not None else ():
        if value := lang.get(f"{_W}val", ""):
            return str(value)
    return ""


def _links(archive: zipfile.ZipFile, names: set[str], document: Any) -> tuple[str, ...]:
    """The addresses that the document's own links lead to, without their trackers."""
    if "word/_rels/document.xml.rels" not in names:
        return ()
    relations = tree.xml(bundles.member(archive, "word/_rels/document.xml.rels"))
    targets = {r.get("Id", ""): r.get("Target", "") for r in relations if r.get("Type", "").endswith("/hyperlink")}
    used = [
        targets.get(link.get(f"{_R}id", ""), "")
        for link in document.iter(f"{_W}hyperlink")
        if "".join(link.itertext()).strip()
    ]
    return tuple(
        count.address(straight(target)[0]) for target in used if target.lower().startswith(("http", "mailto:"))
    )


def _expected(roots: dict[str, Any], document: Any) -> count.Inventory:
    """Every word of the raw file, deletions and instructions to fields aside."""
    text: list[str] = []
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    for root in roots.values():
        for element in root.iter():
            if element.tag in (f"{_W}t", f"{_M}t"):
                if not any(above.tag == fallback for above in element.iterancestors()):
                    text.append(element.text or "")
            elif element.tag in (
                f"{_W}p",
                f"{_W}tab",
                f"{_W}br",
                f"{_W}tc",
                f"{_W}footnoteReference",
                f"{_W}endnoteReference",
            ):
                text.append(" ")
    pictures = sum(
        1
        for e in document.iter()
        if isinstance(e.tag, str)
        and (e.tag.endswith("}blip") or e.tag.endswith("}imagedata"))
        and not any(above.tag == fallback for above in e.iterancestors())
    )
    calls = sum(1 for _ in document.iter(f"{_W}footnoteReference", f"{_W}endnoteReference"))
    return count.Inventory(count.words("".join(text)), pictures, calls, ())


def _mark(root: Any, lists: _Lists, language: str) -> None:
    """Mark in the document itself what mammoth would not tell: starts of lists, languages, formulas, table heads."""
    _mark_lists(root, lists)
    for run in list(root.iter(f"{_W}r")):
        _mark_language(run, language)
    for formula in list(root.iter(f"{_M}oMath")):
        _mark_formula(formula)
    for table in root.iter(f"{_W}tbl"):
        _mark_head(table)


def _mark_lists(root: Any, lists: _Lists) -> None:
    """Mark each counted item with its number, as Word and LibreOffice count: on, until a list is begun anew."""
    counted: dict[tuple[str, str], int] = {}
    seen: set[tuple[str, str]] = set()
    for paragraph in root.iter(f"{_W}p"):
        place = lists.place(paragraph)
        if place is None:
            continue
        kind, level = lists.kind[place[0]], place[1]
        first, form = lists.levels.get((kind, level), (1, ""))
        if place in lists.begins and place not in seen:
            number = lists.begins[place]
        else:
            number = counted[kind, level] + 1 if (kind, level) in counted else first
        seen.add(place)
        counted[kind, level] = number
        for deeper in [key for key in counted if key[0] == kind and key[1] > level]:
            del counted[deeper]
        if form not in ("bullet", "none", ""):
            kind_of_number = f";type={_LETTERS[form]}" if form in _LETTERS else ""
            _insert(paragraph, f"{_OPEN}list;start={number}{kind_of_number}{_END}")


def _mark_language(run: Any, language: str) -> None:
    properties = run.find(f"{_W}rPr")
    said = _said(properties, "lang") if properties is not None else ""
    if not language or not _LANGUAGE.fullmatch(said) or said.split("-")[0].lower() == language.split("-")[0].lower():
        return
    texts = [t for t in run.iter(f"{_W}t") if (t.text or "").strip()]
    if re.search(r"[^\W\d_]", "".join(t.text for t in texts)):
        texts[0].text = f"{_OPEN}lang={said}{_END}{texts[0].text}"
        texts[-1].text = f"{texts[-1].text}{_CLOSE}"


def _mark_formula(formula: Any) -> None:
    said = "".join(text.text or "" for text in formula.iter(f"{_M}t"))
    run = etree.Element(f"{_W}r")
    text = etree.SubElement(run, f"{_W}t")
    text.text = f"{_OPEN}math{_END}{said}{_CLOSE}"
    parent = formula.getparent()
    if parent.tag == f"{_M}oMathPara":
        formula, parent = parent, parent.getparent()
    tail = formula.tail
    parent.replace(formula, run)
    run.tail = tail


def _mark_head(table: Any) -> None:
    """A table whose style sets its first row apart has a head: mammoth knows only heads that are repeated."""
    look, first = table.find(f"{_W}tblPr/{_W}tblLook"), table.find(f"{_W}tr")
    if look is None or first is None:
        return
    apart = look.get(f"{_W}firstRow") == "1" or int(look.get(f"{_W}val", "0") or "0", 16) & 0x20
    if not apart or len(table.findall(f"{_W}tr")) < 2 or len(first.findall(f"{_W}tc")) < 2:
        return
    properties = first.find(f"{_W}trPr")
    if properties is None:
        properties = etree.Element(f"{_W}trPr")
        first.insert(0, properties)
    if properties.find(f"{_W}tblHeader") is None:
        etree.SubElement(properties, f"{_W}tblHeader")


def _insert(paragraph: Any, mark: str) -> None:
    run = etree.Element(f"{_W}r")
    etree.SubElement(run, f"{_W}t").text = mark
    properties = paragraph.find(f"{_W}pPr")
    paragraph.insert(1 if properties is not None else 0, run)


def _repacked(archive: zipfile.ZipFile, roots: dict[str, Any]) -> bytes:
    """The document with its marks, and without pictures that lie on the web."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as made:
        for info in archive.infolist():
            if info.is_dir() or not re.match(r"(?:_rels/|\[Content_Types\]|word/)", info.filename):
                continue
            content = (
                etree.tostring(roots[info.filename])
                if info.filename in roots
                else bundles.member(archive, info.filename)
            )
            if info.filename.endswith((".xml", ".rels")) and info.filename not in roots:
                tree.xml(content) if content.strip() else None
            made.writestr(info.filename, content)
    return packed.getvalue()


def _by_mammoth(content: bytes, piece: Piece) -> str:
    import mammoth

    def picture(image: Any) -> dict[str, str]:
        try:
            with image.open() as file:
                data = file.read()
        except Exception:
            return {"src": "missing:picture"}
        key = f"docx:picture-{len(piece.pictures) + 1}"
        for known, held in piece.pictures.items():
            if held == data:
                key = known
        piece.pictures[key] = data
        return {"src": key}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(picture),
            external_file_access=False,
        )
    except RecursionError:
        raise
    except Exception as fault:
        raise ImportRefused(
            f"cannot be read as a Word document ({type(fault).__name__})",
            "open it in Word or LibreOffice and save it again",
        ) from None
    for message in result.messages:
        if not message.message.startswith(
            (
                "Unrecognised paragraph style",
                "Unrecognised run style",
                "An unrecognised element was ignored: w:proof",
                "An unrecognised element was ignored: {http://schemas.openxmlformats.org/officeDocument/2006/math",
            )
        ) and ("image" in message.message.lower()):
            piece.remark("look", f"a picture is of a kind that browsers do not show: {message.message[:100]}")
    return str(result.value)


_LIST = re.compile(f"{_OPEN}list;([a-zA-Z0-9=;]+){_END}")


def _marked(piece: Piece) -> None:
    """Marks become elements: the start of a list, a passage in another language, a formula."""
    body = piece.body
    if _OPEN not in "".join(body.itertext()):
        return
    html = etree.tostring(body, encoding="unicode", method="html")
    html = re.sub(f"{_OPEN}lang=([\\w-]+){_END}([^{_OPEN}{_CLOSE}]*){_CLOSE}", r'<span lang="\1">\2</span>', html)
    html = re.sub(f"{_OPEN}math{_END}([^{_OPEN}{_CLOSE}]*){_CLOSE}", r"<code>\1</code>", html)
    html = re.sub(r'</span>(\s*)<span lang="([\w-]+)">', lambda f: f[0], html)
    new = tree.fragment(html)
    for element in list(body):
        body.remove(element)
    tree.take_children(new[0] if len(new) == 1 and new[0].tag == "body" else new, body)
    for element in body.iter():
        if isinstance(element.tag, str) and element.text and (said := _LIST.search(element.text)):
            element.text = _LIST.sub("", element.text)
            _begin(element, dict(setting.split("=") for setting in said[1].split(";")), piece)
    for element in body.iter():
        for key in ("text", "tail"):
            if (value := getattr(element, key)) and re.search("[\ue010-\ue012]", value):
                setattr(element, key, re.sub(f"{_OPEN}[^{_END}]*{_END}|{_CLOSE}", "", value))


def _begin(element: Any, said: dict[str, str], piece: Piece) -> None:
    """Let a list begin with the number of its first item; say once that numbers of headings are not in the article."""
    item = next((above for above in (element, *element.iterancestors()) if above.tag == "li"), None)
    lines = item.getparent() if item is not None else None
    if item is not None and lines is not None and lines.tag == "ol" and item.getprevious() is None:
        for key, value in said.items():
            if not lines.get(key) and (key, value) != ("start", "1"):
                lines.set(key, value)
    elif element.tag in tree.HEADINGS and not any("numbers of headings" in remark.what for remark in piece.remarks):
        piece.remark("look", "the numbers of headings, which Word counts by itself, were left out")


def _notes(piece: Piece) -> None:
    from publish.importers import notes

    notes.lift(piece.body, piece.notes)


def _shape(piece: Piece) -> None:
    """Title, standfirst, byline and captions, as the styles of Word say them."""
    body, subtitle = piece.body, ""
    for paragraph in list(body.iter("p", "h1")):
        kind = paragraph.get("class", "")
        said = tree.text_of(paragraph)
        if kind == "title" and said:
            piece.title = said
            tree.remove(paragraph)
        elif kind == "subtitle" and said and not subtitle and paragraph.find(".//noteref") is None:
            subtitle = said
            tree.remove(paragraph)
        elif kind == "author" and said and len(said) < 120:
            piece.byline = tuple(part.strip() for part in re.split(r",\s*|\s+and\s+", said) if part.strip())
            tree.remove(paragraph)
        elif kind == "date" and (day := days.day(said)) is not None:
            piece.published = day
            tree.remove(paragraph)
        elif kind == "caption" and said:
            _caption(paragraph, said)
    if subtitle:
        _stand_first(subtitle, piece)
    _forget_day(piece)


def _forget_day(piece: Piece) -> None:
    """Where the text states a day, nothing is said of the one in the file's properties."""
    piece.remarks = [
        remark
        for remark in piece.remarks
        if not (remark.what.startswith("the date is the day") and remark.place != str(piece.published))
    ]


def _stand_first(subtitle: str, piece: Piece) -> None:
    """The subtitle stands first, before what the file's properties say of it."""
    if piece.standfirst not in ("", subtitle):
        piece.remark("look", f"the file's description is not in the article: {piece.standfirst[:120]}")
    piece.standfirst = subtitle


def _caption(paragraph: Any, said: str) -> None:
    """A paragraph in the style of captions belongs to the picture or the table beside it."""
    before, after = paragraph.getprevious(), paragraph.getnext()
    inside = paragraph.find(".//img")
    if inside is not None:
        figure = tree.make("figure")
        tree.replace(paragraph, figure)
        outer = inside.getparent()
        tree.remove(inside)
        del outer
        figure.append(inside)
        words = tree.make("figcaption")
        tree.take_children(paragraph, words)
        figure.append(words)
        return
    names_table = re.match(r"(?:table|tabelle|tableau|tabla)\b", said, re.I)
    table = next(
        (
            e
            for e in (
                (after, before) if names_table or (after is not None and after.tag == "table") else (before, after)
            )
            if e is not None and e.tag == "table" and e.find("caption") is None
        ),
        None,
    )
    picture = next(
        (
            e
            for e in (before, after)
            if e is not None and e.tag in ("p", "figure") and e.find(".//img") is not None and not tree.text_of(e)
        ),
        None,
    )
    if table is not None and (names_table or picture is None):
        caption = tree.make("caption")
        tree.take_children(paragraph, caption)
        tree.remove(paragraph)
        table.insert(0, caption)
    elif picture is not None:
        if picture.tag == "p":
            picture.tag = "figure"
        caption = tree.make("figcaption")
        tree.take_children(paragraph, caption)
        tree.remove(paragraph)
        picture.append(caption)
