"""The life of an archive: a publication with three articles a month, and every accident that happens in years.

Each month is measured: what is written has to be in proportion to what is new. After each month, and after each
accident, the archive is held to what it promises: no address is gone, no identifier is another, `verify` finds nothing,
and what went wrong was said, or refused with nothing written. Accidents are in the table `ACCIDENTS`.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple
from unicodedata import normalize

from lxml import etree
from PIL import Image

from benchmarks.articles import WORDS, text
from publish.catalogue import receipt as receipts
from publish.catalogue.receipt import Receipt
from publish.delivery.archive import fetch

SETTINGS = """identifier = "https://example.org/life"
title = "Shore News"
organisation = "Shore Trust"
archive = "https://example.org/archive"

[editions.briefing]
kind = "briefing"

[editions.text]
kind = "text"

[editions.year]
kind = "collection"
by = "year"
"""
MOST = 3
"""How many times its own files a month may write."""


class Told(NamedTuple):
    """What a run of `publish` came to."""

    code: int
    out: str
    err: str

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What it has found, where it was asked for JSON."""
        try:
            return list(json.loads(self.out)["problems"])
        except (ValueError, KeyError):
            return []


Press = Callable[[Sequence[str | Path], Path, date], Told]
"""Runs `publish` with these words, in a folder, on a day."""


