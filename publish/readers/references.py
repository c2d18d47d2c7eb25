"""Links from one article to another, by the name of its file: where they lead shows when all have been read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from lxml import etree

from publish.base import slugs as names
from publish.base.alike import near
from publish.editions import agenda_texts
from publish.editions.release import meant_for
from publish.model import PAPERS, Agenda, Article, Elsewhere, Reference
from publish.problem import Problem
from publish.readers.markup import serialise
from publish.readers.papers import called
from publish.readers.places import locator, mask
from publish.readers.syntax.parser import code_lines
from publish.value import Value, replace

_SIGN = f'="{names.ANOTHER}'


class _Known(Value):
    """The articles, and the names that links may call them by."""

    articles: Mapping[str, Article]
    """By slug."""
    paths: Mapping[str, str]
    """Slugs by the whole path of the file."""
    names: Mapping[str, frozenset[str]]
    """Slugs by every shorter name."""
    faulty: Mapping[str, str]
    """The paths of files with errors, by their names."""
    held: Mapping[str, bool]
    """The names of files that are held back, and whether for good: what was withdrawn."""
    places: Mapping[str, Mapping[str, None]]
    """The ids in an article, in their order, by its slug; worked out for each that a link leads to, once."""
    shown: Sequence[str]
    """What to call each article's file by, in a hint."""
    before: Mapping[str, str]
    """The slugs of articles that are only in the archive, or had another name, by the names that they had."""
    papers: frozenset[str]
    """The names of papers of meetings, to which no link of an article may lead, whether they could be read or not."""


