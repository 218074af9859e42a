"""Find what is wrong with the files that a load names: a file for a folder, weights in another form, an adapter."""

from __future__ import annotations

import os
import re
from pathlib import Path

from loadlint.verify.files.values import table
from loadlint.verify.report import Change

from .around import LARGEST, Around

Found = tuple[str, str] | tuple[str, str, Change] | None
NOT_LOADED = r"[Nn]o file named|no such modeling files|Can't load the model|does not appear to have a file"
TOKENIZER = r"(?i)backend tokenizer|instantiate the tokenizer|load tokenizer|protobuf|sentencepiece|tiktoken|vocab_file"
TOKENIZER_FILES = (
    r"(^|/)(tokenizer\.json|vocab\.\w+|tokenizer\.model|spiece\.model|tekken\.json|\w+\.(spm|bpe|tiktoken))$"
)
# Weights in another form: the pattern of their file, their form, and the way to a checkpoint.
FORMS = (
    (r"pytorch_model_fsdp|\.distcp$", "shards of FSDP", "run `accelerate merge-weights {place} {folder}`"),
    (r"zero_to_fp32\.py$|global_step\d+/|zero_pp_rank", "shards of DeepSpeed ZeRO",
     "run `python {folder}/zero_to_fp32.py {folder} {folder}`"),
    (r"(^|/)consolidated[\w.-]*\.(safetensors|pth)$", "a `consolidated` checkpoint of the model's makers",
     "convert it with the model's script in transformers, or fetch the repository that ends in `-hf`"),
    (r"\.gguf$", "GGUF", 'pass `gguf_file="{name}"`'),
    (r"\.onnx$", "ONNX (`{name}`)", "load it with `optimum.onnxruntime`, or fetch the weights of PyTorch"),
    (r"adapter_model\.(safetensors|bin)$", "an adapter", "load the base, then the adapter with PEFT"),
    (r"tf_model\.h5$|flax_model\.msgpack$", "TensorFlow or Flax", "fetch the weights of PyTorch, or convert them"),
    (r"\.(ckpt|pth|pt)$", "a checkpoint of PyTorch (`{name}`)", "load it with `from_single_file`, or convert it"),
)  # fmt: skip


def a_file_as_name(around: Around) -> Found:
    """A file where the name of a folder belongs."""
    if not around.source or not os.path.isfile(around.path):
        return None
    folder, name = os.path.split(around.source)
    if name.endswith(".gguf"):
        cure = f'name its folder, and the file beside it: `from_pretrained("{folder or "."}", gguf_file="{name}")`'
        return f"`{around.source}` is a file of GGUF, and the call wants a folder", cure
    cure = f'name the folder: `from_pretrained("{folder or "."}")`'
    return f"`{around.source}` is a file, and the call wants the folder of a model", cure


def home_folder(around: Around) -> Found:
    """A name with `~`, which no library expands."""
    if not around.source.startswith("~") or around.folder or not os.path.exists(os.path.expanduser(around.source)):
        return None
    cure = f'write `os.path.expanduser("{around.source}")`'
    return f"`{around.source}` is taken as a name: `~` is expanded by shells and not by libraries", cure


def no_configuration(around: Around) -> Found:
    """A folder without config.json, perhaps with checkpoints below it."""
    folder = around.folder
    words = (
        r"model_type|Unrecognized model|ignore_mismatched_sizes|config\.json|size mismatch|not the path to a directory"
    )
    if folder is None or around.adapter or not re.search(words, around.text):
        return None
    inside = around.literal("subfolder")
    if isinstance(inside, str) and folder == around.path:
        others = sorted(it.name for it in folder.iterdir() if it.is_dir())
        listed = f"; it has {', '.join(others[:5])}" if others else ""
        return f"there is no folder `{inside}` in `{around.source}`{listed}", "correct `subfolder`, or remove it"
    if (folder / "config.json").exists() or (folder / "model_index.json").exists():
        return None
    below = [it.rpartition("/")[0] for it in around.files if it.count("/") == 1 and it.endswith("/config.json")]
    if below:
        newest = max(below, key=lambda it: [int(number) for number in re.findall(r"\d+", it)] or [0])
        cure = f'name the checkpoint: `"{around.source.rstrip("/")}/{newest}"`'
        return (
            f"the folder `{around.source}` has no config.json, but checkpoints below it: {', '.join(below[:3])}",
            cure,
        )
    return f"the folder `{around.source}` has no config.json", "fetch it, or name the folder that holds the model"


