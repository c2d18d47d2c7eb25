"""From an article's Markdown to markup: the only place that knows Python-Markdown.

Nothing here compiles or evaluates what an author wrote. Template tags (`{{ … }}`, `{% … %}`, `{{< … >}}`) leave the
text before Markdown sees it and come back at the very end, letter for letter.

Traps of Python-Markdown 3.11: it is quadratic in unmatched `[`; a list 500 levels deep ends in a RecursionError; the
second definition of a note silently replaces the first; `attr_list` takes `{draft}` at the end of a heading for an
attribute and prints nothing; raw HTML is held back up to its closing tag, Markdown inside included; cells of a table
past the last of its head are lost. The parser is kept from one text to the next, which `reset` makes it ready for; one
that raised has not put its things away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from publish.readers.extensions import (
    BetterEmExtension,
    DeleteSubExtension,
    MagiclinkExtension,
    QuotesExtension,
    SaneHeadersExtension,
)

# isort: split
import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.admonition import AdmonitionExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import IMAGE_LINK_RE, ImageInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString

from publish.base.language import direction
from publish.model import Asset, Markup
from publish.problem import Problem
from publish.readers import chart, code, key_figures, links, notes, numbers, pictures, shapes, typography, wordpress
from publish.readers.layout import DEEPEST, OPEN, TOKEN, Counted, Fence, Layout, TooDeep, lay_out, number, token
from publish.readers.markup import (
    Finding,
    admit,
    mend,
    parse,
    serialise,
)
from publish.readers.places import Place, code_spans, heading_lines, locator, mask
from publish.readers.quotation import attribute
from publish.value import Value

LARGEST = 2**20
"""Bytes of UTF-8."""


class Copy(Value):
    """An article's text, read. When a problem is an error the body is not to be used."""

    body: Markup
    assets: tuple[Asset, ...]
    problems: tuple[Problem, ...]


