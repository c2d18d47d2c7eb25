"""What only its own program understands in a post: shortcodes of Hugo, Zola and WordPress, tags of Liquid and Nunjucks.

Each becomes what it stands for, by a row of `_TABLE`; of one that has no row its words, pictures and addresses are kept
and its name is said. Code is left as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from textwrap import dedent
from typing import NamedTuple

from publish.importers.addresses import player

_PICTURE = re.compile(r"[^\s\"'<>]+\.(?:png|jpe?g|gif|webp|svg|avif|bmp|tiff?)(?:[?#]\S*)?$", re.I)
_ADDRESS = re.compile(r"(?:https?:)?//\S+$|mailto:\S+$")


class Call(NamedTuple):
    """A shortcode as typed."""

    name: str
    named: dict[str, str]
    plain: tuple[str, ...]
    """Arguments without a name."""


Said = Callable[[str, str], None]
"""Takes a remark: its weight, and what it says."""

_ARGUMENT = re.compile(
    r"(?:(?P<key>[A-Za-z_][\w-]*)\s*[=:]\s*)?(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<tick>[^`]*)`|"
    r"“(?P<curly>[^”]*)”|(?P<word>[^\s,()]+))",
    re.S,
)


def parse(text: str) -> Call:
    """The name and the arguments of what stands between a shortcode's brackets."""
    found = re.match(r"\s*/?\s*([\w./-]+)", text)
    name = found[1] if found else ""
    named: dict[str, str] = {}
    plain: list[str] = []
    for part in _ARGUMENT.finditer(text[found.end() if found else 0 :]):
        value = next((part[key] for key in ("double", "single", "tick", "curly", "word") if part[key] is not None), "")
        value = value.replace('\\"', '"').replace("\\'", "'")
        if part["key"]:
            named[part["key"].lower()] = value
        else:
            plain.append(value)
    return Call(name, named, tuple(plain))


_SOURCES = ("src", "image", "image_path", "image_src", "img", "file", "path", "url", "filename")


def _named(call: Call, *keys: str) -> str:
    """The first of the arguments that says something."""
    return next((value for key in keys if (value := call.named.get(key))), "")


def _figure(call: Call, said: Said) -> str:
    sources = (
        value
        for key in _SOURCES
        if (value := call.named.get(key)) and (key in ("src", "image") or _PICTURE.search(value))
    )
    rest = list(call.plain)
    source = next(sources, "")
    if not source:
        source = next((value for value in rest if _PICTURE.search(value)), "")
        rest = [value for value in rest if value != source]
    if not source:
        return _words(call, said)
    alt, caption = _said_of(call, rest)
    credit = _named(call, "attr", "credit", "attribution")
    picture = f'<img src="{escape(source)}" alt="{escape(alt)}">'
    if (link := _named(call, "link", "href")) and _ADDRESS.match(link):
        picture = f'<a href="{escape(link)}">{picture}</a>'
    if not caption and not credit:
        return picture if "link" in call.name else f"\n\n<figure>{picture}</figure>\n\n"
    marked = f' <span class="credit">{escape(credit)}</span>' if credit else ""
    return f"\n\n<figure>{picture}<figcaption>{_inline(caption)}{marked}</figcaption></figure>\n\n"


def _said_of(call: Call, rest: list[str]) -> tuple[str, str]:
    """The alternative text and the caption of a picture; `rest` are arguments that have no name."""
    alt, caption = _named(call, "alt", "alt_text", "alttext"), _named(call, "caption", "title", "label")
    rest = [value for value in rest if not re.search(r"min-width|\d(?:vw|px|%)|^\d+$", value)]
    if not alt and rest:
        alt = max(rest, key=lambda value: (" " in value, len(value)))
        if len(alt.split()) < 2 and alt != rest[-1]:
            alt = ""
        rest = [value for value in rest if value != alt]
    return alt, caption or " ".join(value for value in rest if " " in value)


def _inline(text: str) -> str:
    """The few marks that captions are typed with."""
    if re.search(r"</?[a-z]+[^>]*>", text):
        return text
    text = escape(text, quote=False)
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r'<a href="\2">\1</a>', text)
    return re.sub(
        r"(?<!\w)[*_]([^*_]+)[*_](?!\w)", r"<em>\1</em>", re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", text)
    )


