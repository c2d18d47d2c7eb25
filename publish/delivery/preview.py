"""The preview server shows pages in a browser on this machine, as they are made.

The board holds what is shown, part by part: the server sends each part to every browser that shows its view as soon as
it changes (server-sent events, HTML Living Standard, 9.2). It never calls the press: it puts the views that are open on
the board's list, and rings a bell.

It listens on the loopback address alone, and answers only to a name of that: a page from elsewhere whose name is made
to lead here (DNS rebinding) is refused by its Host field. Every user of a machine can reach its loopback address, so
whoever asks has to show a secret: it stands in the address that is printed, and in the cookie that this gives. Nothing
is taken from a disk but the archive.

Traps: `http.server` asks the name service for the machine's name when it binds. A browser keeps its connections, six
to a host: a stream that nobody reads any more is found out by writing to it. While these threads run, worker processes
may be forked: nothing is imported here later, and no lock is held that a worker would need.
"""

from __future__ import annotations

import json
import mimetypes
import secrets
import socket
import socketserver
from collections.abc import Mapping
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

HOST = "127.0.0.1"
ENTRANCE = "key"
"""What the secret is called in an address."""
BREATH = 10.0
"""Seconds after which a stream says that it is still there."""

STRICT = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load: nothing from elsewhere, and no script or style that stands in it."""


class View(NamedTuple):
    """What a browser looks at."""

    edition: str
    """Its name."""
    source: str
    """The path of the article or agenda, relative to the publication; empty when there is none."""

    @property
    def address(self) -> str:
        """Where it is shown."""
        return quote(f"/show/{self.edition}/{self.source}")


class File(NamedTuple):
    """Something that a page shows."""

    media_type: str
    content: bytes


class Bell:
    """Wakes whoever waits for something to do, and interrupts what takes long."""

    def __init__(self) -> None:
        self.near, self._far = socket.socketpair()
        self._far.setblocking(False)
        self.ended, self.alarm = socket.socketpair()
        """Whatever is written to `alarm` says that all is to end: a signal's number, too."""
        self.alarm.setblocking(False)
        self._changed: set[str] = set()
        self._lock = Lock()

    def ring(self, changed: frozenset[str] = frozenset()) -> None:
        """Something is to be done: these paths have changed, or there is something new to look at."""
        with self._lock:
            self._changed |= changed
        with suppress(BlockingIOError):  # rung often enough
            self._far.send(b"!")

    def wait(self) -> frozenset[str]:
        """Wait until it has been rung, and say what has changed since the last time."""
        self.near.recv(4096)
        with self._lock:
            changed, self._changed = frozenset(self._changed), set()
        return changed


