"""What of an agenda is confidential: what everybody may read of it, and what seems to be and is not marked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from publish.model import AgendaItem
from publish.readers.agenda_lines import Entry
from publish.readers.agenda_looks import LOOKS


def openly(typed: str, first_line: int, entries: Sequence[Entry], items: Sequence[AgendaItem]) -> str:
    """The text of an agenda without what is confidential, as many lines: of an item what everybody may read is left."""
    lines = typed.split("\n")
    for entry, item in zip(entries, items, strict=True):
        if item.confidence is None:
            continue
        start, end = entry.line - first_line, entry.end - first_line
        lines[start:end] = [""] * (end - start)
        title = item.title if item.public_title is None else item.public_title
        lead = item.lead if item.public_title is None else ""
        lines[start] = " | ".join(filter(None, (title, item.time, lead, item.confidence.reason)))
    return "\n".join(lines)


def unmarked(items: Sequence[AgendaItem], told: Collection[int]) -> Iterator[tuple[int, str]]:
    """The lines of items that say of themselves, or whose heading says, that they are confidential, and are not marked.

    None of those on the lines `told`, of which it is said whether they are. Only where there is something to be
    withheld: a paper, or words under the item.
    """
    heading = ""
    for item in items:
        for part in item.above:
            heading = part.heading or heading
        if item.line in told or item.confidence or not (item.papers or item.body):
            continue
        if LOOKS.search(f"{item.title} | {item.lead}"):
            yield item.line, f"`{item.title}` seems to be confidential, and is in the pack that everybody gets"
        elif LOOKS.search(heading):
            yield item.line, f"`{item.title}` stands under `{heading}`, and is in the pack that everybody gets"
