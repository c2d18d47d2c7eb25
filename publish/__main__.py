"""The `publish` command, as a process."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress

import click

from publish import accelerate
from publish.accelerate.starting import process_is_ours
from publish.base import user_cache
from publish.cli import main

__all__ = ["main", "run"]

INTERRUPTED = 130
"""What a shell is told after Ctrl-C: 128 and the signal's number."""


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
