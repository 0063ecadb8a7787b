import numpy as np
import pandas as pd
import pytest
import xarray as xr

from midstance.schema.measures import (
    ALONG_COLUMNS,
    COLUMNS,
    MEDIAN_TO_MEAN,
    SUMMARY_COLUMNS,
    change_of_pace,
    empty_measures,
    load_curves,
    load_missing,
    make_missing,
    save_curves,
    summarize,
    summarize_along,
)


def table(values, uncertainty=0.0, shared=0.0, side="left"):
    rows = [
        ("knee", "anna", side, 0.7 * i, value, uncertainty, shared, "deg")
        for i, value in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def test_a_value_that_rises_is_a_row_for_each_stretch_and_a_change_per_minute():
    noise = np.random.default_rng(0).normal(0, 0.5, 90)
    rising = 40.0 + 3.0 * np.arange(90) * 0.7 / 60 + noise
    along = summarize_along(table(rising, uncertainty=1.0, shared=0.8))
    assert tuple(along.columns) == ALONG_COLUMNS
    assert len(along) == 6
    assert along["n"].sum() == 90
    assert along["start_s"].iloc[1:].tolist() == along["end_s"].iloc[:-1].tolist()
    assert along["value"].is_monotonic_increasing
    assert (along["uncertainty"] > 0.8).all()
    change, sd = along[["change_per_min", "change_uncertainty"]].iloc[0]
    assert change == pytest.approx(3.0, abs=3 * sd)
    assert 0.1 < sd < 0.4


def test_a_pace_that_falls_is_one_record_of_plain_values():
    falling = table(172.0 - 2.0 * np.arange(90) * 0.7 / 60, side="both")
    knees = table(np.full(90, 40.0))
    along = summarize_along(pd.concat([falling.assign(metric="cadence"), knees]))
    (record,) = change_of_pace(along)
    assert (record["metric"], record["individual"], record["side"]) == (
        *("cadence", "anna", "both"),
    )
    assert record["first"] > record["last"]
    assert record["change_per_min"] == pytest.approx(-2.0)
    assert all(isinstance(value, str | float) for value in record.values())
    assert change_of_pace(summarize_along(empty_measures())) == []


@pytest.mark.parametrize("repeats", [1, 8])
def test_the_change_of_what_does_not_change_is_within_its_uncertainty(repeats):
    off = []
    for seed in range(60):
        noise = np.random.default_rng(seed).normal(0, 1, 80)
        noise = np.convolve(noise, np.ones(repeats) / np.sqrt(repeats), "same")
        row = summarize_along(table(noise)).iloc[0]
        off.append(row["change_per_min"] / row["change_uncertainty"])
    assert 0.7 < np.std(off) < 1.6


def test_a_short_clip_is_three_stretches_and_two_values_are_none():
    along = summarize_along(table([40.0, 41.0, 42.0, 43.0, 44.0, 45.0]))
    assert along["n"].tolist() == [2, 2, 2]
    assert summarize_along(table([40.0, np.nan, 41.0])).empty
    assert summarize_along(empty_measures()).empty


def only(measures):
    summary = summarize(measures)
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert len(summary) == 1
    return summary.iloc[0]


def test_it_is_the_median_with_spread_and_count():
    row = only(table([10.0, 11.0, 12.0, 40.0]))
    assert (row["value"], row["n"]) == (11.5, 4)
    assert row["spread"] == pytest.approx(np.std([10, 11, 12, 40], ddof=1))
    assert row["unit"] == "deg"


def test_a_random_error_averages_out_and_a_shared_one_does_not():
    random = only(table([20.0] * 25, uncertainty=5.0))
    shared = only(table([20.0] * 25, uncertainty=5.0, shared=5.0))
    assert random["uncertainty"] == pytest.approx(MEDIAN_TO_MEAN)
    assert shared["uncertainty"] == pytest.approx(5.0)


def test_scatter_counts_when_it_is_more_than_stated():
    row = only(table([18.0, 22.0] * 8, uncertainty=0.1))
    assert row["uncertainty"] == pytest.approx(
        MEDIAN_TO_MEAN * row["spread"] / 4.0, rel=1e-3
    )


def test_one_stride_keeps_its_own_uncertainty():
    row = only(table([20.0], uncertainty=5.0, shared=3.0))
    assert row["uncertainty"] == pytest.approx(5.0)
    assert np.isnan(row["spread"])


def test_rows_without_the_shared_part_count_as_half_shared():
    measures = table([20.0] * 100, uncertainty=5.0).drop(columns="shared_uncertainty")
    assert only(measures)["uncertainty"] == pytest.approx(2.5, rel=0.05)


def test_strides_without_a_number_do_not_count():
    row = only(table([20.0, np.nan, 22.0]))
    assert (row["value"], row["n"]) == (21.0, 2)
    assert summarize(table([np.nan])).empty


def test_without_any_stated_uncertainty_one_stride_has_none():
    assert np.isnan(only(table([20.0], uncertainty=np.nan))["uncertainty"])


def test_sides_and_people_are_kept_apart():
    both = pd.concat([table([1.0]), table([3.0], side="right")])
    assert summarize(both)["value"].tolist() == [1.0, 3.0]


def test_nothing_measured_makes_an_empty_summary():
    assert summarize(empty_measures()).empty
    assert make_missing([]).empty


def test_stated_uncertainty_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(0)
    within = []
    for _ in range(400):
        late = rng.normal(0, 1.0)
        row = only(table(20.0 + late + rng.normal(0, 2.0, 16), np.sqrt(5), 1.0))
        within.append(abs(row["value"] - 20.0) / row["uncertainty"])
    assert np.mean(np.array(within) < 1) == pytest.approx(0.683, abs=0.06)
    assert np.mean(np.array(within) < 2) == pytest.approx(0.954, abs=0.03)


def test_missing_numbers_of_older_tables_name_no_remedy(tmp_path):
    table = make_missing([("speed", "anna", "Needs the scale.", "scale")])
    table.to_csv(tmp_path / "missing.csv", index=False)
    pd.testing.assert_frame_equal(load_missing(tmp_path / "missing.csv"), table)
    table.drop(columns="remedy").to_csv(tmp_path / "old.csv", index=False)
    assert load_missing(tmp_path / "old.csv")["remedy"].tolist() == [""]


def test_curves_come_back_with_gaps_units_and_words(tmp_path):
    curves = xr.Dataset(
        {
            "force_bw": (("side", "percent"), [[0.5, np.nan]], {"units": "BW"}),
            "reason": ("side", ["Ünlike all others."]),
        },
        coords={"side": ["left"], "percent": [0.0, 100.0]},
    )
    save_curves(curves, tmp_path / "curves.nc")
    loaded = load_curves(tmp_path / "curves.nc")
    xr.testing.assert_allclose(loaded, curves)
    assert loaded["force_bw"].attrs == {"units": "BW"}
    assert loaded["reason"].item() == "Ünlike all others."


def test_without_a_file_there_are_none(tmp_path):
    assert load_curves(tmp_path / "curves.nc") is None


def test_empty_curves_stay_empty(tmp_path):
    save_curves(xr.Dataset(), tmp_path / "curves.nc")
    assert load_curves(tmp_path / "curves.nc").identical(xr.Dataset())
