import pandas as pd
import pytest

import midstance as ms
from midstance.api import analyze as module
from midstance.config import Config
from midstance.errors import ConfigError, SchemaError, VideoError
from midstance.schema.edits import make_edits


@pytest.fixture
def asked(monkeypatch):
    """What the pipeline is asked for, instead of its work."""
    calls = []

    def analyze(path, **settings):
        calls.append((path, settings))
        return "the analysis"

    monkeypatch.setattr(module.pipeline, "analyze", analyze)
    return calls


def test_every_keyword_reaches_its_setting(asked, tmp_path):
    given = ms.analyze(
        "run.mp4",
        view="left",
        height_m=1.78,
        mass_kg=70,
        speed_m_s=3.0,
        surface="treadmill",
        known_length="10,20,10,220=1.2",
        floor="0,300,900,310",
        people="all",
        runner="nearest",
        model="heavy",
        pose_param={"max_people": 4},
        start_s=1.0,
        end_s=6.0,
        slow_motion=8,
        image_fps=25,
        camera="moving",
        rotate=90,
        lift=True,
        focal_px=1000.0,
        poses_file=str(tmp_path / "poses.npz"),
        progress=False,
    )
    assert given == "the analysis"
    ((path, call),) = asked
    assert path.name == "run.mp4"
    assert call["poses_file"] == tmp_path / "poses.npz"
    assert call["progress"] is None
    assert call["config"] == Config(
        clip={
            "start_s": 1.0,
            "end_s": 6.0,
            "slow_motion": 8,
            "image_rate_hz": 25,
            "camera": "moving",
            "rotate": 90,
        },
        subject={
            "view": "left",
            "height_m": 1.78,
            "mass_kg": 70,
            "speed_m_s": 3.0,
            "surface": "treadmill",
            "known_length": "10,20,10,220=1.2",
            "floor": "0,300,900,310",
        },
        people="all",
        runner="nearest",
        pose={"name": "blazepose", "params": {"max_people": 4, "model": "heavy"}},
        lifting={"lifter": "network", "focal_px": 1000.0},
    )


def test_keywords_change_the_settings_that_they_name(asked):
    ms.analyze("run.mp4", config={"people": 2, "runner": "left"}, runner="right")
    ms.analyze("run.mp4", preset="treadmill")
    assert asked[0][1]["config"] == Config(people=2, runner="right")
    assert asked[1][1]["config"].subject.surface == "treadmill"


def test_edits_are_looked_at_before_the_long_work(asked):
    ms.analyze("run.mp4", edits=make_edits())
    with pytest.raises(SchemaError, match="Edits need the columns"):
        ms.analyze("run.mp4", edits=pd.DataFrame({"side": ["left"]}))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"hight_m": 1.8}, r"takes no hight_m; did you mean height_m\?"),
        ({"height_m": 178}, r"height_m: .*, got 178"),
        ({"view": "top"}, r"view: .*'oblique', got 'top'"),
        ({"camera": "yes"}, "camera: Input should be 'auto', 'still' or 'moving'"),
        ({"rotate": 45}, "rotate: Input should be"),
        ({"progress": 3}, "progress must be True, False, or a function"),
    ],
)
def test_a_wrong_setting_is_said_before_the_video_is_opened(wrong, message):
    with pytest.raises(ConfigError, match=message):
        ms.analyze("nowhere.mp4", **wrong)


def test_a_missing_video_is_named():
    with pytest.raises(VideoError, match=r"No video at nowhere\.mp4"):
        ms.analyze("nowhere.mp4")
