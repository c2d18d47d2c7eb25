"""What the tests of the reader share: a page read as the press reads it, and pictures to put in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree
from PIL import Image

from publish.readers.markdown import Copy, to_markup


def picture(kind: str = "PNG", width: int = 4, height: int = 3) -> bytes:
    """A small picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#00594f").save(out, kind)
    return out.getvalue()


def finder(files: Mapping[str, bytes]) -> Callable[[str], bytes]:
    """A way to the pictures in `files`; whatever climbs out with `..` or begins with `/etc` lies outside."""

    def find(src: str) -> bytes:
        if src.startswith(("..", "/etc")):
            raise PermissionError(src)
        if src not in files:
            near = next((name for name in files if name.casefold() == src.casefold()), "")
            raise FileNotFoundError(f"did you mean `{near}`?" if near else "")
        return files[src]

    return find


def read(
    text: str,
    files: Mapping[str, bytes] | None = None,
    *,
    line: int = 1,
    language: str = "en",
    title: str = "",
) -> Copy:
    """Read `text` as the body of `a.md`."""
    return to_markup(text, path="a.md", first_line=line, language=language, title=title, find=finder(files or {}))


def body(text: str, files: Mapping[str, bytes] | None = None, **settings: Any) -> str:
    """The markup of `text`, which must be free of problems."""
    copy = read(text, files, **settings)
    assert copy.problems == ()
    return copy.body


def codes(copy: Copy) -> list[tuple[str, int | None]]:
    """Code and line of each problem."""
    return [(problem.code, problem.line) for problem in copy.problems]


def tree(copy: Copy | str) -> Any:
    """The markup parsed as XML."""
    return etree.fromstring(f"<body>{copy if isinstance(copy, str) else copy.body}</body>")


def words(copy: Copy | str) -> str:
    """The markup's text, white space as one space."""
    return " ".join("".join(tree(copy).itertext()).split())


def flat(markup: str) -> str:
    """Markup without the line ends between its tags."""
    return markup.replace(">\n", ">").replace("\n<", "<")
