"""A folder on disk becomes settings, manuscripts and a house style: the only place that knows where things lie."""

from __future__ import annotations

import difflib
import hashlib
import os
import posixpath
import re
import stat
from collections.abc import Callable, Collection, Iterable
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from publish import colour, typefaces
from publish.folders import AGENDAS, ARCHIVE, ARTICLES, SETTINGS, SUFFIXES, our_styles
from publish.forms import NO_SWITCH, Block, BlockError, Codes, Form, Language, Line, Words, fault, fill, read_block
from publish.language import direction
from publish.model import (
    Article,
    Asset,
    Brand,
    Contact,
    EditionPlan,
    HouseStyle,
    Kind,
    Manuscript,
    Picture,
    Publication,
    Sender,
    StyleSheet,
    Typeface,
)
from publish.problem import Problem
from publish.value import Value

MOST_BYTES = 32 * 2**20
"""No file is read further than this."""

SYNONYMS = {
    "author": "organisation",
    "copyright": "rights",
    "font": "body",
    "lang": "language",
    "licence": "rights",
    "license": "rights",
    "mobile": "telephone",
    "name": "title",
    "phone": "telephone",
    "publisher": "organisation",
    "site": "website",
    "slogan": "strapline",
    "street": "address",
    "subtitle": "strapline",
    "tagline": "strapline",
    "tel": "telephone",
    "theme": "style",
    "type": "kind",
    "url": "website",
    "web": "website",
}
"""What other people call our settings."""

CODES = Codes(missing="P02", unusable="P03", slip="P04", unknown="P09")


class Project(Value):
    """A publication's folder, its settings read and checked."""

    root: Path
    publication: Publication
    plans: tuple[EditionPlan, ...]
    style: HouseStyle
    settings: Settings
    """As they stand in the file."""

    @property
    def sender(self) -> Sender:
        """Who mails handouts; without an address when the settings have none that can be used."""
        return _sender(self.settings)


# publication.toml


def _colour(text: str) -> str:
    if not colour.is_colour(text):
        raise fault("is not a colour: `{typed}`", "write it as `#rrggbb`, e.g. `#00594f`", typed=text[:40])
    return colour.plain(text)


_UNITS = {"kb": 10**3, "mb": 10**6, "kib": 2**10, "mib": 2**20}


def _size(text: str) -> str:
    if text and not bytes_of(text):
        raise fault("is not a size: `{typed}`", "write a number and a unit, e.g. `2 MB` or `800 kB`", typed=text[:40])
    return text


def bytes_of(size: str) -> int | None:
    """`2 MB` as a number of bytes; None when it is not a size."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)\s*([a-z]+)", size.strip().lower())
    return int(float(match[1]) * _UNITS[match[2]]) if match and match[2] in _UNITS else None


def _identifier(text: str) -> str:
    scheme, _, rest = text.partition(":")
    if not rest or not scheme.isalnum() or any(character.isspace() for character in text):
        raise fault(
            "is not a URI: `{typed}`", "use an address that is yours and will not change, e.g. `https://example.org/news`",
            typed=text[:80],
        )  # fmt: skip
    return text


def _web(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", text):
        raise fault(
            "is not an address on the web: `{typed}`",
            "write it in full, e.g. `https://example.org/news`",
            typed=text[:80],
        )
    return text.rstrip("/")


def _edition_name(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]{1,60}", text) or not text.strip("-"):
        hint = "use small letters, digits and hyphens, 60 at most"
        raise fault("cannot name a folder: `{typed}`", hint, typed=text[:40])
    if text in TAKEN:
        hint = "give the edition another name"
        raise fault("is the name of a folder in build/ that has another use: `{typed}`", hint, typed=text)
    return text


TAKEN = frozenset(("archive", "outbox", "proofs"))
"""What else build/ has folders of: no edition can be called so."""


def _email(text: str) -> str:
    if text and not re.fullmatch(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", text):
        raise fault("is not an e-mail address: `{typed}`", "write one, e.g. `hello@example.org`", typed=text[:80])
    return text


def _website(text: str) -> str:
    if text and not re.fullmatch(r"https?://[^\s/?#]+\S*", text):
        better = f"https://{text}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", text) else "https://example.org"
        raise fault("is not an address on the web: `{typed}`", f"write it in full, e.g. `{better}`", typed=text[:80])
    return text


class ContactForm(Form):
    """How to reach the organisation: the contact block of every edition."""

    name: Line = ""
    """Whom to ask for; the organisation's name when left out."""
    address: tuple[Words, ...] = ()
    """The postal address, a line each."""
    telephone: Line = ""
    email: Annotated[Line, AfterValidator(_email)] = ""
    website: Annotated[Line, AfterValidator(_website)] = ""
    """In full: `https://…`."""


