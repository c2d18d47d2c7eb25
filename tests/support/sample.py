"""A stock publication made by hand: what the tests of a room use when they do not want the whole press."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from publish.media import typefaces
from publish.model import (
    Article,
    Asset,
    Brand,
    Contact,
    Edition,
    HouseStyle,
    Link,
    NewsItem,
    Picture,
    Publication,
    StyleSheet,
    Typeface,
)

HOUSE = Path(__file__).parents[2] / "styles" / "house"


def house_style() -> HouseStyle:
    """The repository's own house style, read from disk."""
    files = sorted(path for path in HOUSE.rglob("*") if path.is_file())
    return HouseStyle(
        name="house",
        files=tuple(
            StyleSheet(name=path.relative_to(HOUSE).as_posix(), text=path.read_text("utf-8")) for path in files
        ),
    )


def installed(family: str) -> Typeface:
    """A typeface that the project depends on."""
    found = typefaces.find(family)
    assert found is not None
    return found


SERIF, SANS, CODE = map(installed, ("Source Serif 4", "Source Sans 3", "Source Code Pro"))
LOGO = Asset(
    name="logo-0123456789abcdef.svg",
    media_type="image/svg+xml",
    content=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40">'
    b'<circle cx="20" cy="20" r="18" fill="#00594f"/><path d="M8 22h24" stroke="#fff" stroke-width="4"/></svg>',
    width=40,
    height=40,
)
PUBLICATION = Publication(
    identifier="https://example.org/tides",
    title="Tides Briefings",
    organisation="Coastal Voluntary Alliance",
    strapline="Working together along the shore",
    language="en-GB",
    direction="ltr",
    rights="© 2014 Coastal Voluntary Alliance",
    contact=Contact(
        name="Coastal Voluntary Alliance",
        address=("The Old Customs House", "Quay Street", "Seaham", "SR7 0AA"),
        telephone="0191 000 0000",
        email="hello@example.org",
        website="https://example.org",
    ),
    brand=Brand(
        colour="#00594f",
        ink="#00594f",
        on_colour="#ffffff",
        logo=Picture(asset=LOGO, alt="Coastal Voluntary Alliance"),
        headings=SANS,
        body=SERIF,
        code=CODE,
    ),
    archive="",
)
BODY = """
<p>Since 2010 the number of mutuals has grown<sup><a class="noteref" role="doc-noteref" href="#fn-1" id="fnref-1">1</a></sup>
from a handful to dozens. Read <a href="https://example.org/report?utm_source=x">the report</a> for more.</p>
<ul class="key-figures"><li><strong>9 → 58</strong> <span>mutuals since 2010</span></li>
<li><strong>4 → 12</strong> <span>kinds of service</span></li><li><strong>£10m</strong> <span>support programme</span></li></ul>
<h2 id="what-it-asks-for">What it asks for</h2>
<ul><li>Exemptions for new mutuals</li><li>Rights to provide:<ul><li>clear pathways</li><li>appeals</li></ul></li></ul>
<ol><li><p>A loose item.</p></li><li><p>Another, with <a href="https://example.org/two"><strong>a strong link</strong></a>.</p></li></ol>
<figure class="quotation short"><blockquote><p>“The path must be made easier.”</p></blockquote>
<figcaption>A. Chair, of the taskforce</figcaption></figure>
<blockquote><p>A plain quotation, without a name.</p></blockquote>
<aside class="callout note"><p class="callout-title">Note</p><p>Something to keep in mind.</p></aside>
<h3 id="numbers">Numbers</h3>
<table><caption>Absence</caption><thead><tr><th>Year</th><th class="right">Days</th></tr></thead>
<tbody><tr><th>2010</th><td class="right">9.1</td></tr><tr><th>2011</th><td class="right">7.2</td></tr></tbody></table>
<figure><img src="logo-0123456789abcdef.svg" alt="A round mark" width="40" height="40"/><figcaption>The mark.</figcaption></figure>
<dl><dt>Mutual</dt><dd>An organisation owned by its members.</dd></dl>
<div class="code"><pre><code><span class="k">def</span> <span class="nf">f</span>(): ...</code></pre></div>
<ul class="tasks"><li class="to-do"><span class="task">☑</span> done</li><li class="to-do"><span class="task">☐</span> to do</li></ul>
<p>Old <del>text</del>, an <abbr title="European Union">EU</abbr> rule, <code>inline()</code>, and a note.</p>
<section class="notes" role="doc-endnotes"><ol><li id="fn-1" role="doc-endnote"><p>As the taskforce counted them.
<a class="backref" role="doc-backlink" href="#fnref-1">↩</a></p></li></ol></section>
""".strip()


def article(slug: str = "tides", **changes: object) -> Article:
    """One article with everything in it."""
    values: dict[str, object] = {
        "slug": slug,
        "source": f"source/articles/{slug}.md",
        "title": "Taskforce calls for action on mutuals",
        "published": date(2012, 7, 18),
        "language": "en-GB",
        "direction": "ltr",
        "standfirst": "A report says what would help public servants who want to take charge of their services.",
        "byline": ("Jo Bloggs",),
        "tags": ("mutuals", "public services"),
        "links": (Link(title="Download the report (PDF)", url="https://example.org/report.pdf"),),
        "picture": None,
        "body": BODY,
        "assets": (LOGO,),
        "sides": None,
        "typed": "Since 2010 the number of mutuals has grown.\n",
        "typed_line": 5,
        "corrected": None,
    }
    return Article(**(values | changes))  # type: ignore[arg-type]


def briefing(**changes: object) -> Edition:
    """A briefing of the stock article."""
    item = article()
    values: dict[str, object] = {
        "name": "briefing",
        "kind": "briefing",
        "slug": "tides",
        "title": item.title,
        "issued": item.published,
        "language": "en-GB",
        "direction": "ltr",
        "identifier": "urn:uuid:6c1e1d5e-6b0c-5f0c-9f5e-000000000001",
        "articles": (item,),
        "news": (
            NewsItem(
                title="A call for evidence",
                published=date(2014, 3, 20),
                standfirst="Send yours by 31 March.",
                language="en-GB",
            ),
            NewsItem(
                title="A campaign begins",
                published=date(2014, 2, 5),
                standfirst="Five areas of action.",
                language="en-GB",
            ),
        ),
        "agenda": None,
        "sides": None,
        "max_bytes": None,
        "publication": PUBLICATION,
        "parts": (),
        "position": "",
        "since": None,
        "fresh": (),
    }
    return Edition(**(values | changes))  # type: ignore[arg-type]


def collection() -> Edition:
    """A collection of the stock article and two smaller ones."""
    small = tuple(
        article(
            f"news-{n}",
            title=f"News item {n}",
            published=date(2014, 1, n),
            body=f"<p>Text of item {n}.</p>",
            assets=(),
            links=(),
        )
        for n in (2, 1)
    )
    return briefing(
        name="collection",
        kind="collection",
        slug="tides-briefings",
        title="Tides Briefings",
        issued=small[0].published,
        articles=(*small, article()),
        news=(),
    )
