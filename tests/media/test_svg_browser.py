"""Drawings from strangers, opened in a browser with no policy to hold them: nothing runs, leads away or is fetched."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from publish.media.faults import ImageError
from publish.media.pictures import read_picture
from tests.media.hostile import HOSTILE


def _found(content: bytes, _: str) -> bytes:
    return content


@pytest.mark.slow
def test_no_drawing_acts_when_it_is_opened_by_itself(tmp_path: Path, browser: Any) -> None:
    """Each is opened as a page: the address stays, no script has run, and the drawing is all that was asked for."""
    acted, asked = [], []
    context = browser.new_context(bypass_csp=True)
    context.route("**/*", lambda route: (asked.append(route.request.url), route.continue_()))  # type: ignore[func-returns-value]
    page = context.new_page()
    opened = 0
    (tmp_path / "control.svg").write_bytes(HOSTILE["script"])
    page.goto((tmp_path / "control.svg").as_uri())
    assert page.evaluate("window.__hit") == 1, "the browser would not have shown a script"
    for number, (case, content) in enumerate(HOSTILE.items()):
        place = tmp_path / f"{number}.svg"
        with suppress(ImageError):
            place.write_bytes(read_picture("a.svg", partial(_found, content)).content)
        if not place.exists():
            continue
        opened += 1
        asked.clear()
        page.goto(place.as_uri())
        page.mouse.click(4, 4)
        state = page.evaluate("[location.href, window.__hit || 0, document.title]")
        if state != [place.as_uri(), 0, ""] or set(asked) - {place.as_uri()}:
            acted.append((case, state, list(asked)))
    context.close()
    assert not acted
    assert opened > 10  # the others are refused
