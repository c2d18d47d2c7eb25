"""The formulas of an edition are drawn: a picture in the line for each, with its TeX as its text alternative."""

from __future__ import annotations

import hashlib
from typing import Any

from lxml import etree

from publish.editions import agenda_texts
from publish.media import formulas
from publish.model import Asset, Edition, Markup
from publish.value import replace

PREFIX = "formula-"
"""How the names of their pictures begin."""

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def drawn(edition: Edition) -> Edition:
    """The edition with a picture in the place of each formula of its articles and its agenda."""
    articles = []
    for article in edition.articles:
        body, made = _drawn(article.body)
        articles.append(replace(article, body=body, assets=(*article.assets, *made)) if made else article)
    agenda = edition.agenda
    if agenda is not None:
        bodies = [_drawn(body) for body in agenda_texts.bodies(agenda)]
        made = tuple(dict.fromkeys(asset for _, assets in bodies for asset in assets))
        agenda = replace(agenda_texts.with_bodies(agenda, [body for body, _ in bodies]), assets=(*agenda.assets, *made))
    if not any(formulas.has(article.body) for article in edition.articles) and agenda == edition.agenda:
        return edition
    return replace(edition, articles=tuple(articles), agenda=agenda)


def _drawn(body: Markup) -> tuple[Markup, tuple[Asset, ...]]:
    if not formulas.has(body):
        return body, ()
    root = etree.fromstring(f"<body>{body}</body>", _PARSER)
    made: dict[str, Asset] = {}

    def picture(tex: str, displayed: bool) -> Any:
        drawing = formulas.draw(tex, displayed)
        name = f"{PREFIX}{hashlib.sha256(drawing.svg).hexdigest()[:16]}.svg"
        made[name] = Asset(name=name, media_type="image/svg+xml", content=drawing.svg, width=0, height=0)
        style = f"width: {drawing.width}em; vertical-align: -{drawing.depth}em"
        return etree.Element("img", {"src": name, "alt": tex, "class": "math", "style": style})

    formulas.exchange(root, picture)
    text = etree.tostring(root, encoding="unicode").removeprefix("<body>").removesuffix("</body>")
    return text, tuple(made.values())
