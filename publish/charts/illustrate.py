"""An article's charts get their pictures when an edition is made, in its measures, colours and words.

The table of each stays: it is the numbers for those who need them. A chart that says them all is `told`: its table is
then for those who hear the text, and styles do not show it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from publish.charts.numbers import describe, read
from publish.editions import agenda_texts, kinds
from publish.editions.kinds import EditionKind
from publish.model import Article, Asset, Brand, Edition
from publish.value import replace

_IN_A_ROW = 0.65
"""Of a chart's width, what it has under an item of an agenda, between the columns of times and pages."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def illustrate(edition: Edition, words: Callable[[str], Mapping[str, str]]) -> Edition:
    """The edition with a picture in each chart of its articles and agenda; `words` are the style's, by language."""
    brand, kind = edition.publication.brand, kinds.of(edition.kind)
    articles = tuple(one(article, brand, kind, words(article.language)) for article in edition.articles)
    agenda = edition.agenda
    if agenda is not None:
        say = words(agenda.language)
        narrow = replace(kind, charts=replace(kind.charts, width=kind.charts.width * _IN_A_ROW))
        drawn = [
            _illustrate(body, agenda.language, brand, narrow if within else kind, say)
            for body, within in zip(agenda_texts.bodies(agenda), agenda_texts.of_items(agenda), strict=True)
        ]
        assets = tuple(dict.fromkeys((*agenda.assets, *(asset for _, made in drawn for asset in made))))
        agenda = replace(agenda_texts.with_bodies(agenda, [body for body, _ in drawn]), assets=assets)
    if articles == edition.articles and agenda == edition.agenda:
        return edition
    return replace(edition, articles=articles, agenda=agenda)


def one(article: Article, brand: Brand, kind: EditionKind, words: Mapping[str, str]) -> Article:
    """An article with a picture in each of its charts, as editions of a kind have them; itself if it has no chart."""
    body, made = _illustrate(article.body, article.language, brand, kind, words)
    return replace(article, body=body, assets=tuple(dict.fromkeys((*article.assets, *made)))) if made else article


def say_source(source: Any, words: Mapping[str, str]) -> None:
    """Say before a chart's source, or around it, that it is one."""
    before, _, behind = words["source"].partition("{source}")
    source.text = before + (source.text or "")
    if len(source):
        source[-1].tail = (source[-1].tail or "") + behind
    else:
        source.text += behind


def _illustrate(
    body: str, language: str, brand: Brand, kind: EditionKind, words: Mapping[str, str]
) -> tuple[str, list[Asset]]:
    if 'class="chart ' not in body:
        return body, []
    from publish.charts.draw import draw  # here, not above: few texts have charts

    root = etree.fromstring(f"<body>{body}</body>", _PARSER)
    made: list[Asset] = []
    for figure in root.iter("figure"):
        chart = read(figure, language)
        if chart is None:
            continue
        drawn, told = draw(chart, brand, kind.charts, mono=kind.finish == "grey")
        made.append(drawn)
        if told:
            figure.set("class", f"{figure.get('class')} told")
        picture = etree.Element("img", {"src": drawn.name, "alt": figure.get("aria-label") or describe(chart, words)})
        picture.set("width", str(drawn.width))
        picture.set("height", str(drawn.height))
        figure.attrib.pop("aria-label", None)
        table = figure.find("table")
        figure.insert(figure.index(table), picture)
        for source in figure.iterfind("p[@class='source']"):
            say_source(source, words)
    return etree.tostring(root, encoding="unicode").removeprefix("<body>").removesuffix("</body>"), made
