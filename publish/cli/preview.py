"""`publish preview` shows an article and its pages in the browser while it is written."""

from __future__ import annotations

import signal
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.cli.options import find_root, in_folder, meant, no_such, outside
from publish.cli.terminal import plain
from publish.project.folders import ARCHIVE, BUILD, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publish.cli.preview_desk import Desk
    from publish.delivery.preview import Bell, Board, View


@click.command()
@click.argument("name", required=False)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=0,
    show_default="a free one",
    help="Where to serve it.",
)
@click.option("--open/--no-open", "opening", default=True, help="Open it in the browser, or only say where it is.")
@in_folder
def preview(name: str | None, port: int, opening: bool, folder: Path | None) -> None:
    """Show the article NAME, or the newest one, in the browser, and follow every change as it is saved.

    Its text, its pages as they will be printed and what is wrong with it, until Ctrl-C. Only this machine can see it.
    """
    root = find_root(folder)
    try:
        with suppress(KeyboardInterrupt):
            _preview(root, name, port, opening)
    except OSError as error:
        outside(error)


def _preview(root: Path, name: str | None, port: int, opening: bool) -> None:
    """Read, serve, and follow changes until Ctrl-C. Raises OSError."""
    from threading import Event

    from publish.workshop import workers

    with workers.keep_alive():
        from publish.cli import preview_desk
        from publish.delivery.preview import Bell, Board, Server
        from publish.delivery.preview_watch import watch

        bell, ended = Bell(), Event()
        board = Board(bell, root / ARCHIVE)
        began = [time.monotonic()]

        def made(view: View, words: str) -> None:
            seconds = time.monotonic() - began[0]
            click.echo(f"{time.strftime('%H:%M:%S')}  {plain(view.source)}  {plain(words)} ({seconds:.1f} s)")

        with _signals(bell):
            desk = preview_desk.Desk(root, board, made)
            desk.start_workers()
            watch(root, sources(root), bell.ring, ended)  # before anything is read, so that no change is missed
            desk.open()
            board.common = preview_desk.common(desk.style)
            if name is not None:
                board.home = _named(desk, name)
            with Server(board, port) as server:
                server.start()
                door = root / BUILD / "preview.html"
                try:
                    click.echo(f"{server.entrance}  (Ctrl-C ends it)")
                    if opening:
                        _open(server.entrance, door)
                    _follow(desk, board, bell, began)
                finally:
                    ended.set()
                    server.shutdown()
                    door.unlink(missing_ok=True)


def _follow(desk: Desk, board: Board, bell: Bell, began: list[float]) -> None:
    """Wait for changes, and show them, for ever."""
    from publish.cli.preview_desk import Interrupted

    warmed = False
    while True:
        changed = bell.wait()
        began[0] = time.monotonic()
        try:
            desk.take_in(changed)
            for view in board.shown():
                desk.show(view)
            desk.forget()
            if not warmed and board.shown():
                desk.warm(board.shown()[0])
                warmed = True
        except Interrupted:
            warmed = False  # the bell has been rung
        finally:
            desk.start_workers()


def _named(desk: Desk, name: str) -> View:
    view = desk.view(meant(name, desk.names()))
    if view is None:
        no_such("no article", name, desk.names())
    return view


@contextmanager
def _signals(bell: Bell) -> Iterator[None]:
    """Let Ctrl-C interrupt whatever is being made, and the end of a terminal be like Ctrl-C."""
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):  # Windows has no SIGHUP
        signal.signal(number, signal.default_int_handler)
    signal.set_wakeup_fd(bell.alarm.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(-1)


def _open(address: str, door: Path) -> None:
    """In a thread: a browser that runs in the terminal comes back only when it is left.

    It is given a file that leads there, which nobody else can read: everybody sees the words that a program is started
    with. Raises OSError.
    """
    import webbrowser
    from threading import Thread

    from publish.base.atomic import write_atomic

    page = f'<!DOCTYPE html><title>Preview</title><meta http-equiv="refresh" content="0; url={address}">'
    write_atomic(door, page.encode(), lasting=False, private=True)
    Thread(target=webbrowser.open, args=(door.resolve().as_uri(),), daemon=True).start()
