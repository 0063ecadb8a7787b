import errno

import anyio
import pytest

from midstance.errors import ConfigError, FormatError
from midstance.web.access.attempts import LockedOutError
from midstance.web.complaints import COMPLAINTS


def answer_to(error):
    kinds = [kind for kind in COMPLAINTS if isinstance(error, kind)]
    return anyio.run(COMPLAINTS[kinds[0]], None, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FormatError("gone"), 404),
        (ConfigError("wrong"), 400),
        (LockedOutError("often"), 429),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (ZeroDivisionError(), 500),
    ],
)
def test_each_error_has_its_status(error, status):
    assert answer_to(error).status_code == status


def test_another_error_of_the_disk_is_a_fault_of_ours():
    with pytest.raises(PermissionError):
        answer_to(PermissionError(errno.EACCES, "Permission denied"))
