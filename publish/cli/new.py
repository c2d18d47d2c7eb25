"""`publish new` writes an article with its metadata ready to fill in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from publish.cli.options import find_root, in_folder, outside


@click.command()
@click.argument("headline", default="")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Make it of a Word file, a saved page, a mail…, as `publish import` does.",
)
@in_folder
@click.pass_context
def new(context: click.Context, headline: str, source: Path | None, folder: Path | None) -> None:
    """Start an article: a dated file in source/articles/ with its metadata ready to fill in."""
    from publish.base import slugs
    from publish.cli.starter import article
    from publish.project.folders import ARTICLES
    from publish.readers.metadata import LONGEST_TITLE

    headline = " ".join(headline.split())
    if source is not None:
        from publish.cli.import_ import import_

        context.invoke(import_, paths=(source,), title=headline, folder=folder)
    if not headline:
        raise click.UsageError("the headline is empty")
    if len(headline) > LONGEST_TITLE:
        raise click.UsageError(f"the headline has {len(headline)} characters; {LONGEST_TITLE} are the limit")
    root = find_root(folder)
    today = datetime.now().astimezone().date()
    place = root / ARTICLES / f"{today.isoformat()}-{slugs.slug(headline, otherwise='article')}.md"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(article(headline, today))
    except FileExistsError:
        raise click.UsageError(f"{place.relative_to(root).as_posix()} is there already") from None
    except OSError as error:
        outside(error)
    click.echo(place.relative_to(root).as_posix())
