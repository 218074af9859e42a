"""Experiments with adapters and quantized models, for `beside.py`: peft, and bitsandbytes on the CPU."""

from __future__ import annotations

import importlib.metadata
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

Experiments = dict[str, Callable[[], str]]


class Bench:
    """A causal model, two adapters trained a little, and what can be done with them."""

    def __init__(self, folder: Path, path: str) -> None:
        import torch
        import transformers

        self.folder = folder
        self.path = path
        self.torch: Any = torch
        self.transformers: Any = transformers

    def base(self, **arguments: Any) -> Any:
        return self.transformers.AutoModelForCausalLM.from_pretrained(self.path, **arguments)

    def lora(self, *modules: str, rank: int = 2) -> Any:
        from peft import LoraConfig

        return LoraConfig(r=rank, target_modules=list(modules or ["q_proj"]), task_type="CAUSAL_LM")

    def adapter(self, name: str) -> str:
        """The folder of an adapter whose weights change what the model says; its name ends in what it changes."""
        from peft import get_peft_model

        path = self.folder / name
        if not path.exists():
            self.torch.manual_seed(sum(name.encode()))
            model = get_peft_model(self.base(), self.lora(name.rpartition("-")[2]))
            for key, weight in model.named_parameters():
                if "lora_B" in key:
                    self.torch.nn.init.normal_(weight)
            model.save_pretrained(str(path))
        return str(path)

    def adapted(self, base: Any = None, name: str = "one-q_proj", **arguments: Any) -> Any:
        from peft import PeftModel

        return PeftModel.from_pretrained(self.base() if base is None else base, self.adapter(name), **arguments)

    def said(self, model: Any) -> Any:
        with self.torch.no_grad():
            return model(input_ids=self.torch.tensor([[2, 3, 4]])).logits

    def loss(self, model: Any) -> Any:
        tokens = self.torch.tensor([[2, 3, 4]])
        return model(input_ids=tokens, labels=tokens).loss

    def trainer(self, model: Any) -> Any:
        arguments = self.transformers.TrainingArguments(str(self.folder / "out"), report_to=[], max_steps=1, **self.cpu)
        rows = [{"input_ids": [2, 3, 4], "labels": [2, 3, 4]}]
        return self.transformers.Trainer(model=model, args=arguments, train_dataset=rows, eval_dataset=rows)

    @property
    def cpu(self) -> dict[str, bool]:
        return {"use_cpu": True}

    def in_8bit(self) -> Any:
        return self.base(quantization_config=self.transformers.BitsAndBytesConfig(load_in_8bit=True))

    def in_4bit(self) -> Any:
        return self.base(quantization_config=self.transformers.BitsAndBytesConfig(load_in_4bit=True))

    def marked(self, bits: int) -> Any:
        """A model with the marks that guards ask for: some releases quantize on a GPU only."""
        from types import SimpleNamespace

        from transformers.utils.quantization_config import QuantizationMethod

        model = self.base()
        model.quantization_method = QuantizationMethod.BITS_AND_BYTES
        model.is_quantized = True
        setattr(model, f"is_loaded_in_{bits}bit", True)
        model.hf_quantizer = SimpleNamespace(is_trainable=True)
        return model

    def stored(self, method: str) -> str:
        """The folder of a checkpoint that says it is quantized by this method."""
        import json
        import shutil

        path = self.folder / method
        if not path.exists():
            shutil.copytree(self.path, path)
            config = json.loads((path / "config.json").read_text(encoding="utf-8"))
            config["quantization_config"] = {"bits": 4, "group_size": 128, "quant_method": method}
            (path / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return str(path)


def experiments(folder: Path, path: str) -> Experiments:
    """Each experiment by its name."""
    bench = Bench(folder, path)
    return {**_frozen(bench), **_stacked(bench), **_merged(bench), **_quantized(bench)}


def _frozen(bench: Bench) -> Experiments:
    from peft import AutoPeftModelForCausalLM

    def switched() -> str:
        model = bench.adapted()
        model.set_adapter("default")
        return trainable(model)

    def optimized() -> str:
        model = bench.adapted()
        model.train()
        bench.loss(model).backward()
        return "no error"

    return {
        "frozen": lambda: trainable(bench.adapted()),
        "frozen AutoPeft": lambda: trainable(AutoPeftModelForCausalLM.from_pretrained(bench.adapter("one-q_proj"))),
        "trainable": lambda: trainable(bench.adapted(is_trainable=True)),
        "set_adapter": switched,
        "frozen backward": optimized,
        "frozen evaluate": lambda: made(bench.trainer(bench.adapted()).evaluate()),
        "frozen Trainer": lambda: str(bench.trainer(bench.adapted()).train().global_step),
        "trainable Trainer": lambda: str(bench.trainer(bench.adapted(is_trainable=True)).train().global_step),
    }


def _stacked(bench: Bench) -> Experiments:
    from peft import get_peft_model

    def twice() -> str:
        base = bench.base()
        get_peft_model(base, bench.lora("q_proj", "v_proj"))
        return adapted_modules(get_peft_model(base, bench.lora("q_proj")))

    def nested() -> str:
        return adapted_modules(get_peft_model(get_peft_model(bench.base(), bench.lora("v_proj")), bench.lora("q_proj")))

    def unloaded() -> str:
        base = get_peft_model(bench.base(), bench.lora("q_proj", "v_proj")).unload()
        return adapted_modules(get_peft_model(base, bench.lora("q_proj")))

    def piled(*folders: str, named: bool = False) -> str:
        base = bench.base()
        model = None
        for folder in folders:
            model = bench.adapted(base, folder, **({"adapter_name": folder} if named else {}))
        alone = bench.torch.allclose(bench.said(model), bench.said(bench.adapted(name=folders[-1])), atol=1e-5)
        return f"{adapters(base)} a layer, {'as' if alone else 'not as'} the last alone"

    def first_changed(**arguments: str) -> str:
        base = bench.base()
        first = bench.adapted(base)
        before = bench.said(first)
        bench.adapted(base, "two-q_proj", **arguments)
        return "changed" if not bench.torch.allclose(before, bench.said(first), atol=1e-5) else "unchanged"

    def prompted() -> str:
        from peft import PromptTuningConfig

        base = bench.base()
        before = bench.said(base)
        get_peft_model(base, PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2))
        model = get_peft_model(base, bench.lora("q_proj"))
        same = bench.torch.allclose(before, bench.said(model), atol=1e-5)  # a new LoRA adds nothing
        return f"{adapted_modules(model)}, {'as' if same else 'not as'} without the prompt"

    def wrapped() -> str:
        model = bench.adapted(bench.adapted(), "two-q_proj")
        alone = bench.torch.allclose(bench.said(model), bench.said(bench.adapted(name="two-q_proj")), atol=1e-5)
        return "as the second alone" if alone else "not as the second alone"

    def between(method: str) -> str:
        base = getattr(bench.adapted(), method)()
        return f"{adapters(bench.adapted(base, 'two-v_proj'))} a layer"

    return {
        "twice": twice,
        "nested": nested,
        "unloaded": unloaded,
        "prompted": prompted,
        "piled": lambda: piled("one-q_proj", "two-q_proj"),
        "piled elsewhere": lambda: piled("one-q_proj", "two-v_proj"),
        "piled by name": lambda: piled("one-q_proj", "two-q_proj", named=True),
        "piled elsewhere by name": lambda: piled("one-q_proj", "two-v_proj", named=True),
        "first changed": first_changed,
        "first changed by name": lambda: first_changed(adapter_name="two"),
        "wrapped twice": wrapped,
        "merged between": lambda: between("merge_and_unload"),
        "unloaded between": lambda: between("unload"),
    }


