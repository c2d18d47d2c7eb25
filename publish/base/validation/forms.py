"""A form says what may be filled in; checking a block of values against one gives the form filled in, or problems."""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from publish.base.language import normalise
from publish.base.validation import wording
from publish.base.validation.parsed import ParsedBlock, Path
from publish.base.validation.wording import UNPRINTABLE, Codes
from publish.problem import Problem


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
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(form))).body
    assert isinstance(definition, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(words.value.value)
        for field, words in itertools.pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant) and isinstance(words.value.value, str)
    }


def _one_line(text: str) -> str:
    if match := UNPRINTABLE.search(text):
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
    problems = tuple(wording.problem(fault, form, block, path, codes, synonyms or {}) for fault in faults)
    problems = _gathered(problems, codes.unknown)
    if all(problem.severity == "warning" for problem in problems):
        kept = _without(block.values, [fault["loc"] for fault in faults])
        return form.model_validate(kept), problems
    return None, problems


_FEW = 2
"""So many keys that nobody knows are told one by one."""


def _gathered(problems: tuple[Problem, ...], unknown: str) -> tuple[Problem, ...]:
    """The problems; keys that nothing here is like are told together where a block has them by the dozen."""
    strange = [one for one in problems if one.code == unknown and one.hint.startswith(wording.KNOWN_ONES)]
    if len(strange) <= _FEW:
        return problems
    others = ", ".join(f"{one.message.split()[0]} (line {one.line})" for one in strange[1:])
    first = replace(strange[0], message=f"{strange[0].message}, nor are {others}")
    return tuple(first if one is strange[0] else one for one in problems if one is strange[0] or one not in strange)


def fault(message: str, hint: str, **values: object) -> PydanticCustomError:
    """A fault found by a check of ours; the message goes on after the key's name: `… is not a calendar day`."""
    return PydanticCustomError("house", message, {**values, "hint": hint})


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
