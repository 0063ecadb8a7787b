from midstance.report.comparison.lines import compared
from midstance.report.comparison.page import describe_comparison, render_comparison
from midstance.report.units import Units


def page_of(pair, tmp_path, same_camera=False):
    table = compared(pair, same_camera=same_camera)
    told = describe_comparison(pair, table, Units())
    return told, render_comparison(
        told, folder=tmp_path, units=Units(), same_camera=same_camera
    )


def test_the_speed_comes_before_every_change(pair, tmp_path):
    told, page = page_of(pair, tmp_path)
    assert page.index(told.speed) < page.index("What changed")
    assert page.index("What changed") < page.index("Smallest that can be told")


def test_a_page_names_each_recording_and_asks_no_network(pair, tmp_path):
    _, page = page_of(pair, tmp_path)
    assert "1 October 2026" in page
    assert "27 November 2026" in page
    assert "http://" not in page
    assert "https://" not in page


def test_who_filmed_alike_is_told_what_that_means(pair, tmp_path):
    assert "The recordings were filmed alike" in page_of(pair, tmp_path, True)[1]
    assert "The recordings were filmed alike" not in page_of(pair, tmp_path)[1]


def test_without_videos_the_page_says_so(pair, tmp_path):
    _, page = page_of(pair, tmp_path)
    assert "There is no video to show" in page
    assert "data-beside" not in page.split("</style>")[1]
