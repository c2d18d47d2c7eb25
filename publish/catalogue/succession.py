"""What is said of an archive before it is made again: what is taken back, and what has another name now.

Everything else in it stays what it was: an edition is made again when its own words have changed, when it names what is
taken back, or when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote

from publish.catalogue import receipt as receipts
from publish.catalogue import sources
from publish.catalogue.receipt import Holding, Paper, Receipt
from publish.editions import gathering, kinds
from publish.model import ArchiveFile, Article, Edition
from publish.problem import Problem
from publish.value import Value, replace


class Acts(Value):
    """What somebody has said is to be done to the archive."""

    withdrawn: Mapping[str, date] = {}
    """The slugs of articles that are taken back, with the days."""
    reason: str = ""
    """Why, for what is taken back now."""
    dropped: tuple[str, ...] = ()
    """The slugs of articles that not even the receipt may name any more."""
    reset: tuple[str, ...] = ()
    """The slugs of the editions that are to be made again."""
    restyled: bool = False
    """Whether every edition is to be made again."""
    texts_kept: bool = False
    """Whether the texts of what is taken back stay in the archive's source."""


class Succession(Value):
    """The receipt as it stands once that is done, and what it comes to."""

    receipt: Receipt
    gone: tuple[str, ...]
    """The paths of files that are taken out."""
    taken: frozenset[str]
    """The slugs that are withdrawn or dropped now: what names them is made again."""


def succeed(past: Receipt, articles: Sequence[Article], acts: Acts) -> Succession:
    """What the former receipt comes to with `articles` and `acts`: renamed, withdrawn and dropped."""
    named = _renamed(past, articles)
    taken = _taken(named, acts)
    if not taken:
        return Succession(receipt=named, gone=(), taken=taken)
    papers = tuple(
        _emptied(paper, acts.withdrawn[paper.slug], acts.reason, acts.texts_kept) if paper.slug in taken else paper
        for paper in named.papers
        if paper.slug not in acts.dropped
    )
    hers = _topics(paper for paper in named.papers if paper.slug in taken) - _topics(papers)
    out = tuple(held for held in named.holdings if held.articles and set(held.articles) <= taken)
    now = replace(
        named,
        papers=papers,
        holdings=tuple(_without(held, taken) for held in named.holdings if held not in out),
        moved={old: new for old, new in named.moved.items() if new not in acts.dropped},
        topics={topic: slug for topic, slug in named.topics.items() if topic not in hers},
    )
    gone = [path for one in out for path in files(one)]
    if acts.dropped:
        now, pages = _nowhere(named, now, acts.dropped)
        gone += pages
    return Succession(receipt=now, gone=tuple(dict.fromkeys(gone)), taken=taken)


def _nowhere(before: Receipt, now: Receipt, dropped: Collection[str]) -> tuple[Receipt, list[str]]:
    """The receipt without the lists of topics that only what is dropped had, and the pages that go with its names."""
    erased = {slug for topic, slug in before.topics.items() if topic not in now.topics}
    lists = {path: to for path, to in now.lists.items() if PurePosixPath(path).stem not in erased}
    pages = [f"articles/{slug}.html" for slug in (*dropped, *(before.moved.keys() - now.moved.keys()))]
    pages += [f"{folder}{slug}.{suffix}" for slug in erased for folder, suffix in _LISTS]
    return replace(now, lists=lists), pages


def _taken(past: Receipt, acts: Acts) -> frozenset[str]:
    """The slugs of what is taken back now; what was before may still be dropped."""
    known = {paper.slug: bool(paper.withdrawn) for paper in past.papers}
    withdrawn = (slug for slug in acts.withdrawn if not known.get(slug, True))
    return frozenset((*withdrawn, *(slug for slug in acts.dropped if slug in known)))


def names_of(past: Receipt, slugs: Collection[str]) -> frozenset[str]:
    """What articles of the archive are called where a text leads to them or names them: their files and titles."""
    papers = [paper for paper in past.papers if paper.slug in slugs]
    former = (old for old, now in past.moved.items() if now in slugs)
    names = (name for one in papers for name in (PurePosixPath(one.source).name, one.title))
    links = (f"{slug}.{suffix}" for slug in (*slugs, *former) for suffix in ("md", "html"))
    return frozenset(filter(None, (*names, *links)))


def _topics(papers: Iterable[Paper]) -> set[str]:
    return {gathering.topic(tag) for paper in papers for tag in paper.tags}


