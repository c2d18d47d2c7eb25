"""What somebody who is no programmer may write into publication.toml: it is understood, or named in plain words."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from publish.problem import Problem
from publish.project.folder import load, manuscripts, outlook
from tests.conftest import Publish
from tests.support.reading import picture

BASE = 'identifier = "https://example.org/b"\ntitle = "T"\norganisation = "O"\n'
EDITION = BASE + "[editions.a]\n"


def read(folder: Path, text: str) -> tuple[Problem, ...]:
    """The problems of a publication with these settings."""
    (folder / "source").mkdir()
    (folder / "source/publication.toml").write_text(text, encoding="utf-8")
    return load(folder)[1]


CASES = (
    # the wrong kind of value
    (BASE + "rights = 2026-01-01\n", "P03", 4, "`rights` is a date without quotation marks", "quotation marks"),
    (BASE + "strapline = true\n", "P03", 4, "`strapline` is `true`, and has to be one text", "quotation marks"),
    (EDITION + 'kind = "collection"\narticles = "a"\n', "P03", 6, "has to be a list", "square brackets"),
    (EDITION + 'kind = "collection"\narticles = """a\nb"""\n', "P03", 6, "is `a b`", "square brackets"),
    (BASE + '[contact]\nemail = ["a@b.org"]\n', "P03", 5, "is a list, and has to be one text", "brackets"),
    (BASE + 'brand = "red"\n', "P03", 4, "has to be a group of keys", "line of its own"),
    (BASE + '[[contact]]\nname = "x"\n', "P03", 4, "`contact` is a list", "line of its own"),
    (EDITION + 'kind = "briefing"\nsides = 0\n', "P03", 6, "is 0, and has to be at least 1", ""),
    (EDITION + 'kind = "briefing"\nsides = true\n', "P03", 6, "is `true`, and has to be a whole number", ""),
    (EDITION + 'kind = "briefing"\nsides = "two"\n', "P03", 6, "has to be a whole number", ""),
    (EDITION + 'kind = "Breifing"\n', "P03", 5, "cannot be `Breifing`", "did you mean `briefing`?"),
    (EDITION + 'kind = "pdf"\n', "P03", 5, "cannot be `pdf`", "`briefing`, "),
    (EDITION + 'kind = "\\u001b[31m"\n', "P03", 5, "cannot be `\ufffd[31m`", ""),
    # sizes, names and addresses
    (EDITION + f'kind = "briefing"\nmax_size = "{"9" * 400} MB"\n', "P03", 6, "is not a size", "2 MB"),
    (EDITION + 'kind = "briefing"\nmax_size = "0 MB"\n', "P03", 6, "is not a size", "2 MB"),
    (
        BASE + '[editions."../x"]\nkind = "briefing"\n',
        "P03",
        4,
        "`editions.../x` cannot name a folder",
        "small letters",
    ),
    (BASE + f'[editions.{"a" * 300}]\nkind = "briefing"\n', "P03", 4, "cannot name a folder", "60 at most"),
    (BASE + '[editions.archive]\nkind = "briefing"\n', "P03", 4, "has another use", "another name"),
    (BASE + '[editions.a.b]\nkind = "briefing"\n', "P02", 4, "`editions.a.kind` is missing", ""),
    (BASE + '[contact]\nemail = "at example.org"\n', "P03", 5, "is not an e-mail address", "hello@example.org"),
    (BASE + '[contact]\nwebsite = "my.example.org"\n', "P03", 5, "is not an address", "`https://my.example.org`"),
    (BASE + 'style = ".."\n', "P08", 4, "no house style `..`", "`house`"),
    (BASE + 'style = "Hause"\n', "P08", 4, "no house style `Hause`", "did you mean `house`?"),
    (BASE + f'style = "{"a" * 300}"\n', "P08", 4, "no house style", "`house`"),
    (BASE + '[brand]\nbody = "Source Serif"\n', "P05", 5, "is not installed", "did you mean `Source Serif 4`?"),
    (BASE + '[mail]\npassword = "x"\n', "P03", 4, "holds a password", "HANDBILL_SMTP_PASSWORD"),
    # keys in the wrong place, or called otherwise elsewhere
    (BASE + 'colour = "#123456"\n', "P09", 4, "not a key known here", "under `[brand]`"),
    (BASE + '[contact]\nphone = "1"\n', "P09", 5, "not a key known here", "`telephone`"),
    (BASE + '[contact]\nlanguage = "cy"\n', "P09", 5, "not a key known here", "at the top"),
    (BASE + '[edition.a]\nkind = "briefing"\n', "P04", 4, "`edition`", "did you mean `editions`?"),
    # options that do nothing where they stand
    (EDITION + 'kind = "briefing"\ntag = "x"\n', "P09", 6, "`tag` means nothing", "`collection`"),
    (EDITION + 'kind = "collection"\nsides = 2\n', "P09", 6, "`sides` means nothing", "`briefing`"),
    (EDITION + 'kind = "collection"\npaper = "A5"\n', "P09", 6, "`paper` means nothing", "`booklet`"),
    (EDITION + 'kind = "booklet"\npaper = "legal"\n', "P09", 6, "has no room on legal", "`letter`"),
    (EDITION + 'kind = "text"\nmax_size = "2 MB"\n', "P09", 6, "`max_size` means nothing", "`pack`"),
    (EDITION + 'kind = "collection"\norder = "given"\n', "P09", 6, "no `articles` are named", "articles ="),
    # what is no TOML
    (BASE + 'title = "x"\n', "P01", 4, "`title` stands twice", "keep one"),
    (EDITION + 'kind = "text"\n[editions.a]\n', "P01", 6, "`[editions.a]` stands twice", "keep one"),
    (BASE + "rights = “x”\n", "P01", 4, "quotation marks are curly", "straight"),
    (BASE + f"rights = {'9' * 5000}\n", "P01", 1, "too long to be read", "quotation marks"),
)


@pytest.mark.parametrize("path", ["logo.svg", "source/images/logo.svg"])
def test_a_logo_in_the_folder_of_pictures_is_found_for_the_hint(path: str, tmp_path: Path) -> None:
    """Whoever leaves `images/` out, or begins with `source/`, is told the path that was meant."""
    (tmp_path / "source/images").mkdir(parents=True)
    (tmp_path / "source/images/logo.svg").touch()
    (tmp_path / "source/publication.toml").write_text(BASE + f'[brand]\nlogo = "{path}"\n', encoding="utf-8")

    (problem,) = load(tmp_path)[1]

    assert (problem.code, problem.line, problem.hint) == ("I01", 5, "did you mean `images/logo.svg`?")


def test_a_link_that_leads_nowhere_is_called_so(tmp_path: Path) -> None:
    """An article that is a link to nothing is told apart from one that may not be read."""
    (tmp_path / "source/articles").mkdir(parents=True)
    (tmp_path / "source/articles/a.md").symlink_to("gone.md")

    (problem,) = manuscripts(tmp_path)[1]

    assert (problem.code, problem.message) == ("A08", "the file is a link that leads nowhere")


@pytest.mark.parametrize(("text", "code", "line", "says", "hint"), CASES)
def test_settings_written_wrong_are_named_in_plain_words(
    text: str, code: str, line: int, says: str, hint: str, tmp_path: Path
) -> None:
    """Each slip is named with its line, without a programmer's words, and with what to do."""
    problems = read(tmp_path, text)

    problem = next((problem for problem in problems if problem.code == code), None)
    assert problem, problems
    assert (problem.path, problem.line) == ("source/publication.toml", line)
    assert says in problem.message
    assert hint in problem.hint
    for words in problems:
        assert not re.search(r"tuple|dictionary|instance|string|integer|\[key\]|[{}\n]", words.message + words.hint)


