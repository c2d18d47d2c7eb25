"""Proofs: rules that a finished file must keep, each a function in a plain tuple."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from publish.model import Artifact, Edition
from publish.problem import Problem

Proof = Callable[[Edition, Artifact], tuple[Problem, ...]]


def _pdf(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_pdf

    return preflight_pdf.inspect(edition, artifact)


def _epub(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    from publish.proofs import preflight_epub

    return preflight_epub.inspect(edition, artifact)


PREFLIGHT: Mapping[str, Proof] = {"pdf": _pdf, "epub": _epub}
