"""The nouns of the press: frozen values that flow one way, from a manuscript to an artifact.

Every value is immutable, compares by content and pickles small enough to be sent to another process. Nothing here
knows where a thing lies on disk.
"""

from datetime import date
from typing import Literal, NamedTuple

from publish.value import Value

Text = str
"""Plain text, not markup."""

Markup = str
"""A well-formed XHTML fragment, sanitised, without a single wrapping element."""


Kind = str
"""The name of a kind of edition, e.g. `briefing`: what it is, `publish.editions.kinds` says."""


class Manuscript(Value):
    """A source file as its author left it."""

    path: str
    """POSIX path relative to the publication, e.g. `source/articles/tides.md`; the name that messages use."""
    content: bytes


class Asset(Value):
    """A picture that belongs to an article or to the brand, with its bytes."""

    name: str
    """Made from the file that it came in, safe in any file system and any URL: `hall-3f2a9c….png`. Equal files with
    equal names have an equal one."""
    media_type: str
    """One of image/png, image/jpeg, image/gif, image/webp, image/svg+xml."""
    content: bytes
    width: int
    """CSS pixels; 0 when an SVG states no size."""
    height: int
    sha256: str = ""
    """Of the content of a picture that was read. While articles are put together the content may wait on the shelf, by
    this digest, and `content` be empty (`assets.without_content`)."""


class Picture(Value):
    """An asset with the words that stand for it."""

    asset: Asset
    alt: Text
    """Empty means decorative."""
    caption: Markup = ""
    """What stands under it, its maker in a `span` of the class `credit`; may be empty."""


class Link(Value):
    """Somewhere else the article points to, from its metadata."""

    title: Text
    url: str


Audience = Literal["everybody", "meeting", "confidential"]
"""Who may have something: anybody; whoever is at a meeting; those of them alone who may have what is confidential."""


class Confidence(Value):
    """That something is not for publication."""

    reason: Text = ""
    """Why; may be empty, and is for everybody."""
    withheld: bool = False
    """Whether it has been taken out: what is left is no longer confidential."""


PAPERS = "source/papers"
"""The folder of texts that are for meetings only."""


