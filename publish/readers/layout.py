"""Markdown as people type it, laid out as Python-Markdown wants it.

Python-Markdown (3.11) asks for a blank line before a list and for four spaces a level, takes a fence only at one
indentation, and holds everything up to a closing tag for raw HTML. CommonMark, and with it every editor that people
know, does not. `lay_out` walks the lines once, knows which list, quotation, fence or piece of HTML each belongs to, and
writes them again in the stricter form. Fences and raw HTML leave the text for a stash; a token stands in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from publish.readers import lettered
from publish.value import Value

OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Noncharacters (Unicode 23.7: for internal use, never for interchange) around a token's number."""

_DIGITS = {ord(str(n)): chr(0xFDD2 + n) for n in range(10)}
_NUMBERS = {0xFDD2 + n: str(n) for n in range(10)}
TOKEN = re.compile(f"{OPEN}([\ufdd2-\ufddb]+){CLOSE}")

DEEPEST = 100
"""Elements inside one another. The layout library dies of about 120 `div`s, 60 lists or 40 tables."""


def token(number: int) -> str:
    """A token without a letter, digit or mark, so that nothing in Markdown takes it for anything."""
    return OPEN + str(number).translate(_DIGITS) + CLOSE


def number(match: re.Match[str]) -> int:
    """The number of a token that `TOKEN` matched."""
    return int(match[1].translate(_NUMBERS))


class Fence(NamedTuple):
    """A fenced block: its first line of text counts `line + 1`."""

    line: int
    language: str
    code: str
    manner: str = ""
    """What is said on the opening line after the language: `bar` in `chart bar`."""


class Chunk(NamedTuple):
    """Raw HTML, as typed."""

    line: int
    html: str


class Counted(NamedTuple):
    """Stands before the first word of a list: it is counted in letters or Roman numerals, as `ol`'s own `type` says."""

    line: int
    type: str


Piece = Fence | Chunk | Counted


class TooDeep(Exception):
    """Lists and quotations are nested past `DEEPEST`; `args[0]` is the line."""


class Layout(Value):
    """The text in its stricter form; `pieces[n]` stands where token `n` is; lines are counted from 0."""

    text: str
    pieces: tuple[Piece, ...]
    code_lines: frozenset[int]


class _Line(NamedTuple):
    number: int
    text: str


class _Container(NamedTuple):
    """A list item, a note or a callout that following lines may belong to."""

    kind: str
    marker: int
    content: int
    loose: bool = False
    lettered: bool = False
    sign: str = ""
    """What stands before an item of a list."""


@dataclass(slots=True)
class _Stash:
    pieces: list[Piece] = field(default_factory=list)
    code_lines: set[int] = field(default_factory=set)

    def keep(self, piece: Piece) -> str:
        self.pieces.append(piece)
        return token(len(self.pieces) - 1)


_SIGNS = "•‣▪●◦\uf0b7\uf0a7"
"""What stands before an item copied out of Word (its Symbol and Wingdings too); to Markdown it says nothing."""

_BULLET = re.compile(rf"([-+*{_SIGNS}]|[·o](?=[ \u00a0]{{2}}))([ \u00a0]+)(?=\S)")
_UNDER = {"o": "•·\uf0b7", "▪": "o", "\uf0a7": "o"}
"""Signs of Word's lower levels, with those of the level above: what is copied has them one under the other."""
_NUMBER = re.compile(r"(\d{1,9})([.)])( +)(?=\S)")
_RULE = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_NOTE = re.compile(r"\[\^[^\]]+\]:")
_CALLOUT = re.compile(r"!!! ?[\w-]")
_HEADING = re.compile(r"#{1,6}(?: |$)")
_DELIMITERS = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_LANGUAGE = re.compile(r"[\w.+#-]+")
# CommonMark 0.31, 4.6: HTML blocks of kind 6 end at a blank line, of kind 1 and 2 at their closing tag.
_BLOCK_NAMES = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|meta|nav|noframes|object|ol|optgroup|option|p|param|search|section|summary|svg|table|tbody|td|tfoot|th|"
    "thead|title|tr|track|ul|video|audio|math|embed|applet"
)
_HTML = re.compile(rf"</?(?:{_BLOCK_NAMES}|pre|script|style|textarea)(?=[\s/>]|$)|<!--", re.I)
_TO_ITS_END = ("pre", "script", "style", "textarea", "table", "svg", "math", "xmp")
_AS_MARKDOWN = re.compile(r"""<(\w+)((?:[^>"']|"[^"]*"|'[^']*')*?)\s+markdown\s*=\s*["']?\w+["']?([^>]*)>""", re.I)