def _video(template: str, word: str) -> Callable[[Call, Said], str]:
    def made(call: Call, said: Said) -> str:
        get = call.named.get
        value = (
            get("id")
            or get("video_id")
            or get("videoid")
            or get("url")
            or get("src")
            or (call.plain[0] if call.plain else "")
        )
        if not value:
            return _words(call, said)
        value = "/".join(call.plain[:2]) if call.name == "gist" and len(call.plain) > 1 else value
        address = player(value)[0] if "://" in value or value[:1] == "/" else template.format(value)
        title = get("title") or get("caption") or ""
        said("done", f"a {word.lower()} became a link: {address}")
        label = escape(title) if title else escape(address)
        return f'\n\n<p>{word}: <a href="{escape(address)}">{label}</a></p>\n\n'

    return made


def _reference(call: Call, _said: Said) -> str:
    return call.named.get("path") or (call.plain[0] if call.plain else "")


def _box(kind: str) -> Callable[[Call, Said], str]:
    def made(call: Call, _said: Said) -> str:
        named = call.named
        title = named.get("heading") or named.get("title") or ""
        shown = f'<p class="title">{escape(title)}</p>\n\n' if title else ""
        own = next(
            (
                value
                for value in (named.get("type", ""), *call.plain)
                if value in ("tip", "warning", "info", "danger", "caution", "important")
            ),
            "",
        )
        return f'\n\n<div class="{own or kind}">\n\n{shown}'

    return made


def _words(call: Call, said: Said) -> str:
    """All that an unknown one says to readers."""
    values = (*call.named.values(), *call.plain)
    if picture := next((value for value in values if _PICTURE.search(value)), ""):
        named = {**call.named, "src": picture}
        return _figure(Call(call.name, named, tuple(v for v in call.plain if v != picture)), said)
    address = next((value for value in values if _ADDRESS.match(value)), "")
    parts = [_inline(value) for key, value in call.named.items() if value != address and _is_said(key, value)]
    parts += [_inline(value) for value in call.plain if " " in value and value != address]
    said("look", f"the shortcode `{call.name}` is not known; its words were kept")
    text = " · ".join(parts)
    if address:
        address = f"https:{address}" if address.startswith("//") else address
        text = f'<a href="{escape(address)}">{text or escape(address)}</a>'
    return f"\n\n<p>{text}</p>\n\n" if text else ""


def _is_said(key: str, value: str) -> bool:
    """Whether an argument is for readers: words, under a name that is not for machines."""
    wordy = re.search(r"[^\W\d_]{2}", value) is not None
    return wordy and key not in _MACHINERY and (" " in value or key in _SAID)


def _nothing(_call: Call, _said: Said) -> str:
    """What only arranges other things."""
    return ""


def _worked_out(call: Call, said: Said) -> str:
    """What another program works out."""
    name = call.name.lower().removesuffix(".html")
    said("look", f"the tag `{name}` is worked out by its own program and was left out")
    return ""


def _titled(call: Call, _said: Said) -> str:
    """Something that opens or is turned to: its title is a line of its own over what it holds."""
    title = _named(call, "title", "name", "label", "header", "heading", "summary", "question") or next(
        (value for value in call.plain if re.search(r"[^\W\d_]{2}", value) and not re.fullmatch(r"h[1-6]|open", value)),
        "",
    )
    return f"\n\n<p><strong>{escape(title)}</strong></p>\n\n" if title else "\n\n"


def _quoted(call: Call, _said: Said) -> str:
    """A quotation; who is quoted is said by `_who`, when its end comes."""
    name = _named(call, "author", "cite", "by", "name", "source") or next(iter(call.plain), "")
    shown = f"<footer>{escape(name)}</footer>\n\n" if name else ""
    return f"\n\n<blockquote>\n\n{shown}"


def _button(call: Call, said: Said) -> str:
    address = _named(call, "href", "url", "link", "relref") or next(iter(call.plain), "")
    if not (_ADDRESS.match(address) or address.startswith("/")):
        return _words(call, said)
    words = _named(call, "text", "title", "label")
    return f'<a href="{escape(address)}">' + (f"{escape(words)}</a>" if words else "")


def _highlight(call: Call, _said: Said) -> str:
    language = call.plain[0] if call.plain else call.named.get("language", "")
    return f"\n```{language}\n"


