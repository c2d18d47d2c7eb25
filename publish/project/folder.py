"""A folder on disk becomes settings, manuscripts and a house style: the only place that knows where things lie."""

from __future__ import annotations

import difflib
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote

import tomli

from publish.base import barrier, plugins
from publish.base.barrier import Fault
from publish.base.cache import Cache, cached
from publish.base.language import direction
from publish.editions import frozen
from publish.editions.frozen import Frozen
from publish.media import colour, typefaces
from publish.media import own_typefaces as fonts
from publish.media.assets import assets
from publish.model import (
    BOUND,
    PAPERS,
    Article,
    Brand,
    EditionPlan,
    HouseStyle,
    Manuscript,
    Packing,
    Picture,
    Publication,
    Sender,
    Typeface,
)
from publish.problem import Problem
from publish.project import styles, survey
from publish.project.folders import AGENDAS, ARCHIVE, ARTICLES, BUILD, LEDGER, MOST_BYTES, SETTINGS, STYLES, SUFFIXES
from publish.project.settings import FAMILIES, Checked, Settings, problem
from publish.project.survey import printable
from publish.value import Value


class Project(Value):
    """A publication's folder, its settings read and checked."""

    root: Path
    publication: Publication
    plans: tuple[EditionPlan, ...]
    style: HouseStyle
    typed: bytes
    """The settings as they stand in the file."""
    packing: Packing = Packing()
    logo: str = ""
    """The path of the logo from source/; empty when there is none."""

    @property
    def sender(self) -> Sender:
        """Who mails handouts; without an address when the settings have none that can be used."""
        from publish.project.settings_form import sender

        return sender(self.typed)


def preload() -> None:
    """Import what takes longest of what settings are checked with."""
    from publish.project import settings_form  # noqa: F401


def check(content: bytes) -> Checked:
    """What the settings of a publication come to, and all that is wrong with them."""
    from publish.project.settings_form import read  # here, not above: see there

    return read(content)


def load(
    root: Path, cache: Cache | None = None, check: Callable[[bytes], Checked] = check
) -> tuple[Project | None, tuple[Problem, ...]]:
    """Read and check the settings and the house style of the publication in `root`. Raises OSError only.

    Settings that lie checked in the `cache` are not checked again. `check` is somebody who does it, as `check` does.
    """
    content, refusal = _take(root, PurePosixPath(SETTINGS))
    if refusal:
        return None, (refusal,)
    return furnish(content, root, pictures(root, SETTINGS), cache, check)


def furnish(
    content: bytes,
    root: Path,
    find: Callable[[str], bytes],
    cache: Cache | None = None,
    check: Callable[[bytes], Checked] = check,
    style: HouseStyle | None = None,
) -> tuple[Project | None, tuple[Problem, ...]]:
    """The same from settings as they would stand in the file; `find` gives the logo's bytes by its path.

    With a `style` the one that the settings name is not looked for below `root`.
    """
    checked = barrier.guarded(cached, cache, Checked, partial(check, content), "settings", content)
    if isinstance(checked, Fault):
        return None, (barrier.problem(checked, SETTINGS),)
    settings, problems = checked.settings, checked.problems
    if settings is None:
        return None, problems
    own, faults = own_typefaces(root, cache)
    problems += faults
    brand, faults = _brand(find, settings, own)
    problems += faults
    if style is None:
        names = {plan.kind for plan in settings.plans}
        style, faults = styles.find(root, settings.style, settings.lines["style"], names, content)
        problems += faults
    if brand is None or style is None:
        return None, problems
    publication = Publication(
        identifier=settings.identifier,
        title=settings.title,
        organisation=settings.organisation,
        strapline=settings.strapline,
        language=settings.language,
        direction=direction(settings.language),
        rights=settings.rights,
        registration=settings.registration,
        contact=settings.contact,
        brand=brand,
        archive=settings.archive,
        picture_side=settings.picture_side,
        picture_crop=settings.picture_crop,
        picture_width=settings.picture_width,
        certificate=settings.certificate,
    )
    project = Project(
        root=root,
        publication=publication,
        plans=settings.plans,
        style=style,
        typed=content,
        packing=settings.packing,
        logo=settings.logo,
    )
    return project, problems


