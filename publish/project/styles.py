"""House styles on disk: the publication's own, one that publications share, a plug-in's, and those of the press.

A style whose `style.toml` begins with `extends = "house"` is a layer on that style: its sheets follow those of the same
name, its tables and words are put over them, and its templates stand in their place.
"""

from __future__ import annotations

import difflib
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Any

import tomli

from publish.base import plugins
from publish.model import HouseStyle, StyleSheet
from publish.problem import Problem
from publish.project import toml
from publish.project.folders import MOST_BYTES, STYLES, NotShared, our_styles, shared_style
from publish.project.settings import problem
from publish.style.error import StyleError, StyleFault, style_problem
from publish.value import replace

TABLES = "style.toml"
BEGUN = """extends = "{below}"

# What this style has otherwise goes into sheets of the same names as the other style's: briefing.css, booklet.css,
# collection/collection.css. See "A style of your own" in handbill's guide.
"""
BEGUN_SHEET = """/* What is written here follows the sheet of the style that this one extends. */

:root {
  --size: 11pt;
  --leading: 15pt;
}
"""


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
        layers = _layers(root, place, name)
    except (NotShared, _Refused) as refused:
        return None, (problem("P08", line, refused.message, refused.hint),)
    except StyleError as refused:
        return None, (refused.problem,)
    style = _laid(layers)
    if place.parent == our_styles():
        return style, ()
    from publish.style import faults as house_style
    from publish.style import galley

    model = HouseStyle(name="house", files=_texts(our_styles() / "house", "house"))
    found = house_style.faults(layers[0], style, model, kinds)
    problems = tuple(galley.style_problem(fault, style) for fault in found)
    return None if problems else style, problems


def _known(root: Path | None) -> dict[str, Path]:
    """Every style by its name: plug-ins', ours, the publication's own before both."""
    places = (our_styles(), root / STYLES) if root else (our_styles(),)
    return {name: Path(place) for name, place in plugins.usable("styles")} | {
        path.name: path for place in places if place.is_dir() for path in sorted(place.iterdir()) if path.is_dir()
    }


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name.lower(), known, n=1)
    return f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{style}`" for style in known)


def _named(root: Path, name: str) -> Path:
    """The folder of a style that is called so. Raises _Refused."""
    own, known = root / STYLES, _known(root)
    if name not in known:
        raise _Refused(f"there is no house style `{name[:80]}`", _near(name, known))
    place = known[name]
    if place.parent == own and (own.is_symlink() or place.is_symlink()):
        link = "styles" if own.is_symlink() else f"styles/{name}"
        hint = 'put the folder itself here; to share one, write `style = "../shared/ours"` and `workspace = ".."`'
        raise _Refused(f"`{link}` is a link, whose changes would go unseen", hint)
    return place


def _layers(root: Path | None, place: Path, name: str) -> list[HouseStyle]:
    """The style's own files, then those of the style that it extends, and so on. Raises _Refused and StyleError."""
    layers: list[HouseStyle] = []
    known, places = _known(root), [place]
    while True:
        layers.append(HouseStyle(name=name, files=_texts(places[-1], name)))
        text = next((file.text for file in layers[-1].files if file.name == TABLES), "")
        try:
            below = tomli.loads(text).get("extends")
        except (ValueError, RecursionError):
            return layers  # told with its line, where a style is checked
        if below is None:
            return layers

        def refuse(message: str, hint: str, text: str = text) -> StyleError:
            line = next((at for at, typed in enumerate(text.splitlines(), 1) if "extends" in typed), 1)
            return StyleError(style_problem(StyleFault(TABLES, line, message, hint), layers[-1]))

        name = str(below)
        # A style may have the name of the one that it extends: that is then the one that comes with the press.
        lower = our_styles() / name if name == places[-1].name else known.get(name)
        if not isinstance(below, str) or lower is None or not lower.is_dir():
            raise refuse(f"there is no house style `{name[:80]}` to extend", _near(name, known))
        if lower in places:
            raise refuse(f"it extends `{name}`, which extends it in turn", "let one of the two extend `house`")
        places.append(lower)


def _laid(layers: list[HouseStyle]) -> HouseStyle:
    """The layers as one style, the last of them lowest."""
    if len(layers) == 1:
        return layers[0]
    texts: dict[str, str] = {}
    for layer in reversed(layers):
        for file in layer.files:
            texts[file.name] = _over(file.name, texts[file.name], file.text) if file.name in texts else file.text
    return replace(layers[0], files=tuple(StyleSheet(name=name, text=text) for name, text in sorted(texts.items())))


def _over(file: str, below: str, own: str) -> str:
    """A file of a style laid over the one of that name below it."""
    if file.endswith(".css"):
        return f"{below}\n{own}"
    if not file.endswith(".toml"):
        return own
    try:
        merged = _merged(tomli.loads(below), tomli.loads(own))
    except (ValueError, RecursionError):
        return own  # told with its line, where a style is checked
    merged.pop("extends", None)
    return toml.dump(merged)


def _merged(below: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in own.items():
        under = below.get(key)
        merged[key] = _merged(under, value) if isinstance(value, dict) and isinstance(under, dict) else value
    return merged


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
        return _laid(_layers(None, folder.resolve(strict=True), folder.name))
    except _Refused as refused:
        raise ValueError(f"{refused.message}: {refused.hint}") from None
    except StyleError as refused:
        raise ValueError(f"{refused.problem.message}: {refused.problem.hint}") from None


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


def own_files(root: Path, name: str) -> dict[str, str]:
    """The publication's own files of a style, and of those of its own that it extends: texts by their paths."""
    found: dict[str, str] = {}
    while (root / STYLES / name).is_dir() and "/" not in name and f"{STYLES}/{name}/{TABLES}" not in found:
        texts = {file.name: file.text for file in _texts(root / STYLES / name, name)}
        found |= {f"{STYLES}/{name}/{file}": text for file, text in texts.items()}
        name = str(tomli.loads(texts.get(TABLES, "")).get("extends", "/"))
    return found


def begin(root: Path, name: str, below: str) -> tuple[Path, ...]:
    """Write a style that extends another, with nothing changed yet; its files. Raises OSError, FileExistsError too.

    Raises LookupError, with a hint, when there is no style `below`.
    """
    if below not in (known := _known(root)):
        raise LookupError(_near(below, known))
    folder = root / STYLES / name
    folder.mkdir(parents=True)
    files = {TABLES: BEGUN.format(below=below), "briefing.css": BEGUN_SHEET}
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return tuple(folder / file for file in files)
