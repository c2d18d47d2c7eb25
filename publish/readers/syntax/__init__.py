"""Markdown as people type it, read by Python-Markdown: CommonMark 0.31.2, GitHub's extensions, and a few of our own.

Only this room knows the library. `parser.parse` turns a text into HTML that is judged and mended by `readers/markup`.
Each module holds the rules of one thing. A rule of blocks is asked at a line, and returns whether it has read a block
that begins there; what stands in a line is read by inline processors, which are Python-Markdown's own kind.
"""
