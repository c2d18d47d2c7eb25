"""Answers to a mailing become verdicts: delivery reports, and mails of people who want to be left alone.

Reports are read as RFC 3464 has them, and as those programs write them that do not keep to it: qmail (QSBMF), Exim,
Exchange, Gmail, and whoever names an address and then what a server said of it. A report is what a *mail system* sends;
notes of absence, questions and newsletters are none, whoever they come from.

Statuses are those of RFC 3463. What they mean for a mailing list:

- `gone`: the address does not exist (5.1.x), or is closed for good. It is never written to again.
- `later`: it failed for the moment (4.x.x), or was put off. It is counted.
- `ours`: we were refused, not the person (5.7.x: a policy, a blocklist, a missing signature). It is for us to mend.
- `refused`: anything else that is final: a full mailbox, too large a message. It is counted.
- `leave`: the person has asked to be taken off, or has complained.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parseaddr
from typing import Literal

from publish.value import Value

Kind = Literal["gone", "later", "ours", "refused", "leave"]
LARGEST = 20 * 2**20
"""Bytes of a message; a larger one is no report."""


class Returned(Value):
    """What one message says of one recipient."""

    kind: Kind
    addresses: tuple[str, ...]
    """The recipient as typed, the likeliest first: one may have been forwarded to another."""
    status: str
    """As RFC 3463 has it, e.g. `5.1.1`; empty when there was none."""
    said: str
    token: str = ""
    """What stands for a person in an address that unsubscribes."""


def subject(content: bytes) -> str:
    """What a message is about, on one line, for whoever has to find it."""
    try:
        return _header(_parsed(content[:100_000]), "Subject")[:100] or "no subject"
    except (MessageError, ValueError, LookupError):
        return "cannot be read"


def read(content: bytes) -> tuple[Returned, ...]:
    """What a message says of its recipients; nothing when it is neither a report nor somebody who wants to leave."""
    if len(content) > LARGEST:
        return ()
    try:
        message = _parsed(content)
        for reader in (_complaint, _standard, _leaving, _as_text):
            if found := tuple(reader(message)):
                return found
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        pass  # the library gives up on some messages in any of these ways; such a one is left alone
    return ()


def _parsed(content: bytes) -> Message:
    return BytesParser(policy=compat32).parsebytes(content)


def _header(message: Message, name: str) -> str:
    value = message.get(name, "")
    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (ValueError, LookupError):
        return " ".join(str(value).split())


# What a status means.

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.-])([45]\d\d)(?=[\s-])")
_WORDS: dict[Kind, tuple[str, ...]] = {
    "ours": (
        r"sender (?:verif|address rejected)|spam|blocked|block ?list|blacklist|blackhole|reputation|policy|dmarc|dkim",
        r"\bspf\b|relay|not permitted",
        "not authori[sz]ed|access denied|authentication required",
    ),
    "refused": (
        "over ?quota|quota exceeded|mailbox (?:is )?full|full mailbox|too (?:large|big)|size limit",
        "insufficient (?:disk|system) (?:space|storage)",
    ),
    "gone": (
        "user[ -]unknown|unknown user|no such (?:user|mailbox|recipient|address|person)",
        "no mailbox(?: here)? by that name",
        "(?:does not|doesn.?t|do not) (?:exist|have an? .{0,30}account)|mailbox (?:not found|unavailable)",
        r"(?:recipient|address|user|account|mailbox)(?: \S+){0,4} (?:not found|(?:is|has been) (?:disabled|suspended)"
        r"|is inactive|unknown)",
        "not a valid (?:mailbox|recipient|user)|invalid (?:recipient|mailbox|address)|unrouteable address",
        "user not local|account .{0,40}(?:disabled|inactive)|unknown (?:host|domain)|recipnotfound",
        "host (?:or domain name )?not found|domain .{0,40}(?:not found|does not exist)",
    ),
    "later": ("will (?:be retried|retry|keep trying)|delayed|temporar|try(?:ing)? again|gr[ea]ylist|timed? ?out",),
}
"""What servers say where they give no status, in the order in which it counts."""
_MEANT: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(words), re.IGNORECASE)) for kind, words in _WORDS.items()
)


def verdict(status: str, said: str) -> Kind:
    """What a status, or failing that a server's reply and its words, mean for a list."""
    if found := _STATUS.search(status) or _STATUS.search(said):
        kind, topic, detail = found.groups()
        if kind == "4":
            return "later"
        if topic == "7":
            return "ours"
        if topic == "1" and detail not in ("7", "8", "9"):  # those three are about the sender's own address
            return "gone"
        if topic == "1":
            return "ours"
        if detail == "0" and topic in ("0", "3", "5"):  # 5.0.0 says only that it failed: the words say why
            return _by_words(said)
        if (topic, detail) == ("4", "1") and "recipient address rejected" in said.lower():
            return "gone"  # Exchange Online has nobody of that name, and says no more
        closed = topic in ("2", "4") and re.search(r"(?i)disabled|inactive|closed|suspended|not found", said)
        return "gone" if closed and not re.search(r"(?i)\bfull\b|quota", said) else "refused"
    code = _CODE.search(said)
    if code and code[1][0] == "4":
        return "later"
    return _by_words(said)


