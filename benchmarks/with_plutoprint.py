"""PlutoPrint in a pool of processes: `with_plutoprint.py JOBS OUT ARTICLE…`."""

import sys
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import plutoprint
from page import page


def make(out: Path, article: Path) -> None:
    """One PDF."""
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4)
    book.load_html(page(article), base_url=article.parent.as_uri() + "/")
    book.write_to_pdf(str(out / f"{article.stem}.pdf"))


if __name__ == "__main__":
    jobs, out, articles = int(sys.argv[1]), Path(sys.argv[2]), list(map(Path, sys.argv[3:]))
    if len(articles) == 1:
        make(out, articles[0])
    else:
        with Pool(jobs) as pool:
            pool.map(partial(make, out), articles, chunksize=1)
