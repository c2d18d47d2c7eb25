"""`publish mail --bounces`: what came back is read and entered in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.mail_machine import opened, password
from publish.cli.mail_words import MOST_NAMED, fail, moment, stop
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.project.folder import Project

PASSWORD = "HANDBILL_IMAP_PASSWORD"  # the name of a variable, not a password


def take_in(project: Project, place: str) -> None:
    """Read a folder, an mbox, a message, a CSV file or a mailbox on a server, and say what was found."""
    from publish.delivery.mailboxes import MailboxError

    if place.lower().endswith(".csv"):
        _leavers(project, Path(place))
        return
    try:
        _reports(project, _messages(place))
    except MailboxError as error:
        hint = f"the password comes from {PASSWORD} or the keyring" if error.hint == "password" else error.hint
        fail(str(error), hint)


def _messages(place: str) -> Iterator[tuple[str, bytes | None]]:
    from publish.delivery import mailboxes

    if place.lower().startswith(("imap:", "imaps:")):
        try:
            where = mailboxes.account(place)
        except ValueError as error:
            raise click.UsageError(f"`{place.rpartition('@')[2]}`: {error}") from None
        return mailboxes.on_server(where, password(PASSWORD, f"{where.user}@{where.host}"))
    if not Path(place).exists():
        raise click.UsageError(f"there is no file or folder `{place}`; a mailbox is `imaps://USER@HOST/FOLDER`")
    return mailboxes.on_disk(Path(place))


def _reports(project: Project, messages: Iterable[tuple[str, bytes | None]]) -> None:
    from publish.base.addresses import shown
    from publish.delivery import mail_back

    with opened(project, create=True) as connection:
        read = mail_back.enter(connection, project.publication.identifier, messages, moment)
    for key, one in read.ours:
        click.echo(f"ours to mend  {shown(key)}: {one.status} {plain(one.said)}", err=True)
    _say(read.met, read.left)


def _say(met: Counter[str], left: list[str]) -> None:
    from publish.delivery.mail_report import KINDS

    told = [f"{met[kind]} {word}" for kind, word in KINDS.items() if met[kind]]
    told += [f"{met['known']} known already"] if met["known"] else []
    click.echo("read: " + (", ".join(told) or "nothing that is about a mailing"))
    for name in left[:MOST_NAMED]:
        click.echo(f"left alone: {plain(name)}", err=True)
    if len(left) > MOST_NAMED:
        click.echo(f"left alone: {len(left) - MOST_NAMED} more", err=True)


def _leavers(project: Project, place: Path) -> None:
    """A CSV file of people who have asked to be taken off: each address in it is suppressed."""
    from publish.delivery import mail_back, mailing_list

    if not place.is_file():
        raise click.UsageError(f"there is no file `{place}`")
    with place.open("rb") as file:
        people, problems = mailing_list.read(file, path=place.as_posix(), formats=None)
    if people is None:
        stop(problems, "nobody was suppressed")
    report.speak([problem for problem in problems if problem.code != "M03"])
    keys = (*(one.key for one in people.recipients()), *people.gone())
    with opened(project, create=True) as connection:
        new = mail_back.leave(connection, keys, f"asked to leave ({place.name})", moment)
    click.echo(f"{report.tally(new, 'address')} never written to again")