_SAID = {
    "title",
    "caption",
    "text",
    "heading",
    "label",
    "kicker",
    "author",
    "cite",
    "name",
    "summary",
    "question",
    "alt",
    "button",
    "quote",
}
_MACHINERY = {
    "class",
    "id",
    "icon",
    "width",
    "height",
    "align",
    "style",
    "type",
    "color",
    "target",
    "size",
    "src",
    "layout",
    "rel",
    "position",
}

_NOTES = ("note", "notice", "box", "alert", "callout", "info", "admonition", "usa-alert", "hint")
_TABLE: dict[str, Callable[[Call, Said], str]] = {
    **dict.fromkeys(
        (
            "figure",
            "img",
            "image",
            "picture",
            "asset",
            "asset-static",
            "legacy-img",
            "img-right",
            "img-left",
            "img-flexible",
            "image_with_class",
            "include-image",
            "imgproc",
            "resize_image",
            "responsive_image",
            "static",
        ),
        _figure,
    ),
    "youtube": _video("https://www.youtube.com/watch?v={}", "Video"),
    "youtubepl": _video("https://www.youtube.com/playlist?list={}", "Video"),
    "vimeo": _video("https://vimeo.com/{}", "Video"),
    "tweet": _video("https://twitter.com/i/status/{}", "Post"),
    "twitter": _video("https://twitter.com/i/status/{}", "Post"),
    "x": _video("https://twitter.com/i/status/{}", "Post"),
    "instagram": _video("https://www.instagram.com/p/{}", "Post"),
    "gist": _video("https://gist.github.com/{}", "Code"),
    "video": _video("{}", "Video"),
    "audio": _video("{}", "Sound"),
    **dict.fromkeys(("ref", "relref", "link", "post_url", "url", "asset_path", "baseurl"), _reference),
    **dict.fromkeys(_NOTES, _box("note")),
    "tip": _box("tip"),
    "warning": _box("warning"),
    "caution": _box("caution"),
    "important": _box("important"),
    "highlight": _highlight,
    **dict.fromkeys(("tab", "accordion", "accordion-item", "details", "expand", "collapse", "spoiler"), _titled),
    **dict.fromkeys(("quote", "blockquote", "pullquote"), _quoted),
    **dict.fromkeys(("button", "btn", "cta"), _button),
    **dict.fromkeys(("tabs", "tabpane", "accordions", "cards", "steps"), lambda *_: ""),
    **dict.fromkeys(
        ("raw", "toc", "row", "col", "column", "columns", "div", "span", "clear", "br", "rawhtml", "html"), _nothing
    ),
    **dict.fromkeys(
        (
            "table_of_contents",
            "if",
            "unless",
            "else",
            "elsif",
            "elif",
            "for",
            "assign",
            "set",
            "capture",
            "case",
            "when",
            "comment",
            "layout",
            "extends",
            "block",
            "import",
            "import_from",
            "from",
            "macro",
            "break",
            "continue",
            "increment",
            "cycle",
            "gallery",
        ),
        _worked_out,
    ),
}
_ENDS = {
    "highlight": "\n```\n",
    **dict.fromkeys(("quote", "blockquote", "pullquote"), "\n\n</blockquote>\n\n"),
    **dict.fromkeys(("button", "btn", "cta"), "</a>"),
    **dict.fromkeys((*_NOTES, "tip", "warning", "caution", "important"), "\n\n</div>\n\n"),
}

_CODE = re.compile(
    r"(?ms)^(?P<indent>[ \t]*(?:>[ \t]?)*)(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*["
    r" \t]*$|\Z)|(?<!`)(?P<ticks>`++)[^`](?:(?:(?!\n[ \t]*\n).)*?[^`])?(?P=ticks)(?!`)"
    r"|<(?P<tag>pre|code)\b[^<>]*>(?:(?!</?(?:pre|code)\b).){1,20000}</(?P=tag)>"
)
"""Fences, spans that end before the paragraph does, and code in HTML."""
# What is longer is text between brackets that do not belong together: to look for their end further on takes for ever.
_HUGO = re.compile(r"\{\{[<%]\s*+(?P<end>/)?\s*+(?P<call>[A-Za-z](?:(?![%>]\}\}).){0,4000})[%>]\}\}", re.S)
_LIQUID = re.compile(r"\{%-?\s*+(?P<call>[A-Za-z_/](?:(?!-?%\}).){0,4000})-?%\}", re.S)
_OUTPUT = re.compile(r"\{\{-?\s*+(?P<expression>[^{}%<>][^{}]*)\}\}")
_MOST_PAIRS = 100
"""Names of shortcodes in one post whose insides lose their indent."""
_ZOLA = re.compile(r"(\w+)\((.*)\)\s*$", re.S)


