"""The braille of an article: what liblouis writes, on pages that an embosser has."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from publish.formats.plain import braille, liblouis
from publish.model import Artifact, NewsItem, Order
from publish.press import inspect
from publish.problem import Problem, once
from publish.value import replace
from tests.conftest import REQUIRE_ALL, Publish
from tests.support.epub_samples import ARABIC, CODE, WIDE_TABLE
from tests.support.sample import PUBLICATION, article, briefing, house_style

MISSING = "" if liblouis.present() else "liblouis is not installed"
needs_louis = pytest.mark.skipif(bool(MISSING) and not REQUIRE_ALL, reason=MISSING)
UEB = "en-ueb-g2.ctb"


def made(**changes: object) -> Artifact:
    """The BRF file of a stock article with changes."""
    item = article(**changes)  # type: ignore[arg-type]
    edition = briefing(
        name="braille",
        kind="braille",
        title=item.title,
        articles=(item,),
        language=item.language,
        direction=item.direction,
    )
    artifact, problems = braille.render(edition, house_style())
    assert artifact is not None, problems
    assert {problem.severity for problem in problems} <= {"warning"}
    order = Order(edition=edition, style=house_style(), format="braille", proof=True)
    assert inspect(order, artifact) == ()
    return artifact


def pages(artifact: Artifact) -> list[list[str]]:
    """The lines of each page."""
    *whole, rest = artifact.content.decode("ascii").split("\f")
    assert rest == ""
    return [page.split("\r\n")[:-1] for page in whole]


@needs_louis
@pytest.mark.parametrize("body", [article().body, WIDE_TABLE + CODE, "<p>word </p>" * 300, f"<p>{'x' * 300}</p>"])
def test_a_page_has_25_lines_of_at_most_38_cells(body: str) -> None:
    """Every page is whole, ends with a form feed, and has its number at the end of its first line, after its title."""
    artifact = made(body=body, title="The tides")
    found = pages(artifact)
    assert artifact.pages == len(found)
    for number, page in enumerate(found, 1):
        assert len(page) == braille.LINES
        assert max(map(len, page)) <= 38
        assert page[0].endswith(liblouis.translate(str(number), UEB))
        assert page[0].split()[:-1] == (["!", "TIDES"] if number > 1 else [])
        assert len(page[0]) == 38


@needs_louis
def test_other_publications_have_the_number_in_the_last_line() -> None:
    """40 cells by 25 lines, as BANA has it, where nobody asks for UKAAF's pages."""
    edition = briefing(kind="braille", articles=(article(),), publication=replace(PUBLICATION, language="en-US"))
    artifact, _ = braille.render(edition, house_style())
    assert artifact is not None
    for number, page in enumerate(pages(artifact), 1):
        assert len(page) == braille.LINES
        assert page[-1] == liblouis.translate(str(number), UEB).rjust(40)


@needs_louis
@pytest.mark.parametrize("language", ["en-GB", "en-US"])
def test_a_long_text_begins_with_its_contents(language: str) -> None:
    """Each heading with the page that it stands on, before the text; a title that has no room is not said above it."""
    body = "".join(
        f"<h2>Part {n} {'of many words ' * (n % 4)}</h2><p>{'Word ' * 90}</p><h3>Less</h3>" for n in range(1, 20)
    )
    title = "A title of many words that has no room above a page"
    edition = briefing(
        kind="braille",
        title=title,
        articles=(article(body=body, title=title),),
        publication=replace(PUBLICATION, language=language),
    )
    artifact, _ = braille.render(edition, house_style())
    assert artifact is not None
    found = pages(artifact)
    lines = [line for page in found for line in page]
    begin = next(n for n, line in enumerate(lines) if line.strip() == ",3T5TS")
    entries = [line for line in lines[begin + 1 : begin + 70] if re.search(r" [-\"]{3,} #[A-J]+$", line)]
    assert len(entries) == 41  # three are behind every text
    for number in (1, 4, 8, 16):
        words = liblouis.translate(f"Part {number}", UEB)
        entry = next(line for line in entries if line.startswith(f"{words} "))
        page = next(n for n, page in enumerate(found, 1) if any(line.startswith(f"    {words}") for line in page))
        assert entry.endswith(liblouis.translate(str(page), UEB))
    assert [page[0].split() for page in found[1:3]] == [["#B"], ["#C"]] or language == "en-US"


