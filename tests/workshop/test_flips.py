"""Whatever of an edition's making is flipped, keeping size and date, gives another key or, proven, the same bytes."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from publish import press
from publish.media import typefaces
from publish.model import Order
from publish.project import folder
from publish.project.folders import SHELF, sources
from publish.project.settings_form import SettingsForm
from publish.workshop import index
from publish.workshop.shelf import Shelf
from tests.conftest import ROOT, Publish
from tests.support.flips import flipped, rewrite

KINDS = ("briefing", "large-print", "text", "collection")
SETTINGS = """\
identifier = "https://example.org/tides"
title = "Tides"
organisation = "Coast"
strapline = "Shore"
language = "en-GB"
rights = "CC BY"
registration = "Registered charity 1234567"
archive = "https://example.org/a"
news = "earlier"
paper = "A4"
style = "ours"
workspace = ""
picture_side = 1600
picture_crop = true
picture_width = "page"
[contact]
name = "Ruth"
address = ["1 Quay"]
telephone = "01632"
email = "a@b.cd"
website = "https://b.cd"
[brand]
colour = "#00594f"
logo = "logo.png"
headings = "Source Sans 3"
body = "Source Serif 4"
code = "Source Code Pro"
other_letters = true
[accessibility]
checked_by = "Ruth"
date = "2026-03-01"
standard = "WCAG 2.2 AA"
[source]
packed = true
without = ["articles/old.md"]
former = true
withdrawn = false
[mail]
from = "a@b.cd"
reply_to = "a@b.cd"
server = "localhost"
port = 25
tls = "none"
user = "ruth"
rate = 60
batch = 10
pause = 5
retry = 30
timeout = 60
max_size = "10 MB"
unsubscribe = "https://b.cd/{token}"
dkim_domain = "b.cd"
dkim_selector = "one"
dkim_key = "key.pem"
"""
EDITIONS = """\
[editions.briefing]
kind = "briefing"
sides = 2
max_size = "2 MB"
news = "newest"
paper = "letter"
[editions.large-print]
kind = "large-print"
[editions.text]
kind = "text"
[editions.collection]
kind = "collection"
title = "Year"
by = "all"
tag = "tide"
articles = ["a-good-article"]
order = "given"
parts = "none"
chapters = 500
"""
ARTICLE = """\
---
title: A good article
date: 2026-02-28
tags: [tide]
---

Everything is well, `now`.

