import threading

import pytest

from midstance.errors import ConfigError
from midstance.words import language as module
from midstance.words.language import (
    accepted_language,
    choose_language,
    keep_language,
    kept_language,
    language,
    speaking,
)


@pytest.fixture
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_file", lambda: tmp_path / "language.toml")
    return tmp_path


def test_english_is_spoken_until_something_else_is_chosen():
    assert language() == "en"
    with speaking("de"):
        with speaking("es"):
            assert language() == "es"
        assert language() == "de"
    assert language() == "en"


def test_another_thread_speaks_its_own_language():
    heard = []
    with speaking("de"):
        other = threading.Thread(target=lambda: heard.append(language()))
        other.start()
        other.join()
    assert heard == ["en"]


def test_an_unknown_language_is_named_with_those_there_are():
    with pytest.raises(ConfigError, match=r"one of \['en', 'de', 'es'\], got 'fr'"):
        choose_language("fr")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("de-CH, de;q=0.9", "de"),
        ("fr-FR, es;q=0.5, en;q=0.4", "es"),
        ("en;q=0.2, de;q=0.7", "de"),
        ("de;q=0", "en"),
        ("de;q=high, es", "es"),
        ("fr, *", "en"),
    ],
)
def test_a_browser_gets_what_it_asks_for_first(header, expected):
    assert accepted_language(header) == expected


def test_the_language_is_remembered(own_folder):
    assert kept_language() == "en"
    keep_language("es")
    assert kept_language() == "es"


@pytest.mark.parametrize("content", ["language = 'fr'", "language = 3", "]", "x = 1"])
def test_what_cannot_be_read_is_english(own_folder, content):
    (own_folder / "language.toml").write_text(content)
    assert kept_language() == "en"
