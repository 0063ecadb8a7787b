"""Make the picture of the report for README and documentation.

    make demo
    python scripts/report_picture.py demo-report/report.html

photographs the first screen of the page by Chromium (playwright), light, 1280 px wide,
into ``docs/report.jpg``. Needs a Chromium: ``--browser`` says where it is.
"""

import argparse
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "report.jpg"
WIDTH_PX, HEIGHT_PX = 1280, 1120
_QUALITY = 82


def photograph(page_file: Path, browser: str | None) -> bytes:
    """Return the first screen of a page as PNG."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_page(
            viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, color_scheme="light"
        )
        page.goto(page_file.resolve().as_uri())
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)
        shot = page.screenshot()
        chromium.close()
    return shot


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", type=Path, help="report.html")
    parser.add_argument("--browser", default=shutil.which("chromium"))
    given = parser.parse_args()
    shot = Image.open(io.BytesIO(photograph(given.page, given.browser)))
    shot.convert("RGB").save(PICTURE, quality=_QUALITY, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
