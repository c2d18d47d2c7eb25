"""Nothing is made twice: what has not changed is taken from the shelf, what has is made again, and nothing else."""

from __future__ import annotations

import dataclasses
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from publish import accelerate, press
from publish.base import installed, plugins, versions
from publish.cli.run import editions_of, open_run
from publish.model import Article, Edition, EditionPlan, NewsItem, Order, Publication
from publish.project.folder import load
from publish.value import Value, replace
from publish.workshop import index, shelf
from publish.workshop.shelf import Shelf
from tests.conftest import GOOD, ROOT, SETTINGS, Publish, run_publish
from tests.support.epub_samples import picture
from tests.support.sample import PUBLICATION, article, briefing, house_style

EDITIONS = """
[editions.briefing]
kind = "briefing"
[editions.text]
kind = "text"
[editions.collection]
kind = "collection"
"""
OTHER = GOOD.replace("A good article", "Another article").replace("is well", "goes on")
PDF, OTHER_PDF = "build/briefing/good.pdf", "build/briefing/other.pdf"
EBOOK = "build/collection/example-briefings.epub"


@pytest.fixture
def built(publication: Path, publish: Publish) -> Path:
    """A publication of two articles in three editions, built, its files too old to be looked at twice."""
    (publication / "source/publication.toml").write_text(SETTINGS + EDITIONS, encoding="utf-8")
    (publication / "source/articles/other.md").write_text(OTHER, encoding="utf-8")
    assert publish("build", "--quiet", cwd=publication).code == 0
    return publication


def stamps(publication: Path) -> dict[str, tuple[int, int]]:
    """When each finished file was written, and which file it is."""
    return {
        path.relative_to(publication).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in (publication / "build").glob("*/*.*")
        if not path.is_relative_to(publication / "build/.shelf")
    }


def contents(publication: Path) -> dict[str, bytes]:
    """Every finished file."""
    return {path: (publication / path).read_bytes() for path in stamps(publication)}


def remade(publication: Path, change: Callable[[], object], *words: str) -> set[str]:
    """Which finished files a change makes anew."""
    before = stamps(publication)
    change()
    assert run_publish("build", *words, cwd=publication).code == 0
    return {path for path, stamp in stamps(publication).items() if before.get(path) != stamp}


def settle(publication: Path) -> None:
    """Let the last build have looked at files that were old already: what has just changed is looked at again."""
    kept = publication / "build/.shelf"
    before = index.recall(kept)
    later = dataclasses.replace(before.snapshot, taken=before.snapshot.taken + index.TICK + 1)
    index.remember(dataclasses.replace(before, snapshot=later), kept)


def rewrite(place: Path, old: str, new: str) -> None:
    """Change words of a file."""
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new), encoding="utf-8")


def show(built: Path) -> None:
    """Let an article show a picture, and build it."""
    (built / "source/sun.png").write_bytes(picture("PNG").content)
    rewrite(built / "source/articles/good.md", "Everything", "![A sun](sun.png)\n\nEverything")
    assert run_publish("build", cwd=built).code == 0
    settle(built)


def test_a_second_build_makes_nothing_and_says_the_same(built: Path, publish: Publish) -> None:
    """Without a change no file is touched, and `--json` prints the same object to the last byte."""
    first = publish("build", "--json", cwd=built)
    again: list[str] = []
    assert remade(built, lambda: again.append(publish("build", "--json", cwd=built).out)) == set()
    assert again == [first.out]
    assert len(first.json["artifacts"]) == 5
    assert first.json["accelerations"] == {"wanted": not accelerate.is_off(), "off": []}


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such names")
def test_a_file_whose_name_is_not_utf_8_is_remembered_too(publication: Path, publish: Publish) -> None:
    """Whatever lies in source/, under whatever name: the next build knows that nothing has changed."""
    (Path(os.fsdecode(os.fsencode(publication) + b"/source/\xff.txt"))).write_text("x", encoding="utf-8")

    first = publish("build", cwd=publication)
    before = index.recall(publication / "build/.shelf")

    assert first.code == 0, first.err
    assert os.fsdecode(b"source/\xff.txt") in before.snapshot.files
    assert remade(publication, lambda: None) == set()