def to_markup(
    text: str,
    *,
    path: str,
    first_line: int,
    language: str,
    title: str,
    find: Callable[[str], bytes],
    between: bool = False,
) -> Copy:
    """Read the Markdown that stands under an article's metadata block. Never raises.

    `first_line` is the line of the file `path` that `text` begins on. `find` gives a picture's bytes by its path as
    written, and raises FileNotFoundError (its argument a hint) or PermissionError. With `between` links may lead to
    other articles' files; `references.match` finds out which they are.
    """

    def problem(code: str, line: int | None, message: str, hint: str) -> Problem:
        return Problem(code=code, path=path, line=line, message=message, hint=hint)

    def refuse(code: str, line: int | None, message: str, hint: str) -> Copy:
        return Copy(body="", assets=(), problems=(problem(code, line, message, hint),))

    if 4 * len(text) > LARGEST and len(text.encode("utf-8", "replace")) > LARGEST:
        return refuse("T08", first_line, "the text is longer than 1 MiB", "split it into several articles")
    text = _INTERNAL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    try:
        layout = lay_out(text)
    except TooDeep as deep:
        return refuse("T03", first_line + deep.args[0], _DEEP, _FLATTER)
    masked = mask(text, layout.code_lines)
    if unclosed := _unclosed(masked, first_line):
        return refuse(
            "T08", unclosed, f"more than {_MOST_UNCLOSED} brackets of a paragraph are never closed", "close them"
        )
    place = locator(text, masked, first_line)
    problems = [
        problem("T08", line, f"two notes are called `{name}`", "give the second one a name of its own")
        for name, line in _twice(masked, first_line)
    ]
    if (joined := _JOINED.search(masked)) is not None:
        line = first_line + text.count("\n", 0, joined.start())
        problems.append(
            problem("T15", line, f"a line can end nowhere between `{joined[0][:12]}…` and the next space", _ZWSP)
        )
    try:
        html, block_faults, literals = _convert(layout, language)
    except RecursionError:
        return Copy(body="", assets=(), problems=(*problems, problem("T03", None, _DEEP, _FLATTER)))
    except MemoryError:
        raise
    # The parser and its extensions promise nothing about what they raise (an AssertionError has been seen).
    except Exception as error:
        message = f"the text cannot be read as Markdown ({type(error).__name__}: {str(error)[:80]})"
        return Copy(body="", assets=(), problems=(*problems, problem("T08", None, message, "look for unclosed HTML")))
    for line, code_of_rule, message, hint in block_faults:
        problems.append(problem(code_of_rule, first_line + line, message, hint))

    admitted, findings = admit(html)
    problems += [_spoken(finding, place, problem) for finding in _once(findings)]
    if any(finding.kind == "deep" for finding in findings):
        return Copy(body="", assets=(), problems=tuple(problems))
    seen = len(findings)
    root = parse(admitted, findings)
    problems += [_spoken(finding, place, problem) for finding in findings[seen:]]
    _restore_attributes(root, literals)
    _count_in_letters(root, layout)

    problems += [
        problem("T05", place("image", lost.src, lost.nth), _uncalled(lost.name), _CALLABLE) for lost in notes.call(root)
    ]
    unused, taken = shapes.set_notes(root)
    problems += [
        problem("T05", place("text", f"[^{name}]:"), f"the note `{name}` is never referred to", f"write `[^{name}]`")
        for name in unused
    ]
    shapes.set_callouts(root, language)
    shapes.align_cells(root)
    mend(root)
    if _depth(root) > DEEPEST:
        return Copy(body="", assets=(), problems=(*problems, problem("T03", first_line, _DEEP, _FLATTER)))
    shapes.drop_empty(root)
    shapes.set_tasks(root)
    shapes.set_pull_quotes(root)
    attribute(root)

    dropped = shapes.drop_title(root, title)
    headings, jumps = shapes.level_headings(root)
    lines = heading_lines(masked, first_line) if jumps else []
    for jump in jumps:
        matched = len(lines) == headings + dropped
        line = lines[jump.order + dropped] if matched else place("text", jump.text)
        message = f"the heading `{jump.text}` skips a level"
        problems.append(problem("T04", line, message, "give it at most one `#` more than the heading above it"))

    wordpress.set_captions(root)
    problems += [
        problem(
            "T14", place("text", typed), f"`{_shortened(typed)}` is printed as typed: only WordPress knows it", _IN_HTML
        )
        for typed in wordpress.left(root)
    ]
    assets, image_faults = pictures.place(root, find, lambda src: not _left_empty(text, src))
    problems += [problem(fault.code, place("image", fault.src), *fault[2:]) for fault in image_faults]
    pictures.frame(root)
    anchors = links.name_anchors(root, taken, lambda words: _spell(words, literals))
    faults = links.check(root, anchors, between=between)
    problems += [problem(fault.code, place("link", fault.href), *fault[2:]) for fault in faults]
    problems += _lost_notes(root, masked, place, problem)
    shapes.drop_empty(root)
    shapes.frame_code(root)
    shapes.tidy_spans(root)
    shapes.tidy_space(root)
    typography.join_lines(root)
    typography.set_marks(root, language)
    numbers.isolate(root, direction(language))
    body = serialise(root)
    if OPEN in body:
        _restore_text(root, literals)
        body = serialise(root)
    told = (replace(fault, message=_spell(fault.message, literals)) for fault in problems)
    return Copy(body=body, assets=tuple(assets), problems=tuple(told))


