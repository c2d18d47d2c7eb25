"""From an article's Markdown to markup: what is refused, the parser, and the passes over the tree in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from publish.model import Asset, Markup
from publish.problem import Problem
from publish.readers import chart, code, dialects, key_figures, links, literals, markup, notes, typography
from publish.readers.markup import Finding, admit, parse, serialise
from publish.readers.passes import DEEP, FLATTER, PASSES, Reading, TooDeepTree, shortened, uncalled
from publish.readers.places import Place, blanked, html_code, locator, mask
from publish.readers.syntax import parser
from publish.readers.syntax.blocks import TooDeep
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
    """Read the Markdown that stands under an article's metadata block.

    Whatever is wrong with the text is a problem; what the parser raises besides is a fault of ours, and is raised.
    `first_line` is the line of the file `path` that `text` begins on. `find` gives a picture's bytes by its path as
    written, and raises FileNotFoundError (its argument a hint) or PermissionError. With `between` links may lead to
    other articles' files; `references.match` finds out which they are.
    """

    def problem(code: str, line: int | None, message: str, hint: str) -> Problem:
        return Problem(code=code, path=path, line=line, message=message, hint=hint)

    def refuse(*problems: Problem) -> Copy:
        return Copy(body="", assets=(), problems=problems)

    if 4 * len(text) > LARGEST and len(text.encode("utf-8", "replace")) > LARGEST:
        return refuse(problem("T08", first_line, "the text is longer than 1 MiB", "split it into several articles"))
    text = literals.plain(text)
    shielded, typed = literals.shield(text)
    blocks = _Blocks(language, typed)
    try:
        parsed = parser.parse(shielded, blocks.set_out)
    except TooDeep as deep:
        return refuse(problem("T03", first_line + deep.args[0], DEEP, FLATTER))
    except RecursionError:
        return refuse(problem("T03", None, DEEP, FLATTER))
    masked = mask(text, parsed.code_lines)
    place = locator(text, masked, first_line)
    problems = [*_before(masked, first_line, problem)]
    problems += [problem(code_of_rule, first_line + line, *words) for line, code_of_rule, *words in blocks.faults]

    admitted, findings = admit(_BOX.sub(_boxed, parsed.html))
    problems += [_spoken(finding, place, problem, text) for finding in _once(findings)]
    if any(finding.kind == "deep" for finding in findings):
        return refuse(*problems)
    seen = len(findings)
    root = parse(admitted, findings)
    problems += [_spoken(finding, place, problem, text) for finding in findings[seen:]]
    reading = Reading(
        text=text,
        masked=masked,
        path=path,
        first_line=first_line,
        language=language,
        title=title,
        find=find,
        between=between,
        place=place,
        parsed=parsed,
        literals=typed,
        root=root,
    )
    try:
        for one in PASSES:
            problems += one.run(reading)
    except TooDeepTree:
        return refuse(*problems, problem("T03", first_line, DEEP, FLATTER))
    return Copy(body=serialise(reading.root), assets=tuple(reading.assets), problems=tuple(problems))


_BOX = re.compile(
    r"(?P<item><li\b[^>]*>\s*(?:<(?:p|label)\b[^>]*>\s*)*)?<input\b(?P<said>[^>]*\bcheckbox\b[^>]*)/?>", re.I
)


def _boxed(box: re.Match[str]) -> str:
    """A box of a form, ticked or not, as a task has it."""
    ticked = re.search(r"\bchecked\b", box["said"], re.I)
    return f"{box['item']}[{'x' if ticked else ' '}] " if box["item"] else "☑ " if ticked else "☐ "


def to_words(text: str, language: str) -> str:
    """A headline or another line of the head: words with the marks of its language, and no signs of Markdown."""
    return typography.line(literals.spell(parser.words(text), {}), language)


def to_line(text: str, language: str) -> Markup:
    """A caption or a credit of the head, read as one line of Markdown."""
    shielded, typed = literals.shield(literals.plain(text))
    admitted, findings = admit(parser.inline(shielded))
    root = parse(admitted, findings)
    literals.restore_attributes(root, typed)
    markup.mend(root)
    for formula in root.iter("code"):
        if "math" in formula.get("class", "").split():
            from publish.media import formulas  # here, not above: few texts have formulas

            formula.tag, formula.text = "span", formulas.line("".join(formula.itertext()))
            del formula.attrib["class"]
    for _ in links.check(root, {}):
        pass  # what leads nowhere becomes words
    typography.set_marks(root, language)
    literals.restore_text(root, typed)
    return serialise(root).removeprefix("<p>").removesuffix("</p>")


Report = Callable[[str, int | None, str, str], Problem]

# ----------------------------------------------------------------------------------------------------- fenced blocks


class _Blocks:
    """Fenced blocks set out as HTML, with what is wrong with them: line of the text, code and words."""

    def __init__(self, language: str, typed: literals.Literals) -> None:
        self.faults: list[tuple[int, str, str, str]] = []
        self._language = language
        self._typed = typed

    def set_out(self, fence: parser.Fence) -> str:
        """The HTML of a fenced block: key figures, a chart, or code."""
        typed = literals.spell(fence.code, self._typed)
        if fence.language == key_figures.NAME:
            html, found = key_figures.set_out(typed, parser.inline, parser.words)
            self.faults += [(fence.line + 1 + fault[0], "T07", *fault[1:]) for fault in found]
            return html
        if fence.language == chart.NAME:
            html, wrong = chart.set_out(typed, fence.manner, self._language, parser.inline, parser.words)
            self.faults += [(fence.line + 1 + fault[0], *fault[1:]) for fault in wrong]
            self.faults += [
                (fence.line + 1 + line, "T05", uncalled(name), "call it from the text beside the chart")
                for line, row in enumerate(typed.split("\n"))
                for name in notes.CALL.findall(row)
            ]
            return html
        told = dialects.drawn(fence.language)
        if told and not any(fault[2:] == told for fault in self.faults):
            self.faults.append((fence.line, "T14", *told))
        return code.set_out(typed, fence.language)


# ------------------------------------------------------------------------------------------------------------- problems

_JOINED = re.compile("[\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3]{60,}")
"""More Lao, Burmese or Khmer than stands on a line. Of Thai alone Pango finds the words (libthai)."""

_ZWSP = "type a zero-width space (U+200B) between words, as keyboards for the language do with their space bar"
_NOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\n]+)\]:", re.M)


def _before(masked: str, first_line: int, problem: Report) -> Iterable[Problem]:
    """What shows in the text itself: notes that are defined twice, words that no line can end between."""
    seen: set[str] = set()
    for match in _NOTE.finditer(masked) if "[^" in masked else ():
        if match[1] in seen:
            line = first_line + masked.count("\n", 0, match.start())
            yield problem("T08", line, f"two notes are called `{match[1]}`", "give the second one a name of its own")
        seen.add(match[1])
    for at, message, hint in dialects.told(blanked(masked, html_code(masked))):
        yield problem("T14", first_line + masked.count("\n", 0, at), message, hint)
    if (joined := _JOINED.search(masked)) is not None:
        line = first_line + masked.count("\n", 0, joined.start())
        yield problem("T15", line, f"a line can end nowhere between `{joined[0][:12]}…` and the next space", _ZWSP)


_NAMED_BY = 'say what it shows in its `title="…"`, which stands beside the code'
_IN_WORDS = "write it in words and signs, or put it in as a picture whose text alternative says it"
_IN_HTML = "inside HTML no backquotes are read: write `<code>&lt;{0}&gt;</code>`"
_SPOKEN: dict[str, tuple[str, str, str]] = {
    "active": ("T01", "`<{0}>` was left out: it cannot be published", "link to what it shows, or take it out"),
    "linked": ("T01", "`<{0}>` was left out; a link and a QR code stand for what it shows", _NAMED_BY),
    "dropped": ("T02", "`<{0}>` was left out with what it holds", "the house style says how things look"),
    "formula": ("T02", "a formula in `<{0}>` was left out; its letters were kept, one behind the other", _IN_WORDS),
    "kept": ("T02", "`<{0}>` was left out; its text was kept", "take the tag out, or write it in Markdown"),
    "unknown": ("T02", "`<{0}>` is no HTML element; it is printed as typed", "write it in backquotes, as code"),
}


def _once(findings: list[Finding]) -> list[Finding]:
    """The first of each kind and name."""
    return list(dict.fromkeys(findings))


def _spoken(finding: Finding, place: Place, problem: Report, text: str) -> Problem:
    kind, name, nth = finding
    if kind == "deep":
        return problem("T03", place("tag", name, nth), DEEP, FLATTER)
    if kind == "address" and not name:
        return problem("T05", place("text", "]()"), "a link has no address", "write the address between `(` and `)`")
    if kind == "address":
        hint = "link to an address that begins with `https:`, `mailto:` or `tel:`"
        return problem("T05", place("link", name), f"the link to `{shortened(name)}` cannot be published", hint)
    code_of_rule, message, hint = _SPOKEN[kind]
    if kind == "unknown" and re.search(rf"`[^`\n]*<{re.escape(name)}\b", text):
        hint = _IN_HTML.format(name)
    which = nth if kind in ("active", "linked", "formula") else None
    return problem(code_of_rule, place("tag", name, which), message.format(name), hint)
