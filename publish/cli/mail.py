"""`publish mail`: a handout to everybody on a list, each once."""

from __future__ import annotations

import csv
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from publish.cli import report
from publish.cli.options import ExitCode, in_folder, no_such, open_project, outside

if TYPE_CHECKING:
    from publish.cli.run import Run
    from publish.delivery.ledger import Ledger
    from publish.delivery.mail import Key, Message
    from publish.delivery.mailing_list import MailingList
    from publish.model import Asset, Edition, Enclosure, Mailing, Recipient
    from publish.problem import Problem
    from publish.project.folder import Project

PASSWORD = "HANDBILL_SMTP_PASSWORD"  # the name of a variable, not a password
DKIM_KEY = "HANDBILL_DKIM_KEY"
FORMATS = ("epub", "large-print")


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
@click.option("--attach", multiple=True, type=click.Choice(FORMATS), help="Attach this too; may be repeated.")
@click.option("--edition", "only", metavar="E", help="Which edition to attach [default: the briefing].")
@click.option("--mailing", metavar="M", help="What the ledger calls this mailing [default: NAME].")
@click.option("--first", metavar="N", type=click.IntRange(min=1), help="Make drafts for the first N only.")
@click.option("--status", is_flag=True, help="Say how far each mailing is.")
@click.option("--resume", is_flag=True, help="Go on with a mailing that was stopped or cut off.")
@click.option("--settle", nargs=2, metavar="ADDRESS sent|resend", default=None,
              help="Say what became of a message that may or may not have arrived.")  # fmt: skip
@click.option("--suppress", metavar="ADDRESS", help="Never write to ADDRESS again.")
@click.option("--report", "report_", metavar="FILE.csv", type=click.Path(dir_okay=False, path_type=Path),
              help="Write down who got what, and when.")  # fmt: skip
@in_folder
def mail(name: str | None, folder: Path | None, **asked: Any) -> None:
    """Mail the handout NAME to everybody on a list, each once.

    Without --send there are drafts to look at. What was sent to whom is kept in mailings.sqlite beside the publication.
    """
    _, project, problems = open_project(folder)
    if project is None:
        _stop(problems)
    from publish.delivery.ledger import LedgerError

    try:
        _chosen(project, name, asked, problems)
    except LedgerError as error:
        _fail(error.message, error.hint)
    except OSError as error:
        outside(error)


def _chosen(project: Project, name: str | None, asked: dict[str, Any], problems: Sequence[Problem]) -> None:
    """Do the one thing that was asked for."""
    chosen = [option for option in ("status", "resume", "settle", "suppress", "report_", "list_") if asked[option]]
    if len(chosen) != 1:
        raise click.UsageError(
            "say whom to write to with --to LIST.csv, or one of --status, --resume, --settle, --suppress, --report"
        )
    if sum(bool(asked[option]) for option in ("sending", "test", "preview")) > 1:
        raise click.UsageError("--send, --test and --preview are three things: say one")
    if chosen[0] == "list_":
        if not name:
            raise click.UsageError("say what to mail: publish mail NAME --to LIST.csv")
        _mail(project, name, asked, problems)
        return
    {"status": _status, "resume": _resume, "settle": _settle, "suppress": _suppress, "report_": _report}[chosen[0]](
        project, asked["mailing"] or name, asked
    )


# A new mailing, or more of one.


