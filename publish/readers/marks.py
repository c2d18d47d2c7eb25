"""Marks and spaces by language: the table that `typography` sets a text by.

Quotation marks are those of Unicode CLDR (common/main, `delimiters`), but for the languages in `UNLIKE_CLDR`, whose
typographers print others; a test holds the table to CLDR. Elisions and prefixes are those of the W3C's layout
requirements (alreq 5.1, hlreq) and of each language's orthography; spaces those of the national rules that are named.
"""

from __future__ import annotations

import re
from functools import lru_cache

from publish.base.language import nearer, tags

Marks = tuple[str, str, str, str]
"""Outer opening, outer closing, inner opening, inner closing."""

_NARROW = "\u202f"
_ENGLISH: Marks = ("“", "”", "‘", "’")
_LOW: Marks = ("„", "“", "‚", "‘")
_LOW_HIGH: Marks = ("„", "”", "‚", "’")
_POINTED: Marks = ("«", "»", "“", "”")
_POINTED_LOW: Marks = ("«", "»", "„", "“")
_SWISS: Marks = ("«", "»", "‹", "›")
_SWEDISH: Marks = ("”", "”", "’", "’")
_CORNERS: Marks = ("「", "」", "『", "』")

MARKS: dict[str, Marks] = {
    "en": _ENGLISH, "cy": ("‘", "’", "“", "”"),
    "fr": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"), "fr-CH": _SWISS, "fr-CA": (f"«{_NARROW}", f"{_NARROW}»", "“", "”"),
    "br": _POINTED, "de": _LOW, "de-CH": _SWISS, "de-LI": _SWISS, "gsw": _SWISS, "lb": _LOW, "hsb": _LOW,
    "es": _POINTED, "es-MX": _ENGLISH, "es-US": _ENGLISH, "es-419": _ENGLISH, "ca": _POINTED, "it": _POINTED,
    "sc": _POINTED, "it-CH": _SWISS, "pt-PT": _POINTED,
    "pl": ("„", "”", "«", "»"), "cs": _LOW, "sk": _LOW, "sl": _LOW, "hr": _LOW_HIGH, "sr": _LOW_HIGH, "bs": _LOW_HIGH,
    "bg": _LOW, "mk": _LOW, "sq": _POINTED, "ro": ("„", "”", "«", "»"), "hu": ("„", "”", "»", "«"),
    "nb": ("«", "»", "‘", "’"), "nn": ("«", "»", "‘", "’"), "no": ("«", "»", "‘", "’"), "sv": _SWEDISH, "fi": _SWEDISH,
    "is": _LOW, "et": ("„", "“", "‚", "‘"), "lt": _LOW,
    "ru": _POINTED_LOW, "uk": _POINTED_LOW, "be": _POINTED_LOW, "ky": _POINTED_LOW, "cv": _POINTED_LOW,
    "sah": _POINTED_LOW, "kk": _POINTED, "el": _POINTED, "hy": ("«", "»", "«", "»"), "ka": _LOW,
    "he": ("”", "”", "’", "’"), "yi": ("”", "”", "’", "’"), "ar": ("”", "“", "’", "‘"), "fa": _SWISS,
    "ur": ("”", "“", "’", "‘"), "ug": ("»", "«", "›", "‹"), "am": _SWISS, "ti": _POINTED, "rw": ("«", "»", "‘", "’"),
    "zh-Hant": _CORNERS, "zh-TW": _CORNERS, "zh-HK": _CORNERS, "yue": _CORNERS, "ja": _CORNERS,
}  # fmt: skip
UNLIKE_CLDR = {
    "cy": "the Welsh Books Council's single marks", "fr": "spaces inside, and “ ” within (Imprimerie nationale)",
    "fr-CA": "as French", "de-CH": "Duden, Swiss marks", "de-LI": "Duden, Swiss marks", "es": "RAE, Ortografía 2010",
    "es-US": "as in Mexico", "it-CH": "Federal Chancellery", "hr": "Pravopis", "sr": "Pravopis", "bs": "Pravopis",
    "bg": "inner marks differ from the outer", "lt": "inner marks differ from the outer", "ka": "inner marks, as low",
    "nl": "double outside: Taalunie leaves it free", "eu": "as printed in the Basque press", "uz": "Latin letters",
    "tk": "inner marks differ from the outer",
}  # fmt: skip
"""Where this table has other marks than CLDR, and why."""


