import signal

import pytest

from midstance.batch.base import engines
from midstance.batch.jobs import Job
from midstance.batch.local import _do_interruptibly
from midstance.config import Config
from midstance.errors import ConfigError


def test_no_worker_is_too_few():
    with pytest.raises(ConfigError, match="n_workers"):
        engines.build("local", {"n_workers": 0})


def test_nothing_to_do_is_done_at_once():
    assert list(engines.build("local", {}).outcomes([])) == []


def test_ctrl_c_reaches_the_work_and_not_the_waiting(tmp_path, monkeypatch):
    seen = []

    def do(job):
        seen.append(signal.getsignal(signal.SIGINT))
        raise KeyboardInterrupt

    monkeypatch.setattr("midstance.batch.local.do", do)
    before = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(KeyboardInterrupt):
            _do_interruptibly(Job("a", tmp_path / "a.mp4", tmp_path, Config()))
        assert seen == [signal.default_int_handler]
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
