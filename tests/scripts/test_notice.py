import re
import tomllib

import notice
import pytest

NOTICE = notice.NOTICE.read_text("utf-8")


def test_every_file_of_data_has_a_source():
    assert notice.unnamed(notice.PACKAGE) == []


def test_a_file_without_a_source_is_found(tmp_path):
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "new.npz").write_bytes(b"")
    (tmp_path / "metrics" / "code.py").write_text("", "utf-8")
    assert notice.unnamed(tmp_path) == ["metrics/new.npz"]


@pytest.mark.parametrize(
    "name", [name for one in notice.attributions()["source"] for name in one["files"]]
)
def test_every_source_still_has_its_files(name):
    assert list(notice.PACKAGE.glob(name))


def test_the_notice_names_every_source_as_it_is_written_now():
    assert NOTICE.startswith("\n".join(notice.whose_it_is()))


@pytest.mark.parametrize("name", notice.direct())
def test_the_notice_names_every_library_of_the_plain_install(name):
    assert re.search(rf"^{re.escape(name)}: \w", NOTICE, re.MULTILINE)


@pytest.mark.parametrize(
    "path", sorted(notice.PACKAGE.glob("findings/*/*.toml")), ids=lambda path: path.name
)
def test_what_a_file_says_is_under_a_licence_is_noticed_under_it(path):
    licence = tomllib.loads(path.read_text("utf-8")).get("licence", "")
    if licence.startswith("CC"):
        told = [
            one["licence"]
            for one in notice.attributions()["source"]
            if path in [p for name in one["files"] for p in notice.PACKAGE.glob(name)]
        ]
        assert told == [licence]
