"""Proofs: rules that a finished file must keep, each a function in a plain tuple."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Artifact, Order
from publish.problem import Problem

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
