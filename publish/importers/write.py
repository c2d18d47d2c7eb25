"""From a clean tree to our own Markdown: the one writer.

What Markdown cannot say (merged cells, captions with marks) stays HTML, which the reader takes. A note called in a
table that stays HTML is written under it with a letter, as tables have theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

from publish.importers.addresses import spelt
from publish.importers.tree import BLOCKS, HEADINGS, remove, text_of


class Written(NamedTuple):
    """Markdown, and what had to be said in another way."""

    text: str
    table_notes: int
    """Notes that stand under their table."""


def write(body: Any, notes: dict[str, Any]) -> Written:
    """The Markdown of a clean tree, its notes at the end."""
    writer = _Writer(notes)
    blocks = writer.blocks(body)
    written: set[str] = set()
    while open_ := [key for key in writer.numbers if key not in written]:
        for key in open_:
            written.add(key)
            lines = "\n\n".join(writer.blocks(notes[key])).split("\n")
            rest = [f"    {line}" if line else "" for line in lines[1:]]
            blocks.append("\n".join([f"[^{writer.numbers[key]}]: {lines[0]}", *rest]))
    return Written("\n\n".join(blocks).strip("\n") + "\n", writer.table_notes)


def _take_credit(caption: Any) -> str:
    """Take the credit out of a caption."""
    credit = ""
    for part in caption.findall(".//*[@class='credit']"):
        credit = text_of(part)
        remove(part)
    return credit


def _is_simple(cell: Any) -> bool:
    """Whether a cell fits into a table of Markdown: one place, no blocks but a paragraph that is all."""
    if any(cell.get(key, "1") not in ("", "1") for key in ("colspan", "rowspan")):
        return False
    blocks = [child.tag for child in cell if isinstance(child.tag, str) and child.tag in BLOCKS]
    return not blocks or (blocks == ["p"] and len(cell) == 1)


_CLOSES_LINE = re.compile(r"(</(?:tr|caption|thead|tbody|tfoot|figcaption)>) *")


def _on_lines(tag: str, attributes: str, inner: str) -> str:
    """An element as HTML: a row a line, no empty line, no line's end where it would be read."""
    text = inner.replace("\n", "&#10;") if tag == "pre" else re.sub(r"\s*\n\s*", " ", inner)
    if tag == "tr":
        text = text.strip()
    start = "\n" if tag in ("table", "thead", "tbody", "tfoot", "figure") else ""
    end = "\n" if tag in ("caption", "thead", "tbody", "tfoot", "tr", "figcaption") else ""
    if start:
        lines = (line.strip() for line in _CLOSES_LINE.sub(r"\1\n", text).split("\n"))
        text = "\n".join(line for line in lines if line) + "\n"
    text = re.sub(r"(<(?:thead|tbody|tfoot)>) ", r"\1", text)
    return f"<{tag}{attributes}>{start}{text}</{tag}>{end}"