class Sheet(Value):
    """A page of a PDF as it is shown, in points, and the area of it that has ink, from its left and top edges."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float


BOUND = (".pdf", ".xlsx")
"""The ends of names of files that are papers of meetings wherever they lie."""

UNDATED = date(1970, 1, 1)
"""The day of such a file that does not say when it was made: it is not shown."""


class Article(Value):
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
    """Headings start at h2 and never skip a level; pictures have `src="NAME"` where NAME is an asset's name; a link to
    another article is one to `article:SLUG#ID` (`names.another`).
    """
    assets: tuple[Asset, ...]
    """The pictures of the body, each once, in order of first use."""
    sides: int | None
    """How many sides of paper its author wants it on; None for as many as it takes."""
    typed: str
    """The Markdown it was made of, by which a thing on a page is traced back to its line."""
    typed_line: int
    """The line of the source file that `typed` begins on."""
    corrected: date | None = None
    """The day of its last correction, as its author states it."""
    others: tuple[str, ...] = ()
    """The slugs of the articles that its links lead to, each once."""
    draft: bool = False
    """Whether its author holds it back."""
    withdrawn: date | None = None
    """The day from which it is taken back, as its author states it."""
    formerly: tuple[str, ...] = ()
    """The slugs that it had before, the oldest first."""
    rights: Text = ""
    """Where they are not as the publication says."""
    release_line: int = 1
    """The line of its file that says whether it may go out: that of `withdrawn`, of `draft`, or else of `date`."""
    confidence: Confidence | None = None
    """None for what is not confidential."""

    closed_part: bool = False
    """Whether part of its text is confidential: from the first heading with `data-confidential` on."""

    @property
    def audience(self) -> Audience:
        """Who may have it."""
        if self.closed_part:
            return "confidential"
        if self.confidence:
            return "meeting" if self.confidence.withheld else "confidential"
        return "meeting" if self.for_meetings else "everybody"

    purpose: Literal["", "decision", "discussion", "information"] = ""
    """What a paper of a meeting is for; empty where it does not say."""
    unconfirmed: bool = False
    """Whether these are minutes that the meeting has not approved yet."""
    asks: tuple[Text, ...] = ()
    """What a paper asks the meeting to agree, besides what boxes in its text ask."""
    sheets: tuple[Sheet, ...] = ()
    """The pages of a PDF that it is, which are bound in as they are; the PDF is its one asset."""
    tagged: bool = False
    """Whether the PDF has the structure of its text."""
    accessible: bool = False
    """Whether the PDF claims PDF/UA-1."""

    @property
    def for_meetings(self) -> bool:
        """Whether it is a paper, for the packs of meetings and for nothing else."""
        return self.source.startswith(f"{PAPERS}/") or self.brought

    @property
    def brought(self) -> bool:
        """Whether it was made in another program, which says when and not from when on it may be seen."""
        return self.source.lower().endswith(BOUND)

    @property
    def identity(self) -> str:
        """The slug that its identifiers are made of: the first that it had."""
        return self.formerly[0] if self.formerly else self.slug

    @property
    def modified(self) -> date:
        """The day it became what it is: of its last correction, or of publication."""
        return max(self.published, self.corrected) if self.corrected else self.published


class AgendaPart(Value):
    """What stands between the items of an agenda; one of its two may be empty."""

    heading: Text
    """What the items after it are listed under, e.g. `For decision`."""
    body: Markup
    """What is said under the heading."""


class AgendaItem(Value):
    """A line of an agenda."""

    number: Text
    """As typed: `2`, `2.1`, `3(a)`, `47/26`; empty for a row that has none, as a break."""
    line: int
    """Where it stands in the agenda's file, for messages."""
    title: Text
    time: Text
    """When it begins or how long it takes, as typed; may be empty."""
    lead: Text
    """Who leads; may be empty."""
    body: Markup
    """What else the agenda says of it; may be empty."""
    papers: tuple[str, ...] = ()
    """The slugs of the articles that are its papers."""
    instead: tuple[str, ...] = ()
    """What is said in the place of papers: as typed, `to follow`, or the name of one of a house style's words."""
    above: tuple[AgendaPart, ...] = ()
    """What stands between the item before it, or the introduction, and it."""
    within: bool = False
    """Whether it is part of the item over it, as 2.1 is of 2."""
    confidence: Confidence | None = None
    """None for what is not confidential. Of what is, the number and the title are for everybody."""
    public_title: Text | None = None
    """What stands for a title that is confidential too, perhaps nothing; None when everybody may read it."""


class Action(Value):
    """What somebody has promised to do."""

    text: Text
    who: Text
    """May be empty."""
    due: Text
    """By when, as typed; may be empty."""
    status: Text = ""
    """How far it is, as typed; may be empty."""


