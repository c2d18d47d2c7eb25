"""A spreadsheet that is a paper of a meeting becomes Markdown, as if it had been imported: a table for each sheet."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import PurePosixPath

import yaml

from publish.base import slugs
from publish.importers import bundles, tables
from publish.importers.values import Bundle, ImportRefused
from publish.importers.write import write
from publish.model import UNDATED, Manuscript
from publish.problem import Problem
from publish.value import replace


def typed(manuscript: Manuscript) -> tuple[Manuscript | None, tuple[Problem, ...]]:
    """The manuscript of an .xlsx file as Markdown, and what of it is not there; None where it cannot be read."""
    path = manuscript.path
    name = PurePosixPath(path).name

    def problem(code: str, message: str, hint: str) -> Problem:
        return Problem(code=code, path=path, line=None, message=message, hint=hint)

    day = _day(manuscript.content)
    bundle = Bundle(names=(name,), open=lambda _: manuscript.content, days={name: day})
    try:
        if not zipfile.is_zipfile(BytesIO(manuscript.content)):
            raise ImportRefused(
                "is no spreadsheet that can be read, or is locked", "save it as .xlsx without a password"
            )
        [piece] = tables.read(name, manuscript.content, bundle).pieces
    except ImportRefused as refusal:
        return None, (problem("A23", f"`{name}` {refusal.message}", refusal.hint),)
    for figure in piece.body.findall("figure"):
        piece.body.remove(figure)
        piece.remark("lost", "a picture of the sheet is not in the paper")
    if not len(piece.body):
        return None, (problem("A23", f"`{name}` has no rows", "name another file, or take the paper out"),)
    told = [
        problem("A24", f"`{name}`{f', {remark.place}' if remark.place else ''}: {_said(remark.what)}", _HINT)
        for remark in piece.remarks
        if remark.weight != "done" and not re.match("(?:the title|the date|no date) ", remark.what)
    ]
    head = yaml.safe_dump(
        {"title": piece.title, "date": day, "slug": slugs.slug(name, otherwise="paper")},
        allow_unicode=True,
        width=10**6,
    )
    text = f"---\n{head}---\n\n{write(piece.body, piece.notes).text}"
    return replace(manuscript, content=text.encode()), tuple(told)


_HINT = "say what is needed of it in a paper of its own, or mend the spreadsheet"


def _said(what: str) -> str:
    return what.removeprefix("words: ").replace("save the file and import it again", "save the file in its own program")


def _day(content: bytes) -> date:
    """The day on which it was last saved, as it says itself."""
    with suppress(zipfile.BadZipFile, KeyError, ImportRefused, ValueError):
        said = bundles.member(bundles.checked_zip(content), "docProps/core.xml")
        for name in (b"modified", b"created"):
            if found := re.search(rb"<dcterms:%s\b[^>]*>(\d{4}-\d\d-\d\d)" % name, said):
                return date.fromisoformat(found[1].decode())
    return UNDATED
