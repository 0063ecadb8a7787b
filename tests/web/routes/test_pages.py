import re

import pytest


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/static/app.css", "text/css"),
        ("/static/app.js", "text/javascript"),
    ],
)
def test_the_page_and_its_files_are_served(browser, path, kind):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_script_finds_every_element_it_names(browser):
    html, script = browser.get("/").text, browser.get("/static/app.js").text
    ids = set(re.findall(r'\$\("([\w-]+)"\)', script))
    assert len(ids) > 10
    assert ids <= set(re.findall(r'id="([\w-]+)"', html))


@pytest.mark.parametrize(
    "path",
    ["store.py", "", "label", "label/", "../store.py", "%2e%2e/store.py", "²", "a/b"],
)
def test_nothing_else_is_served(browser, path):
    assert browser.get(f"/static/{path}").status_code == 404


def test_the_page_loads_only_what_is_there(browser):
    wanted = set(re.findall(r'(?:src|href)="([^"]*)"', browser.get("/").text))
    for path in wanted - {"data:,"}:
        assert browser.get(path).status_code == 200
