"""The kinds of edition: one frozen record each. This is the only list of them.

A new kind is one row here, and a stylesheet or a template of the house style where it looks like no other; or the same
row in another distribution, as an entry point of the group `handbill.kinds`. Nobody asks what a kind is called:
its record says what there is to know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from publish.base import plugins
from publish.model import StyleSheet
from publish.value import Value


class ChartMeasures(Value):
    """How large charts are drawn: their width and their letters in CSS pixels, and what they stand on."""

    width: float = 446
    size: float = 12
    ground: str = ""
    """`#rrggbb`, or empty for none."""
    family: str = ""
    """Their typeface; empty for the brand's own of headings."""


class Printing(Value):
    """How an office printer is told to print a kind (RFC 8011, 5.2; PWG 5100.1)."""

    sides: str = "two-sided-long-edge"
    """IPP's `sides`: about which edge a sheet is turned."""
    staple: int = 20
    """IPP's `finishings`: 20 is a staple in the corner at the top left, 8 a saddle stitch."""
    monochrome: bool = False
    """Whether it is printed with black alone (IPP's `print-color-mode`)."""
    first: bool = True
    """Whether the kind is taken when a person names no edition."""


class EditionKind(Value):
    """A kind of edition: what it holds, what it is made with, and what is asked of it."""

    name: str
    purpose: str
    """What it is for, to go on after its name: `for screen and paper`."""
    holds: Literal["article", "meeting", "collection"] = "article"
    """One article, the papers of an agenda, or many articles."""
    format: str = "pdf"
    """The maker of its files: a key of `publish.formats.FORMATS`, or of a plug-in's."""

    # what it is made with
    template: str = ""
    """The template of its galley, in the house style; empty for a kind that is set from none, or from several."""
    sheets: tuple[str, ...] = ()
    """Its stylesheets in order, of which the style need not have those after the first."""
    folder: str = ""
    """The folder of the style in which all that it is made with lies; empty for the style's top."""
    files: tuple[StyleSheet, ...] = ()
    """Templates and stylesheets that come with the kind, for house styles that have none of these names."""

    # how it is set
    addresses: bool = True
    """Whether the addresses of links are printed, as notes."""
    code: bool = False
    """Whether it carries a code that leads a telephone to its page in the archive."""
    clear: bool = False
    """Whether it is for readers with low vision: a clear typeface, no italics, wide tables as lists."""
    standard_pages: bool = False
    """Whether it marks where the pages of the standard edition begin."""
    folded_as: str = ""
    """The kind of one article that a meeting's papers are set as, in one text; empty for what is set by itself."""
    charts: ChartMeasures = ChartMeasures()
    tallest_drawing: float = 1.9
    """How many times as high as it is wide a drawing across the column may be, with its title over it on one page."""
    least: tuple[float, float] = (9.0, 7.0)
    """The smallest type that any style may set it in, in points: running text, and all other."""
    dpi: int | None = None
    """Dots an inch of its pictures; None for as many as office printers show."""
    papers: tuple[str, ...] = ()
    """The papers that it can be set on, or printed: keys of `editions.papers.PAPERS`; none for what needs none."""
    finish: Literal["", "grey", "crop marks", "fold"] = ""
    """What is done to its pages once they are set."""
    tagged: bool = True
    """Whether its file has the structure of the text (PDF/UA); imposed sheets are not in the order of reading."""

    # what may be asked of it, and where it goes
    sided: bool = False
    """Whether `sides` may be asked of it."""
    own_sides: bool = False
    """Whether an article's own wish for sides is heard: only where pages have the standard's measure."""
    archived: bool = True
    """Whether it is for everybody, and kept in the archive."""
    once: bool = False
    """Of meetings: whether there is one for everybody alone, and none of a supplement."""
    offered: bool = False
    """Whether the archive offers it before the others."""
    handout: bool = False
    """Whether it is what a mailing encloses for everybody."""
    enclosed_as: str = ""
    """The word by which somebody on a mailing list asks for it; empty when nobody can."""
    printing: Printing | None = None
    """None for what is not for an office printer: then `unprinted` says why."""
    unprinted: str = "read on a screen"

    @property
    def of_article(self) -> bool:
        """Whether there is one for each article."""
        return self.holds == "article"

    @property
    def of_meeting(self) -> bool:
        """Whether there is one for each agenda."""
        return self.holds == "meeting"

    @property
    def collects(self) -> bool:
        """Whether it gathers many articles."""
        return self.holds == "collection"

    @property
    def paged(self) -> bool:
        """Whether its files have pages, and so a size that can be kept within a budget."""
        return self.format == "pdf"

    @property
    def plain_pages(self) -> bool:
        """Whether nothing is done to its pages after they are laid out."""
        return self.paged and self.of_article and not (self.finish or self.clear)


