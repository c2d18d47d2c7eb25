"""Any HTML becomes the plain tree that `write` knows: blocks in blocks, words in blocks, nothing that does something.

The table of the tree: `h1`-`h6`, `p`, `ul`, `ol`, `li`, `dl`, `table`, `figure` with `figcaption`, `blockquote` with a
`speaker`, `aside` (a callout, its kind in `class`), `pre`, `hr`, `details`, `figures` (key figures), and among words
`a`, `em`, `strong`, `code`, `sub`, `sup`, `s`, `span lang`, `img`, `br`, `noteref` and a few more.
"""

from __future__ import annotations

import re
from typing import Any

from publish.importers.addresses import player, straight
from publish.importers.tree import (
    BLOCKS,
    HEADINGS,
    each_block,
    inline_only,
    make,
    remove,
    replace,
    take_children,
    text_of,
    unwrap,
    wrap,
)
from publish.importers.values import Piece

_GONE = {
    "script",
    "style",
    "template",
    "link",
    "meta",
    "head",
    "title",
    "base",
    "noframes",
    "map",
    "area",
    "param",
    "track",
    "source",
    "canvas",
    "dialog",
    "datalist",
    "svg",
    "math",
}
_CONTROLS = {"input", "select", "option", "optgroup", "button", "textarea", "progress", "meter", "output"}
_PLAYERS = {"iframe", "video", "audio", "embed", "object", "frame", "amp-youtube", "lite-youtube"}
_RENAMED = {
    "b": "strong",
    "i": "em",
    "strike": "s",
    "del": "s",
    "tt": "code",
    "acronym": "abbr",
    "listing": "pre",
    "xmp": "pre",
    "dir": "ul",
    "menu": "ul",
    "big": "strong",
    "summary": "summary",
}
_WORDS = {
    "a",
    "em",
    "strong",
    "code",
    "sub",
    "sup",
    "s",
    "u",
    "mark",
    "cite",
    "kbd",
    "ins",
    "q",
    "abbr",
    "img",
    "br",
    "noteref",
    "span",
    "dfn",
    "samp",
    "var",
    "bdo",
    "bdi",
    "small",
    "speaker",
}
_KEPT_BLOCKS = {
    *HEADINGS,
    "p",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "hr",
    "aside",
    "details",
    "summary",
    "figures",
}
_CALLOUTS = {
    "note": "note",
    "info": "note",
    "notice": "note",
    "usa-alert--info": "note",
    "tip": "tip",
    "hint": "tip",
    "success": "tip",
    "important": "important",
    "highlight": "note",
    "warning": "warning",
    "caution": "caution",
    "danger": "caution",
    "error": "caution",
    "attention": "warning",
    "alert": "note",
    "callout": "note",
    "alert-info": "note",
    "alert-warning": "warning",
    "alert-danger": "caution",
    "admonition": "note",
    "custom-block": "note",
    "kg-callout-card": "note",
}
_KEPT_ATTRIBUTES = {
    "a": ("href",),
    "img": ("src", "alt", "title"),
    "ol": ("start", "type"),
    "td": ("colspan", "rowspan", "align"),
    "th": ("colspan", "rowspan", "align", "scope"),
    "noteref": ("ref",),
    "aside": ("class", "title"),
    "abbr": ("title",),
    "pre": ("data-lang",),
    "li": ("data-task",),
    "blockquote": ("cite",),
}


def drop(piece: Piece) -> None:
    """Take out of the piece's body and notes what is not shown or does something; remarks say what it was."""
    for root in (piece.body, *piece.notes.values()):
        _drop(root, piece)
        _name(root)
        _pictures(root, piece)
        _links(root, piece)


def shape(piece: Piece) -> None:
    """Make the piece's body, and its notes, the plain tree."""
    for root in (piece.body, *piece.notes.values()):
        _nest_lists(root)
        _tables(root)
        _figures(root)
        _callouts(root)
        _flatten(root)
        _tidy(root)
    _anchors(piece)


