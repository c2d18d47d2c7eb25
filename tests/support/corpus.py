"""Real articles that nobody here wrote, brought in as an importer would: metadata renamed, pictures put in place.

The set lies beside the project in ../shared/corpus; where it is absent the tests that read it are skipped.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from publish.base import slugs

SMALL = Path(__file__).parents[3] / "shared" / "corpus" / "small"

needs_corpus = pytest.mark.skipif(
    not SMALL.is_dir(), reason="the corpus of real articles is not beside this checkout"
)  # no REQUIRE_ALL here: a clone of the project alone has no corpus to require

_SITE_VARIABLE = re.compile(r"\{\{\s*site\.\w+\s*\}\}(?=/)")


def manifest() -> list[dict[str, str]]:
    """A row for each article."""
    with (SMALL / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def metadata_and_body(path: Path) -> tuple[dict[str, Any], str]:
    """The original metadata, read leniently, and the body as it stands."""
    text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    fence = text[:3]
    _, block, body = text.split(fence + "\n", 2) if text.startswith(("---\n", "+++\n")) else ("", "", text)
    values = tomllib.loads(block) if fence == "+++" else yaml.safe_load(block)
    return dict(values or {}), body


def _first(values: dict[str, Any], *keys: str) -> Any:
    return next((values[key] for key in keys if values.get(key)), None)


def _date(row: dict[str, str], values: dict[str, Any]) -> str:
    for text in (
        str(values.get("date", "")),
        row["article"],
        str(values.get("path", "")),
        str(values.get("lastmod", "")),
    ):
        if match := re.search(r"(\d{4})[-/](\d\d)[-/](\d\d)", text):
            return "-".join(match.groups())
    return "2020-01-01"


def _language(row: dict[str, str], values: dict[str, Any]) -> str:
    match = re.search(r"content/(he)/|_(es)\.md$", row["article"])
    return str(values.get("lang") or (match and next(filter(None, match.groups()))) or "en")


def bring_in(row: dict[str, str], source: Path) -> Path:
    """Put one article and its pictures into `source` and return where the article is."""
    original = SMALL / row["article"]
    corpus = row["article"].split("/", 1)[0]
    values, body = metadata_and_body(original)
    for top, target in (("assets", "assets"), ("site/.vuepress/public/img", "img")):
        if (SMALL / corpus / top).is_dir():
            shutil.copytree(SMALL / corpus / top, source / target, dirs_exist_ok=True, copy_function=shutil.copyfile)
    names = _first(values, "authors", "author") or []
    metadata = {
        "title": values["title"],
        "date": _date(row, values),
        "standfirst": " ".join(str(_first(values, "excerpt", "description", "summary", "teaser") or "").split()),
        "byline": [names] if isinstance(names, str) else names,
        "tags": _first(values, "tags", "topics", "categories") or [],
        "language": _language(row, values),
    }
    if image := values.get("image"):
        metadata |= {"image": image, "alt": f"Picture for “{values['title']}”"}
    bundle = original.stem.lower() in ("index", "readme")
    name = original.parent.name if bundle else f"{original.parent.name}-{original.stem}"
    folder = source / "articles" / f"{corpus}-{name}"
    folder.mkdir(parents=True, exist_ok=True)
    if bundle:
        for picture in original.parent.iterdir():
            if picture.suffix.lower() in (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"):
                shutil.copyfile(picture, folder / picture.name)
    block = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in metadata.items())
    article = folder / "index.md"
    article.write_text(f"---\n{block}---\n{_SITE_VARIABLE.sub('', body)}", encoding="utf-8")
    return article


SETTINGS = """\
identifier = "https://example.org/corpus"
title = "Real articles"
organisation = "Example Trust"
archive = "https://example.org/archive"
"""


def _one_of_each() -> list[dict[str, str]]:
    """The shortest article of each body in each language."""
    shortest: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(manifest(), key=lambda row: int(row["bytes"])):
        values, _ = metadata_and_body(SMALL / row["article"])
        shortest.setdefault((row["article"].split("/")[0], _language(row, values)), row)
    return [*shortest.values()]


def publication(root: Path, kinds: tuple[str, ...] = (), *, few: bool = False) -> Path:
    """A publication of the small corpus, or a few of it, of kinds or of those that come by themselves.

    A pack has every article.
    """
    source = root / "source"
    (source / "articles").mkdir(parents=True)
    editions = "".join(f'[editions.{kind}]\nkind = "{kind}"\n' for kind in kinds)
    (source / "publication.toml").write_text(f"{SETTINGS}{editions}", encoding="utf-8")
    articles = [bring_in(row, source) for row in (_one_of_each() if few else manifest())]
    if "pack" in kinds:
        (source / "agendas").mkdir()
        items = "".join(
            f"{n}. Paper {n} | paper: {slugs.slug(one.parent.name, otherwise='paper')}\n"
            for n, one in enumerate(articles, 1)
        )
        agenda = f"---\ntitle: Real papers\ndate: 2026-04-10\ntime: 10:00\nplace: Here\n---\n\n{items}"
        (source / "agendas/2026-04-10-papers.md").write_text(agenda, encoding="utf-8")
    return root
