"""What was measured, as tables and charts: everything that docs/performance.md and docs/scale.md show of numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.timing import ROOT
from publish.charts.draw import draw as draw_chart
from publish.charts.numbers import Chart
from publish.editions.kinds import ChartMeasures
from publish.media import typefaces
from publish.model import Brand

Told = Mapping[str, float]
NOT = "not measured"


def results() -> dict[str, Any]:
    """What is on record."""
    told: dict[str, Any] = json.loads((ROOT / "docs/performance.json").read_text("utf-8"))
    return told


# ------------------------------------------------------------------------------------------------------------- tables


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def _number(value: float) -> str:
    """Three figures, or as many as a whole number has."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"


def _spread(told: Told | None, unit: str = "") -> str:
    if told is None:
        return NOT
    middle = f"{_number(told['median'])}{unit}"
    return middle if told["runs"] == 1 else f"{middle} ({_number(told['least'])} to {_number(told['greatest'])})"


def _mib(told: Told | None) -> str:
    """Memory; 0 is what was over before it was looked at."""
    return NOT if told is None or not told["median"] else f"{told['median']:,.0f} MiB"


def ran(name: str) -> str:
    """When a figure was measured, and what else went on then; nothing of one that was not."""
    told = results().get(name)
    if told is None:
        return ""
    return f"Measured {told['day']}; load before it {', '.join(map(str, told['load']))}."


def machine() -> str:
    """What all this ran on, and which versions took part."""
    told = results()
    place = told["machine"]
    versions = ", ".join(f"{name} {number}" for name, number in told["versions"].items())
    return (
        f"{place['cores']} cores ({place['processor']}), {place['memory']} of memory, {place['system']}, "
        f"Python {place['python']}.\n\n{versions}."
    )


def cold() -> str:
    """One briefing."""
    rows = results().get("cold", {}).get("rows", [])
    told = []
    for row in sorted(rows, key=lambda row: row.get("ratio", {}).get("median", 99.0)):
        if row["name"] == "help":
            continue
        figures = [row["missing"], ""] if "missing" in row else [_spread(row["ratio"]), _spread(row["seconds"])]
        told.append([_ours(row), *figures])
    table = _table(["one briefing, the whole process", "ratio to the plain script", "seconds"], told)
    start = next((row for row in rows if row["name"] == "help"), None)
    said = f"\n\n`publish --help` takes {_spread(start['ratio'])} of `import weasyprint`." if start else ""
    return table + said


def preview() -> str:
    """A change on the screen."""
    told = results().get("preview", {}).get("rows")
    if told is None:
        return f"From a saved change to the new page on the screen: {NOT}."
    return (
        f"From a saved change to the new page on the screen: **{_spread(told['seconds'], ' s')}**, "
        f"{_spread(told['ratio'])} of the plain script's time."
    )


def bringing() -> str:
    """What is brought in."""
    told = results().get("bringing", {}).get("rows")
    if told is None:
        return f"What it costs to bring in what there is: {NOT}."
    rows = [[row["what"], _spread(row["processor"], " s"), _spread(row["seconds"], " s")] for row in told]
    return _table(["`publish import` of", "processor", "on the clock"], rows)


def many(count: int) -> str:
    """Many articles."""
    told = results().get("many", {}).get("rows", {}).get(str(count))
    if told is None:
        return f"{count:,} articles: {NOT}."
    rows = [
        [
            _ours(row),
            _spread(row["ratio"]),
            _spread(row["each second"]),
            _spread(row.get("processor"), " ms"),
            _mib(row["memory"]),
        ]
        for row in sorted(told["rows"], key=lambda row: -row["ratio"]["median"])
    ]
    head = [f"{count:,} articles to {count:,} PDFs", "ratio to the plain pool", "a second", "processor, each", "memory"]
    if not any("processor" in row for row in told["rows"]):
        rows, head = [row[:3] + row[4:] for row in rows], head[:3] + head[4:]
    missing = f"\n\nNot measured here: {', '.join(told['missing'])}." if told["missing"] else ""
    return _table(head, rows) + missing