class BrandForm(Form):
    """What makes an edition look like the organisation's own."""

    colour: Annotated[Line, AfterValidator(_colour)] = "#1f3a5f"
    """The organisation's main colour as `#rrggbb`."""
    logo: Line = ""
    """The logo, an SVG or PNG file: its path from source/."""
    headings: Words = "Source Sans 3"
    """The typeface of headings: the name of a family whose `fontpkg-…` package is installed."""
    body: Words = "Source Serif 4"
    """The typeface of the text."""
    code: Words = "Source Code Pro"
    """The typeface of code, with letters of equal width."""


class EditionForm(Form):
    """One kind of file to make from the articles."""

    kind: Kind
    """What to make. A PDF an article: `briefing`, for screen and paper; `screen`, with plain links and no notes;
    `mono`, for the black-and-white copier; `large-print`; `booklet`, A5 pages to fold; `press`, with bleed and crop
    marks for a print shop. `pack`: a PDF a meeting, by source/agendas/. `text`: plain text an article, for e-mail.
    `braille`: a BRF file an article, for an embosser. `collection`: one EPUB of all articles."""
    title: Line = ""
    """A collection's own title, where it is not the publication's."""
    sides: Annotated[int, Field(ge=1, le=99), NO_SWITCH] | None = None
    """How many sides of paper each file is to be set on, within what can be read."""
    max_size: Annotated[str, AfterValidator(_size)] = ""
    """How large each file may be, e.g. `2 MB`: pictures are made smaller until it fits."""
    by: Literal["all", "year", "quarter", "tag"] = "all"
    """For collections, like the rest: one of all articles, or one for each year, quarter or tag."""
    tag: Line = ""
    """Only the articles with this tag."""
    articles: tuple[Words, ...] = ()
    """Only these articles: their slugs."""
    order: Literal["newest", "oldest", "given"] = "newest"
    """Which article stands first; `given` is the order of `articles`."""
    parts: Literal["none", "months", "topics"] = "none"
    """Parts under headings of their own: by month, or by each article's first tag."""


def _mailbox(text: str) -> str:
    from publish.addresses import mailbox

    try:
        if text:
            mailbox(text)
    except ValueError as error:
        hint = "write it as `Ruth Price <ruth@example.org>`, or the address alone"
        raise fault("is not an address: {reason}", hint, reason=str(error)) from None
    return text


def _unsubscribe(text: str) -> str:
    if text and not (re.fullmatch(r"https://[^\s<>,]+", text) and "{token}" in text):
        raise fault(
            "cannot take one person off the list: `{typed}`",
            "write an address that begins with https:// and has `{token}` in it, where each person's own mark is put",
            typed=text[:80],
        )
    return text


