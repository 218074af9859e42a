"""The arguments that loading functions take, and the tasks of `pipeline`, release by release.

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
"""

from __future__ import annotations

# The minor releases that were read.
RELEASES: dict[str, str] = {
    "transformers": (
        "4.38 4.39 4.40 4.41 4.42 4.43 4.44 4.45 4.46 4.47 4.48 4.49 4.50 4.51 4.52 4.53 4.54 4.55 4.56 4.57 5.0 5.1 "
        "5.2 5.3 5.4 5.5 5.6 5.7 5.8 5.9 5.10 5.11 5.12 5.13 5.14 5.15 5.16 5.17 5.18 5.19 5.20 5.21 5.22 5.23"
    ),
    "diffusers": "0.27 0.28 0.29 0.30 0.31 0.32 0.33 0.34 0.35 0.36 0.37 0.38 0.39 0.40 0.41 0.42",
    "peft": "0.10 0.11 0.12 0.13 0.14 0.15 0.16 0.17 0.18 0.19 0.20 0.21",
    "accelerate": (
        "0.28 0.29 0.30 0.31 0.32 0.33 0.34 1.0 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 1.11 1.12 1.13 1.14 1.15"
    ),
}

# Taken by name or out of `**kwargs`.
ARGUMENTS: dict[str, dict[str, str]] = {
    "transformers model": {
        "": (
            "_commit_hash _fast_init _from_auto _from_pipeline adapter_kwargs adapter_name attn_implementation "
            "cache_dir config device_map force_download from_flax from_tf ignore_mismatched_sizes local_files_only "
            "low_cpu_mem_usage max_memory mirror offload_folder offload_state_dict output_loading_info "
            "pretrained_model_name_or_path proxies quantization_config revision state_dict subfolder token "
            "torch_dtype trust_remote_code use_safetensors variant"
        ),
        "-4.52": "use_flash_attention_2",
        "-4.57": "load_in_4bit load_in_8bit resume_download use_auth_token",
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
            "_commit_hash adapter_kwargs cache_dir code_revision config force_download local_files_only "
            "pretrained_model_name_or_path proxies quantization_config revision subfolder token torch_dtype "
            "trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token",
        "4.56-": "dtype",
    },
    "transformers config": {
        "": (
            "_configuration_file _from_auto _from_pipeline cache_dir code_revision config_dict force_download "
            "local_files_only pretrained_model_name_or_path proxies return_unused_kwargs revision subfolder token "
            "trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token",
        "-5.3": "attn_implementation id2label num_labels",
        "-5.17": "_commit_hash",
        "4.41-": "gguf_file",
        "4.56-5.3": "dtype torch_dtype",
        "5.0-5.3": "experts_implementation",
        "5.5-": "model_type",
    },
    "transformers tokenizer": {
        "": (
            "_commit_hash _from_auto _from_pipeline _is_local added_tokens_decoder additional_special_tokens "
            "auto_map cache_dir chat_template clean_up_tokenization_spaces code_revision config force_download "
            "init_configuration init_inputs local_files_only max_len model_input_names model_max_length name_or_path "
            "padding_side pretrained_model_name_or_path processor_class proxies resolved_vocab_files revision "
            "split_special_tokens subfolder token tokenizer_class tokenizer_type truncation_side trust_remote_code "
            "use_fast verbose"
        ),
        "-4.57": "from_slow resume_download tokenizer_file use_auth_token",
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
            "_from_auto _from_pipeline args cache_dir code_revision config feature_extractor_dict force_download "
            "local_files_only pretrained_model_name_or_path processor_dict proxies return_unused_kwargs revision "
            "subfolder token trust_remote_code"
        ),
        "-4.57": "resume_download use_auth_token use_fast",
        "4.42-": "image_processor_dict",
        "4.42-4.57": "crop_size size",
        "4.43-4.57": "chat_template",
        "4.48-": "image_processor_filename",
        "4.53-4.55": "audio_tokenizer",
        "5.4-": "repo_type user_agent",
    },
    "transformers pipeline": {
        "": (
            "_commit_hash code_revision config device device_map feature_extractor image_processor model "
            "model_kwargs pipeline_class revision task token tokenizer torch_dtype trust_remote_code use_fast"
        ),
        "-4.57": "framework",
        "4.46-": "processor",
        "4.56-": "dtype",
        "5.0-": "local_files_only",
        "5.11-": "video_processor",
    },
    "diffusers diffusion": {
        "": (
            "cache_dir custom_pipeline custom_revision device_map force_download load_connected_pipeline "
            "local_files_only low_cpu_mem_usage max_memory offload_folder offload_state_dict pretrained_model_name "
            "pretrained_model_name_or_path provider proxies revision sess_options token torch_dtype "
            "trust_remote_code use_onnx use_safetensors variant"
        ),
        "-0.29": "resume_download",
        "-0.39": "from_flax",
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
            "revision subfolder token torch_dtype use_safetensors variant"
        ),
        "-0.29": "resume_download",
        "-0.39": "from_flax",
        "0.31-": "quantization_config",
        "0.33-": "disable_mmap",
        "0.33-0.40": "dduf_entries",
        "0.36-": "parallel_config",
        "0.38-": "flashpack_kwargs use_flashpack",
        "0.40-": "dtype",
    },
    "diffusers single-file": {
        "": (
            "cache_dir force_download load_safety_checker local_files_only original_config_file "
            "pretrained_model_link_or_path proxies revision token torch_dtype"
        ),
        "-0.27": "image_size model_type",
        "-0.29": "resume_download",
        "0.28-": "config original_config pretrained_model_link_or_path_or_dict scaling_factor subfolder",
        "0.32-": "config_revision device quantization_config",
        "0.33-": "disable_mmap",
        "0.35-": "low_cpu_mem_usage",
        "0.36-": "device_map",
        "0.40-": "dtype",
    },
    "peft adapter": {
        "": (
            "adapter_name cache_dir config device_map is_trainable max_memory model model_id offload_folder "
            "offload_index revision subfolder token use_auth_token"
        ),
        "0.11-": "ignore_mismatched_sizes torch_device use_safetensors",
        "0.12-": "adapters autocast_adapter_dtype ephemeral_gpu_offload",
        "0.13-": "low_cpu_mem_usage",
        "0.16-": "key_mapping offload_dir",
    },
    "peft peft-model": {
        "": (
            "adapter_name config is_trainable pretrained_model_name_or_path repo_type revision token "
            "trust_remote_code use_auth_token"
        ),
        "0.20-": "import_allowlist",
    },
    "accelerate checkpoint": {
        "": (
            "checkpoint device_map dtype force_hooks max_memory model no_split_module_classes offload_buffers "
            "offload_folder offload_state_dict preload_module_classes skip_keys"
        ),
        "0.29-": "strict",
        "1.7-": "broadcast_from_rank0 full_state_dict",
    },
    "accelerate dispatch": {
        "": (
            "device_map force_hooks main_device model offload_buffers offload_dir offload_index "
            "preload_module_classes skip_keys state_dict"
        ),
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
        "-4.54": "torch_dtype=None",
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
        "": "torch_dtype=None",
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
        "-4.57": "load_in_4bit load_in_8bit use_auth_token",
        "4.56-4.57": "torch_dtype",
        "5.16-": "tp_plan",
    },
    "transformers auto-model": {
        "-4.57": "use_auth_token",
    },
    "transformers config": {
        "-4.57": "use_auth_token",
        "4.56-5.3": "torch_dtype",
    },
    "transformers tokenizer": {
        "-4.57": "use_auth_token",
    },
    "transformers processor": {
        "-4.57": "use_auth_token",
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
        "feature-extraction fill-mask image-classification image-feature-extraction image-segmentation "
        "mask-generation ner object-detection sentiment-analysis table-question-answering text-classification "
        "text-generation text-to-audio text-to-speech token-classification video-classification "
        "zero-shot-audio-classification zero-shot-classification zero-shot-image-classification "
        "zero-shot-object-detection"
    ),
    "-4.41": "conversational",
    "-4.57": "image-to-text summarization text2text-generation translation",
    "-5.2": "image-to-image question-answering visual-question-answering vqa",
    "4.47-": "image-text-to-text",
    "4.56-": "keypoint-matching",
    "5.0-": "any-to-any",
    "5.23-": "decision",
}
