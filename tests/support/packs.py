"""Packs made by hand: six papers of every length, one in Arabic, one that has nothing but an agenda."""

from __future__ import annotations

from datetime import date

from publish.model import Action, Agenda, AgendaItem, AgendaPart, Article, Edition
from tests.support import briefings
from tests.support.sample import LOGO, article, briefing


def item(number: int, **changes: object) -> AgendaItem:
    """One item, without a paper."""
    values: dict[str, object] = {
        "number": str(number),
        "line": 10 + number,
        "title": f"Item the {number}th",
        "time": f"10:{number:02}",
        "lead": "Jo Bloggs",
        "body": "",
    }
    return AgendaItem(**(values | changes))  # type: ignore[arg-type]


def agenda(**changes: object) -> Agenda:
    """An agenda of one item."""
    values: dict[str, object] = {
        "slug": "2014-04-10-board",
        "source": "source/agendas/2014-04-10-board.md",
        "title": "Board of trustees",
        "meeting": date(2014, 4, 10),
        "time": "10:00 to 12:30",
        "place": "The Old Customs House, Seaham",
        "language": "en-GB",
        "direction": "ltr",
        "body": '<p>Coffee is served from half past nine; see <a href="https://example.org/way?utm_source=x">the way there</a>.</p>',
        "assets": (),
        "items": (item(1),),
        "numbered": False,
        "notes": 0,
        "actions": (),
    }
    return Agenda(**(values | changes))  # type: ignore[arg-type]


def pack(plan: Agenda, articles: tuple[Article, ...] = ()) -> Edition:
    """The edition of a plan."""
    return briefing(
        name="pack",
        kind="pack",
        slug=plan.slug,
        title=plan.title,
        issued=plan.meeting,
        language=plan.language,
        direction=plan.direction,
        articles=articles,
        news=(),
        agenda=plan,
    )


_SHORT = "<p>Only a little is to be said here.</p><h2 id='why'>Why</h2><p>Because it is short.</p>"

PAPERS = (
    article("first", title="The first paper"),
    article("second", title="The second paper, with a headline that is long enough to run on to another line of it", body=_SHORT, assets=(), links=()),
    article("third", title="The third paper", body=briefings.LONG, assets=(briefings.HARBOUR, LOGO)),
    article("fourth", title="The fourth paper", body="<p>It goes on.</p>" * 40, assets=()),
    article("fifth", title="The fifth paper", standfirst="", byline=(), body="<p>One line.</p>", assets=(), links=()),
    article("sixth", title="The sixth paper", body=f"<p>Before.</p>{briefings.LONG}", assets=(briefings.HARBOUR, LOGO)),
)  # fmt: skip


def _decided(number: int) -> tuple[AgendaPart, ...]:
    """The heading over the second item, under which the others stand too."""
    return (AgendaPart(heading="For decision", body=""),) if number == 2 else ()


def six(**changes: object) -> Edition:
    """Eight items, six papers of one to four pages, one of them on two items; numbers, lines for notes, actions."""
    items = (
        item(1, title="Welcome", above=(AgendaPart(heading="To begin with", body=""),)),
        *(
            item(number, papers=(paper.slug,), above=_decided(number), body="<p>The board is asked to agree.</p>")
            for number, paper in enumerate(PAPERS, start=2)
        ),
        item(8, title="Any other business", papers=("first",)),
    )
    plan = agenda(
        **{
            "items": items,
            "numbered": True,
            "notes": 5,
            "actions": (
                Action(text="Ask the members", who="Jo Bloggs", due="1 May"),
                Action(text="Write to the minister", who="", due=""),
            ),
            **changes,
        }
    )
    return pack(plan, PAPERS)


def bare() -> Edition:
    """An agenda with nothing that may be left out."""
    items = (item(1, time="", lead=""), item(2, time="", lead=""))
    return pack(agenda(time="", place="", body="", items=items))


def arabic() -> Edition:
    """From right to left."""
    (paper,) = briefings.arabic().articles
    items = (
        item(1, title="الترحيب", lead="الرئيسة"),
        item(2, title="التعاونيات", lead="جو بلوغز", papers=(paper.slug,)),
    )
    plan = agenda(
        title="مجلس الأمناء",
        time="10:00",
        place="دار الجمارك القديمة",
        language="ar",
        direction="rtl",
        body="<p>هذا الاجتماع مثال.</p>",
        items=items,
        numbered=True,
        notes=6,
        actions=(Action(text="سؤال الأعضاء", who="المكتب", due="1 مايو"),),
    )
    return pack(plan, (paper,))


def mixed() -> Edition:
    """A meeting in English with a paper in Arabic and one in Japanese."""
    foreign = (briefings.arabic().articles[0], briefings.japanese().articles[0])
    papers = tuple(
        article(f"paper-{n}", title=p.title, standfirst=p.standfirst, body=p.body, language=p.language, direction=p.direction, assets=())
        for n, p in enumerate(foreign)
    )  # fmt: skip
    items = tuple(item(n, papers=(paper.slug,)) for n, paper in enumerate(papers, start=1))
    return pack(agenda(items=items, numbered=True, notes=3), papers)


ALL = {"six": six, "bare": bare, "arabic": arabic, "mixed": mixed}
