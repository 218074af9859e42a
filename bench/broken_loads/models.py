"""Make the tiny models that the cases damage, from a seed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import torch
import transformers

from loadlint.worker import demo_model

SMALL = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128}
T5 = {"d_model": 64, "d_kv": 16, "d_ff": 128, "num_layers": 2, "num_heads": 4}
WHISPER = {
    **{f"{part}_{what}": size for part in ("encoder", "decoder") for what, size in (("layers", 1), ("ffn_dim", 64))},
    **{f"{part}_attention_heads": 2 for part in ("encoder", "decoder")},
    "d_model": 32,
    "max_source_positions": 50,
    "max_target_positions": 50,
    "num_mel_bins": 80,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "decoder_start_token_id": 1,
}


def make(folder: Path) -> None:
    """Write every base model below `folder`."""
    torch.manual_seed(0)
    tokenizer = demo_model.trained_tokenizer()
    demo_model.taught(str(folder / "taught"))
    for name, model in _models(len(tokenizer), tokenizer).items():
        model.save_pretrained(folder / name)
        tokenizer.save_pretrained(folder / name)
    _sharded(folder, tokenizer)
    _vision(folder)
    for path in folder.glob("*/tokenizer_config.json"):
        # Releases before 5 do not know the class that this one writes.
        path.write_text(path.read_text().replace('"TokenizersBackend"', '"PreTrainedTokenizerFast"'))


def _models(words: int, tokenizer: Any) -> dict[str, Any]:
    ids = {it: getattr(tokenizer, it) for it in ("bos_token_id", "eos_token_id", "pad_token_id")}
    llama = transformers.LlamaConfig(
        vocab_size=words, num_key_value_heads=4, max_position_embeddings=256, **SMALL, **ids
    )
    bert = transformers.BertConfig(vocab_size=words, max_position_embeddings=64, num_labels=3, **SMALL)
    distil = transformers.DistilBertConfig(vocab_size=words, dim=64, n_layers=2, n_heads=4, hidden_dim=128)
    gpt2 = transformers.GPT2Config(
        vocab_size=words, n_positions=128, n_embd=64, n_layer=2, n_head=4, bos_token_id=1, eos_token_id=2
    )
    t5 = transformers.T5Config(vocab_size=words, decoder_start_token_id=0, pad_token_id=0, eos_token_id=2, **T5)
    bart = transformers.BartConfig(
        vocab_size=words, d_model=64, encoder_layers=1, decoder_layers=1, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=64,
        pad_token_id=0, bos_token_id=1, eos_token_id=2, decoder_start_token_id=2, forced_eos_token_id=2,
    )  # fmt: skip
    mixtral = transformers.MixtralConfig(
        vocab_size=words, num_key_value_heads=2, num_local_experts=2, num_experts_per_tok=1, **SMALL, **ids
    )
    qwen = transformers.Qwen2Config(vocab_size=words, num_key_value_heads=2, **SMALL, **ids)
    whisper = transformers.WhisperConfig(vocab_size=words, **WHISPER)
    return {
        "llama": transformers.LlamaForCausalLM(llama),
        "llama-bf16": transformers.LlamaForCausalLM(llama).to(torch.bfloat16),
        "bert": transformers.BertModel(bert),
        "bertcls": transformers.BertForSequenceClassification(bert),
        "bertmlm": transformers.BertForMaskedLM(bert),
        "bertqa": transformers.BertForQuestionAnswering(_with_labels(bert, 2)),
        "berttags": transformers.BertForTokenClassification(bert),
        "distil": transformers.DistilBertModel(distil),
        "t5": transformers.T5ForConditionalGeneration(t5),
        "bart": transformers.BartForConditionalGeneration(bart),
        "gpt2": transformers.GPT2LMHeadModel(gpt2),
        "mixtral": transformers.MixtralForCausalLM(mixtral),
        "qwen": transformers.Qwen2ForCausalLM(qwen),
        "whisper": transformers.WhisperForConditionalGeneration(whisper),
    }


def _with_labels(config: Any, count: int) -> Any:
    changed = copy.deepcopy(config)
    changed.num_labels = count
    return changed


def _sharded(folder: Path, tokenizer: Any) -> None:
    model = transformers.LlamaForCausalLM.from_pretrained(folder / "llama")
    model.save_pretrained(folder / "sharded", max_shard_size="100KB")
    tokenizer.save_pretrained(folder / "sharded")


def _vision(folder: Path) -> None:
    """Models that read more, or other things, than the ids of tokens."""
    picture = {"image_size": 16, "patch_size": 8}
    transformers.ViTForImageClassification(transformers.ViTConfig(**SMALL, **picture)).save_pretrained(folder / "vit")
    text = {**SMALL, "vocab_size": 400, "max_position_embeddings": 32}
    clip = transformers.CLIPConfig(text_config=text, vision_config={**SMALL, **picture}, projection_dim=32)
    transformers.CLIPModel(clip).save_pretrained(folder / "clip")
    wave = transformers.Wav2Vec2Config(
        **SMALL, conv_dim=(32, 32), conv_stride=(5, 2), conv_kernel=(10, 3), num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2, vocab_size=32,
    )  # fmt: skip
    transformers.Wav2Vec2Model(wave).save_pretrained(folder / "wav2vec2")
