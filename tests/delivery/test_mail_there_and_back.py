"""There and back: Postfix takes a mailing and returns what it cannot deliver, Dovecot shows it, the ledger learns."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL, SETTINGS, run_publish
from tests.delivery.test_mail_postfix import POSTFIX, started
from tests.delivery.test_mail_send import free_port

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

MAIN = """\
smtpd_reject_unlisted_recipient = no
smtpd_recipient_restrictions = check_recipient_access inline:{{eve@refused.example = 550 5.1.1 no such user here}},
  permit_mynetworks, reject
transport_maps = inline:{
  {gone.example = error:5.1.1 user unknown},
  {ours.example = error:5.7.1 blocked by policy}}
"""
CONF = """\
protocols = imap
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/dovecot.log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 100
mail_location = maildir:{box}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={root}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@contextmanager
def imap(root: Path, box: Path) -> Iterator[int]:
    """A Dovecot of our own on loopback, with one mailbox for everybody; its port."""
    assert DOVECOT
    port = free_port()
    account = pwd.getpwnam("postfix")
    conf = root / "dovecot.conf"
    conf.write_text(CONF.format(root=root, box=box, uid=account.pw_uid, port=port), encoding="utf-8")
    with subprocess.Popen([DOVECOT, "-F", "-c", str(conf)], stderr=subprocess.PIPE) as server:
        try:
            for _ in range(100):
                time.sleep(0.1)
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port
        finally:
            server.terminate()


@pytest.mark.slow
@pytest.mark.skipif(
    os.geteuid() != 0 or not ((POSTFIX and DOVECOT) or REQUIRE_ALL), reason="needs Postfix, Dovecot and a superuser"
)
def test_what_postfix_returns_is_read_from_dovecot_and_heeded(publication: Path) -> None:
    """One arrives, one is refused at once, two come back: who is gone is not written to again, what is ours is told."""
    addresses = ("ann@example.org", "jo@gone.example", "sam@ours.example", "eve@refused.example")
    (publication / "list.csv").write_text("email\n" + "\n".join(addresses) + "\n", "utf-8")
    with started(MAIN) as (root, port):
        mail = f"[mail]\nfrom = 'ruth@example.org'\nserver = '127.0.0.1'\nport = {port}\ntls = 'none'\nrate = 9000\n"
        (publication / "source/publication.toml").write_text(SETTINGS + mail, "utf-8")
        words = ("mail", "good", "--to", "list.csv", "--send", "--yes", "--mailing")
        sent = run_publish(*words, "one", cwd=publication)
        assert sent.code == 1
        assert "one: 3 sent, 1 failed" in sent.out, sent
        box = root / "mail/inbox"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not box.exists() or len(list((box / "new").iterdir())) < 3):
            time.sleep(0.2)

        with imap(root, box) as imap_port:
            where = f"imap://ruth@127.0.0.1:{imap_port}/INBOX"
            wrong = run_publish(
                "mail", "--bounces", where, cwd=publication, environment={"HANDBILL_IMAP_PASSWORD": "x"}
            )
            password = {"HANDBILL_IMAP_PASSWORD": "secret"}
            first = run_publish("mail", "--bounces", where, cwd=publication, environment=password)
            again = run_publish("mail", "--bounces", where, cwd=publication, environment=password)

        assert wrong.code == 3
        assert "127.0.0.1" in wrong.err
        assert first.out == "read: 1 gone (suppressed), 1 ours to mend\n", first
        assert "left alone: message" in first.err  # what Ann got, in the mailbox of everybody
        assert "ours to mend  s…@ours.example: 5.7.1 blocked by policy" in first.err
        assert again.out == "read: 2 known already\n"
        assert len([*(box / "new").iterdir(), *(box / "cur").iterdir()]) == 3

        second = run_publish(*words, "two", cwd=publication)
        assert second.code == 0
        assert "2 suppressed" in second.err
        assert "two: 2 sent" in second.out
        status = run_publish("mail", "--status", cwd=publication).out
        assert "came back: 1 gone (suppressed), 1 ours to mend" in status
        assert "suppressed: 2 addresses never written to again" in status