class Agenda(Value):
    """What a meeting is to talk about: the plan of a pack."""

    slug: str
    source: str
    title: Text
    meeting: date
    time: Text
    place: Text
    language: str
    direction: Literal["ltr", "rtl"]
    body: Markup
    """What stands before the first item; may be empty."""
    assets: tuple[Asset, ...]
    """The pictures of its texts, each once."""
    items: tuple[AgendaItem, ...]
    numbered: bool
    """Whether the paragraphs of the papers are numbered."""
    notes: int
    """Ruled lines for handwriting after each paper; 0 for none."""
    actions: tuple[Action, ...]
    """What was agreed before and is to be reported on."""
    after: Markup = ""
    """What stands after the last item, under a heading of its own; may be empty."""
    others: tuple[str, ...] = ()
    """The slugs of the articles that its texts lead to."""
    typed: Text = ""
    """The text as its author typed it: where a problem that is met later stands."""
    typed_line: int = 1
    """On which line of the source file it begins."""
    by_item: bool = False
    """Whether papers have the numbers of their items; otherwise they are counted in a row."""
    follow_on: bool = False
    """Whether papers begin on the next page, whichever side that is."""
    supplements: str = ""
    """The slug of the agenda whose pack this one adds to; empty for a pack of its own."""
    taken: tuple[tuple[str, str], ...] = ()
    """Of a supplement: the papers of the pack, each with its number; of one that is not for its readers no slug."""
    follows: tuple[str, ...] = ()
    """Of a supplement: for each of its papers the part of the pack that its pages come after, e.g. `paper-4`."""
    translation_of: str = ""
    """The slug of the agenda that this one is a translation of; empty for none."""
    standing: tuple[tuple[str, str], ...] = ()
    """Of a translation: for each of its papers the number that it has in both packs, and the part of the other one that
    it is there, e.g. `paper-4`, or empty where the other has it not."""
    actions_from: str = ""
    """The minutes whose open actions come before `actions`, as typed."""
    members: tuple[Text, ...] = ()
    """Who is summoned."""
    apologies: tuple[Text, ...] = ()
    """Who cannot come."""
    signed: tuple[Text, ...] = ()
    """Who calls the meeting, and as what, and when, a line each; empty when nobody signs."""
    decisions: bool = False
    """Whether what the papers ask for is listed after the items."""
    asked: Text = ""
    """What stands over the recommendations of each paper; empty for the style's own word."""
    ends: Text = ""
    """When the last item is over, where that is to be said."""
    lasts: Text = ""
    """How long all items take, likewise."""
    earlier: tuple["PageStart", ...] = ()
    """Of a supplement or a translation: the parts of the other pack as it went out; empty where only what that would be
    now is known."""
    span: tuple[int | None, int | None] = (None, None)
    """When the meeting begins and ends, in minutes since midnight; None for what it does not say."""
    typed_openly: Text = ""
    """The same without what is confidential, as many lines."""

    @property
    def audience(self) -> Audience:
        """Who may have it."""
        closed = any(item.confidence and not item.confidence.withheld for item in self.items)
        return "confidential" if closed else "meeting"


class Contact(Value):
    """How to reach the organisation; every line may be empty."""

    name: Text
    address: tuple[Text, ...]
    telephone: Text
    email: Text
    website: str


class Face(Value):
    """One font file: inside an installed Python package, or the publication's own."""

    package: str
    """Import name, e.g. `fontpkg_source_serif_4`; empty for one of the publication's own."""
    file: str
    """Path inside the package, e.g. `files/SourceSerif4[opsz,wght].ttf`; or from the publication's folder."""
    italic: bool
    weight: int | None
    """None for a variable font that holds the range of weights."""
    sha256: str
    """Of the file's bytes: of whatever is made with the face, this is a part of the key."""
    content: bytes = b""
    """The file of one of the publication's own, which another machine has not."""


class Typeface(Value):
    """A family of faces under the name that stylesheets call it by."""

    family: Text
    faces: tuple[Face, ...]


class Brand(Value):
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
    lettered: bool = True
    """Whether ebooks and archives carry letters of scripts that the brand's typefaces lack."""

    @property
    def typefaces(self) -> tuple[Typeface, ...]:
        """The three of them, each once."""
        return tuple(dict.fromkeys((self.headings, self.body, self.code)))


class Certificate(Value):
    """Who has checked that what is published is accessible, when, and by which standard."""

    checked_by: Text
    checked_on: date
    standard: str
    """E.g. `WCAG 2.2 AA`."""


class Publication(Value):
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
    archive: str = ""
    """The address of the archive on the web, without a slash at its end; empty when there is none."""
    picture_side: int = 1600
    """The long side of pictures for screens, in dots: in ebooks, pages of the archive and feeds."""
    picture_crop: bool = True
    """Whether a photograph under a headline is cropped to 3:2, on paper."""
    picture_width: Literal["text", "page", "bleed"] = "text"
    """How wide it is there."""
    registration: Text = ""
    """Under which numbers the organisation is registered, as it says so."""
    certificate: Certificate | None = None
    """None when nobody's name stands for a claim, and there is none."""


class StyleSheet(Value):
    """One file of a house style: a template, a stylesheet or a table of words."""

    name: str
    """POSIX path inside the style's folder, e.g. `briefing.css`."""
    text: str


class HouseStyle(Value):
    """A folder of styles/, or one that publications share, read."""

    name: str
    """The folder's, or with a slash in it the path from the publication's folder to one that is shared."""
    files: tuple[StyleSheet, ...]

    @property
    def place(self) -> str:
        """Its path from the publication's folder."""
        return self.name if "/" in self.name else f"styles/{self.name}"


