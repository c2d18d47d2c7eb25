"""Bad input is named with file, line, code and hint; the exit code is 1 and every good article beside it is built."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import GOOD, SETTINGS, Outcome, Publish, run_publish


def article(body: str, metadata: str = "title: Bad\ndate: 2026-01-31\n") -> bytes:
    """A manuscript from its two halves."""
    return f"---\n{metadata}---\n\n{body}\n".encode()


def png() -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "#336699").save(buffer, "PNG")
    return buffer.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A bad manuscript and what must be said of it."""

    name: str
    content: bytes
    code: str
    line: int
    says: str
    hint: str


CASES = (
    Case(name="no-title", content=article("Text.", "date: 2026-01-31\n"), code="A04", line=2, says="`title` is missing", hint="add a line for `title`"),
    Case(name="unseen-tag", content=article("Text.", "title: One\ndate: 2026-01-31\ntags: ['\u200b']\n"), code="A03", line=4, says="is empty", hint="write something"),
    Case(name="sides-true", content=article("Text.", "title: One\ndate: 2026-01-31\nsides: true\n"), code="A03", line=4, says="`sides` is `true`, and has to be a whole number", hint=""),
    Case(name="blank-title", content=article("Text.", "title: ' '\ndate: 2026-01-31\n"), code="A03", line=2, says="`title` is empty", hint="write something"),
    Case(name="no-date", content=article("Text.", "title: Bad\n"), code="A04", line=2, says="`date` is missing", hint="add a line for `date`"),
    Case(name="impossible-date", content=article("Text.", "title: Bad\ndate: 2026-02-30\n"), code="A03", line=3, says="not a calendar day: `2026-02-30`", hint="YYYY-MM-DD"),
    Case(name="tomorrow", content=article("Text.", "title: Bad\ndate: tomorrow\n"), code="A03", line=3, says="not a calendar day", hint="YYYY-MM-DD"),
    Case(name="year-nought", content=article("Text.", "title: Bad\ndate: 9999-01-01\n"), code="A03", line=3, says="not a likely day", hint="four digits"),
    Case(name="near-key", content=article("Text.", "title: Bad\ndate: 2026-01-31\nstandfrist: Oops\n"), code="A05", line=4, says="`standfrist`", hint="did you mean `standfirst`?"),
    Case(name="near-key-case", content=article("Text.", "Title: Bad\ntitle: Bad\ndate: 2026-01-31\n"), code="A05", line=2, says="`Title`", hint="did you mean `title`?"),
    Case(name="latin-1", content=article("caf\u00e9").decode().encode("latin-1"), code="A01", line=6, says="byte 0xE9 in column 4", hint="UTF-8"),
    Case(name="cp1252-quotes", content=article("x").replace(b"x", b"\x93so\x94"), code="A01", line=6, says="byte 0x93", hint="UTF-8"),
    Case(name="utf-16-le", content=article("Text.").decode().encode("utf-16"), code="A01", line=1, says="UTF-16", hint="UTF-8"),
    Case(name="utf-16-be", content=b"\xfe\xff" + article("Text.").decode().encode("utf-16-be"), code="A01", line=1, says="UTF-16", hint="UTF-8"),
    Case(name="truncated-utf-8", content=article("Text.") + b"\xe2\x82", code="A01", line=7, says="byte 0xE2", hint="UTF-8"),
    Case(name="nul", content=article("a\0b"), code="A01", line=6, says="NUL", hint="UTF-8"),
    Case(name="tab-in-yaml", content=article("Text.", "title: Bad\ntags:\n\t- one\ndate: 2026-01-31\n"), code="A02", line=4, says="tab", hint="spaces, not tabs"),
    Case(name="yaml-colon", content=article("Text.", "title: Bad\nslug: bad: worse\ndate: 2026-01-31\n"), code="A02", line=3, says="not YAML", hint="quotes"),
    Case(name="yaml-list", content=article("Text.", "- title\n- date\n"), code="A02", line=2, says="not a list of keys", hint="key: value"),
    Case(name="yaml-twice", content=article("Text.", "title: Bad\ndate: 2026-01-31\ntitle: Worse\n"), code="A02", line=4, says="in line 2", hint="keep one"),
    Case(name="yaml-alias", content=article("Text.", "title: &a Bad\ndate: *a\n"), code="A02", line=2, says="aliases", hint="quotes"),
    Case(name="yaml-deep", content=article("Text.", f"title: {'[' * 2000}\n"), code="A02", line=2, says="too large or nested", hint=""),
    Case(name="yaml-python", content=article("Text.", "title: !!python/object/apply:os.system [echo]\ndate: 2026-01-31\n"), code="A03", line=2, says="`title`", hint=""),
    Case(name="surrogate", content=article("Text.", 'title: "a\\ud800"\ndate: 2026-01-31\n'), code="A03", line=2, says="half a character", hint=""),
    Case(name="two-line-title", content=article("Text.", 'title: "a\\nBcc: b"\ndate: 2026-01-31\n'), code="A03", line=2, says="U+000A", hint="one line"),
    Case(name="long-title", content=article("Text.", f"title: {'x' * 10_000}\ndate: 2026-01-31\n"), code="A03", line=2, says="10000 characters", hint="under"),
    Case(name="unclosed", content=b"---\ntitle: Bad\n\nText.\n", code="A02", line=1, says="never closed", hint="after its last line"),
    Case(name="no-metadata", content=b"# Just text\n\nText.\n", code="A02", line=1, says="no metadata block", hint="begin the file with `---`"),
    Case(name="toml-date", content=b'+++\ntitle = "Bad"\ndate = 2026-02-30\n+++\n\nText.\n', code="A02", line=3, says="not TOML", hint="2026-02-28"),
    Case(name="language", content=article("Text.", "title: Bad\ndate: 2026-01-31\nlanguage: xx-invalid\n"), code="A03", line=4, says="not a language", hint="BCP 47"),
    Case(name="slug-path", content=article("Text.", "title: Bad\ndate: 2026-01-31\nslug: ../../etc/cron.d/x\n"), code="A03", line=4, says="cannot name a file", hint="`etc-cron-d-x`"),
    Case(name="slug-device", content=article("Text.", "title: Bad\ndate: 2026-01-31\nslug: con\n"), code="A03", line=4, says="cannot name a file", hint="small letters"),
    Case(name="link-script", content=article("Text.", "title: Bad\ndate: 2026-01-31\nlinks:\n  - title: x\n    url: javascript:alert(1)\n"), code="A03", line=6, says="not an address", hint="in full"),
    Case(name="link-key", content=article("Text.", "title: Bad\ndate: 2026-01-31\nlinks:\n  - title: x\n    ulr: https://example.org\n"), code="A04", line=5, says="`links.url` is missing", hint="`url`"),
    Case(name="outside-image", content=article("![Alt](../../../outside.png)"), code="I02", line=6, says="outside.png", hint=""),
    Case(name="outside-encoded", content=article("![Alt](%2e%2e/%2e%2e/%2e%2e/outside.png)"), code="I02", line=6, says="outside.png", hint=""),
    Case(name="outside-link", content=article("![Alt](linked.png)"), code="I02", line=6, says="linked.png", hint=""),
    Case(name="lying-image", content=article("![Alt](lying.png)"), code="I03", line=6, says="lying.png", hint=""),
    Case(name="nested", content=article("<div>" * 300 + "deep" + "</div>" * 300), code="T03", line=6, says="nested", hint=""),
    Case(name="endless", content=article("Words.\n\n" + "x" * 20_000), code="T08", line=8, says="20,000 letters without a place", hint="give a long address words"),
    Case(name="endless-code", content=article("```\n" + "a]" * 4_000 + "\n```"), code="T08", line=7, says="letters without a place", hint="take it out"),
    Case(name="endless-spaces", content=article("[ a_" * 4_000), code="T08", line=6, says="16,000 letters", hint=""),
    Case(name="endless-row", content=article("|" + "a|" * 2_500 + "\n|" + "-|" * 2_500), code="T08", line=6, says="a row of 2,500 cells", hint="fewer columns"),
    Case(name="empty", content=b"", code="A07", line=1, says="empty", hint="take the file away"),
    Case(name="blank", content=b" \n\n", code="A07", line=1, says="empty", hint="take the file away"),
    Case(name="huge", content=article("x" * 2_000_000), code="A08", line=1, says="too large", hint="split"),
)  # fmt: skip


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A publication with one good article and every bad one, built once."""
    root = tmp_path_factory.mktemp("bad") / "publication"
    articles = root / "source/articles"
    articles.mkdir(parents=True)
    (root / "source/publication.toml").write_text(SETTINGS, encoding="utf-8")
    (articles / "good.md").write_text(GOOD, encoding="utf-8")
    for case in CASES:
        (articles / f"{case.name}.md").write_bytes(case.content)
    (articles / "picture.png").write_bytes(png())
    (articles / "lying.png").write_bytes(b"<html>not a picture</html>")
    (root.parent / "outside.png").write_bytes(png())
    (articles / "linked.png").symlink_to(root.parent / "outside.png")
    return run_publish("build", "--json", cwd=root)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_is_named(case: Case, outcome: Outcome) -> None:
    """Each kind of bad input gives its code, file, line and hint."""
    path = f"source/articles/{case.name}.md"
    problems = [problem for problem in outcome.json["problems"] if problem["path"] == path]
    problem = next((problem for problem in problems if problem["code"] == case.code), None)
    assert problem, problems
    assert problem["severity"] == "error"
    assert problem["line"] == case.line
    assert case.says in problem["message"]
    assert case.hint in problem["hint"]


def test_the_good_article_beside_all_the_bad_ones_is_built(outcome: Outcome) -> None:
    """Whatever is wrong elsewhere, the good article is made, the exit code is 1, and nobody sees a traceback."""
    made = {made["path"] for made in outcome.json["artifacts"]}
    assert made == {"build/briefing/good.pdf", "build/collection/example-briefings.epub"}
    assert outcome.code == 1
    assert outcome.err == ""


def test_a_missing_picture_of_the_folder_beside_costs_itself(publication: Path, publish: Publish) -> None:
    """`../images/gone.png` leads nowhere out of the publication: the article is made, with a frame in its place."""
    (publication / "source/images").mkdir(exist_ok=True)
    (publication / "source/articles/bad.md").write_bytes(article("![A bus](../images/gone.png)"))
    outcome = publish("build", "--json", cwd=publication)
    (problem,) = [problem for problem in outcome.json["problems"] if problem["path"].endswith("bad.md")]
    assert (problem["code"], problem["line"]) == ("I08", 6)
    assert (publication / "build/briefing/bad.pdf").exists()


def test_line_ends_of_other_programs_keep_words_apart(publication: Path, publish: Publish) -> None:
    """Word's line break, a form feed and the separators of Unicode are no glyphs: a space stands for each, and it is told."""
    text = article("One\x0btwo\u2028three\u2029four\x0cfive\x85six.").replace(b"six", b"six\x01")
    (publication / "source/articles/ends.md").write_bytes(text)

    outcome = publish("build", "--json", cwd=publication)

    (problem,) = [problem for problem in outcome.json["problems"] if problem["path"].endswith("ends.md")]
    assert (problem["code"], problem["line"]) == ("A09", 6)
    assert "U+000B, U+000C, U+0085, U+2028, U+2029" in problem["message"]
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(publication / "build/briefing/ends.pdf") as file:
        assert "One two three four five six." in file[0].get_textpage().get_text_bounded()


