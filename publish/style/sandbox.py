"""Where the templates of a house style run: a style may come from elsewhere. Wraps Jinja2's sandbox.

The sandbox keeps a template from what Python is made of (no name that begins with `_`, nothing is changed that it was
given). It has no limits, so these are added here: so many steps (a round of a loop, a call, a part that is included)
and so many letters in one text. Traps: loops, `~` and `include` are compiled to plain Python, which the sandbox does
not see, so steps are put into a template's tree before it is compiled; and a method such as `ljust` takes the memory
before its result can be measured, so large numbers are refused as arguments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

STEPS = 1_000_000
"""Rounds of loops and calls in one template: a collection of a thousand articles has some thousands."""

LETTERS = 100_000_000
"""Letters of one text, the result among them: a hundred times the longest article."""

LARGEST = 1_000_000
"""No number that is handed to a function or a filter may be larger, unless it takes `any_number`."""

_steps: ContextVar[int] = ContextVar("steps", default=0)
_WIDE = re.compile(r"\d{5,}")
_REFUSED = ("lipsum",)


Taking = TypeVar("Taking", bound=Callable[..., str])
_TAKING_ANY: list[Callable[..., str]] = []


def any_number(function: Taking) -> Taking:
    """A function for templates that may be handed any number: what it gives is no longer for a large one."""
    _TAKING_ANY.append(function)
    return function


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates do so many steps, write so many letters, and reach nothing but their values."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters = {name: _bounded(function) for name, function in self.filters.items()}
        self.filters["as_it_is"] = _sized
        for name in _REFUSED:
            self.globals.pop(name, None)

    def begin(self) -> None:
        """Count the steps of the next template from nought."""
        _steps.set(0)

    def step(self) -> None:
        """Count a step. Raises SecurityError when there were too many."""
        done = _steps.get() + 1
        _steps.set(done)
        if done > STEPS:
            raise SecurityError(f"it takes more than {STEPS:,} steps: a loop or a macro in it has no end")

    def concat(self, parts: Iterable[str]) -> str:
        """Join what a template wrote. Raises SecurityError when it is too long."""
        kept, letters = [], 0
        for part in parts:
            letters += len(part)
            if letters > LETTERS:
                raise SecurityError(f"it writes more than {LETTERS:,} letters")
            kept.append(part)
        return "".join(kept)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Call a function or method as the sandbox does. Raises SecurityError at a limit."""
        __self.step()
        if __obj not in _TAKING_ANY:
            _measure((*args, *kwargs.values()))
        if getattr(__obj, "__name__", "") in ("format", "format_map"):  # the sandbox has put its own in its place
            _fit(getattr(getattr(__obj, "__wrapped__", __obj), "__self__", None))
        return _sized(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Work out an operator whose result may be many times as large. Raises SecurityError at a limit."""
        _check(operator, left, right)
        return _sized(super().call_binop(context, operator, left, right))

    def _generate(self, source: nodes.Template, *names: Any, **options: Any) -> str:
        """Compile a template's tree, with steps put in. Jinja2 calls this its hook for another generator."""
        _put_steps(source)
        return super()._generate(source, *names, **options)


def _put_steps(tree: nodes.Template) -> None:
    """Let each round of a loop, each macro, block and template begin with a step, and measure what `~` joins."""
    bodies: list[Any] = [tree, *tree.find_all((nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block))]
    for node in bodies:
        line = node.lineno or 1
        call = nodes.Call(nodes.EnvironmentAttribute("step", lineno=line), [], [], None, None, lineno=line)
        at = _first(node.body)
        node.body.insert(at, nodes.ExprStmt(call, lineno=line))
    for joined in list(tree.find_all(nodes.Concat)):
        inner = nodes.Concat(joined.nodes, lineno=joined.lineno)
        joined.nodes = [nodes.Filter(inner, "as_it_is", [], [], None, None, lineno=joined.lineno)]
    tree.set_environment(tree.environment)  # type: ignore[arg-type]


def _first(body: list[nodes.Node]) -> int:
    """Where in a body the first step may stand: after `extends`, which has to come first."""
    return next((at + 1 for at, node in enumerate(body) if isinstance(node, nodes.Extends)), 0)


def _bounded(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that takes no large numbers and gives no text that is too long."""

    @wraps(function)
    def filtered(*values: Any, **more: Any) -> Any:
        _measure((*values[1:], *more.values()))
        if function.__name__ == "do_format":
            _fit(values[0])
        return _sized(function(*values, **more))

    return filtered


def _measure(values: Iterable[Any]) -> None:
    for value in values:
        if type(value) in (int, float) and not -LARGEST <= value <= LARGEST:
            raise SecurityError(f"it hands on a number that is larger than {LARGEST:,}")


def _check(operator: str, left: Any, right: Any) -> None:
    """Raise SecurityError when an operator would take too long or too much room."""
    if operator == "**" and not (abs(left) < 1000 and abs(right) < 20):
        raise SecurityError("it raises a number to a power that no page needs")
    if operator == "*":
        for many, times in ((left, right), (right, left)):
            if isinstance(many, (str, bytes, list, tuple)) and isinstance(times, int) and len(many) * times > LARGEST:
                raise SecurityError("it repeats a text or a list too often")
    if operator == "%":
        _fit(left)


def _fit(pattern: Any) -> None:
    """Raise SecurityError for a pattern that fills its places up to a width of five figures, or one it is handed."""
    if isinstance(pattern, str) and (_WIDE.search(pattern) or "%*" in pattern):
        raise SecurityError("it asks for a text as wide as no page is")


def _sized(value: Any) -> Any:
    if isinstance(value, (str, bytes, list, tuple)) and len(value) > LETTERS:
        raise SecurityError(f"it makes a text of more than {LETTERS:,} letters")
    if type(value) is int and value.bit_length() > 4096:
        raise SecurityError("it works out a number that no page needs")
    return value
