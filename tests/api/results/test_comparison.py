import midstance as ms
from midstance.api.results.comparison import compare
from midstance.findings import comparison


def test_analyses_compare_by_the_one_method_there_is():
    example = ms.example()
    assert compare is comparison.compare
    assert list(example.compare(example).columns) == list(comparison.COLUMNS)
