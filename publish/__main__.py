"""The `publish` command, as a process."""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
from contextlib import suppress
from typing import Any, TextIO

import click

from publish import accelerate
from publish.accelerate.starting import process_is_ours
from publish.base import user_cache
from publish.cli import main

__all__ = ["main", "run"]

INTERRUPTED = 130
"""What a shell is told after Ctrl-C: 128 and the signal's number."""


class _Pipe(io.FileIO):
    """A pipe that may be read no further, as by `| head -1`: then what is said goes nowhere, and the work goes on."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return len(memoryview(data))


def _as_pipe(stream: TextIO) -> TextIO:
    if stream.isatty():
        return stream
    pipe = io.BufferedWriter(_Pipe(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(pipe, stream.encoding, stream.errors, line_buffering=True)


def _end(number: int, _: object) -> None:
    """Leave as after an error, so that what is begun is taken away."""
    raise SystemExit(128 + number)


def run() -> None:
    """Run the command and end the process with its exit code.

    The process ends at once when all is said and written: nothing that is left is worth the interpreter's taking it
    apart, which takes a tenth of the time of a briefing.
    """
    # No plugin of pydantic's has a say in what a form may hold, and none is looked for among all that is installed.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # noqa: TID251
    process_is_ours()
    if not accelerate.is_off():
        user_cache.use(user_cache.place(sys.platform, os.environ))  # noqa: TID251
    sys.stdout, sys.stderr = _as_pipe(sys.stdout), _as_pipe(sys.stderr)
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # `nohup` has had it ignored
            signal.signal(number, _end)
    gc.set_threshold(100_000)  # nearly all that one run makes is there till its end
    try:
        code = main(standalone_mode=False) or 0
    except click.Abort as abort:
        click.echo("Aborted!", err=True)
        code = INTERRUPTED if isinstance(abort.__cause__, KeyboardInterrupt) else 1
    except click.ClickException as fault:
        fault.show()
        code = fault.exit_code
    except SystemExit as end:
        code = end.code
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody listens any more
            stream.flush()
    os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    run()