def resolve(text: str, said: Said, values: dict[str, str]) -> str:
    """A post's text with each shortcode turned into what it stands for. `values` is what `{{ page.title }}` may ask."""
    raw: list[str] = []

    def keep(_: re.Match[str], within: str) -> str:
        inline = "\n" not in within and "`" not in within and re.search(r"\{[{%]|\[[a-z]", within)
        raw.append(f"`{within.strip()}`" if inline else within)
        return f"\ue000{len(raw) - 1}\ue001"

    for opening, closing, change in (
        (r"\{\{[<%]/\*", r"\*/[>%]\}\}", lambda *_: ""),
        (r"\{%-?\s*comment\s*-?%\}", r"\{%-?\s*endcomment\s*-?%\}", lambda *_: ""),
        (r"\{%-?\s*raw\s*-?%\}", r"\{%-?\s*endraw\s*-?%\}", keep),
        (r"\{%-?\s*highlight\s+(\w+)[^%]*%\}\n?", r"\{%-?\s*endhighlight\s*-?%\}", _code),
        (r"\{\{[<%]\s*highlight\s+\"?(\w+)\"?[^}]*[>%]\}\}\n?", r"\{\{[<%]\s*/\s*highlight\s*[>%]\}\}", _code),
    ):
        text = between(text, opening, closing, change)
    for name in [*dict.fromkeys(re.findall(r"\{\{[<%]\s*/\s*([\w-]+)\s*[%>]\}\}", text))][:_MOST_PAIRS]:
        text = _pair(name).sub(lambda found: found[1] + dedent(found[2]) + found[3], text)
    text = outside_code(text, lambda part: _resolve(part, said, values))
    for _ in range(3):
        text = re.sub("\ue000(\\d+)\ue001", lambda found: raw[int(found[1])] if int(found[1]) < len(raw) else "", text)
    return text


def between(text: str, opening: str, closing: str, change: Callable[[re.Match[str], str], str]) -> str:
    """Change what stands from each opening to the closing after it; in one walk, however many are never closed."""
    begins, ends = re.compile(opening), re.compile(closing)
    parts: list[str] = []
    at = 0
    while (begin := begins.search(text, at)) and (end := ends.search(text, begin.end())):
        parts += [text[at : begin.start()], change(begin, text[begin.end() : end.start()])]
        at = end.end()
    return "".join([*parts, text[at:]])


def _code(opening: re.Match[str], within: str) -> str:
    return f"\n```{opening[1]}\n{within.strip(chr(10)).rstrip()}\n```\n"


