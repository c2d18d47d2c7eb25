"""Where messages that came back are: a file, a folder, an mbox, a mailbox on a server. Wraps imaplib and mailbox.

Traps of imaplib, and what is done about them:

- `SEARCH` answers with all numbers on one line, and a line of more than 1,000,000 bytes is an error: messages are asked
  for one by one, by their number in this session.
- A message of any size is read into memory: its size is asked for first.
- `select` marks messages as no longer new unless `readonly`, and `RFC822` marks them as seen: `BODY.PEEK[]` does not.
- `starttls` leaves what the server said in clear text in `capabilities`; it asks again by itself since Python 3.
- The timeout is for each read, not for the conversation.
"""

from __future__ import annotations

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from publish.base.addresses import is_loopback
from publish.delivery.answers import LARGEST

TIMEOUT = 60.0


class MailboxError(Exception):
    """The mailbox cannot be read: why."""


class Account(NamedTuple):
    """A mailbox on a server."""

    host: str
    port: int
    encrypted: bool
    """From the first byte; otherwise by STARTTLS, and in clear text with this machine only."""
    user: str
    folder: str


def account(address: str) -> Account:
    """What `imaps://USER@HOST/FOLDER` means. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname:
        raise ValueError("write it as `imaps://USER@HOST/FOLDER`")
    if parts.password:
        raise ValueError("a password does not belong on the command line")
    user = unquote(parts.username or "")
    if not user:
        raise ValueError("say whose mailbox it is: `imaps://USER@HOST`, with %40 for an @ in the name")
    encrypted = parts.scheme == "imaps"
    port = parts.port or (993 if encrypted else 143)
    return Account(parts.hostname, port, encrypted, user, unquote(parts.path.strip("/")) or "INBOX")


def on_disk(place: Path) -> Iterator[tuple[str, bytes]]:
    """Each message at `place`, with what to call it: a message's file, an mbox, a folder of either, a Maildir.

    Raises OSError, and MailboxError for an mbox that cannot be read.
    """
    if place.is_dir():
        for file in sorted(each for each in place.rglob("*") if each.is_file()):
            inside = file.relative_to(place).parts
            if not any(part.startswith(".") for part in inside) and "tmp" not in inside[:-1]:
                yield from on_disk(file)
        return
    with place.open("rb") as file_:
        start = file_.read(5)
    if start != b"From ":
        if place.stat().st_size <= LARGEST:
            yield str(place), place.read_bytes()
        return
    box = mailbox.mbox(place, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            yield f"{place}, message {number}", box.get_bytes(key)
    except mailbox.Error as error:
        raise MailboxError(f"{place} cannot be read: {error}") from error
    finally:
        box.close()


def on_server(where: Account, password: str, timeout: float = TIMEOUT) -> Iterator[tuple[str, bytes]]:
    """Each message of a mailbox, which stays as it is, with what to call it. Raises MailboxError."""
    try:
        yield from _fetched(where, password, timeout)
    except (imaplib.IMAP4.error, OSError, ssl.SSLError, ValueError) as error:
        said = error.args[0] if error.args else error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
        raise MailboxError(f"`{where.host}`: {text or type(error).__name__}") from error


def _fetched(where: Account, password: str, timeout: float) -> Iterator[tuple[str, bytes]]:
    server: imaplib.IMAP4
    context = ssl.create_default_context()
    if where.encrypted:
        server = imaplib.IMAP4_SSL(where.host, where.port, ssl_context=context, timeout=timeout)
    else:
        server = imaplib.IMAP4(where.host, where.port, timeout=timeout)
        if "STARTTLS" in server.capabilities and not is_loopback(where.host):
            server.starttls(context)
        elif not is_loopback(where.host):
            server.shutdown()
            raise MailboxError(f"`{where.host}` offers no encryption: no password is said to it")
    with server:
        server.login(where.user, password)
        quoted = '"' + where.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        state, told = server.select(quoted, readonly=True)
        if state != "OK":
            raise MailboxError(f"there is no folder `{where.folder}` in the mailbox")
        for number in range(1, int(told[0] or 0) + 1):
            state, sizes = server.fetch(str(number), "(RFC822.SIZE)")
            size = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] if isinstance(sizes[0], bytes) else b"")
            if state != "OK" or not size or int(size[1]) > LARGEST:
                continue
            state, pieces = server.fetch(str(number), "(BODY.PEEK[])")
            content = next((piece[1] for piece in pieces if isinstance(piece, tuple)), None)
            if state == "OK" and isinstance(content, bytes):
                yield f"message {number} of {where.folder}", content
