"""Delivery reports as mail systems write them, made up to their documented forms. Nobody's mail is among them."""

from __future__ import annotations

from typing import NamedTuple


class Sample(NamedTuple):
    """A report, and what it says: kinds by recipient."""

    name: str
    content: bytes
    means: dict[str, str]


ORIGINAL = """\
Return-Path: <ruth@example.org>
Received: from mail.example.org (mail.example.org [192.0.2.1])
From: Ruth Price <ruth@example.org>
To: {to}
Subject: The bus comes back
Message-ID: <0123456789abcdef0123456789abcdef@example.org>
Date: Tue, 24 Nov 2026 08:00:00 +0000
MIME-Version: 1.0
"""


def _standard(
    system: str, subject: str, words: str, blocks: str, to: str, *, reporting: str = "dns; mx.example.org",
    returned: str = "message/rfc822",
) -> bytes:  # fmt: skip
    """A report by RFC 3464 and RFC 6522."""
    return f"""\
Return-Path: <>
From: {system}
To: ruth@example.org
Subject: {subject}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"

This is a MIME-encapsulated message.

--=_b
Content-Type: text/plain; charset=us-ascii

{words}
--=_b
Content-Type: message/delivery-status

Reporting-MTA: {reporting}
Arrival-Date: Tue, 24 Nov 2026 08:00:01 +0000 (GMT)

{blocks}
--=_b
Content-Type: {returned}

{ORIGINAL.format(to=to)}
--=_b--
""".replace("\n", "\r\n").encode()


def _plain(system: str, subject: str, body: str, more: str = "") -> bytes:
    return f"""\
Return-Path: <>
From: {system}
To: ruth@example.org
Subject: {subject}
{more}
{body}""".replace("\n", "\r\n").encode()


_POSTFIX = "MAILER-DAEMON@mx.example.org (Mail Delivery System)"


def _postfix(to: str, status: str, said: str, action: str = "failed") -> bytes:
    subject = "Undelivered Mail Returned to Sender" if action == "failed" else "Delayed Mail (still being retried)"
    words = f"""This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

<{to}>: {said}"""
    block = f"""Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.{to.partition("@")[2]}
Diagnostic-Code: smtp; {said}
"""
    return _standard(_POSTFIX, subject, words, block, to)


_EXIM = "Mail Delivery System <Mailer-Daemon@host.example.org>"


def _exim(to: str, said: str, *, old: bool = False) -> bytes:
    body = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {to}
    {said}

------ This is a copy of the message, including all the headers. ------

{ORIGINAL.format(to=to)}
"""
    if old:
        more = f"X-Failed-Recipients: {to}\nAuto-Submitted: auto-replied\n"
        return _plain(_EXIM, "Mail delivery failed: returning message to sender", body, more)
    block = f"""Action: failed
Final-Recipient: rfc822;{to}
Status: 5.0.0
Remote-MTA: dns; mx.{to.partition("@")[2]}
Diagnostic-Code: smtp; {" ".join(said.split())}
"""
    return _standard(_EXIM, "Mail delivery failed: returning message to sender", body, block, to)


_EXCHANGE = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.com>"


def _exchange(to: str, status: str, said: str, action: str = "failed") -> bytes:
    words = f"""Delivery has failed to these recipients or groups:

{to}<mailto:{to}>
The email address you entered couldn't be found. Please check the recipient's
email address and try to resend the message.

Diagnostic information for administrators:

Generating server: AM0PR01MB1234.eurprd01.prod.exchangelabs.com

{to}
Remote Server returned '{said}'

Original message headers:

{ORIGINAL.format(to=to)}"""
    block = f"""Final-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;{said}
X-Display-Name: Somebody
"""
    return _standard(_EXCHANGE, "Undeliverable: The bus comes back", words, block, to, reporting="dns;AM0PR01MB1234")


_GMAIL = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"


def _gmail(to: str, status: str, said: str, *, action: str = "failed") -> bytes:
    words = f"""
** Address not found **

Your message wasn't delivered to {to} because the address couldn't be found, or is unable to receive mail.

The response was:

{said}
"""
    block = f"""Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Remote-MTA: dns; gmail-smtp-in.l.google.com. (192.0.2.26, the server for the domain.)