@lru_cache(maxsize=64)
def marks(language: str) -> Marks:
    """The quote marks of the nearest language known: `de-CH`, then `de`, then English."""
    return next((MARKS[tag] for tag in nearer(language) if tag in MARKS), _ENGLISH)


@lru_cache(maxsize=64)
def alternates(language: str) -> bool:
    """Whether straight marks open and close in turn, since no space tells which: in scripts without spaces."""
    return tags.has(language, "unspaced") or tags.script(language) == "Kore"


_ANYWHERE = r"tis|twas|twere|twill|em|til|cause|bout|round|n|\d\d[^\W\d_]{0,4}"
_ELISIONS = {
    "it": r"ndranghe\w*|n[cdgtz]\w+|m[bp]\w+|sto|sta|sti|ste|na|no|nu|n|u|o|a|e|i|l|sera|notte|cca",
    "cy": r"nabod|ma|na|n|r|w|u|i|m|th|ch|dw|dy|di|fo|da|do|te|to|sdim|smo|roedd|rown|rwyf|ron|ni|nôl|mlaen|chdi|mod"
    r"|ng\w+|mh\w+|nh\w+|dyw|dydy|dydi|dwi|dan|dach|drycha|rwyt|rŵan|tydi",
    "ga": r"sea|sé|sí|s|na|un|bhfuil|gus|ach|ar|is|se",
    "gd": r"s|se|sa|na|n|nuair|gam|gad|ga|gar|gan|gur|dol|am|an|ic|us",
    "nl": r"t|s|n|k|m|r|ie|tis|twas",
    "af": r"n|t|k",
    "de": r"s|ne|nen|nem|ner|n|nes|rein|raus|ran|rum|rauf|runter|rüber|tschuldigung",
    "fr": r"tit\w*|pis|suis|ta|tain",
    "ca": r"l|n|s|t|m|ls|ns",
    "sco": r"s|tis|twas|neath|tween|mang|gin|bune",
    "el": r"ναι|ρθ\w*|χω|χει|χουν|ταν|λα|πα|γω|φερ\w*|σαι|θελ\w*|κανε",
    "hu": r"s",
    "pl": r"",
}
_TRAILING = {"it": r"(?:po|mo|va|fa|da|di|sta|be|ca|to|ve|te|to|[AEIOU]|\w*[AEIOU][A-Z]*)", "fr": r"(?:p|t)"}
"""Words that end in an apostrophe: `un po’ di`, and capitals without their accent, `E’ vero`."""


@lru_cache(maxsize=64)
def elisions(language: str) -> re.Pattern[str]:
    """What may follow an apostrophe that stands for letters left out at the start of a word, as in ’tis."""
    own = _ELISIONS.get(language.split("-")[0])
    return re.compile(rf"(?:{_ANYWHERE}{'|' + own if own else ''})\b", re.IGNORECASE)


def elides(language: str) -> bool:
    """Whether the language has more words without their first letters than a list can hold."""
    return language.split("-")[0] in ("cy", "ga", "gd", "it", "ca", "nl", "sco")


@lru_cache(maxsize=64)
def trailing(language: str) -> re.Pattern[str] | None:
    """What may stand before an apostrophe at the end of a word."""
    own = _TRAILING.get(language.split("-")[0])
    return re.compile(rf"(?<!\w){own}$") if own else None


_ARABIC_PREFIX = re.compile(r"(?<!\w)(?:[وف]?(?:ال|لل|[بكل])?|[وف])ـ?$")
_HEBREW_PREFIX = re.compile(r"(?<!\w)[והבכלמש]{1,3}$")
PREFIXES = {
    **dict.fromkeys(("ar", "arz", "apc", "ary", "fa", "ur", "ps", "ckb", "sd", "ug", "ks", "prs"), _ARABIC_PREFIX),
    **dict.fromkeys(("he", "yi"), _HEBREW_PREFIX),
    **dict.fromkeys(("am", "ti"), re.compile(r"(?<!\w)(?:[የበለከእና]|ስለ|እንደ|ወደ|ከነ|ዘ|ብ|ን|ም|ናይ|ካብ|ናብ)$")),
}
"""Letters that are written together with the word after them, which may be a quoted one: و"كلمة", ב"ארץ"."""

