"""From an edition to typeset HTML: the only place that knows Jinja2.

Templates come from the house style and are the only thing ever compiled as a template. Article text enters as a value:
plain text is escaped, an article's body (sanitised markup) is passed through the `markup` filter.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Literal, NamedTuple, Protocol

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup, escape

from publish.base.cache import Cache
from publish.base.language import bidi, comma, day, direction, names, period, preload
from publish.editions import kinds
from publish.media import qr
from publish.model import Agenda, Article, Asset, Edition, Galley, HouseStyle, Link, Publication, Typeface
from publish.problem import Problem
from publish.style.selectors import spelt
from publish.style.words import STYLES, marked, settled, table
from publish.style.words import words as words


class StyleFault(NamedTuple):
    """What is wrong with a house style: in which of its files, on which line if that is known, and what to do."""

    file: str
    line: int | None
    message: str
    hint: str = ""


class StyleError(Exception):
    """A template failed while it was filled in: the problem to be spoken of."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.problem.path}:{self.problem.line or 1}: {self.problem.message}"


def style_problem(fault: StyleFault, style: str) -> Problem:
    """A fault of a style as a problem of the publication's."""
    hint = fault.hint or f"see how `{fault.file}` is written in the style `house`"
    return Problem(code="P08", path=f"styles/{style}/{fault.file}", line=fault.line, message=fault.message, hint=hint)


def typeset(template: str, style: HouseStyle, /, **values: object) -> str:
    """Fill the style's `template` with `values`.

    Raises StyleError when the template is at fault (a house style is code, its errors are its author's).
    """
    try:
        filled = _environment(style).get_template(template).render(**values)
    except MemoryError:
        raise
    except Exception as error:
        own = {file.name for file in style.files}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        file, line = (frames[-1].filename, frames[-1].lineno) if frames else (template, None)
        fault = StyleFault(file, line, f"the template cannot be filled in: {error}")
        raise StyleError(style_problem(fault, style.name)) from error
    return settled(filled, style, template=template)


def check(template: str, style: HouseStyle) -> StyleFault | None:
    """What keeps one of the style's templates from being read, if anything does."""
    try:
        _environment(style).parse(stylesheet(template, style))
    except TemplateSyntaxError as error:
        return StyleFault(template, error.lineno, f"the template cannot be read: {error.message}")
    return None


def prepare(templates: Iterable[str], style: HouseStyle, language: str, cache: Cache | None = None) -> None:
    """Read templates, the style's words and how dates are written before they are needed; words wait in `cache`."""
    for template in templates:
        _environment(style).get_template(template)
    table(style, cache)
    preload(language)


def stylesheet(name: str, style: HouseStyle) -> str:
    """The text of one of the style's files as it lies there. Raises KeyError when the style has no such file."""
    return {file.name: file.text for file in style.files}[name]


