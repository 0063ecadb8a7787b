from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from midstance.errors import FormatError
from midstance.formats.tables.tidy import (
    angles_of,
    angles_table,
    points_of,
    points_table,
    write_csv,
)
from midstance.schema.tracks import FILLED, make_tracks

PATH = Path("a.csv")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    PATH.write_bytes(bytes(100))


def made():
    place = np.random.default_rng(0).uniform(1, 9, (3, 2, 2, 2))
    place[1, :, 0, 1] = np.nan
    sure = np.where(np.isnan(place[:, 0]), np.nan, 0.5)
    tracks = make_tracks(
        place,
        sure,
        np.array([0.0, 0.1, 0.25]),
        keypoints=["hip", "knee"],
        individuals=["anna", "bo"],
    )
    tracks["observed"][2, 1, 1] = FILLED
    return tracks


def test_rows_in_any_order_are_the_same_tracks():
    table = points_table(made()).sample(frac=1.0, random_state=1)
    again = points_of(table, PATH, "a table")
    again = again.sel(individual=["anna", "bo"], keypoint=["hip", "knee"])
    assert again["position"].equals(made()["position"])
    assert again["observed"].equals(made()["observed"])


def test_a_row_that_is_not_there_is_a_gap_and_is_said():
    table = points_table(made()).drop(index=3)
    again = points_of(table, PATH, "a table")
    assert np.isnan(again["position"].sel(individual="bo", keypoint="knee")[0]).all()
    assert again.attrs["notes"] == "Of 12 points, 1 have no row: gaps."


def test_one_person_needs_no_column_of_names():
    table = points_table(made().isel(individual=[0])).drop(columns=["individual"])
    assert points_of(table, PATH, "a table")["individual"].item() == "person-1"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.rename(columns={"x_px": "x"}), "needs the columns x_px and y_px"),
        (lambda t: pd.concat([t, t.iloc[:1]]), "two rows of one time, person and"),
        (lambda t: t.assign(time_s=np.nan), "a row has no time"),
        (lambda t: t.assign(time_s="soon"), "damaged or of another kind"),
        (lambda t: t.assign(x_px="left"), "damaged or of another kind"),
    ],
)
def test_what_is_wrong_is_said(change, says):
    with pytest.raises(FormatError, match=says):
        points_of(
            change(points_table(made()).astype({"x_px": object})), PATH, "a table"
        )


def test_a_table_whose_grid_would_be_mostly_empty_takes_no_memory():
    rows = np.arange(20_000)
    table = pd.DataFrame(
        {
            "time_s": rows / 10,
            "individual": [f"p{n}" for n in rows],
            "keypoint": "hip",
            "x_px": 1.0,
            "y_px": 1.0,
        }
    )
    with pytest.raises(FormatError, match=r"would unpack to 9\.6 GB"):
        points_of(table, PATH, "a table")


def test_angles_keep_their_order_and_refuse_a_row_that_comes_twice():
    curves = pd.DataFrame({"z": [1.0, 2.0], "a": [3.0, np.nan]}, index=[0.0, 0.5])
    table = angles_table(curves)
    assert angles_of(table, PATH, "a table").equals(curves)
    with pytest.raises(FormatError, match="damaged"):
        angles_of(pd.concat([table, table]), PATH, "a table")


def test_times_late_in_a_long_recording_keep_their_microseconds():
    table = points_table(made().assign_coords(time=36_000 + np.array([0, 0.03, 0.07])))
    write_csv(table, PATH)
    assert pd.read_csv(PATH)["time_s"].unique().tolist() == [
        36_000,
        36_000.03,
        36_000.07,
    ]
