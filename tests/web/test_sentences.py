import pytest
from pydantic import ValidationError

from midstance.web.access.models import NewAccount
from midstance.web.sentences import of_problem
from midstance.words.language import speaking


def test_a_long_input_is_cut():
    problem = {"loc": ("body", "name"), "msg": "Too long", "input": "x" * 10_000}
    assert len(of_problem(problem)) < 150


def test_a_problem_of_the_whole_is_said_without_a_place():
    assert of_problem({"loc": ("body",), "msg": "Wrong"}) == "Wrong."


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "Bo"}, "password: das wird gebraucht, gegeben ist {'name': 'Bo'}."),
        ({"name": "Bo", "password": "x" * 201}, "muss höchstens 200 Zeichen haben"),
        ({"name": "Bo", "password": "x", "quota_bytes": -1}, "muss 0 oder mehr sein"),
        ({"name": "Bo", "password": "x", "size": 1}, "so heißt hier nichts"),
        ({"name": "Bo", "password": "x", "role": "boss"}, "'coach' or 'viewer' sein"),
    ],
)
def test_what_pydantic_finds_is_said_in_the_language_of_who_asks(sent, said):
    with pytest.raises(ValidationError) as found:
        NewAccount(**sent)
    first = found.value.errors()[0]
    with speaking("de"):
        assert said in of_problem({**first, "loc": ("body", *first["loc"])})
