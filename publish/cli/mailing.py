"""How a mailing is made, looked at and sent: what the options of `publish mail` ask of the press and of the ledger."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from publish.cli import report
from publish.cli.options import ExitCode, no_such

if TYPE_CHECKING:
    from publish.cli.run import Run
    from publish.delivery.ledger import Changes, Ledger
    from publish.delivery.ledger_age import Witness
    from publish.delivery.mail import Key, Message
    from publish.delivery.mailing_list import MailingList
    from publish.model import Article, Asset, Edition, Enclosure, Mailing, Recipient
    from publish.problem import Problem
    from publish.project.folder import Project

PASSWORD = "HANDBILL_SMTP_PASSWORD"  # the name of a variable, not a password
DKIM_KEY = "HANDBILL_DKIM_KEY"
STATE = "HANDBILL_STATE"
MOST_NAMED = 20


# What a mailing is made of.


def drafts(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Make a file for each message, to be looked at in any mail program."""
    people = _people(project, asked)
    _drafts(project, _mailing(project, asked, people, _limit(project, probe=False)), people, asked["first"])


def preview(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Show the first message."""
    people = _people(project, asked)
    _preview(project, _mailing(project, asked, people, _limit(project, probe=False)), people)


def test(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Send one message to oneself."""
    people = _people(project, asked)
    if missing := _serverless(project):
        stop(missing)
    _test(project, _mailing(project, asked, people, _limit(project, probe=True)), people, asked["test"])


def send_new(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:
    """Send a mailing to a list, or more of one that has begun."""
    from publish.delivery import ledger
    from publish.editions.release import unfilled

    if unfit := (*unfilled(problems), *_serverless(project)):
        stop(unfit, "nobody was written to")
    people = _people(project, asked)
    name = mailing_name(asked["mailing"] or asked["name"].lower())
    with opened(project, create=True) as connection, ledger.alone(project.root, connection, who(), moment()):
        frozen = ledger.load(connection, name)
        if frozen:
            message = f"`{name}` has begun already: the rest get what the first ones got"
            click.echo(f"{message}; to send the edition as it is now, name another with --mailing", err=True)
        mailing = frozen or _mailing(project, asked, people, _limit(project, probe=True))
        _describe(project, mailing, people, asked)
        if not sure("Send it?", asked):
            raise click.Abort
        if not frozen:
            ledger.freeze(connection, mailing, moment())
        changes = ledger.enter(connection, name, people.recipients(), people.gone(), moment())
        _tell(people, changes, connection)
        _send(project, connection, mailing, asked["first"])


def _describe(project: Project, mailing: Mailing, people: MailingList, asked: dict[str, Any]) -> None:
    """How many, to whom, what, which size, from whom."""
    from publish.delivery import mail

    sender = project.sender
    many = report.tally(people.rows - people.opted_out - people.repeated, "address")
    many = f"{asked['first']} of {many}" if asked["first"] else many
    files = ", ".join(dict.fromkeys(item.name for item in mailing.enclosures)) or "a link to the archive"
    size = mail.largest(mailing, people.formats())
    click.echo(
        f"to       {many} on {asked['list_']}\n"
        f"subject  {mailing.letters[0].subject}\n"
        f"with     {files}\n"
        f"size     up to {_megabytes(size)} each\n"
        f"from     {sender.name} <{sender.address}>, by {sender.server}",
        err=True,
    )


def resume(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Go on with a mailing that was stopped, cut off, or sent to some only."""
    from publish.delivery import ledger

    if missing := _serverless(project):
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


def _people(project: Project, asked: dict[str, Any]) -> MailingList:
    """The list, checked; kept from everybody else on this machine, like all that has addresses in it."""
    from publish.delivery import mail_enclosures, mailing_list

    place: Path = asked["list_"]
    if not project.sender.address:
        hint = "write `from` under [mail], or `email` under [contact]"
        stop([_problem("M05", "source/publication.toml", "there is no address to mail from", hint)])
    words = mail_enclosures.words(project.plans)
    with place.open("rb") as file:
        people, problems = mailing_list.read(file, path=place.as_posix(), formats=words)
    if people is None:
        stop(problems, "nobody was written to")
    report.speak(problems)
    if people.rows == people.opted_out + people.repeated:
        stop([_problem("M05", place.as_posix(), "there is nobody on the list to write to", "")])
    state = place.stat()
    if state.st_mode & 0o077 and hasattr(os, "getuid") and state.st_uid == os.getuid():
        place.chmod(0o600)
        click.echo(f"{place}: from now on only you can read it", err=True)
    return people


def _mailing(project: Project, asked: dict[str, Any], people: MailingList, limit: int | None) -> Mailing:
    """The mailing as it is to be frozen: its wording in each language, and its files or a link to them."""
    from publish.cli.run import open_run
    from publish.delivery import mail
    from publish.model import Mailing
    from publish.style import paper

    if not {"mail.html", "mail.txt"} <= {file.name for file in project.style.files}:
        message = f"the style `{project.style.name}` has no mail.html and mail.txt"
        stop([_problem("P08", "source/publication.toml", message, "copy them from the style `house`")])
    note, assets = _note(project, asked["note"], people)
    with open_run(project.root) as run:
        edition, enclosures = _enclosures(run, project, people, asked)
        run.close()
    article = edition.articles[0] if len(edition.articles) == 1 and not edition.agenda else None
    online = paper.archived(article, edition) if article else ""
    picture = article.picture if article else None
    logo = _logo(project)

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
                online=online,
                picture=picture,
                logo=logo,
            )
            for language in dict.fromkeys((edition.language, *people.languages()))
        )

    name = mailing_name(asked["mailing"] or asked["name"].lower())
    made = Mailing(name=name, letters=letters(""), enclosures=enclosures)
    if (longest := max(len(letter.html.encode()) for letter in made.letters)) > mail.CLIPPED:
        where = asked["note"].as_posix() if asked["note"] else "source/publication.toml"
        message = (
            f"the HTML part has {longest // 1000} kB: Gmail shows 102 kB, without the foot and the way off the list"
        )
        report.speak([_problem("M07", where, message, "shorten the note, or put its tables into the handout")])
    size = mail.largest(made, people.formats())
    if limit is None or size <= limit:
        return made
    archive = project.publication.archive
    if not archive:
        message = f"a message would have {_megabytes(size)}, the limit is {_megabytes(limit)}"
        hint = "make the file smaller with `max_size` of its edition, or name the `archive` that people can be led to"
        stop([_problem("M06", "source/publication.toml", message, hint)])
    click.echo(
        f"a message would have {_megabytes(size)}, the limit is {_megabytes(limit)}: it leads to the archive", err=True
    )
    return Mailing(name=name, letters=letters(online or archive), enclosures=())


def _logo(project: Project) -> Asset | None:
    """The brand's logo where it is a drawing, as mail programs show it; None for another, or none."""
    from publish.delivery.mail import LOGO
    from publish.formats import drawn

    logo = project.publication.brand.logo
    return drawn.png(logo.asset, LOGO) if logo and logo.asset.media_type == "image/svg+xml" else None


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
        stop((*problems, *strange), "nobody was written to")
    report.speak(problems)
    return copy.body, copy.assets


def _enclosures(
    run: Run, project: Project, people: MailingList, asked: dict[str, Any]
) -> tuple[Edition, tuple[Enclosure, ...]]:
    """The edition that is mailed, and the files of what is enclosed. Raises OSError."""
    from publish import press
    from publish.cli.run import editions_of
    from publish.delivery import mail_enclosures
    from publish.delivery.mail import file_name
    from publish.editions.compose import sources
    from publish.model import Enclosure

    editions, problems = editions_of(project, run, 2, final=bool(asked["sending"]))
    edition = _edition(editions, asked["name"], asked["only"], problems)
    known = mail_enclosures.words(project.plans)
    for word in asked["attach"]:
        if word not in known:
            no_such("no edition", word, sorted(known))
    wanted = {*asked["attach"], *(format_ for some in people.formats() for format_ in some)}
    articles: tuple[Article, ...] = tuple({one.slug: one for each in editions for one in each.articles}.values())
    composed, missing = mail_enclosures.editions(edition, wanted, project.plans, project.publication, articles)
    for word in missing:
        click.echo(f"there is no `{word}` of this: whoever asked for it gets what everybody gets", err=True)
    about = sources(edition)
    passed_over = [problem for problem in problems if problem.code in ("A08", "A30")]
    report.speak([problem for problem in passed_over if problem.path not in about])
    problems = tuple(problem for problem in problems if problem.path in about)
    files = {}
    every = tuple(dict.fromkeys((*composed.values(), *editions)))  # an open pack is made after the confidential one
    enclosed = {*composed.values()}
    orders = [one for one in press.plan(every, project.style, pages=False) if one.edition in enclosed]
    for order, mark, faults in press.render(orders, run.shelf, jobs=2):
        problems += faults
        if mark is not None:
            files[order.edition] = run.fetch(order, mark)
    if not {*composed.values()} <= files.keys():
        stop(problems, "nobody was written to")
    report.speak(problems)
    return edition, tuple(
        Enclosure(
            format=word,
            everybody=word == mail_enclosures.PDF or word in asked["attach"],
            name=file_name(edition.title, files[made].suffix, extra=_secret(edition)),
            media_type=files[made].media_type,
            content=files[made].content,
            kind=mail_enclosures.label(edition, made),
        )
        for word, made in composed.items()
    )


def _secret(edition: Edition) -> str:
    """What stands in the name of a confidential file, so that nobody takes it for the open one."""
    return "CONFIDENTIAL" if edition.audience == "confidential" else ""


def _edition(editions: Sequence[Edition], name: str, only: str | None, problems: Sequence[Problem]) -> Edition:
    """The edition called `name`: the briefing where there are several."""
    from publish.cli.run import refuse_two
    from publish.editions.release import why_held

    kinds = ("briefing", "pack")
    refuse_two(editions, name, [only] if only else ())
    found = [edition for edition in editions if edition.slug == name and only in (None, edition.name)]
    if not found:
        if why := why_held(name, problems):
            stop(why, "nobody was written to")
        if any(problem.severity == "error" and name in problem.path for problem in problems):
            stop([problem for problem in problems if name in problem.path], "nobody was written to")
        if only and only not in {edition.name for edition in editions}:
            no_such("no edition", only, sorted({edition.name for edition in editions}))
        no_such("nothing", name, sorted({edition.slug for edition in editions if only in (None, edition.name)}))
    return min(found, key=lambda edition: kinds.index(edition.kind) if edition.kind in kinds else len(kinds))


# Looking before sending.


def _composer(
    project: Project, mailing: Mailing, salt: str, date: datetime, *, draft: bool = False
) -> Callable[[Recipient], Message]:
    """What makes the message to a recipient."""
    from publish.delivery import mail

    key, namespace, sender = _key(project), project.publication.identifier, project.sender

    def compose(recipient: Recipient) -> Message:
        token = mail.token(salt, namespace, recipient.key) if sender.unsubscribe else ""
        return mail.compose(
            mailing, recipient, sender, namespace=namespace, date=date, token=token, key=key, draft=draft
        )

    return compose


def _key(project: Project) -> Key | None:
    """What signs, where a key file is named by the environment or the settings."""
    from publish.delivery.mail import read_key

    place = os.environ.get(DKIM_KEY) or project.sender.dkim_key
    if not place:
        return None
    sender = project.sender
    if not (sender.dkim_selector and sender.dkim_domain):
        fail(
            "there is a key to sign with, but no `dkim_selector`", "write the name that your domain publishes it under"
        )
    try:
        return read_key((project.root / place).read_bytes(), sender.dkim_domain, sender.dkim_selector)
    except ValueError as error:
        fail(f"the key to sign with cannot be used: {error}", "make one with `openssl genrsa 2048`")


def _salted(project: Project) -> str:
    """The ledger's secret, of which the tokens in drafts are made; the ledger is begun if need be."""
    from publish.delivery import ledger

    if not project.sender.unsubscribe:
        return ""
    with opened(project, create=True) as connection:
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
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (folder.parent, folder):
        each.chmod(0o700)
    for old in folder.glob("*.eml"):
        old.unlink()
    compose = _composer(project, mailing, _salted(project), datetime.now().astimezone(), draft=True)
    suppressed = _suppressed(project)
    made = 0
    for recipient in itertools.islice(people.recipients(), first):
        if suppressed(recipient.key):
            continue
        if not recipient.address.isascii():
            click.echo(f"line {recipient.line}: no draft: letters with accents before the @ are not sent to", err=True)
            continue
        write_atomic(folder / f"{recipient.line:06}.eml", compose(recipient).content, private=True)
        made += 1
    _tell(people, None, None)
    click.echo(
        f"{folder.relative_to(project.root).as_posix()}/  {report.tally(made, 'draft')}, named by lines of the list"
    )
    click.echo("send them with --send, or one to yourself with --test ADDRESS", err=True)


def _suppressed(project: Project) -> Callable[[str], bool]:
    """Who is never to be written to, as the ledger has it, and the file of opt-outs that is kept with the source."""
    from publish.delivery import ledger, opt_outs

    try:
        known = opt_outs.read(project.root)
    except ValueError as error:
        raise click.UsageError(f"{error}; take it from version control") from None
    if not (project.root / ledger.NAME).exists():
        return known.__contains__
    with opened(project) as connection:
        never = ledger.suppressed(connection)
    return lambda key: key in never or key in known


def _preview(project: Project, mailing: Mailing, people: MailingList) -> None:
    """The first message: in the browser where there is a screen, its plain part here."""
    import base64

    from publish.base.atomic import write_atomic
    from publish.project.folders import BUILD, SETTINGS

    recipient = next((one for one in people.recipients() if one.address.isascii()), None)
    if recipient is None:
        what = "nobody on the list has an address without accents before the @: others are not sent to"
        stop([_problem("M05", SETTINGS, what, "")])
    message = _composer(project, mailing, "", datetime.now().astimezone())(recipient)
    html = message.html
    for picture in mailing.letters[0].pictures:
        inside = f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
        html = html.replace(f"cid:{picture.name}", inside)
    place = project.root / BUILD / "outbox" / mailing.name / "preview.html"
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (place.parent.parent, place.parent):
        each.chmod(0o700)
    write_atomic(place, html.encode("utf-8-sig"), private=True)
    click.echo(f"Subject: {message.subject}\n\n{message.text}", nl=False)
    click.echo(f"\nthe HTML part: {place.relative_to(project.root).as_posix()}", err=True)
    if sys.stdout.isatty():
        click.launch(place.as_uri())


def _test(project: Project, mailing: Mailing, people: MailingList, address: str) -> None:
    """One message to oneself, of which the ledger knows nothing."""
    from publish.base.addresses import parse
    from publish.delivery import smtp
    from publish.style import galley
    from publish.value import replace

    try:
        own = parse(address)
    except ValueError as error:
        raise click.UsageError(f"`{address}` is no address: {error}") from None
    recipient = replace(next(people.recipients()), address=own.spelt, key=own.key)
    trial = replace(
        mailing,
        name=f"{mailing.name} {moment()}",  # mail programs show a Message-ID once
        letters=tuple(
            replace(each, subject=f"[{galley.words(project.style, each.language)['mail_test']}] {each.subject}")
            for each in mailing.letters
        ),
    )
    message = _composer(project, trial, _salted(project), datetime.now().astimezone())(recipient)
    try:
        with _connect(project) as server:
            said = smtp.hand_over(server, project.sender.address, own.spelt, message.content, before_dot=lambda: None)
    except (smtp.Trouble, smtp.Insecure) as error:
        fail(f"the test was not sent: {error}", getattr(error, "hint", "") or "see the settings under [mail]")
    click.echo(f"sent to {address}: {said.text}")


# Sending.


def _send(project: Project, connection: Ledger, mailing: Mailing, first: int | None) -> None:
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
            why = str(error)
    summary(connection, mailing.name)
    if stopped:
        click.echo("stopped; go on with `publish mail --resume`", err=True)
        raise click.exceptions.Exit(128 + stopped[0])
    counts = ledger.counts(connection, mailing.name)
    if why:
        hint = "go on with `publish mail --resume`" if counts["queued"] else ""
        fail(why, hint)
    if counts["queued"]:
        click.echo(f"{counts['queued']} wait; go on with `publish mail --resume`", err=True)
    if counts["failed"] or counts["unknown"]:
        raise click.exceptions.Exit(ExitCode.ERRORS)


def _connect(project: Project) -> Any:
    from publish.delivery import smtp

    sender = project.sender
    said = password(PASSWORD, f"{sender.user}@{sender.server}") if sender.user else ""
    return smtp.connected(
        sender.server,
        sender.port,
        tls=sender.tls,
        user=sender.user,
        password=said,
        timeout=sender.timeout,
    )


def password(variable: str, account: str) -> str:
    """From the environment, or else from the keyring of whoever is signed in here."""
    if said := os.environ.get(variable):
        return said
    try:
        import keyring

        if said := keyring.get_password("handbill", account):
            return said
    except Exception:  # no keyring program, a locked one, none installed: its backends raise what they like
        pass
    return fail(
        f"there is no password for `{account}`",
        f"put it into the environment as {variable}, or into the keyring with `keyring set handbill {account}`",
    )


def _limit(project: Project, *, probe: bool) -> int | None:
    """How large a message may be: our own limit, and the server's, which is asked when it is to `probe`."""
    from publish.delivery import smtp

    limits = [project.sender.max_bytes]
    if probe:
        try:
            with _connect(project) as server:
                limits.append(server.size)
        except (smtp.Trouble, smtp.Insecure) as error:
            phase = f" ({error.phase})" if isinstance(error, smtp.Trouble) else ""
            hint = getattr(error, "hint", "") or "see the settings under [mail], or try again later"
            fail(f"nobody was written to: {error}{phase}", hint)
    return min((limit for limit in limits if limit), default=None)


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


# The ledger.


@contextmanager
def opened(project: Project, *, create: bool = False, adopt: bool = False) -> Iterator[Ledger]:
    """The publication's ledger, open."""
    from publish.delivery import ledger

    salt, witness = secrets.token_hex(32), _witness(project, adopt=adopt)
    with ledger.opened(project.root, salt=salt, now=moment(), create=create, witness=witness) as connection:
        yield connection


def _witness(project: Project, *, adopt: bool) -> Witness:
    """What this machine knows of the ledger: a folder of this user that no copy of the publication changes."""
    from publish.delivery.ledger_age import Witness

    home = os.environ.get("HOME", "")
    base = os.environ.get("XDG_STATE_HOME") or (f"{home}/.local/state" if home else "")
    place = os.environ.get(STATE) or (f"{base}/handbill" if base else "")
    state, machine = (Path(place) / "ledgers" if place else None), ""
    try:
        if state is not None:
            machine = f"{socket.gethostname()} {_machine(state)}"
    except OSError as error:
        state = None
        why = f"{(error.strerror or str(error)).lower()}: {place}"
        click.echo(f"the ledger's age cannot be noted outside its folder ({why}); name a folder in {STATE}", err=True)
    origin = _origin(project.root)
    return Witness(
        state=state,
        machine=machine,
        origin=f"{project.publication.identifier}\n{origin}" if origin else "",
        nonce=secrets.token_hex(8),
        adopt=adopt,
    )


def _machine(state: Path) -> str:
    """What tells this user on this machine from others: a text made up once. Raises OSError."""
    from publish.base.atomic import write_atomic

    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = state / "machine"
    if not place.exists():
        write_atomic(place, secrets.token_hex(8).encode(), private=True)
    return place.read_text("ascii").strip()


def _origin(root: Path) -> str:
    """The first commit of the repository that the publication is in, which its clones have too; empty for none."""
    if not any((folder / ".git").exists() for folder in (root, *root.parents)):
        return ""
    command = ["git", "-C", str(root), "rev-list", "--max-parents=0", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


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


# Small things.


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


def _tell(people: MailingList, changes: Changes | None, connection: Ledger | None) -> None:
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


def _problem(code: str, path: str, message: str, hint: str, line: int | None = None) -> Problem:
    from publish.problem import Problem

    return Problem(code=code, path=path, line=line, message=message, hint=hint)


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