def outlook(root: Path) -> tuple[Typeface, ...]:
    """The typefaces that settings seem to ask for, which nobody has checked yet: some, all or none of them."""
    content, refusal = _take(root, PurePosixPath(SETTINGS))
    if refusal:
        return ()
    try:
        brand = tomli.loads(content.decode("utf-8-sig")).get("brand")
    except (ValueError, RecursionError):
        return ()
    asked = brand if isinstance(brand, dict) else {}
    found = (typefaces.find(str(asked.get(use, family))) for use, family in FAMILIES.items())
    return tuple(filter(None, found))


def own_typefaces(root: Path, cache: Cache | None = None) -> tuple[tuple[Typeface, ...], tuple[Problem, ...]]:
    """The families of source/typefaces/, and P05 for each file there that cannot be used. Raises OSError."""
    files, problems = [], []
    folder = root / fonts.FOLDER
    for place in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if not place.name.lower().endswith(fonts.SUFFIXES) or place.name.startswith("."):
            continue
        path = place.relative_to(root).as_posix()
        content, refusal = _take(root, PurePosixPath(path))
        digest = hashlib.sha256(content).hexdigest()
        said = cached(cache, fonts.Told, partial(fonts.told, content), "typeface's own words", digest)
        if refusal:
            problems.append(refusal)
        elif said.message:
            problems.append(Problem(code="P05", path=path, line=None, message=said.message, hint=said.hint))
        else:
            files.append((path, content, said))
    return fonts.gathered(files), tuple(problems)


def _brand(
    find: Callable[[str], bytes], settings: Settings, own: Collection[Typeface]
) -> tuple[Brand | None, tuple[Problem, ...]]:
    """The brand with its faces, logo and readable shades."""
    problems: list[Problem] = []
    ink = colour.readable(settings.colour)
    if ink != settings.colour:
        ratio = colour.contrast(settings.colour, colour.PAPER)
        message = f"`{settings.colour}` on white has a contrast of {ratio:.1f}, text needs {colour.TEXT_CONTRAST}"
        hint = f"text is set in `{ink}`, the nearest shade that passes WCAG AA; use it as `colour` to have one shade"
        problems.append(problem("P06", settings.lines["colour"], message, hint))
    found: dict[str, Typeface] = {}
    for use in ("headings", "body", "code"):
        family = getattr(settings, use)
        if typeface := typefaces.find(family, own):
            found[use] = typeface
        else:
            if near := typefaces.near(family, own):
                hint = f"did you mean `{near}`?"
            else:
                hint = (
                    f"put the files that you have a licence for into {fonts.FOLDER}/ (.otf, .ttf); of what is at hand "
                    f"`{typefaces.instead(family)}` is nearest, others are at https://pypi.org/project/fontpkg"
                )
            problems.append(problem("P05", settings.lines[use], f"the typeface `{family}` is not installed", hint))
    logo = None
    if settings.logo:
        logo, fault_ = _logo(find, settings.logo, settings.organisation, settings.lines["logo"])
        problems.extend(fault_)
    if any(problem.severity == "error" for problem in problems):
        return None, tuple(problems)
    brand = Brand(
        colour=settings.colour,
        ink=ink,
        on_colour=colour.on(settings.colour),
        logo=logo,
        headings=found["headings"],
        body=found["body"],
        code=found["code"],
        lettered=settings.other_letters,
    )
    return brand, tuple(problems)