def _source(texts: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    """A template's text, and the name of the file that errors in it are said to be in."""
    if name not in texts:
        return None
    return (spelt(texts[name]) if name.endswith(".css") else texts[name]), name, None


@lru_cache(maxsize=STYLES)
def _environment(style: HouseStyle) -> Environment:
    environment = Environment(
        loader=FunctionLoader(partial(_source, {file.name: file.text for file in style.files})),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # to work out ahead what is constant is a tenth of compiling, and makes no template faster
    )
    environment.filters["markup"] = Markup
    environment.filters["day"] = day
    environment.filters["names"] = names
    environment.filters["apart"] = _apart
    environment.filters["comma"] = comma
    environment.filters["direction"] = direction
    environment.globals["words"] = partial(marked, style)
    return environment


def _apart(text: str, around: Literal["ltr", "rtl"]) -> Markup:
    """A value kept apart from text that runs the other way, where it would else be turned round."""
    way = bidi.apart(text, around)
    return Markup('<bdi dir="{}">{}</bdi>').format(way, text) if way else escape(text)


# The briefing: one galley for the whole of it.


def briefing(
    edition: Edition,
    style: HouseStyle,
    *,
    body: str,
    lent: tuple[Typeface, ...],
    readable: Callable[[str], str],
    ended: Callable[[str], str],
    clear: Typeface | None = None,
    starts: Mapping[str, tuple[int, ...]] = MappingProxyType({}),
) -> Galley:
    """A briefing ready to be paged; `body` is its article's own, set up for paper.

    `lent` are typefaces for what the brand's own lack, tried in that order; `readable` makes a URL fit to be printed,
    `ended` makes a text end well. `clear` is a typeface for readers with low vision, if the kind wants one. `starts`
    are the pages of the standard edition that begin in the parts after the body: `more`, `news` and `contact`.
    """
    article, brand = edition.articles[0], edition.publication.brand
    own = tuple(dict.fromkeys((*([clear] if clear else ()), *brand.typefaces)))
    say, kind = words(style, edition.language), kinds.of(edition.kind)
    page = archived(article, edition)
    code = qr.draw(page) if page and kind.code and len(page.encode()) <= qr.LONGEST else None
    html = typeset(
        kind.template,
        style,
        edition=edition,
        article=article,
        body=body,
        css=appearance(edition.kind, style),
        folio=_folio(say["folio"]),
        note_call=[_css_string(part) for part in say["note_call"].split("{number}")],
        clear=clear,
        starts=starts,
        page=page,
        code=code,
        stack=_stack(lent),
        headline_width=_headline_width(article.title),
        readable=readable,
        ended=ended,
        dialled=lambda number: "".join(sign for sign in number if sign in "+0123456789"),
    )
    pictures = [picture.asset for picture in (brand.logo, article.picture) if picture]
    assets = tuple(dict.fromkeys((*pictures, *article.assets, *((code,) if code else ()))))
    return Galley(name=f"{edition.slug}.html", html=html, assets=assets, typefaces=_all(own, lent))


def archived(article: Article, edition: Edition) -> str:
    """The address of the article's page in the archive; empty when the publication has none."""
    archive = edition.publication.archive
    return f"{archive}/articles/{article.slug}.html" if archive else ""


def _stack(lent: tuple[Typeface, ...]) -> Callable[..., str]:
    """A way to write `font-family` for one of the brand's typefaces, in a cut of it if there is one."""
    lenders = tuple(typeface.family for typeface in lent)
    return lambda first, cut="": ", ".join(
        _css_string(family) for family in (*([f"{first.family} {cut}"] if cut else ()), first.family, *lenders)
    )


def _all(own: tuple[Typeface, ...], lent: tuple[Typeface, ...]) -> tuple[Typeface, ...]:
    families = {typeface.family for typeface in own}
    return (*own, *(typeface for typeface in lent if typeface.family not in families))


def appearance(kind: str, style: HouseStyle) -> str:
    """The stylesheets of a kind on paper: its first, and after it those of the others that the style has."""
    there = {file.name: file.text for file in style.files}
    first, *others = kinds.of(kind).sheets
    return spelt("\n".join((there[first], "\n".join(there[name] for name in others if name in there))))


def spoken(edition: Edition, style: HouseStyle) -> str:
    """Every word that an edition on paper will say, in no order: what its typefaces must hold."""
    publication = edition.publication
    return " ".join(
        (
            edition.title,
            *(said for article in edition.articles for said in _said(article)),
            *(item.title + item.standfirst + day(item.published, item.language) for item in edition.news),
            *(other.title + day(other.published, edition.language) for other in edition.references),
            *(publication.title, publication.organisation, publication.strapline, publication.rights),
            *(publication.contact.name, *publication.contact.address, publication.contact.telephone),
            *words(style, edition.language).values(),
            comma(publication.language, "".join(publication.contact.address)),
            *(_called(edition.agenda) if edition.agenda else ()),
        )
    )


def _said(article: Article) -> Iterable[str]:
    yield from (article.title, article.standfirst, *article.byline, article.body)
    yield from (link.title + link.url for link in article.links)
    yield day(article.published, article.language)


def _called(agenda: Agenda) -> Iterable[str]:
    yield from (agenda.time, agenda.place, agenda.body, day(agenda.meeting, agenda.language))
    for item in agenda.items:
        yield from (item.heading, item.title, item.time, item.lead, item.body)
    for action in agenda.actions:
        yield from (action.text, action.who, action.due)


def _headline_width(title: str) -> float | None:
    """The width, in ems, at which a headline of two lines breaks near its middle; None when it has another length.

    WeasyPrint 70 has no `text-wrap: balance`. Letters of a text face are half an em wide, near enough.
    """
    ems, full = len(title) / 2, 14.5
    latin = all(character < "\u0530" or "\u2000" <= character < "\u2100" for character in title)
    return round(ems / 2 + 2.2, 1) if latin and full < ems < 1.8 * full else None


def _folio(pattern: str) -> str:
    """`Page {page} of {pages}` as the value of CSS's `content`."""
    counters = {"page": "counter(page)", "pages": "counter(pages)"}
    parts = re.split(r"\{(pages?)\}", pattern)
    return " ".join(counters.get(part, "") if odd % 2 else _css_string(part) for odd, part in enumerate(parts))


def _css_string(text: str) -> str:
    return '"' + re.sub(r'[\\"<&\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'


# The pack: one galley for a meeting.

NEW_ACTIONS = range(4, 13)
"""How many empty rows there may be for what the meeting agrees."""


def pack(
    edition: Edition,
    style: HouseStyle,
    *,
    introduction: str,
    items: Sequence[str],
    papers: Sequence[str],
    lent: tuple[Typeface, ...],
    readable: Callable[[str], str],
    ended: Callable[[str], str],
) -> Galley:
    """A meeting's pack ready to be paged, laid out as one: `items` and `papers` are bodies set up for paper.

    Each paper has the id `paper-N`, each item `item-N`, the agenda `agenda` and the list of actions `actions`; what a
    page's head says of the paper on it depends on the pages, and is not in the galley.
    """
    agenda, brand = edition.agenda, edition.publication.brand
    assert agenda is not None
    numbers = {article.slug: number for number, article in enumerate(edition.articles, start=1)}
    html = typeset(
        kinds.of(edition.kind).template,
        style,
        edition=edition,
        agenda=agenda,
        introduction=introduction,
        items=tuple(zip(agenda.items, items, strict=True)),
        papers=tuple(zip(edition.articles, papers, strict=True)),
        numbers=numbers,
        named_by={slug: [item for item in agenda.items if item.paper == slug] for slug in numbers},
        rows=_rows(agenda),
        css=appearance(edition.kind, style),
        meeting=_css_string(f"{edition.title} · {day(agenda.meeting, agenda.language)}"),
        stack=_stack(lent),
        headline_width=_headline_width,
        readable=readable,
        ended=ended,
    )
    pictures = [brand.logo, *(article.picture for article in edition.articles)]
    assets = dict.fromkeys(
        (
            *(picture.asset for picture in pictures if picture),
            *agenda.assets,
            *(asset for article in edition.articles for asset in article.assets),
        )
    )
    return Galley(name=f"{edition.slug}.html", html=html, assets=tuple(assets), typefaces=_all(brand.typefaces, lent))


def _rows(agenda: Agenda) -> int:
    """As many empty rows of 13 mm as a page has room for under the earlier actions, whose lines are 5 mm."""
    lines = sum(max(-(-len(action.text) // 44), -(-len(action.who) // 20), 1) for action in agenda.actions)
    left = 208 - (5 * lines + 3 * len(agenda.actions) + 20 if agenda.actions else 0)
    return min(max(left // 13, NEW_ACTIONS[0]), NEW_ACTIONS[-1])


def running_heads(edition: Edition, style: HouseStyle, pages: Sequence[Sequence[int]]) -> str:
    """The stylesheet by which each page of a pack says which paper it belongs to, and which page of it it is.

    `pages` are the pages of each paper, counted from 1. CSS cannot count the pages of a part (GCPM has no such
    counter), so every page gets a rule of its own, once it is known where the papers begin and end.
    """
    pattern = words(style, edition.language)["paper_folio"]
    rules = []
    for number, (article, numbers) in enumerate(zip(edition.articles, pages, strict=True), start=1):
        name, side, other = ("mirrored", "left", "right") if article.direction == "rtl" else ("", "right", "left")
        for count, page in enumerate(numbers, start=1):
            told = _css_string(pattern.format(number=number, page=count, pages=len(numbers)))
            title = _css_string(_shortened(article.title)) if count > 1 else "none"
            here, beside = (
                f"@top-{side} {{ content: {told} !important }}",
                f"@top-{other} {{ content: {title} !important }}",
            )
            rules.append(f"@page {name}:nth({page}) {{ {here} {beside} }}")
    return "\n".join(rules)


LONGEST_HEAD = 58
"""Characters of a headline that have room beside the paper's number at the head of a page."""


def _shortened(title: str) -> str:
    if len(title) <= LONGEST_HEAD:
        return title
    return title[:LONGEST_HEAD].rsplit(" ", 1)[0].rstrip(",.;:–— ") + " …"


def proof_report(style: HouseStyle, /, **values: object) -> str:
    """The report over proofs as an HTML page for editors; `values` are those of `publish.proofs.report`."""
    return typeset("proofs.html", style, **values)


def preview(part: str, style: HouseStyle, /, **values: object) -> str:
    """A part of the preview as HTML for editors; `values` are those of `publish.delivery.preview_page`."""
    return typeset(f"preview/{part}.html", style, **values)


# The collection: a galley for each file of the ebook, under the name it has there.


class PageMark(Protocol):
    """Where a page of the print edition begins: its number, the mark's id, and the part of the article it stands in."""

    @property
    def page(self) -> int: ...  # noqa: D102
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def part(self) -> str: ...  # noqa: D102


def chapter(
    article: Article,
    edition: Edition,
    style: HouseStyle,
    *,
    body: str,
    links: Iterable[Link],
    marks: Iterable[PageMark] = (),
) -> Galley:
    """An article of a collection; `body` and `links` are the article's own, fit for where they will be read.

    Of the `marks` those in the body are there already.
    """
    return _leaf(
        f"articles/{article.slug}.xhtml",
        "collection/article.xhtml",
        style,
        language=article.language,
        direction=article.direction,
        title=article.title,
        article=article,
        body=body,
        links=tuple(links),
        marks=tuple(marks),
        edition=edition,
    )


def preliminaries(
    edition: Edition, style: HouseStyle, *, pages: Mapping[str, Sequence[PageMark]] = MappingProxyType({})
) -> tuple[Galley, ...]:
    """What stands before the articles of a collection: cover, title page with the imprint, contents, what is new.

    `pages` are those of the print editions, by the article's slug, for the list of pages.
    """
    own = words(style, edition.language)
    titles = {"cover": own["cover"], "imprint": edition.title, "contents": own["contents"]}
    if edition.since:
        titles["new"] = own["new_since"].replace("{day}", day(edition.since, edition.language))
    return tuple(
        _leaf(
            f"{name}.xhtml",
            f"collection/{name}.xhtml",
            style,
            language=edition.language,
            direction=edition.direction,
            title=title,
            edition=edition,
            months=months(edition),
            sections=sections(edition, style),
            people=authors(edition),
            pages=pages,
        )
        for name, title in titles.items()
    )


class Section(NamedTuple):
    """What stands under one heading of the contents."""

    name: str
    """The part page's file; empty when the collection has no parts."""
    title: str
    articles: tuple[Article, ...]


def sections(edition: Edition, style: HouseStyle) -> tuple[Section, ...]:
    """A collection's parts with their articles; one without heading when it has no parts."""
    by_slug = {article.slug: article for article in edition.articles}
    other = words(style, edition.language)["other_topics"]
    parts = (
        Section(
            f"parts/part-{number}.xhtml", part.title or other, tuple(by_slug[s] for s in part.articles if s in by_slug)
        )
        for number, part in enumerate(edition.parts, 1)
    )
    return tuple(part for part in parts if part.articles) or (Section("", "", edition.articles),)


def part(section: Section, edition: Edition, style: HouseStyle) -> Galley:
    """The page that opens a part of a collection."""
    return _leaf(
        section.name,
        "collection/part.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=section.title,
        section=section,
        edition=edition,
    )


def authors(edition: Edition) -> tuple[tuple[str, tuple[Article, ...]], ...]:
    """Everyone who wrote something in a collection, by the last word of their names, with what they wrote.

    Empty when it is all by one person: an index of one name leads nowhere that the contents do not.
    """
    wrote: dict[str, list[Article]] = {}
    for article in edition.articles:
        for person in dict.fromkeys(article.byline):
            wrote.setdefault(person, []).append(article)
    people = sorted(wrote, key=lambda person: (person.split()[-1].casefold(), person))
    return tuple((person, tuple(wrote[person])) for person in people) if len(people) > 1 else ()


def author_index(edition: Edition, style: HouseStyle) -> Galley:
    """Who wrote what in a collection."""
    return _leaf(
        "authors.xhtml",
        "collection/authors.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=words(style, edition.language)["authors"],
        people=authors(edition),
        edition=edition,
    )


def colophon(edition: Edition, style: HouseStyle, /, **made: object) -> Galley:
    """How a collection was made: `program`, `typefaces` (their names), `summary` (its accessibility, in English)."""
    return _leaf(
        "colophon.xhtml",
        "collection/colophon.xhtml",
        style,
        language=edition.language,
        direction=edition.direction,
        title=words(style, edition.language)["colophon"],
        edition=edition,
        **made,
    )


def months(edition: Edition) -> str:
    """The months a collection spans, in its language: `July 2012 – January 2014`."""
    days = [article.published for article in edition.articles] or [edition.issued]
    return period(min(days), max(days), edition.language)


def entry(article: Article, language: str) -> str:
    """An article as a line of a table of contents: `A call for evidence · Jo Bloggs · 20 March 2014`."""
    return " · ".join(filter(None, (article.title, names(article.byline, language), day(article.published, language))))


def _leaf(name: str, template: str, style: HouseStyle, /, **values: object) -> Galley:
    html = typeset(template, style, up="../" * name.count("/"), **values)
    return Galley(name=name, html=html, assets=(), typefaces=())


# The message: what a handout is mailed with.


def message(
    publication: Publication,
    style: HouseStyle,
    *,
    language: str,
    title: str,
    standfirst: str,
    title_language: str,
    note: str,
    note_text: str,
    note_language: str,
    link: str,
    logo: Asset | None,
    slot: Callable[[str], str],
) -> tuple[str, str]:
    """The HTML part and the plain part of a message in `language`; the latter's lines are not yet broken.

    `slot` gives what stands for `greeting`, `enclosed`, `enclosed_lines`, `unsubscribe` and `unsubscribe_shown`, which
    differ from one recipient to the next. With a `link` nothing is enclosed. A `logo` is shown by `cid:NAME`.
    """
    values = {
        "publication": publication,
        "language": language,
        "direction": direction(language),
        "title": title,
        "standfirst": standfirst,
        "title_language": title_language,
        "title_direction": direction(title_language),
        "note": note,
        "note_text": note_text,
        "note_language": note_language,
        "note_direction": direction(note_language),
        "link": link,
        "logo": logo,
        "slot": slot,
    }
    return typeset("mail.html", style, **values), typeset("mail.txt", style, **values)
