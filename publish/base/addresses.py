"""Electronic mail addresses: which are valid, when two are the same, and how one is shown. Wraps email-validator.

Traps: it asks the DNS unless `check_deliverability=False`, takes more than 64 octets before the @ unless
`strict`, and its `normalized` keeps the letter case of the part before the
@, which no provider distinguishes.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from publish.value import Value


class Address(Value):
    """A sound address: as it is written to, and the key under which it is the same as another."""

    spelt: str
    """The domain in ASCII (IDNA), the part before the @ as typed."""
    key: str
    """NFC, in small letters: equal keys, one person. `jo+news@…` is another key than `jo@…`."""
    plain: bool
    """All ASCII: any server takes it. Otherwise it needs SMTPUTF8 (RFC 6531)."""


def parse(text: str) -> Address:
    """What `text` is the address of. Raises ValueError, whose text says what is wrong with it."""
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(unicodedata.normalize("NFC", text.strip()), check_deliverability=False, strict=True)
    except EmailNotValidError as error:
        raise ValueError(_shorter(str(error))) from None
    spelt = f"{found.local_part}@{found.ascii_domain}"
    key = f"{found.local_part}@{found.domain}".lower()
    return Address(spelt=spelt, key=unicodedata.normalize("NFC", key), plain=found.local_part.isascii())


def _shorter(reason: str) -> str:
    """The library's reason as we write one: a small letter first, no full stop, no line break."""
    reason = " ".join(reason.split()).rstrip(".")
    return reason[:1].lower() + reason[1:]


def shown(address: str) -> str:
    """An address that may stand on a screen or in a log: `j…@example.org`."""
    printable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in address)
    local, at, domain = printable.rpartition("@")
    return f"{local[:1]}…{at}{domain[:60]}" if at else f"{printable[:1]}…"


def mailbox(text: str) -> tuple[str, str]:
    """`Ruth Price <ruth@example.org>`, or an address alone, as name and address. Raises ValueError like `look`."""
    match = re.fullmatch(r"(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>", text.strip())
    name, address = (match["name"].strip('" '), match["address"]) if match else ("", text)
    found = parse(address)
    if not found.plain:
        raise ValueError("it has letters before the @ that not every server takes")
    return name, found.spelt


def is_loopback(server: str) -> bool:
    """Whether a mail server is this machine, so that nobody can listen on the way to it."""
    if server.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(server.strip("[]")).is_loopback
    except ValueError:
        return False