class _Writer:
    """Holds the numbers that notes are given as they are called."""

    def __init__(self, notes: dict[str, Any]) -> None:
        self.notes = notes
        self.numbers: dict[str, int] = {}
        self.table_notes = 0
        self.under: list[str] | None = None
        """The keys of the notes of the HTML that is being written."""

    # ------------------------------------------------------------------------------------------------------- blocks

    def blocks(self, parent: Any) -> list[str]:
        """The blocks of an element, each as Markdown without a line's end; loose text between them is a paragraph."""
        made: list[str] = []
        run: list[str] = []

        def end_run() -> None:
            if text := _paragraph("".join(run)):
                made.append(text)
            run.clear()

        run.append(self._text(parent.text))
        before = ""
        for child in parent:
            if not isinstance(child.tag, str):
                run.append(self._text(child.tail))
                continue
            if child.tag in BLOCKS:
                end_run()
                text = self._block(child)
                if text and before in ("ul", "ol") and child.tag in ("ul", "ol"):
                    made.append("<!-- -->")  # keeps two lists two
                if text:
                    made.append(text)
                    before = child.tag
                run.append(self._text(child.tail))
            else:
                run.append(self.inline(child) + self._text(child.tail))
                if text_of(child) or (child.tail and child.tail.strip()):
                    before = ""
        end_run()
        return [text for text in made if text.strip()]

    def _block(self, element: Any) -> str:
        write = _BLOCKS.get(element.tag)
        return write(self, element) if write else "\n\n".join(self.blocks(element))

    def _heading(self, element: Any) -> str:
        text = " ".join(self.contents(element).replace("\\\n", " ").split())
        if not text:
            return ""
        text = re.sub(r"(\s)(#+)$", r"\1\\\2", text)
        id_ = element.get("id")
        language = element.get("lang")
        extra = " ".join([f"#{id_}"] * bool(id_) + [f"lang={language}"] * bool(language))
        return f"{'#' * int(element.tag[1])} {text}" + (f" {{{extra}}}" if extra else "")

    def _paragraph(self, element: Any) -> str:
        if any(child.tag in BLOCKS for child in element if isinstance(child.tag, str)):
            return "\n\n".join(self.blocks(element))
        if element.get("lang") and text_of(element):
            return _paragraph(f'<span lang="{escape(element.get("lang"))}">{self.contents(element)}</span>')
        return _paragraph(self.contents(element))

    def _list(self, element: Any) -> str:
        ordered = element.tag == "ol"
        try:
            number = int(element.get("start", "1"))
        except ValueError:
            number = 1
        loose = any(
            child.tag in ("p", "pre", "table", "figure", "blockquote")
            for item in element
            for child in item
            if isinstance(child.tag, str) and (child.tag != "p" or len(item.findall("p")) > 1)
        )
        lines: list[str] = []
        letters = (
            {"a": str.lower, "A": str.upper}.get(element.get("type", "")) if ordered and len(element) > 1 else None
        )
        for item in element:
            if not isinstance(item.tag, str):
                continue
            mark = "-"
            if ordered:
                mark = f"{letters(chr(96 + number))}." if letters and number <= 26 else f"{number}."
                number += 1
            lines.append(self._item(item, mark, loose))
        return ("\n\n" if loose else "\n").join(line for line in lines if line)

    def _item(self, item: Any, mark: str, loose: bool) -> str:
        parts = self.blocks(item)
        if item.get("data-task"):
            parts[:1] = [f"[{item.get('data-task')[:1].replace('o', ' ')}] {parts[0] if parts else ''}"]
        if not parts:
            return f"{mark} "
        if item.get("data-task") is None:
            parts[0] = re.sub(r"^\[([ xX])\]", r"\\[\1]", parts[0])
        indent = " " * max(4, len(mark) + 1)
        joined = parts[0]
        for part in parts[1:]:
            tight = not loose and re.match(r"(?:-|\d+[.)]|[a-zA-Z]\.) ", part)
            joined += ("\n" if tight else "\n\n") + part
        lines = joined.split("\n")
        head = f"{mark} {lines[0]}"
        return "\n".join([head, *(indent + line if line else "" for line in lines[1:])])

    def _quotation(self, element: Any) -> str:
        speaker = element.find("speaker")
        if speaker is not None:
            element.remove(speaker)
        parts = self.blocks(element)
        if speaker is not None and (name := " ".join(self.contents(speaker).split())):
            parts.append(f"— {name}")
            text = "\n\n".join(parts[:-1])
            text = (
                f"{text}\n{parts[-1]}"
                if len(parts) > 1 and not parts[-2].startswith(("-", "1.", "|", "<", "`"))
                else "\n\n".join(parts)
            )
        else:
            text = "\n\n".join(parts)
        return _quoted(text)

    def _callout(self, element: Any) -> str:
        kind = (element.get("class") or "note").upper()
        title = element.get("title", "")
        first = f"[!{kind}]" + (f" {_escaped(title)}" if title else "")
        return _quoted("\n".join([first, "\n\n".join(self.blocks(element))]))

    def _code(self, element: Any) -> str:
        text = "".join(element.itertext()).replace("\r\n", "\n").strip("\n")
        if not text.strip():
            return ""
        if element.get("data-lang") == "tex-display":
            return f"$$\n{text.strip()}\n$$"
        longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        language = re.sub(r"[^\w+#.-]", "", element.get("data-lang", ""))
        return f"{fence}{' ' + language if language else ''}\n{text}\n{fence}"

    def _definitions(self, element: Any) -> str:
        lines: list[str] = []
        for child in element:
            if child.tag == "dt":
                lines.append(("\n" if lines else "") + " ".join(self.contents(child).split()))
            elif child.tag == "dd":
                text = "\n\n".join(self.blocks(child)).split("\n")
                lines.append("\n".join([f":   {text[0]}", *(f"    {line}" if line else "" for line in text[1:])]))
        return "\n".join(lines)

    def _figure(self, element: Any) -> str:
        pictures = list(element.iter("img"))
        caption = element.find("figcaption")
        rest = [child for child in element if child.tag not in ("img", "a", "figcaption", "p")]
        if rest or not pictures:
            return "\n\n".join(self.blocks(element))
        credit = _take_credit(caption) if caption is not None else ""
        words = caption if caption is not None and text_of(caption) else None
        if words is not None:
            if any(picture.getparent().tag == "a" for picture in pictures):
                return self.html(element)
            if len(words) and not credit and len(pictures) == 1:
                plain = next(words.iter("a", "em", "strong"), None) is None and words.find(".//noteref") is not None
                return self._picture(pictures[0], self.contents(words), "") if plain else self.html(element)
        said = text_of(words) if words is not None else ""
        made = [self._linked(picture, "", "") for picture in pictures[:-1]]
        return "\n\n".join([*made, self._linked(pictures[-1], said, credit)])

    def _linked(self, picture: Any, caption: str, credit: str) -> str:
        text = self._picture(picture, caption, credit)
        parent = picture.getparent()
        return f"[{text}]({spelt(parent.get('href'))})" if parent.tag == "a" and parent.get("href") else text

    def _picture(self, picture: Any, caption: str, credit: str) -> str:
        alt = _escaped(" ".join(picture.get("alt", "").split()), link=True)
        title = ' "' + " ".join(caption.split()).replace('"', "”") + '"' if caption else ""
        said = '{credit="' + credit.replace('"', "”") + '"}' if credit else ""
        return f"![{alt}]({spelt(picture.get('src', ''))}{title}){said}"

    def _table(self, element: Any) -> str:
        rows = list(element.iter("tr"))
        caption = element.find("caption")
        heads = element.findall("thead/tr")
        row_heads = any(cell.tag == "th" for row in rows if row not in heads for cell in row)
        even = len({len(row) for row in rows}) == 1
        simple = all(_is_simple(cell) for row in rows for cell in row)
        if not simple or not even or row_heads or len(heads) != 1 or (caption is not None and text_of(caption)):
            return self.html(element)
        lines = [self._row(heads[0])]
        lines.append("| " + " | ".join(_RULES[cell.get("align", "")] for cell in heads[0]) + " |")
        lines += [self._row(row) for row in rows if row is not heads[0]]
        return "\n".join(lines)

    def _row(self, row: Any) -> str:
        cells = []
        for cell in row:
            inner = (
                "<br>".join(self.contents(part).strip() for part in cell)
                if len(cell) == 1 and cell[0].tag == "p"
                else self.contents(cell)
            )
            cells.append(re.sub(r"\s*\\?\n\s*", "<br>", inner.strip().replace("|", "\\|").replace("\\\n", "<br>")))
        return "| " + " | ".join(cells) + " |"

    def _key_figures(self, element: Any) -> str:
        lines = [f"{text_of(item.find('strong'))} | {text_of(item.find('span'))}" for item in element]
        return "``` key-figures\n" + "\n".join(lines) + "\n```"

    # -------------------------------------------------------------------------------------------------------- HTML

    def html(self, element: Any) -> str:
        """An element as HTML on lines without an empty one between, its notes under it."""
        outer, self.under = self.under, [] if self.under is None else self.under
        text = self._tag(element)
        keys, self.under = self.under, outer
        if outer is not None or not keys:
            return text
        self.table_notes += len(keys)
        below = []
        for n, key in enumerate(keys):
            parts = self.blocks(self.notes[key])
            below.append(f"<sup>{chr(97 + n % 26)}</sup> " + "\n\n".join(parts))
        return "\n\n".join([text, *below])

    def _tag(self, element: Any) -> str:
        if element.tag == "noteref":
            assert self.under is not None
            key = element.get("ref", "")
            if key not in self.notes:
                return ""
            if key not in self.under:
                self.under.append(key)
            return f"<sup>{chr(97 + self.under.index(key) % 26)}</sup>"
        if element.tag == "speaker":
            return f"<p>— {escape(text_of(element))}</p>"
        kept = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items() if key in _KEPT)
        if element.tag == "img":
            return f'<img src="{escape(spelt(element.get("src", "")))}" alt="{escape(element.get("alt", ""))}">'
        if element.tag in ("br", "hr"):
            return f"<{element.tag}>"
        inner = [escape(element.text or "", quote=False)]
        for child in element:
            if isinstance(child.tag, str):
                inner.append(self._tag(child))
            inner.append(escape(child.tail or "", quote=False))
        return _on_lines(element.tag, kept, "".join(inner))

    # ------------------------------------------------------------------------------------------------------ inlines

    def contents(self, element: Any) -> str:
        """What an element holds as Markdown within a line."""
        parts = [self._text(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self.inline(child))
            parts.append(self._text(child.tail))
        return "".join(parts)

    def _text(self, text: str | None) -> str:
        return _escaped(re.sub(r"[ \t\r\n]+", " ", text)) if text else ""

    def inline(self, element: Any) -> str:
        """An element within a line."""
        tag = element.tag
        if tag in BLOCKS:
            return " " + " ".join(self.contents(element).split()) + " "
        if tag == "br":
            return "\\\n"
        if tag == "img":
            return self._picture(element, element.get("title", ""), "")
        if tag == "noteref":
            key = element.get("ref", "")
            if key not in self.notes:
                return ""
            return f"[^{self.numbers.setdefault(key, len(self.numbers) + 1)}]"
        if tag == "code":
            return _code_span("".join(element.itertext()))
        inner = self.contents(element)
        if not inner.strip():
            return inner
        if tag in _MARKS:
            return _around(inner, _MARKS[tag])
        if tag == "a" and element.get("href"):
            return self._link(element, inner)
        if tag in _TAGS or (tag == "span" and element.get("lang")):
            language = f' lang="{escape(element.get("lang"))}"' if element.get("lang") else ""
            title = f' title="{escape(element.get("title"))}"' if tag == "abbr" and element.get("title") else ""
            return f"<{tag}{language}{title}>{inner}</{tag}>"
        return inner

    def _link(self, element: Any, inner: str) -> str:
        href = spelt(element.get("href"))
        lead, core, trail = _parted(inner)
        plain = text_of(element)
        if not len(element) and href in (plain, f"mailto:{plain}") and re.match(r"(?:https?:|mailto:)[^\s<>]+$", href):
            return f"{lead}<{plain}>{trail}"
        core = re.sub(r"(?<!\\)(?<!\^)\](?!\()", r"\\]", core) if "![" not in core and "[^" not in core else core
        return f"{lead}[{core.replace(chr(92) + chr(10), ' ')}]({href}){trail}"


_BLOCKS: dict[str, Callable[[_Writer, Any], str]] = {
    **dict.fromkeys(HEADINGS, _Writer._heading),
    "p": _Writer._paragraph,
    "ul": _Writer._list,
    "ol": _Writer._list,
    "blockquote": _Writer._quotation,
    "aside": _Writer._callout,
    "pre": _Writer._code,
    "dl": _Writer._definitions,
    "figure": _Writer._figure,
    "table": _Writer._table,
    "figures": _Writer._key_figures,
    "details": _Writer.html,
    "hr": lambda _writer, _element: "---",
}
_RULES = {"": "---", "left": "---", "right": "---:", "center": ":---:"}
_MARKS = {"strong": "**", "em": "*", "s": "~~", "del": "~~"}
_TAGS = {"sub", "sup", "mark", "cite", "kbd", "u", "ins", "small", "q", "abbr", "dfn", "samp", "var", "bdo", "bdi"}
_KEPT = {"href", "colspan", "rowspan", "scope", "lang", "align", "start", "type", "title", "class"}


def _parted(text: str) -> tuple[str, str, str]:
    """Text without the spaces around it, and these."""
    core = text.strip()
    start = text.index(core) if core else 0
    return text[:start], core, text[start + len(core) :]


def _around(inner: str, mark: str) -> str:
    """Text between two marks, which stand next to letters: spaces and line ends move out."""
    lead, core, trail = _parted(inner)
    while core.endswith("\\\n") or core.endswith("\\"):
        if core.endswith("\\\\"):
            break
        core, trail = core.removesuffix("\n").removesuffix("\\").rstrip(), "\\\n" + trail.lstrip("\n")
    if not core:
        return lead + trail
    if "\n\n" in core:
        return lead + core + trail
    return f"{lead}{mark}{core}{mark}{trail}"


def _code_span(text: str) -> str:
    text = re.sub(r"[ \t]*\n[ \t]*", " ", text)
    if not text.strip():
        return text
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{marks}{space}{text.strip()}{space}{marks}"


_SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|$)|\*|`|~~|(?<!\w)~(?=[^\s~][^~\n]*~(?!\w))|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|"
    r"&(?=#?\w+;)|\[(?=[\^!\[]|[^\]]*$|[^\]]*\][(\[:])|!(?=\[)|\$(?=\$)|==(?=\S)|\^\^|\{(?=[:#.]|[\w-]+=)"
)


def _escaped(text: str, *, link: bool = False) -> str:
    """Text in which nothing is taken for a mark."""

    def sign(found: re.Match[str]) -> str:
        return {"<": "&lt;", "&": "&amp;", "==": "&#61;="}.get(found[0], "\\" + found[0])

    text = _SPECIAL.sub(sign, text)
    if link:
        text = re.sub(r"(?<!\\)([\[\]])", r"\\\1", text)
    return text


_AT_START = re.compile(
    r"(?P<mark>[-+*](?=\s|$))|(?P<hashes>\#{1,6}(?=\s|$|\w))|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<quote>>)|"
    r"(?P<rule>(?:-{3,}|={2,}|_{3,})\s*$)|(?P<admonition>!!!|\?\?\?|:::|:(?=\s))|(?P<fence>~{3,})|(?P<bar>\|)|"
    r"(?P<abbreviation>\\\*\[)",
)


def _paragraph(text: str) -> str:
    """A paragraph: no line begins with what would begin something else."""
    text = re.sub(r"[ \t]+", " ", text.strip(" \t\n\xa0"))
    text = re.sub(r"(?:\\\n\s*)+$", "", text)
    text = re.sub(r"^(?:\s*\\\n)+\s*", "", text)
    text = "\n".join(_begun(line.strip(" ")) for line in text.split("\n"))
    return _BEFORE_ITEM.sub("  \n", text)


_BEFORE_ITEM = re.compile(r"(?<!\\)\\\n(?=[(（]?\w{1,5}[.)\-।።、．）\u3000])")
"""A break before what may be an item in letters: spaces, for a backslash at an item's end would be a letter of it."""


def _begun(line: str) -> str:
    found = _AT_START.match(line)
    if found is None:
        return line
    if found["dot"]:
        return f"{found['number']}\\{found['dot']}{line[found.end() :]}"
    if found["rule"] and line.startswith("="):
        return "&#61;" + line[1:]
    if found["abbreviation"] or found["mark"] == "\\":
        return line
    return "\\" + line


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