class EditionPlan(Value):
    """A line of publication.toml: which editions to make and how."""

    name: str
    """The edition's name and the folder of its files: build/NAME/."""
    kind: Kind
    title: Text
    """A collection's own title; empty means the publication's."""
    sides: int | None
    """How many sides of paper each file is set on; None for as many as it takes."""
    max_bytes: int | None
    """How large each file may be; None for no limit."""
    by: Literal["all", "year", "quarter", "tag"] = "all"
    """Collections only, like the rest: into how many it is divided."""
    tag: Text = ""
    """Only articles with this tag; empty for every article."""
    articles: tuple[str, ...] = ()
    """Slugs picked by hand, in their order; empty for every article."""
    order: Literal["newest", "oldest", "given"] = "newest"
    parts: Literal["none", "months", "topics"] = "none"
    """What the parts of each are, which have headings of their own."""
    chapters: int | None = None
    """How many articles one has at most, the oldest in the first; None for as many as there are."""
    news: Literal["earlier", "tagged", "newest", "none"] = "earlier"
    """Editions of one article only: which others its news box names. What is earlier than itself stays what it is when
    another article is added."""
    paper: str = ""
    """Which sheets it is for, a key of `editions.papers.PAPERS`; empty for those that the house style is drawn for."""


class NewsItem(Value):
    """Another article in brief, for the `also in the news` box."""

    title: Text
    published: date
    standfirst: Text
    language: str
    slug: str = ""
    """Whose it is."""


class Reference(Value):
    """Another article as a link on paper names it."""

    slug: str
    title: Text
    published: date
    language: str
    paper: bool = False
    """Whether it is a paper of a meeting: where it is not bound in with the text, nothing of it is named."""


class Elsewhere(Value):
    """An article that the archive has and the source has not: links still lead to it."""

    reference: Reference
    source: str
    """The path that its file had."""
    formerly: tuple[str, ...] = ()
    """The slugs that it had before."""


class EditionPart(Value):
    """A part of a collection, under a heading of its own."""

    title: Text
    """Empty for what belongs to no other part: the style has a word for that."""
    articles: tuple[str, ...]
    """The slugs of its articles, in order."""


class Issue(Value):
    """What is remembered of an edition that has been published before."""

    identifier: str
    issued: date
    articles: tuple[str, ...]
    """The slugs of its articles."""
    before: "Issue | None" = None
    """The last one that held other articles."""


class Edition(Value):
    """What one file publishes: articles in order under one title and date."""

    name: str
    """The plan's name, e.g. `briefing`."""
    kind: Kind
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
    """Other articles in brief, as `EditionPlan.news` says (editions of one article only)."""
    agenda: Agenda | None
    """The plan of a pack; None for every other kind."""
    sides: int | None
    max_bytes: int | None
    publication: Publication
    parts: tuple[EditionPart, ...] = ()
    """A collection's parts, which hold each of its articles once and in its order; empty when it has none."""
    position: str = ""
    """Its place in the series, numbers with full stops between them (EPUB 3.3, group-position): `2014.2`; may be empty.
    """
    since: date | None = None
    """The date of the last edition; None when there was none, or when nothing is new."""
    fresh: tuple[str, ...] = ()
    """The slugs of the articles that the last edition did not hold, in order."""
    references: tuple[Reference, ...] = ()
    """The articles that links in it lead to."""
    paper: str = ""
    """As `EditionPlan.paper`."""

    @property
    def audience(self) -> Audience:
        """Who may have it: they who may have all that is in it."""
        asked = {*(article.audience for article in self.articles), *([self.agenda.audience] if self.agenda else ())}
        return next((one for one in ("confidential", "meeting") if one in asked), "everybody")

    @property
    def modified(self) -> date:
        """The day it became what it is: of the newest article or correction in it."""
        return max((self.issued, *(article.modified for article in self.articles)))


