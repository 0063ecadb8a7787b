from datetime import date

import pytest

from midstance.words.days import day_text
from midstance.words.language import speaking


@pytest.mark.parametrize(
    ("spoken", "day"),
    [("en", "1 March 2026"), ("de", "1. März 2026"), ("es", "1 de marzo de 2026")],
)
def test_a_day_is_written_as_people_write_it(spoken, day):
    with speaking(spoken):
        assert day_text(date(2026, 3, 1)) == day