![The sea](sea.png)
"""
OTHER = {
    "a@b.cd": "a@b.ce", "b.cd": "b.ce", "https://b.cd": "https://b.ce", "en-GB": "cy-GB", "house": "other",
    "https://example.org/a": "https://example.org/b", "https://example.org/tides": "https://example.org/tidez",
    "https://b.cd/{token}": "https://b.ce/{token}", "#00594f": "#00594e", "logo.png": "sea2.png", "localhost": "127.0.0.1",
    "Source Sans 3": "Source Serif 4", "Source Serif 4": "Source Sans 3", "Source Code Pro": "Source Sans 3",
    "2026-03-01": "2026-03-02", "WCAG 2.2 AA": "WCAG 2.1 AA", "earlier": "newest", "none": "months", "given": "oldest",
    "10 MB": "20 MB", "2 MB": "3 MB", "briefing": "screen", "large-print": "clear-print", "text": "mono", "newest": "earlier",
    "collection": "briefing", "tide": "tidy", "a-good-article": "a-good-articla", "all": "tag", "ours": "hers", "": "..",
    "A4": "letter", "letter": "legal", "page": "bleed",
}  # fmt: skip
"""Another value for each that stands above, where not any other letter would do."""


def png(wide: int, high: int, dot: int = 0) -> bytes:
    """A grey picture with one dot, as long whatever its shade."""
    picture = Image.new("L", (wide, high), 200)
    picture.putpixel((wide // 2, high // 2), dot)
    held = io.BytesIO()
    picture.save(held, "PNG", compress_level=0)
    return held.getvalue()


@pytest.fixture
def tides(tmp_path: Path) -> Path:
    """A publication that says all that can be said, in a style of its own."""
    root = tmp_path / "tides"
    (root / "source/articles").mkdir(parents=True)
    (root / "source/publication.toml").write_text(SETTINGS + EDITIONS, "utf-8")
    (root / "source/articles/a-good-article.md").write_text(ARTICLE, "utf-8")
    (root / "source/articles/sea.png").write_bytes(png(300, 200))
    for name in ("logo.png", "sea2.png"):
        (root / "source" / name).write_bytes(png(30, 20, len(name)))
    for name in ("ours", "hers"):
        shutil.copytree(ROOT / "styles/house", root / "styles" / name)
    return root


def ordered(root: Path) -> tuple[Order, ...]:
    """All that is to be made of the publication; nothing when it has an error."""
    project, _ = folder.load(root)
    if project is None:
        return ()
    texts, _ = folder.manuscripts(root)
    read = press.read_each(
        texts, language=project.publication.language, pictures=partial(folder.pictures, root), jobs=0
    )
    articles, _ = press.gather(read, None, project.style)
    return press.plan(press.compose(project.publication, project.plans, articles), project.style, pages=False)


def keyed(root: Path) -> dict[str, str]:
    """The key of each order by the name of its edition."""
    shelf = Shelf(place=root / SHELF, tools="")
    return {order.edition.name: shelf.key("order", order) for order in ordered(root)}


def made(root: Path) -> dict[str, str]:
    """The SHA-256 of what each order comes to, by the name of its edition; nothing is taken from a shelf."""
    marks = press.render(ordered(root), None, jobs=0)
    return {order.edition.name: mark.sha256 for order, mark, _ in marks if mark}


def typed(settings: str) -> Iterator[tuple[str, int, str]]:
    """Each key of the settings as its dotted name, the number of its line, and the line with another value."""
    table = ""
    for number, line in enumerate(settings.splitlines()):
        if line.startswith("["):
            table = line.strip("[]") + "."
            continue
        key, _, value = line.partition(" = ")
        if value in ("true", "false"):
            yield table + key, number, f"{key} = {'false' if value == 'true' else 'true'}"
        elif value.isdigit():
            yield table + key, number, f"{key} = {int(value) + 1}"
        else:
            inner = value.strip('[]"')
            yield table + key, number, line.replace(f'"{inner}"', f'"{OTHER.get(inner, inner[:-1] + "x")}"')


def fields(form: type, prefix: str = "") -> Iterator[str]:
    """Every key that the form has, those of its tables among them."""
    for name, known in form.model_fields.items():  # type: ignore[attr-defined]
        if hasattr(known.annotation, "model_fields"):
            yield from fields(known.annotation, f"{prefix}{name}.")
        elif name != "editions":
            yield prefix + (known.alias or name)


@pytest.mark.slow
def test_every_setting_gives_another_key_or_the_same_bytes(tides: Path) -> None:
    """Each key of publication.toml changes the keys of orders; what changes none of one's changes no byte of it."""
    text = SETTINGS + EDITIONS
    every = {name: (number, line) for name, number, line in typed(text)}
    assert set(fields(SettingsForm)) <= every.keys(), "a key of the settings is not flipped"
    place, before, first = tides / "source/publication.toml", keyed(tides), made(tides)
    assert before.keys() == first.keys() == set(KINDS)
    idle = []
    for name, (number, line) in every.items():
        lines = text.splitlines()
        lines[number] = line
        place.write_text("\n".join(lines) + "\n", "utf-8")
        if keyed(tides) == before:
            idle.append(name)
    # These say where and how things are sent or packed; the workspace means nothing to a style that is none of it.
    assert {name.partition(".")[0] for name in idle} <= {"mail", "workspace", "news", "editions", "source"}, idle
    lines = text.splitlines()
    for name in idle:
        lines[every[name][0]] = every[name][1]
    place.write_text("\n".join(lines) + "\n", "utf-8")
    assert made(tides) == first


