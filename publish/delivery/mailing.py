"""A mailing is put together: which edition is mailed, with what, in which words, and whether it is too large."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from publish.delivery import mail, mail_enclosures
from publish.delivery.mailing_list import MailingList
from publish.model import (
    Artifact,
    Asset,
    Edition,
    Enclosure,
    HouseStyle,
    Letter,
    Mailing,
    Publication,
    Recipient,
    Sender,
)
from publish.problem import Problem
from publish.style import galley, paper
from publish.value import replace

KINDS = ("briefing", "pack")
"""The kinds that are mailed when nobody says which, the first one first."""


class Made(NamedTuple):
    """A mailing as it is to be frozen, or None with what is wrong."""

    mailing: Mailing | None
    problems: tuple[Problem, ...]
    told: str = ""
    """What was done otherwise than it was asked for, in words."""


def _problem(code: str, path: str, message: str, hint: str = "", line: int | None = None) -> Problem:
    return Problem(code=code, path=path, line=line, message=message, hint=hint)


# What is needed first.


def lacking(sender: Sender, settings: str, *, server: bool) -> tuple[Problem, ...]:
    """What is missing in the settings, the file of that path, to write letters, and to send them by a `server`."""
    told = (
        (sender.server or not server, "there is no mail server to send by", "write `server` under [mail]"),
        (
            sender.address,
            "there is no address to mail from",
            "write `from` under [mail], or `email` under [contact]",
        ),
    )
    return tuple(_problem("M05", settings, what, hint) for there, what, hint in told if not there)


def unstyled(style: HouseStyle, settings: str) -> tuple[Problem, ...]:
    """What is wrong with a style that has no words for letters."""
    if {"mail.html", "mail.txt"} <= {file.name for file in style.files}:
        return ()
    message = f"the style `{style.name}` has no mail.html and mail.txt"
    return (_problem("P08", settings, message, "copy them from the style `house`"),)


def unaddressed(people: MailingList, path: str) -> tuple[Problem, ...]:
    """What is wrong with a list, the file of that path, of nobody."""
    if people.many:
        return ()
    return (_problem("M05", path, "there is nobody on the list to write to"),)


def strange(fields: Sequence[tuple[int, str]], people: MailingList, path: str) -> tuple[Problem, ...]:
    """The columns that a note, the file of that path, asks for on a line, and the list has not."""
    known = tuple(dict.fromkeys(("name", "email", *people.columns)))
    there = "it has " + ", ".join(f"`{column}`" for column in known)

    def hint(field: str) -> str:
        near = difflib.get_close_matches(field, known, n=1)
        return f"did you mean `{near[0]}`?" if near else there

    return tuple(
        _problem("M04", path, f"the list has no column `{field}`", hint(field), line)
        for line, field in fields
        if field not in known
    )


# What is mailed.


def chosen(editions: Sequence[Edition], name: str, only: str | None) -> Edition | None:
    """The edition called `name`, of those of one name if that is said; the briefing where there are several."""
    found = [edition for edition in editions if edition.slug == name and only in (None, edition.name)]
    rank = {kind: number for number, kind in enumerate(KINDS)}
    return min(found, key=lambda edition: rank.get(edition.kind, len(KINDS)), default=None)


def wanted(people: MailingList, attached: Collection[str]) -> frozenset[str]:
    """What is asked for besides the edition itself: by everybody's leave, or by somebody on the list."""
    return frozenset((*attached, *(word for some in people.formats() for word in some)))


def enclosures(
    mailed: Edition, composed: Mapping[str, Edition], files: Mapping[Edition, Artifact], attached: Collection[str]
) -> tuple[Enclosure, ...]:
    """The files that are enclosed, under names that a person would give them.

    A confidential one says so in its name, so that nobody takes it for the open one.
    """
    secret = "CONFIDENTIAL" if mailed.audience == "confidential" else ""
    return tuple(
        Enclosure(
            format=word,
            everybody=word == mail_enclosures.PDF or word in attached,
            name=mail.file_name(mailed.title, files[made].suffix, extra=secret),
            media_type=files[made].media_type,
            content=files[made].content,
            kind=mail_enclosures.label(mailed, made),
        )
        for word, made in composed.items()
    )


