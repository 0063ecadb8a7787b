import subprocess
import sys


def test_what_progress_is_needs_no_numpy():
    code = "import sys, midstance.kernels.progress; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )
    assert "numpy" not in done.stdout.split()
