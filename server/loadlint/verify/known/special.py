"""Known errors that are more special than those of the table, so they are looked up first."""

from __future__ import annotations

from loadlint.verify.report import Change

from .entry import Known

TOGETHER = r"huggingface_hub|accelerate|peft|diffusers|tokenizers|safetensors|bitsandbytes|datasets"
# Packages that only code of models imports: without one, a load is what fails.
OF_MODELS = (
    r"accelerate|bitsandbytes|peft|diffusers|sentencepiece|tiktoken|einops|xformers|timm|tokenizers|safetensors"
    r"|optimum|auto_gptq|gptqmodel|awq|flash_attn|sentence_transformers|huggingface_hub|hf_transfer|hf_xet"
    r"|transformers_stream_generator|mamba_ssm|causal_conv1d|torchao|hqq|qwen_vl_utils"
)

SPECIAL: tuple[Known, ...] = (
    # Releases.
    Known(r"`Trainer` with `PyTorch` requires `(?P<package>accelerate>=[\w.]+)`",
          "the Trainer needs {package}, and accelerate is older or missing",
          "install it: {pip} --upgrade '{package}'", page="accelerate-missing"),
    Known(r"unexpected keyword argument 'evaluation_strategy'",
          "`evaluation_strategy` has another name in this release of transformers", "write `eval_strategy=`"),
    Known(r"Trainer\.__init__\(\) got an unexpected keyword argument 'tokenizer'",
          "the Trainer of this release takes no `tokenizer`", "write `processing_class=`"),
    Known(r"cannot import name '(?P<name>\w+)' from 'huggingface_hub",
          "an older or newer library asks huggingface_hub for `{name}`, which it lacks",
          "upgrade them together: {pip} --upgrade huggingface_hub transformers diffusers", page="cannot-import-name"),
    Known(rf"cannot import name '(?P<name>\w+)' from '(?P<package>{TOGETHER})\b",
          "this {package} has no `{name}`, which another library imports",
          "upgrade them together: {pip} --upgrade {package} transformers accelerate peft", page="cannot-import-name"),
    Known(r"module 'torch(?P<part>(?:\.\w+)*)' has no attribute '(?P<name>float[48]_\w+|uint(?:16|32|64)"
          r"|compiler|register_fake|get_default_device|_pytree|register_pytree_node|xpu|mps)'",
          "torch{part}.{name} is not there, as this torch is older than the code needs",
          "upgrade it: {pip} --upgrade torch torchvision torchaudio"),
    Known(r"Unknown quantization type, got (?P<name>[\w.-]+)",
          "this release of transformers does not know the quantization {name}",
          "upgrade transformers, or take the same model in another form"),
    Known(r"is quantized with (?P<name>\w+) but you are passing a (?P<other>\w+)",
          "the checkpoint is quantized with {name}, and the code passes another one",
          "remove `quantization_config`",
          Change("quantization_config", remove=True)),
    Known(r"Descriptors cannot (?:not )?be created directly", "a library is older than the installed protobuf",
          "upgrade that library, or install the older one: {pip} 'protobuf<=3.20.3'"),
    Known(r"(?P<name>lib(?:cudart|cudnn|cublas|cublasLt|cusparse|cufft|nccl|nvJitLink|cupti)[\w.-]*\.so[\d.]*):"
          r" cannot open shared object", "{name} is missing, a library of CUDA",
          "install torch with its own libraries of CUDA again: {pip} --force-reinstall torch",
          page="built-for-another-release"),
    Known(r"(?:libtorch\w*|libcusparse|libcudnn|libnccl)[\w.-]*\.so[\d.]*: undefined symbol",
          "torch meets libraries of CUDA or MKL of another release",
          "empty LD_LIBRARY_PATH, and install torch into a fresh environment", page="built-for-another-release"),
    Known(r"Error loading \"?[^\"\n]*\.dll\"? or one of its dependencies",
          "Windows lacks a library that torch needs",
          "install the newest Visual C++ redistributable, then torch again", page="built-for-another-release"),
    Known(r"(?P<name>cadam32bit_grad_fp32|cget_managed_ptr|cquantize_blockwise_\w+)",
          "bitsandbytes has no library for this machine's CUDA",
          "run `python -m bitsandbytes` to see why, and upgrade it: {pip} --upgrade bitsandbytes",
          page="bitsandbytes-missing"),
    Known(rf"ModuleNotFoundError: No module named '(?P<package>{OF_MODELS})(?:\.[\w.]+)?'",
          "the load needs `{package}`, which this interpreter lacks", "install it: {pip} {package}",
          page="module-not-found"),
    # Attention.
    Known(r"FlashAttention only supports Ampere", "FlashAttention needs a newer GPU than this one",
          'take `attn_implementation="sdpa"`',
          Change("attn_implementation", '"sdpa"'), page="flash-attention"),
    Known(r"FlashAttention only supports? fp16 and bf16", "FlashAttention computes in float16 and bfloat16 alone",
          "load with `dtype=torch.bfloat16`",
          Change("dtype", '"bfloat16"'), page="flash-attention"),
    Known(r"does not support Flash Attention (?P<name>[\d.]+) yet", "this architecture has no FlashAttention {name}",
          'take `attn_implementation="sdpa"`',
          Change("attn_implementation", '"sdpa"'), page="flash-attention"),
    Known(r"does not support an attention implementation through torch",
          "this architecture has no attention of torch (sdpa)", 'take `attn_implementation="eager"`',
          Change("attn_implementation", '"eager"')),
    # Devices and dtypes.
    Known(r"Attempting to deserialize object on (?:a )?(?:CUDA|MPS|XPU|HPU)",
          "the file was saved on a GPU that is not here", 'pass `map_location="cpu"` to `torch.load`'),
    Known(r"Input type \(torch\.FloatTensor\) and weight type \(torch\.cuda|Placeholder storage has not been allocated",
          "inputs and model, or parts of the model, are on different devices", "move them: `inputs.to(model.device)`",
          page="different-devices"),
    Known(r"(?:mat1 and mat2|query, key, and value) (?:to have|must have) the same dtype"
          r"|expected scalar type (?:Half|Float|BFloat16) but found (?:Half|Float|BFloat16)"
          r"|Input type \((?:c10::)?(?:Half|BFloat16|float)\) and (?:bias|weight) type",
          "weights or inputs have several dtypes that meet in one product",
          "load everything in one dtype, the adapter and the inputs too", page="different-dtypes"),
    Known(r"CUBLAS_STATUS_ALLOC_FAILED", "the GPU has no memory left for cuBLAS",
          "leave it some room: a half dtype, a smaller batch, a smaller model, or `max_memory`",
          page="cuda-out-of-memory"),
    Known(r"Cannot re-initialize CUDA in forked subprocess", "CUDA was in use before this process was forked",
          'load the model in the child alone, or start it with the method "spawn"'),
    # Files.
    Known(r"(?P<missing>\S+) does not appear to have (?:a file|files) named \(?'?(?P<name>[\w./-]*[\w-])",
          "{source} has no {name}", "check the name; fetch the file, or name the folder or repository that has it",
          page="file-not-in-repository"),
    Known(r"[Nn]o file named (?P<name>(?:\w+_)?config\.json) found", "the folder or repository has no {name}",
          "fetch it, or name the folder or `subfolder` that has it", page="file-not-in-repository"),
    Known(r"(?:pytorch checkpoint file for|PytorchStreamReader failed).{0,200}|failed finding central directory",
          "a weights file cannot be read, as its download or copy did not finish",
          "delete the file and fetch it again",
          near=r"pytorch checkpoint|PytorchStreamReader", page="damaged-weights"),
    Known(r"invalid load key, 'v'", "a weights file is the pointer of git-lfs and no weights",
          "run `git lfs pull`, or fetch the file again", page="unsafe-pickle"),
    Known(r"invalid load key, '<'", "a weights file is a page of the web and no weights",
          "fetch the file again, from its `resolve` address", page="unsafe-pickle"),
    Known(r"Trying to set a tensor of shape torch\.Size.{0,200}this looks incorrect",
          "weights of the checkpoint have other shapes than the model",
          "fetch config.json again; it is of another model or release than the weights", page="size-mismatch"),
    Known(r"Unrecognized (?P<name>image processor|feature extractor|video processor|processing class) in",
          "the folder or repository does not say which {name} it has",
          "fetch preprocessor_config.json, or name the repository that has it"),
    # Use.
    Known(r"Asking to pad but the tokenizer does not have a padding token", "the tokenizer has no token for padding",
          "write `tokenizer.pad_token = tokenizer.eos_token`", page="no-padding-token"),
    Known(r"tokenizer\.chat_template is not set", "the tokenizer has no chat template",
          "take the checkpoint for chats (its name often ends in `-Instruct`), or pass `chat_template=`",
          page="no-chat-template"),
    Known(r"Input length of (?:input_ids|inputs_embeds) is (?P<name>\d+), but `max_length` is set to",
          "the prompt has {name} tokens, which is all that `max_length` allows", "pass `max_new_tokens=` instead"),
    Known(r"cannot perform fine-tuning on purely quantized models", "a quantized model cannot be trained by itself",
          "attach an adapter: `get_peft_model(model, LoraConfig(...))`", page="training-a-loaded-model"),
    Known(r"can't train a model that has been loaded with `device_map='auto'` in any distributed mode",
          "the device map spreads the model over the GPUs that several processes train on",
          "remove `device_map` from the load",
          Change("device_map", remove=True), page="training-a-loaded-model"),
    Known(r"can't train a model that has been loaded in 8-bit or 4-bit precision on (?:a different|multiple) device",
          "the quantized model is on other devices than the process that trains it",
          'load with `device_map={{"": local_rank}}`', page="training-a-loaded-model"),
    Known(r"Unknown task (?P<name>[\w-]+), available tasks are", "this release has no pipeline for {name}",
          "correct the name, or upgrade transformers", page="removed-task"),
    Known(r"Pipeline cannot infer suitable model classes", "the configuration names no class that the pipeline can use",
          "load the model with its own class, and pass it with its tokenizer to `pipeline`"),
)  # fmt: skip
