"""The names of a publication's folders, which are known before anything is read."""

from __future__ import annotations

from pathlib import Path

SETTINGS = "source/publication.toml"
ARTICLES = "source/articles"
AGENDAS = "source/agendas"
STYLES = "styles"
BUILD = "build"
ARCHIVE = "build/archive"
SHELF = "build/.shelf"
SUFFIXES = (".md", ".markdown")


def locate(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds a publication."""
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)


def our_styles() -> Path:
    """The house styles that come with the press: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "_styles"
    return packaged if packaged.is_dir() else package.parent / STYLES
