"""In a process of our own WeasyPrint is imported sooner; it is the same WeasyPrint, and makes the same file."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from publish.accelerate import starting
from publish.workshop import executors

ROOT = Path(__file__).parents[2]

PROGRAM = """
import hashlib, sys
if "ours" in sys.argv:
    from pathlib import Path
    from publish.accelerate.starting import process_is_ours
    from publish.base import user_cache
    process_is_ours()
    user_cache.use(Path(sys.argv[1]))
if "spoilt" in sys.argv:
    from cffi import recompiler
    recompiler.make_py_source = None
from publish.formats.pdf import render
from tests.support.sample import briefing, house_style
artifact, problems = render.render(briefing(), house_style())
seen = [name for name in ("pycparser", "fontTools") if name in sys.modules]
import ctypes.util, cffi, cssselect2, weasyprint
assert cffi.FFI.__module__ == "cffi.api" and "eval" not in vars(cssselect2.compiler)
assert ctypes.util.find_library.__module__ == "ctypes.util"
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi
print(hashlib.sha256(artifact.content).hexdigest(), type(ffi).__module__, *seen)
import fontTools.ttLib, fontTools.ttLib.woff2, weasyprint.text.fonts as text
assert text.woff2.decompress is fontTools.ttLib.woff2.decompress
assert text.woff2 is fontTools.ttLib.woff2 and text.TTFont is fontTools.ttLib.TTFont
"""


def said(place: Path, *words: str, **environment: str) -> list[str]:
    """What the program says: the file's digest, what the definitions are held by, and what was imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(place), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the libraries are searched for")
def test_weasyprint_comes_sooner_and_makes_the_same_file(tmp_path: Path) -> None:
    """What is left out or kept costs no byte: on the first start, later, turned off, and with a cffi that is another."""
    place = tmp_path / "cache"
    plain = said(place)
    first, second = said(place, "ours"), said(place, "ours")
    assert {plain[0], first[0], second[0]} == {plain[0]}
    assert plain[1:] == ["cffi.api", "pycparser", "fontTools"]
    assert first[1:] == ["_cffi_backend", "pycparser"]
    assert second[1:] == ["_cffi_backend"]
    assert said(place, "ours", HANDBILL_ACCELERATE="0") == plain
    assert said(tmp_path / "other", "ours", "spoilt") == [plain[0], "cffi.api", "pycparser"]


def test_a_selector_is_compiled_when_it_is_asked() -> None:
    """A selector that was not compiled answers as one that was; one that can be nothing is refused as before."""
    made = starting._selector("lambda el: el > limit", {"limit": 3}, {})
    assert [made(number) for number in (2, 4, 5)] == [False, True, True]
    assert starting._selector("1 + 1") == 2


@pytest.mark.parametrize("preload", [executors.CHECKING, executors.MAKING, executors.READING, executors.TYPESETTING])
def test_what_a_worker_is_to_learn_is_there(preload: str) -> None:
    """A preload that is not there would be passed over in silence, and only cost time."""
    module, _, function = preload.partition(":")
    assert callable(getattr(import_module(module), function))
