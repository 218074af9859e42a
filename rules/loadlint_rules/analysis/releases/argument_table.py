"""The arguments that loading functions take, and the tasks of `pipeline`, release by release.

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
"""

from __future__ import annotations

# The minor releases that were read.
RELEASES: dict[str, str] = {
    "transformers": (
        "4.27 4.28 4.29 4.30 4.31 4.32 4.33 4.34 4.35 4.36 4.37 4.38 4.39 4.40 4.41 4.42 4.43 4.44 4.45 4.46 4.47 "
        "4.48 4.49 4.50 4.51 4.52 4.53 4.54 4.55 4.56 4.57 5.0 5.1 5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 5.12 "
        "5.13 5.14 5.15 5.16 5.17 5.18 5.19 5.20 5.21 5.22 5.23 5.24"
    ),
    "diffusers": (
        "0.19 0.20 0.21 0.22 0.23 0.24 0.25 0.26 0.27 0.28 0.29 0.30 0.31 0.32 0.33 0.34 0.35 0.36 0.37 0.38 0.39 "
        "0.40 0.41 0.42"
    ),
    "peft": "0.3 0.4 0.5 0.6 0.7 0.8 0.9 0.10 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18 0.19 0.20 0.21",
    "accelerate": (
        "0.20 0.21 0.22 0.23 0.24 0.25 0.26 0.27 0.28 0.29 0.30 0.31 0.32 0.33 0.34 1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7 "
        "1.8 1.9 1.10 1.11 1.12 1.13 1.14 1.15"
    ),
}

