"""A library whose loads do what libraries do at their worst, by the name of the model."""

import ctypes
import os
import signal
import sys
import threading

from torch import nn

FORGED = '{"event": "result", "model": {"class": "Forged"}}'


class Model(nn.Module):
    config = None

    def named_parameters(self):
        return []


class _BaseAutoModelClass:
    @classmethod
    def from_pretrained(cls, name, **options):
        return globals()[name](**options) or Model()


class AutoModelForCausalLM(_BaseAutoModelClass):
    pass


class NotAModel:
    @classmethod
    def from_pretrained(cls, name):
        return open(name)


def plain(**options):
    return None


def prints():
    print(FORGED, flush=True)
    os.write(1, (FORGED + "\n").encode())
    os.system(f"echo '{FORGED}'")


def writes(file):
    open(file, "w").close()


def asks():
    input("run the code of the repository? ")


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


def crashes():
    ctypes.string_at(0)


def leaves():
    os._exit(7)


def fills():
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 16)) * 64)


def waits():
    threading.Event().wait()


def holds_the_interpreter():
    # A signal would cut the sleep short, which C code that computes does not let it.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    ctypes.PyDLL(None).sleep(600)


def knocks(door):
    # Whoever reads there learns that this load runs, and by the end of the file that it has ended.
    with open(door, "w"):
        holds_the_interpreter()


def downloads(folder):
    with open(os.path.join(folder, "abc.0123abcd.incomplete"), "wb"), open(
        os.path.join(folder, "abc.incomplete"), "wb"
    ):
        open(os.path.join(folder, "ready"), "w").close()
        ctypes.PyDLL(None).sleep(600)


def tells_secrets(token):
    print("the token is", token, "and hf_abcdefghijklmnopqrstuvwxyz", file=sys.stderr)
    raise RuntimeError(f"bad token {token} in hf_abcdefghijklmnopqrstuvwxyz")


def lacks():
    raise KeyError("a fault that no one has met")


def path(**options):
    raise RuntimeError("|".join(sys.path))


def child():
    # Something that the library started and that must not outlive it.
    os.spawnvp(os.P_NOWAIT, "sleep", ["sleep", "600"])
    os.kill(os.getpid(), signal.SIGKILL)


def fails_on_rank_1():
    if os.environ["RANK"] == "1":
        raise KeyError("only here")
    threading.Event().wait()


def tells_rank(map, **options):
    raise RuntimeError(f"map {map}")
