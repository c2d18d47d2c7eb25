"""Handbill: one Markdown article in, a branded PDF briefing and an EPUB collection out.

The press as functions, in the order in which values flow; `publish.press` is the place to start reading:

    read       manuscripts   -> articles
    compose    articles      -> editions
    plan       editions      -> orders
    render     an order      -> an artifact
    catalogue  what is held  -> the files of an archive

Importing this package loads none of the libraries that lay out, typeset or bind: each is imported where it is used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publish.press import catalogue, compose, plan, read, render

__all__ = ["catalogue", "compose", "plan", "read", "render"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from publish import press

        return getattr(press, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
