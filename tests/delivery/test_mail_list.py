"""A mailing list is checked whole before anybody is written to."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from publish.delivery.mailing_list import MOST_PROBLEMS, MailingList, read
from publish.problem import Problem
from tests.conftest import ROOT


def check(content: bytes | str) -> tuple[MailingList | None, tuple[Problem, ...]]:
    """Read a list."""
    return read(io.BytesIO(content.encode() if isinstance(content, str) else content), path="list.csv")


def sound(content: bytes | str) -> MailingList:
    """A list that must be in order."""
    people, problems = check(content)
    assert people, problems
    return people


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfemail;name\r\njo@example.org;Jo\r\n",
        b"email,name\njo@example.org,Jo\n",
        b"Email\tName\njo@example.org\tJo",
        b'"email","name"\r\n\r\n"jo@example.org","Jo"\r\n',
        b"email;name\rjo@example.org;Jo\r",
        b" EMAIL ; Name \r\n jo@example.org ; Jo ;;\r\n",
    ],
)
def test_files_of_every_spreadsheet_are_understood(content: bytes) -> None:
    """Byte-order mark, separator, line ends and spaces are as programs write them."""
    (one,) = sound(content).recipients()

    assert (one.address, one.name) == ("jo@example.org", "Jo")


def test_a_cell_may_hold_a_line_break() -> None:
    """A quoted cell over two lines is one name, and lines are still counted right."""
    people = sound(b'email,name\r\njo@example.org,"Jo\r\nBloggs"\r\nann@example.org,Ann\r\n')

    assert [(one.line, one.name) for one in people.recipients()] == [(2, "Jo Bloggs"), (4, "Ann")]


def test_an_address_is_written_to_once() -> None:
    """Two spellings of an address are one person; a tag after a plus sign makes another."""
    people, problems = check("email\nJo@Example.org\njo@EXAMPLE.ORG\njo+x@example.org\n")

    assert people
    assert [one.key for one in people.recipients()] == ["jo@example.org", "jo+x@example.org"]
    assert [(problem.code, problem.line) for problem in problems] == [("M03", 3)]
    assert people.repeated == 1


def test_whoever_has_opted_out_is_counted_and_not_written_to() -> None:
    """Anything but a no in `opted_out` takes a person off, on whichever of their rows it stands."""
    people = sound("email,opted_out\na@example.org,\nb@example.org,yes\nc@example.org,no\nd@example.org,0\n"
                   "e@example.org,2026-01-02\na@example.org,x\n")  # fmt: skip

    assert [one.key for one in people.recipients()] == ["c@example.org", "d@example.org"]
    assert people.opted_out == 3
    assert sorted(people.gone()) == ["a@example.org", "b@example.org", "e@example.org"]


def test_other_columns_are_for_the_note() -> None:
    """Their names are written in small letters, with `_` for a space."""
    (one,) = sound('email,First Name,formats,language\njo@example.org,Jo,"Large print, EPUB",cy\n').recipients()

    assert one.fields == (("first_name", "Jo"),)
    assert one.formats == ("epub", "large-print")
    assert one.language == "cy"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("", "M01", 1),
        ("\n\n", "M01", 1),
        ("name\nJo\n", "M01", 1),
        ("e-mail,email address\na@example.org,b@example.org\n", "M01", 1),
        ("email,unsubscribed,opt out\na@example.org,yes,\n", "M01", 1),
        ("email,unsubscribed,opted_out\na@example.org,yes,\n", "M01", 1),
        (",,\n", "M01", 1),
        (";" * 100, "M01", 1),
        ("\n , ,\n,,\na@example.org,,\n", "M01", 4),
        ("email,email\na@example.org,b@example.org\n", "M01", 1),
        ("email,opted-ouut\na@example.org,yes\n", "M01", 1),
        ("email\nok@example.org\na@\n", "M02", 3),
        ("email\nok@example.org\n@b.org\n", "M02", 3),
        ("email\na b@c.org\n", "M02", 2),
        ("email\n" + "x" * 65 + "@example.org\n", "M02", 2),
        ("email\nx@" + "y" * 250 + ".org\n", "M02", 2),
        ('email\n"jo@example.org\nBcc: x@example.org"\n', "M02", 2),
        ("email,name\n,Jo\n", "M02", 2),
        ("email,language\njo@example.org,klingonese\n", "M02", 2),
        ("email,formats\njo@example.org,papyrus\n", "M02", 2),
        ("email,name\njo@example.org,Bloggs,Jo\n", "M02", 2),
        ("email,name\njo@example.org," + "x" * 5000 + "\n", "M02", 2),
        ('email,name\njo@example.org,"Jo\nann@example.org,Ann\n', "M01", 2),
        ("email,name\njo@example.org," + "x" * 70_000 + "\n", "M01", 2),
        ("email\n\0\n", "M01", 2),
        ("email" + ";email" * 150_000, "M01", 1),  # each was compared with each
        ("x" * (2**20 + 10), "M01", 1),
        ("email\njo@example.org\n".encode("utf-16"), "M01", 1),
        (b"PK\x03\x04\x14\0\n", "M01", 1),
        ("email,name\njo@example.org,Zoë\n".encode("latin-1"), "M01", 2),
    ],
)
def test_what_is_wrong_is_named_by_its_line(content: str | bytes, code: str, line: int) -> None:
    """One wrong row, and there is no list: nobody is written to."""
    people, problems = check(content)

    assert people is None
    assert [(problem.code, problem.line) for problem in problems] == [(code, line)]


def test_problems_do_not_show_addresses() -> None:
    """An address is shown by its first letter and its domain."""
    _, problems = check("email\nsecret.person@exa_mple.org\nok@example.org\nok@example.org\n")

    said = " ".join(problem.message + problem.hint for problem in problems)
    assert "secret.person" not in said
    assert "s…@exa_mple.org" in said


def test_many_wrong_rows_do_not_fill_the_screen() -> None:
    """The first hundred of a kind are named, the rest counted; warnings do not push out errors."""
    rows = ["ok@example.org"] * 200 + ["no"] * 250
    _, problems = check("email\n" + "\n".join(rows))

    wrong = [problem for problem in problems if problem.code == "M02"]
    assert len(wrong) == MOST_PROBLEMS + 1
    assert wrong[-1].message.startswith("and 150 more")


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_checked_in_bounded_memory() -> None:
    """A list of 100,000 rows with one wrong one, far down, is refused by its line within 120 MB."""
    code = """