@pytest.mark.slow
def test_every_file_of_a_style_gives_another_key_or_the_same_bytes(tides: Path) -> None:
    """A letter flipped in each file of a style, size and date kept: what has the same key has the same bytes."""
    style, before, first = tides / "styles/ours", keyed(tides), made(tides)
    same: dict[str, dict[Path, bytes]] = {name: {} for name in before}
    for place in sorted(path for path in style.rglob("*") if path.is_file()):
        content = altered(place.read_text("utf-8")).encode()
        seen = index.take_snapshot(tides, sources(tides), tides / SHELF)
        with flipped(place, content):
            now = index.take_snapshot(tides, sources(tides), tides / SHELF)
            assert now.digest != seen.digest or now.fresh, place
            keys = keyed(tides)
        if not keys:  # refused
            continue
        kept = [name for name, key in keys.items() if key == before[name]]
        for edition in kept:
            same[edition][place] = content
    changed = {name: {place.name for place in style.iterdir()} - {place.name for place in same[name]} for name in same}
    assert {"briefing.html", "briefing.css"} <= changed["briefing"]
    assert "large-print.css" in changed["large-print"]
    for edition, files in same.items():
        with ExitStack() as stack:
            for place, content in files.items():
                stack.enter_context(flipped(place, content))
            assert keyed(tides)[edition] == before[edition]
            assert made(tides)[edition] == first[edition], edition


def altered(text: str) -> str:
    """The text with one letter of its first comment or value in the other case: as long, and it still can be read."""
    match = re.search(r"(?<=[/<{#\"][*!#\" ])\W*[a-zA-Z][a-z]*[^\n]{0,200}?([a-z])(?= )", text) or re.search(
        "()[a-z]", text
    )
    assert match
    at = match.end() - 1
    return text[:at] + text[at].upper() + text[at + 1 :]


def test_every_picture_gives_another_key(tides: Path) -> None:
    """A dot of an article's picture and of the logo, size and date kept."""
    before = keyed(tides)
    for name in ("articles/sea.png", "logo.png"):
        place = tides / "source" / name
        with flipped(place, png(*((300, 200) if "sea" in name else (30, 20)), 1)):
            now = keyed(tides)
        assert {edition for edition in before if now[edition] == before[edition]} <= {"text"}, name
    assert keyed(tides) == before


def test_what_was_seen_is_seen_to_change_whatever_the_clock_says(tides: Path) -> None:
    """A file flipped in the same second, or after the clock was set back an hour, is not taken for the same."""
    place = tides / "source/articles/a-good-article.md"
    name = "source/articles/a-good-article.md"
    seen = index.take_snapshot(tides, sources(tides), tides / SHELF)
    entry = {name: index.ReadingEntry(key="x", looked=("source/articles/sea.png",))}
    ahead = {path: (size, when + 3600 * 10**9, inode) for path, (size, when, inode) in seen.files.items()}
    late = replace(seen, files=ahead, taken=seen.taken + 3600 * 10**9)
    for before in (seen, late):
        assert index.unchanged(index.Index(snapshot=before, readings=entry), seen) == {}  # too fresh to be told
        for flip in (place, tides / "source/articles/sea.png"):
            with flipped(flip, flip.read_bytes()[::-1]):
                now = index.take_snapshot(tides, sources(tides), tides / SHELF)
            assert index.unchanged(index.Index(snapshot=before, readings=entry), now) == {}


# Typefaces


def exchanged(place: Path) -> bytes:
    """The font file with another date in its table `head`, as a second build of the same release has."""
    content = bytearray(place.read_bytes())
    tables = int.from_bytes(content[4:6])
    head = next(at for at in range(12, 12 + 16 * tables, 16) if content[at : at + 4] == b"head")
    offset = int.from_bytes(content[head + 8 : head + 12])
    content[offset + 35] ^= 1
    return bytes(content)