def lay_out(text: str) -> Layout:
    """Lay `text` out again. Raises TooDeep."""
    stash = _Stash()
    lines = [_Line(n, line) for n, line in enumerate(text.split("\n"))]
    arranged = _arrange(lines, stash, 0)
    return Layout(text="\n".join(arranged), pieces=tuple(stash.pieces), code_lines=frozenset(stash.code_lines))


def _arrange(lines: list[_Line], stash: _Stash, depth: int) -> list[str]:
    out: list[str] = []
    stack: list[_Container] = []
    after_blank, paragraph, code, apart = True, False, False, False
    html_open = 0
    seen = 0
    block = 0  # where in `out` the lines since the last blank one begin
    lines = list(lines)
    at = 0
    while at < len(lines):
        line = _Line(lines[at].number, _detab(lines[at].text))
        body = line.text.strip(" ")
        if not body:
            out.append("")
            after_blank, paragraph, apart = True, False, False
            at += 1
            continue
        indent = len(line.text) - len(line.text.lstrip(" "))
        item = None if _RULE.match(body) else _BULLET.match(body) or _NUMBER.match(body)
        if item and item[1] == "o" and not (stack and stack[-1].sign and stack[-1].sign in "o▪\uf0a7•·\uf0b7"):
            item = None  # a letter
        if item and stack and item.re is _BULLET:
            indent = _level(stack, item[1], indent)
        room = indent - (stack[-1].content if stack else 0)
        if not (item or code or html_open) and room < 4 and lettered.MARKER.match(body):
            following = [_detab(later.text) for later in lines[at : at + lettered.LONGEST]]
            if run := lettered.find(following, new=after_blank or not paragraph):
                beneath = not after_blank or lettered.in_the_midst(following[run.end :])
                deeper = _under(stack, indent) if beneath else 0
                lines[at : at + run.end] = _in_figures(lines[at : at + run.end], run, deeper, stash)
                continue
        fence, html = _FENCE.match(body), _HTML.match(body)
        starts = bool(item or fence or html or body[0] == ">" or _HEADING.match(body) or _NOTE.match(body))

        while seen < len(out):
            seen += 1
            block = block if out[seen - 1] else seen

        # Which containers does this line leave?
        left: _Container | None = None
        while stack and indent < stack[-1].marker + 2:
            lazy = paragraph and not after_blank and not starts and stack[-1].kind != "callout"
            if lazy:
                break
            left = stack.pop()
        if after_blank and stack:
            stack[-1] = stack[-1]._replace(loose=True)
        pad = "    " * len(stack)
        # A list item in one piece takes what follows without a blank line; anything else wants one before a block.
        open_air = not stack or stack[-1].loose or stack[-1].kind in ("note", "callout")
        if 2 * len(stack) + depth > DEEPEST:
            raise TooDeep(line.number)
        inside = indent - (stack[-1].content if stack else 0)

        # Indented code stays as it is, four spaces deeper than what holds it.
        if (after_blank or code) and not html_open and inside >= 4 and not (item and stack and not after_blank):
            base = 4 * len(stack) if indent >= 4 * len(stack) + 4 else stack[-1].content
            out.append(pad + " " * (indent - base) + body)
            stash.code_lines.add(line.number)
            after_blank, paragraph, code = False, False, True
            at += 1
            continue
        code = False

        if fence and (stack or indent < 4):
            end, piece = _fence(lines, at, indent, fence, stash)
            apart = _place(out, pad, stash.keep(piece), apart=open_air or after_blank)
            after_blank, paragraph, at = False, False, end
            continue
        if html and (stack or indent < 4 or html_open):
            if split := _as_markdown(line, body, indent):
                lines[at : at + 1] = split
                continue
            end = _html_end(lines, at)
            if end > at:
                typed = "\n".join(piece.text for piece in lines[at:end])
                html_open += len(re.findall(r"<[a-z]", typed, re.I)) - len(re.findall(r"</[a-z]", typed, re.I))
                html_open = max(html_open - len(re.findall(r"<(?:br|hr|img|col|wbr|input|p|li)\b", typed, re.I)), 0)
                kept = stash.keep(Chunk(line.number, typed))
                apart = _place(out, pad, kept, apart=open_air or after_blank)
                after_blank, paragraph, at = False, False, end
                continue
        if body[0] == ">" and (stack or indent < 4):
            end, inner = _quoted(lines, at, listed=bool(stack))
            if depth > DEEPEST:
                raise TooDeep(line.number)
            if apart or paragraph:
                out.append("")
            out.extend((pad + "> " + quoted).rstrip() for quoted in _arrange(inner, stash, depth + 1))
            after_blank, paragraph, apart, at = False, False, True, end
            continue
        if item and (stack or left or indent < 4):
            kind = "ul" if item.re is _BULLET else "ol"
            sibling = left is not None and left.kind == kind
            starts_list = kind == "ul" or item[1] == "1" or sibling or (not paragraph and len(item[1]) < 4)
            if starts_list:
                switched = left is not None and left.kind != kind
                in_letters = kind == "ol" and _counted(body[item.end() :], stash)
                # Markdown would go on with the list before, whatever that is counted in.
                if sibling and left and (in_letters or (left.lettered and item[1] == "1")):
                    out += ["", pad + stash.keep(Chunk(line.number, ""))]
                    apart = True
                if out and out[-1] and (apart or switched or _deeper(out, block, pad) or (not sibling and open_air)):
                    out.append("")
                rest = body[item.end() :]
                width = item.end() if len(item[0]) - len(item[0].rstrip(" ")) <= 4 else len(item[0].rstrip(" ")) + 1
                content = indent + width
                mark = item[1] + "." if kind == "ol" else item[1] if item[1] in "-+*" else "-"
                in_letters = in_letters or bool(sibling and left and left.lettered and item[1] != "1")
                stack.append(
                    _Container(kind, indent, content, bool(sibling and left and left.loose), in_letters, item[1])
                )
                if inner_fence := _FENCE.match(rest):
                    end, piece = _fence(lines, at, content, inner_fence, stash)
                    out.append(f"{pad}{mark} {stash.keep(piece)}")
                    paragraph, at = False, end
                else:
                    out.append(f"{pad}{mark} {rest}")
                    paragraph, at = True, at + 1
                # A new item is tight until a blank line is seen inside it.
                stack[-1] = stack[-1]._replace(loose=False)
                after_blank, apart = False, False
                continue
            if kind == "ol" and not paragraph:
                body = body.replace(item[2], "\\" + item[2], 1)

        if apart or (paragraph and _begins_table(lines, at, body)) or (left and not after_blank):
            out.append("")
            apart = False
        if _NOTE.match(body):
            stack = [_Container("note", 0, 4)]
            out.append(body)
        elif _CALLOUT.match(body) and not paragraph:
            stack.append(_Container("callout", indent, indent + 4))
            out.append(pad + body)
        else:
            # Two spaces at the end of a line are a line break, so only the left side is stripped.
            kept = body + line.text[len(line.text.rstrip(" ")) :]
            out.append(pad + " " * (max(inside, 0) if not stack and inside < 4 else 0) + kept)
        paragraph = not _HEADING.match(body) and not (_RULE.match(body) and not paragraph)
        after_blank = False
        at += 1
    return out


