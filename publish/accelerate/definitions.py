"""C definitions as cffi has parsed them, kept in the user's cache folder: as values, never as code.

To parse WeasyPrint's takes as long as all the rest of its import, and all of them are read again for each array of a
length that was not seen before. cffi has a form for definitions that were parsed ahead ("out-of-line ABI mode"): some
tables of bytes and numbers, which it writes as a call with literal arguments. These are kept, under a digest of the
definitions' text and of the versions of Python and cffi. What cannot be had in this form is left to cffi itself.
"""

from __future__ import annotations

import ast
import hashlib
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from publish.accelerate.later import put_back
from publish.base import user_cache
from publish.value import Value


class _Tables(Value):
    """What `_cffi_backend.FFI` takes."""

    version: int
    types: bytes
    globals: tuple[bytes | int, ...] = ()
    struct_unions: tuple[tuple[bytes, ...], ...] = ()
    enums: tuple[bytes, ...] = ()
    typenames: tuple[bytes, ...] = ()


@contextmanager
def parsed_before(package: str) -> Iterator[None]:
    """While a package is imported, the definitions that it gives to cffi are found parsed, or else parsed."""
    import cffi  # type: ignore[import-untyped]

    own = cffi.FFI
    cffi.FFI = lambda *more: own(*more) if more else _Definitions(own)
    try:
        yield
    finally:
        cffi.FFI = own
        put_back(package, _Definitions, lambda held: held._real())


class _Definitions:
    """Stands for a `cffi.FFI` until all has been defined: what it is asked for first makes the real one."""

    def __init__(self, own: Any) -> None:
        self._own = own
        self._texts: list[str] = []
        self._made: Any = None

    def cdef(self, text: str, *more: Any, **options: Any) -> None:
        """Define what `text` says; with options as cffi itself does."""
        if self._made is None and not (more or options):
            self._texts.append(text)
            return
        if type(self._made) is not self._own:  # tables take no more: they are put by for all that was defined
            self._made = self._plain()
        self._made.cdef(text, *more, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real(), name)

    def _plain(self) -> Any:
        ffi = self._own()
        for text in self._texts:
            ffi.cdef(text)
        return ffi

    def _real(self) -> Any:
        if self._made is None:
            try:
                self._made = self._from_tables()
            except Exception:  # another cffi may write its tables in another way: then it parses by itself
                self._made = self._plain()
        return self._made

    def _from_tables(self) -> Any:
        import _cffi_backend  # type: ignore[import-untyped]

        told = "\0".join((sys.version, _cffi_backend.__version__, *self._texts))
        key = hashlib.sha256(told.encode()).hexdigest()
        tables = user_cache.remembered(_Tables, lambda: _tables(self._plain()), key)
        given = {name: found for name in _Tables.__struct_fields__[1:] if (found := getattr(tables, name))}
        spelt = {f"_{name}": found for name, found in given.items()}
        return _cffi_backend.FFI("handbill", _version=tables.version, **spelt)


def _tables(ffi: Any) -> _Tables:
    """What cffi has parsed, out of the text in which it writes it. Raises ValueError where that is another."""
    from cffi import recompiler

    written = io.StringIO()
    recompiler.make_py_source(ffi, "handbill", written)
    calls = [node for node in ast.walk(ast.parse(written.getvalue())) if isinstance(node, ast.Call)]
    if len(calls) != 1:
        raise ValueError("more than one call")
    said = {keyword.arg or "": ast.literal_eval(keyword.value) for keyword in calls[0].keywords}
    return _Tables(**{name.removeprefix("_"): value for name, value in said.items()})
