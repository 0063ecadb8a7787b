import load_events as recipe
import numpy as np
import pandas as pd
import pytest

from midstance.errors import NotEnoughDataError
from midstance.metrics.learned.cycle import N_FEATURES


@pytest.fixture
def rows():
    n = 4
    rng = np.random.default_rng(0)
    return {
        "features": rng.normal(size=(n, N_FEATURES)),
        "stride_s": np.full(n, 0.7),
        "contact_s": np.full(n, 0.25),
        "person": np.array(["ann", "ann", "bob", "bob"]),
        "speed_m_s": np.full(n, 3.5),
        "view": np.full(n, "left"),
        "side": np.array(["left", "right"] * 2),
        "kind": np.array(["exact", "3 px", "network", "others"]),
    }


def events_of(rows, late_ms):
    """Every event of every leg twice, off by the number of its row on average."""
    table = []
    for number in range(len(rows["kind"])):
        for shift in (-1, 1):
            for what, more in (("initial_contact", 0.0), ("toe_off", 10.0)):
                late_s = (late_ms[number] + more + shift) / 1e3
                table.append(
                    {
                        "noise": recipe.NOISES[rows["kind"][number]],
                        **{key: rows[key][number] for key in recipe.KEYS[1:]},
                        "what": what,
                        "true_s": 5.0,
                        "found_s": 5.0 + late_s,
                        "rate_hz": 60.0,
                        "threshold_n": 50,
                        "passes": False,
                        "at_end": False,
                    }
                )
    return pd.DataFrame(table)


def test_a_leg_has_the_mean_errors_of_its_own_events(rows, tmp_path):
    late_ms = np.array([0.0, 3.0, -4.0, 8.0])
    table = events_of(rows, late_ms)
    other = table.assign(found_s=9.0)
    ignored = [
        other.assign(rate_hz=30.0),
        other.assign(threshold_n=20),
        other.assign(passes=True),
        other.assign(at_end=True),
        other.assign(what="contact_time"),
    ]
    pd.concat([table, *ignored]).to_csv(tmp_path / "each.csv", index=False)
    cycles = recipe.as_found(rows, tmp_path / "each.csv")
    known = recipe.moved(rows, late_ms / 1e3, (late_ms + 10.0) / 1e3)
    for found, right in zip(cycles, known, strict=True):
        assert found.contact_s == pytest.approx(0.26)
        np.testing.assert_allclose(found.features, right.features)


def test_a_leg_without_events_is_refused(rows, tmp_path):
    table = events_of(rows, np.zeros(4))
    table[table["person"] != "bob"].to_csv(tmp_path / "each.csv", index=False)
    with pytest.raises(NotEnoughDataError, match="2 of the 4 legs"):
        recipe.as_found(rows, tmp_path / "each.csv")


def test_copies_differ_by_their_events_alone(rows):
    cycles, copies = recipe.copied(rows, 2, (0.0, 0.01), 0)
    assert len(cycles) == len(copies["person"]) == 8
    assert copies["person"].tolist() == rows["person"].tolist() * 2
    shares = recipe.duty(cycles)
    assert shares.std() > 0.01
    for cycle, features in zip(cycles, copies["features"], strict=True):
        np.testing.assert_allclose(cycle.features[:-2], [*features[:-3], 0.7])


def test_the_share_on_the_ground_is_one_of_a_step(rows):
    still = recipe.moved(rows, np.zeros(4), np.zeros(4))
    np.testing.assert_allclose(recipe.duty(still), 2 * 0.25 / 0.7)