def test_to_know_that_nothing_has_changed_takes_no_library(built: Path) -> None:
    """A build that finds everything as it was reads no article, and imports nothing that could."""
    script = (
        "import sys; from publish.cli import main\n"
        "try: main(['build'])\n"
        "except SystemExit: pass\n"
        "heavy = ('markdown', 'pydantic', 'jinja2', 'weasyprint', 'msgspec', 'lxml', 'ctypes', 'importlib.metadata')\n"
        "print([name for name in (*heavy, 'publish.project.folder', 'publish.press') if name in sys.modules])"
    )
    moment = max(path.stat().st_ctime_ns for path in (built / "source").rglob("*.*"))
    clock = built / "build/.shelf/clock"
    while clock.stat().st_ctime_ns < moment + index.TICK:  # the file system's time has to pass what it tells apart
        clock.touch()

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=built, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip

    assert "all as they were" in done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_word_changed_makes_its_articles_files_and_the_collection(built: Path) -> None:
    """The other article's files are not touched."""
    changed = remade(built, lambda: rewrite(built / "source/articles/good.md", "well", "fine"))
    assert changed == {PDF, "build/text/good.txt", EBOOK}


def test_a_change_of_title_reaches_the_news_of_others(built: Path) -> None:
    """What a briefing says of another article is a part of it."""
    changed = remade(built, lambda: rewrite(built / "source/articles/other.md", "Another", "One more"))
    assert PDF in changed


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('kind = "text"', 'kind = "text"\nmax_size = "9 MB"', set()),
        ('kind = "briefing"', 'kind = "mono"', {PDF, OTHER_PDF, EBOOK}),
    ],
)
def test_a_setting_changed_makes_what_it_is_in(built: Path, old: str, new: str, where: set[str]) -> None:
    """A setting of one edition changes no file of another, but of an ebook that marks its pages."""
    kept = contents(built)
    remade(built, lambda: rewrite(built / "source/publication.toml", old, new))
    assert {path for path, content in contents(built).items() if kept[path] != content} <= where


def test_settings_that_are_as_they_were_are_not_checked_again(built: Path) -> None:
    """They wait on the shelf with what is wrong with them, until a letter of them changes."""
    script = "import sys; from publish.cli import main; main(['build'], standalone_mode=False); print(*sys.modules)"

    def build() -> tuple[bool, list[str]]:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=built, env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        return "pydantic" in done.stdout.split(), [line for line in done.stderr.splitlines() if "P09" in line]

    rewrite(built / "source/publication.toml", 'kind = "text"', 'kind = "text"\nsides = 2')
    checked, said = build()
    rewrite(built / "source/articles/good.md", "well", "fine")
    checked_again, said_again = build()
    rewrite(built / "source/publication.toml", "sides = 2", "sides = 3")

    assert said
    assert (checked, checked_again, said_again) == (True, False, said)
    assert build() == (True, said)


def test_metadata_that_are_as_they_were_are_not_checked_again(tmp_path: Path) -> None:
    """They wait on the shelf with what is wrong with them, until a letter of them changes, or the line they begin on."""
    script = (
        "import sys; from pathlib import Path; from publish import readers\n"
        "from publish.model import Manuscript; from publish.workshop.shelf import Shelf\n"
        "text = Manuscript(path='source/articles/a.md', content=sys.stdin.buffer.read())\n"
        "shelf = Shelf(place=Path(sys.argv[1]), tools='')\n"
        "article, problems, _ = readers.read('en', lambda path: None, shelf, text)\n"
        "print(article.published, article.body, *problems, sep='\\n')\n"
        "print('pydantic' in sys.modules)"
    )

    def read(text: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", script, tmp_path], cwd=ROOT, input=text, capture_output=True, encoding="utf-8",
            check=True,
        )  # fmt: skip
        return done.stdout.splitlines()

    odd = GOOD.replace("title", "colour: green\ntitle")
    *said, checked = read(odd)
    *other, checked_again = read(odd.replace("well", "fine"))
    *lower, checked_lower = read("\n" + odd)

    assert (checked, checked_again, checked_lower) == ("True", "False", "True")
    assert [line.replace("fine", "well") for line in other] == said
    assert any("A10" in line and "line=2" in line for line in said)
    assert any("A10" in line and "line=3" in line for line in lower)


def test_a_file_saved_without_a_change_makes_nothing(built: Path) -> None:
    """The dates say that something may have changed, the content says that it has not."""
    assert remade(built, (built / "source/articles/good.md").touch) == set()


def test_a_word_put_back_makes_nothing_that_was_made_before(built: Path) -> None:
    """The files are those of the first build, from the shelf."""
    before = contents(built)
    remade(built, lambda: rewrite(built / "source/articles/good.md", "well", "fine"))
    remade(built, lambda: rewrite(built / "source/articles/good.md", "fine", "well"))
    assert contents(built) == before


