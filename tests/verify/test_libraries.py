"""Loads of PEFT, diffusers and sentence-transformers with the real libraries; `make libraries` runs them."""

from __future__ import annotations

import os
import subprocess
from typing import Any

import pytest

from tests.verify import libraries
from tests.verify.loads import attempted, from_text, judge

pytestmark = pytest.mark.skipif(not libraries.present(), reason="make libraries builds the environment for this")

MAKE = """
import torch
from diffusers import DDPMPipeline, DDPMScheduler, UNet2DModel
from peft import LoraConfig, get_peft_model
from sentence_transformers import SentenceTransformer, models
from tokenizers import Tokenizer, models as words, pre_tokenizers
from transformers import BertConfig, BertModel, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
torch.manual_seed(0)
small = dict(hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4)
base = LlamaForCausalLM(LlamaConfig(vocab_size=256, num_key_value_heads=2, max_position_embeddings=128, **small))
base.save_pretrained("base")
base.config._name_or_path = base.name_or_path = "base"
adapted = get_peft_model(base, LoraConfig(r=4, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM"))
adapted.save_pretrained("adapter")
adapted.peft_config["default"].base_model_name_or_path = "nowhere"
adapted.save_pretrained("homeless")
unet = UNet2DModel(sample_size=8, block_out_channels=(32, 32), norm_num_groups=8, layers_per_block=1,
                   down_block_types=("DownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "UpBlock2D"))
DDPMPipeline(unet, DDPMScheduler()).save_pretrained("images")
known = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "capital", "of", "France"])}
tokenizer = Tokenizer(words.WordLevel(known, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]").save_pretrained("bert")
BertModel(BertConfig(vocab_size=8, max_position_embeddings=32, **small)).save_pretrained("bert")
read = models.Transformer("bert")
SentenceTransformer(modules=[read, models.Pooling(64)]).save("sentences")
"""
LOADS = {
    "adapter on its base": "PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained('base'), 'adapter')",
    "adapter by itself": "AutoPeftModelForCausalLM.from_pretrained('adapter')",
    "adapter as a model": "AutoModelForCausalLM.from_pretrained('adapter')",
    "adapter without base": "AutoPeftModelForCausalLM.from_pretrained('homeless')",
    "no adapter": "AutoPeftModelForCausalLM.from_pretrained('base')",
    "pipeline of images": "DiffusionPipeline.from_pretrained('images', torch_dtype=torch.float16)",
    "component": "UNet2DModel.from_pretrained('images', subfolder='unet')",
    "no pipeline": "DiffusionPipeline.from_pretrained('base')",
    "sentences": "SentenceTransformer('sentences')",
    "no sentences": "SentenceTransformer('./nowhere')",
}
HEAD = """import torch
from diffusers import DiffusionPipeline, UNet2DModel
from peft import AutoPeftModelForCausalLM, PeftModel
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM
"""
ADAPTER = 2 * 2 * (4 * 64 + 4 * 64) - 2 * 4 * 32  # two layers, two projections of 64 to 64 and of 64 to 32


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The events of each load, all in one process."""
    folder = tmp_path_factory.mktemp("libraries")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder / "home")}
    command = [str(libraries.PYTHON), "-W", "ignore", "-c", MAKE]
    made = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    requests = [from_text(f"{HEAD}{it}\n") for it in LOADS.values()]
    return dict(zip(LOADS, attempted(requests, folder, environment, str(libraries.PYTHON)), strict=True))


@pytest.mark.parametrize(
    ("name", "kind", "parameters"),
    [
        ("adapter on its base", "PeftModelForCausalLM", 106816 + ADAPTER),
        ("adapter by itself", "PeftModelForCausalLM", 106816 + ADAPTER),
        ("adapter as a model", "LlamaForCausalLM", 106816 + ADAPTER),
    ],
)
def test_adapter_is_loaded_with_its_base(
    events: dict[str, list[dict[str, Any]]], name: str, kind: str, parameters: int
) -> None:
    last = events[name][-1]
    assert last["event"] == "result", last
    assert (last["model"]["class"], last["model"]["parameters"]) == (kind, parameters)
    assert last["smoke"].get("error") is None
    assert last["smoke"]["tokens"] == 16


def test_pipeline_of_images_counts_all_of_its_parts(events: dict[str, list[dict[str, Any]]]) -> None:
    whole, part = events["pipeline of images"][-1], events["component"][-1]
    assert (whole["event"], part["event"]) == ("result", "result"), (whole, part)
    assert whole["model"]["class"] == "DDPMPipeline"
    assert part["model"]["class"] == "UNet2DModel"
    assert whole["model"]["parameters"] == part["model"]["parameters"] > 100_000
    assert list(whole["model"]["dtypes"]) == ["float16"]
    assert list(part["model"]["dtypes"]) == ["float32"]


def test_sentences_become_numbers(events: dict[str, list[dict[str, Any]]]) -> None:
    last = events["sentences"][-1]
    assert last["event"] == "result", last
    assert last["smoke"]["width"] == 64
    assert last["model"]["bytes_per_device"] == {"cpu": last["model"]["bytes"]}


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("adapter without base", "the adapter's base `nowhere` is missing: the files are not in the cache"),
        ("no adapter", "holds no adapter"),
        ("no pipeline", "holds no pipeline"),
        ("no sentences", "there is no folder `./nowhere`"),
    ],
)
def test_failure_has_a_cause(events: dict[str, list[dict[str, Any]]], name: str, cause: str) -> None:
    last = events[name][-1]
    assert last["event"] == "error", last
    source = from_text(f"{HEAD}{LOADS[name]}\n").source
    failure = judge(last, phase=last["phase"], environment={}, python="python", source=source)
    assert cause in (failure.cause or ""), f"{failure.type}: {failure.message[:300]}"
