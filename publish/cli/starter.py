"""The files that a new publication and a new article begin with."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources
from string import Template

from publish.base import slugs


def article(headline: str, today: date) -> str:
    """An article with its metadata ready to fill in."""
    return _fill("article.md", title=_quoted(headline), date=today.isoformat())


def publication(name: str, today: date) -> dict[str, str]:
    """Every file of a new publication by its path; `name` is the folder's, for want of a better one."""
    title = name.replace("-", " ").replace("_", " ").strip().title() or "Our Organisation"
    identifier = f"https://example.org/{slugs.slug(name, otherwise='briefings')}"
    settings = _fill(
        "publication.toml",
        identifier=_quoted(identifier),
        title=_quoted(f"{title} Briefings"),
        organisation=_quoted(title),
        rights=_quoted(f"© {today.year} {title}"),
    )
    return {
        "source/publication.toml": settings,
        f"source/articles/{today.isoformat()}-our-first-briefing.md": _fill("welcome.md", date=today.isoformat()),
        "source/images/logo.svg": _fill("logo.svg"),
        **{f"source/schema/{kind}.json": text for kind, text in schemas().items()},
        "styles/README.md": _fill("styles.md"),
        "build/.gitignore": "*\n!.gitignore\n",
        ".gitignore": "# who was sent what: nobody else's business\nmailings.*\n",
    }


def schemas() -> dict[str, str]:
    """The JSON Schemas of the settings and of the metadata of articles and agendas, from the forms that check them."""
    from publish.project.settings_form import SettingsForm
    from publish.readers.agenda import AgendaForm
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