def test_a_change_that_keeps_size_and_date_is_seen(built: Path) -> None:
    """Whoever sets a file's date back does not hide the change."""
    place = built / "source/articles/good.md"
    settle(built)
    told = place.stat()

    def change() -> None:
        rewrite(place, "well", "good")
        os.utime(place, ns=(told.st_atime_ns, told.st_mtime_ns))

    assert PDF in remade(built, change)


def test_a_picture_changed_makes_the_articles_that_show_it(built: Path) -> None:
    """A picture is a part of an article, though the article's own file is as it was."""
    show(built)

    changed = remade(built, lambda: (built / "source/sun.png").write_bytes(picture("PNG", ground="red").content))

    assert PDF in changed
    assert OTHER_PDF not in changed


def test_what_a_picture_holds_waits_on_the_shelf(built: Path) -> None:
    """While editions are put together it is not there; hands fetch it, and make the same under the same key."""
    show(built)
    before = contents(built)
    with open_run(built) as run:
        project, _ = load(built)
        assert project is not None
        bare, whole = (editions_of(project, run, 1, without_pictures=left)[0] for left in (True, False))
        held = [[asset.content for one in each for it in one.articles for asset in it.assets] for each in (bare, whole)]
        assert set(held[0]) == {b""}
        assert set(held[1]) == {picture("PNG").content}
        assert [run.shelf.key(one) for one in bare] == [run.shelf.key(one) for one in whole]

    assert remade(built, lambda: None, "--force") == set(before)
    assert contents(built) == before
    remade(built, lambda: None, "--force", "--keep-galley")
    assert contents(built).items() >= before.items()


def test_a_picture_that_the_shelf_has_lost_is_read_again(built: Path) -> None:
    """An article whose picture is no longer whole on the shelf is read again when it is to be made, and shows it."""
    show(built)
    lost = [
        place
        for place in (built / "build/.shelf/contents").rglob("*")
        if place.is_file() and place.read_bytes() == picture("PNG").content
    ]
    assert len(lost) == 1
    lost[0].write_bytes(b"lost")

    changed = remade(built, lambda: rewrite(built / "source/publication.toml", "Briefings", "Papers"))

    assert PDF in changed
    assert lost[0].read_bytes() == picture("PNG").content
    made = contents(built)
    remade(built, lambda: None, "--force")
    assert contents(built) == made


def test_a_picture_that_comes_nearer_is_the_one_that_is_shown(built: Path) -> None:
    """A picture beside the article goes before one of the same name in source/, also when it comes later."""
    show(built)

    near = built / "source/articles/sun.png"
    assert PDF in remade(built, lambda: near.write_bytes(picture("PNG", ground="red").content))


def test_a_finished_file_that_went_or_was_written_over_is_put_back(built: Path) -> None:
    """build/ is what it would be had everything been made again, and only what was amiss is touched."""
    before = contents(built)
    (built / PDF).unlink()
    (built / OTHER_PDF).write_bytes(b"spoilt")

    assert run_publish("build", cwd=built).code == 0

    assert contents(built) == before


