"""Which articles may go out, and which are held back: the one place that decides it.

An article is held back while it is a draft, until the day of its date (an embargo), and for ever once it is withdrawn:
then no option makes it. A paper goes into the packs of meetings alone. What goes out for good, to an
archive or a mailing, must also have no words in it that stand for what is still to be written, and every picture.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from publish.base.language import day
from publish.model import Article, Audience, Edition
from publish.problem import Problem
from publish.value import Value, replace


class Release(Value):
    """What is to be made today."""

    today: date
    drafts: bool = False
    """Whether what is held back is made too, marked as what it is."""
    final: bool = False
    """Whether what is made goes out, so that it cannot be made undone."""
    withdrawn: Mapping[str, date] = MappingProxyType({})
    """What the archive remembers as taken back: slugs, each with its day."""

    def taken_back(self, article: Article) -> date | None:
        """The day from which an article is taken back, by its own word or the archive's; None when it is not."""
        own = article.withdrawn
        return own if own and own <= self.today else self.withdrawn.get(article.slug)


Words = Callable[[str], dict[str, str]]
"""The words of a house style in a language; `draft` and `embargo` are used here."""


def release(
    articles: Sequence[Article], release: Release, problems: Sequence[Problem], words: Words
) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
    """The articles that are made, and a problem for each that is not: A13, and those of `FINALLY`.

    With `drafts` the title of what is held back says so, and with it every page, menu and list that has the title.
    """
    kept: list[Article] = []
    found: list[Problem] = []
    unwritten: dict[str, list[Problem]] = {}
    for problem in problems if release.final else ():
        if problem.code in FINALLY:
            unwritten.setdefault(problem.path, []).append(problem)
    for article in articles:
        if since := release.taken_back(article):
            found.append(_withdrawn(article, since))
        elif is_held(article, release.today):
            if release.drafts:
                kept.append(replace(article, title=f"{_mark(article, words)}: {article.title}"))
            else:
                found.append(_held(article, final=release.final))
        elif article.corrected and article.corrected > release.today and not release.drafts:
            found.append(_corrected_later(article, article.corrected))
        elif faults := unwritten.get(article.source):
            found += [_finally(fault) for fault in faults]
        elif article.unconfirmed:
            kept.append(replace(article, title=f"{words(article.language)['draft']}: {article.title}"))
        else:
            kept.append(article)
    return tuple(kept), tuple(found)


Held = TypeVar("Held", Article, Edition)

_AUDIENCES: tuple[Audience, ...] = ("everybody", "meeting", "confidential")


def meant_for(audience: Audience, copies: Iterable[Held]) -> tuple[Held, ...]:
    """Those of the articles or editions that the audience may have: everybody has no paper of a meeting."""
    most = _AUDIENCES.index(audience)
    return tuple(copy for copy in copies if _AUDIENCES.index(copy.audience) <= most)


FINALLY = {"A14": "A15", "I08": "I01"}
"""What only warns of a text, by the error that it is once the text is to go out for good."""


def _finally(fault: Problem) -> Problem:
    return dataclasses.replace(
        fault, code=FINALLY[fault.code], hint="write it first" if fault.code == "A14" else fault.hint
    )


def is_held(article: Article, today: date) -> bool:
    """Whether an article is a draft, or under an embargo."""
    return article.draft or (article.published > today and not article.brought)


def _mark(article: Article, words: Words) -> str:
    say = words(article.language)
    return say["draft"] if article.draft else say["embargo"].replace("{day}", day(article.published, article.language))


def _held(article: Article, *, final: bool) -> Problem:
    if article.draft:
        message, mend = f"held back: `{article.slug}` is a draft", "take `draft` out once it is done"
    else:
        message = f"held back until its date: `{article.slug}` is of {article.published.isoformat()}"
        mend = "it goes out from that day on"
    hint = mend if final else f"{mend}; `publish build --drafts` makes it, marked as what it is"
    return Problem(code="A13", path=article.source, line=article.release_line, message=message, hint=hint)


def _corrected_later(article: Article, day: date) -> Problem:
    message = f"`corrected` is a day that is still to come, {day.isoformat()}"
    hint = "write the day on which it was corrected; feeds and apps go by it"
    return Problem(code="A03", path=article.source, line=article.release_line, message=message, hint=hint)


def _withdrawn(article: Article, since: date) -> Problem:
    message = f"held back: `{article.slug}` was withdrawn on {since.isoformat()}"
    hint = "take its file away once the archive says so in its place; what is withdrawn keeps its address for ever"
    return Problem(code="A13", path=article.source, line=article.release_line, message=message, hint=hint)


def why_held(name: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problem that says why there is no file called `name`, when its article is held back."""
    return tuple(each for each in problems if each.code == "A13" and f"`{name}`" in each.message)


def unfilled(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The settings that nobody has filled in (P16), as errors: nothing goes out with them."""
    return tuple(dataclasses.replace(each, code="P17") for each in problems if each.code == "P16")