class PageStart(NamedTuple):
    """What a page begins with: a place in an article that does not change from one edition to another."""

    page: int
    """Counted from 1."""
    element: str
    """Which element of the body, counted from 0; or a part after it: `more`, `news`, `contact`. In a pack the parts
    that begin on pages of their own are named too, `agenda`, `paper-2`, `actions`, the places in papers that links can
    lead to, `paper-2-costs`, and the elements of papers: `text-2-17`."""
    offset: int
    """How many characters of the element's own text, white space not counted, stand before; of such a part its pages.
    """
    name: str = ""
    """What the page is called where that is not its number: `12a`."""

    @property
    def called(self) -> str:
        """What stands at the foot of the page."""
        return self.name or str(self.page)


class Printed(Value):
    """A print edition that was made before another, for that one to say where its pages begin."""

    slug: str
    """The edition's."""
    identifier: str
    """The print edition's: `urn:uuid:…`."""
    pages: int
    """0 when it could not be made."""
    starts: tuple[PageStart, ...]
    """Of the pages after the first; a page that goes on with notes alone has none."""
    kind: Kind = "briefing"
    """The edition's."""


class Order(Value):
    """One edition to be made in one format: the unit that is handed to a worker."""

    edition: Edition
    style: HouseStyle
    format: str
    """Who makes it: a key of `publish.formats.FORMATS`, or of a plug-in's."""
    proof: bool
    """Whether the artifact is to carry its boxes, for the rules of preflight to look at."""
    originals: tuple["Order", ...] = ()
    """Those that are made before it: the print editions whose pages an ebook or a large-print edition marks, and the
    confidential pack, whose numbers an open one has."""
    printed: tuple[Printed, ...] = ()
    """What the originals came out as; before they are made, of those that are out and are not made again."""


class Galley(Value):
    """Typeset HTML, not yet paged."""

    name: str
    """What to call it when it is kept, e.g. `tides.html`."""
    html: str
    assets: tuple[Asset, ...]
    typefaces: tuple[Typeface, ...]


class Box(Value):
    """A thing on a finished page as it was laid out: a line of text, a picture, a row of a table."""

    page: int
    """Counted from 1."""
    element: str
    """The HTML element it belongs to, e.g. `p`, `td`, `img`; `margin` for what stands in a page's margin."""
    text: Text
    x: float
    """CSS pixels from the page's left and top edges, like the rest."""
    y: float
    width: float
    height: float
    size: float
    """Of the type, in points."""
    italic: bool
    capitals: bool
    """Set in capitals by the style (`text-transform: uppercase`)."""
    align: str
    """`start`, `end`, `center` or `justify`, as laid out."""
    hyphenated: bool
    """Ends with a hyphen that its author did not type."""
    colour: str
    """`#rrggbb` of the text; empty where it is there for the ear alone."""
    ground: str
    """`#rrggbb` of what it stands on."""
    block: int = 0
    """The same for all lines of one paragraph, heading or cell, on whichever page; counted in reading order."""
    within: tuple[str, ...] = ()
    """What it stands in, from `body` inwards, itself last: tag and classes, e.g. `("body", "div.body", "p")`."""
    page_width: float = 0.0
    """CSS pixels, of the finished page (bleed is not counted), like its height."""
    page_height: float = 0.0
    clipped: bool = False
    """Whether something around it cuts a part of it off."""
    asset: str = ""
    """The name of a picture's asset; its text alternative is in `text`."""
    underlined: bool = False


class Fit(Value):
    """How an edition was made to fit: what copyfitting and the size budget chose."""

    sides: int
    wanted: int | None
    layouts: int
    """How many times it was laid out to find this."""
    changes: tuple[Text, ...]
    """What differs from the style's own measures, e.g. `leading 14 pt`; empty when nothing does."""
    traded: tuple[Text, ...]
    """What the size budget cost, e.g. `pictures at 150 dpi, quality 80`."""