class MailForm(Form):
    """How handouts are mailed: `publish mail`. The password is never written here."""

    from_: Annotated[Line, AfterValidator(_mailbox)] = Field(default="", alias="from")
    """In whose name: `Ruth Price <ruth@example.org>`; the organisation and its email address when left out."""
    reply_to: Annotated[Line, AfterValidator(_mailbox)] = ""
    """Where answers go, when that is somewhere else."""
    server: Line = ""
    """The mail server that takes your outgoing mail, e.g. `smtp.example.org`."""
    port: Annotated[int, Field(ge=0, le=65535), NO_SWITCH] = 0
    """Its port; 587 for `starttls`, 465 for `tls` and 25 for `none` when left out."""
    tls: Literal["starttls", "tls", "none"] = "starttls"
    """How the connection is encrypted; `none` only for a server on this machine."""
    user: Line = ""
    """The name that you sign in with. The password comes from the environment or the keyring."""
    rate: Annotated[int, Field(ge=1, le=100_000), NO_SWITCH] = 60
    """How many messages a minute at most."""
    batch: Annotated[int, Field(ge=1, le=100_000), NO_SWITCH] = 100
    """How many messages over one connection."""
    pause: Annotated[float, Field(ge=0, le=86_400)] = 5
    """How many seconds to wait between two connections."""
    retry: Annotated[float, Field(ge=0, le=86_400)] = 30
    """How many seconds to wait before what failed for the moment is tried again; longer each time."""
    timeout: Annotated[float, Field(gt=0, le=3_600)] = 60
    """How many seconds the server may take for a reply."""
    max_size: Annotated[str, AfterValidator(_size)] = ""
    """How large a message may be, e.g. `10 MB`; a larger one leads to the archive instead."""
    unsubscribe: Annotated[Line, AfterValidator(_unsubscribe)] = ""
    """Where one click takes a person off the list (RFC 8058), e.g. `https://example.org/leave/{token}`."""
    dkim_domain: Line = ""
    """The domain that signs (DKIM); the sender's own when left out."""
    dkim_selector: Line = ""
    """The name under which the domain publishes its key."""
    dkim_key: Line = ""
    """The file with the private key, from the publication's folder; or name it in HANDBILL_DKIM_KEY."""

    @model_validator(mode="before")
    @classmethod
    def _no_password(cls, values: object) -> object:
        if isinstance(values, dict) and "password" in values:
            raise fault(
                "holds a password, which does not belong in a file",
                "take it out, and put it into the environment as HANDBILL_SMTP_PASSWORD or into the keyring",
            )
        return values

    @model_validator(mode="after")
    def _encrypted(self) -> MailForm:
        from publish.addresses import is_loopback

        if self.tls == "none" and self.server and not is_loopback(self.server):
            raise fault(
                "sends in clear text to another machine: `{server}`",
                'take `tls = "none"` out; it is for a server on this machine only',
                server=self.server[:80],
            )
        return self


class Settings(Form):
    """The settings of a publication: source/publication.toml."""

    identifier: Annotated[Words, AfterValidator(_identifier)]
    """A URI that is yours and never changes: every edition's identifier is derived from it."""
    title: Words
    """The name of the series, e.g. `Northern Briefings`."""
    organisation: Words
    """Who publishes it."""
    strapline: Line = ""
    """A few words under the organisation's name."""
    language: Language = "en-GB"
    """The publication's language as a BCP 47 tag; articles may have their own."""
    rights: Line = ""
    """Who may do what with the texts, e.g. `© 2026 Example Trust. CC BY 4.0`."""
    archive: Annotated[Line, AfterValidator(_web)] = ""
    """Where the archive will be on the web, e.g. `https://example.org/news`: feeds and codes on paper lead there."""
    style: Words = "house"
    """The folder of styles/ that says how editions look."""
    contact: ContactForm = ContactForm()
    brand: BrandForm = BrandForm()
    editions: dict[Annotated[str, AfterValidator(_edition_name)], EditionForm] = Field(default_factory=dict)
    """The editions to make; a briefing and a collection when there are none."""
    mail: MailForm = MailForm()


DEFAULT_EDITIONS = {"briefing": EditionForm(kind="briefing"), "collection": EditionForm(kind="collection")}


