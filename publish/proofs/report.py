"""The report over proofs: what an editor looks through before anything is printed or sent.

Values for the template alone; what they look like is the house style's affair (`proofs.html`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from publish.model import Artifact, Fit
from publish.problem import Problem
from publish.proofs.pictures import Album
from publish.proofs.preflight_pages import page_of
from publish.proofs.validators import Verdict
from publish.value import Value

FOLDER = "proofs"
"""Inside build/."""


class Leaf(Value):
    """A page: its picture, and what is wrong with it."""

    number: int
    picture: str
    """Where it is, from the report."""
    width: int
    height: int
    problems: tuple[Problem, ...]


class Proof(Value):
    """A file: where it is, its pages, and what is wrong with it as a whole."""

    name: str
    place: str
    """From the report."""
    bytes: int
    pages: int | None
    fit: Fit | None
    leaves: tuple[Leaf, ...]
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many problems it has, its pages' included."""
        return len(self.problems) + sum(len(leaf.problems) for leaf in self.leaves)


class EditionProofs(Value):
    """An edition: its contact sheet and its files."""

    name: str
    sheet: str
    """Where the contact sheet is, from the report; empty when no file has pages."""
    proofs: tuple[Proof, ...]

    @property
    def count(self) -> int:
        """How many problems its files have."""
        return sum(proof.count for proof in self.proofs)


def picture_name(edition: str, name: str, page: int) -> str:
    """Where a page's picture lies, from the report."""
    return str(PurePosixPath(edition) / f"{name}-{page}.png")


def sheet_name(edition: str) -> str:
    """Where an edition's contact sheet lies, from the report."""
    return f"{edition}.png"


def lay_before(
    made: Sequence[tuple[Artifact, tuple[Problem, ...]]], albums: Mapping[tuple[str, str], Album]
) -> tuple[EditionProofs, ...]:
    """The files with their problems and pictures, edition by edition; `albums` by edition and name."""
    found: dict[str, list[Proof]] = {}
    for artifact, problems in sorted(made, key=lambda one: (one[0].edition, one[0].name)):
        album = albums.get((artifact.edition, artifact.name)) if artifact.suffix == "pdf" else None
        shown = {picture.page for picture in album.pictures} if album else set()
        # A booklet's pages are not the sides of its sheets: what cannot be put beside its page stands with the file.
        paged = artifact.pages == len(shown) and not (artifact.fit and artifact.fit.sides != len(shown))
        leaves = tuple(
            Leaf(
                number=picture.page,
                picture=picture_name(artifact.edition, artifact.name, picture.page),
                width=picture.width,
                height=picture.height,
                problems=tuple(problem for problem in problems if paged and page_of(problem) == picture.page),
            )
            for picture in (album.pictures if album else ())
        )
        beside = {problem for leaf in leaves for problem in leaf.problems}
        found.setdefault(artifact.edition, []).append(
            Proof(
                name=artifact.name,
                place=f"../{artifact.edition}/{artifact.name}.{artifact.suffix}",
                bytes=len(artifact.content),
                pages=artifact.pages,
                fit=artifact.fit,
                leaves=leaves,
                problems=tuple(problem for problem in problems if problem not in beside),
            )
        )
    return tuple(
        EditionProofs(
            name=edition,
            sheet=sheet_name(edition) if any(proof.leaves for proof in proofs) else "",
            proofs=tuple(proofs),
        )
        for edition, proofs in found.items()
    )


def values(
    title: str,
    editions: Sequence[EditionProofs],
    verdicts: Sequence[Verdict],
    others: Sequence[Problem],
) -> dict[str, object]:
    """What the template is filled with; `others` are problems of no finished file."""
    return {
        "title": title,
        "editions": tuple(editions),
        "verdicts": tuple(verdicts),
        "others": tuple(others),
        "files": sum(len(edition.proofs) for edition in editions),
        "sides": sum(len(proof.leaves) for edition in editions for proof in edition.proofs),
        "problems": len(others) + sum(edition.count for edition in editions),
    }
