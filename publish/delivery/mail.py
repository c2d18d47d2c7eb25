"""A message: from a mailing and a recipient to the bytes that are sent. Wraps email, css-inline and dkimpy.

Traps, and what is done about them:

- `EmailMessage` with `policy.SMTP` decodes encoded words as a header is set and writes what they say: a subject of
  `=?utf-8?q?a=0D=0ABcc=3A_x?=` comes out as two headers (CVE-2024-6923; CVE-2026-1299; Python 3.11.7, 3.12.1, 3.13.0).
  It also folds a display name so that its comma divides the address (CVE-2025-1795). So headers are encoded here, from
  text without control characters, and `_Verbatim` has the library write them as they are.
- Whatever was meant, the finished bytes are read again, by the library and by `_split`, and each must find exactly the
  headers that were intended; otherwise the message does not leave (`NotAsMeant`).
- The generator draws a boundary by chance: it is set here, from the message's identifier. `=_` cannot occur in either
  of the encodings that we use, so no part can hold it.
- css-inline fetches style sheets from the network unless told not to, and drops `@media` unless told not to.
- dkimpy puts the time into a signature by the clock: two signed messages differ though their input is the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy, default
from email.utils import format_datetime
from html import escape
from typing import Any

from publish.delivery.mail_enclosures import enclosed, relabelled
from publish.delivery.mail_text import plain, wrapped
from publish.delivery.mailing_list import column_name, one_line
from publish.editions import kinds
from publish.media import copies
from publish.model import (
    Asset,
    Enclosure,
    HouseStyle,
    Letter,
    Mailing,
    Markup,
    Picture,
    Publication,
    Recipient,
    Sender,
    Text,
)
from publish.style import galley
from publish.style import message as messages
from publish.value import Value

OPEN, CLOSE = "\uf8f0", "\uf8f1"
"""Round the name of a slot: letters of the private area, which are taken out of all text that comes in."""
_SLOT = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
_FIELD = re.compile(r"\{\s*([^\W\d][\w -]{0,60}?)\s*\}")
SHOWN = ("image/png", "image/jpeg", "image/gif")
"""Pictures that every mail program shows."""
COLUMN, HEAD, PICTURE, LOGO = 552, 528, 1200, 400
"""The width of a message's text in px, and of the handout in it; the most dots of a picture and of the logo."""
LOGO_BOX = (200, 64)
"""The widest and the highest that a logo is shown, in px."""
CLIPPED = 100_000
"""Bytes of HTML above which Gmail cuts a message off (at 102 kB)."""
LONGEST_LINE = 998
"""RFC 5322, 2.1.1, without the line's end."""


class NotAsMeant(Exception):
    """The finished message says something else than was intended: it must not be sent."""


class Key(Value):
    """What signs messages (DKIM, RFC 6376)."""

    domain: str
    selector: str
    private: bytes
    """PEM."""


# The wording.


def with_slots(note: Text) -> tuple[Text, tuple[tuple[int, str], ...]]:
    """A note's Markdown with a slot for each `{field}`, and those fields with their lines."""
    fields: list[tuple[int, str]] = []

    def slot(match: re.Match[str]) -> str:
        name = column_name(match[1])
        fields.append((note.count("\n", 0, match.start()) + 1, name))
        return f"{OPEN}{name}{CLOSE}"

    return _FIELD.sub(slot, note.replace(OPEN, "").replace(CLOSE, "")), tuple(fields)


