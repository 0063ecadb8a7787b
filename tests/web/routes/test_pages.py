import re

import pytest


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/app.css", "text/css"), ("/app.js", "text/javascript")],
)
def test_the_page_and_its_files_are_served(browser, path, kind):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_script_finds_every_element_it_names(browser):
    html, script = browser.get("/").text, browser.get("/app.js").text
    ids = set(re.findall(r'\$\("([\w-]+)"\)', script))
    assert len(ids) > 10
    assert ids <= set(re.findall(r'id="([\w-]+)"', html))


def test_nothing_else_is_served(browser):
    assert browser.get("/store.py").status_code == 404
