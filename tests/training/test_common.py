import hashlib
import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import common
import numpy as np
import pytest

TRAINING = Path(common.__file__).parent
RECIPES = sorted(path.stem for path in TRAINING.glob("train_*.py"))


@dataclass(frozen=True)
class Settings:
    n_steps: int = field(default=10, metadata={"help": "steps, 5 % of them warm up"})
    rate: float = field(default=0.1, metadata={"help": "learning rate"})
    is_causal: bool = field(default=False, metadata={"help": "see the past only"})
    depths: tuple[int, ...] = field(default=(1, 2), metadata={"help": "searched"})


def parsed(*words):
    parser = common.make_parser("A recipe.\n\nMore of it.")
    parser.add_argument("--out")
    common.add_settings(parser, Settings())
    return vars(parser.parse_args(words))


def test_every_setting_of_one_value_is_an_option():
    given = parsed("--n-steps", "3", "--is-causal", "--out", "here")
    settings = common.take_settings(given, Settings())
    assert settings == Settings(n_steps=3, is_causal=True)
    assert given == {"out": "here"}


def test_help_says_what_is_usual(capsys):
    with pytest.raises(SystemExit):
        parsed("--help")
    said = " ".join(capsys.readouterr().out.split())
    assert "A recipe." in said
    assert "More of it" not in said
    assert "5 % of them warm up (default: 10)" in said


def test_origin_holds_settings_commit_and_facts():
    made = common.origin(Settings(), scores={"rmse_ms": 7.5})
    assert made["settings"]["n_steps"] == 10
    assert made["scores"] == {"rmse_ms": 7.5}
    assert made["commit"] == common.commit() != ""
    file = Path(__file__).read_bytes()
    assert made["recipe_sha256"] == hashlib.sha256(file).hexdigest()
    assert json.loads(json.dumps(made))["settings"]["rate"] == 0.1


def test_origin_names_files_without_the_folders_of_this_machine():
    @dataclass(frozen=True)
    class Files:
        trials: str = "/somewhere/of/mine/runners-on-plates"
        noise: str = "noise/side_view.json"

    settings = common.origin(Files())["settings"]
    assert settings == {"trials": "runners-on-plates", "noise": "noise/side_view.json"}


def test_hash_changes_with_any_number():
    first, second = np.arange(6.0), np.arange(3)
    usual = common.sha256_of([first, second])
    assert common.sha256_of([first.copy(), second]) == usual
    assert common.sha256_of([first + 1e-9, second]) != usual


def test_rate_rises_shortly_then_falls_to_almost_nothing():
    rates = [common.learning_rate(done) for done in (0.0, 0.02, 0.5, 1.0)]
    assert rates[0] == pytest.approx(0.1, abs=2e-3)
    assert rates[1] == max(rates)
    assert rates[2] == pytest.approx(0.5, abs=2e-3)
    assert rates[3] == pytest.approx(0.0, abs=2e-3)


def test_a_checkpoint_comes_back_and_none_is_none(tmp_path):
    torch = pytest.importorskip("torch")
    assert common.load_checkpoint(tmp_path) is None
    common.save_checkpoint(tmp_path, {"step": 3, "model": {"a": torch.ones(2)}})
    kept = common.load_checkpoint(tmp_path)
    assert kept["step"] == 3
    assert torch.equal(kept["model"]["a"], torch.ones(2))


@pytest.mark.parametrize("recipe", RECIPES)
def test_no_recipe_imports_another(recipe):
    text = (TRAINING / f"{recipe}.py").read_text("utf-8")
    others = [other for other in RECIPES if f"from {other} import" in text]
    assert not others, f"{recipe} imports {others}: move what they share to a module"


@pytest.mark.parametrize("recipe", ["train_events", "train_detectors"])
def test_a_recipe_explains_itself_on_the_command_line(recipe):
    said = subprocess.run(
        [sys.executable, TRAINING / f"{recipe}.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "--seed" in said.stdout


def test_history_is_drawn(tmp_path):
    history = [{"step": step, "loss": 1 / step} for step in (1, 2, 3)]
    common.plot_history(history, ["loss"], "mm", tmp_path / "loss.png")
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("path", sorted(TRAINING.glob("*.py")), ids=lambda p: p.stem)
def test_a_recipe_is_short_enough_to_read_from_top_to_bottom(path):
    n_lines = len(path.read_text("utf-8").splitlines())
    assert n_lines <= 400, f"{path.name} has {n_lines} lines; split it"


@pytest.fixture(autouse=True)
def _own_hook(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)


def test_an_interruption_ends_a_recipe_with_a_sentence():
    recipe = (
        "import common, os, signal, time\n"
        "common.make_parser('A recipe.')\n"
        "os.kill(os.getpid(), signal.SIGINT)\n"
        "time.sleep(9)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", recipe],
        capture_output=True,
        text=True,
        check=False,
        cwd=TRAINING,
    )
    assert ended.returncode == -signal.SIGINT
    assert ended.stderr.startswith("Interrupted; the same command goes on")
    assert "Traceback" not in ended.stderr