# Taken by name or out of `**kwargs`.
ARGUMENTS: dict[str, dict[str, str]] = {
    "transformers model": {
        "": (
            "_commit_hash _fast_init _from_auto _from_pipeline cache_dir config device_map force_download from_flax "
            "from_tf ignore_mismatched_sizes local_files_only low_cpu_mem_usage max_memory mirror offload_folder "
            "offload_state_dict output_loading_info pretrained_model_name_or_path proxies quantization_config "
            "revision state_dict subfolder torch_dtype trust_remote_code use_safetensors variant"
        ),
        "-4.57": "load_in_8bit resume_download use_auth_token",
        "4.30-4.57": "load_in_4bit",
        "4.31-": "token",
        "4.33-": "adapter_name",
        "4.33-4.33": "_adapter_model_path",
        "4.34-": "adapter_kwargs",
        "4.34-4.52": "use_flash_attention_2",
        "4.36-": "attn_implementation",
        "4.39-": "offload_buffers",
        "4.41-": "gguf_file",
        "4.45-": "generation_config",
        "4.46-": "weights_only",
        "4.47-5.14,5.16-": "tp_plan",
        "4.50-": "key_mapping",
        "4.52-": "device_mesh",
        "4.52-5.14,5.16-": "tp_size",
        "4.53-": "use_kernels",
        "4.54-": "distributed_config",
        "4.56-": "dtype",
        "5.0-": "experts_implementation kernel_config",
        "5.3-": "allow_all_kernels",
        "5.4-": "tqdm_class",
        "5.6-": "disable_mmap fusion_config",
    },
    "transformers auto-model": {
        "": (
            "cache_dir config force_download local_files_only pretrained_model_name_or_path proxies revision "
            "subfolder trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token",
        "4.30-": "code_revision torch_dtype",
        "4.32-": "quantization_config token",
        "4.33-": "_commit_hash",
        "4.34-": "adapter_kwargs",
        "4.56-": "dtype",
    },
    "transformers config": {
        "": (
            "_configuration_file _from_auto _from_pipeline cache_dir config_dict force_download local_files_only "
            "pretrained_model_name_or_path proxies return_unused_kwargs revision subfolder trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token",
        "-5.3": "id2label num_labels",
        "-5.17": "_commit_hash",
        "4.30-": "code_revision",
        "4.31-": "token",
        "4.36-5.3": "attn_implementation",
        "4.41-": "gguf_file",
        "4.56-5.3": "dtype torch_dtype",
        "5.0-5.3": "experts_implementation",
        "5.5-": "model_type",
    },
    "transformers tokenizer": {
        "": (
            "_commit_hash _from_auto _from_pipeline auto_map cache_dir config force_download init_configuration "
            "init_inputs local_files_only max_len model_input_names model_max_length name_or_path padding_side "
            "pretrained_model_name_or_path processor_class proxies resolved_vocab_files revision subfolder "
            "tokenizer_class tokenizer_type truncation_side trust_remote_code use_fast verbose"
        ),
        "-4.57": "from_slow resume_download use_auth_token",
        "4.28-": "clean_up_tokenization_spaces",
        "4.29-": "_is_local",
        "4.30-": "code_revision",
        "4.31-": "token",
        "4.32-": "split_special_tokens",
        "4.34-": "added_tokens_decoder additional_special_tokens chat_template",
        "4.34-4.57": "tokenizer_file",
        "4.41-": "gguf_file",
        "4.42-4.52": "custom_pipelines",
        "4.47-": "extra_special_tokens",
        "4.57-4.57,5.10-5.10,5.12-": "fix_mistral_regex",
        "5.0-": "add_bos_token add_eos_token backend files_loaded model_specific_special_tokens",
        "5.3-": "response_schema",
        "5.7-": "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output",
        "5.13-": "response_template",
        "5.15-": "mistral_format",
        "5.20-": "chat_control_tokens",
    },
    "transformers processor": {
        "": (
            "_from_auto _from_pipeline cache_dir config feature_extractor_dict force_download local_files_only "
            "pretrained_model_name_or_path proxies return_unused_kwargs revision trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token use_fast",
        "4.30-": "code_revision",
        "4.31-": "token",
        "4.37-": "args processor_dict subfolder",
        "4.42-": "image_processor_dict",
        "4.42-4.57": "crop_size size",
        "4.43-4.57": "chat_template",
        "4.48-": "image_processor_filename",
        "4.53-4.55": "audio_tokenizer",
        "5.4-": "repo_type user_agent",
    },
    "transformers pipeline": {
        "": (
            "config device device_map feature_extractor image_processor model model_kwargs pipeline_class revision "
            "task tokenizer torch_dtype trust_remote_code use_fast"
        ),
        "-4.31": "use_auth_token",
        "-4.57": "framework",
        "4.32-": "token",
        "4.35-": "_commit_hash code_revision",
        "4.46-": "processor",
        "4.56-": "dtype",
        "5.0-": "local_files_only",
        "5.11-": "video_processor",
    },
    "diffusers diffusion": {
        "": (
            "cache_dir custom_pipeline custom_revision device_map force_download load_connected_pipeline "
            "local_files_only low_cpu_mem_usage max_memory offload_folder offload_state_dict pretrained_model_name "
            "pretrained_model_name_or_path provider proxies revision sess_options torch_dtype use_onnx "
            "use_safetensors variant"
        ),
        "-0.24": "use_auth_token",
        "-0.29": "resume_download",
        "-0.39": "from_flax",
        "0.22-": "trust_remote_code",
        "0.25-": "token",
        "0.33-": "dduf_file provider_options",
        "0.34-": "quantization_config",
        "0.37-": "disable_mmap",
        "0.38-": "use_flashpack",
        "0.40-": "dtype",
    },
    "diffusers component": {
        "": (
            "cache_dir device_map force_download ignore_mismatched_sizes local_files_only low_cpu_mem_usage "
            "max_memory offload_folder offload_state_dict output_loading_info pretrained_model_name_or_path proxies "
            "revision subfolder torch_dtype use_safetensors variant"
        ),
        "-0.24": "use_auth_token",
        "-0.29": "resume_download",
        "-0.39": "from_flax",
        "0.25-": "token",
        "0.31-": "quantization_config",
        "0.33-": "disable_mmap",
        "0.33-0.40": "dduf_entries",
        "0.36-": "parallel_config",
        "0.38-": "flashpack_kwargs use_flashpack",
        "0.40-": "dtype",
    },
    "diffusers single-file": {
        "0.24-": (
            "cache_dir force_download load_safety_checker local_files_only original_config_file "
            "pretrained_model_link_or_path proxies revision torch_dtype"
        ),
        "0.24-0.24": "use_auth_token",
        "0.24-0.25": (
            "adapter config_files controlnet extract_ema num_in_channels prediction_type scheduler_type text_encoder "
            "tokenizer upcast_attention vae"
        ),
        "0.24-0.26": "use_safetensors",
        "0.24-0.27": "image_size",
        "0.24-0.29": "resume_download",
        "0.25-": "token",
        "0.25-0.25": "text_encoder_2 tokenizer_2",
        "0.26-0.27": "model_type",
        "0.28-": "config original_config pretrained_model_link_or_path_or_dict scaling_factor subfolder",
        "0.32-": "config_revision device quantization_config",
        "0.33-": "disable_mmap",
        "0.35-": "low_cpu_mem_usage",
        "0.36-": "device_map",
        "0.40-": "dtype",
    },
    "peft adapter": {
        "": "adapter_name device_map is_trainable max_memory model model_id offload_folder offload_index subfolder",
        "0.4-": "cache_dir config revision use_auth_token",
        "0.7-": "token",
        "0.11-": "ignore_mismatched_sizes torch_device use_safetensors",
        "0.12-": "adapters autocast_adapter_dtype ephemeral_gpu_offload",
        "0.13-": "low_cpu_mem_usage",
        "0.16-": "key_mapping offload_dir",
    },
    "peft peft-model": {
        "0.4-": "adapter_name config is_trainable pretrained_model_name_or_path",
        "0.8-": "repo_type revision token use_auth_token",
        "0.9-": "trust_remote_code",
        "0.20-": "import_allowlist",
    },
    "accelerate checkpoint": {
        "": (
            "checkpoint device_map dtype max_memory model no_split_module_classes offload_buffers offload_folder "
            "offload_state_dict preload_module_classes skip_keys"
        ),
        "0.23-": "force_hooks",
        "0.29-": "strict",
        "1.7-": "broadcast_from_rank0 full_state_dict",
    },
    "accelerate dispatch": {
        "": (
            "device_map main_device model offload_buffers offload_dir offload_index preload_module_classes skip_keys "
            "state_dict"
        ),
        "0.23-": "force_hooks",
    },
}

# Arguments that are taken and then ignored.
IGNORED: dict[str, dict[str, str]] = {
    "transformers model": {
        "": "mirror",
        "4.50-4.51": "trust_remote_code",
        "4.50-4.57": "resume_download",
        "4.51-": "_fast_init low_cpu_mem_usage",
        "4.57-": "offload_state_dict",
        "5.0-": "from_flax from_tf",
        "5.18-": "_commit_hash",
    },
    "transformers pipeline": {
        "5.18-": "_commit_hash",
    },
}

# The dtype or the device used when the argument is missing.
DEFAULTS: dict[str, dict[str, str]] = {
    "transformers model": {
        "": "device_map=None torch_dtype=None",
        "4.56-4.57": "dtype=None",
        "5.0-": "dtype=auto",
    },
    "transformers auto-model": {
        "4.30-4.54": "torch_dtype=None",
    },
    "transformers config": {
        "4.56-5.3": "torch_dtype=None",
    },
    "transformers pipeline": {
        "": "device_map=None",
        "-4.46": "device=-1",
        "-4.52,4.56-": "torch_dtype=None",
        "4.47-": "device=0",
        "4.53-4.55": "torch_dtype=auto",
        "4.56-": "dtype=auto",
    },
    "diffusers diffusion": {
        "": "device_map=None torch_dtype=None",
        "0.40-": "dtype=None",
    },
    "diffusers component": {
        "": "device_map=None torch_dtype=None",
        "0.40-": "dtype=None",
    },
    "diffusers single-file": {
        "0.24-": "torch_dtype=None",
        "0.32-": "device=None",
        "0.36-": "device_map=None",
        "0.40-": "dtype=None",
    },
    "peft adapter": {
        "": "device_map=auto",
        "0.11-": "torch_device=None",
    },
    "accelerate checkpoint": {
        "": "device_map=None dtype=None",
    },
}

# Taken with a warning.
DEPRECATED: dict[str, dict[str, str]] = {
    "transformers model": {
        "4.31-4.57": "use_auth_token",
        "4.38-4.57": "load_in_4bit load_in_8bit",
        "4.56-4.57": "torch_dtype",
        "5.16-": "tp_plan",
    },
    "transformers auto-model": {
        "4.32-4.57": "use_auth_token",
    },
    "transformers config": {
        "4.32-4.57": "use_auth_token",
        "4.56-5.3": "torch_dtype",
    },
    "transformers tokenizer": {
        "4.31-4.57": "use_auth_token",
    },
    "transformers processor": {
        "4.31-4.57": "use_auth_token",
    },
    "transformers pipeline": {
        "4.56-": "torch_dtype",
    },
    "diffusers diffusion": {
        "0.40-0.40": "dduf_file",
    },
    "diffusers single-file": {
        "0.28-": "load_safety_checker original_config_file pretrained_model_link_or_path scaling_factor",
    },
}

# The tasks of `pipeline`, its other names for them included.
TASKS: dict[str, str] = {
    "": (
        "audio-classification automatic-speech-recognition depth-estimation document-question-answering "
        "feature-extraction fill-mask image-classification image-segmentation ner object-detection "
        "sentiment-analysis table-question-answering text-classification text-generation token-classification "
        "video-classification zero-shot-audio-classification zero-shot-classification zero-shot-image-classification "
        "zero-shot-object-detection"
    ),
    "-4.41": "conversational",
    "-4.57": "image-to-text summarization text2text-generation translation",
    "-5.2": "question-answering visual-question-answering vqa",
    "4.29-": "mask-generation",
    "4.32-": "text-to-audio text-to-speech",
    "4.34-5.2": "image-to-image",
    "4.38-": "image-feature-extraction",
    "4.47-": "image-text-to-text",
    "4.56-": "keypoint-matching",
    "5.0-": "any-to-any",
    "5.23-": "decision",
}

# Model types that Auto classes of transformers load: images with text, and text alone.
HEADS: dict[str, dict[str, str]] = {
    "image-text": {
        "": "blip blip-2 vision-encoder-decoder",
        "4.30-": "git pix2struct",
        "4.31-": "instructblip",
        "4.35-": "kosmos-2",
        "4.36-": "llava",
        "4.37-": "vipllava",
        "4.39-": "llava_next",
        "4.40-": "idefics2",
        "4.41-": "paligemma video_llava",
        "4.42-": "instructblipvideo",
        "4.42-4.44": "llava-next-video",
        "4.43-": "chameleon",
        "4.45-": "llava_next_video llava_onevision mllama qwen2_vl",
        "4.46-": "fuyu idefics idefics3 udop",
        "4.46-5.5": "pixtral",
        "4.48-": "aria emu3",
        "4.49-": "got_ocr2 qwen2_5_vl",
        "4.50-": "aya_vision gemma3 mistral3 shieldgemma2 smolvlm",
        "4.51-": "llama4",
        "4.52-": "internvl janus",
        "4.53-": "gemma3n glm4v",
        "4.54-": "deepseek_vl deepseek_vl_hybrid evolla perception_lm",
        "4.55-": "cohere2_vision",
        "4.56-": "florence2 glm4v_moe kosmos-2.5 ovis2",
        "4.57-": "lfm2_vl qwen3_vl qwen3_vl_moe",
        "5.0-": "ernie4_5_vl_moe fast_vlm glm46v lighton_ocr paddleocr_vl t5gemma2 video_llama_3",
        "5.1-": "glm_ocr",
        "5.2-": "qwen3_5 qwen3_5_moe",
        "5.4-": "mistral4 pi0 pp_chart2table",
        "5.5-": "gemma4",
        "5.6-": "qianfan_ocr qwen2_5_omni_thinker qwen3_omni_moe_thinker",
        "5.7-": "minicpmv4_6",
        "5.8-": "exaone4_5 granite4_vision pp_formulanet",
        "5.10-": "deepseek_ocr2 gemma4_unified glmga",
        "5.11-": "cosmos3_omni diffusion_gemma",
        "5.12-": "minimax_m3_vl",
        "5.13-": "hunyuan_vl kimi_k25",
        "5.14-": "inkling_mm_model",
        "5.15-": "cosmos3_edge muse_glimmer",
        "5.16-": "cohere_compass glm5_next qwen4_exp step3p7",
        "5.18-": "hyperclovax_vision_v2 minicpmv4_7 nemotron_h_omni",
        "5.20-": "molmo2 muse_spark unlimited_ocr",
        "5.21-": "minicpm_ocr",
        "5.22-": "mistral_large4",
        "5.23-": "dots3_note granite_docling inkling2 lfm3_vl",
        "5.24-": "apertus1p5 hy_v4_vl inkling2_loop",
    },
    "heir": {
        "4.46-": (
            "blip blip-2 chameleon fuyu git idefics idefics2 idefics3 instructblip kosmos-2 llava llava_next "
            "llava_onevision mllama paligemma pix2struct qwen2_vl udop vipllava vision-encoder-decoder"
        ),
        "4.46-5.5": "pixtral",
        "4.48-": "aria emu3",
        "4.49-": "got_ocr2 qwen2_5_vl",
        "4.50-": "aya_vision gemma3 mistral3 shieldgemma2 smolvlm",
        "4.51-": "llama4",
        "4.52-": "internvl janus llava_next_video",
        "4.53-": "gemma3n glm4v",
        "4.54-": "deepseek_vl deepseek_vl_hybrid evolla perception_lm",
        "4.55-": "cohere2_vision",
        "4.56-": "florence2 glm4v_moe kosmos-2.5 ovis2",
        "4.57-": "lfm2_vl qwen3_vl qwen3_vl_moe",
        "5.0-": (
            "ernie4_5_vl_moe fast_vlm glm46v instructblipvideo lighton_ocr paddleocr_vl t5gemma2 video_llama_3 "
            "video_llava"
        ),
        "5.1-": "glm_ocr",
        "5.2-": "qwen3_5 qwen3_5_moe",
        "5.4-": "mistral4 pi0 pp_chart2table",
        "5.5-": "gemma4",
        "5.6-": "qianfan_ocr qwen2_5_omni_thinker qwen3_omni_moe_thinker",
        "5.7-": "minicpmv4_6",
        "5.8-": "exaone4_5 granite4_vision pp_formulanet",
        "5.10-": "deepseek_ocr2 gemma4_unified glmga",
        "5.11-": "cosmos3_omni diffusion_gemma",
        "5.12-": "minimax_m3_vl",
        "5.13-": "hunyuan_vl kimi_k25",
        "5.14-": "inkling_mm_model",
        "5.15-": "cosmos3_edge muse_glimmer",
        "5.16-": "cohere_compass glm5_next qwen4_exp step3p7",
        "5.18-": "hyperclovax_vision_v2 minicpmv4_7 nemotron_h_omni",
        "5.20-": "molmo2 muse_spark unlimited_ocr",
        "5.21-": "minicpm_ocr",
        "5.22-": "mistral_large4",
        "5.23-": "dots3_note granite_docling inkling2 lfm3_vl",
        "5.24-": "apertus1p5 hy_v4_vl inkling2_loop",
    },
    "causal": {
        "": (
            "bart bert bert-generation big_bird bigbird_pegasus biogpt blenderbot blenderbot-small bloom camembert "
            "codegen ctrl data2vec-text electra ernie git gpt-sw3 gpt2 gpt_neo gpt_neox gpt_neox_japanese gptj "
            "marian mbart megatron-bert mvp openai-gpt opt pegasus plbart prophetnet reformer rembert roberta "
            "roberta-prelayernorm roc_bert roformer trocr xglm xlm xlm-roberta xlm-roberta-xl xlnet xmod"
        ),
        "-4.57": "qdqbert speech_to_text_2 transfo-xl xlm-prophetnet",
        "4.28-": "cpmant gpt_bigcode llama",
        "4.28-4.57": "mega",
        "4.29-": "rwkv",
        "4.29-4.57": "open-llama",
        "4.31-": "falcon musicgen",
        "4.32-": "mpt",
        "4.33-5.5": "code_llama",
        "4.34-": "mistral persimmon",
        "4.35-": "fuyu whisper",
        "4.36-": "mixtral phi",
        "4.37-": "qwen2",
        "4.38-": "gemma stablelm",
        "4.39-": "cohere mamba musicgen_melody starcoder2",
        "4.40-": "dbrx jamba olmo qwen2_moe recurrent_gemma",
        "4.41-": "jetmoe phi3",
        "4.42-": "gemma2",
        "4.44-": "mamba2 nemotron",
        "4.45-": "falcon_mamba granite granitemoe mllama olmoe",
        "4.46-": "glm moshi phimoe zamba",
        "4.47-": "olmo2",
        "4.48-": "aria_text bamba cohere2 diffllama emu3",
        "4.49-": "got_ocr2 granitemoeshared helium zamba2",
        "4.50-": "gemma3 gemma3_text",
        "4.51-": "deepseek_v3 glm4 llama4 llama4_text phi4_multimodal qwen3 qwen3_moe",
        "4.52-": "bitnet granitemoehybrid",
        "4.53-": "arcee dots1 falcon_h1 gemma3n gemma3n_text minimax smollm3",
        "4.54-": "deepseek_v2 doge ernie4_5 ernie4_5_moe exaone4 glm4_moe lfm2 modernbert-decoder xlstm",
        "4.55-": "gpt_oss",
        "4.56-": "apertus hunyuan_v1_dense hunyuan_v1_moe seed_oss",
        "4.57-": "blt flex_olmo longcat_flash ministral olmo3 qwen3_next vaultgemma",
        "5.0-": "afmoe cwm glm4_moe_lite jais2 lfm2_moe minimax_m2 ministral3 nanochat solar_open",
        "5.1-": "exaone_moe youtu",
        "5.2-": "glm_moe_dsa qwen3_5 qwen3_5_moe qwen3_5_moe_text qwen3_5_text",
        "5.3-": "nemotron_h olmo_hybrid",
        "5.5-": "gemma4 gemma4_text",
        "5.6-": "hy_v3",
        "5.7-": "laguna",
        "5.8-": "deepseek_v4 gemma4_assistant",
        "5.9-": "cohere2_moe hrm_text hyperclovax",
        "5.10-": "gemma4_unified gemma4_unified_assistant gemma4_unified_text mellum",
        "5.11-": "deepseek_v32",
        "5.12-": "minimax_m3_vl_text",
        "5.13-": "mimo_v2_flash minicpm3 zaya",
        "5.14-": "inkling_text",
        "5.15-": "axk1 axk2 granite_swa granitemoe_swa",
        "5.16-": "cohere_compass_text qwen4_exp qwen4_exp_text",
        "5.17-": "hy_v4 kimi_linear",
        "5.20-": "bailing_hybrid beam kolibri1 moss_transcribe_diarize",
        "5.21-": "flint",
        "5.23-": "dots3_note dots3_note_text inkling2_text internlm3 iquestcoder lfm3",
        "5.24-": "apertus1p5_text dory exaone inkling2_loop_text lara_mini sarvam_mla sarvam_moe",
    },
}

# The components of diffusers' pipelines, in some release.
COMPONENTS: str = (
    "adapter adapter_weights add_watermarker audio_scheduler audio_token_detokenizer audio_tokenizer audio_vae "
    "bb_ca_scheduler bert boundary_ratio caption_generator caption_processor clip_image_processor clip_tokenizer "
    "condition_encoder connectors continuous_encoder controlnet ctx_begin_pos decoder decoder_scheduler "
    "default_denoising_steps default_processing_resolution default_sample_size default_use_system_prompt "
    "depth_estimator diffusion_decoder dtype duration_embedder duration_head enable_safety_checker expand_timesteps "
    "feature_extractor force_zeros_for_empty_prompt guider hdr_transform id2label image_embedder image_encoder "
    "image_feature_extractor image_noising_scheduler image_normalizer image_processor image_project image_unet "
    "inverse_scheduler is_cfg_zero_star is_cosxl_edit is_distilled language_model latent_dim_scale latent_mean "
    "latent_std latent_upsampler latent_upscaler learned_classifier_free_sampling_embeddings local_latents_scheduler "
    "low_res_scheduler max_noise_level mean mel melgan model motion_adapter movq noise_scale notes_encoder "
    "num_latent_channels num_unet_input_channels ocr_guider pag_applied_layers patch_size pe pe_tokenizer "
    "prediction_type prior prior_feature_extractor prior_image_encoder prior_image_processor prior_prior "
    "prior_scheduler prior_text_encoder prior_tokenizer processor projection_model prompt_enhancer "
    "prompt_enhancer_head prompt_max_tokens qformer recycle_depths requires_aesthetics_score requires_safety_checker "
    "resolution resolution_multiple safety_checker sample_sigmas scale_invariant scheduler shap_e_renderer "
    "shift_invariant siglip siglip_processor sound_tokenizer std super_res_first super_res_last super_res_scheduler "
    "target_properties temporal_latent_upsampler text_decoder text_encoder text_encoder_2 text_encoder_3 "
    "text_encoder_4 text_encoder_select_layers text_processor text_proj text_token_max_length text_tokenizer "
    "text_unet tokenizer tokenizer_2 tokenizer_3 tokenizer_4 transformer transformer_2 unconditional_transformer "
    "unet use_full_z_range use_native_flow_schedule vae vae_decoder vae_encoder vision_language_encoder vocoder "
    "vqgan vqvae watermarker with_augs with_to_k"
)
