"""There and back: Postfix takes a mailing and returns what it cannot deliver, Dovecot shows it, the ledger learns.

Both speak in the clear to this machine alone, and otherwise under a certificate that has to be vouched for.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from tests.conftest import REQUIRE_ALL, SETTINGS, Outcome, run_publish
from tests.delivery.test_mail_postfix import POSTFIX, started
from tests.delivery.test_mail_send import free_port
from tests.support.certificate import Certificate, certified
from tests.support.reports import REPORTS

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
listen = *
ssl = {ssl}
ssl_cert = <{chain}
ssl_key = <{key}
disable_plaintext_auth = no
first_valid_uid = 100
mail_location = maildir:{box}
passdb {{
  driver = static
  args = password={password}
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
    port = {secure}
    ssl = yes
  }}
}}
"""


class Ports(NamedTuple):
    """Where a Dovecot listens."""

    clear: int
    secure: int


@contextmanager
def imap(
    root: Path, box: Path, certificate: Certificate, ssl: str = "yes", password: str = "secret"
) -> Iterator[Ports]:
    """A Dovecot of our own, with one mailbox for everybody."""
    assert DOVECOT
    ports = Ports(free_port(), free_port())
    conf = root / f"dovecot-{ports.clear}.conf"
    text = CONF.format(
        root=root, box=box, uid=pwd.getpwnam("postfix").pw_uid, port=ports.clear, secure=ports.secure, ssl=ssl,
        chain=certificate.chain, key=certificate.key, password=password,
    )  # fmt: skip
    conf.write_text(text, encoding="utf-8")
    with subprocess.Popen([DOVECOT, "-F", "-c", str(conf)], stderr=subprocess.PIPE) as server:
        try:
            for _ in range(100):
                time.sleep(0.1)
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", ports.secure)) == 0:
                        break
            yield ports
        finally:
            server.terminate()


needs = pytest.mark.skipif(
    os.geteuid() != 0 or not ((POSTFIX and DOVECOT) or REQUIRE_ALL), reason="needs Postfix, Dovecot and a superuser"
)


@pytest.mark.slow
@needs
def test_what_postfix_returns_is_read_from_dovecot_and_heeded(publication: Path, tmp_path: Path) -> None:
    """One arrives, one is refused at once, two come back: who is gone is not written to again, what is ours is told.

    All under certificates that an authority of our own vouches for; without its file nothing is said to anybody.
    """
    addresses = ("ann@example.org", "jo@gone.example", "sam@ours.example", "eve@refused.example")
    (publication / "list.csv").write_text("email\n" + "\n".join(addresses) + "\n", "utf-8")
    certificate = certified(tmp_path, "DNS:localhost")
    encrypted = f"smtpd_tls_security_level = encrypt\nsmtpd_tls_chain_files = {certificate.key}, {certificate.chain}\n"
    trusting = {"SSL_CERT_FILE": str(certificate.authority)}
    with started(MAIN + encrypted) as (root, port):
        mail = (
            f"[mail]\nfrom = 'ruth@example.org'\nserver = 'localhost'\nport = {port}\ntls = 'starttls'\nrate = 9000\n"
        )
        (publication / "source/publication.toml").write_text(SETTINGS + mail, "utf-8")
        words = ("mail", "good", "--to", "list.csv", "--send", "--yes", "--mailing")
        unknown = run_publish(*words, "one", cwd=publication)
        assert unknown.code == 3
        assert "nobody was written to: the certificate of `localhost` is not to be trusted: self-signed" in unknown.err
        assert "SSL_CERT_FILE" in unknown.err
        sent = run_publish(*words, "one", cwd=publication, environment=trusting)
        assert sent.code == 1
        assert "one: 3 sent, 1 failed" in sent.out, sent
        box = root / "mail/inbox"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not box.exists() or len(list((box / "new").iterdir())) < 3):
            time.sleep(0.2)

        with imap(root, box, certificate) as ports:
            where = f"imaps://ruth@localhost:{ports.secure}/INBOX"
            wrong = run_publish(
                "mail", "--bounces", where, cwd=publication, environment=trusting | {"HANDBILL_IMAP_PASSWORD": "x"}
            )
            password = trusting | {"HANDBILL_IMAP_PASSWORD": "secret"}
            first = run_publish("mail", "--bounces", where, cwd=publication, environment=password)
            again = run_publish("mail", "--bounces", where, cwd=publication, environment=password)

        assert wrong.code == 3
        assert "`localhost` does not let `ruth` in" in wrong.err
        assert "HANDBILL_IMAP_PASSWORD" in wrong.err
        assert first.out == "read: 1 gone (suppressed), 1 ours to mend\n", first
        assert "left alone: message" in first.err  # what Ann got, in the mailbox of everybody
        assert "ours to mend  s…@ours.example: 5.7.1 blocked by policy" in first.err
        assert again.out == "read: 2 known already\n"
        assert len([*(box / "new").iterdir(), *(box / "cur").iterdir()]) == 3

        second = run_publish(*words, "two", cwd=publication, environment=trusting)
        assert second.code == 0
        assert "2 suppressed" in second.err
        assert "two: 2 sent" in second.out
        status = run_publish("mail", "--status", cwd=publication).out
        assert "came back: 1 gone (suppressed), 1 ours to mend" in status
        assert "suppressed: 2 addresses never written to again" in status


