"""Whatever settings say, they are finite numbers in their bounds, or refused."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from midstance.config import Config
from midstance.errors import MidstanceError

PLAIN = Config().model_dump(mode="json")


def leaves(settings, path=()):
    """Yield where every setting stands."""
    for name, value in settings.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name)


LEAVES = sorted(leaves(PLAIN))
WRONG = (math.inf, -math.inf, math.nan, 1e308, -1e308, -1, 0, 10**400, "", "x" * 3000)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(WRONG[:7]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def given_at(where, value):
    """Return settings that say one thing."""
    changed = value
    for name in reversed(where):
        changed = {name: changed}
    return changed


def check(data):
    try:
        config = Config().updated(**data)
    except MidstanceError as error:
        said = str(error)
    else:
        dumped = config.model_dump(mode="json")
        for number in numbers(dumped):
            assert math.isfinite(number)
        text = json.dumps(dumped, allow_nan=False)
        assert Config.model_validate(json.loads(text)) == config
        return
    assert said.endswith((".", "?"))
    assert len(said) < 1000


def numbers(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


@pytest.mark.parametrize("where", LEAVES, ids=".".join)
@pytest.mark.parametrize("value", WRONG, ids=lambda value: f"{value!r:.12}")
def test_no_setting_takes_what_is_no_number_of_this_world(where, value):
    check(given_at(where, value))


@given(where=st.sampled_from(LEAVES), value=ANYTHING)
def test_any_value_of_any_setting_is_taken_or_refused(where, value):
    check(given_at(where, value))