def load(root: Path) -> tuple[Project | None, tuple[Problem, ...]]:
    """Read and check the settings and the house style of the publication in `root`. Raises OSError only."""
    content, refusal = _take(root, PurePosixPath(SETTINGS))
    if refusal:
        return None, (refusal,)
    try:
        block = read_block("toml", content.decode("utf-8-sig"), 1)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, (_problem("P01", line, "publication.toml is not UTF-8", "save it as UTF-8 in your editor"),)
    except BlockError as error:
        return None, (_problem("P01", error.line, error.message, error.hint),)
    settings, problems = fill(Settings, block, path=SETTINGS, codes=CODES, synonyms=SYNONYMS)
    if settings is None:
        return None, problems
    problems += _idle(settings, block)
    brand, faults = _brand(root, settings, block)
    problems += faults
    kinds = {edition.kind for edition in (settings.editions or DEFAULT_EDITIONS).values()}
    style, faults = _style(root, settings.style, block.line("style"), kinds)
    problems += faults
    if brand is None or style is None:
        return None, problems
    contact = settings.contact
    publication = Publication(
        identifier=settings.identifier,
        title=settings.title,
        organisation=settings.organisation,
        strapline=settings.strapline,
        language=settings.language,
        direction=direction(settings.language),
        rights=settings.rights,
        contact=Contact(
            name=contact.name or settings.organisation,
            address=contact.address,
            telephone=contact.telephone,
            email=contact.email,
            website=contact.website,
        ),
        brand=brand,
        archive=settings.archive,
    )
    plans = tuple(
        EditionPlan(
            name=name,
            kind=edition.kind,
            title=edition.title,
            sides=edition.sides,
            max_bytes=bytes_of(edition.max_size),
            by=edition.by,
            tag=edition.tag,
            articles=edition.articles,
            order=edition.order,
            parts=edition.parts,
        )
        for name, edition in (settings.editions or DEFAULT_EDITIONS).items()
    )
    return Project(root=root, publication=publication, plans=plans, style=style, settings=settings), problems


_COLLECTIONS = ("title", "by", "tag", "articles", "order", "parts")
"""The options of an edition that only a collection has."""

_SIDED = ("briefing", "screen", "mono", "large-print", "booklet", "press")
"""The kinds that are set on so many sides; and, with packs, made no larger than so much."""


def _idle(settings: Settings, block: Block) -> tuple[Problem, ...]:
    """A warning for each option of an edition that its kind has no use for."""
    problems = []
    for name, edition in settings.editions.items():
        kinds = {
            **dict.fromkeys(_COLLECTIONS, ("collection",)),
            "sides": _SIDED,
            "max_size": (*_SIDED, "pack"),
        }
        for option in sorted(edition.model_fields_set & kinds.keys()):
            if edition.kind not in kinds[option]:
                line = block.line("editions", name, option)
                message = f"`{option}` means nothing to an edition of the kind `{edition.kind}`"
                hint = "it is for " + ", ".join(f"`{kind}`" for kind in kinds[option])
                problems.append(_problem("P09", line, message, hint))
        if edition.order == "given" and not edition.articles:
            message = "`order` is `given`, and no `articles` are named"
            hint = 'add `articles = ["…"]` in the order that you want'
            problems.append(_problem("P09", block.line("editions", name, "order"), message, hint))
    return tuple(problems)


PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _sender(settings: Settings) -> Sender:
    """Who mails handouts; the address is empty when neither `[mail]` nor `[contact]` has one that can be used."""
    from publish.addresses import mailbox

    form = settings.mail
    name, address = "", ""
    for text in (form.from_, settings.contact.email):
        try:
            name, address = mailbox(text)
            break
        except ValueError:
            continue
    return Sender(
        name=name or settings.organisation,
        address=address,
        reply_to=mailbox(form.reply_to)[1] if form.reply_to else "",
        server=form.server,
        port=form.port or PORTS[form.tls],
        tls=form.tls,
        user=form.user,
        rate=form.rate,
        batch=form.batch,
        pause=form.pause,
        retry=form.retry,
        timeout=form.timeout,
        max_bytes=bytes_of(form.max_size),
        unsubscribe=form.unsubscribe,
        dkim_domain=form.dkim_domain or address.rpartition("@")[2],
        dkim_selector=form.dkim_selector,
        dkim_key=form.dkim_key,
    )


