import re
from pathlib import Path

import pytest

from midstance.kernels import types

SOURCE = Path(types.__file__).parents[1]
DEFINED = re.compile(r"^_?(Array|Floats|Image|Progress) = ", re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "home"),
    [
        *(("Array", "types"), ("Floats", "types"), ("Image", "types")),
        ("Progress", "progress"),
    ],
)
def test_each_kind_is_named_in_one_place(name, home):
    places = [
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if name in DEFINED.findall(path.read_text("utf-8"))
    ]
    assert places == [f"kernels/{home}.py"], f"import {name} from midstance.kernels"