def write(
    publication: Publication,
    style: HouseStyle,
    *,
    language: str,
    subject: Text,
    title: Text,
    standfirst: Text,
    title_language: str,
    note: Markup,
    link: str,
    assets: Sequence[Asset],
    online: str = "",
    picture: Picture | None = None,
    logo: Asset | None = None,
) -> Letter:
    """The wording of a mailing in a language. `note`, in the publication's own, may be empty; a `link` is for no files.

    Pictures that mail programs do not show are given by their words. A `logo` stands for the brand's own where that is
    a drawing. `online` is where the handout can be read on the web, `picture` what stands at its head.
    """
    words = galley.words(style, language)
    own = {asset.name: copies.screen(asset, PICTURE, still=True) for asset in assets if asset.media_type in SHOWN}
    logo = logo or (publication.brand.logo.asset if publication.brand.logo else None)
    shown = copies.screen(logo, LOGO, still=True) if logo and logo.media_type in SHOWN else None
    head = copies.screen(picture.asset, PICTURE, still=True) if picture and picture.asset.media_type in SHOWN else None
    note = _laid_out(note) if note else ""
    html, text = messages.message(
        publication,
        style,
        language=language,
        title=one_line(title),
        standfirst=one_line(standfirst),
        title_language=title_language,
        note=_pictured(_boxed(note), own),
        note_text=plain(note) if note else "",
        note_language=publication.language,
        link=link,
        online=online,
        logo=shown,
        logo_size=_within((shown.width, shown.height), LOGO_BOX) if shown else (0, 0),
        picture=head,
        picture_alt=picture.alt if picture else "",
        picture_size=copies.fitted((head.width, head.height), HEAD) if head else (0, 0),
        slot=lambda name: f"{OPEN}{name}{CLOSE}",
    )
    used = [asset for asset in own.values() if f"cid:{asset.name}" in html]
    return Letter(
        language=language,
        subject=one_line(subject),
        dear=words["mail_dear"].replace("{name}", f"{OPEN}name{CLOSE}"),
        hello=words["mail_hello"],
        html=_inlined(html),
        text=text,
        pictures=tuple(dict.fromkeys((*([shown] if shown else []), *([head] if head else []), *used))),
        labels=tuple(
            (name.removeprefix("mail_").replace("_", "-"), word)
            for name, word in sorted(words.items())
            if name.removeprefix("mail_").replace("_", "-") in kinds.known()
        ),
    )


