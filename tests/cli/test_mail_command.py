"""`publish mail` as a person uses it: look, send, stop, go on, settle."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.conftest import ROOT, SETTINGS, Outcome, run_publish
from tests.support.smtp_faults import Act, at, scripted

LIST = """\
email;name;region;opted_out
jo@example.org;Jo Bloggs;North;
zoe@example.org;"Müller, Zoë";South;
gone@example.org;Gone;East;yes
=cmd@example.org;=cmd|'/C calc'!A0;West;
"""
NOTE = "For those in **{region}**: see [the report](https://example.org/r).\n"
MAIL = """
[mail]
from = "Ruth Price <ruth@example.org>"
server = "127.0.0.1"
port = {port}
tls = "none"
rate = 100000
pause = 0
retry = 0.05
timeout = 5
"""

Mail = Callable[..., Outcome]


@pytest.fixture
def mail(publication: Path) -> Mail:
    """`publish mail` in a publication with a list and a note; `port` is that of the server."""
    (publication / "list.csv").write_text(LIST, encoding="utf-8")
    (publication / "note.md").write_text(NOTE, encoding="utf-8")

    def run(*words: str, port: int = 1, more: str = "") -> Outcome:
        settings = more + SETTINGS + MAIL.format(port=port)
        (publication / "source/publication.toml").write_text(settings, encoding="utf-8")
        return run_publish("mail", *words, cwd=publication)

    return run


def read(content: bytes) -> Any:
    """A message as the standard library reads it."""
    return BytesParser(policy=policy.default).parsebytes(content)


def test_drafts_are_messages_to_be_looked_at(publication: Path, mail: Mail) -> None:
    """Without --send there is a file for each message, its PDF the one that `publish build` makes, and nothing is sent."""
    outcome = mail("good", "--to", "list.csv", "--note", "note.md", "--attach", "large-print")

    assert outcome.code == 0, outcome.err
    assert outcome.out == "build/outbox/good/  3 drafts, named by lines of the list\n"
    assert "the list: 4 rows, 1 opted out" in outcome.err
    drafts = sorted((publication / "build/outbox/good").iterdir())
    assert [draft.name for draft in drafts] == ["000002.eml", "000003.eml", "000005.eml"]
    parsed = read(drafts[1].read_bytes())
    assert parsed["To"].addresses[0].display_name == "Müller, Zoë"
    assert parsed["Subject"] == "A good article"
    assert "For those in South: see the report [1]." in parsed.get_body(("plain",)).get_content()
    files = {part.get_filename(): part.get_content() for part in parsed.iter_attachments()}
    assert list(files) == ["A good article.pdf", "A good article (large print).pdf"]
    assert run_publish("build", "--edition", "briefing", cwd=publication).code == 0
    assert files["A good article.pdf"] == (publication / "build/briefing/good.pdf").read_bytes()
    assert not (publication / "mailings.sqlite").exists()

    seen = mail("good", "--to", "list.csv", "--preview", "--subject", "Look")
    assert seen.out.startswith("Subject: Look\n\nDear Jo Bloggs,\n")
    assert (publication / "build/outbox/good/preview.html").read_text("utf-8").count("Dear Jo Bloggs") == 1


def test_a_mailing_from_its_first_message_to_its_report(publication: Path, mail: Mail) -> None:
    """Sent, cut off at one, shown, settled, sent again, reported; a second --send to the same list sends nothing."""
    with scripted(at("dot", 2, Act(cuts=True))) as server:
        sent = mail("good", "--to", "list.csv", "--note", "note.md", "--send", "--yes", port=server.port)
        assert sent.code == 1
        assert "good: 2 sent, 1 unknown" in sent.out
        assert "unknown  z…@example.org (line 3)" in sent.out
        assert "zoe@" not in sent.out + sent.err

        status = mail("--status", port=server.port)
        assert status.out == sent.out

        assert mail("--settle", "zoe@example.org", "perhaps", port=server.port).code == 2
        assert mail("--settle", "jo@example.org", "sent", port=server.port).code == 3
        assert mail("good", "--settle", "ZOE@example.org", "resend", port=server.port).code == 0
        resumed = mail("--resume", port=server.port)
        assert (resumed.code, resumed.out) == (0, "good: 3 sent\n")

        again = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port)
        assert again.code == 0
        assert "0 new to this mailing" in again.err
        assert "has begun already" in again.err
        assert sorted(server.recipients().items()) == [
            ("=cmd@example.org", 1), ("jo@example.org", 1), ("zoe@example.org", 2),
        ]  # fmt: skip
        assert len({post.identifier for post in server.taken}) == 3

    assert mail("--report", "report.csv").code == 0
    rows = list(csv.DictReader((publication / "report.csv").read_text("utf-8-sig").splitlines()))
    assert [row["email"] for row in rows] == ["jo@example.org", "zoe@example.org", "'=cmd@example.org"]
    assert rows[2]["name"] == "'=cmd|'/C calc'!A0"
    assert {row["state"] for row in rows} == {"sent"}


def test_a_rebuild_changes_nothing_for_the_rest(publication: Path, mail: Mail) -> None:
    """An article that is changed between two halves of a mailing is in the second half what it was in the first."""
    with scripted(lambda phase, nth: Act(b"451 later\r\n") if phase == "rcpt" and 1 < nth < 12 else None) as server:
        first = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port)
        assert first.code == 3
        assert "go on with `publish mail --resume`" in first.err
        article = publication / "source/articles/good.md"
        article.write_text(article.read_text("utf-8").replace("good article", "changed article"), encoding="utf-8")
        assert run_publish("build", "--edition", "briefing", cwd=publication).code == 0
        server.script = lambda phase, nth: None
        assert mail("--resume", port=server.port).code == 0

    files = [next(read(post.content).iter_attachments()).get_content() for post in server.taken]
    assert len(files) == 3
    assert len(set(files)) == 1
    assert {read(post.content)["Subject"] for post in server.taken} == {"A good article"}


def test_two_senders_at_once_are_one_sender(publication: Path, mail: Mail) -> None:
    """While one sends, a second is refused; the first, asked to stop, finishes its message and says how to go on."""
    mail("--status")
    reached, release = threading.Event(), threading.Event()

    def hold() -> None:
        reached.set()
        assert release.wait(60)

    with scripted(at("dot", 1, Act(b"250 taken\r\n", calls=hold))) as server:
        settings = SETTINGS + MAIL.format(port=server.port).replace("timeout = 5", "timeout = 60")
        (publication / "source/publication.toml").write_text(settings, encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, "-m", "publish", "mail", "good", "--to", "list.csv", "--send", "--yes"],
            cwd=publication, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as sender:  # fmt: skip
            assert reached.wait(60)
            second = run_publish("mail", "--resume", cwd=publication)
            sender.send_signal(signal.SIGTERM)
            release.set()
            _, said = sender.communicate(timeout=60)

        assert second.code == 3
        assert f"somebody is sending already: process {sender.pid} on " in second.err
        assert sender.returncode == 143
        assert "stopped; go on with `publish mail --resume`" in said
        assert len(server.taken) == 1
        assert run_publish("mail", "--resume", cwd=publication).code == 0
        assert max(server.recipients().values()) == 1
        assert len(server.recipients()) == 3


def test_one_wrong_row_and_nobody_is_written_to(publication: Path, mail: Mail) -> None:
    """The row is named by its line, and no server is asked."""
    (publication / "list.csv").write_text("email\nok@example.org\nnobody@\n", encoding="utf-8")
    with scripted() as server:
        outcome = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port)

        assert outcome.code == 1
        assert "list.csv:3" in outcome.err
        assert "nobody was written to" in outcome.err
        assert not server.seen


def test_a_column_that_is_not_there_is_found_before_anybody_is_written_to(publication: Path, mail: Mail) -> None:
    """A slip in a note's field is named by its line, with what was probably meant."""
    (publication / "note.md").write_text("Dear all,\n\nin {regiom}.\n", encoding="utf-8")

    outcome = mail("good", "--to", "list.csv", "--note", "note.md")

    assert outcome.code == 1
    assert "error[M04]: the list has no column `regiom`\n  note.md:3\nhint: did you mean `region`?" in outcome.err


