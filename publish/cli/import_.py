"""`publish import`: what others have written becomes articles, with proof that nothing was lost."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from publish.cli.options import ExitCode, as_json, find_root, in_folder, outside
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.importers.place import Draft
    from publish.importers.report import Row
    from publish.importers.values import Bundle

REPORT = "build/import/index.html"


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--site", default="", metavar="URL", help="The address of the site it comes from, for links that begin with `/`."
)
@click.option("--settings", is_flag=True, help="Write a contact block that is found into publication.toml.")
@click.option("--title", default="", metavar="TEXT", help="Another headline for the (first) article.")
@click.option("--dry-run", is_flag=True, help="Say what would become of it, and write nothing but the report.")
@as_json
@in_folder
def import_(
    paths: tuple[Path, ...],
    site: str = "",
    title: str = "",
    settings: bool = False,
    dry_run: bool = False,
    json_: bool = False,
    folder: Path | None = None,
) -> None:
    """Make articles of Word files, saved web pages, posts of other systems, mails, feeds, tables and texts.

    PATH is a file, a folder or a zip; what it is shows from its content. Articles come into source/articles/, pictures
    into source/images/, and the report, with each source beside its article, into build/import/index.html. Importing
    again updates what nobody has edited since.
    """
    from publish.cli.report import speak
    from publish.importers.bring import bring
    from publish.project.survey import survey

    if site and not re.match(r"https?://[^/\s]+", site):
        raise click.UsageError("--site is an address such as https://example.org")
    root = find_root(folder)
    held = _held(root)
    try:
        brought = bring(
            _bundles(paths),
            taken={slug: one.source for slug, one in held.items()},
            digests={slug: one.digest for slug, one in held.items()},
            keys=_keys(),
            site=site,
            title=" ".join(title.split()),
            language=_language(root),
        )
        by_source = {one.source: one for one in held.values() if one.source}
        rows = [_place(draft, root, by_source, brought.renamed, write=not dry_run) for draft in brought.drafts]
        rows += _refused(brought.remarks, rows)
        speak(survey(root))
        contact = _contact(root, brought.contact, write=settings and not dry_run)
        _write_report(root, rows)
    except OSError as error:
        outside(error)
    _say(rows, brought.passed_over, contact, written=settings and not dry_run, json_=json_)
    if not brought.drafts and not rows:
        raise click.UsageError("there is nothing here that can be imported; see `publish import --help`")
    raise click.exceptions.Exit(ExitCode.ERRORS if any(row.lost for row in rows) else ExitCode.DONE)


def _keys() -> frozenset[str]:
    from publish.readers.metadata import Metadata

    return frozenset(Metadata.model_fields)


def _language(root: Path) -> str:
    """The publication's language; empty when its settings cannot be read."""
    from publish.project.folder import load

    project, _ = load(root)
    return project.publication.language if project else ""


def _bundles(paths: tuple[Path, ...]) -> list[Bundle]:
    from publish.importers import bundles
    from publish.importers.values import ImportRefused

    found = []
    for path in paths:
        try:
            found.append(bundles.of_path(path))
        except ImportRefused as refused:
            raise click.UsageError(
                f"{path} {refused.message}" + (f"; {refused.hint}" if refused.hint else "")
            ) from None
    return found


class _Held(NamedTuple):
    """An article that is there already."""

    place: Path
    source: str
    """What it was imported from; empty when it was not."""
    digest: str
    pictures: str
    """The digest of its pictures as they were written."""


def _held(root: Path) -> dict[str, _Held]:
    """The articles there are by slug."""
    from publish.importers.place import imported_from
    from publish.project import survey
    from publish.project.folders import ARTICLES, SUFFIXES

    held: dict[str, _Held] = {}
    for path, place in survey.files(root):
        if not path.startswith(f"{ARTICLES}/") or place.suffix not in SUFFIXES:
            continue
        text = place.read_text("utf-8", "replace")
        stated = re.search(r"^slug:\s*['\"]?([a-z0-9-]+)", text[:5000], re.M)
        slug = stated[1] if stated else re.sub(r"^(?:\d{4}-\d\d-\d\d|undated)-", "", place.stem)
        held[slug] = _Held(place, *imported_from(text))
    return held


