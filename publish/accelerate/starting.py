"""How WeasyPrint is imported in a process of our own: without what it would look for, parse or import for others.

All of it is for a process that is declared ours, on Linux, while WeasyPrint is imported; nothing of it stays, and a
host's own process, where another thread may be importing too, never sees it. It is off with `HANDBILL_ACCELERATE=0`.

- *Libraries by name.* WeasyPrint tries each name of a library through cffi, which asks `ctypes.util.find_library`,
  which starts gcc and ldconfig: some fifty processes and a third of the import. Told that nothing was found, cffi goes
  on to the names that the loader knows (`libpango-1.0.so.0`).
- *C definitions* (definitions.py). cffi would parse them at each start, and again for each array of another length.
- *fontTools* is for fonts that HarfBuzz does not cut: it comes when something of it is used (later.py).
- *Selectors.* cssselect2 writes each as a line of Python and compiles it: of some thousand in the sheets of WeasyPrint
  and of a style a tenth is ever asked. They are compiled when they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from publish.accelerate import is_off

_ours: list[bool] = []


def process_is_ours() -> None:
    """Say that this process, with those forked from it, is a command of ours and nobody else's program."""
    _ours.append(True)


def _wanted() -> bool:
    return bool(_ours) and sys.platform == "linux" and not is_off()


@contextmanager
def importing() -> Iterator[None]:
    """While WeasyPrint is imported: in a process of ours it comes sooner."""
    if not _wanted() or "weasyprint" in sys.modules:
        yield
        return
    from publish.accelerate.definitions import parsed_before  # here, not above: most commands import no WeasyPrint
    from publish.accelerate.later import later

    with ExitStack() as stack:
        stack.enter_context(_libraries_by_name())
        stack.enter_context(parsed_before("weasyprint"))
        stack.enter_context(later("weasyprint", "fontTools", "fontTools.ttLib", "fontTools.varLib.instancer"))
        stack.enter_context(parsing())
        yield


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    import ctypes.util

    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def parsing() -> Iterator[None]:
    """While a sheet is parsed: in a process of ours its selectors are compiled when an element is held against them."""
    if not _wanted():
        yield
        return
    import cssselect2.compiler

    names: dict[str, Any] = vars(cssselect2.compiler)
    before = names.get("eval", eval)
    names["eval"] = _selector
    try:
        yield
    finally:
        if before is eval:
            del names["eval"]
        else:
            names["eval"] = before


def _selector(source: str, *names: Any) -> Any:
    """What `eval` makes of a selector: at once where it is not the function of an element that is expected."""
    if not source.startswith("lambda el:"):
        return eval(source, *names)
    made = None

    def matches(element: Any) -> Any:
        nonlocal made
        if made is None:
            made = eval(source, *names)
        return made(element)

    return matches
