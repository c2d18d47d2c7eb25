"""`publish config` shows every setting with its value, and where the value comes from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from publish.cli.options import ExitCode, as_json, find_root, in_folder, outside

ENVIRONMENT = ("HANDBILL_ACCELERATE", "HANDBILL_CACHE", "HANDBILL_TODAY", "XDG_CACHE_HOME", "XDG_STATE_HOME")
"""What the environment may say. The mail server's password is asked for by the name that the settings give it."""


@click.command()
@as_json
@in_folder
def config(json_: bool, folder: Path | None) -> None:
    """Say every setting as it counts: its value, and the line that states it or that it was left as it comes."""
    from publish.project.folders import SETTINGS
    from publish.project.settings_form import stated

    root = find_root(folder)
    try:
        settings = stated((root / SETTINGS).read_bytes())
    except OSError as error:
        outside(error)
    if not settings:
        click.echo("the settings cannot be read; `publish check` says why", err=True)
        raise click.exceptions.Exit(ExitCode.ERRORS)
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    if json_:
        rows = [{"setting": name, "value": value, "line": line} for name, value, line in settings]
        click.echo(json.dumps({"folder": str(root), "settings": rows, "environment": environment}, ensure_ascii=False))
        return
    click.echo(f"{root / SETTINGS}")
    for name, value, line in settings:
        place = f"line {line}" if line else "as it comes"
        click.echo(f"{name} = {json.dumps(value, ensure_ascii=False)}  ({place})")
    for name, said in environment.items():
        click.echo(f"{name} = {said}  (environment)")
