"""`publish mail --send` and `--resume`: a mailing goes out, and how it went is said."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from publish.cli import mailing as making
from publish.cli import report
from publish.cli.mail_machine import connect, limit, opened, signing_key
from publish.cli.mail_words import fail, mailing_name, moment, named, stop, summary, sure, tell, who
from publish.cli.options import ExitCode

if TYPE_CHECKING:
    from publish.delivery.ledger import Ledger
    from publish.delivery.mailing_list import MailingList
    from publish.model import Mailing
    from publish.problem import Problem
    from publish.project.folder import Project


def send_new(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:
    """Send a mailing to a list, or more of one that has begun."""
    from publish.delivery import ledger
    from publish.delivery.mailing import lacking
    from publish.editions.release import unfilled
    from publish.project.folders import SETTINGS

    if unfit := (*unfilled(problems), *lacking(project.sender, SETTINGS, server=True)):
        stop(unfit, "nobody was written to")
    people = making.people_of(project, asked)
    name = mailing_name(asked["mailing"] or asked["name"].lower())
    with opened(project, create=True) as connection, ledger.alone(project.root, connection, who(), moment()):
        frozen = ledger.load(connection, name)
        if frozen:
            message = f"`{name}` has begun already: the rest get what the first ones got"
            click.echo(f"{message}; to send the edition as it is now, name another with --mailing", err=True)
        mailing = frozen or making.mailing_of(project, asked, people, limit(project, probe=True))
        _describe(project, mailing, people, asked)
        if not sure("Send it?", asked):
            raise click.Abort
        if not frozen:
            ledger.freeze(connection, mailing, moment())
        changes = ledger.enter(connection, name, people.recipients(), people.gone(), moment())
        tell(people, changes, connection)
        _went_out(project, asked["name"], mailing)
        _send(project, connection, mailing, asked["first"])


def _went_out(project: Project, name: str, mailing: Mailing) -> None:
    """Keep the pack of a meeting as it goes out, if that is what is sent."""
    import hashlib

    from publish.cli.run import went_out
    from publish.editions.frozen import MAILED

    files = {item.name: hashlib.sha256(item.content).hexdigest() for item in mailing.enclosures}
    went_out(project.root, name, MAILED, files)


def _describe(project: Project, mailing: Mailing, people: MailingList, asked: dict[str, Any]) -> None:
    """How many, to whom, what, which size, from whom."""
    from publish.delivery import mail
    from publish.delivery.mailing import megabytes

    sender = project.sender
    many = report.tally(people.many, "address")
    many = f"{asked['first']} of {many}" if asked["first"] else many
    files = ", ".join(dict.fromkeys(item.name for item in mailing.enclosures)) or "a link to the archive"
    size = mail.largest(mailing, people.formats())
    click.echo(
        f"to       {many} on {asked['list_']}\n"
        f"subject  {mailing.letters[0].subject}\n"
        f"with     {files}\n"
        f"size     up to {megabytes(size)} each\n"
        f"from     {sender.name} <{sender.address}>, by {sender.server}",
        err=True,
    )


def resume(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Go on with a mailing that was stopped, cut off, or sent to some only."""
    from publish.delivery import ledger
    from publish.delivery.mailing import lacking
    from publish.project.folders import SETTINGS

    if missing := lacking(project.sender, SETTINGS, server=True):
        stop(missing)
    with opened(project) as connection, ledger.alone(project.root, connection, who(), moment()):
        waiting = [each for each in ledger.mailings(connection) if ledger.counts(connection, each)["queued"]]
        chosen = [name] if (name := named(asked)) else waiting
        if len(chosen) > 1:
            raise click.UsageError("say which mailing: " + ", ".join(chosen))
        if not chosen:
            for each in ledger.mailings(connection):
                summary(connection, each)
            click.echo("nobody is waiting", err=True)
            return
        mailing = ledger.load(connection, chosen[0])
        if mailing is None:
            raise click.UsageError(f"no mailing is called `{chosen[0]}`; `publish mail --status` lists them")
        many = ledger.counts(connection, mailing.name)["queued"]
        what = f"Go on with `{mailing.name}`, with {report.tally(many, 'message')} to send?"
        if not sure(what, asked, needed=False):
            raise click.Abort
        _send(project, connection, mailing, asked["first"])


def _send(project: Project, connection: Ledger, mailing: Mailing, first: int | None) -> None:
    """Send to everybody who is queued, then say how it went."""
    from publish.delivery import ledger, smtp
    from publish.delivery.mail_send import Halt, Run, send
    from publish.delivery.mailing import composer

    total = sum(ledger.counts(connection, mailing.name).values())
    why = hint = ""
    with _stoppable() as stopped, _progress(total) as (say, show):

        def step() -> None:
            counts = ledger.counts(connection, mailing.name)
            show(total - counts["queued"] - counts["in_flight"])

        run = Run(
            connection=connection,
            mailing=mailing.name,
            sender=project.sender,
            connect=lambda: connect(project),
            compose=composer(
                mailing,
                project.publication,
                project.sender,
                salt=ledger.salt_of(connection),
                date=datetime.now().astimezone(),
                key=signing_key(project),
            ),
            now=moment,
            sleep=lambda seconds: _sleep(seconds, lambda: bool(stopped)),
            stopped=lambda: bool(stopped),
            step=step,
            say=say,
            limit=first,
        )
        try:
            send(run)
        except (Halt, smtp.Insecure) as error:
            why, hint = str(error), getattr(error, "hint", "")
    summary(connection, mailing.name)
    if stopped:
        click.echo("stopped; go on with `publish mail --resume`", err=True)
        raise click.exceptions.Exit(128 + stopped[0])
    counts = ledger.counts(connection, mailing.name)
    if why:
        fail(why, hint or ("go on with `publish mail --resume`" if counts["queued"] else ""))
    if counts["queued"]:
        click.echo(f"{counts['queued']} wait; go on with `publish mail --resume`", err=True)
    if counts["failed"] or counts["unknown"]:
        raise click.exceptions.Exit(ExitCode.ERRORS)


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """A list that gets the signal which asks us to stop: the message that is being sent is finished first.

    A second signal of the same kind ends us at once.
    """
    asked: list[int] = []

    def stop(number: int, frame: object) -> None:  # noqa: ARG001
        asked.append(number)
        signal.signal(number, signal.SIG_DFL)

    numbers = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))  # Windows has no SIGHUP
    before = {number: signal.signal(number, stop) for number in dict.fromkeys(numbers)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sleep(seconds: float, stopped: Callable[[], bool]) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not stopped():
        time.sleep(min(left, 0.2))


@contextmanager
def _progress(total: int) -> Iterator[tuple[Callable[[str], None], Callable[[int], None]]]:
    """Two ways to tell how it goes: a line, and how many are done. On a terminal there is a bar."""
    if not sys.stderr.isatty():
        every = max(1, total // 10)

        def show(done: int) -> None:
            if done % every == 0:
                click.echo(f"{done} of {total}", err=True)

        yield lambda line: click.echo(line, err=True), show
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sending", total=total)
        yield (
            lambda line: bar.console.print(line, markup=False, highlight=False, soft_wrap=True),
            lambda done: bar.update(task, completed=done),
        )