@needs_louis
def test_a_short_text_has_no_contents() -> None:
    """Nor has one of few headings."""
    for body in ("<h2>A</h2><h2>B</h2><h2>C</h2><p>Words.</p>", f"<h2>A</h2><p>{'Word ' * 2000}</p>"):
        assert ",3T5TS" not in made(body=body).content.decode()


@needs_louis
def test_english_is_contracted_ueb() -> None:
    """`people` is `P`, `knowledge` is `K`, a capital letter has its sign."""
    (page, *_) = pages(made(title="Knowledge", body="<p>People of the knowledge.</p>", standfirst=""))
    assert ",K".center(38).rstrip() in page
    assert "  ,P ( ! K4" in page


@needs_louis
def test_headings_items_and_quotations_stand_where_braille_readers_look_for_them() -> None:
    """The title in the middle, headings from cell 5 and 7, paragraphs from cell 3, items of items two cells further."""
    lines = [line for page in pages(made()) for line in page]
    assert "   ,TASK=CE CALLS = AC;N ON MUTUALS" in lines
    assert "    ,:AT X ASKS =" in lines
    assert "      ,NUMB]S" in lines
    assert "_4 ,EXEMP;NS = NEW MUTUALS" in lines
    assert "  _4 CLE> PA?WAYS" in lines


@needs_louis
def test_no_heading_is_the_last_line_of_a_page() -> None:
    """Two lines of what follows go with it."""
    body = "".join(f"<p>{'Word ' * 9}</p><h2>Heading {n}</h2><p>{'Text ' * 20}</p>" for n in range(60))
    for page in pages(made(body=body))[:-2]:
        text = [line for line in page[1:] if line.strip()]
        assert not text[-1].startswith("    ,H1D+")
        assert not text[-2].startswith("    ,H1D+")