_CZECH, _POLISH = "aikosuvzAIKOSUVZ", "aiouwzAIOUWZ"
_SHORT = {
    "cs": _CZECH, "sk": _CZECH, "pl": _POLISH, "hsb": "aiouwz", "ru": "авикосуяАВИКОСУЯ", "uk": "авзійоуєяАВЗІЙОУЄЯ",
    "be": "аіўузйяАІЎУЗЙЯ", "bg": "авсоиАВСОИ", "sl": "aioskvzuAIOSKVZU", "hr": "aiouskAIOUSK",
}  # fmt: skip
"""Words of one letter that do not end a line (ČSN 01 6910; PN-83/P-55366; Мильчин, Справочник издателя)."""
_UNITS = (
    r"%|‰|°[CF]?|€|£|\$|¥|₴|₽|zł|gr|Kč|Ft|kr\.?|lei|leva|din|CHF|EUR|Eur|eur|GBP|USD|CZK|PLN|HUF|SEK|NOK|DKK|RON|BGN|UAH|RUB|TRY|TL|"
    r"km²?|cm²?|mm|m²|m³|m|ha|kg|mg|dag|g|t|ml|dl|hl|l|kWh|MWh|GWh|kW|MW|W|kB|MB|GB|TB|Hz|kHz|MHz|GHz|km/h|min|"
    r"tis\.|tys\.|tūkst\.|тыс\.|тис\.|mil\.|mln\.?|mld\.?|млн\.?|млрд\.?|milj\.|руб\.?|грн\.?|лв\.?|кг|км|см|мм|м|га|г|л|"
    r"години|tk|p\.m\.|a\.m\.|đ|₫|VND|₪|₹|₨|₺|₼|₸|֏|₾|฿|៛|₭|₩|৳|ብር|RSD|ден\.?|KM|ALL|L|р\.|тг\.?"
)
_HELD = "\u00a0"


@lru_cache(maxsize=64)
def held(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Where a space has to hold: patterns whose first group is the space, with what is printed for it."""
    tongue = language.split("-")[0]
    rules = [
        (rf"\d( )(?:{_UNITS})(?!\w)", _HELD),
        (r"(?:[§№¶]|\b[nN][°º])( )(?=\d)", _HELD),
    ]
    if tongue in _SHORT:
        rules.append((rf"(?<![^\s(„«“])[{_SHORT[tongue]}]( )(?=\S)", _HELD))
        rules.append((r"(?<![^\s(])(?:č|s|str|čl|nr|стр|с|ст|art|ust|poz)\.( )(?=\d)", _HELD))
    if tongue in ("de", "lb", "nds"):
        rules.append((r"\b(?:z|u|d|i|s|o|v|m)\.( )(?:B|a|h|A|R|ä|o|Ä|v|w|E)\.", _HELD))
        rules.append((r"(?<![^\s(])(?:S|Nr|Art|Abs|Kap|Abb|Bd|Tel)\.( )(?=\d)", _HELD))
    if tongue in ("en", "cy", "ga", "gd"):
        rules.append((r"(?<![^\s(])(?:p|pp|No|Nos|no|nos|vol|Fig|fig|t|tt|rh)\.( )(?=\d)", _HELD))
    if tongue in ("fr", "br"):
        rules.append((r"\d( )(?:h|min|s)(?!\w)", _HELD))
        rules.append((r"(?<!\w)(?:MM?|Drs?|pp?|art|vol)\.( )(?=[A-ZÀ-Ý\d])", _HELD))
        rules += [(r"[«‹]( )", _NARROW), (r"(?<=[^\s:])( )(?=[»›;!?])", _NARROW), (r"(?<=\S)( )(?=:(?:\s|$))", _HELD)]
    return tuple((re.compile(pattern), instead) for pattern, instead in rules)


GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])")
"""A number in groups of three."""
