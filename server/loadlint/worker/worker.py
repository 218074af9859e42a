"""Load one model as the code does and report, in JSON lines, what happened.

Runs alone under the user's interpreter: standard library only, Python 3.8 and newer, nothing of
loadlint imported. It reads `{"op": "start", ...}` and later perhaps `{"op": "cancel"}` from the pipe
that was its standard input, and writes events to the pipe that was its standard output: hello, env,
phase, progress, beat, partial, and at last one of result, error and cancelled. Sizes are bytes,
times seconds unless a name says otherwise.

A request that is `held` has its libraries imported, and is carried out after `{"op": "load"}`.

With `--framed` several ranks share the second pipe: an event then comes in frames, each a line short
enough to be written in one piece. A request that names a launcher makes this process start the ranks.

With `--serve` the standard input is a socket: the libraries are imported once, and each load whose pipes
arrive there runs in a fork of this process.
"""

from __future__ import annotations

import os
import sys


def take_channels() -> tuple[TextIO, int]:
    """Keep both pipes for the protocol alone.

    Output of libraries goes to standard error, and code that reads standard input finds it empty, so neither can forge
    an event or take a command.
    """
    commands, events = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return os.fdopen(commands, "r", encoding="utf-8"), events


if __name__ == "__main__":
    COMMANDS, EVENTS = take_channels()
    # Releases before 3.11 put this folder on the path and do not know PYTHONSAFEPATH.
    OWN = os.path.dirname(os.path.abspath(__file__)) if "__file__" in globals() else None
    sys.path[:] = [it for it in sys.path if it and os.path.abspath(it) != OWN]

import contextlib  # noqa: E402
import ctypes  # noqa: E402
import faulthandler  # noqa: E402
import gc  # noqa: E402
import importlib  # noqa: E402
import inspect  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import math  # noqa: E402
import platform  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import statistics  # noqa: E402
import struct  # noqa: E402
import subprocess  # noqa: E402
import tempfile  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
import traceback  # noqa: E402
import warnings  # noqa: E402
from typing import Any, Callable, Dict, Iterator, TextIO  # noqa: E402

Event = Dict[str, Any]
PROTOCOL = 1
BEAT_EVERY = 0.5
SAMPLE_EVERY = 0.02
SILENT_FOR = 120  # a C thread ends the process when the heart stops this long, even under a held lock
MISSING_KEYS_SHOWN = 40
WARNINGS_KEPT = 40
SUSPECTS_SHOWN = 5
PRODUCT = 2048  # rows and columns of a weight that is timed, at most
PRODUCTS = 12
SUMMED = 1 << 20  # elements of a weight that are summed at once
LIBRARIES = ("transformers", "peft", "accelerate", "diffusers", "sentence_transformers", "huggingface_hub")
MORE_INPUTS = {"pixel_values", "input_features", "input_values", "bbox", "audio_values", "decoder_input_ids"}
PIECE = 1500  # characters; escaped once more, they stay under the 4096 bytes that a pipe takes whole
# Packages of modules that a server of forks imports as well, once a load has imported them without harm.
SHARED = {"torch", "transformers", "tokenizers", "safetensors", "huggingface_hub", "accelerate", "numpy", "tqdm",
          "peft", "diffusers", "sentence_transformers", "PIL", "scipy", "sklearn"}  # fmt: skip
NAMED = 60_000  # bytes of their names, which a pipe takes whole
LEAVE = 1.0  # seconds that a launcher gets to end its ranks
BASES = {
    "transformers": {"PreTrainedModel", "_BaseAutoModelClass"},
    "peft": {"PeftModel", "_BaseAutoPeftModel", "PeftMixedModel"},
    "diffusers": {"DiffusionPipeline", "ModelMixin", "ConfigMixin"},
    "sentence_transformers": {"SentenceTransformer", "CrossEncoder", "SparseEncoder"},
}
# Objects that are loaded and passed with a model.
COMPANIONS = {"AutoConfig", "PretrainedConfig", "PreTrainedConfig", "PreTrainedTokenizerBase", "AutoTokenizer",
              "ProcessorMixin", "AutoProcessor", "ImageProcessingMixin", "AutoImageProcessor", "FeatureExtractionMixin",
              "AutoFeatureExtractor"}  # fmt: skip
RANKS = (
    ("RANK", "WORLD_SIZE"),
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
    ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
)


def main(commands: TextIO, events: int, loaded: Callable[[], None] | None = None) -> int:
    """Serve one request and return the exit status of the process; `loaded` runs before the event of a success."""
    faulthandler.enable()
    rank, world = rank_and_world()
    channel = Channel(events, rank if "--framed" in sys.argv else None)
    handed = os.environ.pop("LOADLINT_REQUEST", None)
    line = read_text(handed) if handed else commands.readline()
    if not line:
        return 75
    request = settled(json.loads(line))
    if request.get("launcher") and not handed:
        return Leader(request, commands, events).lead()
    hello = {"event": "hello", "protocol": PROTOCOL, "pid": os.getpid(), "python": platform.python_version()}
    channel.send(dict(hello, host=platform.node(), world=world, available=available()))
    job = Job(request, channel)
    job.loaded = loaded
    die_with_parent(request.get("parent"))
    if not handed:
        threading.Thread(target=listen, args=(commands, job), daemon=True).start()
    job.watch.start()
    return job.finish()


def settled(request: Event) -> Event:
    """Set the folder and the variables of the request, where the launch has not set them."""
    os.environ.update(request.get("environment") or {})
    if request.get("cwd") and os.path.isdir(request["cwd"]):
        os.chdir(request["cwd"])
    return request


def rank_and_world() -> tuple[int, int]:
    """Return the rank of this process in its launch, and the number of processes."""
    for rank, world in RANKS:
        if rank in os.environ and world in os.environ:
            return int(os.environ[rank]), int(os.environ[world])
    return 0, 1


