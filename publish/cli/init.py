"""`publish init`: a new publication, complete enough to build at once."""

from __future__ import annotations

import os
import shlex
from datetime import datetime
from pathlib import Path

import click

from publish.cli.options import outside


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Start a publication in DIR, or here: source/ with a first article, styles/ and build/.

    Nothing that is there already is touched.
    """
    from publish.cli.starter import publication

    today = datetime.now().astimezone().date()
    name = os.fsencode(folder.resolve().name).decode("utf-8", "replace").replace("\N{REPLACEMENT CHARACTER}", " ")
    files = publication(name, today)
    try:
        if (folder / ".gitignore").exists():
            del files[".gitignore"]  # whoever keeps the folder in Git has one of their own
        standing = [name for name in files if (folder / name).exists()]
        if standing:
            raise click.UsageError(f"{folder / standing[0]} is there already; choose an empty folder")
        for name, text in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            click.echo(click.format_filename(place))
    except OSError as error:
        outside(error)
    where = "" if folder.resolve() == Path.cwd() else f" -C {shlex.quote(str(folder))}"
    click.echo(f"now write your organisation's name into {folder / 'source/publication.toml'}", err=True)
    click.echo(f"and make it: publish build{where}", err=True)