def _by_words(said: str) -> Kind:
    return next((kind for kind, words in _MEANT if words.search(said)), "refused")


def _has_meaning(said: str) -> bool:
    return bool(_STATUS.search(said) or _CODE.search(said) or any(words.search(said) for _, words in _MEANT))


# Reports that keep to the standard.


def _standard(message: Message) -> Iterator[Returned]:
    """Delivery reports as RFC 3464 has them."""
    for part in message.walk():
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        for block in _blocks(part):
            action = _header(block, "Action").lower().split(" ")[0]
            finals = [
                address
                for name in ("Original-Recipient", "Final-Recipient")
                if (address := _typed_address(_header(block, name)))
            ]
            if not finals or action not in ("failed", "delayed", ""):
                continue
            status, said = _header(block, "Status"), _header(block, "Diagnostic-Code")
            said = said.partition(";")[2].strip() or said
            kind = "later" if action == "delayed" else verdict(_finer(status, said), said or _human(message))
            addresses = tuple(dict.fromkeys((*finals, *_written_to(message))))
            yield Returned(kind=kind, addresses=addresses, status=status.split(" ")[0], said=_one_line(said))


def _finer(status: str, said: str) -> str:
    """The status, or the one within the server's words where a system has made a general one of it (5.0.0, 5.5.0)."""
    general = re.match(r"[245]\.[05]\.0", status)
    within = _STATUS.search(said) if general else None
    return within[0] if within else status


def _blocks(part: Message) -> Iterator[Message]:
    """The fields of each recipient. The library makes a message of each, unless the part was encoded."""
    payload = part.get_payload()
    if isinstance(payload, list) and len(payload) > 1:
        yield from (block for block in payload if isinstance(block, Message))
        return
    text = _text(payload[0] if isinstance(payload, list) and isinstance(payload[0], Message) else part)
    if isinstance(payload, list) and isinstance(payload[0], Message):
        yield payload[0]
    for piece in re.split(r"\r?\n\s*\r?\n", text):
        yield BytesParser(policy=compat32).parsebytes(piece.strip().encode("utf-8", "replace"))


def _typed_address(text: str) -> str:
    """`rfc822; jo@example.org` as an address; empty for another type, or none."""
    kind, semicolon, address = text.rpartition(";")
    if semicolon and kind.strip().lower() not in ("rfc822", "utf-8", "smtp"):
        return ""
    found = _ADDRESS.search(address)
    return found[0] if found else ""


def _complaint(message: Message) -> Iterator[Returned]:
    """Somebody has pressed `this is spam` (ARF, RFC 5965)."""
    for part in message.walk():
        if part.get_content_type() == "message/feedback-report":
            text = _text(part) or "\n".join(str(block) for block in part.get_payload() if isinstance(block, Message))
            named = re.findall(r"(?im)^(?:Original-Rcpt-To|Removal-Recipient):\s*<?([^\s<>]+@[^\s<>]+)", text)
            if addresses := tuple(dict.fromkeys((*named, *_written_to(message)))):
                yield Returned(kind="leave", addresses=addresses, status="", said="complained that it is spam")


def _written_to(message: Message) -> tuple[str, ...]:
    """Whom the message was for that came back, by its own head."""
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            head: Message | None = BytesParser(policy=compat32).parsebytes(_text(part).encode("utf-8", "replace"))
        elif part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            head = next((one for one in part.get_payload() if isinstance(one, Message)), None)
        else:
            continue
        if head is not None:
            found = [address for _, address in getaddresses([_header(head, "To")]) if "@" in address]
            return tuple(found[:1])
    return ()


