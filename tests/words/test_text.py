import pytest

from midstance.words.language import speaking
from midstance.words.text import _, catalogue, later, ngettext, pgettext, translated


def test_an_unknown_text_stays_as_it_is():
    with speaking("de"):
        assert _("Nobody ever translates {this}.") == "Nobody ever translates {this}."
        assert _("Nobody translates {this}.", this=3) == "Nobody translates 3."


def test_the_empty_text_is_not_the_head_of_the_catalogue():
    with speaking("de"):
        assert _("") == ""


def test_english_needs_no_catalogue():
    assert _("March") == "March"
    assert pgettext("a verb", "March") == "March"
    assert later("March") == "March"


@pytest.mark.parametrize(("n", "text"), [(1, "1 run"), (2, "2 runs"), (0, "0 runs")])
def test_a_number_chooses_its_form(n, text):
    assert ngettext("{n} run", "{n} runs", n) == text


def test_the_catalogue_of_a_language_is_read_once():
    assert catalogue("de") is catalogue("de")


def test_a_script_gets_what_has_a_translation():
    with speaking("de"):
        assert translated({"January": None, "No such text": None}) == {
            "January": "Januar"
        }
