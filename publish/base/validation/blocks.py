"""A block of YAML or TOML becomes plain values with the line of each, or a ParseError.

YAML is read event by event (PyYAML's parser, not its constructors): every scalar stays the text its author typed, so
`NO` is a word, `1.10` keeps its nought and `2026-02-30` reaches the check of the date; no tag is ever obeyed. Traps of
the library that this avoids: aliases that expand without end, duplicate keys of which the last wins silently, plain
`ValueError` and `RecursionError` from its constructors (PyYAML 6.0.3). `python-frontmatter` passes its block to those
same constructors and forgets the lines, which is why the block is taken off here.

TOML is read by tomli, which gives no positions of what is right; tree-sitter's grammar supplies the lines of the keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import tomli
import yaml

from publish.base.validation.parsed import ParsedBlock, ParseError, Path

MOST_NODES = 2_000
DEEPEST = 20


def read_block(kind: Literal["yaml", "toml"], text: str, first_line: int) -> ParsedBlock:
    """Read a block whose first line is line `first_line` of its file. Raises BlockError."""
    return {"yaml": _read_yaml, "toml": _read_toml}[kind](text, first_line)


# YAML


class _Loader(yaml.SafeLoader):
    """PyYAML's own, but that what may not stand in YAML is named, not what may: compiled in a tenth of the time."""

    NON_PRINTABLE = re.compile(  # type: ignore[misc]  # its stub has it final
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
    )


def _read_yaml(text: str, first_line: int) -> ParsedBlock:
    lines: dict[Path, int] = {}
    try:
        events = yaml.parse(text, Loader=_Loader)
        values = _yaml_root(events, lines, first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        what = error.problem or error.context or "not YAML"
        tab = "\\t" in what
        hint = (
            "use spaces, not tabs, after a key and before it"
            if tab
            else "write `key: value`, one a line; put a value that holds `: ` or begins with a sign in quotes"
        )
        raise ParseError(line, f"the metadata block is not YAML: {what.replace(chr(92) + 't', 'tab')}", hint) from error
    except yaml.YAMLError as error:  # a character YAML does not allow: no mark, only a position
        position = getattr(error, "position", 0)
        line = first_line + text.count("\n", 0, position)
        raise ParseError(line, "the metadata block holds a character that YAML does not allow") from error
    return ParsedBlock(values=values, lines=lines, first_line=first_line)


def _admit(event: yaml.Event, line: int, *, nodes: int, depth: int, begun: bool) -> None:
    """Refuse what no block of metadata needs, and what would have it grow without end. Raises ParseError."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise ParseError(line, "anchors and aliases (`&`, `*`) are not allowed", "put the value in quotes")
    if isinstance(event, yaml.NodeEvent) and (nodes > MOST_NODES or depth > DEEPEST):
        raise ParseError(line, "the metadata block is too large or nested too deeply")
    if isinstance(event, yaml.DocumentStartEvent) and event.explicit and begun:
        raise ParseError(line, "the metadata block holds two documents")


def _yaml_root(events: Iterator[yaml.Event], lines: dict[Path, int], first_line: int) -> Mapping[str, Any]:
    """Build plain values from parser events, without recursion, counting nodes and depth."""
    root: dict[str, Any] = {}
    stack: list[tuple[Any, Path]] = []
    keys: list[str | None] = []
    nodes = 0

    def place(value: Any, line: int, *, scalar: bool) -> Path:
        """Put a node where it belongs; returns its path."""
        nonlocal root
        if not stack:
            if not isinstance(value, dict):
                raise ParseError(line, "the metadata block is not a list of keys", "write `key: value`, one a line")
            root = value
            return ()
        parent, path = stack[-1]
        if isinstance(parent, list):
            parent.append(value)
            here: Path = (*path, len(parent) - 1)
            lines[here] = line
            return here
        if keys[-1] is None:
            if not scalar:
                raise ParseError(line, "a key must be a word", "write `key: value`, one a line")
            if value in parent:
                earlier = lines[(*path, value)]
                raise ParseError(line, f"`{value}` stands twice, here and in line {earlier}", "keep one of them")
            keys[-1] = value
            parent[value] = None
            lines[(*path, value)] = line
            return (*path, value)
        key, keys[-1] = keys[-1], None
        parent[key] = value
        return (*path, key)

    for event in events:
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        nodes += isinstance(event, yaml.NodeEvent)
        _admit(event, line, nodes=nodes, depth=len(stack), begun=bool(root))
        if isinstance(event, yaml.ScalarEvent):
            nothing = keys and (keys[-1] is not None or isinstance(stack[-1][0], list)) and _is_null(event)
            place(None if nothing else event.value, line, scalar=True)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = place(container, line, scalar=False)
            stack.append((container, path))
            keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            _leave_out_nulls(stack.pop()[0])
            keys.pop()
    return root


def _is_null(event: yaml.ScalarEvent) -> bool:
    """Whether a scalar is YAML's null (YAML 1.2, 10.2.1.1): in quotation marks it is a word like any other."""
    return event.style is None and event.value in ("~", "null", "Null", "NULL")


def _leave_out_nulls(container: Any) -> None:
    """Take out what is said to be nothing: it is as if it had not been typed."""
    if isinstance(container, dict):
        for key in [key for key, value in container.items() if value is None]:
            del container[key]
    else:
        container[:] = [item for item in container if item is not None]


# TOML


def _read_toml(text: str, first_line: int) -> ParsedBlock:
    try:
        values = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+), column \d+\)", str(error))
        offset = int(where[1]) - 1 if where else max(text.count("\n") - 1, 0)
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ParseError(first_line + offset, *_toml_fault(what, text.split("\n")[offset])) from error
    except ValueError as error:  # a number of thousands of digits, which Python refuses to read
        raise ParseError(first_line, "a number in it is too long to be read", "put it in quotation marks") from error
    except RecursionError as error:
        raise ParseError(first_line, "the block is nested too deeply") from error
    return ParsedBlock(values=values, lines=_toml_lines(text, first_line), first_line=first_line)


