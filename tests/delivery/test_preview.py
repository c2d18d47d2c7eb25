"""The preview as a browser meets it: a page that follows what is saved, for whoever sits at this machine and nobody else."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image

from tests.catalogue.test_archive_browser import READER
from tests.conftest import GOOD, ROOT, SETTINGS, Publish

GOOD_MD = "source/articles/good.md"
SHOWN = f"briefing/{GOOD_MD}"
OTHER = GOOD.replace("good", "other").replace("2026-02-28", "2026-01-01")


@dataclass(kw_only=True)
class Stream:
    """What a browser hears: each part as it was told last."""

    answer: http.client.HTTPResponse
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def until(self, seen: Callable[[dict[str, dict[str, Any]]], object]) -> dict[str, dict[str, Any]]:
        """Listen until what is told is so."""
        while not ("state" in self.parts and seen(self.parts)):
            line = self.answer.readline()
            assert line, "the stream has ended"
            if line.startswith(b"data: "):
                told = json.loads(line.removeprefix(b"data: "))
                self.parts[told["part"]] = told
        return self.parts

    def stale(self, *words: str) -> dict[str, dict[str, Any]]:
        """Listen until what is shown is a former state and the problems have these words in them.

        Not only until it is stale: a save that empties the file and then fills it may be met between the two.
        """
        return self.until(
            lambda parts: parts["state"]["stale"] and all(word in parts["problems"]["html"] for word in words)
        )

    def settled(self, *words: str) -> dict[str, dict[str, Any]]:
        """Listen until all is up to date and the text has these words in it."""
        return self.until(
            lambda parts: (
                parts["state"]["words"].startswith("Up to date")
                and all(word in parts["text"]["html"] for word in words)
            )
        )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """`publish preview`, as a process."""

    process: subprocess.Popen[str]
    host: str
    port: int
    secret: str

    @property
    def cookie(self) -> str:
        """What a browser shows that has been let in."""
        return f"handbill-{self.port}={self.secret}"

    def ask(self, path: str, **fields: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path, as it is written."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        connection.putrequest("GET", path, skip_host="Host" in fields)
        for name, value in {"Cookie": self.cookie, **fields}.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    @contextmanager
    def follow(self, view: str = SHOWN) -> Iterator[Stream]:
        """Look at a view as a browser does."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        connection.request("GET", f"/events/{view}", headers={"Cookie": self.cookie})
        answer = connection.getresponse()
        assert answer.status == 200
        try:
            yield Stream(answer=answer)
        finally:
            answer.close()
            connection.close()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal to it and its workers, as a terminal does, and wait for its exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(timeout=60)


@contextmanager
def previewing(root: Path, *words: str) -> Iterator[Preview]:
    """A preview of the publication in `root`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "publish", "preview", *words, "--no-open"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
        # Whoever runs the tests in the background ignores Ctrl-C, and so would what is run here.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdout is not None
    try:
        said = process.stdout.readline()
        address = urlsplit(said.split()[0])
        assert address.hostname, said + process.stdout.read()
        assert address.port
        secret = parse_qs(address.query)["key"][0]
        yield Preview(process=process, host=address.hostname, port=address.port, secret=secret)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def write(root: Path, text: str, path: str = GOOD_MD) -> None:
    """Save a file as an editor does."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def own_style(publication: Path, name: str) -> str:
    """Give the publication a style of its own, like the house's; the text of the file called `name` in it."""
    shutil.copytree(ROOT / "styles/house", publication / "styles/own")
    write(publication, SETTINGS + 'style = "own"\n', "source/publication.toml")
    return (publication / "styles/own" / name).read_text("utf-8")


