import pytest
from pydantic import ValidationError

from midstance.web.access.models import Credentials, SeenBy


def test_what_is_longer_than_a_password_is_not_hashed():
    with pytest.raises(ValidationError, match="at most 200 characters"):
        Credentials(name="Bo", password="x" * 201)


def test_a_list_of_users_without_end_is_refused():
    with pytest.raises(ValidationError, match="at most 1000 items"):
        SeenBy(is_restricted=True, user_ids=["a"] * 1001)
