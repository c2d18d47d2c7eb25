"""The faults of a form are put into words for whoever filled it in: pydantic speaks to programmers."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from publish.base.validation.parsed import ParsedBlock, Path
from publish.problem import Problem
from publish.value import Value

NEAR = 0.8
"""How alike a key must be to a known one (difflib's ratio) to be taken for a slip of the pen."""

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


KNOWN_ONES = "the known ones are "


class Codes(Value):
    """The codes under which a form's faults are reported."""

    missing: str
    unusable: str
    slip: str
    """An unknown key that is nearly a known one."""
    unknown: str


def problem(
    fault: ErrorDetails, form: type[BaseModel], block: ParsedBlock, path: str, codes: Codes, synonyms: Mapping[str, str]
) -> Problem:
    """What to say of one of pydantic's errors: where, what is wrong, what to do."""
    location: Path = fault["loc"]
    line = block.line(*location)
    name = ".".join(str(part) for part in location if not isinstance(part, int) and part != "[key]") or "the block"
    key = str(location[-1]) if location else ""
    if fault["type"] == "missing":
        return Problem(
            code=codes.missing, path=path, line=line, message=f"`{name}` is missing", hint=f"add a line for `{key}`"
        )
    if fault["type"] == "extra_forbidden":
        known = sorted(field for field in _fields(form, location[:-1]) if not field.endswith("_"))
        slip = key.lower() not in synonyms
        near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=NEAR) if slip else []
        if near:
            hint = f"did you mean `{near[0]}`?"
        elif synonyms.get(key.lower()) in known:
            hint = f"it is called `{synonyms[key.lower()]}` here"
        elif group := _group(form, synonyms.get(key.lower(), key.lower())):
            hint = f"it belongs under `[{group}]`"
        elif len(location) > 1 and key in form.model_fields:
            hint = "it belongs at the top, above the first line in square brackets"
        else:
            hint = KNOWN_ONES + ", ".join(f"`{word}`" for word in known)
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
    return UNPRINTABLE.sub("\ufffd", " ".join(typed.split()))[:40]


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
