"""What processes are told to do in the tests of jobs.

A module that a new process can import: see the fixture `duties`.
"""

import contextlib
import errno
import os
import signal
import time
from pathlib import Path

from midstance.errors import ConfigError
from midstance.pipeline import first_numbers
from midstance.web.jobs import spare
from midstance.web.jobs.analysis import analyze_recording
from midstance.web.jobs.child import Child
from midstance.web.jobs.queue import open_queue, queue_file
from midstance.web.jobs.worker import Worker
from midstance.web.store.recordings import Store

ROW = ["cadence", "person-1", "both", 168.0, 1.0, "steps/min"]


def count(n, send):
    for i in range(n):
        send(["counted", i])


def refuse(send):
    raise ConfigError("This is wrong.")


def stumble(send):
    raise ZeroDivisionError


def devour(send):
    send(len(bytearray(3 * 2**30)))


def fill_disk(send):
    raise OSError(errno.ENOSPC, "No space left on device")


def crash(send):
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(send):
    os._exit(7)


def sleep(send):
    send("asleep")
    time.sleep(60)


def talk_nonsense(send):
    pipe = send.__closure__[0].cell_contents
    pipe.send_bytes(b"\x80\x04cos\nsystem\n")
    time.sleep(60)


def say_who_it_is(path, send):
    Path(path).write_text(str(os.getpid()), "utf-8")
    send("said")
    time.sleep(60)


def begin_another(path, send):
    child = Child(say_who_it_is, path)
    for message in child.messages():
        if message:
            send(message)
            os.kill(os.getpid(), signal.SIGKILL)


def succeed(recording, send):
    send(["progress", "Finding people", 0.5])
    send(["view", "left"])
    send(["numbers", [ROW]])


def tell_early(recording, send):
    send(["first", [ROW], False])
    time.sleep(60)


def crash_on(recording, send):
    os.kill(os.getpid(), signal.SIGSEGV)


def say_nothing(recording, send):
    pass


def linger(recording, send):
    recording.results.mkdir(exist_ok=True)
    (recording.results / "half").write_text("x", "utf-8")
    send(["progress", "Finding people", 0.5])
    time.sleep(60)


def look_early(recording, send):
    """Analyze, with first numbers of the first second."""
    first_numbers.LOOKED_AT_S, first_numbers.FEWEST_FRAMES = 1.0, 1
    analyze_recording(recording, send)


def be_killed_while_looking_early(recording, send):
    """Analyze until first numbers are being made; then the worker is killed."""

    def kill(*_):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)

    first_numbers.read_quickly = kill
    look_early(recording, send)


def work(root, how, recording_id):
    """Be a worker whose analyses are done by another duty."""
    duty = globals()[how]
    spare.Child = lambda _, recording, limits: Child(duty, recording, limits=limits)
    with contextlib.closing(Store(Path(root))) as store:
        Worker(store, open_queue(queue_file(store.root))).analyze(recording_id)