class Board:
    """What is shown, and who looks at it."""

    def __init__(self, bell: Bell, archive: Path) -> None:
        self.bell, self.archive = bell, archive
        self.common: Mapping[str, File] = {}
        """What every view is shown with, by its address; under `page` the page itself."""
        self.home = View("", "")
        self.views: frozenset[View] = frozenset()
        """Everything that there is to be looked at."""
        self._turned = Condition()
        self._version = 0
        self._parts: dict[tuple[View, str], tuple[int, str]] = {}
        self._files: dict[tuple[View, str], tuple[Mapping[str, File], Mapping[str, File]]] = {}
        self._looking: list[View] = []

    def pin(self, view: View, part: str, values: Mapping[str, object]) -> None:
        """Show this in the place of what the part was, unless it is the same."""
        text = json.dumps({"part": part, **values}, ensure_ascii=False, sort_keys=True)
        with self._turned:
            if self._parts.get((view, part), (0, ""))[1] != text:
                self._version += 1
                self._parts[view, part] = self._version, text
                self._turned.notify_all()

    def lay(self, view: View, group: str, files: Mapping[str, File]) -> None:
        """Have these files at hand, by the end of their addresses; the group's former ones once more."""
        with self._turned:
            self._files[view, group] = files, self._files.get((view, group), ({}, {}))[0]

    def clear(self, view: View) -> None:
        """Take down everything of a view."""
        with self._turned:
            self._parts = {key: part for key, part in self._parts.items() if key[0] != view}
            self._files = {key: files for key, files in self._files.items() if key[0] != view}

    def file(self, path: str) -> File | None:
        """The file at an address."""
        with self._turned:
            held = [files for both in self._files.values() for files in both]
        return next((files[path] for files in held if path in files), self.common.get(path))

    def shown(self) -> tuple[View, ...]:
        """What is looked at, what was opened last first."""
        with self._turned:
            return tuple(dict.fromkeys(reversed(self._looking)))

    def open(self, view: View) -> None:
        """Somebody looks at this from now on."""
        with self._turned:
            self._looking.append(view)
        self.bell.ring()

    def close(self, view: View) -> None:
        """Somebody looks at this no more."""
        with self._turned:
            self._looking.remove(view)

    def news(self, view: View, seen: int) -> tuple[int, list[str]]:
        """The parts that are newer than `seen`, in the order they came; empty when there is none for a while."""

        def newer() -> list[tuple[int, str]]:
            return sorted(state for (of, _), state in self._parts.items() if of == view and state[0] > seen)

        with self._turned:
            self._turned.wait_for(newer, BREATH)
            found = newer()
        return (found[-1][0] if found else seen), [text for _, text in found]


