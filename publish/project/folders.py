"""The names of a publication's folders, which are known before anything is read."""

from __future__ import annotations

from pathlib import Path

SETTINGS = "source/publication.toml"
ARTICLES = "source/articles"
AGENDAS = "source/agendas"
STYLES = "styles"
BUILD = "build"
ARCHIVE = "build/archive"
LEDGER = "archived"
"""What is remembered of the archive, beside the source, with which it is kept."""
SHELF = "build/.shelf"
SUFFIXES = (".md", ".markdown")

MOST_BYTES = 32 * 2**20
"""No file is read further than this."""


def locate(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, that holds a publication."""
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS).is_file()), None)


def our_styles() -> Path:
    """The house styles that come with the press: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "_styles"
    return packaged if packaged.is_dir() else package.parent / STYLES


class NotShared(ValueError):
    """A style's path that cannot be used, with what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def shared_style(root: Path, settings: bytes) -> Path | None:
    """The folder of the style that the text of publication.toml names by a path; None when it names one of styles/.

    Whoever reads the style and whoever asks whether anything has changed both look where this says. Raises NotShared.
    """
    import tomli  # here, not above: most have to know names alone

    try:
        typed = tomli.loads(settings.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    style, workspace = (str(typed.get(name) or "").strip() for name in ("style", "workspace"))
    if "/" not in style and "\\" not in style:
        return None
    if not workspace:
        hint = 'name the folder that holds the publications and the style, e.g. `workspace = ".."`'
        raise NotShared(f"`style` is the path `{style[:80]}`, and no `workspace` is named that it may lie in", hint)
    try:
        within, place = (root / workspace).resolve(strict=True), (root / style).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):  # RuntimeError: a loop of links, on Python 3.11 and 3.12
        hint = "both are paths from the publication's folder, the one that holds source/"
        raise NotShared(f"there is no folder `{style[:80]}` in the workspace `{workspace[:80]}`", hint) from None
    here = root.resolve()
    if not place.is_dir() or not place.is_relative_to(within) or place == within or not here.is_relative_to(within):
        hint = "the workspace has to hold the publication and the style, links followed"
        raise NotShared(f"`{style[:80]}` is no folder in the workspace `{workspace[:80]}`", hint)
    if place.is_relative_to(here) or here.is_relative_to(place):
        raise NotShared(f"`{style[:80]}` is no folder beside the publication", "name a style of styles/ by its name")
    return place


def sources(root: Path) -> tuple[str | Path, ...]:
    """The folders, and files besides them, that a publication is made of: from `root`, or a path of its own."""
    try:
        with (root / SETTINGS).open("rb") as file:
            shared = shared_style(root, file.read(MOST_BYTES))
    except (OSError, NotShared):
        shared = None
    return ("source", STYLES, our_styles(), f"{ARCHIVE}/receipt.json", LEDGER, *([shared] if shared else ()))
