"""More editions made by hand: the long one with everything in it, the very short one, and other scripts."""

from __future__ import annotations

from datetime import date

from publish.model import Asset, Edition, NewsItem, Picture
from tests.support.sample import LOGO, article, briefing

HARBOUR = Asset(
    name="harbour-0123456789abcdef.svg",
    media_type="image/svg+xml",
    content=b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 420" width="900" height="420">'
    b'<rect width="900" height="420" fill="#dfe7e4"/><path d="M0 300 Q225 250 450 300 T900 300 V420 H0 Z" fill="#00594f"/>'
    b'<circle cx="690" cy="130" r="60" fill="#e0a53b"/><path d="M300 285 l30 -150 l90 150 Z" fill="#fff"/></svg>',
    width=900,
    height=420,
)

_PARAGRAPH = (
    "<p>The alliance spoke to forty organisations over the winter, most of them small, and asked what stands between them "
    "and the work they were founded to do. Money came first, as it always does; but close behind it came time, and the "
    "feeling that each new contract is written for somebody larger. One director put it plainly: the forms are longer "
    "than the service.</p>"
)

LONG = f"""
{_PARAGRAPH}
<p>Three findings stand out<sup><a class="noteref" role="doc-noteref" href="#fn-a" id="fnref-a">1</a></sup>, and each has
a recommendation beside it. The <a href="https://www.example.org/reports/winter-survey/?utm_source=mail&amp;utm_medium=x">full
report</a> has the method, the questions and the tables; the <a href="https://example.org/data?year=2014&amp;fbclid=abc">figures
behind it</a> can be had as a spreadsheet.</p>
<ul class="key-figures"><li><strong>9 → 58</strong> <span>mutuals delivering public services since 2010</span></li>
<li><strong>£1.1bn</strong> <span>of services they deliver</span></li><li><strong>35,000</strong> <span>people who work in them</span></li>
<li><strong>1 in 4</strong> <span>had waited a year for an answer</span></li></ul>
<h2 id="money">What money cannot buy</h2>
{_PARAGRAPH}
<blockquote><p>We do not ask for less scrutiny. We ask for scrutiny that somebody reads.</p><p>It would cost less, too.</p></blockquote>
<figure class="quotation short"><blockquote><p>“The forms are longer than the service.”</p></blockquote>
<figcaption>A director of a day centre, Seaham</figcaption></figure>
{_PARAGRAPH}
<h3 id="time">Time, and whose it is</h3>
<p>The same <a href="https://example.org/reports/winter-survey?utm_campaign=y">report</a> is cited twice on this page, and its
address is printed once. <a href="mailto:hello@example.org">Write to us</a> or telephone <a href="tel:+441910000000">0191 000 0000</a>;
or see <a href="https://example.org/">example.org</a>. <strong>Bold</strong>, <em>emphasis</em>, <code>code_in_text()</code>,
H<sub>2</sub>O, x<sup>2</sup>, <kbd>Ctrl</kbd>, <mark>marked</mark>, <q>quoted</q> and a
<a href="https://example.org/code"><code>linked_code</code></a>. Welsh for it is <span lang="cy">gwasanaethau cyhoeddus</span>, and
the Arabic <span lang="ar">الخدمات العامة</span>.</p>
<ul><li>Exemptions for new mutuals from the first two years of the levy, so that a small organisation may find its feet before it
is asked to carry weight</li><li>Rights to provide:<ul><li>clear pathways<ol><li>asked for in writing</li><li>answered in a month</li></ol></li>
<li>appeals</li></ul></li><li>A single form</li></ul>
<ol><li><p>A loose item, with a paragraph of its own that is long enough to run over the end of a line and on to the next.</p>
<p>And a second paragraph in it.</p></li><li><p>Another, with <a href="https://example.org/two"><strong>a strong link</strong></a>.</p>
<pre><code>$ publish build --edition briefing
</code></pre></li></ol>
<figure class="quotation"><blockquote><p>“We had the people, we had the plan and we had the council’s good will. What we did not have
was anybody on the other side of the table whose job it was to say yes.”</p></blockquote>
<figcaption>Chief executive of a leisure trust</figcaption></figure>
<aside class="callout warning"><p class="callout-title">A date to keep</p><p>Evidence is taken until <strong>31 March</strong>. A page is
enough.</p><ul><li>Say who you are</li><li>Say what would help</li></ul></aside>
<h2 id="numbers">The numbers, by region and by year</h2>
<p>Absence fell in every region but one.</p>
<table><caption>Days of absence for each employee</caption><thead><tr><th>Region</th><th class="right">2010</th><th class="right">2011</th>
<th class="right">2012</th><th class="right">2013</th><th class="right">Change</th></tr></thead><tbody>
{"".join(f'<tr><th>{name}</th><td class="right">{9 - n / 10:.1f}</td><td class="right">{8 - n / 10:.1f}</td><td class="right">{7.5 - n / 7:.1f}</td><td class="right">{7 - n / 9:.1f}</td><td class="right">−{2 + n / 11:.1f}</td></tr>' for n, name in enumerate(["North East", "North West", "Yorkshire and the Humber", "East Midlands", "West Midlands", "East of England", "London", "South East", "South West", "Wales", "Scotland", "Northern Ireland", "Isle of Man", "Channel Islands"]))}
</tbody></table>
{_PARAGRAPH}
<table><thead><tr><th>Recommendation</th><th>Who should act</th></tr></thead><tbody><tr><td>A single form for contracts
under £50,000</td><td>Councils, with the <a href="https://example.org/cabinet">Cabinet Office</a></td></tr><tr><td>An answer within a month</td><td>Commissioners</td></tr></tbody></table>
<figure><img src="{HARBOUR.name}" alt="A sail before a low sun" width="900" height="420"/><figcaption>The harbour at Seaham. Drawing: the alliance.</figcaption></figure>
<p><a href="https://example.org/picture"><img src="{LOGO.name}" alt="The alliance’s mark" width="40" height="40"/></a></p>
<p>A decorative picture <img src="{LOGO.name}" alt="" width="12" height="12"/> stands in this line.</p>
<h2 id="words">The words that are used, with a heading long enough to run over the end of the line and on to another</h2>
<dl><dt>Mutual</dt><dd>An organisation owned by its members: those who work in it, those who use it, or both.</dd><dt>Commissioner</dt>
<dd>Whoever buys a service for the public.</dd><dd>Sometimes: a person of that title.</dd></dl>
<h3 id="for-programmers">For programmers</h3>
<div class="code"><pre><code><span class="k">def</span> <span class="nf">absence</span>(days: <span class="nb">list</span>[<span class="nb">float</span>], staff: <span class="nb">int</span>) -&gt; <span class="nb">float</span>:
    <span class="sd">'''Days lost for each employee; a long line of code that has to be wrapped because it is wider than the column.'''</span>
    <span class="k">return</span> <span class="nb">sum</span>(days) / staff  <span class="c1"># nobody is half an employee</span>
</code></pre></div>
<ul class="tasks"><li class="to-do"><span class="task">☑</span> Ask the members</li><li class="to-do"><span class="task">☐</span> Write to the minister, enclosing the figures and
the names of those who are willing to speak to the press about them</li></ul>
{_PARAGRAPH}
<p>A last word with a second call to the first note<sup><a class="noteref" role="doc-noteref" href="#fn-a" id="fnref-a-2">1</a></sup> and
another note<sup><a class="noteref" role="doc-noteref" href="#fn-b" id="fnref-b">2</a></sup>.</p>
<hr/>
<p>Old <del>text</del>, and an <abbr title="European Union">EU</abbr> rule.</p>
<section class="notes" role="doc-endnotes"><ol><li id="fn-a" role="doc-endnote"><p>As the taskforce counted them; see
<a href="https://example.org/count">its own list</a>. <a class="backref" role="doc-backlink" href="#fnref-a">↩</a></p><p>A second paragraph of the note.</p></li>
<li id="fn-b" role="doc-endnote"><p>With <em>thanks</em>. <a class="backref" role="doc-backlink" href="#fnref-b">↩</a></p></li>
<li id="fn-c" role="doc-endnote"><p>A note that nothing calls.</p></li></ol></section>
""".strip()