def _mail(project: Project, name: str, asked: dict[str, Any], problems: Sequence[Problem]) -> None:
    from publish.delivery import ledger
    from publish.editions.release import unfilled

    if asked["sending"] and (unfit := (*unfilled(problems), *_serverless(project))):
        _stop(unfit, "nobody was written to")
    people = _read_list(asked["list_"])
    sender = project.sender
    if not sender.address:
        _stop([_problem("M05", "source/publication.toml", "there is no address to mail from", "write `from` under [mail], or `email` under [contact]")])  # fmt: skip # noqa: E501
    mailing_name = _mailing_name(asked["mailing"] or name)
    if asked["sending"]:
        with _ledger(project, create=True) as connection, ledger.alone(project.root, connection, _who()):
            frozen = ledger.load(connection, mailing_name)
            if frozen:
                message = f"`{mailing_name}` has begun already: the rest get what the first ones got"
                click.echo(f"{message}; to send the edition as it is now, name another with --mailing", err=True)
            else:
                frozen = _made(project, name, mailing_name, people, asked, _limit(project, probe=True))
                ledger.freeze(connection, frozen, _now())
            entered = ledger.enter(connection, mailing_name, people.recipients(), people.gone(), _now())
            _tell(people, entered, connection)
            _send(project, connection, frozen)
        return
    mailing = _made(project, name, mailing_name, people, asked, _limit(project, probe=bool(asked["test"])))
    if asked["test"]:
        _needs_server(project)
        _test(project, mailing, people, asked["test"])
    elif asked["preview"]:
        _preview(project, mailing, people)
    else:
        _drafts(project, mailing, people, asked["first"])


def _read_list(place: Path) -> MailingList:
    from publish.delivery import mailing_list

    with place.open("rb") as file:
        people, problems = mailing_list.read(file, path=place.as_posix())
    if people is None:
        _stop(problems, "nobody was written to")
    report.speak(problems)
    if people.rows == people.opted_out + people.repeated:
        _stop([_problem("M05", place.as_posix(), "there is nobody on the list to write to", "")])
    return people


def _made(
    project: Project, name: str, mailing: str, people: MailingList, asked: dict[str, Any], limit: int | None
) -> Mailing:
    """The mailing as it is to be frozen: its wording in each language, and its files or a link to them."""
    from publish.cli.run import open_run
    from publish.delivery import mail
    from publish.model import Mailing
    from publish.style import galley

    if not {"mail.html", "mail.txt"} <= {file.name for file in project.style.files}:
        message = f"the style `{project.style.name}` has no mail.html and mail.txt"
        _stop([_problem("P08", "source/publication.toml", message, "copy them from the style `house`")])
    note, assets = _note(project, asked["note"], people)
    with open_run(project.root) as run:
        edition, enclosures = _enclosures(run, project, name, people, asked)
        run.close()
    article = edition.articles[0] if len(edition.articles) == 1 and not edition.agenda else None

    def letters(link: str) -> tuple[Any, ...]:
        return tuple(
            mail.write(
                project.publication,
                project.style,
                language=language,
                subject=asked["subject"] or edition.title,
                title=edition.title,
                standfirst=article.standfirst if article else "",
                title_language=edition.language,
                note=note,
                link=link,
                assets=assets,
            )
            for language in dict.fromkeys((edition.language, *people.languages()))
        )

    made = Mailing(name=mailing, letters=letters(""), enclosures=enclosures)
    size = mail.largest(made, people.formats())
    if limit is None or size <= limit:
        return made
    archive = project.publication.archive
    if not archive:
        message = f"a message would have {_megabytes(size)}, the limit is {_megabytes(limit)}"
        hint = "make the file smaller with `max_size` of its edition, or name the `archive` that people can be led to"
        _stop([_problem("M06", "source/publication.toml", message, hint)])
    click.echo(
        f"a message would have {_megabytes(size)}, the limit is {_megabytes(limit)}: it leads to the archive", err=True
    )
    return Mailing(
        name=mailing, letters=letters(galley.archived(article, edition) if article else archive), enclosures=()
    )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


