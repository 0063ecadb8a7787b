import subprocess
import sys

from midstance import plugins


def test_every_public_name_is_there_and_is_what_types_say_it_is():
    assert sorted(plugins.__all__) == plugins.__all__ == dir(plugins)
    assert all(getattr(plugins, name) is not None for name in plugins.__all__)


def test_importing_loads_nothing_heavy():
    code = (
        "import sys, midstance.plugins; heavy = {'numpy', 'pandas', 'xarray', 'cv2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == "[]"
