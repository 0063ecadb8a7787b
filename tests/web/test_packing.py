import io
import zipfile

from midstance.web.packing import files_of, packed_pieces


def test_everything_comes_back(tmp_path):
    (tmp_path / "deep").mkdir()
    contents = {
        "a.csv": b"x,y\n" * 1000,
        "deep/film.mp4": bytes(range(256)) * 10_000,
        "empty.txt": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    pieces = list(packed_pieces(files_of(tmp_path)))
    assert len(pieces) > 3
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert archive.testzip() is None


def test_texts_come_first_and_names_can_lie_deeper(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"x")
    files = files_of(tmp_path, under="deep/")
    packed = b"".join(packed_pieces(files, texts={"ü.json": "ä"}))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["ü.json", "deep/a.csv"]
        assert archive.read("ü.json").decode() == "ä"


def test_an_empty_folder_is_an_empty_file(tmp_path):
    packed = b"".join(packed_pieces(files_of(tmp_path)))
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == []
