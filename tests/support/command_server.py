"""A process that has imported all of `publish` once and forks itself for each command that it is asked to run.

So a command of a test is a process of its own, with its own exit code, signals, workers and folder, as a person's is;
what it does not do again is import everything, which is most of what a small command costs. What one command keeps in
memory is gone with it: none sees what another left.

It reads a request a line from stdin, as JSON, and answers each with the exit code and the processor time, in seconds.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from pathlib import Path
from typing import Any

import publish.__main__ as command
from publish import cli, formats, readers
from publish.accelerate import starting
from publish.model import Order
from publish.project import folder
from tests.support.sample import briefing, collection, house_style

PLAIN = "--plain"
"""Make no files first."""
TASKS = Path("/proc/self/task")
"""Where Linux lists the threads of this process, those of libraries too."""


def learn() -> None:
    """Import all that commands and their workers import, and make a file of each kind, for what is worked out once."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    starting.process_is_ours()
    for name in cli.COMMANDS:
        import_module(f"publish.cli.{name}{'_' * iskeyword(name)}")
    for room in (folder, readers, formats):
        room.preload()
    if PLAIN not in sys.argv:
        for kind, edition in (("pdf", briefing()), ("epub", collection())):
            formats.make(None, Order(edition=edition, style=house_style(), format=kind, proof=False))
    # A forked process has none of the threads of the one that it comes from, and may wait for them for ever.
    assert threading.active_count() == 1
    if TASKS.is_dir() and len(list(TASKS.iterdir())) > 1:  # newer Pangos keep threads once they have set a line
        os.execv(sys.executable, [sys.executable, "-m", "tests.support.command_server", PLAIN])
    gc.collect()
    gc.freeze()


def serve() -> None:
    """Run commands until nobody asks for any more."""
    learn()
    for line in sys.stdin:
        child = os.fork()
        if not child:
            run(json.loads(line))
        _, status, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(json.dumps([code, used.ru_utime + used.ru_stime]) + "\n")
        sys.stdout.flush()


def run(asked: dict[str, Any]) -> None:
    """Become the command: its folder, its environment, its streams; this does not return."""
    try:
        os.environ.clear()
        os.environ.update(asked["environment"])
        time.tzset()
        os.chdir(asked["folder"])
        for number, place, flags in (
            (0, os.devnull, os.O_RDONLY),
            (1, asked["out"], os.O_WRONLY),
            (2, asked["err"], os.O_WRONLY),
        ):
            opened = os.open(place, flags)
            os.dup2(opened, number)
            os.close(opened)
        sys.stdin = stream(0, "r", sys.stdin)
        sys.stdout = stream(1, "w", sys.stdout)
        sys.stderr = stream(2, "w", sys.stderr)
        sys.modules["__main__"] = command
        sys.argv = [str(Path(command.__file__)), *asked["words"]]
        sys.path[0] = asked["folder"]
        command.run()
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(1)


def stream(number: int, mode: str, like: Any) -> TextIOWrapper:
    """A text stream of a file descriptor, with the encoding of another."""
    opened = open(number, mode, encoding=like.encoding, errors=like.errors, closefd=False)  # noqa: SIM115
    assert isinstance(opened, TextIOWrapper)
    opened.reconfigure(line_buffering=number == 2)
    return opened


if __name__ == "__main__":
    serve()