def long() -> Edition:
    """Three pages and more, with every element there is."""
    item = article(
        body=LONG,
        assets=(HARBOUR, LOGO),
        picture=Picture(asset=HARBOUR, alt="A sail"),
        byline=("Jo Bloggs", "Sam Poole"),
    )
    return briefing(articles=(item,))


def short() -> Edition:
    """Sixty words, without picture, links or news."""
    words = "The alliance has moved. From Monday its office is in the Old Customs House on Quay Street, Seaham. "
    item = article(
        title="We have moved",
        standfirst="",
        links=(),
        byline=(),
        tags=(),
        assets=(),
        body=f"<p>{words * 2}</p><p>Come and see us: the kettle is on from nine, and there is room for a meeting of twelve.</p>",
    )
    return briefing(title=item.title, articles=(item,), news=())


def _in(language: str, direction: str, title: str, standfirst: str, body: str, news: str) -> Edition:
    item = article(
        title=title, standfirst=standfirst, body=body, language=language, direction=direction, tags=(), assets=()
    )
    brief = NewsItem(title=news, published=date(2014, 3, 20), standfirst="", language=language)
    return briefing(title=title, language=language, direction=direction, articles=(item,), news=(brief,))


ARABIC = """
<p>منذ عام 2010 ارتفع عدد التعاونيات التي تقدم الخدمات العامة من 9 إلى 58 تعاونية<sup><a class="noteref" href="#fn-1">1</a></sup>. اقرأ
<a href="https://example.org/report?utm_source=x">التقرير الكامل</a> للمزيد من التفاصيل حول <strong>التوصيات</strong> والأرقام. تحدث التحالف مع
أربعين منظمة خلال فصل الشتاء، معظمها صغيرة، وسألها عما يحول بينها وبين العمل الذي أُنشئت من أجله.</p>
<ul class="key-figures"><li><strong>9 → 58</strong> <span>تعاونية منذ 2010</span></li><li><strong>12</strong> <span>نوعًا من الخدمات</span></li></ul>
<h2 id="a">ما يطلبه التقرير</h2>
<ul><li>إعفاءات للتعاونيات الجديدة</li><li>الحق في تقديم الخدمات</li></ul><ol><li>نموذج واحد</li><li>رد خلال شهر</li></ol>
<figure class="quotation short"><blockquote><p>«يجب أن يكون الطريق أسهل.»</p></blockquote><figcaption>رئيسة فريق العمل</figcaption></figure>
<aside class="callout note"><p class="callout-title">ملاحظة</p><p>تُقبل الأدلة حتى 31 مارس.</p></aside>
<table><caption>أيام الغياب</caption><thead><tr><th>السنة</th><th class="right">الأيام</th></tr></thead><tbody><tr><th>2010</th><td class="right">9.1</td></tr>
<tr><th>2011</th><td class="right">7.2</td></tr></tbody></table>
<section class="notes"><ol><li id="fn-1"><p>كما أحصاها فريق العمل.</p></li></ol></section>
"""
HEBREW = """
<p>מאז 2010 גדל מספר הקואופרטיבים שמספקים שירותים ציבוריים מ־9 ל־58. קראו את <a href="https://example.org/report">הדוח המלא</a> לפרטים נוספים על
<strong>ההמלצות</strong> ועל המספרים. הברית שוחחה עם ארבעים ארגונים במשך החורף, רובם קטנים.</p>
<h2 id="a">מה הוא מבקש</h2><ul><li>פטור לארגונים חדשים</li><li>הזכות לספק שירות</li></ul><ol><li>טופס אחד</li><li>תשובה בתוך חודש</li></ol>
"""
JAPANESE = """
<p>2010年以降、公共サービスを担う共済組合の数は9から58に増えた。詳しくは<a href="https://example.org/report">報告書</a>をご覧ください。同盟は冬のあいだに
四十の団体に話を聞いた。その多くは小さな団体であり、<strong>設立の目的</strong>を果たすうえで何が妨げになっているのかを尋ねた。第一に挙がったのは資金、次が時間である。</p>
<h2 id="a">求めていること</h2><ul><li>新しい団体への免除</li><li>サービスを提供する権利</li></ul>
<figure class="quotation short"><blockquote><p>「道はもっと平らであるべきだ。」</p></blockquote><figcaption>作業部会の議長</figcaption></figure>
"""
CHINESE = """
<p>自2010年以来，提供公共服务的互助组织从9家增加到58家。详情请阅读<a href="https://example.org/report">完整报告</a>。联盟在冬季与四十个组织进行了交谈，其中大多数规模较小，
询问是什么妨碍了它们完成<strong>创立时的使命</strong>。首先是资金，其次是时间。</p><h2 id="a">它要求什么</h2><ul><li>为新组织提供豁免</li><li>提供服务的权利</li></ul>
"""
HINDI = """
<p>2010 के बाद से सार्वजनिक सेवाएँ देने वाली सहकारी संस्थाओं की संख्या 9 से बढ़कर 58 हो गई है। अधिक जानकारी के लिए <a href="https://example.org/report">पूरी रिपोर्ट</a> पढ़ें।
संघ ने सर्दियों में चालीस संगठनों से बात की, जिनमें से अधिकतर <strong>छोटे</strong> हैं।</p><h2 id="a">रिपोर्ट क्या माँगती है</h2><ul><li>नई संस्थाओं के लिए छूट</li><li>सेवा देने का अधिकार</li></ul>
"""


