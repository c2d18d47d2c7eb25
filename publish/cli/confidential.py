"""A confidential pack leaves the machine only when somebody has named it for that."""

from __future__ import annotations

import sys

import click

from publish.editions.withholding import CONFIDENTIAL


def sanction(name: str, said: str | None, *, verb: str) -> None:
    """Ask for the name of a confidential file once more, or take it from `--confidential`; `--yes` is no answer.

    Raises click.UsageError when it was not said, or when the option names another file or one that everybody may have.
    """
    if not name.endswith(CONFIDENTIAL):
        if said is not None:
            raise click.UsageError(f"--confidential means nothing here: `{name}` is not confidential")
        return
    question = f"`{name}` is confidential. Type its name to {verb} it"
    if said is None and sys.stdin.isatty() and sys.stderr.isatty():
        said = click.prompt(question, default="", show_default=False, err=True)
        if said != name:
            raise click.Abort
    elif said is None:
        raise click.UsageError(f"`{name}` is confidential: to {verb} it, say --confidential {name}")
    elif said != name:
        raise click.UsageError(f"--confidential names `{said}`, and what you {verb} is `{name}`")
