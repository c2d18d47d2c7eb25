"""The search finds words as people type them, in every language."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from publish.catalogue.search import words

SCRIPT = Path(__file__).parents[2] / "styles" / "house" / "archive" / "search.js"
NODE = shutil.which("node")

# A text, what is found in it, and what is not.
CASES: list[tuple[str, list[str], list[str]]] = [
    ("Straße, Søren, Łódź, Æthel, œuvre, Đặng, IŞIK, Ærø", ["strasse", "straße", "soren", "lodz", "aethel", "oeuvre", "dang", "ışık", "isik", "aero", "ISIK"], ["sten"]),
    ("Isı", ["ısı", "ISI", "isi"], []),
    ("Œuvre et cœur", ["coeur", "oeuvre", "cœur"], []),
    ("The lantern walk needs a volunteer.", ["walks", "volunteers", "lanterns"], ["walked"]),
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


@pytest.mark.skipif(NODE is None, reason="node is not installed")
def test_the_page_finds_what_the_index_holds() -> None:
    """Python cuts the text, the page's script what is typed; the two agree."""
    source = SCRIPT.read_text("utf-8").partition("const element =")[0]
    asked = [
        {"words": {word: [0, 1] for word in words(text)}, "found": found, "not": lost} for text, found, lost in CASES
    ]
    program = f"""{source}
    const out = {json.dumps(asked)}.map(one => {{
      const keys = Object.keys(one.words).sort((a, b) => a < b ? -1 : a > b ? 1 : 0)
      const hits = text => (search(one, keys, text) || []).length
      return [one.found.filter(text => !hits(text)), one.not.filter(hits)]
    }})
    console.log(JSON.stringify(out))"""
    done = subprocess.run([str(NODE), "-e", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for (text, *_), (missed, wrong) in zip(CASES, json.loads(done.stdout), strict=True):
        assert missed == [], text
        assert wrong == [], text