def test_it_shows_the_newest_article_its_pages_and_the_pdf_itself(publication: Path) -> None:
    """The page leads to the newest of all; its text, its one page as a picture, its sides and size, the file are there."""
    write(publication, OTHER, "source/articles/other.md")
    with previewing(publication) as preview:
        status, fields, _ = preview.ask("/")
        assert (status, fields["location"]) == (302, f"/show/{SHOWN}")
        status, fields, page = preview.ask(fields["location"])
        assert (status, fields["content-type"]) == (200, "text/html; charset=utf-8")
        assert b'<main id="preview-main">' in page

        with preview.follow() as stream:
            parts = stream.settled("Everything is well here.")

        assert all(
            f'href="/show/briefing/source/articles/{name}.md"' in parts["list"]["html"] for name in ("good", "other")
        )
        assert "<dt>Sides</dt><dd>1</dd>" in parts["facts"]["html"]
        assert re.search(r"<dt>Size</dt><dd>\d+ kB</dd>", parts["facts"]["html"])
        assert "Nothing is wrong" in parts["problems"]["html"]
        (leaf,) = parts["pages"]["leaves"]
        _, fields, picture = preview.ask(leaf["src"])
        assert (fields["content-type"], picture[:3]) == ("image/jpeg", b"\xff\xd8\xff")
        _, fields, file = preview.ask("/file/briefing/good.pdf")
        assert (fields["content-type"], file[:5]) == ("application/pdf", b"%PDF-")


def test_a_saved_change_arrives_with_its_pages(publication: Path) -> None:
    """The text, and another picture of the page it is on; the article named on the command line is the first."""
    write(publication, OTHER, "source/articles/other.md")
    with previewing(publication, "other") as preview:
        view = preview.ask("/")[1]["location"].removeprefix("/show/")
        assert view == "briefing/source/articles/other.md"
        with preview.follow(view) as stream:
            (former,) = stream.settled("Everything is well here.")["pages"]["leaves"]

            write(publication, OTHER + "\nA word more.\n", "source/articles/other.md")
            (leaf,) = stream.settled("A word more.")["pages"]["leaves"]

            assert leaf["src"] != former["src"]
            assert preview.ask(leaf["src"])[0] == 200


def test_the_finished_file_is_what_a_build_makes(publication: Path, publish: Publish) -> None:
    """To the last byte, after a change too; the build does not have to wait for the preview, which locks nothing."""
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        write(publication, GOOD + "\nA word more.\n")
        stream.settled("A word more.")
        shown = preview.ask("/file/briefing/good.pdf")[2]

        outcome = publish("build", cwd=publication)

        assert (outcome.code, "waiting" in outcome.err) == (0, False)
        assert (publication / "build/briefing/good.pdf").read_bytes() == shown
        with (publication / "build/.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_problem_stands_beside_its_line(publication: Path) -> None:
    """Its code, its message, the line with its number and the hint, once it is typed; and no longer, once it is mended."""
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        write(publication, GOOD + "\nRead [here](https://example.org) what it is.\n")

        parts = stream.until(lambda parts: parts["problems"]["warnings"])
        html = parts["problems"]["html"]
        assert "warning T06" in html
        assert re.search(r'class="blamed"><span class="number">→ 8</span> <code dir="auto">Read \[here\]', html)
        assert "say what the link leads to" in html

        write(publication, GOOD)
        stream.until(lambda parts: "Nothing is wrong" in parts["problems"]["html"])


def test_what_is_found_on_the_finished_pages_is_told_too(publication: Path) -> None:
    """An article that is wanted on fewer sides than it takes says so, with the sides it takes and was to take."""
    write(publication, GOOD.replace("---\n\n", "sides: 1\n---\n\n") + "\nA word and another. \n" * 400)
    with previewing(publication) as preview, preview.follow() as stream:
        parts = stream.settled()

        assert "warning F01" in parts["problems"]["html"]
        assert re.search(r"<dd>\d+ of 1 wanted: too many</dd>", parts["facts"]["html"])
        assert len(parts["pages"]["leaves"]) > 1


def test_a_page_that_is_drawn_before_the_first_one_is_shown_after_it(publication: Path) -> None:
    """A large picture takes longest to draw: the pages come in any order, and all of them are there, each once."""
    Image.effect_noise((2400, 1600), 120).save(publication / "source/articles/storm.png")
    write(publication, GOOD + "\n![A storm at sea](storm.png)\n\n" + "A word and another. \n" * 400)
    with previewing(publication) as preview, preview.follow() as stream:
        parts = stream.settled("A storm at sea")
        leaves = [leaf["src"] for leaf in parts["pages"]["leaves"]]

        assert f"{len(leaves)} sides" in parts["state"]["words"]
        assert len(set(leaves)) == len(leaves) > 1


def test_an_error_keeps_the_last_good_page(publication: Path) -> None:
    """The page says that it is the former one and why; when the error is mended it is the new one."""
    with previewing(publication) as preview, preview.follow() as stream:
        former = dict(stream.settled())
        write(publication, GOOD.replace("2026-02-28", "2026-02-30"))

        parts = stream.stale("error A03", "date: 2026-02-30")
        assert "What you see is what it was before" in parts["state"]["words"]
        assert (parts["pages"], parts["text"]) == (former["pages"], former["text"])

        write(publication, GOOD + "\nMended.\n")
        assert not stream.settled("Mended.")["state"]["stale"]


def test_settings_and_styles_are_followed(publication: Path) -> None:
    """Another title of the publication, an error in the settings, another colour of the style: each is seen."""
    css = own_style(publication, "briefing.css")
    with previewing(publication) as preview, preview.follow() as stream:
        (first,) = stream.settled()["pages"]["leaves"]

        write(publication, SETTINGS.replace("Briefings", "Papers") + 'style = "own"\n', "source/publication.toml")
        parts = stream.until(lambda parts: parts["pages"]["leaves"][0] != first and not parts["state"]["busy"])
        (second,) = parts["pages"]["leaves"]
        assert "Example Papers" in parts["list"]["html"]

        write(publication, SETTINGS + "style = own\n", "source/publication.toml")
        stream.stale("<code>source/publication.toml</code>, line 4")
        write(publication, SETTINGS.replace("Briefings", "Papers") + 'style = "own"\n', "source/publication.toml")
        stream.settled()

        write(publication, css + "\nbody { color: #303030 }\n", "styles/own/briefing.css")
        stream.until(lambda parts: parts["pages"]["leaves"][0] != second)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing limits what a worker may fill")
def test_a_worker_that_fails_is_told_and_the_preview_goes_on(publication: Path) -> None:
    """A template that would fill all memory is given up, with a problem; then the next change is shown as ever."""
    template = own_style(publication, "briefing.html")
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        write(publication, template + "{{ 'x' * 9000000000 }}", "styles/own/briefing.html")

        stream.until(lambda parts: parts["state"]["stale"] and re.search("error P08", parts["problems"]["html"]))

        write(publication, template, "styles/own/briefing.html")
        stream.settled()
        write(publication, GOOD + "\nA word more.\n")
        stream.settled("A word more.")


def test_a_text_that_takes_long_does_not_hold_up_the_next_change(publication: Path) -> None:
    """What goes on for ever is given up as soon as something else is saved."""
    template = own_style(publication, "briefing.html")
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
        write(publication, template + endless, "styles/own/briefing.html")
        stream.until(lambda parts: parts["state"]["busy"])

        write(publication, template, "styles/own/briefing.html")
        write(publication, GOOD + "\nA word more.\n")
        stream.settled("A word more.")


def test_a_meeting_and_a_text_edition_can_be_looked_at(publication: Path) -> None:
    """A pack by its agenda, with all its pages; an edition without pages as its words."""
    write(
        publication,
        SETTINGS
        + '[editions.briefing]\nkind = "briefing"\n[editions.text]\nkind = "text"\n[editions.pack]\nkind = "pack"\n',
        "source/publication.toml",
    )
    write(
        publication,
        "---\ntitle: Board\ndate: 2026-03-01\n---\n\n1. A paper\n   paper: good\n",
        "source/agendas/board.md",
    )
    with previewing(publication, "board") as preview:
        assert preview.ask("/")[1]["location"] == "/show/pack/source/agendas/board.md"
        with preview.follow("pack/source/agendas/board.md") as stream:
            parts = stream.settled("Everything is well here.")
            assert len(parts["pages"]["leaves"]) > 1
        with preview.follow(f"text/{GOOD_MD}") as stream:
            parts = stream.settled()
            assert "Everything is well here." in parts["pages"]["words"]
            assert 'href="/show/briefing/source/articles/good.md"' in parts["choice"]["html"]


def test_only_a_browser_on_this_machine_is_answered(publication: Path) -> None:
    """Another host's name is refused, whatever is asked for; so is every path that leads out; no page may load a thing."""
    with previewing(publication) as preview:
        for name in ("example.org", f"example.org:{preview.port}", "127.0.0.1", f"[::1]:{preview.port}", ""):
            for path in ("/", f"/show/{SHOWN}", f"/events/{SHOWN}", "/look/preview.js"):
                assert preview.ask(path, Host=name)[0] == 403, (name, path)
        assert preview.ask("/", Host=f"localhost:{preview.port}")[0] == 302
        assert preview.ask(f"/events/{SHOWN}", **{"Sec-Fetch-Site": "cross-site"})[0] == 404

        for path in (
            "/../source/publication.toml",
            "/archive/../../source/publication.toml",
            "/archive/%2e%2e/x",
            "/a/%2E%2E%2fb",
            "/show/..%5cx",
        ):
            assert preview.ask(path)[0] == 400, path
        for path in (
            "/source/publication.toml",
            "/show/briefing/source/publication.toml",
            "/page",
            "/archive//etc/passwd",
        ):
            assert preview.ask(path)[0] == 404, path

        _, fields, page = preview.ask(f"/show/{SHOWN}")
        assert "default-src 'none'" in fields["content-security-policy"]
        assert "unsafe" not in fields["content-security-policy"]
        assert not re.search(rb"<script>|<style|\son\w+=|\sstyle=", page)
        assert (fields["x-content-type-options"], fields["cross-origin-resource-policy"]) == ("nosniff", "same-origin")


def test_another_user_of_the_machine_reads_nothing(publication: Path) -> None:
    """Without the secret of the address that was printed, or its cookie, nothing is answered but that it is needed."""
    with previewing(publication) as preview:
        cookie = f"handbill-{preview.port}"
        for said in ("", f"{cookie}=", f"{cookie}=x", f"{cookie}={preview.secret[:-1]}", "handbill-1=x; =;", 'a="\xe9'):
            for path in (
                "/",
                f"/show/{SHOWN}",
                f"/events/{SHOWN}",
                "/look/preview.js",
                "/archive/",
                "/../x",
                "/?key=x",
            ):
                status, _, page = preview.ask(path, Cookie=said)
                assert (status, b"A good article" in page) == (403, False), (said, path)
        assert preview.ask(f"/show/x?key={preview.secret}", Cookie="")[0] == 403

        status, fields, page = preview.ask(f"/?key={preview.secret}", Cookie="")
        assert (status, f"url=/show/{SHOWN}".encode() in page) == (200, True)
        given, *properties = fields["set-cookie"].split("; ")
        assert given == preview.cookie
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(properties)
        assert preview.ask("/", Cookie=f"other=1; {given}")[0] == 302


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.1 is the only address of its kind")
def test_it_listens_on_the_loopback_address_alone(publication: Path) -> None:
    """Another address of this machine, the next after its own, is not answered at."""
    with previewing(publication) as preview:
        assert preview.host == "127.0.0.1"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", preview.port), timeout=10)


def test_the_archive_is_served(publication: Path, publish: Publish) -> None:
    """Once it is there: its front page, its files with their types, and nothing that a link in it leads out to."""
    with previewing(publication) as preview:
        assert preview.ask("/archive/")[0] == 404
    assert publish("archive", "--quiet", cwd=publication).code == 0
    (publication / "build/archive/out.toml").symlink_to(publication / "source/publication.toml")
    with previewing(publication) as preview:
        with preview.follow() as stream:
            assert 'href="/archive/"' in stream.settled()["list"]["html"]
        assert preview.ask("/archive")[1]["location"] == "/archive/"
        status, fields, page = preview.ask("/archive/")
        assert (status, page) == (200, (publication / "build/archive/index.html").read_bytes())
        assert "default-src 'none'" in fields["content-security-policy"]
        assert preview.ask("/archive/look/archive.css")[1]["content-type"] == "text/css; charset=utf-8"
        assert preview.ask("/archive/out.toml")[0] == 404


def test_nothing_is_written_outside_of_build(publication: Path) -> None:
    """Looking at an article and changing it leaves source/ and styles/ as their author left them."""
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        write(publication, GOOD + "\nA word more.\n")
        stream.settled("A word more.")
        assert preview.end() == 0

    assert {path.relative_to(publication).parts[0] for path in publication.rglob("*")} == {"source", "build"}
    assert {path.name for path in (publication / "source").rglob("*")} == {"articles", "publication.toml", "good.md"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_when_it_is_told_to(publication: Path, number: signal.Signals) -> None:
    """Ctrl-C ends it with 0, while it waits and while something is made, and says nothing of it."""
    with previewing(publication) as preview, preview.follow() as stream:
        stream.settled()
        assert preview.end(number) == 0
        assert preview.process.stdout is not None
        assert "Traceback" not in preview.process.stdout.read()
    with previewing(publication) as preview, preview.follow() as stream:
        stream.until(lambda parts: parts["state"]["busy"])
        assert preview.end(number) == 0


def test_a_publication_without_articles_waits_for_the_first_one(publication: Path) -> None:
    """It says that there is none, and lists the first one as soon as it is saved."""
    (publication / GOOD_MD).unlink()
    with previewing(publication) as preview:
        with preview.follow(preview.ask("/")[1]["location"].removeprefix("/show/")) as stream:
            parts = stream.until(lambda parts: "nothing to show yet" in parts["state"]["words"])
            assert "error P07" in parts["problems"]["html"]
            write(publication, GOOD)
            stream.until(lambda parts: "/show/briefing/source/articles/good.md" in parts["list"]["html"])
        with preview.follow() as stream:
            stream.settled("Everything is well here.")


def test_a_name_that_nothing_has_is_refused(publication: Path, publish: Publish) -> None:
    """With the name that was probably meant."""
    outcome = publish("preview", "goud", "--no-open", cwd=publication)

    assert (outcome.code, "did you mean `good`?" in outcome.err) == (2, True)


@pytest.mark.slow
def test_in_a_browser_the_page_follows_what_is_saved(publication: Path, browser: Any) -> None:
    """The article, a change, an error, told by words too: accessible by day and night, wide and narrow, without a fault."""
    axe = (READER / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    write(publication, GOOD + "\nRead [here](https://example.org) what it is.\n")
    with previewing(publication) as preview:
        home = f"http://{preview.host}:{preview.port}"
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text))
        page.on("request", lambda asked: faults.extend([asked.url][: not asked.url.startswith((home, "data:"))]))
        page.goto(f"{home}/?key={preview.secret}")
        page.locator("#preview-state", has_text="Up to date").wait_for()
        assert page.inner_text("h1") == "A good article"
        picture = page.locator("#preview-pages img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 900
        former = picture.get_attribute("src")

        write(publication, GOOD + "\nA word more.\n")
        page.locator("#preview-text", has_text="A word more.").wait_for()
        page.locator(f"#preview-pages img:not([src='{former}'])").wait_for()

        write(publication, GOOD.replace("2026-02-28", "2026-02-30"))
        page.locator(".former", has_text="These are the pages from before the error.").wait_for()
        assert "date: 2026-02-30" in page.inner_text(".blamed")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(axe)
            for width in (320, 700, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                found = page.evaluate(
                    "axe.run().then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
                )
                assert found == [], (scheme, width)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert preview.end() == 0
        page.locator("#preview-state", has_text="The preview has ended").wait_for()
        page.close()

    assert [fault for fault in faults if "ERR_" not in fault] == []  # the end of the stream is no fault
