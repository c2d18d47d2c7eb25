"""Plug-ins add entries of other distributions to our tables, by entry points in the groups below.

An entry point names a thing and says where it is, as `module:attribute` (PyPA, Entry points specification). Finding the
names reads the records of installed distributions and imports nothing of them; what a name stands for is imported when
it is asked for. A plug-in that cannot be imported costs itself alone: `problems` says which one it is, and why.

`importlib.metadata` would find them too, and takes longer to import than all that a build without news does.
"""

from __future__ import annotations

import configparser
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from publish.base.installed import installed
from publish.problem import Problem

GROUPS = ("readers", "importers", "kinds", "formats", "rules", "styles", "deliveries")
"""What can be added to, each as the entry-point group `handbill.GROUP`."""


class PlugIn(NamedTuple):
    """An entry point, not yet imported."""

    group: str
    """One of `GROUPS`."""
    name: str
    target: str
    """`module:attribute`, or a module alone."""
    distribution: str
    """The name of the distribution that brings it."""

    def load(self) -> Any:
        """What the name stands for. Raises PlugInError."""
        module, _, attribute = self.target.partition(":")
        try:
            found = import_module(module.strip())
            return attrgetter(attribute.strip())(found) if attribute else found
        except MemoryError:
            raise
        except Exception as fault:
            raise PlugInError(self, fault) from fault


class PlugInError(LookupError):
    """A plug-in that cannot be used, and why."""

    def __init__(self, plug_in: PlugIn, fault: Exception) -> None:
        super().__init__(plug_in, fault)
        self.plug_in, self.fault = plug_in, fault

    def __str__(self) -> str:
        reason = " ".join(str(self.fault).split())[:200]
        return f"{type(self.fault).__name__}: {reason}" if reason else type(self.fault).__name__


def found(group: str) -> dict[str, PlugIn]:
    """The plug-ins of a group by name; of two with one name the one that is found first, in the order of `sys.path`."""
    return {plug_in.name: plug_in for plug_in in reversed(every()) if plug_in.group == group}


def load(group: str, name: str) -> Any:
    """What `name` stands for in a group. Raises KeyError when nothing has the name, and PlugInError."""
    return found(group)[name].load()


def usable(group: str) -> Iterator[tuple[str, Any]]:
    """Name and thing of each plug-in of a group that can be imported; `problems` speaks of the others."""
    for name, plug_in in sorted(found(group).items()):
        with suppress(PlugInError):
            yield name, plug_in.load()


def problems() -> tuple[Problem, ...]:
    """A problem for each plug-in that cannot be used."""
    return tuple(problem for plug_in in every() if (problem := _problem(plug_in)))


def reason(plug_in: PlugIn) -> str:
    """Why a plug-in cannot be used; empty when it can."""
    try:
        plug_in.load()
    except PlugInError as error:
        return str(error)
    return ""


def _problem(plug_in: PlugIn) -> Problem | None:
    if error := reason(plug_in):
        return Problem(
            code="X02",
            path="source/publication.toml",
            line=None,
            message=f"the plug-in `{plug_in.name}` (handbill.{plug_in.group}) of `{plug_in.distribution}` cannot be"
            f" used: {error}",
            hint=f"update it, or take it away with `pip uninstall {plug_in.distribution}`",
        )
    return None


@lru_cache(maxsize=1)
def every() -> tuple[PlugIn, ...]:
    """Every plug-in of every group, in the order in which distributions are found on `sys.path`."""
    return tuple(plug_in for name, info in installed().items() for plug_in in _recorded(name, info))


def _recorded(distribution: str, info: Path) -> Iterator[PlugIn]:
    """The plug-ins among a distribution's entry points; a record that cannot be read has none."""
    try:
        text = (info / "entry_points.txt").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if "[handbill." not in text:
        return
    record = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    record.optionxform = str  # type: ignore[assignment,method-assign]  # names differ by letter case
    with suppress(configparser.Error):
        record.read_string(text)
    for group in GROUPS:
        if record.has_section(f"handbill.{group}"):
            for name, target in record.items(f"handbill.{group}"):
                yield PlugIn(group, name, target.partition("[")[0].strip(), distribution)


def distributions() -> tuple[str, ...]:
    """The distributions that bring plug-ins: what they are is part of the fingerprint of what is made."""
    return tuple(dict.fromkeys(plug_in.distribution for plug_in in every()))


def texts() -> tuple[Path, ...]:
    """Every file of the packages that plug-ins lie in, which may change what is made. Nothing of them is imported."""
    tops = dict.fromkeys(plug_in.target.partition(":")[0].partition(".")[0] for plug_in in every())
    files: list[Path] = []
    for top in tops:
        with suppress(ImportError, ValueError):
            spec = find_spec(top)
            for folder in (spec.submodule_search_locations or ()) if spec else ():
                files += (file for file in Path(folder).rglob("*") if file.is_file() and file.suffix != ".pyc")
            if spec and not spec.submodule_search_locations and spec.origin:
                files.append(Path(spec.origin))
    return tuple(sorted(files))
