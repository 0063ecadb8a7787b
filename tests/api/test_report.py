import pytest

import midstance as ms
from midstance.errors import ConfigError


def test_the_report_is_told_how_far_it_is(analyzed, clip, tmp_path):
    told = []
    page = ms.write_report(
        analyzed, str(clip), str(tmp_path / "out"), progress=lambda *it: told.append(it)
    )
    assert page == tmp_path / "out" / "report.html"
    assert page.is_file()
    assert told


def test_what_is_no_analysis_is_named(clip, tmp_path):
    with pytest.raises(ConfigError, match="The analysis must be an Analysis as"):
        ms.write_report({}, clip, tmp_path)