def press(words: Sequence[str | Path], folder: Path, day: date) -> Told:
    """`publish`, from its start."""
    done = subprocess.run(
        [sys.executable, "-m", "publish", *map(str, words)],
        cwd=folder,
        env={**os.environ, "HANDBILL_TODAY": day.isoformat(), "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr)


class Said(NamedTuple):
    """What a run is to say of an accident."""

    codes: Mapping[str, str] = {}
    """Problems, each with part of the path that it is to name."""
    options: tuple[str, ...] = ()
    """What the run is asked for besides."""
    gone: frozenset[str] = frozenset()
    """The names in addresses that are taken back by it."""
    misses: bool = False
    """Whether files are missing after it, until they are copied back."""


Accident = Callable[["Life"], Generator[Said, Told, None]]
"""Does something, says what the next run is to say, and is handed what it said: to look, and to put things right."""


@dataclass
class Life:
    """A publication as it grows."""

    root: Path
    press: Press
    words: int = 180
    """Of each article."""
    count: int = 0
    day: date = date(2020, 1, 28)
    places: list[Path] = field(default_factory=list)
    """The articles' files, the oldest first."""
    faults: list[str] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    """Identifiers by the address of what they are of."""
    excused: set[str] = field(default_factory=set)
    """Addresses that somebody has taken back."""

    @property
    def archive(self) -> Path:
        """Where the archive lies."""
        return self.root / "build/archive"

    def month(self, number: int) -> dict[str, Any]:
        """Three articles, the archive, and what that has written."""
        self.day = date(2020 + number // 12, number % 12 + 1, 28)
        new = [self.write(self.day.replace(day=day)) for day in (3, 13, 23)]
        before = held(self.archive)
        told = self.run()
        after = held(self.archive)
        self.expect(f"month {number}", told, {})
        own = self._own(after, [self.slug(place) for place in new])
        written = {path for path, (digest, _) in after.items() if path not in before or before[path][0] != digest}
        size = sum(after[path][1] for path in written)
        most = sum(after[path][1] for path in own)
        return {
            "month": number,
            "articles": self.count,
            "written": size,
            "own": most,
            "ratio": round(size / most, 2),
            "receipt": sum(size for path, (_, size) in after.items() if path.startswith("receipt")),
            "files": len(after),
            "changed": len(written),
            "others": dict(
                sorted(
                    ((path, after[path][1]) for path in written - own),
                    key=lambda one: -one[1],
                )[:8]
            ),
        }

    def write(self, day: date, *, name: str = "", title: str = "", head: str = "", more: str = "") -> Path:
        """An article's file."""
        number, self.count = self.count, self.count + 1
        tags = ", ".join(dict.fromkeys(WORDS[(number + step) % len(WORDS)] for step in (0, 7)))
        place = self.root / f"source/articles/{day}-{name or f'news-{number}'}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        picture = self.picture(f"harbour-{number}.jpg", number) if number % 3 == 0 else ""
        place.write_text(
            f"---\ntitle: {title or f'News {number}'}\ndate: {day}\ntags: [{tags}]\n{head}---\n\n"
            f"Said in number {number} alone: {_own_words(number)}.\n\n{text(number, self.words)}\n\n{picture}{more}\n",
            "utf-8",
        )
        self.places.append(place)
        return place

    def picture(self, name: str, seed: int) -> str:
        """A picture's file, and the line of Markdown that shows it."""
        place = self.root / "source/images" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        small = Image.frombytes("L", (24, 16), random.Random(seed).randbytes(24 * 16))
        small.resize((480, 320)).convert("RGB").save(place, "JPEG")
        return f"![The harbour]({place.parent.name}/{name})\n\n"

    def edit(self, place: Path, old: str, new: str) -> None:
        """Mend something in a file."""
        typed = place.read_text("utf-8")
        assert old in typed, (place, old)
        place.write_text(typed.replace(old, new), "utf-8")

    def add(self, place: Path, words: str) -> None:
        """Add a sentence to an article's text."""
        with place.open("a", encoding="utf-8") as file:
            file.write(f"\n{words}\n")

    def slug(self, place: Path) -> str:
        """The name of an article in the archive; by its file's while the archive has nothing of it."""
        receipt = self.receipt() if (self.archive / "receipt.json").exists() else None
        source = place.relative_to(self.root).as_posix()
        plain = place.stem[len("2020-01-28-") :]
        return next((one.slug for one in receipt.papers if one.source == source), plain) if receipt else plain

    def receipt(self) -> Receipt:
        """The archive's receipt, with its parts."""
        return receipts.read((self.archive / "receipt.json").read_bytes(), partial(fetch, self.archive))

    @property
    def settings(self) -> Path:
        """The file of settings."""
        return self.root / "source/publication.toml"

    def run(self, *options: str) -> Told:
        """`publish archive`."""
        return self.press(("archive", "--json", *options), self.root, self.day)

    def refused(self, what: str, *options: str, code: int = 3) -> None:
        """An archive that is refused, with nothing written."""
        before = held(self.archive)
        told = self.run(*options)
        if told.code != code:
            self.faults.append(f"{what}: exit {told.code}, not {code}: {told.err[-300:]}")
        if held(self.archive) != before:
            self.faults.append(f"{what}: refused, and something was written")

    def expect(self, what: str, told: Told, codes: Mapping[str, str], *, misses: bool = False) -> None:
        """Note what a run has not said, and what of the archive is not as it was promised."""
        if told.code not in (0, 1):
            self.faults.append(f"{what}: exit {told.code}: {told.err[-500:]}")
            return
        found = {(one["code"], str(one["path"])) for one in told.problems}
        for code, part in codes.items():
            if not any(code == said and part in path for said, path in found):
                self.faults.append(f"{what}: {code} is not said of {part}: {sorted(found)}")
        if unasked := {code for code, _ in found} & {"X01", "T13"}:
            self.faults.append(f"{what}: {sorted(unasked)} is said")
        if not misses:
            self._keeps(what)

    def _keeps(self, what: str) -> None:
        files = held(self.archive)
        for path in sorted(self.addresses.keys() - files.keys() - self.excused):
            self.faults.append(f"{what}: {path} is gone")
            self.excused.add(path)
        for path, own in identifiers(self.archive).items():
            if self.addresses.get(path, own) not in ("", own):
                self.faults.append(f"{what}: {path} was {self.addresses[path]} and is {own}")
            self.addresses[path] = own
        for path in files:
            if path.startswith(_LASTING) and PurePosixPath(path).name not in LEFT:
                self.addresses.setdefault(path, "")

    def _own(self, files: Mapping[str, tuple[str, int]], slugs: Iterable[str]) -> set[str]:
        """The files of new articles, and the collections that hold them."""
        receipt = self.receipt()
        new = set(slugs)
        paths = {f"articles/{slug}.html" for slug in new}
        for one in receipt.holdings:
            if new & set(one.articles):
                paths |= {one.path, one.cover, one.thumbnail, one.drawn}
        for paper in receipt.papers:
            if paper.slug in new:
                paths.add(paper.packed)
                page = (self.archive / f"articles/{paper.slug}.html").read_text("utf-8")
                paths |= {f"pictures/{name}" for name in re.findall(r"pictures/([^\s\"]+)", page)}
        return paths & files.keys()


_LASTING = ("articles/", "editions/", "years/", "topics/", "opds/")
LEFT = (".DS_Store", "Thumbs.db", "desktop.ini", "._news.html")
"""What systems leave in folders."""


def _own_words(number: int) -> str:
    return f"heron{number}quay and otter{number}weir"


def held(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of each file of an archive, by its path."""
    found = {}
    for place in folder.rglob("*"):
        if place.is_file():
            content = place.read_bytes()
            found[place.relative_to(folder).as_posix()] = hashlib.sha256(content).hexdigest(), len(content)
    return found


def identifiers(folder: Path) -> dict[str, str]:
    """The identifier of whatever feeds and catalogues list, by its page's path, or a file's where it has no page."""
    atom = "{http://www.w3.org/2005/Atom}"
    found = {}
    for place in [*folder.glob("opds/newest*.xml"), *folder.glob("feeds/*.xml")]:
        for entry in etree.parse(place).iter(f"{atom}entry"):
            links = {link.get("rel"): link.get("href") for link in entry.iter(f"{atom}link")}
            href = links.get("alternate") or links.get("http://opds-spec.org/acquisition/open-access") or ""
            if not href.endswith("collections.html"):
                found[href.removeprefix("https://example.org/archive/")] = entry.findtext(f"{atom}id") or ""
    return found


def words_of(folder: Path) -> str:
    """Every word of an archive, its ebooks and zips unpacked."""
    said = []
    for place in folder.rglob("*"):
        if place.suffix in (".epub", ".zip"):
            with zipfile.ZipFile(place) as packed:
                said += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        elif place.suffix == ".pdf":
            said += [_words_of_pdf(place.read_bytes())]
        elif place.is_file():
            said.append(place.read_bytes().decode("utf-8", "replace"))
    return "\n".join(said)


def _words_of_pdf(content: bytes) -> str:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(io.BytesIO(content)) as file:
        return " ".join(page.get_textpage().get_text_range() for page in file)


# what happens


def rights(life: Life) -> Generator[Said, Told, None]:
    """Another rights line: what is out stays as it was."""
    before = held(life.archive / "editions")
    life.edit(life.settings, "organisation =", f'rights = "© {life.day}"\norganisation =')
    yield Said()
    after = held(life.archive / "editions")
    if {path: after.get(path) for path in before} != before:
        life.faults.append("a rights line has changed editions that were out")


def correction(life: Life) -> Generator[Said, Told, None]:
    """A correction that does not say so."""
    place = life.places[-1]
    life.add(place, "It was one more than was said.")
    yield Said({"A12": place.name})


def dated_correction(life: Life) -> Generator[Said, Told, None]:
    """A correction that says so: the page has it, and the file that is offered has the new words."""
    place = life.places[-2]
    life.add(place, "Since then it is two more.")
    life.edit(place, "\n---", f"\ncorrected: {life.day}\n---")
    told = yield Said()
    if any(one["code"] == "A12" and place.name in one["path"] for one in told.problems):
        life.faults.append("a correction with its day was asked for its day")
    if "two more" not in (life.archive / f"editions/text/{life.slug(place)}.txt").read_text("utf-8"):
        life.faults.append("a corrected text was not made again")


def renamed(life: Life) -> Generator[Said, Told, None]:
    """A file gets another name: it is asked about, and leads on once it says what it was called."""
    place = life.places.pop()
    new = life.root / f"source/articles/{place.stem}-renamed.md"
    place.rename(new)
    life.places.append(new)
    yield Said({"A19": new.name})
    life.edit(new, "\n---", f"\nformerly: [{life.slug(place)}]\n---")
    life.excused.add(f"articles/{life.slug(new)}.html")  # for a month it had an identifier of its own
    life.addresses.pop(f"articles/{life.slug(new)}.html", None)
    life.expect("a former name", life.run(), {})
    page = (life.archive / f"articles/{life.slug(place)}.html").read_text("utf-8")
    if f"{life.slug(new)}.html" not in page:
        life.faults.append("the page of a former name does not lead on")


def gone(life: Life) -> Generator[Said, Told, None]:
    """A file is gone: it is named, its page stays, and links lead to it."""
    place = life.places.pop(0)
    place.unlink()
    life.add(life.places[-1], f"More of it [in the first]({place.name}).")
    yield Said({"A20": place.name})
    page = life.archive / f"articles/{life.slug(life.places[-1])}.html"
    if f"{life.slug(place)}.html" not in page.read_text("utf-8"):
        life.faults.append("a link does not lead to what is only in the archive")


def half(life: Life) -> Generator[Said, Told, None]:
    """A folder that is half copied."""
    aside = Path(tempfile.mkdtemp(dir=life.root))
    moved = life.places[: max(4, len(life.places) // 2)]
    for place in moved:
        place.rename(aside / place.name)
    life.refused("half of the folder is gone", code=2)
    for place in moved:
        (aside / place.name).rename(place)
    aside.rmdir()
    yield Said()


def broken(life: Life) -> Generator[Said, Told, None]:
    """An article that cannot be read any more keeps its place."""
    place = life.places[1]
    typed = place.read_text("utf-8")
    life.edit(place, "date: ", "dat: ")
    yield Said({"A05": place.name})
    place.write_text(typed, "utf-8")


def clash(life: Life) -> Generator[Said, Told, None]:
    """Another article under a name that is taken."""
    slug = life.slug(life.places[-1])
    place = life.write(life.day, name="clash", title="Of another", head=f"slug: {slug}\n")
    life.places.remove(place)
    yield Said({"A06": place.name})
    place.unlink()


def again(life: Life) -> Generator[Said, Told, None]:
    """A name comes back for another article."""
    old = life.places.pop(2)
    old.unlink()
    new = life.write(life.day, name=life.slug(old), title="Quite another thing")
    yield Said({"A21": new.name})


def copies(life: Life) -> Generator[Said, Told, None]:
    """What programs leave beside an article that keep folders alike."""
    place = life.places[-1]
    names = (
        " (Ann's conflicted copy 2024-02-03)",
        "-DESKTOP-AB12",
        " (1)",
        " 2",
        " - Copy",
        ".sync-conflict-20240203-1",
    )
    made = [place.with_name(f"{place.stem}{name}.md") for name in names]
    made += [place.with_name(f"Copy of {place.name}")]
    passed = [place.with_name(name) for name in (f"~${place.name}", f".#{place.name}")]
    for copy in (*made, *passed):
        shutil.copy(place, copy)
    told = yield Said({"A22": made[0].name})
    found = {Path(one["path"]).name for one in told.problems if one["code"] == "A22"}
    if found != {copy.name for copy in made}:
        life.faults.append(f"copies that were named: {sorted(found)}, of {[copy.name for copy in made]}")
    for copy in (*made, *passed):
        copy.unlink()


def nearly(life: Life) -> Generator[Said, Told, None]:
    """An article over again, under another name and with a word more."""
    place = life.places[-1]
    copy = place.with_name(f"{place.stem[:10]}-something-else.md")
    copy.write_text(place.read_text("utf-8") + "And more.\n", "utf-8")
    yield Said({"A22": copy.name})
    copy.unlink()


def withdrawn(life: Life) -> Generator[Said, Told, None]:
    """Somebody takes her story back."""
    place = life.places.pop()
    number, slug = _number(place), life.slug(place)
    if _own_words(number).split()[0] not in words_of(life.archive):
        life.faults.append("the words that are looked for cannot be found")
    yield Said(options=("--withdraw", slug, "--reason", "At her own wish."), gone=frozenset({slug}))
    if "At her own wish." not in (life.archive / f"articles/{slug}.html").read_text("utf-8"):
        life.faults.append("at the address of what was withdrawn stands no word of why")
    for word in _own_words(number).split(" and "):
        if word in words_of(life.archive):
            life.faults.append(f"{word} is still in the archive")
    place.unlink()


def dropped(life: Life) -> Generator[Said, Told, None]:
    """Somebody asks to be forgotten."""
    place = life.places.pop()
    number, slug = _number(place), life.slug(place)
    typed = place.read_text("utf-8")
    tags = re.findall(r"\w+", typed.partition("tags: [")[2].partition("]")[0])
    former = re.findall(r"^formerly: \[(.*)\]$", typed, re.MULTILINE)
    life.refused("a drop with the file still there", "--drop", slug, code=2)
    place.unlink()
    yield Said(options=("--drop", slug), gone=frozenset({slug, *former, *tags}))
    said = words_of(life.archive)
    if slug in said or _own_words(number).split()[0] in said:
        life.faults.append(f"{slug} is still named in the archive")


def identity(life: Life) -> Generator[Said, Told, None]:
    """Settings with another identifier."""
    life.edit(life.settings, "example.org/life", "example.net/other")
    life.refused("another identifier")
    life.edit(life.settings, "example.net/other", "example.org/life")
    yield Said()


def tag(life: Life) -> Generator[Said, Told, None]:
    """A tag that only one article has is mended: its list leads on."""
    place = life.places[-1]
    life.edit(place, "tags: [", "tags: [harbuor, ")
    life.expect("a new tag", life.run(), {})
    life.edit(place, "harbuor", "harbour")
    yield Said()
    if "harbour" not in (life.archive / "topics/harbuor.html").read_text("utf-8"):
        life.faults.append("the list of a mended tag does not lead on")


def hyphen(life: Life) -> Generator[Said, Told, None]:
    """A tag with a hyphen and with a space is one topic."""
    life.edit(life.places[-1], "tags: [", "tags: [mental health, ")
    life.edit(life.places[-2], "tags: [", "tags: [Mental-Health, ")
    yield Said()
    if len(list(life.archive.glob("topics/mental*health*.html"))) != 1:
        life.faults.append("a hyphen makes two topics of one")


def moved_day(life: Life) -> Generator[Said, Told, None]:
    """The day of an article is moved to another year."""
    place = life.places[0]
    typed = place.read_text("utf-8")
    place.write_text(re.sub(r"date: \d+", "date: 2018", typed, count=1), "utf-8")
    yield Said()
    place.write_text(typed, "utf-8")


def late(life: Life) -> Generator[Said, Told, None]:
    """An article of many years ago arrives today."""
    place = life.write(date(2011, 5, 5), name=f"cellar-{life.count}", title=f"From the cellar {life.count}")
    yield Said()
    feed = (life.archive / "feeds/atom.xml").read_text("utf-8")
    entry = next((one for one in feed.split("<entry") if f"{life.slug(place)}.html" in one), "")
    if f"<updated>{life.day}" not in entry or "<published>2011-05-05" not in entry:
        life.faults.append("a late article is not in the feed as of today")


def early(life: Life) -> Generator[Said, Told, None]:
    """One of next year is held back."""
    place = life.write(life.day.replace(year=life.day.year + 1), name="early", title="Not yet")
    life.places.remove(place)
    yield Said({"A13": place.name})
    if (life.archive / "articles/early.html").exists():
        life.faults.append("an article of next year is out")
    place.unlink()


def corrected_before(life: Life) -> Generator[Said, Told, None]:
    """A day of correction before the day of publication."""
    place = life.places[-1]
    typed = place.read_text("utf-8")
    life.edit(place, "\n---", "\ncorrected: 2001-01-01\n---")
    yield Said({"A03": place.name})
    place.write_text(typed, "utf-8")


def build_deleted(life: Life) -> Generator[Said, Told, None]:
    """build/ is deleted: what can be made is made again, the rest is missed, and comes from a copy."""
    copy = life.root / "copy"
    shutil.copytree(life.archive, copy)
    before = held(life.archive)
    shutil.rmtree(life.root / "build")
    told = yield Said(misses=True)
    missed = {one["path"].removeprefix("build/archive/") for one in told.problems if one["code"] == "P18"}
    lost = {path for path in before.keys() - held(life.archive).keys() - missed if not path.startswith("search/")}
    if lost:
        life.faults.append(f"build/ was deleted, and nothing is said of {sorted(lost)[:5]}")
    for path in missed:
        (life.archive / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(copy / path, life.archive / path)
    shutil.rmtree(copy)
    life.expect("what only the archive had is copied back", life.run(), {})
    if lost := {path for path in before.keys() - held(life.archive).keys() if not path.startswith("search/")}:
        life.faults.append(f"what only the archive had was copied back, and there is no {sorted(lost)[:5]}")


def memory_missing(life: Life) -> Generator[Said, Told, None]:
    """The receipt is missing, or the list of checksums."""
    for name in ("receipt.json", "SHA256SUMS"):
        content = (life.archive / name).read_bytes()
        (life.archive / name).unlink()
        life.refused(f"{name} is missing")
        if life.press(("verify",), life.root, life.day).code == 0:
            life.faults.append(f"verify misses no {name}")
        (life.archive / name).write_bytes(content)
    yield Said()


def file_missing(life: Life) -> Generator[Said, Told, None]:
    """A file of the archive was deleted by hand: one that can be made again, and one that cannot."""
    slug = life.slug(life.places[-1])
    can = life.archive / f"editions/briefing/{slug}.pdf"
    content = can.read_bytes()
    can.unlink()
    yield Said({"P19": can.name})
    if can.read_bytes() != content:
        life.faults.append("a file that was made again is another")


def file_lost(life: Life) -> Generator[Said, Told, None]:
    """The file of an article whose text is gone was deleted by hand: nothing makes it again."""
    place = life.places.pop(0)
    place.unlink()
    lost = life.archive / f"editions/text/{life.slug(place)}.txt"
    content = lost.read_bytes()
    lost.unlink()
    yield Said({"P18": lost.name, "A20": place.name}, misses=True)
    lost.write_bytes(content)


def older(life: Life) -> Generator[Said, Told, None]:
    """An older copy of the archive is put into build/."""
    old = life.root / "older"
    shutil.copytree(life.archive, old)
    life.write(life.day.replace(day=27), name=f"between-{life.count}")
    life.expect("one more", life.run(), {})
    new = life.root / "newer"
    life.archive.rename(new)
    old.rename(life.archive)
    life.refused("an older copy")
    shutil.rmtree(life.archive)
    new.rename(life.archive)
    yield Said()


def edition_renamed(life: Life) -> Generator[Said, Told, None]:
    """An edition gets another name: the collection stays, under its identifier's address and a new one."""
    life.edit(life.settings, "[editions.text]", "[editions.plain]")
    yield Said()
    page = (life.archive / f"articles/{life.slug(life.places[-1])}.html").read_text("utf-8")
    if "editions/plain/" not in page:
        life.faults.append("a renamed edition is not offered")
    life.edit(life.settings, "[editions.plain]", "[editions.text]")


def title_renamed(life: Life) -> Generator[Said, Told, None]:
    """The publication gets another title: its volumes are listed once, with what is new in them."""
    life.edit(life.settings, "Shore News", f"Shore News {life.day.year}")
    life.write(life.day.replace(day=26), name=f"title-{life.count}")
    yield Said()
    page = (life.archive / "collections.html").read_text("utf-8")
    listed = re.findall(r'class="volume">\s*<a href="([^"]+)"', page)
    here = [path for path in listed if f"-{life.day.year}." in path]
    if len(here) != 1:
        life.faults.append(f"a volume is listed {len(here)} times after the title has changed: {listed}")


def edition_dropped(life: Life) -> Generator[Said, Told, None]:
    """An edition is taken out of the settings: what is out stays."""
    before = held(life.archive / "editions/text")
    life.edit(life.settings, '[editions.text]\nkind = "text"\n', "")
    yield Said()
    after = held(life.archive / "editions/text")
    if before != after:
        life.faults.append("an edition was taken out of the settings, and its files are others")
    life.edit(life.settings, "[editions.year]", '[editions.text]\nkind = "text"\n\n[editions.year]')


def restored(life: Life) -> Generator[Said, Told, None]:
    """The computer is lost; from a copy the publication comes back, and goes on."""
    copy = life.root.parent / "copy"
    shutil.copytree(life.archive, copy)
    before = held(copy)
    shutil.rmtree(life.root)
    told = life.press(("restore", copy, life.root), life.root.parent, life.day)
    if told.code:
        life.faults.append(f"it was not restored: {told.err[-300:]}")
    shutil.rmtree(copy)
    told = yield Said()
    if held(life.archive) != before:
        life.faults.append("after restoring the archive is another")


def left_by_systems(life: Life) -> Generator[Said, Told, None]:
    """What systems leave in folders is no change."""
    for name in LEFT:
        (life.archive / "articles" / name).write_bytes(b"\0")
    yield Said()
    for name in LEFT:
        (life.archive / "articles" / name).unlink()


def other_picture(life: Life) -> Generator[Said, Told, None]:
    """Another picture under the same name: a correction, which asks for its day."""
    place = next(place for place in reversed(life.places) if "harbour-" in place.read_text("utf-8"))
    life.picture(re.findall(r"harbour-\d+\.jpg", place.read_text("utf-8"))[0], seed=10_000 + life.count)
    yield Said({"A12": place.name})


def from_a_mac(life: Life) -> Generator[Said, Told, None]:
    """A picture whose name a Mac has taken apart, and a text that was typed elsewhere."""
    name = "Caf\u00e9-" + f"{life.count}.jpg"
    line = life.picture(normalize("NFD", name), seed=life.count)
    place = life.write(life.day.replace(day=25), name=f"mac-{life.count}", more=normalize("NFC", line))
    told = yield Said()
    if any(one["code"] in ("I01", "I08") and place.name in one["path"] for one in told.problems):
        life.faults.append("a picture from a Mac is not found")


def restyled(life: Life) -> Generator[Said, Told, None]:
    """Everything is made anew because somebody asks for it."""
    files = len(held(life.archive / "editions/briefing"))
    told = yield Said(options=("--restyle",))
    if len(json.loads(told.out)["artifacts"]) < files // 2:
        life.faults.append("--restyle makes few files again, or does not say so")


def _number(place: Path) -> int:
    return int(re.findall(r"number (\d+) alone", place.read_text("utf-8"))[0])


ACCIDENTS: tuple[Accident, ...] = (
    rights, correction, dated_correction, renamed, gone, half, broken, clash, again, copies, nearly,
    withdrawn, dropped, identity, tag, hyphen, moved_day, late, early, corrected_before, build_deleted,
    memory_missing, file_missing, file_lost, older, edition_renamed, title_renamed, edition_dropped, restored,
    left_by_systems, other_picture, from_a_mac, restyled,
)  # fmt: skip
"""In the order in which they come to a life."""


def measure(folder: Path, months: int, keep: Callable[[Any], None]) -> None:
    """A life with everything that happens in one: how much a month writes at most, and what was not as it should be."""
    lived = live(folder, months)
    plain = [row for row in lived["months"][1:] if not row["happened"]]
    receipt = [round(row["receipt"] / row["articles"]) for row in lived["months"]]
    most = max(plain or lived["months"], key=lambda row: row["ratio"])
    keep(
        {
            "months": months,
            "articles": lived["months"][-1]["articles"],
            "most that a month wrote, times its own files": most["ratio"],
            "receipt, bytes an article": {"after half": receipt[months // 2], "at the end": receipt[-1]},
            "faults": lived["faults"],
        }
    )
    for fault in lived["faults"]:
        print(f"fault: {fault}", file=sys.stderr)


def live(
    folder: Path,
    months: int,
    runs: Press = press,
    accidents: Sequence[Accident] = ACCIDENTS,
    settings: str = SETTINGS,
) -> dict[str, Any]:
    """A life of so many months, with the accidents spread over it: its months, and all that was not as it should be."""
    life = Life(folder / "life", runs)
    life.root.mkdir(parents=True)
    life.settings.parent.mkdir()
    life.settings.write_text(settings, "utf-8")
    rows: list[dict[str, Any]] = []
    due: list[Accident] = []
    for number in range(months):
        rows.append(life.month(number) | {"happened": [one.__name__ for one in due]})
        if rows[-1]["ratio"] > MOST and not due and number:
            life.faults.append(f"month {number} wrote {rows[-1]['ratio']} times its own files: {rows[-1]['others']}")
        due = [one for at, one in enumerate(accidents) if 1 + at * (months - 1) // len(accidents) == number]
        for accident in due:
            _happen(life, accident)
        if due:
            told = life.press(("verify",), life.root, life.day)
            if told.code:
                life.faults.append(f"verify after {[one.__name__ for one in due]}: {told.out[-300:]}")
    return {"months": rows, "faults": life.faults}


def _happen(life: Life, accident: Accident) -> None:
    what = (accident.__doc__ or accident.__name__).partition("\n")[0]
    happening = accident(life)
    said = next(happening)
    told = life.run(*said.options)
    life.excused |= {path for path in life.addresses if PurePosixPath(path).stem in said.gone}
    life.expect(what, told, said.codes, misses=said.misses)
    try:
        happening.send(told)
    except StopIteration:
        return
    raise AssertionError(accident)
