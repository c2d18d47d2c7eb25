"""A collection becomes an EPUB 3.3: each article a file, with cover, title page, contents and colophon.

The order of the files is cover, title page, contents, what is new, the articles as the edition has
them with a page for each part, the index of authors, colophon.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from posixpath import dirname, join, normpath

from lxml import etree

from publish.base import barrier
from publish.base.barrier import Fault
from publish.base.language import counters
from publish.charts.illustrate import illustrate
from publish.editions.gathering import digest
from publish.formats.epub import cover, drawings
from publish.formats.epub.accessibility import measure, properties, summary
from publish.formats.epub.body import Flow, flow
from publish.formats.epub.package import Part, bind
from publish.formats.epub.pages import Mark
from publish.formats.epub.typefaces import Cut, Use, cut, families, font_faces, squared
from publish.media import assets, colour, copies
from publish.model import Article, Artifact, Asset, Edition, Fit, Galley, HouseStyle, Printed
from publish.problem import Problem
from publish.style import collection as collections
from publish.style import galley as galleys
from publish.value import replace

MEDIA_TYPE = "application/epub+zip"
SETTINGS = "source/publication.toml"
"""Who is to blame for what is nobody's article: the file that the edition comes from."""


def render(
    edition: Edition,
    style: HouseStyle,
    *,
    printed: Sequence[Printed] = (),
    fetch: Callable[[str], bytes | None] | None = None,
) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition as an artifact, and what is wrong with it.

    `printed` are the print editions of its articles, whose pages are marked; a problem names one that was not made.
    An article that cannot be set is left out and named in a problem; there is no artifact when none can, or when what
    the articles share (cover, style) fails. Pictures are those for screens; while the file is larger than it may be
    they become smaller, and F03 says when that is not enough.

    `fetch` gives the content of a picture that comes without, by its SHA-256; photographs are then read when the file
    is written, one after the other, and never held together. Raises OSError when it gives none.
    """
    most, side = edition.max_bytes, edition.publication.picture_side
    artifact, problems = _rendered(*_for_screens(edition, side, fetch), style, printed)
    if artifact is None or most is None or len(artifact.content) <= most:
        return artifact, problems
    tries = 1
    for side in (lower for lower in SIDES if lower < edition.publication.picture_side):
        tries += 1
        smaller, problems = _rendered(*_for_screens(edition, side, fetch), style, printed)
        if smaller is None:
            break
        artifact = smaller
        if len(artifact.content) <= most:
            break
    traded = (f"pictures of {side} pixels",)
    artifact = replace(artifact, fit=Fit(sides=0, wanted=None, layouts=tries, changes=(), traded=traded))
    return artifact, problems if len(artifact.content) <= most else (*problems, _too_large(artifact, most))


SIDES = (1200, 1000, 800, 600, 480)
"""The long sides of pictures, in dots, when an ebook is too large, best first."""


Later = dict[str, Callable[[], bytes]]
"""By the name of a picture that comes without its content what gives it."""


def _for_screens(edition: Edition, side: int, fetch: Callable[[str], bytes | None] | None) -> tuple[Edition, Later]:
    """The edition with pictures of at most so many dots, in the kinds that every reading system shows."""
    later: Later = {}

    def filled(asset: Asset) -> Asset:
        return assets.filled(asset, fetch) if fetch else asset

    def copied(asset: Asset) -> Asset:
        return filled(copies.screen(asset, side, still=True, fill=filled))

    def smaller(asset: Asset) -> Asset:
        copy = copied(asset)
        if fetch is None or copy.media_type != "image/jpeg":  # of other kinds it is asked whether they move
            return copy
        later[copy.name] = lambda: copied(asset).content
        return replace(copy, content=b"")

    publication = edition.publication
    if logo := publication.brand.logo:
        brand = replace(publication.brand, logo=replace(logo, asset=copies.screen(logo.asset, side, still=True)))
        publication = replace(publication, brand=brand)
    articles = tuple(copies.changed(article, smaller) for article in edition.articles)
    return replace(edition, articles=articles, publication=publication), later


def _too_large(artifact: Artifact, most: int) -> Problem:
    size = len(artifact.content)
    return Problem(
        code="F03",
        path=SETTINGS,
        line=None,
        message=f"the ebook `{artifact.name}` has {size / 1e6:.1f} MB and is to have {most / 1e6:.1f} MB at most",
        hint=f"leave out pictures, divide it by year, or raise `max_size` to {size / 1e6 + 0.1:.1f} MB",
    )


def _rendered(
    edition: Edition, later: Later, style: HouseStyle, printed: Sequence[Printed]
) -> tuple[Artifact | None, tuple[Problem, ...]]:
    """The edition with the pictures that it has."""
    edition, problems = _illustrated(edition, style)
    printed = [original for original in printed if original.slug in {article.slug for article in edition.articles}]
    there = [original for original in printed if original.pages]
    chapters, marks, faults = _chapters(edition, style, there)
    problems += faults
    if len(chapters) < len(edition.articles):  # once more without the others, so that no link leads to them
        edition = _with_these(edition, chapters)
        chapters, marks, _ = _chapters(edition, style, there)
    missing = {original.slug for original in printed if not original.pages}
    problems += [_unprinted(article) for article in edition.articles if article.slug in missing]
    edition = _with_these(edition, chapters)
    if not edition.articles:
        return None, tuple(problems)
    try:
        originals = [item.identifier for item in there if item.slug in chapters]
        content, more = _make(edition, later, style, chapters, marks, originals)
    except galleys.StyleError as fault:
        return None, (*problems, fault.problem)
    artifact = Artifact(
        edition=edition.name, name=edition.slug, suffix="epub", media_type=MEDIA_TYPE, content=content, pages=None
    )
    return (artifact if content else None), (*problems, *more)


def _with_these(edition: Edition, slugs: Container[str]) -> Edition:
    """The edition with the articles of these slugs alone."""
    return replace(
        edition,
        articles=tuple(article for article in edition.articles if article.slug in slugs),
        fresh=tuple(slug for slug in edition.fresh if slug in slugs),
    )


def _illustrated(edition: Edition, style: HouseStyle) -> tuple[Edition, list[Problem]]:
    """The edition with its charts drawn, without the articles whose charts cannot be."""
    articles: list[Article] = []
    problems: list[Problem] = []
    for article in edition.articles:
        alone = replace(edition, articles=(article,))
        drawn = barrier.guarded(illustrate, alone, partial(galleys.words, style))
        if isinstance(drawn, Fault):
            problems.append(_failed(article, drawn))
        else:
            articles += drawn.articles
    return replace(edition, articles=tuple(articles)), problems


def _chapters(
    edition: Edition, style: HouseStyle, printed: Iterable[Printed]
) -> tuple[dict[str, Galley], dict[str, tuple[Mark, ...]], list[Problem]]:
    """The galley of each article that can be set, and the marks of its printed pages, by slug."""
    originals = {original.slug: original for original in printed}
    marks: dict[str, tuple[Mark, ...]] = {}
    bodies = {article.slug: article.body for article in edition.articles}
    chapters: dict[str, Galley] = {}
    problems: list[Problem] = []
    for article in edition.articles:
        made = barrier.guarded(_chapter, article, edition, style, bodies, originals.get(article.slug))
        if isinstance(made, Fault):
            problems.append(_failed(article, made))
        elif isinstance(made, Problem):
            problems.append(made)
        else:
            flowed, leaf = made
            chapters[article.slug] = leaf
            problems.extend(_dead(article, address) for address in flowed.dead)
            if flowed.marks:
                marks[article.slug] = flowed.marks
    return chapters, marks, problems


def _chapter(
    article: Article, edition: Edition, style: HouseStyle, bodies: Mapping[str, str], original: Printed | None
) -> tuple[Flow, Galley] | Problem:
    """An article as it flows, and its galley; or what is wrong with the style."""
    say, archive = galleys.words(style, article.language), edition.publication.archive
    flowed = flow(article, bodies, say, original, archive=archive)
    try:
        leaf = collections.chapter(article, edition, style, body=flowed.body, links=flowed.links, marks=flowed.marks)
    except galleys.StyleError as fault:
        return fault.problem
    _parse(leaf)
    return flowed, leaf


def _make(
    edition: Edition,
    later: Later,
    style: HouseStyle,
    chapters: dict[str, Galley],
    marks: dict[str, tuple[Mark, ...]],
    originals: Sequence[str],
) -> tuple[bytes, tuple[Problem, ...]]:
    front = collections.preliminaries(edition, style, pages=marks)
    sections = collections.sections(edition, style)
    authors = (collections.author_index(edition, style),) if collections.authors(edition) else ()
    text = (
        leaf
        for section in sections
        for leaf in (
            *((collections.part(section, edition, style),) if section.name else ()),
            *(chapters[article.slug] for article in section.articles),
        )
    )
    leaves = (*front, *text, *authors)
    roots = _Roots(leaves)
    pictures = tuple(_pictures(edition))
    brand = edition.publication.brand
    faces = (brand.headings, brand.body, brand.code)
    names = tuple(dict.fromkeys(face.family for face in faces[: 3 if _has(roots, _CODE) else 2]))
    css = (part.content.decode() for part in _stylesheets(edition, style, ()))
    found = measure(roots, css, pictures)

    back = collections.colophon(
        edition,
        style,
        program=_program(),
        typefaces=names,
        summary=summary(found, edition.publication.certificate),
        digest=digest,
    )
    roots = _Roots((*leaves, back))
    cuts = cut(brand, _use(roots))
    picture, problems = cover.draw(edition, style)
    parts = (
        Part(name="images/cover.jpg", media_type="image/jpeg", content=picture, properties=("cover-image",)),
        *(_part(leaf) for leaf in (*leaves, back)),
        *_stylesheets(edition, style, cuts),
        *(
            Part(name=f"images/{one.name}", media_type=one.media_type, content=one.content, later=later.get(one.name))
            for one in pictures
        ),
        *(Part(name=f"typefaces/{piece.name}", media_type=piece.media_type, content=piece.content) for piece in cuts),
    )
    if astray := tuple(_astray(roots, [part.name for part in parts])):
        return b"", astray
    return bind(edition, parts, properties(found, edition.publication.certificate), sections, originals), problems


def _parse(leaf: Galley) -> etree._Element:
    """The leaf as a reading system's XML parser sees it. Raises ValueError when it is not well-formed."""
    try:
        return etree.fromstring(leaf.html.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{leaf.name}: {error}") from None


class _Roots(Mapping[str, etree._Element]):
    """The root of each leaf by its name, parsed when it is asked for: all at once they take twenty times their text."""

    def __init__(self, leaves: Iterable[Galley]) -> None:
        self._leaves = {leaf.name: leaf for leaf in leaves}

    def __getitem__(self, name: str) -> etree._Element:
        return _parse(self._leaves[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._leaves)

    def __len__(self) -> int:
        return len(self._leaves)


_X = "{http://www.w3.org/1999/xhtml}"
_SVG, _MATH = "{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/1998/Math/MathML}math"
_CODE = (_X + "code", _X + "kbd", _X + "samp", _X + "pre")
_BOLD = (_X + "b", _X + "strong", _X + "dt", _X + "th")
_ITALIC = (_X + "em", _X + "i", _X + "cite", _X + "dfn", _X + "var")


def _part(leaf: Galley) -> Part:
    found = {element.tag for element in _parse(leaf).iter(_SVG, _MATH)}
    wanted = {"nav": leaf.name == "contents.xhtml", "svg": _SVG in found, "mathml": _MATH in found}
    return Part(
        name=leaf.name,
        media_type="application/xhtml+xml",
        content=leaf.html.encode(),
        properties=tuple(name for name, has in wanted.items() if has),
        read=True,
    )


def _has(roots: _Roots, tags: tuple[str, ...]) -> bool:
    return any(next(root.iter(*tags), None) is not None for root in roots.values())


def _use(roots: _Roots) -> Use:
    """Which characters and faces the files ask for."""
    characters = set("—: -\u00ad")
    italic = bold_italic = False
    for root in roots.values():
        characters.update(*root.itertext())
        for listed in root.iter(_X + "ol"):
            characters.update(counters.signs(listed.get("class", "")))
        for cell in root.iter(_X + "td", _X + "th"):
            characters.update(cell.get("data-label", ""))
        for element in root.iter(*_ITALIC):
            italic = True
            near = (element.iterancestors(*_BOLD), element.iter(*_BOLD))
            bold_italic = bold_italic or any(next(those, None) is not None for those in near)
    return Use(
        characters=frozenset(c for c in characters if c.isprintable() or c == "\u00ad"),
        bold=_has(roots, _BOLD),
        italic=italic,
        bold_italic=bold_italic,
        code=_has(roots, _CODE),
    )


def _stylesheets(edition: Edition, style: HouseStyle, cuts: tuple[Cut, ...]) -> tuple[Part, ...]:
    """The style's two stylesheets with the brand in them."""
    brand = edition.publication.brand
    # Dark enough for white paper, then light enough for black: there is a narrow band of shades that is both.
    mark = colour.readable(colour.readable(brand.ink), "#000000")
    return tuple(
        Part(
            name=f"styles/{name}",
            media_type="text/css",
            content=galleys.typeset(
                f"collection/{name}",
                style,
                font_faces=font_faces(cuts, "../typefaces"),
                headings_family=families(brand.headings, cuts),
                body_family=families(brand.body, cuts),
                code_family=families(brand.code, cuts),
                square_headings=squared(brand.headings, cuts),
                square_body=squared(brand.body, cuts),
                mark=mark,
                night=colour.readable(brand.colour, colour.NIGHT),
            ).encode(),
        )
        for name in ("collection.css", "modern.css")
    )


def _pictures(edition: Edition) -> Iterator[Asset]:
    """Every picture once: equal content has an equal name."""
    logo = edition.publication.brand.logo
    pictures = (
        *((logo,) if logo else ()),
        *(article.picture for article in edition.articles if article.picture),
    )
    every = (*(picture.asset for picture in pictures), *(a for article in edition.articles for a in article.assets))
    for asset in {asset.name: asset for asset in every}.values():
        drawn = asset.media_type == drawings.MEDIA_TYPE
        yield replace(asset, content=drawings.tidy(asset.content)) if drawn else asset


def _astray(roots: _Roots, names: Iterable[str]) -> Iterator[Problem]:
    """Addresses inside the EPUB at which nothing lies."""
    places = {name: {element.get("id") for element in root.iter("*")} for name, root in roots.items()}
    known = set(names)
    for name, root in roots.items():
        for element in root.iter("*"):
            address = element.get("href") or element.get("src")
            if not address or ":" in address.partition("/")[0]:
                continue
            path, _, place = address.partition("#")
            target = normpath(join(dirname(name), path)) if path else name
            if target not in known or (place and place not in places.get(target, ())):
                yield Problem(
                    code="R05",
                    path=SETTINGS,
                    line=None,
                    message=f"`{name}` points to `{address}`, which is not in the ebook",
                    hint="mend the house style's template, or report it: the press should not make such a file",
                )


def _program() -> str:
    """The program and its version, as installed."""
    try:
        return f"handbill {version('handbill')}"
    except PackageNotFoundError:
        return "handbill"


def _dead(article: Article, address: str) -> Problem:
    return Problem(
        code="T05",
        path=article.source,
        line=None,
        message=f"`{address}` leads nowhere from inside an ebook",
        hint="write the whole address, or the name of another article of the collection",
    )


def _unprinted(article: Article) -> Problem:
    return Problem(
        code="R09",
        path=article.source,
        line=None,
        message=f"the ebook does not mark the pages of `{article.title}`: its print edition could not be made",
        hint="mend what is said of that print edition",
    )


def _failed(article: Article, fault: Fault) -> Problem:
    return barrier.problem(fault, article.source, lost="the article was left out of the ebook")
