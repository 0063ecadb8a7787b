"""Nothing leaves the machine: an analysis with its report opens no connection."""

import re
import subprocess
import sys

import pytest

_ANALYSIS = """
import sys

def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise RuntimeError(f"a connection was asked for: {event} {args[-1]}")

sys.addaudithook(refuse)
import midstance as ms
from midstance.cli.main import app

app(["analyze", str(ms.example_file()), "-o", sys.argv[1], "--end", "1.5"])
"""


def listening(code, *args):
    return subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=False
    )


@pytest.mark.weights
def test_an_analysis_and_its_report_open_no_connection(tmp_path):
    done = listening(_ANALYSIS, str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    asked = r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?https?:"""
    assert not re.findall(asked, page)


def test_a_connection_would_be_noticed():
    code = _ANALYSIS.replace(
        "import midstance as ms",
        "import socket; socket.create_connection(('192.0.2.1', 9), timeout=0.1)",
    )
    done = listening(code, "nowhere")
    assert done.returncode != 0
    assert "a connection was asked for" in done.stderr
