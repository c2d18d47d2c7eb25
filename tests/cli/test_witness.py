"""What a build touches, as the kernel saw it: the publication, the program and its libraries, and no network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from publish import accelerate
from tests.conftest import GOOD, REQUIRE_ALL, ROOT

HOSTILE = """
![Alt](file:///etc/shadow) and <img src="/etc/shadow" alt="x"> and <img src="../../../../../../etc/shadow" alt="x">
and ![Alt](http://127.0.0.1:9/x.png) and <a href="file:///etc/shadow">a link</a>

<style>@import url(file:///etc/shadow); @font-face { font-family: x; src: url(http://127.0.0.1:9/x.ttf) }</style>
<link rel="attachment" href="file:///etc/shadow">
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_a_build_reads_and_writes_only_its_own_places_and_asks_no_network(publication: Path) -> None:
    """Under strace: nothing opened outside the allowed places, nothing written outside build/, no connection tried."""
    if shutil.which("strace") is None:
        assert not REQUIRE_ALL, "strace is not installed"
        pytest.skip("strace is not installed")
    (publication / "source/articles/hostile.md").write_text(GOOD.replace("good", "hostile") + HOSTILE, encoding="utf-8")
    log = publication.parent / "strace.log"
    calls = "trace=openat,open,creat,connect,rename,renameat,renameat2,unlink,unlinkat,mkdir,symlink,link"
    command = ["strace", "-f", "-qq", "-s", "300", "-e", calls, "-o", str(log)]

    subprocess.run(
        [*command, sys.executable, "-m", "publish", "build", "-C", str(publication)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=300,
    )

    seen = "\n".join(whole(log.read_text("utf-8", "replace").splitlines()))
    assert (publication / "build/briefing/good.pdf").is_file()
    connects = [line for line in seen.splitlines() if "connect(" in line and "AF_INET" in line]
    assert connects == []
    assert "/etc/shadow" not in seen
    assert f'openat(AT_FDCWD, "{publication}/source' in seen  # what is looked for is said in this form
    # Typefaces are put into folders of these names, which go when the program does.
    temporary = tuple(f"{tempfile.gettempdir()}/{name}-" for name in ("handbill", "weasyprint", "pymp"))
    if accelerate.is_off():  # ctypes asks the compiler where a library lies
        temporary += (f"{tempfile.gettempdir()}/cc",)
    probe = re.compile(
        rf"{tempfile.gettempdir()}/[a-z0-9_]{{8}}"
    )  # the standard library tries whether it may write there
    libraries = {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values(), "/usr", "/lib", "/bin"}
    readable = (
        str(publication / "source"),
        str(publication / "styles"),
        str(publication / "build"),
        str(publication / "archived"),
        str(ROOT),
    )
    system = (
        "/etc/ld.so",
        "/etc/fonts/",  # Fontconfig reads it as it begins; pages are set in faces of ours alone
        "/var/cache/fontconfig",
        str(Path.home() / ".cache/fontconfig"),  # what it keeps for a user is its own too
        str(Path.home() / ".fontconfig"),
        "/etc/localtime",
        "/etc/mime",
        "/etc/os-release",
        "/etc/lsb",
        "/etc/debian",
        "/dev/",
        "/proc/",
        "/sys/",
    )
    for line in seen.splitlines():
        if match := re.search(r'(?:open(?:at)?|creat)\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)', line):
            path, flags = match.groups()
            looked_over = path == tempfile.gettempdir()  # for folders that a killed process has left there
            if "ENOENT" in line or not path.startswith("/") or probe.fullmatch(path) or looked_over:
                continue
            if "O_WRONLY" in flags or "O_RDWR" in flags:
                written = (str(publication / "build"), "/dev/", *temporary, str(ROOT / "publish"), "/proc/")
                assert path.startswith(written) or "__pycache__" in path, line
                assert not path.startswith(str(publication / "source")), line
            else:
                assert path.startswith((*libraries, *readable, *system, *temporary)), line
    for line in seen.splitlines():
        if match := re.search(r'rename(?:at2?)?\([^"]*"[^"]*", (?:AT_FDCWD, )?"([^"]+)"', line):
            assert (
                match[1].startswith(str(publication / "build"))
                or "__pycache__" in match[1]
                or match[1].startswith(temporary)
            ), line


def whole(lines: list[str]) -> Iterator[str]:
    """The calls, each on one line: strace divides one during which another process calls something."""
    begun: dict[str, str] = {}
    for line in lines:
        process, _, said = line.partition(" ")
        said = said.lstrip()
        if said.endswith("<unfinished ...>"):
            begun[process] = said.removesuffix("<unfinished ...>")
            continue
        if found := re.match(r"<\.\.\. \w+ resumed>(.*)", said):
            said = begun.pop(process, "") + found[1]
        yield f"{process} {said}"
    yield from (f"{process} {said}" for process, said in begun.items())