def _brand(root: Path, settings: Settings, block: Block) -> tuple[Brand | None, tuple[Problem, ...]]:
    """The brand with its faces, logo and readable shades."""
    form = settings.brand
    problems: list[Problem] = []
    ink = colour.readable(form.colour)
    if ink != form.colour:
        ratio = colour.contrast(form.colour, colour.PAPER)
        message = f"`{form.colour}` on white has a contrast of {ratio:.1f}, text needs {colour.TEXT_CONTRAST}"
        hint = f"text is set in `{ink}`, the nearest shade that passes WCAG AA; use it as `colour` to have one shade"
        problems.append(_problem("P06", block.line("brand", "colour"), message, hint))
    found: dict[str, Typeface] = {}
    for use in ("headings", "body", "code"):
        family = getattr(form, use)
        if typeface := typefaces.find(family):
            found[use] = typeface
        else:
            if near := typefaces.near(family):
                hint = f"did you mean `{near}`?"
            else:
                hint = f"see whether `pip install {typefaces.package(family)}` knows it, or name another"
            problems.append(
                _problem("P05", block.line("brand", use), f"the typeface `{family}` is not installed", hint)
            )
    logo = None
    if form.logo:
        logo, fault_ = _logo(root, form.logo, settings.organisation, block.line("brand", "logo"))
        problems.extend(fault_)
    if any(problem.severity == "error" for problem in problems):
        return None, tuple(problems)
    brand = Brand(
        colour=form.colour,
        ink=ink,
        on_colour=colour.on(form.colour),
        logo=logo,
        headings=found["headings"],
        body=found["body"],
        code=found["code"],
    )
    return brand, tuple(problems)


def _logo(root: Path, path: str, organisation: str, line: int) -> tuple[Picture | None, list[Problem]]:
    from publish.images import ImageError, look

    try:
        asset: Asset = look(path, pictures(root, SETTINGS))
    except ImageError as error:
        return None, [_problem(error.code, line, error.message, error.hint)]
    return Picture(asset=asset, alt=organisation), []


def _style(root: Path, name: str, line: int, kinds: Collection[str]) -> tuple[HouseStyle | None, tuple[Problem, ...]]:
    """A style of the publication's own, or the one that comes with the press."""
    own, ours = root / "styles", our_styles()
    known = {
        path.name: path for place in (ours, own) if place.is_dir() for path in sorted(place.iterdir()) if path.is_dir()
    }
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "there are " + ", ".join(f"`{style}`" for style in known)
        return None, (_problem("P08", line, f"there is no house style `{name[:80]}`", hint),)
    files = _sheets(known[name])
    for relative, text in files.items():
        if text is None:
            message = f"`styles/{name}/{relative}` is not UTF-8 text"
            return None, (_problem("P08", line, message, "save it as UTF-8, or take it out of the folder"),)
    style = HouseStyle(
        name=name, files=tuple(StyleSheet(name=file, text=text) for file, text in files.items() if text is not None)
    )
    if known[name].parent == ours:
        return style, ()
    from publish import galley, house_style

    model = HouseStyle(
        name="house",
        files=tuple(StyleSheet(name=file, text=text or "") for file, text in _sheets(ours / "house").items()),
    )
    problems = tuple(galley.style_problem(found, name) for found in house_style.faults(style, model, kinds))
    return None if problems else style, problems


def _sheets(folder: Path) -> dict[str, str | None]:
    """The texts of a style's files by their names; None for one that is no text."""
    texts: dict[str, str | None] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            try:
                texts[path.relative_to(folder).as_posix()] = path.read_text("utf-8")
            except UnicodeDecodeError:
                texts[path.relative_to(folder).as_posix()] = None
    return texts