def test_what_the_disk_has_spoilt_on_the_shelf_is_made_again(built: Path) -> None:
    """One bit of every file on the shelf flipped, every finished file gone: the same files come back."""
    before = contents(built)
    for place in (built / "build/.shelf").rglob("*"):
        if place.is_file() and place.stat().st_size:
            spoilt = bytearray(place.read_bytes())
            spoilt[len(spoilt) // 2] ^= 1
            place.write_bytes(spoilt)
    for path in before:
        (built / path).unlink(missing_ok=True)

    outcome = run_publish("build", cwd=built)

    assert outcome.code == 0, outcome.err
    assert contents(built) == before


def test_force_makes_everything_again_and_the_same(built: Path) -> None:
    """`--force` looks at nothing that was made; the files are the same to the last byte."""
    before = contents(built)
    outcome = run_publish("build", "--force", cwd=built)
    assert outcome.code == 0
    assert contents(built) == before
    assert "5 files made" in outcome.err


def test_what_was_wrong_is_said_again(publication: Path, publish: Publish) -> None:
    """A build that makes nothing says each problem as the first one did, and leaves with the same exit code."""
    (publication / "source/articles/bad.md").write_text("no metadata", encoding="utf-8")
    first = publish("build", cwd=publication)
    settle(publication)
    again = publish("build", cwd=publication)
    assert (first.code, again.code) == (1, 1)
    assert again.err.splitlines()[:-1] == first.err.splitlines()[:-1]


def test_a_style_for_mail_changes_no_page(tmp_path: Path) -> None:
    """An order carries the part of the house style that it is made with, and nothing else of it."""
    style = house_style()
    plans = tuple(
        EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None)
        for kind in ("briefing", "mono", "collection", "text")
    )
    composed = press.compose(PUBLICATION, plans, (article(),))
    keep = Shelf(place=tmp_path, tools="")

    def keys(changed: str) -> dict[str, str]:
        files = tuple(replace(file, text=file.text + " ") if file.name == changed else file for file in style.files)
        orders = press.plan(composed, replace(style, files=files), pages=False)
        return {order.edition.name: keep.key("order", order) for order in orders}

    same = keys("")
    for changed, where in (
        ("mail.html", set()),
        ("proofs.html", set()),
        ("archive/home.html", set()),
        ("archive/words.toml", set()),
        ("mono.css", {"mono"}),
        ("briefing.css", {"briefing", "mono"}),
        ("collection/modern.css", {"collection"}),
        ("words.toml", {"briefing", "mono", "collection", "text"}),
    ):
        assert {name for name, key in keys(changed).items() if key != same[name]} == where, changed


def other(value: object) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case str():
            return value + "x"
        case int():
            return value + 1
        case date():
            return date.fromordinal(value.toordinal() + 1)
        case None:
            return 7
        case tuple():
            return (*value, *value) if value else ("x",)
        case _:
            assert isinstance(value, Value)
            name = value.__struct_fields__[0]
            return replace(value, **{name: other(getattr(value, name))})


def order_with(part: type[Value], name: str) -> Order:
    """An order in which one field of its edition, publication or article is another."""
    edition = briefing(
        news=(NewsItem(title="News", published=date(2026, 1, 1), standfirst="", language="en"),),
    )
    owner: Any = {Edition: edition, Publication: edition.publication, Article: edition.articles[0]}[part]
    changed = replace(owner, **{name: other(getattr(owner, name))}) if name else owner
    holds: dict[type[Value], dict[str, Any]] = {
        Publication: {"publication": changed},
        Article: {"articles": (changed,)},
    }
    edition = changed if part is Edition else replace(edition, **holds[part])
    return Order(edition=edition, style=house_style(), format="pdf", proof=False)


@pytest.mark.parametrize(
    ("part", "name"), [(part, name) for part in (Edition, Publication, Article) for name in part.__struct_fields__]
)
def test_a_key_depends_on_every_field(part: type[Value], name: str, tmp_path: Path) -> None:
    """Whatever is another in an edition, its publication or its article, the order has another key."""
    keep = Shelf(place=tmp_path, tools="")
    assert keep.key(order_with(part, name)) != keep.key(order_with(part, ""))
    assert keep.key(order_with(part, "")) == Shelf(place=tmp_path / "elsewhere", tools="").key(order_with(part, ""))


def test_other_tools_find_nothing(tmp_path: Path) -> None:
    """What another version made is not taken for what this one would make."""
    one = Shelf(place=tmp_path, tools="one")
    one.put(one.key("x"), "made")
    two = Shelf(place=tmp_path, tools="two")
    assert one.get(one.key("x"), str) == "made"
    assert two.get(two.key("x"), str) is None


def test_another_installation_takes_nothing_for_its_own(built: Path, publish: Publish, tmp_path: Path) -> None:
    """A second copy of the press, of another version, makes its own files, though the first is where it was."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "publish", other / "publish")
    shutil.copytree(ROOT / "styles", other / "publish/_styles")
    finish = other / "publish/formats/pdf/tags/finish.py"
    finish.write_text(finish.read_text("utf-8").replace("/DuplexFlipLongEdge", "/Simplex"), encoding="utf-8")

    def duplex() -> str:
        with pikepdf.open(built / PDF) as file:
            return str(file.Root.ViewerPreferences.Duplex)

    for _ in range(2):
        command = [sys.executable, "-P", "-m", "publish", "build", "--quiet"]
        subprocess.run(command, cwd=built, env={**os.environ, "PYTHONPATH": str(other)}, check=True)
        assert duplex() == "/Simplex"
        assert publish("build", "--quiet", cwd=built).code == 0
        assert duplex() == "/DuplexFlipLongEdge"


def test_the_shelf_keeps_what_is_in_use_and_lets_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond its bounds it gives up what went out of use first; a file that build/ still has costs nothing."""
    monkeypatch.setattr(shelf, "WAITING", 1500)
    keep = Shelf(place=tmp_path / "shelf", tools="")
    digests = [keep.add(bytes([number]) * 1000) for number in range(3)]
    keep.write_to(digests[0], tmp_path / "build/used.pdf")

    keep.sweep()

    assert [keep.has(digest) for digest in digests] == [True, False, True]