def _note(project: Project, place: Path | None, people: MailingList) -> tuple[str, tuple[Asset, ...]]:
    """The covering note as markup with slots, and its pictures."""
    if place is None:
        return "", ()
    import difflib

    from publish import press
    from publish.delivery.mail import with_slots
    from publish.model import Manuscript
    from publish.project.folder import pictures
    from publish.project.folders import SETTINGS

    here = place.resolve()
    path = here.relative_to(project.root).as_posix() if here.is_relative_to(project.root) else SETTINGS
    copy, problems = press.note(
        Manuscript(path=place.as_posix(), content=place.read_bytes()),
        with_slots,
        language=project.publication.language,
        find=pictures(project.root, path),
    )
    known = ("name", "email", *people.columns)
    strange = [
        _problem(
            "M04",
            place.as_posix(),
            f"the list has no column `{field}`",
            f"did you mean `{near[0]}`?"
            if (near := difflib.get_close_matches(field, known, n=1))
            else "it has " + ", ".join(f"`{column}`" for column in dict.fromkeys(known)),
            line,
        )
        for line, field in (copy.fields if copy else ())
        if field not in known
    ]
    if copy is None or strange:
        _stop((*problems, *strange), "nobody was written to")
    report.speak(problems)
    return copy.body, copy.assets


def _enclosures(
    run: Run, project: Project, name: str, people: MailingList, asked: dict[str, Any]
) -> tuple[Edition, tuple[Enclosure, ...]]:
    """The edition that is mailed, and its files under the names that a person would give them."""
    from publish import press
    from publish.cli.run import editions_of
    from publish.delivery.mail import file_name
    from publish.editions.compose import sources
    from publish.model import EditionPlan, Enclosure
    from publish.style import galley
    from publish.value import replace

    editions, problems = editions_of(project, run, 2, final=asked["sending"])
    edition = _edition(editions, name, asked["only"], problems)
    wanted = {"pdf", *asked["attach"], *(format_ for some in people.formats() for format_ in some)}
    articles = tuple({article.slug: article for each in editions for article in each.articles}.values())
    composed: dict[str, Edition] = {"pdf": edition}
    if len(edition.articles) == 1 and not edition.agenda and edition.kind != "collection":
        slug = edition.articles[0].slug
        empty = EditionPlan(name="large-print", kind="large-print", title="", sides=None, max_bytes=None)
        own = next((plan for plan in project.plans if plan.kind == "large-print"), empty)
        ebook = replace(empty, name="ebook", kind="collection", title=edition.title, articles=(slug,))
        plans = (*(plan for plan in project.plans if plan.name == edition.name), own, ebook)
        for made in press.compose(project.publication, plans, articles):
            if made.name == own.name and made.articles[0].slug == slug and "large-print" in wanted:
                composed["large-print"] = made
            if made.name == ebook.name and "epub" in wanted:
                composed["epub"] = made
    problems = tuple(problem for problem in problems if problem.path in sources(edition))
    files: dict[str, Enclosure] = {}
    orders = press.plan(tuple(composed.values()), project.style, pages=False)
    for order, mark, faults in press.render(orders, run.shelf, jobs=2):
        problems += faults
        if mark is None:
            continue
        artifact = run.fetch(order, mark)
        format_ = next(key for key, made in composed.items() if made == order.edition)
        extra = galley.words(project.style, edition.language)["mail_large_print"] if format_ == "large-print" else ""
        files[format_] = Enclosure(
            format=format_,
            everybody=format_ == "pdf" or format_ in asked["attach"],
            name=file_name(edition.title, artifact.suffix, extra=extra),
            media_type=artifact.media_type,
            content=artifact.content,
        )
    if len(files) < len(composed):
        _stop(problems, "nobody was written to")
    report.speak(problems)
    return edition, tuple(files[format_] for format_ in composed)


def _edition(editions: Sequence[Edition], name: str, only: str | None, problems: Sequence[Problem]) -> Edition:
    """The edition called `name`: the briefing where there are several."""
    from publish.editions.release import why_held

    kinds = ("briefing", "pack")
    found = [edition for edition in editions if edition.slug == name and only in (None, edition.name)]
    if not found:
        if why := why_held(name, problems):
            _stop(why, "nobody was written to")
        if any(problem.severity == "error" and name in problem.path for problem in problems):
            _stop([problem for problem in problems if name in problem.path], "nobody was written to")
        if only and only not in {edition.name for edition in editions}:
            no_such("no edition", only, sorted({edition.name for edition in editions}))
        no_such("nothing", name, sorted({edition.slug for edition in editions if only in (None, edition.name)}))
    return min(found, key=lambda edition: kinds.index(edition.kind) if edition.kind in kinds else len(kinds))