def summary() -> str:
    """What it comes to, with the numbers of the day."""
    lines = []
    once = {row["name"]: row["ratio"]["median"] for row in results().get("cold", {}).get("rows", []) if "ratio" in row}
    if once:
        lines.append(
            f"- One briefing: {_number(once['again'])} of the plain script's time when nothing has changed, "
            f"{_number(once['changed'])} when its text has, {_number(once['briefing'])} when it is the first of all."
        )
    lines += [f"- {told}" for told in _again()]
    for count, told in results().get("many", {}).get("rows", {}).items():
        speed = {row["name"]: row["ratio"]["median"] for row in told["rows"]}
        lines.append(
            f"- {int(count):,} articles, all new: {_number(speed['handbill'])} of the speed of a plain pool on plain "
            f"pages, {_number(speed['handbill'] / speed['galleys'])} times that of the pool on handbill's own pages."
        )
    return "\n".join(lines)


def ahead() -> str:
    """Who is faster than handbill with the same articles, and by how much."""
    crowds = results().get("many", {}).get("rows", {})
    lines = []
    for count, told in crowds.items():
        own = next(row["each second"]["median"] for row in told["rows"] if row["name"] == "handbill")
        faster = [
            f"{row['title']} {row['each second']['median'] / own:.1f} times"
            for row in sorted(told["rows"], key=lambda row: -row["each second"]["median"])
            if row["each second"]["median"] > own
        ]
        lines.append(f"With {int(count):,} new articles, faster than handbill: {', '.join(faster) or 'nobody'}.")
    once = [row for row in results().get("cold", {}).get("rows", []) if "ratio" in row and row["name"] != "help"]
    if once:
        by_name = {row["name"]: row["ratio"]["median"] for row in once}
        best = [
            f"{row['title']} {by_name['changed'] / row['ratio']['median']:.1f} times"
            for row in sorted(once, key=lambda row: row["ratio"]["median"])
            if row["ratio"]["median"] < by_name["changed"] and not row["title"].startswith("handbill")
        ]
        lines.append(f"With one new briefing in a publication that was built before: {', '.join(best) or 'nobody'}.")
    return "\n\n".join(lines)


def _ours(row: Mapping[str, Any]) -> str:
    return f"**{row['title']}**" if row["title"].startswith("handbill") else row["title"]


def growth() -> str:
    """First build, nothing changed, one changed."""
    rows = results().get("growth", {}).get("rows", [])
    told = [
        [
            f"{row['articles']:,}",
            _spread(row.get("plain"), " s"),
            _spread(row["first"], " s"),
            " / ".join(_spread(row.get(key), " ms") for key in ("plain processor", "processor")),
            _spread(row.get("nothing changed"), " s"),
            _spread(row.get("one changed"), " s"),
            _mib(row.get("plain memory")),
            _mib(row["memory"]),
        ]
        for row in rows
    ]
    head = [
        "articles",
        "plain pool",
        "first build",
        "processor, each: pool / handbill",
        "nothing changed",
        "one changed",
    ]
    head += ["memory: pool", "handbill"]
    return _table(head, told) if rows else f"The same publication again: {NOT}."


def _again() -> list[str]:
    """What it costs to build again, as shares of the first build."""
    told = []
    for row in results().get("growth", {}).get("rows", []):
        if "one changed" in row:
            nothing, one = (row["first"]["median"] / row[key]["median"] for key in ("nothing changed", "one changed"))
            told.append(
                f"{row['articles']:,} articles that were built before: 1/{nothing:,.0f} of the first build's time when "
                f"nothing has changed, 1/{one:,.0f} when one has."
            )
    return told


def collections() -> str:
    """One ebook of all."""
    rows = results().get("collection", {}).get("rows", [])
    told = [
        [
            f"{row['articles']:,}", f"{row['first']:,} s", _spread(row["nothing changed"], " s"),
            _spread(row["one changed"], " s"), f"{row['memory']:,} MiB", f"{row['size'] / 1e6:.1f} MB",
        ]
        for row in rows
    ]  # fmt: skip
    head = ["articles in one ebook", "first build", "nothing changed", "one changed", "memory", "the ebook"]
    return _table(head, told) if rows else f"The collection by itself: {NOT}."


