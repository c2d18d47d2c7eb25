"""A program that imports us beside the libraries that we use gets of them what it got without us, and so do we."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

HOST = '''
import hashlib, json, sys

def host():
    """What a program of its own makes with the libraries: a digest of each."""
    import ctypes.util, mimetypes, re, typing_extensions, urllib.request
    import jinja2, markdown, pydantic, weasyprint
    from PIL import ImageFile
    from pydantic_core import core_schema
    html = "<style>p { font-variant-numeric: oldstyle-nums; width: calc(50% + 1em) } div { display: flex }</style>"
    html += "<h1>A page</h1><div><p>Of 1,234 words, <em>in a row</em>.</p><p lang=hi>किताब</p></div><ul><li>and a list</ul>"
    page = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    plain = weasyprint.HTML(string=html * 3, media_type="screen").write_pdf()
    class Pair(typing_extensions.TypedDict):
        one: int
    shape = pydantic.TypeAdapter(core_schema.IntSchema).validate_python({"type": "int"}), pydantic.TypeAdapter(Pair).json_schema()
    read = urllib.request.urlopen("data:text/plain,a%20b").read().decode(), hasattr(urllib.request, "HTTPSHandler")
    template = jinja2.Environment().from_string("{% for n in range(3) %}{{ n | upper }}{% endfor %}").render()
    text = markdown.markdown("# A *b*\\n\\n- [x](y)\\n\\nhttp://a.example", extensions=["extra"])
    other = mimetypes.guess_type("a.svg"), type(re.compile("a")).__name__, ctypes.util.find_library("c")
    other += (ImageFile.LOAD_TRUNCATED_IMAGES,)
    said = {"page": page, "plain": plain, "shape": shape, "read": read, "template": template, "text": text, "other": other}
    return {name: hashlib.sha256(repr(value).encode()).hexdigest() for name, value in said.items()}

def ours():
    """What we make, when all of us is imported."""
    import pkgutil, publish
    from importlib import import_module
    for module in pkgutil.walk_packages(publish.__path__, "publish."):
        import_module(module.name)
    from tests.support.sample import briefing, house_style
    from publish.formats.pdf import render
    artifact, problems = render.render(briefing(), house_style())
    assert artifact is not None, problems
    return {"ours": hashlib.sha256(artifact.content).hexdigest()}

def held():
    """The functions and classes that each of the libraries has, by name."""
    names = ("weasyprint", "pydyf", "cssselect2", "tinycss2", "pydantic", "pydantic_core", "re", "urllib", "jinja2",
             "markdown", "cffi", "ctypes", "PIL", "mimetypes", "typing", "typing_extensions", "yaml", "html")
    found = {}
    for path, module in list(sys.modules.items()):
        if path.partition(".")[0] in names:
            for name, value in vars(module).items():
                if callable(value):
                    found[path, name] = id(value)
                if isinstance(value, type) and value.__module__ == path:
                    found.update({(path, name, part): id(held) for part, held in vars(value).items() if callable(held)})
    return found

said = []
for step in sys.argv[1:]:
    if step == "held":
        import os
        before, environment, _ = held(), dict(os.environ), ours()
        after = held()
        said.append([["changed", *key] for key in before if after.get(key) != before[key]])
        said.append(sorted({name for name in environment.keys() | os.environ if environment.get(name) != os.environ.get(name)}))
    else:
        said.append(globals()[step]())
print(json.dumps(said))
'''


def told(*steps: str) -> list[object]:
    """What a fresh process says of these steps."""
    done = subprocess.run(
        [sys.executable, "-c", HOST, *steps], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    said: list[object] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.fixture(scope="module")
def alone() -> list[object]:
    """What the host gets without us."""
    return told("host")


def test_a_host_gets_what_it_got_before_us_and_we_what_we_get_first(alone: list[object]) -> None:
    """In both orders each has the same bytes as alone."""
    first, ours_later, again = told("host", "ours", "host")
    ours, after, ours_again = told("ours", "host", "ours")
    assert first == again == after == alone[0]
    assert ours == ours_later == ours_again


def test_no_function_of_a_library_is_another_once_we_have_been_at_work() -> None:
    """Each name in each library, and in its classes, stands for what it stood for; the environment is as it was."""
    _, changed, environment = told("host", "held")
    assert (changed, environment) == ([], [])