# Looking before sending.


def _composer(project: Project, mailing: Mailing, salt: str, date: datetime) -> Callable[[Recipient], Message]:
    """What makes the message to a recipient."""
    from publish.delivery import mail

    key, namespace, sender = _key(project), project.publication.identifier, project.sender

    def compose(recipient: Recipient) -> Message:
        token = mail.token(salt, namespace, recipient.key) if sender.unsubscribe else ""
        return mail.compose(mailing, recipient, sender, namespace=namespace, date=date, token=token, key=key)

    return compose


def _key(project: Project) -> Key | None:
    """What signs, where a key file is named by the environment or the settings."""
    from publish.delivery.mail import read_key

    place = os.environ.get(DKIM_KEY) or project.sender.dkim_key
    if not place:
        return None
    sender = project.sender
    if not (sender.dkim_selector and sender.dkim_domain):
        _fail(
            "there is a key to sign with, but no `dkim_selector`", "write the name that your domain publishes it under"
        )
    try:
        return read_key((project.root / place).read_bytes(), sender.dkim_domain, sender.dkim_selector)
    except ValueError as error:
        _fail(f"the key to sign with cannot be used: {error}", "make one with `openssl genrsa 2048`")


def _salted(project: Project) -> str:
    """The ledger's secret, of which the tokens in drafts are made; the ledger is begun if need be."""
    from publish.delivery import ledger

    if not project.sender.unsubscribe:
        return ""
    with _ledger(project, create=True) as connection:
        return ledger.salt_of(connection)


def _drafts(project: Project, mailing: Mailing, people: MailingList, first: int | None) -> None:
    """A file for each message, to be looked at in any mail program."""
    import itertools

    from publish.base.atomic import write_atomic
    from publish.delivery import mail
    from publish.project.folders import BUILD

    many = min(first or sys.maxsize, people.rows - people.opted_out - people.repeated)
    size = many * mail.largest(mailing, people.formats())
    if size > 4 * 10**9:
        raise click.UsageError(f"{many:,} drafts would take up to {size / 10**9:.0f} GB; make some with --first 100")
    folder = project.root / BUILD / "outbox" / mailing.name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        old.unlink()
    compose = _composer(project, mailing, _salted(project), datetime.now().astimezone())
    suppressed = _suppressed(project)
    made = 0
    for recipient in itertools.islice(people.recipients(), first):
        if suppressed(recipient.key):
            continue
        if not recipient.address.isascii():
            click.echo(f"line {recipient.line}: no draft: letters with accents before the @ are not sent to", err=True)
            continue
        write_atomic(folder / f"{recipient.line:06}.eml", compose(recipient).content)
        made += 1
    _tell(people, None, None)
    click.echo(
        f"{folder.relative_to(project.root).as_posix()}/  {report.tally(made, 'draft')}, named by lines of the list"
    )
    click.echo("send them with --send, or one to yourself with --test ADDRESS", err=True)


def _suppressed(project: Project) -> Callable[[str], bool]:
    """Who is never to be written to, as the ledger has it; nobody when there is none yet."""
    from publish.delivery import ledger

    if not (project.root / ledger.NAME).exists():
        return lambda key: False
    with _ledger(project) as connection:
        return ledger.suppressed(connection).__contains__


def _preview(project: Project, mailing: Mailing, people: MailingList) -> None:
    """The first message: in the browser where there is a screen, its plain part here."""
    import base64

    from publish.base.atomic import write_atomic
    from publish.project.folders import BUILD, SETTINGS

    recipient = next((one for one in people.recipients() if one.address.isascii()), None)
    if recipient is None:
        what = "nobody on the list has an address without accents before the @: others are not sent to"
        _stop([_problem("M05", SETTINGS, what, "")])
    message = _composer(project, mailing, "", datetime.now().astimezone())(recipient)
    html = message.html
    for picture in mailing.letters[0].pictures:
        inside = f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
        html = html.replace(f"cid:{picture.name}", inside)
    place = project.root / BUILD / "outbox" / mailing.name / "preview.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(place, html.encode("utf-8-sig"))
    click.echo(f"Subject: {message.subject}\n\n{message.text}", nl=False)
    click.echo(f"\nthe HTML part: {place.relative_to(project.root).as_posix()}", err=True)
    if sys.stdout.isatty():
        click.launch(place.as_uri())