_LISTS = (("topics/", "html"), ("opds/topics/", "xml"), ("opds/topics/", "json"))
"""Where a topic has a page of its own."""


def files(held: Holding) -> tuple[str, ...]:
    """The paths of a finished file and its pictures."""
    return tuple(filter(None, (held.path, held.cover, held.thumbnail, held.drawn)))


def due(
    editions: Iterable[Edition],
    done: Succession | None,
    acts: Acts,
    here: Collection[str],
    there: Callable[[str], bool],
    file: Callable[[str], bool],
) -> tuple[list[Edition], tuple[Problem, ...]]:
    """The editions that are to be made; `here` are the slugs of articles, `there` says whether the archive has a file.

    `file` says whether the publication has one.
    A collection that holds what the source has no longer, and whose text the archive does not keep either, stays as it
    is, for nobody has taken that back; A20 when it would have been made again otherwise.
    """
    if done is None:
        return list(editions), ()
    papers = {paper.slug: paper for paper in done.receipt.papers}
    known = {(held.edition, held.slug): held for held in done.receipt.holdings}
    made: list[Edition] = []
    stuck: list[Problem] = []
    for edition in editions:
        held = known.get((edition.name, edition.slug))
        kept = {article.slug for article in edition.articles}
        asked = acts.restyled or edition.slug in acts.reset
        if held is None or asked or not there(held.path) or _touched(held, done.taken):
            made.append(edition)
        elif _changed(edition, held, papers, here) or _renamed_since(edition, held, done.receipt):
            lost = [
                papers[slug]
                for slug in held.articles
                if slug not in here and slug not in kept and slug in papers and not papers[slug].withdrawn
            ]
            if lost and len(held.articles) > 1:
                stuck.append(_stuck(edition, held, lost, file))
            else:
                made.append(edition)
    return made, tuple(stuck)


def _touched(held: Holding, taken: frozenset[str]) -> bool:
    """Whether a finished file holds or names something that is taken back now, or may do so."""
    return bool(taken) and (held.names is None or not taken.isdisjoint((*held.names, *held.articles)))


def _changed(edition: Edition, held: Holding, papers: Mapping[str, Paper], here: Collection[str]) -> bool:
    """Whether an edition has other words than its file, or an article of it is in another now, as its day was moved."""
    if held.superseded:
        return True
    made_of = dict(zip(held.articles, held.revisions, strict=False))
    now = {
        slug: _revision(article, papers) if slug in here or slug not in papers else papers[slug].revision
        for article in edition.articles
        for slug in [article.slug]
    }
    left = (slug for slug in made_of if slug in here and slug not in now)
    return any(made_of.get(slug) != revision for slug, revision in now.items()) or any(left)


def _renamed_since(edition: Edition, held: Holding, receipt: Receipt) -> bool:
    """Whether a file was made under an identifier of its own before its article said what it was called."""
    return held.identifier != edition.identifier and edition.slug in receipt.moved.values()


def _stuck(edition: Edition, held: Holding, lost: Sequence[Paper], file: Callable[[str], bool]) -> Problem:
    names = ", ".join(f"`{paper.slug}`" for paper in lost[:6])
    there = [paper.source for paper in lost if paper.source and file(paper.source)]
    why, mend = "whose text neither the source nor the archive has any more", "put the file back"
    if there:
        why, mend = "which has errors or is held back, and whose text the archive has not", f"mend `{there[0]}`"
    return Problem(
        code="A20",
        path=there[0] if there else "source/articles",
        line=None,
        message=f"`{held.path}` is left as it is: it holds {names}, {why}",
        hint=f"{mend}, or take the article back with --withdraw; --reset {edition.slug} makes it without",
    )


def emptied(done: Succession, editions: Sequence[Edition], here: Collection[str]) -> Succession:
    """The same where collections that are made no longer are superseded, since all that they held is in others now.

    As is that of a topic whose tag was mended: its file stays, and no list has it any more.
    """
    made = {(edition.name, edition.slug) for edition in editions} | {
        (edition.name, edition.identifier) for edition in editions
    }
    names = {edition.name for edition in editions}
    holdings = []
    for held in done.receipt.holdings:
        kind = kinds.find(held.kind)
        known = made & {(held.edition, held.slug), (held.edition, held.identifier)}
        gone = kind and kind.collects and held.edition in names and not known and not held.superseded
        holdings.append(
            replace(held, superseded=_successor(held, editions))
            if gone and held.articles and set(held.articles) <= set(here)
            else held
        )
    return replace(done, receipt=replace(done.receipt, holdings=tuple(holdings)))