def _place(draft: Draft, root: Path, held: dict[str, _Held], renamed: dict[str, str], *, write: bool) -> Row:
    """Put a draft into the publication, unless its article was edited since; either way find what is missing in it."""
    from publish.importers import bring
    from publish.importers.place import is_sealed
    from publish.importers.report import Row
    from publish.project.folders import ARTICLES

    source = draft.piece.source
    old = held.get(renamed.get(source, source))
    place = old.place if old else root / ARTICLES / draft.name
    made, html = _read(draft, place.relative_to(root).as_posix())
    state = "new"
    if old is not None:
        typed = old.place.read_text("utf-8", "replace")
        state = "unchanged" if typed == draft.text else "updated" if is_sealed(typed) else "edited since, left alone"
        if state.startswith("edited") and old.digest != draft.piece.digest:
            draft.piece.remark(
                "look", "the source has changed too since it was imported; nothing of that is in the article"
            )
    if write and state in ("new", "updated"):
        _write(root, place, draft, keep=old is not None and _are_edited(root, draft, old))
    expected = draft.expected
    return Row(
        source=draft.piece.source,
        article=place.relative_to(root).as_posix(),
        state=state,
        words=len(expected.words),
        pictures=expected.pictures,
        notes=expected.notes,
        links=len(expected.links),
        remarks=[*bring.prove(draft, made), *draft.piece.remarks],
        seen=draft.piece.seen,
        made=html,
    )


def _read(draft: Draft, path: str) -> tuple[Any, str]:
    """What the press's own reader makes of a draft: an inventory and its HTML; neither when it has errors."""
    from publish.importers import count, tree
    from publish.importers.values import Remark
    from publish.model import Manuscript
    from publish.readers.article import read

    def find(asked: str) -> bytes:
        return draft.pictures[asked.lstrip("./")] if asked.lstrip("./") in draft.pictures else _absent(asked)

    article, problems = read(Manuscript(path=path, content=draft.text.encode()), "en-GB", find)
    for problem in problems:
        if problem.severity == "error" or problem.code == "T14":
            weight = "lost" if problem.severity == "error" else "look"
            draft.piece.remarks.append(
                Remark(weight, f"{problem.message}; {problem.hint}".rstrip("; "), f"line {problem.line}")
            )
    if article is None:
        return None, ""
    remote = sum(1 for problem in problems if problem.code == "I05")
    body = tree.fragment(article.body)
    html = article.body
    for asset in article.assets:
        if len(asset.content) < 150_000:
            html = html.replace(
                f'"{asset.name}"', f'"data:{asset.media_type};base64,{base64.b64encode(asset.content).decode()}"'
            )
    head = " ".join((article.title, article.standfirst, *article.byline))
    return count.of_made(body, draft.table_notes, remote, head), f"<h1>{click.unstyle(article.title)}</h1>{html}"


def _absent(asked: str) -> bytes:
    raise FileNotFoundError(asked)


def _are_edited(root: Path, draft: Draft, old: _Held) -> bool:
    """Whether somebody has changed the pictures of an article since they were written; a remark says so."""
    from publish.importers.place import digest_of

    there = {name: (root / "source" / name) for name in draft.pictures}
    found = {name: place.read_bytes() for name, place in there.items() if place.is_file()}
    edited = len(found) == len(there) and bool(found) and old.pictures not in ("", digest_of(found))
    if edited and any(found[name] != content for name, content in draft.pictures.items()):
        draft.piece.remark("look", "its pictures were changed since, and are left alone", ", ".join(found)[:120])
    return edited


