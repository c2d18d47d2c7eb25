"""`publish style new` begins a house style of your own: a layer of a few lines on one that is there."""

from __future__ import annotations

import re
from pathlib import Path

import click

from publish.cli.options import find_root, in_folder, outside


@click.group()
def style() -> None:
    """Begin a look of your own."""


@style.command()
@click.argument("name")
@click.option("--extends", "below", metavar="STYLE", default="house", show_default=True, help="What it is a layer on.")
@in_folder
def new(name: str, below: str, folder: Path | None) -> None:
    """Begin the style NAME: a folder of styles/ that says only what it has otherwise than another style."""
    from publish.project import styles
    from publish.project.folders import SETTINGS, STYLES

    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", name):
        raise click.UsageError(f"`{name[:40]}` cannot name a style; use small letters, digits and hyphens")
    root = find_root(folder)
    try:
        made = styles.begin(root, name, below)
    except LookupError as error:
        raise click.UsageError(f"there is no style `{below[:40]}`; {error.args[0]}") from None
    except FileExistsError:
        raise click.UsageError(f"{STYLES}/{name} is there already") from None
    except OSError as error:
        outside(error)
    for place in made:
        click.echo(place.relative_to(root).as_posix())
    click.echo(f'now write `style = "{name}"` into {SETTINGS}', err=True)
