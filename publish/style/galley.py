"""An edition becomes typeset HTML, by the templates of a house style. Only this module and `sandbox` know Jinja2.

Templates come from the house style and are the only thing ever compiled as a template. Article text enters as a value:
plain text is escaped, an article's body (sanitised markup) is passed through the `markup` filter.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Literal

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError
from markupsafe import Markup, escape

from publish.base.cache import Cache
from publish.base.language import bidi, comma, day, direction, names, preload, weekday
from publish.model import HouseStyle
from publish.style.error import StyleError as StyleError
from publish.style.error import StyleFault as StyleFault
from publish.style.error import style_problem as style_problem
from publish.style.fetching import elsewhere
from publish.style.sandbox import Sandbox
from publish.style.selectors import spelt
from publish.style.words import STYLES, marked, settled, table
from publish.style.words import words as words


def typeset(template: str, style: HouseStyle, /, **values: object) -> str:
    """Fill the style's `template` with `values`.

    Raises StyleError when the template is at fault (its errors are its author's).
    """
    try:
        environment = _environment(style)
        environment.begin()
        filled = environment.get_template(template).render(**values)
        found = elsewhere(filled) if template.endswith(".css") else ()
    except MemoryError:
        raise
    except Exception as error:
        own = {file.name for file in style.files}
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in own]
        file, line = (frames[-1].filename, frames[-1].lineno) if frames else (template, None)
        fault = StyleFault(file, line, f"the template cannot be filled in: {error}")
        raise StyleError(style_problem(fault, style)) from error
    if found:
        message = f"the sheet that the template makes asks for what is not its own: `{found[0].text[:40]}`"
        raise StyleError(style_problem(StyleFault(template, None, message, "take it out"), style))
    return settled(filled, style, template=template)


def check(template: str, style: HouseStyle) -> StyleFault | None:
    """What keeps one of the style's templates from being read, if anything does."""
    try:
        _environment(style).parse(stylesheet(template, style))
    except TemplateSyntaxError as error:
        return StyleFault(template, error.lineno, f"the template cannot be read: {error.message}")
    except RecursionError:
        return StyleFault(template, None, "the template cannot be read: it has too much inside one another")
    except ValueError:  # of thousands of digits, which Python refuses to read
        return StyleFault(template, None, "the template cannot be read: a number in it is too long")
    return None


def prepare(templates: Iterable[str], style: HouseStyle, language: str, cache: Cache | None = None) -> None:
    """Read templates, the style's words and how dates are written before they are needed; words wait in `cache`."""
    for template in templates:
        _environment(style).get_template(template)
    table(style, cache)
    preload(language)


def stylesheet(name: str, style: HouseStyle) -> str:
    """The text of one of the style's files as it lies there. Raises KeyError when the style has no such file."""
    return {file.name: file.text for file in style.files}[name]


def _source(texts: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    """A template's text, and the name of the file that errors in it are said to be in."""
    if name not in texts:
        return None
    return (spelt(texts[name]) if name.endswith(".css") else texts[name]), name, None


@lru_cache(maxsize=STYLES)
def _environment(style: HouseStyle) -> Sandbox:
    environment = Sandbox(
        loader=FunctionLoader(partial(_source, {file.name: file.text for file in style.files})),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        optimized=False,  # to work out ahead what is constant is a tenth of compiling, and makes no template faster
    )
    environment.filters["markup"] = Markup
    environment.filters["day"] = day
    environment.filters["weekday"] = weekday
    environment.filters["names"] = names
    environment.filters["apart"] = _apart
    environment.filters["in_a_row"] = _in_a_row
    environment.filters["direction"] = direction
    environment.globals["words"] = partial(marked, style)
    return environment


def _apart(text: str, around: Literal["ltr", "rtl"]) -> Markup:
    """A value kept apart from text that runs the other way, where it would else be turned round."""
    way = bidi.apart(text, around)
    return Markup('<bdi dir="{}">{}</bdi>').format(way, text) if way else escape(text)


def _in_a_row(lines: Sequence[str], language: str, around: Literal["ltr", "rtl"]) -> Markup:
    """The lines of an address in one, kept apart from text that runs the other way: as one, or each by itself."""
    joint = comma(language, "".join(lines))
    if len({bidi.own(line) for line in lines} - {None}) < 2:
        return _apart(joint.join(lines), around)
    return Markup(joint).join(_apart(line, around) for line in lines)