def test_too_large_a_file_is_an_error_or_a_link(mail: Mail) -> None:
    """The server's SIZE is known before anybody is written to; with an archive the message leads there."""
    with scripted(extensions=("SIZE 25000",)) as server:
        refused = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port)
        assert refused.code == 1
        assert "error[M06]" in refused.err
        assert server.seen["mail"] == 0

        archive = 'archive = "https://example.org/news"\n'
        sent = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port, more=archive)
        assert sent.code == 0, sent.err

    parsed = read(server.taken[0].content)
    assert not list(parsed.iter_attachments())
    assert "https://example.org/news/articles/good.html" in parsed.get_body(("plain",)).get_content()


def test_a_test_goes_to_oneself_and_is_not_in_the_ledger(mail: Mail) -> None:
    """--test sends one message, as the first on the list would get it, to another address."""
    with scripted() as server:
        outcome = mail("good", "--to", "list.csv", "--test", "me@example.org", port=server.port)

        assert outcome.code == 0, outcome.err
        assert [post.recipient for post in server.taken] == ["me@example.org"]
        assert b"Dear Jo Bloggs" in server.taken[0].content
        assert read(server.taken[0].content)["Subject"] == "[Test] A good article"
    assert mail("--status").code == 3


@pytest.mark.usefixtures("mail")
def test_what_is_missing_is_said(publication: Path) -> None:
    """No server, no list, no such handout, no password: each is named with what to do."""
    (publication / "source/publication.toml").write_text(SETTINGS + "[contact]\nemail = 'x@example.org'\n", "utf-8")
    for words, code, message in (
        (("good",), 2, "say whom to write to with --to LIST.csv"),
        (("--to", "list.csv"), 2, "say what to mail"),
        (("goood", "--to", "list.csv"), 2, "did you mean `good`?"),
        (("good", "--to", "list.csv", "--send", "--yes"), 1, "there is no mail server to send by"),
        (("--resume",), 1, "there is no mail server"),
        (("--status",), 3, "there is no ledger yet"),
    ):
        outcome = run_publish("mail", *words, cwd=publication)
        assert (outcome.code, message in outcome.err) == (code, True), outcome.err
    with scripted() as server:
        settings = SETTINGS + MAIL.format(port=server.port) + 'user = "ruth"\n'
        (publication / "source/publication.toml").write_text(settings, encoding="utf-8")
        nobody = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
        outcome = run_publish(
            "mail", "good", "--to", "list.csv", "--send", "--yes", cwd=publication, environment=nobody
        )
    assert outcome.code == 3
    assert "HANDBILL_SMTP_PASSWORD" in outcome.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('password = "x"', "P03"),
        ('server = "mail.example.org"\ntls = "none"', "P03"),
        ('from = "nobody"', "P03"),
        ('unsubscribe = "https://example.org/leave"', "P03"),
        ('unsubscribe = "http://example.org/{token}"', "P03"),
        ("rate = 0", "P03"),
        ('max_size = "large"', "P03"),
        ('sever = "x"', "P04"),
    ],
)
def test_settings_of_mail_are_checked(publication: Path, line: str, code: str) -> None:
    """A setting that cannot be used, or should not be in a file, is an error with its line."""
    (publication / "source/publication.toml").write_text(f"{SETTINGS}[mail]\n{line}\n", encoding="utf-8")

    outcome = run_publish("check", "--json", cwd=publication)

    assert [problem["code"] for problem in outcome.json["problems"]] == [code]
    assert outcome.json["problems"][0]["line"] >= 4


