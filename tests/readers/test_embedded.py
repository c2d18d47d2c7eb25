"""What stands for a frame, a film or a sound: a link with a QR code, and never the loss of its article."""

from __future__ import annotations

import pytest

from tests.support.reading import codes, read, tree, words


@pytest.mark.parametrize(
    ("html", "address", "said"),
    [
        ('<iframe src="https://www.youtube.com/embed/a_-1?x=2" title="The walk"></iframe>', "https://www.youtube.com/watch?v=a_-1", "The walk"),
        ("<iframe src='//www.youtube-nocookie.com/embed/abc'></iframe>", "https://www.youtube.com/watch?v=abc", "YouTube"),
        ("<iframe src=https://player.vimeo.com/video/12></iframe>", "https://vimeo.com/12", "Vimeo"),
        ('<div class="video"><iframe src="https://e.org/map?a=1&amp;b=2"></iframe></div>', "https://e.org/map?a=1&b=2", "e.org"),
        ('<video controls><source src="https://e.org/a.mp4"><source src="https://e.org/a.ogg"></video>', "https://e.org/a.mp4", "e.org"),
        ('<audio src="https://e.org/a.mp3"></audio>', "https://e.org/a.mp3", "e.org"),
        ('<object data="https://e.org/a.swf"></object>', "https://e.org/a.swf", "e.org"),
        ('<embed src="https://www.e.org/b.pdf">', "https://www.e.org/b.pdf", "e.org"),
    ],
)  # fmt: skip
def test_a_link_and_a_code_stand_for_what_is_shown(html: str, address: str, said: str) -> None:
    """The page that people know, not the frame's own; its title beside the code, or the site's name."""
    copy = read(f"Before.\n\n{html}\n\nAfter.", line=3)
    figure = tree(copy).find(".//figure")
    assert figure.get("class") == "qr"
    assert figure.find("img").get("alt") == said
    assert figure.find(".//a").get("href") == address
    assert words(copy).startswith(f"Before. {said} ")
    assert words(copy).endswith("After.")
    assert ("T01", 5) in codes(copy)
    assert all(problem.severity == "warning" for problem in copy.problems)


def test_what_shows_nothing_on_the_web_is_left_out() -> None:
    """A path, a script and a form cost themselves: what else they hold stays, and each kind is told once, on its line."""
    copy = read(
        '<blockquote class="twitter-tweet"><p>Said.</p></blockquote>\n<script src="https://e.org/x.js"></script>\n\n'
        '<iframe src="/local"></iframe>\n\n<iframe src="javascript:x()"></iframe>\n\n<form>Kept <input type="text"></form>'
    )
    assert codes(copy) == [("T01", 2), ("T01", 4), ("T01", 8)]
    assert words(copy) == "Said. Kept"


def test_frames_are_told_once_a_kind() -> None:
    """Those that a link stands for, and those that nothing does, each with the first of their lines."""
    frames = [
        f'<iframe src="{src}"></iframe>'
        for src in ("https://e.org/1", "https://e.org/2", "/3", "https://e.org/4", "/5")
    ]
    copy = read("\n\n".join(frames))
    assert codes(copy) == [("T01", 1), ("T01", 5)]
    assert len(tree(copy).findall(".//figure")) == 3
