"""Markdown and a template, as everybody writes them: what each peer that sets HTML is given to set."""

from pathlib import Path

import jinja2
import markdown

TEMPLATE = jinja2.Template("""<!doctype html><html lang="en"><meta charset="utf-8"><title>Briefing</title>
<style>@page { size: A4; margin: 25mm } body { font: 11pt/1.4 serif } img { max-width: 100% }</style>
<body>{{ body }}</body></html>""")


def page(article: Path) -> str:
    """An article as a page of HTML."""
    text = article.read_text("utf-8").split("\n---\n", 1)[1]
    return TEMPLATE.render(body=markdown.markdown(text, extensions=["tables", "footnotes", "fenced_code"]))