def match(
    articles: Sequence[Article], faults: Sequence[Problem], elsewhere: Sequence[Elsewhere] = ()
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles with each link to another's file leading to its slug, and `others` filled in.

    A link may name the file's path as seen from its own, or its name with or without the date. One that leads to no
    article keeps its words; when that article is among those with errors in `faults`, the problem says so. What is only
    in the archive, `elsewhere`, is led to there.
    """
    if not any(_SIGN in article.body for article in articles):
        return tuple(articles), ()
    known = _known(articles, faults, elsewhere)
    public = _known(meant_for("everybody", articles), faults, elsewhere, articles)
    problems: list[Problem] = []
    matched = []
    for article in articles:
        if _SIGN in article.body:
            bodies, others, found = _matched((article.body,), article, known if article.for_meetings else public)
            article = replace(article, body=bodies[0], others=others)
            problems += found
        matched.append(article)
    return tuple(matched), tuple(problems)


def match_absent(
    absent: Sequence[Article], articles: Sequence[Article], faults: Sequence[Problem], elsewhere: Sequence[Elsewhere]
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """As `match`, for texts that only the archive has: their links lead to what else it has, and to `articles`."""
    there = [
        Elsewhere(
            reference=Reference(slug=one.slug, title=one.title, published=one.published, language=one.language),
            source=one.source,
            formerly=one.formerly,
        )
        for one in meant_for("everybody", articles)
    ]
    known = _known((), faults, (*elsewhere, *there), articles)
    matched = []
    problems: list[Problem] = []
    for article in absent:
        bodies, others, found = _matched((article.body,), article, known)
        matched.append(replace(article, body=bodies[0], others=others))
        problems += found
    return tuple(matched), tuple(problems)


def lead(agenda: Agenda, articles: Sequence[Article], faults: Sequence[Problem]) -> tuple[Agenda, tuple[Problem, ...]]:
    """The agenda with the links of its texts leading to the slugs of articles, as `match` does it for these."""
    bodies = agenda_texts.bodies(agenda)
    if not any(_SIGN in body for body in bodies):
        return agenda, ()
    settled, others, problems = _matched(bodies, agenda, _known(articles, faults))
    return replace(agenda_texts.with_bodies(agenda, settled), others=others), tuple(problems)


def _known(
    articles: Sequence[Article],
    faults: Sequence[Problem],
    elsewhere: Sequence[Elsewhere] = (),
    read: Sequence[Article] = (),
) -> _Known:
    """What links may lead to: `articles`. The papers among all that was `read` are known only to say so."""
    short: dict[str, set[str]] = {}
    for article in articles:
        for name in called(article.source):
            short.setdefault(name.casefold(), set()).add(article.slug)
    return _Known(
        articles={article.slug: article for article in articles},
        paths={normalize("NFC", article.source): article.slug for article in articles},
        names={name: frozenset(slugs) for name, slugs in short.items()},
        faulty={
            name.casefold(): fault.path for fault in faults if fault.severity == "error" for name in called(fault.path)
        },
        held={
            name.casefold(): "was withdrawn" in fault.message
            for fault in faults
            if fault.code == "A13"
            for name in called(fault.path)
        },
        places=_Places({article.slug: article.body for article in articles}),
        shown=tuple(_shown(article) for article in articles),
        before=_before(articles, elsewhere),
        papers=_papers(read, faults),
    )


def _before(articles: Sequence[Article], elsewhere: Sequence[Elsewhere]) -> dict[str, str]:
    """The slugs of what is only in the archive, and of what had another name, by the names that they had."""
    before: dict[str, str] = {}
    now = {slug: article.slug for article in articles for slug in article.formerly}
    for other in elsewhere:
        slug = now.get(other.reference.slug, other.reference.slug)
        files = {f"{name}.md" for name in (other.reference.slug, *other.formerly)}
        files |= {f"{other.reference.published}-{name}" for name in files}  # as files are called
        before |= {name.casefold(): slug for path in (other.source, *files) if path for name in (path, *called(path))}
    for article in articles:
        before |= {name: article.slug for slug in article.formerly for name in called(f"{slug}.md")}
    return before


def _papers(read: Sequence[Article], faults: Sequence[Problem]) -> frozenset[str]:
    """The names of papers of meetings; of those that could not be read too."""
    sources = {article.source for article in read if article.for_meetings}
    sources |= {fault.path for fault in faults if fault.path.startswith(f"{PAPERS}/")}
    return frozenset(name.casefold() for source in sources for name in called(source))


def _matched(
    bodies: Sequence[str], copy: Article | Agenda, known: _Known
) -> tuple[list[str], tuple[str, ...], list[Problem]]:
    """The bodies of a copy with their links settled, the slugs that they lead to, and what is wrong with them."""
    place: list[Callable[[str], int]] = []
    problems: list[Problem] = []
    untold = 0
    others: dict[str, None] = {}
    settled = []
    for body in bodies:
        if _SIGN in body:
            root = etree.fromstring(f"<body>{body}</body>", etree.XMLParser(resolve_entities=False, huge_tree=True))
            for link in list(root.iter("a")):
                typed = link.get("href", "").removeprefix(names.ANOTHER)
                if typed == link.get("href", ""):
                    continue
                why, hint = _settle(link, typed, copy, known, others, hinted=len(problems) < MOST_HINTS)
                code = _CODES.get(why, "T13")
                first = why and code not in {problem.code for problem in problems}
                if why and len(problems) >= MOST_TOLD and not first:
                    untold += 1
                elif why and (first or code != "T16"):
                    place = place or [_locator(copy)]
                    message = f"the link to `{unquote(typed)[:100]}` {why}"
                    problems.append(
                        Problem(code=code, path=copy.source, line=place[0](typed), message=message, hint=hint)
                    )
            etree.strip_tags(root, _DEAD)
            body = serialise(root)
        settled.append(body)
    if untold:
        message = f"{untold} more links lead to no article, or to no part of one"
        problems.append(
            Problem(code="T13", path=copy.source, line=None, message=message, hint="mend those above first")
        )
    return settled, tuple(others), problems


MOST_TOLD = 200
"""Links of one text that lead nowhere and are told one by one; to look for the line of each takes time."""

MOST_HINTS = 50
"""Of these, so many with a guess at what was meant."""

_HELD_BACK = "leads to an article that is held back"
_OF_MEETINGS = "leads to a paper of a meeting, which only packs have"
_CODES = {_OF_MEETINGS: "T16", _HELD_BACK: "T17"}
"""What is wrong with a link that names what is not for everybody, or not yet."""
_LATER = (
    "its words stay; it is a link once that article goes out: till then this text is not in the archive's source.zip"
)
_OUT = (
    "its words stay; take the link away, for it names the paper: till then this text is not in the archive's source.zip"
)

_DEAD = "nowhere"
"""The name of an element that only its words are left of, once all links are settled."""


def _locator(copy: Article | Agenda) -> Callable[[str], int]:
    """From an address as typed to its line; made when the first is asked for, since it reads the text once more."""
    return partial(locator(copy.typed, mask(copy.typed, code_lines(copy.typed)), copy.typed_line), "link")


def _settle(
    link: Any, typed: str, copy: Article | Agenda, known: _Known, others: dict[str, None], *, hinted: bool
) -> tuple[str, str]:
    """Let a link lead to the article that it names, which is added to `others`; if there is none, why, and a hint."""
    path, _, part = unquote(typed).partition("#")
    slug, why, hint = _find(path, copy, known, hinted=hinted)
    itself = isinstance(copy, Article) and slug == copy.slug
    if slug:
        there = slug in known.articles  # what is only in the archive has no text here
        places = known.places[slug] if part and there else {}
        if there and (sheets := known.articles[slug].sheets):  # as browsers have it: `report.pdf#page=3`
            places = {f"page={number}": None for number in range(1, len(sheets) + 1)}
        anchor = _anchor(part, places) if there else names.slug(part, otherwise="")
        if part and not anchor and there:
            listed = (
                "its parts are " + ", ".join(f"`{name}`" for name in islice(places, 12)) if places else "it has none"
            )
            why, hint = "leads to no part of that article", (hinted and near(part, tuple(places))) or listed
        anchor = anchor.replace("page=", "sheet-")
        link.set("href", f"#{anchor}" if itself else names.to_another(slug, anchor))
        if not itself:
            others[slug] = None
    if not slug or link.get("href") == "#":
        link.tag = _DEAD
    return why, hint


def _find(path: str, article: Article | Agenda, known: _Known, *, hinted: bool) -> tuple[str, str, str]:
    """The slug of the article that `path` names in another; if empty, why there is none and what to do."""
    path = normalize("NFC", path)
    whole = posixpath.normpath(posixpath.join(normalize("NFC", posixpath.dirname(article.source)), path))
    if whole.startswith(f"{PAPERS}/") and isinstance(article, Article) and not article.for_meetings:
        return "", _OF_MEETINGS, _OUT  # whatever else has that name
    if whole in known.paths:
        return known.paths[whole], "", ""
    name = path.lstrip("./").casefold()
    slugs = sorted(known.names.get(name, ()) or known.names.get(PurePosixPath(name).name, ()))
    if len(slugs) == 1:
        return slugs[0], "", ""
    if slugs:
        paths = sorted(known.articles[slug].source for slug in slugs)
        return "", "may lead to several articles", "write its path: " + ", ".join(f"`{path}`" for path in paths)
    if name in known.papers or PurePosixPath(name).name in known.papers:
        return "", _OF_MEETINGS, _OUT
    if (
        was := known.before.get(whole.casefold())
        or known.before.get(name)
        or known.before.get(PurePosixPath(name).name)
    ):
        return was, "", ""
    if found := known.faulty.get(name):
        return "", "leads to an article that has errors", f"mend `{found}` first"
    if known.held.get(name):
        return "", "leads to an article that was withdrawn", "its words stay; take the link away"
    if name in known.held:
        return "", _HELD_BACK, _LATER
    hint = near(name, known.shown) if hinted else ""
    return "", "leads to no article", hint or "write the name of an article's file, or an address from `https://` on"


def _shown(article: Article) -> str:
    """What to call an article's file by: its name, after its folder's where every folder has a file of that name."""
    path = PurePosixPath(article.source)
    return f"{path.parent.name}/{path.name}" if path.stem.lower() in ("index", "readme") else path.name


def _anchor(part: str, ids: Mapping[str, None]) -> str:
    """The id of a place in an article, by the name that its author gave it or that its heading has."""
    return next((name for name in (part, part.casefold(), names.slug(part, otherwise="")) if name and name in ids), "")


class _Places(dict[str, Mapping[str, None]]):
    """The ids of each article's body: it is parsed when the first link leads there."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        super().__init__()
        self._bodies = bodies

    def __missing__(self, slug: str) -> Mapping[str, None]:
        parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
        self[slug] = dict.fromkeys(_found(etree.fromstring(f"<body>{self._bodies[slug]}</body>", parser)))
        return self[slug]


def _found(root: Any) -> Iterator[str]:
    for element in root.iter("*"):
        if (name := element.get("id")) and not element.get("role", "").startswith("doc-"):
            yield name
