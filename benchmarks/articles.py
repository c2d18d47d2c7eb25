"""Articles to measure with, generated: the same count gives the same articles, there is no chance in them."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

STOCK = Path(__file__).parent / "stock"
SLUG = "the-ferry-is-back"
ARTICLE = f"source/articles/2026-03-02-{SLUG}.md"

STOCK_WORDS = """harbour tide council volunteer meeting report shore budget community library bus valley school garden
proof partnership member trustee grant season repair market parish river bridge winter kitchen training survey youth"""
WORDS = tuple(STOCK_WORDS.split())
SETTINGS = """identifier = "https://example.org/generated"
title = "Generated Briefings"
organisation = "Example Trust"
archive = "https://example.org/news"
"""
EDITIONS = {
    "briefing": '[editions.briefing]\nkind = "briefing"\n',
    "text": '[editions.text]\nkind = "text"\n',
    "collection": '[editions.collection]\nkind = "collection"\nparts = "months"\n',
}


def text(number: int, words: int) -> str:
    """A sentence after another, other ones for another number."""
    picked = (WORDS[(number * 7 + at * at + at // 3) % len(WORDS)] for at in range(words))
    return " ".join(f"{word}{'.' if at % 11 == 10 else ''}" for at, word in enumerate(picked)).capitalize() + "."


def _day(number: int) -> date:
    """A day of the sixteen years before `archive.LAST`: what is dated later than today would be held back."""
    return date.fromordinal(date(2010, 1, 1).toordinal() + number % 5800)


def short(folder: Path, count: int, *editions: str) -> None:
    """A publication of `count` articles, a day apart: each some 400 words, a list and three tags, on two pages."""
    articles = folder / "source/articles"
    articles.mkdir(parents=True)
    settings = SETTINGS + "".join(EDITIONS[name] for name in editions)
    (folder / "source/publication.toml").write_text(settings, encoding="utf-8")
    for number in range(count):
        day = _day(number)
        tags = ", ".join(dict.fromkeys(WORDS[(number + step) % len(WORDS)] for step in (0, 7, 13)))
        body = "\n\n".join(
            (f"Word{number} stands here alone. {text(number, 180)}", f"## What was said\n\n{text(number + 1, 160)}")
        )
        points = "\n".join(f"- {text(number + point, 12)}" for point in range(4))
        (articles / f"{day}-news-{number}.md").write_text(
            f"---\ntitle: News item {number}\ndate: {day}\nbyline: [Ann Ede, Ben Foy]\ntags: [{tags}]\n---\n\n"
            f"{body}\n\n{points}\n",
            encoding="utf-8",
        )


QUIET = "It is small, it is quiet, and on most\nmornings it is full."
END = "## What others may take from it"
"""Where the text ends, to leave room for what the press adds where there are more articles: what to read next."""


def stock(folder: Path, count: int) -> list[Path]:
    """A publication of `count` articles like that of `stock/`: its text with a sentence of their own, and its picture.

    Its last part is left out, so that two pages hold it in one go with what the press says of other articles. No two
    pictures are the same bytes, so that nobody gains by knowing one from before. Returns the articles.
    """
    articles = folder / "source/articles"
    articles.mkdir(parents=True)
    shutil.copy(STOCK / "source/publication.toml", folder / "source/publication.toml")
    whole, picture = (STOCK / ARTICLE).read_text("utf-8"), (STOCK / ARTICLE).with_name("harbour.jpg").read_bytes()
    assert QUIET in whole
    assert END in whole
    whole = whole[: whole.index(END)]
    made = []
    for number in range(count):
        note = f"number {number}".encode()
        comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2) + note  # a segment that says nothing of the picture
        (articles / f"harbour-{number}.jpg").write_bytes(picture[:2] + comment + picture[2:])
        own = whole.replace("harbour.jpg", f"harbour-{number}.jpg").replace(QUIET, text(number, 10))
        own = own.replace("ferry is back", f"ferry is back, {number}").replace("2026-03-02", str(_day(number)))
        made.append(articles / f"{_day(number)}-{SLUG}-{number}.md")
        made[-1].write_text(own, encoding="utf-8")
    return made


def lengthened(folder: Path) -> None:
    """The publication of `stock/` with a text that is some lines too long for its pages, and has to be fitted."""
    shutil.copytree(STOCK, folder)
    article = folder / ARTICLE
    whole = article.read_text("utf-8")
    article.write_text(whole.replace("## Who travels", f"{text(0, 30)}\n\n## Who travels"), encoding="utf-8")
