"""A message: its headers are those that were meant, whatever stands in a title or a name, and its parts are whole."""

from __future__ import annotations

import io
import subprocess
from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from publish.delivery import mail
from publish.delivery.mail_text import plain, wrapped
from publish.delivery.mailing_list import one_line
from publish.value import replace
from tests.support import mailbag
from tests.support.sample import BODY, PUBLICATION

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "MIME-Version", "Content-Type",
    "Content-Language",
]  # fmt: skip

NAUGHTY = [
    "=?utf-8?q?a=0D=0ABcc=3A_evil=40example.org?=",
    "=?utf-8?b?YQ0KQmNjOiBldmlsQGV4YW1wbGUub3Jn?=",
    "=?utf-8?q?a=0ABcc=3A_evil=40example.org?= =?utf-8?q?=0D=0A=0D=0Abody?=",
    "=?us-ascii?q?=0D=0A_Bcc:_evil?=",
    "=?utf-7?q?+AA0ACg-Bcc?=",
    "=?utf-8?q?unfinished",
    "=?nonsense?x?y?=",
    "a\r\nBcc: evil@example.org",
    "a\nBcc: evil@example.org",
    "a\rBcc: evil@example.org",
    "a\r\n\r\n<html>body",
    "a\u2028Bcc: evil\u2029x\u0085y\x0bz\x0c",
    "a%0d%0aBcc: evil",
    "\x00\x01\x1b[31mred\x7f",
    'quote " backslash \\ end\\',
    '"',
    "\\",
    "Last, First",
    "a, b@example.org",
    "x <y@example.org>",
    "(comment) name",
    "group: a@example.org;",
    "@", ";", ":", ",", ".", "..", "<>", "'", "  ", "=", "?=", "=?=",
    "Zoë Müller", "Ångström; \"Z\"", "日本語の題名", "عنوان عربي", "כותרת", "🏳️‍🌈 emoji 👩‍👩‍👧", "a\u202egnp.exe",
    "Z̸̢̛a̷l̴g̵o̶" * 10, "\ud800 lone surrogate", "\ufeffBOM", "e\u0301",
    "x" * 2000, "word " * 400, "ö" * 1000, "a" * 75 + " " + "b" * 75,
    "{{ 7*7 }}", "${x}", "%s%n", "'; DROP TABLE posts; --", "=cmd|'/C calc'!A0", "../../etc/passwd", "CON", "a/b\\c:d*e?f",
    "\uf8f0name\uf8f1", "-- ", ".", "\r\n.\r\n", "From x", "true", "null", "0",
]  # fmt: skip


