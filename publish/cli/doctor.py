"""`publish doctor` says what this machine lacks, with the command that installs it, and which plug-ins it has."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from publish.base import user_cache
from publish.cli.machine import CHECKS, manager, remedy
from publish.cli.options import ExitCode
from publish.cli.terminal import plain


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
    system = manager()
    found = [(check, check.present()) for check in CHECKS]
    ill = any(check.needed and not present for check, present in found)
    if as_json:
        checks = [
            {"what": check.what, "needed": check.needed, "present": present, "remedy": remedy(check, system)}
            for check, present in found
        ]
        report = {"checks": checks, "accelerate": {} if ill else _speed(), "plug-ins": _plug_ins()}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for check, present in found:
            if present:
                click.echo(f"ok       {check.what}")
                continue
            click.echo(f"{'MISSING ' if check.needed else 'optional'} {check.what}: {check.why}")
            if command := remedy(check, system):
                click.echo(f"         {command}")
        if not ill:
            _say_speed()
        _say_plug_ins()
    if ill:
        raise click.exceptions.Exit(ExitCode.OUTSIDE)
