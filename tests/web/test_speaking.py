import pytest

GERMAN = {"accept-language": "de-AT, en;q=0.5"}


def language_of(answer):
    return answer.text.split('<html lang="')[1][:2]


def test_the_app_speaks_what_the_browser_asks_for(browser):
    assert language_of(browser.get("/", headers=GERMAN)) == "de"
    assert language_of(browser.get("/", headers={"accept-language": "fr"})) == "en"


def test_a_link_chooses_a_language_and_it_stays(browser):
    assert language_of(browser.get("/?language=es", headers=GERMAN)) == "es"
    assert language_of(browser.get("/people", headers=GERMAN)) == "es"


@pytest.mark.parametrize("name", ["fr", "", "de; Path=/x", "../de"])
def test_an_unknown_language_chooses_nothing(browser, name):
    answer = browser.get("/", params={"language": name}, headers=GERMAN)
    assert language_of(answer) == "de"
    assert "set-cookie" not in answer.headers


def test_every_page_leads_to_every_language(browser):
    for path in ("/", "/people", "/docs"):
        text = browser.get(path).text
        assert all(f'href="?language={one}"' in text for one in ("en", "de", "es"))
