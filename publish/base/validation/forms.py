"""The door: a block of YAML or TOML becomes a checked form, or problems with their lines.

To be imported before anything of pydantic is: here that is done in four fifths of the time.

YAML is read event by event (PyYAML's parser, not its constructors): every scalar stays the text its author typed, so
`NO` is a word, `1.10` keeps its nought and `2026-02-30` reaches the check of the date; no tag is ever obeyed. Traps of
the library that this avoids: aliases that expand without end, duplicate keys of which the last wins silently, plain
`ValueError` and `RecursionError` from its constructors (PyYAML 6.0.3). `python-frontmatter` hands its block to those
same constructors and forgets the lines, which is why the block is taken off here.

TOML is read by tomli, which gives no positions of what is right; tree-sitter's grammar supplies the lines of the keys.
"""

from __future__ import annotations

import ast
import datetime
import difflib
import inspect
import itertools
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar

import tomli
import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, PydanticCustomError, PydanticKnownError

from publish.base.language import normalise
from publish.base.validation.parsed import ParsedBlock, ParseError, Path
from publish.problem import Problem
from publish.value import Value

MOST_NODES = 2_000
DEEPEST = 20
NEAR = 0.8
"""How alike a key must be to a known one (difflib's ratio) to be taken for a slip of the pen."""


class Codes(Value):
    """The codes under which a form's faults are reported."""

    missing: str
    unusable: str
    slip: str
    """An unknown key that is nearly a known one."""
    unknown: str


class Form(BaseModel):
    """A form to be filled in: unknown keys are refused, spaces around a text dropped, numbers taken for text."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        coerce_numbers_to_str=True,
        defer_build=True,  # a form within another needs no check of its own
    )

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema with each field's docstring: read here, since pydantic would read them whenever a form is made."""
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, words in _docstrings(cls).items():
            properties.get(cls.model_fields[name].alias or name, {}).setdefault("description", words)
        return schema


def _docstrings(form: type[BaseModel]) -> dict[str, str]:
    """What stands under each field of a form."""
    [whole] = ast.parse(textwrap.dedent(inspect.getsource(form))).body
    assert isinstance(whole, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(words.value.value)
        for field, words in itertools.pairwise(whole.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant) and isinstance(words.value.value, str)
    }


_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def _one_line(text: str) -> str:
    if match := _UNPRINTABLE.search(text):
        raise PydanticCustomError(
            "unprintable",
            "has a line break or a character that cannot be printed: U+{point}",
            {"point": f"{ord(match[0]):04X}", "hint": "write it on one line, without control characters"},
        )
    return text


def _not_blank(text: str) -> str:
    if all(unicodedata.category(character) in ("Cf", "Zs") for character in text):
        raise PydanticCustomError("blank", "is empty", {"hint": "write something, or take the line out"})
    return _PARTS.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


_PARTS = re.compile(r"[\u1100-\u11ff]+|.[\u0300-\u036f\u3099\u309a]+")
"""Letters with their accents after them, and syllables of Korean in their parts, as a Mac writes names of files.

Nothing else is composed: NFC makes other letters of some that stand in people's names in China and Japan.
"""

Line = Annotated[str, AfterValidator(_one_line)]
"""Text on one line, free of control characters and lone surrogates; may be empty."""

Words = Annotated[Line, AfterValidator(_not_blank)]
"""A `Line` that says something; letters are one with their accents, so that what looks equal is equal."""


def _no_switch(value: Any) -> Any:
    if isinstance(value, bool):  # which pydantic takes for 0 or 1
        raise PydanticKnownError("int_type")
    return value


NO_SWITCH = BeforeValidator(_no_switch)
"""For whole numbers, after what else is said of them."""


def _language(tag: str) -> str:
    try:
        return normalise(tag)
    except ValueError:
        raise fault(
            "is not a language known here: `{typed}`", "write a BCP 47 tag, e.g. `en-GB`, `cy`, `ar`", typed=tag[:40]
        ) from None


Language = Annotated[Words, AfterValidator(_language)]
"""A BCP 47 tag in its usual letter case."""

FormT = TypeVar("FormT", bound=Form)


def fill(
    form: type[FormT], block: ParsedBlock, *, path: str, codes: Codes, synonyms: Mapping[str, str] | None = None
) -> tuple[FormT | None, tuple[Problem, ...]]:
    """Check `block` against `form`; every fault is gathered.

    An unknown key that is no slip is reported under `codes.unknown` and left out of account. `synonyms` maps other
    programs' names for a key to ours, for the hint.
    """
    try:
        return form.model_validate(block.values), ()
    except ValidationError as error:
        faults = error.errors(include_url=False)
    problems = tuple(_problem(fault, form, block, path, codes, synonyms or {}) for fault in faults)
    if all(problem.severity == "warning" for problem in problems):
        kept = _without(block.values, [fault["loc"] for fault in faults])
        return form.model_validate(kept), problems
    return None, problems


