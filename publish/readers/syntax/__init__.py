"""Markdown as people type it, read by markdown-it-py: CommonMark 0.31.2, GitHub's extensions, and a few of our own.

Only this room knows the library. `parser.parse` turns a text into HTML that is judged and mended by `readers/markup`.
Each module holds the rules of one thing; a rule has the signature that the library asks of its own.
"""
