import subprocess
import sys
from types import ModuleType

import pytest

import midstance as ms
from midstance.api.catalogue import describe_needs
from midstance.events.base import detectors
from midstance.formats.base import formats
from midstance.metrics.base import Needs, metrics
from midstance.pose.base import backends


@pytest.mark.parametrize(
    ("table", "registry"),
    [
        (ms.metrics, metrics),
        (ms.backends, backends),
        (ms.detectors, detectors),
        (ms.formats, formats),
    ],
    ids=["metrics", "backends", "detectors", "formats"],
)
def test_every_plug_in_has_a_row(table, registry):
    assert table()["name"].tolist() == registry.names()


def test_every_metric_says_what_it_is():
    told = ms.metrics()
    assert (told[["label", "definition", "needs"]] != "").all(axis=None)


def test_every_backend_says_whether_it_can_run_and_what_to_do():
    told = ms.backends().set_index("name")
    assert (told[["about", "licence", "status"]] != "").all(axis=None)
    assert "model" in told.loc["blazepose", "parameters"]


def test_needs_are_told_in_words():
    every = Needs(
        views=("rear",),
        keypoints=("hip", "knee"),
        scale=True,
        speed=True,
        mass=True,
        min_rate_hz=24.0,
        events=("initial_contact", "toe_off"),
        gait="running",
        crossing=True,
        min_strides=3,
    )
    assert describe_needs(every) == (
        "view from the rear; hip, knee; scale; speed; body mass; 24 frames/s; "
        "initial contact and toe-off; running; a runner who crosses the picture; "
        "3 strides of one foot"
    )
    assert describe_needs(Needs(events=())) == ""


@pytest.mark.parametrize(
    "imports",
    [
        "import midstance as ms",
        "import midstance.metrics.base, midstance.formats.base, midstance as ms",
        "from midstance.metrics import base; from midstance import formats; "
        "import midstance as ms",
        "import midstance as ms; ms.example(); import midstance.formats.choose",
    ],
)
def test_packages_of_that_name_do_not_hide_the_tables(imports):
    code = (
        f"{imports}; print(len(ms.metrics()) > 40, '.trc' in set(ms.formats().files))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.split() == ["True", "True"]


def test_the_packages_are_still_packages():
    import midstance.metrics

    assert isinstance(midstance.metrics, ModuleType)
    assert midstance.metrics.base.metrics is metrics
    with pytest.raises(TypeError, match="not callable"):
        midstance.pose()