def _drop(root: Any, piece: Piece) -> None:
    """Take out what does something or is not shown; players become links to what they play."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            if element is not root:
                remove(element)
            continue
        tag = element.tag
        if element.getparent() is None:
            continue
        if tag in _PLAYERS:
            _player(element, piece)
        elif tag == "input" and element.get("type", "").lower() == "checkbox":
            _task(element)
        elif tag == "button":
            unwrap(element)
        elif tag == "math":
            replace(element, make("code", (element.get("alttext") or text_of(element)).strip()))
        elif tag in _CONTROLS or tag in _GONE or (_hidden(element) and element is not root):
            _say_gone(element, piece)
            remove(element)


def _say_gone(element: Any, piece: Piece) -> None:
    """Say what is taken out, where an editor would want to know."""
    tag, said = element.tag, text_of(element)
    if tag in _CONTROLS:
        if said:
            piece.remark("look", f"a form's field was left out: {said[:60]}")
    elif tag == "script":
        if (element.text or "").strip() and "application/" not in element.get("type", ""):
            piece.remark("look", "a script was left out", (element.get("src") or "")[:80])
    elif tag == "svg":
        if said:
            piece.remark("look", f"a drawing on the page was left out: {said[:60]}")
    elif tag not in _GONE and len(said) > 2:
        piece.remark("done", f"hidden text was left out: {said[:80]}")


def _hidden(element: Any) -> bool:
    style = element.get("style", "").replace(" ", "").lower()
    return (
        "display:none" in style
        or "mso-hide:all" in style
        or (element.get("hidden") is not None and element.tag not in ("details",))
    )


def _player(element: Any, piece: Piece) -> None:
    address = element.get("src") or element.get("data-src") or element.get("data") or ""
    if not address and (inner := element.find(".//source")) is not None:
        address = inner.get("src", "")
    if element.tag in ("amp-youtube", "lite-youtube") and element.get("videoid"):
        address = f"https://www.youtube.com/embed/{element.get('videoid')}"
    address, word = player(address.strip())
    word = {"video": "Video", "audio": "Sound"}.get(element.tag, word)
    title = " ".join((element.get("title") or "").split())
    if not address.startswith(("http://", "https://", "/")) or "about:blank" in address:
        if address and "about:blank" not in address:
            elsewhere = "that lies among the files has no place in an article: put it on the web and link to it"
            piece.remark("lost", f"a {word.lower()} {elsewhere}", address[:100])
        if text_of(element):
            unwrap(element)
        else:
            remove(element)
        return
    paragraph = make("p", f"{word}: ")
    link = make("a", title or address, href=address)
    paragraph.append(link)
    piece.remark("done", f"a {word.lower()} became a link", address[:100])
    tail = element.tail
    parent = element.getparent()
    if parent.tag in ("p", "span", "a", "em", "strong"):
        paragraph.tag = "span"
    replace(element, paragraph)
    paragraph.tail = tail


def _task(element: Any) -> None:
    item = element.getparent()
    while item is not None and item.tag not in ("li", "body"):
        item = item.getparent()
    if item is not None and item.tag == "li" and not item.get("data-task"):
        item.set("data-task", "x" if element.get("checked") is not None else "open")
    remove(element)


def _name(root: Any) -> None:
    """Give elements the names of ours, also those that only a style makes bold, italic or raised."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        tag = _RENAMED.get(element.tag, element.tag)
        if tag != element.tag:  # a parser of HTML gives names that cannot be set: `<ann@example.org>`
            element.tag = tag
        if tag in ("span", "font", "a"):
            _styled(element)
        if tag == "pre" or (
            tag == "div" and "highlight" in element.get("class", "") and element.find(".//pre") is not None
        ):
            _pre(element)