@pytest.fixture
def lent(tmp_path: Path) -> Mapping[str, str]:
    """An environment in which all typefaces are copies of the installed ones, in the folder `fonts`."""
    for module in {place.relative_to(folder_of(place)).parts[0] for place in typefaces.places()}:
        source = next(folder_of(place) / module for place in typefaces.places() if module in place.parts)
        shutil.copytree(source, tmp_path / "fonts" / module)
        for record in folder_of(source / "x").glob(f"{module}-*.dist-info"):
            shutil.copytree(record, tmp_path / "fonts" / record.name)
    environment = {name: value for name, value in os.environ.items() if name != "HANDBILL_CACHE"}
    return {**environment, "PYTHONPATH": f"{tmp_path / 'fonts'}:{ROOT}", "HANDBILL_CACHE": str(tmp_path / "cache")}


def folder_of(place: Path) -> Path:
    """The folder that packages are installed in."""
    return next(parent for parent in place.parents if parent.name == "site-packages")


def test_every_typeface_gives_another_key(tmp_path: Path, lent: Mapping[str, str]) -> None:
    """Each font file that is installed, size and date kept: the fingerprint is another, so no order has its key."""
    fonts = sorted(path for path in (tmp_path / "fonts").rglob("*") if path.suffix in (".ttf", ".otf"))
    assert len(fonts) > 30
    script = (
        "import sys; from pathlib import Path; from publish.media import tools\n"
        "from tests.support.flips import flipped; from tests.workshop.test_flips import exchanged\n"
        "first, seen = tools.fingerprint(), set()\n"
        "for name in sys.argv[1:]:\n"
        "    with flipped(Path(name), exchanged(Path(name))): seen.add(tools.fingerprint())\n"
        "print(len(seen - {first}), first == tools.fingerprint())"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, *map(str, fonts)], env=lent, cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert said.stdout.split() == [str(len(fonts)), "True"]


@pytest.mark.slow
def test_another_build_of_a_typeface_makes_everything_again(
    tmp_path: Path, publication: Path, lent: Mapping[str, str]
) -> None:
    """With a typeface's file exchanged, size and date kept, nothing is as it was, and `verify` does not swear so."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        words = (sys.executable, "-m", "publish", *words)
        return subprocess.run(words, env=lent, cwd=publication, capture_output=True, text=True)

    assert "2 files made" in run("build", "--receipt").stderr
    assert "all as they were" in run("build", "--receipt").stderr
    place = tmp_path / "fonts/fontpkg_source_serif_4/files/SourceSerif4[opsz,wght].ttf"
    rewrite(place, exchanged(place))

    receipt = json.loads(run("verify", "--json").stdout)["receipt"]
    assert receipt == {"tools": ["fingerprint", "fontpkg-source-serif-4"], "inputs": []}
    assert "2 files made" in run("build", "--receipt").stderr


def test_a_typeface_that_changes_while_it_is_used_ends_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A face is loaded with the bytes that it was found with, or not at all."""
    source = next(place.parents[1] for place in typefaces.places() if "fontpkg_almarai" in place.parts)
    shutil.copytree(source, tmp_path / "fontpkg_tides")
    monkeypatch.syspath_prepend(tmp_path)
    found = typefaces.find("Tides")
    assert found is not None
    assert typefaces.load(found.faces[0])[:4] == b"\0\1\0\0"
    place = tmp_path / "fontpkg_tides" / found.faces[0].file
    rewrite(place, exchanged(place))
    with pytest.raises(OSError, match="was changed meanwhile"):
        typefaces.load(found.faces[0])
    assert typefaces.find("Tides") != found


# Styles that publications share