def _logo(
    find: Callable[[str], bytes], path: str, organisation: str, line: int
) -> tuple[Picture | None, list[Problem]]:
    from publish.media.pictures import ImageError, read_picture

    try:
        asset = barrier.guarded(read_picture, path, find, passing=(ImageError,))
    except ImageError as error:
        return None, [problem(error.code, line, error.message, error.hint)]
    if isinstance(asset, Fault):
        return None, [barrier.problem(asset, SETTINGS, line, lost=f"the logo `{path}` was not read")]
    return Picture(asset=asset, alt=organisation), []


# articles and pictures


def manuscripts(root: Path, known: Collection[str] = frozenset()) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every article and paper of the publication but those at the paths `known`, in the order of their paths.

    Raises OSError only for the folder itself.
    """
    suffixes = (*SUFFIXES, *plugins.found("readers"))
    asked = _asked_for(root)
    found, problems = _files(root, ARTICLES, known, suffixes, asked)
    papers, refusals = _files(root, PAPERS, known, (*suffixes, *BOUND))
    beside, faults = _files(root, AGENDAS, known, BOUND)
    found, problems = (*found, *papers, *beside), (*problems, *refusals, *faults)
    if asked is not None:
        seen = {*known, *(manuscript.path for manuscript in found), *(problem.path for problem in problems)}
        others, faults = _files(root, "source", seen, (), asked)
        found, problems = (*found, *others), (*problems, *faults)
    refused = {problem.path for problem in problems if problem.code == "A08"}
    passed_over = (problem for problem in survey.survey(root) if problem.code == "A31" or problem.path not in refused)
    if not found and not problems and not known:
        hint = 'write one with `publish new "Headline"`'
        problems = (Problem(code="P07", path=ARTICLES, line=None, message="there are no articles", hint=hint),)
    return found, (*problems, *passed_over)


def _asked_for(root: Path) -> Callable[[str], bool] | None:
    """Whether an agenda names a file that is bound in wherever it lies; None when none names a paper."""
    texts: list[str] = []
    for folder, _, names in os.walk(root / AGENDAS):
        for name in names:
            place = Path(folder, name)
            if not name.endswith(SUFFIXES) or not place.is_file() or place.stat().st_size > MOST_BYTES:
                continue
            with suppress(OSError):
                texts.append(unquote(place.read_bytes().decode("utf-8", "replace")))
    said = "\n".join(texts).casefold()
    if "paper" not in said:
        return None

    def asked(name: str) -> bool:
        low = name.casefold()
        stem = re.escape(PurePosixPath(low).stem)
        return low.endswith(BOUND) and (
            low in said or re.search(rf"papers?\W*:[^|\n]*(?<![\w-]){stem}(?![\w-])", said) is not None
        )

    return asked


_IMPORTABLE = (
    ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".mhtml", ".eml", ".mbox", ".xlsx", ".ods", ".csv", ".txt",
    ".pdf",
)  # fmt: skip


def _passed_over(name: str) -> Problem:
    """The problem with a file among the articles that somebody may have meant for one."""
    return Problem(
        code="A17",
        path=printable(PurePosixPath(name)),
        line=None,
        message=f"`{PurePosixPath(name).name}` is no article, and nothing is made of it",
        hint=f"make one of it: `publish import '{name}'`, then put the file elsewhere",
    )


def agendas(root: Path) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every agenda of the publication, like `manuscripts`; to be asked only when a pack is to be made."""
    found, problems = _files(root, AGENDAS)
    if not found and not problems:
        hint = "write one, e.g. `source/agendas/2026-03-02-board.md`, or take the edition of kind `pack` out"
        message = "there are no agendas to make a pack of"
        problems = (Problem(code="P10", path=AGENDAS, line=None, message=message, hint=hint),)
    return found, problems