def _counted(text: str, stash: _Stash) -> bool:
    """Whether the first item of a list in letters begins so."""
    sign = TOKEN.match(text)
    return sign is not None and isinstance(stash.pieces[number(sign)], Counted)


def _under(stack: list[_Container], indent: int) -> int:
    """How much deeper a list in letters has to stand so as to belong to the item on the level of which it is typed."""
    beside = next((above for above in stack if abs(above.marker - indent) < 2), None)
    return beside.content - indent if beside and beside.kind == "ol" else 0


def _in_figures(lines: list[_Line], run: lettered.Run, deeper: int, stash: _Stash) -> Iterator[_Line]:
    """The lines of a list in letters as one in figures, with a token where it begins, all that much `deeper`."""
    figures = dict(zip(run.items, count(run.start), strict=False))
    within = 0
    for at, line in enumerate(lines):
        text = _detab(line.text)
        level = len(text) - len(text.lstrip(" "))
        if figure := figures.get(at):
            marker = lettered.MARKER.match(text)
            assert marker is not None
            sign = stash.keep(Counted(line.number, run.type)) + " " if at == 0 else ""
            text, within, own = f"{' ' * level}{figure}. {sign}{text[marker.end() :]}", 0, level
        elif at < run.items[-1] and level < own + 2 and lettered.begins(text):
            within = 3  # another list on the same level, between two items
        yield _Line(line.number, " " * (deeper + within) + text if text.strip() else text)


def _level(stack: list[_Container], sign: str, indent: int) -> int:
    """How far in an item stands, of those that Word's signs alone put under others."""
    if beside := next((one for one in stack if one.sign == sign and sign in _UNDER), None):
        return max(indent, beside.marker)
    above = stack[-1]
    return max(indent, above.content) if above.sign and above.sign in _UNDER.get(sign, "") else indent


def _deeper(out: list[str], block: int, pad: str) -> bool:
    """Whether the lines from `block` on belong deeper in a list than `pad`."""
    return block < len(out) and out[block].startswith(pad + " ")


def _detab(text: str) -> str:
    return text.expandtabs(4) if "\t" in text else text