Diagnostic-Code: smtp; {said}
Last-Attempt-Date: Tue, 24 Nov 2026 00:01:00 -0800 (PST)
"""
    subject = "Delivery Status Notification (Failure)" if action == "failed" else "Delivery Status Notification (Delay)"
    return _standard(_GMAIL, subject, words, block, to, returned="message/rfc822")


def _qmail(pairs: dict[str, str]) -> bytes:
    body = """Hi. This is the qmail-send program at mx.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

"""
    body += "\n\n".join(f"<{to}>:\n{said}" for to, said in pairs.items())
    body += f"\n\n--- Below this line is a copy of the message.\n\n{ORIGINAL.format(to=next(iter(pairs)))}"
    return _plain("MAILER-DAEMON@mx.example.org", "failure notice", body)


TWO = """Final-Recipient: rfc822; jo@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jo@example.org> User unknown

Final-Recipient: rfc822; ann@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; connect to mx.example.org: Connection timed out

Final-Recipient: rfc822; bob@example.org
Action: relayed
Status: 2.0.0
"""
FORWARDED = """Original-Recipient: rfc822;jo@example.org
Final-Recipient: rfc822;jo.bloggs@elsewhere.example
Action: failed
Status: 5.1.1 (bad destination mailbox address)
Diagnostic-Code: smtp; 550 5.1.1 User unknown
"""
JO = "jo@example.org"
_UNKNOWN = f"550 5.1.1 <{JO}>: Recipient address rejected: User unknown in virtual mailbox table"

REPORTS = (
    Sample("postfix, unknown", _postfix(JO, "5.1.1", _UNKNOWN), {JO: "gone"}),
    Sample("postfix, no domain", _postfix("jo@nowhere.example", "5.4.4", "Host or domain name not found. Name service error for name=nowhere.example type=AAAA: Host not found"), {"jo@nowhere.example": "gone"}),
    Sample("postfix, delayed", _postfix(JO, "4.4.1", "connect to mx.example.org[192.0.2.9]:25: Connection timed out", "delayed"), {JO: "later"}),
    Sample("postfix, full", _postfix(JO, "5.2.2", "552 5.2.2 <jo@example.org>: Mailbox full, quota exceeded"), {JO: "refused"}),
    Sample("postfix, blocklist", _postfix(JO, "5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example"), {JO: "ours"}),
    Sample("postfix, given up", _postfix(JO, "4.4.7", "delivery temporarily suspended: connect to mx.example.org: No route to host"), {JO: "later"}),
    Sample("postfix, three at once", _standard(_POSTFIX, "Undelivered Mail Returned to Sender", "This is the mail system.", TWO, JO), {JO: "gone", "ann@example.org": "later"}),
    Sample("postfix, headers only", _standard(_POSTFIX, "Undelivered Mail Returned to Sender", "x", TWO.partition("\n\n")[0], JO, returned="text/rfc822-headers"), {JO: "gone"}),
    Sample("postfix, forwarded", _standard(_POSTFIX, "Undelivered Mail Returned to Sender", "x", FORWARDED, JO), {JO: "gone"}),
    Sample("postfix, general status", _postfix(JO, "5.0.0", "550-Requested action not taken: mailbox unavailable 550 5.1.1 No such user"), {JO: "gone"}),
    Sample("exim, unknown", _exim(JO, "host mx.example.org [192.0.2.9]\n    SMTP error from remote mail server after RCPT TO:<jo@example.org>:\n    550 5.1.1 <jo@example.org>: no such user here"), {JO: "gone"}),
    Sample("exim, old", _exim(JO, "SMTP error from remote mail server after RCPT TO:<jo@example.org>:\n    host mx.example.org [192.0.2.9]: 550 No Such User Here", old=True), {JO: "gone"}),
    Sample("exim, old, unrouteable", _exim(JO, "Unrouteable address", old=True), {JO: "gone"}),
    Sample("exim, old, full", _exim(JO, "mailbox is full: retry timeout exceeded", old=True), {JO: "refused"}),
    Sample("exim, old, policy", _exim(JO, "SMTP error from remote mail server after end of data:\n    host mx.example.org [192.0.2.9]: 550 5.7.26 This mail is unauthenticated (SPF, DKIM)", old=True), {JO: "ours"}),
    Sample("exim, warning", _plain(_EXIM, "Warning: message 1abcDE-000123-4F delayed 24 hours", f"This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on host.example.org.\n\nThe address to which the message has not yet been delivered is:\n\n  {JO}\n    Delay reason: Connection timed out\n\nNo action is required on your part. Delivery attempts will continue.\n"), {JO: "later"}),
    Sample("exim, two, old", _plain(_EXIM, "Mail delivery failed: returning message to sender", f"The following address(es) failed:\n\n  {JO}\n    SMTP error: 550 5.1.1 unknown user\n\n  ann@example.org\n    SMTP error: 452 4.2.2 over quota\n", f"X-Failed-Recipients: {JO}, ann@example.org\n"), {JO: "gone", "ann@example.org": "later"}),
    Sample("exchange, not found", _exchange(JO, "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient jo@example.org not found by SMTP address lookup"), {JO: "gone"}),
    Sample("exchange, no permission", _exchange(JO, "5.7.133", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"), {JO: "ours"}),
    Sample("exchange, banned", _exchange(JO, "5.7.606", "550 5.7.606 Access denied, banned sending IP [192.0.2.1]"), {JO: "ours"}),
    Sample("exchange, too large", _exchange(JO, "5.3.4", "550 5.3.4 ROUTING.SizeLimit; message size exceeds fixed maximum size for route"), {JO: "refused"}),
    Sample("exchange, full", _exchange(JO, "5.2.2", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException"), {JO: "refused"}),
    Sample("exchange, loop", _exchange(JO, "5.4.14", "554 5.4.14 Hop count exceeded - possible mail loop"), {JO: "refused"}),
    Sample("exchange, expired", _exchange(JO, "4.4.7", "550 4.4.7 QUEUE.Expired; message expired"), {JO: "later"}),
    Sample("exchange 2003, words", _plain("System Administrator <postmaster@example.com>", "Undeliverable: The bus comes back", f"Your message\n\n  To:      {JO}\n  Subject: The bus comes back\n  Sent:    24/11/2026 08:00\n\ndid not reach the following recipient(s):\n\n{JO} on Tue, 24 Nov 2026 08:00:02 -0000\n    The e-mail account does not exist at the organization this message\nwas sent to.  Check the e-mail address.\n    <mx.example.org #5.1.1>\n"), {JO: "gone"}),
    Sample("gmail, unknown", _gmail(JO, "5.1.1", "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the recipient's email address for typos. 550 5.1.1 https://support.google.com/mail/?p=NoSuchUser"), {JO: "gone"}),
    Sample("gmail, disabled", _gmail(JO, "5.2.1", "550 5.2.1 The email account that you tried to reach is disabled."), {JO: "gone"}),
    Sample("gmail, full", _gmail(JO, "5.2.2", "552-5.2.2 The email account that you tried to reach is over quota."), {JO: "refused"}),
    Sample("gmail, delay", _gmail(JO, "4.2.1", "450 4.2.1 The user you are trying to contact is receiving mail too quickly.", action="delayed"), {JO: "later"}),
    Sample("gmail, unauthenticated", _gmail(JO, "5.7.26", "550-5.7.26 This mail has been blocked because the sender is unauthenticated."), {JO: "ours"}),
    Sample("gmail, old words", _plain(_GMAIL, "Delivery Status Notification (Failure)", f"Delivery to the following recipient failed permanently:\n\n     {JO}\n\nTechnical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected by the server for the recipient domain example.org by mx.example.org. [192.0.2.9].\n\nThe error that the other server returned was:\n550 5.1.1 <{JO}>: Recipient address rejected: User unknown\n\n\n----- Original message -----\n\n{ORIGINAL.format(to=JO)}", f"X-Failed-Recipients: {JO}\n"), {JO: "gone"}),
    Sample("gmail, no domain", _gmail("jo@nowhere.example", "5.1.2", "DNS Error: DNS type 'mx' lookup of nowhere.example responded with code NXDOMAIN Domain name not found: nowhere.example"), {"jo@nowhere.example": "gone"}),
    Sample("qmail, unknown", _qmail({JO: "Sorry, no mailbox here by that name. (#5.1.1)"}), {JO: "gone"}),
    Sample("qmail, two", _qmail({JO: "192.0.2.9 does not like recipient.\nRemote host said: 550 5.1.1 <jo@example.org> No such user\nGiving up on 192.0.2.9.", "ann@example.org": "Sorry, I couldn't find any host named nowhere.example. (#5.1.2)"}), {JO: "gone", "ann@example.org": "gone"}),
    Sample("qmail, given up", _qmail({JO: "192.0.2.9 failed after I sent the message.\nRemote host said: 451 4.7.1 Greylisting in action\nI'm not going to try again; this message has been in the queue too long."}), {JO: "later"}),
    Sample("qmail, policy", _qmail({JO: "192.0.2.9 failed after I sent the message.\nRemote host said: 554 5.7.1 Message rejected under policy, spam score 12"}), {JO: "ours"}),
    Sample("qmail, full", _qmail({JO: "The users mailfolder is over the allowed quota (size). (#5.2.2)"}), {JO: "refused"}),
    Sample("yahoo's qmail, unknown", _plain("MAILER-DAEMON@yahoo.com", "Failure Notice", f"Sorry, we were unable to deliver your message to the following address.\n\n<{JO}>:\n554: delivery error: dd This user doesn't have an example.org account ({JO}) [0]\n\n--- Below this line is a copy of the message.\n\n{ORIGINAL.format(to=JO)}"), {JO: "gone"}),
    Sample("sendmail, unknown", _plain("Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>", "Returned mail: see transcript for details", f"The original message was received at Tue, 24 Nov 2026 08:00:00 GMT\n\n   ----- The following addresses had permanent fatal errors -----\n<{JO}>\n    (reason: 550 5.1.1 <{JO}>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> DATA\n<<< 550 5.1.1 <{JO}>... User unknown\n"), {JO: "gone"}),
    Sample("domino, unknown", _standard("postmaster@example.com", "DELIVERY FAILURE: User jo (jo@example.org) not listed in Domino Directory", f"Your message\n\n  Subject: The bus comes back\n\nwas not delivered to:\n\n  {JO}\n\nbecause:\n\n  User jo ({JO}) not listed in Domino Directory\n", f"Final-Recipient: rfc822;{JO}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Notes; User jo ({JO}) not listed in Domino Directory\n", JO), {JO: "gone"}),
    Sample("a complaint", _standard("feedback@example.com", "Complaint", "This is an email abuse report.", "x", JO).replace(b"report-type=delivery-status", b"report-type=feedback-report").replace(b"message/delivery-status", b"message/feedback-report").replace(b"Reporting-MTA: dns; mx.example.org", b"Feedback-Type: abuse\r\nUser-Agent: SomeGenerator/1.0\r\nVersion: 1\r\nOriginal-Rcpt-To: <jo@example.org>"), {JO: "leave"}),
    Sample("a person who leaves", b"From: Jo Bloggs <jo@example.org>\r\nTo: ruth@example.org\r\nSubject: unsubscribe\r\n\r\n", {JO: "leave"}),
    Sample("a person who leaves, again", b"From: jo@example.org\r\nSubject: =?utf-8?q?Re:_Unsubscribe?=\r\n\r\nThanks\r\n", {JO: "leave"}),
)  # fmt: skip

OTHERS = (
    Sample("out of office", _plain("Jo Bloggs <jo@example.org>", "Automatic reply: The bus comes back", "I am away until Monday. For what cannot wait write to ann@example.org.\n\nann@example.org\n", "Auto-Submitted: auto-replied\n"), {}),
    Sample("a question", b"From: jo@example.org\r\nSubject: Re: The bus comes back\r\n\r\nHow do I unsubscribe my aunt <a@example.org>?\r\n550 of us would like to know.\r\n", {}),
    Sample("a success", _standard(_POSTFIX, "Successful Mail Delivery Report", "Your message was delivered.", "Final-Recipient: rfc822; jo@example.org\nAction: delivered\nStatus: 2.0.0\n", JO), {}),
    Sample("a receipt", _standard("jo@example.org", "Read: The bus comes back", "Your message was read.", "Disposition: manual-action/MDN-sent-manually; displayed\n", JO).replace(b"delivery-status", b"disposition-notification"), {}),
    Sample("a newsletter", b"From: news@example.com\r\nSubject: How to unsubscribe from everything\r\n\r\njo@example.org\r\n550 5.1.1\r\n", {}),
    Sample("nothing", b"", {}),
    Sample("no mail", bytes(range(256)) * 40, {}),
    Sample("an endless nest", b"Content-Type: multipart/report; boundary=a\r\n\r\n" + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 200, {}),
)  # fmt: skip
