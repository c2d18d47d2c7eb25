"""Where messages that came back are: a file, a folder, an mbox, a mailbox on a server. Wraps imaplib and mailbox.

Traps of imaplib, and what is done about them:

- `SEARCH` answers with all numbers on one line, and a line of more than 1,000,000 bytes is an error: messages are asked
  for one by one, by their number in this session.
- A message of any size is read into memory: its size is asked for first.
- `select` marks messages as no longer new unless `readonly`, and `RFC822` marks them as seen: `BODY.PEEK[]` does not.
- `starttls` leaves what the server said in clear text in `capabilities`; it asks again by itself since Python 3.
- `login` encodes passwords as ASCII, and `select` names of folders: the first are said by AUTHENTICATE where the server
  lets us, the others written as RFC 3501 has them (5.1.3).
- The timeout is for each read, not for the conversation.
"""

from __future__ import annotations

import base64
import contextlib
import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from publish.base.addresses import is_loopback
from publish.delivery import trust
from publish.delivery.answers import LARGEST

TIMEOUT = 60.0


class MailboxError(Exception):
    """The mailbox cannot be read: why, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


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


def on_disk(place: Path) -> Iterator[tuple[str, bytes | None]]:
    """Each message at `place`, with what to call it: a message's file, an mbox, a folder of either, a Maildir.

    One that is too large to be an answer is named, and not read.
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
        yield str(place), place.read_bytes() if place.stat().st_size <= LARGEST else None
        return
    box = mailbox.mbox(place, create=False)
    try:
        for number, key in enumerate(box.iterkeys(), start=1):
            yield f"{place}, message {number}", box.get_bytes(key)
    except mailbox.Error as error:
        raise MailboxError(f"{place} cannot be read: {error}") from error
    finally:
        box.close()


def on_server(where: Account, password: str, timeout: float = TIMEOUT) -> Iterator[tuple[str, bytes | None]]:
    """Each message of a mailbox, which stays as it is, with what to call it, likewise. Raises MailboxError."""
    try:
        with _connected(where, timeout) as server:
            _sign_in(server, where, password)
            yield from _fetched(server, where)
    except ssl.SSLError as error:
        raise MailboxError(*trust.refusal(where.host, error)) from error
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise MailboxError(f"`{where.host}`: {_said(error)}") from error


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error) or type(error).__name__


def _connected(where: Account, timeout: float) -> imaplib.IMAP4:
    """The server, encrypted: its certificate is looked at, and this machine alone may do without."""
    context = ssl.create_default_context()
    if where.encrypted:
        return imaplib.IMAP4_SSL(where.host, where.port, ssl_context=context, timeout=timeout)
    server = imaplib.IMAP4(where.host, where.port, timeout=timeout)
    if is_loopback(where.host) and "LOGINDISABLED" not in server.capabilities:
        return server
    try:
        if "STARTTLS" not in server.capabilities:
            raise MailboxError(f"`{where.host}` offers no encryption: no password is said to it")
        server.starttls(context)
    except BaseException:
        with contextlib.suppress(OSError):  # the socket is gone already when it would not be encrypted
            server.shutdown()
        raise
    return server


def _sign_in(server: imaplib.IMAP4, where: Account, password: str) -> None:
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _: f"\0{where.user}\0{password}".encode())
        else:
            server.login(where.user, password)
    except imaplib.IMAP4.abort:  # the line, not the password
        raise
    except (imaplib.IMAP4.error, UnicodeError) as error:
        raise MailboxError(f"`{where.host}` does not let `{where.user}` in: {_said(error)}", "password") from error


def _fetched(server: imaplib.IMAP4, where: Account) -> Iterator[tuple[str, bytes | None]]:
    state, told = server.select(_coded(where.folder), readonly=True)
    if state != "OK":
        raise MailboxError(f"there is no folder `{where.folder}` in the mailbox")
    for number in range(1, int(told[0] or 0) + 1):
        name = f"message {number} of {where.folder}"
        state, sizes = server.fetch(str(number), "(RFC822.SIZE)")
        size = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] if isinstance(sizes[0], bytes) else b"")
        if state != "OK" or not size:
            continue  # somebody has deleted it meanwhile
        if int(size[1]) > LARGEST:
            yield name, None
            continue
        state, pieces = server.fetch(str(number), "(BODY.PEEK[])")
        content = next((piece[1] for piece in pieces if isinstance(piece, tuple)), None)
        if state == "OK" and isinstance(content, bytes):
            yield name, content


def _coded(folder: str) -> str:
    """The name of a folder as IMAP spells and quotes it: letters that are not ASCII in a UTF-7 of its own."""

    def coded(match: re.Match[str]) -> str:
        letters = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").decode().replace("/", ",")
        return f"&{letters}-"

    spelt = re.sub(r"[^\x20-\x7e]+", coded, folder.replace("&", "&-"))
    return '"' + spelt.replace("\\", "\\\\").replace('"', '\\"') + '"'
