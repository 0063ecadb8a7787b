"""What keeps people from reading the report, as axe-core finds it: there is none."""

import shutil

import pytest

from midstance.report.page import render_page

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; install Debian's package chromium"
)


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.mark.parametrize(
    ("language", "media", "scheme"),
    [
        ("en", "screen", "light"),
        ("de", "screen", "dark"),
        ("es", "screen", "light"),
        ("de", "print", "light"),
    ],
)
def test_everybody_can_read_the_report(
    make_analysis, tmp_path, chromium, language, media, scheme
):
    path = tmp_path / "report.html"
    text = render_page(make_analysis(), film=None, evidence=(), language=language)
    path.write_text(text, "utf-8")
    page = chromium.new_page(color_scheme=scheme)
    page.emulate_media(media=media)
    page.goto(path.as_uri())
    found = Axe().run(page).response["violations"]
    page.close()
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
