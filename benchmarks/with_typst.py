"""Typst kept in a pool of processes: `with_typst.py JOBS OUT FILE.typ…`; the markup was made by pandoc beforehand."""

import sys
from functools import cache, partial
from multiprocessing import Pool
from pathlib import Path

import typst


@cache
def compiler(root: Path) -> typst.Compiler:
    """One for each process: it finds its typefaces once."""
    return typst.Compiler(root=root)


def make(out: Path, file: Path) -> None:
    """One PDF."""
    compiler(file.parent).compile(input=file, output=out / f"{file.stem}.pdf", format="pdf")


if __name__ == "__main__":
    jobs, out, files = int(sys.argv[1]), Path(sys.argv[2]), list(map(Path, sys.argv[3:]))
    if len(files) == 1:
        make(out, files[0])
    else:
        with Pool(jobs) as pool:
            pool.map(partial(make, out), files, chunksize=1)
