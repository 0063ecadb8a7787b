import numpy as np
import pandas as pd

from midstance.formats.watches.base import AT, recording


def test_a_zero_is_no_measurement_and_rows_are_put_in_order():
    at = pd.Series(["2026-11-30T10:00:02Z", "2026-11-30T10:00:01Z"])
    columns = {"cadence": pd.Series([0, 160]), "speed": pd.Series([0.0, 0.0])}
    table = recording(at, columns)
    assert list(table.columns) == [AT, "cadence"]  # never a speed
    assert table[AT].is_monotonic_increasing
    np.testing.assert_equal(table["cadence"].to_numpy(), [160.0, np.nan])