def _pair(name: str) -> re.Pattern[str]:
    """A shortcode with its end: what stands between them is often indented, which is not meant as code."""
    opening, closing = rf"\{{\{{[<%]\s*{name}\b[^{{}}]*?[%>]\}}\}}", rf"[ \t]*\{{\{{[<%]\s*/\s*{name}\s*[%>]\}}\}}"
    return re.compile(rf"({opening})((?:(?!{opening}).)*?)({closing})", re.S)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """Change a text where it is no code."""
    parts: list[str] = []
    at = 0
    for code in _CODE.finditer(text):
        parts += [change(text[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*parts, change(text[at:])])


_SIGNS = """
tada=🎉 rocket=🚀 heart=❤️ smile=😄 smiley=😃 grin=😁 joy=😂 wink=😉 thumbsup=👍 +1=👍 thumbsdown=👎 -1=👎
clap=👏 wave=👋 fire=🔥 star=⭐ star2=🌟 sparkles=✨ warning=⚠️ bulb=💡 memo=📝 pencil=📝 books=📚 book=📖
bug=🐛 zap=⚡ check=✔️ white_check_mark=✅ heavy_check_mark=✔️ x=❌ exclamation=❗ question=❓
information_source=ℹ️ arrow_right=➡️ point_right=👉 eyes=👀 raised_hands=🙌 pray=🙏 muscle=💪 thinking=🤔
sunglasses=😎 cry=😢 sob=😭 heart_eyes=😍 blush=😊 slightly_smiling_face=🙂 hugs=🤗 100=💯 birthday=🎂 gift=🎁
coffee=☕ beers=🍻 pizza=🍕 earth_africa=🌍 earth_americas=🌎 globe_with_meridians=🌐 house=🏠 bike=🚲 bus=🚌
train=🚆 computer=💻 iphone=📱 email=📧 phone=☎️ lock=🔒 key=🔑 wrench=🔧 hammer=🔨 package=📦 calendar=📆
date=📅 clock=🕒 chart_with_upwards_trend=📈 mag=🔍 link=🔗 pushpin=📌 loudspeaker=📢 mega=📣
speech_balloon=💬 sunny=☀️ umbrella=☔ snowflake=❄️ rainbow=🌈 seedling=🌱 evergreen_tree=🌲 cat=🐱 dog=🐶
penguin=🐧 whale=🐳 octocat=🐙 trophy=🏆 medal=🏅 musical_note=🎵 camera=📷 tv=📺
"""
_EMOJI = dict(pair.split("=") for pair in _SIGNS.split())
"""The names of signs that posts use most; the others stay as they are typed, and are named."""


def with_signs(text: str) -> str:
    """Text with the signs that names between colons stand for."""
    return re.sub(r"(?<![\w:]):([a-z0-9_+-]{1,40}):(?![\w:])", lambda found: _EMOJI.get(found[1], found[0]), text)


def _resolve(text: str, said: Said, values: dict[str, str]) -> str:
    text = with_signs(text)
    text = re.sub(r"(?<=[\w)])(?<!~)~(\w{1,12})~(?![~\w]{0,80}~)", r"<sub>\1</sub>", text)
    text = re.sub(r"(?<=[\w)])\^(\w{1,12})\^", r"<sup>\1</sup>", text)
    if "==" in text:
        text = re.sub(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,400}?)(?<=\S)==(?![=\w])", r"<mark>\1</mark>", text)
    if "!!!" in text or "???" in text:
        text = _ADMONITION.sub(_admonished, text)
    text = re.sub(r"\\\((?=\S)([^\n]{1,400}?\S|\S)\\\)", r"$\1$", text)
    text = re.sub(
        r'(<(?:div|section|aside|figure|details)\b[^>]*\bmarkdown="?(?:1|block|span)"?[^>]*>)', r"\1\n\n", text
    )
    if "{" in text:
        text = _HUGO.sub(lambda found: _within(found, _made(found["call"], bool(found["end"]), said)), text)
        opened: list[str] = []
        text = _LIQUID.sub(lambda found: _within(found, _tag(found["call"], said, opened)), text)
        text = _OUTPUT.sub(lambda found: _within(found, _output(found["expression"], said, values)), text)
        text = re.sub(r"(?m)^[ \t]*(?:[-*+]|1\.)[^\n]*\n[ \t]*\{:\s*toc\b[^{}\n]*\}", "", text)
        # kramdown's extensions: a comment, HTML that is HTML anyway, options of its own.
        text = re.sub(r"\{::comment\}[^{}]{0,4000}+\{:/(?:comment)?\}", "", text)
        text = re.sub(r"\{::(?:nomarkdown|options)\b[^{}\n]{0,400}+\}", "", text)
        text = re.sub(r"\n?[ \t]*\{:(?!:)[^{}\n]*\}", "", text)
        text = re.sub(r"(?m)^(#{1,6}[ \t][^\n{]*?)[ \t]*\{#([A-Za-z][\w-]*)[^{}\n]*\}[ \t]*$", _with_id, text)
        text = re.sub(r"(?m)[ \t]\{(?:[.#][\w-]+\s*)+\}[ \t]*$", "", text)
        text = re.sub(r"(?<=[)\]*_`])\{(?:[.#][\w-]+|\w[\w-]*=(?:\"[^\"]*\"|[^\s}]+)|\s)+\}", "", text)
    if "[" in text:
        text = _wordpress(text, said)
        text = re.sub(r"(?m)^\s*\[\[?toc\]?\]\s*$", "", text, flags=re.I)
        text = re.sub(
            r"!\[\[([^\[\]|\n]{1,300}+)(?:\|([^\[\]\n]{0,300}+))?\]\]",
            lambda f: (
                f"![{'' if re.fullmatch('[0-9x]+', f[2] or '') else f[2] or ''}]({f[1].strip().replace(' ', '%20')})"
            ),
            text,
        )
        text = re.sub(
            r"(?<!\[)\[\[([^\[\]|\n]{1,300}+)(?:\|([^\[\]\n]{0,300}+))?\]\](?!\()",
            lambda f: f"[{f[2] or f[1]}]({f[1].strip().replace(' ', '%20')}.md)",
            text,
        )
    if ":::" in text:
        text = re.sub(
            r"(?m)^:::\s*(\w+)[ \t]*(.*)$",
            lambda f: (
                f'<div class="{f[1].lower()}">\n\n'
                + (f'<p class="title">{escape(f[2])}</p>\n\n' if f[2].strip() else "")
            ),
            text,
        )
        text = re.sub(r"(?m)^:::[ \t]*$", "\n</div>\n\n", text)
    return text


