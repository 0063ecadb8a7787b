from datetime import date

import pytest

from midstance.words.language import speaking
from midstance.words.numbers import day_text, localized, plain


@pytest.mark.parametrize(
    ("spoken", "number"), [("en", "3.25"), ("de", "3,25"), ("es", "3,25")]
)
def test_each_language_has_its_decimal_mark(spoken, number):
    with speaking(spoken):
        assert localized("3.25") == number


def test_a_setting_has_no_needless_decimals():
    with speaking("de"):
        assert [plain(2.0), plain(2.5)] == ["2", "2,5"]


@pytest.mark.parametrize(
    ("spoken", "day"),
    [("en", "1 March 2026"), ("de", "1. März 2026"), ("es", "1 de marzo de 2026")],
)
def test_a_day_is_written_as_people_write_it(spoken, day):
    with speaking(spoken):
        assert day_text(date(2026, 3, 1)) == day
