"""Messages that are looked at before any is sent: a file each for mail programs, and one for the browser."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from publish.base.atomic import write_atomic
from publish.delivery.mail import Message
from publish.model import Mailing, Recipient

MOST = 4 * 10**9
"""Bytes of drafts that are made without a word."""


class Drafts(NamedTuple):
    """What was made."""

    made: int
    unsent: tuple[int, ...]
    """The lines of the list of whoever cannot be sent to: there are letters with accents before the @."""


def private(folder: Path) -> Path:
    """A folder, made if need be, that only its owner looks into; the one above it likewise. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (folder.parent, folder):
        each.chmod(0o700)
    return folder


def write(
    folder: Path,
    recipients: Iterable[Recipient],
    compose: Callable[[Recipient], Message],
    never: Callable[[str], bool],
    first: int | None,
) -> Drafts:
    """A draft for each of the `first` who may be written to, in place of what is in the folder. Raises OSError."""
    private(folder)
    for old in folder.glob("*.eml"):
        old.unlink()
    made, unsent = 0, []
    for recipient in itertools.islice(recipients, first):
        if never(recipient.key):
            continue
        if not recipient.address.isascii():
            unsent.append(recipient.line)
            continue
        write_atomic(folder / f"{recipient.line:06}.eml", compose(recipient).content, private=True)
        made += 1
    return Drafts(made, tuple(unsent))


def page(message: Message, mailing: Mailing) -> bytes:
    """The HTML part as a file of its own, with its pictures in it."""
    html = message.html
    for picture in mailing.letters[0].pictures:
        inside = f"data:{picture.media_type};base64,{base64.b64encode(picture.content).decode()}"
        html = html.replace(f"cid:{picture.name}", inside)
    return html.encode("utf-8-sig")
