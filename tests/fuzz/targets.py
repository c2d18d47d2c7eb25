"""The doors by which strangers' bytes come in: each is given any bytes, raises nothing and takes no long time.

Seeds lie in `seeds/NAME/`: some of each kind that the door knows, and whatever was once a finding.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

from publish.delivery import mailing_list
from publish.media.pictures import ImageError
from publish.media.pictures import read as read_picture
from publish.model import Manuscript, StyleSheet
from publish.project import folder
from publish.readers import agenda, article
from publish.style import faults
from publish.value import replace
from tests.support import imports
from tests.support.sample import house_style

HOUSE = house_style()


def _find(path: str) -> bytes:
    if path.endswith(".png"):
        return imports.PICTURE
    raise FileNotFoundError(path)


def _reader(content: bytes) -> None:
    """A whole article."""
    found, problems = article.read(Manuscript(path="source/articles/a.md", content=content), "en-GB", _find)
    json.dumps([(problem.message, problem.hint) for problem in problems], ensure_ascii=False).encode()
    assert found is not None or any(problem.severity == "error" for problem in problems)


def _metadata(content: bytes) -> None:
    """The block above an article, in YAML and in TOML."""
    for fence in (b"---\n", b"+++\n"):
        _reader(fence + content + b"\n" + fence + b"\nWords.\n")


def _settings(content: bytes) -> None:
    """A publication.toml, with whatever it names looked for."""
    project, problems = folder.furnish(content, Path("nowhere"), _find, style=HOUSE)
    json.dumps([(problem.message, problem.hint) for problem in problems], ensure_ascii=False).encode()
    assert project is not None or any(problem.severity == "error" for problem in problems)


def _agenda(content: bytes) -> None:
    """An agenda."""
    found, problems = agenda.read(Manuscript(path="source/agendas/a.md", content=content), "en-GB", _find)
    assert found is not None or any(problem.severity == "error" for problem in problems)


def _people(content: bytes) -> None:
    """A list of recipients, read to its end."""
    found, problems = mailing_list.read(io.BytesIO(content), path="list.csv", formats=None)
    assert found is not None or problems
    if found is not None:
        assert len(list(found.recipients())) <= found.rows


def _picture(content: bytes) -> None:
    """A picture of any kind, by any name."""
    for name in ("a.png", "a.svg"):
        try:
            read_picture(name, lambda _: content)
        except ImageError:
            continue


def _style(content: bytes) -> None:
    """A style's sheet, template, words and measures."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return
    for name in ("briefing.css", "briefing.html", "words.toml", "style.toml"):
        files = (*(file for file in HOUSE.files if file.name != name), StyleSheet(name=name, text=text))
        theirs = replace(HOUSE, name="theirs", files=files)
        faults.faults(theirs, theirs, HOUSE, ("briefing",))


def _import(content: bytes) -> None:
    """A page of the web, a post, a mail, a table, a document: what it is shows from its content."""
    for name in ("page.html", "post.md", "letter.eml", "table.csv"):
        brought = imports.brought({name: content})
        for draft in brought.drafts:
            imports.come(draft)
        assert not [remark.what for _, remark in brought.remarks if "fault of handbill" in remark.what]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "reader": _reader,
    "metadata": _metadata,
    "settings": _settings,
    "agenda": _agenda,
    "list": _people,
    "pictures": _picture,
    "style": _style,
    "import": _import,
}
