"""What is heard of a file is what was written; where it is not, the proof says so."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pypdfium2 as pdfium
import pytest
from lxml import etree

from publish.base import table_grid
from publish.formats.pdf import render
from publish.formats.pdf.tags import areas, mending, reading
from publish.proofs import accessibility, as_heard
from publish.style.galley import words
from tests.support import sample, spoken
from tests.support.reading import body as reading_body

TEXT = """The **Board** *agreed* [papers](https://example.org/a) `one` `two` on ~~Monday~~ Tuesday, with 20 m<sup>2</sup>.[^n]

- one
- <span lang="cy">dau</span>

(a) first
(b) second

| Stop | First | Last |
| --- | --- | --- |
| **Hall** | 06:50 | 22:10 |
| **School** | 06:58 | 22:18 |

![A green bus.](bus.png "It ends on 1 May.")

``` key-figures
9 → 58 | buses a day
```

[^n]: Counted by the drivers.
"""
ARABIC = "منذ يوم الاثنين تقف الحافلة رقم 7 أمام **قاعة القرية** كل ساعة.[^a] The *NHS* paid.\n\n- واحد\n\n[^a]: عدّها السائقون.\n"


def examined(text: str = TEXT, kind: str = "briefing", **changes: Any) -> as_heard.Heard:
    """What the proof finds."""
    edition = spoken.edition(text, kind, **changes)
    made, problems = render.render(edition, sample.house_style())
    assert made is not None, problems
    found = as_heard.examine(edition, made)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["briefing", "screen", "mono", "large-print", "clear-print"])
def test_what_is_heard_is_what_was_written(kind: str) -> None:
    """Every block of the source, whole and in its place; no words joined; nothing unsaid."""
    found = examined(kind=kind)
    assert found.good, found
    assert found.blocks >= 12


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "$x^2$ ~~gone~~ <q>quoted</q> m^2^ N^o^ 5 end."),
        ("ar", ARABIC),
        ("he", "האוטובוס חזר ל**כפר** אחרי 2 שנים."),
        ("hi", "दो साल बाद **बस** फिर आई है, हर घंटे।"),
    ],
)
def test_other_scripts_are_heard_as_they_were_written(language: str, text: str) -> None:
    """From right to left too, and where letters are several glyphs."""
    found = examined(text, language=language, direction="ltr" if language in ("en", "hi") else "rtl")
    assert found.good, found


def test_figures_behind_a_letter_are_heard_with_it() -> None:
    """“And”, “in” and the like are written together with what follows; of the space before them none comes between."""
    text = "في 2026-03-02 وفي 12/11/2026 و+44 20 7946 0958 و3.5° و−4 °C و10:30 م و£1.2m و£5–£7 و5 × 3 = 15 و2+2=4 هنا."
    found = examined(text, body=reading_body(text, language="ar"), language="ar", direction="rtl")
    assert found.good, found


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _without(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """The mends of the tree but for one."""

    def put_back(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(mending, "_MENDS", tuple(mend for mend in mending._MENDS if mend[0].__name__ != name))

    return put_back


FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "no spaces": (lambda patch: patch.setattr(reading, "space", _nothing), "joined"),
    "links as the layout has them": (lambda patch: patch.setattr(areas, "settle", _nothing), "faults"),
    "no language": (_without("_languages"), "faults"),
    "no numbers of lists": (_without("_numbering"), "faults"),
    "no heads": (lambda patch: patch.setattr(table_grid.Heads, "of", lambda *_: ()), "faults"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_is_put_back_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each kind of fault that there was."""
    put_back, where = FAULTS[fault]
    put_back(monkeypatch)
    found = examined()
    assert getattr(found, where), found
    assert not found.good


@pytest.mark.parametrize(
    ("said", "lost", "joined"),
    [
        ("Old boat house. A boathouse.", [], []),
        ("Old boathouse. A boathouse.", [], ["boat·house."]),
        ("Old boat house. A boat house.", ["boat house."], []),
        ("Old boat\ue000 house. A boathouse\ue000.", [], []),
        ("Old boat\ue0001\ue000house. A boathouse.", ["Old boat house."], []),
        ("Old boat\ue000, \ue001\ue000 house. A boathouse.", [], []),
        ("\ue001Head\ue001line. Old boat house. A \ue001boat\ue001house.", [], ["head·line."]),
    ],
)
def test_words_are_compared_where_they_stand(said: str, lost: list[str], joined: list[str]) -> None:
    """Two words that meet are found though the article has them joined elsewhere; a call may stand apart or not."""
    blocks = ["Old boat house.", "A boathouse."]
    assert as_heard._compared(blocks, as_heard._text(said), in_order=True) == (lost, joined)


def test_calls_that_come_twice_or_together_divide_nothing() -> None:
    """An address that is called again, a note beside it, folded parts, signs after a call."""
    twice = "[Rust](https://example.org/a), “[crates](https://example.org/b)” and [more](https://example.org/a)s.[^n]"
    found = examined(
        f"{twice}\n\n<details><summary>More [here](https://example.org/c)[^n]</summary>\n\n- one\n\n</details>\n\n[^n]: N.\n"
    )
    assert found.good, found


def test_a_sign_between_words_of_other_directions_has_its_space_after_it() -> None:
    """A comma or a full stop that stands alone in its run, from right to left."""
    found = examined('ערכים (`[0]`, `[1]` וכו׳) הם <bdi dir="ltr">0x82</bdi>. כן.', language="he", direction="rtl")
    assert found.good, found


def test_words_that_are_lost_or_out_of_order_are_found() -> None:
    """A block that is not in the file, and one that stands before another."""
    edition = spoken.edition(TEXT)
    made, _ = render.render(spoken.edition(TEXT.replace("buses a day", "trams a day")), sample.house_style())
    assert made is not None
    found = as_heard.examine(edition, made)
    assert found is not None
    assert found.lost == ("58 buses a day",)
    turned, _ = render.render(spoken.edition("One.\n\nTwo.\n"), sample.house_style())
    assert turned is not None
    found = as_heard.examine(spoken.edition("Two.\n\nOne.\n"), turned)
    assert found is not None
    assert found.lost == ("One.",)


def test_the_proof_is_one_page_that_says_what_was_found() -> None:
    """Files, colours with their contrast, the smallest type of clear kinds, who answers which checkpoint."""
    edition = spoken.edition(TEXT, "clear-print")
    made, _ = render.render(edition, sample.house_style(), proof=True)
    assert made is not None
    proof, problems = accessibility.prove([(edition, made)], partial(words, sample.house_style()))
    assert problems == ()
    page = accessibility.page("A & B", proof, ["veraPDF: 0 of 1 files fail"])
    root = etree.fromstring(
        page.partition("\n")[2].replace('<meta charset="utf-8">', "").replace('width">', 'width"/>')
    )
    said = " ".join("".join(root.itertext()).split())
    assert "A & B: proof of accessibility" in said
    assert "1 of 1 files are heard as they were written" in said
    assert "21.0 : 1" in said
    assert len(root.findall(".//table")) == 6
    assert "nobody yet (veraPDF was not asked)" in said
    assert "not asked" not in accessibility.page("A & B", proof, ["veraPDF: 0 of 1 files fail"], {"veraPDF"})
    assert proof.smallest["clear-print"] >= 12
    assert proof.measured["clear-print"].underlined == 0
    assert proof.measured["clear-print"].between >= 1
    assert "Least room between paragraphs" in said


@pytest.mark.parametrize("kind", ["briefing", "large-print"])
def test_broken_code_is_marked_and_heard_whole(kind: str) -> None:
    """Lines end at spaces where there are any; within a word a sign says that it goes on, and nobody hears it."""
    text = "a_very_long_name_indeed.another_attribute_of_it.and_another_one_of_these.and_more_of_them"
    call = f"def f(argument_one, argument_two, argument_three, argument_four, argument_five, argument_six): {text}"
    rows = "| `mips64el-unknown-linux-muslabi64` | ✓ | | MIPS64 (little endian) Linux, N64 ABI, musl 1.2.5 |\n" * 12
    table = f"| a | b |\n|---|---|\n| {'m' * 140} | x |\n\n| target | std | host | notes |\n|---|---|---|---|\n{rows}"
    edition = spoken.edition(f"``` text\n{call}\n```\n\n{table}", kind)
    artifact, problems = render.render(edition, sample.house_style(), proof=True)
    assert artifact is not None, problems
    lines = [box.text.strip() for box in artifact.boxes if box.text.strip().endswith(("→", ","))]
    assert any(line.endswith("→") for line in lines)
    if kind == "briefing":
        assert {"std", "host"} <= {box.text.strip() for box in artifact.boxes}  # no head of a column is broken
    found = as_heard.examine(edition, artifact)
    assert found is not None
    assert found.good, found
    with pdfium.PdfDocument(artifact.content) as file:
        assert {page.get_width() < page.get_height() for page in file} == {True}  # none lies on its side


def test_the_number_of_a_note_is_no_number_of_its_list() -> None:
    """A list of terms or of key figures numbers nothing, whatever notes stand in it."""
    text = "``` key-figures\n12 | buses[^a]\n```\n\nTerm[^b]\n:   Meaning.\n\n[^a]: A.\n[^b]: B.\n"
    for kind in ("briefing", "large-print"):
        found = examined(text, kind)
        assert found.good, found
