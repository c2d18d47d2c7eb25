"""A conversation with a mail server, one step at a time. Wraps smtplib.

Traps of smtplib (Python 3.11 to 3.13), and what is done about them:

- `sendmail()` and `data()` raise the same SMTPServerDisconnected whether the line was cut before or after the final
  dot, and in the second case the server may have the message. So DATA is split here: the text, `before_dot`, the dot,
  the reply.
- `login()` tries every mechanism in turn with the same wrong password, which is how accounts are locked, and encodes
  passwords as ASCII. So AUTH is spoken here, once.
- `starttls()` checks the certificate against `_host`, which is set only when the constructor is given the host.
- `getreply()` waits for the next byte, not for the reply: a server that sends a byte a second is waited for without
  end, and a reply of any number of lines is kept. `_Line.getreply` has one deadline for the whole reply, and limits.
- It reads ahead: what stands unread when TLS begins was said in clear text by somebody, and must not be believed.
- EHLO gives away the machine's name, after a look-up in the DNS, unless `local_hostname` is given.
"""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import select
import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from publish.base.addresses import is_loopback
from publish.delivery import trust

MOST_LINES = 100
LONGEST_REPLY = 64 * 1024
AFTER_DOT = 5
"""How many times longer a server may take for a whole message (RFC 5321, 4.5.3.2.6: ten minutes, not two)."""

Phase = Literal["connect", "tls", "sign in", "sender", "recipient", "text", "after the dot"]


class Trouble(Exception):
    """The server has said no, or nothing."""

    def __init__(self, phase: Phase, code: int, text: str) -> None:
        super().__init__(f"{code} {text}" if code else text)
        self.phase: Phase = phase
        self.code = code
        """Of the reply; 0 when the line was cut, or what came was no reply."""
        self.text = text

    @property
    def passing(self) -> bool:
        """Whether it may be different later: a 4xx, or no reply at all."""
        return self.code < 500

    @property
    def cut(self) -> bool:
        """Whether the connection is of no more use: it is gone, or 421 has announced that."""
        return self.code in (0, 421)


class Insecure(Exception):
    """The connection is not encrypted as it must be: why, and what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Said(NamedTuple):
    """The server's yes."""

    code: int
    text: str


class _Line(smtplib.SMTP):
    """smtplib's connection with a reader of its own."""

    unread = b""
    patience = 60.0

    def getreply(self) -> tuple[int, bytes]:
        """Code and text of the next reply, whole; raises SMTPServerDisconnected when none comes in time."""
        deadline = time.monotonic() + self.patience
        texts: list[bytes] = []
        read = 0
        while True:
            line = self._read_line(deadline)
            read += len(line)
            if len(texts) >= MOST_LINES or read > LONGEST_REPLY:
                self._give_up("the reply does not end")
            code, mark = line[:3], line[3:4]
            if not (code.isdigit() and len(code) == 3 and b"2" <= code[:1] <= b"5" and mark in (b"", b" ", b"-")):
                self._give_up("what came is no reply")
            texts.append(line[4:].strip())
            if mark != b"-":
                return int(code), b"\n".join(texts)

    def _read_line(self, deadline: float) -> bytes:
        while b"\n" not in self.unread:
            left = deadline - time.monotonic()
            if left <= 0:
                self._give_up("no reply in time")
            if len(self.unread) > LONGEST_REPLY:
                self._give_up("the reply does not end")
            try:
                assert self.sock is not None
                self.sock.settimeout(left)
                more = self.sock.recv(4096)
            except TimeoutError:
                self._give_up("no reply in time")
            except (OSError, AssertionError) as error:
                self._give_up(f"the connection was lost ({type(error).__name__})")
            if not more:
                self._give_up("the connection was closed")
            self.unread += more
        line, _, self.unread = self.unread.partition(b"\n")
        return line.rstrip(b"\r")

    def _give_up(self, why: str) -> Any:
        self.close()
        raise smtplib.SMTPServerDisconnected(why)

    def send(self, s: Any) -> None:
        if self.sock:
            self.sock.settimeout(self.patience)
        super().send(s)


class Server(NamedTuple):
    """A server that is ready to take mail from us."""

    line: _Line
    size: int | None
    """How large a message it takes (RFC 1870); None when it does not say."""
    timeout: float


@contextmanager
def connected(
    host: str,
    port: int,
    *,
    tls: Literal["starttls", "tls", "none"],
    user: str,
    password: str,
    timeout: float,
) -> Iterator[Server]:
    """Connect, encrypt and sign in. Raises Trouble, and Insecure.

    Clear text is spoken with this machine only, and a password never said in it elsewhere: when the encryption that was
    asked for does not come about, nothing more is said.
    """
    if tls == "none" and not is_loopback(host):
        raise Insecure(f"`{host}` is another machine: nothing is sent to it in clear text")
    context = ssl.create_default_context()
    line = _Line(local_hostname="[127.0.0.1]")
    line._host = host  # type: ignore[attr-defined] # see above
    line.timeout = line.patience = timeout
    try:
        with _phase("connect"):
            if tls == "tls":
                line = _secure(host, port, context, timeout)
            _greet(line.connect(host, port) if line.sock is None else line.getreply())
            # The dot is a packet of its own: without this it would wait for the text's acknowledgement.
            assert line.sock is not None
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _yes("connect", line.ehlo())
        if tls == "starttls":
            _encrypt(line, context)
        elif tls == "none" and not _is_here(line):
            raise Insecure(f"`{host}` is another machine: nothing is sent to it in clear text")
        if user:
            _sign_in(line, user, password)
        size = line.esmtp_features.get("size", "")
        yield Server(line=line, size=int(size) if size.isdigit() and int(size) else None, timeout=timeout)
        with contextlib.suppress(smtplib.SMTPException, OSError):
            line.patience = min(timeout, 5)
            line.quit()  # whatever it says to that: what it has taken it has
    finally:
        line.close()


