import dataclasses

import numpy as np
import pandas as pd
import pytest

import midstance as ms
from midstance.errors import ConfigError, NotEnoughDataError
from midstance.pipeline.exchange.watch import beside_watch

START = "2026-11-30T10:15:00+01:00"


@pytest.fixture(scope="module")
def analysis():
    return ms.example()


@pytest.fixture
def recording():
    seconds = pd.date_range("2026-11-30T09:14:50Z", periods=40, freq="s")
    running = np.arange(40) >= 10
    return pd.DataFrame(
        {
            "at": seconds,
            "cadence": np.where(running, 168.0, 60.0),
            "contact_time": np.where(running, 240.0, np.nan),
            "speed": np.nan,
        }
    )


def test_only_the_seconds_that_were_filmed_count(analysis, recording):
    found = beside_watch(analysis, recording, starts=START).set_index("metric")
    summary = analysis.summary().groupby("metric")["value"].mean()
    assert found.loc["cadence", "watch"] == 168.0
    assert found.loc["cadence", "n"] == 9
    assert found.loc["cadence", "clip"] == pytest.approx(summary["cadence"])
    assert found.loc["contact_time", "difference"] == pytest.approx(
        240.0 - summary["contact_time"]
    )
    assert found.loc["contact_time", "uncertainty"] > 1
    assert "speed" not in found.index


def test_clocks_that_differ_are_put_right(analysis, recording):
    later = recording.assign(at=recording["at"] + pd.Timedelta(hours=1))
    with pytest.raises(NotEnoughDataError, match="and the clip was filmed from"):
        beside_watch(analysis, later, starts=START)
    found = beside_watch(analysis, later, starts=START, offset_s=3600)
    assert found.set_index("metric").loc["cadence", "watch"] == 168.0


def test_the_video_says_when_it_began(analysis, recording):
    video = dataclasses.replace(analysis.video, filmed_at="2026-11-30T09:15:00")
    dated = dataclasses.replace(analysis, video=video)
    assert len(beside_watch(dated, recording)) == 2


def test_without_a_begin_or_with_a_wrong_one_it_is_said(analysis, recording):
    silent = dataclasses.replace(
        analysis, video=dataclasses.replace(analysis.video, filmed_at="")
    )
    with pytest.raises(ConfigError, match="does not say when it was filmed"):
        beside_watch(silent, recording)
    with pytest.raises(ConfigError, match="must be a date with a time"):
        beside_watch(analysis, recording, starts="noon")
