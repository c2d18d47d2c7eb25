"""A mailing is made, and looked at before it is sent: drafts, the first message, a test to oneself."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from publish.cli import report
from publish.cli.mail_machine import connect, limit, salted, signing_key, suppressed
from publish.cli.mail_words import fail, mailing_name, moment, stop, tell
from publish.cli.options import no_such

if TYPE_CHECKING:
    from publish.cli.run import Run
    from publish.delivery.mailing_list import MailingList
    from publish.model import Asset, Edition, Enclosure, Mailing
    from publish.problem import Problem
    from publish.project.folder import Project

NOBODY = "nobody was written to"


# What a mailing is made of.


def people_of(project: Project, asked: dict[str, Any]) -> MailingList:
    """The list, checked; kept from everybody else on this machine, like all that has addresses in it."""
    from publish.delivery import mail_enclosures, mailing, mailing_list
    from publish.project.folders import SETTINGS

    place: Path = asked["list_"]
    if missing := mailing.lacking(project.sender, SETTINGS, server=False):
        stop(missing)
    with place.open("rb") as file:
        formats = mail_enclosures.words(project.plans)
        people, problems = mailing_list.read(file, path=place.as_posix(), formats=formats)
    if people is None:
        stop(problems, NOBODY)
    report.speak(problems)
    if problems := mailing.unaddressed(people, place.as_posix()):
        stop(problems)
    state = place.stat()
    if state.st_mode & 0o077 and hasattr(os, "getuid") and state.st_uid == os.getuid():
        place.chmod(0o600)
        click.echo(f"{place}: from now on only you can read it", err=True)
    return people


def mailing_of(project: Project, asked: dict[str, Any], people: MailingList, most: int | None) -> Mailing:
    """The mailing as it is to be frozen; a message has at most so many bytes."""
    from publish.cli.run import open_run
    from publish.delivery import mailing
    from publish.project.folders import SETTINGS

    if problems := mailing.unstyled(project.style, SETTINGS):
        stop(problems)
    note = _note(project, asked["note"], people)
    with open_run(project.root) as run:
        edition, enclosed = _enclosures(run, project, people, asked)
        run.close()
    made = mailing.put_together(
        mailing_name(asked["mailing"] or asked["name"].lower()),
        edition,
        project.style,
        people,
        publication=project.publication,
        subject=asked["subject"] or "",
        note=note,
        logo=_logo(project),
        enclosed=enclosed,
        limit=most,
        settings=SETTINGS,
        note_path=asked["note"].as_posix() if asked["note"] else "",
    )
    if made.mailing is None:
        stop(made.problems)
    report.speak(made.problems)
    if made.told:
        click.echo(made.told, err=True)
    return made.mailing


def _logo(project: Project) -> Asset | None:
    """The brand's logo where it is a drawing, as mail programs show it; None for another, or none."""
    from publish.delivery.mail import LOGO
    from publish.formats import drawn

    logo = project.publication.brand.logo
    return drawn.png(logo.asset, LOGO) if logo and logo.asset.media_type == "image/svg+xml" else None


def _note(project: Project, place: Path | None, people: MailingList) -> tuple[str, tuple[Asset, ...]]:
    """The covering note as markup with slots, and its pictures."""
    if place is None:
        return "", ()
    from publish import press
    from publish.delivery import mailing
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
    strange = mailing.strange(copy.fields, people, place.as_posix()) if copy else ()
    if copy is None or strange:
        stop((*problems, *strange), NOBODY)
    report.speak(problems)
    return copy.body, copy.assets


def _enclosures(
    run: Run, project: Project, people: MailingList, asked: dict[str, Any]
) -> tuple[Edition, tuple[Enclosure, ...]]:
    """The edition that is mailed, and the files of what is enclosed. Raises OSError."""
    from publish.cli.run import editions_of, keep_packs
    from publish.delivery import mail_enclosures, mailing
    from publish.editions.compose import sources

    editions, problems = editions_of(project, run, 2, final=bool(asked["sending"]))
    edition = _edition(editions, asked["name"], asked["only"], problems)
    known = mail_enclosures.words(project.plans)
    for word in asked["attach"]:
        if word not in known:
            no_such("no edition", word, sorted(known))
    articles = tuple({one.slug: one for each in editions for one in each.articles}.values())
    wanted = mailing.wanted(people, asked["attach"])
    composed, missing = mail_enclosures.editions(
        edition, wanted, project.plans, project.publication, articles, editions
    )
    for word in missing:
        click.echo(f"there is no `{word}` of this: whoever asked for it gets what everybody gets", err=True)
    about = sources(edition)
    report.speak([each for each in problems if each.code in ("A08", "A30") and each.path not in about])
    sending = bool(asked["sending"])
    said = [each for each in problems if each.path in about]
    files = _files(run, project, editions, composed, said, sending=sending)
    if sending:
        keep_packs(run, editions, list(files.values()))
    return edition, mailing.enclosures(edition, composed, files, asked["attach"])


