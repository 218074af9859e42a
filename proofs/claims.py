"""The claims of pages, each a small experiment with its outcome in every release.

An experiment is a function that gets a `Lab` and returns the outcome in a few words. All of them run in
one process for each release (`runner.py`), because starting transformers takes most of the time.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from proofs import environments
from proofs.fixing import COMMIT
from tests.tree import ROOT

ABSENT = "not installed"
Experiment = Callable[["Lab"], str]


@dataclass(frozen=True)
class Claim:
    """`expected` has the outcome for each of `environments.RELEASES`."""

    rule: str
    text: str
    module: str
    expected: dict[str, str]
    experiment: Experiment

    @property
    def key(self) -> str:
        return f"{self.rule}: {self.text}"


CLAIMS: dict[str, Claim] = {}


def claim(rule: str, text: str, *outcomes: str, module: str = "") -> Callable[[Experiment], Experiment]:
    """Register an experiment; a single outcome is for all releases. `module` is the module that tests it."""
    by_release = outcomes * len(environments.RELEASES) if len(outcomes) == 1 else outcomes
    expected = dict(zip(environments.RELEASES, by_release, strict=True))

    def register(experiment: Experiment) -> Experiment:
        made = Claim(rule, text, (module or experiment.__module__).rpartition(".")[2], expected, experiment)
        CLAIMS[made.key] = made
        return experiment

    return register


def prove(module: str) -> Callable[..., None]:
    """Return the test of a module's claims, for each release whose environment exists."""
    mine = [it for it in CLAIMS.values() if it.module == module.rpartition(".")[2]]

    @pytest.mark.parametrize("release", environments.present())
    @pytest.mark.parametrize("made", mine, ids=lambda it: it.text)
    def test(made: Claim, release: str, outcomes: Callable[[str], dict[str, str]]) -> None:
        outcome = outcomes(release)[made.key]
        if outcome == ABSENT:
            pytest.skip("make proofs installs diffusers and peft for this")
        expected = made.expected[release]
        # pytest explains comparisons of test modules only.
        assert outcome == expected, (
            f"{made.key!r} in {environments.named(release)}: the outcome is {outcome!r}, expected is {expected!r}"
        )

    return test