def test_pictures_that_articles_have_stay_on_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many there are: an archive has more of them than waits for no use. The next run keeps those it asks for."""
    monkeypatch.setattr(shelf, "WAITING", 0)
    first = Shelf(place=tmp_path / "shelf", tools="")
    pictures = [bytes([number]) * 1000 for number in range(2)]
    digests = [hashlib.sha256(content).hexdigest() for content in pictures]
    for content in pictures:
        first.add_picture(content)
    first.sweep()
    assert all(map(first.is_intact, digests))
    assert all(map(first.has, digests))

    second = first.reopened()
    assert second.is_intact(digests[0])
    second.sweep()
    assert [second.has(digest) for digest in digests] == [True, False]


def test_short_records_are_kept_in_one_file_too(tmp_path: Path) -> None:
    """What one run looked up or put there, the next finds in one file; spoilt, that file is no loss."""
    first = Shelf(place=tmp_path, tools="")
    first.put(first.key("x"), "made")
    first.put(first.key("y"), "long" * shelf.SHORT)
    first.gather()
    shutil.move(tmp_path / "records", tmp_path / "elsewhere")

    assert first.reopened().get(first.key("x"), str) == "made"
    assert first.reopened().get(first.key("y"), str) is None
    shutil.move(tmp_path / "elsewhere", tmp_path / "records")
    (tmp_path / "together").write_bytes(b"spoilt")
    assert first.reopened().get(first.key("x"), str) == "made"


def test_what_was_put_last_is_found(tmp_path: Path) -> None:
    """A record that is put again takes the place of the one of an earlier run, at once and in the next run."""
    first = Shelf(place=tmp_path, tools="")
    first.put(first.key("x"), "old")
    first.gather()
    second = first.reopened()
    assert second.get(second.key("x"), str) == "old"
    second.put(second.key("x"), "new")
    assert second.get(second.key("x"), str) == "new"
    second.gather()
    assert second.reopened().get(second.key("x"), str) == "new"


def test_of_short_records_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one file does not grow without end, and what was asked for last stays in it."""
    monkeypatch.setattr(shelf, "TOGETHER", 2)
    for name in ("a", "b", "a", "c"):
        keep = Shelf(place=tmp_path, tools="")
        if keep.get(keep.key(name), str) is None:
            keep.put(keep.key(name), name)
        keep.gather()
    shutil.rmtree(tmp_path / "records")

    last = Shelf(place=tmp_path, tools="")
    assert [last.get(last.key(name), str) for name in ("a", "b", "c")] == ["a", None, "c"]


