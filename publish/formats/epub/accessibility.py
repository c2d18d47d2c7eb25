"""What an EPUB offers to readers who do not read by eye alone, measured from its own files.

EPUB Accessibility 1.1 wants five properties of the schema.org vocabulary. A claim of conformance (`dcterms:conformsTo`,
which must name who certifies it) is made by a person's name alone: EPUBCheck and Ace find nothing, but no machine can
judge whether an alternative says what the picture says. MathML is counted for those who type it; nothing
makes it of other notations.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Literal

from lxml import etree
from PIL import Image

from publish.base.language import called
from publish.model import Asset, Certificate
from publish.value import Value

Property = tuple[str, str]
"""A schema.org property and its value, e.g. `("accessMode", "textual")`."""


class Findings(Value):
    """What was counted in the files of one EPUB."""

    articles: int
    pictures: int
    """In the articles; the cover and the logo carry nothing that the text does not say."""
    pictures_without_alternative: int
    """In all of the EPUB, but for what is declared to be decoration: it was forgotten, and vouches for nothing."""
    tables: int
    tables_without_headings: int
    notes: int
    formulas: int
    languages: tuple[str, ...]
    headings_in_order: bool
    """Each file begins with one h1 and no level is skipped on the way down."""
    pages: int
    """Pages of the print editions that are marked in the text."""
    in_page_list: bool
    """Every one of them is in the list of pages, and nothing else is."""
    in_contents: bool
    """Every article is in the table of contents."""
    reflows: bool
    """No stylesheet fixes the size or the colour of running text."""
    motion: Literal["none", "unknown"]
    """Unknown when a picture moves: whether it flashes is for a person to say."""


def measure(roots: Mapping[str, etree._Element], css: Iterable[str], assets: Iterable[Asset]) -> Findings:
    """Count what is in the XHTML files (their roots by name), the stylesheets and the pictures of an EPUB."""
    counts: Counter[str] = Counter()
    languages: dict[str, None] = {}
    marks: list[str] = []
    articles: set[str] = set()
    in_order = True
    for name, root in roots.items():
        languages.update(dict.fromkeys(found for element in root.iter("*") if (found := element.get("lang"))))
        marks += _page_marks(name, root)
        counts["without"] += sum(map(_lacks_alternative, root.iter(_X + "img")))
        if name.startswith("articles/"):
            articles.add(name)
            in_order = in_order and _in_order(root)
            counts.update(_counted(root))
    contents = roots["contents.xhtml"]
    return Findings(
        articles=len(articles),
        pictures=counts["pictures"],
        pictures_without_alternative=counts["without"],
        tables=counts["tables"],
        tables_without_headings=counts["headless"],
        notes=counts["notes"],
        formulas=counts["formulas"],
        languages=tuple(languages),
        headings_in_order=in_order,
        pages=len(marks),
        in_page_list=bool(marks) and marks == _page_list(contents),
        in_contents=articles <= {link.get("href") for link in contents.iter(_X + "a")},
        reflows=not any(map(_fixes_text, css)),
        motion="unknown" if any(map(moves, assets)) else "none",
    )


def _counted(root: etree._Element) -> Iterator[str]:
    """What is counted in an article, each as often as it is there."""
    for element in root.iter("*"):
        if element.tag == _X + "img":
            yield "pictures"
        elif element.tag == _MATH:
            yield "formulas"
        elif element.tag == _X + "table":
            yield "tables"
            if next(element.iter(_X + "th"), None) is None:
                yield "headless"
        if element.get("role") == "doc-footnote":
            yield "notes"


def _lacks_alternative(image: etree._Element) -> bool:
    return not (image.get("alt") or "").strip() and image.get("role") != "presentation"


def _page_marks(name: str, root: etree._Element) -> list[str]:
    """The addresses of the marks of printed pages in a file, in their order."""
    return [
        f"{name}#{element.get('id')}" for element in root.iter(_X + "span") if element.get("role") == "doc-pagebreak"
    ]


def properties(found: Findings, certificate: Certificate | None = None) -> Iterator[Property]:
    """The metadata that follows from what was found, in a fixed order."""
    yield "accessMode", "textual"
    if found.pictures:
        yield "accessMode", "visual"
    if not found.pictures_without_alternative:
        yield "accessModeSufficient", "textual"
    if found.pictures:
        yield "accessModeSufficient", "textual,visual"
    for feature, offered in (
        ("alternativeText", not found.pictures_without_alternative),
        ("displayTransformability", found.reflows),
        ("MathML", found.formulas > 0),
        ("pageBreakMarkers", found.pages > 0),
        ("pageNavigation", found.in_page_list),
        ("printPageNumbers", found.pages > 0),  # the name that the first had until 2022, and that readers look for
        ("readingOrder", True),  # the spine and the order of the elements are the only order there is
        ("structuralNavigation", found.headings_in_order),
        ("tableOfContents", found.in_contents),
        ("unlocked", True),  # nothing here is encrypted
    ):
        if offered:
            yield "accessibilityFeature", feature
    # `unknown` and not the finer values: DAISY Ace 1.4.6 knows one of those under a misspelt name only.
    yield "accessibilityHazard", found.motion
    yield "accessibilitySummary", summary(found, certificate)


def summary(found: Findings, certificate: Certificate | None = None) -> str:
    """The findings in plain English, and what is claimed by whom."""
    return " ".join((*_sentences(found), _claim(certificate)))


def _claim(certificate: Certificate | None) -> str:
    if certificate is None:
        return "No conformance to an accessibility standard is claimed."
    day = certificate.checked_on.isoformat()
    return f"Conforms to {certificate.standard}, as {certificate.checked_by} has checked on {day}."


def _sentences(found: Findings) -> Iterator[str]:
    if found.reflows:
        yield "The text takes the size, typeface and colours that you choose."
    if found.in_contents:
        yield f"The table of contents leads to {_all(found.articles, 'article')}."
    if found.in_page_list:
        yield f"{_all(found.pages, 'page').capitalize()} of the print editions {_are(found.pages)} marked and listed."
    if found.headings_in_order:
        yield "Headings mark the structure and no level is skipped."
    without = found.pictures_without_alternative
    if without:
        yield f"{_count(without, 'picture')} {_has(without)} no text alternative."
    elif found.pictures:
        yield f"{_all(found.pictures, 'picture').capitalize()} {_has(found.pictures)} a text alternative."
    else:
        yield "The articles have no pictures."
    if found.tables:
        headless = found.tables_without_headings
        said = (
            f"{_count(headless, 'table')} {_has(headless)} no heading cells" if headless else "all with heading cells"
        )
        yield f"There {_are(found.tables)} {_count(found.tables, 'table')}, {said}."
    if found.formulas:
        yield f"{_count(found.formulas, 'formula')} {_are(found.formulas)} written as MathML."
    if found.notes:
        yield f"{_count(found.notes, 'note')} {_are(found.notes)} linked to and from the text."
    if len(languages := dict.fromkeys(map(called, found.languages))) > 1:
        yield f"Changes of language are marked ({', '.join(languages)})."
    if found.motion == "none":
        yield "Nothing flashes, moves or makes a sound."
    else:
        yield "There is a moving picture; whether it flashes has not been checked. Nothing makes a sound."


def _page_list(contents: etree._Element) -> list[str | None]:
    return [
        link.get("href")
        for navigation in contents.iter(_X + "nav")
        if navigation.get("role") == "doc-pagelist"
        for link in navigation.iter(_X + "a")
    ]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _all(number: int, noun: str) -> str:
    return f"the one {noun}" if number == 1 else f"all {number} {noun}s"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


_X = "{http://www.w3.org/1999/xhtml}"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"


def _in_order(root: etree._Element) -> bool:
    levels = [int(element.tag[-1]) for element in root.iter(*(f"{_X}h{level}" for level in range(1, 7)))]
    return levels[:1] == [1] and levels.count(1) == 1 and all(b <= a + 1 for a, b in pairwise(levels))


_FIXED = re.compile(r"(?:^|[}\s,])body[^{]*\{[^}]*(?:font-size:\s*[\d.]+(?:px|pt)|(?<!-)color:|background)", re.I)


def _fixes_text(css: str) -> bool:
    return "!important" in css or _FIXED.search(css) is not None


def moves(asset: Asset) -> bool:
    """Whether a picture has more than one frame, or an SVG animates itself."""
    if asset.media_type == "image/jpeg":
        return False
    if asset.media_type == "image/svg+xml":
        return re.search(rb"<(?:\w+:)?(?:animate|set\b)|@keyframes", asset.content) is not None
    with Image.open(io.BytesIO(asset.content)) as picture:
        return getattr(picture, "n_frames", 1) > 1
