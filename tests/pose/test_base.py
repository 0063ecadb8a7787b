"""The contract that every registered backend keeps."""

import dataclasses
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from midstance.errors import MidstanceError, WeightsError
from midstance.pose.base import backends
from midstance.schema.skeletons import get_skeleton

ROOT = Path(__file__).parents[2]
PICTURE = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)


def test_listing_backends_imports_no_heavy_library():
    code = (
        "import sys; from midstance.pose.base import backends; backends.names();"
        "heavy = {'torch', 'onnxruntime', 'cv2', 'av', 'ai_edge_litert'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("name", backends.names())
def test_every_backend_names_a_known_skeleton(name):
    assert get_skeleton(backends.get(name)().skeleton).keypoints


@pytest.mark.parametrize("name", backends.names())
def test_settings_are_frozen_and_documented(name):
    kind = backends.get(name)
    doc = inspect.getdoc(kind)
    backend = kind()
    for field in dataclasses.fields(backend):
        assert field.name in doc
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(backend, field.name, getattr(backend, field.name))


@pytest.mark.parametrize("name", backends.names())
def test_every_backend_is_in_the_documentation(name):
    text = (ROOT / "docs" / "backends.md").read_text("utf-8")
    assert f"\n| `{name}` |" in text


@pytest.mark.parametrize("name", backends.names())
def test_every_backend_is_built_from_settings(name):
    assert backends.build(name, {}) == backends.get(name)()


@pytest.mark.parametrize("name", backends.names())
class TestEveryBackend:
    def test_gives_everybody_the_keypoints_of_its_skeleton(self, small_backend, name):
        backend = small_backend(name)
        n_keypoints = len(get_skeleton(backend.skeleton).keypoints)
        with backend.session() as estimate:
            found = estimate(PICTURE)
        n = found.n_people
        assert found.xy_px.shape == (n, n_keypoints, 2)
        assert found.confidence.shape == (n, n_keypoints)
        assert found.box_px is None or found.box_px.shape == (n, 4)
        assert {found.xy_px.dtype, found.confidence.dtype} == {np.dtype(np.float32)}

    def test_is_sure_between_0_and_1_and_misses_whole_points(self, small_backend, name):
        with small_backend(name).session() as estimate:
            found = estimate(PICTURE)
        assert ((found.confidence >= 0) & (found.confidence <= 1)).all()
        missing = np.isnan(found.xy_px)
        assert (missing[..., 0] == missing[..., 1]).all()

    def test_starts_anew_with_every_session(self, small_backend, name):
        backend = small_backend(name)
        found = []
        for _ in range(2):
            with backend.session() as estimate:
                found.append(estimate(PICTURE))
        np.testing.assert_array_equal(found[0].xy_px, found[1].xy_px)
        np.testing.assert_array_equal(found[0].confidence, found[1].confidence)

    def test_leaves_the_picture_as_it_is(self, small_backend, name):
        picture = PICTURE.copy()
        with small_backend(name).session() as estimate:
            estimate(picture)
        assert (picture == PICTURE).all()

    def test_takes_small_and_upright_pictures(self, small_backend, name):
        for shape in ((40, 30, 3), (300, 100, 3)):
            with small_backend(name).session() as estimate:
                assert estimate(np.zeros(shape, np.uint8)).n_people <= 1

    def test_without_its_weights_it_says_what_to_do(self, name, tmp_path, monkeypatch):
        monkeypatch.setenv("MIDSTANCE_WEIGHTS", str(tmp_path))
        kind = backends.get(name)
        if not kind.needs.has_network:
            pytest.skip("has no network")
        said = pytest.raises(WeightsError, match="weights")
        with said as raised, kind().session():
            pass
        assert raised.value.remedy

    def test_a_session_forgets_what_it_saw(self, small_backend, name):
        if not backends.get(name).needs.has_network:
            pytest.skip("has no network")
        with small_backend(name).session() as estimate:
            first = estimate(PICTURE)
            estimate(PICTURE[::-1].copy())
            estimate.forget()
            again = estimate(PICTURE)
        np.testing.assert_array_equal(first.xy_px, again.xy_px)

    def test_a_session_goes_on_where_another_one_was(self, small_backend, name):
        pictures = [PICTURE, PICTURE[::-1].copy()]
        backend = small_backend(name)
        with backend.session() as estimate:
            estimate(pictures[0])
            memory = estimate.memory()
            expected = estimate(pictures[1])
        with backend.session() as estimate:
            estimate.recall(memory)
            found = estimate(pictures[1])
        np.testing.assert_array_equal(expected.xy_px, found.xy_px)
        np.testing.assert_array_equal(expected.confidence, found.confidence)
        assert all(values.dtype != object for values in memory.values())

    def test_a_file_that_is_no_network_is_refused_by_name(self, name, tmp_path):
        file = tmp_path / "readme.txt"
        file.write_text("no network")
        with pytest.raises(MidstanceError, match=r"readme\.txt|pip install"):
            backends.get(name).recognise(file)