def _successor(held: Holding, editions: Sequence[Edition]) -> str:
    """The path of the collection that has most of what another held; of all collections when none has."""
    others = [edition for edition in editions if edition.name == held.edition]
    shared = {
        edition.slug: len({article.slug for article in edition.articles} & {*held.articles}) for edition in others
    }
    best = max(sorted(shared), key=lambda slug: shared[slug])
    suffix = held.path.rpartition(".")[2]
    return f"editions/{held.edition}/{best}.{suffix}" if shared[best] else "collections.html"


def renamed(past: Receipt, articles: Sequence[Article]) -> tuple[Problem, ...]:
    """A19 for each new article that has the text, or the title, of one that the source has no longer."""
    here = {article.slug for article in articles}
    gone = [paper for paper in past.papers if paper.slug not in here and not paper.withdrawn]
    known = {paper.slug for paper in past.papers}
    by_words = {paper.sha256: paper for paper in gone} | {_plain(paper.title): paper for paper in gone}
    by_words |= {paper.text: paper for paper in gone if paper.text}
    problems = []
    for article in articles if gone else ():
        now = receipts.paper(article)
        if article.slug not in known and (
            was := by_words.get(now.sha256) or by_words.get(now.text) or by_words.get(_plain(now.title))
        ):
            problems.append(
                Problem(
                    code="A19",
                    path=article.source,
                    line=None,
                    message=f"this seems to be the article `{was.slug}` of the archive, which the source has no longer",
                    hint=f"write `formerly: [{was.slug}]` under its title, so that its addresses lead on",
                )
            )
    return tuple(problems)


class TooMany(ValueError):
    """More of the archive's articles are gone from the source than anybody means without saying so."""


