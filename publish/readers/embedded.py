"""What stands for a frame, a film or a sound on paper: a QR code to it, with its title and its address."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

SHOWS = frozenset(("iframe", "embed", "frame", "object", "video", "audio", "source", "portal"))
"""Elements that show something from an address of theirs."""

_NAME, _FILM = r"([\w-]+)", r"https://www.youtube.com/watch?v=\1"
_PAGES: tuple[tuple[str, str, str], ...] = (
    (rf"(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts)/{_NAME}", _FILM, "YouTube"),
    (rf"youtu\.be/{_NAME}", _FILM, "YouTube"),
    (r"player\.vimeo\.com/video/(\d+)", r"https://vimeo.com/\1", "Vimeo"),
    (r"www\.dailymotion\.com/embed/video/(\w+)", r"https://www.dailymotion.com/video/\1", "Dailymotion"),
    (r"(?:open\.)?spotify\.com/embed/(\w+/\w+)", r"https://open.spotify.com/\1", "Spotify"),
)  # fmt: skip
"""The page with a film on it, by the address of the frame that shows it, and what the site is called."""


def leads(name: str, attributes: str) -> str:
    """The HTML that stands for an element with these attributes; empty when it shows nothing on the web."""
    found = _attribute(attributes, "data" if name == "object" else "src")
    typed = f"https:{found}" if found.startswith("//") else found
    if not re.match(r"https?://[^/\s?#]+\.[^\s]+$", typed, re.I) or len(typed.encode()) > _LONGEST:
        return ""
    address, site = page(typed)
    title = _attribute(attributes, "title") or site
    return f'<p><img data-src="qr:{escape(address)}" alt="{escape(title)}"></p>'


def page(typed: str) -> tuple[str, str]:
    """The address that people open, and what they know it by, for one that a frame shows."""
    rest = re.sub(r"^https?://", "", typed, flags=re.I)
    for pattern, address, site in _PAGES:
        if match := re.match(pattern, rest, re.I):
            return match.expand(address), site
    return typed, (urlsplit(typed).hostname or typed).removeprefix("www.")


_LONGEST = 280


def _attribute(attributes: str, name: str) -> str:
    match = re.search(rf"""(?:^|\s){name}\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", attributes, re.I)
    return " ".join(unescape("".join(match.groups(default=""))).split()) if match else ""
