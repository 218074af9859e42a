"""An argument that no release in play knows is given to a load."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from .analysis import releases
from .analysis.edits import move_into, rename_argument
from .analysis.model import Argument, Finding, Fix, Loads, LoadSite, Program, Rule, Target, Targets, fitting
from .analysis.placement import handed_on, takes_devices
from .analysis.values import is_false

_LIBRARY = "transformers"
# Names that people write for another one, which is too different to be found by its letters.
_MEANT = {
    "auth_token": ("token",),
    "device": ("device_map",),
    "dtype": ("torch_dtype",),
    "precision": ("dtype", "torch_dtype"),
    "token": ("use_auth_token",),
}
_NEAR, _NEARER = 0.75, 0.88
_MOST = 50  # unknown arguments of one load; each is compared with hundreds of names
_MODELS = re.compile(r"(Model|For[A-Z]\w+|Model\w*Head\w*|DoubleHeadsModel)$")
_MODULES = re.compile(r"transformers(\.models\.\w+(\.modeling_\w+)?)?\.\w+\.from_pretrained")


# Arguments of the model's load, which encoders of sentence-transformers take in `model_kwargs` alone.
_OF_THE_MODEL = (
    "torch_dtype", "dtype", "device_map", "attn_implementation", "load_in_8bit", "load_in_4bit", "quantization_config",
    "low_cpu_mem_usage", "use_safetensors", "max_memory",
)  # fmt: skip
_OF_DIFFUSERS = (
    "torch_dtype", "device_map", "use_safetensors", "variant", "revision", "cache_dir", "local_files_only", "subfolder",
    "low_cpu_mem_usage", "force_download", "quantization_config", "custom_pipeline",
)  # fmt: skip


def _check(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    if site.loader.library == "diffusers":
        yield from _check_diffusion(site, program, targets)
    elif site.loader.kind == "encoder":
        yield from _check_encoder(site, program)
    else:
        load = handed_on(site) if site.loader.kind == "pipeline" else site
        yield from _check_load(load, program, targets) if load is not None else ()


def _check_encoder(site: LoadSite, program: Program) -> Iterator[Finding]:
    """Check a load of sentence-transformers, whose signature is closed."""
    for argument in site.arguments:
        if argument.name in _OF_THE_MODEL:
            edits = move_into(program, site, argument, "model_kwargs")
            fixes = (Fix(f"move {argument.name} into model_kwargs", edits, safe=False),) if edits else ()
            yield Finding(
                f"this raises TypeError, as only model_kwargs takes {argument.name}",
                argument.span,
                fixes,
            )


def _check_diffusion(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    """Loads of diffusers drop what they do not know; a name is reported where it is near to one that they know."""
    from difflib import get_close_matches

    family = "diffusion" if site.loader.kind == "diffusion" else "component"
    if not site.callee.endswith(".from_pretrained") or site.has("custom_pipeline", "trust_remote_code"):
        return
    taken = {*releases.arguments(f"diffusers {family}"), *releases.components(), "dtype", "use_auth_token"}
    for argument in site.arguments:
        if argument.name in taken or argument.positional:
            continue
        near = get_close_matches(argument.name, _OF_DIFFUSERS, n=1, cutoff=_NEARER)
        if near and not site.has(near[0]):
            message = f"diffusers ignores {argument.name}, an unknown argument"
            yield Finding(message, argument.span, (_fix(program, argument, near[0]),), severity="warning")


def _check_load(site: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
    taken = _taken(site.loader.kind, site.name.startswith("Auto"))
    unknown = [it for it in site.arguments if not it.positional and not _is_taken(it, taken, targets.transformers)]
    # The attributes of all configurations are read only where something is left to explain.
    if not unknown or _is_beyond_us(site):
        return
    for argument in unknown[:_MOST]:
        if _is_attribute(argument, taken, site):
            continue
        near = _near(argument.name, taken, site, targets.transformers)
        if near is None and not _is_certain(site, targets.transformers):
            continue
        yield Finding(
            _message(site, argument, targets.transformers),
            argument.span,
            _fixes(program, argument, near, targets),
            severity="error" if site.loader.kind == "model" else "warning",
        )


def _is_beyond_us(site: LoadSite) -> bool:
    """Code of a repository's own, classes nobody knows, other frameworks, and loads whose TypeError is caught."""
    remote = site.argument("trust_remote_code")
    return (
        (remote is not None and not is_false(remote.value))
        or site.name.startswith(("TF", "Flax"))
        or (site.name.startswith("Auto") and not site.name.startswith(("AutoModel", "AutoTokenizer", "AutoConfig")))
        or releases.takes_anything(site.name)
        or not _is_known(site)
    )


