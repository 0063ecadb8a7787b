import pytest

from midstance.schema.remedies import PLAIN, with_remedy


def test_facts_stand_in_the_words_of_a_remedy():
    words = {"turn": "Turn it by {angle_deg:.0f} degrees."}
    told = with_remedy("It lies.", "turn", {"angle_deg": 90.0}, words)
    assert told == "It lies. Turn it by 90 degrees."


@pytest.mark.parametrize("remedy", ["", "a remedy of the future"])
def test_without_words_the_text_stands_alone(remedy):
    assert with_remedy("It lies.", remedy) == "It lies."


@pytest.mark.parametrize("remedy", PLAIN)
def test_plain_words_are_whole_sentences_without_options(remedy):
    words = PLAIN[remedy]
    assert words[0].isupper()
    assert words.endswith(".")
    assert "--" not in words
