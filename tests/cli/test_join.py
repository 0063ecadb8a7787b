import dataclasses

import pytest
from typer.testing import CliRunner

import midstance as ms
from midstance.cli.main import app


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("views")
    side = ms.example()
    rear = dataclasses.replace(
        side,
        scenes={
            name: dataclasses.replace(scene, view="rear")
            for name, scene in side.scenes.items()
        },
        measures=side.measures.assign(uncertainty=99.0),
    )
    return [one.save(place / name) for name, one in (("a", side), ("b", rear))]


def call(*arguments):
    return CliRunner().invoke(app, ["join", *map(str, arguments)])


def test_views_become_one_report(folders, tmp_path):
    result = call(*folders, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "metrics from the left" in result.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.html",
        "summary.csv",
    }


def test_one_view_is_refused_in_a_sentence(folders, tmp_path):
    result = call(folders[0], "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "Two recordings or more are needed, got 1." in result.stderr