def _is_known(site: LoadSite) -> bool:
    if site.loader.kind == "config":
        return site.name == "AutoConfig" or releases.is_configuration(site.name)
    return site.loader.kind == "tokenizer" or _is_model(site)


def _is_model(site: LoadSite) -> bool:
    """Return whether it is a model class of transformers; retrievers and decoders have a `from_pretrained` too."""
    named = _MODELS.search(site.name) is not None and _MODULES.fullmatch(site.callee) is not None
    return named and releases.configuration(site.name) is not None


@lru_cache(maxsize=8)
def _taken(kind: str, auto: bool) -> Mapping[str, tuple[releases.Span, ...]]:
    """Return the arguments that the load's own functions take, by release."""
    families = {"model": ("config", "model"), "tokenizer": ("tokenizer",), "config": ("config",)}[kind]
    families += ("auto-model",) if kind == "model" and auto else ()
    taken: dict[str, tuple[releases.Span, ...]] = {}
    for family in families:
        for name, spans in releases.arguments(f"{_LIBRARY} {family}").items():
            taken[name] = taken.get(name, ()) + spans
    return taken


def _is_taken(argument: Argument, taken: Mapping[str, tuple[releases.Span, ...]], target: Target) -> bool:
    """Return whether a release up to the newest in play took it; `removed-loading-kwarg` reports removed ones."""
    spans = taken.get(argument.name, ())
    return releases.has(spans, (releases.oldest(_LIBRARY), releases.in_play(_LIBRARY, target)[1]))


def _is_attribute(argument: Argument, taken: Mapping[str, tuple[releases.Span, ...]], site: LoadSite) -> bool:
    if argument.name.startswith(("bnb_4bit_", "llm_int8_")) and site.has("load_in_4bit", "load_in_8bit"):
        return True  # went into the quantization configuration while load_in_4bit existed
    return argument.name not in taken and argument.name in _attributes(site)


def _attributes(site: LoadSite) -> frozenset[str]:
    """Return the arguments that an instance takes beyond the functions of the load, in any release."""
    base = frozenset(releases.base_attributes())
    if site.loader.kind == "tokenizer":
        return base | releases.tokenizer_arguments()
    return base | (releases.configuration(site.name) or frozenset())


def _is_certain(site: LoadSite, target: Target) -> bool:
    """Return whether an argument without a near name is certainly wrong: for a model, in a release that was read."""
    newest = releases.in_play(_LIBRARY, target)[1]
    return site.loader.kind == "model" and releases.oldest(_LIBRARY) <= newest <= releases.newest(_LIBRARY)


def _near(name: str, taken: Mapping[str, tuple[releases.Span, ...]], site: LoadSite, target: Target) -> str | None:
    """The argument that was probably meant, if the load does not have it already."""
    from difflib import get_close_matches

    play = releases.in_play(_LIBRARY, target)
    useless = {"_", *releases.ignored(f"{_LIBRARY} model")}
    names = sorted(it for it, spans in taken.items() if releases.has(spans, play) and not {it, it[0]} & useless)
    near = [it for it in _MEANT.get(name, ()) if it in names and site.loader.kind == "model"]
    # The name of an argument of another release is no misspelling.
    if name not in taken:
        near += get_close_matches(name, names, n=1, cutoff=_NEAR if site.loader.kind == "model" else _NEARER)
        near = near or get_close_matches(name, sorted(_attributes(site)), n=1, cutoff=_NEARER)
    return near[0] if near and not site.has(near[0]) else None


def _message(site: LoadSite, argument: Argument, target: Target) -> str:
    first, last = map(releases.dotted, releases.in_play(_LIBRARY, target))
    where = f"transformers {last}" if first == last else f"transformers {first} to {last}"
    effect = f"{where} {'raises TypeError for' if site.loader.kind == 'model' else 'ignores'} {argument.name}"
    return fitting(f"{effect}, an unknown argument", effect, effect.replace(argument.name, "an unknown argument"))


def _fixes(program: Program, argument: Argument, near: str | None, targets: Targets) -> tuple[Fix, ...]:
    if near is None or not argument.text or (near == "device_map" and not takes_devices(targets)):
        return ()
    return (_fix(program, argument, near),)


def _fix(program: Program, argument: Argument, near: str) -> Fix:
    return Fix(f"rename to {near}", rename_argument(program, argument, near), safe=False)


RULE = Rule(
    "unknown-loading-kwarg",
    "arguments and names",
    "error",
    _check,
    loads=Loads(
        kinds=("model", "tokenizer", "config", "pipeline", "diffusion", "component", "encoder"),
        libraries=(_LIBRARY, "diffusers", "sentence_transformers"),
    ),
    silent=frozenset({"unknown-context", "dead", "guarded", "versioned"}),
)
