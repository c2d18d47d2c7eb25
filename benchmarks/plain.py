"""The baseline, as written in an afternoon: Markdown, a template, WeasyPrint; no checks, no tags, no notes."""

import sys
from pathlib import Path

import weasyprint
from page import page

article = Path(sys.argv[1])
weasyprint.HTML(string=page(article), base_url=str(article)).write_pdf(sys.argv[2])
