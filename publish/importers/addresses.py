"""Addresses in what is brought in: trackers stripped, redirects undone, players named."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlsplit, urlunsplit

_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|igshid|yclid|msclkid)$", re.I)
_REDIRECTS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("q", "url")),
    (re.compile(r"l\.facebook\.com|lm\.facebook\.com|l\.instagram\.com"), "/", ("u",)),
    (re.compile(r"[a-z0-9.-]*safelinks\.protection\.outlook\.com"), "/", ("url",)),
    (re.compile(r"(?:www\.)?youtube\.com"), "/redirect", ("q",)),
    (re.compile(r"(?:www\.)?linkedin\.com"), "/redir", ("url",)),
    (re.compile(r"slack-redir\.net"), "/link", ("url",)),
)
_HIDDEN = re.compile(
    r"\.list-manage\d*\.com/track/click|/ls/click\?|click\.[\w-]+\.[a-z]+/|//links?\.[\w.-]+/(?:els|ctt|c)/|"
    r"\.sendgrid\.net/|mailchi\.mp/track|\.ct\.sendgrid|\.rs6\.net/tn|hubspotlinks|//t\.co/|createsend\d*\.com/t/",
    re.I,
)
"""Redirects that do not say where they lead."""
_PLAYERS = (
    (
        re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
        "Video",
    ),
    (re.compile(r"//player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}", "Video"),
    (re.compile(r"//(?:w\.)?soundcloud\.com/player/\?url=([^&]+)"), "{}", "Sound"),
    (re.compile(r"(//(?:www\.)?google\.[a-z.]+/maps\S*|//[\w.]*openstreetmap\.org\S*)"), "https:{}", "Map"),
)


def straight(address: str) -> tuple[str, str]:
    """An address as it should be printed, and what was done to it: empty, `redirect`, `tracking` or `hidden`."""
    address = re.sub(r"[\s\x00-\x1f]+", "", address) if not address.lower().startswith("mailto:") else address.strip()
    done = ""
    for _ in range(3):
        led = _led(address)
        if led is None:
            break
        address, done = led, "redirect"
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, done
    if parts.query and any(_TRACKING.match(key) for key, _ in parse_qsl(parts.query, keep_blank_values=True)):
        kept = [pair for pair in parts.query.split("&") if not _TRACKING.match(pair.partition("=")[0])]
        address, done = urlunsplit(parts._replace(query="&".join(kept))), done or "tracking"
    if _HIDDEN.search(address):
        done = "hidden"
    return address, done


def _led(address: str) -> str | None:
    """Where a redirect leads that says so in its own address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    for host, path, keys in _REDIRECTS:
        if host.fullmatch(parts.netloc.lower()) and parts.path.startswith(path):
            asked = parse_qs(parts.query)
            for key in keys:
                if asked.get(key, [""])[0].startswith(("http://", "https://")):
                    return asked[key][0]
    return None


def player(address: str) -> tuple[str, str]:
    """What a player or a frame shows, as an address that a person can open, and the word for it."""
    if address.startswith("//"):
        address = f"https:{address}"
    for form, template, word in _PLAYERS:
        if found := form.search(address):
            return template.format(unquote(found[1])), word
    return address, "Frame"


def spelt(address: str) -> str:
    """An address that can stand between the brackets of a Markdown link."""
    address = quote(address, safe="!#$%&'()*+,/:;=?@[]~-._" + "".join({c for c in address if ord(c) > 0xA0}))
    if address.count("(") != address.count(")"):
        address = address.replace("(", "%28").replace(")", "%29")
    return address.replace("[", "%5B").replace("]", "%5D") if "]" in address or "[" in address else address


def scheme(address: str) -> str:
    """`https`, `mailto`…; empty for an address without one."""
    found = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
    return found[1].lower() if found else ""