def test_an_address_that_cannot_be_sent_to_stops_no_other_draft(publication: Path, mail: Mail) -> None:
    """Letters with accents before the @ are told with their line; everybody else has a draft, and the preview is theirs."""
    (publication / "umlaut.csv").write_text("email\njürgen@example.org\njo@example.org\n", encoding="utf-8")

    drafts = mail("good", "--to", "umlaut.csv")
    preview = mail("good", "--to", "umlaut.csv", "--preview")

    assert (drafts.code, preview.code) == (0, 0), drafts.err + preview.err
    assert "1 draft" in drafts.out
    assert "line 2: no draft" in drafts.err


def test_a_mistyped_edition_is_named(mail: Mail) -> None:
    """A wrong `--edition` is said to be wrong, not the name of the file."""
    outcome = mail("good", "--to", "list.csv", "--edition", "breifing")

    assert outcome.code == 2
    assert "no edition is called `breifing`; did you mean `briefing`?" in outcome.err


def test_some_first_and_the_rest_later(publication: Path, mail: Mail) -> None:
    """--first N --send writes to N, --resume --first to N more, and --resume to the rest; each once, as it was frozen."""
    rows = "email\n" + "".join(f"p{number}@example.org\n" for number in range(7))
    (publication / "seven.csv").write_text(rows, "utf-8")
    with scripted() as server:
        first = mail("good", "--to", "seven.csv", "--send", "--yes", "--first", "2", port=server.port)
        assert (first.code, len(server.taken)) == (0, 2)
        assert "good: 5 queued, 2 sent" in first.out
        assert "5 wait; go on with `publish mail --resume`" in first.err
        assert mail("--resume", "--first", "3", port=server.port).code == 0
        assert len(server.taken) == 5
        assert mail("--resume", port=server.port).out == "good: 7 sent\n"
    assert server.recipients() == {f"p{number}@example.org": 1 for number in range(7)}
    assert stat.S_IMODE((publication / "mailings.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE((publication / "seven.csv").stat().st_mode) == 0o600


def test_without_a_terminal_nothing_is_sent_unless_it_is_said_twice(mail: Mail) -> None:
    """Elsewhere than on a terminal --send needs --yes; what would be sent is said first, and nothing has begun."""
    with scripted() as server:
        outcome = mail("good", "--to", "list.csv", "--send", port=server.port)

        assert outcome.code == 2
        assert "Say --yes" in outcome.err
        for said in ("to       3 addresses on list.csv", "subject  A good article", "with     A good article.pdf",
                     "MB each", "from     Ruth Price <ruth@example.org>, by 127.0.0.1"):  # fmt: skip
            assert said in outcome.err
        assert not server.taken
    assert "good" not in mail("--status").out


def test_on_a_terminal_it_is_asked(publication: Path, mail: Mail) -> None:
    """A no sends nothing, a yes sends."""
    import pty

    def answered(answer: bytes) -> int:
        ours, theirs = pty.openpty()
        words = [sys.executable, "-m", "publish", "mail", "good", "--to", "list.csv", "--send"]
        with subprocess.Popen(words, cwd=publication, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=theirs,
                              stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True) as process:  # fmt: skip
            os.close(theirs)
            said = b""
            while b"[y/N]" not in said:
                said += os.read(ours, 1000)
            os.write(ours, answer)
            code = process.wait(timeout=60)
        os.close(ours)
        return code

    with scripted() as server:
        mail("--status", port=server.port)
        assert answered(b"n\n") == 1
        assert not server.taken
        assert answered(b"y\n") == 0
        assert len(server.taken) == 3


def test_a_list_that_has_changed_is_told(publication: Path, mail: Mail) -> None:
    """Who is off the list is not written to, who is new is; whose address has changed is written to at one of them."""
    (publication / "list.csv").write_text(
        "email;name\nann@x.org;Ann\nbob@x.org;Bob\ncy@x.org;Cy\ndee@x.org;Dee\n", "utf-8"
    )
    with scripted() as server:
        mail("good", "--to", "list.csv", "--send", "--yes", "--first", "1", port=server.port)
        assert server.recipients() == {"ann@x.org": 1}
        (publication / "list.csv").write_text(
            "email;name\nann.new@x.org;Ann\nbob@x.org;Bob\ncy.new@x.org;Cy\neve@x.org;Eve\n", "utf-8"
        )
        outcome = mail("good", "--to", "list.csv", "--send", "--yes", port=server.port)

        assert outcome.code == 0, outcome.err
        assert "d…@x.org is on the list no more, and is not written to" in outcome.err
        assert "c…@x.org is c…@x.org now (line 4), and is written to there" in outcome.err
        assert "a…@x.org (line 2) seems to be a…@x.org, who has it already: not written to" in outcome.err
        assert server.recipients() == {"ann@x.org": 1, "bob@x.org": 1, "cy.new@x.org": 1, "eve@x.org": 1}
        # two people of one name after all
        assert mail("--settle", "ann.new@x.org", "resend", port=server.port).code == 0
        assert mail("--resume", port=server.port).code == 0
        assert server.recipients()["ann.new@x.org"] == 1


def test_who_is_refused_for_good_is_held_back_in_the_next_mailing(publication: Path, mail: Mail) -> None:
    """A 5.1.1 at RCPT, or only at the dot, is an answer; what is failed can be settled, a policy suppresses nobody."""
    (publication / "list.csv").write_text(
        "email\njo@example.org\nann@example.org\nbob@example.org\ndee@example.org\n", "utf-8"
    )
    replies = {("rcpt", 1): b"550 5.1.1 no such user\r\n", ("rcpt", 2): b"550 5.7.1 blocked by policy\r\n",
               ("dot", 2): b"550 5.1.1 no such user\r\n"}  # fmt: skip
    with scripted(lambda *at: Act(replies[at], keeps=False) if at in replies else None) as server:
        first = mail("good", "--to", "list.csv", "--send", "--yes", "--mailing", "n1", port=server.port)
        assert first.code == 1
        assert "n1: 1 sent, 3 failed" in first.out
        server.script = lambda phase, nth: None
        second = mail("good", "--to", "list.csv", "--send", "--yes", "--mailing", "n2", port=server.port)
        assert second.code == 0
        assert "2 suppressed" in second.err
        assert server.recipients() == {"ann@example.org": 1, "bob@example.org": 2}
        for gone in ("jo@example.org", "dee@example.org"):
            assert mail("n1", "--settle", gone, "drop", port=server.port).code == 0
        assert mail("n1", "--settle", "ann@example.org", "drop", port=server.port).code == 0
        status = mail("--status", port=server.port)
    assert status.out == "n1: 1 sent, 3 left out\nn2: 2 sent\nsuppressed: 2 addresses never written to again\n"
    lifted = mail("n2", "--settle", "jo@example.org", "resend")
    assert (lifted.code, "is written to again" in lifted.out, "the next mailing has one" in lifted.out) == (
        0,
        True,
        True,
    )
    assert "suppressed: 1 address never" in mail("--status").out
    assert mail("n2", "--settle", "jo@example.org", "resend").code == 3


def test_a_person_gets_the_editions_that_they_asked_for_in_their_words(publication: Path, mail: Mail) -> None:
    """Any edition may be asked for, also instead of the PDF; the names of files are in the person's language."""
    (publication / "list.csv").write_text(
        "email,name,language,formats\na@x.org,Ann,,braille\nb@x.org,Bob,,text\nc@x.org,Cy,cy,mono\n"
        "d@x.org,Dee,cy,large-print only\ne@x.org,Eve,,pdf\n",
        "utf-8",
    )
    outcome = mail("good", "--to", "list.csv", "--attach", "epub")

    assert outcome.code == 0, outcome.err
    files = [
        [part.get_filename() for part in read(draft.read_bytes()).iter_attachments()]
        for draft in sorted((publication / "build/outbox/good").glob("*.eml"))
    ]
    pdf, epub = "A good article.pdf", "A good article.epub"
    assert [sorted(each) for each in files] == [
        sorted([pdf, epub, "A good article (braille).brf"]),
        sorted([pdf, epub, "A good article (text).txt"]),
        sorted([pdf, epub, "A good article (du a gwyn).pdf"]),
        ["A good article (print bras).pdf"],
        sorted([pdf, epub]),
    ]
    folder = publication / "build/outbox/good"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(draft.stat().st_mode) == 0o600 for draft in folder.iterdir())
    assert read(next(folder.iterdir()).read_bytes())["X-Unsent"] == "1"


def test_a_message_that_gmail_would_cut_off_is_told(publication: Path, mail: Mail) -> None:
    """A note with a very long table is named: what stands under it would not be shown."""
    rows = "".join(f"| Stop {number} | 06:01 | 22:01 | Village hall {number} |\n" for number in range(150))
    (publication / "note.md").write_text("| a | b | c | d |\n| - | - | - | - |\n" + rows, "utf-8")

    outcome = mail("good", "--to", "list.csv", "--note", "note.md", "--preview")

    assert outcome.code == 0
    assert "warning[M07]: the HTML part has 1" in outcome.err
    assert "note.md" in outcome.err
    assert "M07" not in mail("good", "--to", "list.csv", "--preview").err

    (publication / "note.md").write_text("{minutes}\n", "utf-8")
    (publication / "list.csv").write_text("email,minutes\na@x.org,short\nb@x.org," + "<é> " * 16_000 + "\n", "utf-8")
    filled = mail("good", "--to", "list.csv", "--note", "note.md", "--preview")
    assert re.search(r"M07.*the HTML part has 1[67]\d kB", filled.err), filled.err  # as the second person would get it


def test_the_brand_s_drawing_is_shown_as_dots(publication: Path, mail: Mail) -> None:
    """A logo in SVG, which mail programs do not show, comes as a PNG; the web page of the article is named."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path fill="#c00" d="M0 0h40v20H0z"/></svg>'
    (publication / "source/images").mkdir()
    (publication / "source/images/logo.svg").write_text(drawing, "utf-8")
    settings = publication / "source/publication.toml"
    mail("--status")  # writes the settings
    archive = 'archive = "https://trust.example/news"\n'
    settings.write_text(archive + settings.read_text("utf-8") + '[brand]\nlogo = "images/logo.svg"\n', "utf-8")

    assert run_publish("mail", "good", "--to", "list.csv", cwd=publication).code == 0
    message = read(next((publication / "build/outbox/good").glob("*.eml")).read_bytes())
    logo = next(part for part in message.walk() if part.get_content_type() == "image/png")
    with Image.open(io.BytesIO(logo.get_content())) as picture:
        assert picture.size == (400, 200)
        assert picture.convert("RGB").getpixel((200, 100)) == (204, 0, 0)
    assert 'href="https://trust.example/news/articles/good.html"' in message.get_body(("html",)).get_content()
