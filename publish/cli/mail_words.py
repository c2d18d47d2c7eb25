"""What `publish mail` and a person say to each other: questions, names, figures, what went wrong."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from publish.cli import report
from publish.cli.options import ExitCode

if TYPE_CHECKING:
    from publish.delivery.ledger import Changes, Ledger
    from publish.delivery.mailing_list import MailingList
    from publish.problem import Problem

MOST_NAMED = 20


def summary(connection: Ledger, mailing: str) -> None:
    """How far a mailing is, and what there is to be done about it."""
    from publish.base.addresses import shown
    from publish.delivery import ledger

    counts = ledger.counts(connection, mailing)
    told = [f"{count} {state.replace('_', ' ')}" for state, count in counts.items() if count]
    told += [f"{left} left out"] if (left := ledger.left_out(connection, mailing)) else []
    click.echo(f"{mailing}: {', '.join(told) or 'nobody'}")
    for state in ("failed", "unknown"):
        for number, post in enumerate(ledger.posts(connection, mailing, state)):
            if number == MOST_NAMED:
                click.echo(f"  and {counts[state] - MOST_NAMED} more; all are in --report FILE.csv")
                break
            reply = f": {post.code or ''} {post.reply}".replace(":  ", ": ")
            click.echo(f"  {state}  {shown(post.recipient.address)} (line {post.recipient.line}){reply}")
    if counts["unknown"]:
        click.echo("  unknown means that it may have arrived: ask, then say which with")
        click.echo(f"    publish mail {mailing} --settle ADDRESS sent|resend")
    elif counts["failed"]:
        click.echo("  try it again, or give it up, with")
        click.echo(f"    publish mail {mailing} --settle ADDRESS resend|drop")


def tell(people: MailingList, changes: Changes | None, connection: Ledger | None) -> None:
    """Who is on the list, in figures; and what is another than before."""
    from publish.base.addresses import shown
    from publish.delivery import ledger

    told = [report.tally(people.rows, "row")]
    if people.repeated:
        told.append(f"{people.repeated} repeated")
    if people.opted_out:
        told.append(f"{people.opted_out} opted out")
    if changes is None or connection is None:
        click.echo("the list: " + ", ".join(told), err=True)
        return
    never = ledger.suppressed(connection)
    if suppressed := sum(one.key in never for one in people.recipients()) if never else 0:
        told.append(f"{suppressed} suppressed")
    told.append(f"{changes.entered} new to this mailing")
    click.echo("the list: " + ", ".join(told), err=True)
    lines = [f"{shown(one.address)} is on the list no more, and is not written to" for one in changes.off]
    lines += [
        f"{shown(old.address)} is {shown(new.address)} now (line {new.line}), and is written to there"
        for old, new in changes.moved
    ]
    lines += [
        f"{shown(new.address)} (line {new.line}) seems to be {shown(old.address)}, who has it already: not written to;"
        " if they are two people, say `--settle` with the new address and `resend`"
        for old, new in changes.had
    ]
    for line in lines[:MOST_NAMED]:
        click.echo(line, err=True)
    if len(lines) > MOST_NAMED:
        click.echo(f"and {len(lines) - MOST_NAMED} more, who are in --report FILE.csv", err=True)


def sure(question: str, asked: dict[str, Any], *, needed: bool = True) -> bool:
    """Ask on a terminal; elsewhere `--yes` is the answer, where one is `needed`."""
    if asked["yes"]:
        return True
    if sys.stdin.isatty() and sys.stderr.isatty():
        return bool(click.confirm(question, err=True))
    if needed:
        raise click.UsageError(f"there is no terminal to ask on: {question} Say --yes if so")
    return True


def key_of(address: str) -> str:
    """The key of an address that was typed."""
    from publish.base.addresses import parse

    try:
        return parse(address).key
    except ValueError as error:
        raise click.UsageError(f"that is no address: {error}") from None


def mailing_name(text: str) -> str:
    """What the ledger calls a mailing."""
    from publish.base.slugs import is_slug

    if not is_slug(text):
        raise click.UsageError(f"`{text}` cannot name a mailing; use small letters, digits and hyphens")
    return text


def named(asked: dict[str, Any]) -> str:
    """The mailing that is meant; empty for all."""
    name = asked["mailing"] or asked["name"]
    return mailing_name(name) if name else ""


def moment() -> str:
    """The time, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def who() -> str:
    """This process, for whoever is second."""
    return f"process {os.getpid()} on {socket.gethostname()} since {moment()}"


def stop(problems: Sequence[Problem], what: str = "") -> NoReturn:
    """Say what is wrong, and leave."""
    from publish.problem import sort

    report.speak(sort(problems))
    click.echo(", ".join(filter(None, (what, report.summary(problems)))), err=True)
    raise click.exceptions.Exit(ExitCode.ERRORS)


def fail(message: str, hint: str = "") -> NoReturn:
    """Something outside the press has failed: say what, and leave."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {message}", err=True)
    if hint:
        click.echo(f"{click.style('hint', bold=True)}: {hint}", err=True)
    raise click.exceptions.Exit(ExitCode.OUTSIDE)