def test_a_problem_is_spoken_with_place_and_hint(publication: Path, publish: Publish) -> None:
    """Without `--json` a problem is spoken on stderr: severity and code, file and line, hint."""
    (publication / "source/articles/tides.md").write_bytes(article("Text.", "title: T\ndate: 2026-02-30\n"))

    outcome = publish("build", cwd=publication)

    assert outcome.code == 1
    assert outcome.err.startswith(
        "error[A03]: `date` is not a calendar day: `2026-02-30`\n"
        "  source/articles/tides.md:3\n"
        "hint: write it as YYYY-MM-DD, e.g. `2026-02-28`\n"
    )
    assert "build/briefing/good.pdf" in outcome.out


def test_all_faults_of_a_file_come_together(publication: Path, publish: Publish) -> None:
    """Faults of metadata, text and pictures of one article are reported in one run."""
    (publication / "source/articles/bad.md").write_bytes(
        article("![x](gone.png)\n\n<script></script>", "date: never\nlanguage: xx\ntgas: a\n")
    )

    outcome = publish("build", "--json", cwd=publication)

    codes = {problem["code"] for problem in outcome.json["problems"]}
    assert codes >= {"A03", "A04", "I08", "T01"}


def test_template_tags_are_printed_as_typed(publication: Path, publish: Publish) -> None:
    """`{{ 7*7 }}` and `{% include %}` are text: they are printed and never evaluated."""
    (publication / "source/articles/tags.md").write_bytes(
        article("Sum {{ 7*7 }} and {% include '/etc/passwd' %} end.", "title: 'Tags {{ 6*7 }}'\ndate: 2026-01-31\n")
    )

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 0, outcome.out
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(publication / "build/briefing/tags.pdf") as file:
        text = " ".join(page.get_textpage().get_text_bounded() for page in file)
        assert file.get_metadata_value("Title") == "Tags {{ 6*7 }}"
    words = " ".join(text.split())
    assert "Sum {{ 7*7 }} and {% include" in words
    assert "49" not in words


