import pytest

from midstance.words.kept import retold
from midstance.words.language import speaking


def german(text):
    with speaking("de"):
        return retold(text)


def test_english_stays_as_it_is():
    assert retold("Needs the running speed.") == "Needs the running speed."


def test_a_sentence_without_values_is_looked_up():
    assert german("Needs the running speed.") == "Die Laufgeschwindigkeit fehlt."


def test_the_values_of_a_sentence_go_into_its_translation():
    text = (
        "The camera could not be followed after 3.25 s, so nothing was measured from "
        "there on; more of what stands still must be in the picture."
    )
    assert "nach 3,25 s" in german(text)
    assert "Kamera" in german(text)


def test_a_value_that_is_a_word_is_translated_too():
    text = "Needs a view from the left or right; this one is rear."
    assert (
        german(text)
        == "Braucht eine Ansicht von links oder rechts; diese ist von hinten."
    )


def test_several_sentences_are_told_one_by_one():
    text = (
        "Needs the running speed. Something nobody knows. Needs the mass of the body."
    )
    first, second, third = german(text).split(". ")
    assert (first, second) == (
        "Die Laufgeschwindigkeit fehlt",
        "Something nobody knows",
    )
    assert third == "Die Körpermasse fehlt."


@pytest.mark.parametrize("text", ["", "No such sentence.", "{n} {m}", "a (b"])
def test_what_is_not_known_stays(text):
    assert german(text) == text
