"""How WeasyPrint is imported in a process of our own: without asking the system for libraries that it knows by name.

WeasyPrint tries each name of a library through cffi, which asks `ctypes.util.find_library`, which starts gcc and
ldconfig: on Linux some fifty processes and a third of the import. Told that nothing was found, cffi goes on to the
names that the loader knows (`libpango-1.0.so.0`). Not in a host's process, where another thread may be searching.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from publish.accelerate import is_off

_ours: list[bool] = []


def process_is_ours() -> None:
    """Say that this process, with those forked from it, is a command of ours and nobody else's program."""
    _ours.append(True)


@contextmanager
def importing() -> Iterator[None]:
    """While WeasyPrint is imported: in a process of ours the loader finds the native libraries by their names."""
    import ctypes.util  # here, not above: most commands import no WeasyPrint

    search = ctypes.util.find_library
    if _ours and sys.platform == "linux" and not is_off():
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search
