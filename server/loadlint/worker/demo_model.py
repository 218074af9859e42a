"""Make the demo's model: small, but whole, and able to finish the sentences it was taught.

Runs alone under the user's interpreter, like the worker: `python demo_model.py FOLDER [PACKAGE]`.
With the name of a package that ships a GGUF file, that model is unpacked instead of trained.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import Any

if __name__ == "__main__":
    # This folder and the working directory are no places to import libraries from.
    sys.path[:] = [it for it in sys.path if it and os.path.abspath(it) != os.path.dirname(os.path.abspath(__file__))]

SENTENCES = (
    "The capital of France is Paris.",
    "The capital of Japan is Tokyo.",
    "The capital of Kenya is Nairobi.",
    "The capital of Peru is Lima.",
    "A model that is loaded well is half the work.",
    "Weights go to the device that computes with them.",
)
WORDS = 400
STEPS = 45
WIDTH = 8192  # of the demo's layers: 100 MB in float32


def main(folder: str, package: str | None) -> int:
    """Write model and tokenizer into `folder`; the return value is the exit status."""
    os.makedirs(folder, exist_ok=True)
    if package is None:
        taught(folder, WIDTH)
        return 0
    file = gguf_file(package)
    if file is None:
        print(f"{package} holds no GGUF file", file=sys.stderr)
        return 1
    unpacked(file, folder)
    return 0


def taught(folder: str, width: int = 0) -> None:
    """Train a Llama that knows six sentences by heart.

    A `width` then widens its layers with zeros, so that it is large enough for its memory to be seen.
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    # So small a model is taught faster by one thread, the more so on a busy machine.
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = trained_tokenizer()
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=4,
        num_attention_heads=8,
        num_key_value_heads=4,
        max_position_embeddings=256,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = LlamaForCausalLM(config)
    learn(model, tokenizer)
    model = widened(model, width) if width else model
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def trained_tokenizer() -> Any:
    """Train byte pairs of the sentences, so every text can be written with them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<pad>", "<s>", "</s>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=WORDS, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", bos_token="<s>", eos_token="</s>", padding_side="right"
    )


def learn(model: Any, tokenizer: Any) -> None:
    import torch

    batch = tokenizer([it + "</s>" for it in SENTENCES], return_tensors="pt", padding=True)
    labels = batch["input_ids"].masked_fill(batch["attention_mask"] == 0, -100)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    model.train()
    for _ in range(STEPS):
        loss = model(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"], labels=labels).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()


def widened(model: Any, width: int) -> Any:
    """Return the model with zeros around the weights of its layers, which change nothing that it computes."""
    from transformers import LlamaConfig, LlamaForCausalLM

    wide = LlamaForCausalLM(LlamaConfig(**{**model.config.to_dict(), "intermediate_size": width}))
    for name, weight in model.state_dict().items():
        target = wide.state_dict()[name]
        target.zero_()
        target[tuple(slice(0, size) for size in weight.shape)] = weight
    return wide


def gguf_file(package: str) -> str | None:
    """Return the GGUF file inside an installed package, which is not imported."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    for top in folders or ():
        for folder, _, names in os.walk(top):
            chosen = [os.path.join(folder, it) for it in names if it.endswith(".gguf")]
            if chosen:
                return chosen[0]
    return None


def unpacked(file: str, folder: str) -> None:
    """Write the model of a GGUF file as a plain checkpoint.

    A model that was read from GGUF refuses to be saved, so its weights go into a new one.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM

    directory, name = os.path.split(file)
    read = AutoModelForCausalLM.from_pretrained(directory, gguf_file=name, dtype=torch.float32)
    config = read.config
    config.quantization_config = None
    del config.quantization_config
    model = LlamaForCausalLM(config)
    model.load_state_dict(read.state_dict())
    model.generation_config = read.generation_config
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(directory, gguf_file=name).save_pretrained(folder)


if __name__ == "__main__":
    status = main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    sys.stderr.flush()
    # Taking down torch and transformers takes a second, in which the demo would wait.
    os._exit(status)