def adapted_modules(model: Any) -> str:
    names = {key.split(".lora_")[0].rpartition(".")[2] for key, it in model.named_parameters() if it.requires_grad}
    return ", ".join(sorted(names))


def adapters(model: Any) -> int:
    """How many adapters the first layer has."""
    return len([key for key, _ in model.named_parameters() if "layers.0" in key and "lora_A" in key])


def _merged(bench: Bench) -> Experiments:
    def difference(base: Any) -> str:
        adapted = bench.adapted(base)
        before = bench.said(adapted)
        with warnings.catch_warnings(record=True) as shown:
            warnings.simplefilter("always")
            after = bench.said(adapted.merge_and_unload())
        warned = any("rounding" in str(it.message) for it in shown)
        same = bench.torch.allclose(before, after, atol=1e-3)
        return f"{'same' if same else 'different'} logits, {'warned' if warned else 'silent'}"

    def marked() -> str:
        base = bench.base()
        adapted = bench.adapted(base)
        base.quantization_method = "gptq"
        adapted.merge_and_unload()
        return "no error"

    return {
        "merge": lambda: difference(bench.base()),
        "merge in 4-bit": lambda: difference(bench.in_4bit()),
        "merge in 8-bit": lambda: difference(bench.in_8bit()),
        "merge dequantized": lambda: difference(bench.in_4bit().dequantize()),
        "merge gptq": marked,
    }


