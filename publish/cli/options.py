"""Options that several commands share, how they find the publication, and the exit codes."""

from __future__ import annotations

import enum
import errno
import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.problem import Problem
    from publish.project.folder import Project

Command = TypeVar("Command", bound=Callable[..., Any])


class ExitCode(enum.IntEnum):
    """What a command says to the shell."""

    DONE = 0
    ERRORS = 1
    """The publication has errors; what was good is made."""
    MISUSE = 2
    """The command was not called right (click's own code)."""
    OUTSIDE = 3
    """Something outside the press failed: a disk, a permission."""


ROOT = "publish.root"
"""Where click keeps the publication's folder once it is known, for whoever has to write a fault's traceback there."""


def in_folder(command: Command) -> Command:
    """The `-C DIR` option, which may stand before the command's name too."""
    return click.option(
        "-C",
        "folder",
        metavar="DIR",
        default=lambda: click.get_current_context().find_root().params.get("folder"),
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The publication's folder [default: the nearest one upwards].",
    )(command)


def by_executor(command: Command) -> Command:
    """The `--jobs N`, `--cluster URL` and `--cluster-store URL` options."""
    jobs = click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        default=lambda: os.cpu_count() or 1,
        show_default="one a processor",
        help="How many files to work on at once.",
    )
    cluster = click.option(
        "--cluster", default="", metavar="URL", help="Let a Dask cluster do the work, e.g. `tcp://scheduler:8786`."
    )
    store = click.option(
        "--cluster-store",
        "store",
        default="",
        metavar="URL",
        help="Where the cluster's workers leave finished files: a folder or a store that all can reach.",
    )
    return jobs(cluster(store(command)))


def refuse_store(cluster: str, store: str) -> None:
    """Refuse a store without a cluster."""
    if store and not cluster:
        raise click.UsageError("--cluster-store is where the workers of a cluster leave files: it needs --cluster")


def as_json(command: Command) -> Command:
    """The `--json` option."""
    return click.option("--json", "json_", is_flag=True, help="Print one JSON object instead of lines.")(command)


def today() -> date:
    """The day by which articles go out or are held back: the clock's, or another that HANDBILL_TODAY names."""
    said = os.environ.get("HANDBILL_TODAY", "")
    try:
        return date.fromisoformat(said) if said else datetime.now().astimezone().date()
    except ValueError:
        raise click.UsageError(f"HANDBILL_TODAY is `{said}`, which is no day: write it as 2026-02-28") from None


def find_root(folder: Path | None) -> Path:
    """The publication's folder: `folder`, or the nearest one from here upwards."""
    from publish.project.folders import SETTINGS, locate

    if folder is not None:
        if not (folder / SETTINGS).is_file():
            raise click.UsageError(f"there is no {SETTINGS} in {folder}; `publish init {folder}` makes one")
        root = folder.resolve()
    elif (found := locate(Path.cwd())) is not None:
        root = found
    else:
        raise click.UsageError(f"there is no {SETTINGS} here or above; `publish init DIR` makes a publication")
    if (context := click.get_current_context(silent=True)) is not None:
        context.meta[ROOT] = root  # for whoever has to say that the command was given up
    return root


def open_project(folder: Path | None) -> tuple[Path, Project | None, tuple[Problem, ...]]:
    """The publication's folder, its settings when they are sound, and what is wrong with them."""
    from publish.project.folder import load

    root = find_root(folder)
    try:
        project, problems = load(root)
    except OSError as error:
        outside(error)
    return root, project, problems


def meant(name: str, known: Sequence[str]) -> str:
    """The name, or the only known one that begins with it; the name as typed where none or several do."""
    begin = [one for one in known if one.startswith(name)]
    return begin[0] if name not in known and len(begin) == 1 else name


def no_such(what: str, name: str, known: Sequence[str]) -> NoReturn:
    """Refuse a name that nothing is called by: say what was probably meant, or what there is."""
    import difflib

    alike = PurePath(name).stem.lower()  # a path was given, or capitals
    near = [alike] if alike in known else difflib.get_close_matches(alike, known, n=1)
    hint = (
        f"did you mean `{near[0]}`?" if near else "there are: " + ", ".join(known[:12]) if known else "there are none"
    )
    raise click.UsageError(f"{what} is called `{name}`; {hint}")


_ADVICE = {
    errno.ENOSPC: "make room on that disk, and run this again; what was finished before is as it was",
    errno.EDQUOT: "your share of that disk is full: make room, and run this again; what was finished is as it was",
    errno.EFBIG: "that disk, or a limit of this session (`ulimit -f`), allows no larger file",
    errno.EROFS: "that disk can only be read: copy the publication to one that can be written",
    errno.ENOLCK: "that disk gives no locks, as some in a network: put the publication on one of this machine",
    errno.EMFILE: "too many files are open at once: allow more (`ulimit -n`), or work with fewer `--jobs`",
}
"""What to do where the system refuses something, besides looking who may do it."""


def outside(error: OSError) -> NoReturn:
    """Something outside the press failed: say what and where, and stop."""
    from publish.base.barrier import MissingLibrary

    if isinstance(error, MissingLibrary):
        from publish.cli import machine

        click.echo(f"error: {machine.missing() or plain(str(error))}", err=True)
        raise click.exceptions.Exit(ExitCode.OUTSIDE)
    place = f": {plain(os.fsdecode(error.filename))}" if error.filename else ""
    click.echo(f"error: {plain((error.strerror or str(error)).lower())}{place}", err=True)
    if advice := _ADVICE.get(error.errno or 0):
        click.echo(f"hint: {advice}", err=True)
    raise click.exceptions.Exit(ExitCode.OUTSIDE)
