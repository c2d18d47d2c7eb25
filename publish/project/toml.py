"""Settings that are given as a mapping are written as publication.toml."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def dump(settings: Mapping[str, object]) -> str:
    """The mapping as TOML 1.0: texts, numbers, switches, lists of these, and tables. Raises TypeError for others."""
    return "".join(f"{line}\n" for line in _lines(settings, ()))


def _lines(table: Mapping[str, object], above: tuple[str, ...]) -> list[str]:
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines = [f"[{'.'.join(map(_text, above))}]"] if above else []
    lines += [f"{_text(key)} = {_value(value)}" for key, value in table.items() if key not in inner]
    for key, value in inner.items():
        lines += _lines(value, (*above, key))
    return lines


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_value, value))}]"
    raise TypeError(f"no setting is a {type(value).__name__}")


def _text(text: str) -> str:
    """A basic string: JSON's are, but for U+007F, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
