"""What is heard of a page by its structure alone is what its author wrote, word for word."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest

from publish.model import Kind
from publish.proofs import heard
from tests.support.spoken import edition, pdf, spoken

RUN = """The **Board** *agreed* **three** [papers](https://example.org/a) [today](https://example.org/b) `one` `two` *of*
the things which it had been asked to agree by **its** **members**, and of un**break**able words with a co-operative
hyphen, all of it long enough to run over the ends of several lines.

``` python
def hello(name):
    return 1
```
"""


@pytest.mark.parametrize("kind", ["briefing", "screen", "large-print"])
def test_words_do_not_run_together(kind: str) -> None:
    """Where the text has a space there is one, at a line's end and between two runs of type; and nowhere else."""
    root = spoken(RUN, kind)
    assert heard.joins(root) == []
    paragraph = next(element.text for element in root.find("P") if "agreed" in element.text)
    words = re.sub(r" \(note [12]\)| [12](?= )", "", paragraph)
    assert words == (
        "The Board agreed three papers today one two of the things which it had been asked to agree by its members, "
        "and of unbreakable words with a co-operative hyphen, all of it long enough to run over the ends of several lines."
    )


def test_code_keeps_its_lines() -> None:
    """A new line of code is one, with what it stands in by."""
    (code,) = spoken(RUN).find("Code")[-1:]
    assert code.exact.strip() == "def hello(name):\n    return 1"


def test_a_hyphen_that_divides_a_line_is_no_part_of_the_word() -> None:
    """The layout's own hyphen is said to be one (U+00AD); one that was typed stays."""
    text = "Donaudampfschifffahrtsgesellschaftskapitän well-known " * 12
    root = spoken(text, language="de")
    paragraph = next(element.text for element in root.find("P") if "well" in element.text)
    assert paragraph.split() == text.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "منذ يوم الاثنين تقف الحافلة رقم 7 أمام **قاعة القرية** كل ساعة، وتعود في الساعة 10:30 إلى المدينة."),
        ("he", "האוטובוס חזר ל**כפר** אחרי 2 שנים, וה־NHS שילם על תחנה אחת: בשעה 10:30."),
        ("hi", "दो साल बाद **बस** फिर आई है, और हर घंटे गाँव के हॉल के सामने रुकती है।"),
        (
            "zh-Hans",
            "公共汽车**回来**了。两年没有公共汽车之后，山谷里又有了公共汽车，每小时一班，停在村礼堂前面，人人都能去城里。",
        ),
    ],
)
def test_every_script_is_heard_in_the_order_in_which_it_is_read(language: str, text: str) -> None:
    """Glyphs stand in the order of the eye; what is said is the text, with its numbers and its Latin words."""
    direction = "rtl" if language in ("ar", "he") else "ltr"
    root = spoken(f"{text}\n\n{text}", language=language, direction=direction)
    assert heard.joins(root) == []
    plain = "".join(text.replace("**", "").split())
    said = ["".join(element.text.split()) for element in root.find("P")]
    assert said.count(plain) == 2


@pytest.mark.parametrize("kind", ["briefing", "large-print"])
def test_a_link_has_an_area_for_each_line_and_says_what_it_is(kind: Kind) -> None:
    """A call is 18 points wide and high where there is room; no two annotations are in one place."""
    text = (
        "Passenger numbers doubled.[^a] See [the report of the **parish** council, whose title is long enough that it "
        "runs over the end of a line](https://example.org/report) and [the second part](#second).\n\n"
        "## Second\n\nWords.\n\n[^a]: Counted by the drivers.\n"
    )
    root = spoken(text, kind)
    links = root.find("Link")
    areas = [area for link in links for area in link.areas]
    assert all(area.right - area.left > 3 and area.top - area.bottom > 5 for area in areas)
    assert len({area[:5] for area in areas}) == len(areas)
    said = [link.areas[0].contents for link in links]
    assert said[0] == "Note 1"
    assert "Back to the text, note 1" in said
    assert "the second part" in said
    report = next(link for link in links if link.areas[0].contents.startswith("the report of the parish council"))
    assert len(report.areas) >= 2
    assert not any("fn-" in one or "fnref-" in one for one in said)
    call = links[0].areas[0]
    assert call.right - call.left >= 17.9
    assert call.top - call.bottom >= 14  # the next line has a link too


def test_two_links_beside_each_other_do_not_share_an_area() -> None:
    """Each is widened to the middle of what is between them."""
    root = spoken("[a](https://example.org/1) [b](https://example.org/2) [c](https://example.org/3)", "screen")
    areas = sorted(area for link in root.find("Link") for area in link.areas if area.contents in "abc")
    assert [area.contents for area in areas] == ["a", "b", "c"]
    assert all(one.right <= other.left + 0.01 for one, other in pairwise(areas))


def test_running_heads_and_feet_say_that_they_are() -> None:
    """Artifacts of pagination, each a header or a footer, on every page (PDF/UA-1, 7.8; Matterhorn 18-001 and 18-002)."""
    said: list[str] = []
    with pikepdf.open(BytesIO(pdf(edition("Word " * 1500 + "\n\n## Head\n\nWord.\n")))) as file:
        for page in file.pages:
            marked = [
                instruction.operands[1]
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) == "BDC" and instruction.operands[0] == "/Artifact"
            ]
            running = [artifact for artifact in marked if artifact.get("/Type") == "/Pagination"]
            assert running, page
            said += [str(artifact.Subtype) for artifact in running]
    assert set(said) <= {"/Header", "/Footer"}
    assert "/Footer" in said