def style_with(project: Project, name: str) -> HouseStyle:
    """The project's style when it has a file called `name`, else the house style that comes with the press."""
    if any(file.name == name for file in project.style.files):
        return project.style
    place = our_styles() / "house" / name
    return HouseStyle(name="house", files=(StyleSheet(name=name, text=place.read_text("utf-8")),))


# articles and pictures


def manuscripts(root: Path, known: Collection[str] = frozenset()) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every article of the publication but those at the paths `known`, in the order of their paths.

    Raises OSError only for the folder itself.
    """
    found, problems = _files(root, ARTICLES, known)
    if not found and not problems and not known:
        hint = 'write one with `publish new "Headline"`'
        problems = (Problem(code="P07", path=ARTICLES, line=None, message="there are no articles", hint=hint),)
    return found, problems


def agendas(root: Path) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every agenda of the publication, like `manuscripts`; to be asked only when a pack is to be made."""
    found, problems = _files(root, AGENDAS)
    if not found and not problems:
        hint = "write one, e.g. `source/agendas/2026-03-02-board.md`, or take the edition of kind `pack` out"
        message = "there are no agendas to make a pack of"
        problems = (Problem(code="P10", path=AGENDAS, line=None, message=message, hint=hint),)
    return found, problems


def _files(
    root: Path, where: str, known: Collection[str] = frozenset()
) -> tuple[tuple[Manuscript, ...], tuple[Problem, ...]]:
    """Every Markdown file below a folder of the publication, without those at the paths `known`."""
    found: list[Manuscript] = []
    problems: list[Problem] = []
    top = str(root / where)
    for folder, folders, names in os.walk(top):
        within = (where + folder[len(top) :]).replace(os.sep, "/")
        folders[:] = sorted(name for name in folders if not name.startswith(".") or name.endswith(SUFFIXES))
        for name in [*sorted(names), *(name for name in folders if name.endswith(SUFFIXES))]:
            if name.startswith(".") or not name.lower().endswith(SUFFIXES):
                continue
            if f"{within}/{name}" in known:
                continue
            relative = PurePosixPath(within, name)
            content, refusal = _take(root, relative)
            if refusal:
                problems.append(refusal)
            else:
                found.append(Manuscript(path=_printable(relative), content=content))
        folders[:] = [name for name in folders if not name.endswith(SUFFIXES)]
    return tuple(found), tuple(problems)


def _printable(path: PurePosixPath) -> str:
    """A path that can be written anywhere: bytes of a name that are not UTF-8 are shown as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _take(root: Path, path: PurePosixPath) -> tuple[bytes, Problem | None]:
    """The bytes of a regular file of the publication, or why not."""

    def refuse(message: str, hint: str = "") -> tuple[bytes, Problem]:
        return b"", Problem(code="A08", path=_printable(path), line=1, message=message, hint=hint)

    place = root / path
    try:
        if not place.resolve(strict=True).is_relative_to((root / "source").resolve()):
            return refuse("the file is a link to a place outside the publication", "put the file itself here")
        if not stat.S_ISREG(place.stat().st_mode):
            return refuse("not a regular file", "rename it if it is no article")
        with place.open("rb") as file:
            return file.read(MOST_BYTES), None
    except RuntimeError:  # a loop of links, on Python 3.11 and 3.12
        return refuse("the file is a link that leads to itself", "put the file itself here")
    except FileNotFoundError:
        return refuse("the file is a link that leads nowhere", "put the file itself here, or take the link away")
    except OSError as error:
        return refuse(f"the file cannot be read: {(error.strerror or str(error)).lower()}", "see who may read it")


def receipt(root: Path) -> bytes | None:
    """The receipt of the publication's archive; None when there is no archive. Raises OSError."""
    place = root / ARCHIVE / "receipt.json"
    return place.read_bytes() if place.is_file() else None


