"""An article's charts get their pictures when an edition is made, in its measures, colours and words.

The table of each stays: it is the numbers for those who need them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from publish.charts.draw import draw
from publish.charts.numbers import describe, read
from publish.editions import kinds
from publish.model import Article, Asset, Edition
from publish.value import replace

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def illustrate(edition: Edition, words: Callable[[str], Mapping[str, str]]) -> Edition:
    """The edition with a picture in each chart of its articles; `words` gives the style's own by language."""
    articles = tuple(
        _illustrate(article, edition, words(article.language)) if 'class="chart ' in article.body else article
        for article in edition.articles
    )
    return edition if articles == edition.articles else replace(edition, articles=articles)


def _illustrate(article: Article, edition: Edition, words: Mapping[str, str]) -> Article:
    root = etree.fromstring(f"<body>{article.body}</body>", _PARSER)
    made: list[Asset] = []
    for figure in root.iter("figure"):
        chart = read(figure, article.language)
        if chart is None:
            continue
        kind = kinds.of(edition.kind)
        drawn = draw(chart, edition.publication.brand, kind.charts, mono=kind.finish == "grey")
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