@needs_louis
def test_another_program_reads_it_back() -> None:
    """Its own command translates the paragraph back into print."""
    program = shutil.which("lou_translate")
    if program is None:
        assert not REQUIRE_ALL, "lou_translate is not installed"
        pytest.skip("lou_translate is not installed")
    sentence = "The members of the alliance decided to open two new stations before the end of the year."
    (page, *_) = pages(made(body=f"<p>{sentence}</p>", standfirst=""))
    start = next(n for n, line in enumerate(page) if line.startswith("  ,! MEMB]S"))
    cells = " ".join(line.strip() for line in page[start : start + 3])
    tables = f"en-us-brf.dis,{UEB}"  # the letters of BRF, then the signs
    done = subprocess.run(
        [program, "--backward", tables], input=f"{cells}\n", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == sentence
    assert liblouis.back(liblouis.translate(sentence, UEB), UEB) == sentence


@needs_louis
def test_the_language_of_the_article_chooses_the_table() -> None:
    """The library's own choice for each language; none is no braille, and a problem says so."""
    assert str(liblouis.table("en-GB")).endswith(UEB)
    assert liblouis.table("fr") != liblouis.table("de") != liblouis.table("ar")
    made(language="ar", direction="rtl", body=ARABIC)
    edition = briefing(kind="braille", language="ja", articles=(article(language="ja", body="<p>日本語</p>"),))
    artifact, (problem,) = braille.render(edition, house_style())
    assert (artifact, problem.code) == (None, "R07")
    assert "`ja`" in problem.message
    assert "written in kana" in problem.hint


@needs_louis
@pytest.mark.parametrize(
    ("language", "text", "cells"),
    [
        ("tr", "Günaydın, çocuk.", ",J'AYD9N1 *C4"),
        ("sl", "Dober dan, šola.", ".DOBER DAN1 :OLA4"),
        ("am", "ሰላም።", "S5LAM4"),
        ("ti", "ሰላም።", "S5LAM4"),
        ("ku", "Rojbaş.", ",ROJBA%4"),
    ],
)
def test_a_language_is_written_in_six_dots_if_any_table_does_it(language: str, text: str, cells: str) -> None:
    """Also where the table says otherwise of itself, or is called by a kindred language."""
    assert cells in made(language=language, body=f"<p>{text}</p>").content.decode("ascii")


@needs_louis
@pytest.mark.parametrize("language", ["ro", "et", "hy", "mt"])
def test_a_language_that_has_computer_braille_alone_is_named(language: str) -> None:
    """Eight dots are not written on paper of six."""
    edition = briefing(kind="braille", language=language, articles=(article(language=language),))
    artifact, (problem,) = braille.render(edition, house_style())
    assert (artifact, problem.code) == (None, "R07")
    assert problem.message == f"liblouis has no table of six-dot braille for `{language}`"


@needs_louis
def test_what_a_table_does_not_know_is_written_by_another_or_named() -> None:
    """A Hebrew word in an English text is Hebrew braille; a pictograph is its name, and a warning says so and where."""
    copy = article(body="<p>Now say</p><p>Say שלום now 🎉.</p>", typed="Now say\n\nSay שלום now 🎉.\n", typed_line=7)
    edition = briefing(kind="braille", articles=(copy,))
    artifact, (problem,) = braille.render(edition, house_style())
    assert artifact is not None
    lines = [line for page in pages(artifact) for line in page]
    hebrew = liblouis.translate("שלום", str(liblouis.table("he")))
    assert any(line.startswith(f"  ,SAY {hebrew} N[") for line in lines)
    assert any(liblouis.translate("party popper", UEB).partition(" ")[2] in line for line in lines)
    assert (problem.code, problem.severity) == ("R08", "warning")
    assert "`🎉` (U+1F389)" in problem.message
    assert problem.line == 9


@needs_louis
def test_news_in_another_language_is_written_by_its_own_rules() -> None:
    """A Persian headline has letters that Arabic braille does not know; none of them is spelt out."""
    item = NewsItem(title="اتوبوس برمی‌گردد", language="fa", slug="bus", published=date(2026, 3, 1), standfirst="")
    edition = briefing(kind="braille", articles=(article(),), news=(item,))
    artifact, problems = braille.render(edition, house_style())
    assert artifact is not None
    assert problems == ()
    persian = liblouis.translate("اتوبوس", str(liblouis.table("fa")))
    assert persian.split()[0] in artifact.content.decode("ascii")


@needs_louis
def test_a_sign_without_a_name_in_the_language_is_its_number() -> None:
    """Signs have names in English alone, which nobody reads in a French text."""
    copy = article(language="fr", body="<p>Bonjour 🎉.</p>", typed="Bonjour 🎉.\n")
    artifact, (problem,) = braille.render(briefing(kind="braille", language="fr", articles=(copy,)), house_style())
    assert artifact is not None
    assert "`U+1F389` for `🎉`" in problem.hint


def test_without_the_library_there_is_a_problem_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """No braille, and `publish doctor` is named."""
    liblouis._library.cache_clear()
    monkeypatch.setattr(liblouis, "NAMES", ())
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    try:
        artifact, (problem,) = braille.render(briefing(kind="braille"), house_style())
    finally:
        liblouis._library.cache_clear()
    assert artifact is None
    assert (problem.code, problem.severity) == ("R07", "error")
    assert "publish doctor" in problem.hint


def test_doctor_speaks_of_liblouis(publish: Publish, tmp_path: Path) -> None:
    """There or not, `publish doctor` has a line for it."""
    assert "liblouis" in publish("doctor", cwd=tmp_path).out


def test_long_words_go_on_after_a_sign() -> None:
    """A word longer than a line is divided after a dot 5; nothing else is divided."""
    assert braille.wrap("AB CDEFGHIJ KL", 4, 4) == ["AB", 'CDE"', 'FGH"', "IJ", "KL"]


@needs_louis
@pytest.mark.parametrize("sign", ["\ufeff", "\u2060", "\u200e", "\u00ad", "\ufe0f", "\u2068"])
def test_what_cannot_be_seen_is_not_written(sign: str) -> None:
    """A mark at the beginning of a file, of direction or of how an emoji is drawn, left in the midst of a word."""
    assert made(body=f"<p>peo{sign}ple</p><pre><code>a{sign}b</code></pre>").content == (
        made(body="<p>people</p><pre><code>ab</code></pre>").content
    )


@needs_louis
def test_an_emoji_is_its_name_alone() -> None:
    """Not that of the sign that colours it."""
    item = article(body="<p>Thanks \u2764\ufe0f</p>")
    edition = briefing(name="braille", kind="braille", articles=(item,))
    _, (problem,) = braille.render(edition, house_style())
    assert problem.message == "braille has no sign for `\u2764` (U+2764)"


@needs_louis
def test_accents_are_read_however_they_are_typed() -> None:
    """A letter and its accent, in one or apart, in a language whose table knows the letter."""
    assert made(body="<p>cafe\u0301 Zoe\u0308</p>").content == made(body="<p>caf\u00e9 Zo\u00eb</p>").content


@needs_louis
@pytest.mark.parametrize("around", ["blockquote", "ul li", "dl dd"])
def test_what_lies_deep_has_half_a_line(around: str) -> None:
    """Thirty quotations in each other, as letters have that were answered often; or lists. Every cell is on a line."""
    names = around.split()
    body = "<p>words</p>"
    for _ in range(30):
        for name in reversed(names):
            body = f"<{name}>{body}</{name}>"
    found = pages(made(body=body, assets=()))
    assert max(len(line) for page in found for line in page) <= 38
    assert any(line.strip() == "^WS" or line.endswith("^WS") for page in found for line in page)


@needs_louis
@pytest.mark.parametrize(
    ("language", "text", "cells"),
    [
        ("en", "NOTICE OF ITEM 4A FOR DECISION", ",,,NOTICE ( ITEM #D;A = DECI.N,'"),
        ("en", "SEE PAPER 4B TO NOTE.", ",,,SEE PAP] #D;B TO NOTE4,'"),
        ("en", "WRITE TO SW1A 2AA LONDON.", ",,,WRITE TO SW#A;A #B;AA LONDON4,'"),
        ("en", "On FORM SA12C TO DAY and 4a, 4A, 4K.", ",ON ,,,=M SA#AB;C TO \"D,' & #D;A1 #D,A1 #D,K4"),
        ("en", "FORM 10J OR 10K TODAY", ",,,=M #AJ;J OR #AJK TD,'"),
        ("cy", "4a 4b 4k", "#D;A #D;B #D;K"),
        ("fr", "4a 4A", ",?A ,?.A"),
    ],
)
def test_a_letter_after_a_digit_is_no_digit(language: str, text: str, cells: str) -> None:
    """In a passage of capitals too, where letters have no sign; not where digits are no letters."""
    tables = liblouis.table(language)
    assert tables is not None
    assert liblouis.translate(text, tables) == cells
    if language == "en":
        assert liblouis.back(cells, tables) == text


@needs_louis
def test_boxes_and_lowered_figures_have_the_signs_of_english_braille() -> None:
    """A square and a tick, a figure a level down, with nothing to warn of; others are told by brackets and names."""
    tasks = '<ul><li><span class="task">☐</span> One</li><li><span class="task">☑</span> Two</li></ul>'
    text = made(body=f"{tasks}<p>Use H<sub>2</sub>O ☑ 10<sup>12</sup> m<sup>2</sup>.</p>").content.decode("ascii")
    assert '$#D ,"O' in text
    assert "@% ,TWO" in text
    assert ",USE ,H;5#B,O @% #AJ;9#AB M;9#B4" in text


@needs_louis
def test_a_record_keeps_its_name() -> None:
    """No page ends with what a record is about, and none begins with the first thing that is said of it."""
    rows = "".join(
        f"<tr><td>Station {'of the coast and the isles ' * (n % 3)}{n}</td><td>{n}</td><td>{n}</td></tr>"
        for n in range(60)
    )
    head = "<thead><tr><th>Place</th><th>Boats</th><th>Calls</th></tr></thead>"
    found = pages(made(body=f"<table>{head}<tbody>{rows}</tbody></table>"))
    assert len(found) > 8
    for page in found:
        text = [line for line in page[:-1] if line]
        assert not text[-1].startswith((",PLACE", "    "))
        assert not text[0].startswith("  ,BOATS")


def test_what_the_machine_lacks_is_said_once() -> None:
    """Fifteen articles and no liblouis are one problem; what is wrong with a text stays each text's own."""
    lacking = [Problem(code="R07", path=f"{n}.md", line=None, message="no liblouis", hint="") for n in range(15)]
    strange = [Problem(code="R08", path=f"{n}.md", line=1, message="no sign", hint="") for n in range(2)]
    told = once([*lacking, *strange])
    assert [one.code for one in told] == ["R07", "R08", "R08"]
    assert told[0].message == "no liblouis; the same holds for 14 more files"
    assert once(told) == told