class Server(ThreadingHTTPServer):
    """The board, to be looked at in a browser."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, board: Board, port: int) -> None:
        self.board = board
        super().__init__((HOST, port), _Visit)
        number = self.server_address[1]
        self.secret = secrets.token_urlsafe(24)
        self.cookie = f"handbill-{number}"  # a browser has the cookies of a host for all of its ports
        self.entrance = f"http://{HOST}:{number}/?{ENTRANCE}={self.secret}"
        self.names = frozenset((f"{HOST}:{number}", f"localhost:{number}"))

    def server_bind(self) -> None:
        """Bind, and ask nobody for a name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser goes when it likes."""

    def start(self) -> None:
        """Answer from now on."""
        Thread(target=self.serve_forever, daemon=True).start()


class _Visit(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "handbill", ""
    timeout = 300

    def do_GET(self) -> None:
        """Answer, once it is clear who asks."""
        path = self._path()
        if self.headers.get("Host", "").lower() not in self.server.names:
            self._refuse(HTTPStatus.FORBIDDEN, "This is for a browser on the same machine, at its own address.")
        elif self._is_let_in():
            self._enter()
        elif not self._is_known():
            self._refuse(HTTPStatus.FORBIDDEN, "Open the address that `publish preview` has printed: it lets you in.")
        elif path is None:
            self._refuse(HTTPStatus.BAD_REQUEST, "There is no such path.")
        elif path == "":
            self._lead(self.server.board.home.address)
        else:
            first, _, rest = path.partition("/")
            {"show": self._show, "events": self._stream, "archive": self._archive}.get(first, self._file)(rest)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing."""

    def _is_let_in(self) -> bool:
        """Whether the address has the secret."""
        asked = urlsplit(self.path)
        given = parse_qs(asked.query).get(ENTRANCE, [""])[0]
        return asked.path == "/" and compare_digest(given.encode("utf-8", "replace"), self.server.secret.encode())

    def _is_known(self) -> bool:
        """Whether the browser has been let in before."""
        try:
            held = SimpleCookie(self.headers.get("Cookie", "")).get(self.server.cookie)
        except CookieError:
            return False
        given = held.value if held else ""
        return compare_digest(given.encode("utf-8", "replace"), self.server.secret.encode())

    def _enter(self) -> None:
        """Give the cookie, and lead on from a page: a browser that was sent here has none until it goes by itself."""
        address = self.server.board.home.address
        body = f'<!DOCTYPE html><title>…</title><meta http-equiv="refresh" content="0; url={address}">'.encode()
        self._head(HTTPStatus.OK, "text/html", STRICT)
        self.send_header("Set-Cookie", f"{self.server.cookie}={self.server.secret}; Path=/; HttpOnly; SameSite=Strict")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _path(self) -> str | None:
        """What is asked for, without its slash; None for a path that leads out of where it stands."""
        path = unquote(urlsplit(self.path).path, errors="replace")
        parts = path.split("/")
        if not path.startswith("/") or {".", ".."} & set(parts) or "\\" in path or "\0" in path:
            return None
        return path[1:]

    def _view(self, rest: str) -> View | None:
        view = View(*rest.partition("/")[::2])
        return view if view in self.server.board.views or view == self.server.board.home else None

    def _show(self, rest: str) -> None:
        if self._view(rest) is None:
            self._refuse(HTTPStatus.NOT_FOUND, "Nothing is called that here.")
        else:
            self._answer(self.server.board.common["page"])

    def _file(self, rest: str) -> None:  # noqa: ARG002
        path = self._path() or ""
        file = self.server.board.file(path) if path != "page" else None
        if file is None:
            self._refuse(HTTPStatus.NOT_FOUND, "Nothing is called that here.")
        else:
            self._answer(file, lasting=path.startswith("pages/"))

    def _archive(self, rest: str) -> None:
        """A file of the archive as it lies on the disk."""
        top = self.server.board.archive.resolve()
        place = (top / rest).resolve()
        if place.is_dir() and place.is_relative_to(top):
            if not self._path_ends_well():
                self._lead(quote(f"/{self._path()}/"))
                return
            place /= "index.html"
        if not (place.is_relative_to(top) and place.is_file()):
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such file in the archive. `publish archive` makes it.")
            return
        kind = _KINDS.get(place.suffix) or mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        # An article's table may say how wide its columns are.
        self._answer(File(kind, place.read_bytes()), policy=STRICT.replace("style-src", "style-src 'unsafe-inline'"))

    def _path_ends_well(self) -> bool:
        return urlsplit(self.path).path.endswith("/")

    def _stream(self, rest: str) -> None:
        """Everything that the view shows, and then what is new of it, for as long as somebody listens."""
        view, board = self._view(rest), self.server.board
        if view is None or self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            self._refuse(HTTPStatus.NOT_FOUND, "Nothing is called that here.")
            return
        self._head(HTTPStatus.OK, "text/event-stream; charset=utf-8", STRICT)
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        board.open(view)
        try:
            self.wfile.write(b"retry: 500\n\n")
            seen = 0
            while True:
                seen, texts = board.news(view, seen)
                said = "".join(f"data: {text}\n\n" for text in texts) or ": still here\n\n"
                self.wfile.write(said.encode())
                self.wfile.flush()
        except OSError:
            self.close_connection = True  # nobody listens any more
        finally:
            board.close(view)

    def _answer(self, file: File, *, lasting: bool = False, policy: str = "") -> None:
        if file.media_type in _DRAWN:
            policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        elif file.media_type == "application/pdf":
            policy = "frame-ancestors 'none'"  # the browser's own viewer has scripts and styles in it
        self._head(HTTPStatus.OK, file.media_type, policy or STRICT)
        self.send_header("Cache-Control", "max-age=86400, immutable" if lasting else "no-cache")
        self.send_header("Content-Length", str(len(file.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(file.content)

    def _lead(self, address: str) -> None:
        self._head(HTTPStatus.FOUND, "text/plain; charset=utf-8", STRICT)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        body = f"{words}\n".encode()
        self._head(status, "text/plain; charset=utf-8", STRICT)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: HTTPStatus, media_type: str, policy: str) -> None:
        if media_type in ("text/html", "text/css", "text/javascript", "text/plain"):
            media_type += "; charset=utf-8"
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")


_DRAWN = frozenset(("image/svg+xml",))
_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".xml": "application/xml",
    ".epub": "application/epub+zip",
    ".brf": "text/plain",
    ".md": "text/plain",
}
"""Media types that a machine's own table may have otherwise, or not at all."""