def _problem(
    fault: ErrorDetails, form: type[Form], block: ParsedBlock, path: str, codes: Codes, synonyms: Mapping[str, str]
) -> Problem:
    location: Path = fault["loc"]
    line = block.line(*location)
    name = ".".join(str(part) for part in location if not isinstance(part, int) and part != "[key]") or "the block"
    key = str(location[-1]) if location else ""
    if fault["type"] == "missing":
        return Problem(
            code=codes.missing, path=path, line=line, message=f"`{name}` is missing", hint=f"add a line for `{key}`"
        )
    if fault["type"] == "extra_forbidden":
        known = sorted(_fields(form, location[:-1]))
        near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=NEAR)
        if near:
            hint = f"did you mean `{near[0]}`?"
        elif synonyms.get(key.lower()) in known:
            hint = f"it is called `{synonyms[key.lower()]}` here"
        elif group := _group(form, synonyms.get(key.lower(), key.lower())):
            hint = f"it belongs under `[{group}]`"
        elif len(location) > 1 and key in form.model_fields:
            hint = "it belongs at the top, above the first line in square brackets"
        else:
            hint = "the known ones are " + ", ".join(f"`{word}`" for word in known)
        code = codes.slip if near else codes.unknown
        return Problem(code=code, path=path, line=line, message=f"`{name}` is not a key known here", hint=hint)
    message, hint = _plainly(fault)
    return Problem(code=codes.unusable, path=path, line=line, message=f"`{name}` {message}", hint=hint)


def _plainly(fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, to go on after the key's name, and what to do: pydantic speaks to programmers."""
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind in _OURS:
        return fault["msg"], str(context.get("hint", ""))
    if kind == "string_unicode":
        return "holds half a character (a surrogate, `\\ud800` to `\\udfff`)", ""
    if kind == "literal_error":
        return no_choice(str(value), re.findall(r"'([^']*)'", context["expected"]))
    if kind.startswith(("greater_than", "less_than")):
        words, bound = next((words, context[sign]) for sign, words in _BOUNDS.items() if sign in context)
        return f"is {value}, and has to be {words} {bound:g}", ""
    for kinds, message, hint in _WANTED:
        if kind.startswith(kinds):
            return f"is {_what(value)}, and has to be {message}", hint
    return f"cannot be used: {fault['msg']}", ""


def no_choice(typed: str, known: Sequence[str]) -> tuple[str, str]:
    """What is wrong with a word that is none of those known, to go on after the key's name, and what to do."""
    typed = _shown(typed)
    near = difflib.get_close_matches(typed.strip().lower().replace("_", "-").replace(" ", "-"), known, n=1)
    listed = ", ".join(f"`{word}`" for word in known[:-1]) + f" or `{known[-1]}`"
    return f"cannot be `{typed}`", f"did you mean `{near[0]}`?" if near else f"write {listed}"


def _what(value: object) -> str:
    """What somebody has written, in a word or two."""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (str, int, float)):
        return f"`{_shown(str(value))}`"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "something else")


def _shown(typed: str) -> str:
    """The beginning of what was typed, as it can be shown on one line of a terminal."""
    return _UNPRINTABLE.sub("\ufffd", " ".join(typed.split()))[:40]


_KINDS: tuple[tuple[type, str], ...] = (
    (list, "a list"),
    (Mapping, "a group of keys"),
    (datetime.date, "a date without quotation marks"),
    (datetime.time, "a time without quotation marks"),
)

_WANTED = (
    ("string_", "one text", "put it in quotation marks, without brackets"),
    ("tuple_", "a list", 'put it in square brackets, each item in quotation marks: `["one", "two"]`'),
    (("dict_", "model_"), "a group of keys", "write each key on a line of its own, under the group's name"),
    ("int_", "a whole number", ""),
    (("float_", "finite_"), "a number", ""),
    ("bool_", "`true` or `false`", ""),
)
"""What pydantic's error types ask for, and how to write it."""

_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}

_OURS = {"unprintable", "blank", "house"}
"""Error types raised by our own checks, whose messages read well after the name of the key."""


def fault(message: str, hint: str, **values: object) -> PydanticCustomError:
    """A fault found by a check of ours; the message goes on after the key's name: `… is not a calendar day`."""
    return PydanticCustomError("house", message, {**values, "hint": hint})


def _fields(form: type[BaseModel], location: Path) -> set[str]:
    """The names of the keys that may stand at `location` inside `form`."""
    model: type[BaseModel] | None = form
    for part in location:
        if model is not None and isinstance(part, str) and part in model.model_fields:
            model = next(iter(_models(model.model_fields[part].annotation)), None)
    return set(model.model_fields) if model else set()


def _group(form: type[BaseModel], key: str) -> str:
    """The group of keys inside `form` that has `key`; empty when none has."""
    for name, field in form.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel) and key in inner.model_fields:
            return name
    return ""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def _without(values: Any, locations: list[Path]) -> Any:
    """A copy of `values` without the keys at `locations`."""
    if isinstance(values, Mapping):
        return {
            key: _without(value, [rest[1:] for rest in locations if len(rest) > 1 and rest[0] == key])
            for key, value in values.items()
            if (key,) not in locations
        }
    if isinstance(values, list):
        return [
            _without(value, [rest[1:] for rest in locations if len(rest) > 1 and rest[0] == index])
            for index, value in enumerate(values)
        ]
    return values


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
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ParseError(line, "anchors and aliases (`&`, `*`) are not allowed", "put the value in quotes")
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            if nodes > MOST_NODES or len(stack) > DEEPEST:
                raise ParseError(line, "the metadata block is too large or nested too deeply")
        if isinstance(event, yaml.DocumentStartEvent) and event.explicit and root:
            raise ParseError(line, "the metadata block holds two documents")
        if isinstance(event, yaml.ScalarEvent):
            place(event.value, line, scalar=True)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = place(container, line, scalar=False)
            stack.append((container, path))
            keys.append(None)
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
            keys.pop()
    return root


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