def _styled(element: Any) -> None:
    style = element.get("style", "").replace(" ", "").lower()
    if not style or not text_of(element):
        return
    for pattern, tag in _STYLES:
        if re.search(pattern, style) and not any(parent.tag == tag for parent in element.iterancestors()):
            inner = make(tag)
            take_children(element, inner)
            element.append(inner)


_STYLES = (
    (r"font-weight:(?:bold|[6-9]00)", "strong"),
    (r"font-style:italic", "em"),
    (r"vertical-align:super", "sup"),
    (r"vertical-align:sub\b", "sub"),
    (r"text-decoration[^;]*line-through", "s"),
)


def _pre(element: Any) -> None:
    if element.tag == "div":
        lang = re.search(r"language-([\w+#-]+)", element.get("class", "") + " " + _classes(element))
        text = "".join(element.find(".//pre").itertext())
    else:
        lang = re.search(r"(?:language|lang|brush:\s?)-?([\w+#-]+)", element.get("class", "") + " " + _classes(element))
        for line_break in element.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        text = "".join(element.itertext())
    new = make("pre", text)
    if lang and lang[1] not in ("plaintext", "text", "none"):
        new.set("data-lang", lang[1])
    replace(element, new)


def _classes(element: Any) -> str:
    return " ".join(child.get("class", "") for child in element.iter() if isinstance(child.tag, str))


def _pictures(root: Any, piece: Piece) -> None:
    """Find a picture's address where lazy pages keep it, and leave out pixels that only count readers."""
    for noscript in list(root.iter("noscript")):
        before = noscript.getprevious()
        if before is not None and (before.tag == "img" or before.find(".//img") is not None):
            remove(noscript)
        else:
            unwrap(noscript)
    for picture in list(root.iter("img", "amp-img")):
        picture.tag = "img"
        source = _source(picture)
        small = [re.sub(r"\D.*", "", picture.get(key, "").strip()) for key in ("width", "height")]
        if "0" in small or "1" in small or _PIXEL.search(source):
            piece.remark("done", "a counting pixel was left out", source[:80])
            remove(picture)
        elif not source:
            remove(picture)
        elif "wp-smiley" in picture.get("class", "") or "emoji" in picture.get("class", "").split():
            replace(picture, make("span", picture.get("alt", "")))
        else:
            picture.set("src", f"https:{source}" if source.startswith("//") else source)


_PIXEL = re.compile(r"/(?:pixel|spacer|beacon|open)\.(?:gif|png)")
_STAND_IN = re.compile(r"^data:image/(?:gif|svg)|placeholder|blank")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file")


def _source(picture: Any) -> str:
    """A picture's address: its own, unless that is empty or a stand-in until it is scrolled to; else the largest."""
    source = str(picture.get("src", "")).strip()
    if not source or _STAND_IN.search(source):
        source = next((str(picture.get(key)).strip() for key in _LAZY if picture.get(key)), source)
    if not source and (several := picture.get("srcset") or picture.get("data-srcset")):
        source = str(several).split(",")[-1].split()[0]
    return source


_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg)$", re.I)


def _links(root: Any, piece: Piece) -> None:
    """Straighten links; one around a picture that only leads to the picture is none."""
    for link in list(root.iter("a")):
        href = link.get("href", "").strip()
        if not href:
            continue
        inside = link.find(".//img")
        if inside is not None and not text_of(link) and _PICTURE.search(href.partition("?")[0]):
            unwrap(link)
            continue
        if re.match(r"(?:javascript|data|vbscript|file):", href, re.I):
            del link.attrib["href"]
            piece.remark(
                "done", f"the link of `{text_of(link)[:60]}` ran a script or led to a disk; its words were kept"
            )
            continue
        better, done = straight(f"https:{href}" if href.startswith("//") else href)
        if done == "hidden":
            piece.remark(
                "look", f"the link of `{text_of(link)[:60]}` is tracked and hides where it leads", better[:100]
            )
        elif done:
            piece.remark(
                "done",
                {
                    "tracking": "tracking was cut off a link",
                    "redirect": "a link through a redirect leads straight to its place now",
                }[done],
                better[:100],
            )
        link.set("href", better)