def test_the_shelf_is_swept_when_enough_was_put_there(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over as many runs as it takes; until then what nothing uses stays: to look for it takes longer than it is worth."""
    monkeypatch.setattr(shelf, "UNSWEPT", 1500)
    monkeypatch.setattr(shelf, "WAITING", 0)
    there = []
    for number in range(3):
        with open_run(publication) as run:
            digest = run.shelf.add(bytes([number]) * 1000)
            run.close()
            there.append(run.shelf.has(digest))

    assert there == [True, False, True]


def test_a_second_build_waits_for_the_first_and_says_for_whom(built: Path) -> None:
    """While somebody has build/, a build says who it is, and goes on when they are done."""
    with (built / "build/.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        (built / "source/articles/good.md").touch()
        waiting = subprocess.Popen(
            [sys.executable, "-m", "publish", "build"], cwd=built, env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert waiting.stderr is not None
        said = waiting.stderr.readline()
    _, err = waiting.communicate(timeout=120)
    assert said.startswith("waiting for another run of the press in this folder (process ")
    assert waiting.returncode == 0, err


@pytest.mark.slow
def test_two_builds_at_once_leave_whole_files_of_one_edition(built: Path) -> None:
    """Two builds after each change, while a third hand opens the files: each is whole, and of one text or the other."""
    allowed: dict[str, set[bytes]] = {path: {content} for path, content in contents(built).items()}
    seen: list[str] = []
    done = threading.Event()
    texts = ("well", "fine")
    for word in texts[::-1]:
        rewrite(built / "source/articles/good.md", next(old for old in texts if old != word), word)
        assert run_publish("build", cwd=built).code == 0
        for path, content in contents(built).items():
            allowed[path].add(content)

    def read() -> None:
        while not done.is_set():
            for path, known in allowed.items():
                if (built / path).read_bytes() not in known:
                    seen.append(path)

    reader = threading.Thread(target=read)
    reader.start()
    command = [sys.executable, "-m", "publish", "build", "--quiet"]
    for turn in range(12):
        rewrite(built / "source/articles/good.md", texts[turn % 2], texts[1 - turn % 2])
        pair = [subprocess.Popen(command, cwd=built, env={**os.environ, "PYTHONPATH": str(ROOT)}) for _ in range(2)]
        assert [one.wait(timeout=120) for one in pair] == [0, 0]
        state = contents(built)
        assert run_publish("verify", cwd=built).code == 0
        assert b"fine" in state["build/text/good.txt"] if turn % 2 == 0 else b"well" in state["build/text/good.txt"]
    done.set()
    reader.join()
    assert seen == []


def test_the_receipt_says_what_all_was_made_of_and_verify_whether_that_is_still_here(
    publication: Path, publish: Publish, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same receipt in another folder; afterwards `publish verify` names the text that has changed."""
    (publication / "source/video.mp4").write_bytes(b"nobody reads this")
    other = tmp_path_factory.mktemp("other") / "place"
    shutil.copytree(publication, other)
    receipts = []
    for folder in (publication, other):
        assert publish("build", "--receipt", cwd=folder).code == 0
        receipts.append((folder / "build/receipt.json").read_bytes())
    assert receipts[0] == receipts[1]
    told = json.loads(receipts[0])
    assert {one["path"] for one in told["inputs"]} >= {"source/publication.toml", "source/articles/good.md"}
    assert "source/video.mp4" not in {one["path"] for one in told["inputs"]}
    assert [one["path"] for one in told["artifacts"]] == ["build/briefing/good.pdf", EBOOK]
    assert {one["name"] for one in told["tools"]} >= {"handbill", "python", "weasyprint", "pango"}

    same = publish("verify", "--json", cwd=publication)
    assert same.json["receipt"] == {"tools": [], "inputs": []}
    place = publication / "build/receipt.json"
    place.write_bytes(place.read_bytes().replace(told["fingerprint"].encode(), b"0" * 64))
    other_program = publish("verify", cwd=publication)
    assert "the same bytes" not in other_program.err
    assert "may give other bytes" in other_program.out
    place.write_bytes(receipts[0])
    rewrite(publication / "source/articles/good.md", "well", "fine")
    changed = publish("verify", cwd=publication)

    assert changed.out.splitlines() == ["changed since: source/articles/good.md"]
    assert changed.code == 0


def test_an_archive_whose_receipt_cannot_be_read_is_spoken_of(publication: Path, publish: Publish) -> None:
    """A build goes on without what is remembered there, and says so."""
    (publication / "build/archive").mkdir(parents=True)
    (publication / "build/archive/receipt.json").write_text("{", encoding="utf-8")
    outcome = publish("build", "--json", cwd=publication)
    assert outcome.code == 0
    assert [problem["path"] for problem in outcome.problems("P13")] == ["build/archive/receipt.json"]


def test_libraries_have_the_versions_that_python_knows_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each that is named, in whatever form it is recorded; the first of a name, as it is the one that is imported."""
    for name, file, version in (
        ("Jinja2-0.1.dist-info", "METADATA", "0.1"),
        ("nh3-0.2-py3.11.egg-info", "PKG-INFO", "0.2"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(f"Name: {name}\nVersion: {version}\n\nVersion: none\n", "utf-8")
    (tmp_path / "Babel-0.3.egg-info").write_text("Name: Babel\nVersion: 0.3\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "nowhere")
    for kept in (installed.installed, plugins.every, versions._closure):
        kept.cache_clear()
    try:
        known = dict(versions.named())
        assert (known["jinja2"], known["nh3"], known["babel"]) == ("0.1", "0.2", "0.3")
        assert all(known[name] == metadata.version(name) for name in versions.NAMED)
        assert tmp_path.resolve() in versions.places()
    finally:
        for kept in (installed.installed, plugins.every, versions._closure):
            kept.cache_clear()
