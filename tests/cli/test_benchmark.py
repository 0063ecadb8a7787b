import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from midstance.cli.main import app
from midstance.events.strides.people import people_learned_from
from midstance.formats.motion.plate_trial import PlateTrial, write_plate_trial
from midstance.synth.motion.runner import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = run(duration_s=4.0, rate_hz=100.0)
    truth = made.events[["side", "event"]].assign(
        time_50_n_s=made.events["time_s"], time_20_n_s=made.events["time_s"] + 0.01
    )
    where = tmp_path_factory.mktemp("trials")
    person = sorted(people_learned_from())[0]
    about = {"belt_speed_m_s": 3.0}
    for name in ("ann", person):
        trial = PlateTrial(
            name, name, made.tracks, truth, np.array([[0.0, 4.0]]), about=about
        )
        write_plate_trial(trial, where / f"{name}.npz")
    return where


def call(*arguments):
    return CliRunner().invoke(app, ["benchmark", *map(str, arguments)])


def test_a_folder_is_scored_and_known_people_are_named(folder, tmp_path):
    out = tmp_path / "table.csv"
    result = call(folder, "--noise", "exact", "-o", out)
    assert result.exit_code == 0, result.output
    assert "initial_contact" in result.output
    assert "has learned from 1 of these people" in result.output
    table = pd.read_csv(out)
    contact = table.set_index("what").loc["initial_contact"]
    assert contact["people"] == 2
    assert contact["rmse_ms"] < 20


def test_another_threshold_is_another_truth(folder, tmp_path):
    bias = {}
    for threshold_n in (50, 20):
        out = tmp_path / f"{threshold_n}.csv"
        options = ("--detector", "fore_aft", "--noise", "exact", "-o", out)
        result = call(folder, *options, "--threshold-n", threshold_n)
        assert result.exit_code == 0
        table = pd.read_csv(out).set_index("what")
        bias[threshold_n] = table.loc["initial_contact", "bias_ms"]
        assert "has learned" not in result.output
    assert bias[50] - bias[20] == pytest.approx(10.0, abs=0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--threshold-n", "30"], "must be one of"),
        (["--detector", "zeno"], "Unknown event detector"),
        (["--events", "none.csv"], "There is no file none.csv"),
        (["--events", "a.csv", "--detector", "fore_aft"], "Either a detector"),
    ],
)
def test_a_wrong_setting_is_status_2(options, message, folder):
    result = call(folder, *options)
    assert result.exit_code == 2
    assert message in result.output


def test_an_empty_folder_is_status_2(tmp_path):
    result = call(tmp_path)
    assert result.exit_code == 2
    assert "No plate trial in" in result.output