_ADMONITION = re.compile(
    r"(?m)^(?:!!!|\?\?\?\+?)[ \t]+([\w-]+)(?:[ \t]+\"([^\"\n]*)\")?[^\n]*\n((?:(?:[ \t]{4}[^\n]*|[ \t]*)(?:\n|\Z))+)"
)


def _admonished(found: re.Match[str]) -> str:
    """A callout as MkDocs has it: a line of marks, and an indented text."""
    title = f'<p class="title">{escape(found[2])}</p>\n\n' if found[2] else ""
    return f'<div class="{found[1].lower()}">\n\n{title}{dedent(found[3]).strip()}\n\n</div>\n\n'


def _with_id(found: re.Match[str]) -> str:
    """A heading with the name that links call it by."""
    hashes, _, words = found[1].partition(" ")
    return f'{hashes} <a id="{found[2]}"></a>{words}'


def _made(typed: str, end: bool, said: Said) -> str:
    typed = typed.rstrip().removesuffix("/").rstrip()
    call = parse(typed)
    name = call.name.lower().removesuffix(".html")
    if end:
        return _ENDS.get(name, "\n\n" if "\n" in typed or name not in ("span",) else "")
    make = _TABLE.get(name)
    return make(call, said) if make else _words(call, said)


_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:\||#{1,6}[ \t]|[-*+][ \t]|\d+[.)][ \t])")


def _within(found: re.Match[str], made: str) -> str:
    """What was made of a call, with no line of its own where that would tear a link, a row, an item or a heading."""
    if "\n" not in made:
        return made
    before = found.string[max(0, found.start() - 400) : found.start()].rpartition("\n")[2]
    row = before.lstrip().startswith("|")
    if not (row or (before.endswith("[") and found.string.startswith("](", found.end())) or _ITEM.match(before)):
        return made
    if figure := re.fullmatch(r"\s*<figure>(.*?)(?:<figcaption>(.*)</figcaption>)?</figure>\s*", made, re.S):
        return figure[1] + (f" <em>{figure[2]}</em>" if figure[2] else "")
    return " ".join(made.split()) if row else made


def _tag(typed: str, said: Said, opened: list[str]) -> str:
    typed = typed.rstrip()
    if zola := _ZOLA.match(typed):
        typed = f"{zola[1]} {zola[2]}"
    name = typed.split(None, 1)[0].lower() if typed.split() else ""
    if name in _ENDS:
        opened.append(name)
    if name == "end" and opened:  # as Zola closes all of them
        return _ENDS[opened.pop()]
    if name == "end" or name.startswith("end"):
        return _ENDS.get(name.removeprefix("end"), "")
    if name in ("include", "render", "include_relative", "partial", "includes"):
        rest = typed.split(None, 1)[1] if " " in typed else ""
        return _made(re.sub(r"^[\"']([^\"']+)[\"']", r"\1", rest), False, said)
    return _made(typed, False, said)


def _output(expression: str, said: Said, values: dict[str, str]) -> str:
    expression = expression.rstrip().removesuffix("-").rstrip()
    if (zola := _ZOLA.match(expression.strip())) and (zola[1].lower() in _TABLE or "=" in zola[2]):
        return _made(f"{zola[1]} {zola[2]}", False, said)
    first = expression.split("|")[0].strip()
    literal = re.match(r"[\"']([^\"']*)[\"']", first)
    if literal:
        return literal[1]
    if found := re.fullmatch(
        r"(?:site|config)\.(?:baseurl|base_url|url|github_io_url|BaseURL)|base_?url|root|\.Site\.BaseURL|\$?withBase\([\"']([^\"']*)[\"']\)",
        first,
    ):
        return found[1] or ""
    if first.lower() in values:
        return values[first.lower()]
    said("look", f"`{{{{ {first[:60]} }}}}` is filled in by its own program and was left out")
    return ""


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'


