"""Names: of files, safe everywhere, whatever they are made of; of languages, and the way they are written."""

from __future__ import annotations

from babel import Locale
from babel.localedata import locale_identifiers
from hypothesis import given
from hypothesis import strategies as st
from slugify import slugify

from publish.base import language, slugs


@given(st.text())
def test_a_slug_of_any_text_can_name_a_file(text: str) -> None:
    """Any text gives a slug that is safe in every file system and address."""
    assert slugs.is_slug(slugs.slug(text, otherwise="article"))


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    """Making a slug twice changes nothing the second time."""
    once = slugs.slug(text, otherwise="article")
    assert slugs.slug(once, otherwise="article") == once


@given(st.text(st.characters(max_codepoint=127)))
def test_a_slug_of_plain_words_is_what_the_library_makes_of_them(text: str) -> None:
    """Plain words are spelt without the library, and as it spells them."""
    made = slugify(text, max_length=92, word_boundary=True)
    assert slugs.slug(text, otherwise="x") in (made or "x", f"the-{made}")


def test_slugs_of_many_scripts_are_spelt_in_ascii() -> None:
    """Accents are dropped, other scripts transliterated, device names avoided."""
    assert slugs.slug("Ça va? Déjà-vu!", otherwise="x") == "ca-va-deja-vu"
    assert slugs.slug("Привет мир", otherwise="x") == "privet-mir"
    assert slugs.slug("🎉", otherwise="article") == "article"
    assert slugs.slug("CON", otherwise="x") == "the-con"
    assert not slugs.is_slug("con")
    assert not slugs.is_slug("../x")


def test_each_language_runs_the_way_that_cldr_says() -> None:
    """What CLDR says runs from right to left does, and nothing else, in every language, script and country of its."""
    tags = [name.replace("_", "-") for name in locale_identifiers()]
    leftward = {tag for tag in tags if Locale.parse(tag, sep="-").text_direction == "rtl"}
    assert {tag for tag in tags if language.direction(tag) == "rtl"} == leftward
    assert leftward