def _files(
    root: Path,
    where: str,
    known: Collection[str] = frozenset(),
    suffixes: tuple[str, ...] = SUFFIXES,
    asked: Callable[[str], bool] | None = None,
) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every file with one of the suffixes below a folder of the publication, without those at the paths `known`.

    Others are among them where they are `asked` for.
    """
    found: list[Manuscript] = []
    problems: list[Problem] = []
    top = str(root / where)
    for folder, folders, names in os.walk(top):
        within = (where + folder[len(top) :]).replace(os.sep, "/")
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name.endswith(suffixes))
        for name in [*sorted(names), *(name for name in folders if name.endswith(suffixes))]:
            if name.startswith((".", "~")):
                continue
            if not name.lower().endswith(suffixes) and not (asked and asked(name)):
                if where in (ARTICLES, PAPERS) and name.lower().endswith(_IMPORTABLE):
                    problems.append(_passed_over(f"{within}/{name}"))
                continue
            if f"{within}/{name}" in known:
                continue
            relative = PurePosixPath(within, name)
            content, refusal = _take(root, relative)
            if refusal:
                problems.append(refusal)
            else:
                found.append(Manuscript(path=printable(relative), content=content))
        folders[:] = [name for name in folders if not name.endswith(suffixes)]
    return tuple(found), tuple(problems)


def _take(root: Path, path: PurePosixPath) -> tuple[bytes, Problem | None]:
    """The bytes of a regular file of the publication, or why not."""

    def refuse(message: str, hint: str = "") -> tuple[bytes, Problem]:
        return b"", Problem(code="A08", path=printable(path), line=1, message=message, hint=hint)

    place = root / path
    if printable(path) != str(path):
        return refuse("the file's name is not UTF-8", "give it another name")
    try:
        if not place.resolve(strict=True).is_relative_to((root / "source").resolve()):
            return refuse("the file is a link to a place outside the publication", "put the file itself here")
        if not stat.S_ISREG(place.stat().st_mode):
            return refuse("not a regular file", "rename it if it is no article")
        if place.stat().st_size > MOST_BYTES:
            return refuse(f"the file is larger than {MOST_BYTES >> 20} MB, and is not read", "keep it elsewhere")
        with place.open("rb") as file:
            return file.read(MOST_BYTES), None
    except RuntimeError:  # a loop of links, on Python 3.11 and 3.12
        return refuse("the file is a link that leads to itself", "put the file itself here")
    except FileNotFoundError:
        return refuse("the file is a link that leads nowhere", "put the file itself here, or take the link away")
    except OSError as error:
        return refuse(f"the file cannot be read: {(error.strerror or str(error)).lower()}", "see who may read it")


def packs(root: Path) -> tuple[tuple[Frozen, ...], tuple[Problem, ...]]:
    """The receipts of packs that were made, and what is wrong with others. Raises OSError."""
    found: list[Frozen] = []
    problems: list[Problem] = []
    for place in sorted((root / BUILD / frozen.FOLDER).glob("*.json")):
        path = place.relative_to(root).as_posix()
        try:
            found.append(frozen.read(place.read_bytes(), path))
        except ValueError as error:
            message = f"what this pack was when it was made last cannot be read: {error}"
            hint = "bring the file back from a copy; without it the numbers of a supplement are those of the pack now"
            problems.append(Problem(code="G16", path=path, line=None, message=message, hint=hint))
    return tuple(found), tuple(problems)


def receipt(root: Path) -> bytes | None:
    """The receipt of the publication's archive, or what is remembered of it; None for neither. Raises OSError."""
    places = (root / ARCHIVE / "receipt.json", root / LEDGER / "receipt.json")
    return next((place.read_bytes() for place in places if place.is_file()), None)


def receipt_parts(root: Path) -> tuple[Callable[[str], bytes | None], ...]:
    """Where the parts of that receipt may be, by their paths in the archive."""

    def fetch(folder: Path, path: str) -> bytes | None:
        place = folder / path
        return place.read_bytes() if place.is_file() else None

    return tuple(partial(fetch, root / folder) for folder in (ARCHIVE, LEDGER))