_WP = r"(?:wp_)?caption"
_PAIRED = re.compile(r"\[(/?)([a-z][a-z0-9]*(?:[_-][a-z0-9]+)*)((?:\s[^\[\]\n]{0,500})?)\](?!\()")


def _paired(text: str, said: Said) -> str:
    """Shortcodes of plug-ins that enclose something: what they enclose stays, as a link where they lead somewhere."""
    closed = set(re.findall(r"\[/([a-z][a-z0-9_-]{2,40})\]", text)) - {"caption", "embed", "audio", "video"}
    open_: list[tuple[str, str]] = []

    def change(found: re.Match[str]) -> str:
        end, name, typed = found.groups()
        if name not in closed or name == "wp_caption":
            return found[0]
        if end:
            return open_.pop()[1] if open_ and open_[-1][0] == name else found[0]
        call = parse(f"{name} {typed}")
        address = _named(call, "url", "href", "link")
        link = _ADDRESS.match(address) is not None
        said("look", f"the shortcode `[{name}]` of WordPress is not known; its words were kept")
        open_.append((name, "</a>" if link else ""))
        return f'<a href="{escape(address)}">' if link else ""

    return _PAIRED.sub(change, text)


def _wordpress(text: str, said: Said) -> str:
    """Shortcodes of WordPress: captions, galleries, players."""

    def caption(opening: re.Match[str], within: str) -> str:
        picture = re.search(
            r"(<a [^>]*>\s*)?<img [^>]*>(\s*</a>)?|\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?", within, re.S
        )
        words = within.replace(picture[0], "") if picture else within
        typed = re.search(r"\bcaption=[\"“](.*?)[\"”]", opening[1] or "", re.S)
        if picture is None:
            return within
        shown = picture[0]
        if shown.startswith(("!", "[")):
            inner = re.search(r"!\[([^\]]*)\]\(\s*([^)\s]+)", shown)
            shown = f'<img src="{escape(inner[2])}" alt="{escape(inner[1])}">' if inner else shown
        return (
            f"\n\n<figure>{shown}<figcaption>{words.strip() or (typed[1] if typed else '')}</figcaption></figure>\n\n"
        )

    text = between(text, rf"\[{_WP}((?:\s[^\[\]]*)?)\]", rf"\[/{_WP}\]", caption)
    text = re.sub(
        r"\[embed[^\]]*\]\s*(\S+?)\s*\[/embed\]",
        lambda f: f'\n\n<p><a href="{escape(f[1])}">{escape(f[1])}</a></p>\n\n',
        text,
    )
    text = re.sub(
        r"\[(youtube|vimeo)[\s=]+\"?([^\]\"\s]+)\"?[^\]]*\]", lambda f: _made(f'{f[1]} "{f[2]}"', False, said), text
    )

    def player_(found: re.Match[str]) -> str:
        address = re.search(r"(?:src|mp3|mp4|m4a|ogg|url)=[\"“]?([^\"”\s\]]+)", found[0])
        return f"\n\n<p>{'Sound' if found[1] == 'audio' else 'Video'}: {_anchor(address[1])}</p>\n\n" if address else ""

    text = re.sub(r"(!\[[^\[\]\n]*\]\([^()\s]{1,2000})\s+=\d*x\d*\)", r"\1)", text)
    text = _paired(text, said)
    text = re.sub(r"\[(audio|video)\s[^\]]*\](?:\s*\[/\1\])?", player_, text)
    for name in (
        "gallery",
        "playlist",
        "contact-form-7",
        "contact-form",
        "sharethis",
        "mc4wp_form",
        "slideshow",
        "vc_\\w+",
        "et_pb_\\w+",
    ):

        def gone(found: re.Match[str]) -> str:
            said("look", f"the shortcode `[{found[1]}]` of WordPress was left out")
            return ""

        text = re.sub(rf"\[/?({name})(?:\s[^\[\]]*=[^\[\]]*|\s*)\]", gone, text)
    return text
