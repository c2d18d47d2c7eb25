"""`publish restore` makes a publication again from any copy of its archive."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.options import ExitCode, as_json, outside
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publish.catalogue.receipt import Receipt
    from publish.catalogue.sources import Restored
    from publish.delivery.archive import Finding


@click.command()
@click.argument("copy", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", metavar="[TARGET]", default=".", type=click.Path(file_okay=False, path_type=Path))
@as_json
def restore(copy: Path, target: Path, json_: bool) -> None:
    """Make the publication again in TARGET, or here, from DIR, any copy of its archive: source/, styles/ and build/.

    Nothing that is there already is touched. What the copy lacks, or has spoilt, is named. Drafts, agendas, papers of
    meetings and lists of people are in no archive, and so come back from none.
    """
    from publish.catalogue import sources
    from publish.catalogue.archive import RECEIPT
    from publish.delivery import archive
    from publish.project.folders import ARCHIVE, LEDGER, SETTINGS

    try:
        receipt = _receipt(copy)
        listed = archive.listed(copy)
        _, findings = archive.verify(copy)
        bad = {finding.path for finding in findings}
        zips = {path: content for path in listed if sources.is_one(path) and (content := archive.fetch(copy, path))}
        spoilt = sorted(bad & zips.keys())
        if spoilt:
            raise ValueError(f"{', '.join(spoilt)} is not what {archive.SUMS} says: take another copy")
        restored = sources.restore(receipt, zips)
        _refuse_standing(target, (*restored.files, SETTINGS))
        place = target / ARCHIVE
        if not (place.is_dir() and place.samefile(copy)):
            archive.copy(copy, place, [path for path in listed if path not in bad])
        written = _write(target, restored)
        beside = target / LEDGER
        if archive.is_empty(beside):
            archive.copy(copy, beside, [*receipt.parts, RECEIPT])
    except OSError as error:
        outside(error)
    except (ValueError, archive.Garbled) as error:
        click.echo(f"error: this copy of an archive cannot be used: {plain(error)}", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE) from None
    missing = sorted({*receipt.sources} - zips.keys())
    findings = tuple(finding for finding in findings if finding.kind not in ("extra", "copy"))
    if json_:
        said = {
            "target": target.as_posix(),
            "files": written,
            "missing": missing,
            "lost": restored.lost,
            "findings": [finding._asdict() for finding in findings],
        }
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        _tell(target, receipt, restored, missing, findings)
    if restored.lost or findings or not _is_whole(restored):
        raise click.exceptions.Exit(ExitCode.ERRORS)


def _receipt(copy: Path) -> Receipt:
    """The receipt of the archive at `copy`. Raises ValueError when it has none that can be read."""
    from publish.catalogue import receipt as receipts
    from publish.catalogue.archive import RECEIPT
    from publish.delivery.archive import SUMS, fetch

    content = fetch(copy, RECEIPT)
    if content is None or not (copy / SUMS).is_file():
        raise click.UsageError(f"{copy} is no archive: it has no {RECEIPT if content is None else SUMS}")
    return receipts.read(content, partial(fetch, copy))


def _is_whole(restored: Restored) -> bool:
    from publish.project.folders import SETTINGS

    return SETTINGS in restored.files


def _refuse_standing(target: Path, paths: Sequence[str]) -> None:
    standing = [path for path in paths if (target / path).exists() or (target / path).is_symlink()]
    if standing:
        raise click.UsageError(f"{target / standing[0]} is there already; choose an empty folder")


def _write(target: Path, restored: Restored) -> int:
    """Write the publication's files, its settings last: until then it is none. Raises OSError."""
    from publish.base.atomic import write_atomic
    from publish.cli.starter import ignored
    from publish.project.folders import SETTINGS

    files = {path: restored.files[path] for path in sorted(restored.files, key=lambda path: (path == SETTINGS, path))}
    for path, text in ignored().items():
        if not (target / path).exists():
            write_atomic(target / path, text.encode())
    for path, content in files.items():
        write_atomic(target / path, content)
    return len(files)


def _tell(
    target: Path, receipt: Receipt, restored: Restored, missing: Sequence[str], findings: Sequence[Finding]
) -> None:
    """What came back, and what did not."""
    click.echo(f"{target}  {report.tally(len(restored.files), 'file')} of `{plain(receipt.title)}`")
    for finding in findings:
        click.echo(f"error: this copy has {finding.path} {finding.kind}; it was left out", err=True)
    for path in missing:
        click.echo(f"error: this copy has no {path}; take it from another one", err=True)
    if not _is_whole(restored):
        click.echo("error: the settings, the styles and the texts are not in this copy; only its pages are", err=True)
        click.echo(
            f"hint: write source/publication.toml with `identifier = {json.dumps(receipt.publication)}`, and the "
            "archive goes on: its articles stay in it as they are",
            err=True,
        )
    if restored.lost:
        names = ", ".join(restored.lost[:8]) + (" …" if len(restored.lost) > 8 else "")
        click.echo(
            f"error: the texts of {report.tally(len(restored.lost), 'article')} are in none of its zips: {names}; "
            "their pages and files stay as they are",
            err=True,
        )
    if restored.former:
        texts = report.tally(restored.former, "text")
        click.echo(f"{texts} of before stay in the archive alone, where the source had them no longer", err=True)
    if _is_whole(restored):
        click.echo(
            "drafts, agendas, papers of meetings and lists of people are in no archive; copy them yourself", err=True
        )
        click.echo(f"and go on: publish archive -C {target}", err=True)
