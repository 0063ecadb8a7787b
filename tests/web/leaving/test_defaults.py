import pytest

from midstance.config import Config
from midstance.web.leaving.defaults import default_config, keep_defaults


def test_nothing_said_is_the_default(tmp_path):
    assert default_config(tmp_path) == Config()


@pytest.mark.parametrize("hides", [True, False])
def test_what_was_chosen_holds(tmp_path, hides):
    keep_defaults(tmp_path, hide_faces=hides)
    assert default_config(tmp_path) == Config(hide_faces=hides)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"hide_faces": "yes"'])
def test_of_a_damaged_file_faces_are_hidden(tmp_path, text):
    keep_defaults(tmp_path, hide_faces=False)
    (file,) = tmp_path.iterdir()
    file.write_text(text)
    assert default_config(tmp_path).hide_faces
