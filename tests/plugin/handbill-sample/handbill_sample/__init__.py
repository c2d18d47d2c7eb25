"""A sample plug-in: a kind of edition, a reader, a rule, a house style, a format and a delivery."""

from pathlib import Path

STYLE = Path(__file__).parent / "sample"
"""The house style: handbill's own, with a stylesheet that is a little other."""
