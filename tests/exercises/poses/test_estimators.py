import pytest

from midstance.errors import ConfigError
from midstance.exercises.poses.embedding import PoseEmbedding
from midstance.exercises.poses.pose_knn import NearestPoses


def test_settings_go_out_and_in_by_name():
    model = NearestPoses().set_params(n_kept=12, n_voting=4)
    assert model.get_params()["n_kept"] == 12
    assert NearestPoses(**model.get_params()).get_params() == model.get_params()


def test_an_unknown_setting_lists_the_known_ones():
    with pytest.raises(ConfigError, match=r"no setting 'k'; it has .*'n_voting'"):
        NearestPoses().set_params(k=3)


def test_scikit_learn_clones_and_cross_validates(samples):
    base = pytest.importorskip("sklearn.base")
    selection = pytest.importorskip("sklearn.model_selection")
    pipeline = pytest.importorskip("sklearn.pipeline")
    ensemble = pytest.importorskip("sklearn.ensemble")
    flat = samples.points.reshape(len(samples), -1)
    nearest = base.clone(NearestPoses(n_kept=9, n_voting=3))
    forest = pipeline.make_pipeline(
        PoseEmbedding(), ensemble.RandomForestClassifier(20, random_state=0)
    )
    for model in (nearest, forest):
        scores = selection.cross_val_score(
            model,
            flat,
            samples.classes,
            groups=samples.recordings(),
            cv=selection.LeaveOneGroupOut(),
        )
        assert scores.mean() == 1.0
