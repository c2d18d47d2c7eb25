"""An article's charts get their pictures when an edition is made, in its measures, colours and words.

The table of each stays: it is the numbers for those who need them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from publish.charts.numbers import describe, read
from publish.editions import kinds
from publish.editions.kinds import EditionKind
from publish.model import Article, Asset, Brand, Edition
from publish.value import replace

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def illustrate(edition: Edition, words: Callable[[str], Mapping[str, str]]) -> Edition:
    """The edition with a picture in each chart of its articles; `words` gives the style's own by language."""
    articles = tuple(
        one(article, edition.publication.brand, kinds.of(edition.kind), words(article.language))
        for article in edition.articles
    )
    return edition if articles == edition.articles else replace(edition, articles=articles)


def one(article: Article, brand: Brand, kind: EditionKind, words: Mapping[str, str]) -> Article:
    """An article with a picture in each of its charts, as editions of a kind have them; itself if it has no chart."""
    if 'class="chart ' not in article.body:
        return article
    from publish.charts.draw import draw  # here, not above: few articles have charts

    root = etree.fromstring(f"<body>{article.body}</body>", _PARSER)
    made: list[Asset] = []
    for figure in root.iter("figure"):
        chart = read(figure, article.language)
        if chart is None:
            continue
        drawn = draw(chart, brand, kind.charts, mono=kind.finish == "grey")
        made.append(drawn)
        picture = etree.Element("img", {"src": drawn.name, "alt": figure.get("aria-label") or describe(chart, words)})
        picture.set("width", str(drawn.width))
        picture.set("height", str(drawn.height))
        figure.attrib.pop("aria-label", None)
        table = figure.find("table")
        figure.insert(figure.index(table), picture)
        for source in figure.iterfind("p[@class='source']"):
            source.text = words["source"].format(source=source.text or "")
    body = etree.tostring(root, encoding="unicode").removeprefix("<body>").removesuffix("</body>")
    return replace(article, body=body, assets=tuple(dict.fromkeys((*article.assets, *made))))