import io, resource, sys
from publish.delivery.mailing_list import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
class Rows(io.RawIOBase):
    def __init__(self): self.n, self.rest = 0, b"email,name,notes\\n"
    def readable(self): return True
    def readinto(self, into):
        while len(self.rest) < len(into) and self.n < 100_000:
            self.n += 1
            at = "" if self.n == 99_000 else "@"
            self.rest += f"user{self.n}{at}example.org,User {self.n},{'x' * 200}\\n".encode()
        part, self.rest = self.rest[:len(into)], self.rest[len(into):]
        into[:len(part)] = part
        return len(part)
people, problems = read(io.BufferedReader(Rows()), path="list.csv")
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(people, [(p.code, p.line) for p in problems], grown // 1024)
sys.exit(not (people is None and [(p.code, p.line) for p in problems] == [("M02", 99_001)] and grown < 120_000))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_excels_word_about_the_separator_is_no_row_and_lines_are_counted_right() -> None:
    """`sep=;` in front of the columns, and empty lines before them, are passed over and counted."""
    (one,) = sound("sep=;\nemail;name\njo@example.org;Bloggs, Jo\n").recipients()
    _, problems = check("\n\nemail\nnobody\n")

    assert (one.line, one.name) == (3, "Bloggs, Jo")
    assert [problem.line for problem in problems] == [4]


def test_a_spreadsheet_s_own_file_is_called_by_its_name() -> None:
    """Somebody who saved `.xlsx` or `.xls` learns that it is not CSV, and not that there is a NUL in it."""
    for start in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        _, (problem,) = read(io.BytesIO(start + bytes(99)), path="list.csv")
        assert problem.message == "the list is a spreadsheet's own file"
        assert "CSV UTF-8" in problem.hint


@pytest.mark.parametrize(
    "head",
    ["E-mail", "Email Address", "E-Mail-Adresse", "EMAIL ADDRESS", "Mail", " e-post ", "Adresse e-mail", '"email"'],
)
def test_the_column_of_addresses_is_found_by_what_people_call_it(head: str) -> None:
    """What spreadsheets and other programs head it with is understood, beside the other columns' names too."""
    (one,) = sound(
        f"Full name;{head};Unsubscribed;Region\nJo;jo@example.org;;North\nZoë;z@example.org;yes;\n"
    ).recipients()

    assert (one.key, one.name) == ("jo@example.org", "Jo")
    assert dict(one.fields)["region"] == "North"
    assert dict(one.fields)["full_name"] == "Jo"  # the note may call it so
    (one,) = sound("Name,E-mail,Address\nJo,jo@example.org,1 High Street\n").recipients()
    assert (one.key, dict(one.fields)["address"]) == ("jo@example.org", "1 High Street")


FORMATS = frozenset(("pdf", "epub", "large-print", "braille", "text", "mono", "briefing", "board"))


@pytest.mark.parametrize(
    ("typed", "formats"),
    [
        ("", ()),
        ("braille", ("braille",)),
        ("Text; mono", ("mono", "text")),
        ("large-print only", ("large-print", "only")),
        ("Large print, only", ("large-print", "only")),
        ("only braille", ("braille", "only")),
        ("text instead of the PDF", ("only", "text")),
        ("ebook and large print", ("epub", "large-print")),
        ("board", ("board",)),
        ("BRF", ("braille",)),
    ],
)
def test_a_person_may_ask_for_any_edition_also_instead_of_the_pdf(typed: str, formats: tuple[str, ...]) -> None:
    """Kinds and names of editions are understood as people write them, and `only`."""
    people, problems = read(io.BytesIO(f'email,formats\na@b.org,"{typed}"\n'.encode()), path="l.csv", formats=FORMATS)

    assert people is not None, problems
    assert next(people.recipients()).formats == formats


def test_a_format_that_nobody_makes_is_named_with_what_was_meant() -> None:
    """A slip is named by its line."""
    _, (problem,) = read(io.BytesIO(b"email,formats\na@b.org,brialle only\n"), path="l.csv", formats=FORMATS)

    assert (problem.code, problem.line, problem.hint) == ("M02", 2, "did you mean `braille`?")
