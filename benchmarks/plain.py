"""The baseline, as written in an afternoon: Markdown, a template, WeasyPrint; no checks, no tags, no notes.

HTML is set as it is, and tagged: so what the press sets can be set without the press.
"""

import sys
from pathlib import Path

import weasyprint

file = Path(sys.argv[1])
if file.suffix == ".html":
    weasyprint.HTML(filename=file).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
else:
    from page import page

    weasyprint.HTML(string=page(file), base_url=str(file)).write_pdf(sys.argv[2])
