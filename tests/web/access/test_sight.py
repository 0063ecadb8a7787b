import pytest

from midstance.errors import FormatError
from midstance.web.access.sight import Sight, Visibility
from midstance.web.access.who import HERE
from midstance.web.store.people import People

FACTS = {
    "birth_year": None,
    "sex": "",
    "height_m": None,
    "mass_kg": None,
    "leg_length_m": None,
    "shoes": "",
    "notes": "",
    "tags": [],
}


@pytest.fixture
def visibility(store):
    return Visibility(store.rows)


@pytest.fixture
def anna(store):
    return People(store).add({"name": "Anna", **FACTS})


def test_each_role_sees_whom_it_may(store, visibility, anna, add_user):
    owner, coach, viewer = (
        add_user(role, role) for role in ("owner", "coach", "viewer")
    )
    seen = lambda user: Sight(store.rows, user.who).sees(anna.id)  # noqa: E731
    assert [seen(one) for one in (owner, coach, viewer)] == [True, True, False]
    visibility.set(anna.id, is_restricted=True, user_ids=[])
    assert [seen(one) for one in (owner, coach, viewer)] == [True, False, False]
    visibility.set(anna.id, is_restricted=True, user_ids=[coach.id, viewer.id])
    assert [seen(one) for one in (owner, coach, viewer)] == [True, True, True]
    visibility.set(anna.id, is_restricted=False, user_ids=[viewer.id])
    assert [seen(one) for one in (owner, coach, viewer)] == [True, True, True]
    assert Sight(store.rows, HERE).sees(anna.id)


def test_what_belongs_to_nobody_is_for_coaches(store, add_user):
    for role, expected in (("owner", True), ("coach", True), ("viewer", False)):
        assert Sight(store.rows, add_user(role, role).who).sees(None) is expected


def test_equal_keys_see_the_same(store, visibility, anna, add_user):
    first, second, third = (add_user(name) for name in ("a", "b", "c"))
    key = lambda user: Sight(store.rows, user.who).key  # noqa: E731
    assert key(first) == key(second)
    visibility.set(anna.id, is_restricted=True, user_ids=[first.id])
    assert key(first) != key(second)
    assert key(second) == key(third)


def test_who_is_chosen_is_kept_and_unknown_users_are_not(visibility, anna, add_user):
    bo = add_user("Bo")
    visibility.set(anna.id, is_restricted=True, user_ids=[bo.id, "nobody", bo.id])
    assert visibility.get(anna.id) == (True, [bo.id])
    with pytest.raises(FormatError, match="no such person"):
        visibility.set("nobody", is_restricted=True, user_ids=[])