def absent(
    past: Receipt, articles: Sequence[Article], file: Callable[[str], bool], without: int | None
) -> tuple[Problem, ...]:
    """A20 for what the source had the last time and has no longer, A19 for what seems to have another name.

    More than a tenth gone may be a folder that is half copied: TooMany is raised unless `without` says how many.
    """
    here = {article.slug for article in articles}
    had = {one.path for one in past.inputs}
    gone = [
        paper
        for paper in past.papers
        if paper.source in had and paper.slug not in here and not paper.withdrawn and not file(paper.source)
    ]
    if len(gone) > max(2, len(past.papers) // 10) and len(gone) != without:
        names = ", ".join(f"`{paper.slug}`" for paper in gone[:8]) + (" …" if len(gone) > 8 else "")
        raise TooMany(
            f"the source has {len(gone)} of the archive's {len(past.papers)} articles no longer: {names}; if the "
            f"folder is complete and that is meant, say --yes-without {len(gone)}"
        )
    told = (
        Problem(
            code="A20",
            path=paper.source,
            line=None,
            message=f"the source has `{paper.slug}` no longer; the archive keeps it",
            hint="its page, its files and its chapters in collections stay; to take it back, say "
            f"`publish archive --withdraw {paper.slug}`",
        )
        for paper in gone
    )
    return (*told, *renamed(past, articles))


def gone(
    done: Succession | None,
    listed: Iterable[str],
    made: Collection[str],
    zips: Collection[str],
    hers: Collection[str],
    files: Iterable[ArchiveFile],
) -> set[str]:
    """The paths of what is taken out: by an act of somebody, or since it is in no list and in no piece any more.

    `made` are the paths of what was made, `zips` those of zips of sources, `hers` the pictures of what is taken back,
    which stay where a page among the `files` shows them.
    """
    shown = {path for file in files if hers and file.path.endswith(".html") for path in pictures_of(file.content)}
    lists = (path for path in listed if path.startswith(("opds/", "search/", receipts.PARTS)))
    packed = (path for path in listed if sources.is_one(path) and path not in zips)
    return {*(done.gone if done else ()), *({*hers} - shown), *lists, *packed} - set(made)


def _plain(title: str) -> str:
    return " ".join(re.findall(r"\w+", title.casefold()))


def stale(done: Succession, fresh: Collection[str]) -> tuple[Holding, ...]:
    """What holds or names something taken back, and is not made again: it has to go, for nothing here can mend it."""
    return tuple(
        held
        for held in done.receipt.holdings
        if held.path not in fresh and not done.taken.isdisjoint((*held.articles, *(held.names or ())))
    )


def missing(paths: Sequence[str], place: str, *, again: bool = False) -> Iterator[Problem]:
    """P18 for each of the files at `paths` that the archive at `place` has not, or P19 where they were made `again`."""
    code, done = ("P19", ", and was made again") if again else ("P18", "")
    hint = "take the rest from another copy of the archive, if that has it" if again else _ELSEWHERE
    for path in paths[:MOST]:
        said = f"`{path}` {'was' if again else 'is'} missing{done}"
        yield Problem(code=code, path=f"{place}/{path}", line=None, message=said, hint=hint)
    if (more := len(paths) - MOST) > 0:
        said = f"{more:,} more files of it {'were' if again else 'are'} missing{done.replace('was', 'were')}"
        yield Problem(code=code, path=place, line=None, message=said, hint=hint)


_ELSEWHERE = "copy it from another copy of the archive; what is taken back on purpose is taken back by --withdraw"
MOST = 50
"""Missing files that are told one by one."""


def without(done: Succession, held: Collection[Holding], dropped: Collection[str]) -> Succession:
    """The same without some finished files, and without the names of what is `dropped` in others."""
    left = tuple(_nameless(one, dropped) if dropped else one for one in done.receipt.holdings if one not in held)
    paths = (path for one in held for path in files(one))
    return replace(done, receipt=replace(done.receipt, holdings=left), gone=(*done.gone, *paths))


def _nameless(held: Holding, dropped: Collection[str]) -> Holding:
    made_of = zip(held.articles, held.revisions, strict=False)
    left = [(slug, revision) for slug, revision in made_of if slug not in dropped]
    return replace(held, articles=tuple(slug for slug, _ in left), revisions=tuple(revision for _, revision in left))


def pictures_of(page: bytes) -> frozenset[str]:
    """The paths of the pictures that a page of the archive shows."""
    return frozenset(f"pictures/{unquote(name)}" for name in _PICTURE.findall(page.decode("utf-8", "replace")))


_PICTURE = re.compile(r"pictures/([^\s\"'<>)]+)")


def _revision(article: Article, papers: Mapping[str, Paper]) -> int:
    """Which revision an article is that has perhaps changed since the receipt was written."""
    known = papers.get(article.slug)
    if known is None:
        return 0
    now = receipts.paper(article, known)
    return known.revision + (known.sha256 != now.sha256 or known.corrected != now.corrected)


def _renamed(past: Receipt, articles: Sequence[Article]) -> Receipt:
    """The receipt with each article under the slug that it has now."""
    papers = {paper.slug: paper for paper in past.papers}
    here = {article.slug for article in articles}
    new = {
        old: article.slug
        for article in articles
        for old in article.formerly
        if old in papers and old not in here and not papers[old].withdrawn
    }
    if not new:
        return past
    for old, slug in new.items():
        was = papers.pop(old)
        papers[slug] = replace(was, slug=slug, born=was.born or old)
    holdings = tuple(_under_new_names(held, new) for held in past.holdings)
    moved = {old: new.get(slug, slug) for old, slug in past.moved.items()} | new
    return replace(past, papers=tuple(papers[slug] for slug in sorted(papers)), holdings=holdings, moved=moved)


def _under_new_names(held: Holding, new: Mapping[str, str]) -> Holding:
    """A finished file's entry with today's slugs; the file of one article has a successor under the new name."""
    folder, _, name = held.path.rpartition("/")
    successor = (
        f"{folder}/{new[held.slug]}.{name.rpartition('.')[2]}" if len(held.articles) == 1 and held.slug in new else ""
    )
    return replace(
        held,
        articles=tuple(new.get(slug, slug) for slug in held.articles),
        names=held.names and tuple(new.get(slug, slug) for slug in held.names),
        superseded=successor if successor and held.articles == (held.slug,) else held.superseded,
    )


def _emptied(paper: Paper, day: date, reason: str, text_kept: bool) -> Paper:
    """The fact that there was an article, with the digests of what it said and none of its words."""
    paper = replace(
        paper, title="", text="", standfirst="", byline=(), tags=(), source="", withdrawn=day, reason=reason
    )
    return paper if text_kept else replace(paper, inputs=(), packed="")


def _without(held: Holding, taken: frozenset[str]) -> Holding:
    """A finished file's entry; what it remembers of the issue before is without what is taken back."""
    if held.before is None or not taken & {*held.before.articles}:
        return held
    left = tuple(slug for slug in held.before.articles if slug not in taken)
    return replace(held, before=replace(held.before, articles=left))
