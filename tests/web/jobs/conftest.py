import importlib
from pathlib import Path

import pytest


@pytest.fixture
def duties(monkeypatch):
    """What processes can be told to do; they find it, as they have our path."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    return importlib.import_module("duties")
