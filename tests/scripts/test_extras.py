import extra_uses
import extras
import pytest


def test_every_extra_has_a_use():
    assert set(extras.extras()) == set(extra_uses.USES) - {""}


def test_the_size_of_a_file_at_hand_is_known(tmp_path):
    (tmp_path / "a.whl").write_bytes(bytes(2_000_000))
    assert extras.size_mb((tmp_path / "a.whl").as_uri()) == pytest.approx(2.0)
    assert extras.size_mb(tmp_path.as_uri()) == 0.0


def test_what_came_of_an_extra_takes_its_row_and_no_other():
    page = f"before\n\n{extras.HEAD}| (none) | a |\n| `ray` | b |\n\nafter\n"
    once = extras.recorded(page, "| `onnx` | c |")
    again = extras.recorded(once, "| `onnx` | d |")
    rows = "| (none) | a |\n| `onnx` | d |\n| `ray` | b |\n"
    assert again == f"before\n\n{extras.HEAD}{rows}\nafter\n"


def test_the_page_has_the_table():
    assert extras.HEAD in extras.TABLE.read_text("utf-8")
