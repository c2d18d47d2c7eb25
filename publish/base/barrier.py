"""One barrier stands between a fault of ours and everything else: what is raised over one text costs that text alone.

`guarded` stands where a worker's product comes back and where the parent itself looks into what a member has sent. What
it catches is not the text's fault, since what is wrong with a text is said by whoever read it, with a code of its own.
So it becomes X01: a fault of handbill. Its traceback goes with the problem until the parent has written it below
build/.
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from publish.base.atomic import write_atomic
from publish.problem import Problem
from publish.value import Value

FOLDER = "build/faults"
"""Where the tracebacks of faults are written, from a publication's folder."""

OUTSIDE = frozenset(
    (
        *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOLCK),
        *(errno.EACCES, errno.EPERM, errno.ESTALE),
    )
)
"""What the system refuses to anybody: no fault of ours, and no reason to go on. ESTALE is of a changed typeface."""

Product = TypeVar("Product")


class MissingLibrary(OSError):
    """A library of the system that the press cannot do without is not there: nobody's text, and no fault of ours."""


class Fault(Value):
    """Something was raised that nobody had foreseen."""

    reason: str
    """On one line: the exception and what it says."""
    trace: str
    """Its traceback; empty when a process died without one."""


def guarded(make: Callable[..., Product], *pieces: Any, passing: tuple[type[Exception], ...] = ()) -> Product | Fault:
    """What `make` gives, or the fault that it met.

    Raises MemoryError, OSError for what the system refuses, and the exceptions `passing` by which `make` says what is
    wrong with a piece.
    """
    try:
        return make(*pieces)
    except MemoryError:
        raise
    except Exception as error:
        refused = isinstance(error, MissingLibrary) or (isinstance(error, OSError) and error.errno in OUTSIDE)
        if refused or isinstance(error, passing):
            raise
        return fault(error)


def fault(error: Exception) -> Fault:
    """An exception as a value that can be sent to another process, whatever the exception holds."""
    from traceback import format_exception  # here, not above: nearly nobody needs it

    message = " ".join(str(error).split())[:300]
    name = type(error).__name__
    return Fault(reason=f"`{name}`: {message}" if message else f"`{name}`", trace="".join(format_exception(error)))


def problem(fault: Fault, path: str, line: int | None = None, *, lost: str = "it was not read") -> Problem:
    """What to say of a fault that was met over the file at `path`; `lost` is what was not done for it."""
    message = f"{lost}: this is a fault of handbill, not of your text: {fault.reason}"
    return Problem(code="X01", path=path, line=line, message=message, hint=_REPORT, trace=fault.trace)


_REPORT = "please report it"


def file(problems: Iterable[Problem], root: Path | None) -> tuple[Problem, ...]:
    """The problems, their tracebacks written below the publication's folder `root`, where the hints say they are.

    Without a folder each keeps its traceback, for whoever asked.
    """
    if root is None:
        return tuple(problems)
    return tuple(_filed(problem, root) if problem.trace else problem for problem in problems)


def _filed(problem: Problem, root: Path) -> Problem:
    from publish.base import slugs, versions

    installed = dict(versions.named())
    listed = ", ".join(
        f"{name} {installed[name]}" for name in ("handbill", "python", "weasyprint") if name in installed
    )
    stem = slugs.slug(Path(problem.path).stem, otherwise="fault")
    name = f"{FOLDER}/{stem}-{hashlib.sha256(problem.trace.encode()).hexdigest()[:8]}.txt"
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    lines = (f"{place}: {problem.message}", "", *(f"{name} {version}" for name, version in installed.items()), "")
    hint = f"please report it with the file {name}; installed are {listed}"
    with suppress(OSError):  # the fault is reported without its file
        write_atomic(root / name, ("\n".join(lines) + "\n" + problem.trace).encode("utf-8", "backslashreplace"))
        return replace(problem, hint=hint, trace="")
    return replace(problem, hint=f"please report it; installed are {listed}", trace="")
