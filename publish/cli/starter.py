"""The files that a new publication and a new article begin with."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources
from string import Template


def article(headline: str, today: date) -> str:
    """An article with its metadata ready to fill in."""
    return _fill("article.md", title=_quoted(headline), date=today.isoformat())


ORGANISATION = "Your Organisation"
"""What stands for a name until there is one; nothing goes out with it."""
COLOUR = "#1f4e79"
_SERIES = re.compile(
    r"(?i)\b(?:briefings?|news|newsletter|bulletin|papers?|reports?|review|notes|journal|magazine|digest|update)s?$"
)


def title_of(name: str) -> str:
    """What to call a series by its folder's name: `our-news` is `Our News`, `town_hall` `Town Hall Briefings`."""
    words = "".join(" " if sign in "-_" or not sign.isprintable() else sign for sign in name)
    words = " ".join(word[:1].upper() + word[1:] for word in words.split()) or "Our"
    return words if _SERIES.search(words) else f"{words} Briefings"


def publication(*, title: str, organisation: str, colour: str, identifier: str, today: date) -> dict[str, str]:
    """Every file of a new publication by its path. `identifier` is a URI that no other publication has."""
    settings = _fill(
        "publication.toml",
        identifier=_quoted(identifier),
        title=_quoted(title),
        organisation=_quoted(organisation),
        colour=_quoted(colour),
        rights=_quoted(f"© {today.year} {organisation}"),
    )
    return {
        "source/publication.toml": settings,
        f"source/articles/{today.isoformat()}-our-first-briefing.md": _fill("welcome.md", date=today.isoformat()),
        "source/images/logo.svg": _fill("logo.svg"),
        **{f"source/schema/{kind}.json": text for kind, text in schemas().items()},
        "styles/README.md": _fill("styles.md"),
        **ignored(),
    }


def ignored() -> dict[str, str]:
    """What Git is told to leave alone, by the files that say so."""
    return {
        "build/.gitignore": "*\n!.gitignore\n",
        ".gitignore": "# who was sent what, and lists of people: nobody else's business\nmailings.*\n/*.csv\n",
    }


def schemas() -> dict[str, str]:
    """The JSON Schemas of the settings and of the metadata of articles and agendas, from the forms that check them."""
    from publish.project.settings_form import SettingsForm
    from publish.readers.agenda_form import AgendaForm
    from publish.readers.metadata import Metadata

    return {
        kind: json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **form.model_json_schema()},
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
        for kind, form in (("publication", SettingsForm), ("article", Metadata), ("agenda", AgendaForm))
    }


def _fill(name: str, **values: str) -> str:
    text = resources.files("publish").joinpath("starter", name).read_text("utf-8")
    return Template(text).substitute(values)


def _quoted(text: str) -> str:
    """A text in double quotes, as TOML, YAML and JSON all read it."""
    return json.dumps(text, ensure_ascii=False)
