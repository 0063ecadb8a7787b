"""What the desktop bundle runs: the command line, with the networks at hand.

In a bundle `sys.executable` is the bundle itself, so a worker that the app starts as
``python -m midstance...`` arrives here and is handed on to its module.
"""

import multiprocessing
import os
import runpy
import shutil
import sys
from contextlib import suppress
from pathlib import Path


def main() -> None:
    """Run the command line, or the module that one of our processes asks for."""
    multiprocessing.freeze_support()
    if sys.argv[1:2] == ["-m"]:
        _run_module(sys.argv[2])
        return
    _bring_weights()
    from midstance.cli.main import main as run

    run()


def _run_module(name: str) -> None:
    """Run a module of ours as ``python -m`` does."""
    if not name.startswith("midstance."):
        sys.exit(f"the desktop build has no {name}; give the file that was downloaded")
    sys.argv = [name, *sys.argv[3:]]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _bring_weights() -> None:
    """Copy the networks of the bundle to where the user's weights are, once."""
    from midstance.weights.published import weights_folder

    shipped = Path(__file__).parent / "weights"
    for source in sorted(shipped.glob("*/*")):
        place = weights_folder() / source.parent.name / source.name
        if place.exists():
            continue
        with suppress(OSError):  # then the missing network is named where it is used
            place.parent.mkdir(parents=True, exist_ok=True)
            part = place.with_name(f"{place.name}.{os.getpid()}")
            shutil.copyfile(source, part)
            part.replace(place)


if __name__ == "__main__":
    main()
