"""The others, by name: how each is installed, and how it is asked for one briefing or for many.

Each has a folder of its own under `CACHE`, outside this repository, filled from the package registries alone by
`python -m benchmarks --install`. What is not there is named in the results, and has no figure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "handbill-benchmarks"
BIN = Path(sys.executable).parent

Command = Sequence[str | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The same articles in every form that a peer takes; what was converted was so beforehand, untimed."""

    articles: tuple[Path, ...]
    galleys: tuple[Path, ...] = ()
    """The HTML that handbill sets."""

    def other(self, suffix: str) -> tuple[Path, ...]:
        """The articles in another form: each beside its Markdown."""
        return tuple(article.with_suffix(suffix) for article in self.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another way to a PDF."""

    title: str
    ask: Callable[[Texts, Path, int], Sequence[Command]]
    """The commands for all the texts, into a folder: where there are several, so many at a time."""
    packages: tuple[str, ...] = ()
    """From PyPI, into an environment of its own."""
    apt: tuple[str, ...] = ()
    """From Debian, where they are called as their packages or as `program` says."""
    version: Callable[[], str]
    one: bool = True
    """Whether it is asked for one briefing."""
    many: bool = True
    """Whether it is asked for many."""
    takes: str = ".md"
    """The form of the texts that it takes."""


def own(name: str) -> Path:
    """The interpreter of a peer's environment."""
    return CACHE / name / "bin/python"


@cache
def _package(name: str, distribution: str) -> str:
    code = f"import importlib.metadata as m; print(m.version({distribution!r}))"
    return _said([own(name), "-c", code])


def _said(command: Command) -> str:
    """The first version number that a command says."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "?"


@cache
def pandoc() -> Path:
    """The program that the Python package carries."""
    return next((CACHE / "pandoc").glob("lib/python*/site-packages/pypandoc/files/pandoc"))


def _script(name: str, python: Path) -> Callable[[Texts, Path, int], Sequence[Command]]:
    return lambda texts, out, jobs: [[python, HERE / name, str(jobs), out, *texts.articles]]


def _galleys(texts: Texts, out: Path, jobs: int) -> Sequence[Command]:
    if len(texts.galleys) == 1:
        return [[sys.executable, HERE / "plain.py", texts.galleys[0], out / "galley.pdf"]]
    return [[sys.executable, HERE / "pool.py", str(jobs), out, *texts.galleys]]


def _plain(texts: Texts, out: Path, jobs: int) -> Sequence[Command]:
    if len(texts.articles) == 1:
        return [[sys.executable, HERE / "plain.py", texts.articles[0], out / "plain.pdf"]]
    return [[sys.executable, HERE / "pool.py", str(jobs), out, *texts.articles]]


def _pandoc(engine: Path, *options: str) -> Callable[[Texts, Path, int], Sequence[Command]]:
    return lambda texts, out, _: [
        [
            pandoc(), "--pdf-engine", engine, *options, "--resource-path", article.parent, "--metadata", "lang=en",
            article, "-o", out / f"{article.stem}.pdf",
        ]
        for article in texts.articles
    ]  # fmt: skip


def _chromium(texts: Texts, out: Path, jobs: int) -> Sequence[Command]:
    if len(texts.articles) > 1:
        return [[own("chromium"), HERE / "with_chromium.py", str(jobs), out, *texts.articles]]
    (html,) = texts.other(".html")
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-pdf-header-footer",
        "--allow-file-access-from-files",
    )
    return [["chromium", *options, f"--user-data-dir={out}", f"--print-to-pdf={out / 'one.pdf'}", html.as_uri()]]


def _asciidoctor(texts: Texts, out: Path, jobs: int) -> Sequence[Command]:
    files = texts.other(".adoc")
    shares = [files[start::jobs] for start in range(min(jobs, len(files)))]
    return [["asciidoctor-pdf", "-q", "-D", out, *share] for share in shares]


def _wkhtmltopdf(texts: Texts, out: Path, _: int) -> Sequence[Command]:
    options = ("--quiet", "--enable-local-file-access", "--page-size", "A4")
    return [["wkhtmltopdf", *options, html, out / f"{html.stem}.pdf"] for html in texts.other(".html")]


PEERS: Mapping[str, Peer] = {
    "plain": Peer(
        title="WeasyPrint, plain pool",
        ask=_plain,
        version=lambda: version("weasyprint"),
        one=False,
    ),
    "galleys": Peer(
        title="WeasyPrint, plain, on handbill's HTML, tagged",
        ask=_galleys,
        version=lambda: version("weasyprint"),
    ),
    "pandoc-weasyprint": Peer(
        title="pandoc → WeasyPrint",
        ask=_pandoc(BIN / "weasyprint"),
        packages=("pypandoc-binary",),
        version=lambda: _said([pandoc(), "--version"]),
        many=False,
    ),
    "asciidoctor": Peer(
        title="asciidoctor-pdf",
        ask=_asciidoctor,
        apt=("ruby-asciidoctor-pdf", "asciidoctor-pdf"),
        version=lambda: _said(["asciidoctor-pdf", "--version"]),
        takes=".adoc",
    ),
    "chromium": Peer(
        title="Chromium",
        ask=_chromium,
        packages=("playwright", "markdown", "jinja2"),
        apt=("chromium", "chromium"),
        version=lambda: _said(["chromium", "--version"]),
        takes=".html",
    ),
    "wkhtmltopdf": Peer(
        title="wkhtmltopdf",
        ask=_wkhtmltopdf,
        apt=("wkhtmltopdf", "wkhtmltopdf"),
        version=lambda: _said(["wkhtmltopdf", "--version"]),
        takes=".html",
    ),
    "pandoc": Peer(
        title="pandoc → typst",
        ask=_pandoc(CACHE / "pandoc/bin/typst", "--pdf-engine-opt=--root=/"),
        packages=("pypandoc-binary", "typst"),
        version=lambda: f"{_said([pandoc(), '--version'])} with typst {_package('pandoc', 'typst')}",
    ),
    "typst": Peer(
        title="typst",
        ask=lambda texts, out, jobs: [
            [own("typst"), HERE / "with_typst.py", str(jobs), out, *texts.other(".typ")],
        ],
        packages=("typst",),
        version=lambda: _package("typst", "typst"),
        takes=".typ",
    ),
    "plutoprint": Peer(
        title="PlutoPrint",
        ask=_script("with_plutoprint.py", own("plutoprint")),
        packages=("plutoprint", "markdown", "jinja2"),
        version=lambda: _package("plutoprint", "plutoprint"),
    ),
}

# No registry of ours carries typst's own program, which pandoc calls: the Python package is that compiler as a module.
# Started without site-packages' .pth files it costs some 20 ms over the program.
TYPST = """#!{python} -I
import sys, typst
files = [word for word in sys.argv[1:] if not word.startswith("-") and word != "compile"]
roots = [word.partition("=")[2] for word in sys.argv if word.startswith("--root=")]
typst.compile(files[0], output=files[1], **({{"root": roots[0]}} if roots else {{}}))
"""


def there(name: str) -> bool:
    """Whether a peer is installed."""
    peer = PEERS[name]
    home = CACHE / ("pandoc" if name.startswith("pandoc") else name)
    return (not peer.packages or (home / ".installed").exists()) and (
        not peer.apt or shutil.which(peer.apt[1]) is not None
    )


def install() -> None:
    """Install those that are not there. What a registry does not have is told, and left out."""
    for name, peer in PEERS.items():
        if there(name):
            continue
        home = CACHE / ("pandoc" if name.startswith("pandoc") else name)
        packages = PEERS["pandoc"].packages if home.name == "pandoc" else peer.packages
        try:
            if peer.apt and shutil.which(peer.apt[1]) is None:
                root = [] if os.geteuid() == 0 else ["sudo"]
                subprocess.run([*root, "apt-get", "install", "-qq", "-y", peer.apt[0]], check=True)
            if packages:
                subprocess.run([sys.executable, "-m", "venv", home], check=True)
                subprocess.run([home / "bin/python", "-m", "pip", "install", "-qq", *packages], check=True)
                if home.name == "pandoc":
                    engine = home / "bin/typst"
                    engine.write_text(TYPST.format(python=home / "bin/python"), encoding="utf-8")
                    engine.chmod(0o755)
                (home / ".installed").touch()
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{peer.title}: not installed ({error})", file=sys.stderr)
