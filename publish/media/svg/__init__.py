"""Drawings: SVG read by an allow-list, measured, and mended for a page.

- `allowed` is the list: the elements, attributes, properties and functions that a drawing may have.
- `reading` turns a stranger's bytes into a drawing that holds nothing else, and measures it.
- `styles` does the same for CSS inside a drawing.
- `mending` rewrites what the layout library draws wrongly.
"""
