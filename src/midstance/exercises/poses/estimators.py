"""What scikit-learn expects of an estimator, without needing scikit-learn."""

import dataclasses
import importlib
from typing import Any, ClassVar, Self

from midstance.errors import ConfigError


class Estimator:
    """Base of dataclasses whose fields are the settings of an estimator.

    With `get_params` and `set_params` by their fields, they can be cloned, searched
    over and cross-validated by scikit-learn, which is not needed for anything here.
    What `fit` learns is kept in attributes whose names end in ``_``.
    """

    _kind: ClassVar[str] = "transformer"

    def get_params(self, deep: bool = True) -> dict[str, Any]:  # noqa: ARG002
        """Return the settings by name."""
        names = [field.name for field in dataclasses.fields(self)]  # type: ignore[arg-type]
        return {name: getattr(self, name) for name in names}

    def set_params(self, **params: Any) -> Self:  # noqa: ANN401
        """Change settings in place, and return the estimator.

        Raises
        ------
        ConfigError
            If a setting is unknown; the message lists them.

        """
        known = sorted(self.get_params())
        for name, value in params.items():
            if name not in known:
                raise ConfigError(
                    f"{type(self).__name__} has no setting {name!r}; it has {known}."
                )
            setattr(self, name, value)
        return self

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401
        """Return what scikit-learn (1.6 on) wants to know; only it asks."""
        utils = importlib.import_module("sklearn.utils")
        is_classifier = self._kind == "classifier"
        return utils.Tags(
            estimator_type=self._kind,
            target_tags=utils.TargetTags(required=is_classifier),
            classifier_tags=utils.ClassifierTags() if is_classifier else None,
            transformer_tags=None if is_classifier else utils.TransformerTags(),
            input_tags=utils.InputTags(three_d_array=True, allow_nan=True),
            requires_fit=is_classifier,
        )
