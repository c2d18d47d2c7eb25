"""Names for files, addresses and links, made from any text. Wraps python-slugify."""

from __future__ import annotations

import re

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

    return slugify(text, max_length=LONGEST - 8, word_boundary=True)


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