def _within(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """A size no larger than a box, of the same shape."""
    share = min(1.0, *(most / max(side, 1) for side, most in zip(size, box, strict=True)))
    return round(size[0] * share), round(size[1] * share)


def _laid_out(note: Markup) -> Markup:
    """A note in which lines that were typed as lines stay lines: a sign-off, an address. Prose flows on."""

    def lines(match: re.Match[str]) -> str:
        typed = re.sub(r"<[^>]*>", "", match[1]).split("\n")
        if len(typed) < 2 or max(map(len, typed)) > SHORT:
            return match[0]
        return "<p>" + re.sub(r"(?:<br/>)?\n", "<br/>", match[1]) + "</p>"

    return re.sub(r"<p>((?:(?!</?p[ >]).)*)</p>", lines, note, flags=re.DOTALL)


SHORT = 44
"""Characters of a line that is not prose."""


_CELL = (
    '<table role="presentation" class="{}" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="{}">'
)
_UNDER = '<!--[if mso]><p style="margin: 0; font-size: 2px; line-height: 16px">&nbsp;</p><![endif]-->'
"""Room that Word alone sees."""


def _boxed(note: Markup) -> Markup:
    """A note whose callouts and quotations are tables of one cell, with room under each table.

    Word knows no `aside`, gives nothing else a ground or room beside a line, and has no margin of tables.
    """
    boxed = re.sub(r"<aside(?: [^>]*)?>", _CELL.format("callout", "box"), note)
    boxed = re.sub(r"<blockquote(?=[ >])", _CELL.format("quoted", "quote") + "<blockquote", boxed)
    boxed = boxed.replace("</aside>", "</td></tr></table>").replace("</blockquote>", "</blockquote></td></tr></table>")
    return boxed.replace("</table>", f"</table>{_UNDER}")


def _pictured(note: Markup, own: Mapping[str, Asset]) -> Markup:
    """A note whose pictures are parts of the message, or words in brackets.

    A picture says its width and height: Outlook for Windows, which is Word, obeys these and no `max-width`.
    """

    def picture(match: re.Match[str]) -> str:
        tag = match[0]
        name, alt = (found[1] if (found := re.search(rf'{key}="([^"]*)"', tag)) else "" for key in ("src", "alt"))
        if (asset := own.get(name)) is None:
            return f"[{alt}]" if alt else ""
        width, height = copies.fitted((asset.width, asset.height), COLUMN)
        tag = re.sub(r'\s(?:width|height)="[^"]*"', "", tag.replace(f'src="{name}"', f'src="cid:{asset.name}"'))
        return tag.replace("<img", f'<img width="{width}" height="{height}"', 1)

    return re.sub(r"<img [^>]*>", picture, note)


def _inlined(html: str) -> str:
    import css_inline

    return css_inline.inline(html, keep_at_rules=True, load_remote_stylesheets=False)


# One message.


class Message(Value):
    """A message ready to be handed over."""

    identifier: str
    """Its Message-ID, the same whenever it is made for this mailing and recipient."""
    content: bytes
    """RFC 5322, with CRLF at each line's end."""
    text: Text
    """Its plain part, for whoever looks before sending."""
    html: str
    subject: Text


def compose(
    mailing: Mailing,
    recipient: Recipient,
    sender: Sender,
    *,
    namespace: str,
    date: datetime,
    token: str = "",
    key: Key | None = None,
    draft: bool = False,
) -> Message:
    """The message to a recipient. Raises NotAsMeant.

    `namespace` is the publication's identifier; `token` stands for the recipient in the address that unsubscribes. A
    `draft` is one that mail programs open to be sent, not as one that came.
    """
    letter = next((letter for letter in mailing.letters if letter.language == recipient.language), mailing.letters[0])
    labels = dict(letter.labels)
    enclosures = tuple(relabelled(item, labels) for item in enclosed(mailing.enclosures, recipient.formats))
    mark = hashlib.sha256("\0".join((namespace, mailing.name, recipient.key)).encode()).hexdigest()[:32]
    identifier = f"<{mark}@{sender.address.rpartition('@')[2]}>"
    leave = sender.unsubscribe.replace("{token}", token) if token else ""
    by_mail = f"mailto:{sender.reply_to or sender.address}?subject=unsubscribe"
    files = [f"{enclosure.name} ({_size(enclosure.content)})" for enclosure in enclosures]
    values = {
        **dict(recipient.fields),
        "name": recipient.name,
        "email": recipient.address,
        "enclosed": ", ".join(files),
        "enclosed_lines": "\n".join(f"- {file}" for file in files),
        "unsubscribe": leave or by_mail,
        "unsubscribe_shown": leave or sender.reply_to or sender.address,
    }
    values["greeting"] = _fill(letter.dear, values) if recipient.name else letter.hello
    subject = one_line(_fill(letter.subject, values))
    text = wrapped(_fill(letter.text, values)).strip("\n") + "\n"
    html = _fill(letter.html, {name: escape(value) for name, value in values.items()})
    headers = {
        "From": (sender.name, sender.address),
        **({"Reply-To": ("", sender.reply_to)} if sender.reply_to else {}),
        "To": (recipient.name, recipient.address),
        "Subject": subject,
        "Date": format_datetime(date),
        "Message-ID": identifier,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
        "List-Unsubscribe": f"<{leave}>,\r\n <{by_mail}>" if leave else f"<{by_mail}>",
        **({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if leave else {}),
        **({"X-Unsent": "1"} if draft else {}),
    }
    content = _body(letter, text, html, enclosures, mark, headers)
    if key:
        content = _sign(content, key, tuple(headers))
    _check(content, headers, signed=key is not None, enclosures=enclosures)
    return Message(identifier=identifier, content=content, text=text, html=html, subject=subject)


def html_bytes(letter: Letter, recipient: Recipient | None) -> int:
    """How many bytes the HTML part has, with what the list says of a recipient put into it."""
    values = {**dict(recipient.fields), "name": recipient.name, "email": recipient.address} if recipient else {}
    return len(_fill(letter.html, {name: escape(value) for name, value in values.items()}).encode())


def token(salt: str, namespace: str, key: str) -> str:
    """What stands for a person in an address that unsubscribes: no one who knows the address can make it."""
    return hmac.new(salt.encode(), f"{namespace}\0{key}".encode(), hashlib.sha256).hexdigest()[:32]


def largest(mailing: Mailing, combinations: Sequence[Sequence[str]]) -> int:
    """How many bytes the largest message can have at most, for recipients who ask for these formats."""
    words = max(3 * len(letter.html.encode()) + 3 * len(letter.text.encode()) for letter in mailing.letters)
    pictures = max(sum(_encoded(picture.content) for picture in letter.pictures) for letter in mailing.letters)
    files = max(
        sum(_encoded(item.content) for item in enclosed(mailing.enclosures, formats))
        for formats in (combinations or [()])
    )
    return words + pictures + files + 16_000


def _encoded(content: bytes) -> int:
    """The length of a file in base64, in lines of 76 with CRLF, and of the headers of its part."""
    return -(-len(content) // 57) * 78 + 1_000


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda match: values.get(match[1], ""), text)


def _size(content: bytes) -> str:
    size = len(content)
    return f"{size / 1_000_000:.1f}\u00a0MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))}\u00a0kB"


_UNNAMED = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\uf8f0-\uf8f2]')


def file_name(title: Text, suffix: str, *, extra: Text = "") -> Text:
    """A name that a person would give a file: `Public service mutuals take root (large print).pdf`.

    Any system takes it; it has at most 200 bytes.
    """
    name = unicodedata.normalize("NFC", one_line(_UNNAMED.sub(" ", title))).strip(" .")
    while len(name.encode()) > 180 - len(extra.encode()):
        shorter = name[:-1]
        name = (shorter.rpartition(" ")[0] or shorter).rstrip(" .,;–—-") if " " in shorter[60:] else shorter
    return f"{name or 'Handout'}{f' ({extra})' if extra else ''}.{suffix}"


# Headers.


class _Verbatim(EmailPolicy):
    """A policy that keeps each header as the text it is given and writes it so."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        return name, value

    def header_fetch_parse(self, name: str, value: Any) -> Any:  # noqa: ARG002
        return value

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}\r\n"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


_POLICY = _Verbatim(linesep="\r\n", cte_type="7bit")


def _unstructured(text: Text, *, used: int) -> str:
    """Text as the value of a header, in lines of at most 76; `used` columns of the first are taken.

    ASCII stands as it is, unless a reader would take it for encoded words; anything else is encoded (RFC 2047, B).
    """
    if text.isascii() and text.isprintable() and "=?" not in text and max(map(len, text.split(" "))) < 60:
        lines, line = [], ""
        for word in text.split(" "):
            if line and used + len(line) + 1 + len(word) > 76:
                lines.append(line)
                line, used = word, 1
            else:
                line = f"{line} {word}" if line else word
        return "\r\n ".join((*lines, line))
    return "\r\n ".join(_encoded_words(text, 76 - used))


def _encoded_words(text: Text, room: int) -> list[str]:
    """Each at most 75 long, made of whole characters (RFC 2047, 2 and 5)."""
    pieces: list[str] = []
    piece = b""
    for sign in text:
        letter = sign.encode()
        fits = (min(room if not pieces else 75, 75) - len("=?utf-8?b??=")) // 4 * 3
        if piece and len(piece) + len(letter) > fits:
            pieces.append(_word(piece))
            piece = b""
        piece += letter
    return [*pieces, _word(piece)]


def _word(content: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(content).decode()}?="


_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=^_`{|}~]+)*")


def _mailbox(name: Text, address: str, *, used: int) -> str:
    """A name and an address as the value of a header (RFC 5322, 3.4)."""
    if not name:
        return address
    if not name.isascii() or "=?" in name or len(name) > 60 or not name.isprintable():
        return "\r\n ".join((*_encoded_words(name, 76 - used), f"<{address}>"))
    quoted = name if _ATOMS.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{quoted}\r\n <{address}>" if used + len(quoted) + len(address) > 73 else f"{quoted} <{address}>"


Headers = Mapping[str, Any]
"""What is meant: a text, or a name and an address."""


def _header(name: str, meant: Any) -> str:
    used = len(name) + 2
    if isinstance(meant, tuple):
        return _mailbox(one_line(meant[0]), meant[1], used=used)
    return _unstructured(meant, used=used) if name == "Subject" else str(meant)


# The body.


def _body(letter: Letter, text: str, html: str, enclosures: Sequence[Enclosure], mark: str, headers: Headers) -> bytes:
    """multipart/mixed (multipart/alternative (plain, HTML with its pictures), files…)."""
    message = EmailMessage(_POLICY)
    for name, meant in headers.items():
        if not name.startswith("Content-"):
            message[name] = _header(name, meant)
    message.set_content(_clean(text), cte="quoted-printable")
    message.add_alternative(_clean(html), subtype="html", cte="quoted-printable")
    parts = list(message.iter_parts())
    for picture in letter.pictures:
        main, _, sub = picture.media_type.partition("/")
        parts[1].add_related(picture.content, maintype=main, subtype=sub, cid=f"<{picture.name}>", disposition="inline")
    if letter.pictures:
        parts[1].set_boundary(f"=_related_{mark}")
    message.set_boundary(f"=_alternative_{mark}")
    for enclosure in enclosures:
        main, _, sub = enclosure.media_type.partition("/")
        message.add_attachment(enclosure.content, maintype=main, subtype=sub, filename=enclosure.name)
        # Outlook and some gateways know `name` only; what is not ASCII is an encoded word there, as they all have it.
        part: Any = message.get_payload()[-1]  # type: ignore[index]
        named = enclosure.name.replace("\\", "\\\\").replace('"', '\\"')
        if not named.isascii() or "=?" in named:
            named = "\r\n ".join(_encoded_words(enclosure.name, 60))
        part.replace_header("Content-Type", f'{enclosure.media_type};\r\n name="{named}"')
    if enclosures:
        message.set_boundary(f"=_mixed_{mark}")
    # Not before: what begins with Content- would go into the first part with it.
    message["Content-Language"] = headers["Content-Language"]
    return message.as_bytes()


def _clean(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "", text).encode("utf-8", "replace").decode()


_OVERSIGNED = (
    *("From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
)


def _sign(content: bytes, key: Key, names: Sequence[str]) -> bytes:
    import dkim

    # Named once more than it is there: one that somebody adds on the way breaks the signature (RFC 6376, 8.15).
    signed = [name.lower().encode() for name in (*names, *_OF_THE_BODY, *_OVERSIGNED)]
    signature: bytes = dkim.sign(
        content,
        key.selector.encode(),
        key.domain.encode(),
        key.private,
        include_headers=signed,
        canonicalize=(b"relaxed", b"relaxed"),
    )
    return signature + content


# The second look.

_OF_THE_BODY = ("MIME-Version", "Content-Type")


def _split(content: bytes) -> list[tuple[str, str]]:
    """The headers by a reader that knows nothing but lines: name and value, folds undone."""
    head = content.partition(b"\r\n\r\n")[0]
    found: list[tuple[str, str]] = []
    for line in head.decode("ascii").split("\r\n"):
        if line[:1] in (" ", "\t"):
            if not found or not line.strip():
                raise NotAsMeant("a folded line without a header")
            found[-1] = (found[-1][0], found[-1][1] + line)
        else:
            name, colon, value = line.partition(": ")
            if not colon or not re.fullmatch(r"[A-Za-z-]+", name):
                raise NotAsMeant("a line of the head is no header")
            found.append((name, value))
    return found


def _check(content: bytes, headers: Headers, *, signed: bool, enclosures: Sequence[Enclosure]) -> None:
    """Raise NotAsMeant unless two readers find the intended headers and files in the finished bytes, and no others."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", content):
        raise NotAsMeant("a line that does not end with CRLF")
    if max(map(len, content.split(b"\r\n"))) > LONGEST_LINE:
        raise NotAsMeant(f"a line of more than {LONGEST_LINE} bytes")
    meant = sorted((*headers, *_OF_THE_BODY, *(["DKIM-Signature"] if signed else [])))
    raw = _split(content)
    head = content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    read: Any = BytesParser(policy=default).parsebytes(head, headersonly=True)
    for found in ([name for name, _ in raw], list(read.keys())):
        if sorted(found) != meant:
            raise NotAsMeant("the headers are " + ", ".join(sorted(found)))
    values = dict(raw)
    for name, value in headers.items():
        if values[name] != _header(name, value).replace("\r\n", ""):
            raise NotAsMeant(f"{name} differs")
        if isinstance(value, tuple):
            addresses = [address.addr_spec for address in read[name].addresses]
            if addresses != [value[1]]:
                raise NotAsMeant(f"{name} is read as {len(addresses)} addresses")
    files = [part.get_filename() for part in _parts(content)]
    if files != [enclosure.name for enclosure in enclosures]:
        raise NotAsMeant("the names of the files differ")


def _parts(content: bytes) -> list[Any]:
    """The attachments, as the library reads them: only their heads, for a large file takes long to be read."""
    boundary = re.search(rb'boundary="(=_mixed_[0-9a-f]+)"', content)
    if not boundary:
        return []
    pieces = content.split(b"--" + boundary[1])[2:-1]
    parser = BytesParser(policy=default)
    return [parser.parsebytes(piece.lstrip(b"\r\n").partition(b"\r\n\r\n")[0] + b"\r\n\r\n", True) for piece in pieces]


def read_key(pem: bytes, domain: str, selector: str) -> Key:
    """A key that signs. Raises ValueError when it is none, or has fewer than 1024 bits."""
    from dkim.crypto import UnparsableKeyError, parse_pem_private_key

    try:
        bits = parse_pem_private_key(pem)["modulus"].bit_length()
    except (UnparsableKeyError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"it is no RSA key in PEM: {error}") from None
    if bits < 1024:
        raise ValueError(f"it has {bits} bits; 1024 are the least that is taken, 2048 are better")
    return Key(domain=domain, selector=selector, private=pem)
