"""Proofs: pictures of pages, contact sheets, the report, and what validators say."""

from __future__ import annotations

import dataclasses
import io
import os
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from lxml import html
from PIL import Image

from publish.formats.pdf import render
from publish.model import Artifact, Fit
from publish.problem import Problem
from publish.proofs import pictures, report, validators
from publish.style import editors
from publish.value import replace
from tests.conftest import GOOD, Publish
from tests.support import vera
from tests.support.sample import briefing, house_style

VERA = vera.VERA


def finished() -> Artifact:
    """The stock briefing."""
    artifact, _ = render.render(briefing(), house_style())
    assert artifact is not None
    return artifact


def size(content: bytes) -> tuple[int, int]:
    """Of a picture."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def test_every_page_has_its_picture() -> None:
    """Each page is a PNG of its own size at 110 dots an inch."""
    artifact = finished()

    album = pictures.album(artifact)

    assert [picture.page for picture in album.pictures] == list(range(1, (artifact.pages or 0) + 1))
    for picture in album.pictures:
        assert (picture.width, picture.height) == size(picture.content) == (910, 1287)


def test_a_file_that_does_not_open_has_no_pictures() -> None:
    """A broken file, and one without pages, have no pictures, and no sheet is made of none."""
    broken = replace(finished(), content=b"%PDF-1.7 nothing")

    assert pictures.album(broken).pictures == ()
    assert pictures.album(replace(broken, suffix="epub")).pictures == ()
    assert pictures.contact_sheet([pictures.album(broken)]) == b""


def test_a_contact_sheet_is_the_same_whatever_order_the_files_come_in() -> None:
    """Every page is on the sheet, and two runs give the same bytes."""
    album = pictures.album(finished())
    other = replace(album, name="a-very-long-name-of-a-file-that-does-not-fit-under-its-page")

    sheet = pictures.contact_sheet([album, other])

    assert sheet == pictures.contact_sheet([other, album])
    assert size(sheet)[0] > size(pictures.contact_sheet([replace(album, pictures=album.pictures[:1])]))[0]


PROBLEM = Problem(code="Q03", path="source/articles/tides.md", line=7, message="page 1: `<b>` & alone", hint="cut")


def page(*problems: Problem, fit: Fit | None = None) -> html.HtmlElement:
    """The report over the stock briefing."""
    artifact = replace(finished(), fit=fit)
    album = pictures.album(artifact)
    verdicts = (
        validators.Verdict(name="One", version="1.2", profiles=("PDF/UA-1",), files=1, failures=0, absent=""),
        validators.Verdict(name="Two", version="", profiles=(), files=0, failures=0, absent="it is not installed"),
    )
    editions = report.lay_before([(artifact, problems)], {(album.edition, album.name): album})
    text = editors.proof_report(house_style(), **report.values("Tides", editions, verdicts, ()))
    return html.document_fromstring(text)


def test_the_report_puts_problems_beside_their_pages() -> None:
    """A page's problem stands with its picture, a file's own with the file; text is escaped."""
    whole = dataclasses.replace(PROBLEM, code="F03", message="the file is large", line=None)

    tree = page(PROBLEM, whole)

    (leaf,) = tree.xpath('//li[contains(@class, "wrong")]')
    assert "Q03 page 1: <b> & alone" in " ".join(leaf.text_content().split())
    assert "source/articles/tides.md:7" in leaf.text_content()
    (beside,) = tree.xpath('//article/ul[@class="faults"]')
    assert "the file is large" in beside.text_content()
    assert "2 problems" in tree.xpath('//p[@class="sum"]')[0].text_content()


def test_the_report_says_how_a_file_was_fitted_and_validated() -> None:
    """The colophon of a proof tells what copyfitting changed and traded; validators are named with their answers."""
    fit = Fit(sides=2, wanted=2, layouts=4, changes=("leading 14 pt",), traded=("pictures at 150 dpi",))

    text = " ".join(page(fit=fit).text_content().split())

    for words in ("wanted on 2 sides", "4 layouts", "leading 14 pt", "for its size: pictures at 150 dpi"):
        assert words in text
    assert "Passed: One 1.2 on 1 file (PDF/UA-1)" in text
    assert "Not validated by Two: it is not installed" in text


def test_the_report_is_accessible() -> None:
    """It has a language, a title, one h1, headings without gaps, words for every picture, and no id twice."""
    tree = page(PROBLEM)

    assert tree.get("lang")
    assert tree.findtext(".//title")
    levels = [int(heading.tag[1]) for heading in tree.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(image.get("alt") for image in tree.iter("img"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_build_writes_proofs(publication: Path, publish: Publish) -> None:
    """`publish build --proofs` writes the pages, a contact sheet and the report, whose every link leads to a file."""
    outcome = publish("build", "--proofs", cwd=publication)

    assert outcome.code == 0, outcome.err
    assert "build/proofs/index.html" in outcome.out.splitlines()
    folder = publication / "build/proofs"
    with pdfium.PdfDocument(publication / "build/briefing/good.pdf") as file:
        sides = len(file)
    assert sorted(place.name for place in (folder / "briefing").iterdir()) == [
        f"good-{number}.png" for number in range(1, sides + 1)
    ]
    assert (folder / "briefing.png").is_file()
    tree = html.document_fromstring((folder / "index.html").read_text("utf-8"))
    for target in tree.xpath("//a/@href | //img/@src"):
        assert target.startswith("#") or (folder / target).is_file(), target


def test_proofs_are_the_same_twice_and_old_pages_go(publication: Path, publish: Publish) -> None:
    """Two runs write the same bytes; a page that is no more has no picture."""
    stale = publication / "build/proofs/briefing/good-9.png"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"old")
    kept = publication / "build/proofs/briefing/good-old-9.png"
    kept.write_bytes(b"of another file")

    def run() -> dict[str, bytes]:
        assert publish("build", "--proofs", "--quiet", "--edition", "briefing", cwd=publication).code == 0
        folder = publication / "build/proofs"
        return {str(place.relative_to(folder)): place.read_bytes() for place in folder.rglob("*") if place.is_file()}

    first = run()

    assert first == run()
    assert not stale.exists()
    assert kept.exists()


def test_a_style_of_ones_own_needs_no_report(publication: Path, publish: Publish) -> None:
    """A house style without `proofs.html` gets the report that comes with the press."""
    from tests.support.sample import HOUSE

    for place in HOUSE.rglob("*"):
        if place.is_file() and place.name != "proofs.html":
            other = publication / "styles/own" / place.relative_to(HOUSE)
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_bytes(place.read_bytes())
    settings = publication / "source/publication.toml"
    settings.write_text(settings.read_text("utf-8") + 'style = "own"\n', encoding="utf-8")

    assert publish("build", "--proofs", "--edition", "briefing", cwd=publication).code == 0
    assert "Proofs ·" in (publication / "build/proofs/index.html").read_text("utf-8")


# ------------------------------------------------------------------------------------------------------------ validators


def test_a_validator_that_is_not_here_is_named_and_claims_nothing() -> None:
    """Of a validator that is not installed it is said why it was not asked; nothing passes by default."""
    absent = VERA._replace(package="no_such_package_at_all")

    verdicts, problems = validators.validate([(briefing(), finished())], validators=[absent])

    assert problems == ()
    (verdict,) = verdicts
    assert (verdict.name, verdict.version, verdict.files) == ("veraPDF", "", 0)
    assert "not installed" in verdict.absent


def test_a_runtime_alone_does_not_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Java development kit the validators are not asked, and the reason is said."""
    if "not installed" in validators.missing(VERA):
        pytest.skip("veraPDF's engine is not installed")
    (tmp_path / "java").write_text("#!/bin/sh\n")
    (tmp_path / "java").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "development kit" in validators.missing(VERA)
    monkeypatch.setenv("PATH", "")
    assert "no Java" in validators.missing(VERA)


