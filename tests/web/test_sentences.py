import pytest
from pydantic import ValidationError

from midstance.config import Config
from midstance.errors import MidstanceError
from midstance.pose.base import backends
from midstance.schema.edits import make_edits
from midstance.tracking.choose import choose_people
from midstance.web.access.models import NewAccount
from midstance.web.models import Settings
from midstance.web.sentences import of_error, of_problem
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


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"subject": {"height_m": 9.0}},
            "Einstellungen: subject.height_m: muss weniger ",
        ),
        (
            {"subject": {"hight_m": 1.8}},
            "Es gibt keine Einstellung subject.hight_m; meinten ",
        ),
        ({"subject": {"view": "below"}}, "subject.view: muss 'auto'"),
        ({"people": "few"}, "muss eine ganze Zahl sein"),
        (
            {"subject": {"floor": {"start_px": (0, 0), "end_px": (9, 99)}}},
            "Einstellungen: subject.floor: ein Boden steigt um höchstens 45 Grad an",
        ),
        ({"points": "x"}, "gegeben ist 'x'."),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_the_language_of_who_asks(
    settings, said
):
    with pytest.raises(MidstanceError) as found:
        Config().updated(**settings)
    with speaking("de"):
        assert said in of_error(found.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: backends.get("blazepoze"), "Unbekannt: Posennetz 'blazepoze'; mein"),
        (
            lambda: backends.build("blazepose", {"speed": 1}),
            "Posennetz 'blazepose' hat keine Einstellung 'speed'; w",
        ),
        (lambda: make_edits([("a", "left", "x", "add", 1.0, 1.0)]), "muss eines von"),
    ],
)
def test_what_steps_refuse_is_said_in_the_language_of_who_asks(asked, said):
    with pytest.raises(MidstanceError) as found:
        asked()
    with speaking("de"):
        assert said in of_error(found.value)


def test_a_runner_whom_nobody_knows_is_said_in_the_language_of_who_asks(film):
    tracks = film(duration_s=1.0)
    with pytest.raises(MidstanceError) as found:
        choose_people(tracks, runner="somebody", people=1)
    with speaking("es"):
        said = of_error(found.value)
    assert "o alguien encontrado" in said
    assert said.endswith("se dio 'somebody'.")


def test_what_a_check_of_ours_refuses_is_said_in_the_language_of_who_asks():
    with pytest.raises(ValidationError) as found:
        Settings(pose={"name": "canned", "params": {}})
    first = found.value.errors()[0]
    with speaking("de"):
        said = of_problem({**first, "loc": ("body", *first["loc"])})
    assert "das Posennetz 'canned' kann hier nicht gewählt werden" in said