@pytest.mark.parametrize(
    ("said", "families"),
    [
        ("", ["Source Sans 3", "Source Serif 4", "Source Code Pro"]),
        ('[brand]\nbody = "atkinson hyperlegible"', ["Source Sans 3", "Atkinson Hyperlegible", "Source Code Pro"]),
        ("brand = 3\n", ["Source Sans 3", "Source Serif 4", "Source Code Pro"]),
        ('[brand]\nheadings = 3\nbody = "No Such Face"', ["Source Code Pro"]),
        ("no settings", []),
        ('title = "\udc80"', []),
        ("a = " + "[" * 5000, []),
    ],
)
def test_what_is_asked_for_is_seen_ahead(said: str, families: list[str], tmp_path: Path) -> None:
    """The typefaces that settings will come to, as far as can be told; what is wrong is for the check to say."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "publication.toml").write_text(said, encoding="utf-8", errors="surrogateescape")
    assert [typeface.family for typeface in outlook(tmp_path)] == families


def test_nothing_is_seen_ahead_where_there_are_no_settings(tmp_path: Path) -> None:
    """A folder without settings is no fault yet."""
    assert outlook(tmp_path) == ()


CHECKED = '[accessibility]\nchecked_by = "Ruth Price"\ndate = 2026-03-01\nstandard = "WCAG 2.2 AA"\n'


@pytest.mark.parametrize(
    ("typed", "claimed", "said"),
    [
        ("", False, []),
        (CHECKED, True, []),
        (CHECKED.replace("date = 2026-03-01", 'date = "2026-03-01"'), True, []),
        (CHECKED.replace('checked_by = "Ruth Price"\n', ""), False, ["`accessibility` is not complete"]),
        (CHECKED.replace("Ruth Price", " "), False, ["`accessibility` is not complete"]),
        (CHECKED.replace("date = 2026-03-01\n", ""), False, ["`accessibility` is not complete"]),
        (CHECKED.replace("2.2 AA", "3.0"), None, ["is not a standard that can be claimed: `WCAG 3.0`"]),
        (CHECKED.replace("2026-03-01", '"soon"'), None, ["is not a date: `soon`"]),
    ],
)
def test_accessibility_is_claimed_by_name_or_not_at_all(typed: str, claimed: bool | None, said: list[str]) -> None:
    """Who, when and by what are all asked for; a warning says when one is missing, and nothing is claimed then."""
    from publish.project.settings_form import read

    first = 'identifier = "https://example.org/x"\ntitle = "X"\norganisation = "Y"\n'
    checked = read((first + typed).encode())
    problems = [problem.message for problem in checked.problems]
    assert len(problems) == len(said)
    assert all(words in problem for words, problem in zip(said, problems, strict=True))
    assert (checked.settings is None) is (claimed is None)
    if checked.settings is not None:
        assert (checked.settings.certificate is not None) is claimed


def test_the_registration_is_said_in_every_edition(publication: Path, publish: Publish) -> None:
    """The organisation's numbers stand in the PDF, the ebook and the text, as it says them."""
    settings = publication / "source/publication.toml"
    said = 'registration = "Registered charity 1234567"\n'
    kinds = '[editions.a]\nkind = "briefing"\n[editions.b]\nkind = "collection"\n[editions.c]\nkind = "text"\n'
    settings.write_text(said + settings.read_text("utf-8") + kinds, encoding="utf-8")

    assert publish("build", cwd=publication).code == 0

    (pdf,) = (publication / "build/a").glob("*.pdf")
    with pypdfium2.PdfDocument(pdf) as file:
        assert any("Registered charity 1234567" in page.get_textpage().get_text_range() for page in file)
    (text,) = (publication / "build/c").glob("*.txt")
    assert "Registered charity 1234567" in text.read_text("utf-8")
    (epub,) = (publication / "build/b").glob("*.epub")
    with zipfile.ZipFile(epub) as held:
        assert any(b"Registered charity 1234567" in held.read(name) for name in held.namelist())


