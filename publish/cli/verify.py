"""`publish verify` says whether every file is what it was when it was made. Nothing is made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, find_root, in_folder, outside
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.delivery.archive import Finding


@click.command()
@click.argument("place", required=False, metavar="[DIR]", type=click.Path(exists=True, path_type=Path))
@as_json
@in_folder
def verify(place: Path | None, json_: bool, folder: Path | None) -> None:
    """Prove that build/, or a copied archive at DIR, is what its checksums say: name what is changed, missing or extra.

    Nothing is made again, and nothing is written. A line of the list that is no checksum is named too.
    """
    from publish.delivery import archive

    root = None if place is not None else find_root(folder)
    places = _places(place, root)
    found: list[dict[str, str]] = []
    count = 0
    for one in places:
        try:
            files, findings = _verify(one)
        except OSError as error:
            outside(error)
        except ValueError as error:
            files, findings = 0, (archive.Finding("changed", archive.SUMS),)
            click.echo(f"error: {plain(error)}", err=True)
        count += files
        found += [{"kind": kind, "path": (one / path).as_posix()} for kind, path in findings]
    found += _remembered(root) if root is not None else []
    said = {**_reproducible(root), **_archived_again(root)} if root is not None else {}
    if json_:
        click.echo(json.dumps({"files": count, "findings": found, **said}, ensure_ascii=False, indent=2))
    else:
        _tell(count, found, said)
    if any(finding["kind"] != "copy" for finding in found):
        raise click.exceptions.Exit(ExitCode.ERRORS)


def _places(place: Path | None, root: Path | None) -> list[Path]:
    """The folders that have a list of checksums: the one that is named, or build/ and the archive in it."""
    from publish.delivery import archive
    from publish.project.folders import ARCHIVE, BUILD

    if place is not None:
        place = place.parent if place.name == archive.SUMS else place  # the list itself may be pointed at
        if not (place / archive.SUMS).is_file():
            raise click.UsageError(f"there is no {archive.SUMS} in {place}; give the folder of an archive")
        return [place]
    assert root is not None
    places = [one for one in (root / BUILD, root / ARCHIVE) if (one / archive.SUMS).is_file()]
    if (root / ARCHIVE) not in places and not archive.is_empty(root / ARCHIVE):
        places.append(root / ARCHIVE)
    if not places:
        raise click.UsageError("there is nothing to verify yet: `publish build` or `publish archive` makes it")
    return places


def _verify(place: Path) -> tuple[int, tuple[Finding, ...]]:
    """What `archive.verify` finds in a folder, an archive's receipt believed. Raises OSError, ValueError."""
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.delivery import archive
    from publish.project.folders import BUILD

    if not (place / archive.SUMS).is_file():
        return 0, (archive.Finding("missing", archive.SUMS),)
    content = archive.fetch(place, RECEIPT)
    if place.name == BUILD or content is None:
        files, findings = archive.verify(place)
        is_archive = any(path.startswith("editions/") for path, _ in archive.sums(place))
        lost = is_archive and content is None and archive.Finding("missing", RECEIPT) not in findings
        return files, (*findings, *((archive.Finding("missing", RECEIPT),) if lost else ()))
    try:
        promised = receipts.promised(receipts.read(content, partial(archive.fetch, place)))
    except ValueError:  # the list of checksums says that it is changed
        promised = {}
    return archive.verify(place, promised)


def _remembered(root: Path) -> list[dict[str, str]]:
    """What is remembered of the archive beside the source, where that is not what the archive says itself."""
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch, is_empty
    from publish.project.folders import ARCHIVE, LEDGER

    if is_empty(root / ARCHIVE) or is_empty(root / LEDGER):
        return []
    return [
        {"kind": "changed", "path": (root / LEDGER / name).as_posix()}
        for name in (RECEIPT, SUMS, *_parts(fetch(root / ARCHIVE, RECEIPT)))
        if fetch(root / LEDGER, name) != fetch(root / ARCHIVE, name)
    ]


def _parts(content: bytes | None) -> tuple[str, ...]:
    """The parts of a receipt; none of one that cannot be read."""
    from publish.catalogue import receipt as receipts

    try:
        return tuple(receipts.head(content).parts) if content is not None else ()
    except ValueError:
        return ()


