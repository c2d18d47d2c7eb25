"""The desk makes a preview: it reads what has changed, and makes the views that are open again.

A change is read alone; then each view that somebody has open is made again, as far as it is another: first its text,
then the pages as they were set last (`publish.formats.pdf.first_look`), then the finished file and its problems.
No lock is taken: all writing goes to the shelf, which several runs may use at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publish import press
from publish.base import barrier
from publish.catalogue.body import web
from publish.cli import report
from publish.cli.options import today
from publish.delivery import preview_page as page
from publish.delivery.preview import Board, File, View
from publish.editions import compose as editions
from publish.editions import kinds
from publish.editions.release import Release, meant_for
from publish.editions.withholding import CONFIDENTIAL
from publish.formats.pdf import first_look
from publish.media import tools
from publish.model import BOUND, PAPERS, Article, Artifact, HouseStyle, Order, StyleSheet
from publish.problem import Problem, sort
from publish.project.folder import Project, agendas, candidates, load, manuscripts, pictures
from publish.project.folders import AGENDAS, ARTICLES, SHELF, SUFFIXES, our_styles
from publish.proofs import pictures as drawing
from publish.style import editors, galley
from publish.value import replace
from publish.workshop import readings, workers
from publish.workshop.executors import MAKING, READING, TYPESETTING
from publish.workshop.readings import Reading
from publish.workshop.shelf import Shelf

if TYPE_CHECKING:
    from datetime import date

    from publish.model import Agenda, Edition, EditionPlan

PATIENCE = 30.0
"""Seconds that a text may take, in the preview, before it is given up."""
FIRST_LOOK = 3.0
"""Seconds that a first look may take; after that there is none."""
IDLE = 12
"""How many views are kept at hand that nobody looks at."""
WORKERS = 2
"""One for the work, and one to be there at once when that is given up. Two pages are drawn at the same time."""

Made = Callable[[View, str], None]


class Interrupted(Exception):
    """Something has changed again: what was being made is no longer wanted."""


@dataclass(kw_only=True)
class Sheet:
    """What a view shows."""

    order: Order | None = None
    """What it was made of; None before anything was."""
    artifact: Artifact | None = None
    leaves: tuple[page.Leaf, ...] = ()
    files: dict[str, File] = field(default_factory=dict)
    faults: tuple[Problem, ...] = ()
    """What is wrong with the finished file."""
    summary: str = ""
    """How much is wrong: `1 warning`; empty when nothing is."""
    settled: bool = False
    """Whether it is the finished file and not a first look."""


class Desk:
    """A publication while somebody writes it. Methods raise OSError."""

    def __init__(self, root: Path, board: Board, made: Made) -> None:
        self.root, self.board, self.made = root, board, made
        self.shelf = Shelf(place=root / SHELF, tools=tools.fingerprint())
        self.project: Project | None = None
        self.style = interface(None)
        """What the preview itself looks like."""
        self.settings: tuple[Problem, ...] = ()
        self.readings: dict[str, Reading] = {}
        self.articles: tuple[Article, ...] = ()
        self.meetings: tuple[Agenda, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.sheets: dict[View, Sheet] = {}

    # ------------------------------------------------------------------------------------------------------ reading

    def open(self) -> None:
        """Read everything for the first time, as far as it is not on the shelf."""
        self._settle()
        self._read(frozenset(), self.shelf)

    def take_in(self, changed: frozenset[str]) -> None:
        """Read again what these changes are of."""
        if not changed:
            return
        former = self.project
        if former is None or any(not _is_text(path) for path in changed):
            self._settle()  # the settings, the style, or a picture, which may be the logo
        if former and self.project and former.publication.language != self.project.publication.language:
            self.readings.clear()
        texts = {path for path in changed if _is_text(path)}
        showing = {
            source
            for source, reading in self.readings.items()
            for asked, _ in reading.looked
            if not changed.isdisjoint(candidates(source, asked))
        }
        self._read(texts | showing, None)

    def _settle(self) -> None:
        """Read the settings and the style. While they have errors the former ones go on."""
        project, self.settings = load(self.root)
        self.project = project or self.project
        if project:
            self.style = interface(project)
            press.prepare(project.publication, project.style)

    def _read(self, stale: set[str] | frozenset[str], shelf: Shelf | None) -> None:
        """Read what is stale or was never read, and put everything together."""
        if self.project is None:
            return
        for path in [path for path in self.readings if not (self.root / path).is_file()]:
            del self.readings[path]
        texts, refusals = manuscripts(self.root, self.readings.keys() - stale)
        language, find = self.project.publication.language, partial(pictures, self.root)
        with self._under():
            for reading in press.read_each(texts, language=language, pictures=find, jobs=WORKERS, shelf=shelf):
                self.readings[reading.source] = readings.complete(shelf, reading) if shelf else reading
            self.articles, faults = press.gather(
                self.readings.values(), Release(today=today(), drafts=True), self.project.style
            )
            self.problems = (*refusals, *faults)
            self.meetings = ()
            if any(kinds.of(plan.kind).of_meeting for plan in self.project.plans):
                planned, refusals = agendas(self.root)
                self.meetings, faults = press.read_agendas(
                    planned, self.articles, language=language, pictures=find, faults=self.problems, shelf=shelf
                )
                self.problems += (*refusals, *faults)
        self._list()

    @contextmanager
    def _under(self, *, interruptible: bool = False, timeout: float = PATIENCE) -> Iterator[None]:
        bell = self.board.bell
        with workers.under(timeout=timeout, halt=(bell.ended, *([bell.near] if interruptible else []))):
            yield

    # ----------------------------------------------------------------------------------------------------- choosing

    def view(self, name: str) -> View | None:
        """What is called so: the slug of an article or agenda, or for one with errors a piece of its file's name."""
        texts = {article.slug: article.source for article in self.articles}
        meetings = {agenda.slug: agenda.source for agenda in self.meetings}
        sound = {*texts.values(), *meetings.values()}
        broken = [path for path in self._sources() if name in path and path not in sound]
        source = texts.get(name) or meetings.get(name) or next(iter(broken), None)
        return View(next(iter(self._plans(source)), ""), source) if source else None

    def names(self) -> tuple[str, ...]:
        """Everything that can be asked for."""
        return tuple(sorted({item.slug for item in self._items()}))

    def _items(self) -> tuple[Article | Agenda, ...]:
        return (*meant_for("everybody", self.articles), *self.meetings)

    def _sources(self) -> list[str]:
        """The files of articles, the newest first and those that could not be read before them, and of agendas."""
        read = {article.source: article for article in self.articles}
        others = {problem.path for problem in self.problems if problem.path.startswith((f"{ARTICLES}/", f"{PAPERS}/"))}
        texts = sorted({*self.readings, *others} - read.keys())
        texts += sorted(
            (path for path in read if not read[path].for_meetings),
            key=lambda path: (-read[path].published.toordinal(), read[path].slug),
        )
        plans = self.project.plans if self.project else ()
        papers = {agenda.source for agenda in self.meetings} | {
            problem.path for problem in self.problems if problem.path.startswith(f"{AGENDAS}/")
        }
        return [*texts, *(sorted(papers) if any(kinds.of(plan.kind).of_meeting for plan in plans) else ())]

    def _plans(self, source: str) -> dict[str, EditionPlan]:
        """The editions in which a source can be looked at: an ebook has no pages to be shown."""
        meeting = source.startswith(f"{AGENDAS}/")
        plans = self.project.plans if self.project else ()
        holds = "meeting" if meeting else "article"
        return {plan.name: plan for plan in plans if kinds.of(plan.kind).holds == holds}

    def _list(self) -> None:
        """Say what there is to be looked at."""
        sources = self._sources()
        self.board.views = frozenset(View(name, source) for source in sources for name in self._plans(source))
        newest = max(
            meant_for("everybody", self.articles), key=lambda article: (article.published, article.slug), default=None
        )
        if self.board.home not in self.board.views:
            first = newest.source if newest else next(iter(sources), "")
            self.board.home = View(next(iter(self._plans(first)), "") if first else "", first)

    def _entries(self, here: View) -> tuple[list[page.Entry], list[page.Entry]]:
        """Articles and agendas as they are listed."""
        read = {item.source: item for item in self._items()}
        entries: tuple[list[page.Entry], list[page.Entry]] = ([], [])
        for source in self._sources():
            plans = self._plans(source)
            view = View(here.edition if here.edition in plans else next(iter(plans), ""), source)
            item = read.get(source)
            errors = sum(problem.path == source and problem.severity == "error" for problem in self.problems)
            entries[source.startswith(f"{AGENDAS}/")].append(
                page.entry(
                    item.title if item else Path(source).name,
                    item.language if item else "",
                    _day(item),
                    view,
                    here,
                    errors,
                )
            )
        return entries

    # ------------------------------------------------------------------------------------------------------- showing

    def show(self, view: View) -> None:
        """Bring on the board what this view is now. Raises Interrupted when something has changed meanwhile."""
        texts, meetings = self._entries(view)
        title = self.project.publication.title if self.project else self.root.name
        groups = (("Articles", texts), ("Meetings", meetings))
        archive = (self.board.archive / "index.html").is_file()
        self.board.pin(view, "list", page.listed(title, groups, archive, self.style))
        plans = self._plans(view.source)
        chosen = [
            replace(page.entry(name, "", None, View(name, view.source), view, 0), here=name == view.edition)
            for name in plans
        ]
        self.board.pin(view, "choice", page.choice(chosen, self.style))

        sheet = self.sheets.setdefault(view, Sheet())
        order = self._order(view)
        self._problems(view, sheet if order else Sheet(), texts + meetings)
        if order is None:
            self._stale(view, sheet, self._why(view))
            return
        if order == sheet.order and sheet.settled:
            self._done(view, sheet)
            return
        self.board.pin(view, "state", page.state("Setting the pages …", busy=True))
        self._text(view, order.edition)
        sheet.order, sheet.settled = order, False
        if sheet.artifact is not None and (first := self._first_look(order, sheet.artifact)):
            self._pages(view, sheet, order, first, settled=False)
        self._finish(view, sheet, order, texts + meetings)

    def _why(self, view: View) -> str:
        """Why nothing can be made of a view."""
        if any(problem.severity == "error" for problem in self.settings):
            return "The settings have an error"
        if not view.source:
            return "There is nothing to show yet"
        if view.source not in self._sources():
            return "The file is no longer there"
        return "The source has an error" if self._plans(view.source) else "The settings ask for no edition with pages"

    def forget(self) -> None:
        """Keep of what nobody looks at any more only what was opened last."""
        idle = [view for view in self.sheets if view not in self.board.shown()]
        for view in idle[:-IDLE]:
            del self.sheets[view]
            self.board.clear(view)

    def warm(self, view: View) -> None:
        """Let every worker lay out once what is shown, so that all have it loaded at the next change."""
        sheet = self.sheets.get(view)
        if sheet and sheet.order and sheet.artifact and sheet.artifact.fit:
            piece = (sheet.order, sheet.artifact.fit.changes)
            with self._under(timeout=FIRST_LOOK):
                list(workers.work(_first_look, [piece] * WORKERS, jobs=WORKERS))

    def start_workers(self) -> None:
        """Start workers, in place of those that were stopped too."""
        workers.start(MAKING, jobs=WORKERS)
        workers.start(TYPESETTING, jobs=WORKERS, beside=MAKING)
        workers.start(READING, jobs=WORKERS)

    def _order(self, view: View) -> Order | None:
        """What is to be made for a view; None when its source has errors."""
        if self.project is None or any(problem.severity == "error" for problem in self.settings):
            return None
        plans = [plan for plan in self.project.plans if plan.name == view.edition or plan.kind == kinds.STANDARD]
        composed = press.compose(self.project.publication, plans, self.articles, self.meetings)
        slug = next((item.slug for item in self._items() if item.source == view.source), None)
        names = [slug, slug + CONFIDENTIAL] if slug else ["-"]
        orders = press.plan(composed, self.project.style, names=names, only=[view.edition], proof=True)
        mine = [order for order in orders if editions.source(order.edition) == view.source]
        return mine[-1] if mine else None  # of a pack with something confidential the one that shows it

    def _first_look(self, order: Order, former: Artifact) -> Artifact | None:
        """The pages as the former ones were set, if they can be had quickly."""
        if former.fit is None:
            return None
        with self._under(timeout=FIRST_LOOK):
            pieces = [(order, former.fit.changes)]
            made = list(workers.work(_first_look, pieces, jobs=1, preload=MAKING))
        product = made[0][1] if made else None
        return product if isinstance(product, Artifact) else None

    def _finish(self, view: View, sheet: Sheet, order: Order, listed: Sequence[page.Entry]) -> None:
        """The finished file, and what is wrong with it."""
        with self._under(interruptible=True):
            made = list(press.render([order], self.shelf, jobs=1))
        if not made:
            raise Interrupted
        (_, mark, sheet.faults), *_ = made
        artifact = press.fetch(mark, self.shelf) if mark else None
        if artifact is None:
            self._problems(view, sheet, listed)
            self._stale(view, sheet, "The pages could not be made")
            return
        if sheet.artifact is None or sheet.artifact.content != artifact.content:
            self._pages(view, sheet, order, artifact, settled=True)
        else:
            sheet.artifact = artifact
            self._facts(view, order, artifact, settled=True)
        self._problems(view, sheet, listed)
        with self._under(interruptible=True):
            found = list(workers.work(_inspect, [(order, artifact)], jobs=1, preload=MAKING))
        if not found:
            raise Interrupted
        if isinstance(found[0][1], tuple):
            sheet.faults = (*sheet.faults, *barrier.file(found[0][1], self.root))
        sheet.settled = True
        self._problems(view, sheet, listed)
        self._done(view, sheet)

    def _pages(self, view: View, sheet: Sheet, order: Order, artifact: Artifact, *, settled: bool) -> None:
        """Show pages as they are drawn, in their order and in the places of the former ones."""
        sheet.artifact = artifact
        name = f"file/{order.edition.name}/{order.edition.slug}.{artifact.suffix}"
        if settled:
            self.board.lay(view, "file", {name: File(artifact.media_type, artifact.content)})
        self._facts(view, order, artifact, settled=settled)
        if artifact.suffix != "pdf":
            self.board.pin(view, "pages", page.pages("", (), artifact.content.decode("utf-8-sig", "replace")))
            return
        count = _sheets(artifact)
        drawn = dict(enumerate(sheet.leaves[:count]))
        pieces = [(artifact.content, number) for number in range(1, count + 1)]
        with self._under():
            for index, picture in workers.work(_draw, pieces, jobs=WORKERS, preload=MAKING):
                if not isinstance(picture, drawing.Picture):
                    continue
                address = f"pages/{hashlib.sha256(picture.content).hexdigest()[:32]}.jpg"
                sheet.files[address] = File("image/jpeg", picture.content)
                drawn[index] = page.Leaf(address=f"/{address}", width=picture.width, height=picture.height)
                used = {leaf.address for leaf in drawn.values()}
                sheet.files = {path: file for path, file in sheet.files.items() if f"/{path}" in used}
                sheet.leaves = tuple(drawn[number] for number in sorted(drawn))
                self.board.lay(view, "pages", sheet.files)
                self.board.pin(view, "pages", page.pages(order.edition.title, sheet.leaves))

    def _text(self, view: View, edition: Edition) -> None:
        """Show the articles as a browser reads them."""
        assert self.project is not None
        sources = {article.slug: article.source for article in self.articles}

        def address(path: str) -> str:
            folder, _, name = path.partition("/")
            if folder != "articles":
                return f"/{path}"
            plans = self._plans(sources[name.removesuffix(".html")])
            chosen = view.edition if view.edition in plans else next(iter(plans), "")
            return View(chosen, sources[name.removesuffix(".html")]).address

        slugs = frozenset(sources)
        bodies = [
            (article, web(article, slugs, galley.words(self.project.style, article.language), address))
            for article in edition.articles
        ]
        heads = (article.picture.asset for article in edition.articles if article.picture)
        assets = (*heads, *(asset for article in edition.articles for asset in article.assets))
        shown = {f"pictures/{asset.name}": File(asset.media_type, asset.content) for asset in assets}
        self.board.lay(view, "pictures", shown)
        words = galley.words(self.project.style, edition.language)
        self.board.pin(view, "text", page.text(edition.title, bodies, words, self.style))

    def _facts(self, view: View, order: Order, artifact: Artifact, *, settled: bool) -> None:
        name = f"/file/{order.edition.name}/{order.edition.slug}.{artifact.suffix}"
        self.board.pin(view, "facts", page.facts(order.edition, artifact, self.style, settled=settled, file=name))

    def _problems(self, view: View, sheet: Sheet, listed: Sequence[page.Entry]) -> None:
        """Show what is wrong with the settings, the source and the finished file."""
        own = {view.source, ARTICLES, *(editions.sources(sheet.order.edition) if sheet.order else ())}
        wrong = sort((*self.settings, *(each for each in self.problems if each.path in own), *sheet.faults))
        sheet.summary = report.summary(wrong)
        elsewhere = [entry for entry in listed if entry.errors and not entry.here]
        self.board.pin(
            view, "problems", page.problems(page.beside(wrong, self._source), view.source, elsewhere, self.style)
        )

    def _source(self, path: str) -> str | None:
        try:
            return (self.root / path).read_text("utf-8", "replace")
        except OSError:
            return None

    def _stale(self, view: View, sheet: Sheet, why: str) -> None:
        """Say that what is shown is what was before."""
        words = f"{why}: see the problems." + (" What you see is what it was before." if sheet.artifact else "")
        self.board.pin(view, "state", page.state(words, stale=sheet.artifact is not None))
        self.made(view, words)

    def _done(self, view: View, sheet: Sheet) -> None:
        words = _summary(sheet)
        self.board.pin(view, "state", page.state(f"Up to date: {words}."))
        self.made(view, words)


