"""The report on paper: printed to PDF by a browser without a window."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from midstance.errors import FormatError, MissingDependencyError, OutputError
from midstance.files import replacing
from midstance.report.heading import Heading, under_heading

Extent = Literal["summary", "full"]
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("chrome", "msedge", "microsoft-edge"),
)
"""What may be on the path; the first that is there prints."""
SUMMARY = "summary"
"""Part of the page's address at which its style sheet prints one page alone."""
_PATIENCE_S = 120
_ZOOMS = (1.0, 0.93, 0.86, 0.8)
"""The summary is printed smaller until it is one page: languages differ in length."""
_SMALLER = "<style>@media print {{ body {{ zoom: {zoom}; }} }}</style></head>"


def print_page(
    page: Path,
    out: Path,
    *,
    extent: Extent = "full",
    heading: Heading | None = None,
) -> Path:
    """Print the report to a PDF and return its path.

    Parameters
    ----------
    page
        ``report.html`` of an analysis.
    out
        The PDF.
    extent
        ``summary``: what stands out and the few numbers, on one page where there are
        not too many findings. ``full``: everything.
    heading
        What stands over it; None: nothing but the report.

    Raises
    ------
    FormatError
        If there is no such page.
    MissingDependencyError
        If no browser is installed that can print.
    OutputError
        If the browser did not print, or the file cannot be written.

    """
    if not page.is_file():
        raise FormatError(
            f"No report at {page}; analyze the video with its report first."
        )
    browser = find_browser()
    text = page.read_text("utf-8")
    if heading is not None:
        text = under_heading(text, heading)
    with replacing(out) as part, tempfile.TemporaryDirectory() as place:
        if extent == "full":
            _print(browser, text, page.name, part, Path(place))
            return out
        for zoom in _ZOOMS:
            smaller = text.replace("</head>", _SMALLER.format(zoom=zoom), 1)
            _print(browser, smaller, f"{page.name}#{SUMMARY}", part, Path(place))
            if n_pages(part.read_bytes()) == 1:
                break
    return out


def n_pages(content: bytes) -> int:
    """Return how many pages a PDF of a browser has."""
    return len(re.findall(rb"/Type\s*/Page\b", content))


def _print(browser: str, text: str, address: str, out: Path, place: Path) -> None:
    """Print the text of a page, as a file of the name in `address`."""
    name, _, anchor = address.partition("#")
    printed = place / name
    printed.write_text(text, "utf-8")
    command = [
        *(browser, "--headless", "--no-sandbox", "--disable-gpu"),
        *("--no-first-run", f"--user-data-dir={place / 'profile'}"),
        *("--no-pdf-header-footer", "--virtual-time-budget=10000"),
        f"--print-to-pdf={out.resolve()}",
        printed.resolve().as_uri() + (f"#{anchor}" if anchor else ""),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_S)
    except (subprocess.SubprocessError, OSError) as error:
        raise OutputError(
            f"{Path(browser).name} did not print {name} ({error}); open the report in "
            "a browser and print it from there."
        ) from error
    if not out.is_file() or not out.stat().st_size:
        raise OutputError(
            f"{Path(browser).name} printed nothing of {name}; open the report in a "
            "browser and print it from there."
        )


def find_browser() -> str:
    """Return the path of a browser that prints.

    Raises
    ------
    MissingDependencyError
        If none is installed.

    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    raise MissingDependencyError(
        "A PDF needs Chromium, Chrome or Edge, and none was found; install one, or "
        "open the report in your browser and print it from there."
    )