def read_text(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


class Leader:
    """Start the ranks through a launcher that takes a script, and end them with this process."""

    def __init__(self, request: Event, commands: TextIO, events: int) -> None:
        self.request, self.commands, self.events = request, commands, events
        self.process: Any = None

    def lead(self) -> int:
        # The parent's folder is removed with it even if this process is killed. Another machine has none, but
        # there the end of the input ends this process in order.
        scratch = self.request["scratch"]
        base = scratch if os.path.isdir(scratch) else None
        folder = tempfile.mkdtemp(prefix="loadlint-", dir=base)  # readable for its owner alone
        try:
            return self.launch(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def launch(self, folder: str) -> int:
        script, handed = os.path.join(folder, "worker.py"), os.path.join(folder, "request.json")
        for path, text in ((script, own_source()), (handed, json.dumps(self.request))):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        first, *rest = self.request["launcher"]
        self.process = subprocess.Popen(
            [beside_python(first), *rest, script, "--framed"],
            stdin=subprocess.DEVNULL,
            stdout=self.events,
            env=dict(os.environ, LOADLINT_REQUEST=handed),
            preexec_fn=(lambda: die_with_parent(None)) if sys.platform.startswith("linux") else None,
        )
        threading.Thread(target=self.listen, daemon=True).start()
        return int(self.process.wait())

    def listen(self) -> None:
        """Read commands: a cancel asks the load to stop, the end of the parent ends the process."""
        for line in self.commands:
            if line.strip() and json.loads(line).get("op") == "cancel":
                self.process.terminate()
                threading.Timer(LEAVE, self.process.kill).start()
        self.process.kill()


def own_source() -> str:
    """Return the text of this file, from disk or from the pipe."""
    sent = globals().get("SOURCE")
    return str(sent) if sent else read_text(os.path.abspath(__file__))


def beside_python(name: str) -> str:
    """Return the launcher on the path, or else the one of this interpreter."""
    beside = os.path.join(os.path.dirname(sys.executable), name)
    return beside if os.path.exists(beside) else shutil.which(name) or name


class Cancelled(KeyboardInterrupt):
    """A cancel by the user; libraries clean up after it as after Ctrl-C."""


class Channel:
    """Write events, one whole line each."""

    def __init__(self, descriptor: int, rank: int | None = None) -> None:
        self.descriptor = descriptor
        self.rank = rank
        self.lock = threading.Lock()

    def send(self, event: Event) -> None:
        text = json.dumps(event, default=str)
        with self.lock:
            for line in [text] if self.rank is None else self.frames(text):
                self.write((line + "\n").encode("utf-8", "replace"))

    def frames(self, text: str) -> list[str]:
        """Return the lines of an event, each marked with its rank, as lines of other ranks may come between."""
        pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
        last = len(pieces) - 1
        return [json.dumps({"rank": self.rank, "more": at < last, "text": it}) for at, it in enumerate(pieces)]

    def write(self, data: bytes) -> None:
        while data:
            data = data[os.write(self.descriptor, data) :]


class Job:
    """One request, from `start` to its last event."""

    def __init__(self, request: Event, channel: Channel) -> None:
        self.request = request
        self.channel = channel
        self.cancelled = False
        self.clock = Clock(self.enter)
        self.watch = Watch(channel)
        self.warned = Warned()
        self.keys: Event = {}
        self.adapter_keys: Event = {}
        self.loaded: Callable[[], None] | None = None
        self.let_go = threading.Event()

    def finish(self) -> int:
        """Run to the last event, whatever happens."""
        signal.signal(signal.SIGINT, self.interrupted)
        signal.signal(signal.SIGTERM, self.terminated)
        try:
            result = dict(run(self), event="result")
            if self.loaded is not None:
                self.loaded()
            self.channel.send(result)
        except Cancelled:
            self.channel.send({"event": "cancelled", "phase": self.clock.current})
        except BaseException as error:  # what the user's load raised is the result
            facts: Event = {"phase": self.clock.current, "memory": self.watch.memory(), "adapter": self.adapter()}
            facts["warnings"] = self.warned.texts()
            self.channel.send(dict(told(error), event="error", **facts))
        return 0

    def adapter(self) -> str | None:
        """Return the base of the adapter in the folder of the model; None without one."""
        named = [next(iter(it["value"].values())) for it in self.request.get("arguments", [])[:1]]
        path = os.path.join(str(named[0]), "adapter_config.json") if named else ""
        if not os.path.isfile(path):
            return None
        try:
            return str(json.loads(read_text(path)).get("base_model_name_or_path"))
        except (ValueError, AttributeError):
            return None

    def enter(self, phase: str) -> None:
        self.channel.send({"event": "phase", "phase": phase})

    def cancel(self) -> None:
        """Cancel from the listening thread, by a signal, as a plain flag does not wake a sleeping main thread."""
        self.cancelled = True
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            import _thread

            _thread.interrupt_main()

    def interrupted(self, *_: object) -> None:
        # A Ctrl-C at the terminal reaches the supervisor, which then asks through the pipe.
        self.check()

    def terminated(self, *_: object) -> None:
        """Handle the signal by which a launcher ends its ranks as a cancel."""
        self.cancelled = True
        raise Cancelled

    def check(self) -> None:
        if self.cancelled:
            raise Cancelled

    def wait_while_held(self) -> None:
        """Wait until the parent lets the load begin, which a hub may hold up longer than the imports take."""
        if not self.request.get("held") or self.let_go.is_set():
            return
        self.clock.switch("estimating")
        while not self.let_go.wait(BEAT_EVERY):
            self.check()  # for systems where a signal does not end the wait


def run(job: Job) -> Event:
    """Run the load and take all measurements."""
    clock, request = job.clock, job.request
    clock.switch("importing")
    # Libraries read some of these when they are imported.
    os.environ.update(dict(it["variable"] for it in request.get("contexts") or () if "variable" in it))
    sys.path[:0] = request.get("paths") or ()
    torch, transformers = importlib.import_module("torch"), importlib.import_module("transformers")
    job.wait_while_held()
    job.channel.send(dict(environment(torch), event="env"))
    follow_bars(job)
    instrument(job, request["callee"])
    loader = loader_of(request["callee"], transformers)
    job.watch.mark("before")
    job.warned.listen()
    clock.switch("resolving")
    with contextlib.ExitStack() as around:
        enter_contexts(request.get("contexts") or (), torch, around)
        loaded = called(loader, request, torch)
    # A load that is asked for its list of keys returns a pair.
    loaded = loaded[0] if isinstance(loaded, tuple) else loaded
    clock.switch("moving")
    loaded = stepped(loaded, request.get("steps", []), torch)
    clock.switch("inspecting")
    facts: Event = {"model": described(loaded, job, torch), "times": clock.times(), "memory": job.watch.memory(torch)}
    # Warnings of the smoke test are no part of the load.
    facts["warnings"] = job.warned.texts()
    job.channel.send(dict(facts, event="partial"))
    return dict(facts, **smoked(loaded, job, torch, transformers))


def smoked(loaded: Any, job: Job, torch: Any, transformers: Any) -> Event:
    """Run a forward pass and a short generation, whose failure is no failed load."""
    if not job.request.get("smoke"):
        return {"smoke": {"skipped": "not asked for"}}
    job.clock.switch("smoke")
    try:
        smoke = Smoke(loaded, job, torch, transformers).run()
    except Exception as error:  # shown to the user with its text
        smoke = {"error": told(error)}
    job.clock.switch("done")
    return {"smoke": smoke, "times": job.clock.times(), "memory": job.watch.memory(torch)}


# --- the process ----------------------------------------------------------------------------------


def listen(commands: TextIO, job: Job) -> None:
    """Obey the parent, and end with it, as its end closes the pipe."""
    for line in commands:
        op = json.loads(line).get("op") if line.strip() else None
        if op == "cancel":
            job.cancel()
        elif op == "load":
            job.let_go.set()
    os._exit(75)


def die_with_parent(parent: int | None) -> None:
    """Have the Linux kernel end this process with its parent, and before others where memory runs out."""
    if sys.platform.startswith("linux"):
        end_with_parent(parent)
        write_quietly("/proc/self/oom_score_adj", "900")


def end_with_parent(parent: int | None) -> None:
    """Have the Linux kernel end this process with its parent's thread, even while C code holds the interpreter."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(1, signal.SIGKILL, 0, 0, 0)  # PR_SET_PDEATHSIG
    if parent and os.getppid() != parent and parent_is_visible(parent):
        os._exit(75)


def parent_is_visible(parent: int) -> bool:
    """Return False in another process namespace, where the parent's number means nothing."""
    return os.path.exists(f"/proc/{parent}")


def write_quietly(path: str, text: str) -> None:
    """Write where the system allows it; the load works without."""
    if os.access(path, os.W_OK):
        with open(path, "w", encoding="ascii") as file:
            file.write(text)


# --- many loads -----------------------------------------------------------------------------------


class Server:
    """Import the libraries once, and fork a process for each load; on Linux alone."""

    def __init__(self, commands: TextIO) -> None:
        self.control = socket.socket(fileno=os.dup(commands.fileno()))
        commands.close()
        self.grows = "--fixed" not in sys.argv

    def serve(self) -> int:
        """Return the exit status of the process: of a load in its fork, 75 in the server at the end of its parent."""
        end_with_parent(None)
        sys.path[:0] = [it.partition("=")[2] for it in sys.argv if it.startswith("--path=")]
        why = self.imported(["torch", "transformers", "transformers.modeling_utils"])
        self.send({"ready": why is None, "why": why})
        while why is None:
            pipes = self.pipes()
            if not pipes:
                break
            names, named = os.pipe()
            pid = forked()
            if not pid:
                os.close(names)
                return self.load(pipes, named)
            for descriptor in (*pipes, named):
                os.close(descriptor)
            self.send({"ended": os.waitpid(pid, 0)[1]})
            why = self.grown(names)
        return 75

    def load(self, pipes: list[int], named: int) -> int:
        """Run one load in this fork, as an interpreter of its own would."""
        commands, events, log = pipes
        os.setsid()
        os.dup2(log, 2)
        os.dup2(log, 1)
        before = set(sys.modules)
        # By its own message the parent knows that the group exists, which ends the process in every case.
        self.send({"pid": os.getpid()})
        self.control.close()
        return main(os.fdopen(commands, "r", encoding="utf-8"), events, lambda: tell_imports(named, before))

    def grown(self, names: int) -> str | None:
        """Import what a load has imported, for the next one; return what forbids another fork."""
        with os.fdopen(names, "rb") as file:
            os.set_blocking(names, False)
            text = (file.read() or b"").decode()
        return self.imported(text.split()) if self.grows and text else None

    def imported(self, names: list[str]) -> str | None:
        """Import modules; return what forbids a fork afterwards."""
        try:
            with gpu_left_alone():
                for name in names:
                    importlib.import_module(name)
                build_tables()
        except Exception as error:  # a load by itself shows it to the user
            return f"{type(error).__name__}: {first_line(error)}"
        return unforkable(sys.modules["torch"])

    def send(self, message: Event) -> None:
        self.control.send(json.dumps(message).encode())

    def pipes(self) -> list[int]:
        """Wait for the pipes of a load; return none at the end of the parent."""
        size = struct.calcsize("3i")
        data, extra, *_ = self.control.recvmsg(64, socket.CMSG_SPACE(size))
        received = [it for _, _, sent in extra for it in struct.unpack("3i", sent[:size])] if data else []
        for descriptor in received:
            os.set_inheritable(descriptor, False)  # a program that a load starts would hold them open
        return received


@contextlib.contextmanager
def gpu_left_alone() -> Iterator[None]:
    """Have torch count GPUs without their driver, which no fork could use afterwards."""
    name = "PYTORCH_NVML_BASED_CUDA_CHECK"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        os.environ.pop(name)
        os.environ.update({} if before is None else {name: before})


def forked() -> int:
    """Fork this process; return 0 in the fork."""
    gc.collect()
    gc.freeze()  # a collection in a fork would copy the pages of all objects
    sys.stderr.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # about threads, which are looked for
        return os.fork()


def build_tables() -> None:
    """Have transformers 5 build its table of renamed weights, which otherwise takes half of the time of a tiny load."""
    module = sys.modules.get("transformers.conversion_mapping")
    build = getattr(module, "get_checkpoint_conversion_mapping", None)
    if build is not None:
        build("")


def tell_imports(descriptor: int, before: set[str]) -> None:
    """Write the names of modules that this load was the first to import."""
    new = [it for it in list(sys.modules) if it not in before and it.partition(".")[0] in SHARED]
    # A library may have a module under further names, by which it cannot be imported.
    names = [it for it in new if getattr(getattr(sys.modules[it], "__spec__", None), "name", "") == it]
    text = "\n".join(names)
    os.set_blocking(descriptor, False)
    os.write(descriptor, text[:NAMED].rpartition("\n")[0].encode() if len(text) > NAMED else text.encode())
    os.close(descriptor)


def unforkable(torch: Any) -> str | None:
    """Return why a fork of this process could not load: a GPU in use, or threads whose locks it would inherit."""
    if torch.cuda.is_initialized() or driver_started():
        return "an import uses the GPU"
    probe = forked()
    if not probe:
        os._exit(0)
    os.waitpid(probe, 0)  # with a fork, libraries of linear algebra end threads that they start again when needed
    return "an import starts threads" if len(os.listdir("/proc/self/task")) > 1 else None


def driver_started() -> bool:
    """Return whether the driver of NVIDIA was started in this process, by whichever library."""
    try:
        driver = ctypes.CDLL("libcuda.so.1", mode=os.RTLD_NOLOAD | os.RTLD_LAZY)
    except OSError:
        return False
    return bool(driver.cuDeviceGetCount(ctypes.byref(ctypes.c_int())) == 0)


class Watch(threading.Thread):
    """Send beats, and sample anonymous memory.

    `ru_maxrss` is inherited over exec and has the parent's peak; resident memory counts mapped weights, which the
    system can reclaim at any time.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__(daemon=True)
        self.channel = channel
        self.marks: dict[str, int] = {}
        self.peak = 0

    def run(self) -> None:
        due = 0.0
        while True:
            memory = resident()
            self.peak = max(self.peak, memory.get("RssAnon", 0))
            if time.monotonic() >= due:
                due = time.monotonic() + BEAT_EVERY
                faulthandler.dump_traceback_later(SILENT_FOR, exit=True)
                self.channel.send(
                    {"event": "beat", "anonymous": memory.get("RssAnon"), "resident": memory.get("VmRSS")}
                )
            time.sleep(SAMPLE_EVERY)

    def mark(self, name: str) -> None:
        self.marks[name] = resident().get("RssAnon", 0)

    def memory(self, torch: Any = None) -> Event:
        """Return the peaks so far; None where the platform has no figure."""
        now = resident()
        self.peak = max(self.peak, now.get("RssAnon", 0))
        is_measured = bool(now.get("RssAnon"))
        return {
            "host_peak": self.peak if is_measured else None,
            "host_before": self.marks.get("before") if is_measured else None,
            "host_resident_peak": now.get("VmHWM"),
            "host_resident": now.get("VmRSS"),
            "devices": device_peaks(torch) if torch is not None else {},
        }


def available() -> int | None:
    """Return the free memory of this machine in bytes; None where unknown."""
    if not os.path.exists("/proc/meminfo"):
        return None
    amounts = [line.split()[1] for line in read_text("/proc/meminfo").split("\n") if line.startswith("MemAvailable")]
    return int(amounts[0]) * 1024 if amounts else None


def resident() -> dict[str, int]:
    """Return the memory lines of /proc/self/status in bytes; empty without such a file."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            lines = [line.split() for line in file if line.startswith(("VmHWM", "VmRSS", "RssAnon"))]
    except OSError:
        return {}
    return {line[0].rstrip(":"): int(line[1]) * 1024 for line in lines}


class Clock:
    """Split the time into phases that add up to the whole."""

    def __init__(self, enter: Callable[[str], None]) -> None:
        self.spent: dict[str, float] = {}
        self.current = "starting"
        self.since = time.perf_counter()
        self.enter = enter

    def switch(self, phase: str) -> None:
        now = time.perf_counter()
        self.spent[self.current] = self.spent.get(self.current, 0.0) + now - self.since
        self.since = now
        if phase != self.current:
            self.current = phase
            self.enter(phase)

    def times(self) -> Event:
        self.switch(self.current)
        return {name: round(value, 4) for name, value in self.spent.items() if name not in ("starting", "done")}

    def during(self, phase: str, after: str | None, work: Callable[..., Any]) -> Callable[..., Any]:
        """Run `work` in `phase`; the time after it counts for `after`, or for the phase before.

        A failure leaves the phase unchanged, as the report names it.
        """

        def timed(*args: Any, **kwargs: Any) -> Any:
            before = self.current
            self.switch(phase)
            made = work(*args, **kwargs)
            self.switch(after or before)
            return made

        return timed


# --- hooks into the libraries ---------------------------------------------------------------------


def instrument(job: Job, callee: str) -> None:
    """Time the phases of a load and catch its list of missing keys, where this release allows it."""
    modeling = importlib.import_module("transformers.modeling_utils")
    clock = job.clock
    wrap(modeling, "_get_resolved_checkpoint_files", lambda work: clock.during("downloading", "loading", work))
    for name in ("accelerate_dispatch", "dispatch_model"):
        wrap(modeling, name, lambda work: clock.during("dispatching", None, work))
    if callee.endswith(".pipeline"):
        pipelines = importlib.import_module("transformers.pipelines")
        for name in ("load_model", "infer_framework_load_model"):
            wrap(pipelines, name, lambda work: clock.during("resolving", "processor", work))
    catch_keys(job, modeling.PreTrainedModel)
    if callee.startswith("peft."):
        adapted = importlib.import_module("peft").PeftModel
        load = adapted.load_adapter
        adapted.load_adapter = lambda *a, **k: keep_adapter(job, load(*a, **k))


class Warned(logging.Handler):
    """Collect the warnings of libraries, each text once."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: dict[str, None] = {}

    def listen(self) -> None:
        for name in LIBRARIES:
            logging.getLogger(name).addHandler(self)
        show = warnings.showwarning

        def shown(message: Any, *args: Any, **kwargs: Any) -> None:
            self.keep(str(message))
            show(message, *args, **kwargs)

        warnings.showwarning = shown

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.keep(record.getMessage())
        except (TypeError, ValueError):  # a library's own format and arguments differ
            self.keep(str(record.msg))

    def keep(self, text: str) -> None:
        if len(self.kept) < WARNINGS_KEPT:
            self.kept.setdefault(text[:1000], None)

    def texts(self) -> list[str]:
        return list(self.kept)


def wrap(owner: Any, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    if hasattr(owner, name):
        setattr(owner, name, wrapper(getattr(owner, name)))


def catch_keys(job: Job, model_class: Any) -> None:
    """Releases from 5 on finish a load in one place; before, the loading function returns the keys."""
    if hasattr(model_class, "_finalize_model_loading"):
        finalize = model_class._finalize_model_loading
        model_class._finalize_model_loading = staticmethod(lambda *a, **k: keep_info(job, finalize(*a, **k)))
    elif hasattr(model_class, "_load_pretrained_model"):
        load = model_class.__dict__["_load_pretrained_model"].__func__
        model_class._load_pretrained_model = classmethod(lambda cls, *a, **k: keep_tuple(job, load(cls, *a, **k)))


def keep_info(job: Job, info: Any) -> Any:
    keys = info.to_dict() if hasattr(info, "to_dict") else {}
    job.keys = {name: sorted(map(str, keys.get(name) or ())) for name in ("missing_keys", "unexpected_keys")}
    job.keys["mismatched_keys"] = sorted(map(mismatch, keys.get("mismatched_keys") or ()))
    return info


def mismatch(key: Any) -> list[str]:
    """Return the name, and the shapes in checkpoint and model where the release has them."""
    parts = list(key) if isinstance(key, (tuple, list)) else [key]
    return [str(it) if isinstance(it, str) else str(list(it)) for it in parts]


def keep_adapter(job: Job, result: Any) -> Any:
    """Store the missing and the unexpected weights of the adapter, which PEFT reports."""
    for name in ("missing_keys", "unexpected_keys"):
        job.adapter_keys.setdefault(name, []).extend(map(str, getattr(result, name, None) or ()))
    return result


def keep_tuple(job: Job, returned: Any) -> Any:
    if isinstance(returned, tuple) and len(returned) >= 3:
        job.keys = {"missing_keys": sorted(map(str, returned[1])), "unexpected_keys": sorted(map(str, returned[2]))}
        mismatched = returned[3] if len(returned) > 3 and isinstance(returned[3], (list, tuple, set)) else ()
        job.keys["mismatched_keys"] = sorted(map(mismatch, mismatched))
    return returned


def follow_bars(job: Job) -> None:
    """Turn every progress bar, which is a tqdm in all libraries, into progress events and places to cancel."""
    try:
        bars = importlib.import_module("tqdm.std").tqdm
    except ImportError:
        return
    bars.monitor_interval = 0
    begin, update, iterate = bars.__init__, bars.update, bars.__iter__
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # lives as long as the process

    def begun(bar: Any, *args: Any, **kwargs: Any) -> None:
        if len(args) < 5:
            kwargs.update(disable=False, file=nowhere)
        begin(bar, *args, **kwargs)

    def updated(bar: Any, n: float | None = 1) -> Any:
        shown = update(bar, n)
        report_bar(job, bar, bar.n)
        return shown

    def iterated(bar: Any) -> Any:
        for count, item in enumerate(iterate(bar), start=1):
            yield item
            report_bar(job, bar, count)

    bars.__init__, bars.update, bars.__iter__ = begun, updated, iterated
    finer_downloads()


def report_bar(job: Job, bar: Any, done: float) -> None:
    job.check()
    name, total, now = str(getattr(bar, "desc", "") or ""), getattr(bar, "total", None), time.monotonic()
    if name.startswith("Reconstructing") or (now - getattr(bar, "loadlint_told", 0.0) < 0.1 and done != total):
        return
    bar.loadlint_told = now
    unit = str(getattr(bar, "unit", "it"))
    job.channel.send(
        {"event": "progress", "bar": id(bar), "desc": name.rstrip(": "), "done": done, "total": total, "unit": unit}
    )


def finer_downloads() -> None:
    """Report downloads more often than every 10 MB, which is too rare for a bar or a cancel on a slow line."""
    try:
        constants: Any = importlib.import_module("huggingface_hub.constants")
    except ImportError:
        return
    if hasattr(constants, "DOWNLOAD_CHUNK_SIZE"):
        constants.DOWNLOAD_CHUNK_SIZE = 1 << 18


# --- the call ---------------------------------------------------------------------------------------


def called(loader: Callable[..., Any], request: Event, torch: Any) -> Any:
    """Make the user's call with arguments built from their descriptions; no text is evaluated."""
    maker = Maker(torch, request.get("scratch") or os.getcwd())
    positional = [maker.value(it["value"]) for it in request["arguments"] if it["positional"]]
    keywords = {it["name"]: maker.value(it["value"]) for it in request["arguments"] if not it["positional"]}
    return loader(*positional, **keywords)


def enter_contexts(contexts: Any, torch: Any, around: Any) -> None:
    """Enter the contexts of the load: a device, empty weights, or another default dtype."""
    maker = Maker(torch, os.getcwd())
    for context in contexts:
        ((kind, content),) = context.items()
        if kind == "device":
            around.enter_context(torch.device(content))
        elif kind == "empty":
            around.enter_context(importlib.import_module("accelerate").init_empty_weights())
        elif kind in ("set_default_dtype", "set_default_device"):
            getattr(torch, kind)(maker.value(content))


def loader_of(callee: str, transformers: Any) -> Any:
    """Return the function of a dotted name, if it is a loader of a known library and nothing else."""
    parts = callee.split(".")
    library, last = parts[0], parts[-1]
    if library == "sentence_transformers" and last in BASES[library]:
        return loading_class(parts, BASES[library])
    if library not in BASES or last not in ("from_pretrained", "pipeline"):
        raise ValueError(f"{callee} is not a loader of transformers")
    if last == "pipeline" and library == "transformers":
        return transformers.pipeline
    return loading_class(parts[:-1], BASES[library]).from_pretrained


def loading_class(parts: list[str], bases: set[str]) -> Any:
    owner = getattr(importlib.import_module(".".join(parts[:-1])), parts[-1])
    if not {it.__name__ for it in getattr(owner, "__mro__", ())} & bases:
        raise TypeError(f"{'.'.join(parts)} is not a model class of {parts[0]}")
    return owner


class Maker:
    """Make values from tagged JSON: `{"literal": 1}`, `{"symbol": "torch.bfloat16"}` and so on."""

    def __init__(self, torch: Any, scratch: str) -> None:
        self.torch = torch
        self.scratch = scratch

    def value(self, tagged: Event) -> Any:
        ((tag, content),) = tagged.items()
        return getattr(self, "make_" + tag)(content)

    def make_literal(self, content: Any) -> Any:
        return content

    def make_symbol(self, name: str) -> Any:
        dtype = getattr(self.torch, name.split(".", 1)[1])
        if not isinstance(dtype, self.torch.dtype):
            raise TypeError(f"{name} is not a dtype")
        return dtype

    def make_device(self, content: Event) -> Any:
        return self.torch.device(*[self.value(it) for it in content["positional"]], **self.named(content))

    def make_list(self, content: list[Event]) -> Any:
        return [self.value(it) for it in content]

    def make_tuple(self, content: list[Event]) -> Any:
        return tuple(self.value(it) for it in content)

    def make_set(self, content: list[Event]) -> Any:
        return {self.value(it) for it in content}

    def make_table(self, content: list[tuple[Event, Event]]) -> Any:
        return {self.value(key): self.value(value) for key, value in content}

    def make_config(self, content: Event) -> Any:
        module, name = content["name"].rsplit(".", 1)
        made = getattr(importlib.import_module(module), name)
        return made(*[self.value(it) for it in content["positional"]], **self.named(content))

    def make_load(self, content: Event) -> Any:
        """Return a model or tokenizer that the code loads first and passes on."""
        owner = loading_class(content["name"].split(".")[:-1], BASES["transformers"] | COMPANIONS)
        loaded = owner.from_pretrained(*[self.value(it) for it in content["positional"]], **self.named(content))
        for name, value in content.get("attributes") or ():
            setattr(loaded, name, self.value(value))
        return stepped(loaded, content.get("steps") or [], self.torch)

    def make_length(self, content: Event) -> int:
        return len(self.value(content))

    def make_local_rank(self, _: Any) -> int:
        return int(os.environ.get("LOCAL_RANK") or os.environ.get("SLURM_LOCALID") or 0)

    def make_choice(self, content: Event) -> Any:
        return self.value(content["yes"] if self.available(content["test"]) else content["no"])

    def make_scratch(self, content: str) -> Any:
        # Our parent's folder may be on another machine.
        base = self.scratch if os.path.isdir(self.scratch) else tempfile.gettempdir()
        folder = os.path.join(base, f"{content}-{os.getpid()}")
        os.makedirs(folder, exist_ok=True)
        return folder

    def named(self, content: Event) -> Event:
        return {name: self.value(value) for name, value in content["keywords"]}

    def available(self, test: str) -> bool:
        """Return the answer of `torch.cuda.is_available` or its equivalents."""
        function = self.torch
        for part in test.split(".")[1:]:
            function = getattr(function, part)
        return bool(function())


def stepped(loaded: Any, steps: list[Event], torch: Any) -> Any:
    """Run the steps of the code directly after the load: moves, casts, eval."""
    maker = Maker(torch, os.getcwd())
    for step in steps:
        positional = [maker.value(it) for it in step["positional"]]
        done = getattr(loaded, step["method"])(*positional, **maker.named(step))
        # Some methods return nothing, and one returns the part that it changed.
        loaded = loaded if done is None or step["method"] == "resize_token_embeddings" else done
    return loaded


# --- the loaded model ----------------------------------------------------------------------------------


def described(loaded: Any, job: Job, torch: Any) -> Event:
    """Return the model's class, size, devices and dtypes."""
    model = module_of(loaded, torch)
    config, weights = getattr(model, "config", None), Weights(model)
    return {
        "class": type(loaded if hasattr(loaded, "components") else model).__name__,
        "pipeline": type(loaded).__name__ if loaded is not model else None,
        "task": getattr(loaded, "task", None) if loaded is not model else None,
        "checkpoint_classes": list(getattr(config, "architectures", None) or ()),
        "model_type": getattr(config, "model_type", None),
        "name_or_path": getattr(config, "_name_or_path", None),
        "parameters": weights.parameters,
        "bytes": weights.bytes,
        "bytes_per_device": weights.per_device,
        "parameters_per_device": weights.parameters_per_device,
        "dtypes": weights.dtypes,
        "device_map": {name or "": str(it) for name, it in weights.device_map.items()},
        "offloaded_share": round(weights.offloaded / weights.bytes, 4) if weights.bytes else 0.0,
        "training": bool(getattr(model, "training", False)),
        "unplaced": weights.unplaced[:MISSING_KEYS_SHOWN],
        "unplaced_count": len(weights.unplaced),
        "layers": layers_of(config),
        "attention": getattr(config, "_attn_implementation", None),
        "quantization": quantization(model, config),
        "adapter": adapter_of(loaded, job),
        "plain_encoder": plain_encoder(job.request),
        **keys_of(job),
    }


def keys_of(job: Job) -> Event:
    """Return the names of weights that were missing, unexpected or of another shape; None where unknown."""
    facts: Event = {}
    for kind in ("missing", "unexpected", "mismatched"):
        names = job.keys.get(kind + "_keys", []) if job.keys else None
        facts[kind + "_keys"] = None if names is None else names[:MISSING_KEYS_SHOWN]
        facts[kind + "_count"] = None if names is None else len(names)
    return facts


def layers_of(config: Any) -> int | None:
    """Return the number of layers in the configuration."""
    text = getattr(config, "text_config", None) or config
    layers = getattr(text, "num_hidden_layers", None)
    return layers if isinstance(layers, int) else None


def quantization(model: Any, config: Any) -> Event | None:
    """Return the quantization of the weights and of the configuration; None without one."""
    asked = getattr(config, "quantization_config", None)
    if asked is None:
        return None
    table = asked if isinstance(asked, dict) else asked.to_dict() if hasattr(asked, "to_dict") else {}
    method = table.get("quant_method")
    bits = 4 if table.get("load_in_4bit") else 8 if table.get("load_in_8bit") else table.get("bits")
    return {
        "method": str(getattr(method, "value", method)),
        "bits": bits if isinstance(bits, int) else None,
        "compute_dtype": str(table["bnb_4bit_compute_dtype"]).replace("torch.", "")
        if bits == 4 and table.get("bnb_4bit_compute_dtype")
        else None,
        "applied": getattr(model, "hf_quantizer", None) is not None or not isinstance(asked, dict),
    }


def plain_encoder(request: Event) -> bool:
    """Return whether sentence-transformers built its encoder from a model without modules of its own."""
    if request["callee"].rsplit(".", 1)[-1] != "SentenceTransformer" or not request["arguments"]:
        return False
    source = str(next(iter(request["arguments"][0]["value"].values())))
    if os.path.isdir(source):
        return not os.path.exists(os.path.join(source, "modules.json"))
    hub: Any = importlib.import_module("huggingface_hub")
    cached = hub.try_to_load_from_cache(source, "modules.json")
    return cached is not None and not isinstance(cached, str)  # the cache remembers that there is none


def adapter_of(loaded: Any, job: Job) -> Event | None:
    """Return the adapters on a model, and the weights that PEFT missed."""
    configs = getattr(loaded, "peft_config", None)
    if not isinstance(configs, dict) or not configs:
        return None
    weights = [(it.numel(), it.requires_grad) for it in loaded.parameters()]
    return {
        "names": list(configs),
        "rank": getattr(next(iter(configs.values())), "r", None),
        "trainable": sum(count for count, trained in weights if trained),
        "missing_keys": job.adapter_keys.get("missing_keys", [])[:MISSING_KEYS_SHOWN],
        "unexpected_keys": job.adapter_keys.get("unexpected_keys", [])[:MISSING_KEYS_SHOWN],
    }


def module_of(loaded: Any, torch: Any) -> Any:
    """Return the part of a loaded object that has its weights; of a diffusion pipeline, all of its parts."""
    if isinstance(loaded, torch.nn.Module):
        return loaded
    parts = getattr(loaded, "components", None)
    if isinstance(parts, dict):
        return torch.nn.ModuleDict({name: it for name, it in parts.items() if isinstance(it, torch.nn.Module)})
    return getattr(loaded, "model", loaded)


class Weights:
    """Sums over a model's parameters and buffers, with tied ones once.

    An offloaded parameter is on the device `meta` in the model, so its real place comes from the device map. The map
    alone is not enough, as releases from 5 on set it only when it splits.
    """

    def __init__(self, model: Any) -> None:
        self.device_map: dict[str, Any] = dict(getattr(model, "hf_device_map", None) or {})
        self.parameters = self.bytes = self.offloaded = 0
        self.per_device: dict[str, int] = {}
        self.parameters_per_device: dict[str, int] = {}
        self.dtypes: dict[str, Event] = {}
        self.unplaced: list[str] = []
        for name, tensor in model.named_parameters():
            self.add(name, tensor)
        if not self.device_map and len(self.per_device) == 1:
            self.device_map = {"": next(iter(self.per_device))}

    def add(self, name: str, tensor: Any) -> None:
        # Under tensor parallelism a rank has a part of each, and only that part counts.
        tensor = tensor.to_local() if hasattr(tensor, "to_local") else tensor
        count, size = element_count(tensor), tensor.numel() * tensor.element_size()
        offloaded = tensor.device.type == "meta"
        place = self.mapped(name) if offloaded else str(tensor.device)
        if place == "meta":
            self.unplaced.append(name)
        dtype = self.dtypes.setdefault(str(tensor.dtype).replace("torch.", ""), {"parameters": 0, "bytes": 0})
        dtype["parameters"] += count
        dtype["bytes"] += size
        self.parameters += count
        self.bytes += size
        self.offloaded += size if offloaded else 0
        self.per_device[place] = self.per_device.get(place, 0) + size
        self.parameters_per_device[place] = self.parameters_per_device.get(place, 0) + count

    def mapped(self, name: str) -> str:
        """Return the device of this parameter in the device map, by its longest prefix."""
        fitting = [key for key in self.device_map if not key or name == key or name.startswith(key + ".")]
        return str(self.device_map[max(fitting, key=len)]) if fitting else "meta"


def element_count(tensor: Any) -> int:
    """Return the number of weights; bitsandbytes packs two of four bits into one byte and stores their shape apart."""
    shape = getattr(getattr(tensor, "quant_state", None), "shape", None)
    return math.prod(shape) if shape else int(tensor.numel())


# --- smoke test ---------------------------------------------------------------------------------------


class Smoke:
    """A forward pass, timed apart as it reads lazily mapped weights, and a short generation."""

    def __init__(self, loaded: Any, job: Job, torch: Any, transformers: Any) -> None:
        self.model: Any = loaded if isinstance(loaded, torch.nn.Module) else getattr(loaded, "model", None)
        self.tokenizer: Any = None if self.model is loaded else getattr(loaded, "tokenizer", None)
        self.job, self.torch, self.transformers = job, torch, transformers
        self.asked = job.request["smoke"]
        self.prompt_fits, self.rows = True, 0
        self.tokenizer_error: Event | None = None

    def run(self) -> Event:
        if self.job.request["callee"].startswith("sentence_transformers.") and hasattr(self.model, "encode"):
            return self.encode()
        if self.model is None or getattr(self.model, "main_input_name", "input_ids") != "input_ids":
            return {"skipped": "only models that read token ids are tried"}
        note = self.find_tokenizer()
        report: Event = {"tokenizer": note, "tokenizer_error": self.tokenizer_error, **self.sizes()}
        inputs = self.inputs()
        report["prompt"] = self.asked["prompt"] if self.tokenizer is not None else None
        self.job.clock.switch("forward")
        try:
            seconds, output = self.forward(self.with_special_tokens(inputs))
        except Exception:
            if self.reads_more():
                return {"skipped": "the model reads more than token ids"}
            raise
        report["first_forward"] = seconds
        if not self.asked.get("zeros"):
            try:
                report["output"] = self.judged(output, inputs)
            except Exception as error:  # tensors of other kinds, such as those of several ranks
                report["unjudged"] = f"{type(error).__name__}: {first_line(error)}"
        self.job.clock.switch("smoke")
        if self.generates():
            report.update(self.generate(inputs))
        return report

    def reads_more(self) -> bool:
        """Return whether the model takes images or audio too, so that ids alone may fail."""
        return bool(MORE_INPUTS - {"decoder_input_ids"} & set(inspect.signature(self.model.forward).parameters))

    def encode(self) -> Event:
        begin = time.perf_counter()
        made = self.model.encode([self.asked["prompt"]])
        seconds = round(time.perf_counter() - begin, 4)
        finite = bool(self.torch.isfinite(self.torch.as_tensor(made[0]).float()).all())
        output = {} if self.asked.get("zeros") else {"finite": finite, "constant": False}
        return {"prompt": self.asked["prompt"], "first_forward": seconds, "width": len(made[0]), "output": output}

    def sizes(self) -> Event:
        """Return the sizes of tokenizer and embedding, and the tokens of a text that have no row in it."""
        try:
            table = self.model.get_input_embeddings()
        except (AttributeError, NotImplementedError):  # a model of several parts has several
            return {}
        rows = self.rows = getattr(table, "num_embeddings", None) or 0
        if self.tokenizer is None or not rows:
            return {}
        beyond = sorted(it for it in set(self.tokenizer(self.asked["prompt"])["input_ids"]) if it >= rows)
        if beyond:
            self.prompt_fits = False
        return {"tokenizer_size": len(self.tokenizer), "embedding_size": rows, "beyond": beyond[:SUSPECTS_SHOWN]}

    def special_tokens(self) -> list[int]:
        names = ("bos_token_id", "eos_token_id", "pad_token_id", "unk_token_id", "cls_token_id", "sep_token_id")
        ids = [getattr(self.tokenizer, name, None) for name in names] if self.tokenizer is not None else []
        # A token without a row in the embedding is harmless while no text has it.
        return sorted({it for it in ids if isinstance(it, int) and 0 <= it < (self.rows or it + 1)})

    def with_special_tokens(self, inputs: Event) -> Event:
        """Return the prompt with the tokenizer's special tokens after it, where a causal model does not see them."""
        if not self.is_causal() or not self.prompt_fits:
            return inputs
        ids, more = inputs["input_ids"], self.special_tokens()
        tail = self.torch.tensor([more], dtype=ids.dtype, device=ids.device).reshape(1, len(more))
        longer = {"input_ids": self.torch.cat([ids, tail], dim=1)}
        if "attention_mask" in inputs:
            mask = inputs["attention_mask"]
            longer["attention_mask"] = self.torch.cat([mask, self.torch.ones_like(tail)], dim=1)
        return longer

    def is_causal(self) -> bool:
        return self.generates() and not getattr(self.model.config, "is_encoder_decoder", False)

    def judged(self, output: Any, inputs: Event) -> Event:
        """Return whether the output is finite and depends on the input, and the loss of the prompt."""
        values = first_output(output, self.torch)
        if values is None or values.device.type == "meta":
            return {}
        values = values.detach().float()
        finite = not bool((self.torch.isnan(values) | (values == float("inf"))).any())
        varied = len(set(inputs["input_ids"][0].tolist())) > 1
        constant = varied and values.dim() == 3 and values.shape[1] > 1 and bool((values == values[:, :1]).all())
        facts: Event = {"finite": finite, "constant": constant, **broken_weights(self.model, self.torch)}
        if not finite or constant:
            return dict(facts, zero_share=zero_share(self.model))
        return dict(facts, **self.prediction(values, inputs["input_ids"]))

    def prediction(self, logits: Any, ids: Any) -> Event:
        """Return the prompt's loss per token and that of a guess; only for a prompt that the tokenizer restores."""
        length = ids.shape[1]
        if self.tokenizer is None or not self.is_causal() or logits.dim() != 3 or length < 4:
            return {}
        unknown = getattr(self.tokenizer, "unk_token_id", None)
        written = self.tokenizer.decode(ids[0], skip_special_tokens=True).strip()
        if written != self.asked["prompt"].strip() or (unknown is not None and bool((ids == unknown).any())):
            return {}
        loss = self.torch.nn.functional.cross_entropy(logits[0, : length - 1], ids[0, 1:].to(logits.device))
        return {"loss": round(float(loss), 3), "chance": round(math.log(logits.shape[-1]), 3)}

    def find_tokenizer(self) -> str | None:
        """Load the tokenizer beside the model; return why there is none."""
        if self.tokenizer is not None:
            return None
        source, options = self.source()
        if os.path.isdir(source) and not tokenizer_files(source) and "gguf_file" not in options:
            return "the folder has no tokenizer files"
        try:
            self.tokenizer = self.transformers.AutoTokenizer.from_pretrained(source, **options)
        except Exception as error:  # the model can be tried with plain ids
            if os.path.isdir(source):
                self.tokenizer_error = {"chain": told(error)["chain"]}
            return f"{type(error).__name__}: {first_line(error)}"
        return self.untrained()

    def untrained(self) -> str | None:
        """Return whether the tokenizer is empty, which releases from 5 on make silently where files are missing."""
        words, expected = len(self.tokenizer), getattr(self.model.config, "vocab_size", 0) or 0
        if expected and words < expected / 4:
            self.tokenizer = None
            return f"the tokenizer knows {words} of the model's {expected} tokens"
        return None

    def source(self) -> tuple[str, Event]:
        """Return the source of the model, and the arguments that choose its files."""
        arguments = {it["name"]: it["value"] for it in self.job.request["arguments"]}
        maker = Maker(self.torch, os.getcwd())
        names = ("revision", "subfolder", "gguf_file", "token", "cache_dir", "local_files_only", "trust_remote_code")
        options = {name: maker.value(arguments[name]) for name in names if name in arguments}
        named = arguments.get("pretrained_model_name_or_path") or arguments.get("model")
        if named is None or "load" in named:
            return str(self.model.config._name_or_path), options
        return str(maker.value(named)), options

    def inputs(self) -> Event:
        device = next((it.device for it in self.model.parameters() if it.device.type != "meta"), "cpu")
        if self.tokenizer is None or not self.prompt_fits:
            # Different ids, for the output at equal ones may be equal in a sound model.
            ids = [it % max(self.rows, 1) for it in (1, 2, 3, 4)] if self.rows else [1, 1, 1, 1]
            return {"input_ids": self.torch.tensor([ids], dtype=self.torch.long, device=device)}
        made = self.tokenizer(self.asked["prompt"], return_tensors="pt")
        return {name: made[name].to(device) for name in ("input_ids", "attention_mask") if name in made}

    def forward(self, inputs: Event) -> tuple[float, Any]:
        extra = {}
        if getattr(self.model.config, "is_encoder_decoder", False):
            start = getattr(self.model.config, "decoder_start_token_id", None) or 0
            extra["decoder_input_ids"] = self.torch.full_like(inputs["input_ids"][:, :1], start)
        begin = time.perf_counter()
        with self.torch.inference_mode():
            output = self.model(**inputs, **extra)
        synchronise(self.torch)
        return round(time.perf_counter() - begin, 4), output

    def generates(self) -> bool:
        can = getattr(self.model, "can_generate", None)
        return bool(can and can())

    def generate(self, inputs: Event) -> Event:
        stamps = Stamps(self.torch)
        criteria = self.transformers.StoppingCriteriaList([stamps])
        zeros, tokens = bool(self.asked.get("zeros")), self.asked["tokens"]
        # Weights of zeros choose one token for ever, which may be the one that ends a text.
        forced = {"min_new_tokens": tokens} if zeros else {}
        with self.torch.inference_mode():
            ids = self.model.generate(
                **inputs, **forced, max_new_tokens=tokens, do_sample=False, stopping_criteria=criteria
            )
        gaps = [(after - before) * 1000 for before, after in zip(stamps.at, stamps.at[1:])]
        return {
            "text": self.tokenizer.decode(ids[0], skip_special_tokens=True)
            if self.tokenizer is not None and not zeros
            else None,
            "tokens": len(stamps.at),
            "ms_per_token": round(statistics.median(gaps), 2) if gaps else None,
            "fastest_ms": round(min(gaps), 2) if gaps else None,
            "quartile_ms": [round(it, 2) for it in statistics.quantiles(gaps, n=4)[::2]] if len(gaps) > 3 else None,
            "slower": slower(self.model, self.torch),
        }


def slower(model: Any, torch: Any) -> Event | None:
    """Time a product in the half dtype of the largest weight, and in float32 on the same device."""
    matrices = [it for it in model.parameters() if it.dim() == 2 and it.dtype in (torch.float16, torch.bfloat16)]
    matrices = [it for it in matrices if it.device.type in ("cpu", "cuda") and not hasattr(it, "to_local")]
    if not matrices:
        return None
    half = max(matrices, key=lambda it: it.numel())[:PRODUCT, :PRODUCT].detach().contiguous()
    with torch.inference_mode():
        times = [product_time(it, torch) for it in (half, half.float())]
    dtype, device = str(half.dtype).replace("torch.", ""), half.device.type
    factor = round(times[0] / times[1], 2)
    return {"dtype": dtype, "device": device, "factor": factor, "half_ms": times[0], "float32_ms": times[1]}


def product_time(weight: Any, torch: Any) -> float:
    """Return the milliseconds of the quickest of some products with one vector, as a token needs them."""
    vector = torch.ones((1, weight.shape[1]), dtype=weight.dtype, device=weight.device)
    times = []
    for _ in range(PRODUCTS):
        synchronise(torch)
        begin = time.perf_counter()
        torch.nn.functional.linear(vector, weight)
        synchronise(torch)
        times.append((time.perf_counter() - begin) * 1000)
    return max(round(min(times), 4), 0.0001)


def first_output(output: Any, torch: Any) -> Any:
    """Return the output tensor of a model: its logits, else the first tensor of floats."""
    named = getattr(output, "logits", None)
    if torch.is_tensor(named):
        return named
    values = list(output.values()) if hasattr(output, "values") else list(output) if isinstance(output, tuple) else []
    return next((it for it in values if torch.is_tensor(it) and it.is_floating_point()), None)


def broken_weights(model: Any, torch: Any) -> Event:
    """Return the weights with NaN or infinity, which attention can hide from the output.

    One sum per weight reads it once more, which is cheap beside a generation, and copies nothing.
    """
    names = []
    for name, parameter in model.named_parameters():
        weight = parameter.to_local() if hasattr(parameter, "to_local") else parameter
        if weight.device.type == "meta" or not weight.is_floating_point() or weight.element_size() < 2:
            continue
        if not is_finite(weight, torch):
            names.append(name)
    return {"broken_weights": names[:SUSPECTS_SHOWN], "broken_count": len(names)}


def is_finite(weight: Any, torch: Any) -> bool:
    """Sum a weight some rows at a time, for a sum in float32 copies the whole of a half weight."""
    rows = weight.reshape(1) if weight.dim() == 0 else weight
    each = max(1, SUMMED * len(rows) // max(rows.numel(), 1))
    with torch.inference_mode():
        return all(math.isfinite(float(it.sum(dtype=torch.float32))) for it in rows.split(each))


def zero_share(model: Any) -> float:
    """Return the share of matrices that are all zero."""
    matrices = [it for it in model.parameters() if it.dim() > 1 and it.device.type != "meta"]
    return round(sum(not bool(it.any()) for it in matrices) / (len(matrices) or 1), 3)


class Stamps:
    """A stopping criterion that never stops and stores the time of each token."""

    def __init__(self, torch: Any) -> None:
        self.torch = torch
        self.at: list[float] = []

    def __call__(self, input_ids: Any, *_: Any, **__: Any) -> Any:
        synchronise(self.torch)
        self.at.append(time.perf_counter())
        return self.torch.zeros(input_ids.shape[0], dtype=self.torch.bool, device=input_ids.device)


def tokenizer_files(folder: str) -> list[str]:
    names = ("tokenizer.json", "vocab.json", "vocab.txt", "tokenizer.model", "spiece.model", "tekken.json")
    return [it for it in os.listdir(folder) if it in names or it.endswith((".spm", ".bpe", ".tiktoken"))]


# --- the machine --------------------------------------------------------------------------------------


def environment(torch: Any) -> Event:
    """Return interpreter, versions and devices of this load."""
    names = ("torch", "transformers", "accelerate", "safetensors", "huggingface_hub", "tokenizers", "bitsandbytes",
             "peft", "diffusers", "sentence_transformers")  # fmt: skip
    return {
        "interpreter": sys.executable,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": {name: release for name in names for release in [version(name)] if release},
        "torch_build": "cuda " + torch.version.cuda if torch.version.cuda else rocm(torch) or "cpu",
        "devices": devices(torch),
        "nvidia_driver": os.path.exists("/proc/driver/nvidia/version") or shutil.which("nvidia-smi") is not None,
        "cpu": {"cores": os.cpu_count(), "threads": torch.get_num_threads()},
        "offline": bool(os.environ.get("HF_HUB_OFFLINE")),
    }


def version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def rocm(torch: Any) -> str | None:
    hip = getattr(torch.version, "hip", None)
    return "rocm " + hip if hip else None


def devices(torch: Any) -> list[Event]:
    """Return the accelerators that this build of torch can use, with their memory now."""
    if torch.cuda.is_available():
        return [cuda_device(torch, index) for index in range(torch.cuda.device_count())]
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        return [{"device": "mps", "name": "Apple GPU", "free": None, "total": None, "native_bf16": None}]
    return []


def cuda_device(torch: Any, index: int) -> Event:
    free, total = torch.cuda.mem_get_info(index)
    major, minor = torch.cuda.get_device_capability(index)
    return {
        "device": f"cuda:{index}",
        "name": torch.cuda.get_device_name(index),
        "free": free,
        "total": total,
        "capability": f"{major}.{minor}",
        "native_bf16": bool(getattr(torch.version, "hip", None)) or major >= 8,
    }


def device_peaks(torch: Any) -> dict[str, int]:
    if not torch.cuda.is_available():
        return {}
    return {f"cuda:{it}": torch.cuda.max_memory_allocated(it) for it in range(torch.cuda.device_count())}


def synchronise(torch: Any) -> None:
    if torch.cuda.is_available():
        torch.cuda.synchronize()


# --- errors -------------------------------------------------------------------------------------------


def first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200]


def told(error: BaseException) -> Event:
    """Return an error with its causes, outermost first, and its traceback."""
    chain: list[Event] = []
    seen: BaseException | None = error
    while seen is not None and len(chain) < 8:
        kind = type(seen)
        chain.append({"type": kind.__name__, "module": kind.__module__, "message": str(seen)[:4000]})
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"chain": chain, "traceback": text[-12000:]}


if __name__ == "__main__":
    status = Server(COMMANDS).serve() if "--serve" in sys.argv else main(COMMANDS, EVENTS)
    sys.stderr.flush()
    # Exit without the teardown of torch, which is slow and can crash after the answer.
    os._exit(status)
