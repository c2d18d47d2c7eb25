"""The settings of a publication as they are used, once publication.toml has been checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from publish.model import Certificate, Contact, EditionPlan, Packing
from publish.problem import Problem
from publish.project.folders import SETTINGS
from publish.value import Value

FAMILIES = MappingProxyType({"headings": "Source Sans 3", "body": "Source Serif 4", "code": "Source Code Pro"})
"""The families of typefaces of a brand that names none."""


class Settings(Value):
    """What publication.toml says. What it names is not looked for yet: a style, typefaces, a logo."""

    identifier: str
    title: str
    organisation: str
    strapline: str
    language: str
    rights: str
    registration: str
    archive: str
    picture_side: int
    """The long side of pictures for screens, in dots."""
    picture_crop: bool
    picture_width: Literal["text", "page", "bleed"]
    style: str
    colour: str
    logo: str
    """Its path from source/; empty when there is none."""
    headings: str
    """The name of a family of typefaces, like the next two."""
    body: str
    code: str
    other_letters: bool
    certificate: Certificate | None
    packing: Packing
    contact: Contact
    plans: tuple[EditionPlan, ...]
    lines: Mapping[str, int]
    """The line of publication.toml that says it, or of what is nearest, for each of the six that name something."""


class Checked(Value):
    """What came of reading publication.toml."""

    settings: Settings | None
    """None when there are errors."""
    problems: tuple[Problem, ...]


def problem(code: str, line: int | None, message: str, hint: str) -> Problem:
    """What is wrong with publication.toml, or with what it names."""
    return Problem(code=code, path=SETTINGS, line=line, message=message, hint=hint)