def own_address() -> str:
    """An address of this machine that others could listen on the way to; empty when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            return ""
        return str(line.getsockname()[0])


@pytest.mark.slow
@needs
def test_a_password_is_said_only_to_a_mailbox_that_is_vouched_for(publication: Path, tmp_path: Path) -> None:
    """Over TLS, by STARTTLS to another machine, and here where the server wants it; wrong names and strangers hear none."""
    root = Path(tempfile.mkdtemp(prefix="dovecot-"))
    root.chmod(0o755)
    here = own_address()
    certificate = certified(tmp_path, "DNS:localhost", *([f"IP:{here}"] if here else []))
    box, odd = root / "box", 'Zurück & "alt"'
    for folder in (box, box / '.Zur&APw-ck &- "alt"'):
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
    gone, late = (next(one for one in REPORTS if set(one.means.values()) == {kind}) for kind in ("gone", "later"))
    (box / "new/1").write_bytes(gone.content)
    (box / "new/2").write_bytes(b"Subject: A film of the bus\r\n\r\n" + bytes(21 * 2**20))
    (box / '.Zur&APw-ck &- "alt"/new/1').write_bytes(late.content)
    account = pwd.getpwnam("postfix")
    for each in (box, *box.rglob("*")):
        os.chown(each, account.pw_uid, account.pw_gid)

    def read(where: str, **environment: str) -> Outcome:
        named = environment | {"HANDBILL_IMAP_PASSWORD": "geheim-ß"}
        return run_publish("mail", "--bounces", where, cwd=publication, environment=named)

    trusted = str(certificate.authority)
    try:
        with imap(root, box, certificate, ssl="required", password="geheim-ß") as ports:
            secure = f"imaps://ruth@localhost:{ports.secure}"
            strangers = [read(secure), read(f"imaps://ruth@127.0.0.1:{ports.secure}", SSL_CERT_FILE=trusted)]
            if here:
                strangers.append(read(f"imap://ruth@{here}:{ports.clear}"))
            signed_in = (root / "dovecot.log").read_text("utf-8")
            first = read(secure, SSL_CERT_FILE=trusted)
            other = read(f"{secure}/{quote(odd)}", SSL_CERT_FILE=trusted)
            missing = read(f"{secure}/Other", SSL_CERT_FILE=trusted)
            clear = read(f"imap://ruth@localhost:{ports.clear}", SSL_CERT_FILE=trusted)
            if here:
                clear = read(f"imap://ruth@{here}:{ports.clear}", SSL_CERT_FILE=trusted)
            log = (root / "dovecot.log").read_text("utf-8")
    finally:
        shutil.rmtree(root, ignore_errors=True)

    for stranger in strangers:
        assert stranger.code == 3
        assert "is not to be trusted" in stranger.err, stranger
        assert "SSL_CERT_FILE" in stranger.err
    assert "not valid for '127.0.0.1'" in strangers[1].err
    assert "Login" not in signed_in
    assert first.out == "read: 1 gone (suppressed)\n", first
    assert "left alone: message 2 of INBOX: larger than 20 MB" in first.err
    assert other.out == "read: 1 put off\n", other
    assert "there is no folder `Other` in the mailbox" in missing.err
    assert clear.out == "read: 1 known already\n", clear
    logins = [line for line in log.splitlines() if "Info: Login:" in line]
    assert len(logins) == 4 + bool(here)
    assert [line for line in logins if ", TLS," not in line and "rip=127.0.0.1, lip=127.0.0.1" not in line] == []
