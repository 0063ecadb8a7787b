from midstance.cli.panels import panel_of, place_of


def test_what_is_in_no_group_comes_first():
    assert panel_of("seed") is None
    assert place_of(None) < place_of(panel_of("view")) < place_of(panel_of("out"))