_MOST_UNCLOSED = 500
_INTERNAL = re.compile("[\ufdd0-\ufdef\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DEEP = f"elements are nested too deeply (more than {DEEPEST} inside one another)"
_CALLABLE = "call it from Markdown, from key figures, or from the caption of a picture that stands alone"
_JOINED = re.compile("[\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3]{60,}")
"""More Lao, Burmese or Khmer than stands on a line. Of Thai alone Pango finds the words (libthai)."""

_ZWSP = "type a zero-width space (U+200B) between words, as keyboards for the language do with their space bar"
_IN_HTML = 'take it out; a picture with a caption is `![what it shows](images/name.jpg "The caption")`'
_FLATTER = "take out levels of lists, quotations or HTML elements"

Report = Callable[[str, int | None, str, str], Problem]

# ------------------------------------------------------------------------------------------------- Markdown to raw HTML

_TEMPLATE_TAGS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_LONGEST_TAG = 2000
_LITERAL = re.compile(
    r"""
      (?P<opening> \{\{ | \{% | \{\# )       # {{ 7*7 }}, {% include x %}, {{< shortcode >}}, {# a comment #}
    | \\["']                                 # a mark that is to stay straight
    | (?: (?<=[)*_`>\]]) \{:? | [ ]\{:? ) [^{}\n*\[]{0,500} \} (?=[ ]*$)  # {draft}, unless it is a list of attributes
    """,
    re.X | re.M,
)


def _literals(text: str) -> Iterator[tuple[int, int]]:
    """Where text begins and ends that is to be printed exactly as typed."""
    at = 0
    while (match := _LITERAL.search(text, at)) is not None:
        start, end = match.span()
        if match["opening"]:
            closing = _TEMPLATE_TAGS[match["opening"]]
            found = text.find(closing, end, start + _LONGEST_TAG)
            at = end
            if found < 0 or re.search(r"\n[ \t]*\n|\x00", text[start:found]):
                continue
            end = found + 2
            while text.startswith("}", end) and closing == "}}":
                end += 1
        at = end
        yield start, end


_ATTRIBUTES = re.compile(r""" *\{:? *(?:(?:\#[\w:.-]+|\.[\w-]+|[\w-]+=(?:"[^"]*"|'[^']*'|[^\s"'}]+)) *)+\}""")


def _convert(layout: Layout, language: str) -> tuple[str, list[tuple[int, str, str, str]], dict[int, str]]:
    """HTML with tokens where `literals` stand, and the faults of our own blocks: line of the text, code and words."""
    literals: dict[int, str] = {}
    first = len(layout.pieces)

    def shield(text: str) -> str:
        if "{" not in text and "\\" not in text:
            return text  # one of them is in whatever is to be shielded
        masked = list(text)
        for start, end in code_spans(text):
            masked[start:end] = ["\x00"] * (end - start)
        out, at = [], 0
        for start, end in _literals("".join(masked)):
            typed = text[start:end]
            if typed.lstrip().startswith("{") and _ATTRIBUTES.fullmatch(typed):
                continue
            literals[first + len(literals)] = typed[1:] if typed[0] == "\\" else typed
            out += [text[at:start], token(first + len(literals) - 1)]
            at = end
        return "".join([*out, text[at:]])

    faults: list[tuple[int, str, str, str]] = []
    html: dict[int, str] = {}
    for n, piece in enumerate(layout.pieces):
        if isinstance(piece, Counted):
            continue  # its token stays, for `count_in_letters`
        if not isinstance(piece, Fence):
            html[n] = shield(piece.html)
        elif piece.language == key_figures.NAME:
            html[n], found = key_figures.set_out(piece.code)
            faults += [(piece.line + 1 + fault[0], "T07", *fault[1:]) for fault in found]
        elif piece.language == chart.NAME:
            html[n], wrong = chart.set_out(piece.code, piece.manner, language)
            faults += [(piece.line + 1 + fault[0], *fault[1:]) for fault in wrong]
            faults += [
                (piece.line + 1 + line, "T05", _uncalled(name), "call it from the text beside the chart")
                for line, row in enumerate(piece.code.split("\n"))
                for name in notes.CALL.findall(row)
            ]
        else:
            html[n] = code.set_out(piece.code, piece.language)

    converted = _converted(shield(layout.text))
    # A piece is a block: it needs no paragraph around it.
    converted = re.sub(
        rf"<p>(\s*(?:{TOKEN.pattern}\s*)+)</p>", lambda p: p[1] if _all_pieces(p[1], first) else p[0], converted
    )
    return TOKEN.sub(lambda match: html.get(number(match), match[0]), converted), faults, literals


def _all_pieces(text: str, first: int) -> bool:
    return all(number(match) < first for match in TOKEN.finditer(text))


def _converted(text: str) -> str:
    """Markdown to HTML. Raises whatever the parser raises; what it was in the midst of is then forgotten with it."""
    try:
        return _parser().reset().convert(text)
    except BaseException:
        _parser.cache_clear()
        raise


class _Rows(TableProcessor):
    """Tables as wide as their longest row, not as their head."""

    def run(self, parent: Any, blocks: list[str]) -> None:
        rows: list[list[str]] = [self._split_row(row.strip(" ")) for row in blocks[0].split("\n")]  # type: ignore[attr-defined]
        widest = max(max((n for n, cell in enumerate(row, start=1) if cell.strip()), default=0) for row in rows)
        self.separator = [*self.separator, *["---"] * (widest - len(self.separator))]  # type: ignore[assignment]
        super().run(parent, blocks)


class _Tables(TableExtension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(_Rows(md.parser, self.getConfigs()), "table", 75)


class _Images(ImageInlineProcessor):
    """Pictures in whose alternative and title a note is called as it is typed, not by its number: see `notes`."""

    def unescape(self, text: str) -> str:
        stash = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]

        def typed(held: re.Match[str]) -> str:
            node = stash.get(held[1])
            link = None if node is None or isinstance(node, str) else node.find("a[@class='footnote-ref']")
            return held[0] if link is None else f"[^{link.get('href').removeprefix('#fn:')}]"

        return super().unescape(INLINE_PLACEHOLDER_RE.sub(typed, text))


class _Inline(InlineProcessor):
    """Texts with nothing to read in them are not held against eighteen patterns, one after the other."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        texts = ((element, element.text) for element in tree.iter())
        plain = [(element, text) for element, text in texts if type(text) is str and not _SIGNS.search(text)]
        for element, text in plain:
            element.text = AtomicString(text)
        super().run(tree, ancestors)
        for element, text in plain:
            element.text = text  # what comes after may read it in its own way
        return tree


_SIGNS = re.compile(r"[`\\\[<&*_~@\x02]|://|www\.|  \n", re.I)
"""One of them is in whatever an inline pattern matches; there are few."""


@lru_cache(maxsize=1)
def _parser() -> markdown.Markdown:
    # Extensions as they are, not by their names: names are looked up among all packages that are installed.
    parser = markdown.Markdown(
        extensions=[
            _Tables(use_align_attribute=True),
            FootnoteExtension(USE_DEFINITION_ORDER=False, BACKLINK_TEXT="↩", BACKLINK_TITLE=""),
            DefListExtension(),
            AbbrExtension(),
            AttrListExtension(),
            AdmonitionExtension(),
            SaneListExtension(),
            QuotesExtension(callouts=True),
            BetterEmExtension(),
            DeleteSubExtension(subscript=False),
            MagiclinkExtension(),
            SaneHeadersExtension(),
        ],
        output_format="html",
    )
    # Raw HTML and fences are `layout`'s; a backslash at the end of a line breaks it, as in CommonMark 6.7.
    parser.preprocessors.deregister("html_block")
    parser.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash-break", 185)
    parser.inlinePatterns.register(_Images(IMAGE_LINK_RE, parser), "image_link", 150)
    parser.treeprocessors.register(_Inline(parser), "inline", 20)  # where Python-Markdown has its own
    return parser


def _spell(text: str, literals: dict[int, str]) -> str:
    """The text with its tokens spelt out."""
    return TOKEN.sub(lambda match: literals.get(number(match), ""), text) if OPEN in text else text


def _restore_attributes(root: Any, literals: dict[int, str]) -> None:
    for element in root.iter():
        for key, value in element.items():
            if OPEN in value:
                element.set(key, _spell(value, literals))


def _count_in_letters(root: Any, layout: Layout) -> None:
    """Give lists that were typed in letters their type."""
    for item in root.iter("li"):
        holder = item if (item.text or "").strip() or not len(item) else item[0]
        sign = TOKEN.match((holder.text or "").lstrip())
        piece = layout.pieces[number(sign)] if sign and number(sign) < len(layout.pieces) else None
        if isinstance(piece, Counted):
            holder.text = TOKEN.sub("", holder.text, count=1).lstrip()
            item.getparent().set("type", piece.type)


def _restore_text(root: Any, literals: dict[int, str]) -> None:
    for element in root.iter():
        element.text = _spell(element.text or "", literals) or None
        element.tail = _spell(element.tail or "", literals) or None


# ------------------------------------------------------------------------------------------------------------- problems

_SPOKEN: dict[str, tuple[str, str, str]] = {
    "active": ("T01", "`<{0}>` cannot be published", "take it out, and link to what it shows"),
    "dropped": ("T02", "`<{0}>` was left out with what it holds", "the house style says how things look"),
    "kept": ("T02", "`<{0}>` was left out; its text was kept", "take the tag out, or write it in Markdown"),
    "unknown": ("T02", "`<{0}>` is no HTML element; it is printed as typed", "write it in backquotes, as code"),
}


def _once(findings: list[Finding]) -> list[Finding]:
    """Every active element, and the first of each other kind of element."""
    first = dict.fromkeys(finding for finding in findings if finding.kind != "active")
    return [*(finding for finding in findings if finding.kind == "active"), *first]


def _spoken(finding: Finding, place: Place, problem: Report) -> Problem:
    kind, name, nth = finding
    if kind == "deep":
        return problem("T03", place("tag", name, nth), _DEEP, _FLATTER)
    if kind == "address" and not name:
        return problem("T05", place("text", "]()"), "a link has no address", "write the address between `(` and `)`")
    if kind == "address":
        hint = "link to an address that begins with `https:`, `mailto:` or `tel:`"
        return problem("T05", place("link", name), f"the link to `{_shortened(name)}` cannot be published", hint)
    code, message, hint = _SPOKEN[kind]
    return problem(code, place("tag", name), message.format(name), hint)


def _shortened(typed: str) -> str:
    return typed if len(typed) <= 100 else typed[:99] + "…"


def _unclosed(masked: str, first_line: int) -> int | None:
    """The line of a paragraph with so many unclosed brackets that the parser would take minutes over it."""
    if masked.count("[") <= _MOST_UNCLOSED:
        return None
    line = first_line
    for paragraph in re.split(r"(\n[ \t]*\n)", masked):
        brackets = paragraph.count("[") - paragraph.count("]")
        addresses = paragraph.count("](") - paragraph.count(")")
        if max(brackets, addresses) > _MOST_UNCLOSED:
            return line
        line += paragraph.count("\n")
    return None


def _twice(masked: str, first_line: int) -> list[tuple[str, int]]:
    """Notes that are defined a second time."""
    seen: set[str] = set()
    again: list[tuple[str, int]] = []
    for match in _NOTE.finditer(masked) if "[^" in masked else ():
        if match[1] in seen:
            again.append((match[1], first_line + masked.count("\n", 0, match.start())))
        seen.add(match[1])
    return again


def _uncalled(name: str) -> str:
    return f"the note `{name}` cannot be called from here"


_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:", re.M)


def _lost_notes(root: Any, masked: str, place: Place, problem: Report) -> list[Problem]:
    """References to notes that are nowhere, or that Markdown does not read; they are printed as typed."""
    found: list[Problem] = []
    if "[^" not in "".join(root.itertext()):
        return found
    noted = set(_NOTE.findall(masked))
    for element in root.iter():
        above = [element, *element.iterancestors()]
        if any("chart" in other.get("class", "").split() for other in above):
            continue  # told by its line already
        if any(other.tag in ("code", "pre") for other in above):
            texts = [element.tail] if element.tag == "code" else []
        else:
            texts = [element.text, element.tail]
        for text in texts:
            for call in _CALL.finditer(text or ""):
                around, name = call[0].strip(), call[1]
                if name in noted:
                    found.append(problem("T05", place("text", around), _uncalled(name), _CALLABLE))
                    continue
                hint = f"write the note: `[^{name}]: …`"
                found.append(problem("T05", place("text", f"[^{name}]"), f"there is no note `{name}`", hint))
    return found


_CALL = re.compile(r"[^\n\[]{0,30}\[\^([^\]\s]+)\][^\n\[]{0,30}")


def _left_empty(text: str, src: str) -> bool:
    """Whether a picture was written as `![](…)`: Markdown has no way to say that nothing is meant by that."""
    return re.search(rf"!\[\s*\]\(\s*<?{re.escape(src)}", text) is not None


def _depth(root: Any) -> int:
    deepest, level = -1, [root]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest
