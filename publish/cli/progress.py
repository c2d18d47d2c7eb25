"""The progress of a run is shown as a bar on a terminal, and as lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def progress(*, quiet: bool) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Two ways to tell how it goes: a line for a finished file, and how many are done.

    On a terminal a bar stands under the lines, with the rate and the time left; elsewhere there are the lines alone.
    """
    if quiet:
        yield _hush, _hush
    elif not sys.stderr.isatty():
        yield click.echo, _hush
    else:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            ProgressColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.text import Text

        class Rate(ProgressColumn):
            """Files a second."""

            def render(self, task: object) -> Text:
                speed = getattr(task, "speed", None)
                return Text(f"{speed:.1f} a second" if speed else "")

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
        bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
        with bar:
            task = bar.add_task("reading", total=None)

            def step(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of, description="making")
                bar.refresh()

            def say(line: str) -> None:
                bar.console.print(line, markup=False, highlight=False, soft_wrap=True)

            yield say, step


def _hush(*words: object) -> None:
    """Say nothing."""