def no_weights(around: Around) -> Found:
    """A folder without the weights that the call wants, but with others."""
    if around.folder is None or not re.search(NOT_LOADED, around.text):
        return None
    variant = around.literal("variant")
    if variant and any(re.search(r"(model|\d)\.(safetensors|bin)$", it) for it in around.files):
        cause = f"the folder has no weights of the variant `{variant}`, only plain ones"
        return cause, "remove `variant`", Change("variant", remove=True)
    part = _missing_part(around)
    if part:
        return f"the pipeline's folder `{part}` has no weights", f"fetch the folder `{part}` again"
    for pattern, form, cure in FORMS:
        name = next((it for it in around.files if re.search(pattern, it)), None)
        if name:
            words = {"name": name, "folder": around.source, "place": f"{around.source}/{name.partition('/')[0]}"}
            return f"the weights lie there in another form: {form.format(**words)}", cure.format(**words)
    return None


def no_tokenizer(around: Around) -> Found:
    """A folder without a tokenizer, for which transformers asks for one library after another."""
    if around.folder is None or not around.files or not re.search(TOKENIZER, around.text):
        return None
    if any(re.search(TOKENIZER_FILES, it) for it in around.files):
        return None
    cause = f"the folder `{around.source}` has no tokenizer files"
    return cause, "put the tokenizer's files beside the model, or pass `tokenizer=`"


def _missing_part(around: Around) -> str | None:
    """The first folder that model_index.json names and that is not there."""
    folder = around.folder
    if folder is None or not (folder / "model_index.json").exists():
        return None
    index = table(folder / "model_index.json", LARGEST)
    parts = [name for name, it in index.items() if isinstance(it, list) and it and it[0]]
    return next((it for it in parts if not (folder / it).is_dir()), None)


def adapter_base(around: Around) -> Found:
    """An adapter whose base is named wrongly, or not at all."""
    adapter = around.adapter
    if adapter is None or not re.search(
        r"not a valid model identifier|couldn't connect|cached files|Repo id|None", around.text
    ):
        return None
    folder, config = adapter
    named, place = config.get("base_model_name_or_path"), f"{_shown(folder, around)}/adapter_config.json"
    if not named:
        return f"{place} names no base model", f"write the base into `base_model_name_or_path` of {place}"
    # A base that the code loads itself is not looked up.
    if (Path(around.cwd) / str(named)).exists() or _loads_base(around):
        return None
    looks_local = str(named).startswith(("/", ".", "~")) or re.match(r"[A-Za-z]:[\\/]", str(named))
    where = "is not on this machine" if looks_local else "is neither a folder here nor in the cache"
    cause = f"the adapter's base `{named}`, as {place} names it, {where}"
    return cause, f"change `base_model_name_or_path` in {place}, or load the base yourself and pass it"


def adapter_weights(around: Around) -> Found:
    adapter = around.adapter
    if adapter is None:
        return None
    folder, config = adapter
    if not any((folder / f"adapter_model.{it}").exists() for it in ("safetensors", "bin")):
        return f"the adapter's folder `{_shown(folder, around)}` has no weights", "fetch adapter_model.safetensors"
    if re.search(r"Target modules .{0,200} not found in the base model", around.text, re.DOTALL):
        named = config.get("target_modules")
        names = ", ".join(f"`{it}`" for it in named[:3]) if isinstance(named, list) else f"`{named}`"
        cause = f"the adapter was trained on another model, as this base lacks {names}"
        return cause, f"load the base that it was trained on: `{config.get('base_model_name_or_path')}`"
    return None


def _loads_base(around: Around) -> bool:
    return bool(around.request and any("load" in it.value for it in around.request.arguments))


def _shown(folder: Path, around: Around) -> str:
    return os.path.relpath(folder, around.cwd)
