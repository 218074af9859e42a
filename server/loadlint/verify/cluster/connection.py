"""The connection to a Ray cluster: its address, what travels there, and a line with the cure where it cannot be.

Ray is imported here and nowhere else, and only when somebody asks for it.
"""

from __future__ import annotations

import importlib
import os
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import loadlint
import loadlint_rules
from loadlint import scratch
from loadlint.errors import UsageError
from loadlint.source import regular
from loadlint.verify.report import Json
from loadlint.verify.session import Prepared

from . import files

ANSWER = 10.0  # seconds that the port of a cluster has to answer in
OURS = "working_dir", "py_modules"


@contextmanager
def connected(address: str, environment: str | None, loads: Iterable[Prepared]) -> Iterator[Any]:
    """Yield Ray, connected to the cluster at `ray` or `ray://HOST:PORT`, with the files of the loads there.

    `environment` is a file that Ray makes the nodes' packages, variables or interpreter of. Raise UsageError.
    """
    ray = _ray()
    wanted = _environment(environment)
    _require_answer(address)
    with scratch.folder() as folder:
        try:
            files.lay(loads, Path(folder))
        except files.TooMuchError as error:
            raise UsageError(f"{error}; put the models where every node reads them") from error
        _silence(ray)
        _connect(ray, address, {**wanted, "working_dir": folder, "py_modules": _packages()})
        try:
            yield ray
        finally:
            ray.shutdown()


def last_line(error: Exception) -> str:
    """Return what an error of Ray ends with, which names the cause."""
    return str(error).strip().rpartition("\n")[2][:200]


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise UsageError("--on ray needs Ray; install it with `pip install 'loadlint[ray]'`") from error


def _packages() -> list[str]:
    return [os.path.dirname(str(it.__file__)) for it in (loadlint, loadlint_rules)]


def _environment(path: str | None) -> Json:
    """Return the runtime environment of a file, in the form that `ray job submit` takes."""
    if path is None:
        return {}
    yaml = importlib.import_module("yaml")  # which Ray needs itself; it reads JSON too
    try:
        value = yaml.safe_load(regular.read(path)[0])
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise UsageError(f"{path} cannot be read as YAML or JSON; name a runtime environment of Ray") from error
    if not isinstance(value, dict):
        raise UsageError(f"{path} is no runtime environment of Ray, such as `pip: [transformers==5.23.0]`")
    for name in OURS:
        if name in value:
            raise UsageError(f"loadlint fills {name} itself; take that line out of {path}")
    return value


def _require_answer(address: str) -> None:
    """Raise UsageError where nothing listens, for which Ray itself would wait for minutes."""
    named = os.environ.get("RAY_ADDRESS", "") if address == "ray" else address
    match = re.fullmatch(r"(?:ray://)?\[?([^/\[\]]+?)\]?:(\d+)", named)
    if match is None:
        return
    try:
        socket.create_connection((match[1], int(match[2])), timeout=ANSWER).close()
    except (OSError, OverflowError, UnicodeError) as error:
        raise UsageError(_unreachable(named)) from error


def _silence(ray: Any) -> None:
    """Keep messages of the cluster off standard output, which may be a report; no option of Ray does."""
    worker = getattr(getattr(ray, "_private", None), "worker", None)
    if worker is not None:
        worker.print_to_stdstream = lambda *_, **__: None


def _connect(ray: Any, address: str, environment: Json) -> None:
    try:
        ray.init(
            "auto" if address == "ray" else address,
            runtime_env=environment,
            log_to_driver=False,
            logging_level="ERROR",
        )
    except (OSError, RuntimeError, ValueError, TypeError, ray.exceptions.RayError) as error:
        raise UsageError(_refusal(address, error)) from error


def _refusal(address: str, error: Exception) -> str:
    """Return one line with the cure for a cluster that did not take us."""
    why = str(error)
    if "Version mismatch" in why:
        release, python = re.findall(r"Ray: (\S+)|Python: (\S+)", why)[:2] or [("?", ""), ("", "?")]
        return f"the cluster has Ray {release[0]} and Python {python[1]}; install these beside loadlint"
    if "oken" in why and ("uthenticat" in why or "AUTH" in why):
        return "the cluster wants a token; set RAY_AUTH_TOKEN, or copy its ~/.ray/auth_token here"
    if re.search("runtime.env", f"{why.strip().partition(chr(10))[0]} {last_line(error)}"):
        return f"the nodes cannot make the runtime environment ({last_line(error)}); mend the file of --runtime-env"
    if isinstance(error, ConnectionError):
        return _unreachable(address)
    return f"the cluster refused the connection ({last_line(error)}); install its Ray and Python"


def _unreachable(address: str) -> str:
    if address == "ray":
        return "no Ray cluster runs here; start one with `ray start --head`, or name it as ray://HOST:PORT"
    return f"no Ray cluster answers at {address}; check the address and that the cluster runs"