STANDARD = "briefing"
"""The kind whose pages others at a table have before them, and that other kinds refer to."""

PACK = "pack"
"""The same among the packs of meetings."""

_ANY = ("A4", "A3", "A5", "letter", "legal")
_LARGE = ("A4", "A3", "letter", "legal")
"""For what has no room on less: large type, and the papers of a meeting beside their numbers."""
_FOLDED = ("A4", "A3", "letter")

_EMBOSSED = "for an embosser, which has a program of its own: an office printer would print its signs in ink"
_ROWS = (
    EditionKind(
        name="briefing",
        purpose="for screen and paper",
        papers=_ANY,
        template="briefing.html",
        sheets=("briefing.css",),
        code=True,
        sided=True,
        own_sides=True,
        offered=True,
        handout=True,
        enclosed_as="pdf",
        printing=Printing(),
    ),
    EditionKind(
        name="screen",
        purpose="with plain links and no notes",
        papers=_ANY,
        template="briefing.html",
        sheets=("briefing.css", "screen.css"),
        addresses=False,
        sided=True,
        own_sides=True,
        offered=True,
        printing=Printing(first=False),
    ),
    EditionKind(
        name="mono",
        purpose="for the black-and-white copier",
        papers=_ANY,
        template="briefing.html",
        sheets=("briefing.css", "mono.css"),
        code=True,
        finish="grey",
        sided=True,
        own_sides=True,
        printing=Printing(monochrome=True),
    ),
    EditionKind(
        name="large-print",
        purpose="for readers with low vision",
        papers=_LARGE,
        template="briefing.html",
        sheets=("briefing.css", "large-print.css"),
        code=True,
        clear=True,
        standard_pages=True,
        least=(16.0, 16.0),  # UKAAF G003
        charts=ChartMeasures(width=560, size=24, family="Atkinson Hyperlegible"),
        tallest_drawing=1.35,
        sided=True,
        enclosed_as="large-print",
        printing=Printing(),
    ),
    EditionKind(
        name="clear-print",
        purpose="in 14 point, for tired eyes",
        papers=_LARGE,
        template="briefing.html",
        sheets=("briefing.css", "large-print.css", "clear-print.css"),
        code=True,
        clear=True,
        least=(14.0, 12.0),
        charts=ChartMeasures(width=560, size=18.7, family="Atkinson Hyperlegible"),
        tallest_drawing=1.5,
        sided=True,
        enclosed_as="clear-print",
        printing=Printing(first=False),
    ),
    EditionKind(
        name="booklet",
        purpose="sheets to fold in the middle, A5 pages on A4",
        papers=_FOLDED,
        template="briefing.html",
        sheets=("briefing.css", "booklet.css"),
        code=True,
        charts=ChartMeasures(width=400, size=12.5),
        tallest_drawing=1.3,
        finish="fold",
        tagged=False,
        sided=True,
        printing=Printing(sides="two-sided-short-edge", staple=8),  # a folded sheet turns about its fold
    ),
    EditionKind(
        name="press",
        purpose="with bleed and crop marks for a print shop",
        papers=_ANY,
        template="briefing.html",
        sheets=("briefing.css", "press.css"),
        code=True,
        dpi=300,
        finish="crop marks",
        sided=True,
        own_sides=True,
        archived=False,
        unprinted="larger than its paper, for a print shop",
    ),
    EditionKind(
        name="pack",
        purpose="a PDF a meeting, by source/agendas/",
        holds="meeting",
        papers=_LARGE,
        template="pack.html",
        sheets=("briefing.css", "pack.css"),
        archived=False,
        handout=True,
        enclosed_as="pdf",
        printing=Printing(),
    ),
    EditionKind(
        name="mono-pack",
        purpose="the pack for the black-and-white copier",
        holds="meeting",
        papers=_LARGE,
        template="pack.html",
        sheets=("briefing.css", "pack.css", "mono.css"),
        finish="grey",
        archived=False,
        printing=Printing(first=False, monochrome=True),
    ),
    EditionKind(
        name="large-print-pack",
        purpose="the pack for readers with low vision",
        holds="meeting",
        papers=_LARGE,
        template="briefing.html",
        sheets=("briefing.css", "large-print.css"),
        clear=True,
        standard_pages=True,
        folded_as="large-print",
        archived=False,
        printing=Printing(first=False),
    ),
    EditionKind(
        name="clear-print-pack",
        purpose="the pack in 14 point",
        holds="meeting",
        papers=_LARGE,
        template="briefing.html",
        sheets=("briefing.css", "large-print.css", "clear-print.css"),
        clear=True,
        standard_pages=True,
        folded_as="clear-print",
        archived=False,
        printing=Printing(first=False),
    ),
    EditionKind(
        name="text-pack",
        purpose="the pack as plain text",
        holds="meeting",
        papers=_ANY,
        format="text",
        standard_pages=True,
        folded_as="text",
        archived=False,
        printing=Printing(first=False),
    ),
    EditionKind(
        name="braille-pack",
        purpose="the pack as a BRF file",
        holds="meeting",
        format="braille",
        standard_pages=True,
        folded_as="braille",
        archived=False,
        unprinted=_EMBOSSED,
    ),
    EditionKind(
        name="calendar",
        purpose="an entry for calendars a meeting",
        holds="meeting",
        format="calendar",
        once=True,
        archived=False,
        unprinted="for calendars",
    ),
    EditionKind(
        name="collection",
        purpose="one EPUB of all articles",
        holds="collection",
        format="epub",
        folder="collection",
        standard_pages=True,
        # A reading system may turn the page dark and leave a picture as it is: this one brings its paper with it. And
        # it is so narrow that a telephone, whose screen has 320 px and margins, shows its letters in 12 px.
        charts=ChartMeasures(width=336, size=16, ground="#ffffff"),
        offered=True,
        enclosed_as="epub",
    ),
    EditionKind(
        name="text",
        purpose="plain text an article, for e-mail",
        papers=_ANY,
        format="text",
        printing=Printing(first=False),
    ),
    EditionKind(
        name="braille",
        purpose="a BRF file an article, for an embosser",
        format="braille",
        unprinted=_EMBOSSED,
    ),
)

KINDS: Mapping[str, EditionKind] = MappingProxyType({kind.name: kind for kind in _ROWS})
"""Our own kinds by name, in the order in which they are named to people."""


def of(name: str) -> EditionKind:
    """The record of a kind, ours or a plug-in's. Raises LookupError when there is none, or it cannot be used."""
    if (kind := find(name)) is None:
        raise LookupError(f"there is no kind of edition called `{name}`")
    return kind


def find(name: str) -> EditionKind | None:
    """The same; None when there is none, e.g. for what an archive holds of a kind that is no longer installed."""
    return KINDS.get(name) or dict(_added()).get(name)


def known() -> dict[str, EditionKind]:
    """Every kind that can be asked for: ours, then plug-ins'."""
    return dict(KINDS) | {name: kind for name, kind in _added() if name not in KINDS}


def _added() -> Iterator[tuple[str, EditionKind]]:
    for name, kind in plugins.usable("kinds"):
        if isinstance(kind, EditionKind) and kind.name == name:
            yield name, kind


def enclosures() -> dict[str, EditionKind]:
    """The kinds that somebody on a mailing list can ask for, by the word for each; the briefing's before a pack's."""
    return {kind.enclosed_as: kind for kind in reversed(known().values()) if kind.enclosed_as}