def _nest_lists(root: Any) -> None:
    """A list directly in a list belongs to the item before it; loose words in a list are an item."""
    for inner in each_block(root, lambda e: e.tag in _LISTS and _is_in_list(e)):
        before = inner.getprevious()
        parent = inner.getparent()
        if before is not None and before.tag == "li":
            before.append(inner)
        else:
            item = make("li")
            parent.insert(parent.index(inner), item)
            item.append(inner)
    for item in each_block(root, lambda e: e.tag == "li" and not _is_in_list(e)):
        before = item.getprevious()
        if before is not None and before.tag == "ul" and not (before.tail or "").strip():
            before.append(item)
        else:
            outer = make("ul")
            replace(item, outer)
            outer.append(item)
    for lines in root.iter(*_LISTS):
        _only_items(lines)


_LISTS = ("ul", "ol")


def _is_in_list(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in _LISTS


def _only_items(lines: Any) -> None:
    """Whatever else is in a list becomes an item of it."""
    for child in list(lines):
        if isinstance(child.tag, str) and child.tag != "li":
            item = make("li")
            replace(child, item)
            item.append(child)
    for child in list(lines):
        if child.tail and child.tail.strip():
            item = make("li", child.tail)
            child.tail = None
            child.addnext(item)
    if lines.text and lines.text.strip():
        lines.insert(0, make("li", lines.text))
        lines.text = None


def _tables(root: Any) -> None:
    """Unwrap tables that only place things on a page; give the others a head where they show one."""
    for table in reversed(list(root.iter("table"))):
        if table.getparent() is None:
            continue
        rows = [row for row in table.iter("tr") if _owner(row) is table]
        for row in rows:
            _into_cells(row)
        cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
        if not text_of(table) and not any(part.tag in ("img", "noteref") for part in table.iter()):
            remove(table)
        elif _only_places(table, rows, cells):
            _unlay(table, rows)
        elif len(cells) == 1 and text_of(cells[0]):
            box = make("aside", **{"class": "note"})
            take_children(cells[0], box)
            replace(table, box)
        else:
            _heads(table, rows)


def _into_cells(row: Any) -> None:
    """What stands in a row and in no cell gets cells, each line its own: browsers show it, before the table."""
    parts = [(None, row.text), *((child, child.tail) for child in list(row) if isinstance(child.tag, str))]
    row.text = None
    for child, said in parts:
        if child is not None:
            child.tail = None
            if child.tag not in ("td", "th"):
                child = wrap(child, "td")
        for line in (said or "").splitlines():
            if line.strip():
                cell = make("td", line.strip())
                row.insert(0, cell) if child is None else child.addnext(cell)
                child = cell


def _only_places(table: Any, rows: list[Any], cells: list[Any]) -> bool:
    """Whether a table is there for the look of a page: it says so, holds tables, or blocks without a head."""
    if not cells or table.get("role", "") in ("presentation", "none"):
        return True
    if any(cell.find(".//table") is not None for cell in cells):
        return True
    if any(cell.tag == "th" for cell in cells):
        return False
    one_column = len(rows) != 1 and max(len(row) for row in rows) == 1
    return one_column or any(_holds_blocks(cell) for cell in cells)


def _holds_blocks(cell: Any) -> bool:
    blocks = BLOCKS - {"p", "ul", "ol", "li"}
    if any(child.tag in blocks for child in cell.iterdescendants() if isinstance(child.tag, str)):
        return True
    return cell.find(".//img") is not None and len(text_of(cell)) < 3


def _owner(row: Any) -> Any:
    return next((above for above in row.iterancestors() if above.tag == "table"), None)


def _unlay(table: Any, rows: list[Any]) -> None:
    holder = make("div")
    for part in table.findall("caption"):
        part.tag = "p"
        holder.append(part)
    for row in rows:
        for cell in row:
            part = make("div")
            take_children(cell, part)
            holder.append(part)
    replace(table, holder)


def _heads(table: Any, rows: list[Any]) -> None:
    """A table without a head gets one when its first row is plainly one: all heads, all bold, or words over figures."""
    for cell in table.iter("td", "th"):
        style = cell.get("style", "").replace(" ", "").lower()
        if found := re.search(r"text-align:(left|right|center)", style):
            cell.set("align", found[1])
    if table.find("thead") is None and len(rows) > 1 and _is_head(rows):
        head = make("thead")
        rows[0].getparent().remove(rows[0])
        head.append(rows[0])
        table.insert(1 if table.find("caption") is not None else 0, head)
    for head in table.findall("thead"):
        for cell in head.iter("td", "th"):
            cell.tag = "th"
            for bold_part in list(cell.iter("strong")):
                unwrap(bold_part)
    for group in list(table.iter("colgroup", "col")):
        remove(group)


def _is_head(rows: list[Any]) -> bool:
    first = list(rows[0])
    if not any(text_of(cell) for cell in first) or any(cell.get("rowspan", "1") not in ("1", "") for cell in first):
        return False
    if all(cell.tag == "th" or _is_bold(cell) for cell in first if text_of(cell)):
        return True
    figure = re.compile(r"[£$€]?[\d.,:/-]+\s?(?:%|[a-z]{0,3})")
    figures = any(figure.fullmatch(text_of(cell)) for row in rows[1:] for cell in row)
    return figures and not any(re.search(r"\d", text_of(cell)) for cell in first)


def _is_bold(cell: Any) -> bool:
    said = text_of(cell)
    return bool(said) and "".join(
        text_of(part)
        for part in cell.iter("strong")
        if part.getparent() is not None and not any(a.tag == "strong" for a in part.iterancestors())
    ).replace(" ", "") == said.replace(" ", "")


def _figures(root: Any) -> None:
    """Captions of WordPress, galleries, figures that hold a table or a quotation, and who is quoted."""
    for box in each_block(
        root, lambda e: e.tag in ("div", "dl", "p") and _CAPTIONED.search(e.get("class", "")) is not None
    ):
        words = next(
            (e for e in box.iterdescendants() if isinstance(e.tag, str) and _WORDS_OF.search(e.get("class", ""))), None
        )
        if box.find(".//img") is not None and words is not None:
            words.tag, box.tag = "figcaption", "figure"
    for figure in list(root.iter("figure")):
        _figure(figure)
    for quote in root.iter("blockquote"):
        _speaker(quote)
    for speaker in root.iter("speaker"):
        speaker.text = re.sub(r"^\s*(?:—|–|―|--?)\s*", "", speaker.text or "")


_CAPTIONED = re.compile(r"\bwp-caption\b|\bimage-caption\b|\bcaptioned\b")
_WORDS_OF = re.compile(r"caption-text|gallery-caption")


def _figure(figure: Any) -> None:
    """Keep a figure of pictures with its caption last; of another one take what it holds."""
    caption = next(iter(figure.iter("figcaption")), None)
    if figure.find(".//figure") is not None:
        caption = figure.find("figcaption")
    elif figure.find(".//img") is not None:
        if caption is not None:
            remove(caption)
            figure.append(caption)
            _one_line(caption)
        return
    figure.tag = "div"
    if caption is None:
        return
    if any(part.tag in ("table", "blockquote") for part in caption.iter()):
        unwrap(caption)  # it holds what it should stand under
        return
    table, quote = figure.find(".//table"), figure.find(".//blockquote")
    if table is not None and table.find("caption") is None:
        inner = make("caption")
        remove(caption)
        take_children(caption, inner)
        table.insert(0, inner)
    elif quote is not None and table is None:
        remove(caption)
        caption.tag = "speaker"
        quote.append(caption)
    else:
        caption.tag = "p"


def _one_line(element: Any) -> None:
    """Take the blocks in an element apart, a space between them."""
    for part in list(element.iterdescendants()):
        if isinstance(part.tag, str) and part.tag in BLOCKS:
            part.tail = " " + (part.tail or "")
            unwrap(part)


def _speaker(quote: Any) -> None:
    """The footer of a quotation, or the source at its end, says who is quoted."""
    for part in list(quote.iter("footer", "cite")):
        last = part.getparent() is quote and part.getnext() is None and not (part.tail or "").strip()
        if part.tag == "footer" or last:
            remove(part)
            part.tag = "speaker"
            quote.append(part)
            _one_line(part)
            for inner in list(part.iter("cite")):
                unwrap(inner)
            return


def _callouts(root: Any) -> None:
    for box in each_block(root, lambda e: e.tag in ("div", "aside", "section", "blockquote")):
        if box.tag == "aside" and box.get("class") in set(_CALLOUTS.values()) and box.get("data-done"):
            continue
        kind = next(
            (_CALLOUTS[word] for word in reversed(box.get("class", "").lower().split()) if word in _CALLOUTS), ""
        )
        if not kind or box.getparent() is None:
            if box.tag == "aside":
                box.tag = "div" if not box.get("class") else box.tag
                if box.get("class") not in set(_CALLOUTS.values()):
                    box.tag = "div"
            continue
        if len(text_of(box).split()) > 250:
            box.tag = "div"
            continue
        title = ""
        first = next((child for child in box if isinstance(child.tag, str)), None)
        if first is not None and re.search(r"title|heading", first.get("class", "")) and not (box.text or "").strip():
            title = text_of(first)
            remove(first)
        box.tag = "aside"
        box.attrib.clear()
        box.set("class", kind)
        box.set("data-done", "1")
        if title:
            box.set("title", title)


def _flatten(root: Any) -> None:
    """Blocks stand in blocks and words in blocks: what only groups is taken away, loose words become paragraphs."""
    for element in reversed(list(root.iter())):
        if not isinstance(element.tag, str) or element is root:
            continue
        tag = element.tag
        if tag == "span" and not element.get("lang"):
            unwrap(element)
        elif tag in _WORDS:
            if not inline_only(element):
                _open_up(element)
        elif tag not in _KEPT_BLOCKS or (tag == "p" and not inline_only(element)):
            if tag in BLOCKS:
                _paragraphs(element)
            unwrap(element)
        elif tag in HEADINGS and not inline_only(element):
            _out_of_heading(element)
    _paragraphs(root)
    for quote in root.iter("blockquote", "aside", "details"):
        speaker, summary = quote.find("speaker"), quote.find("summary")
        for special in (speaker, summary):
            if special is not None:
                quote.remove(special)
        if quote.tag != "details":
            _paragraphs(quote)
        if speaker is not None:
            quote.append(speaker)
        if summary is not None:
            quote.insert(0, summary)


_NO_WORDS = {"figure", "table", "ul", "ol", "pre", "blockquote", "details", "aside"}


def _out_of_heading(heading: Any) -> None:
    """Blocks in a heading follow it; paragraphs in it are its words."""
    for child in reversed([child for child in heading if child.tag in _NO_WORDS]):
        remove(child)
        heading.addnext(child)
    _one_line(heading)


def _open_up(element: Any) -> None:
    """An element of words around blocks: each block gets it inside, or it goes."""
    if element.tag in ("a", "em", "strong", "u", "s", "mark") and element.find(".//table") is None:
        for block in list(element.iterdescendants()):
            if (
                isinstance(block.tag, str)
                and block.tag in ("p", *HEADINGS, "li", "td", "figcaption")
                and inline_only(block)
            ):
                inner = make(element.tag, **dict(element.attrib))
                take_children(block, inner)
                if text_of(inner) or inner.find(".//img") is not None:
                    block.append(inner)
                else:
                    take_children(inner, block)
        for picture in element.xpath("self::a//figure/img"):
            wrap(picture, "a").attrib.update(element.attrib)
    unwrap(element)


def _paragraphs(element: Any) -> None:
    """Wrap each run of words among an element's blocks in a paragraph, when it has blocks or breaks into several."""
    has_blocks = any(isinstance(child.tag, str) and child.tag in BLOCKS for child in element)
    if element.tag in ("li", "td", "th", "dd", "figcaption") and not has_blocks:
        return
    run = make("p", element.text or "")
    element.text = None
    for child in list(element):
        if isinstance(child.tag, str) and child.tag in BLOCKS:
            if _says(run):
                child.addprevious(run)
            run = make("p", child.tail or "")
            child.tail = None
        else:
            element.remove(child)
            run.append(child)
    if _says(run):
        element.append(run)


def _says(run: Any) -> bool:
    return bool(
        (run.text or "").strip()
        or any(child.tag != "br" or (child.tail or "").strip() for child in run if isinstance(child.tag, str))
    )


def _unwrap_lone(root: Any) -> None:
    """The one paragraph of a cell, or of an item, is its words."""
    for cell in root.iter("td", "th"):
        if len(cell) == 1 and cell[0].tag == "p" and not (cell.text or "").strip():
            unwrap(cell[0])
    for item in root.iter("li"):
        if len(item) and item[0].tag == "p" and len(item.findall("p")) == 1 and not (item.text or "").strip():
            unwrap(item[0])


_EMPTY_GOES = {
    *("p", "li", "ul", "ol", "blockquote", "figure", "figcaption", "aside", "dl", "dt", "dd", "sub", "sup", "cite"),
    *HEADINGS,
}
_SPACE_STAYS = {"strong", "em", "u", "s", "mark", "small"}


def _tidy(root: Any) -> None:
    """Split paragraphs at double breaks, take out what is empty, join neighbours that one mark was meant for."""
    for paragraph in list(root.iter("p")):
        _split(paragraph)
    for element in reversed(list(root.iter())):
        if isinstance(element.tag, str) and element is not root:
            _tidy_one(element)
    _unwrap_lone(root)
    for words in root.iter("figcaption", "caption"):
        _trim(words)
    for paragraph in list(root.iter("p")):
        _picture_alone(paragraph)
    for element in root.iter():
        if isinstance(element.tag, str) and element is not root:
            _attributes(element)


def _tidy_one(element: Any) -> None:
    tag = element.tag
    if tag in ("strong", "em", "s", "u", "sub", "sup"):
        _join(element)
    if tag in HEADINGS:
        for part in list(element.iter("strong", "br")):
            if part.tag == "br":
                part.tail = " " + (part.tail or "")
            unwrap(part)
    if tag in ("sub", "sup") and not text_of(element) and element.find("noteref") is not None:
        unwrap(element)
        return
    if (tag in _EMPTY_GOES or tag in _SPACE_STAYS) and not text_of(element):
        if any(inner.tag in ("img", "noteref", "hr", "pre", "table") for inner in element.iter()):
            return
        if tag in _SPACE_STAYS and element.text:
            element.tail = element.text + (element.tail or "")
        remove(element)


def _picture_alone(paragraph: Any) -> None:
    """A paragraph of pictures alone becomes a figure for each."""
    pictures = [
        child for child in paragraph if child.tag == "img" or (child.tag == "a" and child.find("img") is not None)
    ]
    if not pictures or text_of(paragraph) or any(child not in pictures and child.tag != "br" for child in paragraph):
        return
    for picture in pictures:
        figure = make("figure")
        picture.tail = None
        figure.append(picture)
        paragraph.addprevious(figure)
    remove(paragraph)


def _attributes(element: Any) -> None:
    """Leave an element the attributes that the tree has."""
    kept = (*_KEPT_ATTRIBUTES.get(element.tag, ()), "lang", "id")
    if element.get("xml:lang"):
        element.set("lang", element.get("xml:lang"))
    for key in list(element.attrib):
        plain = key in ("colspan", "rowspan") and element.get(key, "").strip() in ("", "1")
        if plain or (key not in kept and not (key == "class" and element.get(key) == "credit")):
            del element.attrib[key]


def _split(paragraph: Any) -> None:
    """Two breaks in a row end a paragraph; breaks at its ends are none."""
    children, made = list(paragraph), [paragraph]
    end = len(children)
    for n in range(len(children) - 2, -1, -1):  # from behind, so that each part is moved once
        child, after = children[n : n + 2]
        if n + 1 < end and child.tag == "br" == after.tag and not (child.tail or "").strip():
            second = make("p", after.tail or "")
            for later in children[n + 2 : end]:
                second.append(later)
            paragraph.remove(child)
            paragraph.remove(after)
            second.tail, paragraph.tail = paragraph.tail, None
            paragraph.addnext(second)
            made.append(second)
            end = n
    for part in made:
        _trim(part)


def _trim(paragraph: Any) -> None:
    """Take out the breaks at the ends of a paragraph."""
    while len(paragraph) and paragraph[-1].tag == "br" and not (paragraph[-1].tail or "").strip():
        paragraph.remove(paragraph[-1])
    while len(paragraph) and paragraph[0].tag == "br" and not (paragraph.text or "").strip():
        paragraph.text = paragraph[0].tail
        paragraph.remove(paragraph[0])


def _join(element: Any) -> None:
    after = element.getnext()
    while (
        after is not None
        and after.tag == element.tag
        and not (element.tail or "")
        and dict(after.attrib) == dict(element.attrib)
    ):
        element.tail = after.tail
        after.tail = None
        element.getparent().remove(after)
        take_children(after, element)
        after = element.getnext()
    inner = element.find(element.tag)
    if inner is not None:
        unwrap(inner)


def _anchors(piece: Piece) -> None:
    """Keep the ids of headings that links of this text lead to; other links to places in it are their words alone."""
    targets = {link.get("href", "")[1:] for link in piece.body.iter("a") if link.get("href", "").startswith("#")}
    known: set[str] = set()
    waiting: list[str] = []
    for element in piece.body.iter():
        if not isinstance(element.tag, str):
            continue
        id_ = element.attrib.pop("id", "")
        if element.tag in HEADINGS:
            said = re.sub(r"[^\w\s-]", "", text_of(element).lower()).strip().replace(" ", "-")
            within = [part.attrib.pop("id") for part in element.iterdescendants() if "id" in part.attrib]
            hit = [mark for mark in (id_, *waiting, *within, said) if mark and mark in targets]
            if hit:
                element.set("id", _name_of([*hit, said], known))
                known.update((*hit, element.get("id")))
                _lead(piece.body, hit, element.get("id"))
            waiting.clear()
        elif id_ in targets:
            waiting.append(id_)
    for root in (piece.body, *piece.notes.values()):
        for link in list(root.iter("a")):
            href, said = link.get("href", ""), text_of(link)
            if href and not (href.startswith("#") and href[1:] not in known):
                continue
            if len(href) > 1 and said:
                piece.remark("done", f"a link within the page leads nowhere: `{said[:60]}`; its words were kept")
            unwrap(link)


def _name_of(marks: list[str], known: set[str]) -> str:
    """The first of the marks that can be a name of ours, else a new one."""
    fits = (mark for mark in marks if re.fullmatch(r"[A-Za-z][\w-]*", mark) and mark not in known)
    return next(fits, f"part-{len(known) + 1}")


def _lead(root: Any, marks: list[str], mark: str) -> None:
    for link in root.iter("a"):
        if link.get("href", "")[1:] in marks:
            link.set("href", f"#{mark}")
