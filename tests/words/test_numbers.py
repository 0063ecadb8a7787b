import pytest

from midstance.words.language import speaking
from midstance.words.numbers import localized, plain


@pytest.mark.parametrize(
    ("spoken", "number"), [("en", "3.25"), ("de", "3,25"), ("es", "3,25")]
)
def test_each_language_has_its_decimal_mark(spoken, number):
    with speaking(spoken):
        assert localized("3.25") == number


def test_a_setting_has_no_needless_decimals():
    with speaking("de"):
        assert [plain(2.0), plain(2.5)] == ["2", "2,5"]
