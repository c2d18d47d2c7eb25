"""The search finds words as people type them, in every language."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date
from html import escape
from pathlib import Path

import pytest

from publish.catalogue import receipt as receipts
from publish.catalogue import search, stemming
from publish.catalogue.inventory import take_inventory
from tests.support.sample import PUBLICATION, article

SCRIPT = Path(__file__).parents[2] / "styles" / "house" / "archive" / "search.js"
NODE = shutil.which("node")

# A text, what is found in it, and what is not.
CASES: list[tuple[str, list[str], list[str]]] = [
    ("Straße, Søren, Łódź, Æthel, œuvre, Đặng, IŞIK, Ærø", ["strasse", "straße", "soren", "lodz", "aethel", "oeuvre", "dang", "ışık", "isik", "aero", "ISIK"], ["sten"]),
    ("Isı", ["ısı", "ISI", "isi"], []),
    ("Œuvre et cœur", ["coeur", "oeuvre", "cœur"], []),
    ("The lantern walk needs a volunteer.", ["lantern", "walk", "volunt"], ["walked", "walks"]),
    ("บรถบัสหมายเลขเจ็ดจอดที่โรงเรียนทุกชั่วโมง คนขับใจดีมาก", ["โรงเรียน", "ใจดี", "ดี", "รถบัส"], ["หนังสือ"]),
    ("ໂຮງຮຽນຢູ່ໃນບ້ານ", ["ຮຽນ", "ບ້ານ"], ["ວັດ"]),
    ("ဘတ်စ်ကားသည်ကျောင်း၌ရပ်သည်", ["ကျောင်း", "ရပ်"], ["စာအုပ်"]),
    ("រថយន្តក្រុងឈប់នៅសាលារៀន", ["សាលារៀន", "ឈប់"], ["សៀវភៅ"]),
    ("בְּרֵאשִׁית בָּרָא אֱלֹהִים", ["בראשית", "אלהים", "ברא"], ["ארץ"]),
    ("می‌خواهم به کتاب‌ها", ["میخواهم", "می‌خواهم", "كتاب", "کتابها"], ["خانه"]),
    ("مُحَمَّد إلى المدرسة على", ["محمد", "الى", "المدرسة", "علي"], ["كتاب"]),
    ("پاسەکە لای قوتابخانە", ["پاسەکە", "قوتابخانە"], []),
    ("ژمارە ٧٨ و ۱۲", ["78", "٧٨", "12"], ["79"]),
    ("বাস ৪৫, ၃၂", ["45", "৪৫", "32"], []),
    ("ሰላም፡ለዓለም።", ["ሰላም", "ለዓለም"], []),
    ("山谷的公交车", ["公交", "山谷", "交车"], ["火车"]),
    ("Σίσυφος", ["σισυφοσ", "ΣΙΣΥΦΟΣ", "σίσυφος"], []),
    ("버스가 돌아온다", ["버스"], []),
]  # fmt: skip


# Articles in a language, what is typed, and the slugs that are found, the best first; `…` is more of them in any order.
QUESTIONS: list[tuple[str, dict[str, str], list[tuple[str, list[str]]]]] = [
    (
        "en",
        {
            "a": "The women’s group sends an e-mail to the co-op each week.",
            "b": "Womens football: write an email. We were walking, she walked, and they volunteer.",
            "c": "A walk for volunteers with the dogs. A drop-in for those who studied.",
        },
        [
            ("women's", ["a", "b"]),
            ("womens", ["a", "b"]),
            ("women’s", ["a", "b"]),
            ("women", ["a", "b"]),
            ("e-mail", ["a", "b"]),
            ("email", ["a", "b"]),
            ("emails", ["a", "b"]),
            ("E\u2011Mail", ["a", "b"]),
            ("mail", ["a"]),
            ("co-op", ["a"]),
            ("coop", ["a"]),
            ("walks", ["b", "c"]),
            ("walking", ["b", "c"]),
            ("volunteering", ["b", "c"]),
            ("dog", ["c"]),
            ("study", ["c"]),
            ("studies", ["c"]),
            ("drop in", ["c"]),
            ("drop-in", ["c"]),
            ("drop-ins", ["c"]),
            ("volunt", ["b", "c"]),
            ("zebra", []),
            ("volunteers dogs walk zebra", ["c", "b"]),
        ],
    ),
    (
        "fr",
        {"a": "L'école accueille des élèves.", "b": "Les écoles sont fermées."},
        [("école", ["a", "b"]), ("ecoles", ["a", "b"]), ("élève", ["a"]), ("l'école", ["a", "b"]), ("fermer", ["b"])],
    ),
    (
        "de",
        {"a": "Die Häuser am Hafen.", "b": "Ein Haus mit Gärten."},
        [("haus", ["a", "b"]), ("hauses", ["a", "b"]), ("garten", ["b"])],
    ),
    ("ru", {"a": "Новый автобус едет.", "b": "О новых автобусах."}, [("автобусы", ["a", "b"]), ("новый", ["a", "b"])]),
    ("cy", {"a": "Mae’r bws yn ôl."}, [("mae'r", ["a"]), ("maer", ["a"]), ("bws", ["a"]), ("ol", ["a"])]),
]


def index_of(language: str, texts: dict[str, str]) -> dict[str, str]:
    """The pieces of the index of some articles."""
    articles = [
        article(slug, language=language, title="-", standfirst="", byline=(), tags=(), body=f"<p>{escape(text)}</p>")
        for slug, text in texts.items()
    ]
    held = receipts.grow(
        None,
        publication=PUBLICATION,
        tools=(),
        inputs=(),
        validators=(),
        holdings=(),
        papers=map(receipts.paper, articles),
        today=date(2030, 1, 1),
    )
    files = search.files(search.weigh(articles, None), take_inventory(held, PUBLICATION))
    return {file.path: file.content.decode() for file in files}


def asked(indexes: list[dict[str, str]], questions: list[list[str]]) -> list[list[list[str]]]:
    """What the page's own script answers, the index being loaded as a browser does it."""
    source = SCRIPT.read_text("utf-8").partition("const element =")[0]
    program = f"""
    globalThis.window = globalThis
    const indexes = {json.dumps(indexes)}, questions = {json.dumps(questions)}
    let files = {{}}
    globalThis.document = {{
      createElement: () => ({{}}),
      head: {{ append: script => script.src in files ? (0, eval)(files[script.src]) : script.onerror() }},
    }}
    {source}
    const answers = async () => {{
      const told = []
      for (const [at, texts] of questions.entries()) {{
        files = indexes[at]
        waiting.clear();
        (0, eval)(files["{search.STEMS}"]);
        (0, eval)(files["{search.PATH}"])
        const index = window.searchIndex
        index.known = new Set(index.words)
        const found = []
        for (const text of texts) {{
          const numbers = (await search(index, text)) || []
          const names = numbers.map(async number =>
            (await load(`articles-${{Math.floor(number / index.together)}}`))[number % index.together][0])
          found.push(await Promise.all(names))
        }}
        told.push(found)
      }}
      return told
    }}
    answers().then(told => console.log(JSON.stringify(told)))"""
    done = subprocess.run([str(NODE), "-"], input=program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_page_finds_what_the_index_holds() -> None:
    """Python cuts the text, the page's script what is typed; the two agree in every script."""
    answers = asked([index_of("zxx", {"a": text}) for text, _, _ in CASES], [[*yes, *no] for _, yes, no in CASES])
    for (text, yes, no), found in zip(CASES, answers, strict=True):
        assert dict(zip([*yes, *no], map(bool, found), strict=True)) == dict.fromkeys(yes, True) | dict.fromkeys(
            no, False
        ), text


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_page_finds_other_forms_of_what_is_typed() -> None:
    """With apostrophe and hyphen or without, in the singular or plural, and of several words what most have."""
    answers = asked(
        [index_of(language, texts) for language, texts, _ in QUESTIONS],
        [[typed for typed, _ in questions] for _, _, questions in QUESTIONS],
    )
    for (language, _, questions), found in zip(QUESTIONS, answers, strict=True):
        for (typed, expected), names in zip(questions, found, strict=True):
            ordered = len(typed.split()) > 2
            assert (names if ordered else sorted(names)) == expected, f"{language}: {typed}"


@pytest.mark.skipif(NODE is None, reason="node is not installed")
@pytest.mark.parametrize("language", sorted(set(stemming.LANGUAGES.values())))
def test_both_sides_have_the_same_stems(language: str) -> None:
    """What the index was made with and what the page asks are the same rules."""
    tag = next(tag for tag, name in stemming.LANGUAGES.items() if name == language)
    golden = (Path(__file__).parents[1] / "golden" / "languages.txt").read_text("utf-8")
    known = sorted({word.whole for word in search.cut(golden)})[:1500]
    program = f"globalThis.window = globalThis\n{stemming.script([tag])}\nconst known = {json.dumps(known)}\n"
    program += f"console.log(JSON.stringify(known.map(word => window.stemmers.{language}.stemWord(word))))"
    done = subprocess.run([str(NODE), "-"], input=program, capture_output=True, text=True, check=False)
    stem = stemming.stemmer(tag)
    assert stem
    differ = [word for word, other in zip(known, json.loads(done.stdout), strict=True) if stem(word) != other]
    assert len(differ) <= len(known) // 100, differ
