"""Preflight of a collection: the finished EPUB opened again as a plain zip of XML."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from lxml import etree

from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs.conservation import lost, plain

_OPF = "{http://www.idpf.org/2007/opf}"


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with the finished file: container, manifest, spine, well-formedness, and every word in it."""
    own = edition.articles[0].source
    try:
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
            entries = archive.infolist()
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, OSError) as error:
        return (_problem(f"the EPUB does not open: {error}", own),)
    problems = [_problem(message, own) for message in _container(entries, parts)]
    trees: dict[str, etree._Element] = {}
    for name, content in parts.items():
        if PurePosixPath(name).suffix in (".xhtml", ".opf", ".ncx", ".xml", ".svg"):
            try:
                trees[name] = etree.fromstring(content, parser=etree.XMLParser(resolve_entities=False, huge_tree=True))
            except etree.XMLSyntaxError as error:
                problems.append(_problem(f"`{name}` is not well-formed: {error}", own))
    package = next((name for name in trees if name.endswith(".opf")), None)
    if package is None:
        return (*problems, _problem("there is no package document", own))
    folder = PurePosixPath(package).parent
    manifest = {item.get("id"): str(folder / str(item.get("href"))) for item in trees[package].iter(f"{_OPF}item")}
    listed = {*manifest.values(), package, "mimetype", "META-INF/container.xml"}
    problems += [_problem(f"`{name}` is listed but absent", own) for name in sorted(listed - set(parts))]
    problems += [_problem(f"`{name}` is there but not listed", own) for name in sorted(set(parts) - listed)]
    read = [manifest.get(item.get("idref")) for item in trees[package].iter(f"{_OPF}itemref")]
    text = {name: " ".join(map(str, trees[name].itertext())) for name in read if name in trees}
    return (*problems, *_words(edition, {PurePosixPath(name).stem: said for name, said in text.items() if name}))


def _problem(message: str, path: str) -> Problem:
    hint = "this is a fault of the press or of the house style; please report it with the article"
    return Problem(code="R05", path=path, line=None, message=message, hint=hint)


def _container(entries: Sequence[zipfile.ZipInfo], parts: Collection[str]) -> Iterator[str]:
    """What is wrong with the zip file as such (EPUB 3.3, OCF ZIP container)."""
    if entries[0].filename != "mimetype" or entries[0].compress_type != zipfile.ZIP_STORED:
        yield "the entry `mimetype` is not first and stored (EPUB 3.3, OCF ZIP container)"
    if len(parts) != len(entries) or any(".." in name or name.startswith("/") or "\\" in name for name in parts):
        yield "an entry's name stands twice or leads out of the container"


def _words(edition: Edition, text: Mapping[str, str]) -> Iterator[Problem]:
    """Articles of which there is nothing, or not every word; `text` is what each file says, by its stem."""
    for article in edition.articles:
        if article.slug not in text:
            yield _problem("the article is not in the EPUB", article.source)
        elif missing := lost(f"{article.title} {article.standfirst} {plain(article.body)}", text[article.slug]):
            yield _problem(f"words are missing from the EPUB: {', '.join(missing[:8])}", article.source)
