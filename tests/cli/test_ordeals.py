"""112 inputs that have broken programs like this one: each is made, told of, or refused with its name, and never a fault.

Those that are texts are in one build, told apart by their names (`tests/support/ordeals.py`); the rest are asked here.
"""

from __future__ import annotations

import csv
import io
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2 as pdfium
import pytest

from tests.conftest import GOOD, SETTINGS, Outcome, run_publish
from tests.support import ordeals
from tests.support.ordeals import NAUGHTY, NO_FILES, text

pytestmark = pytest.mark.slow
ELSEWHERE = {
    49: "tests/readers/test_commonmark.py",
    50: "tests/readers/test_commonmark.py",  # the specification's examples stand for those of other programs
    93: "tests/workshop/test_flips.py",  # a publication brings no typeface; one that is installed is held to its digest
    104: "docs/performance.md",  # how much it can hold is measured, not tested
}
"""What is asked elsewhere."""
HERE = {
    14, 15, 16, 18, 19, 94, 96, 97, 98, 99, 100, 101, 102, 103, 105, 106, 107, 108, 109, 110, 111,
}  # fmt: skip
"""What the tests below ask, but for the first."""


def squeezed(words: str) -> str:
    """Text without what a page may put between letters."""
    return "".join(words.split())


def printed(place: Path) -> str:
    """All that stands on the pages of a PDF, squeezed."""
    with pdfium.PdfDocument(place) as file:
        return squeezed("".join(page.get_textpage().get_text_bounded() for page in file))