def archive() -> str:
    """The archive's curve."""
    rows = results().get("archive", {}).get("rows", [])
    told = [
        [
            f"{row['articles']:,}", f"{row['first']:,} s", f"{1000 * row['first'] / row['articles']:.0f} ms",
            f"{row['again']} s", f"{row['added']} s", f"{row['mended']} s",
            f"{row['memory']:,} MiB", f"{row['files']:,}", f"{row['size'] / 1e6:.1f} MB",
        ]
        for row in rows
    ]  # fmt: skip
    head = ["articles in the archive", "first", "each", "again", "one added", "its headline mended", "memory", "files"]
    head.append("size")
    return _table(head, told) if rows else f"The archive: {NOT}."


def packs() -> str:
    """How the pack of a meeting grows."""
    rows = results().get("packs", {}).get("rows", [])
    told = [
        [
            f"{row['pages']:,}", _spread(row["processor"], " s"),
            f"{1000 * row['processor']['median'] / row['pages']:.0f} ms", _mib(row["memory"]),
        ]
        for row in rows
    ]  # fmt: skip
    head = ["pages of a pack", "processor, first build", "each page", "memory"]
    return _table(head, told) if rows else f"The pack of a meeting: {NOT}."


# -------------------------------------------------------------------------------------------------------------- scale


def _scaled() -> dict[str, Any]:
    """All of it, or nothing where the run was not finished."""
    rows: dict[str, Any] = results().get("scale", {}).get("rows", {})
    return rows if "kept each second" in rows else {}


def sizes() -> str:
    """What goes to a worker and what comes back."""
    rows = _scaled()
    if not rows:
        return f"{NOT.capitalize()}."
    names = {"stock": "700 words, a table, a picture of 62 kB", "short": "400 words, no picture"}
    told = [
        [
            name,
            *(
                f"{rows[key][what][which] / 1000:.1f} kB"
                for what in ("order", "artifact")
                for which in ("median", "95th")
            ),
        ]
        for key, name in names.items()
    ]
    return _table(["one article", "order, median", "95th percentile", "artifact, median", "95th percentile"], told)


def cluster() -> str:
    """Hands here against workers on loopback."""
    rows = _scaled()
    if not rows:
        return f"{NOT.capitalize()}."
    told = [
        [f"{rows['jobs']} hands of this machine", _spread(rows["hands"], " s"), "1"],
        [
            f"a scheduler and {rows['jobs']} workers on loopback",
            _spread(rows["cluster"], " s"),
            _spread(rows["cluster to hands"]),
        ],
    ]
    return _table([f"{rows['articles']} articles", "time", "ratio"], told)


