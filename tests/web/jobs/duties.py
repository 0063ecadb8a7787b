"""What processes are told to do in the tests of jobs.

A module that a new process can import: see the fixture `duties`.
"""

import errno
import os
import signal
import time
from pathlib import Path

from midstance.errors import ConfigError
from midstance.web.jobs.child import Child

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