def _files(
    run: Run,
    project: Project,
    editions: Sequence[Edition],
    composed: dict[str, Edition],
    problems: Sequence[Problem],
    *,
    sending: bool,
) -> dict[Edition, Any]:
    """The file of each edition that is enclosed; packs that go out are in build/ then. Raises OSError."""
    from publish import press
    from publish.delivery.archive import seal
    from publish.editions import kinds
    from publish.project.folders import BUILD

    every = tuple(dict.fromkeys((*composed.values(), *editions)))  # an open pack is made after the confidential one
    enclosed = {*composed.values()}
    orders = [one for one in press.plan(every, project.style, pages=False) if one.edition in enclosed]
    files, met, sums = {}, list(problems), {}
    for order, mark, faults in press.render(orders, run.shelf, jobs=2):
        met += faults
        if mark is not None:
            files[order.edition] = run.fetch(order, mark)
            if sending and kinds.of(order.edition.kind).of_meeting:
                place, _ = run.place(mark)
                sums[place.relative_to(BUILD).as_posix()] = mark.sha256
    if sums:
        seal(project.root / BUILD, sums)
    if not enclosed <= files.keys():
        stop(met, NOBODY)
    report.speak(met)
    return files


def _edition(editions: Sequence[Edition], name: str, only: str | None, problems: Sequence[Problem]) -> Edition:
    """The edition called `name`, or why there is none."""
    from publish.cli.run import refuse_two
    from publish.delivery.mailing import chosen

    refuse_two(editions, name, [only] if only else ())
    found = chosen(editions, name, only)
    if found is None:
        _explain_none(editions, name, only, problems)
    return found


def _explain_none(editions: Sequence[Edition], name: str, only: str | None, problems: Sequence[Problem]) -> NoReturn:
    from publish.editions.release import why_held

    if why := why_held(name, problems):
        stop(why, NOBODY)
    if any(problem.severity == "error" and name in problem.path for problem in problems):
        stop([problem for problem in problems if name in problem.path], NOBODY)
    names = sorted({edition.name for edition in editions})
    if only and only not in names:
        no_such("no edition", only, names)
    no_such("nothing", name, sorted({edition.slug for edition in editions if only in (None, edition.name)}))


# Looking before sending.


def drafts(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Make a file for each message, to be looked at in any mail program."""
    from publish.delivery import mail, mail_drafts
    from publish.delivery.mailing import composer
    from publish.project.folders import BUILD

    people = people_of(project, asked)
    mailing = mailing_of(project, asked, people, limit(project, probe=False))
    many = min(asked["first"] or sys.maxsize, people.many)
    size = many * mail.largest(mailing, people.formats())
    if size > mail_drafts.MOST:
        raise click.UsageError(f"{many:,} drafts would take up to {size / 10**9:.0f} GB; make some with --first 100")
    folder = project.root / BUILD / "outbox" / mailing.name
    compose = composer(
        mailing,
        project.publication,
        project.sender,
        salt=salted(project),
        date=datetime.now().astimezone(),
        key=signing_key(project),
        draft=True,
    )
    done = mail_drafts.write(folder, people.recipients(), compose, suppressed(project), asked["first"])
    for line in done.unsent:
        click.echo(f"line {line}: no draft: letters with accents before the @ are not sent to", err=True)
    tell(people, None, None)
    place = folder.relative_to(project.root).as_posix()
    click.echo(f"{place}/  {report.tally(done.made, 'draft')}, named by lines of the list")
    click.echo("send them with --send, or one to yourself with --test ADDRESS", err=True)


def preview(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Show the first message: in the browser where there is a screen, its plain part here."""
    from publish.base.atomic import write_atomic
    from publish.delivery import mail_drafts
    from publish.delivery.mailing import composer
    from publish.problem import Problem
    from publish.project.folders import BUILD, SETTINGS

    people = people_of(project, asked)
    mailing = mailing_of(project, asked, people, limit(project, probe=False))
    recipient = next((one for one in people.recipients() if one.address.isascii()), None)
    if recipient is None:
        what = "nobody on the list has an address without accents before the @: others are not sent to"
        stop([Problem(code="M05", path=SETTINGS, line=None, message=what, hint="")])
    date = datetime.now().astimezone()
    compose = composer(mailing, project.publication, project.sender, salt="", date=date, key=signing_key(project))
    message = compose(recipient)
    place = mail_drafts.private(project.root / BUILD / "outbox" / mailing.name) / "preview.html"
    write_atomic(place, mail_drafts.page(message, mailing), private=True)
    click.echo(f"Subject: {message.subject}\n\n{message.text}", nl=False)
    click.echo(f"\nthe HTML part: {place.relative_to(project.root).as_posix()}", err=True)
    if sys.stdout.isatty():
        click.launch(place.as_uri())


def test(project: Project, asked: dict[str, Any], problems: Sequence[Problem]) -> None:  # noqa: ARG001
    """Send one message to oneself, of which the ledger knows nothing."""
    from publish.base.addresses import parse
    from publish.delivery import smtp
    from publish.delivery.mailing import composer, lacking, trial
    from publish.project.folders import SETTINGS
    from publish.value import replace

    people = people_of(project, asked)
    if missing := lacking(project.sender, SETTINGS, server=True):
        stop(missing)
    mailing = mailing_of(project, asked, people, limit(project, probe=True))
    try:
        own = parse(asked["test"])
    except ValueError as error:
        raise click.UsageError(f"`{asked['test']}` is no address: {error}") from None
    compose = composer(
        trial(mailing, project.style, moment()),
        project.publication,
        project.sender,
        salt=salted(project),
        date=datetime.now().astimezone(),
        key=signing_key(project),
    )
    message = compose(replace(next(people.recipients()), address=own.spelt, key=own.key))
    try:
        with connect(project) as server:
            said = smtp.hand_over(server, project.sender.address, own.spelt, message.content, before_dot=lambda: None)
    except (smtp.Trouble, smtp.Insecure) as error:
        fail(f"the test was not sent: {error}", getattr(error, "hint", "") or "see the settings under [mail]")
    click.echo(f"sent to {asked['test']}: {said.text}")
