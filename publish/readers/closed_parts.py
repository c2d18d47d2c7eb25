"""Parts of a paper that are confidential: those whose headings have `confidential: why` under them.

They stand last, as appendices do, so that whatever is for everybody is on the same pages with them and without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publish.model import PAPERS, Markup
from publish.problem import Problem
from publish.readers.agenda_looks import LOOKS
from publish.readers.typography import line as set_line
from publish.value import Value

_MARK = re.compile(r"(?:confidential|exempt|not for publication)\s*(?::\s*(.*)|[.!]?(?:\n|$))", re.I)
_TITLE = re.compile(r"public title\s*:\s*(.*)", re.I)
_TYPED = re.compile(r"^\s*[*_]{0,2}(?:confidential|exempt|not for publication)[*_]{0,2}\s*(?::|[.!]?$)", re.I)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


class Parted(Value):
    """A body whose confidential headings say so themselves, in `data-confidential` and `data-public-title`."""

    body: Markup
    closed: bool
    problems: tuple[Problem, ...]


def part(body: Markup, *, path: str, typed: str, first_line: int, language: str) -> Parted:
    """Find the confidential parts of a text; what would be read by everybody though it is called so is an error."""
    if not LOOKS.search(body):
        return Parted(body=body, closed=False, problems=())
    root = etree.fromstring(f"<body>{body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    found: list[tuple[str, int | None, str, str]] = []
    marked: list[etree._Element] = []
    lines = (number for number, line in enumerate(typed.split("\n"), start=first_line) if _TYPED.match(line))
    for said in [one for one in root.iter("p") if _MARK.match(_words(one))]:
        line, heading = next(lines, None), said.getprevious()
        if heading is None or heading.tag not in _HEADINGS or said.getparent() is not root:
            found += [("A26", line, *_NO_HEADING)] if path.startswith(f"{PAPERS}/") else []
            continue
        if not path.startswith(f"{PAPERS}/"):
            # Who is exempt from what is told to everybody; who calls a part confidential means it.
            found += [] if _words(said).casefold().startswith("exempt") else [("A26", line, *_NO_PAPER)]
            continue
        _mark(heading, said, language)
        marked.append(heading)
    headings = {_key(line): n for n, line in enumerate(typed.split("\n"), start=first_line) if "#" in line}
    found += (
        (code, headings.get(_key(_words(heading))), f"`{_words(heading)[:60]}` {message}", hint)
        for heading, (code, message, hint) in _doubtful(root, marked, path)
    )
    shown = etree.tostring(root, encoding="unicode").removeprefix("<body>").removesuffix("</body>")
    problems = (Problem(code=code, path=path, line=line, message=what, hint=hint) for code, line, what, hint in found)
    return Parted(body=shown if marked else body, closed=bool(marked), problems=tuple(problems))


_NO_HEADING = (
    "`confidential:` stands under no heading, so that nothing is withheld",
    "write the line right under the heading of the part, or into the metadata block for all of the paper",
)
_NO_PAPER = (
    "a part of an article that is for everybody is called confidential",
    f"move the file into {PAPERS}/, whose texts are in packs for meetings and in nothing else; or, if all may read the "
    "part, begin its sentence in another way",
)


def _mark(heading: etree._Element, said: etree._Element, language: str) -> None:
    """Let a heading have what the paragraph under it says, which goes."""
    reason, title = _told(said)
    heading.set("data-confidential", set_line(reason, language))
    if title is not None:
        heading.set("data-public-title", set_line(title, language))
    parent = said.getparent()
    assert parent is not None
    parent.remove(said)


def _doubtful(
    root: etree._Element, marked: list[etree._Element], path: str
) -> Iterator[tuple[etree._Element, tuple[str, str, str]]]:
    """Headings that seem to be of confidential parts and are not marked; and those for everybody after such parts."""
    for heading in root if path.startswith(f"{PAPERS}/") else ():
        unmarked = heading.tag in _HEADINGS and heading.get("data-confidential") is None
        if unmarked and LOOKS.search(_words(heading)):
            message = "seems to be confidential, and is in the pack that everybody gets"
            yield heading, ("G10", message, "write `confidential: why` right under it")
    if marked and (after := next(_open_after(marked[0]), None)) is not None:
        hint = "move what is confidential to the end of the paper, as an appendix: what follows would be on other pages"
        yield after, ("A26", "is for everybody, and comes after a part that is confidential", hint)


def _words(element: etree._Element) -> str:
    return "\n".join(" ".join(line.split()) for line in "".join(map(str, element.itertext())).strip().split("\n"))


def _key(heading: str) -> str:
    """The first words of a heading, by which the line is known that it is typed on."""
    return re.split(r"[^\w\s]", heading.lstrip("# \t"), maxsplit=1)[0].strip()


def _told(said: etree._Element) -> tuple[str, str | None]:
    """The reason, and the title that everybody may read if there is another."""
    reason, title = "", None
    for line in _words(said).split("\n"):
        if found := _MARK.match(line):
            reason = found[1] or ""
        elif found := _TITLE.match(line):
            title = found[1]
        else:
            reason = f"{reason} {line}"
    reason = reason.strip()
    return "" if reason.casefold() in ("yes", "true") else reason, title


def _open_after(first: etree._Element) -> Iterator[etree._Element]:
    """Headings after the first confidential one that are of no confidential part."""
    level = int(first.tag[1])
    for element in first.itersiblings():
        if element.tag in _HEADINGS and int(element.tag[1]) <= level:
            if element.get("data-confidential") is None:
                yield element
            level = int(element.tag[1])
