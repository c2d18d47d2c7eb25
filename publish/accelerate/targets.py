"""A reference to a page is set again when the number that it shows is another, not when any number of that page is.

And one to a page that is there already is set before its own page is laid out, not after it. WeasyPrint does not know
what a reference by `attr(href)` leads to, and takes the number of the other page for one of its own: so it lays out
each page with such a reference three times.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from publish.base.replacing import Function


def of_interest(cache: Function) -> Function:
    """Pages are laid out again for what stands on them: how many pages there are is known late, and few say it."""

    def cache_target_page_counters(targets: Any, name: str, values: Any, index: int, pages: Any) -> None:
        item = targets.target_lookup_items.get(name)
        if targets.collecting or not item or item.state != "up-to-date":
            cache(targets, name, values, index, pages)
            return
        item.page_maker_index = index
        before = item.cached_page_counter_values
        if before == values:
            return
        item.cached_page_counter_values = deepcopy(values)
        for (_, token), asks in targets.counter_lookup_items.items():
            wanted = asks.missing_target_counters.get(name) if token == "content" else None
            if wanted is None:
                continue
            if asks.page_maker_index is None or asks.page_maker_index >= len(pages):
                asks.pending = True
            elif any(counter in values and values[counter] != before.get(counter) for counter in wanted):
                pages[asks.page_maker_index][-1]["content_changed"] = True
                asks.parse_again(asks.cached_page_counter_values)

    return cache_target_page_counters


def in_time(make: Function) -> Function:
    """What waits for a page that is there now, and stands on none yet, is set before the next page is made."""

    def make_page(context: Any, root: Any, kind: Any, resume_at: Any, number: int, state: Any) -> Any:
        for asks in context.target_collector.counter_lookup_items.values():
            if asks.pending and asks.page_maker_index is None and not asks.missing_counters:
                asks.parse_again(asks.cached_page_counter_values)
                asks.pending = False
        return make(context, root, kind, resume_at, number, state)

    return make_page


def by_name(collect: Function) -> Function:
    """What says nothing but where others stand waits for these, and not for its own page."""

    def collect_missing_counters(
        targets: Any, box: Any, token: str, again: Any, missing: Any, elsewhere: dict[str | None, Any]
    ) -> None:
        content = box.style["content"]
        if token == "content" and isinstance(content, tuple) and (names := _names(box, content)):
            wanted = [counter for counters in elsewhere.values() for counter in counters]
            # Of what it leads to and has not been met nothing is known yet, and this is asked again.
            known = wanted and "pages" not in wanted
            if known and set(elsewhere) <= {None, *names} and all(counter in wanted for counter in missing):
                missing, elsewhere = [], {name: list(dict.fromkeys(wanted)) for name in names}
        collect(targets, box, token, again, missing, elsewhere)

    return collect_missing_counters


def _names(box: Any, content: Any) -> set[str]:
    """What content leads to that is words and references alone; nothing where it is more, or leads out."""
    found: set[str] = set()
    for kind, value in content:
        if kind == "target-counter()":
            how, what = value[0]
            name = box.element.get("href", "") if how == "attr()" and what[0] == "href" else ""
            name = what if how == "string" else name
            if not name.startswith("#"):
                return set()
            found.add(name[1:])
        elif kind != "string":
            return set()
    return found