def test_a_file_is_held_to_its_own_claims_only() -> None:
    """The claims are read from the file; one that claims no standard is not judged, and that is said."""
    artifact = finished()
    assert VERA.claims(artifact.content) == ("ua1", "3a")
    modest = replace(
        artifact,
        content=artifact.content.replace(b"pdfuaid:part", b"nothing:part").replace(b"pdfaid:part", b"nothing:par"),
    )

    verdicts, problems = validators.validate([(briefing(), modest)], validators=[VERA])

    assert problems == ()
    if not validators.missing(VERA):
        assert "claims" in verdicts[0].absent


@pytest.mark.slow
def test_a_false_claim_is_found() -> None:
    """A file that is not what it says is an error with the clause of the standard; a sound one passes."""
    if (reason := validators.missing(VERA)) and os.environ.get("REQUIRE_ALL") != "1":
        pytest.skip(reason)
    sound = finished()
    with pikepdf.open(io.BytesIO(sound.content)) as file:
        del file.Root.MarkInfo
        held = io.BytesIO()
        file.save(held)
    false = replace(sound, name="false", content=held.getvalue())

    verdicts, problems = validators.validate([(briefing(), sound), (briefing(), false)], validators=[VERA])

    assert (verdicts[0].files, verdicts[0].failures, verdicts[0].absent) == (2, 1, "")
    assert verdicts[0].profiles == ("PDF/UA-1", "PDF/A-3a")
    assert {problem.code for problem in problems} == {"R06"}
    assert all("`briefing/false.pdf`" in problem.message for problem in problems)
    assert any("PDF/UA-1 " in problem.message for problem in problems)


@pytest.mark.slow
def test_check_names_the_validators_it_asked(publication: Path, publish: Publish) -> None:
    """`publish check` says on stderr, and under `validators` in JSON, who confirmed what and who was not asked."""
    plain = publish("check", cwd=publication)
    answers = publish("check", "--json", cwd=publication).json["validators"]

    assert plain.code == 0
    assert [answer["name"] for answer in answers] == ["veraPDF", "EPUBCheck"]
    for answer in answers:
        line = next(line for line in plain.err.splitlines() if answer["name"] in line)
        if answer["absent"]:
            assert line == f"not validated: {answer['name']}: {answer['absent']}"
        else:
            assert line.startswith(f"validated: {answer['name']} {answer['version']} (")
            assert (answer["files"], answer["failures"]) == (1, 0)


def test_no_validator_is_asked_when_none_is_wanted(publication: Path, publish: Publish) -> None:
    """With `--no-validate` nothing is said of validators."""
    (publication / "source/articles/other.md").write_text(GOOD.replace("good", "other"), encoding="utf-8")

    outcome = publish("check", "--no-validate", cwd=publication)

    assert (outcome.code, outcome.err.strip()) == (0, "nothing is wrong")