def put_together(
    name: str,
    edition: Edition,
    style: HouseStyle,
    people: MailingList,
    *,
    publication: Publication,
    subject: str,
    note: tuple[str, tuple[Asset, ...]],
    logo: Asset | None,
    enclosed: tuple[Enclosure, ...],
    limit: int | None,
    settings: str,
    note_path: str = "",
) -> Made:
    """The mailing: its wording in each language, and its files, or a link to the archive where these are too large.

    `note` is its markup and pictures; `limit` is how many bytes a message may have.
    """
    article = edition.articles[0] if len(edition.articles) == 1 and not edition.agenda else None
    online = paper.archived(article, edition) if article else ""

    def letters(link: str) -> tuple[Letter, ...]:
        return tuple(
            mail.write(
                publication,
                style,
                language=language,
                subject=subject or edition.title,
                title=edition.title,
                standfirst=article.standfirst if article else "",
                title_language=edition.language,
                note=note[0],
                link=link,
                assets=note[1],
                online=online,
                picture=article.picture if article else None,
                logo=logo,
            )
            for language in dict.fromkeys((edition.language, *people.languages()))
        )

    made = Mailing(name=name, letters=letters(""), enclosures=enclosed)
    problems = clipped(made, people, note_path or settings)
    size = mail.largest(made, people.formats())
    if limit is None or size <= limit:
        return Made(made, problems)
    told = f"a message would have {megabytes(size)}, the limit is {megabytes(limit)}"
    archive = publication.archive
    if not archive:
        hint = "make the file smaller with `max_size` of its edition, or name the `archive` that people can be led to"
        return Made(None, (*problems, _problem("M06", settings, told, hint)))
    led = Mailing(name=name, letters=letters(online or archive), enclosures=())
    return Made(led, problems, f"{told}: it leads to the archive")


def clipped(made: Mailing, people: MailingList, path: str) -> tuple[Problem, ...]:
    """A warning where Gmail would cut a message off, with whatever the list puts into it."""
    filled = people.longest()
    longest = max(mail.html_bytes(letter, filled) for letter in made.letters)
    if longest <= mail.CLIPPED:
        return ()
    message = f"the HTML part has {longest // 1000} kB: Gmail shows 102 kB, without the foot and the way off the list"
    return (_problem("M07", path, message, "shorten the note, or put its tables into the handout"),)


def megabytes(size: int) -> str:
    """How large that is."""
    return f"{size / 1_000_000:.1f} MB"


# Messages of it.


def composer(
    mailing: Mailing,
    publication: Publication,
    sender: Sender,
    *,
    salt: str,
    date: datetime,
    key: mail.Key | None,
    draft: bool = False,
) -> Callable[[Recipient], mail.Message]:
    """What makes the message to a recipient; `salt` is the secret of which the tokens of people are made."""

    def compose(recipient: Recipient) -> mail.Message:
        token = mail.token(salt, publication.identifier, recipient.key) if sender.unsubscribe else ""
        more: dict[str, Any] = {"token": token, "key": key, "draft": draft}
        return mail.compose(mailing, recipient, sender, namespace=publication.identifier, date=date, **more)

    return compose


def trial(mailing: Mailing, style: HouseStyle, when: str) -> Mailing:
    """The mailing as it is sent to oneself: its subjects say so, and mail programs take it for one of its own."""

    def marked(letter: Letter) -> Letter:
        return replace(letter, subject=f"[{galley.words(style, letter.language)['mail_test']}] {letter.subject}")

    # Mail programs show a Message-ID once, and it is made of the name.
    return replace(mailing, name=f"{mailing.name} {when}", letters=tuple(map(marked, mailing.letters)))
