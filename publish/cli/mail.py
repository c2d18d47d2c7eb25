"""`publish mail`: a handout to everybody on a list, each once."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.cli import report
from publish.cli.options import in_folder, open_project, outside
from publish.cli.terminal import plain

if TYPE_CHECKING:
    from publish.problem import Problem
    from publish.project.folder import Project


@click.command()
@click.argument("name", required=False)
@click.option("--to", "list_", metavar="LIST.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Whom to write to: a CSV file with a column `email`.")  # fmt: skip
@click.option("--send", "sending", is_flag=True, help="Send, instead of making drafts in build/outbox/.")
@click.option("--test", metavar="ADDRESS", help="Send one message to ADDRESS, as the first on the list would get it.")
@click.option("--preview", is_flag=True, help="Show the first message instead of making drafts.")
@click.option("--note", metavar="FILE.md", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A covering note; `{name}` and the list's other columns may stand in it.")  # fmt: skip
@click.option("--subject", metavar="TEXT", help="The subject [default: the headline].")
@click.option("--attach", multiple=True, metavar="E", help="Attach this edition too, or this kind; may be repeated.")
@click.option("--edition", "only", metavar="E", help="Which edition to mail [default: the briefing].")
@click.option("--mailing", metavar="M", help="What the ledger calls this mailing [default: NAME].")
@click.option("--first", metavar="N", type=click.IntRange(min=1), help="Make drafts for N only, or send to N for now.")
@click.option("--status", is_flag=True, help="Say how far each mailing is, and what came back.")
@click.option("--resume", is_flag=True, help="Go on with a mailing that was stopped or cut off.")
@click.option("--settle", nargs=2, metavar="ADDRESS sent|resend|drop", default=None,
              help="Say what became of a message that is unknown or has failed.")  # fmt: skip
@click.option("--suppress", metavar="ADDRESS", help="Never write to ADDRESS again.")
@click.option("--bounces", metavar="PATH|imaps://USER@HOST",
              help="Read what came back: reports, people who leave, or a CSV file of them.")  # fmt: skip
@click.option("--report", "report_", metavar="FILE.csv", type=click.Path(dir_okay=False, path_type=Path),
              help="Write down who got what, and when.")  # fmt: skip
@click.option(
    "--adopt", is_flag=True, help="Take the ledger that is here for the right one, whatever speaks against it."
)
@click.option("--confidential", metavar="NAME", help="Send a confidential pack: its name once more.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@in_folder
def mail(name: str | None, folder: Path | None, **asked: Any) -> None:
    """Mail the handout NAME to everybody on a list, each once.

    Without --send there are drafts to look at. What was sent to whom is kept in mailings.sqlite beside the publication.
    """
    asked["name"] = name
    mode = mode_of(asked)
    if mode in ("sending", "test"):
        from publish.cli.confidential import sanction

        sanction(asked["name"], asked["confidential"], verb="send")
    _, project, problems = open_project(folder)
    from publish.cli.mail_words import fail, stop

    if project is None:
        stop(problems)
    from publish.delivery.ledger import LedgerError

    try:
        _DOES[mode](project, asked, problems)
    except LedgerError as error:
        fail(error.message, error.hint)
    except OSError as error:
        outside(error)


MODES: Mapping[str, tuple[str, frozenset[str]]] = {
    "drafts": ("--to LIST.csv", frozenset(("name", "list_", "note", "subject", "attach", "only", "mailing", "first"))),
    "preview": ("--preview", frozenset(("name", "list_", "note", "subject", "attach", "only", "mailing"))),
    "test": ("--test", frozenset(("name", "list_", "note", "subject", "attach", "only", "confidential"))),
    "sending": (
        "--send",
        frozenset(("name", "list_", "note", "subject", "attach", "only", "mailing", "first", "yes", "confidential")),
    ),
    "status": ("--status", frozenset(("name", "mailing"))),
    "resume": ("--resume", frozenset(("name", "mailing", "first", "yes"))),
    "settle": ("--settle", frozenset(("name", "mailing"))),
    "suppress": ("--suppress", frozenset()),
    "bounces": ("--bounces", frozenset()),
    "report_": ("--report", frozenset(("name", "mailing"))),
    "adopt": ("--adopt", frozenset(("yes",))),
}
"""What can be done, how it is asked for, and which options mean something to it. Every other is refused with it."""

WITH_LIST = ("sending", "test", "preview")
"""What can be done with a list, apart from drafts."""
ALONE = tuple(mode for mode in MODES if mode not in (*WITH_LIST, "drafts"))

_SPELT = {"name": "NAME", "list_": "--to", "only": "--edition", "report_": "--report", "sending": "--send"}


def spelt(option: str) -> str:
    """How an option is typed."""
    return _SPELT.get(option, f"--{option}")


def mode_of(asked: Mapping[str, Any]) -> str:
    """The one thing that is asked for. Raises click.UsageError for two, none, and an option that means nothing."""
    said = {option for option, value in asked.items() if value not in (None, False, ())}
    listed = said & {*WITH_LIST}
    if len(listed) > 1:
        raise click.UsageError("--send, --test and --preview are three things: say one")
    things = [mode for mode in ALONE if mode in said] + ["drafts"] * ("list_" in said)
    if len(things) != 1:
        names = ", ".join(MODES[mode][0] for mode in ALONE)
        raise click.UsageError(f"say whom to write to with --to LIST.csv, or one of {names}")
    mode = listed.pop() if listed and things == ["drafts"] else things[0]
    for option in said - MODES[mode][1] - {mode}:
        raise click.UsageError(
            f"{spelt(option)} means nothing with {MODES[mode][0]}; it goes with {_goes_with(option)}"
        )
    if mode in ALONE and {"name", "mailing"} <= said:
        raise click.UsageError("NAME and --mailing both name the mailing: say one")
    if mode not in ALONE and "name" not in said:
        raise click.UsageError("say what to mail: publish mail NAME --to LIST.csv")
    return mode


def _goes_with(option: str) -> str:
    if option in WITH_LIST:
        return "--to LIST.csv"
    return ", ".join(how for how, means in MODES.values() if option in means)


def _made(module: str, verb: str) -> Callable[[Project, dict[str, Any], Sequence[Problem]], None]:
    def do(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:
        getattr(importlib.import_module(f"publish.cli.{module}"), verb)(project, asked, problems)

    return do


def _status(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.cli.mail_machine import opened
    from publish.cli.mail_words import named, summary
    from publish.delivery import ledger

    with opened(project) as connection:
        for each in [name] if (name := named(asked)) else ledger.mailings(connection):
            summary(connection, each)
        if not name:
            _answers(connection)


def _answers(connection: Any) -> None:
    """What came back, and who is never written to again."""
    from publish.base.addresses import shown
    from publish.delivery import ledger, mail_report

    told = mail_report.answers(connection)
    if told.counts:
        click.echo("came back: " + ", ".join(f"{count} {word}" for word, count in told.counts.items()))
    for one in told.ours:
        click.echo(f"  ours to mend  {shown(one.recipient)}: {one.status} {plain(one.said)}".rstrip())
    never = len(ledger.suppressed(connection))
    if never:
        click.echo(f"suppressed: {report.tally(never, 'address')} never written to again")


def _settle(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.cli.mail_machine import opened
    from publish.cli.mail_words import fail, key_of, moment, named, who
    from publish.delivery import ledger

    address, outcome = asked["settle"]
    if outcome not in ("sent", "resend", "drop"):
        raise click.UsageError("say `sent` if it has arrived, `resend` if it is to go again, `drop` to give it up")
    key = key_of(address)
    with opened(project) as connection, ledger.alone(project.root, connection, who(), moment()):
        before = key in ledger.suppressed(connection)
        done = ledger.settle(connection, key, outcome, moment(), named(asked))
        never = key in ledger.suppressed(connection)
    if before and not never:
        click.echo("what a server said of that address is taken back: it is written to again")
        if not done:
            click.echo("no message to it is unknown or has failed; the next mailing has one for it")
            return
    if not done:
        why = (
            "nobody writes to that address: it is suppressed"
            if never
            else "no message to that address is unknown or has failed"
        )
        fail(why, "`publish mail --status` lists them")
    click.echo(f"settled: {report.tally(done, 'message')}" + ("; send with --resume" if outcome == "resend" else ""))


def _suppress(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.base.addresses import shown
    from publish.cli.mail_machine import opened
    from publish.cli.mail_words import key_of, moment
    from publish.delivery import ledger

    key = key_of(asked["suppress"])
    with opened(project, create=True) as connection:
        waiting = ledger.suppress(connection, key, moment())
    more = f"; {report.tally(waiting, 'message')} to it will not be sent" if waiting else ""
    click.echo(f"{shown(key)} is never written to again{more}")


def _bounces(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.cli import bounces

    bounces.take_in(project, asked["bounces"])


def _report(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.base.atomic import write_atomic
    from publish.cli.mail_machine import opened
    from publish.cli.mail_words import named
    from publish.delivery import mail_report

    with opened(project) as connection:
        content, rows = mail_report.table(connection, project.publication.identifier, named(asked))
    write_atomic(asked["report_"], content, private=True)
    click.echo(f"{asked['report_']}  {report.tally(rows, 'row')}")


def _adopt(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    from publish.cli.mail_machine import opened
    from publish.cli.mail_words import sure
    from publish.delivery import ledger

    there = (project.root / ledger.NAME).is_file()
    what = (
        "Is this ledger the one that was used last?" if there else "Is the ledger lost for good, and a new one begun?"
    )
    if not sure(f"{what} Whoever it does not know of is written to again.", asked):
        raise click.Abort
    with opened(project, create=True, adopt=True) as connection:
        told = ", ".join(ledger.mailings(connection)) or "no mailing"
    click.echo(f"the ledger is {'the right one' if there else 'new'}: it knows of {told}")


_DOES: Mapping[str, Callable[[Any, dict[str, Any], Sequence[Any]], None]] = {
    "drafts": _made("mailing", "drafts"),
    "preview": _made("mailing", "preview"),
    "test": _made("mailing", "test"),
    "sending": _made("mail_sending", "send_new"),
    "resume": _made("mail_sending", "resume"),
    "status": _status,
    "settle": _settle,
    "suppress": _suppress,
    "bounces": _bounces,
    "report_": _report,
    "adopt": _adopt,
}