def test_a_linked_style_is_refused_by_whoever_reads_it(tides: Path, publish: Publish) -> None:
    """A style's folder that is a link, one that has a link out of it in it, a pipe: P08 says what to do."""
    elsewhere = tides.parent / "elsewhere"
    (tides / "styles/ours").rename(elsewhere)
    (tides / "styles/ours").symlink_to(elsewhere)
    outcome = publish("build", "text", cwd=tides)
    assert outcome.code == 1
    assert "`styles/ours` is a link, whose changes would go unseen" in outcome.err
    assert 'style = "../shared/ours"' in outcome.err

    (tides / "styles/ours").unlink()
    elsewhere.rename(tides / "styles/ours")
    for name, make, said in (
        ("secret.css", lambda place: place.symlink_to("/etc/hostname"), "leads out of the style"),
        ("more", lambda place: place.symlink_to(tides / "source"), "leads out of the style"),
        ("pipe.css", os.mkfifo, "is not a regular file"),
        ("photo.css", lambda place: place.write_bytes(b"\xff\xd8"), "is not UTF-8 text"),
    ):
        make(tides / "styles/ours" / name)
        outcome = publish("build", cwd=tides)
        assert (outcome.code, said in outcome.err) == (1, True), outcome.err
        (tides / "styles/ours" / name).unlink()


def test_a_style_can_be_shared_in_a_workspace_and_its_changes_are_seen(tides: Path, publish: Publish) -> None:
    """Two publications in one workspace have one style; a letter of it flipped, size and date kept, makes them again."""
    shared = tides.parent / "shared/ours"
    shared.parent.mkdir()
    shutil.move(tides / "styles/ours", shared)
    settings = tides / "source/publication.toml"
    text = SETTINGS.replace('"ours"', '"../shared/ours"').replace('workspace = ""', 'workspace = ".."')
    settings.write_text(text + '[editions.briefing]\nkind = "briefing"\n', "utf-8")

    first = publish("build", "--json", cwd=tides)
    assert first.code == 0, first.err
    assert "all as they were" in publish("build", cwd=tides).err
    sheet = shared / "briefing.css"
    content = sheet.read_bytes().replace(b"font-size: 14pt; line-height: 17pt", b"font-size: 15pt; line-height: 17pt")
    rewrite(sheet, content)
    again = publish("build", "--json", cwd=tides)
    assert again.json["artifacts"][0]["sha256"] != first.json["artifacts"][0]["sha256"]

    (shared / "briefing.html").write_text("{{ edition.nothing.of_the_kind }}", "utf-8")
    assert "../shared/ours/briefing.html:1" in publish("build", cwd=tides).err


@pytest.mark.parametrize(
    ("style", "workspace", "said"),
    [
        ("../shared/ours", "", "no `workspace` is named"),
        ("../shared/ours", "../shared", "is no folder in the workspace"),
        ("../", "../..", "is no folder beside the publication"),
        ("styles/ours", ".", "is no folder beside the publication"),
        ("/etc", "..", "is no folder in the workspace"),
        ("../link", "..", "is no folder in the workspace"),
        ("../nowhere", "..", "there is no folder"),
        ("ours", "..", "means nothing"),
    ],
)
def test_a_shared_style_lies_in_the_workspace(
    tides: Path, publish: Publish, style: str, workspace: str, said: str
) -> None:
    """Links followed, a shared style lies beside the publication, in the workspace that holds both."""
    shutil.copytree(tides / "styles/ours", tides.parent / "shared/ours")
    (tides.parent / "link").symlink_to("/etc")
    settings = (
        (SETTINGS + EDITIONS)
        .replace('style = "ours"', f'style = "{style}"')
        .replace('workspace = ""', f'workspace = "{workspace}"')
    )
    (tides / "source/publication.toml").write_text(settings, "utf-8")
    outcome = publish("build", "--edition", "text", cwd=tides)
    assert said in outcome.err, outcome.err
