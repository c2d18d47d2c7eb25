"""`publish new` writes an article with its metadata ready to fill in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from publish.cli import options
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
@click.option(
    "--minutes", metavar="AGENDA", help="Begin the minutes of a meeting, a paper with the items of its agenda."
)
@in_folder
@click.pass_context
def new(context: click.Context, headline: str, source: Path | None, minutes: str | None, folder: Path | None) -> None:
    """Start an article: a dated file in source/articles/ with its metadata ready to fill in."""
    from publish.base import slugs
    from publish.cli.starter import article
    from publish.project.folders import ARTICLES
    from publish.readers.metadata import LONGEST_TITLE

    headline = " ".join(headline.split())
    if minutes is not None:
        from publish.cli.minutes import begin

        if source is not None:
            raise click.UsageError("--minutes begins from an agenda, --from from a file: give one of them")
        click.echo(begin(minutes, headline, options.today(), folder).as_posix())
        return
    if source is not None:
        from publish.cli.import_ import import_

        context.invoke(import_, paths=(source,), title=headline, folder=folder)
    if not headline:
        raise click.UsageError("the headline is empty")
    if len(headline) > LONGEST_TITLE:
        raise click.UsageError(f"the headline has {len(headline)} characters; {LONGEST_TITLE} are the limit")
    root = find_root(folder)
    today = options.today()
    slug = slugs.slug(headline, otherwise="article")
    name, holder = _free(root, slug, today)
    if holder:
        click.echo(f"the slug `{slug}` is that of {holder}: this article is called `{name}`", err=True)
    place = root / ARTICLES / f"{today.isoformat()}-{name}.md"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("x", encoding="utf-8") as file:
            file.write(article(headline, today))
    except FileExistsError:
        raise click.UsageError(f"{place.relative_to(root).as_posix()} is there already") from None
    except OSError as error:
        outside(error)
    click.echo(place.relative_to(root).as_posix())


def _free(root: Path, slug: str, today: date) -> tuple[str, str]:
    """The slug, or one made of it that no other article has, here or in the archive; and who has it.

    A file of today that is called so is not asked: it is there already.
    """
    from publish.catalogue.receipt import remember
    from publish.project.folder import manuscripts, receipt, receipt_parts
    from publish.readers.article import slug_of

    held: dict[str, str] = {}
    try:
        if (content := receipt(root)) is not None:
            memory = remember(content, *receipt_parts(root))
            held = dict.fromkeys(memory.withdrawn, "an article that was withdrawn")
            for one in memory.elsewhere:
                held |= dict.fromkeys((one.reference.slug, *one.formerly), f"“{one.reference.title}” in the archive")
        held |= {slug_of(one): f"`{one.path}`" for one in manuscripts(root)[0]}
    except OSError as error:
        outside(error)
    except ValueError as error:
        click.echo(f"the archive cannot be read, so nothing says which slugs it has: {error}", err=True)
    if slug not in held or held[slug] == f"`source/articles/{today.isoformat()}-{slug}.md`":
        return slug, ""
    names = (f"{slug}-{mark}" for mark in (today.year, today.isoformat(), *range(2, 100)))
    return next(name for name in names if name not in held), held[slug]
