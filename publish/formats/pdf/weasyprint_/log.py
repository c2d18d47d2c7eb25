"""What WeasyPrint has to say. What goes wrong is logged or warned of, not raised.

A picture that cannot be had, a rule that is not understood, a missing glyph. Each render also warns that the sRGB
profile's file was left open: nobody can do anything about that.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


class Said(logging.Handler):
    """Gathers what WeasyPrint logs: the characters it had no glyph for, and every other warning or error."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.missing: list[str] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take down what is logged."""
        if "notdef" in str(record.msg) and record.args:
            self.missing.append(str(record.args[0]))  # type: ignore[index]
        else:
            self.lines.append(_plain(record.getMessage()))


def _plain(line: str) -> str:
    line = " ".join(line.split()).rstrip(".")
    return line[:1].lower() + line[1:300]


@contextmanager
def listening(handler: Said) -> Iterator[None]:
    """Hear WeasyPrint's log and warnings with `handler` alone, and leave the logger as it was found."""
    logger = logging.getLogger("weasyprint")
    before = logger.handlers[:], logger.propagate, logger.level
    logger.handlers[:], logger.propagate = [handler], False
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
        # What others warn of, whenever it is that they do, is nothing of the galley's.
        handler.lines += [_plain(str(w.message)) for w in warned if issubclass(w.category, UserWarning)]
    finally:
        logger.handlers[:], logger.propagate = before[0], before[1]
        logger.setLevel(before[2])
