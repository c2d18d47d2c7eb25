"""Proofs: rules that a finished file must keep, each a function in a plain tuple."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from publish.base import barrier, plugins
from publish.base.barrier import Fault
from publish.editions.compose import source
from publish.model import Artifact, Order
from publish.problem import Problem

if TYPE_CHECKING:
    from publish.proofs.pictures import Album

Proof = Callable[[Order, Artifact], tuple[Problem, ...]]


def _pdf(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import large_print, preflight_pages, preflight_pdf

    return (
        *preflight_pdf.inspect(order.edition, artifact),
        *preflight_pages.inspect(order.edition, artifact, order.style),
        *large_print.inspect(order.edition, artifact),
    )


def _epub(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_epub

    return preflight_epub.inspect(order.edition, artifact)


def _lines(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_lines

    return preflight_lines.inspect(order.edition, artifact)


PREFLIGHT: Mapping[str, Proof] = {"pdf": _pdf, "epub": _epub, "text": _lines, "braille": _lines}
"""The rules for files of each format."""


def inspect(order: Order, artifact: Artifact) -> tuple[Problem, ...]:
    """The preflight of a finished file; what goes wrong with a rule is said of the file."""
    problems: list[Problem] = []
    for rule in _rules(order.format):
        found = barrier.guarded(rule, order, artifact)
        if isinstance(found, Fault):
            problems.append(barrier.problem(found, source(order.edition), lost="its proofs are not complete"))
        else:
            problems += found
    return tuple(problems)


def album(artifact: Artifact) -> Album:
    """Every page of a finished file as a picture."""
    from publish.proofs import pictures

    return pictures.album(artifact)


def _rules(format_: str) -> tuple[Proof, ...]:
    """Ours for files of that format, and those of plug-ins, which look for themselves what they are given."""
    own = (PREFLIGHT[format_],) if format_ in PREFLIGHT else ()
    return (*own, *(rule for _, rule in plugins.usable("rules")))
