"""Order, breaks and the registry of languages, from ICU, which carries all of CLDR. Wraps PyICU, imported when used.

Traps: a locale is made of a tag by `forLanguageTag` and of an identifier (`fa_AF`) by the constructor; an unknown tag
raises nothing and sorts by the root's order; break positions count UTF-16 units, so they are wrong after an emoji.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any


def _icu() -> Any:
    import icu

    return icu


def registered(language: str) -> str:
    """The subtag of a language, `pan` as `pa`; empty when CLDR's list of some eight thousand does not have it."""
    icu = _icu()
    canonical = icu.Locale.createCanonical(language)
    likely = icu.Locale.forLanguageTag(language)
    likely.addLikelySubtags()
    shorter = str(canonical.getLanguage())
    if shorter != language:
        alike = icu.Locale(shorter).getISO3Language() == language or len(language) == 2
        return shorter if alike and language != "sh" else language
    known = likely.getScript() or str(canonical.getDisplayLanguage(icu.Locale("en"))) != language
    return language if known else ""


@lru_cache(maxsize=64)
def collation(tag: str) -> Callable[[str], bytes]:
    """A key by which words stand in the language's order (UCA, with CLDR's tailoring): `Ä` after `Z` in Swedish."""
    collator = _icu().Collator.createInstance(_icu().Locale.forLanguageTag(tag))
    return lambda text: bytes(collator.getSortKey(text))


FAMILY_FIRST = frozenset(("hu", "zh", "yue", "ja", "ko", "vi", "km", "mn"))
"""Languages that write the family's name before a person's own (CLDR, personNames, nameOrderLocales)."""


def of_person(tag: str) -> Callable[[str], tuple[bytes, bytes]]:
    """A key by which people stand in an index: by the name of the family, then by all of it."""
    key, first = collation(tag), tag.split("-")[0] in FAMILY_FIRST

    def ordered(name: str) -> tuple[bytes, bytes]:
        parts = name.split() or [""]
        return key(parts[0 if first else -1]), key(name)

    return ordered


_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def divided(text: str) -> Iterator[str]:
    """A text without spaces cut where its words end, if it is in Thai, Lao, Burmese or Khmer; otherwise as it is."""
    if not _UNSPACED.search(text):
        yield text
        return
    start = 0
    for end in breaks(text, "th"):
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def breaks(text: str, tag: str) -> Iterator[int]:
    """Where a line may end, by the words of the language, as numbers of characters (UAX 14 with dictionaries)."""
    icu = _icu()
    finder = icu.BreakIterator.createLineInstance(icu.Locale.forLanguageTag(tag))
    finder.setText(text)
    wide = [at for at, letter in enumerate(text) if letter > "\uffff"]
    for place in finder:
        yield place - sum(at < place for at in wide) if wide else place