# Reports that do not.

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9]")
_DAEMON = re.compile(
    r"(?i)mailer-daemon|postmaster|mail delivery|(?:mail )?delivery (?:sub)?system|maildelivery|mdaemon|bounce"
)
_SUBJECT = re.compile(
    r"(?i)undeliver|undelivered|failure notice|delivery (?:has )?fail|delivery status|returned mail|mail delivery"
    r"|delivery notification|non remis|unzustellbar|could not be delivered|rejected|message delayed|delivery delayed"
    r"|delivery incomplete|warning: message|mail system error"
)
_COPY = re.compile(
    r"(?im)^(?:-+ ?(?:below this line|this is a copy|original message|the header|message header|forwarded)"
    r"|-+ ?returned message|original message headers:|-{3,} the following is|return-path: |received: from "
    r"|\s*-{10,}\s*$)"
)
"""Where the message that came back begins."""
_ALONE = r"['\"]?<?(?P<address>[^\s<>()\[\],;:\"']+@[A-Za-z0-9.-]+[A-Za-z0-9])>?['\"]?"
_NAMED = re.compile(
    rf"(?m)^[ \t>*]*(?:(?:to|recipient|address)[:=]\s*)?{_ALONE}"
    r"(?:\s*<[^\s<>]+@[^\s<>]+>)?(?:\s*\(.{0,80}\)| on \w.{0,50})?[ \t]*:?[ \t]*$"
)
"""An address that has a line to itself, or nearly."""
_BESIDE = re.compile(rf"(?m)^[ \t]*{_ALONE}[ \t]*(?::| \.{{2,}}|\s-+>?)[ \t]+(?=\S)")
"""An address with what was said of it behind it."""


def _as_text(message: Message) -> Iterator[Returned]:
    """A report in words: an address on a line of its own, and under it what was said of it."""
    failed = [address for _, address in getaddresses(message.get_all("X-Failed-Recipients", []))]
    sender = f"{_header(message, 'From')} {_header(message, 'Sender')}"
    if not (failed or (_DAEMON.search(sender) and _SUBJECT.search(_header(message, "Subject")))):
        return
    text = _human(message)
    if (cut := _COPY.search(text)) and _NAMED.search(text[: cut.start()]):
        text = text[: cut.start()]
    places = sorted(
        {match["address"].lower(): match for match in (*_NAMED.finditer(text), *_BESIDE.finditer(text))}.values(),
        key=lambda match: match.start(),
    )
    delayed = bool(re.search(r"(?i)delay|incomplete|warning|not yet been delivered", _header(message, "Subject")))
    told: set[str] = set()
    for number, match in enumerate(places):
        end = places[number + 1].start() if number + 1 < len(places) else len(text)
        said = text[match.end() : end]
        # What several addresses have in common may stand over the first, or under the last.
        said = said if _has_meaning(said) else text[match.end() :] if _has_meaning(text[match.end() :]) else text
        if _has_meaning(said) or failed:
            told.add(match["address"].lower())
            yield _returned(match["address"], said, message, delayed=delayed)
    for address in failed:
        if address.lower() not in told:
            yield _returned(address, text, message, delayed=delayed)


def _returned(address: str, said: str, message: Message, *, delayed: bool) -> Returned:
    status = _STATUS.search(said)
    return Returned(
        kind="later" if delayed else verdict("", said),
        addresses=tuple(dict.fromkeys((address, *_written_to(message)))),
        status=status[0] if status else "",
        said=_one_line(said),
    )


def _human(message: Message) -> str:
    """What is written for people: the first plain part, or the words of the first HTML part."""
    html = ""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            return _text(part)
        if part.get_content_type() == "text/html" and not html:
            words = re.sub(r"(?i)<br\s*/?>|</(?:p|div|tr|li|h\d)>", "\n", _text(part))
            html = re.sub(r"[ \t]+", " ", re.sub(r"<[^>]*>", " ", re.sub(r"(?is)<(style|script).*?</\1>", "", words)))
        if part.get_content_type() in ("message/rfc822", "message/delivery-status"):
            break
    return html


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(str(part.get_content_charset("utf-8")), "replace").replace("\r\n", "\n")
    except LookupError:
        return payload.decode("utf-8", "replace").replace("\r\n", "\n")


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300]


# People who want to leave.

_LEAVE = re.compile(r"(?i)^(?:(?:re|aw|sv|fwd?)\s*:\s*)*unsubscribe(?:\s+(?P<token>[0-9a-f]{32}))?\s*[.!]?$")


def _leaving(message: Message) -> Iterator[Returned]:
    """A message that a mail program makes of `List-Unsubscribe: <mailto:…?subject=unsubscribe>` (RFC 2369)."""
    found = _LEAVE.match(_header(message, "Subject"))
    address = parseaddr(_header(message, "From"))[1]
    if found and "@" in address and not _DAEMON.search(address):
        yield Returned(
            kind="leave", addresses=(address,), status="", said="asked to be taken off", token=found["token"] or ""
        )
