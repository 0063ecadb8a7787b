import pytest

from midstance.errors import ConfigError
from midstance.schema.foreign.subjects import read_subjects


def write(tmp_path, text):
    path = tmp_path / "subjects.csv"
    path.write_text(text, "utf-8")
    return path


def test_each_video_has_the_settings_that_are_not_empty(tmp_path):
    text = "video,height_m,view\nanna.mp4,1.62,\nben.mp4,,rear\n"
    rows, notes = read_subjects(write(tmp_path, text))
    assert rows["anna.mp4"].settings == {"height_m": "1.62"}
    assert rows["ben.mp4"].settings == {"view": "rear"}
    assert notes == ()


def test_who_runs_and_where_that_stands_is_kept(tmp_path):
    text = "video,person\n\na,Änne Ö.\nb,\n"
    rows, notes = read_subjects(write(tmp_path, text))
    assert [(row.person, row.line) for row in rows.values()] == [
        ("Änne Ö.", 3),
        ("", 4),
    ]
    assert notes == ()


def test_centimetres_are_understood_and_said(tmp_path):
    rows, notes = read_subjects(write(tmp_path, "video,height_m\na,162.5\nb,1.7\n"))
    heights = {video: row.settings["height_m"] for video, row in rows.items()}
    assert heights == {"a": "1.625", "b": "1.7"}
    assert "a height_m of 162.5 was taken for centimetres" in notes[0]


def test_a_column_that_is_no_setting_is_named_and_a_misspelt_one_refused(tmp_path):
    _, notes = read_subjects(write(tmp_path, "video,shoes\na,new\n"))
    assert "no setting is called shoes" in notes[0]
    with pytest.raises(ConfigError, match="'hieght_m'; did you mean 'height_m'"):
        read_subjects(write(tmp_path, "video,hieght_m\na,1.7\n"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name\na\n", "got no 'video'"),
        ("video\na\nb\na\n", "'a' stands there twice, in the lines 2 and 4"),
        ("video,view\n,left\n", "got an empty cell in line 2"),
        ("video,persn\na,anna\n", "'persn'; did you mean 'person'"),
        ("video,mass_kg\na,heavy\n", "mass_kg must be a number, got 'heavy' in line 2"),
        ("video,mass_kg\na\n", "has 1 cells"),
    ],
)
def test_a_wrong_table_is_refused_with_its_fault(tmp_path, text, says):
    with pytest.raises(ConfigError, match=says):
        read_subjects(write(tmp_path, text))


def test_a_table_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match="there is no such file"):
        read_subjects(tmp_path / "nowhere.csv")
