"""Lists that are made no longer lead on: a topic whose tag was mended, a year from which the last day was moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from publish.catalogue import receipt as receipts
from publish.catalogue.receipt import Paper, Receipt
from publish.editions import gathering

TOPICS, HOME = "topics.html", "index.html"


def lead(past: Receipt | None, now: Receipt, listed: Iterable[str], there: Collection[str]) -> dict[str, str]:
    """Where each page of a list that is `listed` and not made any more leads, by their paths.

    To the list that most of what stood there has come to since; else to all topics, or the front page. `there` are the
    pages that are made.
    """
    gone = [path for path in listed if path.startswith(_LISTS) and path.endswith(".html") and path not in there]
    if not gone:
        return {}
    former = past.lists if past else {}
    members = _members(past) if past else {}
    papers = {paper.slug: paper for paper in now.papers}
    leads: dict[str, str] = {}
    for path in gone:
        folder, target = path.partition("/")[0], former.get(path, "")
        found: Counter[str] = Counter()
        for paper in members.get(path, ()):
            old = set(_pages(paper, now.topics))
            pages = _pages(papers[paper.slug], now.topics) if paper.slug in papers else ()
            for page in pages:
                if page.startswith(f"{folder}/") and page in there:
                    found[page] += 1 if page in old else 1000  # what it has come to, before what it was in besides
        if found:
            target = min(found, key=lambda page: (-found[page], page))
        leads[path] = target
    otherwise = {"topics": TOPICS} if TOPICS in there else {}
    return {path: _end(path, leads, there) or otherwise.get(path.partition("/")[0], HOME) for path in leads}


_LISTS = ("topics/", "years/", TOPICS, "collections.html")


def _end(path: str, leads: Mapping[str, str], there: Collection[str]) -> str:
    """The page that one leads to in the end; empty when that is not there."""
    seen = {path}
    while (path := leads.get(path, "")) and path not in there and path not in seen:
        seen.add(path)
    return path if path in there else ""


def _members(past: Receipt) -> dict[str, list[Paper]]:
    """What stood on each list before, also on those of versions that took one topic for two."""
    before = receipts.topics_before(past.papers)
    members: dict[str, list[Paper]] = {}
    for paper in past.papers:
        old = (f"topics/{before[tag.casefold()]}.html" for tag in paper.tags)
        for page in {*_pages(paper, past.topics), *old}:
            members.setdefault(page, []).append(paper)
    return members


def _pages(paper: Paper, topics: Mapping[str, str]) -> Iterator[str]:
    """The lists that an article stands on."""
    if not paper.withdrawn:
        yield f"years/{paper.published.year}.html"
        yield from (f"topics/{topics[key]}.html" for key in map(gathering.topic, paper.tags) if key in topics)