def _place(out: list[str], pad: str, stands: str, *, apart: bool) -> bool:
    """Write a token on a line of its own; returns whether the next line must be kept apart from it."""
    if apart and out and out[-1]:
        out.append("")
    out.append(pad + stands)
    return apart


def _fence(lines: list[_Line], at: int, indent: int, fence: re.Match[str], stash: _Stash) -> tuple[int, Fence]:
    """The fenced block that opens at `at`; an unclosed one goes on to the end, as in CommonMark."""
    mark = fence[1] or fence[3]
    named = _LANGUAGE.search(fence[2] or fence[4] or "")
    closing = re.compile(rf" *{re.escape(mark[0])}{{{len(mark)},}}\s*$")
    end = next((n for n in range(at + 1, len(lines)) if closing.match(lines[n].text)), len(lines))
    code = [re.sub(rf"^ {{0,{indent}}}", "", _detab(line.text)) for line in lines[at + 1 : end]]
    last = min(end, len(lines) - 1)
    stash.code_lines.update(line.number for line in lines[at : last + 1])
    language = named[0].lower() if named else ""
    manner = (fence[2] or fence[4] or "")[named.end() :].strip() if named else ""
    return end + 1, Fence(lines[at].number, language, "\n".join(code) + "\n" if code else "", manner)


def _html_end(lines: list[_Line], at: int) -> int:
    """The line after the raw HTML that begins at `at`; `at` itself when it is only text that looks like it."""
    first = lines[at].text.lstrip()
    if first.startswith("<!--"):
        close = next((n for n in range(at, len(lines)) if "-->" in lines[n].text), None)
        if close is None:
            return at
        end = close + 1
    else:
        end = at
    while (
        end < len(lines) and lines[end].text.strip() and not (end > at and _AS_MARKDOWN.match(lines[end].text.strip()))
    ):
        end += 1
    # A blank line inside a comment, a script, a table or preformatted text does not end it.
    while end < len(lines):
        typed = re.sub(r"<!--.*?-->", "", "\n".join(line.text for line in lines[at:end]), flags=re.S)
        closing = "-->" if "<!--" in typed else ""
        for name in _TO_ITS_END:
            opened = len(re.findall(rf"<{name}\b", typed, re.I)) - len(re.findall(rf"</{name}\s*>", typed, re.I))
            closing = f"</{name}" if opened > 0 else closing
        close = next((n for n in range(end, len(lines)) if closing and closing in lines[n].text.lower()), None)
        if close is None:
            return end
        end = close + 1
        while end < len(lines) and lines[end].text.strip():
            end += 1
    return end


def _as_markdown(line: _Line, body: str, indent: int) -> list[_Line] | None:
    """`<div markdown="1">` says that Markdown follows at once: put it on lines of its own."""
    opening = _AS_MARKDOWN.match(body)
    if opening is None:
        return None
    rest = body[opening.end() :].strip()
    closing = f"</{opening[1]}>"
    parts = [f"<{opening[1]}{opening[2]}{opening[3]}>", ""]
    if rest.lower().endswith(closing.lower()):
        parts += [rest[: -len(closing)].strip(), "", closing]
    elif rest:
        parts.append(rest)
    return [_Line(line.number, " " * indent + part if part else "") for part in parts]


def _quoted(lines: list[_Line], at: int, *, listed: bool) -> tuple[int, list[_Line]]:
    """The lines of a quotation without their `>`, lazy continuation lines (CommonMark 5.1) included.

    `listed` is whether it stands in a list, whose next item has any number.
    """
    inner: list[_Line] = []
    lazy = False
    fenced = False
    while at < len(lines):
        body = lines[at].text.lstrip()
        if body.startswith(">"):
            text = body[1:]
            text = text[1:] if text.startswith(" ") else text
            fenced ^= bool(_FENCE.match(text.lstrip()))
            lazy = bool(text.strip()) and not fenced and not _HEADING.match(text)
        elif not lazy or not body or _interrupts(body) or (listed and _NUMBER.match(body)):
            break
        else:
            text = body
        inner.append(_Line(lines[at].number, text))
        at += 1
    return at, inner


def _interrupts(body: str) -> bool:
    return bool(
        _BULLET.match(body)
        or body.startswith(("1. ", "1) "))
        or _FENCE.match(body)
        or _HTML.match(body)
        or _HEADING.match(body)
        or _RULE.match(body)
        or _NOTE.match(body)
    )


def _begins_table(lines: list[_Line], at: int, body: str) -> bool:
    """A head row of pipes with a row of dashes under it interrupts a paragraph (GFM 4.10)."""
    if "|" not in body or at + 1 >= len(lines):
        return False
    below = lines[at + 1].text.strip()
    return "|" in below and bool(_DELIMITERS.match(below))
