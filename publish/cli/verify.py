"""`publish verify` says whether every file is what it was when it was made. Nothing is made again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, find_root, in_folder, outside
from publish.cli.terminal import plain


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
            files, findings = archive.verify(one)
        except OSError as error:
            outside(error)
        except ValueError as error:
            files, findings = 0, (archive.Finding("changed", archive.SUMS),)
            click.echo(f"error: {plain(error)}", err=True)
        count += files
        found += [{"kind": kind, "path": (one / path).as_posix()} for kind, path in findings]
    said = _reproducible(root) if root is not None else {}
    if json_:
        click.echo(json.dumps({"files": count, "findings": found, **said}, ensure_ascii=False, indent=2))
    else:
        _tell(count, found, said)
    if found:
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
    if not places:
        raise click.UsageError("there is nothing to verify yet: `publish build` or `publish archive` makes it")
    return places


def _tell(count: int, found: Sequence[Mapping[str, str]], said: dict[str, object]) -> None:
    """What was found, a line each, and what that comes to."""
    for finding in found:
        click.echo(f"{finding['kind']:8} {plain(finding['path'])}")
    _speak(said)
    garbled = [finding["path"] for finding in found if finding["kind"] == "garbled"]
    for line in garbled:
        click.echo(
            f"error: this line of the list is no checksum, so what it was about is not proved: {plain(line)}", err=True
        )
    if garbled:
        click.echo("hint: copy the list again from where the folder was made", err=True)
    wrong = len(found) - len(garbled)
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
        here = dict(digests(project)) if project else {}
    except OSError as error:
        outside(error)
    except ValueError as error:
        return {"receipt": {"error": str(error)}}
    return {
        "receipt": {
            "tools": receipt.differences(known.tools, dict(tools.named())),
            "inputs": receipt.differences(known.inputs, here),
        }
    }


def _speak(verdict: dict[str, object]) -> None:
    """What the receipt says, in words."""
    known = verdict.get("receipt")
    if not isinstance(known, dict):
        return
    if "error" in known:
        click.echo(f"error: {plain(known['error'])}", err=True)
    for kind, what in (("inputs", "changed since"), ("tools", "another version here")):
        for name in known.get(kind, ()):
            click.echo(f"{what}: {plain(name)}")
    if known.get("inputs") == known.get("tools") == ():
        click.echo("made of what is here, with the versions that are here: a build gives the same bytes", err=True)
