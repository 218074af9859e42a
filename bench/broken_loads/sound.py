"""Sound loads of many kinds: none of them may be refused or have a problem."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from . import damage as d
from .adapters import GROWN_SIZE
from .cases import Case, auto

GROWN = f"base.resize_token_embeddings({GROWN_SIZE})\n"
MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]


def cases() -> Iterator[Case]:
    yield from _language()
    yield from _others()
    yield from _ways()
    yield from _libraries()


def _sound(name: str, load: str = auto(), base: str = "llama", **more: object) -> Case:
    return Case(f"sound: {name}", "", load, base, **more)  # type: ignore[arg-type]


def _language() -> Iterator[Case]:
    for base in ("llama", "taught", "gpt2", "mixtral", "qwen", "sharded"):
        yield _sound(base, base=base)
    yield _sound("llama-bf16", base="llama-bf16", says_4="default-dtype")
    yield _sound("t5", auto(kind="AutoModelForSeq2SeqLM"), "t5")
    yield _sound("t5 in half", auto(kind="AutoModelForSeq2SeqLM") + ".half()", "t5")
    yield _sound("bart", auto(kind="AutoModelForSeq2SeqLM"), "bart")
    yield _sound("bert", auto(kind="AutoModel"), "bert")
    yield _sound("distilbert", auto(kind="AutoModel"), "distil")
    yield _sound("classifier", auto(kind="AutoModelForSequenceClassification"), "bertcls")
    for kind, base in (("MaskedLM", "bertmlm"), ("QuestionAnswering", "bertqa"), ("TokenClassification", "berttags")):
        load = f"from transformers import AutoModelFor{kind}\nmodel = {auto(kind=f'AutoModelFor{kind}')}"
        yield _sound(kind, load, base)
    yield _sound("headless llama", auto(kind="AutoModel"))
    yield _sound("classifier without pooler", "BertModel.from_pretrained('model', add_pooling_layer=False)", "bert")


def _others() -> Iterator[Case]:
    whisper = "from transformers import WhisperForConditionalGeneration as Whisper\nmodel = Whisper"
    yield _sound(
        "whisper",
        "from transformers import WhisperForConditionalGeneration\n"
        "model = WhisperForConditionalGeneration.from_pretrained('model')",
        "whisper",
    )
    yield _sound("whisper by another name", f"{whisper}.from_pretrained('model')", "whisper")
    yield _sound(
        "vision",
        "from transformers import AutoModelForImageClassification\n"
        "model = AutoModelForImageClassification.from_pretrained('model')",
        "vit",
    )
    yield _sound("clip", auto(kind="AutoModel"), "clip")
    yield _sound("wav2vec2", auto(kind="AutoModel"), "wav2vec2")


def _ways() -> Iterator[Case]:
    yield _sound("pickle", damage=d.pickled)
    yield _sound("float16", auto("dtype=torch.float16"), "taught")
    yield _sound("bfloat16", auto("dtype=torch.bfloat16"), "taught")
    yield _sound("dtype auto", auto("dtype='auto'"), "llama-bf16")
    yield _sound("cast afterwards", auto() + ".to(torch.bfloat16)", "taught")
    yield _sound("device map on the cpu", auto("device_map='cpu'"))
    yield _sound("device map auto", auto("device_map='auto'"))
    yield _sound("eager attention", auto("attn_implementation='eager'"))
    yield _sound("local files only", auto("local_files_only=True"))
    yield _sound("loading info", auto("output_loading_info=True"))
    yield _sound("no tokenizer", damage=d.remove("*token*"))
    yield _sound("pipeline", "pipe = pipeline('text-generation', model='model')", "taught")
    yield _sound("pipeline of a classifier", "pipe = pipeline('text-classification', model='model')", "bertcls")
    yield _sound("pipeline of features", "pipe = pipeline('feature-extraction', model='model')", "bert")
    yield _sound("evaluated", auto() + ".eval()")
    yield _sound("fewer layers on purpose", auto("num_hidden_layers=1"))
    yield _sound("subfolder", auto("subfolder='inner'"), damage=_moved_inside)
    yield _sound("tied by the configuration", base="gpt2")
    yield _sound("own prompt tokens grown", auto() + "\nmodel.resize_token_embeddings(500)")


def _moved_inside(folder: Path) -> None:
    (folder / "inner").mkdir()
    for it in [it for it in folder.iterdir() if it.is_file()]:
        it.rename(folder / "inner" / it.name)


def _libraries() -> Iterator[Case]:
    base = "base = AutoModelForCausalLM.from_pretrained('model')\n"
    peft = "from peft import AutoPeftModelForCausalLM, PeftModel\n"
    yield _sound("adapter", f"{peft}{base}model = PeftModel.from_pretrained(base, 'adapter')", library="peft")
    yield _sound(
        "adapter, merged",
        f"{peft}{base}model = PeftModel.from_pretrained(base, 'adapter')\nmodel = model.merge_and_unload()",
        library="peft",
    )
    yield _sound(
        "adapter by its own class", f"{peft}model = AutoPeftModelForCausalLM.from_pretrained('adapter')", library="peft"
    )
    loaded = "model = PeftModel.from_pretrained(base, 'adapter-grown')"
    yield _sound("adapter of a grown vocabulary", f"{peft}{base}{GROWN}{loaded}", library="peft")
    st = "from sentence_transformers import SentenceTransformer\nmodel = SentenceTransformer('model')"
    yield _sound("sentence encoder", st, "bert", damage=_with_pooling, library="sentence_transformers")


def _with_pooling(folder: Path) -> None:
    pooling = {"word_embedding_dimension": 64, "pooling_mode_mean_tokens": True}
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    (folder / "modules.json").write_text(json.dumps(MODULES))