def inputs(project: Project, articles: Iterable[Article]) -> tuple[tuple[str, str], ...]:
    """What an edition of `articles` is made from: each file's path and SHA-256. Raises OSError.

    Pictures have the names that the press gives them, since the same one may lie in several places.
    """
    texts = {f"{project.style.place}/{file.name}": file.text.encode() for file in project.style.files}
    used = {path: hashlib.sha256(text).hexdigest() for path, text in texts.items()}
    for path in (SETTINGS, *(article.source for article in articles)):
        used[path] = hashlib.sha256(_take(project.root, PurePosixPath(path))[0]).hexdigest()
    logo = project.publication.brand.logo
    for asset in (*((logo.asset,) if logo else ()), *(one for article in articles for one in assets(article))):
        used[f"pictures/{asset.name}"] = asset.sha256 or hashlib.sha256(asset.content).hexdigest()
    return tuple(sorted(used.items()))


def own_files(
    project: Project, source: str, looked: Iterable[tuple[str, str]], cache: Cache | None = None
) -> tuple[tuple[str, str], ...]:
    """An article's own files, its text and the pictures that it `looked` for: paths, and SHA-256 of `own_content`.

    The digest of a file that is given to nobody is empty. Raises OSError.
    """
    text, refusal = _take(project.root, PurePosixPath(source))
    found = {source: "" if refusal else hashlib.sha256(text).hexdigest()}
    for asked, digest in looked:
        if digest and (path := _found_at(project.root, source, asked)):
            found[path] = _plain_digest(project.root, path, digest, cache)
    return tuple(sorted(found.items()))


def shared_files(project: Project, cache: Cache | None = None) -> tuple[tuple[str, str], ...]:
    """The same of what all articles are made with: settings, logo, and a style of the publication's own."""
    found = {SETTINGS: hashlib.sha256(project.typed).hexdigest()}
    if project.logo and (path := _found_at(project.root, SETTINGS, project.logo)):
        content = (project.root / path).read_bytes()
        found[path] = _plain_digest(project.root, path, hashlib.sha256(content).hexdigest(), cache)
    for path, text in styles.own_files(project.root, project.style.name).items():
        found[path] = hashlib.sha256(text.encode()).hexdigest()
    return tuple(sorted(found.items()))


def own_content(project: Project, path: str) -> bytes | None:
    """A file of the publication as it is given away: a photograph without what its camera noted; None for none."""
    from publish.media.pictures import ImageError, plain_file

    if path.startswith(f"{STYLES}/"):
        text = styles.own_files(project.root, project.style.name).get(path)
        return None if text is None else text.encode()
    content, refusal = _take(project.root, PurePosixPath(path))
    if refusal:
        return None
    if path == SETTINGS or path.lower().endswith((*SUFFIXES, *plugins.found("readers"))):
        return content
    try:
        return plain_file(content)
    except ImageError:
        return None


def _found_at(root: Path, article: str, asked: str) -> str:
    """The path of the picture that an article asks for, from the publication's folder; empty when there is none."""
    source = (root / "source").resolve()
    for candidate in candidates(article, asked):
        place = root / candidate
        try:
            if place.resolve().is_relative_to(source) and stat.S_ISREG(place.stat().st_mode):
                return candidate
        except (OSError, RuntimeError, ValueError):
            continue
    return ""


def _plain_digest(root: Path, path: str, digest: str, cache: Cache | None) -> str:
    """The digest of a picture as it is given away, known by that of the file; empty when it is given to nobody."""
    from publish.media.pictures import ImageError, plain_file

    def made() -> str:
        try:
            return hashlib.sha256(plain_file((root / path).read_bytes())).hexdigest()
        except ImageError:
            return ""

    return cached(cache, str, made, "plain file", digest)


