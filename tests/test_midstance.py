import inspect
import subprocess
import sys
import time
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib import pyplot as plt

import midstance as ms

FUNCTIONS = [
    name for name in ms.__all__ if inspect.isroutine(inspect.unwrap(getattr(ms, name)))
]
STRANGE = {
    "None": None,
    "number": 3,
    "nan": float("nan"),
    "text": "strange",
    "no text": "",
    "list": [1, "a"],
    "mapping": {"a": 1},
    "object": object(),
    "function": len,
    "bytes": b"\xff",
    "array": np.zeros((2, 2)),
    "table": pd.DataFrame({"side": [1], "event": [None]}),
    "dataset": xr.Dataset({"position": ("time", [1.0, 2.0])}),
}


def test_importing_loads_nothing_heavy():
    code = (
        "import sys; before = set(sys.modules); import midstance;"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before};"
        "print(sorted(new - sys.stdlib_module_names))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == "['midstance']"


def test_importing_takes_less_than_a_twentieth_of_a_second():
    code = (
        "import time; start = time.perf_counter(); import midstance;"
        "print(time.perf_counter() - start)"
    )

    def once():
        out = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        return float(out.stdout)

    # The best of a few: whatever else the machine does only makes it slower.
    assert min(once() for _ in range(5)) < 0.05