def _test(project: Project, mailing: Mailing, people: MailingList, address: str) -> None:
    """One message to oneself, of which the ledger knows nothing."""
    from publish.base.addresses import parse
    from publish.delivery import smtp
    from publish.value import replace

    try:
        own = parse(address)
    except ValueError as error:
        raise click.UsageError(f"`{address}` is no address: {error}") from None
    recipient = replace(next(people.recipients()), address=own.spelt, key=own.key)
    trial = replace(mailing, name=f"{mailing.name} {_now()}")  # mail programs show a Message-ID once
    message = _composer(project, trial, _salted(project), datetime.now().astimezone())(recipient)
    try:
        with _connect(project) as server:
            said = smtp.hand_over(server, project.sender.address, own.spelt, message.content, before_dot=lambda: None)
    except (smtp.Trouble, smtp.Insecure) as error:
        _fail(f"the test was not sent: {error}", "see the settings under [mail]")
    click.echo(f"sent to {address}: {said.text}")


# Sending.


def _send(project: Project, connection: Ledger, mailing: Mailing) -> None:
    """Send to everybody who is queued, then say how it went."""
    from publish.delivery import ledger, smtp
    from publish.delivery.mail_send import Halt, Run, send

    total = sum(ledger.counts(connection, mailing.name).values())
    why = ""
    with _stoppable() as stopped, _progress(total) as (say, show):

        def step() -> None:
            counts = ledger.counts(connection, mailing.name)
            show(total - counts["queued"] - counts["in_flight"])

        run = Run(
            connection=connection,
            mailing=mailing.name,
            sender=project.sender,
            connect=lambda: _connect(project),
            compose=_composer(project, mailing, ledger.salt_of(connection), datetime.now().astimezone()),
            now=_now,
            sleep=lambda seconds: _sleep(seconds, lambda: bool(stopped)),
            stopped=lambda: bool(stopped),
            step=step,
            say=say,
        )
        try:
            send(run)
        except (Halt, smtp.Insecure) as error:
            why = str(error)
    _summary(connection, mailing.name)
    if stopped:
        click.echo("stopped; go on with `publish mail --resume`", err=True)
        raise click.exceptions.Exit(128 + stopped[0])
    counts = ledger.counts(connection, mailing.name)
    if why:
        hint = "go on with `publish mail --resume`" if counts["queued"] else ""
        _fail(why, hint)
    if counts["failed"] or counts["unknown"]:
        raise click.exceptions.Exit(ExitCode.ERRORS)


def _connect(project: Project) -> Any:
    from publish.delivery import smtp

    sender = project.sender
    password = _password(project) if sender.user else ""
    return smtp.connected(
        sender.server,
        sender.port,
        tls=sender.tls,
        user=sender.user,
        password=password,
        timeout=sender.timeout,
    )


def _password(project: Project) -> str:
    """From the environment, or else from the keyring of whoever is signed in here."""
    sender = project.sender
    if password := os.environ.get(PASSWORD):
        return password
    account = f"{sender.user}@{sender.server}"
    try:
        import keyring

        if password := keyring.get_password("handbill", account):
            return password
    except Exception:  # no keyring program, a locked one, none installed: its backends raise what they like
        pass
    return _fail(
        f"there is no password for `{account}`",
        f"put it into the environment as {PASSWORD}, or into the keyring with `keyring set handbill {account}`",
    )


