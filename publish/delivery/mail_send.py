"""A mailing goes out: the ledger says who is next, the server what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from publish.delivery import ledger, smtp
from publish.delivery.answers import verdict
from publish.delivery.mail import Message, NotAsMeant
from publish.model import Recipient, Sender

ROUNDS = 3
"""How often in one run a recipient is tried whom the server puts off."""
MOST_FAILURES = 5
"""Connections in a row that come to nothing before we give up for now."""
MOST_REFUSED = 25
"""Recipients in a row that are refused for good: by then it is us who are refused."""


class Halt(Exception):
    """Sending has ended before everybody was written to: why."""


@dataclass(slots=True, kw_only=True)
class Run:
    """One run of the sender: what it needs from outside, and how it goes."""

    connection: ledger.Ledger
    mailing: str
    sender: Sender
    connect: Callable[[], AbstractContextManager[smtp.Server]]
    compose: Callable[[Recipient], Message]
    now: Callable[[], str]
    sleep: Callable[[float], None]
    """Waits; may return before its time when `stopped`."""
    stopped: Callable[[], bool]
    step: Callable[[], None]
    """Called after each recipient."""
    say: Callable[[str], None]
    limit: int | None = None
    """How many are written to in this run; None for all."""
    handed: int = field(default=0)
    failures: int = field(default=0)
    refused: list[str] = field(default_factory=list)
    """The recipients that were refused for good in a row."""
    last: float = field(default=float("-inf"))


def send(run: Run) -> None:
    """Write to everybody who is queued, each once. Raises Halt, smtp.Insecure and what the ledger raises.

    Whoever the server puts off is tried again, twice, when all others have been; then they stay queued.
    """
    for round_ in range(ROUNDS):
        if round_ and _waiting(run, 0):
            run.say(f"the server has put some off; trying again in {run.sender.retry * 2 ** (round_ - 1):.0f} s")
            run.sleep(run.sender.retry * 2 ** (round_ - 1))
        after = 0
        while _waiting(run, after):
            after = _over_one_connection(run, after)
    if _waiting(run, 0):
        raise Halt("the server has put some off")


def _waiting(run: Run, after: int) -> ledger.Post | None:
    if run.stopped():
        raise Halt("stopped")
    if run.limit is not None and run.handed >= run.limit:
        return None
    return ledger.next_queued(run.connection, run.mailing, after)


def _over_one_connection(run: Run, after: int) -> int:
    """Send a batch; returns the row it has come to."""
    try:
        with run.connect() as server:
            for _ in range(run.sender.batch):
                post = _waiting(run, after)
                if post is None:
                    return after
                _pace(run)
                if run.stopped():
                    raise Halt("stopped")
                try:
                    _one(run, server, post)
                except smtp.Trouble as trouble:
                    # A fault of the sender's is not the recipient's: the same one is next.
                    after = after if trouble.phase == "sender" else post.number
                    raise
                after = post.number
    except smtp.Trouble as trouble:
        _judge(run, trouble)
    else:
        if _waiting(run, after):
            run.sleep(run.sender.pause)
    return after


def _judge(run: Run, trouble: smtp.Trouble) -> None:
    """Wait for another try, or give up."""
    if trouble.phase == "sign in" and trouble.code:
        raise Halt(f"the server does not let us in: {trouble}")  # not again: that is how accounts are locked
    if trouble.phase in ("connect", "tls", "sender") and not trouble.passing:
        raise Halt(f"the server refuses us ({trouble.phase}): {trouble}")
    run.failures += 1
    if run.failures >= MOST_FAILURES:
        raise Halt(f"{run.failures} connections in a row came to nothing ({trouble.phase}): {trouble}")
    wait = run.sender.retry * 2 ** (run.failures - 1)
    run.say(f"the server fails for the moment ({trouble.phase}: {trouble}); trying again in {wait:.0f} s")
    run.sleep(wait)
    if run.stopped():
        raise Halt("stopped")


def _pace(run: Run) -> None:
    """No more messages a minute than were asked for."""
    wait = run.last + 60 / run.sender.rate - time.monotonic()
    if wait > 0:
        run.sleep(wait)
    run.last = time.monotonic()


def _one(run: Run, server: smtp.Server, post: ledger.Post) -> None:
    """One recipient. Raises Trouble when the connection, or the sender, is at fault."""

    def mark(state: ledger.State, phase: str = "", code: int = 0, reply: str = "", *, attempted: bool = False) -> None:
        ledger.mark(
            run.connection,
            post.number,
            state,
            now=run.now(),
            phase=phase,
            code=code,
            reply=reply,
            attempted=attempted,
            message=message.identifier if message else "",
        )

    message: Message | None = None
    recipient = post.recipient
    if ledger.is_suppressed(run.connection, recipient.key):
        mark("failed", reply="suppressed")
        run.step()
        return
    if not recipient.address.isascii():
        mark("failed", reply="the address has letters before the @ that are not sent to (SMTPUTF8)")
        run.step()
        return
    try:
        message = run.compose(recipient)
    except NotAsMeant as error:
        mark("failed", reply=f"the message would not be as it was meant: {error}")
        run.step()
        return
    if server.size and len(message.content) > server.size:
        raise Halt(f"a message has {len(message.content):,} bytes, the server takes {server.size:,}")
    mark("in_flight", "envelope", attempted=True)
    try:
        said = smtp.hand_over(
            server,
            run.sender.address,
            recipient.address,
            message.content,
            before_dot=lambda: mark("in_flight", "dot"),
        )
    except smtp.Trouble as trouble:
        _settle(run, server, post, trouble, mark)
    else:
        mark("sent", code=said.code, reply=said.text)
        run.handed += 1
        run.failures = 0
        run.refused.clear()
    run.step()


def _settle(run: Run, server: smtp.Server, post: ledger.Post, trouble: smtp.Trouble, mark: Callable[..., None]) -> None:
    """What becomes of a recipient whose message met with trouble; raises it again when there is no going on."""
    if trouble.phase == "after the dot" and not trouble.code:
        mark("unknown", reply=trouble.text)
        run.handed += 1
        raise trouble
    if trouble.cut or trouble.phase == "sender" or trouble.passing:
        mark("queued", code=trouble.code, reply=trouble.text)
        if trouble.cut or trouble.phase == "sender":
            raise trouble
    else:
        mark("failed", code=trouble.code, reply=trouble.text)
        run.refused.append(post.recipient.key)
        said = f"{trouble.code} {trouble.text}"
        # Some servers ask whoever knows the mailboxes only when they have the message: then a status has to say it, for
        # words may be about what stands in the message.
        about = trouble.phase == "recipient" or "5.1." in said
        if about and verdict("", said) == "gone":
            ledger.suppress(run.connection, post.recipient.key, run.now(), why=said)
        if len(run.refused) >= MOST_REFUSED:
            ledger.forgive(run.connection, run.refused, run.now())
            raise Halt(f"{len(run.refused)} recipients in a row were refused: {trouble}")
    # After a refusal the server still has the sender's address; after a message it has nothing.
    if trouble.phase != "after the dot":
        smtp.forget(server)