def _write(root: Path, place: Path, draft: Draft, *, keep: bool) -> None:
    """Write an article and its pictures; those that are there stay where they are to be kept."""
    from publish.base.atomic import write_atomic

    for name, content in draft.pictures.items():
        picture = root / "source" / name
        if not picture.exists() or (not keep and picture.read_bytes() != content):
            picture.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(picture, content, lasting=False)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(place, draft.text.encode(), lasting=False)


def _refused(remarks: list[tuple[str, Any]], rows: list[Row]) -> list[Row]:
    """A row for each source that made no article."""
    from publish.importers.report import Row

    made: dict[str, Row] = {}
    for row in rows:
        made.setdefault(row.source.partition("#")[0], row)
    refused: dict[str, Row] = {}
    for source, remark in remarks:
        row = made.get(source) or refused.setdefault(source, Row(source, "", "not imported"))
        row.remarks.append(remark)
    return list(refused.values())


def _contact(root: Path, contact: dict[str, Any], *, write: bool) -> str:
    """The contact block as it stands in publication.toml, or would; written into it when asked to. Raises OSError."""
    from publish.base.atomic import write_atomic
    from publish.project import toml
    from publish.project.folders import SETTINGS

    block = {key: contact[key] for key in _CONTACT if contact.get(key)}
    if not block:
        return ""
    if write:
        place = root / SETTINGS
        try:
            text = toml.with_table(place.read_text("utf-8"), "contact", block)
        except ValueError as error:
            raise click.UsageError(f"the contact block cannot be written: {error}") from None
        write_atomic(place, text.encode())
    return toml.dump({"contact": block})


_CONTACT = ("name", "address", "telephone", "email", "website")


def _write_report(root: Path, rows: list[Row]) -> None:
    from publish.base.atomic import write_atomic
    from publish.importers import report

    place = root / REPORT
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(place, report.page(rows, "What was imported").encode(), lasting=False)


def _as_json(rows: list[Row], passed_over: list[str], contact: str) -> str:
    import json

    articles = [
        {
            "source": row.source,
            "article": row.article,
            "state": row.state,
            "words": row.words,
            "pictures": row.pictures,
            "notes": row.notes,
            "links": row.links,
            "missing": len(row.lost),
            "remarks": [remark._asdict() for remark in row.remarks],
        }
        for row in rows
    ]
    said = {"articles": articles, "contact": contact, "passed_over": passed_over, "report": REPORT}
    return json.dumps(said, ensure_ascii=False, indent=1)


def _say_passed_over(names: list[str]) -> None:
    from publish.importers import kinds

    if left := [name for name in names if not kinds.is_quiet(name)]:
        more = f" and {len(left) - 6} more" if len(left) > 6 else ""
        click.echo(plain(f"passed over, of no kind that can be imported: {', '.join(left[:6])}{more}"))


def _say(rows: list[Row], passed_over: list[str], contact: str, *, written: bool, json_: bool) -> None:
    from publish.importers import report

    if json_:
        click.echo(_as_json(rows, passed_over, contact))
        return
    shown = rows if len(rows) <= 40 else [row for row in rows if row.lost][:40]
    for line in report.lines(shown):
        click.echo(plain(line))
    lost = sum(1 for row in rows if row.lost)
    states = {state: sum(1 for row in rows if row.state == state) for state in dict.fromkeys(row.state for row in rows)}
    click.echo(
        ", ".join(f"{number:,} {state}" for state, number in states.items())
        + (f"; something is missing in {lost:,}" if lost else "; nothing is missing" if rows else "")
    )
    if contact:
        where = "is written into publication.toml" if written else "for publication.toml (--settings writes it)"
        click.echo(f"contact {where}:\n{contact.rstrip()}")
    _say_passed_over(passed_over)
    if rows:
        click.echo(f"source and article side by side: {REPORT}")