def digests(project: Project, used: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Path and SHA-256 of each file that a build reads: texts, settings, the house style, and what is `used` besides.

    Raises OSError.
    """
    suffixes = (*SUFFIXES, *plugins.found("readers"))
    found = {
        path: _streamed(place)
        for path, place in survey.files(project.root)
        if path in used
        or path == SETTINGS
        or path.startswith(f"{PAPERS}/")
        or (path.startswith((f"{ARTICLES}/", f"{AGENDAS}/")) and path.lower().endswith(suffixes))
    }
    found |= {f"{project.style.place}/{file.name}": _sha256(file.text) for file in project.style.files}
    return tuple(found.items())


def pictures_of(project: Project, looked: Mapping[str, Iterable[tuple[str, str]]]) -> frozenset[str]:
    """The paths of the pictures that articles, by their own paths, looked for and found, and of the logo."""
    asked = ((article, path) for article, those in looked.items() for path, digest in those if digest)
    logo = [_found_at(project.root, SETTINGS, project.logo)] if project.logo else []
    return frozenset(filter(None, (*logo, *(_found_at(project.root, article, path) for article, path in asked))))


def _streamed(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def pictures(root: Path, article: str) -> Callable[[str], bytes]:
    """A way to the pictures of the article at `article`; picklable, so that it can go to a worker."""
    return partial(_picture, root, article)


def candidates(article: str, asked: str) -> tuple[str, ...]:
    """Where a picture is looked for that the article at `article` asks for: paths from the publication's folder."""
    found = []
    for typed in _spellings(asked):
        within = posixpath.normpath(posixpath.join("source", typed.lstrip("/")))
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(article), typed))
        found += [within] if typed.startswith("/") else [beside, within]
    return tuple(found)


def _spellings(path: str) -> tuple[str, ...]:
    """A path as it was typed, and in the forms in which systems keep accents: in one sign with a letter, or as two."""
    if path.isascii():
        return (path,)
    folder, slash, name = path.rpartition("/")
    folders, names = ([one, normalize("NFC", one), normalize("NFD", one)] for one in (folder, name))
    return tuple(dict.fromkeys(f"{first}{slash}{last}" for first in folders for last in names))


def _picture(root: Path, article: str, path: str) -> bytes:
    """The bytes of a picture: looked for beside the article, then from source/.

    Raises FileNotFoundError, whose text is a hint, and PermissionError for a path that leads out of source/, through
    a link too.
    """
    source = (root / "source").resolve()
    if "\0" in path or "\\" in path or ":" in path.split("/", 1)[0]:
        raise PermissionError(path)
    beside = (root / article).parent
    places = []
    for typed in _spellings(path):
        places += [source / typed.lstrip("/")] if typed.startswith("/") else [beside / typed, source / typed]
    outside = False
    for candidate in places:
        try:
            place = candidate.resolve()
            if not place.is_relative_to(source):
                # `../images/a.jpg` is a way from the article; from source/, where it is tried too, it leads out.
                outside = outside or len(places) == 1 or candidate.is_relative_to(beside) or place.exists()
            elif stat.S_ISREG(place.stat().st_mode):
                with place.open("rb") as file:
                    return file.read(MOST_BYTES)
        except (OSError, RuntimeError):
            continue
    if outside:
        raise PermissionError(path)
    raise FileNotFoundError(_elsewhere(source, path) or _near(places, path))


def _near(candidates: list[Path], path: str) -> str:
    """A hint that names the picture that was probably meant."""
    for candidate in candidates:
        try:
            files = (one for one in candidate.parent.iterdir() if one.suffix.lower() not in _NO_PICTURE)
            names = {other.name.lower(): other.name for other in files if other.is_file()}
        except OSError:
            continue
        if near := difflib.get_close_matches(candidate.name.lower(), names, n=1, cutoff=0.7):
            return f"did you mean `{PurePosixPath(path).with_name(names[near[0]])}`?"
    return ""


_NO_PICTURE = frozenset((".md", ".toml", ".txt", ".csv", ".html", ".css"))


def _elsewhere(source: Path, path: str) -> str:
    """A hint that names the picture of that name in another folder, such as source/images/."""
    name = PurePosixPath(path).name
    place = next((place for place in sorted((source / "images").rglob("*")) if name and place.name == name), None)
    return f"did you mean `{place.relative_to(source).as_posix()}`?" if place else ""
