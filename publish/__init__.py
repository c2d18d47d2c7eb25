"""Handbill as a library: open a publication, or hand over settings and articles; get bytes and problems back.

    import publish

    press = publish.open("path/to/publication")
    content, problems = press.pdf(press.articles[0])

Everything is done in this process; nothing is forked, and no folder is written unless a `cache` is named. Importing
this package imports no library and changes nothing in the host: what is needed is imported when it is used. One
edition is made at a time, whichever thread asks. docs/library.md has more; the press itself is `publish.press`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from publish.model import Article
    from publish.problem import Problem
    from publish.project.folder import Project
    from publish.workshop.shelf import Shelf

__all__ = ["Made", "Publisher", "Unusable", "__version__", "configure", "open"]


class Made(NamedTuple):
    """What was made, and what is wrong with it or with what it was made of."""

    content: bytes | None
    """None when it could not be made: then one of the problems is an error."""
    problems: tuple[Problem, ...]


class Unusable(Exception):
    """Settings, or a house style, that nothing can be made with."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{one.path}:{one.line or 1}: {one.message}" for one in problems))
        self.problems = problems


def open(path: str | os.PathLike[str], *, cache: str | os.PathLike[str] | None = None) -> Publisher:
    """The publication in the folder `path`, which is only read.

    With a `cache` what was made is kept in that folder, and taken from there as long as nothing that it was made of,
    handbill and its libraries among it, has changed. Raises Unusable, and OSError when the folder cannot be read.
    """
    from functools import partial
    from pathlib import Path

    from publish.project import folder

    root = Path(path).resolve()
    shelf = _shelf(cache)
    project, problems = folder.load(root, shelf)
    if project is None:
        raise Unusable(problems)
    return Publisher(project, problems, partial(folder.pictures, root), shelf, in_folder=True)


def configure(
    settings: str | Mapping[str, object],
    *,
    style: str | os.PathLike[str] | None = None,
    pictures: Callable[[str], bytes] | None = None,
    cache: str | os.PathLike[str] | None = None,
) -> Publisher:
    """A publication by its settings: the text of a publication.toml, or the same as a mapping.

    `style` is the folder of a house style, when it is none that handbill or a plug-in brings. `pictures` gives the
    bytes of a picture by its path as an article has it, and raises FileNotFoundError when there is none; without it
    articles have no pictures. `cache` is as for `open`. Raises Unusable.
    """
    from pathlib import Path

    from publish.project import folder, styles, toml
    from publish.project.settings import problem

    content = settings if isinstance(settings, str) else toml.dump(settings)
    find = pictures or _no_picture
    shelf, nowhere = _shelf(cache), Path(__file__).parent / "nowhere"
    try:
        own = styles.style_in(Path(style)) if style is not None else None
    except ValueError as error:
        raise Unusable((problem("P08", None, str(error), "see what the house style's folder holds"),)) from None
    project, problems = folder.furnish(content.encode(), nowhere, find, shelf, style=own)
    if project is None:
        raise Unusable(problems)
    return Publisher(project, problems, lambda _: find, shelf, in_folder=False)


def _no_picture(path: str) -> bytes:
    raise FileNotFoundError(path)


def _shelf(cache: str | os.PathLike[str] | None) -> Shelf | None:
    """A shelf in the folder; what it keeps is found again under our own fingerprint, which no caller chooses."""
    if cache is None:
        return None
    from pathlib import Path

    from publish.media import tools
    from publish.workshop.shelf import Shelf

    return Shelf(place=Path(cache).resolve() / "handbill" / "shelf", tools=tools.fingerprint())