def _secure(host: str, port: int, context: ssl.SSLContext, timeout: float) -> _Line:
    """A connection that is encrypted from its first byte."""
    line = _Line(local_hostname="[127.0.0.1]")
    line.timeout = line.patience = timeout
    try:
        line.sock = context.wrap_socket(socket.create_connection((host, port), timeout), server_hostname=host)
    except ssl.SSLError as error:
        raise Insecure(*trust.refusal(host, error)) from error
    return line


def _encrypt(line: _Line, context: ssl.SSLContext) -> None:
    if not line.has_extn("starttls"):
        raise Insecure("the server offers no encryption (STARTTLS)")
    with _phase("tls"):
        code, text = line.docmd("STARTTLS")
        if code != 220:
            raise Insecure(f"the server will not encrypt: {code} {_readable(text)}")
        if line.unread:
            raise Insecure("somebody spoke between the server and its encryption")
        try:
            assert line.sock is not None
            line.sock.settimeout(line.patience)
            line.sock = context.wrap_socket(line.sock, server_hostname=line._host)  # type: ignore[attr-defined]
        except ssl.SSLError as error:
            raise Insecure(*trust.refusal(line._host, error)) from error  # type: ignore[attr-defined]
        # What the server said of itself in clear text is forgotten (RFC 3207, 4.2).
        line.helo_resp = line.ehlo_resp = None
        line.esmtp_features, line.does_esmtp = {}, False
        _yes("tls", line.ehlo())


def _sign_in(line: _Line, user: str, password: str) -> None:
    offered = line.esmtp_features.get("auth", "").upper().split()

    def coded(text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    with _phase("sign in"):
        if "PLAIN" in offered:
            code, text = line.docmd("AUTH", "PLAIN " + coded(f"\0{user}\0{password}"))
        elif "LOGIN" in offered:
            code, text = line.docmd("AUTH", "LOGIN " + coded(user))
            if code == 334:
                code, text = line.docmd(coded(password))
        else:
            raise Trouble("sign in", 504, "the server offers neither PLAIN nor LOGIN")
    if code not in (235, 503):
        raise Trouble("sign in", code, _readable(text))


def hand_over(server: Server, sender: str, recipient: str, content: bytes, *, before_dot: Callable[[], None]) -> Said:
    """Give the server one message for one recipient. Raises Trouble.

    `before_dot` is called when the server has all of it but the line that ends it: whatever happens up to then, it has
    no message. Trouble in the phase `after the dot` with code 0 means that nobody knows.
    """
    line = server.line
    if line.sock is None:
        raise Trouble("sender", 0, "the connection was closed")
    with _phase("sender"):
        options = [f"SIZE={len(content)}"] if line.has_extn("size") else []
        _yes("sender", line.mail(sender, options))
    with _phase("recipient"):
        _yes("recipient", line.rcpt(recipient))
    with _phase("text"):
        line.putcmd("data")
        code, text = line.getreply()
        if code != 354:
            raise Trouble("text", code, _readable(text))
        # A line that begins with a dot gets another (RFC 5321, 4.5.2); the content ends with CRLF.
        line.send((b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:])
    before_dot()
    with _phase("text"):
        # Committing took a moment, in which the server may have spoken out of turn or gone. What cannot be put into
        # the line any more has not been said.
        if line.unread or select.select([line.sock], [], [], 0)[0]:
            code, text = line.getreply()
            raise Trouble("text", code if code >= 400 else 0, _readable(text))
        line.send(b".\r\n")
    line.patience = AFTER_DOT * server.timeout
    try:
        with _phase("after the dot"):
            return _yes("after the dot", line.getreply())
    finally:
        line.patience = server.timeout


def forget(server: Server) -> None:
    """Have the server forget a message that was begun. Raises Trouble when the connection is of no more use."""
    with _phase("sender"):
        _yes("sender", server.line.rset())


@contextmanager
def _phase(phase: Phase) -> Iterator[None]:
    """Turn whatever the library and the system raise into Trouble in this phase."""
    try:
        yield
    except Trouble:
        raise
    except smtplib.SMTPResponseException as error:
        raise Trouble(phase, error.smtp_code, _readable(error.smtp_error)) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        said = (getattr(error, "strerror", "") or "").lower() or str(error) or type(error).__name__
        raise Trouble(phase, 0, _readable(said)) from error


def _yes(phase: Phase, reply: tuple[int, bytes]) -> Said:
    code, text = reply
    if not 200 <= code <= 299:
        raise Trouble(phase, code if 400 <= code <= 599 else 0, _readable(text))
    return Said(code, _readable(text))


def _greet(reply: tuple[int, bytes]) -> None:
    if reply[0] != 220:
        raise Trouble("connect", reply[0] if reply[0] >= 400 else 0, _readable(reply[1]))


def _readable(text: bytes | str) -> str:
    """A reply on one line, fit for a screen."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else " " for sign in text)[:300].strip()


def _is_here(line: _Line) -> bool:
    """Whether the other end of the connection is this machine."""
    assert line.sock is not None
    return ipaddress.ip_address(line.sock.getpeername()[0]).is_loopback
