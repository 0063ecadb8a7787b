import subprocess
import sys

import midstance


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, midstance; heavy = {'numpy', 'pandas', 'xarray', 'cv2', 'av'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == "[]"


def test_every_public_name_is_there():
    assert sorted(midstance.__all__) == midstance.__all__
    assert all(getattr(midstance, name) is not None for name in midstance.__all__)