def arithmetic() -> str:
    """From what was measured to a million articles."""
    rows = _scaled()
    if not rows:
        return f"{NOT.capitalize()}."
    order, artifact = (rows["stock"][what]["median"] for what in ("order", "artifact"))
    each = rows["articles"] / rows["hands"]["median"] / rows["jobs"]
    handed, kept = rows["handed over each second"]["median"], rows["kept each second"]["median"]
    out, back = 125e6 / order, 125e6 / artifact
    limits = {"the client's handing over": handed, "the client's disk": kept, "the wire": out}
    first = min(limits, key=lambda name: limits[name])
    lines = [
        f"- One core makes {rows['articles']} articles / {rows['hands']['median']:.1f} s / {rows['jobs']} cores = "
        f"**{each:.1f} articles a second**.",
        f"- Handing over pieces and taking back products of these sizes, with nothing to make: "
        f"**{_spread(rows['handed over each second'])} a second**. Client, scheduler and {rows['jobs']} workers shared "
        f"{results()['machine']['cores']} cores for it, so it is the least that the client can do, not the most.",
        f"- The client's disk takes **{_spread(rows['kept each second'])} artifacts a second**, each flushed (fsync).",
        f"- A wire of 1 Gbit/s carries 125 MB/s: 125 MB / {order / 1000:.0f} kB = {out:,.0f} orders a second out of "
        f"the client, 125 MB / {artifact / 1000:.0f} kB = {back:,.0f} artifacts a second into it.",
        f"- So what is full first is {first}, at {limits[first]:,.0f} articles a second: that is "
        f"{limits[first]:,.0f} / {each:.1f} = **{limits[first] / each:,.0f} cores**. More of them wait.",
    ]
    million = 1e6 / each / 3600
    lines += [
        f"- A million articles: 1,000,000 / {each:.1f} / 3,600 = **{million:,.0f} core-hours**; with the cores above "
        f"1,000,000 / {limits[first]:,.0f} / 3,600 = {1e6 / limits[first] / 3600:.1f} hours.",
        f"- They are 1,000,000 × {artifact / 1000:.0f} kB = **{artifact / 1000:,.0f} GB** of finished files, once: "
        f"build/ holds links to the shelf. Over the wire go {(order + artifact) / 1000:,.0f} GB.",
    ]
    grown = [row for row in results().get("growth", {}).get("rows", []) if row["articles"] >= 1000]
    if len(grown) > 1:
        few, lots = grown[0], grown[-1]
        step = (lots["memory"]["median"] - few["memory"]["median"]) / (lots["articles"] - few["articles"])
        lines.append(
            f"- Memory of the whole tree: ({lots['memory']['median']:,.0f} − {few['memory']['median']:,.0f} MiB) / "
            f"{lots['articles'] - few['articles']:,} = {step * 1024:.0f} KiB an article, "
            f"{step * 1e6 / 1024:.0f} GiB for a million, if it goes on like that."
        )
    return "\n".join(lines)


# -------------------------------------------------------------------------------------------------------------- charts


def charts(told: Mapping[str, Any], folder: Path) -> None:
    """Write the charts of what is on record into a folder."""
    once = [row for row in told.get("cold", {}).get("rows", []) if "ratio" in row and row["name"] != "help"]
    if once:
        rows = [(row["title"], row["ratio"]["median"]) for row in once]
        ordered = sorted([*rows, ("plain script", 1.0)], key=lambda row: row[1])
        _bars(folder / "performance-cold.svg", ordered, "time, as a ratio to the plain script; shorter is faster")
    for count, crowd in list(told.get("many", {}).get("rows", {}).items())[:1]:
        rows = [(row["title"], row["ratio"]["median"]) for row in crowd["rows"]]
        ordered = sorted(rows, key=lambda row: -row[1])
        axis = f"{count} documents: speed, as a ratio to the plain pool; longer is faster"
        _bars(folder / "performance-many.svg", ordered, axis)
    grown = [row for row in told.get("growth", {}).get("rows", []) if "one changed" in row]
    if grown:
        names = {
            "plain": "plain pool",
            "first": "handbill, first build",
            "one changed": "handbill, one changed",
            "nothing changed": "handbill, nothing changed",
        }
        rows = [(name, grown[-1][key]["median"]) for key, name in names.items() if key in grown[-1]]
        _bars(folder / "performance-again.svg", rows, f"seconds, {grown[-1]['articles']:,} articles", unit=" s")


def _bars(place: Path, rows: Sequence[tuple[str, float]], axis: str, *, unit: str = "") -> None:
    """One bar for each row, in their order, drawn as an article's chart is."""
    chart = Chart(
        kind="bar",
        title="",
        labels=tuple(name for name, _ in rows),
        series=(axis,),
        typed=tuple((_number(value) + unit,) for _, value in rows),
        values=tuple((value,) for _, value in rows),
        language="en-GB",
    )
    family = typefaces.find("Source Sans 3")
    assert family is not None
    blue = "#1f3a5f"
    brand = Brand(colour=blue, ink=blue, on_colour="#ffffff", logo=None, headings=family, body=family, code=family)
    look = ChartMeasures(width=640, size=14, ground="#ffffff")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(draw_chart(chart, brand, look, mono=False).asset.content)