class Artifact(Value):
    """A finished file without a place."""

    edition: str
    name: str
    """The file's name without suffix."""
    suffix: str
    """`pdf`, `epub`, `html`, `txt`, `brf`, or what a plug-in's format has."""
    media_type: str
    content: bytes
    pages: int | None
    """Sides of a paged file; None for a reflowable one."""
    fit: Fit | None = None
    """None for a reflowable file."""
    boxes: tuple[Box, ...] = ()
    """What stands on its pages, when the order asked for proofs."""
    starts: tuple[PageStart, ...] = ()
    """Where the pages of a briefing begin, the first one's left out, or the parts of a pack."""
    blanks: tuple[int, ...] = ()
    """The pages, counted from 1, that are empty so that the next is on the right."""


class Shelfmark(Value):
    """A finished file that waits on the shelf: all that is known of it, and how to find it there."""

    artifact: Artifact
    """Its content left out."""
    sha256: str
    """Of the content."""
    size: int
    """Of the content, in bytes."""


class Sender(Value):
    """In whose name handouts are mailed, and through which server."""

    name: Text
    """May be empty."""
    address: str
    reply_to: str
    """May be empty."""
    server: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str
    """Who signs in at the server; empty for nobody. The password is never a setting."""
    rate: int
    """Messages a minute at most."""
    batch: int
    """Messages a connection at most."""
    pause: float
    """Seconds between two connections, like the rest."""
    retry: float
    """Before the first new attempt; doubled for each one after it."""
    timeout: float
    """How long the server may take for a reply; five times as long for the reply to a whole message."""
    max_bytes: int | None
    """How large a message may be, whatever the server says; None for no limit of our own."""
    unsubscribe: str
    """The address on the web to which a person's token is added (`{token}`); empty when there is none."""
    dkim_domain: str
    """May be empty, like the rest."""
    dkim_selector: str
    dkim_key: str
    """Path of the private key, from the publication's folder."""


class Recipient(Value):
    """A person on a mailing list."""

    line: int
    """Of the list's file, where the row begins."""
    address: str
    """Its domain in ASCII."""
    key: str
    """The same for two spellings of one address."""
    name: Text
    """May be empty."""
    language: str
    """A BCP 47 tag; empty for the handout's own."""
    formats: tuple[str, ...]
    """What they want besides the PDF: `epub`, `large-print`."""
    fields: tuple[tuple[str, Text], ...]
    """The other columns of the list, for the note."""


class Note(Value):
    """A covering note, read."""

    body: Markup
    assets: tuple[Asset, ...]
    fields: tuple[tuple[int, str], ...]
    """The columns of the list that stand in it, each with its line."""


class Enclosure(Value):
    """A file as it is attached to a message."""

    format: str
    """What it is asked for as: `pdf`, `epub`, a kind of edition, or an edition's name."""
    everybody: bool
    """Otherwise only those who asked for the format."""
    name: Text
    """As a person would call it, with its suffix."""
    media_type: str
    content: bytes
    kind: str = ""
    """The kind of edition that its name is to say in the recipient's language; empty for nothing."""


class Letter(Value):
    """The wording of a mailing in one language, with slots for what differs from one recipient to the next."""

    language: str
    subject: Text
    dear: Text
    """The greeting of somebody whose name is known, with a slot for it."""
    hello: Text
    """The greeting of anybody else."""
    html: str
    """The HTML part, its styles inlined."""
    text: Text
    """The plain part, its paragraphs not yet broken into lines."""
    pictures: tuple[Asset, ...]
    """What the HTML part shows, by `cid:NAME`."""
    labels: tuple[tuple[str, str], ...] = ()
    """What each kind of edition is called in the names of files."""


class Mailing(Value):
    """One sending of a handout to a list, frozen: what the last recipient gets is what the first one got."""

    name: str
    letters: tuple[Letter, ...]
    """One a language; the first is the handout's own."""
    enclosures: tuple[Enclosure, ...]


class Packing(Value):
    """What an archive has of the publication's own files."""

    packed: bool = True
    """Whether it has any."""
    without: tuple[str, ...] = ()
    """Those that stay out: patterns of paths from source/."""
    former: bool = True
    """Whether it keeps the texts of articles that the source has no longer."""
    withdrawn: bool = False
    """Whether it keeps the texts of what was taken back."""


class ArchiveFile(Value):
    """A file of the archive, without a place."""

    path: str
    """POSIX path from the archive's root, e.g. `articles/tides.html`."""
    content: bytes
