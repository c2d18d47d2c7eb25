"""What became of each part, as a table to read in the terminal and as a page with the source beside the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from publish.importers.values import Remark

MOST_SHOWN = 60
"""Articles whose source is shown beside them on the page."""


@dataclass
class Row:
    """One article of the report."""

    source: str
    article: str
    """Its path in the publication; empty when there is none."""
    state: str
    """`new`, `updated`, `unchanged` or `edited since, left alone`."""
    words: int = 0
    pictures: int = 0
    notes: int = 0
    links: int = 0
    remarks: list[Remark] = field(default_factory=list)
    seen: str = ""
    """The source as HTML."""
    made: str = ""
    """The article as HTML, its pictures inside."""

    @property
    def lost(self) -> list[Remark]:
        """What counts against the import."""
        return [remark for remark in self.remarks if remark.weight == "lost"]


_WEIGHTS = {"lost": "missing", "look": "look it over", "done": "done"}


def lines(rows: Sequence[Row], *, most: int = 8) -> list[str]:
    """The report for a terminal: a line an article, what is missing, what to look at."""
    said: list[str] = []
    for row in rows:
        counts = ", ".join(
            f"{n:,} {word}{'' if n == 1 else 's'}"
            for n, word in ((row.words, "word"), (row.pictures, "picture"), (row.notes, "note"), (row.links, "link"))
            if n
        )
        said.append(f"{row.state}: {row.article or row.source}" + (f" ({counts})" if counts and row.article else ""))
        shown = [remark for remark in row.remarks if remark.weight != "done"]
        for remark in shown[:most]:
            place = f" [{remark.place}]" if remark.place else ""
            said.append(f"  {_WEIGHTS[remark.weight]}: {remark.what}{place}")
        if len(shown) > most:
            said.append(f"  … and {len(shown) - most} more; see the page")
    return said


_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:84rem;padding:0 1rem;color:#1a1a1a}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top}
.n{text-align:right;font-variant-numeric:tabular-nums}.lost{color:#a00000;font-weight:600}.look{color:#6b4a00}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}
iframe{width:100%;height:32rem;border:1px solid #bbb;background:#fff}
h2{margin-top:2.5rem}h3{font-size:1rem;margin:.4rem 0}
"""
_INNER = (
    "<meta charset=utf-8><meta http-equiv=Content-Security-Policy "
    "content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
    "<style>body{font:15px/1.5 Georgia,serif;margin:1rem}img{max-width:100%;height:auto}"
    "table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}</style>"
)


_HEADS = (
    "<th>Article<th>Source<th>State<th class=n>Words<th class=n>Pictures<th class=n>Notes<th class=n>Links<th>Proof"
)
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(rows: Sequence[Row], title: str) -> str:
    """The report as a page that asks the network for nothing and runs nothing."""
    table = "".join(_line(n, row) for n, row in enumerate(rows))
    parts = "".join(_pair(n, row) for n, row in enumerate(rows[:MOST_SHOWN]))
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<meta http-equiv=Content-Security-Policy content=\"{_POLICY}; frame-src 'self'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<table><thead><tr>{_HEADS}<tbody>{table}</table>{parts}</html>"
    )


def _line(n: int, row: Row) -> str:
    name = escape(row.article or row.source)
    shown = f"<a href=#a{n}>{name}</a>" if n < MOST_SHOWN else name
    proof = f"<span class=lost>{len(row.lost)} missing</span>" if row.lost else "nothing missing"
    numbers = "".join(f"<td class=n>{number:,}" for number in (row.words, row.pictures, row.notes, row.links))
    return f"<tr><td>{shown}<td>{escape(row.source)}<td>{escape(row.state)}{numbers}<td>{proof}"


def _pair(n: int, row: Row) -> str:
    remarks = "".join(
        f"<tr class={remark.weight}><td>{_WEIGHTS[remark.weight]}<td>{escape(remark.what)}<td>{escape(remark.place)}"
        for remark in sorted(row.remarks, key=lambda remark: ("lost", "look", "done").index(remark.weight))
    )
    told = (
        f"<table><thead><tr><th><th>What became of it<th>Where<tbody>{remarks}</table>"
        if remarks
        else "<p>Nothing to say.</p>"
    )
    frames = "".join(
        f'<div><h3>{name}</h3><iframe sandbox title="{name}" srcdoc="{escape(_INNER + html)}"></iframe></div>'
        for name, html in (("Source", row.seen), ("Article", row.made))
        if html
    )
    return (
        f"<section id=a{n}><h2>{escape(row.article or row.source)}</h2>{told}<div class=pair>{frames}</div></section>"
    )