class Publisher:
    """A publication that articles can be published in. Use `open` or `configure` to have one."""

    def __init__(
        self,
        project: Project,
        problems: tuple[Problem, ...],
        pictures: Callable[[str], Callable[[str], bytes]],
        shelf: Shelf | None,
        *,
        in_folder: bool,
    ) -> None:
        self._project, self._pictures, self._shelf, self._in_folder = project, pictures, shelf, in_folder
        self.problems = problems
        """What is wrong with the settings, and with the articles once `articles` was asked for: warnings, and errors
        of articles that are left out."""
        self._articles: tuple[Article, ...] | None = None

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles of the publication's folder without errors, by their paths; read when they are first asked for.

        Raises OSError.
        """
        if self._articles is None:
            self._articles = ()
            if self._in_folder:
                from publish.editions.release import meant_for
                from publish.project.folder import manuscripts

                found, problems = manuscripts(self._project.root)
                read, faults = self._read(found)
                self._articles = meant_for("everybody", read)
                self.problems += (*problems, *faults)
        return self._articles

    def read(self, article: str | Path, *, name: str = "article") -> tuple[Article | None, tuple[Problem, ...]]:
        """An article from its text, or from the file at a path, and what is wrong with it; None when it has errors.

        `name` is what a text's problems call it, and its slug when its metadata has none. Raises OSError.
        """
        from publish.model import Manuscript

        if isinstance(article, str):
            manuscript = Manuscript(path=f"source/articles/{name}.md", content=article.encode())
        else:
            manuscript = Manuscript(path=f"source/articles/{article.name}", content=article.read_bytes())
        articles, problems = self._read([manuscript])
        return (articles[0] if articles else None), problems

    def pdf(self, article: str | Path | Article, *, kind: str = "briefing") -> Made:
        """An article as a PDF: a `briefing`, or another kind of edition that holds one article."""
        return self.make(kind, article)

    def epub(self, articles: Iterable[str | Path | Article] | None = None) -> Made:
        """Articles as one EPUB; those of the publication's folder when none are named."""
        return self.make("collection", *(self.articles if articles is None else articles))

    def page(self, article: str | Path | Article) -> Made:
        """An article as one HTML page, with its stylesheet, typefaces and pictures in it."""
        from publish.base import barrier
        from publish.catalogue import alone
        from publish.formats.epub.typefaces import letters
        from publish.project.styles import completed
        from publish.workshop.executors import ALONE

        read, problems = self._each([article])
        if not read:
            return Made(None, problems)
        [one] = read
        house, style = self._project.publication, completed(self._project.style, "archive/")
        texts = (one.title, one.standfirst, one.body)
        with ALONE:
            html = barrier.guarded(lambda: alone.page(house, style, one, letters(house.brand, texts)))
        if isinstance(html, barrier.Fault):
            return Made(None, (*problems, barrier.problem(html, one.source, lost="the page was not made")))
        return Made(html, problems)

    def make(self, kind: str, *articles: str | Path | Article) -> Made:
        """An edition of any kind that holds articles, ours or a plug-in's, as one file.

        Articles of the publication's own folder are made as `publish build` makes them, with news of the others; texts
        and other files stand alone. Raises LookupError when there is no such kind, or it does not hold what is given.
        """
        from publish import press
        from publish.editions import kinds
        from publish.model import EditionPlan

        record = kinds.of(kind)
        if record.of_meeting or not articles or (record.of_article and len(articles) != 1):
            raise LookupError(f"an edition of the kind `{kind}` does not hold {len(articles)} articles")
        read, problems = self._each(articles)
        if len(read) < len(articles) and (record.of_article or not read):
            return Made(None, problems)
        plain = EditionPlan(name=kind, kind=kind, title="", sides=None, max_bytes=None)
        plan = next((plan for plan in self._project.plans if plan.kind == kind), plain)
        own = {article.source: article for article in self._articles or ()}
        together = self._articles if record.of_article and read[0] is own.get(read[0].source) else read
        composed = press.compose(self._project.publication, [plan], together or read)
        names = [read[0].slug] if record.of_article else []
        planned = press.plan(composed, self._project.style, names=names, pages=False)[:1]
        for _, mark, faults in press.render(planned, self._shelf, jobs=0):
            artifact = press.fetch(mark, self._shelf) if mark else None
            return Made(artifact.content if artifact else None, (*problems, *faults))
        return Made(None, problems)

    def _each(self, articles: Iterable[str | Path | Article]) -> tuple[list[Article], tuple[Problem, ...]]:
        """The articles as they were read, or are read now."""
        from publish.model import Article

        read: list[Article] = []
        problems: tuple[Problem, ...] = ()
        for number, article in enumerate(articles, start=1):
            if isinstance(article, Article):
                read.append(article)
                continue
            found, faults = self.read(article, name="article" if number == 1 else f"article-{number}")
            read += [found] if found else []
            problems += faults
        return read, problems

    def _read(self, manuscripts: Iterable[Any]) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
        from publish import press

        language = self._project.publication.language
        return press.gather(press.read_each(tuple(manuscripts), language=language, pictures=self._pictures, jobs=0))


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("handbill")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
