import inspect

import pytest

from midstance.api.calls import checked_call
from midstance.errors import ConfigError


@checked_call
def run(video: str, *, height_m: float = 1.7, view: str = "left") -> tuple:
    """Return what it was given."""
    return video, height_m, view


def test_a_right_call_goes_through():
    assert run("run.mp4", view="right") == ("run.mp4", 1.7, "right")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: run("a", hight_m=2),
            r"^run takes no hight_m; did you mean height_m\?$",
        ),
        (lambda: run("a", pace=2), r"^run takes no pace; choose from \['video', "),
        (lambda: run(), r"missing a required argument: 'video'; give \['video'\] in"),
        (lambda: run("a", "left"), "too many positional arguments; give"),
        (lambda: run("a", video="b"), "multiple values for argument 'video'"),
    ],
)
def test_a_wrong_call_is_one_sentence(call, message):
    with pytest.raises(ConfigError, match=message):
        call()


def test_help_shows_the_function_itself():
    assert list(inspect.signature(run).parameters) == ["video", "height_m", "view"]
    assert run.__name__ == "run"
    assert run.__doc__ == "Return what it was given."


def test_a_type_error_from_inside_is_not_hidden():
    @checked_call
    def broken():
        return len(3)

    with pytest.raises(TypeError, match="has no len"):
        broken()
