"""A random forest that looks at a window of frames: what the networks must beat."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from detector_examples import Example, chances, distort

from midstance.events.frames.frame_features import PLACES
from midstance.kernels.types import Array

if TYPE_CHECKING:
    from train_detectors import Settings


WINDOW = tuple(range(-18, 19, 3))
"""Frames that the forest and the perceptron see, in steps of a stride."""


def windows(values: Array) -> Array:
    """Return the places in the frames of `WINDOW` around each, and what is missing."""
    n, n_places = len(values), len(PLACES)
    reach = max(WINDOW)
    padded = np.pad(values[:, :n_places], ((reach, reach), (0, 0)))
    seen = [padded[reach + step :][:n] for step in WINDOW]
    return np.hstack([*seen, values[:, n_places:]])


@dataclass(frozen=True)
class Forest:
    """A random forest in the place of a network."""

    trees: Any

    def read(self, values: Array) -> Array:
        """Return the probabilities of nothing, contact and toe-off."""
        return np.asarray(self.trees.predict_proba(windows(values)))


def train_forest(
    examples: list[Example], settings: "Settings"
) -> tuple[Forest, dict[str, Any]]:
    """Return the forest that a grid search likes best, and what it chose."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import GridSearchCV, GroupKFold

    rng = np.random.default_rng(settings.seed)
    known = [example.target.any(axis=1) for example in examples]
    inputs = np.vstack(
        [
            windows(distort(e, slice(None), rng))[k].astype(np.float32)
            for e, k in zip(examples, known, strict=True)
        ]
    )
    classes = np.concatenate(
        [e.target[k].argmax(axis=1) for e, k in zip(examples, known, strict=True)]
    )
    runners = np.concatenate(
        [np.full(k.sum(), e.runner) for e, k in zip(examples, known, strict=True)]
    )
    chance = chances(examples, settings.curated_share)
    sizes = np.array([k.sum() for k in known])
    more = rng.choice(
        len(inputs),
        min(settings.n_forest, len(inputs)),
        replace=False,
        p=np.repeat(chance / sizes, sizes),
    )
    some = more[: settings.n_search]
    search = GridSearchCV(
        RandomForestClassifier(min_samples_leaf=3, random_state=0, n_jobs=1),
        {
            "n_estimators": settings.trees,
            "max_depth": settings.depths,
            "class_weight": ["balanced", "balanced_subsample"],
        },
        scoring="f1_macro",
        cv=GroupKFold(3),
        refit=False,
        n_jobs=1,
    )
    search.fit(inputs[some], classes[some], groups=runners[some])
    best = RandomForestClassifier(
        min_samples_leaf=3, random_state=0, n_jobs=1, **search.best_params_
    )
    best.fit(inputs[more], classes[more])
    return Forest(best), {**search.best_params_, "f1_macro": search.best_score_}