def _limit(project: Project, *, probe: bool) -> int | None:
    """How large a message may be: our own limit, and the server's, which is asked when it is to `probe`."""
    from publish.delivery import smtp

    limits = [project.sender.max_bytes]
    if probe:
        _needs_server(project)
        try:
            with _connect(project) as server:
                limits.append(server.size)
        except (smtp.Trouble, smtp.Insecure) as error:
            phase = f" ({error.phase})" if isinstance(error, smtp.Trouble) else ""
            _fail(f"nobody was written to: {error}{phase}", "see the settings under [mail], or try again later")
    return min((limit for limit in limits if limit), default=None)


def _needs_server(project: Project) -> None:
    if missing := _serverless(project):
        _stop(missing)


def _serverless(project: Project) -> tuple[Problem, ...]:
    """What is missing in the settings to send by."""
    told = (
        (project.sender.server, "there is no mail server to send by", "write `server` under [mail]"),
        (project.sender.address, "there is no address to mail from", "write `from` under [mail]"),
    )
    return tuple(_problem("M05", "source/publication.toml", what, hint) for there, what, hint in told if not there)


@contextmanager
def _stoppable() -> Iterator[list[int]]:
    """A list that gets the signal which asks us to stop: the message that is being sent is finished first.

    A second signal of the same kind ends us at once.
    """
    asked: list[int] = []

    def stop(number: int, frame: object) -> None:  # noqa: ARG001
        asked.append(number)
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
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


# The ledger.


@contextmanager
def _ledger(project: Project, *, create: bool = False) -> Iterator[Ledger]:
    from publish.delivery import ledger

    with ledger.opened(project.root, salt=secrets.token_hex(32), now=_now(), create=create) as connection:
        yield connection


def _status(project: Project, name: str | None, asked: dict[str, Any]) -> None:  # noqa: ARG001
    from publish.delivery import ledger

    with _ledger(project) as connection:
        for mailing in [_mailing_name(name)] if name else ledger.mailings(connection):
            _summary(connection, mailing)


def _summary(connection: Ledger, mailing: str) -> None:
    """How far a mailing is, and what there is to be done about it."""
    from publish.base.addresses import shown
    from publish.delivery import ledger

    counts = ledger.counts(connection, mailing)
    told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in counts.items() if count)
    click.echo(f"{mailing}: {told or 'nobody'}")
    for state in ("failed", "unknown"):
        for number, post in enumerate(ledger.posts(connection, mailing, state)):
            if number == 20:
                click.echo(f"  and {counts[state] - 20} more; all are in --report FILE.csv")
                break
            reply = f": {post.code or ''} {post.reply}".replace(":  ", ": ")
            click.echo(f"  {state}  {shown(post.recipient.address)} (line {post.recipient.line}){reply}")
    if counts["unknown"]:
        click.echo("  unknown means that it may have arrived: ask, then say which with")
        click.echo(f"    publish mail {mailing} --settle ADDRESS sent|resend")


def _resume(project: Project, name: str | None, asked: dict[str, Any]) -> None:  # noqa: ARG001
    from publish.delivery import ledger

    _needs_server(project)
    with _ledger(project) as connection, ledger.alone(project.root, connection, _who()):
        waiting = [each for each in ledger.mailings(connection) if ledger.counts(connection, each)["queued"]]
        chosen = [_mailing_name(name)] if name else waiting
        if len(chosen) > 1:
            raise click.UsageError("say which mailing: " + ", ".join(chosen))
        if not chosen:
            for each in ledger.mailings(connection):
                _summary(connection, each)
            click.echo("nobody is waiting", err=True)
            return
        mailing = ledger.load(connection, chosen[0])
        if mailing is None:
            raise click.UsageError(f"no mailing is called `{chosen[0]}`; `publish mail --status` lists them")
        _send(project, connection, mailing)


def _settle(project: Project, name: str | None, asked: dict[str, Any]) -> None:
    from publish.delivery import ledger

    address, outcome = asked["settle"]
    if outcome not in ("sent", "resend"):
        raise click.UsageError("say `sent` if it has arrived, `resend` if it is to go again")
    key = _key_of(address)
    with _ledger(project) as connection, ledger.alone(project.root, connection, _who()):
        done = ledger.settle(connection, key, outcome, _now(), _mailing_name(name) if name else "")
    if not done:
        _fail("no message to that address is unknown", "`publish mail --status` lists them")
    click.echo(f"settled: {report.tally(done, 'message')}" + ("" if outcome == "sent" else "; send with --resume"))