def test_a_picture_in_the_other_folder_is_the_one_that_was_meant(publication: Path, publish: Publish) -> None:
    """A path without its folder is answered with the picture of that name, not with a text that is called alike."""
    (publication / "source/images").mkdir()
    (publication / "source/images/tides.png").write_bytes(picture())
    (publication / "source/articles/tides.md").write_text(
        "---\ntitle: Tides\ndate: 2026-01-31\n---\n\nText.\n\n![The tide comes in](tides.png)\n", encoding="utf-8"
    )
    said = publish("build", "tides", cwd=publication).err
    assert "`tides.png` is missing" in said
    assert "did you mean `images/tides.png`?" in said


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ('"1 Street, Town"', ("1 Street, Town",)),
        ('"""\n1 Street\n\nTown\n"""', ("1 Street", "Town")),
        ('["1 Street", "Town"]', ("1 Street", "Town")),
    ],
)
def test_an_address_may_be_one_text(typed: str, lines: tuple[str, ...], tmp_path: Path) -> None:
    """With the lines that it has, or a list of lines."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source/publication.toml").write_text(BASE + f"[contact]\naddress = {typed}\n", encoding="utf-8")
    project, problems = load(tmp_path)
    assert project is not None
    assert [problem.code for problem in problems if problem.severity == "error"] == []
    assert project.publication.contact.address == lines
