"""From an edition to typeset HTML: the only place that knows Jinja2.

Templates come from the house style and are the only thing ever compiled as a template. Article text enters as a value:
plain text is escaped, an article's body (sanitised markup) is passed through the `markup` filter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import lru_cache

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from publish.language import day, names, period
from publish.model import Article, Edition, Galley, HouseStyle, Link, Typeface


def typeset(template: str, style: HouseStyle, /, **values: object) -> str:
    """Fill the style's `template` with `values`.

    Raises jinja2.TemplateError when the template is at fault (a house style is code, its errors are its author's).
    """
    return _environment(style).get_template(template).render(**values)


def stylesheet(name: str, style: HouseStyle) -> str:
    """The text of one of the style's files as it lies there. Raises KeyError when the style has no such file."""
    return {file.name: file.text for file in style.files}[name]


def words(style: HouseStyle, language: str) -> dict[str, str]:
    """The style's own words in the nearest language it has them in."""
    return _nearest(_table(style), language)


@lru_cache(maxsize=8)
def _table(style: HouseStyle) -> dict[str, dict[str, str]]:
    return tomllib.loads(stylesheet("words.toml", style))


@lru_cache(maxsize=8)
def _environment(style: HouseStyle) -> Environment:
    environment = Environment(
        loader=DictLoader({file.name: file.text for file in style.files}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["markup"] = Markup
    environment.filters["day"] = day
    environment.filters["names"] = names
    environment.globals["words"] = lambda language: words(style, language)
    return environment


def _nearest(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """The style's own words in the nearest language it has: `zh-Hans`, then `zh`, then its first table."""
    tags = language.split("-")
    for end in range(len(tags), 0, -1):
        if (tag := "-".join(tags[:end])) in table:
            return dict(table[tag])
    return dict(next(iter(table.values())))


# The briefing: one galley for the whole of it.


def briefing(
    edition: Edition, style: HouseStyle, *, body: str, lent: tuple[Typeface, ...], readable: Callable[[str], str]
) -> Galley:
    """A briefing ready to be paged; `body` is its article's own, set up for paper.

    `lent` are typefaces for what the brand's own lack, tried in that order; `readable` makes a URL fit to be printed.
    """
    article, brand = edition.articles[0], edition.publication.brand
    lenders = tuple(typeface.family for typeface in lent)
    own = tuple(dict.fromkeys((brand.headings, brand.body, brand.code)))
    html = typeset(
        "briefing.html",
        style,
        edition=edition,
        article=article,
        body=body,
        css=stylesheet("briefing.css", style),
        folio=_folio(words(style, edition.language)["folio"]),
        stack=lambda first, cut="": ", ".join(
            _css_string(family) for family in (*([f"{first.family} {cut}"] if cut else ()), first.family, *lenders)
        ),
        headline_width=_headline_width(article.title),
        readable=readable,
        dialled=lambda number: "".join(sign for sign in number if sign in "+0123456789"),
    )
    pictures = [picture.asset for picture in (brand.logo, article.picture) if picture]
    assets = tuple(dict.fromkeys((*pictures, *article.assets)))
    families = {typeface.family for typeface in own}
    return Galley(
        name=f"{edition.slug}.html",
        html=html,
        assets=assets,
        typefaces=(*own, *(typeface for typeface in lent if typeface.family not in families)),
    )


def spoken(edition: Edition, style: HouseStyle) -> str:
    """Every word that a briefing will say, in no order: what its typefaces must hold."""
    article, publication = edition.articles[0], edition.publication
    return " ".join(
        (
            *(edition.title, article.title, article.standfirst, *article.byline, article.body),
            *(link.title + link.url for link in article.links),
            *(item.title + item.standfirst + day(item.published, item.language) for item in edition.news),
            *(publication.title, publication.organisation, publication.strapline, publication.rights),
            *(publication.contact.name, *publication.contact.address, publication.contact.telephone),
            *(day(article.published, article.language), *words(style, edition.language).values()),
        )
    )


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


# The collection: a galley for each file of the ebook, under the name it has there.


def chapter(article: Article, edition: Edition, style: HouseStyle, *, body: str, links: Iterable[Link]) -> Galley:
    """An article of a collection; `body` and `links` are the article's own, fit for where they will be read."""
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
        edition=edition,
    )


def preliminaries(edition: Edition, style: HouseStyle) -> tuple[Galley, ...]:
    """What stands before the articles of a collection: the cover, the title page with the imprint, the contents."""
    own = words(style, edition.language)
    titles = {"cover": own["cover"], "imprint": edition.title, "contents": own["contents"]}
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
        )
        for name, title in titles.items()
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
