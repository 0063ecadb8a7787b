import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import pytest

from midstance import registry
from midstance.errors import ConfigError
from midstance.registry import ClassRegistry, Registry


@dataclass(frozen=True)
class Sieve:
    """Something with one setting."""

    width_s: float = 0.1


@pytest.fixture
def shelf():
    """A registry that holds a sieve."""
    shelf = ClassRegistry("thing", Sieve, "midstance.schema")
    shelf.register("sieve")(Sieve)
    return shelf


def test_same_name_twice_is_refused(shelf):
    with pytest.raises(ConfigError, match="thing 'sieve' is registered twice"):
        shelf.register("sieve")(Sieve)


def test_unknown_name_lists_the_known_ones(shelf):
    with pytest.raises(
        ConfigError, match=r"Unknown thing 'b'; choose from \['sieve'\]"
    ):
        shelf.get("b")


def test_an_unknown_name_that_is_nearly_right_is_answered_with_the_right_one(shelf):
    with pytest.raises(ConfigError, match="Unknown thing 'sieves'; did you mean sieve"):
        shelf.get("sieves")


def test_a_name_that_is_no_text_is_unknown(shelf):
    with pytest.raises(ConfigError, match=r"Unknown thing \['sieve'\]; did"):
        shelf.get(["sieve"])


def test_build_sets_the_parameters(shelf):
    assert shelf.build("sieve", {"width_s": 2}) == Sieve(2.0)


def test_a_path_in_the_home_folder_is_found_there(shelf, monkeypatch):
    monkeypatch.setenv("HOME", "/home/anna")

    @dataclass(frozen=True)
    class Named(Sieve):
        file: Path = Path()

    shelf.register("named")(Named)
    assert shelf.build("named", {"file": "~/a.nc"}).file == Path("/home/anna/a.nc")
    assert shelf.build("named", {"file": "a~/b.nc"}).file == Path("a~/b.nc")


def test_build_names_an_unknown_parameter_and_the_known_ones(shelf):
    with pytest.raises(
        ConfigError, match=r"no parameter 'width'; did you mean width_s\?"
    ):
        shelf.build("sieve", {"width": 1})


def test_build_names_a_parameter_of_the_wrong_type(shelf):
    with pytest.raises(ConfigError, match=r"thing 'sieve': width_s: .*number.*"):
        shelf.build("sieve", {"width_s": "broad"})


class Thing(ABC):
    """What every thing must do."""

    @abstractmethod
    def work(self) -> None:
        """Do it."""


def test_a_setting_that_is_preferred_counts_less_than_one_that_was_given(shelf):
    preferred = {"width_s": 3.0, "unheard_of": 1}
    assert shelf.build("sieve", {}, preferred=preferred) == Sieve(3.0)
    assert shelf.build("sieve", {"width_s": 2}, preferred=preferred) == Sieve(2.0)


def test_what_does_not_keep_the_contract_is_refused():
    things = ClassRegistry("thing", Thing, "midstance.schema")
    with pytest.raises(ConfigError, match=r"'sieve' must be a dataclass .* of Thing"):
        things.register("sieve")(Sieve)


def test_what_the_contract_demands_and_is_not_there_is_named():
    @dataclass(frozen=True)
    class Lazy(Thing):
        """Does nothing."""

    things = ClassRegistry("thing", Thing, "midstance.schema")
    with pytest.raises(ConfigError, match="'lazy' must define work, which Thing"):
        things.register("lazy")(Lazy)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a package with plug-ins: entry points, and the text of its modules."""

    def install(points, **modules):
        info = tmp_path / "strides-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strides\n")
        (info / "entry_points.txt").write_text(f"[midstance.things]\n{points}")
        for name, text in modules.items():
            (tmp_path / f"{name}.py").write_text(text)
            monkeypatch.delitem(sys.modules, name, raising=False)
        monkeypatch.syspath_prepend(tmp_path)
        things = Registry("thing", group="midstance.things")
        monkeypatch.setattr(registry, "things", things, raising=False)
        things.register("ours")(1)
        return things

    return install


SOUND = "from midstance.registry import things\nthings.register('sound')(2)\n"


def test_a_plug_in_of_an_installed_package_is_there(installed):
    things = installed("sound = strides_sound", strides_sound=SOUND)
    assert things.names() == ["ours", "sound"]
    assert things.get("sound") == 2
    assert things.broken() == {}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("import no_such_library", "ModuleNotFoundError: No module named"),
        ("def (", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise ValueError", "ValueError: no reason given"),
        ("", "strides_odd registers no thing of this name"),
    ],
)
def test_a_broken_plug_in_names_its_package_and_harms_no_other(installed, text, wrong):
    points = "odd = strides_odd\nsound = strides_sound"
    things = installed(points, strides_odd=text, strides_sound=SOUND)
    assert things.get("sound") == 2
    assert things.names() == ["ours", "sound"]
    with pytest.raises(
        ConfigError, match=f"'odd' of the installed package strides.*{wrong}"
    ):
        things.get("odd")
    assert list(things.broken()) == ["odd"]


def test_a_plug_in_that_takes_a_name_of_ours_leaves_ours(installed):
    thief = SOUND.replace("sound", "ours")
    things = installed("ours = strides_thief", strides_thief=thief)
    assert things.get("ours") == 1
    assert "registered twice" in things.broken()["ours"]
