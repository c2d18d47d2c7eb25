"""Checks a house style before anything is made with it: its files, words, measures and stylesheets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import tomli

from publish.base.language import normalise
from publish.editions import kinds
from publish.editions.kinds import EditionKind
from publish.model import HouseStyle
from publish.style import fetching, galley, measures
from publish.style.galley import StyleFault
from publish.style.words import of_file, table


def faults(own: HouseStyle, style: HouseStyle, model: HouseStyle, names: Collection[str]) -> tuple[StyleFault, ...]:
    """The faults of a style that is to be used for the kinds of edition with these names.

    `own` has its own files, `style` those of the styles that it extends too. `model` is the style that comes with the
    press: what is taken from it for granted has to be in others as well.
    """
    there = {file.name for file in style.files}
    found = []
    wanted = _needed(map(kinds.of, names))
    for file in model.files:
        if file.name.startswith(wanted) and file.name not in there:
            hint = 'write `extends = "house"` into `style.toml`, or copy it from the style `house`'
            found.append(StyleFault(file.name, None, "the house style lacks this file", hint))
    extends = style != own
    for name, text in ((file.name, file.text) for file in own.files):
        if name.rpartition("/")[2] in ("style.toml", "words.toml"):
            ours = {file.name: file.text for file in model.files}.get(name, "")
            found += _toml_faults(name, text, ours, whole=not extends)
        elif language := of_file(name):
            found += _language_faults(name, text, language, next(iter(table(model).values())))
        elif name.endswith((".html", ".xhtml", ".txt")):
            found += [fault] if (fault := galley.check(name, style)) else []
        elif name.endswith(".css") and (number := _TOO_LONG.search(text)):
            line = text.count("\n", 0, number.start()) + 1
            found.append(StyleFault(name, line, "a number in it is too long to be read", "shorten it"))
        elif name.endswith(".css"):
            for fetch in fetching.outside(text):
                message = f"a style sheet can ask for no other file: `{_start(fetch.text, text, fetch.line)}`"
                found.append(StyleFault(name, fetch.line, message, "take the line out"))
    return tuple(found)


_TOO_LONG = re.compile(r"\d{1000}")
"""Python reads numbers of some thousands of digits, and no more."""


def _start(fetch: str, text: str, line: int) -> str:
    """How a fetch begins where it stands, for somebody who looks for it; escapes are shown as they were typed."""
    typed = text.splitlines()[line - 1].strip()
    return (typed[typed.index(fetch) :] if fetch in typed else typed)[:40]


def _needed(made: Iterable[EditionKind]) -> tuple[str, ...]:
    """How the names of files begin that a style cannot be without, whatever the kind, and for those that are made."""
    named = {"briefing.html", "briefing.css", "imprint.html", "words.toml"}
    for kind in made:
        named |= {f"{kind.folder}/"} if kind.folder else set()
        if kind.template and kind.template != "briefing.html":  # a kind of its own look needs its own sheets too
            named |= {kind.template, *kind.sheets}
    return tuple(sorted(named))


def _toml_faults(name: str, text: str, model: str, *, whole: bool) -> list[StyleFault]:
    """What is wrong with a style's words or measures, which have the tables and the kinds of value of the model's.

    Words are asked for all together only where the file is the `whole` of them.
    """
    try:
        tables, ours = tomli.loads(text), tomli.loads(model)
    except (ValueError, RecursionError) as error:
        return [_unreadable(name, text, error)]
    if name.endswith("words.toml"):
        return _word_faults(name, text, tables, next(iter(ours.values()), {}), whole=whole)
    found = [
        StyleFault(name, _line(text, path), f"`{path}` has to be {_TYPES.get(type(model_value), 'of another kind')}")
        for path, value, model_value in _paired(tables, ours)
        if not (isinstance(value, type(model_value)) or {type(value), type(model_value)} == {int, float})
    ]
    if found:
        return found
    return [StyleFault(name, _line(text, fault.path), fault.message, fault.hint) for fault in measures.wrong(tables)]


def _unreadable(name: str, text: str, error: Exception) -> StyleFault:
    where = re.search(r"\(at line (\d+)", str(error))
    what = re.sub(r"\s*\(at .*\)$", "", str(error))
    line = int(where[1]) if where else text.rstrip().count("\n") + 1
    return StyleFault(name, line, f"not TOML: {what[:1].lower()}{what[1:]}")


_TYPES = {str: "a text in quotation marks", int: "a number", float: "a number", list: "a list", dict: "a table"}


def _word_faults(
    name: str, text: str, tables: Mapping[str, Any], ours: Mapping[str, Any], *, whole: bool
) -> list[StyleFault]:
    if not tables:
        return [StyleFault(name, None, "there are no words in it", "copy it from the style `house`")]
    found = []
    for language, own in tables.items():
        if not isinstance(own, dict):
            found.append(StyleFault(name, _line(text, language), f"`{language}` stands above the first language"))
            continue
        for word, said in own.items():
            if not isinstance(said, type(ours.get(word, ""))):
                message = f"`{word}` has to be {_TYPES.get(type(ours.get(word, '')), 'of another kind')}"
                found.append(StyleFault(name, _line(text, f"{language}.{word}"), message))
    first = next(iter(tables.values()))
    if whole and "/" not in name and isinstance(first, dict):
        found += [
            StyleFault(name, 1, f"the first language lacks `{word}`", "copy its line from the style `house`")
            for word in ours
            if word not in first
        ]
    return found


def _language_faults(name: str, text: str, language: str, ours: Mapping[str, str]) -> list[StyleFault]:
    """What is wrong with the file that has one language's words: a translator's, who needs the line."""
    try:
        own = tomli.loads(text)
    except (ValueError, RecursionError) as error:
        return [_unreadable(name, text, error)]
    found = (
        [StyleFault(name, 1, f"`{language}` is no language's tag", "name the file as `ro.toml`")]
        if _untagged(language)
        else []
    )
    for word, said in own.items():
        if not isinstance(said, str):
            found.append(StyleFault(name, _line(text, word), f"`{word}` has to be {_TYPES[str]}"))
        elif word in ours and {*_PLACES.findall(said)} != (wanted := {*_PLACES.findall(ours[word])}):
            asked = " and ".join(f"`{{{place}}}`" for place in sorted(wanted)) or "none"
            message = f"`{word}` has other places in braces than the English: {asked}"
            found.append(StyleFault(name, _line(text, word), message, f"in English it is `{ours[word]}`"))
    return found


_PLACES = re.compile(r"\{(\w+)\}")


def _untagged(language: str) -> bool:
    try:
        return normalise(language) != language
    except ValueError:
        return True


def _paired(tables: Mapping[str, Any], ours: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each value that both have, with its path."""
    for key, value in tables.items():
        if key not in ours:
            continue
        path = f"{at}.{key}" if at else key
        if isinstance(value, dict) and isinstance(ours[key], dict):
            yield from _paired(value, ours[key], path)
        else:
            yield path, value, ours[key]


def _line(text: str, path: str) -> int | None:
    """The line of a key, looked for under the table that it is in; of a table, that of its name."""
    table, _, key = path.rpartition(".")
    header = re.search(rf"^[ \t]*\[{re.escape(table)}\]", text, re.MULTILINE) if table else None
    keyed = re.compile(rf"^[ \t]*{re.escape(key)}\s*=", re.MULTILINE).search(text, header.end() if header else 0)
    match = keyed or re.search(rf"^[ \t]*\[{re.escape(path)}[\].]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None
