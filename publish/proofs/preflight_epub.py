"""Preflight of a collection: the finished EPUB opened again as a plain zip of XML."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from lxml import etree

from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.proofs.conservation import lost, plain

_OPF = "{http://www.idpf.org/2007/opf}"


def inspect(edition: Edition, artifact: Artifact) -> tuple[Problem, ...]:
    """What is wrong with the finished file: container, manifest, spine, well-formedness, and every word in it."""

    def problem(message: str, path: str | None = None) -> Problem:
        hint = "this is a fault of the press or of the house style; please report it with the article"
        return Problem(code="R05", path=path or edition.articles[0].source, line=None, message=message, hint=hint)

    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(io.BytesIO(artifact.content)) as archive:
            entries = archive.infolist()
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, OSError) as error:
        return (problem(f"the EPUB does not open: {error}"),)
    first = entries[0]
    if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED:
        problems.append(problem("the entry `mimetype` is not first and stored (EPUB 3.3, OCF ZIP container)"))
    if len(parts) != len(entries) or any(".." in name or name.startswith("/") or "\\" in name for name in parts):
        problems.append(problem("an entry's name stands twice or leads out of the container"))
    trees = {}
    for name, content in parts.items():
        if PurePosixPath(name).suffix in (".xhtml", ".opf", ".ncx", ".xml", ".svg"):
            try:
                trees[name] = etree.fromstring(content, parser=etree.XMLParser(resolve_entities=False, huge_tree=True))
            except etree.XMLSyntaxError as error:
                problems.append(problem(f"`{name}` is not well-formed: {error}"))
    package = next((name for name in trees if name.endswith(".opf")), None)
    if package is None:
        return (*problems, problem("there is no package document"))
    folder = PurePosixPath(package).parent
    manifest = {item.get("id"): str(folder / str(item.get("href"))) for item in trees[package].iter(f"{_OPF}item")}
    listed = {*manifest.values(), package, "mimetype", "META-INF/container.xml"}
    problems.extend(problem(f"`{name}` is listed but absent") for name in sorted(listed - set(parts)))
    problems.extend(problem(f"`{name}` is there but not listed") for name in sorted(set(parts) - listed))
    read = [manifest.get(item.get("idref")) for item in trees[package].iter(f"{_OPF}itemref")]
    text = {name: " ".join(map(str, trees[name].itertext())) for name in read if name in trees}
    for article in edition.articles:
        own = [words for name, words in text.items() if name and PurePosixPath(name).stem == article.slug]
        if not own:
            problems.append(problem("the article is not in the EPUB", article.source))
        elif missing := lost(f"{article.title} {article.standfirst} {plain(article.body)}", own[0]):
            problems.append(problem(f"words are missing from the EPUB: {', '.join(missing[:8])}", article.source))
    return tuple(problems)