def interface(project: Project | None) -> HouseStyle:
    """The style with the preview's own templates: the publication's where it has them, else those of the press."""
    house = our_styles() / "house"
    ours = {
        name: (house / name).read_text("utf-8")
        for name in (f"preview/{path.name}" for path in sorted((house / "preview").iterdir()))
    }
    own = {file.name: file.text for file in project.style.files if file.name in ours} if project else {}
    return HouseStyle(name="preview", files=tuple(StyleSheet(name=n, text=t) for n, t in (ours | own).items()))


def common(style: HouseStyle) -> dict[str, File]:
    """What every view of a preview is shown with."""
    return {
        "page": File("text/html", editors.preview("page", style).encode()),
        "look/preview.css": File("text/css", galley.stylesheet("preview/preview.css", style).encode()),
        "look/preview.js": File("text/javascript", galley.stylesheet("preview/preview.js", style).encode()),
    }


def _summary(sheet: Sheet) -> str:
    """`2 sides, 84 kB, 1 warning`."""
    artifact = sheet.artifact
    assert artifact is not None
    count = artifact.pages
    sides = "" if count is None else report.tally(count, "side") + ", "
    return f"{sides}{page.size(len(artifact.content))}" + (f", {sheet.summary}" if sheet.summary else "")


def _is_text(path: str) -> bool:
    return path.startswith((f"{ARTICLES}/", f"{AGENDAS}/", f"{PAPERS}/")) and path.endswith((*SUFFIXES, *BOUND))


def _day(item: Article | Agenda | None) -> date | None:
    return None if item is None else item.published if isinstance(item, Article) else item.meeting


def _sheets(artifact: Artifact) -> int:
    """How many pages the file itself has: of a booklet there are two sides on each."""
    import pypdfium2

    with pypdfium2.PdfDocument(artifact.content) as file:
        return len(file)


def _first_look(piece: tuple[Order, tuple[str, ...]]) -> Artifact | None:
    order, like = piece
    try:
        return first_look.first_look(order.edition, order.style, like)
    except Exception:  # the finished file meets it again, and reports it
        return None


def _draw(piece: tuple[bytes, int]) -> Any:
    return drawing.draw(*piece)


def _inspect(piece: tuple[Order, Artifact]) -> tuple[Problem, ...]:
    return press.inspect(*piece)
