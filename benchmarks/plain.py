"""The baseline, as written in an afternoon: Markdown, a template, WeasyPrint; no checks, no tags, no notes."""

import sys
from pathlib import Path

import jinja2
import markdown
import weasyprint

TEMPLATE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Briefing</title>
<style>@page { size: A4; margin: 25mm } body { font: 11pt/1.4 serif } img { max-width: 100% }</style>
<body>{{ body }}</body></html>"""

article = Path(sys.argv[1])
text = article.read_text("utf-8").split("\n---\n", 1)[1]
body = markdown.markdown(text, extensions=["tables", "footnotes", "fenced_code"])
html = jinja2.Template(TEMPLATE).render(body=body)
weasyprint.HTML(string=html, base_url=str(article.parent)).write_pdf(sys.argv[2])
