"""`publish mail --bounces`: what came back is read and entered in the ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli import report
from publish.cli.mailing import fail, moment, opened, password
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.delivery.answers import Returned
    from publish.delivery.ledger import Ledger
    from publish.project.folder import Project

PASSWORD = "HANDBILL_IMAP_PASSWORD"  # the name of a variable, not a password
MOST_NAMED = 20


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
    from publish.delivery import answers

    met: Counter[str] = Counter()
    left: list[str] = []
    with opened(project, create=True) as connection:
        for name, content in messages:
            if content is None:
                left.append(f"{name}: larger than {answers.LARGEST // 2**20} MB")
                continue
            found = answers.read(content)
            if not found:
                left.append(f"{name}: {answers.subject(content)}")
            digest = hashlib.sha256(content).hexdigest()
            for one in found:
                key, new = _entered(connection, project, digest, one)
                met[one.kind if new else "known"] += 1
                if new and one.kind == "ours":
                    click.echo(f"ours to mend  {shown(key)}: {one.status} {plain(one.said)}", err=True)
    _say(met, left)


def _entered(connection: Ledger, project: Project, digest: str, one: Returned) -> tuple[str, bool]:
    """The key of the person that an answer is about, and whether it was not known; suppress who is gone or leaves."""
    from publish.delivery import ledger, mail

    key = _person(connection, one.addresses)
    if one.token:  # whoever writes from another address is known by what stands for them
        salt, namespace = ledger.salt_of(connection), project.publication.identifier
        key = next((each for each in ledger.keys(connection) if mail.token(salt, namespace, each) == one.token), key)
    now = moment()
    answer = ledger.Answer(recipient=key, kind=one.kind, status=one.status, said=one.said, since=now)
    new = ledger.answer(connection, digest, answer)
    if new and one.kind in ("gone", "leave"):
        ledger.suppress(connection, key, now, why=f"{one.status} {one.said}".strip())
    return key, new


def _person(connection: Ledger, addresses: Iterable[str]) -> str:
    """The first of the addresses that was written to; the first of all when none was."""
    from publish.base.addresses import parse
    from publish.delivery import ledger

    keys = []
    for address in addresses:
        try:
            keys.append(parse(address).key)
        except ValueError:
            keys.append(address.lower())
    return next((key for key in keys if ledger.is_known(connection, key)), keys[0])


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
    from publish.cli.mailing import stop
    from publish.delivery import ledger, mailing_list

    if not place.is_file():
        raise click.UsageError(f"there is no file `{place}`")
    with place.open("rb") as file:
        people, problems = mailing_list.read(file, path=place.as_posix(), formats=None)
    if people is None:
        stop(problems, "nobody was suppressed")
    report.speak([problem for problem in problems if problem.code != "M03"])
    new = 0
    with opened(project, create=True) as connection:
        for key in (*(one.key for one in people.recipients()), *people.gone()):
            if not ledger.is_suppressed(connection, key):
                ledger.suppress(connection, key, moment(), why=f"asked to leave ({place.name})")
                new += 1
    click.echo(f"{report.tally(new, 'address')} never written to again")
