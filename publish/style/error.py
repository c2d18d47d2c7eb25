"""What a house style gets wrong, and the error of a template that fails, apart from Jinja2: it is slow to import."""

from __future__ import annotations

from typing import NamedTuple

from publish.model import HouseStyle
from publish.problem import Problem


class StyleFault(NamedTuple):
    """What is wrong with a house style: in which of its files, on which line if that is known, and what to do."""

    file: str
    line: int | None
    message: str
    hint: str = ""


class StyleError(Exception):
    """A template failed while it was filled in: the problem to be spoken of."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.problem.path}:{self.problem.line or 1}: {self.problem.message}"


def style_problem(fault: StyleFault, style: HouseStyle) -> Problem:
    """A fault of a style as a problem of the publication's."""
    hint = fault.hint or f"see how `{fault.file}` is written in the style `house`"
    return Problem(code="P08", path=f"{style.place}/{fault.file}", line=fault.line, message=fault.message, hint=hint)
