"""The nouns of the press: frozen values that flow one way, from a manuscript to an artifact.

Every value is immutable, compares by content and pickles small enough to be sent to another process. Nothing here
knows where a thing lies on disk.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Text = str
"""Plain text, not markup."""

Markup = str
"""A well-formed XHTML fragment, sanitised, without a single wrapping element."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """A source file as its author left it."""

    path: str
    """POSIX path relative to the publication, e.g. `source/articles/tides.md`; the name that messages use."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A picture that belongs to an article or to the brand, carried whole."""

    name: str
    """Made from the content, safe in any file system and any URL: `3f2a9c….png`. Equal content, equal name."""
    media_type: str
    """One of image/png, image/jpeg, image/gif, image/webp, image/svg+xml."""
    content: bytes
    width: int
    """CSS pixels; 0 when an SVG states no size."""
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An asset with the words that stand for it."""

    asset: Asset
    alt: Text
    """Empty means decorative."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere else the article points to, from its metadata."""

    title: Text
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A manuscript, read and checked. Inside the press no field can be missing (an empty tuple is not missing)."""

    slug: str
    """Unique in the publication; lower-case ASCII letters, digits and hyphens; names files and URLs."""
    source: str
    """The manuscript's path, for messages."""
    title: Text
    published: date
    language: str
    """BCP 47, e.g. `en-GB`, `ar`, `zh-Hans`."""
    direction: Literal["ltr", "rtl"]
    standfirst: Text
    byline: tuple[Text, ...]
    tags: tuple[Text, ...]
    links: tuple[Link, ...]
    picture: Picture | None
    body: Markup
    """Headings start at h2 and never skip a level; pictures have `src="NAME"` where NAME is an asset's name."""
    assets: tuple[Asset, ...]
    """The pictures of the body, each once, in order of first use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the organisation; every line may be empty."""

    name: Text
    address: tuple[Text, ...]
    telephone: Text
    email: Text
    website: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One font file inside an installed Python package."""

    package: str
    """Import name, e.g. `fontpkg_source_serif_4`."""
    file: str
    """Path inside the package, e.g. `files/SourceSerif4[opsz,wght].ttf`."""
    italic: bool
    weight: int | None
    """None for a variable font that holds the whole range of weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A family of faces under the name that stylesheets call it by."""

    family: Text
    faces: tuple[Face, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What makes a publication look like its organisation's, in PDF, EPUB and cover alike."""

    colour: str
    """`#rrggbb`, as the organisation gave it: bands, rules, the cover."""
    ink: str
    """`#rrggbb`: the nearest shade of `colour` that has 4.5:1 against white paper (WCAG 2.2, 1.4.3), for text."""
    on_colour: str
    """`#ffffff` or a near-black, whichever reads better on `colour`."""
    logo: Picture | None
    headings: Typeface
    body: Typeface
    code: Typeface


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The organisation's imprint: identity, contact block, brand. The same in every edition."""

    identifier: str
    """A URI that never changes, e.g. `https://example.org/news`: the namespace of every identifier we make."""
    title: Text
    """The name of the series, e.g. `Northern Voices Briefings`."""
    organisation: Text
    strapline: Text
    language: str
    direction: Literal["ltr", "rtl"]
    rights: Text
    contact: Contact
    brand: Brand


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleSheet:
    """One file of a house style: a template, a stylesheet or a table of words."""

    name: str
    """POSIX path inside the style's folder, e.g. `briefing.css`."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseStyle:
    """A folder of styles/, read."""

    name: str
    files: tuple[StyleSheet, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """A line of publication.toml: which editions to make and how."""

    name: str
    """The edition's name and the folder of its files: build/NAME/."""
    kind: Literal["briefing", "collection"]
    title: Text
    """A collection's own title; empty means the publication's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsItem:
    """Another article in brief, for the `also in the news` box."""

    title: Text
    published: date
    standfirst: Text
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one file publishes: articles in order under one title and date."""

    name: str
    """The plan's name, e.g. `briefing`."""
    kind: Literal["briefing", "collection"]
    slug: str
    """The file's name without suffix."""
    title: Text
    issued: date
    """The newest article's date: nothing here comes from a clock."""
    language: str
    direction: Literal["ltr", "rtl"]
    identifier: str
    """`urn:uuid:…`, a uuid5 of the publication's identifier, the edition's name and slug."""
    articles: tuple[Article, ...]
    news: tuple[NewsItem, ...]
    """The newest other articles (briefings only)."""
    publication: Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One edition to be made in one format: the unit that is handed to a worker."""

    edition: Edition
    style: HouseStyle
    format: Literal["pdf", "epub"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Galley:
    """Typeset HTML, not yet paged."""

    name: str
    """What to call it when it is kept, e.g. `tides.html`."""
    html: str
    assets: tuple[Asset, ...]
    typefaces: tuple[Typeface, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A finished file without a place."""

    edition: str
    name: str
    """The file's name without suffix."""
    suffix: Literal["pdf", "epub", "html"]
    media_type: str
    content: bytes
    pages: int | None
    """Sides of a paged file; None for a reflowable one."""
