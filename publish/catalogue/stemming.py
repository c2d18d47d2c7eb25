"""Forms of one word have one stem, by the language of the text. Wraps snowballstemmer, and holds its JavaScript.

The files in stems/ are what Snowball 3.0.1 makes of the same rules (BSD, see stems/COPYING), as Sphinx gives them out:
the page that searches asks them for the stem of what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import resources

LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
"""Languages that there is a stemmer for, by their first subtag."""


@lru_cache(maxsize=64)
def stemmer(language: str) -> Callable[[str], str] | None:
    """What gives the stem of a word in small letters; None for a language that there is none for."""
    name = LANGUAGES.get(language.partition("-")[0].lower())
    if name is None:
        return None
    import snowballstemmer  # here, not above: it loads a module for each language

    stem = snowballstemmer.stemmer(name).stemWord
    return lru_cache(maxsize=2**16)(lambda word: str(stem(word)))


def script(languages: Iterable[str]) -> str:
    """The stemmers of some languages as a script that puts them, by name, into `window.stemmers`."""
    names = sorted({LANGUAGES[tag] for one in languages if (tag := one.partition("-")[0].lower()) in LANGUAGES})
    folder = resources.files("publish.catalogue") / "stems"
    files = [(folder / f"{name}-stemmer.js").read_text("utf-8").strip() for name in ("base", *names)] if names else []
    made = ",".join(f"{name}:new {name.capitalize()}Stemmer()" for name in names)
    return "\n".join((*files, f"window.stemmers={{{made}}}", ""))
