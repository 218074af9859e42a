"""Find the cause of a failure in the facts around it, before its words are looked up in the table of known errors.

Each function looks at one kind of cause and returns cause, cure and perhaps an edit of the load; None when the facts
do not show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from loadlint.verify.report import Change

from . import files, packages, shapes
from .around import Around

CERTIFICATE = r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|certificate verify failed"
NETWORK = r"couldn't connect to|couldn't find them in the cached|OfflineMode|LocalEntryNotFound|Max retries exceeded"
UNREACHED = rf"{NETWORK}|Connect(?:ion)?Error|ProxyError|not a valid model identifier|cannot find the requested files"


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in one sentence, its cure, and the edit of the load that the cure is, if it is one."""

    text: str
    cure: str
    change: Change | None = None


def find(around: Around) -> Cause | None:
    """The first cause that the facts show."""
    for look in LOOKS:
        cause = look(around)
        if cause is not None:
            return cause if isinstance(cause, Cause) else Cause(*cause)
    return None


def _proxy(around: Around) -> tuple[str, str] | None:
    if not re.search(UNREACHED, around.words):
        return None
    if not re.search(r"\b407\b|Proxy Authentication Required", _of_network(around)):
        return None
    return (
        "the proxy asks for a name and a password (status 407)",
        "put them into HTTPS_PROXY: http://name:password@host",
    )


def _certificate(around: Around) -> tuple[str, str] | None:
    if not re.search(CERTIFICATE, _of_network(around)):
        return None
    cause = "the certificate of the hub's connection is not trusted here"
    return cause, "set REQUESTS_CA_BUNDLE and SSL_CERT_FILE to the company's certificate file"


def _offline(around: Around) -> tuple[str, str] | None:
    """Offline by the environment, and not by an option of ours."""
    request = around.request
    if not around.environment.get("offline") or request is None or request.offline or around.folder:
        return None
    if not re.search(UNREACHED, around.text):
        return None
    return "HF_HUB_OFFLINE is set in the environment, and the files are not in the cache", "unset HF_HUB_OFFLINE"


def _of_network(around: Around) -> str:
    return f"{around.words}\n{around.estimate.get('reason') or ''}"


# --- pickles, classes and configurations -----------------------------------------------------------------


HOSTILE = {
    "posix",
    "nt",
    "os",
    "subprocess",
    "builtins",
    "sys",
    "shutil",
    "socket",
    "runpy",
    "importlib",
    "pty",
    "ctypes",
}


def _pickle(around: Around) -> tuple[str, str] | None:
    match = re.search(r"[Uu]nsupported (?:global: )?GLOBAL ([\w.]+)|GLOBAL ([\w.]+) was not an allowed", around.words)
    if match is None:
        return None
    name = match[1] or match[2]
    if name.partition(".")[0] in HOSTILE:
        cause = f"the pickle wants to run `{name}`: the file is hostile, and nothing of it was run"
        return cause, "delete the file and report its repository; never turn `weights_only` off for it"
    cause = f"the pickle holds a `{name}`, which is more than tensors"
    return cause, "take a checkpoint in safetensors, or save its state_dict alone"


def _other_model(around: Around) -> tuple[str, str] | None:
    """A class of one model that builds its default size from the configuration of another one."""
    match = re.search(r"model of type `?(\w+)`? to instantiate a model of type `?(\w+)", around.words)
    if match is None:
        return None
    made_for = (around.config.get("architectures") or [f"the class of `{match[1]}`"])[0]
    cause = f"config.json is of the type `{match[1]}`, and the code loads it as `{match[2]}`"
    return cause, f"load with {made_for}, or with its Auto class"


def _auto_class(around: Around) -> tuple[str, str] | None:
    if "Unrecognized configuration class" not in around.text:
        return None
    kind, made_for = around.config.get("model_type"), (around.config.get("architectures") or [None])[0]
    if not made_for:
        return None
    cause = f"the Auto class does not fit this kind of model (`{kind}`)"
    return cause, f"load with {made_for}, or with its Auto class"


def _rope(around: Around) -> tuple[str, str] | None:
    old = re.search(r"`rope_scaling` must be a dictionary with two fields", around.text)
    unknown = re.search(r"KeyError: '([\w.-]+)'", around.text) if re.search(r"(?i)rope", around.traceback) else None
    if not old and not unknown:
        return None
    named = f" `{unknown[1]}`" if unknown else ""
    cause = f"config.json has a rope_scaling{named} that this release does not know"
    return cause, _other_release(around, "upgrade transformers, or correct `rope_scaling` in config.json")