def _toml_fault(what: str, line: str) -> tuple[str, str]:
    """What is wrong with a line, and what to do: the library's own words, and those of whoever typed it."""
    if "twice" in what or "overwrite" in what:
        key = line.split("=")[0].split("#")[0].strip()
        return f"not TOML: `{key}` stands twice", "keep one of them"
    if re.search(r"=\s*[\[\s]*[“”„«»‘’]", line):
        return "not TOML: the quotation marks are curly", "use straight ones, `\"` or `'`: a word processor bends them"
    hint = 'write `key = "value"`; a text stands in quotes, a date is 2026-02-28'
    return f"not TOML: {what[:1].lower()}{what[1:]}", hint


def _toml_lines(text: str, first_line: int) -> dict[Path, int]:
    """The line of every key and array item, from tree-sitter's syntax tree."""
    import tree_sitter
    import tree_sitter_toml

    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}

    def words(node: Any) -> Path:
        """A key's words: `a."b c".d` is three."""
        return tuple(
            word.strip().strip("\"'") for word in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', node.text.decode())
        )

    def walk(node: Any, path: Path) -> None:
        line = first_line + node.start_point[0]
        if node.type == "pair":
            here = (*path, *words(node.named_children[0]))
            for end in range(len(path) + 1, len(here) + 1):
                lines.setdefault(here[:end], line)
            walk(node.named_children[-1], here)
        elif node.type == "array":
            items = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(items):
                lines[(*path, index)] = first_line + child.start_point[0]
                walk(child, (*path, index))
        elif node.type in ("table", "table_array_element"):
            here = words(node.named_children[0])
            if node.type == "table_array_element":
                counts[here] = counts.get(here, -1) + 1
                here = (*here, counts[here])
            for end in range(1, len(here) + 1):  # `[a.b]` is the first that is said of `a` too
                lines.setdefault(here[:end], line)
            for child in node.named_children[1:]:
                walk(child, here)
        elif node.type in ("document", "inline_table"):
            for child in node.named_children:
                walk(child, path)

    walk(parser.parse(text.encode()).root_node, ())
    return lines
