"""Braille is read back as it was written: words, numbers, letters, capitals and signs, in four languages."""

from __future__ import annotations

import pytest

from publish.formats.plain import liblouis
from publish.style.words import table
from tests.conftest import REQUIRE_ALL
from tests.support.read_back import read
from tests.support.sample import house_style

pytestmark = pytest.mark.skipif(not liblouis.present() and not REQUIRE_ALL, reason="liblouis is not installed")

TEXTS = {
    "en": (
        "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience "
        "and should act towards one another in a spirit of brotherhood.",
        "See ITEM 4A, ITEM 41, 12b, 122 and the NHS; it cost £12,000 (24%), e.g. at 10:30. He said “enough is enough”.",
        "PAPER FOR ITEM 4A OF THE DAY",
        "PAPER FOR ITEM 41 OF THE DAY",
        "‘What’s on?’ she wrote – ’tis rock ’n’ roll, ‘’twas so’ in the ’90s. Write to Info@VSNW.org.uk or info@vsnw.org.uk.",
        "People’s knowledge was his, as the sign “ and the sign ” show; Were it so! M12 6FZ, 0161 276 9300, 20 m², CO₂.",
    ),
    "cy": (
        "Genir pawb yn rhydd ac yn gydradd â'i gilydd mewn urddas a hawliau. Fe'u cynysgaeddir â rheswm a chydwybod, a "
        "dylai pawb ymddwyn y naill at y llall mewn ysbryd cymodlon.",
        "Mae'r bws rhif 7 yn ôl ar ôl 2 flynedd: am 10:30, 14:45 ac 16:05. Costiodd £12,000 (24%). Gweler EITEM 4A, "
        "EITEM 41, 12b a'r GIG; “Croeso i bawb!”",
        "Gweler Crates.io, crates.io, README.md neu readme.md; ysgrifennwch at Info@VSNW.org.uk, info@vsnw.org.uk, neu "
        "ewch i https://www.Vsnw.org.uk/A-b a https://www.vsnw.org.uk/a-b. ‘Da iawn,’ meddai hi – felly - y mae.",
        "Bydd y bwrdd yn cyfarfod ar 10 Ebrill 2014 yn Neuadd y Pentref, Aberystwyth, i drafod y gyllideb a'r cynllun.",
    ),
    "fr": (
        "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de "
        "conscience et doivent agir les uns envers les autres dans un esprit de fraternité.",
        "Le bus n° 7 est revenu après 2 ans : à 10 h 30, 14:45 et 16:05. Il a coûté 12 000 € (24 %). Voir POINT 4A, "
        "POINT 41, 12b et l'ONU ; « Bienvenue à tous ! »",
        "Écrivez à Info@vsnw.org.uk, info@vsnw.org.uk, ou https://www.vsnw.org.uk/a-b_c?d=4#e : art. 4A, SHA-256, + 5 = 9 - 2.",
        "L’été, où ça ? Cœur, naïf, Noël, août, garçon, l’édition.",
    ),
    "de": (
        "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und "
        "sollen einander im Geist der Brüderlichkeit begegnen.",
        "Der Bus Nr. 7 ist nach 2 Jahren zurück: um 10:30, 14:45 und 16:05 Uhr. Er kostete 12.000 € (24 %). Siehe PUNKT "
        "4A, PUNKT 41, 12b und die EU; „Willkommen an alle!“",
        "Schreiben Sie (bis 3.4.) an info@vsnw.org.uk [siehe https://www.vsnw.org.uk/a-b_c?d=4#e] – z. B. § 5 Abs. 2: 3 + 4 = 7 - 0.",
        "Straße, Äpfel, Öl, Übung, Schlüssel: ein Haus und das Maß.",
    ),
}  # fmt: skip


def lines(language: str) -> list[str]:
    """Texts, and the words that the house style sets in the language."""
    house = table(house_style())[language]
    return [*TEXTS[language], *house.values()]


@pytest.mark.parametrize("language", TEXTS)
def test_every_word_is_read_back_as_it_was_written(language: str) -> None:
    """No differences: each has cells that no other word has, nor it with other digits, letters or capitals."""
    found = read(lines(language), language)
    assert found.wrong == ()
    assert found.words > 250


@pytest.mark.parametrize("language", ["en", "fr"])
def test_liblouis_itself_reads_most_words_back(language: str) -> None:
    """Where its tables have rules for the way back: those for Welsh and German have few."""
    found = read(lines(language), language)
    assert found.by_liblouis > 0.97 * found.words


@pytest.mark.parametrize(
    ("name", "spoiled"), [("_mark_of_a_letter", lambda tables: ""), ("_has_levels", lambda tables: False)]
)
def test_a_sign_that_is_left_out_is_found(name: str, spoiled: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the sign of a letter `ITEM 4A` is `ITEM 41`; without that of a level some figures are not known."""
    monkeypatch.setattr(liblouis, name, spoiled)
    liblouis._known.cache_clear()
    found = read([*TEXTS["en"], "10⁻³ m²"], "en")
    liblouis._known.cache_clear()
    assert (
        found.wrong if name == "_mark_of_a_letter" else liblouis.translate("m⁵", liblouis.table("en") or "") != "M;9#E"
    )


@pytest.mark.parametrize(
    ("typed", "cells"),
    [("10⁻³", '#AJ;9<"-#C>'), ("xⁿ⁺¹", 'X;9<N"6#A>'), ("2¹⁰ m²", "#B;9#AJ M;9#B"), ("nº 5", "N;9O #E")],
)
def test_what_is_raised_has_the_signs_of_ueb(typed: str, cells: str) -> None:
    """Signs and letters as figures do, held together where there are several; each character has its place."""
    made, places = liblouis.placed(typed, liblouis.table("en") or "")
    assert made == cells
    assert len(places) == len(typed)


@pytest.mark.parametrize(
    ("language", "typed", "cells"),
    [
        ("cy", "Crates.io", ",CRATES4IO"),
        ("cy", "crates.io", ",+CRATES.IO,+"),
        ("en", "’tis ’n’ ‘’twas’", "'TIS ';N' ,8'TWAS,0"),
        ("en", "‘what’s on’ dogs’", ",8:AT'S ON,0 DOGS'"),
        ("en", "the ‘dogs’, ‘dogs’ tails’", "! ,8DOGS,01 ,8DOGS' TAILS'"),
    ],
)
def test_capitals_of_addresses_and_apostrophes_are_kept(language: str, typed: str, cells: str) -> None:
    """What the Welsh table has without capitals is written as literary braille; a quotation ends where it can, and nowhere else."""
    made, places = liblouis.placed(typed, liblouis.table(language) or "")
    assert made == cells
    assert len(places) == len(typed)


def test_a_sign_that_would_be_a_letter_is_named() -> None:
    """The Welsh table has one cell for `>` and for `o`, and tells nobody which it is."""
    assert liblouis.unknown("a > o", liblouis.table("cy") or "") == ">"
    assert liblouis.unknown("a > o", liblouis.table("en") or "") == ""
