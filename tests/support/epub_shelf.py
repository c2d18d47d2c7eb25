"""Rendered collections, opened: what the tests of the EPUB look into."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from publish.formats.epub.render import render
from publish.model import Edition
from publish.problem import Problem
from tests.support.sample import house_style

X = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True)
class Opened:
    """The files of an EPUB, by their names beside the package document."""

    content: bytes
    problems: tuple[Problem, ...]
    files: dict[str, bytes]
    order: tuple[str, ...]
    """Names as they lie in the zip file."""

    def xml(self, name: str) -> etree._Element:
        """A file as its reader's XML parser sees it."""
        return etree.fromstring(self.files[name])

    def text(self, name: str) -> str:
        """The words of a file's body, white space run together."""
        body = self.xml(name).find(f"{X}body")
        assert body is not None
        return " ".join("".join(body.itertext()).split())

    def metadata(self, name: str) -> list[str | None]:
        """The values of a property (`schema:accessMode`) or a Dublin Core element (`dc:title`) of the package."""
        package = self.xml("content.opf")
        if name.startswith("dc:"):
            return [element.text for element in package.iter(DC + name[3:])]
        return [element.text for element in package.iter(OPF + "meta") if element.get("property") == name]


@lru_cache(maxsize=64)
def opened(edition: Edition) -> Opened:
    """The edition, rendered in the house style and opened."""
    artifact, problems = render(edition, house_style())
    assert artifact is not None, problems
    with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
        order = tuple(archive.namelist())
        files = {name.removeprefix("EPUB/"): archive.read(name) for name in order}
    return Opened(content=artifact.content, problems=problems, files=files, order=order)
