from types import SimpleNamespace

import pytest

from midstance.errors import FormatError
from midstance.web.access.who import HERE, Who, ensure_owner, who_asks


def request_of(who):
    return SimpleNamespace(state=SimpleNamespace(who=who))


def test_who_sits_here_may_everything():
    assert HERE.may_change
    assert who_asks(request_of(HERE)) is HERE
    ensure_owner(request_of(HERE))


@pytest.mark.parametrize("role", ["coach", "viewer"])
def test_what_is_for_owners_is_not_there_for_others(role):
    with pytest.raises(FormatError, match="no such page"):
        ensure_owner(request_of(Who("a", "Bo", role)))
