"""Minutes begun from an agenda: a paper with its items, and the actions that were to be reported on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, meant, no_such, open_project, outside

if TYPE_CHECKING:
    from publish.model import Agenda
    from publish.project.folder import Project

UNWRITTEN = "TODO"
"""What stands where something is to be written: each build names the lines, and nothing goes out with them."""


def begin(name: str, headline: str, today: date, folder: Path | None) -> Path:
    """Write the minutes of the agenda called `name`; where they are, from the publication's folder."""
    from publish.model import PAPERS

    root, project, problems = open_project(folder)
    if project is None:
        report.speak(problems)
        raise click.exceptions.Exit(ExitCode.ERRORS)
    agenda = _agenda(root, project, name)
    if not headline and not agenda.language.lower().startswith("en"):
        raise click.UsageError(
            f"the agenda is not in English: say what its minutes are called, `publish new HEADLINE --minutes {name}`"
        )
    undated = re.sub(r"^\d{4}-\d\d-\d\d-", "", agenda.slug)
    place = root / PAPERS / f"{agenda.meeting.isoformat()}-minutes-{undated}.md"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(text(agenda, headline, today, _words(project, agenda.language)))
    except FileExistsError:
        raise click.UsageError(f"{place.relative_to(root).as_posix()} is there already") from None
    except OSError as error:
        outside(error)
    return place.relative_to(root)


def _words(project: Project, language: str) -> dict[str, str]:
    from publish.style import galley

    return galley.words(project.style, language)


def _agenda(root: Path, project: Project, name: str) -> Agenda:
    from publish.project.folder import agendas, pictures
    from publish.readers import read_agenda

    try:
        manuscripts, refusals = agendas(root)
    except OSError as error:
        outside(error)
    read = [read_agenda(one, project.publication.language, pictures(root, one.path)) for one in manuscripts]
    known = {agenda.slug: agenda for agenda, _ in read if agenda is not None}
    name = meant(Path(name).name.removesuffix(".md"), sorted(known))
    faults = [*refusals, *(fault for agenda, told in read if agenda is None for fault in told if name in fault.path)]
    if name not in known and faults:
        report.speak(faults)
        raise click.exceptions.Exit(ExitCode.ERRORS)
    if name not in known:
        no_such("no agenda", name, sorted(known))
    return known[name]


def text(agenda: Agenda, headline: str, today: date, say: dict[str, str]) -> str:
    """The minutes as Markdown: a draft, in which what is to be written is marked.

    Of what is confidential they have what everybody may read: its number, and the title that is public.
    """
    from publish.base.language import day
    from publish.editions.agenda_numbers import of_items

    english = agenda.language.lower().startswith("en")
    when = day(agenda.meeting, agenda.language)
    title = headline or f"Minutes: {agenda.title}, {when}"
    lines = ["---", f"title: {_quoted(title)}", f"date: {today.isoformat()}"]
    lines += ["draft: true  # until they are written", "unconfirmed: true  # until the next meeting has approved them"]
    lines += [f"language: {agenda.language}", "---", ""]
    lines += [_typed(", ".join(said for said in (agenda.title, when, agenda.time, agenda.place) if said)), ""]
    gone = {name.casefold() for name in agenda.apologies}
    here = [name for name in agenda.members if name.casefold() not in gone]
    for heading, names in (("Present" if english else say["members"], here), (say["apologies"], agenda.apologies)):
        lines += [f"## {heading}", "", *(f"- {_typed(name)}" for name in names)]
        lines += [*([""] if names else []), UNWRITTEN, ""]
    for item, number in zip(agenda.items, of_items(agenda), strict=True):
        shown = item.title if item.public_title is None else item.public_title
        head = f"{number} {_typed(shown)}".strip() or number
        lines += [f"{'###' if item.within else '##'} {head}", "", UNWRITTEN, ""]
    lines += [f"## {say['actions']}", ""]
    heads = [say[name] for name in ("action", "who", "by_when", "status")]
    rows = [
        [action.text, action.who, action.due, action.status or ("open" if english else "")] for action in agenda.actions
    ] or [[UNWRITTEN, "", "", ""]]
    lines += [_row(heads), _row(["---"] * len(heads)), *map(_row, rows), ""]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return (
        f"| {' | '.join(cell if set(cell) == {'-'} else _typed(cell).replace('|', chr(92) + '|') for cell in cells)} |"
    )


def _typed(words: str) -> str:
    """Words that Markdown is to take for nothing but words."""
    return re.sub(r"([\\`*_\[\]<>#$~])", r"\\\1", words)


def _quoted(words: str) -> str:
    import json

    return json.dumps(words, ensure_ascii=False)
