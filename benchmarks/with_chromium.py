"""Chromium held open, with so many pages at a time: `with_chromium.py JOBS OUT ARTICLE…`."""

import asyncio
import shutil
import sys
from pathlib import Path

from page import page
from playwright.async_api import async_playwright


async def main(jobs: int, out: Path, articles: list[Path]) -> None:
    """Every PDF."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])

        async def hand() -> None:
            sheet = await browser.new_page()
            while articles:
                article = articles.pop()
                html = out / f"{article.stem}.html"
                # Pictures are found beside the page, so it is a file, and they are named from there.
                html.write_text(page(article).replace('src="', f'src="{article.parent.as_uri()}/'), "utf-8")
                await sheet.goto(html.as_uri())
                await sheet.pdf(path=out / f"{article.stem}.pdf", prefer_css_page_size=True, tagged=True)

        await asyncio.gather(*(hand() for _ in range(jobs)))
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), list(map(Path, sys.argv[3:]))))