@pytest.mark.parametrize("kind", ["fifo", "folder", "loop", "outside"])
def test_what_is_no_regular_file_is_refused_at_once(kind: str, publication: Path, publish: Publish) -> None:
    """A pipe, a folder, a loop of links or a link out of the publication is named, and nothing waits for it."""
    place = publication / "source/articles/bad.md"
    if kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    elif kind == "loop":
        place.symlink_to(place.name)
    else:
        (publication.parent / "elsewhere.md").write_bytes(article("Text."))
        place.symlink_to(publication.parent / "elsewhere.md")

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 1
    assert [problem["path"] for problem in outcome.problems("A08")] == ["source/articles/bad.md"]
    assert len(outcome.json["artifacts"]) == 2


def test_two_articles_with_one_slug_are_both_named(publication: Path, publish: Publish) -> None:
    """A duplicate slug names both files, makes neither, and leaves the rest alone."""
    for name in ("one", "two"):
        (publication / f"source/articles/{name}.md").write_bytes(
            article("Text.", f"title: {name}\ndate: 2026-01-31\nslug: same\n")
        )

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 1
    clashes = outcome.problems("A06")
    assert [problem["path"] for problem in clashes] == ["source/articles/one.md", "source/articles/two.md"]
    assert [problem["line"] for problem in clashes] == [1, 1]
    assert "`source/articles/two.md`" in clashes[0]["message"]
    assert {made["name"] for made in outcome.json["artifacts"]} == {"good", "example-briefings"}


