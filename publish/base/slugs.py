"""Names for files, addresses and links, made from any text. Wraps python-slugify."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath
from unicodedata import normalize

LONGEST = 100
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for devices, whatever the suffix (Microsoft, `Naming Files, Paths, and Namespaces`)."""


def slug(text: str, *, otherwise: str) -> str:
    """Small ASCII letters, digits and single hyphens; `otherwise` when nothing of `text` can be spelt in them."""
    made = (_plainly(text) if _PLAIN.fullmatch(text) else _spelt(text)) or otherwise
    return f"the-{made}" if made in _DEVICES else made


_PLAIN = re.compile(rf"[A-Za-z0-9 .:?!()-]{{0,{LONGEST - 8}}}")
"""A name that is only to be put in small letters: what spells others takes as long to import as a text to read."""


def _plainly(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def _spelt(text: str) -> str:
    from slugify import slugify

    return slugify(_KANA.sub(_kana, text), max_length=LONGEST - 8, word_boundary=True)


_KANA = re.compile("[\u3041-\u30ff\u3099\u309a]+")


def _kana(found: re.Match[str]) -> str:
    """Kana in Latin letters, with their marks: python-slugify takes these off first, and バス is no ハス."""
    from text_unidecode import unidecode

    return str(unidecode(normalize("NFC", found[0])))


def named(path: str) -> str:
    """The name of a file without its suffix and its date, as it was typed."""
    return re.sub(r"^\d{4}-\d\d-\d\d[-_ ]*", "", normalize("NFC", PurePosixPath(path).stem)).casefold()


def spells(made: str, path: str) -> bool:
    """Whether a slug is what becomes of the name of a file, and nobody's own choice."""
    return made == slug(named(path), otherwise="")


def apart(slug: str, name: str) -> str:
    """A slug with some letters of a digest of `name`, of which it says too little."""
    digest = hashlib.sha256(normalize("NFC", name).encode()).hexdigest()[:6]
    return f"{slug[: LONGEST - 7].rstrip('-')}-{digest}"


ANOTHER = "article:"
"""How an article's body begins the address of another: `article:tides#numbers`. No other link begins like that."""


def to_another(slug: str, place: str = "") -> str:
    """The address of an article, or of a place in it, as it stands in another's body until it is known what is made."""
    return f"{ANOTHER}{slug}#{place}" if place else f"{ANOTHER}{slug}"


def another(href: str) -> tuple[str, str] | None:
    """The slug and the place (or an empty text) of an article that a link leads to; None for any other link."""
    slug, _, place = href.removeprefix(ANOTHER).partition("#")
    return (slug, place) if href.startswith(ANOTHER) else None


def is_slug(text: str) -> bool:
    """Whether `text` can name a file on any system and stand in any address as it is."""
    shaped = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None
    return shaped and len(text) <= LONGEST and text not in _DEVICES
