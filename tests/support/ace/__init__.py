"""DAISY Ace as a referee: the accessibility checker for EPUB, run in a process of its own with a browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

ACE = Path(__file__).parent / "node_modules/.bin/ace-cli"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MISSING = (
    "there is no Chromium"
    if BROWSER is None
    else ""
    if ACE.exists()
    else "Ace is not installed: `PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix tests/support/ace`"
)


def check(path: Path, report: Path) -> list[str]:
    """Every violation that Ace finds, of whatever weight; the report is written to the folder `report`."""
    done = subprocess.run(
        [str(ACE), "-o", str(report), "-s", "-f", str(path)],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": str(BROWSER), "ACE_TIMEOUT_INITIAL": "60000"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads((report / "report.json").read_text("utf-8"))
    found = [
        f"{part['earl:testSubject']['url']}: {one['earl:test']['earl:impact']} {one['earl:test']['dct:title']}: "
        f"{one['earl:result']['dct:description']}"
        for part in said["assertions"]
        for one in part["assertions"]
    ]
    assert (said["earl:result"]["earl:outcome"] == "pass") == (not found)
    return found
