"""Handbill as a library: everything in the host's process, nothing of the host's changed, and the pages of the command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from click.testing import CliRunner
from PIL import Image

import publish
from publish.cli import main
from tests.conftest import GOOD, ROOT

EXAMPLES = re.findall(
    r"^```python\n(.*?)^```$", (ROOT / "docs/library.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
SETTINGS = {"identifier": "https://example.org/x", "title": "Example Briefings", "organisation": "Example Trust"}


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is forked or started, once WeasyPrint is imported: it asks ldconfig for its libraries."""
    import_module("weasyprint")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(os, "fork", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.usefixtures("no_processes")
def test_the_examples_of_the_documentation_run(publication: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order in which they stand, in a publication's folder, of which nothing is changed; the web view serves."""
    monkeypatch.chdir(publication)
    before = files(publication)
    names: dict[str, Any] = {"__name__": "examples"}
    for example in EXAMPLES:
        exec(compile(example, "docs/library.md", "exec"), names)
    assert files(publication) == before
    serve = validator(names["application"])
    for suffix, beginning in (
        ("html", b"<!DOCTYPE html>"),
        ("pdf", b"%PDF-"),
        ("epub", b"PK"),
        ("exe", b"There is no"),
    ):
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ |= {"PATH_INFO": f"/good.{suffix}", "QUERY_STRING": ""}
        said: list[str] = []
        answer = serve(environ, lambda status, _headers, _info=None, said=said: said.append(status))
        assert b"".join(answer).startswith(beginning)
        answer.close()  # type: ignore[attr-defined]
        assert said == ["404 Not Found" if suffix == "exe" else "200 OK"]


def test_what_is_made_is_what_the_command_makes(publication: Path) -> None:
    """The same bytes, for an edition of each format."""
    with (publication / "source/publication.toml").open("a") as settings:
        for kind in ("briefing", "booklet", "collection", "text"):
            settings.write(f'[editions.{kind}]\nkind = "{kind}"\n')
    (publication / "source/articles/second.md").write_text(GOOD.replace("A good", "Another"), "utf-8")
    assert CliRunner().invoke(main, ["build", "-C", str(publication), "--quiet"]).exit_code == 0
    press = publish.open(publication)
    good = next(article for article in press.articles if article.slug == "good")
    for kind, name in (("briefing", "good.pdf"), ("booklet", "good.pdf"), ("text", "good.txt")):
        assert press.make(kind, good).content == (publication / f"build/{kind}/{name}").read_bytes(), kind
    content, problems = press.epub()
    assert not problems
    assert content is not None


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    """Settings by an exception with problems, articles by problems, kinds by name."""
    with pytest.raises(publish.Unusable) as caught:
        publish.configure({"title": "T"})
    assert {problem.code for problem in caught.value.problems} == {"P02"}
    with pytest.raises(publish.Unusable):
        publish.open(tmp_path)
    press = publish.configure(SETTINGS)
    assert press.pdf("no metadata").content is None
    assert [problem.code for problem in press.page("no metadata").problems] == ["A02"]
    with pytest.raises(LookupError, match="scroll"):
        press.pdf(GOOD, kind="scroll")
    with pytest.raises(LookupError, match="pack"):
        press.pdf(GOOD, kind="pack")


def test_a_fault_of_ours_has_its_traceback_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder is written for it, and nothing is raised in the host."""

    def failing(*_: object) -> None:
        raise ZeroDivisionError("injected")

    press = publish.configure(SETTINGS)
    monkeypatch.setattr("publish.formats.make", failing)
    content, [problem] = press.pdf(GOOD)
    assert content is None
    assert problem.code == "X01"
    assert "ZeroDivisionError: injected" in problem.trace


def test_a_cache_is_kept_under_our_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is used again by another publisher; once handbill draws otherwise it is not."""
    made = publish.configure(SETTINGS, cache=tmp_path).pdf(GOOD)
    made_again: list[object] = []

    def make(*_: object) -> tuple[None, tuple[()]]:
        made_again.append(1)
        return None, ()

    monkeypatch.setattr("publish.formats.make", make)
    assert publish.configure(SETTINGS, cache=tmp_path).pdf(GOOD) == made
    assert not made_again
    monkeypatch.setattr("publish.base.versions.fingerprint", lambda: "another")
    publish.configure(SETTINGS, cache=tmp_path).pdf(GOOD)
    assert made_again


def test_threads_may_share_a_publisher() -> None:
    """Each gets what one alone would."""
    press = publish.configure(SETTINGS)
    texts = [GOOD.replace("A good article", f"Article {number}") for number in range(4)]
    alone = [press.pdf(text).content for text in texts]
    together: dict[int, bytes | None] = {}
    threads = [
        threading.Thread(target=lambda number=number: together.update({number: press.pdf(texts[number]).content}))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(4)] == alone


def test_importing_changes_nothing_in_the_host() -> None:
    """Neither a library nor a module of ours but the package itself is imported, and no builtin is another."""
    code = (
        "import sys, builtins; before = set(sys.modules); kept = dict(vars(builtins));"
        "import publish;"
        "assert dict(vars(builtins)) == kept;"
        "print(*sorted(name for name in set(sys.modules) - before if '.' not in name))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert set(done.stdout.split()) <= {"publish", "typing", "collections", "functools", "operator", "keyword", "reprlib",
                                        "re", "enum", "types", "copyreg", "contextlib", "warnings", "abc"} | set(
        sys.stdlib_module_names
    )  # fmt: skip


def test_the_front_is_what_it_says() -> None:
    """Every name of `__all__` is there, and the version is the distribution's."""
    from importlib.metadata import version

    assert all(hasattr(publish, name) for name in publish.__all__)
    assert publish.__version__ == version("handbill")


def test_a_page_of_its_own_shows_what_the_archive_shows(publication: Path) -> None:
    """The picture has its caption, the title of a link that runs the other way is set apart: one text for both."""
    Image.new("RGB", (1500, 700), "navy").save(publication / "source/articles/sea.png")
    head = "image: sea.png\nalt: The sea\ncaption: The sea at *night*\nlinks:\n- title: שלום!\n  url: https://example.org/\n---"
    text = GOOD.replace("---\n\nEvery", f"{head}\n\nEvery")
    (publication / "source/articles/good.md").write_text(text, "utf-8")
    outcome = CliRunner().invoke(main, ["archive", "-C", str(publication), "--quiet"])
    assert outcome.exit_code == 0, outcome.output
    [article] = publish.open(publication).articles
    own = publish.open(publication).page(article).content
    assert own is not None
    pages = (own.decode(), (publication / "build/archive/articles/good.html").read_text("utf-8"))
    for page in pages:
        assert "<figcaption>The sea at <em>night</em></figcaption>" in page
        assert '<bdi dir="rtl">שלום!</bdi>' in page
    texts = [
        re.sub(r' (?:src|srcset|sizes)="[^"]*"', "", page[page.index("<article") : page.index("</article>")])
        for page in pages
    ]
    assert texts[0] == texts[1]