def _architecture(around: Around) -> tuple[str, str] | None:
    name = _missing_key(around, r"[\w.-]+", r"CONFIG_MAPPING\[|configuration_auto\.py")
    if name is None:
        return None
    cause = f"this release of transformers does not know the architecture `{name}`"
    return cause, _other_release(around, "upgrade transformers")


def _engine(around: Around) -> tuple[str, str] | None:
    name = _missing_key(around, r"[\w.]*\blayers\.\d+\.[\w.]+", r"[\\/]vllm[\\/]")
    if name is None:
        return None
    cause = f"vllm's class of this model has no weight `{name}`, which the checkpoint holds"
    return cause, "name the checkpoint's quantization (`--quantization`), or upgrade vllm"


def _activation(around: Around) -> tuple[str, str] | None:
    name = _missing_key(around, r"[\w.-]+", r"ACT2FN|activations\.py")
    if name is None:
        return None
    cause = f"this release does not know the activation `{name}` (`hidden_act`) of config.json"
    return cause, _other_release(around, "correct `hidden_act` in config.json, or upgrade transformers")


def _missing_key(around: Around, key: str, place: str) -> str | None:
    """Return the key that a KeyError names; None where the traceback does not go through `place`."""
    match = re.search(rf"KeyError: '({key})'", around.text)
    return match[1] if match is not None and re.search(place, around.traceback) else None


def _heads(around: Around) -> tuple[str, str] | None:
    width, heads = around.config.get("hidden_size"), around.config.get("num_attention_heads")
    uneven = isinstance(width, int) and isinstance(heads, int) and heads and width % heads
    shapes_differ = uneven and re.search(shapes.ASKS, around.text)
    if not shapes_differ and not re.search(
        r"(?i)(?:hidden.?size|embed_dim|multiple|divisible).{0,80}heads", around.text
    ):
        return None
    sizes = [f"`{it}` {around.config[it]}" for it in ("hidden_size", "num_attention_heads") if it in around.config]
    words = " and ".join(sizes) or "the sizes"
    return (
        f"config.json is wrong: {words} do not go together",
        "fetch config.json again, or correct `num_attention_heads`",
    )


def _adapter_type(around: Around) -> tuple[str, str] | None:
    match = re.search(r"KeyError: '?(?:<PeftType\.)?([A-Z]{3,})", around.text)
    if match is None or around.adapter is None:
        return None
    return f"the adapter is of the type {match[1]}, which this release of PEFT does not know", "upgrade peft"


def _own_code(around: Around) -> tuple[str, str] | None:
    """Code of the repository that was written for another release."""
    raised = re.search(r"cannot import name '(\w+)'|has no attribute '(\w+)'", around.text)
    if raised is None or "transformers_modules" not in around.traceback:
        return None
    made_for, here = around.config.get("transformers_version"), around.installed("transformers")
    written = f"transformers {made_for}" if made_for else "another release of transformers"
    cause = f"{here} lacks `{raised[1] or raised[2]}`, which the repository's code uses"
    return cause, f"install {written.replace(' ', '==') if made_for else written}, or take a newer revision"


def _other_release(around: Around, otherwise: str) -> str:
    made_for = around.config.get("transformers_version")
    here = around.installed("transformers")
    if made_for and here and _numbers(str(made_for)) > _numbers(here):
        return f"upgrade transformers from {here} to {made_for}, which saved this model"
    return otherwise


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(it) for it in re.findall(r"\d+", version)[:3])


Look = Callable[[Around], "Cause | tuple[str, str] | tuple[str, str, Change] | None"]
LOOKS: tuple[Look, ...] = (
    _certificate,
    _proxy,
    files.a_file_as_name,
    files.home_folder,
    _offline,
    files.adapter_base,
    files.adapter_weights,
    _other_model,
    files.no_configuration,
    files.no_weights,
    files.no_tokenizer,
    _pickle,
    _heads,
    shapes.different,
    _auto_class,
    _own_code,
    packages.missing,
    _rope,
    _architecture,
    _engine,
    _activation,
    _adapter_type,
)