def raw_headers(content: bytes) -> list[str]:
    """The names of the headers, by a reader of lines."""
    head = content.split(b"\r\n\r\n", 1)[0]
    return [line.split(b":", 1)[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]


def read(content: bytes) -> Any:
    """The message as the standard library reads it."""
    return BytesParser(policy=policy.default).parsebytes(content)


def decoded(parsed: Any, name: str) -> str:
    """A header as the library's older reader decodes it: the newer puts spaces between the pieces of a long name."""
    raw = next(value for key, value in parsed.raw_items() if key == name)
    return str(make_header(decode_header(str(raw).replace("\r\n", "")))).strip()


def quoted(name: str) -> str:
    """A name as it stands in quotation marks."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def assert_as_meant(content: bytes) -> Any:
    """Two readers find the intended headers, no line is too long, and one address is written to."""
    parsed = read(content)
    assert sorted(raw_headers(content)) == sorted(HEADERS)
    assert sorted(parsed.keys()) == sorted(HEADERS)
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert [address.addr_spec for address in parsed["To"].addresses] == ["user1@example.org"]
    return parsed


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_no_text_makes_a_header(text: str) -> None:
    """Whatever stands in title, name, sender and file name, there are the intended headers and no more."""
    name = one_line(text)
    file = mail.file_name(text, "pdf")
    sent = mailbag.mailing(
        letters=(mailbag.letter(subject=text, title=text),), enclosures=(mailbag.enclosure(name=file),)
    )
    sender = replace(mailbag.SENDER, name=name)

    parsed = assert_as_meant(mailbag.message(mailbag.recipient(name=name), sent, sender).content)

    assert [part.get_filename() for part in parsed.iter_attachments()] == [file]
    assert [part.get_content() for part in parsed.iter_attachments()] == [mailbag.PDF]
    if "=?" not in name and len(name) < 200:
        assert " ".join(parsed["Subject"].split()) == name
        assert decoded(parsed, "To") in (
            f"{name} <user1@example.org>",
            quoted(name) + " <user1@example.org>",
            "user1@example.org",
        )


@given(st.text(max_size=120), st.text(max_size=60))
def test_no_text_at_all_makes_a_header(title: str, name: str) -> None:
    """As above, for any text there is."""
    sent = mailbag.mailing(
        letters=(replace(LETTER, subject=one_line(title)),),
        enclosures=(mailbag.enclosure(name=mail.file_name(title, "pdf")),),
    )

    assert_as_meant(mailbag.message(mailbag.recipient(name=one_line(name)), sent).content)


LETTER = mailbag.letter()


def test_the_library_alone_would_have_been_deceived() -> None:
    """The check on the finished bytes refuses a message with a header more, wherever that came from."""
    content = mailbag.message().content.replace(b"Subject: ", b"Bcc: evil@example.org\r\nSubject: ", 1)
    headers = {name: "" for name in HEADERS if name not in ("MIME-Version", "Content-Type")}

    with pytest.raises(mail.NotAsMeant, match="Bcc"):
        mail._check(content, headers, signed=False, enclosures=())


def test_the_parts_stand_in_their_order_and_hold_what_they_should() -> None:
    """multipart/mixed (multipart/alternative (plain, HTML), file), each with the recipient's own words."""
    parsed = read(mailbag.message().content)

    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    text = parsed.get_body(("plain",)).get_content()
    html = parsed.get_body(("html",)).get_content()
    for part in (text, html):
        assert "Dear User 1," in part
        assert "A report says what would help." in part
        assert "Taskforce calls for action.pdf (5\u00a0kB)" in part
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Date"].datetime == mailbag.DATE
    assert parsed["List-Unsubscribe"] == "<mailto:ruth@example.org?subject=unsubscribe>"


def test_the_same_message_has_the_same_bytes() -> None:
    """Nothing in a message is drawn by chance; its Message-ID stands for the mailing and the recipient."""
    first, again = mailbag.message(), mailbag.message()
    other = mailbag.message(mailbag.recipient(2))
    later = mailbag.message(sent=mailbag.mailing(name="tides-2"))

    assert first == again
    assert len({first.identifier, other.identifier, later.identifier}) == 3


def test_a_recipient_without_a_name_is_greeted_all_the_same() -> None:
    """No name, no `Dear ,`."""
    text = mailbag.message(mailbag.recipient(name="")).text

    assert text.startswith("Hello,\n")


def test_the_greeting_is_in_the_recipients_language() -> None:
    """A recipient with a language of their own gets the house's words in it."""
    sent = mailbag.mailing(letters=(LETTER, mailbag.letter(language="cy"), mailbag.letter(language="ar")))

    welsh = mailbag.message(mailbag.recipient(language="cy"), sent)
    arabic = mailbag.message(mailbag.recipient(language="ar"), sent)

    assert welsh.text.startswith("Annwyl User 1,")
    assert 'dir="rtl"' in arabic.html
    assert read(arabic.content)["Content-Language"] == "ar"


def test_only_who_asked_gets_the_other_formats() -> None:
    """A file that is not for everybody goes to those whose row names it."""
    large = mailbag.enclosure(format="large-print", everybody=False, name="Taskforce (large print).pdf")
    sent = mailbag.mailing(enclosures=(mailbag.enclosure(), large))

    plain_one = read(mailbag.message(sent=sent).content)
    large_one = read(mailbag.message(mailbag.recipient(formats=("large-print",)), sent).content)

    assert len(list(plain_one.iter_attachments())) == 1
    assert [part.get_filename() for part in large_one.iter_attachments()][1] == "Taskforce (large print).pdf"


def test_the_columns_of_the_list_are_put_into_the_note() -> None:
    """`{region}` in a note is the recipient's own, escaped in HTML and as it is in plain text."""
    text, fields = mail.with_slots("Dear friends in {region}, see {First Name}. {{ 7 }} {")
    note = f"<p>{text}</p>"
    one = mailbag.recipient(fields=(("region", "Tyne & <Wear>"), ("first_name", "Jo")))

    made = mailbag.message(one, mailbag.mailing(letters=(mailbag.letter(note=note),)))

    assert fields == ((1, "region"), (1, "first_name"))
    assert "friends in Tyne & <Wear>, see Jo. {{ 7 }} {" in " ".join(made.text.split())
    assert "friends in Tyne &amp; &lt;Wear&gt;, see Jo." in made.html


def test_one_click_takes_a_person_off_the_list() -> None:
    """With an https address there are both headers of RFC 8058, and the address holds the person's own token."""
    sender = replace(mailbag.SENDER, unsubscribe="https://example.org/leave/{token}")
    token = mail.token("salt", "https://example.org/tides", "user1@example.org")
    other = mail.token("salt", "https://example.org/tides", "user2@example.org")

    parsed = read(mailbag.message(sender=sender, token=token).content)

    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["List-Unsubscribe"].startswith(f"<https://example.org/leave/{token}>")
    assert token != other


@pytest.mark.slow
def test_a_signature_covers_what_it_must() -> None:
    """With a key the message is signed (DKIM), both headers of one-click among what is signed, and it verifies."""
    import dkim

    pem = subprocess.run(["openssl", "genrsa", "2048"], capture_output=True, check=True).stdout
    public = subprocess.run(
        ["openssl", "rsa", "-pubout", "-outform", "DER"], input=pem, capture_output=True, check=True
    ).stdout
    import base64

    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    sender = replace(mailbag.SENDER, unsubscribe="https://example.org/leave/{token}")

    content = mailbag.message(sender=sender, token="t", key=mail.read_key(pem, "example.org", "s1")).content

    assert dkim.verify(content, dnsfunc=lambda name, timeout=5: record)
    assert not dkim.verify(content.replace(b"Taskforce", b"Taskfarce", 1), dnsfunc=lambda name, timeout=5: record)
    # A header that somebody adds on the way breaks the signature, also one that the message did not have.
    for name in ("From", "Reply-To", "To", "Cc", "Subject", "Date", "List-Unsubscribe", "Content-Type"):
        added = f"{name}: <other@example.net>\r\n".encode() + content
        assert not dkim.verify(added, dnsfunc=lambda name, timeout=5: record), name
    assert dkim.verify(b"Received: on the way\r\n" + content, dnsfunc=lambda name, timeout=5: record)
    signed = content.split(b"bh=")[0]
    assert b"list-unsubscribe" in signed
    assert b"list-unsubscribe-post" in signed


def test_a_file_that_is_no_key_is_refused() -> None:
    """A key that cannot be read says so."""
    with pytest.raises(ValueError, match="RSA"):
        mail.read_key(b"not a key", "example.org", "s1")


def test_the_largest_message_is_known_before_any_is_made() -> None:
    """The bound is never exceeded, and not far from the truth for a file of some size."""
    sent = mailbag.mailing(enclosures=(mailbag.enclosure(content=bytes(900_000)),))

    bound = mail.largest(sent, [()])
    real = len(mailbag.message(sent=sent).content)

    assert real <= bound <= real * 1.1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Public service mutuals take root", "Public service mutuals take root.pdf"),
        ("Who pays? A/B: the “answer”", "Who pays A B the “answer”.pdf"),
        ("...", "Handout.pdf"),
        ("日本語の題名", "日本語の題名.pdf"),
    ],
)
def test_files_are_called_what_a_person_would_call_them(title: str, name: str) -> None:
    """The headline, without what no system takes in a name."""
    assert mail.file_name(title, "pdf") == name


