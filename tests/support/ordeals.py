"""Inputs that have broken programs like this one, by the number they have in our list of 112, and what is right for each.

Those that are texts lie together in one publication, each an article of its own, and are told apart by their names.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image

Means = Literal["made", "told", "refused"]
"""It is made without a word that counts; made, with a warning; not made, for an error."""


class Ordeal(NamedTuple):
    """One text."""

    number: int
    name: str
    content: bytes
    means: Means
    code: str = ""
    """Of a problem that must be among those of the text."""
    says: str = ""
    """What must stand in the finished text, with spaces set aside."""


def text(body: str | bytes, *, title: str = "An ordeal", more: str = "") -> bytes:
    """A text with its metadata."""
    content = body if isinstance(body, bytes) else body.encode()
    return f"---\ntitle: {title}\ndate: 2026-01-31\n{more}---\n\n".encode() + content + b"\n"


def kept(name: str) -> str:
    """Words that no other text has, to be found again."""
    letters = hashlib.sha256(name.encode()).hexdigest()
    return " ".join(letters[at : at + 7] for at in range(0, 63, 7))


PAYLOADS = (
    "<script>{}</script>", "<img src=x onerror={}>", "<svg onload={}>", "<svg><script>{}</script></svg>",
    "<math><mi xlink:href=\"javascript:{}\">x</mi></math>", "<a href=\"javascript:{}\">x</a>", "<a href=\"java\tscript:{}\">x</a>",
    "<a href=\" &#14; javascript:{}\">x</a>", "<iframe srcdoc=\"<script>{}</script>\"></iframe>", "<object data=\"data:text/html,x\"></object>",
    "<embed src=\"javascript:{}\">", "<form><button formaction=\"javascript:{}\">x</button></form>", "<body onload={}>",
    "<base href=\"javascript:{}//\">", "<link rel=stylesheet href=\"javascript:{}\">", "<meta http-equiv=refresh content=\"0;url=javascript:{}\">",
    "<style>@import 'javascript:{}';</style>", "<div style=\"background:url(javascript:{})\">x</div>", "<details open ontoggle={}>x</details>",
    "<video><source onerror={}></video>", "<input autofocus onfocus={}>", "<marquee onstart={}>x</marquee>", "<svg><animate onbegin={}>",
    "<svg><use href=\"data:image/svg+xml,x#a\"/></svg>", "<noscript><p title=\"</noscript><img src=x onerror={}>\"></noscript>",
    "<math><mtext><table><mglyph><style><img src=x onerror={}></style></mglyph></table></mtext></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={}>", "<svg></p><style><a id=\"</style><img src=1 onerror={}>\">",
    "<a href=\"vbscript:{}\">x</a>", "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">x</a>", "<template><script>{}</script></template>",
    "<xmp><img src=x onerror={}></xmp>", "<plaintext><script>{}</script>", "<isindex action=\"javascript:{}\">", "<frameset onload={}>",
    "[x](javascript:{})", "<javascript:{}>", "[x]: javascript:{}\n\n[x]", "[x](data:text/html,{})",
)  # fmt: skip
"""Ways to run a script from a page; `window.__hit=1` stands for it."""

NAUGHTY = (
    "undefined", "NULL", "true", "1e309", "0x0", "-1", "٠١٢٣", "`~!@#$%^&*()-_=+[]{}|", "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい",
    "사회과학원 어학연구소", "𠜎𠜱𠝹", "ヽ༼ຈل͜ຈ༽ﾉ", "👾 🙇 💁 🙅", "👨‍👩‍👧‍👦", "🇺🇳 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👋🏽", "مُنَاقَشَةُ", "הָיְתָה", "﷽", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦", "˙ɐnbᴉlɐ",
    "Ｔｈｅ ｑｕｉｃｋ", "𝐓𝐡𝐞", "⒯⒣⒠", "<script>alert(1)</script>", "'; DROP TABLE users;--", "$HOME", "$(touch x)", "`touch x`", "%s%s%n", "%d",
    "../../../etc/passwd", "<!--#exec cmd=\"/bin/cat\"-->", "{{7*7}}", "${7*7}", "<%= 7 %>", "#{7}", "CON", "AUX", "=1+1", "+1", "@SUM(1)", "-2+3",
    "\u200b", "\u2060", "a\u00adb", "\u202eabc\u202c", "\u2066abc\u2069", "\ufeff", "ﬀﬁﬂ", "ß ẞ", "İ ı", "ǆ ǅ Ǆ", "½ ⅓ ₁ ²", "a\u0301", "한글", "𐎀𐎁",
)  # fmt: skip


def _texts() -> Iterator[Ordeal]:
    """A to C and E: what stands in a file."""
    ordeal = Ordeal
    yield ordeal(1, "empty", b"", "refused", "A07")
    yield ordeal(2, "no-body", b"---\ntitle: Nothing else\ndate: 2026-01-31\n---\n", "told", "A11")
    yield ordeal(3, "latin-1", text(b"caf\xe9"), "refused", "A01")
    yield ordeal(4, "cp1252", text(b"\x93so\x94"), "refused", "A01")
    yield ordeal(5, "utf-16", text("x").decode().encode("utf-16"), "refused", "A01")
    yield ordeal(6, "bom", b"\xef\xbb\xbf" + text(kept("bom")), "made", says=kept("bom"))
    for name, end in (("crlf", b"\r\n"), ("cr", b"\r")):
        yield ordeal(7, name, text(f"{kept(name)}\n\nMore.").replace(b"\n", end), "made", says=kept(name))
    yield ordeal(7, "mixed-ends", text("One.\r\n\r\nTwo.\r\rThree."), "made", says="Two.Three.")
    yield ordeal(8, "nul", text("a\0b"), "refused", "A01")
    controls = "".join(map(chr, (*range(1, 9), *range(14, 32), 127, *range(128, 133))))
    yield ordeal(9, "controls", text(f"a{controls}b"), "told", "A09")
    yield ordeal(10, "surrogate", text("x", title='"a\\ud800"'), "refused", "A03")
    yield ordeal(11, "overlong", text(b"a\xc0\xafb"), "refused", "A01")
    yield ordeal(11, "cut-letter", text(b"a\xe2\x82"), "refused", "A01")
    yield ordeal(12, "noncharacters", text("a\ufffeb\uffffc"), "told", "A09")
    yield ordeal(13, "no-end", text(kept("no-end")).rstrip(b"\n"), "made", says=kept("no-end"))
    yield ordeal(20, "no-metadata", b"# Only\n\nWords.\n", "refused", "A02")
    yield ordeal(21, "unclosed", b"---\ntitle: x\n\nWords.\n", "refused", "A02")
    yield ordeal(
        22,
        "toml",
        b'+++\ntitle = "In TOML"\ndate = 2026-01-31\n+++\n\n' + kept("toml").encode(),
        "made",
        says=kept("toml"),
    )
    yield ordeal(23, "tab", text("x", more="tags:\n  - one\t\n"), "refused", "A02")
    yield ordeal(23, "tab-before", text("x", more="tags:\n\t- one\n"), "refused", "A02")
    yield ordeal(24, "yaml-list", b"---\n- a\n- b\n---\n\nx\n", "refused", "A02")
    yield ordeal(24, "yaml-scalar", b"---\njust words\n---\n\nx\n", "refused", "A02")
    yield ordeal(25, "twice", text("x", more="title: Again\n"), "refused", "A02")
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))
    yield ordeal(26, "laughs", text("x", more=f'l0: &l0 ["lol"]\n{laughs}'), "refused", "A02")
    yield ordeal(27, "cycle", text("x", more="tags: &a [*a]\n"), "refused", "A02")
    yield ordeal(28, "yaml-deep", text("x", more=f"tags: {'[' * 2000}\n"), "refused", "A02")
    yield ordeal(29, "yaml-python", text("x", title="!!python/object/apply:os.system [touch owned]"), "refused", "A03")
    for number, day in enumerate(("2024-13-45", "2024-02-30", "tomorrow", "0000-01-01", "9999-01-01")):
        yield ordeal(30, f"day-{number}", b"---\ntitle: x\ndate: %s\n---\n\nx\n" % day.encode(), "refused", "A03")
    for number, (title, code) in enumerate((("", "A03"), ("[a, b]", "A03"), ("x" * 10_000, "A03"), ("'   '", "A03"))):
        yield ordeal(31, f"title-{number}", text("x", title=title), "refused", code)
    yield ordeal(31, "no-title", b"---\ndate: 2026-01-31\n---\n\nx\n", "refused", "A04")
    for number, title in enumerate(("NO", "1.10", "012", "12:30")):
        yield ordeal(32, f"typed-{number}", text(kept(f"typed-{number}"), title=title), "made", says=title)
    yield ordeal(33, "long-number", text("x", more=f"sides: {'9' * 5000}\n"), "refused", "A0")
    for number, slug in enumerate(("../../etc/cron.d/x", "/abs", "..\\\\..\\\\x", "a/../../b", "'%2e%2e/'", "'%252e'")):
        yield ordeal(34, f"path-{number}", text("x", more=f"slug: {slug}\n"), "refused", "A03")
    for number, slug in enumerate(("con", "aux.pdf", "'.'", "'..'", "'end.'", "s" * 300)):
        yield ordeal(35, f"device-{number}", text("x", more=f"slug: {slug}\n"), "refused", "A03")
    yield ordeal(36, "same-a", text("x", more="slug: the-same\n"), "refused", "A06")
    yield ordeal(36, "same-b", text("x", more="slug: the-same\n"), "refused", "A06")
    yield ordeal(
        38,
        "markup-title",
        text(kept("markup-title"), title="'a <script>window.__hit=1</script> & \"b\" ]]>'"),
        "made",
        says="]]>",
    )
    yield ordeal(39, "title-lines", text("x", title='"a\\r\\nBcc: b@example.org"'), "refused", "A03")
    yield ordeal(
        39,
        "title-encoded",
        text(kept("title-encoded"), title="'=?utf-8?q?a=0D=0ABcc=3A_b=40x?='"),
        "made",
        says=kept("title-encoded"),
    )
    yield ordeal(39, "title-separator", text(kept("title-separator"), title='"a\\u2028b"'), "refused", "A03")
    names = "".join(f"  - Person {n}\n" for n in range(500))
    yield ordeal(40, "authors", text("x", more=f"byline:\n{names}"), "made")
    yield ordeal(41, "no-language", text("x", more="language: xx-invalid\n"), "refused", "A03")
    yield ordeal(41, "underscored", text("x", more="language: en_GB\n"), "made")
    yield ordeal(41, "arabic", text("نص قصير.", more="language: ar\n"), "made")
    yield ordeal(
        42,
        "other-keys",
        text(kept("other-keys"), more="layout: post\npermalink: /x/\nweight: 3\n"),
        "told",
        says=kept("other-keys"),
    )
    yield ordeal(43, "much-metadata", text("x", more=f"note: {'x' * 5_000_000}\n"), "refused", "A0")
    yield ordeal(44, "ten-megabytes", text("words " * 2_000_000), "refused", "A08")
    yield ordeal(45, "one-word", text("x" * 2_500), "made", says="x" * 60)
    yield ordeal(45, "one-huge-word", text("x" * 1_000_000), "refused", "T08")
    yield ordeal(45, "one-huge-line", text("```\n" + "x" * 200_000 + "\n```"), "refused", "T08")
    yield from _pathological()
    yield ordeal(47, "quoted-deep", text("> " * 1000 + "deep"), "refused", "T03")
    deep = "\n".join("  " * n + "- item" for n in range(500))
    yield ordeal(47, "list-deep", text(deep), "refused", "T03")
    yield ordeal(47, "emphasis", text("*a **a " * 3_000), "made", says="*a**a")
    yield ordeal(48, "open-ends", text("**bold [link](http://x\n\n`code"), "made", says="**bold[link](http://x")
    notes = "\n\n".join(f"a[^{n}]\n\n[^{n}]: note {n}" for n in range(500))
    yield ordeal(51, "notes", text(notes), "made", says="note499")
    yield ordeal(51, "odd-notes", text("a[^x] b[^x]\n\n[^x]: one [^x]\n\n[^x]: two\n\n[^y]: never\n"), "refused", "T08")
    yield ordeal(52, "note-paths", text("a[^../../x]\n\n[^../../x]: note\n"), "made", says="note")
    yield ordeal(52, "note-again", text("a[^../../x]\n\n[^../../x]: note\n"), "made", says="note")
    cell = "|" + "c|" * 30 + "\n"
    yield ordeal(53, "table", text("|" + "h|" * 30 + "\n|" + "-|" * 30 + "\n" + cell * 100), "made")
    yield ordeal(53, "long-table", text("|a|\n|-|\n" + "|b|\n" * 2_000), "made")
    yield ordeal(53, "ragged", text("|a|b|\n|-|-|\n|c|\n|d|e|f|\n|g\\|h|i|\n"), "made", says="def")
    wide = "|" + "".join(f"a{n}|" for n in range(1_000))
    yield ordeal(54, "wide-table", text(f"{wide}\n|{'-|' * 1_000}\n"), "made", says="a999")
    yield ordeal(54, "widest-table", text("|" + "a|" * 200_000 + "\n|" + "-|" * 200_000 + "\n"), "refused")
    yield ordeal(55, "code", text("```\n" + "x = 1\n" * 2_000 + "```"), "made", says="x=1")
    yield ordeal(55, "code-inside", text("````\n```\nx\n```\n````\n\n``` nolanguage\ny\n```\n"), "made", says="```x```")
    yield ordeal(56, "headings", text("###### Deep\n\n" + "## Same\n\nx\n\n" * 200 + "##\n"), "made", says="Deep")
    yield ordeal(57, "odd-headings", text("## 🚌\n\nx\n\n## ![A dot](dot.png)\n\ny\n"), "made", says="🚌")
    yield ordeal(58, "references", text("[a]: http://x\n" * 80_000), "refused", "A08")
    tags = "{{ 7*7 }} {% include '/etc/passwd' %} {{ ''.__class__ }} {{< youtube x >}} {% raw %}"
    yield ordeal(59, "templates", text(tags), "told", says="{{7*7}}{%include'/etc/passwd'%}")
    yield ordeal(60, "shortcodes", text("{{< gallery >}}\n\n{% raw %}x{% endraw %}"), "told", says="{%raw%}x{%endraw%}")
    raw = (
        "<script>window.__hit=1</script><iframe src='file:///etc/passwd'></iframe><object data=x></object><embed src=x>"
    )
    more = "<form><input></form><meta http-equiv=refresh content=0><base href='//x'><link rel=attachment href='file:///etc/passwd'>"
    yield ordeal(61, "raw", text(f"{raw}{more}\n\n{kept('raw')}"), "told", "T", says=kept("raw"))
    payloads = "\n\n".join(
        payload.replace("{}", "window.__hit=1") for payload in PAYLOADS if "plaintext" not in payload
    )
    yield ordeal(62, "payloads", text(f"{payloads}\n\n{kept('payloads')}\n"), "told")
    yield ordeal(
        62,
        "plaintext",
        text(f"{kept('plaintext')}\n\n<plaintext><script>window.__hit=1</script>\n"),
        "told",
        says=kept("plaintext"),
    )
    css = "<style>@import url(file:///etc/passwd);@font-face{src:url(http://192.0.2.1/x)}</style>"
    yield ordeal(63, "styles", text(f"{css}\n\n{kept('styles')}"), "told", says=kept("styles"))
    words = kept("sizes")
    sizes = ("font-size:1e9px", f"width:{'calc(' * 500}1px{')' * 500}", "margin:-1e9px")
    yield ordeal(
        64, "sizes", text("\n\n".join(f"<p style='{size}'>{words}</p>" for size in sizes)), "made", says=kept("sizes")
    )
    yield ordeal(65, "comment", text(f"{kept('comment')}\n\n<!-- never ended\n\nx"), "made", says=kept("comment"))
    yield ordeal(
        65,
        "cdata",
        text(f"<![CDATA[x]]> <![if !IE]>y<![endif]> <!DOCTYPE x> <?php echo 1 ?>\n\n{kept('cdata')}"),
        "made",
        says=kept("cdata"),
    )
    for number in (300, 3000):
        yield ordeal(66, f"divs-{number}", text("<div>" * number + "deep" + "</div>" * number), "refused", "T03")
    schemes = "".join(
        f"[x]({url}) "
        for url in ("javascript:1", "data:text/html,x", "vbscript:1", "file:///etc/passwd", "java&#10;script:1")
    )
    yield ordeal(67, "schemes", text(f"{schemes}\n\n{kept('schemes')}"), "told", says=kept("schemes"))
    yield ordeal(68, "missing", text("[x](not-there.md) [y](#nowhere)"), "told", "T")
    urls = f"[a](https://x]) [b](https://example.org/{'y' * 20_000}) [c](https://bücher.example) <https://a b>"
    yield ordeal(69, "addresses", text(f"{urls}\n\n{kept('addresses')}"), "told", says=kept("addresses"))
    yield ordeal(
        70, "math", text("$$x^2$$\n\n{: .x}\n\n- [ ] a\n- [x] b\n\nterm\n: meaning\n\n:smile:"), "told", says="meaning"
    )
    yield ordeal(
        89,
        "bidi",
        text("Hebrew עברית and Arabic عربي, \u202eoverride\u202c, \u2067isolate\u2069."),
        "made",
        says="Hebrew",
    )
    letters = "漢字 한글 हिन्दी தமிழ் বাংলা සිංහල ไทย"
    yield ordeal(90, "letters", text(letters), "made", says="한글")
    yield ordeal(91, "emoji", text("👨‍👩‍👧‍👦 🇺🇳 👋🏽 ❤️"), "made")
    yield ordeal(92, "zalgo", text("a" + "\u0301" * 1000 + f"\n\n{kept('zalgo')}"), "made", says=kept("zalgo"))
    naughty = [one for one in NAUGHTY if one.strip("\u200b\u2060\ufeff")]
    for number, one in enumerate(naughty):
        if number % 4 == 0:  # a title each for a quarter of them, all in the text
            spelt = one.replace("'", "''")
            yield ordeal(
                95,
                f"naughty-{number}",
                text(f"{one}\n\n{kept(f'naughty-{number}')}", title=f"'{spelt}'"),
                "refused" if "༼" in one else "made",  # a letter of Tibet's, which no typeface at hand has
                says=kept(f"naughty-{number}"),
            )
    yield ordeal(95, "naughty", text("\n\n".join(naughty) + f"\n\n{kept('naughty')}"), "refused", "R02", says="")
    yield ordeal(
        112, "not-xml", text(f"{kept('not-xml')}", title="'Ends with ]]> & <b>'"), "made", says=kept("not-xml")
    )


_PATHOLOGICAL: dict[str, tuple[Means, str]] = {
    "image-brackets": ("told", "T05"),
    "links-in-links": ("told", "T05"),
    "nested-brackets": ("told", "T14"),
    "nested-strong": ("refused", "T03"),
    **dict.fromkeys(
        ("brackets", "link-closers", "link-openers", "openers-and-closers", "backticks", "tables", "entities"),
        ("refused", "T08"),
    ),
}
"""What is right for those that are not just made: each of the last is one word without end."""


def _pathological() -> Iterator[Ordeal]:
    """What makes readers of Markdown slow (cmark's `pathological_tests.py`), as long as a text may be."""
    many = 4_000
    cases = {
        "brackets": "[" * many,
        "image-brackets": "![[]()" * many,
        "comments": "</" + "<!--" * many,
        "nested-strong": "*a **a " * 2000 + "b" + " a** a*" * 2000,
        "closers": "a_ " * many,
        "openers": "_a " * many,
        "link-closers": "a]" * many,
        "link-openers": "[a" * many,
        "mismatched": "*a_ " * many,
        "openers-closers-3": "a**b" + "c* " * many,
        "openers-and-closers": "[ a_" * many,
        "pairs": "x" + "](" * many,
        "nested-brackets": "[" * 1000 + "a" + "]" * 1000,
        "quotes-and-stars": "`" * 10 + "*" * many,
        "nested-quotes": "> " * 40 + "a",
        "backticks": "".join("e" + "`" * n for n in range(1, 300)),
        "unclosed-a": "[a](<b" * many,
        "unclosed-b": "[a](b" * many,
        "declarations": "<!A" * many,
        "processing": "<?x" * many,
        "cdata": "<![CDATA[" * many,
        "tables": "a\n- \n" + "|" * many,
        "autolinks": "http://" * many,
        "entities": "&#" * many + "a",
        "links-in-links": "[" * 300 + "x" + "](y)" * 300,
    }
    for name, body in cases.items():
        yield Ordeal(46, f"slow-{name}", text(body), *_PATHOLOGICAL.get(name, ("made", "")))


# Pictures.


def png(width: int = 4, height: int = 4, mode: str = "RGB") -> bytes:
    """A good picture."""
    kept = io.BytesIO()
    Image.new(mode, (width, height), 1 if mode == "1" else "#336699" if mode == "RGB" else 0).save(kept, "PNG")
    return kept.getvalue()


def _claimed(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """A PNG that says it is that large, and is nearly nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def _saved(kind: str, **options: object) -> bytes:
    kept = io.BytesIO()
    chance = random.Random(1)
    noise = Image.frombytes("RGB", (48, 32), bytes(chance.randrange(256) for _ in range(48 * 32 * 3)))
    (noise.convert("CMYK") if options.pop("cmyk", False) else noise).save(kept, kind, **options)
    return kept.getvalue()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
BOMBS = {
    "laughs": "<!DOCTYPE x [<!ENTITY a 'lol'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)) + "]>" + SVG.format("<text>&j;</text>"),
    "quadratic": f"<!DOCTYPE x [<!ENTITY a '{'a' * 100_000}'>]>" + SVG.format("<text>" + "&a;" * 1000 + "</text>"),
    "cyclic": "<!DOCTYPE x [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>" + SVG.format("<text>&a;</text>"),
    "external": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + SVG.format("<text>&a;</text>"),
    "parameter": "<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://192.0.2.1/x.dtd'>%a;]>" + SVG.format("<text>x</text>"),
    "dtd": "<!DOCTYPE x SYSTEM 'http://192.0.2.1/x.dtd'>" + SVG.format("<text>x</text>"),
    "image": SVG.format("<image href='file:///etc/passwd' width='9' height='9'/>"),
    "script": SVG.format("<script>window.__hit=1</script><rect width='9' height='9' onload='window.__hit=1'/>"),
    "foreign": SVG.format("<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>window.__hit=1</script></body></foreignObject>"),
    "uses": SVG.format("<g id='a0'><rect width='1' height='1'/></g>" + "".join(
        f"<g id='a{n}'>" + f"<use xlink:href='#a{n - 1}'/>" * 10 + "</g>" for n in range(1, 6))),
    "itself": SVG.format("<g id='a'><use xlink:href='#a'/></g>"),
    "xinclude": SVG.format("<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>"),
    "deep": SVG.format("<g>" * 5000 + "</g>" * 5000),
    "not-xml": "<svg",
}  # fmt: skip


def spoilt() -> Iterator[tuple[str, bytes]]:
    """Good pictures of each kind, cut off and with bits turned over."""
    chance = random.Random(2)
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        good = _saved(kind)
        for number in range(22):
            bad = bytearray(good if number % 2 else good[: len(good) * (number + 1) // 24])
            for _ in range(1 + number):
                bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
            yield f"spoilt-{kind.lower()}-{number}.{kind.lower()}", bytes(bad)


def _pictures(folder: Path) -> Iterator[Ordeal]:
    """D: what a picture may be; the pictures are put into the folder."""

    def put(name: str, content: bytes) -> str:
        (folder / name).write_bytes(content)
        return name

    def shown(*names: str) -> bytes:
        return text("\n\n".join(f"![What it shows]({name})" for name in names))

    put("dot.png", png())
    yield Ordeal(71, "no-picture", shown("not-there.png"), "told", "I08")
    places = (
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "%2e%2e/%2e%2e/x.png",
        "..%252f..%252fx.png",
        "\\\\\\\\host\\share",
        "C:\\x.png",
    )
    for number, place in enumerate(places):
        yield Ordeal(72, f"outside-{number}", shown(place), "told" if number in (1, 4) else "refused", "I0")
    (folder / "linked.png").symlink_to("/usr/share/pixmaps/debian-logo.png")
    yield Ordeal(73, "linked", shown("linked.png"), "refused", "I0")
    hosts = (
        "http://169.254.169.254/x.png",
        "http://localhost:9/x.png",
        "http://[::1]:9/x.png",
        "http://2130706433/x.png",
    )
    yield Ordeal(74, "remote", shown(*hosts), "told", "I")
    yield Ordeal(75, "elsewhere", shown("https://example.org/x.png"), "told", "I", says="Whatitshows")
    yield Ordeal(76, "data", shown("data:image/png;base64,%%%", "data:image/png,<html>"), "refused", "I")
    yield Ordeal(77, "bomb", shown(put("bomb.png", _claimed(20_000, 10_000))), "refused", "I")
    yield Ordeal(77, "bigger-bomb", shown(put("bigger.png", _claimed(40_000, 40_000))), "refused", "I")
    yield Ordeal(77, "one-bit-bomb", shown(put("bit.png", _claimed(10_000, 10_000, 1, 0))), "refused", "I")
    for name, content in spoilt():
        put(name, content)
    names = [name for name, _ in spoilt()]
    yield Ordeal(78, "spoilt", shown(*names), "refused", "I03")
    lies = {
        "svg": SVG.format("<rect width='9' height='9'/>").encode(),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "tiff": _saved("TIFF"),
        "html": b"<html></html>",
    }
    for kind, content in lies.items():
        yield Ordeal(79, f"lies-{kind}", shown(put(f"lies-{kind}.png", content)), "refused", "I")
    others = {
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
        "psd": b"8BPS\0\1" + bytes(40),
        "fits": b"SIMPLE  =                    T" + bytes(3000),
    }
    for kind, content in others.items():
        yield Ordeal(80, f"other-{kind}", shown(put(f"other.{kind}", content)), "refused", "I")
    for name, bomb in BOMBS.items():
        yield Ordeal(82 if name in ("laughs", "quadratic", "cyclic", "external", "parameter", "dtd") else 81, f"svg-{name}",
                     shown(put(f"bomb-{name}.svg", bomb.encode())), "refused", "I")  # fmt: skip
    frames = [Image.new("L", (8, 8), n % 256) for n in range(500)]
    kept = io.BytesIO()
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])
    yield Ordeal(83, "moving", shown(put("moving.gif", kept.getvalue())), "made")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (51.5, 0.0, 0.0)
    odd = {
        "cmyk.jpg": _saved("JPEG", cmyk=True),
        "turned.jpg": _saved("JPEG", exif=exif.tobytes()),
        "profile.jpg": _saved("JPEG", icc_profile=bytes(700_000)),
    }
    yield Ordeal(84, "cameras", shown(*(put(name, content) for name, content in odd.items())), "made")
    yield Ordeal(85, "nothing", shown(put("nothing.png", b"")), "refused", "I")
    yield Ordeal(85, "dot", shown(put("one.png", png(1, 1))), "made")
    yield Ordeal(85, "line", shown(put("line.png", png(60_000, 1))), "made")
    put("with space.png", png())
    yield Ordeal(86, "spelt", shown("with%20space.png", "dot.png?v=2", "dot.png#frag"), "made")
    yield Ordeal(86, "capitals", shown("DOT.PNG"), "told", "I08")
    many = [put(f"many-{number}.png", png(40 + number, 30)) for number in range(58)]
    yield Ordeal(87, "many", shown(*many), "made")
    yield Ordeal(88, "no-words", text("![](dot.png)"), "made")
    yield Ordeal(88, "many-words", text(f"![{'word ' * 2000}](dot.png)"), "made")


# Names of files.


def _names(folder: Path) -> Iterator[Ordeal]:
    """What a file may be called, and what may lie there that is none."""
    for name in ("with space", "a#b", "a%20b", "a&b", "a'b", 'a"b', "a\nb", "🚌 bus", "n" * 240):
        yield Ordeal(17, name, text(kept(name)), "told" if "\n" in name else "made")
    for form in ("NFC", "NFD"):
        yield Ordeal(17, unicodedata.normalize(form, "café"), text(f"In {form}."), "refused", "A06")
    for number in range(12):
        (folder / f"set-{number}").mkdir()
        yield Ordeal(37, f"set-{number}/README", text(kept(f"set-{number}")), "made")
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    (folder / "zero.md").symlink_to("/dev/zero")
    (folder / "outside.md").symlink_to("/etc/passwd")
    (folder / "loop.md").symlink_to("loop.md")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md")).write_bytes(text("Words."))


NO_FILES = ("folder.md", "pipe.md", "zero.md", "outside.md", "loop.md", "\\xff.md")
"""What must be named and cannot be read."""


def lay(folder: Path) -> tuple[Ordeal, ...]:
    """All of them, in a folder of articles."""
    folder.mkdir(parents=True)
    kinds: tuple[Callable[[], Iterator[Ordeal]], ...] = (_texts, lambda: _pictures(folder), lambda: _names(folder))
    ordeals = tuple(ordeal for kind in kinds for ordeal in kind())
    for ordeal in ordeals:
        (folder / f"{ordeal.name}.md").write_bytes(ordeal.content)
    (folder / "good.md").write_bytes(text("All is well here.", title="A good article"))
    return ordeals