def _quantized(bench: Bench) -> Experiments:
    from peft import get_peft_model, prepare_model_for_kbit_training

    def both(**arguments: Any) -> str:
        config = bench.transformers.BitsAndBytesConfig(load_in_4bit=True)
        bench.base(quantization_config=config, **arguments)
        return "no error"

    def on(method: str, **arguments: Any) -> str:
        bench.transformers.AutoModelForCausalLM.from_pretrained(bench.stored(method), **arguments)
        return "no error"

    def prepared() -> str:
        return made(bench.trainer(prepare_model_for_kbit_training(bench.in_4bit())))

    def older() -> str:
        versions = importlib.metadata.version
        with patch("importlib.metadata.version", lambda name: "0.43.1" if name == "bitsandbytes" else versions(name)):
            return made(bench.marked(4).to("cpu"))

    def in_pipeline(model: Any) -> str:
        tokenizer = bench.transformers.AutoTokenizer.from_pretrained(bench.path)
        return made(bench.transformers.pipeline("text-generation", model=model, tokenizer=tokenizer, device="cpu"))

    def config(bits: str) -> Any:
        return bench.transformers.BitsAndBytesConfig(**{f"load_in_{bits}": True})

    return {
        "8-bit cuda": lambda: made(bench.marked(8).cuda()),
        "8-bit to": lambda: made(bench.marked(8).to("cpu")),
        "4-bit cuda": lambda: made(bench.marked(4).cuda()),
        "4-bit to": lambda: made(bench.marked(4).to("cpu")),
        "8-bit wrapped to": lambda: made(get_peft_model(bench.marked(8), bench.lora()).to("cpu")),
        "4-bit to, older bitsandbytes": older,
        "Trainer marked": lambda: made(bench.trainer(bench.marked(8))),
        "Trainer 4-bit": lambda: made(bench.trainer(bench.in_4bit())),
        "Trainer 8-bit": lambda: made(bench.trainer(bench.in_8bit())),
        "Trainer prepared": prepared,
        "Trainer adapted": lambda: made(bench.trainer(get_peft_model(bench.in_4bit(), bench.lora()))),
        "4-bit in pipeline": lambda: in_pipeline(bench.in_4bit()),
        "8-bit in pipeline": lambda: in_pipeline(bench.in_8bit()),
        "4-bit twice": lambda: both(load_in_4bit=True),
        "4-bit off": lambda: both(load_in_4bit=False),
        "8-bit beside": lambda: both(load_in_8bit=True),
        "bnb on gptq": lambda: on("gptq", quantization_config=config("4bit")),
        "bnb on awq": lambda: on("awq", quantization_config=config("4bit")),
        "load_in on gptq": lambda: on("gptq", load_in_4bit=True),
    }


def trainable(model: Any) -> str:
    return "trainable" if any(it.requires_grad for it in model.parameters()) else "frozen"


def made(value: Any) -> str:
    assert value is not None
    return "no error"
