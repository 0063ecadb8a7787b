import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.config import Config
from midstance.errors import ConfigError
from midstance.pipeline.analyze import analyze_tracks
from midstance.pipeline.people import (
    draw_people,
    list_people,
    report_others,
)
from midstance.schema.edits import make_edits
from midstance.schema.notes import Note, make_notes
from midstance.schema.tracks import individuals
from midstance.schema.video import VideoInfo
from midstance.video.writer import VideoWriter

WIDTH_PX, HEIGHT_PX = 640, 360


@pytest.fixture(scope="module")
def raw(film):
    """Two runners: one on the left, and one farther right who leaves after 3 s."""
    camera = {"width_px": WIDTH_PX, "height_px": HEIGHT_PX, "body_px": 240.0}
    one = film(duration_s=4.0, camera=camera)
    one["position"].loc[{"space": "x"}] -= 150.0
    other = film(duration_s=4.0, camera=camera, speed_m_s=4.0)
    other["position"].loc[{"space": "x"}] += 150.0
    other["position"][90:] = np.nan
    other = other.assign_coords(individual=["person-2"])
    both = xr.concat([one, other], "individual", combine_attrs="override")
    return both.transpose("time", "space", "keypoint", "individual", ...)


@pytest.fixture(scope="module")
def analysis(raw):
    return analyze_tracks(
        raw,
        Config(metrics=("cadence",)),
        video=VideoInfo("run.mp4", WIDTH_PX, HEIGHT_PX, 30.0, 4.0, 121),
        notes_on_video=make_notes([Note("short", "The film is short.")], stage="video"),
    )


def test_everybody_is_listed_with_times_and_activity(analysis):
    first, second = list_people(analysis)
    assert (first.name, first.is_reported) == ("person-1", True)
    assert (second.name, second.is_reported) == ("person-2", False)
    assert first.seen_s == pytest.approx(4.0, abs=0.1)
    assert (second.first_s, second.last_s) == pytest.approx((0.0, 89 / 30))
    assert {first.activity, second.activity} == {"running"}


def test_somebody_else_is_reported_without_the_network(analysis):
    other = report_others(analysis, runner="right")
    assert individuals(other.tracks) == ["person-2"]
    assert set(other.measures["individual"]) == {"person-2"}
    assert other.config.runner == "right"
    assert "The film is short." in other.warnings
    assert any("1 more person was seen" in text for text in other.warnings)
    both = report_others(other, people="all")
    assert individuals(both.tracks) == ["person-2", "person-1"]
    assert not any("more" in text for text in both.warnings)


def test_edits_by_hand_survive_another_choice_and_back(analysis):
    deleted = analysis.events.iloc[2]
    edit = make_edits(
        [
            (
                "person-1",
                deleted["side"],
                deleted["event"],
                "delete",
                np.nan,
                deleted["time_s"],
            )
        ]
    )
    edited = analyze_tracks(
        analysis.raw_tracks, analysis.config, video=analysis.video, edits=edit
    )
    assert len(edited.events) == len(analysis.events) - 1
    away = report_others(edited, runner="person-2")
    back = report_others(away, runner="person-1")
    pd.testing.assert_frame_equal(back.events, edited.events)


def test_who_is_not_there_cannot_be_reported(analysis):
    with pytest.raises(ConfigError, match="person-1, person-2; got 'person-7'"):
        report_others(analysis, runner="person-7")


def test_each_person_has_a_picture_of_their_own(analysis, tmp_path):
    video = tmp_path / "run.mp4"
    with VideoWriter(video, WIDTH_PX, HEIGHT_PX, 30.0) as writer:
        image = np.full((HEIGHT_PX, WIDTH_PX, 3), (200, 40, 40), np.uint8)
        image[:, WIDTH_PX // 2 :] = (40, 40, 200)
        for _ in range(121):
            writer.write(image)
    sheet = draw_people(analysis, list_people(analysis), video)
    left, right = np.array_split(sheet.astype(int), 2, axis=1)
    is_red, is_blue = (
        [(half[..., a] - half[..., b] > 100).sum() for half in (left, right)]
        for a, b in ((0, 2), (2, 0))
    )
    assert is_red[0] > 1000
    assert is_blue[1] > 1000
    assert is_red[1] == is_blue[0] == 0
