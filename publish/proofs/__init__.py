"""Proofs: rules that a finished file must keep, each a function in a plain tuple."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Artifact, Edition
from publish.problem import Problem

Proof = Callable[[Edition, Artifact], tuple[Problem, ...]]


def _pdf(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import large_print, preflight_pages, preflight_pdf

    rules = (preflight_pdf.inspect, preflight_pages.inspect, large_print.inspect)
    return tuple(problem for rule in rules for problem in rule(edition, artifact))


def _epub(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_epub

    return preflight_epub.inspect(edition, artifact)


def _lines(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_lines

    return preflight_lines.inspect(edition, artifact)


PREFLIGHT: Mapping[str, Proof] = {"pdf": _pdf, "epub": _epub, "text": _lines, "braille": _lines}