def test_pictures_of_a_note_are_parts_of_the_message_with_their_words() -> None:
    """A PNG is shown from inside the message; what mail programs do not show is given by its words."""
    from publish.model import Asset

    dots = io.BytesIO()
    Image.new("RGB", (10, 10), "#446644").save(dots, "PNG")
    png = Asset(name="a.png", media_type="image/png", content=dots.getvalue(), width=10, height=10)
    svg = Asset(name="b.svg", media_type="image/svg+xml", content=b"<svg/>", width=10, height=10)
    note = '<p><img src="a.png" alt="A green bus"/> and <img src="b.svg" alt="A mark"/></p>'
    sent = mailbag.mailing(letters=(mailbag.letter(note=note, assets=(png, svg)),))

    made = mailbag.message(sent=sent)

    parsed = read(made.content)
    inline = [part for part in parsed.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in inline] == ["<a.png>"]
    assert 'src="cid:a.png"' in made.html
    assert 'alt="A green bus"' in made.html
    assert "b.svg" not in made.html
    assert "[A green bus] and [A mark]" in made.text


def test_a_cell_of_a_table_is_on_one_line_and_said_once() -> None:
    """A line broken in a cell, and a table in one, are words of that cell."""
    inner = "<table><tbody><tr><td>n</td></tr></tbody></table>"
    rows = f"<tr><td>one<br/>two</td><td>{inner}</td></tr><tr><td>x</td><td>y</td></tr>"
    assert plain(f"<table><tbody>{rows}</tbody></table>") == "one two  n\nx        y"


def test_whoever_is_quoted_is_named_behind_a_dash() -> None:
    """As one would type it; a picture's caption has none."""
    quoted = "<figure><blockquote><p>Said.</p></blockquote><figcaption>A. Chair</figcaption></figure>"
    shown = "<figure><img src='x' alt='a map'/><figcaption>The map.</figcaption></figure>"
    assert plain(quoted + shown) == "> Said.\n\n— A. Chair\n\n[a map]\n\nThe map."


def test_the_plain_part_is_as_a_person_would_have_typed_it() -> None:
    """Links are numbered, lists hang, numbers stand under each other, no line has more than 72 columns."""
    text = wrapped(plain(BODY))

    assert max(map(len, text.splitlines())) <= 72
    assert "Read the report [1] for more." in " ".join(text.split())
    assert text.endswith("[1] https://example.org/report?utm_source=x\n[2] https://example.org/two")
    assert "- Rights to provide:\n  - clear pathways\n  - appeals" in text
    assert "Year  Days\n----  ----\n2010   9.1\n2011   7.2" in text
    assert "> “The path must be made easier.”" in text


def test_a_long_address_stays_whole() -> None:
    """An address is never divided, however long."""
    url = "https://example.org/" + "x" * 100

    assert url in wrapped(plain(f'<p>See <a href="{url}">this</a> and {url} too.</p>')).splitlines()


def test_the_imprint_is_in_every_message() -> None:
    """Who sends it, and how to be taken off the list, stand at the foot of both parts."""
    made = mailbag.message()

    for part in (made.text, made.html):
        assert PUBLICATION.contact.name in part
        assert "To be taken off this list:" in part
    assert "\n-- \n" in made.text
