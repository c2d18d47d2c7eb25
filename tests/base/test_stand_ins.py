"""What is seldom used comes when it is used, and does then what it always does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


def said(script: str) -> list[str]:
    """The lines that a script prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def test_what_compiles_templates_comes_with_one_that_does_not_come_compiled() -> None:
    """A briefing in the style that comes with the press needs none of it, and what is wrong with a template is told."""
    script = (
        "import sys; from publish import galley; from publish.model import HouseStyle, StyleSheet\n"
        "from tests.support.sample import house_style\n"
        "def there(): print([name for name in ('compiler', 'lexer', 'parser') if f'jinja2.{name}' in sys.modules])\n"
        "galley.prepare(('briefing.html', 'imprint.html'), house_style(), 'en'); there()\n"
        "files = (('good.html', '{% for n in (1, 2) %}{{ n }}{% endfor %}'), ('bad.html', '\\n{% if %}'),\n"
        "         ('wrong.html', '\\n\\n{{ unknown }}'))\n"
        "style = HouseStyle(name='own', files=tuple(StyleSheet(name=name, text=text) for name, text in files))\n"
        "print(galley.check('bad.html', style)[:3], galley.check('good.html', style)); there()\n"
        "print(galley.typeset('good.html', style))\n"
        "try: galley.typeset('wrong.html', style)\n"
        "except galley.StyleError as error: print(error)"
    )

    assert said(script) == [
        "[]",
        "('bad.html', 2, \"the template cannot be read: Expected an expression, got 'end of statement block'\") None",
        "['compiler', 'lexer', 'parser']",
        "12",
        "styles/own/wrong.html:3: the template cannot be filled in: 'unknown' is undefined",
    ]


def test_what_knows_profiles_of_colours_comes_with_the_first_of_them() -> None:
    """It is not there with what sets pages, and reads a profile as ever when a style sheet brings one."""
    script = (
        "import io, sys; from publish.formats.pdf.weasyprint_.importing import weasyprint\n"
        "print('PIL.ImageCms' in sys.modules)\n"
        "from PIL import ImageCms\n"
        "profile = ImageCms.ImageCmsProfile(ImageCms.createProfile('sRGB')).tobytes()\n"
        "print(weasyprint.css.ColorProfile(io.BytesIO(profile), '', 'perceptual', None).name)"
    )

    assert said(script) == ["False", "sRGB built-in"]


@pytest.mark.parametrize("first", ["settings_form", "readers.metadata", "readers.agenda"])
def test_the_shapes_of_schemas_are_left_out_and_no_others(first: str) -> None:
    """What pydantic spells out for type checkers is a plain dictionary; a shape that is made afterwards is one."""
    script = (
        f"import typing, typing_extensions, publish.{first}; from pydantic_core import core_schema\n"
        "print(hasattr(core_schema.IntSchema, '__required_keys__'), core_schema.int_schema(gt=1))\n"
        "for module in (typing, typing_extensions): print(module.TypedDict('Shape', {'a': int}).__required_keys__)"
    )

    assert said(script) == ["False {'type': 'int', 'gt': 1}", "frozenset({'a'})", "frozenset({'a'})"]


def test_patterns_are_compiled_when_they_are_asked_for_something() -> None:
    """Those of what reads Markdown and YAML, and no others."""
    script = (
        "import re; from publish import forms; from publish.readers import extensions\n"
        "from markdown.extensions.attr_list import NAME_RE, sanitize_name; from yaml.resolver import Resolver\n"
        "def there(*patterns): print(*(hasattr(type(each), 'sub') or 'sub' in vars(each) for each in patterns))\n"
        "there(NAME_RE, Resolver.yaml_implicit_resolvers['~'][0][1], re.compile('a'))\n"
        "print(sanitize_name('a b')); there(NAME_RE)"
    )

    assert said(script) == ["False False True", "a_b", "True"]


def test_what_yaml_may_not_hold_is_what_its_library_says() -> None:
    """Of all characters the same are refused, though they are named the other way round."""
    script = (
        "from yaml.reader import Reader; from publish import forms\n"
        "every = ''.join(map(chr, range(0x110000)))\n"
        "refused = Reader.NON_PRINTABLE.findall(every)\n"
        "print(len(refused), forms._Loader.NON_PRINTABLE.findall(every) == refused)"
    )

    assert said(script) == ["2111 True"]
