"""The programs and libraries that make an edition what it is, with their versions: what a receipt names."""

from __future__ import annotations

import ctypes
import ctypes.util
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from publish.catalogue.receipt import Tool

PACKAGES = (
    *("handbill", "babel", "ebooklib", "jinja2", "lxml", "markdown", "nh3", "pikepdf", "pillow", "pydyf"),
    *("pygments", "pymdown-extensions", "pypdfium2", "uharfbuzz", "weasyprint"),
)


def tools() -> Iterator[Tool]:
    """What is installed of them, Python and the line-setting library first."""
    yield Tool(name="python", version=platform.python_version())
    if pango := _pango():
        yield Tool(name="pango", version=pango)
    for package in PACKAGES:
        try:
            yield Tool(name=package, version=version(package))
        except PackageNotFoundError:
            continue


def _pango() -> str:
    """Pango's version, asked of the library itself; empty when the loader does not find it."""
    name = ctypes.util.find_library("pango-1.0")
    if name is None:
        return ""
    ask = ctypes.CDLL(name).pango_version_string
    ask.restype = ctypes.c_char_p
    return str(ask().decode())