class Lab:
    """A release at work: its libraries, tiny models made by itself, and a folder."""

    def __init__(self, folder: Path) -> None:
        import torch
        import transformers

        self.folder = folder
        self.torch: Any = torch
        self.transformers: Any = transformers
        torch.manual_seed(0)
        torch.set_num_threads(1)

    @cached_property
    def llama(self) -> str:
        """Save a language model in float32 with its tokenizer, and return its folder."""
        return self._saved("llama", self._llama())

    @cached_property
    def half(self) -> str:
        """Save the same model in bfloat16, and return its folder."""
        return self._saved("half", self._llama().to(self.torch.bfloat16))

    @cached_property
    def t5(self) -> str:
        config = self.transformers.T5Config(vocab_size=32, d_model=16, d_ff=16, d_kv=8, num_layers=1, num_heads=2)
        return self._saved("t5", self.transformers.T5ForConditionalGeneration(config))

    @cached_property
    def hub(self) -> str:
        """Return a hub cache that holds these models as repositories."""
        cache = Path(os.environ["HF_HUB_CACHE"])
        models = {"model-7b": self.llama, "model-1b": self.llama, "half-7b": self.half, "llama-2-7b": self.llama}
        others = {"t5-base": self.t5, "bert-base": self.bert, "vision-base": self.vision}
        adapters = {"adapter": self.adapter, "model-7b-GPTQ": self.gptq}
        for name, model in {**models, **others, **adapters}.items():
            repository = cache / f"models--org--{name}"
            shutil.copytree(model, repository / "snapshots" / COMMIT)
            (repository / "refs").mkdir()
            (repository / "refs" / "main").write_text(COMMIT)
        return str(cache)

    @cached_property
    def bert(self) -> str:
        small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
        config = self.transformers.BertConfig(vocab_size=32, **small)
        return self._saved("bert", self.transformers.BertForSequenceClassification(config))

    @cached_property
    def vision(self) -> str:
        """Save a model that describes images, and return its folder."""
        small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
        seeing = self.transformers.ViTConfig(image_size=8, patch_size=4, **small)
        saying = self.transformers.GPT2Config(vocab_size=32, n_embd=16, n_layer=1, n_head=2, n_positions=32)
        both = self.transformers.VisionEncoderDecoderConfig.from_encoder_decoder_configs(seeing, saying)
        return self._saved("vision", self.transformers.VisionEncoderDecoderModel(both))

    @cached_property
    def adapter(self) -> str:
        """An adapter of the language model, written without peft."""
        from safetensors.torch import save_file

        path = self.folder / "adapter"
        path.mkdir()
        config = {"peft_type": "LORA", "task_type": "CAUSAL_LM", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"]}
        named = {**config, "base_model_name_or_path": self.llama, "inference_mode": True}
        (path / "adapter_config.json").write_text(json.dumps(named), encoding="utf-8")
        weights = {}
        for layer in range(2):
            key = f"base_model.model.model.layers.{layer}.self_attn.q_proj"
            weights[f"{key}.lora_A.weight"] = self.torch.randn(2, 16)
            weights[f"{key}.lora_B.weight"] = self.torch.randn(16, 2)
        save_file(weights, str(path / "adapter_model.safetensors"), metadata={"format": "pt"})
        return str(path)

    @cached_property
    def gptq(self) -> str:
        """The language model as a checkpoint that says it is quantized by GPTQ."""
        path = self.folder / "gptq"
        shutil.copytree(self.llama, path)
        config = json.loads((path / "config.json").read_text(encoding="utf-8"))
        config["quantization_config"] = {"bits": 4, "group_size": 128, "quant_method": "gptq"}
        (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return str(path)

    def load(self, cls: str, path: str, **arguments: Any) -> Any:
        return getattr(self.transformers, cls).from_pretrained(path, **arguments)

    def tried(self, action: Callable[[], Any], words: str = "") -> str:
        """Return `no error` or the type of the error, and note if it lacks `words`."""
        try:
            action()
        except Exception as error:  # any error of a library is an outcome
            name = type(error).__name__
            return name if words in str(error) else f"{name}: {str(error)[:100]}"
        return "no error"

    def python(self, code: str, **environment: str) -> str:
        """Return the last line that a fresh interpreter of this release prints."""
        variables = {**os.environ, "HF_HUB_OFFLINE": "1", **environment}
        done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=False)
        return (done.stdout.strip() or done.stderr.strip()).rpartition("\n")[2]

    def run_beside(self, code: str) -> str:
        """Run code that can import diffusers, peft and bitsandbytes; return its last line, or the type of the error."""
        if self._forks is None:
            return ABSENT
        asked, answered = self._forks.stdin, self._forks.stdout
        assert asked is not None
        assert answered is not None
        print(json.dumps(code), file=asked, flush=True)
        outcome: str = json.loads(answered.readline())
        return outcome

    @cached_property
    def _forks(self) -> subprocess.Popen[str] | None:
        """Start the interpreter that runs such code; it ends with this one."""
        folder = environments.beside(environments.of_version(self.transformers.__version__))
        if not (folder / "ready").exists():
            return None
        variables = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONPATH": str(folder)}
        command = [sys.executable, "-m", "proofs.forks"]
        return subprocess.Popen(
            command, env=variables, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def beside(self, experiment: str) -> str:
        """Return the outcome of one of the experiments with diffusers and peft (`beside.py`), or ABSENT."""
        return self._beside.get(experiment, ABSENT)

    @cached_property
    def _beside(self) -> dict[str, str]:
        """Run all of them in one interpreter of this release that also has these libraries."""
        folder = environments.beside(environments.of_version(self.transformers.__version__))
        if not (folder / "ready").exists():
            return {}
        out = self.folder / "beside.json"
        command = [sys.executable, "-m", "proofs.beside", str(out), self.llama]
        variables = {**os.environ, "PYTHONPATH": str(folder)}
        done = subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-300:])
        outcomes: dict[str, str] = json.loads(out.read_text(encoding="utf-8"))
        return outcomes

    def dtype(self, model: Any) -> str:
        return str(next(iter(model.parameters())).dtype).removeprefix("torch.")

    def _llama(self) -> Any:
        small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
        config = self.transformers.LlamaConfig(vocab_size=32, max_position_embeddings=8192, **small)
        config.pad_token_id = 0
        return self.transformers.LlamaForCausalLM(config)

    def _saved(self, name: str, model: Any) -> str:
        path = self.folder / name
        model.save_pretrained(path)
        self._tokenizer().save_pretrained(path)
        return str(path)

    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer, models, pre_tokenizers

        words = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *(f"w{it}" for it in range(30))])}
        raw = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
        raw.pre_tokenizer = pre_tokenizers.Whitespace()
        return self.transformers.PreTrainedTokenizerFast(
            tokenizer_object=raw, unk_token="[UNK]", pad_token="[PAD]", eos_token="[PAD]"
        )
