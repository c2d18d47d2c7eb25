"""What `publish mail` needs of the machine: passwords, keys, a connection, the ledger and what speaks for its age."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.cli.mail_words import fail, moment

if TYPE_CHECKING:
    from publish.delivery.ledger import Ledger
    from publish.delivery.ledger_age import Witness
    from publish.delivery.mail import Key
    from publish.project.folder import Project

PASSWORD = "HANDBILL_SMTP_PASSWORD"  # the name of a variable, not a password
DKIM_KEY = "HANDBILL_DKIM_KEY"
STATE = "HANDBILL_STATE"


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


def connect(project: Project) -> Any:
    """A connection with the mail server, encrypted and signed in. Raises smtp.Trouble, smtp.Insecure."""
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


def signing_key(project: Project) -> Key | None:
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


def limit(project: Project, *, probe: bool) -> int | None:
    """How large a message may be: our own limit, and the server's, which is asked when it is to `probe`."""
    from publish.delivery import smtp

    limits = [project.sender.max_bytes]
    if probe:
        try:
            with connect(project) as server:
                limits.append(server.size)
        except (smtp.Trouble, smtp.Insecure) as error:
            phase = f" ({error.phase})" if isinstance(error, smtp.Trouble) else ""
            hint = getattr(error, "hint", "") or "see the settings under [mail], or try again later"
            fail(f"nobody was written to: {error}{phase}", hint)
    return min((limit for limit in limits if limit), default=None)


@contextmanager
def opened(project: Project, *, create: bool = False, adopt: bool = False) -> Iterator[Ledger]:
    """The publication's ledger, open."""
    from publish.delivery import ledger

    salt, witness = secrets.token_hex(32), _witness(project, adopt=adopt)
    with ledger.opened(project.root, salt=salt, now=moment(), create=create, witness=witness) as connection:
        yield connection


def _witness(project: Project, *, adopt: bool) -> Witness:
    """What this machine knows of the ledger: a folder of this user that no copy of the publication changes."""
    from publish.delivery.ledger_witness import witness

    home = os.environ.get("HOME", "")
    base = os.environ.get("XDG_STATE_HOME") or (f"{home}/.local/state" if home else "")
    place = os.environ.get(STATE) or (f"{base}/handbill" if base else "")
    told = project.root, project.publication.identifier
    nonce = secrets.token_hex(8)
    try:
        return witness(*told, Path(place) if place else None, socket.gethostname(), nonce=nonce, adopt=adopt)
    except OSError as error:
        why = f"{(error.strerror or str(error)).lower()}: {place}"
        click.echo(f"the ledger's age cannot be noted outside its folder ({why}); name a folder in {STATE}", err=True)
    return witness(*told, None, "", nonce=nonce, adopt=adopt)


def salted(project: Project) -> str:
    """The ledger's secret, of which the tokens of people are made; the ledger is begun if need be."""
    from publish.delivery import ledger

    if not project.sender.unsubscribe:
        return ""
    with opened(project, create=True) as connection:
        return ledger.salt_of(connection)


def suppressed(project: Project) -> Callable[[str], bool]:
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
