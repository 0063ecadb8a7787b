import numpy as np
import pytest
from arro3.core import Array, ChunkedArray, DataType, Table
from arro3.io import write_parquet

from midstance.formats.tables.parquet_child import main, plain


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ([1, None, 3], DataType.int64(), [1.0, np.nan, 3.0]),
        (["hip", None], DataType.string(), ["hip", ""]),
        ([None, None], DataType.float64(), [np.nan, np.nan]),
    ],
)
def test_numbers_and_texts_are_kept(values, kind, expected):
    found = plain(ChunkedArray([Array(values, kind)]))
    np.testing.assert_array_equal(found, expected)


def test_other_columns_are_left_out(tmp_path):
    columns = {
        "a": Array([1.5], DataType.float64()),
        "b": Array([b"x"], DataType.binary()),
    }
    write_parquet(Table.from_pydict(columns), tmp_path / "a.parquet")
    main(str(tmp_path / "a.parquet"), str(tmp_path / "a.npz"))
    with np.load(tmp_path / "a.npz") as held:
        assert held.files == ["a"]


def test_a_process_that_calls_it_keeps_its_memory(tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    test_other_columns_are_left_out(tmp_path)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
