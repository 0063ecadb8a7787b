import pickle

import pytest

from midstance import errors


def test_all_errors_have_one_base():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    assert all(issubclass(kind, errors.MidstanceError) for kind in kinds)


def test_the_tree_in_the_docstring_names_every_error():
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type)]
    assert all(name in errors.__doc__ for name in kinds)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("heigth_m", "did you mean height_m?"),
        ("pace", "choose from ['height_m', 'view']."),
        (3, "choose from ['height_m', 'view']."),
    ],
)
def test_a_typo_is_answered_with_what_was_meant(name, hint):
    assert errors.did_you_mean(name, ["height_m", "view"]) == hint


@pytest.mark.parametrize(
    "kind", [errors.ConfigError, errors.OutputError, errors.MissingDependencyError]
)
def test_what_can_be_done_travels_with_an_error_between_processes(kind):
    error = kind("No mass.", remedy="body_mass", facts={"name": "anna"})
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == "No mass."
    assert (again.remedy, again.facts) == ("body_mass", {"name": "anna"})
    assert kind("No mass.").remedy == ""


def test_what_is_missing_travels_with_an_error_between_processes():
    error = errors.MissingSettingError("No rate; give it.", "rate_hz")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.setting) == ("No rate; give it.", "rate_hz")


def test_a_sentence_that_shows_a_whole_file_is_cut():
    said = str(errors.FormatError(f"Expected a number, got {'x' * 10_000}; mend it."))
    assert len(said) < 700
    assert said.startswith("Expected a number, got xxx")
    assert said.endswith("xxx; mend it.")
