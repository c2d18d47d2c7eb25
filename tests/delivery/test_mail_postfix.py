"""A second witness: what Postfix, of Debian, puts into mailboxes."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL
from tests.delivery.test_mail_message import HEADERS
from tests.delivery.test_mail_send import free_port
from tests.support import mailbag

POSTFIX = shutil.which("postfix", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
default_transport = error:no mail leaves this machine
virtual_mailbox_domains = example.org
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = 100
alias_maps =
alias_database =
smtputf8_enable = no
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def started(main: str = "") -> Iterator[tuple[Path, int]]:
    """A Postfix of our own on loopback, which keeps what it gets for example.org and passes nothing on."""
    assert POSTFIX
    root, port = Path(tempfile.mkdtemp(prefix="postfix-")), free_port()
    root.chmod(0o755)
    account = pwd.getpwnam("postfix")
    for name in ("etc", "queue", "data", "mail"):
        (root / name).mkdir()
    os.chown(root / "data", account.pw_uid, account.pw_gid)
    os.chown(root / "mail", account.pw_uid, account.pw_uid)
    (root / "etc/main.cf").write_text(MAIN.format(root=root, uid=account.pw_uid) + main, encoding="utf-8")
    (root / "etc/master.cf").write_text(MASTER.format(port=port), encoding="utf-8")
    command = [POSTFIX, "-c", str(root / "etc")]
    subprocess.run([*command, "start"], check=True, capture_output=True, timeout=60)
    try:
        yield root, port
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=60)
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def postfix() -> Iterator[tuple[Path, int]]:
    """The same for a test."""
    with started() as postfix:
        yield postfix


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() != 0 or not (POSTFIX or REQUIRE_ALL), reason="needs Postfix, and a superuser to start it"
)
def test_postfix_delivers_one_message_to_each_of_five_hundred(postfix: tuple[Path, int], tmp_path: Path) -> None:
    """Each of 500 mailboxes has one message, with the intended headers, Postfix's own set aside, and the file whole."""
    root, port = postfix
    people = [mailbag.recipient(number) for number in range(1, 501)]
    mailbag.queue(tmp_path, mailbag.mailing(), people)

    assert mailbag.send(tmp_path, port, timeout=30, batch=100) == ""

    inbox = root / "mail/inbox/new"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and (not inbox.exists() or len(list(inbox.iterdir())) < len(people)):
        time.sleep(0.2)
    delivered: Counter[str] = Counter()
    for file in inbox.iterdir():
        parsed = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
        added = ("Return-Path", "X-Original-To", "Delivered-To", "Received")
        assert sorted(name for name in parsed if name not in added) == sorted(HEADERS)
        assert [part.get_content() for part in parsed.iter_attachments()] == [mailbag.PDF]
        assert [address.addr_spec for address in parsed["To"].addresses] == [parsed["Delivered-To"]]
        delivered[parsed["Delivered-To"]] += 1
    assert delivered == {one.address: 1 for one in people}