def inputs(project: Project, articles: Iterable[Article]) -> tuple[tuple[str, str], ...]:
    """What an edition of `articles` is made from: each file's path and SHA-256. Raises OSError.

    Pictures have the names that the press gives them, since the same one may lie in several places.
    """
    used: dict[str, bytes] = {
        f"styles/{project.style.name}/{file.name}": file.text.encode() for file in project.style.files
    }
    for path in (SETTINGS, *(article.source for article in articles)):
        used[path] = _take(project.root, PurePosixPath(path))[0]
    logo = project.publication.brand.logo
    for asset in (
        *((logo.asset,) if logo else ()),
        *(asset for article in articles for asset in article.assets),
        *(article.picture.asset for article in articles if article.picture),
    ):
        used[f"pictures/{asset.name}"] = asset.content
    return tuple((path, hashlib.sha256(content).hexdigest()) for path, content in sorted(used.items()))


def digests(project: Project) -> tuple[tuple[str, str], ...]:
    """Path and SHA-256 of each file that a build may read: all below source/, and the house style. Raises OSError."""
    places = sorted(place for place in (project.root / "source").rglob("*") if place.is_file())
    found = {place.relative_to(project.root).as_posix(): place.read_bytes() for place in places}
    found |= {f"styles/{project.style.name}/{file.name}": file.text.encode() for file in project.style.files}
    return tuple((path, hashlib.sha256(content).hexdigest()) for path, content in found.items())


def pictures(root: Path, article: str) -> Callable[[str], bytes]:
    """A way to the pictures of the article at `article`; picklable, so that it can go to a worker."""
    return partial(_picture, root, article)


def candidates(article: str, asked: str) -> tuple[str, ...]:
    """Where a picture is looked for that the article at `article` asks for: paths from the publication's folder."""
    within = posixpath.normpath(posixpath.join("source", asked.lstrip("/")))
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(article), asked))
    return (within,) if asked.startswith("/") else (beside, within)


def _picture(root: Path, article: str, path: str) -> bytes:
    """The bytes of a picture: looked for beside the article, then from source/.

    Raises FileNotFoundError, whose text is a hint, and PermissionError for a path that leads out of source/, through
    a link too.
    """
    source = (root / "source").resolve()
    if "\0" in path or "\\" in path or ":" in path.split("/", 1)[0]:
        raise PermissionError(path)
    beside = (root / article).parent
    candidates = [source / path.lstrip("/")] if path.startswith("/") else [beside / path, source / path]
    outside = False
    for candidate in candidates:
        try:
            place = candidate.resolve()
            if not place.is_relative_to(source):
                outside = True
            elif stat.S_ISREG(place.stat().st_mode):
                with place.open("rb") as file:
                    return file.read(MOST_BYTES)
        except (OSError, RuntimeError):
            continue
    if outside:
        raise PermissionError(path)
    raise FileNotFoundError(_near(candidates, path) or _elsewhere(source, path))


def _near(candidates: list[Path], path: str) -> str:
    """A hint that names the picture that was probably meant."""
    for candidate in candidates:
        try:
            names = {other.name.lower(): other.name for other in candidate.parent.iterdir() if other.is_file()}
        except OSError:
            continue
        if near := difflib.get_close_matches(candidate.name.lower(), names, n=1, cutoff=0.7):
            return f"did you mean `{PurePosixPath(path).with_name(names[near[0]])}`?"
    return ""


def _elsewhere(source: Path, path: str) -> str:
    """A hint that names the picture of that name in another folder, such as source/images/."""
    name = PurePosixPath(path).name
    place = next((place for place in sorted((source / "images").rglob("*")) if name and place.name == name), None)
    return f"did you mean `{place.relative_to(source).as_posix()}`?" if place else ""


def _problem(code: str, line: int | None, message: str, hint: str) -> Problem:
    return Problem(code=code, path=SETTINGS, line=line, message=message, hint=hint)