def _suppress(project: Project, name: str | None, asked: dict[str, Any]) -> None:  # noqa: ARG001
    from publish.base.addresses import shown
    from publish.delivery import ledger

    key = _key_of(asked["suppress"])
    with _ledger(project, create=True) as connection:
        waiting = ledger.suppress(connection, key, _now())
    more = f"; {report.tally(waiting, 'message')} to it will not be sent" if waiting else ""
    click.echo(f"{shown(key)} is never written to again{more}")


def _report(project: Project, name: str | None, asked: dict[str, Any]) -> None:
    """A CSV file of every row; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    import io

    from publish.base.atomic import write_atomic
    from publish.delivery import ledger, mail

    def safe(cell: str) -> str:
        return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("mailing", "email", "name", "state", "code", "reply", "attempts", "changed", "message_id", "token"))
    rows = 0
    with _ledger(project) as connection:
        salt, namespace = ledger.salt_of(connection), project.publication.identifier
        for mailing in [_mailing_name(name)] if name else ledger.mailings(connection):
            for post in ledger.posts(connection, mailing):
                one = post.recipient
                token = mail.token(salt, namespace, one.key)
                told = (post.state, str(post.code or ""), post.reply, str(post.attempts), post.changed, post.message)
                cells = (mailing, one.address, one.name, *told, token)
                table.writerow(map(safe, cells))
                rows += 1
    write_atomic(asked["report_"], ("\ufeff" + text.getvalue()).encode())
    click.echo(f"{asked['report_']}  {report.tally(rows, 'row')}")


# Small things.


def _key_of(address: str) -> str:
    from publish.base.addresses import parse

    try:
        return parse(address).key
    except ValueError as error:
        raise click.UsageError(f"that is no address: {error}") from None


def _mailing_name(text: str) -> str:
    from publish.base.slugs import is_slug

    if not is_slug(text):
        raise click.UsageError(f"`{text}` cannot name a mailing; use small letters, digits and hyphens")
    return text


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _who() -> str:
    return f"process {os.getpid()} on {socket.gethostname()} since {_now()}"


def _tell(people: MailingList, entered: int | None, connection: Ledger | None) -> None:
    """Who is on the list, in figures."""
    from publish.delivery import ledger

    told = [report.tally(people.rows, "row")]
    if people.repeated:
        told.append(f"{people.repeated} repeated")
    if people.opted_out:
        told.append(f"{people.opted_out} opted out")
    if entered is not None and connection is not None:
        never = ledger.suppressed(connection)
        suppressed = sum(one.key in never for one in people.recipients()) if never else 0
        if suppressed:
            told.append(f"{suppressed} suppressed")
        told.append(f"{entered} new to this mailing")
    click.echo("the list: " + ", ".join(told), err=True)


def _problem(code: str, path: str, message: str, hint: str, line: int | None = None) -> Problem:
    from publish.problem import Problem

    return Problem(code=code, path=path, line=line, message=message, hint=hint)


def _stop(problems: Sequence[Problem], what: str = "") -> NoReturn:
    """Say what is wrong, and leave."""
    from publish.problem import sort

    report.speak(sort(problems))
    click.echo(", ".join(filter(None, (what, report.summary(problems)))), err=True)
    raise click.exceptions.Exit(ExitCode.ERRORS)


def _fail(message: str, hint: str = "") -> NoReturn:
    """Something outside the press has failed: say what, and leave."""
    click.echo(f"{click.style('error', fg='red', bold=True)}: {message}", err=True)
    if hint:
        click.echo(f"{click.style('hint', bold=True)}: {hint}", err=True)
    raise click.exceptions.Exit(ExitCode.OUTSIDE)
