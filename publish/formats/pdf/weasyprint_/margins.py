"""What stands in the margins of pages and is known only when all pages are: rules that come after the last page.

WeasyPrint makes the boxes of margins when it has found where every page ends, and nothing in them moves a page. So
rules for margins may be given then, and no text is laid out a second time for what is said at its head.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import signature
from typing import Any

import weasyprint
from weasyprint.layout.page import set_page_type_computed_styles

from publish.base.replacing import Function, original

Rules = Callable[[Sequence[Collection[str]]], str]
"""Told which ids stand on each page, the CSS for the margins of the pages."""

_ASKED: ContextVar[tuple[Any, Rules] | None] = ContextVar("margins", default=None)
_PAGES = "handbill_pages"


@contextmanager
def ruled(html: Any, rules: Rules | None) -> Iterator[None]:
    """Until this is left, the margins of the pages of a document are set by these rules too."""
    token = _ASKED.set((html, rules) if rules else None)
    try:
        yield
    finally:
        _ASKED.reset(token)


def counted(make: Function) -> Function:
    """Remember the pages of a document, as they were made last."""
    arguments = signature(make)

    def make_all_pages(*args: Any, **more: Any) -> Iterator[Any]:
        pages: list[Any] = []
        for page in make(*args, **more):
            pages.append(page)
            yield page
        if _ASKED.get():
            vars(arguments.bind(*args, **more).arguments["context"])[_PAGES] = pages

    return make_all_pages


def set_late(make: Function) -> Function:
    """Before the first margins are made give all of them their styles."""
    arguments = signature(make)

    def make_margin_boxes(*args: Any, **more: Any) -> Any:
        context = arguments.bind(*args, **more).arguments["context"]
        if (asked := _ASKED.get()) and (pages := vars(context).pop(_PAGES, None)):
            html, rules = asked
            _restyle(context.style_for, html, pages, rules([_names(page) for page in pages]))
        return make(*args, **more)

    return make_margin_boxes


def _names(page: Any) -> set[str]:
    return {name for box in page.descendants() if (name := box.style["anchor"])}


def _restyle(style_for: Any, html: Any, pages: Sequence[Any], css: str) -> None:
    """Compute the styles of pages anew, with these rules, of the weight of those that a layout is given."""
    *_, (_, origin, specificity) = style_for._sheets
    style_for._sheets.insert(0, (weasyprint.CSS(string=css), origin, specificity))
    set_styles = original(set_page_type_computed_styles)  # not the shorter way, which keeps those of the first pages
    for kind in dict.fromkeys(page.page_type for page in pages):
        style_for.get_cascaded_styles().clear()
        set_styles(kind, html, style_for)
