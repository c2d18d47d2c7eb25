"""A mail server that does what a script says, to the byte: refuse, cut the line, hang, answer half, kill its client.

It keeps a journal of every message whose final dot has reached it: the truth that a ledger is held against.
"""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


class Cut(Exception):
    """The server closes the connection without a word."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the server does in place of its usual reply."""

    says: bytes = b""
    """Verbatim; nothing of it is added to."""
    waits: float = 0
    """Seconds of silence first."""
    cuts: bool = False
    """Closes the connection afterwards, by a reset."""
    drips: float = 0
    """Seconds between two bytes."""
    calls: Callable[[], None] | None = None
    """Called first, e.g. to kill the client."""
    keeps: bool = True
    """At the dot: whether the message counts as taken."""


Script = Callable[[str, int], Act | None]
"""Gives the act for the n-th time (from 1) that a phase is reached: `greeting`, `ehlo`, `starttls`, `auth`, `mail`,
`rcpt`, `data`, `text` (in the middle of the message), `dot`, `after` (once the yes is sent), `rset`, `quit`."""


@dataclass
class Post:
    """A message that the server has."""

    recipient: str
    content: bytes

    @property
    def identifier(self) -> str:
        """Its Message-ID."""
        match = re.search(rb"^Message-ID: (\S+)\r$", self.content, re.MULTILINE)
        assert match
        return match[1].decode()


@dataclass
class Scripted:
    """The running server."""

    port: int = 0
    script: Script = lambda phase, nth: None
    extensions: tuple[str, ...] = ("SIZE 30000000", "8BITMIME")
    journal: list[Post] = field(default_factory=list)
    taken: list[Post] = field(default_factory=list)
    """Of the journal, what was not refused."""
    seen: Counter[str] = field(default_factory=Counter)
    said: list[bytes] = field(default_factory=list)
    """Every line that clients have said outside of a message."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def recipients(self) -> Counter[str]:
        """How often each has been written to."""
        return Counter(post.recipient for post in self.taken)


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        with contextlib.suppress(Cut, OSError):
            self.talk(self.server.state)

    def act(self, phase: str, usual: bytes) -> Act:
        state: Scripted = self.server.state
        with state.lock:
            state.seen[phase] += 1
            act = state.script(phase, state.seen[phase]) or Act(says=usual)
        if act.calls:
            act.calls()
        if act.waits:
            time.sleep(act.waits)
        for piece in [bytes([byte]) for byte in act.says] if act.drips else [act.says]:
            self.wfile.write(piece)
            if act.drips:
                time.sleep(act.drips)
        if act.cuts:
            # A reset, as when a machine goes down, rather than a polite end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
            self.connection.close()
            raise Cut
        return act

    def line(self) -> bytes:
        line = self.rfile.readline()
        if not line:
            raise Cut
        return line

    def talk(self, state: Scripted) -> None:
        recipient = ""
        self.act("greeting", b"220 scripted.example ESMTP\r\n")
        while True:
            said = self.line()
            state.said.append(said)
            verb = said[:4].strip().lower().decode("ascii", "replace")
            if verb == "ehlo":
                names = ["scripted.example", *state.extensions]
                lines = [f"250{'-' if name != names[-1] else ' '}{name}\r\n" for name in names]
                self.act("ehlo", "".join(lines).encode())
            elif verb == "rcpt":
                match = re.search(rb"<(.*)>", said)
                recipient = match[1].decode() if match else ""
                self.act("rcpt", b"250 ok\r\n")
            elif verb == "data":
                if self.act("data", b"354 go on\r\n").says.startswith(b"354"):
                    self.text(state, recipient)
            elif verb == "quit":
                self.act("quit", b"221 bye\r\n")
                raise Cut
            else:
                usual = {"mail": b"250 ok\r\n", "rset": b"250 ok\r\n", "auth": b"235 welcome\r\n"}
                self.act({"star": "starttls"}.get(verb, verb), usual.get(verb, b"502 what?\r\n"))

    def text(self, state: Scripted, recipient: str) -> None:
        lines: list[bytes] = []
        while (line := self.line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 20:
                self.act("text", b"")
        post = Post(recipient=recipient, content=b"".join(lines))
        with state.lock:
            state.journal.append(post)
            state.taken.append(post)
        act = self.act("dot", b"250 taken\r\n")
        if not act.keeps:
            with state.lock:
                state.taken.remove(post)
        if act.says.startswith(b"2"):
            self.act("after", b"")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    state: Scripted


@contextmanager
def scripted(script: Script = lambda phase, nth: None, **changes: Any) -> Iterator[Scripted]:
    """A server on loopback that follows `script`."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        state = Scripted(port=server.server_address[1], script=script, **changes)
        server.state = state
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def at(phase: str, nth: int, act: Act) -> Script:
    """A script with one fault."""
    return lambda reached, count: act if (reached, count) == (phase, nth) else None


def always(phase: str, act: Act) -> Script:
    """A script with the same fault whenever `phase` is reached."""
    return lambda reached, count: act if reached == phase else None
