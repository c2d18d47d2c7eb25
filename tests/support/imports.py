"""Sources brought in as `publish import` does it, without a command and without a disk."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, NamedTuple

from PIL import Image

from publish.cli.import_ import _keys, _read
from publish.importers.bring import Brought, bring, prove
from publish.importers.place import Draft
from publish.importers.values import Bundle, Remark


def _dot() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (1, 1), "green").save(made, "PNG")
    return made.getvalue()


PICTURE = _dot()
"""A picture of one dot."""


class Came(NamedTuple):
    """What came of an article's source."""

    draft: Draft
    html: str
    """As the press's own reader makes it; empty when it has errors."""
    lost: list[Remark]

    @property
    def text(self) -> str:
        """The Markdown, without its metadata."""
        return self.draft.text.partition("\n---\n\n")[2]

    @property
    def said(self) -> str:
        """All remarks, a line each."""
        return "\n".join(f"{remark.weight}: {remark.what} [{remark.place}]" for remark in self.draft.piece.remarks)


def come(draft: Draft) -> Came:
    """Prove a draft as the command does."""
    made, html = _read(draft, f"source/articles/{draft.name}")
    return Came(draft, html, [*prove(draft, made), *(r for r in draft.piece.remarks if r.weight == "lost")])


def brought(files: dict[str, bytes | str], **options: Any) -> Brought:
    """What comes of files that lie together; those whose names end as pictures do are not asked for."""
    contents = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    bundle = Bundle(tuple(contents), contents.__getitem__, dict.fromkeys(contents, date(2020, 1, 2)), tuple(contents))
    return bring([bundle], taken={}, keys=_keys(), language="en-GB", **options)


def articles(files: dict[str, bytes | str], **options: Any) -> list[Came]:
    """The articles that come of files, in order."""
    return [come(draft) for draft in brought(files, **options).drafts]


def article(content: bytes | str, name: str = "source.md", **beside: bytes | str) -> Came:
    """The one article of a file; `beside` has more files, by name with `__` for the dot and `_` for the slash."""
    more = {key.replace("__", ".").replace("_", "/"): value for key, value in beside.items()}
    (came,) = articles({name: content, **more})
    return came
