"""publication.toml is checked by the forms below, and becomes settings and problems.

They are a module of their own since pydantic takes a tenth of a briefing's time to import, and what came of checking
is on the shelf: `project.folder.load`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Literal

from publish.base.validation.blocks import read_block
from publish.base.validation.forms import NO_SWITCH, Form, Language, Line, Words, fault, fill
from publish.base.validation.wording import Codes, no_choice

# isort: split
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from publish.base.validation.parsed import ParsedBlock, ParseError
from publish.editions import kinds
from publish.editions.kinds import KINDS, EditionKind
from publish.media import colour
from publish.model import Certificate, Contact, EditionPlan, Packing, Sender
from publish.problem import Problem
from publish.project.folders import SETTINGS
from publish.project.settings import FAMILIES, Checked, Settings, problem

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


def _lines(typed: object) -> object:
    return [line for line in typed.splitlines() if line.strip()] if isinstance(typed, str) else typed


class ContactForm(Form):
    """How to reach the organisation: the contact block of every edition."""

    name: Line = ""
    """Whom to ask for; the organisation's name when left out."""
    address: Annotated[tuple[Words, ...], BeforeValidator(_lines, json_schema_input_type=str | tuple[str, ...])] = ()
    """The postal address, a line each; one text is taken with the lines that it has."""
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
    headings: Words = FAMILIES["headings"]
    """The typeface of headings: the name of a family whose `fontpkg-…` package is installed."""
    body: Words = FAMILIES["body"]
    """The typeface of the text."""
    code: Words = FAMILIES["code"]
    """The typeface of code, with letters of equal width."""
    other_letters: bool = True
    """Whether ebooks and the archive carry the letters of scripts that these typefaces lack, as they use them."""


Paper = Literal["A4", "A3", "A5", "letter", "legal"]
"""As `publish.editions.papers` has them."""


def _kind(text: str) -> str:
    if text in KINDS or text in kinds.known():
        return text
    message, hint = no_choice(text, tuple(kinds.known()))
    raise fault(message.replace("{", "{{").replace("}", "}}"), hint)


class EditionForm(Form):
    """One kind of file to make from the articles."""

    kind: Annotated[str, AfterValidator(_kind), WithJsonSchema({"enum": list(KINDS), "type": "string"})]
    """What to make. A PDF an article: `briefing`, for screen and paper; `screen`, with plain links and no notes;
    `mono`, for the black-and-white copier; `large-print`; `clear-print`; `booklet`, A5 pages to fold; `press`, with
    bleed and crop marks for a print shop. `pack`: a PDF a meeting, by source/agendas/; the same as `mono-pack`,
    `large-print-pack`, `clear-print-pack`, `text-pack`, `braille-pack`, with its numbers. `calendar`: an entry
    for calendars a meeting. `text`: plain text an
    article, for e-mail. `braille`: a BRF file an article, for an embosser. `collection`: one EPUB of all articles."""
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
    chapters: Annotated[int, Field(ge=1, le=100_000), NO_SWITCH] | None = None
    """How many articles a collection has at most: past that there are several, the oldest articles in the first."""
    news: Literal["earlier", "tagged", "newest", False] | None = None
    """Which other articles a briefing names in its news box, where it is not as `news` says for all."""
    paper: Paper | None = None
    """Which paper it is for, where it is not as `paper` says for all; of a booklet the sheets that are folded."""


def _mailbox(text: str) -> str:
    from publish.base.addresses import mailbox

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
        from publish.base.addresses import is_loopback

        if self.tls == "none" and self.server and not is_loopback(self.server):
            raise fault(
                "sends in clear text to another machine: `{server}`",
                'take `tls = "none"` out; it is for a server on this machine only',
                server=self.server[:80],
            )
        return self


