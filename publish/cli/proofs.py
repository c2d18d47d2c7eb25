"""The proofs of `publish build --proofs`: pictures of pages, contact sheets and a report, in build/proofs/."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.project.folder import Project
from publish.proofs.pictures import Album
from publish.proofs.validators import Verdict
from publish.workshop.shelf import Shelf

Pulled = tuple[Edition, Artifact, tuple[Problem, ...]]
"""A finished file, what it publishes, and what is wrong with it."""


def write(
    project: Project,
    shelf: Shelf,
    pulled: Sequence[Pulled],
    problems: tuple[Problem, ...],
    jobs: int,
    say: Callable[[str], None],
) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """Write the proofs of files just made; returns what validators said, and all problems with theirs among them.

    Pictures of earlier runs make way where this one makes new ones. Raises OSError.
    """
    from publish import press
    from publish.base.atomic import write_atomic
    from publish.problem import sort
    from publish.project.folders import BUILD
    from publish.project.styles import style_with
    from publish.proofs import report, validators
    from publish.style import editors

    folder = project.root / BUILD / report.FOLDER
    drawn = list(press.picture([one[1] for one in pulled], shelf, jobs=jobs))
    problems = (*problems, *(one for one in drawn if isinstance(one, Problem)))
    albums = {(one.edition, one.name): one for one in drawn if not isinstance(one, Problem)}
    _draw(folder, albums.values())
    verdicts, judged = validators.validate([(edition, artifact) for edition, artifact, _ in pulled])
    made = [
        (artifact, sort((*own, *(problem for problem in judged if _is_of(artifact, problem)))))
        for _, artifact, own in pulled
    ]
    of_files = {problem for _, own in made for problem in own}
    shown = {article.source for edition, _, _ in pulled for article in edition.articles}
    problems = (*problems, *judged)
    page = editors.proof_report(
        style_with(project.style, "proofs.html"),
        **report.values(
            project.publication.title,
            report.lay_before(made, albums),
            verdicts,
            # Of texts that nothing was made of here, only what has kept them from it.
            sort(
                problem
                for problem in problems
                if problem not in of_files and (problem.path in shown or problem.severity == "error")
            ),
        ),
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_atomic(folder / "index.html", page.encode())
    say((folder / "index.html").relative_to(project.root).as_posix())
    return verdicts, problems


def _draw(folder: Path, albums: Collection[Album]) -> None:
    """Write the pictures of pages, in the place of those of earlier runs, and a contact sheet for each edition."""
    from publish.base.atomic import write_atomic
    from publish.proofs import pictures, report

    for album in sorted(albums, key=lambda album: (album.edition, album.name)):
        _clear(folder / album.edition, album.name)
        for picture in album.pictures:
            place = folder / report.picture_name(album.edition, album.name, picture.page)
            place.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(place, picture.content)
    for edition in sorted({album.edition for album in albums}):
        if sheet := pictures.contact_sheet([album for album in albums if album.edition == edition]):
            write_atomic(folder / report.sheet_name(edition), sheet)


def _is_of(artifact: Artifact, problem: Problem) -> bool:
    """Whether a validator's problem is of this file: its message names it."""
    return f"`{artifact.edition}/{artifact.name}.{artifact.suffix}`" in problem.message


def _clear(folder: Path, name: str) -> None:
    """Take away the pictures of a file's earlier pages, of which there may have been more."""
    if folder.is_dir():
        for place in sorted(folder.iterdir()):
            if re.fullmatch(re.escape(name) + r"-\d+\.png", place.name):
                place.unlink()
