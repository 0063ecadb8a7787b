import sys

import pytest

from midstance.batch.base import engines
from midstance.errors import ConfigError, MissingDependencyError


def test_without_ray_the_way_to_get_it_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    engine = engines.build("ray", {})
    with pytest.raises(MissingDependencyError, match=r"pip install 'midstance\[ray\]'"):
        list(engine.outcomes([]))


def test_a_missing_cluster_is_a_wrong_setting(monkeypatch):
    ray = pytest.importorskip("ray", reason="Ray is not installed")

    def refuse(*args, **kwargs):
        raise ConnectionError("nobody answers")

    monkeypatch.setattr(ray, "init", refuse)
    engine = engines.build("ray", {"address": "127.0.0.1:1"})
    with pytest.raises(ConfigError, match=r"no Ray cluster at '127.0.0.1:1'"):
        list(engine.outcomes([]))


@pytest.mark.parametrize(
    ("said", "kind", "told"),
    [
        (
            "The current node timed out during startup. This could happen because",
            ConfigError,
            r"Ray did not start .* the engine 'local'",
        ),
        ("something else", Exception, "something else"),
    ],
)
def test_a_machine_too_busy_for_ray_is_told_apart(monkeypatch, said, kind, told):
    ray = pytest.importorskip("ray", reason="Ray is not installed")

    def refuse(*args, **kwargs):
        raise Exception(said)  # noqa: TRY002 -- as Ray does

    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(kind, match=told):
        list(engines.build("ray", {}).outcomes([]))
