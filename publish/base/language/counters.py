"""How lists count: in letters of each script, in native digits, in Chinese numerals. One table for every output.

The names of digits are those of CSS (Counter Styles 3, 6.1), which browsers and WeasyPrint know; the others are the
W3C's ready-made counter styles, as far as they are used in lists by hand. A list is `<ol class="counted-cyrillic">`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii")
_CHINESE = "一 二 三 四 五 六 七 八 九 十"


def _split(symbols: str) -> tuple[str, ...]:
    return tuple(symbols.split()) if " " in symbols else tuple(symbols)


_SMALL = {
    "cyrillic": "абвгдежзиклмнопрстуфхцчшщэюя", "bulgarian": "абвгдежзийклмнопрстуфхцчшщюя",
    "ukrainian": "абвгдеєжзиіїйклмнопрстуфхцчшщьюя", "ukrainian-short": "абвгдежиклмнпрстуфхцшщюя",
    "ukrainian-full": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "macedonian": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "serbian": "абвгдђежзијклљмнњопрстћуфхцчџш", "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "greek-numeral": "α β γ δ ε στ ζ η θ ι ια ιβ ιγ ιδ ιε", "armenian": "աբգդեզէըթժիլխծկհձղճմ",
    "vietnamese": "abcdđeghiklmnopqrstuvxy", "welsh": "a b c ch d dd e f ff g ng h i l ll m n o p ph r rh s t th u w y",
    "slovene": "abcčdefghijklmnoprsštuvzž",
    "croatian": "a b c č ć d dž đ e f g h i j k l lj m n nj o p r s š t u v z ž",
    "spanish": "abcdefghijklmnñopqrstuvwxyz",
}  # fmt: skip
_FRAMED = {
    "circled": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "circled-black": "❶❷❸❹❺❻❼❽❾❿⓫⓬⓭⓮⓯⓰⓱⓲⓳⓴",
    "bracketed": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇", "stopped": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "circled-chinese": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉", "bracketed-chinese": "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "circled-hangul": "㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷㉸㉹㉺㉻", "circled-hangul-letters": "㉠㉡㉢㉣㉤㉥㉦㉧㉨㉩㉪㉫㉬㉭",
}  # fmt: skip
"""Numerals that need nothing behind them."""
FRAMED = "".join(_FRAMED.values())
_ORDINALS = (("1er", "e"), ("1re", "e"), ("1e", "e"), ("1er", "ème"), ("1ère", "ème"))
_CASELESS = {
    "georgian": "აბგდევზთიკლმნოპჟრსტუფქღყშ",
    "abjad": "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر", "abjad-plain": "ا ب ج د ه و ز ح ط ي ك ل م ن",
    "arabic": "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف", "persian-letters": "الف ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص",
    "arabic-plain": "ا ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف", "persian-plain": "ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص",
    "persian-abjad": "الف ب ج د ه و ز ح ط ی ک ل م ن", "pashto": "الف ب پ ت ټ ث ج ځ چ څ ح خ د ډ",
    "urdu": "الف ب پ ت ٹ ث ج چ ح خ د ڈ", "urdu-plain": "ا ب پ ت ٹ ث ج چ ح خ د ڈ", "sindhi": "الف ب ٻ ڀ ت ٿ ٽ ٺ ث پ ج",
    "sorani": "ئ ب پ ت ج چ ح خ د ر ڕ ز ژ س ش", "sorani-plain": "ئ ا ب پ ت ج چ ح خ د ر ڕ ز ژ س ش",
    "uyghur": "ئا ئە ب پ ت ج چ خ د ر ز ژ س ش غ ف",
    "hebrew-letters": "א ב ג ד ה ו ז ח ט י יא יב יג יד טו טז יז יח יט כ כא כב",
    "devanagari-letters": "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न", "devanagari-vowels": "अ आ इ ई उ ऊ ए ऐ ओ औ",
    "bengali-letters": "ক খ গ ঘ ঙ চ ছ জ ঝ ঞ ট ঠ ড ঢ ণ ত থ দ ধ ন", "gurmukhi-letters": "ੳ ਅ ੲ ਸ ਹ ਕ ਖ ਗ ਘ ਙ ਚ ਛ ਜ ਝ",
    "gurmukhi-consonants": "ਕ ਖ ਗ ਘ ਙ ਚ ਛ ਜ ਝ", "gujarati-letters": "ક ખ ગ ઘ ચ છ જ ઝ ટ ઠ ડ ઢ ણ ત થ દ ધ ન",
    "tamil-letters": "அ ஆ இ ஈ உ ஊ எ ஏ ஐ ஒ ஓ ஔ", "thai-letters": "ก ข ค ง จ ฉ ช ซ ฌ ญ ฎ ฏ ฐ ฑ ฒ ณ ด ต ถ ท",
    "lao-letters": "ກ ຂ ຄ ງ ຈ ສ ຊ ຍ ດ ຕ", "khmer-letters": "ក ខ គ ឃ ង ច ឆ ជ ឈ ញ ដ ឋ ឌ ឍ ណ",
    "burmese-letters": "က ခ ဂ ဃ င စ ဆ ဇ ဈ ည",
    "ethiopic": "፩ ፪ ፫ ፬ ፭ ፮ ፯ ፰ ፱ ፲ ፲፩ ፲፪ ፲፫ ፲፬ ፲፭ ፲፮ ፲፯ ፲፰ ፲፱ ፳",
    "ethiopic-letters": "ሀ ለ ሐ መ ሠ ረ ሰ ሸ ቀ በ ተ ቸ ኀ ነ ኘ አ ከ ኸ ወ",
    "hangul": "가나다라마바사아자차카타파하", "hangul-letters": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "katakana": "アイウエオカキクケコサシスセソ",
    "iroha": "イロハニホヘトチリヌルヲワカヨタレソ", "stems": "甲乙丙丁戊己庚辛壬癸",
    **_FRAMED,
    "sorani-alef": "ئا ب پ ت ج چ ح خ د ر ڕ ز ژ س ش",
    **{
        f"ordinal-{kind}": " ".join((first, *(f"{n}{rest}" for n in range(2, 21))))
        for kind, (first, rest) in enumerate(_ORDINALS, start=1)
    },
    "chinese": " ".join(
        (_CHINESE, *(f"{ten}十{one}" for ten in ("", "二") for one in ("", *_CHINESE.split()) if ten + one), "三十")
    ),
}  # fmt: skip
LETTERS: dict[str, tuple[str, ...]] = {
    **{name: _split(symbols) for name, symbols in _SMALL.items()},
    **{f"upper-{name}": _split(symbols.upper()) for name, symbols in _SMALL.items()},
    **{name: _split(symbols) for name, symbols in _CASELESS.items()},
}
"""What each letter series counts with, from one on."""

ZEROS = {
    "arabic-indic": 0x660, "persian": 0x6F0, "devanagari": 0x966, "bengali": 0x9E6, "gurmukhi": 0xA66,
    "gujarati": 0xAE6, "oriya": 0xB66, "tamil": 0xBE6, "telugu": 0xC66, "kannada": 0xCE6, "malayalam": 0xD66,
    "thai": 0xE50, "lao": 0xED0, "tibetan": 0xF20, "myanmar": 0x1040, "khmer": 0x17E0,
}  # fmt: skip
"""The nought of each system of digits."""
DIGITS = "".join(chr(zero + n) for zero in ZEROS.values() for n in range(10))
_CLASS = "counted-"


@lru_cache(maxsize=64)
def names(kind: str, most: int = 500) -> tuple[str, ...]:
    """What a kind of list counts with, from one on: of digits the first `most`."""
    if kind in ZEROS:
        return tuple(_digits(n, ZEROS[kind]) for n in range(1, most))
    if kind == "1":
        return tuple(map(str, range(1, most)))
    if kind in ("i", "I"):
        return tuple(name.upper() if kind == "I" else name for name in _ROMAN)
    if kind in ("a", "A"):
        return tuple(chr(ord(kind) + n) for n in range(26))
    return LETTERS[kind]


def _digits(number: int, zero: int) -> str:
    return "".join(chr(zero + int(digit)) for digit in str(number))


@lru_cache(maxsize=512)
def kinds(name: str) -> tuple[str, ...]:
    """The kinds of list that an item of that name may be in."""
    if name and name[0] in DIGITS:
        return tuple(kind for kind in ZEROS if name in names(kind))
    return tuple(kind for kind in ("1", "a", "A", "i", "I", *LETTERS) if name in names(kind))


def of(element: Any) -> str | None:
    """What an `ol` counts in: its `type`, or the kind that its class names; None for European digits."""
    named = next((name for name in element.get("class", "").split() if name.startswith(_CLASS)), "")
    return element.get("type") or named.removeprefix(_CLASS) or None


def known(kind: str) -> str:
    """The class of a list that counts so; empty for what HTML itself knows, and for what nobody does."""
    return f"{_CLASS}{kind}" if kind in LETTERS or kind in ZEROS else ""


def counted(number: int, kind: str | None) -> str:
    """A number as a list of that kind counts: `3`, `c`, `C`, `iii`, `в`, `৩`; otherwise in figures."""
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, place = divmod(number - 1, 26)
            letters = chr(ord(kind) + place) + letters
        return letters
    if kind in ("i", "I") and 0 < number < 4000:
        numeral = ""
        for value, sign in _NUMERALS:
            numeral += sign * (number // value)
            number %= value
        return numeral if kind == "I" else numeral.lower()
    if kind in ZEROS and number >= 0:
        return _digits(number, ZEROS[kind])
    if kind in LETTERS and 0 < number <= len(LETTERS[kind]):
        return LETTERS[kind][number - 1]
    return str(number)


_NUMERALS = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def signs(markup: str) -> str:
    """The signs that the lists of a markup may count with, which stand in no text of it."""
    kinds = dict.fromkeys(re.findall(rf"{_CLASS}([a-z0-9-]+)", markup)) if _CLASS in markup else ()
    return "".join(sign for kind in kinds if known(kind) for sign in dict.fromkeys("".join(names(kind, 100))))


_STOPS = {"chinese": "、", "stems": "、", **dict.fromkeys(_FRAMED, "")}


def marked(number: int, kind: str | None) -> str:
    """What stands before an item of that number: `3.`, `c.`, `三、`, `③`."""
    return counted(number, kind) + _STOPS.get(kind or "", ".")


@lru_cache(maxsize=1)
def styles() -> str:
    """The counter styles as a sheet (CSS Counter Styles 3)."""
    rules = [f"ol.{_CLASS}{kind} {{ list-style-type: {kind} }}" for kind in ZEROS]
    for kind, symbols in LETTERS.items():
        suffix = f' suffix: "{_STOPS[kind] or " "}";' if kind in _STOPS else ""
        rules.append(
            f"@counter-style {_CLASS}{kind} {{ system: fixed; symbols: {' '.join(map(_quoted, symbols))};{suffix} }}\n"
            f"ol.{_CLASS}{kind} {{ list-style-type: {_CLASS}{kind} }}"
        )
    return "\n".join(rules)


def _quoted(symbol: str) -> str:
    return f'"{symbol}"'
