"""The baseline for many: `pool.py JOBS OUT FILE…`, WeasyPrint in a pool of processes, and nothing kept between files.

Articles are made pages first. HTML is set as it is, and tagged: so what the press sets can be set without the press.
"""

import sys
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import weasyprint
from page import page


def make(out: Path, file: Path) -> None:
    """One PDF."""
    if file.suffix == ".html":
        weasyprint.HTML(filename=file).write_pdf(out / f"{file.stem}.pdf", pdf_variant="pdf/ua-1")
    else:
        weasyprint.HTML(string=page(file), base_url=str(file)).write_pdf(out / f"{file.stem}.pdf")


if __name__ == "__main__":
    with Pool(int(sys.argv[1])) as pool:
        pool.map(partial(make, Path(sys.argv[2])), map(Path, sys.argv[3:]), chunksize=1)