SETTINGS_CASES = (
    ("organisation", "", "P02", 1, "`organisation` is missing"),
    ('organisation = "Example Trust"', "organisaton = 'x'", "P04", 3, "`organisaton`"),
    ('organisation = "Example Trust"', 'organisation = "E"\nlanguage = "qq"', "P03", 4, "not a language"),
    ('organisation = "Example Trust"', 'organisation = "E"\n[brand]\ncolour = "teal"', "P03", 5, "not a colour"),
    ('organisation = "Example Trust"', 'organisation = "E"\n[brand]\nbody = "Comic Serif"', "P05", 5, "not installed"),
    ('organisation = "Example Trust"', 'organisation = "E"\nstyle = "modern"', "P08", 4, "no house style `modern`"),
    ('organisation = "Example Trust"', 'organisation = "E"\n[brand]\nlogo = "gone.svg"', "I01", 5, "gone.svg"),
    ('organisation = "Example Trust"', 'organisation = "E"\n[editions.x]\nkind = "poster"', "P03", 5, "kind"),
    ("title =", "title", "P01", 2, "not TOML"),
)


@pytest.mark.parametrize(("old", "new", "code", "line", "says"), SETTINGS_CASES)
def test_bad_settings_are_named(
    old: str, new: str, code: str, line: int, says: str, publication: Path, publish: Publish
) -> None:
    """A fault of publication.toml is named with its line; nothing is made and nothing is lost."""
    settings = publication / "source/publication.toml"
    lines = settings.read_text("utf-8").splitlines()
    if old == "organisation":
        lines = [text for text in lines if not text.startswith(old)]
    settings.write_text("\n".join(lines).replace(old, new) if new else "\n".join(lines), encoding="utf-8")

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 1
    problem = next((problem for problem in outcome.json["problems"] if problem["code"] == code), None)
    assert problem, outcome.json["problems"]
    assert problem["path"] == "source/publication.toml"
    assert problem["line"] == line
    assert says in problem["message"]


def test_a_pale_brand_colour_is_reported_with_the_nearest_that_passes(publication: Path, publish: Publish) -> None:
    """A brand colour under 4.5:1 on white is a warning that names a shade which has it."""
    settings = publication / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + '[brand]\ncolour = "#7fb3d5"\n', encoding="utf-8")

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 0
    (problem,) = outcome.problems("P06")
    assert problem["line"] == 5
    assert "`#7fb3d5`" in problem["message"]
    assert "`#" in problem["hint"]


def test_an_unknown_key_that_is_no_slip_is_only_a_warning(publication: Path, publish: Publish) -> None:
    """Keys of other programs are left out of account, with what they are called here."""
    (publication / "source/articles/other.md").write_bytes(
        article("Text.", "title: T\ndate: 2026-01-31\nlayout: post\nauthor: Jo\n")
    )

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 0
    assert [(problem["line"], problem["hint"]) for problem in outcome.problems("A10")][1] == (
        5,
        "it is called `byline` here",
    )


def test_no_articles_publish_nothing(publication: Path, publish: Publish) -> None:
    """Without a good article no empty file is published."""
    (publication / "source/articles/good.md").unlink()

    outcome = publish("build", "--json", cwd=publication)

    assert outcome.code == 1
    assert outcome.problems("P07")
    assert outcome.json["artifacts"] == []


def test_what_was_good_before_stays(publication: Path, publish: Publish) -> None:
    """An article that has become bad keeps the file made of it when it was good."""
    assert publish("build", cwd=publication).code == 0
    before = (publication / "build/briefing/good.pdf").read_bytes()
    (publication / "source/articles/good.md").write_bytes(b"\xff\xfe")

    assert publish("build", cwd=publication).code == 1
    assert (publication / "build/briefing/good.pdf").read_bytes() == before
