"""House styles on disk: the publication's own, one that publications share, a plug-in's, and those of the press."""

from __future__ import annotations

import difflib
import stat
from collections.abc import Collection
from pathlib import Path

from publish.base import plugins
from publish.model import HouseStyle, StyleSheet
from publish.problem import Problem
from publish.project.folders import MOST_BYTES, NotShared, our_styles, shared_style
from publish.project.settings import problem
from publish.value import replace


class _Refused(Exception):
    """A style's folder that is not read, and why."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def find(
    root: Path, name: str, line: int, kinds: Collection[str], settings: bytes
) -> tuple[HouseStyle | None, tuple[Problem, ...]]:
    """The style that the settings name, or what is wrong with it."""
    try:
        place = shared_style(root, settings) or _named(root, name)
        style = HouseStyle(name=name, files=_texts(place, name))
    except (NotShared, _Refused) as refused:
        return None, (problem("P08", line, refused.message, refused.hint),)
    if place.parent == our_styles():
        return style, ()
    from publish.style import faults as house_style
    from publish.style import galley

    model = HouseStyle(name="house", files=_texts(our_styles() / "house", "house"))
    problems = tuple(galley.style_problem(found, style) for found in house_style.faults(style, model, kinds))
    return None if problems else style, problems


def _named(root: Path, name: str) -> Path:
    """The folder of a style that is called so. Raises _Refused."""
    own, ours = root / "styles", our_styles()
    known = {name: Path(place) for name, place in plugins.usable("styles")} | {
        path.name: path for place in (ours, own) if place.is_dir() for path in sorted(place.iterdir()) if path.is_dir()
    }
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{style}`" for style in known)
        raise _Refused(f"there is no house style `{name[:80]}`", hint)
    place = known[name]
    if place.parent == own and (own.is_symlink() or place.is_symlink()):
        link = "styles" if own.is_symlink() else f"styles/{name}"
        hint = 'put the folder itself here; to share one, write `style = "../shared/ours"` and `workspace = ".."`'
        raise _Refused(f"`{link}` is a link, whose changes would go unseen", hint)
    return place


def _texts(folder: Path, name: str) -> tuple[StyleSheet, ...]:
    """The texts of a style's files. Raises _Refused, and OSError."""
    found = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(part.startswith(".") for part in relative.parts):
            continue
        said = f"`{'' if '/' in name else 'styles/'}{name}/{relative.as_posix()}`"
        if path.is_symlink() and not _leads_within(path, folder):
            raise _Refused(f"{said} is a link that leads out of the style, or to a folder", "put the file itself here")
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode):
            raise _Refused(f"{said} is not a regular file", "take it out of the folder")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise _Refused(f"{said} is larger than {MOST_BYTES >> 20} MB", "take it out of the folder")
        try:
            found.append(StyleSheet(name=relative.as_posix(), text=_unified(content.decode("utf-8"))))
        except UnicodeError:
            raise _Refused(f"{said} is not UTF-8 text", "save it as UTF-8, or take it out of the folder") from None
    return tuple(found)


def _leads_within(link: Path, folder: Path) -> bool:
    try:
        place = link.resolve(strict=True)
    except (OSError, RuntimeError):  # a loop of links, on Python 3.11 and 3.12
        return False
    return place.is_relative_to(folder.resolve()) and place.is_file()


def _unified(text: str) -> str:
    """The text with one kind of line ending, as files opened for text have it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def style_in(folder: Path) -> HouseStyle:
    """The house style in a folder that is none of a publication's. Raises OSError, and ValueError for a fault."""
    try:
        return HouseStyle(name=folder.name, files=_texts(folder.resolve(strict=True), folder.name))
    except _Refused as refused:
        raise ValueError(f"{refused.message}: {refused.hint}") from None


def completed(style: HouseStyle, part: str) -> HouseStyle:
    """The style, and in place of each file below the folder `part` that it lacks the one that comes with the press."""
    there = {file.name for file in style.files}
    ours = _texts(our_styles() / "house", "house")
    lacking = (file for file in ours if file.name.startswith(part) and file.name not in there)
    return replace(style, files=(*style.files, *lacking))


def style_with(style: HouseStyle, name: str) -> HouseStyle:
    """The style when it has a file called `name`, else the house style that comes with the press."""
    if any(file.name == name for file in style.files):
        return style
    place = our_styles() / "house" / name
    return HouseStyle(name="house", files=(StyleSheet(name=name, text=place.read_text("utf-8")),))