def _checked_on(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        hint = "write the year, the month and the day, e.g. `2026-03-01`"
        raise fault("is not a date: `{typed}`", hint, typed=str(value)[:40]) from None


def _standard(text: str) -> str:
    if text and not re.fullmatch(r"WCAG 2\.[0-2] A{1,3}", text):
        hint = "write the version and the level of the guidelines, e.g. `WCAG 2.2 AA`"
        raise fault("is not a standard that can be claimed: `{typed}`", hint, typed=text[:40])
    return text


_Day = Annotated[date | None, BeforeValidator(_checked_on)]


class AccessibilityForm(Form):
    """Who has checked that what you publish is accessible. Nothing is claimed unless all three are said."""

    checked_by: Line = ""
    """The person or the organisation that has checked it, and answers for it by name."""
    date: _Day = None
    """When it was checked."""
    standard: Annotated[Line, AfterValidator(_standard)] = ""
    """By which version and level of the Web Content Accessibility Guidelines, e.g. `WCAG 2.2 AA`."""


class SourceForm(Form):
    """What the archive has of your own files, so that `publish restore` makes the publication again from any copy."""

    packed: bool = True
    """Whether the archive has them at all, in `source.zip`. Whoever has the archive can read them, comments and all."""
    without: tuple[Words, ...] = ()
    """Files that stay out of it: paths from source/, in which `*` stands for anything, as in `images/raw/*`."""
    former: bool = True
    """Whether the texts of articles that your folder has no longer stay in it."""
    withdrawn: bool = False
    """Whether the texts of articles that were taken back stay in it."""


class SettingsForm(Form):
    """The settings of a publication: source/publication.toml."""

    model_config = ConfigDict(title="Settings")

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
    registration: Line = ""
    """Under which numbers the organisation is registered, e.g. `Registered charity 1234567, company 7654321`."""
    archive: Annotated[Line, AfterValidator(_web)] = ""
    """Where the archive will be on the web, e.g. `https://example.org/news`: feeds and codes on paper lead there."""
    news: Literal["earlier", "tagged", "newest", False] = "earlier"
    """Which other articles the news box of a briefing names: `earlier`, those that were news when it came out;
    `newest`, those of today, so that each new article makes every briefing anew; `false` for none."""
    paper: Paper | None = None
    """Which paper editions are for: `A4`, `A3`, `A5`, `letter` or `legal`; as the style is drawn when left out:
    house is for A4."""
    style: Words = "house"
    """The folder of styles/ that says how editions look, or with `workspace` the path of one that is shared."""
    workspace: Line = ""
    """The folder, e.g. `..`, that holds publications and the style that they share, e.g. `../shared/ours`."""
    picture_side: Annotated[int, Field(ge=400, le=2400), NO_SWITCH] = 1600
    """The long side of pictures in ebooks, web pages and feeds, in pixels; paper has what it needs anyway."""
    picture_crop: bool = True
    """Whether a photograph under a headline is cropped to 3:2, on paper; drawings, and what is upright, never are."""
    picture_width: Literal["text", "page", "bleed"] = "text"
    """How wide it is there: as the `text`; as the `page` within its margins; or to the edges of the paper (`bleed`)."""
    contact: ContactForm = ContactForm()
    brand: BrandForm = BrandForm()
    editions: dict[Annotated[str, AfterValidator(_edition_name)], EditionForm] = Field(default_factory=dict)
    """The editions to make; a briefing and a collection when there are none."""
    mail: MailForm = MailForm()
    source: SourceForm = SourceForm()
    accessibility: AccessibilityForm = AccessibilityForm()


DEFAULT_EDITIONS = {"briefing": EditionForm(kind="briefing"), "collection": EditionForm(kind="collection")}


def read(content: bytes) -> Checked:
    """What a publication's settings come to, and all that is wrong with them."""
    form, block, problems = _filled(content)
    if form is None or block is None:
        return Checked(settings=None, problems=problems)
    contact = form.contact
    settings = Settings(
        identifier=form.identifier,
        title=form.title,
        organisation=form.organisation,
        strapline=form.strapline,
        language=form.language,
        rights=form.rights,
        registration=form.registration,
        archive=form.archive,
        picture_side=form.picture_side,
        picture_crop=form.picture_crop,
        picture_width=form.picture_width,
        certificate=_certificate(form.accessibility),
        packing=Packing(
            packed=form.source.packed,
            without=form.source.without,
            former=form.source.former,
            withdrawn=form.source.withdrawn,
        ),
        style=form.style,
        colour=form.brand.colour,
        logo=form.brand.logo,
        headings=form.brand.headings,
        body=form.brand.body,
        code=form.brand.code,
        other_letters=form.brand.other_letters,
        contact=Contact(
            name=contact.name or form.organisation,
            address=contact.address,
            telephone=contact.telephone,
            email=contact.email,
            website=contact.website,
        ),
        plans=tuple(
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
                chapters=edition.chapters,
                news=(form.news if edition.news is None else edition.news) or "none",
                paper=_paper(form, edition),
            )
            for name, edition in (form.editions or DEFAULT_EDITIONS).items()
        ),
        lines={"style": block.line("style")} | {name: block.line("brand", name) for name in BrandForm.model_fields},
    )
    return Checked(
        settings=settings,
        problems=problems + _unclaimed(form.accessibility, block) + _idle(form, block) + _unfilled(form, block),
    )


def _certificate(form: AccessibilityForm) -> Certificate | None:
    """What is claimed; nothing where it is not said by whom, when and by what."""
    if not form.checked_by.strip() or form.date is None or not form.standard:
        return None
    return Certificate(checked_by=form.checked_by, checked_on=form.date, standard=form.standard)


def _unclaimed(form: AccessibilityForm, block: ParsedBlock) -> tuple[Problem, ...]:
    """A warning where something is said of a check, and not enough to claim it."""
    if not form.model_fields_set or _certificate(form) is not None:
        return ()
    line = block.line("accessibility", next(iter(form.model_fields_set)))
    hint = "write `checked_by`, `date` and `standard`: a claim needs a name, a day and what it claims"
    return (problem("P09", line, "`accessibility` is not complete, and nothing is claimed", hint),)


