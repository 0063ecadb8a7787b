"""The contract that every registered backend keeps without its heavy library."""

import dataclasses
import inspect
import subprocess
import sys

import pytest

from midstance.pose.base import backends
from midstance.schema.skeletons import get_skeleton


def test_listing_backends_imports_no_heavy_library():
    code = (
        "import sys; from midstance.pose.base import backends; backends.names();"
        "heavy = {'torch', 'onnxruntime', 'cv2', 'av', 'ai_edge_litert'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("name", backends.names())
def test_every_backend_names_a_known_skeleton(name):
    assert get_skeleton(backends.get(name).skeleton).keypoints


@pytest.mark.parametrize("name", backends.names())
def test_settings_are_frozen_and_documented(name):
    kind = backends.get(name)
    doc = inspect.getdoc(kind)
    backend = kind()
    for field in dataclasses.fields(backend):
        assert field.name in doc
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(backend, field.name, getattr(backend, field.name))
