"""Texts of other office programs: LibreOffice, where it is on this machine, makes Word documents of them.

It runs with a folder of its own, without macros, and its links to the web are never followed: a text is taken, not a
picture of what it refers to. Where it is not there a sentence says what to do instead.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from publish.base import temporary
from publish.importers import bundles, word
from publish.importers.values import Bundle, Harvest, ImportRefused

_SECONDS = 120
_KINDS = (
    (re.compile(rb"\{\\rtf"), "rtf", "docx"),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "doc", "docx"),
    (re.compile(rb"PK\x03\x04.{0,80}opendocument\.spreadsheet", re.S), "ods", "xlsx"),
    (re.compile(rb"PK\x03\x04.{0,80}opendocument\.text", re.S), "odt", "docx"),
)


def read(name: str, content: bytes, bundle: Bundle) -> Harvest:
    """The article of an .odt, .rtf, .doc or .ods. Raises ImportRefused where nothing can turn it."""
    if content[:5] == b"%PDF-":
        raise ImportRefused(
            "is a PDF", "copy its text into a .txt file and import that, or ask for the file it was made from"
        )
    found = next(
        (row for row in _KINDS if row[0].match(content.lstrip() if content.lstrip()[:5] == b"{\\rtf" else content)),
        None,
    )
    if found is None:
        raise ImportRefused("is no text that can be read", "save it as .docx and import that")
    _, suffix, wanted = found
    if content[:4] == b"PK\x03\x04":
        bundles.checked_zip(content)
    made = _converted(content, suffix, wanted)
    if wanted == "xlsx":
        from publish.importers import tables

        harvest = tables.read(name, made, bundle)
    else:
        harvest = word.read(name, made, bundle)
    import hashlib

    for piece in harvest.pieces:
        piece.digest = hashlib.sha256(content).hexdigest()[:16]
    return harvest


def _converted(content: bytes, suffix: str, wanted: str) -> bytes:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise ImportRefused(
            f"is .{suffix}, which LibreOffice would turn", "install LibreOffice, or save it as .docx and import that"
        )
    with temporary.folder() as folder:
        place = Path(folder) / f"text.{suffix}"
        place.write_bytes(content)
        home = Path(folder) / "home"
        _forbid_links(home)
        command = [
            program,
            f"-env:UserInstallation={home.as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            wanted,
            "--outdir",
            folder,
            str(place),
        ]
        try:
            subprocess.run(command, check=True, timeout=_SECONDS, capture_output=True, cwd=folder)
            return (Path(folder) / f"text.{wanted}").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise ImportRefused(
                f"is .{suffix}, and LibreOffice could not turn it", "open it there and save it as .docx"
            ) from None


def _forbid_links(home: Path) -> None:
    """Settings under which LibreOffice follows no link and runs no macro."""
    place = home / "user/registrymodifications.xcu"
    place.parent.mkdir(parents=True)
    rows = (
        ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
        ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
        ("Common/Security/Scripting", "DisableActiveContent", "true"),
        ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        ("Writer/Content/Update", "Link", "0"),
        ("Calc/Content/Update", "Link", "2"),
    )
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in rows
    )
    place.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )
