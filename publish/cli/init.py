"""`publish init` writes a new publication, complete enough to build at once."""

from __future__ import annotations

import os
import shlex
import sys
import uuid
from pathlib import Path

import click

from publish.cli.options import outside, today


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", metavar="TEXT", help="The name of the series [default: made of the folder's name].")
@click.option("--organisation", metavar="TEXT", help="Who publishes it.")
@click.option("--colour", metavar="#RRGGBB", help="Your main colour [default: a dark blue].")
def init(folder: Path, title: str | None, organisation: str | None, colour: str | None) -> None:
    """Start a publication in DIR, or here: source/ with a first article, styles/ and build/.

    On a terminal it asks for what was not said. Nothing that is there already is touched.
    """
    from publish.cli import starter

    name = os.fsencode(folder.resolve().name).decode("utf-8", "replace").replace("\N{REPLACEMENT CHARACTER}", " ")
    if sys.stdin.isatty() and sys.stderr.isatty():
        organisation = organisation or _ask("Who publishes it", starter.ORGANISATION)
        title = title or _ask("The name of the series", starter.title_of(name))
        colour = colour or _ask("Your main colour", starter.COLOUR)
    files = starter.publication(
        title=_said("--title", title) or starter.title_of(name),
        organisation=_said("--organisation", organisation) or starter.ORGANISATION,
        colour=_colour(colour or starter.COLOUR),
        identifier=uuid.uuid4().urn,
        today=today(),
    )
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
    what = "your address" if organisation else "your organisation's name and address"
    click.echo(f"now write {what} into {folder / 'source/publication.toml'}", err=True)
    click.echo(f"and make it: publish build{where}", err=True)


def _ask(what: str, otherwise: str) -> str:
    return str(click.prompt(what, default=otherwise, err=True))


def _said(option: str, text: str | None) -> str:
    """A text that was typed, on one line; refused when there is nothing in it."""
    if text is None:
        return ""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not line:
        raise click.UsageError(f"{option} says nothing")
    return line


def _colour(text: str) -> str:
    from publish.media import colour

    if not colour.is_colour(text.strip()):
        raise click.UsageError(f"`{text[:40]}` is not a colour; write it as `#rrggbb`, e.g. `#00594f`")
    return text.strip()
