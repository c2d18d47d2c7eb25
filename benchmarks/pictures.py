"""What a photograph costs: one of twelve megapixels in each kind that telephones and websites give."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import articles
from benchmarks.ours import PRESS
from benchmarks.timing import load, run

SIZE = (4032, 3024)
SMALL = 1200, 900
"""Of a photograph as websites have it, on the pages of which a large one stands too: they take as many layouts."""
KINDS = ("small.jpg", "webp", "png", "avif", "heic", "jpg")
SETTINGS = """identifier = "urn:uuid:00000000-0000-4000-8000-000000000000"
title = "Pictures"
organisation = "Aldham Trust"
archive = "https://aldham-trust.uk/news"
[contact]
address = ["7 High Road", "Aldham"]
telephone = "020 7946 1234"
email = "hello@aldham-trust.uk"
website = "https://aldham-trust.uk"
[editions.briefing]
kind = "briefing"
[editions.large]
kind = "large-print"
[editions.collection]
kind = "collection"
"""
SHOWN = re.compile(r"^!\[[^\n]*\n", re.M)
"""The picture of the stock article, in the place of which the photograph stands, or nothing."""


def measure(folder: Path, rounds: int, keep: Callable[[Any], None]) -> None:
    """Processor time of a briefing, a large-print edition and a collection together, and what screens are given."""
    text = (articles.STOCK / articles.ARTICLE).read_text("utf-8")
    assert SHOWN.search(text)
    rows: list[dict[str, Any]] = []
    plain = small = 0.0
    for kind in ("", *KINDS):
        place = folder / (kind or "plain")
        (place / "source/articles").mkdir(parents=True)
        (place / "source/images").mkdir()
        (place / "source/publication.toml").write_text(SETTINGS, "utf-8")
        shown = f"![The hall.](../images/hall.{kind})\n" if kind else ""
        (place / "source/articles/hall.md").write_text(SHOWN.sub(shown, text), "utf-8")
        if kind:
            photograph(place / f"source/images/hall.{kind}", SMALL if kind == KINDS[0] else SIZE)
        times = []
        for _ in range(rounds):
            shutil.rmtree(place / "build", ignore_errors=True)
            times.append(run([*PRESS, "build", "--quiet", "--jobs", "1", "-C", place]).processor)
        seconds = sorted(times)[len(times) // 2]
        plain, small = plain or seconds, seconds if kind == KINDS[0] else small
        run([*PRESS, "archive", "--quiet", "-C", place])
        books = {path.stat().st_size for path in (place / "build/archive/editions").rglob("*.epub")}
        pages = sum(path.stat().st_size for path in (place / "build/archive/pictures").glob("*.jpg"))
        rows.append(
            {
                "kind": kind or "none",
                "load": load(),
                "processor": round(seconds, 2),
                "ratio": round(seconds / plain, 2),
                "to_small": round(seconds / small, 2) if small else None,
                "screens": max(books, default=0) + pages,
            }
        )
        keep(rows)


def photograph(path: Path, size: tuple[int, int] = SIZE) -> None:
    """A picture with large shapes, fine detail and grain, as a camera takes one."""
    from PIL import Image, ImageChops

    if path.suffix == ".heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
    coarse = [Image.effect_noise((size[0] // 90, size[1] // 90), 90).resize(size) for _ in range(3)]
    grain = Image.effect_noise(size, 10)
    ground = Image.merge("RGB", coarse)
    how: dict[str, Any] = {
        ".png": {"compress_level": 1},
        ".webp": {"quality": 82, "method": 1},
        ".avif": {"quality": 65, "speed": 9},
        ".heic": {"quality": 45},
    }.get(path.suffix, {"quality": 88})
    ImageChops.add(ground, Image.merge("RGB", [grain] * 3), 1, -128).save(path, **how)