def _filled(content: bytes) -> tuple[SettingsForm | None, ParsedBlock | None, tuple[Problem, ...]]:
    """The form filled in, and the block that it was filled in from."""
    try:
        block = read_block("toml", content.decode("utf-8-sig"), 1)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return None, None, (problem("P01", line, "publication.toml is not UTF-8", "save it as UTF-8 in your editor"),)
    except ParseError as error:
        return None, None, (problem("P01", error.line, error.message, error.hint),)
    form, problems = fill(SettingsForm, block, path=SETTINGS, codes=CODES, synonyms=SYNONYMS)
    return form, block, problems


def stated(content: bytes) -> tuple[tuple[str, object, int | None], ...]:
    """Every setting as it counts: its name, its value, and the line that states it; None for one left as it comes."""
    form, block, _ = _filled(content)
    if form is None or block is None:
        return ()
    lines = block.lines
    found: list[tuple[str, object, int | None]] = []

    def walk(value: object, path: tuple[str, ...]) -> None:
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                walk(inner, (*path, str(key)))
        else:
            found.append((".".join(path), value, lines.get(path)))

    walk(form.model_dump(mode="json"), ())
    return tuple(found)


def _paper(settings: SettingsForm, edition: EditionForm) -> str:
    """The paper that the edition is wanted on; empty where its kind has no use for it, or cannot be set on it."""
    wanted = edition.paper or settings.paper or ""
    return wanted if wanted in kinds.of(edition.kind).papers else ""


_MEANT: Mapping[str, Callable[[EditionKind], bool]] = {
    **dict.fromkeys(("title", "by", "tag", "articles", "order", "parts", "chapters"), lambda kind: kind.collects),
    "sides": lambda kind: kind.sided,
    "news": lambda kind: kind.of_article,
    "max_size": lambda kind: kind.paged or kind.collects,
    "paper": lambda kind: bool(kind.papers),
}
"""The options of an edition that not every kind has a use for."""


def _idle(settings: SettingsForm, block: ParsedBlock) -> tuple[Problem, ...]:
    """A warning for each option of an edition that its kind has no use for, and for a workspace with nothing shared."""
    problems = []
    if settings.workspace and "/" not in settings.style:
        hint = 'take it out, or share a style: `style = "../shared/ours"`'
        message = f"`workspace` means nothing to the style `{settings.style[:80]}`, which is no path"
        problems.append(problem("P09", block.line("workspace"), message, hint))
    for name, edition in settings.editions.items():
        for option in sorted(edition.model_fields_set & _MEANT.keys()):
            if not _MEANT[option](kinds.of(edition.kind)):
                line = block.line("editions", name, option)
                message = f"`{option}` means nothing to an edition of the kind `{edition.kind}`"
                hint = "it is for " + ", ".join(f"`{name}`" for name, kind in KINDS.items() if _MEANT[option](kind))
                problems.append(problem("P09", line, message, hint))
        wanted, record = edition.paper or settings.paper, kinds.of(edition.kind)
        if wanted and record.papers and wanted not in record.papers:
            line = block.line("editions", name, "paper") if edition.paper else block.line("paper")
            message = f"an edition of the kind `{edition.kind}` has no room on {wanted}: `{name}` is set on A4"
            hint = f"give it a paper of its own: {', '.join(f'`{one}`' for one in record.papers)}"
            problems.append(problem("P09", line, message, hint))
        if edition.order == "given" and not edition.articles:
            message = "`order` is `given`, and no `articles` are named"
            hint = 'add `articles = ["…"]` in the order that you want'
            problems.append(problem("P09", block.line("editions", name, "order"), message, hint))
    return tuple(problems)


_AS_BEGUN = re.compile(
    r"(?i)your organisation|what you stand for, in a few words|1 Example Street|Example Town"
    r"|01632[ -]*960[ -]*\d{3}|(?<![\w-])example\.(?:org|com|net)(?![\w-])"
)
"""What a new publication says of itself: names, the telephone numbers that belong to nobody (Ofcom), the domains that
belong to nobody (RFC 2606)."""


def _unfilled(settings: SettingsForm, block: ParsedBlock) -> tuple[Problem, ...]:
    """A warning for each setting that readers see and nobody has changed since the publication was begun."""
    groups = {(): settings, ("contact",): settings.contact, ("brand",): settings.brand}
    own = ("organisation", "strapline", "rights")
    problems = []
    for group, form in groups.items():
        for name in own if form is settings else type(form).model_fields:
            value = getattr(form, name)
            if _AS_BEGUN.search(" ".join(value) if isinstance(value, tuple) else str(value)):
                message = f"`{name}` is still as the new publication had it"
                hint = "write your own, or take the line out; until then nothing can be archived, printed or mailed"
                problems.append(problem("P16", block.line(*group, name), message, hint))
    return tuple(problems)


PORTS = {"starttls": 587, "tls": 465, "none": 25}


def sender(content: bytes) -> Sender:
    """Who mails handouts, by settings that have no errors.

    The address is empty when neither `[mail]` nor `[contact]` has one that can be used.
    """
    settings, _, problems = _filled(content)
    if settings is None:
        raise ValueError(problems)
    from publish.base.addresses import mailbox

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