def _tell(count: int, found: Sequence[Mapping[str, str]], said: dict[str, object]) -> None:
    """What was found, a line each, and what that comes to."""
    for finding in found:
        click.echo(f"{finding['kind']:8} {plain(finding['path'])}")
    _speak(said)
    _speak_of_archive(said)
    garbled = [finding["path"] for finding in found if finding["kind"] == "garbled"]
    for line in garbled:
        click.echo(
            f"error: this line of the list is no checksum, so what it was about is not proved: {plain(line)}", err=True
        )
    if garbled:
        click.echo("hint: copy the list again from where the folder was made", err=True)
    copies = sum(finding["kind"] == "copy" for finding in found)
    if copies:
        what = "a copy that a program which keeps folders alike has left is" if copies == 1 else f"{copies} copies are"
        click.echo(f"hint: {what} no part of it, and may be deleted", err=True)
    wrong = len(found) - len(garbled) - copies
    summary = f"{report.tally(wrong, 'file')} not as they should be, of {count:,}" if wrong else ""
    click.echo(summary or f"{count:,} files, all as they were made", err=True)


def _reproducible(root: Path) -> dict[str, object]:
    """Whether a build here and now would give the files of the receipt: what is no longer as it was then.

    Nothing when there is no receipt.
    """
    from publish.delivery import receipt
    from publish.media import tools
    from publish.project.folder import digests, load
    from publish.project.folders import BUILD

    try:
        known = receipt.read(root / BUILD)
        if known is None:
            return {}
        project, _ = load(root)
        here = dict(digests(project, known.inputs.keys())) if project else {}
    except OSError as error:
        outside(error)
    except ValueError as error:
        return {"receipt": {"error": str(error)}}
    return {
        "receipt": {
            "tools": receipt.differences(known.tools, dict(tools.named()) | {receipt.FINGERPRINT: tools.fingerprint()}),
            "inputs": receipt.differences(known.inputs, here),
        }
    }


def _archived_again(root: Path) -> dict[str, object]:
    """How many finished files of the archive would come to the same bytes here and now; nothing where nobody can say.

    Where the publication cannot be read, or build/ not be written, the files are proved all the same.
    """
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.cli.archived import same
    from publish.cli.run import open_run
    from publish.delivery.archive import fetch
    from publish.project.folder import load
    from publish.project.folders import ARCHIVE

    try:
        content = fetch(root / ARCHIVE, RECEIPT)
        if content is None:
            return {}
        past = receipts.read(content, partial(fetch, root / ARCHIVE))
        with open_run(root) as run:
            project, _ = load(root)
            if project is None:
                return {}
            again = same(run, project, past)
    except (OSError, ValueError):
        return {}
    listed = [one for one in past.holdings if not one.superseded]
    return {"archive": {"files": len(listed), "again": len(again)}}


def _speak(verdict: dict[str, object]) -> None:
    """What the receipt says, in words."""
    from publish.delivery.receipt import FINGERPRINT

    known = verdict.get("receipt")
    if not isinstance(known, dict):
        return
    if "error" in known:
        click.echo(f"error: {plain(known['error'])}", err=True)
    for kind, what in (("inputs", "changed since"), ("tools", "another version here")):
        names = [name for name in known.get(kind, ()) if name != FINGERPRINT]
        for name in names:
            click.echo(f"{what}: {plain(name)}")
        if not names and known.get(kind):
            click.echo("another handbill here, or another library, plug-in or typeface: a build may give other bytes")
    if known.get("inputs") == known.get("tools") == ():
        click.echo("made of what is here, with the versions that are here: a build gives the same bytes", err=True)


def _speak_of_archive(verdict: dict[str, object]) -> None:
    """How much of the archive would come to the same bytes again."""
    said = verdict.get("archive")
    if isinstance(said, dict) and said["again"]:
        click.echo(
            f"{said['again']:,} of {report.tally(said['files'], 'edition')} of the archive made of what is here, with "
            "the versions here: made again they come to the same bytes",
            err=True,
        )
