import json

from midstance.words.language import speaking
from midstance.words.scripts import texts_of, words_for


def test_only_what_is_translated_is_found():
    script = """_("Play"), x_("no"), a._("no"), _(name), later( "Stop"), _("\\"b\\"")"""
    assert texts_of([script]) == {"Play": None, "Stop": None, '"b"': None}


def test_english_needs_no_words():
    assert json.loads(words_for(['_("January")'])) == {}


def test_words_stand_by_their_english_text():
    with speaking("de"):
        assert json.loads(words_for(['_("January")'])) == {"January": "Januar"}


def test_no_text_ends_the_script_that_holds_it(monkeypatch):
    monkeypatch.setattr(
        "midstance.words.scripts.translated", lambda texts: {"a": "</script>"}
    )
    assert "<" not in words_for([])
    assert json.loads(words_for([])) == {"a": "</script>"}