def arabic() -> Edition:
    """From right to left, in a script whose letters join."""
    return _in(
        "ar",
        "rtl",
        "فريق العمل يدعو إلى التحرك بشأن التعاونيات",
        "تقرير يبين ما يساعد موظفي القطاع العام على إدارة خدماتهم.",
        ARABIC,
        "دعوة لتقديم الأدلة",
    )


def hebrew() -> Edition:
    """From right to left."""
    return _in(
        "he",
        "rtl",
        "כוח המשימה קורא לפעולה בעניין הקואופרטיבים",
        "דוח שמפרט מה יעזור לעובדי ציבור לקחת אחריות על השירות שלהם.",
        HEBREW,
        "קול קורא לראיות",
    )


def japanese() -> Edition:
    """Without spaces between words."""
    return _in(
        "ja",
        "ltr",
        "作業部会、共済組合について行動を求める",
        "公務員が自らのサービスを担うために何が必要かを報告書が示す。",
        JAPANESE,
        "意見募集",
    )


def chinese() -> Edition:
    """The Chinese forms of the characters that Japanese shares."""
    return _in(
        "zh-Hans",
        "ltr",
        "工作组呼吁就互助组织采取行动",
        "一份报告说明了什么能帮助公务员掌管自己的服务。",
        CHINESE,
        "征集证据",
    )


def hindi() -> Edition:
    """Letters that change places."""
    return _in(
        "hi",
        "ltr",
        "कार्यबल ने सहकारी संस्थाओं पर कार्रवाई की माँग की",
        "एक रिपोर्ट बताती है कि लोक सेवकों को क्या मदद मिलेगी।",
        HINDI,
        "साक्ष्य आमंत्रित",
    )


def signs() -> Edition:
    """Emoji, arrows, mathematics, Greek and Cyrillic in an English text."""
    body = "<p>A party 🎉 with tea ☕ and a family 👩‍👩‍👧 in Wales 🏴; ✓ done, ☐ not, ★ best, → on, ⇒ so, ∑ ≤ ≥ ≠, ½, α β γ, Москва, № 5, ❤️ and 👍🏽.</p>"
    item = article(title="Signs and wonders 🎉", body=body, assets=())
    return briefing(title=item.title, articles=(item,))


ALL = {
    "stock": briefing, "long": long, "short": short, "arabic": arabic, "hebrew": hebrew, "japanese": japanese,
    "chinese": chinese, "hindi": hindi, "signs": signs,
}  # fmt: skip