def test_every_public_name_is_there():
    assert sorted(ms.__all__) == ms.__all__
    assert all(getattr(ms, name) is not None for name in ms.__all__)
    assert set(ms.__all__) <= set(dir(ms))


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'analyse'"):
        _ = ms.analyse


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_says_how_it_is_called(name):
    text = inspect.getdoc(getattr(ms, name))
    assert ">>>" in text
    parameters = inspect.signature(getattr(ms, name)).parameters
    assert not parameters or "Parameters\n" in text
    for parameter in parameters:
        assert parameter in text


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A call of every public function that takes arguments, as far as it gets."""
    folder = tmp_path_factory.mktemp("good")
    tracks = ms.load_tracks(ms.example_file("tracks")).isel(time=slice(40))
    events = ms.load_events(ms.example_file("events"))
    points = np.zeros((3, 2, 1, 1))
    return {
        # The last argument to be looked at is the video, which is not there.
        "analyze": {"video": folder / "nowhere.mp4"},
        "analyze_tracks": {"tracks": tracks},
        "clean": {"tracks": tracks},
        "example_file": {"kind": "video"},
        "find_events": {"tracks": tracks},
        "load": {"folder": folder},
        "load_config": {"path": None},
        "load_events": {"path": ms.example_file("events")},
        "load_preset": {"name": "treadmill"},
        "load_tracks": {"path": ms.example_file("tracks")},
        "make_events": {"rows": [("anna", "left", "toe_off", 0.5, 0.01, "truth")]},
        "make_tracks": {
            "position": points,
            "confidence": points[:, 0],
            "time_s": np.arange(3.0),
            "keypoints": ["nose"],
        },
        "measure": {"tracks": tracks, "events": events},
        "save_events": {"events": events, "path": folder / "events.csv"},
        "save_tracks": {"tracks": tracks, "path": folder / "tracks.nc"},
        "write_report": {
            "analysis": ms.example(),
            "video": folder / "nowhere.mp4",
            "folder": folder / "report",
        },
    }


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_strange_argument_is_answered_with_our_own_error(
    name, kind, good, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)  # text may be a path to write to
    function = getattr(ms, name)
    parameters = inspect.signature(function).parameters
    assert name in good or not parameters, "give a good call of it above"
    for parameter in parameters:
        arguments = {**good.get(name, {}), parameter: STRANGE[kind]}
        sentence = ""
        try:
            function(**arguments)
        except ms.MidstanceError as error:
            sentence = str(error)
        assert not sentence or sentence[-1] in ".?"
        assert " --" not in sentence, "below the command line no text names an option"


METHODS = {
    "at": lambda it, value: it.at(value),
    "curves": lambda it, value: it.curves(value),
    "curves of": lambda it, value: it.curves(individual=value),
    "compare": lambda it, value: it.compare(value),
    "compare alike": lambda it, value: it.compare(it, same_camera=value),
    "to_xlsx": lambda it, value: it.to_xlsx(value),
    "save": lambda it, value: it.save(value),
    "plot.cycle": lambda it, value: it.plot.cycle(value),
    "plot.cycle of": lambda it, value: it.plot.cycle(individual=value),
    "plot.events": lambda it, value: it.plot.events(value),
    "plot.stickfigure": lambda it, value: it.plot.stickfigure(value),
    "plot.timeline of": lambda it, value: it.plot.timeline(individual=value),
    "plot.timeline on": lambda it, value: it.plot.timeline(ax=value),
}


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("method", METHODS)
def test_a_strange_argument_of_a_method_is_answered_with_our_own_error(
    method, kind, analysis, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    with suppress(ms.MidstanceError):
        METHODS[method](analysis, STRANGE[kind])
    plt.close("all")


def _at_rest(tracks):
    still = tracks["position"].isel(time=[0] * tracks.sizes["time"])
    return tracks.assign(position=(tracks["position"].dims, still.to_numpy()))


def _with_time(tracks, time_s):
    return tracks.assign_coords(time=np.asarray(time_s))


ODD_TRACKS = {
    "one frame": lambda it: it.isel(time=[0]),
    "no frame": lambda it: it.isel(time=[]),
    "two frames": lambda it: it.isel(time=slice(2)),
    "nobody": lambda it: it.isel(individual=[]),
    "no keypoint": lambda it: it.isel(keypoint=[]),
    "one keypoint": lambda it: it.sel(keypoint=["left_ankle"]),
    "one leg": lambda it: it.sel(
        keypoint=[f"left_{name}" for name in ("hip", "knee", "ankle")]
    ),
    "never seen": lambda it: it.assign(position=it["position"] * np.nan),
    "at rest": _at_rest,
    "in one place": lambda it: it.assign(position=it["position"] * 0),
    "infinite": lambda it: it.assign(position=it["position"] + np.inf),
    "without attrs": lambda it: it.drop_attrs(),
    "without observed": lambda it: it.drop_vars("observed"),
    "whole numbers": lambda it: it.assign(position=it["position"].astype(int)),
    "whole seconds": lambda it: _with_time(it, np.arange(it.sizes["time"])),
    "a clock before zero": lambda it: _with_time(it, it["time"].to_numpy() - 100),
    "a clock with NaN": lambda it: _with_time(
        it, np.where(np.arange(it.sizes["time"]) == 5, np.nan, it["time"])
    ),
    "a clock without coordinate": lambda it: it.drop_vars("time"),
    "names without coordinate": lambda it: it.drop_vars(["keypoint", "individual"]),
    "in 3D": lambda it: xr.concat(
        [it, it.isel(space=[0]).assign_coords(space=["z"])],
        "space",
        data_vars="minimal",
    ),
    "upside down": lambda it: it.transpose(..., "time"),
    "numbers as names": lambda it: it.assign_coords(individual=[7]),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("odd", ODD_TRACKS)
@pytest.mark.parametrize(
    "call",
    [
        ms.clean,
        ms.find_events,
        lambda tracks: ms.measure(
            tracks, ms.load_events(ms.example_file("events")), height_m=1.75
        ),
        lambda tracks: ms.analyze_tracks(tracks, height_m=1.75, speed_m_s=3.0),
    ],
    ids=["clean", "find_events", "measure", "analyze_tracks"],
)
def test_odd_tracks_give_a_result_or_our_own_error(call, odd):
    tracks = ms.load_tracks(ms.example_file("tracks")).isel(time=slice(180))
    with suppress(ms.MidstanceError):
        call(ODD_TRACKS[odd](tracks))


def test_the_names_of_settings_are_those_of_the_command_line():
    from midstance.cli.analyze import analyze
    from midstance.cli.events import events
    from midstance.cli.measure import measure

    def names(function):
        return set(inspect.signature(function).parameters)

    only_there, only_here = {"out", "report", "export"}, {"poses_file", "edits"}
    only_there |= {
        "overlay",
        "units",
        "video_in_report",
        "language",
        "pdf",
    }  # of the page
    assert names(analyze) - only_there == names(ms.analyze) - only_here - {"progress"}
    assert names(measure) - {"out"} == names(ms.measure) - {"scenes", "tracks_3d"}
    assert names(events) - {"out"} == names(ms.find_events)
    assert names(ms.analyze_tracks) - {"tracks"} <= names(ms.analyze)


def test_a_call_is_quick_enough_to_be_typed_again():
    start = time.perf_counter()
    ms.example()
    assert time.perf_counter() - start < 30
