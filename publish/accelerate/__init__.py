"""Shorter ways through WeasyPrint 70 to the same pages: they save more than half of an article's time, change no page.

WeasyPrint is right in every case, one box after another; these are the cases that a page is full of. A function marked
`@function` or `@method` takes the place of one of WeasyPrint's and leaves to it whatever is not plain (replacing.py).
What follows from a style alone is kept on it: WeasyPrint copies a style before it changes it.

To import this is to have them all in place, so WeasyPrint has to be there before (pdf_import.py). In the order of an
article's way: properties.py and styles.py, boxes.py, rows.py (of a flex container), blocks.py (of text), types.py,
text.py (lines of one text), breaks.py (where a line ends), lines.py and glyphs.py (what is shaped and drawn),
writing.py (what a file is written of).
"""

from publish.accelerate import blocks, boxes, breaks, glyphs, lines, properties, rows, styles, text, types, writing

__all__ = ["blocks", "boxes", "breaks", "glyphs", "lines", "properties", "rows", "styles", "text", "types", "writing"]