def test_texts_that_have_broken_others(tmp_path: Path) -> None:
    """Each of some two hundred in one build: as it should be, its words kept, no fault of ours, and nothing touched."""
    root = tmp_path / "publication"
    (root / "source").mkdir(parents=True)
    (root / "source/publication.toml").write_text(SETTINGS, "utf-8")
    every = ordeals.lay(root / "source/articles")

    outcome = run_publish("build", "--json", "--jobs", "2", cwd=root)

    told = outcome.json
    assert (outcome.code, outcome.err) == (1, "")
    files = {made["name"]: root / made["path"] for made in told["artifacts"] if made["edition"] == "briefing"}
    slugs = {made["name"] for made in told["artifacts"]}
    assert "good" in files
    problems: dict[str, list[dict[str, str]]] = {}
    for problem in told["problems"]:
        problems.setdefault(problem["path"].removeprefix("source/articles/"), []).append(problem)
        assert not problem["code"].startswith("X"), problem
    wrong: list[object] = []
    for ordeal in every:
        found = problems.get(f"{ordeal.name}.md", [])
        severities = {problem["severity"] for problem in found}
        means = "refused" if "error" in severities else "told" if severities else "made"
        if means != ordeal.means or not any(
            problem["code"].startswith(ordeal.code) for problem in found or [{"code": ordeal.code}]
        ):
            wrong.append((ordeal.number, ordeal.name, f"should be {ordeal.means} {ordeal.code}", means, found[:2]))
        elif means != "refused" and ordeal.name in files and squeezed(ordeal.says) not in printed(files[ordeal.name]):
            wrong.append((ordeal.number, ordeal.name, "has lost", ordeal.says))
        elif (
            means != "refused"
            and ordeal.name == ordeal.name.lower()
            and ordeal.name.isalnum()
            and len(ordeal.name) < 80
            and ordeal.name not in slugs
        ):
            wrong.append((ordeal.number, ordeal.name, "is not there"))
    assert not wrong, "\n".join(map(repr, wrong))
    for name in NO_FILES:
        assert problems.get(name), name
    assert {ordeal.number for ordeal in every} | HERE | ELSEWHERE.keys() == set(range(1, 113))
    assert not list(tmp_path.rglob("owned"))
    [book] = root.glob("build/collection/*.epub")
    with zipfile.ZipFile(book) as file:
        assert len(set(file.namelist())) == len(file.namelist())
        for name in file.namelist():
            if name.endswith((".xhtml", ".opf", ".ncx", ".svg")):
                page = ElementTree.fromstring(file.read(name))
                assert not [
                    one.tag for one in page.iter() if str(one.tag).endswith(("}script", "}iframe", "}object", "}embed"))
                ], name
                assert b"window.__hit=1</script>" not in file.read(name).replace(
                    b"&lt;", b"<"
                ) or b"<script" not in file.read(name)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of one text that mails."""
    root = tmp_path_factory.mktemp("small")
    (root / "source/articles").mkdir(parents=True)
    mail = "[mail]\nfrom = 'ruth@example.org'\n"
    (root / "source/publication.toml").write_text(SETTINGS + mail, "utf-8")
    (root / "source/articles/good.md").write_text(GOOD, "utf-8")
    return root


GOOD_LISTS = {
    "bom, semicolons, CRLF": b"\xef\xbb\xbfemail;name\r\njo@example.org;Jo\r\n",
    "a quoted line break": b'email,name,note\njo@example.org,Jo,"two\nlines"\n',
    "twice": b"email\njo@example.org\nJO@EXAMPLE.ORG\njo@example.org \n",
    "odd names": 'email,name\njo@example.org,"Bloggs, ""Jo"" 🚌 =?utf-8?q?a=0D=0ABcc=3A_b=40x?="\n'.encode(),
    "formulas": b"email,name\njo@example.org,=cmd|'/C calc'!A0\n",
    "letters with accents": "email\njö@example.org\njo@example.org\n".encode(),
    "opted out": b"email,unsubscribed\njo@example.org,no\nann@example.org,yes\n",
    "naughty": ("email,name\n" + "".join(f'u{n}@example.org,"{name.replace(chr(34), chr(34) * 2)}"\n' for n, name in enumerate(NAUGHTY))).encode(),
}  # fmt: skip
BAD_LISTS = {
    "no column": b"name\nJo\n", "twice the column": b"email,email\na@b.org,c@d.org\n", "no domain": b"email\na@\n",
    "nobody": b"email\n@b.org\n", "a space": b"email\na b@c.org\n", "long": b"email\n" + b"x" * 65 + b"@example.org\n",
    "very long": b"email\nx@" + b"y" * 250 + b".org\n", "a line break": b'email\n"a@b.org\nBcc: c@d.org"\n',
    "nul": b"email\na\0@b.org\n", "a long name": b"email,name\na@b.org," + b"x" * 5000 + b"\n", "utf-16": "email\na@b.org\n".encode("utf-16"),
    "columns": b";".join([b"email"] * 100_000) + b"\n", "zeros": bytes(50_000_000), "nothing": b"",
}  # fmt: skip


def test_lists_that_have_broken_others(small: Path) -> None:
    """A good one gives drafts in which nothing is smuggled; a bad one is named by its line, and nobody is written to."""
    for name, content in BAD_LISTS.items():
        (small / "list.csv").write_bytes(content)
        outcome = run_publish("mail", "good", "--to", "list.csv", cwd=small)
        assert outcome.code == 1, (name, outcome)
        assert "list.csv" in outcome.err and "nobody was written to" in outcome.err, (name, outcome)  # noqa: PT018
        assert not (small / "build/outbox").exists(), name
    for name, content in GOOD_LISTS.items():
        (small / "list.csv").write_bytes(content)
        outcome = run_publish("mail", "good", "--to", "list.csv", cwd=small)
        assert outcome.code == 0, (name, outcome)
        drafts = [file.read_bytes() for file in (small / "build/outbox/good").glob("*.eml")]
        assert len(drafts) == (len(NAUGHTY) if name == "naughty" else 1), (name, outcome)
        for draft in drafts:
            head = draft.partition(b"\r\n\r\n")[0]
            assert b"\r\nBcc:" not in head
            assert max(map(len, draft.split(b"\r\n"))) <= 998
    for name in ("list.csv", "build/outbox", "build/outbox/good"):
        assert (small / name).stat().st_mode & 0o077 == 0, name
    many = "email,name\n" + "".join(f"user{n}@example.org,User {n}\n" for n in range(100_000))
    (small / "list.csv").write_text(many, "utf-8")
    shown = run_publish("mail", "good", "--to", "list.csv", "--preview", cwd=small)
    assert (shown.code, "Dear User 0" in shown.out) == (0, True), shown
    # Cells that a spreadsheet would run are written as words.
    (small / "list.csv").write_bytes(GOOD_LISTS["formulas"])
    (small / "leavers.csv").write_bytes(b"email\n=cmd@example.org\n")
    assert run_publish("mail", "--bounces", "leavers.csv", cwd=small).code == 0
    assert run_publish("mail", "--report", "report.csv", cwd=small).code == 0
    rows = list(csv.reader(io.StringIO((small / "report.csv").read_text("utf-8-sig"))))
    assert not [cell for row in rows[1:] for cell in row if cell[:1] in ("=", "+", "@")], rows
    # Too large a file is refused before anybody is spoken to.
    (small / "source/publication.toml").write_text(
        SETTINGS + "[mail]\nfrom = 'ruth@example.org'\nmax_size = '20 kB'\n", "utf-8"
    )
    assert "M06" in run_publish("mail", "good", "--to", "list.csv", cwd=small).err


def _file_in_its_place(root: Path) -> None:
    (root / "build").write_text("not a folder", "utf-8")


def _no_articles(root: Path) -> None:
    (root / "source/articles/good.md").unlink()


def _all_bad(root: Path) -> None:
    (root / "source/articles/good.md").write_bytes(b"\xff")


def _setting(line: str) -> Callable[[Path], None]:
    def write(root: Path) -> None:
        (root / "source/publication.toml").write_text(line + "\n" + SETTINGS, "utf-8")

    return write


def _brand(root: Path) -> None:
    (root / "source/publication.toml").write_text(SETTINGS + "[brand]\nheadings = 'Nowhere Sans'\n", "utf-8")


SHAPES: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "no articles": (_no_articles, 1, "P"),
    "all bad": (_all_bad, 1, "A01"),
    "a file in build's place": (_file_in_its_place, 3, "build"),
    "a wrong setting": (_setting("language = 7"), 1, "P"),
    "settings that are none": (_setting("= ="), 1, "P"),
    "an unknown typeface": (_brand, 1, "Nowhere Sans"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_publications_that_have_broken_others(name: str, publication: Path) -> None:
    """What is wrong with the whole is said, and no edition of nothing is made."""
    change, code, said = SHAPES[name]
    change(publication)

    outcome = run_publish("build", cwd=publication)

    assert outcome.code == code, outcome
    assert said in outcome.err, outcome
    assert "Traceback" not in outcome.err
    assert not list(publication.glob("build/*/*.epub"))


def made(root: Path) -> dict[str, bytes]:
    """What a build has made, by name."""
    return {file.name: file.read_bytes() for file in sorted(root.glob("build/[!.]*/*.*"))}


def test_clocks_places_and_spoilt_shelves_change_nothing(publication: Path) -> None:
    """In 1970 and 2106, in other places and languages, and with a shelf that is cut off, turned over or from elsewhere."""
    assert run_publish("build", cwd=publication).code == 0
    first = made(publication)
    assert len(first) == 2
    for environment in ({"TZ": "Pacific/Kiritimati"}, {"LC_ALL": "tr_TR.UTF-8"}, {"HANDBILL_TODAY": "2106-02-07"}):
        shutil.rmtree(publication / "build")
        assert run_publish("build", cwd=publication, environment=environment).code == 0
        assert made(publication) == first, environment
    assert run_publish("build", cwd=publication, environment={"HANDBILL_TODAY": "1970-01-01"}).code in (0, 1)
    shelf = [file for file in (publication / "build/.shelf").rglob("*") if file.is_file()]
    assert shelf
    for number, file in enumerate(shelf):
        content = bytearray(file.read_bytes())
        file.chmod(0o644)
        if number % 2 and content:
            content[len(content) // 2] ^= 1
        file.write_bytes(bytes(content if number % 2 else content[: len(content) // 2]))
    for file in publication.glob("build/[!.]*/*.*"):
        file.unlink()
    again: Outcome = run_publish("build", cwd=publication)
    assert again.code == 0, again
    assert made(publication) == first


def test_texts_that_change_under_a_build_are_read_whole(publication: Path) -> None:
    """One is written over and another comes and goes all the time: a page has one state of it, and nothing is a fault."""
    states = [text(f"{ordeals.kept(name)}\n\n" + f"{name * 40}\n\n" * 200) for name in ("ab", "cd")]
    place, fleeting = (publication / "source/articles" / name for name in ("changing.md", "fleeting.md"))
    place.write_bytes(states[0])
    ended = threading.Event()

    def stir() -> None:
        while not ended.is_set():
            for state in states:
                place.write_bytes(state)
                fleeting.write_bytes(text(ordeals.kept("fleeting"), title="Not for long"))
                fleeting.unlink()

    stirring = threading.Thread(target=stir)
    stirring.start()
    try:
        outcomes = [run_publish("build", "--json", "--edition", "briefing", cwd=publication) for _ in range(2)]
    finally:
        ended.set()
        stirring.join()
    for outcome in outcomes:
        assert outcome.code in (0, 1), outcome
        assert not outcome.problems("X01"), outcome
        assert any(one["name"] == "good" for one in outcome.json["artifacts"]), outcome
    for file in publication.glob("build/briefing/changing.pdf"):
        words = printed(file)
        assert ("abab" in words) != ("cdcd" in words)


def test_an_archive_of_odd_titles_is_well_formed(publication: Path) -> None:
    """Feeds and catalogues with `]]>`, markup and signs that are not seen in their titles are XML, and have them all."""
    titles = ["Ends with ]]> & <b>", "a\u200bb", "<script>window.__hit=1</script>", "'; DROP TABLE", "{{ 7*7 }}", "🚌"]
    for number, title in enumerate(titles):
        spelt = title.replace("'", "''")
        (publication / f"source/articles/a{number}.md").write_bytes(text(ordeals.kept(title), title=f"'{spelt}'"))
    assert run_publish("archive", "--quiet", cwd=publication).code == 0
    feeds = list((publication / "build/archive").rglob("*.xml"))
    assert len(feeds) >= 3
    for feed in feeds:
        words = "".join(ElementTree.parse(feed).getroot().itertext())
        assert "window.__hit" not in words or "<script>window.__hit=1</script>" in words
    said = [squeezed("".join(ElementTree.parse(feed).getroot().itertext())) for feed in feeds]
    assert any("Endswith]]>&" in words for words in said)
    assert (publication / "build/archive/index.html").stat().st_size
