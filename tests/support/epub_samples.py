"""A collection with everything in it that has ever troubled a reading system, for the tests of the EPUB."""

from __future__ import annotations

import io
from datetime import date, timedelta

from PIL import Image, ImageDraw

from publish.model import Article, Asset, Edition, Link, Picture
from publish.value import replace
from tests.support.sample import PUBLICATION, article, collection


def picture(kind: str, *, frames: int = 1, ground: str = "#dfeeea") -> Asset:
    """A drawn picture of a kind that Pillow writes: PNG, JPEG, GIF, WEBP."""
    drawn = []
    for frame in range(frames):
        image = Image.new("RGB", (640, 400), ground)
        pen = ImageDraw.Draw(image)
        pen.rectangle((40, 260, 600, 360), fill="#00594f")
        pen.ellipse((240 + 40 * frame, 60, 400 + 40 * frame, 220), fill="#e9b44c")
        drawn.append(image)
    buffer = io.BytesIO()
    more = {"save_all": True, "append_images": drawn[1:], "duration": 300} if frames > 1 else {}
    drawn[0].save(buffer, kind, **more)
    suffix = {"JPEG": "jpg"}.get(kind, kind.lower())
    return Asset(
        name=f"drawn-{frames}.{suffix}",
        media_type=f"image/{kind.lower()}",
        content=buffer.getvalue(),
        width=640,
        height=400,
    )


DRAWN = Asset(
    name="layers.svg",
    media_type="image/svg+xml",
    content=b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 90">'
    b'<defs><linearGradient id="paint 0"><stop offset="0"/></linearGradient>'
    b'<linearGradient id="b" xlink:href="#gone"/></defs><style>.a { fill: url(#1st) } .b { fill: url( "#b" ) }</style>'
    b'<g id="Group 3" aria-labelledby="1st b"><circle id="1st" r="9" fill="url(\'#paint 0\')"/></g>'
    b'<g id="Group 3"><rect id="_1st" width="9" height="9" fill="url(#b)"/></g><g id="">x</g>'
    b'<use xlink:href="#Group%203"/><use href="#1st"/><use href="#gone"/><a href="https://example.org/#1st"/></svg>',
    width=90,
    height=90,
)
"""A drawing as drawing programs write it, with ids that XML does not allow, the same one twice, and links to none."""


def figure(asset: Asset, alt: str) -> str:
    """The markup of a picture with a caption."""
    return f'<figure><img src="{asset.name}" alt="{alt}"/><figcaption>Drawn: {asset.media_type}.</figcaption></figure>'


WIDE_TABLE = """<table><caption>What each service did</caption><thead><tr><th>Service</th><th>Where</th>
<th class="right">Members</th><th>What changed</th><th class="right">Cost (£)</th></tr></thead><tbody>
<tr><th>Sea watch</th><td>Northern shore and islands</td><td class="right">1,240</td><td>Opened two new stations and
trained forty volunteers</td><td class="right">18,400</td></tr>
<tr><th>Harbour kitchen</th><td>Old town</td><td class="right">310</td><td>Cooks for everyone on Thursdays</td>
<td class="right">2,150</td></tr></tbody></table>"""

ARABIC = """<p>يجتمع المتطوعون كل أسبوع على الشاطئ<sup><a class="noteref" role="doc-noteref" href="#fn-1"
id="fnref-1">1</a></sup>
لتنظيف الرمال ومساعدة الجيران. زوروا <a href="https://example.org/ar">موقعنا</a> لمعرفة المزيد.</p>
<h2 id="plans">خطط السنة القادمة</h2><ul><li>محطتان جديدتان</li>
<li>تدريب <span lang="en" dir="ltr">First Aid</span> للجميع</li></ul>
<figure class="quotation short"><blockquote><p>«البحر يجمعنا.»</p></blockquote>
<figcaption>رئيسة الفريق</figcaption></figure>
<ul class="key-figures"><li><strong>٩ → ٥٨</strong> <span>متطوعًا</span></li>
<li><strong>٤</strong> <span>مراكز</span></li></ul>
<aside class="callout note"><p class="callout-title">ملاحظة</p><p>الدعوة مفتوحة للجميع.</p></aside>
<table><thead><tr><th>السنة</th><th class="right">الأيام</th></tr></thead>
<tbody><tr><th>2010</th><td class="right">9</td></tr></tbody></table>
<section class="notes" role="doc-endnotes"><ol><li id="fn-1" role="doc-endnote"><p>حسب سجل المتطوعين.
<a class="backref" role="doc-backlink" href="#fnref-1">↩</a></p></li></ol></section>"""

CODE = """<p>Type <code>publish build --edition a-very-long-name-that-does-not-break-anywhere-at-all</code>.</p>
<div class="code"><pre><code><span class="k">def</span> <span class="nf">tide</span>(moon: float, sun: float = 1.0):
    <span class="c1"># a long comment that has to be wrapped, since nobody scrolls sideways on paper</span>
    <span class="k">return</span> 0.68 * moon + 0.31 * sun  # <em>roughly</em></code></pre></div>
<p><strong>Strong, <em>and stressed</em></strong>, caf&eacute;&nbsp;AT&amp;T, H<sub>2</sub>O, x<sup>2</sup>,
<kbd>Ctrl</kbd>.</p>
<blockquote><p>One.</p><blockquote><p>Two, inside one.</p></blockquote></blockquote>
<p><a href="article:tides#numbers">The other article</a>, <a href="#nowhere">nowhere</a>, <a href="lost.html">lost</a>,
<a href="https://example.org/a b?q=é&amp;r=[1]">odd</a>, <a href="mailto:a@example.org">letter</a>.</p>"""


def rich(count: int = 40) -> Edition:
    """A collection of `count` articles: right-to-left, pictures of every kind, notes, code, odd titles, bare ones."""
    webp, gif, moving, jpeg = picture("WEBP"), picture("GIF"), picture("GIF", frames=3), picture("JPEG")
    odd: list[Article] = [
        article(picture=Picture(asset=jpeg, alt="A yellow sun over a green shore")),
        article(
            "shore",
            title="متطوعو الشاطئ يستعدون لسنة جديدة",
            language="ar",
            direction="rtl",
            body=ARABIC,
            assets=(),
            standfirst="تقرير قصير عن عمل المتطوعين على امتداد الساحل.",
            byline=("ليلى حداد",),
            tags=("متطوعون",),
            links=(Link(title="سجل المتطوعين", url="https://example.org/ar/register"),),
        ),
        article(
            "tables-and-pictures",
            title='Tables & pictures: <what> a "phone" shows ]]>',
            standfirst="",
            byline=(),
            tags=(),
            body=WIDE_TABLE + figure(webp, "A sun") + figure(gif, "A sun, again") + figure(moving, "A sun that moves"),
            assets=(webp, gif, moving),
            links=(),
        ),
        article(
            "code", title="How the tide is worked out", body=CODE, assets=(), byline=("Ann Ede", "Ben Foy", "Cai Gwyn")
        ),
        article("bare", title="Bare", body="", standfirst="", byline=(), tags=(), links=(), assets=()),
    ]
    plain = [
        article(
            f"news-{n}",
            title=f"News item {n}: what the members of the alliance decided in their meeting",
            body=f"<p>Text {n}.</p>",
            published=date(2012, 7, 1) - timedelta(days=9 * n),
            assets=(),
            links=(),
            tags=("news",),
        )
        for n in range(count - len(odd))
    ]
    return replace(collection(), title="Tides Briefings 2012", articles=tuple(odd + plain), publication=PUBLICATION)
