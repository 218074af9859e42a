"""The attributes of configurations: a model's load takes each as an argument.

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
"""

from __future__ import annotations

# Attributes of every configuration.
BASE: dict[str, str] = {
    "": (
        "_auto_class _commit_hash _name_or_path architectures attribute_map chunk_size_feed_forward id2label "
        "is_encoder_decoder label2id model_type name_or_path num_labels output_attentions output_hidden_states "
        "problem_type return_dict torch_dtype transformers_version use_return_dict"
    ),
    "-4.51": "is_composition",
    "-4.53": "xla_device",
    "-4.57": (
        "add_cross_attention bad_words_ids begin_suppress_tokens bos_token_id cross_attention_hidden_size "
        "decoder_start_token_id diversity_penalty do_sample early_stopping encoder_no_repeat_ngram_size eos_token_id "
        "exponential_decay_length_penalty finetuning_task forced_bos_token_id forced_eos_token_id "
        "gradient_checkpointing is_decoder length_penalty max_length min_length no_repeat_ngram_size num_beam_groups "
        "num_beams num_return_sequences output_scores pad_token_id prefix pruned_heads remove_invalid_values "
        "repetition_penalty return_dict_in_generate sep_token_id suppress_tokens task_specific_params temperature "
        "tf_legacy_loss tie_encoder_decoder tie_word_embeddings tokenizer_class top_k top_p torchscript typical_p "
        "use_bfloat16"
    ),
    "4.36-": "_attn_implementation _attn_implementation_internal attn_implementation",
    "4.46-4.53": "_attn_implementation_autoset",
    "4.47-": "base_config_key base_model_tp_plan",
    "4.47-5.19": "sub_configs",
    "4.49-": "base_model_pp_plan",
    "4.52-5.19": "has_no_defaults_at_init",
    "4.53-": "_output_attentions",
    "4.56-": "base_model_ep_plan dtype",
    "5.0-": (
        "_experts_implementation _experts_implementation_internal experts_implementation rope_parameters "
        "rope_scaling"
    ),
    "5.0-5.3": "ignore_keys_at_rope_validation",
    "5.4-5.19": "keys_to_ignore_at_inference",
    "5.5-": "rope_theta",
    "5.13-": "base_model_fsdp_plan",
    "5.14-": "per_layer_config",
    "5.20-": "sub_configs_defaults",
    "5.21-": "_post_init_done",
    "5.23-": "extra_config_files extra_files",
}

# Attributes of many configurations, in some release.
COMMON: str = (
    "_out_features _out_indices activation_dropout activation_function add_cross_attention apply_spec_augment "
    "atol_for_validation attention_bias attention_dropout attention_multiplier attention_probs_dropout_prob "
    "attn_pdrop audio_config audio_token_id auxiliary_loss backbone backbone_config backbone_kwargs base_config_key "
    "base_model_ep_plan base_model_pp_plan base_model_tp_plan batch_norm_eps bbox_cost bbox_loss_coefficient "
    "boi_token_id bos_token_id chunk_size class_cost classifier_dropout classifier_proj_size codebook_size conv_bias "
    "conv_dim conv_kernel conv_kernel_size conv_stride ctc_loss_reduction ctc_zero_infinity d_ff d_model decoder "
    "decoder_activation_function decoder_attention_heads decoder_config decoder_ffn_dim decoder_hidden_size "
    "decoder_layerdrop decoder_layers decoder_n_points decoder_start_token_id default_onnx_opset default_rope_type "
    "default_theta dense_act_fn depth depths disable_custom_kernels drop_path_rate dropout dropout_rate embd_pdrop "
    "embed_dim embedding_multiplier embedding_size encoder_attention_heads encoder_config encoder_ffn_dim "
    "encoder_layerdrop encoder_layers eoi_token_id eos_coefficient eos_token_id feat_extract_activation "
    "feat_extract_norm feat_proj_dropout ffn_dim final_dropout final_logit_softcapping first_k_dense_replace "
    "forced_eos_token_id frame_rate giou_cost giou_loss_coefficient global_attn_indexes head_dim hidden_act "
    "hidden_activation hidden_dropout hidden_dropout_prob hidden_expansion hidden_size hidden_sizes hop_length "
    "ignore_keys_at_rope_validation image_end_token_id image_seq_length image_size image_start_token_id "
    "image_token_id image_token_index in_channels index_head_dim index_n_heads index_topk init_std init_xavier_std "
    "initializer_factor initializer_range inputs inputs_to_logits_ratio intermediate_size is_composition is_decoder "
    "kernel_size keys_to_ignore_at_inference kv_lora_rank layer_norm_eps layer_norm_epsilon layer_scale_init_value "
    "layer_types layerdrop layerscale_value linear_conv_kernel_dim logit_scale_init_value logits_scaling "
    "mask_decoder_config mask_feature_length mask_feature_min_masks mask_feature_prob mask_time_length "
    "mask_time_min_masks mask_time_prob max_position_embeddings max_source_positions max_window_layers mlp_bias "
    "mlp_dim mlp_layer_types mlp_ratio moe_intermediate_size n_group n_head n_layer n_routed_experts "
    "n_shared_experts norm_eps norm_topk_prob normalize_before num_attention_heads num_channels num_codebooks "
    "num_conv_pos_embedding_groups num_conv_pos_embeddings num_decoder_layers num_experts num_experts_per_tok "
    "num_feat_extract_layers num_feature_levels num_heads num_hidden_layers num_key_value_heads num_layers "
    "num_local_experts num_mel_bins num_queries out_features out_hidden_size out_indices output_router_logits "
    "outputs pad_token_id partial_rotary_factor patch_size position_embedding_type pretraining_tp projection_dim "
    "projector_hidden_act q_lora_rank qk_head_dim qk_nope_head_dim qk_rope_head_dim qkv_bias "
    "relative_attention_num_buckets resid_pdrop residual_multiplier rms_norm_eps rope_parameters rope_scaling "
    "rope_theta routed_scaling_factor router_aux_loss_coef router_jitter_noise sampling_rate scale scale_embedding "
    "semantic_loss_ignore_index sliding_window spatial_merge_size stage_names strides sub_configs "
    "sub_configs_defaults temporal_patch_size text_config text_config_dict tie_word_embeddings time_step_max "
    "time_step_min topk_group torch_onnx_minimum_version type_vocab_size use_bias use_cache use_pretrained_backbone "
    "use_sliding_window use_timm_backbone use_weighted_layer_sum v_head_dim video_token_id vision_config "
    "vision_end_token_id vision_feature_layer vision_feature_select_strategy vision_start_token_id vocab_size "
    "window_size"
)

# Further attributes, by the stems of configuration classes.
OWN: dict[str, str] = {
    "AST": "frequency_stride max_length time_stride",
    "AXK1": "moe_layer_freq rope_interleave",
    "AXK2": "gated_norm_rank moe_layer_freq",
    "Afmoe": "global_attn_every_n_layers mup_enabled num_dense_layers num_shared_experts route_scale",
    "Aimv2 Aimv2Text Aimv2Vision": "is_native max_logit_scale use_head",
    "Albert AlbertOnnx": "classifier_dropout_prob inner_group_num num_hidden_groups",
    "Align AlignText AlignVision": (
        "batch_norm_momentum depth_coefficient depth_divisor depthwise_padding drop_connect_rate expand_ratios "
        "hidden_dim kernel_sizes num_block_repeats out_channels pooling_type squeeze_expansion_ratio "
        "temperature_init_value width_coefficient"
    ),
    "AltCLIP AltCLIPText AltCLIPVision": "project_dim vision_config_dict",
    "Apertus1p5 Apertus1p5Text Apertus1p5VisionTokenizer": (
        "attn_resolutions audio_token_offset base_channels channel_multiplier image_token_offset latent_channels "
        "num_res_blocks output_vocab_size resolution spatial_scale_factor"
    ),
    "Aria AriaText": (
        "max_value_projector_patch_to_query_dict moe_num_experts moe_num_shared_experts moe_topk "
        "projector_patch_to_query_dict"
    ),
    "AudioFlamingo3 AudioFlamingo3Encoder": "projector_bias",
    "Autoformer": (
        "_number_of_features autocorrelation_factor cardinality context_length distribution_output "
        "embedding_dimension feature_size input_size label_length lags_sequence loss moving_average "
        "num_dynamic_real_features num_parallel_samples num_static_categorical_features num_static_real_features "
        "num_time_features prediction_length scaling"
    ),
    "AyaVision": "adapter_layer_norm_eps downsample_factor",
    "BailingHybrid": (
        "kda_lower_bound kda_safe_gate layer_group_size linear_head_dim linear_num_heads mtp_loss_scaling_factor "
        "num_mtp_layers short_conv_kernel_size"
    ),
    "Bamba": (
        "attn_layer_indices layers_block_type mamba_chunk_size mamba_conv_bias mamba_d_conv mamba_d_head "
        "mamba_d_state mamba_expand mamba_n_groups mamba_n_heads mamba_proj_bias num_logits_to_keep time_step_limit "
        "z_loss_coefficient"
    ),
    "Bark BarkCoarse BarkFine BarkSemantic BarkSubModel": (
        "bias block_size coarse_acoustics_config codec_config fine_acoustics_config input_vocab_size n_codes_given "
        "n_codes_total output_vocab_size semantic_config"
    ),
    "Bart BartOnnx": "force_bos_token_to_be_generated forced_bos_token_id",
    "Beit BeitOnnx": (
        "add_fpn auxiliary_channels auxiliary_concat_input auxiliary_loss_weight auxiliary_num_convs pool_scales "
        "reshape_hidden_states segmentation_indices use_absolute_position_embeddings use_auxiliary_head "
        "use_mask_token use_mean_pooling use_relative_position_bias use_shared_relative_position_bias"
    ),
    "BigBird BigBirdOnnx": "attention_type block_size num_random_blocks rescale_embeddings sep_token_id",
    "BigBirdPegasus BigBirdPegasusOnnx": "attention_type block_size num_random_blocks",
    "Bit": (
        "embedding_dynamic_padding global_padding layer_type num_groups output_stride supported_padding width_factor"
    ),
    "Blenderbot BlenderbotOnnx": "encoder_no_repeat_ngram_size",
    "Blip BlipText BlipVision": "encoder_hidden_size image_text_hidden_size label_smoothing sep_token_id",
    "Blip2 Blip2QFormer Blip2Vision": (
        "cross_attention_frequency encoder_hidden_size image_text_hidden_size num_query_tokens qformer_config "
        "use_decoder_only_language_model use_qformer_text_input"
    ),
    "Bloom BloomOnnx": (
        "apply_residual_connection_post_layernorm config n_embed patching_specs slow_but_exact task use_past"
    ),
    "Blt BltGlobalTransformer BltLocalDecoder BltLocalEncoder BltPatcher": (
        "cross_attn_all_layers cross_attn_k encoder_hash_byte_group_nb_functions encoder_hash_byte_group_size "
        "encoder_hash_byte_group_vocab global_config hidden_size_global local_attention_window_len max_patch_length "
        "monotonicity patch_in_forward patcher_config patching_batch_size patching_device patching_mode "
        "patching_threshold patching_threshold_add realtime_patching"
    ),
    "BridgeTower BridgeTowerText BridgeTowerVision": (
        "init_layernorm_from_vision_encoder link_tower_type remove_last_layer share_cross_modal_transformer_layers "
        "share_layernorm share_link_tower_layers stop_gradient vision_config_dict"
    ),
    "Bros": (
        "bbox_scale classifier_dropout_prob dim_bbox dim_bbox_projection dim_bbox_sinusoid_emb_1d "
        "dim_bbox_sinusoid_emb_2d n_relations"
    ),
    "CHMv2": (
        "bins_strategy fusion_hidden_size head_hidden_size max_depth min_depth norm_strategy number_output_channels "
        "post_process_channels readout_type reassemble_factors"
    ),
    "CLIP CLIPOnnx CLIPText CLIPVision": "vision_config_dict",
    "CLIPSeg CLIPSegText CLIPSegVision": (
        "conditional_layer decoder_attention_dropout decoder_hidden_act decoder_intermediate_size "
        "decoder_num_attention_heads extract_layers reduce_dim use_complex_transposed_convolution vision_config_dict"
    ),
    "CTRL": "dff n_embd n_positions",
    "Canine": (
        "downsampling_rate local_transformer_stride num_hash_buckets num_hash_functions upsampling_kernel_size"
    ),
    "Chameleon ChameleonVQVAE": (
        "attn_resolutions attn_type base_channels channel_multiplier double_latent latent_channels "
        "model_parallel_size num_embeddings num_res_blocks resolution swin_norm vocabulary_map vq_config"
    ),
    "ChineseCLIP ChineseCLIPOnnx ChineseCLIPText ChineseCLIPVision": "vision_config_dict",
    "Clap ClapAudio ClapText": (
        "aff_block_r enable_fusion enable_patch_layer_norm flatten_patch_embeds fusion_type num_classes "
        "patch_embed_input_channels patch_embeds_hidden_size patch_stride projection_hidden_act spec_size"
    ),
    "Clvp ClvpDecoder ClvpEncoder": (
        "decoder_fixing_codes feature_size max_text_tokens n_inner num_mel_attn_blocks speech_config "
        "summary_activation summary_first_dropout summary_proj_to_labels summary_type summary_use_proj "
        "use_attention_bias use_rotary_embedding"
    ),
    "CodeGen CodeGenOnnx": "config n_ctx n_embd n_inner n_positions patching_specs rotary_dim task use_past",
    "Cohere": "logit_scale use_qk_norm",
    "Cohere2": "_sliding_window_pattern cache_implementation logit_scale sliding_window_pattern",
    "Cohere2Moe": (
        "expert_selection_fn logit_scale num_shared_experts prefix_dense_intermediate_size "
        "prefix_dense_sliding_window_pattern shared_expert_combination_strategy sliding_window_pattern"
    ),
    "Cohere2Vision": "alignment_intermediate_size downsample_factor",
    "CohereAsr": "_default_encoder_config_kwargs",
    "CohereCompass CohereCompassText CohereCompassVision": (
        "deepstack_visual_indexes logit_scale num_position_embeddings pooling sliding_window_pattern"
    ),
    "ColModernVBert": "embedding_dim vlm_config",
    "ColPali": "embedding_dim vlm_config",
    "ColQwen2": "embedding_dim vlm_config",
    "ConditionalDetr ConditionalDetrOnnx": (
        "cls_loss_coefficient dice_loss_coefficient dilation focal_alpha mask_loss_coefficient"
    ),
    "ConvBert ConvBertOnnx": "head_ratio num_groups",
    "ConvNext ConvNextOnnx": "num_stages",
    "ConvNextV2": "num_stages",
    "Cosmos3Edge Cosmos3EdgeText Cosmos3EdgeVision": "num_patches projector_hidden_size",
    "CpmAnt": (
        "dim_ff dim_head dropout_p eps position_bias_max_distance position_bias_num_buckets prompt_length "
        "prompt_types segment_types"
    ),
    "Csm CsmDepthDecoder": (
        "audio_eos_token_id backbone_hidden_size codebook_eos_token_id codebook_pad_token_id codec_config "
        "depth_decoder_config text_vocab_size tie_codebooks_embeddings"
    ),
    "Cvt": (
        "attention_drop_rate cls_token drop_rate kernel_qkv padding_kv padding_q patch_padding patch_sizes "
        "patch_stride qkv_projection_method stride_kv stride_q"
    ),
    "DFine": (
        "anchor_image_size box_noise_scale decoder_in_channels decoder_method decoder_offset_scale depth_mult "
        "encode_proj_layers encoder_activation_function encoder_hidden_dim encoder_in_channels eval_idx eval_size "
        "feat_strides focal_loss_alpha focal_loss_gamma freeze_backbone_batch_norms initializer_bias_prior_prob "
        "label_noise_ratio layer_scale learn_initial_query lqe_hidden_dim lqe_layers matcher_alpha matcher_bbox_cost "
        "matcher_class_cost matcher_gamma matcher_giou_cost max_num_bins num_denoising "
        "positional_encoding_temperature reg_scale top_prob_values up use_focal_loss weight_loss_bbox "
        "weight_loss_ddf weight_loss_fgl weight_loss_giou weight_loss_vfl with_box_refine"
    ),
    "DINOv3ConvNext": "num_stages",
    "DINOv3ViT": (
        "apply_layernorm key_bias num_register_tokens pos_embed_jitter pos_embed_rescale pos_embed_shift proj_bias "
        "query_bias reshape_hidden_states use_gated_mlp value_bias"
    ),
    "DPT": (
        "add_projection auxiliary_loss_weight backbone_featmap_shape backbone_out_indices fusion_hidden_size "
        "head_in_index is_hybrid neck_hidden_sizes neck_ignore_stages pooler_act pooler_output_size readout_type "
        "reassemble_factors semantic_classifier_dropout use_autobackbone use_auxiliary_head "
        "use_batch_norm_in_fusion_residual use_bias_in_fusion_residual"
    ),
    "DabDetr": (
        "cls_loss_coefficient dilation focal_alpha initializer_bias_prior_prob keep_query_pos num_patterns query_dim "
        "random_refpoints_xy sine_position_embedding_scale temperature_height temperature_width"
    ),
    "Dac": (
        "codebook_dim codebook_loss_weight commitment_loss_weight downsampling_ratios encoder_hidden_size "
        "n_codebooks quantizer_dropout upsampling_ratios"
    ),
    "Data2VecAudio": (
        "adapter_kernel_size adapter_stride add_adapter conv_pos_kernel_size num_adapter_layers output_hidden_size "
        "tdnn_dilation tdnn_dim tdnn_kernel xvector_output_dim"
    ),
    "Data2VecVision Data2VecVisionOnnx": (
        "auxiliary_channels auxiliary_concat_input auxiliary_loss_weight auxiliary_num_convs pool_scales "
        "use_absolute_position_embeddings use_auxiliary_head use_mask_token use_mean_pooling "
        "use_relative_position_bias use_shared_relative_position_bias"
    ),
    "Dbrx DbrxAttention DbrxFFN": (
        "attn_config attn_implementation clip_qkv dtype emb_pdrop experts_implementation ffn_act_fn ffn_config "
        "ffn_hidden_size kv_n_heads max_seq_len moe_jitter_eps moe_loss_weight moe_normalize_expert_weights "
        "moe_num_experts moe_top_k n_heads n_layers"
    ),
    "Deberta DebertaOnnx": (
        "legacy max_relative_positions pooler_dropout pooler_hidden_act pooler_hidden_size pos_att_type "
        "position_biased_input relative_attention"
    ),
    "DebertaV2 DebertaV2Onnx": (
        "legacy max_relative_positions pooler_dropout pooler_hidden_act pooler_hidden_size pos_att_type "
        "position_biased_input relative_attention"
    ),
    "DecisionTransformer": (
        "act_dim action_tanh max_ep_len n_inner n_positions reorder_and_upcast_attn scale_attn_by_inverse_layer_idx "
        "scale_attn_weights state_dim"
    ),
    "Decoder FSMT": "early_stopping langs length_penalty max_length num_beams src_vocab_size tgt_vocab_size",
    "DeepseekOcr2 DeepseekOcr2SamVision DeepseekOcr2Text DeepseekOcr2Vision DeepseekOcr2VisionEncoder": (
        "downsample_channels output_channels sam_config topk_method use_abs_pos use_rel_pos"
    ),
    "DeepseekV2": "aux_loss_alpha seq_aux topk_method",
    "DeepseekV3": "num_mtp_layers rope_interleave",
    "DeepseekV4": (
        "_rope_type_labels compress_rate_csa compress_rate_hca compress_rates compress_ratios compress_rope_theta "
        "default_compress_rates default_num_hash_layers default_partial_rotary_factor hc_eps hc_mult "
        "hc_sinkhorn_iters num_hash_layers num_nextn_predict_layers o_groups o_lora_rank quantization_config "
        "scoring_func swiglu_limit"
    ),
    "DeepseekVLHybrid": "high_res_vision_config",
    "DeformableDetr": (
        "dice_loss_coefficient dilation encoder_n_points focal_alpha mask_loss_coefficient return_intermediate "
        "two_stage two_stage_num_proposals with_box_refine"
    ),
    "DeiT DeiTOnnx": "encoder_stride pooler_act pooler_output_size",
    "Deimv2": (
        "anchor_image_size box_noise_scale decoder_in_channels decoder_method decoder_offset_scale depth_mult "
        "encode_proj_layers encoder_activation_function encoder_fuse_op encoder_has_trailing_conv encoder_hidden_dim "
        "encoder_in_channels encoder_type eval_idx eval_size feat_strides focal_loss_alpha focal_loss_gamma "
        "freeze_backbone_batch_norms initializer_bias_prior_prob label_noise_ratio layer_scale learn_initial_query "
        "lqe_hidden_dim lqe_layers mal_alpha matcher_alpha matcher_bbox_cost matcher_class_cost matcher_gamma "
        "matcher_giou_cost max_num_bins num_denoising positional_encoding_temperature reg_scale share_bbox_head "
        "spatial_tuning_adapter_inplanes top_prob_values up use_dense_one_to_one use_focal_loss use_gateway "
        "weight_loss_bbox weight_loss_ddf weight_loss_fgl weight_loss_giou weight_loss_mal weight_loss_vfl "
        "with_box_refine"
    ),
    "DepthAnything": (
        "depth_estimation_type fusion_hidden_size head_hidden_size head_in_index max_depth neck_hidden_sizes "
        "reassemble_factors reassemble_hidden_size"
    ),
    "DepthPro": (
        "fov_model_config fusion_hidden_size image_model_config intermediate_feature_dims intermediate_hook_ids "
        "merge_padding_value num_fov_head_layers patch_model_config scaled_images_feature_dims "
        "scaled_images_overlap_ratios scaled_images_ratios use_batch_norm_in_fusion_residual "
        "use_bias_in_fusion_residual use_fov_model"
    ),
    "Deta": (
        "assign_first_stage assign_second_stage dice_loss_coefficient encoder_n_points focal_alpha "
        "mask_loss_coefficient return_intermediate two_stage two_stage_num_proposals with_box_refine"
    ),
    "Detr DetrOnnx": "dice_loss_coefficient dilation mask_loss_coefficient",
    "Dia DiaDecoder DiaEncoder": (
        "cross_head_dim cross_hidden_size cross_num_attention_heads cross_num_key_value_heads delay_pattern"
    ),
    "DiffLlama": "lambda_std_dev",
    "DiffusionGemma DiffusionGemmaText": (
        "canvas_length global_head_dim is_causal num_global_key_value_heads top_k_experts "
        "use_bidirectional_attention"
    ),
    "Dinat": "dilations",
    "Dinov2 Dinov2Onnx": "apply_layernorm reshape_hidden_states use_mask_token use_swiglu_ffn",
    "Dinov2WithRegisters": "apply_layernorm num_register_tokens reshape_hidden_states use_swiglu_ffn",
    "DistilBert DistilBertOnnx": (
        "activation dim hidden_dim n_heads n_layers qa_dropout seq_classif_dropout sinusoidal_pos_embds"
    ),
    "Doge": "is_moe keep_window_size",
    "DonutSwin": "use_absolute_embeddings",
    "Dory": (
        "n_input_layers n_output_layers n_recurrent_layers n_recurrent_loops ngpt_alpha_init recurrent_kv_cache_mode"
    ),
    "Dots3Note Dots3NoteAudio Dots3NoteText Dots3NoteVision": (
        "adapter_in_dim adapter_input_size adapter_merge_size adapter_out_dim adapter_output_size capacity_factor "
        "conv_output_size downsample_hidden_size feature_size is_causal moe_layer_freq "
        "moe_shared_expert_intermediate_size per_layer_config pyramid_num_routed router_scale router_scaling_factor "
        "samples_per_token shared_experts_intermediate_size sliding_window_size swa_qk_rope_head_dim use_dsa "
        "whisper_adapter_in_dim whisper_adapter_out_dim whisper_config"
    ),
    "EdgeTam EdgeTamMaskDecoder EdgeTamPromptEncoder EdgeTamVision": (
        "attention_downsample_rate backbone_channel_list backbone_feature_sizes dynamic_multimask_stability_delta "
        "dynamic_multimask_stability_thresh dynamic_multimask_via_stability fpn_hidden_size fpn_kernel_size "
        "fpn_padding fpn_stride fpn_top_down_levels iou_head_depth iou_head_hidden_dim mask_input_channels "
        "num_multimask_outputs num_point_embeddings prompt_encoder_config"
    ),
    "EdgeTamVideo EdgeTamVideoMaskDecoder EdgeTamVideoPromptEncoder": (
        "attention_downsample_rate dynamic_multimask_stability_delta dynamic_multimask_stability_thresh "
        "dynamic_multimask_via_stability enable_occlusion_spatial_embedding "
        "enable_temporal_pos_encoding_for_object_pointers iou_head_depth iou_head_hidden_dim "
        "mask_downsampler_embed_dim mask_downsampler_hidden_act mask_downsampler_kernel_size "
        "mask_downsampler_padding mask_downsampler_stride mask_downsampler_total_stride mask_input_channels "
        "max_cond_frame_num max_object_pointers_in_encoder memory_attention_downsample_rate memory_attention_dropout "
        "memory_attention_hidden_size memory_attention_mlp_hidden_act memory_attention_mlp_hidden_size "
        "memory_attention_num_attention_heads memory_attention_num_layers memory_attention_rope_dropout "
        "memory_attention_rope_feat_sizes memory_attention_rope_k_sizes memory_attention_rope_theta "
        "memory_encoder_hidden_size memory_encoder_output_channels memory_fuser_embed_dim memory_fuser_hidden_act "
        "memory_fuser_intermediate_dim memory_fuser_kernel_size memory_fuser_layer_scale_init_value "
        "memory_fuser_num_layers memory_fuser_padding multimask_max_pt_num multimask_min_pt_num "
        "multimask_output_for_tracking multimask_output_in_sam num_maskmem num_multimask_outputs "
        "num_point_embeddings perceiver_resampler_attention_dropout perceiver_resampler_attention_head_dim "
        "perceiver_resampler_hidden_dropout perceiver_resampler_hidden_size "
        "perceiver_resampler_mlp_intermediate_size perceiver_resampler_num_attention_heads "
        "perceiver_resampler_num_latents perceiver_resampler_num_latents_2d perceiver_resampler_num_layers "
        "prompt_encoder_config sigmoid_bias_for_mem_enc sigmoid_scale_for_mem_enc"
    ),
    "EfficientFormer": (
        "attention_ratio dim distillation downsample_pad downsample_patch_size downsample_stride downsamples key_dim "
        "mlp_expansion_ratio num_meta3d_blocks pool_size resolution use_layer_scale"
    ),
    "EfficientLoFTR": (
        "coarse_matching_border_removal coarse_matching_skip_softmax coarse_matching_temperature "
        "coarse_matching_threshold fine_fusion_dims fine_kernel_size fine_matching_regress_temperature "
        "fine_matching_slice_dim kv_aggregation_kernel_size kv_aggregation_stride mlp_activation_function "
        "num_attention_layers q_aggregation_kernel_size q_aggregation_stride stage_block_in_channels "
        "stage_block_out_channels stage_block_stride stage_in_channels stage_num_blocks stage_stride"
    ),
    "EfficientNet EfficientNetOnnx": (
        "batch_norm_momentum depth_coefficient depth_divisor depthwise_padding drop_connect_rate expand_ratios "
        "hidden_dim kernel_sizes num_block_repeats out_channels pooling_type squeeze_expansion_ratio "
        "width_coefficient"
    ),
    "Electra ElectraOnnx": "summary_activation summary_last_dropout summary_type summary_use_proj",
    "EmbeddingGemma2 EmbeddingGemma2Text": (
        "boa_token_id embedding_dim eoa_token_index global_head_dim hidden_size_per_layer_input "
        "num_global_key_value_heads sliding_window_pattern"
    ),
    "Emu3 Emu3Text Emu3VQVAE": (
        "attn_resolutions base_channels channel_multiplier double_latent latent_channels num_res_blocks out_channels "
        "temporal_downsample_factor vocabulary_map vq_config"
    ),
    "Encodec": (
        "audio_channels chunk_length chunk_length_s chunk_stride codebook_dim codebook_nbits compress "
        "dilation_growth_rate last_kernel_size norm_type normalize num_filters num_lstm_layers num_quantizers "
        "num_residual_layers overlap pad_mode residual_kernel_size target_bandwidths trim_right_ratio "
        "upsampling_ratios use_causal_conv use_conv_shortcut"
    ),
    "EncoderDecoder": "encoder has_no_defaults_at_init",
    "Eomt": (
        "class_weight dice_weight importance_sample_ratio mask_weight no_object_weight num_blocks "
        "num_register_tokens num_upscale_blocks oversample_ratio train_num_points use_swiglu_ffn"
    ),
    "EomtDinov3": (
        "class_weight dice_weight importance_sample_ratio key_bias mask_weight no_object_weight num_blocks "
        "num_register_tokens num_upscale_blocks oversample_ratio pos_embed_jitter pos_embed_rescale pos_embed_shift "
        "proj_bias query_bias train_num_points use_gated_mlp value_bias"
    ),
    "Ernie ErnieOnnx": "task_type_vocab_size use_task_id",
    "Ernie4_5_Moe": (
        "moe_k moe_layer_end_index moe_layer_interval moe_layer_start_index moe_norm_min moe_num_experts "
        "moe_num_shared_experts"
    ),
    "Ernie4_5_VLMoe Ernie4_5_VLMoeText Ernie4_5_VLMoeVision Ernie4_5_VL_Moe Ernie4_5_VL_MoeText Ernie4_5_VL_MoeVision": (
        "moe_k moe_norm_min moe_num_experts moe_num_shared_experts temporal_merge_size video_end_token_id "
        "video_start_token_id"
    ),
    "ErnieM": "act_dropout num_classes",
    "Esm EsmFold StructureModule Trunk": (
        "bypass_lm cpu_grad_checkpoint emb_layer_norm_before embed_aa epsilon esm_ablate_pairwise "
        "esm_ablate_sequence esm_input_dropout esm_type esmfold_config fp16_esm inf ipa_dim is_folding_model "
        "layer_drop lddt_head_hid_dim mask_token_id max_recycles num_angles num_blocks num_heads_ipa num_qk_points "
        "num_resnet_blocks num_transition_layers num_v_points pairwise_dim pairwise_head_width pairwise_state_dim "
        "position_bins resnet_dim sequence_dim sequence_head_width sequence_state_dim structure_module token_dropout "
        "trans_scale_factor trunk use_esm_attn_map vocab_list"
    ),
    "EsmFold2 EsmFold2AtomEncoder EsmFold2ConfidenceHead EsmFold2DiffusionModule EsmFold2LmEncoder EsmFold2MsaEncoder EsmFold2StructureHead": (
        "atom_encoder atom_feature_dim char_vocab_size confidence_head diffusion_module distogram_bins enabled eps "
        "esmc_config folding_trunk_num_hidden_layers fourier_dim gamma_0 gamma_min inference_exponent "
        "inference_num_steps inference_sigma_cap inference_sigma_max_ratio inference_sigma_min_ratio lm_dropout "
        "lm_encoder max_atomic_number max_atoms_per_token max_chars max_dist min_dist msa_encoder noise_scale "
        "num_diffusion_samples num_distogram_bins num_loops num_pae_bins num_pde_bins num_plddt_bins "
        "num_relative_chain_bins num_relative_residx_bins num_res_types num_spatial_rope_pairs_per_axis "
        "num_uid_rope_pairs outer_hidden_size outer_product_chunk_size output_dim pair_intermediate_size "
        "pair_transition_intermediate_size pairwise_hidden_size parcae_num_coda_layers per_loop_lm_dropout "
        "sigma_data single_inputs_size spatial_rope_base_frequency step_scale structure_head uid_rope_base_frequency"
    ),
    "Esmc": "mask_token_id",
    "EuroBert": "classifier_pooling is_causal mask_token_id",
    "Evolla SaProt": (
        "aligner_attention_probs_dropout_prob aligner_enable_bias aligner_ffn_mult aligner_num_add_layers "
        "emb_layer_norm_before mask_token_id protein_encoder_config resampler_depth resampler_dim_head "
        "resampler_ff_mult resampler_heads resampler_num_latents token_dropout"
    ),
    "Exaone4": "_attn_implementation cache_implementation sliding_window_pattern",
    "Exaone4_5_ Exaone4_5_Vision": "fullatt_block_indexes tokens_per_second",
    "ExaoneMoe": "num_shared_experts sliding_window_pattern",
    "FNet": "tpu_short_seq_length use_tpu_fourier_optimizations",
    "Falcon": (
        "activation alibi bias ffn_hidden_size multi_query n_embed new_decoder_architecture num_kv_heads "
        "num_ln_in_parallel_attn parallel_attn rotary"
    ),
    "FalconH1": (
        "attention_in_multiplier attention_out_multiplier key_multiplier layers_block_type lm_head_multiplier "
        "mamba_chunk_size mamba_conv_bias mamba_d_conv mamba_d_head mamba_d_ssm mamba_d_state mamba_expand "
        "mamba_n_groups mamba_n_heads mamba_norm_before_gate mamba_proj_bias mamba_rms_norm mlp_multipliers "
        "num_logits_to_keep projectors_bias ssm_in_multiplier ssm_multipliers ssm_out_multiplier time_step_limit"
    ),
    "FalconMamba": (
        "expand mixer_rms_eps rescale_prenorm_residual residual_in_fp32 state_size time_step_floor "
        "time_step_init_scheme time_step_rank time_step_scale use_associative_scan use_conv_bias use_falcon_mambapy "
        "use_mambapy"
    ),
    "FastSpeech2Conformer FastSpeech2ConformerHifiGan FastSpeech2ConformerWithHifiGan": (
        "convolution_bias decoder_attention_dropout_rate decoder_concat_after decoder_dropout_rate "
        "decoder_kernel_size decoder_linear_units decoder_normalize_before decoder_num_attention_heads "
        "decoder_positional_dropout_rate duration_predictor_channels duration_predictor_dropout_rate "
        "duration_predictor_kernel_size duration_predictor_layers encoder_attention_dropout_rate "
        "encoder_concat_after encoder_dropout_rate encoder_kernel_size encoder_linear_units encoder_normalize_before "
        "encoder_num_attention_heads encoder_positional_dropout_rate energy_embed_dropout energy_embed_kernel_size "
        "energy_predictor_channels energy_predictor_dropout energy_predictor_kernel_size energy_predictor_layers "
        "leaky_relu_slope model_config model_in_dim num_languages num_speakers pitch_embed_dropout "
        "pitch_embed_kernel_size pitch_predictor_channels pitch_predictor_dropout pitch_predictor_kernel_size "
        "pitch_predictor_layers positionwise_conv_kernel_size reduction_factor resblock_dilation_sizes "
        "resblock_kernel_sizes speaker_embed_dim speaking_speed speech_decoder_postnet_dropout "
        "speech_decoder_postnet_kernel speech_decoder_postnet_layers speech_decoder_postnet_units "
        "stop_gradient_from_energy_predictor stop_gradient_from_pitch_predictor upsample_initial_channel "
        "upsample_kernel_sizes upsample_rates use_cnn_in_conformer use_macaron_style_in_conformer use_masking "
        "use_weighted_masking vocoder_config"
    ),
    "FastVlm": "multimodal_projector_bias",
    "Flaubert FlaubertOnnx": (
        "asm bos_index causal emb_dim embed_init_std end_n_top eos_index gelu_activation is_encoder lang_id "
        "mask_index mask_token_id n_heads n_langs n_layers n_words pad_index pre_norm sinusoidal_embeddings "
        "start_n_top summary_activation summary_first_dropout summary_proj_to_labels summary_type summary_use_proj "
        "unk_index use_lang_emb"
    ),
    "Flava FlavaImage FlavaImageCodebook FlavaMultimodal FlavaText": (
        "ce_ignore_index freeze global_backprop_contrastive global_contrastive_weight image_codebook_config "
        "image_codebook_config_dict image_config image_config_dict init_codebook input_channels itm_weight "
        "mask_token mim_weight mlm_weight mmm_image_weight mmm_text_weight multimodal_config multimodal_config_dict "
        "num_blocks_per_group num_groups return_loss skip_unmasked_multimodal_encoder use_cls_token"
    ),
    "Flint": "decoder_sparse_step mlp_only_layers shared_expert_intermediate_size",
    "Florence2 Florence2Vision": "max_temporal_embeddings num_groups patch_padding patch_prenorm patch_stride",
    "FocalNet": (
        "encoder_stride focal_levels focal_windows normalize_modulator use_conv_embed use_layerscale "
        "use_post_layernorm use_post_layernorm_in_modulation"
    ),
    "FunAsrNano FunAsrNanoAdaptor FunAsrNanoEncoder": (
        "adaptor_config fsmn_kernel_size input_size num_stacked_frames num_timestamp_prediction_layers "
        "projector_hidden_size"
    ),
    "Funnel": (
        "attention_type block_repeats block_sizes d_head d_inner initializer_std num_blocks pool_q_only pooling_type "
        "separate_cls truncate_seq"
    ),
    "Fuyu": "_vocab_size dtype qk_layernorm",
    "GLPN": "head_in_index max_depth mlp_ratios num_encoder_blocks patch_sizes sr_ratios",
    "GPT2 GPT2Onnx": (
        "config n_embd n_inner n_positions patching_specs reorder_and_upcast_attn scale_attn_by_inverse_layer_idx "
        "scale_attn_weights summary_activation summary_first_dropout summary_proj_to_labels summary_type "
        "summary_use_proj task use_past"
    ),
    "GPTBigCode": (
        "attention_softmax_in_fp32 multi_query n_embd n_inner n_positions scale_attention_softmax_in_fp32 "
        "scale_attn_weights"
    ),
    "GPTJ GPTJOnnx": "config n_embd n_inner n_positions patching_specs rotary_dim task use_past",
    "GPTNeo GPTNeoOnnx": "attention_layers attention_types embed_dropout resid_dropout",
    "GPTNeoX": "rotary_emb_base rotary_pct use_parallel_residual",
    "GPTNeoXJapanese": "intermediate_multiple_size rotary_emb_base rotary_pct",
    "GPTSanJapanese": (
        "d_ext d_spout expert_capacity num_ext_layers num_switch_layers router_bias router_dtype "
        "router_ignore_padding_tokens separator_token_id"
    ),
    "Gemma": "use_bidirectional_attention",
    "Gemma2": "attn_logit_softcapping cache_implementation query_pre_attn_scalar use_bidirectional_attention",
    "Gemma3 Gemma3Text": (
        "_sliding_window_pattern attn_logit_softcapping boi_token_index cache_implementation eoi_token_index "
        "mm_tokens_per_image query_pre_attn_scalar rope_local_base_freq sliding_window_pattern "
        "use_bidirectional_attention"
    ),
    "Gemma3n Gemma3nAudio Gemma3nText Gemma3nVision": (
        "activation_sparsity_pattern altup_active_idx altup_coef_clip altup_correct_scale altup_num_inputs "
        "architecture audio_soft_tokens_per_image boa_token_id conf_attention_chunk_size conf_attention_context_left "
        "conf_attention_context_right conf_attention_logit_cap conf_conv_kernel_size conf_num_attention_heads "
        "conf_num_hidden_layers conf_reduction_factor conf_residual_weight do_pooling eoa_token_id gradient_clipping "
        "hidden_size_per_layer_input input_feat_size kv_sharing_modes laurel_rank model_args num_kv_shared_layers "
        "rope_local_base_freq sscp_conv_channel_size sscp_conv_group_norm_eps sscp_conv_kernel_size "
        "sscp_conv_stride_size vision_soft_tokens_per_image vocab_offset vocab_size_per_layer_input"
    ),
    "Gemma4 Gemma4Audio Gemma4Text Gemma4Vision": (
        "attention_chunk_size attention_context_left attention_context_right attention_invalid_logits_value "
        "attention_k_eq_v attention_logit_cap boa_token_id enable_moe_block eoa_token_index global_head_dim "
        "gradient_clipping hidden_size_per_layer_input is_causal kv_sharing_modes num_global_key_value_heads "
        "num_kv_shared_layers output_proj_dims pooling_kernel_size position_embedding_size residual_weight "
        "standardize subsampling_conv_channels top_k_experts use_bidirectional_attention use_clipped_linears "
        "use_double_wide_mlp vocab_size_per_layer_input"
    ),
    "Gemma4Assistant": "backbone_hidden_size centroid_intermediate_top_k num_centroids use_ordered_embeddings",
    "Gemma4Unified Gemma4UnifiedAudio Gemma4UnifiedText Gemma4UnifiedVision": (
        "attention_k_eq_v audio_embed_dim audio_samples_per_token boa_token_id eoa_token_index global_head_dim "
        "is_causal kv_sharing_modes mm_embed_dim mm_posemb_size model_patch_size num_global_key_value_heads "
        "num_kv_shared_layers output_proj_dims pooling_kernel_size use_bidirectional_attention use_double_wide_mlp"
    ),
    "Gemma4UnifiedAssistant": (
        "backbone_hidden_size centroid_intermediate_top_k num_centroids use_ordered_embeddings"
    ),
    "Git GitVision": "num_image_with_embedding",
    "Glm46V": "video_end_token_id video_start_token_id",
    "Glm4Moe": "num_mtp_layers use_qk_norm",
    "Glm4MoeLite": "rope_interleave",
    "Glm4v Glm4vText Glm4vVision": "video_end_token_id video_start_token_id",
    "Glm4vMoe Glm4vMoeText Glm4vMoeVision": "video_end_token_id video_start_token_id",
    "Glm5Next Glm5NextText Glm5NextVision": (
        "hc_eps hc_mult hc_sinkhorn_iters index_kpool index_kpool_always_select_tail index_skip_topk_offset "
        "index_topk_freq index_topk_pattern indexer_types linear_attn_config linear_head_dim linear_lower_bound "
        "linear_num_heads projection_intermediate_size swiglu_limit video_end_token_id video_start_token_id"
    ),
    "GlmAsr GlmAsrEncoder": "_default_text_config_kwargs",
    "GlmImage GlmImageText GlmImageVQVAE GlmImageVision": (
        "latent_channels num_embeddings vision_vocab_size vq_config"
    ),
    "GlmMoeDsa": "index_skip_topk_offset index_topk_freq index_topk_pattern indexer_types",
    "GlmOcr GlmOcrText GlmOcrVision": "video_end_token_id video_start_token_id",
    "Glmga": "video_end_token_id video_start_token_id",
    "GotOcr2 GotOcr2Vision": "output_channels use_abs_pos use_rel_pos",
    "GptOss": "swiglu_alpha swiglu_limit",
    "GradiumPhononTTS GradiumPhononTTSFlowHead": (
        "audio_bos_token_id audio_latent_token_id audio_prompt_dim audio_prompt_token_id condition_dim "
        "duration_delta duration_delta_embedding_dim duration_delta_max_period duration_delta_scale eos_loss_weight "
        "flow_head_config flow_loss_num_samples flow_type frequency_embedding_size latent_dim latent_stats_ema_decay "
        "latent_stats_ema_steps loss_weighting_hidden_size loss_weighting_num_layers lsd_diagonal_weight "
        "lsd_distill_probability lsd_time_logit_mean lsd_time_logit_std max_period num_speakers "
        "num_speakers_embedding_dim num_speakers_vocab_size num_time_conditions"
    ),
    "Granite4Vision Granite4VisionText": (
        "deepstack_layer_map downsample_rate image_grid_pinpoints projector_dropout qformer_config "
        "spatial_target_layers spatial_vision_layer"
    ),
    "GraniteDocling GraniteDoclingText GraniteDoclingVision": (
        "deepstack_visual_indexes density_router_hidden_size density_router_loss_weight density_router_threshold "
        "scale_factor use_fine_route"
    ),
    "GraniteMoeHybrid": (
        "layers_block_type mamba_chunk_size mamba_conv_bias mamba_d_conv mamba_d_head mamba_d_state mamba_expand "
        "mamba_n_groups mamba_n_heads mamba_proj_bias shared_intermediate_size time_step_limit"
    ),
    "GraniteMoeSWA": "layer_rope_theta shared_intermediate_size",
    "GraniteMoeShared": "shared_intermediate_size",
    "GraniteSWA": "layer_rope_theta",
    "GraniteSpeech GraniteSpeechEncoder": (
        "audio_token_index context_size conv_expansion_factor dim_head downsample_rate feedforward_mult "
        "has_lora_adapter hidden_dim input_dim max_pos_emb output_dim projector_config"
    ),
    "GraniteSpeech5CTC GraniteSpeech5Encoder": "context_size conv_expansion_factor subsample_layers",
    "GraniteSpeechPlus GraniteSpeechPlusEncoder": (
        "audio_token_index cat_hidden_layers context_size conv_expansion_factor dim_head downsample_rate "
        "feedforward_mult has_lora_adapter hidden_dim input_dim max_pos_emb output_dim projector_config"
    ),
    "Graphormer": (
        "activation_fn apply_graphormer_init bias edge_type embed_scale embedding_dim encoder_normalize_before "
        "ffn_embedding_dim freeze_embeddings kdim max_nodes multi_hop_max_dist num_atoms num_classes num_edge_dis "
        "num_edges num_in_degree num_out_degree num_spatial num_trans_layers_to_freeze pre_layernorm q_noise "
        "qn_block_size self_attention share_input_output_embed spatial_pos_max traceable vdim"
    ),
    "GroundingDino": (
        "decoder_bbox_embed_share embedding_init_target encoder_n_points focal_alpha fusion_dropout fusion_droppath "
        "max_text_len positional_embedding_temperature query_dim text_enhancer_dropout two_stage "
        "two_stage_bbox_embed_share"
    ),
    "GroupViT GroupViTOnnx GroupViTText GroupViTVision": (
        "assign_eps assign_mlp_ratio num_group_tokens num_output_groups output_segmentation "
        "projection_intermediate_dim vision_config_dict"
    ),
    "HGNetV2": (
        "stage_downsample stage_downsample_strides stage_in_channels stage_kernel_size stage_light_block "
        "stage_mid_channels stage_num_blocks stage_numb_of_layers stage_out_channels stem_channels stem_strides "
        "use_learnable_affine_block"
    ),
    "HYV3": "enable_moe_fp32_combine num_shared_experts router_scaling_factor",
    "HYV4": "hc_eps hc_magnitude hc_mult indexer_types learnable_sink_init swiglu_limit",
    "HYV4VL HYV4VLText HYV4VLVision": (
        "attention_heads hc_eps hc_magnitude hc_mult indexer_types interpolate_mode learnable_sink_init "
        "max_image_size swiglu_limit"
    ),
    "Hiera": (
        "decoder_depth decoder_num_heads embed_dim_multiplier layer_norm_init mask_ratio masked_unit_attention "
        "masked_unit_size normalize_pixel_loss num_query_pool patch_padding patch_stride query_stride"
    ),
    "HiggsAudioV2": "audio_bos_token_id audio_delay_token_id audio_stream_bos_id audio_stream_eos_id",
    "HiggsAudioV2Tokenizer": (
        "_default_acoustic_model_config_kwargs _default_semantic_model_config_kwargs acoustic_model_config "
        "block_dilations channel_ratios codebook_dim codebook_nbits downsample_factor num_quantizers sample_rate "
        "semantic_downsample_factor semantic_hidden_size semantic_model_config semantic_sample_rate "
        "target_bandwidths unit_kernel_size"
    ),
    "HrmText": "H_cycles L_bp_cycles L_cycles _attn_implementation embedding_scale num_layers_per_stack prefix_lm",
    "Hubert": "conv_pos_batch_norm do_stable_layer_norm feat_proj_layer_norm",
    "HunYuanDenseV1": "eod_token_id",
    "HunYuanMoEV1": "eod_token_id moe_topk sep_token_id",
    "HunYuanVL HunYuanVLText HunYuanVLVision": (
        "attention_head_dim attention_heads eod_token_id im_end_id im_newline_id im_start_id img_max_token_num "
        "interpolate_mode max_image_size max_vit_seq_len min_image_size org_vocab_size pad_id sep_token_id "
        "text_hidden_size"
    ),
    "HyperCLOVAX": "use_post_norm",
    "IBert IBertOnnx": "force_dequant quant_mode",
    "IJepa": "pooler_act pooler_output_size",
    "Idefics IdeficsPerceiver IdeficsVision": (
        "additional_vocab_size alpha_initializer alpha_type alphas_initializer_range cross_layer_interval "
        "freeze_lm_head freeze_text_layers freeze_text_module_exceptions freeze_vision_layers "
        "freeze_vision_module_exceptions perceiver_config qk_layer_norms qk_layer_norms_perceiver resampler_depth "
        "resampler_head_dim resampler_n_heads resampler_n_latents use_resampler"
    ),
    "Idefics2 Idefics2Perceiver Idefics2Vision": (
        "perceiver_config resampler_depth resampler_head_dim resampler_n_heads resampler_n_latents"
    ),
    "Idefics3 Idefics3Vision": "_pad_token_id scale_factor",
    "ImageGPT ImageGPTOnnx": (
        "n_embd n_inner n_positions reorder_and_upcast_attn scale_attn_by_inverse_layer_idx scale_attn_weights"
    ),
    "Informer": (
        "_number_of_features attention_type cardinality context_length distil distribution_output "
        "embedding_dimension feature_size input_size lags_sequence loss num_dynamic_real_features "
        "num_parallel_samples num_static_categorical_features num_static_real_features num_time_features "
        "prediction_length sampling_factor scaling"
    ),
    "Inkling InklingAudio InklingText InklingVision": (
        "audio_bos_token_id chain_hidden_post_norm d_rel dense_intermediate_size dense_mlp_idx image_bos_token_id "
        "local_layer_ids log_scaling_alpha log_scaling_n_floor logits_mup_width_multiplier mel_vocab_size "
        "model_max_length mtp_config mtp_hidden_states_first mtp_layer_types mtp_local_layer_ids mtp_mlp_layer_types "
        "n_mel_bins num_mtp_layers number_of_conv_states rel_extent rms_norm_eps_moe_gate route_scale "
        "sconv_kernel_size shared_expert_sink sliding_window_size swa_head_dim swa_num_attention_heads "
        "swa_num_key_value_heads text_hidden_size unpadded_vocab_size"
    ),
    "Inkling2 Inkling2Text Inkling2Vision": (
        "adapter_merge_size d_rel log_scaling_alpha log_scaling_n_floor mlp_gate_softcap mlp_up_softcap "
        "model_max_length n_layers_per_attn_res_block native_patch_size number_of_conv_states posemb_grid_size "
        "projection_hidden_dim projector_bias qk_l2_clip_threshold rel_extent rel_l2_clip_threshold route_scale "
        "sconv_kernel_size scoring_func sliding_window_size swa_head_dim swa_num_attention_heads "
        "swa_num_key_value_heads text_hidden_size unpadded_vocab_size"
    ),
    "Inkling2Loop Inkling2LoopText": (
        "d_rel log_scaling_alpha log_scaling_n_floor loop_config loop_gate_rank loop_layer_index_end "
        "loop_layer_index_start loop_num_passes mlp_gate_softcap mlp_up_softcap model_max_length "
        "n_layers_per_attn_res_block number_of_conv_states qk_l2_clip_threshold rel_extent rel_l2_clip_threshold "
        "route_scale sconv_kernel_size scoring_func sliding_window_size swa_head_dim swa_num_attention_heads "
        "swa_num_key_value_heads total_num_hidden_layers unpadded_vocab_size"
    ),
    "InstructBlip InstructBlipQFormer InstructBlipVision": (
        "cross_attention_frequency encoder_hidden_size num_query_tokens qformer_config "
        "use_decoder_only_language_model"
    ),
    "InstructBlipVideo InstructBlipVideoQFormer InstructBlipVideoVision": (
        "cross_attention_frequency encoder_hidden_size num_query_tokens qformer_config "
        "use_decoder_only_language_model video_token_index"
    ),
    "InternLM3": "bias",
    "InternVL InternVLVision": (
        "downsample_ratio norm_type projection_dropout use_absolute_position_embeddings use_mask_token "
        "use_mean_pooling use_qk_norm"
    ),
    "Jamba": (
        "attn_layer_offset attn_layer_period expert_layer_offset expert_layer_period layers_block_type "
        "layers_num_experts mamba_conv_bias mamba_d_conv mamba_d_state mamba_dt_rank mamba_expand mamba_proj_bias "
        "num_logits_to_keep use_associative_scan use_mamba_kernels use_mambapy"
    ),
    "Janus JanusVQVAE JanusVision": (
        "base_channels channel_multiplier double_latent hidden_dropout_rate image_token_embed_dim latent_channels "
        "num_embeddings num_image_tokens num_patches num_res_blocks out_channels projection_dropout use_qk_norm "
        "vq_config"
    ),
    "JetMoe": "aux_loss_coef kv_channels",
    "Jev": "calibration decision_config extra_config_files extra_files judge_config num_verbalizers offsets softcap",
    "Jukebox JukeboxPrior JukeboxVQVAE": (
        "act_fn alignment_head alignment_layer attention_pattern attn_dropout attn_res_scale blocks commit "
        "conv_input_shape conv_res_scale emb_dropout encoder_loss_fraction hop_fraction init_scale level levels lmu "
        "lyric_vocab_size mask max_duration max_nb_genres merged_decoder metadata_conditioning metadata_dims "
        "min_duration mlp_multiplier multipliers music_vocab_size n_ctx n_heads nb_discrete_codes nb_priors "
        "nb_relevant_lyric_tokens prior_config_list prior_configs res_conv_depth res_conv_width "
        "res_convolution_multiplier res_dilation_cycle res_dilation_growth_rate res_downs_t res_strides_t "
        "resid_dropout sample_length spread timing_dims vqvae_config zero_out"
    ),
    "KimiLinear": "linear_attn_config linear_head_dim linear_num_heads",
    "Kimi_K25 Kimi_K25Vision": (
        "merge_kernel_size pos_emb_height pos_emb_time pos_emb_width projection_hidden_size "
        "projection_layer_norm_eps"
    ),
    "Kolibri1": "shared_expert_intermediate_size",
    "Kosmos2 Kosmos2Text Kosmos2Vision": "attention_heads latent_query_num layers",
    "Kosmos2_5 Kosmos2_5Text Kosmos2_5Vision": (
        "attention_heads latent_query_num layers max_num_patches patch_embed_hidden_size"
    ),
    "KyutaiSpeechToText": "audio_bos_token_id audio_pad_token_id codebook_vocab_size codec_config frame_size",
    "LED": "attention_window max_decoder_position_embeddings max_encoder_position_embeddings",
    "Laguna": (
        "gating moe_apply_router_weight_on_input moe_routed_scaling_factor moe_router_logit_softcapping "
        "num_attention_heads_per_layer shared_expert_intermediate_size"
    ),
    "LaraMini": (
        "linear_key_head_dim linear_num_key_heads linear_num_value_heads linear_value_head_dim "
        "shared_expert_intermediate_size"
    ),
    "LasrCTC LasrEncoder": (
        "batch_norm_momentum conv_residual_weights convolution_bias dropout_positions feed_forward_residual_weights "
        "subsampling_conv_channels subsampling_conv_kernel_size subsampling_conv_stride"
    ),
    "LayoutLM LayoutLMOnnx": (
        "_position_embedding_type config max_2d_position_embeddings max_2d_positions patching_specs task"
    ),
    "LayoutLMv2": (
        "convert_sync_batchnorm coordinate_size detectron2_config_args fast_qkv has_relative_attention_bias "
        "has_spatial_attention_bias has_visual_segment_embedding image_feature_pool_shape max_2d_position_embeddings "
        "max_rel_2d_pos max_rel_pos rel_2d_pos_bins rel_pos_bins shape_size"
    ),
    "LayoutLMv3 LayoutLMv3Onnx": (
        "coordinate_size has_relative_attention_bias has_spatial_attention_bias input_size "
        "max_2d_position_embeddings max_rel_2d_pos max_rel_pos rel_2d_pos_bins rel_pos_bins shape_size text_embed "
        "visual_embed"
    ),
    "LayoutXLM": (
        "convert_sync_batchnorm coordinate_size detectron2_config_args fast_qkv has_relative_attention_bias "
        "has_spatial_attention_bias has_visual_segment_embedding image_feature_pool_shape max_2d_position_embeddings "
        "max_rel_2d_pos max_rel_pos rel_2d_pos_bins rel_pos_bins shape_size"
    ),
    "Levit LevitOnnx": "attention_ratio down_ops key_dim padding stride",
    "Lfm2": (
        "block_auto_adjust_ff_dim block_ff_dim block_ffn_dim_multiplier block_multiple_of conv_L_cache "
        "full_attn_idxs theta tie_embedding"
    ),
    "Lfm2Moe": "conv_L_cache num_dense_layers tie_embedding use_expert_bias",
    "Lfm2Vl": "downsample_factor projector_bias projector_hidden_size projector_use_layernorm tie_embedding",
    "Lfm3": "_rope_type_labels conv_L_cache use_attention_gate use_sandwich_norm",
    "Lfm3Vl Lfm3VlVision": "projector_bias projector_hidden_size",
    "LightGlue": (
        "depth_confidence descriptor_dim filter_threshold keypoint_detector_config trust_remote_code "
        "width_confidence"
    ),
    "Lilt": "channel_shrink_ratio max_2d_position_embeddings",
    "Llama4 Llama4Text Llama4Vision": (
        "_vision_feature_layer attention_chunk_size attn_scale attn_temperature_tuning boi_token_index "
        "cache_implementation eoi_token_index floor_scale interleave_moe_layer_step intermediate_size_mlp moe_layers "
        "multi_modal_projector_bias no_rope_layer_interval no_rope_layers pixel_shuffle_ratio projector_dropout "
        "projector_input_dim projector_output_dim use_qk_norm vision_output_dim"
    ),
    "Llava": "_vocab_size ignore_index multimodal_projector_bias",
    "LlavaNext": "ignore_index image_grid_pinpoints multimodal_projector_bias",
    "LlavaNextVideo": (
        "ignore_index image_grid_pinpoints multimodal_projector_bias spatial_pool_mode spatial_pool_stride "
        "video_seq_length video_token_index"
    ),
    "LlavaOnevision": "image_grid_pinpoints multimodal_projector_bias video_token_index vision_aspect_ratio",
    "LongT5 LongT5Onnx": (
        "d_kv encoder_attention_type feed_forward_proj global_block_size is_gated_act local_radius "
        "relative_attention_max_distance scale_decoder_outputs"
    ),
    "LongcatFlash": "expert_ffn_hidden_size ffn_hidden_size moe_topk zero_expert_num",
    "Longformer LongformerOnnx": "attention_window config onnx_export patching_specs sep_token_id task",
    "Luke": "entity_emb_size entity_vocab_size use_entity_aware_attention",
    "LwDetr LwDetrViT": (
        "c2f_num_blocks cae_init_values class_loss_coefficient decoder_cross_attention_heads "
        "decoder_self_attention_heads dice_loss_coefficient dropout_prob focal_alpha group_detr "
        "mask_loss_coefficient num_windows num_windows_side pretrain_image_size projector_in_channels "
        "projector_out_channels projector_scale_factors use_absolute_position_embeddings window_block_indices"
    ),
    "Lxmert": (
        "l_layers num_attr_labels num_object_labels num_qa_labels r_layers task_mask_lm task_matched "
        "task_obj_predict task_qa visual_attr_loss visual_feat_dim visual_feat_loss visual_loss_normalizer "
        "visual_obj_loss visual_pos_dim x_layers"
    ),
    "M2M100 M2M100Onnx": "generate_dummy_inputs",
    "MCTCT": (
        "attention_head_dim conv_channels conv_dropout conv_glu_dim input_channels input_feat_per_channel "
        "num_conv_layers"
    ),
    "MLCDVision": "num_key_value_groups",
    "MMBT": "config modal_hidden_size",
    "MMGroundingDino": (
        "decoder_bbox_embed_share decoder_cls_embed_share embedding_init_target encoder_n_points focal_alpha "
        "fusion_dropout fusion_droppath max_text_len positional_embedding_temperature query_dim "
        "text_enhancer_dropout two_stage"
    ),
    "MT5 MT5Onnx": "d_kv feed_forward_proj is_gated_act relative_attention_max_distance tokenizer_class",
    "Mamba": (
        "expand rescale_prenorm_residual residual_in_fp32 state_size time_step_floor time_step_init_scheme "
        "time_step_rank time_step_scale use_associative_scan use_conv_bias use_mambapy"
    ),
    "Mamba2": (
        "expand n_groups norm_before_gate rescale_prenorm_residual residual_in_fp32 rms_norm state_size "
        "time_step_floor time_step_limit time_step_rank use_conv_bias"
    ),
    "Marian MarianOnnx": "decoder_vocab_size share_encoder_decoder_embeddings",
    "MarkupLM": (
        "_position_embedding_type max_depth max_xpath_subs_unit_embeddings max_xpath_tag_unit_embeddings subs_pad_id "
        "tag_pad_id xpath_unit_hidden_size"
    ),
    "Mask2Former": (
        "backbones_supported class_weight common_stride dice_weight dim_feedforward encoder_feedforward_dim "
        "enforce_input_projection feature_size feature_strides hidden_dim ignore_value importance_sample_ratio "
        "mask_feature_size mask_weight no_object_weight output_auxiliary_logits oversample_ratio pre_norm "
        "train_num_points use_auxiliary_loss"
    ),
    "MaskFormer MaskFormerDetr": (
        "backbones_supported cross_entropy_weight decoders_supported dice_loss_coefficient dice_weight dilation "
        "fpn_feature_size mask_feature_size mask_loss_coefficient mask_weight no_object_weight "
        "output_auxiliary_logits use_auxiliary_loss"
    ),
    "MaskFormerSwin": "use_absolute_embeddings",
    "Mega MegaOnnx": (
        "activation add_lm_hidden_dense_layer add_token_type_embeddings attention_activation bidirectional "
        "dropout_prob ema_beta_range ema_delta_alpha_range ema_gamma_omega_range ema_projection_size max_positions "
        "nffn_activation_dropout_prob nffn_hidden_size norm_affine normalization_type normalize_before_ffn "
        "normalize_before_mega relative_positional_bias shared_representation_size truncation use_chunking "
        "use_feature_dropout use_normalized_ffn"
    ),
    "Mellum": "mtp_layer_types mtp_mlp_layer_types num_mtp_layers",
    "MetaClip2 MetaClip2Text MetaClip2Vision": "vision_config_dict",
    "Mgpstr": (
        "attn_drop_rate distilled drop_rate max_token_length num_bpe_labels num_character_labels "
        "num_wordpiece_labels output_a3_attentions"
    ),
    "MiMoV2Flash": "attention_value_scale sliding_window_size",
    "Mimi MimiDecoder MimiEncoder": (
        "_frame_rate _has_decoder _has_encoder audio_channels codebook_dim compress dilation_growth_rate "
        "encodec_frame_rate frame_size last_kernel_size latent_dim latent_stride layer_scale_initial_scale "
        "num_filters num_quantizers num_residual_layers num_semantic_quantizers pad_mode residual_kernel_size "
        "trim_right_ratio upsample_groups upsampling_ratios use_causal_conv use_conv_shortcut use_streaming "
        "vector_quantization_hidden_dimension"
    ),
    "MiniCPM3": "dim_model_base scale_depth scale_emb",
    "MiniCPMOcr MiniCPMOcrVision": (
        "downsample_mode insert_layer_id merge_kernel_size merger_times window_hidden_size window_intermediate_size "
        "window_kernel_size"
    ),
    "MiniCPMV4_6 MiniCPMV4_6Vision": (
        "downsample_mode drop_vision_last_layer insert_layer_id merge_kernel_size merger_times window_hidden_size "
        "window_intermediate_size window_kernel_size"
    ),
    "MiniCPMV4_7 MiniCPMV4_7Vision": (
        "downsample_mode image_end_id image_start_id insert_layer_id merge_kernel_size merger_times newline_id "
        "slice_end_id slice_start_id window_hidden_size window_intermediate_size window_kernel_size"
    ),
    "MiniMax": (
        "block_size full_attn_alpha_factor full_attn_beta_factor linear_attn_alpha_factor linear_attn_beta_factor "
        "mlp_alpha_factor mlp_beta_factor"
    ),
    "MiniMaxM3VL MiniMaxM3VLText MiniMaxM3VLVision": (
        "dense_intermediate_size index_block_size index_local_blocks index_topk_blocks merged_hidden_size "
        "moe_layer_freq projector_hidden_size rotary_dim shared_intermediate_size sparse_attention_config "
        "swiglu_alpha swiglu_limit video_token_index"
    ),
    "Mistral3": "multimodal_projector_bias",
    "Mistral4": "rope_interleave",
    "MistralLarge4 MistralLarge4Text": (
        "index_skip_topk_offset index_topk_freq index_topk_pattern indexer_types kv_sharing_modes kv_source_layers "
        "multimodal_projector_bias no_rope_layer_interval no_rope_layers"
    ),
    "Mllama MllamaText MllamaVision": (
        "attention_heads cross_attention_layers intermediate_layers_indices max_aspect_ratio_id max_num_tiles "
        "num_global_layers supported_aspect_ratios vision_output_dim"
    ),
    "MobileBert MobileBertOnnx": (
        "classifier_activation intra_bottleneck_size key_query_shared_bottleneck normalization_type "
        "num_feedforward_networks pretrained_config_archive_map trigram_input true_hidden_size use_bottleneck "
        "use_bottleneck_attention"
    ),
    "MobileNetV1 MobileNetV1Onnx": "classifier_dropout_prob depth_multiplier min_depth tf_padding",
    "MobileNetV2 MobileNetV2Onnx": (
        "classifier_dropout_prob depth_divisible_by depth_multiplier expand_ratio finegrained_output "
        "first_layer_is_expansion min_depth output_stride tf_padding"
    ),
    "MobileViT MobileViTOnnx": (
        "aspp_dropout_prob aspp_out_channels atrous_rates classifier_dropout_prob expand_ratio neck_hidden_sizes "
        "output_stride"
    ),
    "MobileViTV2 MobileViTV2Onnx": (
        "aspp_dropout_prob aspp_out_channels atrous_rates attn_dropout base_attn_unit_dims classifier_dropout_prob "
        "expand_ratio ffn_dropout ffn_multiplier n_attn_blocks output_stride width_multiplier"
    ),
    "ModernBert": (
        "classifier_activation classifier_bias classifier_pooling cls_token_id decoder_bias deterministic_flash_attn "
        "embedding_dropout global_attn_every_n_layers global_rope_theta initializer_cutoff_factor local_attention "
        "local_rope_theta mlp_dropout norm_bias reference_compile repad_logits_with_grad sep_token_id "
        "sparse_pred_ignore_index sparse_prediction"
    ),
    "ModernBertDecoder": (
        "classifier_activation classifier_bias cls_token_id decoder_bias embedding_dropout "
        "global_attn_every_n_layers global_rope_theta initializer_cutoff_factor local_attention local_rope_theta "
        "mlp_dropout norm_bias reference_compile sep_token_id"
    ),
    "ModernVBert": "classifier_bias classifier_pooling initializer_cutoff_factor pixel_shuffle_factor",
    "Molmo2 Molmo2Adapter Molmo2Text Molmo2Vision": (
        "adapter_config additional_vocab_size frame_end_token_id frame_start_token_id image_default_input_size "
        "image_num_pos image_patch_id image_patch_size low_res_image_start_token_id norm_after "
        "num_position_embeddings qk_norm_type rope_scaling_layers text_hidden_size vit_config vit_layers"
    ),
    "Moonshine": (
        "decoder_hidden_act decoder_num_attention_heads decoder_num_hidden_layers decoder_num_key_value_heads "
        "encoder_hidden_act encoder_num_attention_heads encoder_num_hidden_layers encoder_num_key_value_heads "
        "pad_head_dim_to_multiple_of"
    ),
    "MoonshineStreaming MoonshineStreamingEncoder": (
        "frame_ms pad_head_dim_to_multiple_of sample_rate sliding_windows"
    ),
    "Moshi MoshiDepth": "audio_encoder_config audio_vocab_size depth_decoder_config input_size",
    "MossTranscribeDiarize MossTranscribeDiarizeAudio": (
        "adaptor_input_dim audio_chunk_size audio_merge_size projector_bias"
    ),
    "Mpt MptAttention": (
        "alibi alibi_bias_max attn_config attn_impl attn_type attn_uses_sequence_id clip_qkv emb_pdrop "
        "embedding_fraction expansion_ratio init_device learned_pos_emb logit_scale max_seq_len n_heads n_layers "
        "no_bias norm_type prefix_lm qk_ln softmax_scale verbose"
    ),
    "Mra": "approx_mode block_per_row initial_prior_diagonal_n_blocks initial_prior_first_n_blocks",
    "MuseGlimmer MuseGlimmerText MuseGlimmerVision": (
        "layer_rope_theta merge_size output_multiplier patch_temporal pos_emb_height pos_emb_width post_norm_eps "
        "projector_hidden_size qk_scale_factor"
    ),
    "MuseGlimmerAssistant": "block_size mask_token_id target_layer_ids",
    "MuseSpark MuseSparkAudio MuseSparkText MuseSparkVision": (
        "layer_rope_theta merge_size moe_hidden_size output_multiplier patch_sizes patch_temporal pos_emb_height "
        "pos_emb_width post_norm_eps projector_hidden_size qk_scale_factor residual_gate_temperature "
        "samples_per_token"
    ),
    "MusicFlamingo": "audio_bos_token_id audio_eos_token_id audio_frame_step projector_bias",
    "Musicgen MusicgenDecoder": (
        "_attn_implementation _attn_implementation_internal audio_channels audio_encoder cross_attention_hidden_size "
        "has_no_defaults_at_init text_encoder tie_encoder_decoder"
    ),
    "MusicgenMelody MusicgenMelodyDecoder": (
        "_attn_implementation _attn_implementation_internal audio_channels audio_encoder chroma_length "
        "has_no_defaults_at_init num_chroma text_encoder tie_encoder_decoder"
    ),
    "Mvp": "force_bos_token_to_be_generated forced_bos_token_id prompt_length prompt_mid_dim use_prompt",
    "Nemotron3Diarization Nemotron3DiarizationAudio Nemotron3DiarizationHead Nemotron3DiarizationStreaming": (
        "audio_hidden_size chunk_left_context chunk_length chunk_right_context fifo_length head_config "
        "latest_frames_score_boost min_positive_scores_rate num_speakers prediction_score_threshold "
        "speaker_cache_length speaker_cache_silence_frames_per_speaker speaker_cache_update_period streaming_config "
        "strong_boost_rate subsampling_factor weak_boost_rate"
    ),
    "Nemotron3_5Asr": "blank_token_id default_prompt_id max_symbols_per_step num_prompts prompt_intermediate_size",
    "Nemotron3_5Transcribe Nemotron3_5TranscribeAsrAudio Nemotron3_5TranscribeAudio Nemotron3_5TranscribeWordTimestamp": (
        "asr_config blank_token_id diarization_config num_speakers residual_scale speaker_activity_threshold "
        "subsampling_factor upsampling_factor word_timestamp_config"
    ),
    "NemotronAsrStreaming NemotronAsrStreamingEncoder": (
        "blank_token_id convolution_bias default_num_lookahead_tokens dropout_positions max_symbols_per_step "
        "scale_input subsampling_conv_channels subsampling_conv_kernel_size subsampling_conv_stride "
        "subsampling_factor subsampling_out_hidden_size"
    ),
    "NemotronH": (
        "expand hybrid_override_pattern layers_block_type mamba_chunk_size mamba_conv_bias mamba_d_conv "
        "mamba_dt_init_floor mamba_dt_limit mamba_dt_max mamba_dt_min mamba_expand mamba_head_dim mamba_hidden_act "
        "mamba_n_groups mamba_num_heads mamba_proj_bias mamba_ssm_cache_dtype mlp_hidden_act moe_latent_size "
        "moe_shared_expert_intermediate_size moe_shared_expert_overlap mtp_hybrid_override_pattern "
        "mtp_layers_block_type n_groups num_logits_to_keep num_nextn_predict_layers rescale_prenorm_residual "
        "residual_in_fp32 ssm_state_size time_step_floor time_step_limit use_conv_bias use_mamba_kernels"
    ),
    "NemotronH_Omni_Reasoning_V3_": (
        "_legacy_field_names downsample_ratio force_image_size projector_hidden_size video_pruning_rate "
        "video_temporal_patch_size vision_hidden_size"
    ),
    "NeoMME": (
        "default_long_sliding_window default_partial_rotary_factor document_token_id embedding_dim embedding_rank "
        "patch_dim per_layer_config"
    ),
    "NeuCodec": (
        "downsampling_ratios encoder_hidden_size encoder_hop_length input_sampling_rate n_fft output_sampling_rate "
        "quantization_dim quantization_levels semantic_model_config"
    ),
    "Nezha": "max_relative_position pretrained_config_archive_map",
    "NllbMoe": (
        "batch_prioritized_routing decoder_sparse_step encoder_sparse_step expert_capacity "
        "moe_eval_capacity_token_fraction moe_token_dropout normalize_router_prob_before_dropping router_bias "
        "router_dtype router_ignore_padding_tokens router_z_loss_coef second_expert_policy"
    ),
    "Nougat": "encoder",
    "Nystromformer": "inv_coeff_init_option num_landmarks segment_means_seq_len",
    "OPT": (
        "_remove_final_layer_norm do_layer_norm_before enable_bias layer_norm_elementwise_affine word_embed_proj_dim"
    ),
    "Olmo": "clip_qkv",
    "OlmoHybrid": (
        "linear_a_log_max linear_a_log_min linear_allow_neg_eigval linear_dt_init_floor linear_dt_max linear_dt_min "
        "linear_key_head_dim linear_num_key_heads linear_num_value_heads linear_value_head_dim"
    ),
    "Olmoe": "clip_qkv",
    "OmDetTurbo": (
        "apply_layernorm_after_vision_backbone cache_size class_distance_type class_embed_dim conv_norm_activation "
        "csp_activation decoder_activation decoder_dim_feedforward decoder_dropout decoder_hidden_dim "
        "decoder_num_heads decoder_num_layers decoder_num_points encoder_dim_feedforward encoder_dropout "
        "encoder_feedforward_activation encoder_feedforward_dropout encoder_hidden_dim encoder_in_channels "
        "encoder_projection_indices eval_size learn_initial_query positional_encoding_temperature "
        "task_encoder_hidden_dim text_projection_in_dim text_projection_out_dim timm_kwargs vision_features_channels"
    ),
    "OmniASRCTC": "blank_token_id",
    "OneFormer": (
        "class_weight common_stride contrastive_temperature contrastive_weight dice_weight dim_feedforward "
        "encoder_feedforward_dim enforce_input_proj hidden_dim ignore_value importance_sample_ratio is_training "
        "mask_dim mask_weight no_object_weight norm output_auxiliary_logits oversample_ratio pre_norm "
        "query_dec_layers task_seq_len text_encoder_context_length text_encoder_n_ctx text_encoder_num_layers "
        "text_encoder_proj_layers text_encoder_vocab_size text_encoder_width train_num_points use_auxiliary_loss "
        "use_task_norm"
    ),
    "OpenAIGPT": (
        "afn n_embd n_positions summary_activation summary_first_dropout summary_proj_to_labels summary_type "
        "summary_use_proj"
    ),
    "OpenAIPrivacyFilter": "swiglu_alpha swiglu_limit",
    "OpenLlama": (
        "attention_dropout_prob shared_input_output_embedding use_memorry_efficient_attention "
        "use_memory_efficient_attention use_stable_embedding"
    ),
    "Ovis2 Ovis2Vision": "hidden_stride num_visual_indicator_tokens tokenize_function visual_indicator_token_ids",
    "PI0": (
        "dit_config loss_reduction max_action_dim max_period max_state_dim min_period num_inference_steps "
        "time_sampling_beta_alpha time_sampling_beta_beta time_sampling_offset time_sampling_scale vlm_config"
    ),
    "PPChart2Table PPChart2TableVision": "output_channels use_abs_pos use_rel_pos",
    "PPDocLayoutV2 PPDocLayoutV2ReadingOrder": (
        "anchor_image_size box_noise_scale class_order class_thresholds coordinate_size decoder_in_channels "
        "encode_proj_layers encoder_activation_function encoder_hidden_dim encoder_in_channels end_token_id "
        "eval_size feat_strides freeze_backbone_batch_norms global_pointer_head_size gp_dropout_value "
        "has_relative_attention_bias has_spatial_attention_bias initializer_bias_prior_prob label_noise_ratio "
        "learn_initial_query max_2d_position_embeddings max_rel_2d_pos max_rel_pos num_classes num_denoising "
        "positional_encoding_temperature pred_token_id reading_order_config rel_2d_pos_bins rel_pos_bins "
        "relation_bias_embed_dim relation_bias_scale relation_bias_theta shape_size start_token_id"
    ),
    "PPDocLayoutV3": (
        "anchor_image_size box_noise_scale decoder_in_channels encode_proj_layers encoder_activation_function "
        "encoder_hidden_dim encoder_in_channels eval_size feat_strides freeze_backbone_batch_norms "
        "global_pointer_head_size gp_dropout_value initializer_bias_prior_prob label_noise_ratio learn_initial_query "
        "mask_enhanced mask_feature_channels num_denoising num_prototypes positional_encoding_temperature "
        "x4_feat_dim"
    ),
    "PPDocLayoutV4": (
        "anchor_image_size decoder_in_channels encode_proj_layers encoder_activation_function encoder_hidden_dim "
        "encoder_in_channels eval_size feat_strides freeze_backbone_batch_norms global_pointer_head_size "
        "gp_dropout_value initializer_bias_prior_prob num_coords num_denoising positional_encoding_temperature "
        "s2r_closure_weight_init s2r_damping s2r_steps"
    ),
    "PPFormulaNet PPFormulaNetText PPFormulaNetVision": (
        "output_channels post_conv_in_channels post_conv_mid_channels post_conv_out_channels use_abs_pos use_rel_pos"
    ),
    "PPLCNet": "block_configs class_expand divisor reduction stem_channels stem_stride",
    "PPLCNetV3": "block_configs conv_symmetric_num divisor reduction stem_channels stem_stride",
    "PPLCNetV4": (
        "block_configs reduction stage_out_channels stem_channels stem_strides stem_type use_learnable_affine_block"
    ),
    "PPOCRV5MobileDet": "interpolate_mode kernel_list layer_list_out_channels neck_out_channels reduction",
    "PPOCRV5MobileRec": "head_out_channels",
    "PPOCRV5ServerDet": (
        "interpolate_mode intraclass_block_config intraclass_block_number kernel_list neck_out_channels "
        "reduce_factor scale_factor scale_factor_list"
    ),
    "PPOCRV5ServerRec": "head_out_channels",
    "PPOCRV6MediumDet": (
        "interpolate_mode intraclass_block_config intraclass_block_number kernel_list neck_out_channels "
        "reduce_factor scale_factor scale_factor_list"
    ),
    "PPOCRV6SmallDet": (
        "dilated_kernel_size interpolate_mode kernel_list layer_list_out_channels neck_out_channels reduction"
    ),
    "PPOCRV6SmallRec": "head_out_channels",
    "PPOCRV6TinyRec": "head_out_channels",
    "PaddleOCRText PaddleOCRVL PaddleOCRVision": "dtype",
    "PaliGemma": "_ignore_index _vocab_size ignore_index",
    "ParakeetCTC ParakeetEncoder ParakeetRNNT ParakeetTDT": (
        "blank_token_id convolution_bias dropout_positions durations max_symbols_per_step scale_input "
        "subsampling_conv_channels subsampling_conv_kernel_size subsampling_conv_stride subsampling_factor"
    ),
    "PatchTSMixer": (
        "channel_consistent_masking context_length distribution_output expansion_factor gated_attn head_aggregation "
        "head_dropout loss mask_type mask_value masked_loss mode norm_mlp num_forecast_mask_patches "
        "num_input_channels num_parallel_samples num_patches num_targets output_range patch_last patch_len "
        "patch_length patch_stride positional_encoding_type post_init prediction_channel_indices prediction_length "
        "random_mask_ratio scaling self_attn self_attn_heads unmasked_channel_indices use_positional_encoding"
    ),
    "PatchTST": (
        "bias channel_attention channel_consistent_masking context_length distribution_output do_mask_input "
        "ff_dropout head_dropout loss mask_type mask_value norm_type num_forecast_mask_patches num_input_channels "
        "num_parallel_samples num_targets output_range patch_length patch_stride path_dropout pooling_type "
        "positional_dropout positional_encoding_type pre_norm prediction_length random_mask_ratio scaling "
        "share_embedding share_projection unmasked_channel_indices use_cls_token"
    ),
    "PeAudio PeAudioEncoder": "_default_dac_config_kwargs _default_text_config_kwargs dac_config",
    "PeAudioVideo PeAudioVideoEncoder": "_default_text_config_kwargs audio_video_config video_config",
    "PeVideo PeVideoEncoder": "_default_text_config_kwargs _default_vision_config_kwargs video_config",
    "PegasusX": "block_size num_global_tokens stagger_local_blocks",
    "Perceiver PerceiverOnnx": (
        "_label_trainable_num_channels audio_samples_per_frame cross_attention_shape_for_attention "
        "cross_attention_widening_factor d_latents num_blocks num_cross_attention_heads num_frames num_latents "
        "num_self_attends_per_block num_self_attention_heads output_num_channels output_shape qk_channels "
        "samples_per_patch self_attention_widening_factor train_size use_query_residual v_channels"
    ),
    "PerceptionLM": "projector_pooling_ratio vision_use_cls_token",
    "Persimmon": "qk_layernorm",
    "Phi": "qk_layernorm",
    "Phi3": "original_max_position_embeddings",
    "Phi4Multimodal Phi4MultimodalAudio Phi4MultimodalVision": (
        "activation bias_max_distance bias_symmetric conv_activation conv_glu_type crop_size depthwise_multiplier "
        "depthwise_separable_out_channel depthwise_seperable_out_channel downsample_rate ext_pw_out_channel "
        "feature_layer input_size left_chunk nemo_activation nemo_conv_channels nemo_final_size num_blocks "
        "original_max_position_embeddings time_reduction"
    ),
    "Phimoe": "input_jitter_noise lm_head_bias original_max_position_embeddings",
    "Pix2Struct Pix2StructText Pix2StructVision": (
        "d_kv is_vqa layer_norm_bias patch_embed_hidden_size relative_attention_max_distance seq_len"
    ),
    "Pixio": "apply_layernorm n_cls_tokens reshape_hidden_states",
    "PocketTTS PocketTTSFlowHead": (
        "audio_bos_token_id audio_latent_token_id audio_prompt_bos_token_id audio_prompt_token_id condition_dim "
        "eos_loss_weight flow_head_config flow_loss_num_samples flow_type frequency_embedding_size latent_dim "
        "latent_stats_ema_decay latent_stats_ema_steps loss_weighting_hidden_size loss_weighting_num_layers "
        "lsd_diagonal_weight lsd_distill_probability lsd_time_logit_mean lsd_time_logit_std max_period "
        "num_time_conditions"
    ),
    "PocketTTSAudioTokenizer PocketTTSAudioTokenizerDecoder PocketTTSAudioTokenizerEncoder": (
        "_has_decoder _has_encoder audio_channels compress dilation_growth_rate encodec_frame_rate frame_size "
        "last_kernel_size latent_dim latent_stride layer_scale_initial_scale num_filters num_residual_layers "
        "pad_mode residual_kernel_size trim_right_ratio upsample_groups upsampling_ratios use_causal_conv "
        "use_conv_shortcut use_streaming"
    ),
    "PoolFormer PoolFormerOnnx": "num_encoder_blocks padding patch_sizes pool_size stride use_layer_scale",
    "Pop2Piano": (
        "composer_vocab_size d_kv feed_forward_proj is_gated_act relative_attention_max_distance "
        "scale_decoder_outputs"
    ),
    "PromptDepthAnything": (
        "depth_estimation_type fusion_hidden_size head_hidden_size head_in_index max_depth neck_hidden_sizes "
        "reassemble_factors reassemble_hidden_size"
    ),
    "ProphetNet": (
        "disable_ngram_loss eps ngram num_buckets num_decoder_attention_heads num_encoder_attention_heads "
        "num_encoder_layers relative_max_distance"
    ),
    "Pvt PvtOnnx": "mlp_ratios num_encoder_blocks patch_sizes sequence_reduction_ratios",
    "PvtV2": "linear_attention mlp_ratios num_encoder_blocks patch_sizes sr_ratios",
    "QianfanOCR QianfanOCRVision": (
        "downsample_ratio norm_type projection_dropout use_absolute_position_embeddings use_mask_token "
        "use_mean_pooling use_qk_norm"
    ),
    "Qwen2Audio Qwen2AudioEncoder": "audio_token_index",
    "Qwen2Moe": "decoder_sparse_step mlp_only_layers shared_expert_intermediate_size",
    "Qwen2VL Qwen2VLText Qwen2VLVision": "_attn_implementation attn_implementation dtype",
    "Qwen2_5Omni Qwen2_5OmniAudioEncoder Qwen2_5OmniBigVGAN Qwen2_5OmniDiT Qwen2_5OmniTalker Qwen2_5OmniText Qwen2_5OmniThinker Qwen2_5OmniToken2Wav Qwen2_5OmniVisionEncoder": (
        "audio_end_token_id audio_start_token_id audio_token_index bigvgan_config block_size dit_config emb_dim "
        "enable_audio_output enc_attention_channels enc_channels enc_dilations enc_dim enc_emb_dim enc_kernel_sizes "
        "enc_res2net_scale enc_se_channels ff_mult fullatt_block_indexes look_ahead_layers look_backward_layers "
        "mel_dim n_window num_embeds output_dim position_id_per_seconds repeats resblock_dilation_sizes "
        "resblock_kernel_sizes seconds_per_chunk talker_config thinker_config token2wav_config "
        "tts_codec_end_token_id tts_codec_mask_token_id tts_codec_pad_token_id tts_codec_start_token_id "
        "tts_text_end_token_id tts_text_pad_token_id tts_text_start_token_id upsample_initial_channel "
        "upsample_kernel_sizes upsample_rates user_token_id video_token_index"
    ),
    "Qwen2_5_VL Qwen2_5_VLText Qwen2_5_VLVision": (
        "_attn_implementation attn_implementation dtype fullatt_block_indexes tokens_per_second"
    ),
    "Qwen3ASR Qwen3ASREncoder": (
        "downsample_hidden_size n_window n_window_infer output_dim timestamp_token_id token_classification_bias"
    ),
    "Qwen3Moe": "decoder_sparse_step mlp_only_layers",
    "Qwen3Next": (
        "decoder_sparse_step full_attention_interval linear_key_head_dim linear_num_key_heads linear_num_value_heads "
        "linear_value_head_dim mlp_only_layers shared_expert_intermediate_size"
    ),
    "Qwen3OmniMoe Qwen3OmniMoeAudioEncoder Qwen3OmniMoeCode2Wav Qwen3OmniMoeTalker Qwen3OmniMoeTalkerCodePredictor Qwen3OmniMoeTalkerText Qwen3OmniMoeText Qwen3OmniMoeThinker Qwen3OmniMoeVisionEncoder": (
        "accept_hidden_layer assistant_token_id audio_start_token_id code2wav_config code_predictor_config "
        "codec_bos_id codec_eos_token_id codec_nothink_id codec_pad_id codec_think_bos_id codec_think_eos_id "
        "conv_chunksize decoder_dim decoder_sparse_step deepstack_visual_indexes downsample_hidden_size "
        "enable_audio_output im_end_token_id im_start_token_id layer_scale_initial_scale mlp_only_layers n_window "
        "n_window_infer num_code_groups num_position_embeddings num_quantizers output_dim position_id_per_seconds "
        "speaker_id system_token_id talker_config thinker_config thinker_hidden_size tts_bos_token_id "
        "tts_eos_token_id tts_pad_token_id upsample_rates upsampling_ratios user_token_id"
    ),
    "Qwen3VL Qwen3VLText Qwen3VLVision": "deepstack_visual_indexes num_position_embeddings",
    "Qwen3VLMoe Qwen3VLMoeText Qwen3VLMoeVision": (
        "decoder_sparse_step deepstack_visual_indexes mlp_only_layers num_position_embeddings"
    ),
    "Qwen3_5 Qwen3_5Text Qwen3_5Vision": (
        "full_attention_interval linear_key_head_dim linear_num_key_heads linear_num_value_heads "
        "linear_value_head_dim num_position_embeddings"
    ),
    "Qwen3_5Moe Qwen3_5MoeText Qwen3_5MoeVision": (
        "full_attention_interval linear_key_head_dim linear_num_key_heads linear_num_value_heads "
        "linear_value_head_dim num_position_embeddings shared_expert_intermediate_size"
    ),
    "Qwen4Exp Qwen4ExpText Qwen4ExpVision": (
        "base_model_fsdp_plan full_attention_interval hc_count hc_lowrank heads_per_ngram indexer_budget "
        "indexer_compress_ratio indexer_head_dim indexer_kv_heads indexer_n_heads linear_key_head_dim "
        "linear_num_key_heads linear_num_value_heads linear_value_head_dim make_ngram_vocab_size_divisible_by "
        "ngram_size ngram_vocab_size_base num_position_embeddings number_of_conv_states output_gate_type "
        "ple_conv_kernel_size ple_embed_dim ple_layer_ids seed shared_expert_intermediate_size split_ngram_parts"
    ),
    "RTDetr": (
        "anchor_image_size box_noise_scale decoder_in_channels encode_proj_layers encoder_activation_function "
        "encoder_hidden_dim encoder_in_channels eval_size feat_strides focal_loss_alpha focal_loss_gamma "
        "freeze_backbone_batch_norms initializer_bias_prior_prob label_noise_ratio learn_initial_query matcher_alpha "
        "matcher_bbox_cost matcher_class_cost matcher_gamma matcher_giou_cost num_denoising "
        "positional_encoding_temperature use_focal_loss weight_loss_bbox weight_loss_giou weight_loss_vfl "
        "with_box_refine"
    ),
    "RTDetrResNet": "downsample_in_bottleneck downsample_in_first_stage layer_type",
    "RTDetrV2": (
        "anchor_image_size box_noise_scale decoder_in_channels decoder_method decoder_n_levels decoder_offset_scale "
        "encode_proj_layers encoder_activation_function encoder_hidden_dim encoder_in_channels eval_size "
        "feat_strides focal_loss_alpha focal_loss_gamma freeze_backbone_batch_norms initializer_bias_prior_prob "
        "label_noise_ratio learn_initial_query matcher_alpha matcher_bbox_cost matcher_class_cost matcher_gamma "
        "matcher_giou_cost num_denoising positional_encoding_temperature use_focal_loss weight_loss_bbox "
        "weight_loss_giou weight_loss_vfl with_box_refine"
    ),
    "Radio": (
        "max_img_size norm_mean norm_std num_cls_tokens num_registers num_summary_tokens patch_dim summary_idxs "
        "use_swiglu_ffn video_patch_dim video_temporal_patch_size"
    ),
    "Rag": (
        "dataset dataset_revision dataset_split do_deduplication do_marginalize doc_sep exclude_bos_score generator "
        "has_no_defaults_at_init index_name index_path label_smoothing max_combined_length n_docs output_retrieved "
        "passages_path prefix question_encoder reduce_loss retrieval_batch_size retrieval_vector_size title_sep "
        "use_dummy_dataset"
    ),
    "Realm": (
        "max_span_width num_block_records num_candidates reader_beam_size reader_layer_norm_eps reader_seq_len "
        "retriever_proj_size searcher_beam_size span_hidden_size"
    ),
    "RecurrentGemma": (
        "attention_window_size block_types conv1d_width final_w_init_variance_scale layers_block_type "
        "logits_soft_cap lru_width w_init_variance_scale"
    ),
    "Reformer": (
        "attention_head_size attn_layers axial_norm_std axial_pos_embds axial_pos_embds_dim axial_pos_shape "
        "chunk_size_lm_head feed_forward_size hash_seed local_attention_probs_dropout_prob local_attn_chunk_length "
        "local_num_chunks_after local_num_chunks_before lsh_attention_probs_dropout_prob lsh_attn_chunk_length "
        "lsh_num_chunks_after lsh_num_chunks_before num_buckets num_hashes"
    ),
    "RegNet": "downsample_in_first_stage groups_width layer_type",
    "RemBert RemBertOnnx": "classifier_dropout_prob input_embedding_size output_embedding_size",
    "ResNet ResNetOnnx": "downsample_in_bottleneck downsample_in_first_stage layer_type",
    "RetriBert": "share_encoders",
    "RfDetr RfDetrDinov2": (
        "apply_layernorm c2f_num_blocks class_loss_coefficient decoder_cross_attention_heads "
        "decoder_self_attention_heads dice_loss_coefficient focal_alpha group_detr mask_class_loss_coefficient "
        "mask_dice_loss_coefficient mask_downsample_ratio mask_loss_coefficient mask_point_sample_ratio num_windows "
        "reshape_hidden_states segmentation_head_activation_function use_mask_token use_swiglu_ffn "
        "window_block_indexes"
    ),
    "RoCBert": (
        "concat_input enable_pronunciation enable_shape pronunciation_embed_dim pronunciation_vocab_size "
        "shape_embed_dim shape_vocab_size"
    ),
    "RoFormer RoFormerOnnx": "rotary_value",
    "Rwkv": "attention_hidden_size context_length rescale_every",
    "SEW": "squeeze_factor",
    "SEWD": (
        "_hidden_dropout feature_layer_norm_eps norm_rel_ebd pos_att_type position_buckets relative_attention "
        "share_att_key squeeze_factor"
    ),
    "SLANeXt SLANeXtVision": (
        "max_text_length out_channels output_channels post_conv_in_channels post_conv_out_channels use_abs_pos "
        "use_rel_pos"
    ),
    "SLANet": "csp_kernel_size csp_num_blocks max_text_length out_channels post_conv_out_channels",
    "Sam SamMaskDecoder SamPromptEncoder SamVision": (
        "attention_downsample_rate image_embedding_size iou_head_depth iou_head_hidden_dim mask_input_channels "
        "num_multimask_outputs num_point_embeddings num_pos_feats output_channels prompt_encoder_config use_abs_pos "
        "use_rel_pos"
    ),
    "Sam2 Sam2HieraDet Sam2MaskDecoder Sam2PromptEncoder Sam2Vision": (
        "attention_downsample_rate backbone_channel_list backbone_feature_sizes blocks_per_stage "
        "dynamic_multimask_stability_delta dynamic_multimask_stability_thresh dynamic_multimask_via_stability "
        "embed_dim_per_stage fpn_hidden_size fpn_kernel_size fpn_padding fpn_stride fpn_top_down_levels "
        "global_attention_blocks iou_head_depth iou_head_hidden_dim mask_input_channels "
        "num_attention_heads_per_stage num_multimask_outputs num_point_embeddings num_query_pool_stages "
        "patch_kernel_size patch_padding patch_stride prompt_encoder_config query_stride "
        "window_positional_embedding_background_size window_size_per_stage"
    ),
    "Sam2Video Sam2VideoMaskDecoder Sam2VideoPromptEncoder": (
        "attention_downsample_rate dynamic_multimask_stability_delta dynamic_multimask_stability_thresh "
        "dynamic_multimask_via_stability enable_occlusion_spatial_embedding "
        "enable_temporal_pos_encoding_for_object_pointers iou_head_depth iou_head_hidden_dim "
        "mask_downsampler_embed_dim mask_downsampler_hidden_act mask_downsampler_kernel_size "
        "mask_downsampler_padding mask_downsampler_stride mask_downsampler_total_stride mask_input_channels "
        "max_cond_frame_num max_object_pointers_in_encoder memory_attention_downsample_rate memory_attention_dropout "
        "memory_attention_feed_forward_hidden_act memory_attention_feed_forward_hidden_size "
        "memory_attention_hidden_size memory_attention_num_attention_heads memory_attention_num_layers "
        "memory_attention_rope_dropout memory_attention_rope_feat_sizes memory_attention_rope_theta "
        "memory_encoder_hidden_size memory_encoder_output_channels memory_fuser_embed_dim memory_fuser_hidden_act "
        "memory_fuser_intermediate_dim memory_fuser_kernel_size memory_fuser_layer_scale_init_value "
        "memory_fuser_num_layers memory_fuser_padding multimask_max_pt_num multimask_min_pt_num "
        "multimask_output_for_tracking multimask_output_in_sam num_maskmem num_multimask_outputs "
        "num_point_embeddings prompt_encoder_config sigmoid_bias_for_mem_enc sigmoid_scale_for_mem_enc"
    ),
    "Sam3 Sam3DETRDecoder Sam3DETREncoder Sam3GeometryEncoder Sam3MaskDecoder Sam3ViT Sam3Vision": (
        "backbone_feature_sizes detr_decoder_config detr_encoder_config fpn_hidden_size geometry_encoder_config "
        "num_upsampling_stages pretrain_image_size roi_size scale_factors"
    ),
    "Sam3LiteText Sam3LiteTextDETRDecoder Sam3LiteTextDETREncoder Sam3LiteTextGeometryEncoder Sam3LiteTextMaskDecoder Sam3LiteTextText": (
        "detr_decoder_config detr_encoder_config geometry_encoder_config num_upsampling_stages repmixer_kernel_size "
        "roi_size use_repmixer_blocks"
    ),
    "Sam3Tracker Sam3TrackerMaskDecoder Sam3TrackerPromptEncoder": (
        "attention_downsample_rate dynamic_multimask_stability_delta dynamic_multimask_stability_thresh "
        "dynamic_multimask_via_stability iou_head_depth iou_head_hidden_dim mask_input_channels "
        "num_multimask_outputs num_point_embeddings prompt_encoder_config"
    ),
    "Sam3TrackerVideo Sam3TrackerVideoMaskDecoder Sam3TrackerVideoPromptEncoder": (
        "attention_downsample_rate dynamic_multimask_stability_delta dynamic_multimask_stability_thresh "
        "dynamic_multimask_via_stability enable_occlusion_spatial_embedding "
        "enable_temporal_pos_encoding_for_object_pointers iou_head_depth iou_head_hidden_dim "
        "mask_downsampler_embed_dim mask_downsampler_hidden_act mask_downsampler_kernel_size "
        "mask_downsampler_padding mask_downsampler_stride mask_downsampler_total_stride mask_input_channels "
        "max_cond_frame_num max_object_pointers_in_encoder memory_attention_downsample_rate memory_attention_dropout "
        "memory_attention_feed_forward_hidden_act memory_attention_feed_forward_hidden_size "
        "memory_attention_hidden_size memory_attention_num_attention_heads memory_attention_num_layers "
        "memory_attention_rope_dropout memory_attention_rope_feat_sizes memory_attention_rope_theta "
        "memory_encoder_hidden_size memory_encoder_output_channels memory_fuser_embed_dim memory_fuser_hidden_act "
        "memory_fuser_intermediate_dim memory_fuser_kernel_size memory_fuser_layer_scale_init_value "
        "memory_fuser_num_layers memory_fuser_padding multimask_max_pt_num multimask_min_pt_num "
        "multimask_output_for_tracking multimask_output_in_sam num_maskmem num_multimask_outputs "
        "num_point_embeddings prompt_encoder_config sigmoid_bias_for_mem_enc sigmoid_scale_for_mem_enc"
    ),
    "Sam3Video": (
        "assoc_iou_thresh decrease_trk_keep_alive_for_empty_masklets det_nms_thresh detector_config fill_hole_area "
        "high_conf_thresh high_iou_thresh hotstart_delay hotstart_dup_thresh hotstart_unmatch_thresh "
        "init_trk_keep_alive low_res_mask_size max_num_objects max_trk_keep_alive min_trk_keep_alive new_det_thresh "
        "recondition_every_nth_frame recondition_on_trk_masks score_threshold_detection "
        "suppress_overlapping_based_on_recent_occlusion_threshold suppress_unmatched_only_within_hotstart "
        "tracker_config trk_assoc_iou_thresh"
    ),
    "SamHQ SamHQMaskDecoder SamHQPromptEncoder SamHQVision": (
        "attention_downsample_rate image_embedding_size iou_head_depth iou_head_hidden_dim mask_input_channels "
        "num_multimask_outputs num_point_embeddings num_pos_feats output_channels prompt_encoder_config use_abs_pos "
        "use_rel_pos vit_dim"
    ),
    "Sapiens2 Sapiens2Head": (
        "conv_kernel_sizes conv_out_channels flip_pairs head_config key_bias normalize_backbone_outputs "
        "num_first_full_attention_layers num_key_value_attention_heads num_key_value_heads_per_layer "
        "num_last_full_attention_layers num_register_tokens pos_embed_jitter pos_embed_rescale pos_embed_shift "
        "proj_bias query_bias reshape_hidden_states scale_conv_kernel_size scale_conv_kernel_sizes "
        "scale_conv_out_channels scale_final_hidden_sizes scale_final_input_size upsample_kernel_size "
        "upsample_kernel_sizes upsample_out_channels use_gated_mlp use_mask_token use_pixel_shuffle use_qk_norm "
        "value_bias"
    ),
    "SarvamMLA": "num_mtp_layers num_shared_experts q_head_dim rope_interleave",
    "SarvamMoE": "num_mtp_layers num_shared_experts use_qk_norm use_qkv_bias",
    "SeamlessM4T": (
        "adaptor_dropout adaptor_kernel_size adaptor_stride add_adapter conv_depthwise_kernel_size "
        "feature_projection_input_dim lang_embed_dim leaky_relu_slope max_new_tokens num_adapter_layers "
        "position_embeddings_type resblock_dilation_sizes resblock_kernel_sizes rotary_embedding_base "
        "speech_encoder_attention_heads speech_encoder_dropout speech_encoder_hidden_act "
        "speech_encoder_intermediate_size speech_encoder_layerdrop speech_encoder_layers spkr_embed_dim "
        "t2u_bos_token_id t2u_decoder_attention_heads t2u_decoder_ffn_dim t2u_decoder_layers "
        "t2u_decoder_start_token_id t2u_encoder_attention_heads t2u_encoder_ffn_dim t2u_encoder_layers "
        "t2u_eos_token_id t2u_max_new_tokens t2u_max_position_embeddings t2u_pad_token_id t2u_vocab_size "
        "unit_embed_dim unit_hifi_gan_vocab_size upsample_initial_channel upsample_kernel_sizes upsample_rates "
        "var_pred_dropout variance_predictor_kernel_size vocoder_num_langs vocoder_num_spkrs vocoder_offset"
    ),
    "SeamlessM4Tv2": (
        "adaptor_dropout adaptor_kernel_size adaptor_stride add_adapter char_vocab_size conv_depthwise_kernel_size "
        "feature_projection_input_dim lang_embed_dim leaky_relu_slope left_max_position_embeddings max_new_tokens "
        "num_adapter_layers position_embeddings_type resblock_dilation_sizes resblock_kernel_sizes "
        "right_max_position_embeddings speech_encoder_attention_heads speech_encoder_chunk_size "
        "speech_encoder_dropout speech_encoder_hidden_act speech_encoder_intermediate_size speech_encoder_layerdrop "
        "speech_encoder_layers speech_encoder_left_chunk_num spkr_embed_dim t2u_bos_token_id "
        "t2u_decoder_attention_heads t2u_decoder_ffn_dim t2u_decoder_layers t2u_encoder_attention_heads "
        "t2u_encoder_ffn_dim t2u_encoder_layers t2u_eos_token_id t2u_max_position_embeddings t2u_pad_token_id "
        "t2u_variance_pred_dropout t2u_variance_predictor_embed_dim t2u_variance_predictor_hidden_dim "
        "t2u_variance_predictor_kernel_size t2u_vocab_size unit_embed_dim unit_hifi_gan_vocab_size "
        "upsample_initial_channel upsample_kernel_sizes upsample_rates var_pred_dropout "
        "variance_predictor_kernel_size vocoder_num_langs vocoder_num_spkrs vocoder_offset"
    ),
    "SeedOss": "attention_out_bias residual_dropout",
    "SegGpt": (
        "beta intermediate_hidden_state_indices merge_index pretrain_image_size use_relative_position_embeddings"
    ),
    "Segformer SegformerOnnx": (
        "classifier_dropout_prob mlp_ratios num_encoder_blocks patch_sizes reshape_last_stage sr_ratios"
    ),
    "ShieldGemma2": "boi_token_index eoi_token_index mm_tokens_per_image",
    "Siglip SiglipText SiglipVision": "projection_size vision_use_head",
    "Siglip2 Siglip2Text Siglip2Vision": "num_patches projection_size vision_use_head",
    "SmolLM3": "no_rope_layer_interval no_rope_layers",
    "SmolVLM SmolVLMVision": "_pad_token_id scale_factor",
    "Speech2Text": (
        "conv_channels conv_kernel_sizes input_channels input_feat_per_channel max_target_positions num_conv_layers"
    ),
    "Speech2Text2": "max_target_positions",
    "SpeechEncoderDecoder": "encoder has_no_defaults_at_init",
    "SpeechT5 SpeechT5HifiGan": (
        "encoder_max_relative_position guided_attention_loss_num_heads guided_attention_loss_scale "
        "guided_attention_loss_sigma leaky_relu_slope max_speech_positions max_text_positions model_in_dim "
        "positional_dropout reduction_factor resblock_dilation_sizes resblock_kernel_sizes speaker_embedding_dim "
        "speech_decoder_postnet_dropout speech_decoder_postnet_kernel speech_decoder_postnet_layers "
        "speech_decoder_postnet_units speech_decoder_prenet_dropout speech_decoder_prenet_layers "
        "speech_decoder_prenet_units upsample_initial_channel upsample_kernel_sizes upsample_rates "
        "use_guided_attention_loss"
    ),
    "Splinter": "question_token_id",
    "SqueezeBert SqueezeBertOnnx": (
        "intermediate_groups k_groups output_groups post_attention_groups pretrained_config_archive_map q_groups "
        "v_groups"
    ),
    "StableLm": "qk_layernorm use_parallel_residual use_qkv_bias",
    "Starcoder2": "embedding_dropout norm_epsilon residual_dropout",
    "Step3p7 Step3p7Text Step3p7Vision": (
        "attention_other_setting gating heads layers ls_init_value moe_layer_freq moe_layers_enum moe_num_experts "
        "moe_router_scaling_factor moe_top_k mtp_layer_types mtp_mlp_layer_types num_attention_groups num_mtp_layers "
        "num_nextn_predict_layers num_sliding_attention_heads partial_rotary_factors projector_bias "
        "query_pre_attn_scalar share_expert_dim share_expert_dims sparse_attention_config swiglu_limits "
        "swiglu_limits_shared use_bidirectional_attention width"
    ),
    "SuperGlue": (
        "gnn_layers_types keypoint_detector_config keypoint_encoder_sizes matching_threshold sinkhorn_iterations"
    ),
    "SuperPoint": (
        "border_removal_distance descriptor_decoder_dim encoder_hidden_sizes keypoint_decoder_dim keypoint_threshold "
        "max_keypoints nms_radius"
    ),
    "SwiftFormer SwiftFormerOnnx": (
        "down_pad down_patch_size down_stride downsamples drop_conv_encoder_rate drop_mlp_rate embed_dims "
        "use_layer_scale"
    ),
    "Swin SwinOnnx": "encoder_stride use_absolute_embeddings",
    "Swin2SR": "img_range num_channels_out resi_connection upsampler upscale use_absolute_embeddings",
    "Swinv2": "encoder_stride pretrained_window_sizes use_absolute_embeddings",
    "SwitchTransformers": (
        "add_router_probs d_kv decoder_sparse_step encoder_sparse_step expert_capacity feed_forward_proj "
        "is_gated_act num_sparse_decoder_layers num_sparse_encoder_layers relative_attention_max_distance "
        "router_bias router_dtype router_ignore_padding_tokens router_type router_z_loss_coef"
    ),
    "T5 T5Onnx": "d_kv feed_forward_proj is_gated_act relative_attention_max_distance scale_decoder_outputs",
    "T5Gemma T5GemmaModule": "attn_logit_softcapping classifier_dropout_rate encoder query_pre_attn_scalar",
    "T5Gemma2 T5Gemma2Decoder T5Gemma2Encoder T5Gemma2Text": (
        "_sliding_window_pattern attn_logit_softcapping boi_token_index classifier_dropout_rate encoder "
        "eoi_token_index mm_tokens_per_image query_pre_attn_scalar sliding_window_pattern"
    ),
    "TableTransformer TableTransformerOnnx": "dice_loss_coefficient dilation mask_loss_coefficient",
    "Tapas": (
        "aggregation_labels aggregation_loss_weight aggregation_temperature allow_empty_column_selection "
        "answer_loss_cutoff answer_loss_importance average_approximation_function average_logits_per_cell "
        "cell_selection_preference disable_per_token_loss huber_loss_delta init_cell_selection_weights_to_zero "
        "max_num_columns max_num_rows no_aggregation_label_index num_aggregation_labels positive_label_weight "
        "reset_position_index_per_cell select_one_column temperature type_vocab_sizes use_answer_as_supervision "
        "use_gumbel_for_aggregation use_gumbel_for_cells use_normalized_answer_loss"
    ),
    "TextNet": (
        "conv_layer_kernel_sizes conv_layer_strides stem_act_func stem_kernel_size stem_num_channels "
        "stem_out_channels stem_stride"
    ),
    "TimeSeriesTransformer": (
        "_number_of_features cardinality context_length distribution_output embedding_dimension feature_size "
        "input_size lags_sequence loss num_dynamic_real_features num_parallel_samples "
        "num_static_categorical_features num_static_real_features num_time_features prediction_length scaling"
    ),
    "TimesFm": (
        "context_length freq_size horizon_length max_timescale min_timescale pad_val patch_length quantiles "
        "tolerance use_positional_embedding"
    ),
    "TimesFm2_5": (
        "activation context_length decode_index force_flip_invariance horizon_length infer_is_positive "
        "output_quantile_len patch_length quantiles use_continuous_quantile_head"
    ),
    "Timesformer": "attention_type num_frames",
    "TimmBackbone": "features_only freeze_batch_norm_2d output_stride",
    "TimmWrapper": "architecture do_pooling model_args",
    "Tipsv2 Tipsv2Text Tipsv2Vision": (
        "apply_layernorm num_register_tokens pooling_epsilon reshape_hidden_states scale_sqrt_depth "
        "temperature_init_value use_swiglu_ffn"
    ),
    "Tipsv2Dpt": (
        "depth_decoder_activation fusion_hidden_size max_depth min_depth neck_hidden_sizes num_depth_bins "
        "readout_activation reassemble_factors"
    ),
    "TrOCR": "cross_attention_hidden_size layernorm_embedding use_learned_position_embeddings",
    "TrajectoryTransformer": (
        "action_dim action_weight block_size kaiming_initializer_range learning_rate n_embd observation_dim "
        "reward_weight transition_dim value_weight"
    ),
    "TransfoXL": (
        "adaptive attn_type clamp_len cutoffs d_embed d_head d_inner div_val dropatt init init_range mem_len n_token "
        "pre_lnorm proj_init_std proj_share_all_but_first same_length sample_softmax tie_projs untie_r"
    ),
    "Tvlt": (
        "audio_mask_ratio audio_mask_type audio_patch_size decoder_intermediate_size decoder_num_attention_heads "
        "decoder_num_hidden_layers frequency_length image_patch_size loss_type num_audio_channels num_frames "
        "num_image_channels pixel_mask_ratio spectrogram_length task_mae task_matching use_mean_pooling"
    ),
    "Tvp": (
        "distance_loss_weight duration_loss_weight max_grid_col_position_embeddings max_grid_row_position_embeddings "
        "max_img_size num_frames visual_prompt_size visual_prompter_apply visual_prompter_type"
    ),
    "UMT5 UMT5Onnx": (
        "d_kv feed_forward_proj is_gated_act relative_attention_max_distance scale_decoder_outputs tokenizer_class"
    ),
    "UVDoc UVDocBackbone": (
        "bridge_connector out_point_positions2D padding_mode resnet_configs resnet_head stage_configs"
    ),
    "Udop": (
        "d_kv feed_forward_proj is_gated_act max_2d_position_embeddings relative_attention_max_distance "
        "relative_bias_args"
    ),
    "UltraVBert": "classifier_pooling initializer_cutoff_factor pixel_shuffle_factor",
    "Ultrabert": "attention_windows classifier_pooling prediction_head_size",
    "UniSpeech": (
        "codevector_dim contrastive_logits_temperature diversity_loss_weight do_stable_layer_norm "
        "feat_quantizer_dropout num_codevector_groups num_codevectors_per_group num_ctc_classes num_negatives "
        "proj_codevector_dim replace_prob"
    ),
    "UniSpeechSat": (
        "codevector_dim contrastive_logits_temperature diversity_loss_weight do_stable_layer_norm "
        "feat_quantizer_dropout num_clusters num_codevector_groups num_codevectors_per_group num_negatives "
        "proj_codevector_dim tdnn_dilation tdnn_dim tdnn_kernel xvector_output_dim"
    ),
    "UnivNet": (
        "kernel_predictor_conv_size kernel_predictor_dropout kernel_predictor_hidden_channels "
        "kernel_predictor_num_blocks leaky_relu_slope model_hidden_channels model_in_channels "
        "resblock_dilation_sizes resblock_kernel_sizes resblock_stride_sizes"
    ),
    "UnlimitedOcr UnlimitedOcrSamVision UnlimitedOcrText UnlimitedOcrVision UnlimitedOcrVisionEncoder": (
        "downsample_channels language_config output_channels sam_config topk_method use_abs_pos use_rel_pos"
    ),
    "UperNet": (
        "auxiliary_channels auxiliary_concat_input auxiliary_in_channels auxiliary_loss_weight auxiliary_num_convs "
        "loss_ignore_index pool_scales use_auxiliary_head"
    ),
    "VJEPA2": (
        "crop_size frames_per_clip in_chans num_pooler_layers pred_hidden_size pred_mlp_ratio "
        "pred_num_attention_heads pred_num_hidden_layers pred_num_mask_tokens pred_zero_init_mask_tokens "
        "tubelet_size"
    ),
    "Van": "mlp_ratios patch_sizes",
    "VaultGemma": "attn_logit_softcapping query_pre_attn_scalar",
    "ViT ViTOnnx": "encoder_stride pooler_act pooler_output_size",
    "ViTHybrid": "backbone_featmap_shape",
    "ViTMAE": (
        "decoder_intermediate_size decoder_num_attention_heads decoder_num_hidden_layers mask_ratio norm_pix_loss"
    ),
    "VibeVoice VibeVoiceDiffusionHead": (
        "audio_bos_token_id audio_eos_token_id diffusion_head_config diffusion_loss_weight diffusion_max_period "
        "frequency_embedding_size latent_size semantic_model_config"
    ),
    "VibeVoiceAcousticTokenizer VibeVoiceAcousticTokenizerDecoder VibeVoiceAcousticTokenizerEncoder": (
        "channels decoder_depths downsampling_ratios ffn_expansion num_filters upsampling_ratios vae_std"
    ),
    "VibeVoiceAsr": (
        "acoustic_tokenizer_chunk_size acoustic_tokenizer_encoder_config audio_bos_token_id audio_eos_token_id "
        "semantic_tokenizer_encoder_config"
    ),
    "VideoLlava": "ignore_index multimodal_projector_bias video_seq_length video_token_index",
    "VideoMAE": (
        "decoder_intermediate_size decoder_num_attention_heads decoder_num_hidden_layers norm_pix_loss num_frames "
        "qv_bias tubelet_size use_mean_pooling"
    ),
    "VideoPrism VideoPrismText VideoPrismVision": (
        "apply_l2norm attn_logit_softcapping num_auxiliary_layers num_frames num_spatial_layers num_temporal_layers "
        "tubelet_size"
    ),
    "Videomt": (
        "class_weight dice_weight importance_sample_ratio mask_weight no_object_weight num_blocks "
        "num_register_tokens num_upscale_blocks oversample_ratio train_num_points use_swiglu_ffn"
    ),
    "Vilt": "max_image_length modality_type_vocab_size num_images",
    "VipLlava": "_vocab_size ignore_index projector_layernorm_eps vision_feature_layers",
    "VisionEncoderDecoder VisionEncoderDecoderDecoderOnnx VisionEncoderDecoderEncoderOnnx VisionEncoderDecoderOnnx": (
        "encoder has_no_defaults_at_init"
    ),
    "VisionTextDualEncoder": "has_no_defaults_at_init",
    "VisualBert": "bypass_transformer special_visual_initialize visual_embedding_dim",
    "VitDet": (
        "dropout_prob pretrain_image_size residual_block_indices use_absolute_position_embeddings "
        "use_relative_position_embeddings window_block_indices"
    ),
    "VitMatte": "convstream_hidden_sizes fusion_hidden_sizes",
    "VitPose": "scale_factor use_simple_decoder",
    "VitPoseBackbone": "part_features",
    "Vits": (
        "depth_separable_channels depth_separable_num_layers duration_predictor_dropout "
        "duration_predictor_filter_channels duration_predictor_flow_bins duration_predictor_kernel_size "
        "duration_predictor_num_flows duration_predictor_tail_bound ffn_kernel_size flow_size leaky_relu_slope "
        "noise_scale noise_scale_duration num_speakers posterior_encoder_num_wavenet_layers prior_encoder_num_flows "
        "prior_encoder_num_wavenet_layers resblock_dilation_sizes resblock_kernel_sizes speaker_embedding_size "
        "speaking_rate spectrogram_bins upsample_initial_channel upsample_kernel_sizes upsample_rates "
        "use_stochastic_duration_prediction wavenet_dilation_rate wavenet_dropout wavenet_kernel_size"
    ),
    "Vivit": "num_frames pooler_act pooler_output_size tubelet_size",
    "Voxtral VoxtralEncoder": "_default_text_config_kwargs",
    "VoxtralRealtime VoxtralRealtimeEncoder VoxtralRealtimeText": (
        "_default_text_config_kwargs audio_length_per_tok default_num_delay_tokens downsample_factor"
    ),
    "Wav2Vec2": (
        "adapter_attn_dim adapter_kernel_size adapter_stride add_adapter codevector_dim "
        "contrastive_logits_temperature diversity_loss_weight do_stable_layer_norm feat_quantizer_dropout "
        "num_adapter_layers num_codevector_groups num_codevectors_per_group num_negatives output_hidden_size "
        "proj_codevector_dim tdnn_dilation tdnn_dim tdnn_kernel xvector_output_dim"
    ),
    "Wav2Vec2Bert": (
        "adapter_act adapter_kernel_size adapter_stride add_adapter conformer_conv_dropout "
        "conv_depthwise_kernel_size feature_projection_input_dim left_max_position_embeddings num_adapter_layers "
        "output_hidden_size position_embeddings_type right_max_position_embeddings rotary_embedding_base "
        "tdnn_dilation tdnn_dim tdnn_kernel use_intermediate_ffn_before_adapter xvector_output_dim"
    ),
    "Wav2Vec2Conformer": (
        "adapter_kernel_size adapter_stride add_adapter codevector_dim conformer_conv_dropout "
        "contrastive_logits_temperature conv_depthwise_kernel_size diversity_loss_weight feat_quantizer_dropout "
        "num_adapter_layers num_codevector_groups num_codevectors_per_group num_negatives output_hidden_size "
        "position_embeddings_type proj_codevector_dim rotary_embedding_base tdnn_dilation tdnn_dim tdnn_kernel "
        "xvector_output_dim"
    ),
    "WavLM": (
        "adapter_kernel_size adapter_stride add_adapter codevector_dim contrastive_logits_temperature "
        "diversity_loss_weight do_stable_layer_norm max_bucket_distance num_adapter_layers num_buckets "
        "num_codevector_groups num_codevectors_per_group num_ctc_classes num_negatives output_hidden_size "
        "proj_codevector_dim tdnn_dilation tdnn_dim tdnn_kernel xvector_output_dim"
    ),
    "WavTokenizer WavTokenizerEncoder": (
        "adanorm_num_embeddings audio_channels codebook_dim compress decoder_attention_num_groups "
        "decoder_intermediate_size decoder_num_layers dilation_growth_rate last_kernel_size n_fft norm_type "
        "num_filters num_lstm_layers num_residual_layers pad_mode residual_kernel_size upsampling_ratios "
        "use_causal_conv use_conv_shortcut"
    ),
    "Whisper WhisperOnnx": "begin_suppress_tokens max_target_positions median_filter_width suppress_tokens",
    "XCLIP XCLIPText XCLIPVision": (
        "mit_hidden_size mit_intermediate_size mit_num_attention_heads mit_num_hidden_layers num_frames prompt_alpha "
        "prompt_attention_dropout prompt_hidden_act prompt_layers prompt_num_attention_heads "
        "prompt_projection_dropout vision_config_dict"
    ),
    "XGLM": "attention_heads",
    "XLM XLMOnnx": (
        "asm bos_index causal emb_dim embed_init_std end_n_top eos_index gelu_activation is_encoder lang_id "
        "mask_index mask_token_id n_heads n_langs n_layers n_words pad_index sinusoidal_embeddings start_n_top "
        "summary_activation summary_first_dropout summary_proj_to_labels summary_type summary_use_proj unk_index "
        "use_lang_emb"
    ),
    "XLMProphetNet": (
        "disable_ngram_loss eps ngram num_buckets num_decoder_attention_heads num_encoder_attention_heads "
        "num_encoder_layers relative_max_distance"
    ),
    "XLNet": (
        "attn_type bi_data clamp_len d_head d_inner end_n_top ff_activation mem_len n_token reuse_len same_length "
        "start_n_top summary_activation summary_last_dropout summary_type summary_use_proj untie_r use_mems_eval "
        "use_mems_train"
    ),
    "Xcodec": (
        "_default_acoustic_model_config_kwargs _default_semantic_model_config_kwargs acoustic_model_config "
        "block_dilations channel_ratios codebook_dim codebook_nbits num_quantizers sample_rate semantic_hidden_size "
        "semantic_model_config target_bandwidths unit_kernel_size"
    ),
    "Xcodec2": (
        "downsampling_ratios encoder_hidden_size n_fft quantization_dim quantization_levels semantic_model_config"
    ),
    "Xmod XmodOnnx": (
        "adapter_layer_norm adapter_reduction_factor adapter_reuse_layer_norm default_language languages "
        "ln_before_adapter pre_norm"
    ),
    "Yolos YolosOnnx": "num_detection_tokens use_mid_position_embeddings",
    "Yoso": "conv_window hash_code_len lsh_backward num_hash use_expectation use_fast_hash",
    "Youtu": "embedding_initializer_range rope_interleave",
    "Zamba": (
        "attention_head_dim attention_hidden_size attn_layer_offset attn_layer_period hidden_mamba_act "
        "layers_block_type mamba_conv_bias mamba_d_conv mamba_d_state mamba_dt_rank mamba_expand mamba_proj_bias "
        "n_mamba_heads num_logits_to_keep time_step_floor use_associative_scan use_mamba_kernels"
    ),
    "Zamba2": (
        "adapter_rank add_bias_linear attention_head_dim attention_hidden_size hybrid_layer_ids kv_channels "
        "layers_block_type mamba_d_conv mamba_d_state mamba_expand mamba_headdim mamba_ngroups n_mamba_heads "
        "num_logits_to_keep num_mem_blocks num_query_groups time_step_floor time_step_limit use_conv_bias "
        "use_long_context use_mamba_kernels use_mem_eff_path use_mem_rope use_shared_attention_adapter"
    ),
    "Zaya": "cca_time0 cca_time1 lm_head_bias router_hidden_size",
    "ZoeDepth": (
        "add_projection attractor_alpha attractor_gamma attractor_kind bin_centers_type bin_configurations "
        "bin_embedding_dim bottleneck_features fusion_hidden_size head_in_index max_temp min_temp neck_hidden_sizes "
        "num_attractors num_patch_transformer_layers num_relative_features patch_transformer_hidden_size "
        "patch_transformer_intermediate_size patch_transformer_num_attention_heads readout_type reassemble_factors "
        "use_batch_norm_in_fusion_residual use_bias_in_fusion_residual"
    ),
    "xLSTM": (
        "add_out_norm autocast_kernel_dtype chunkwise_kernel embedding_dim eps ffn_proj_factor "
        "ffn_round_up_to_multiple_of gate_soft_cap inference_state_dtype max_inference_chunksize mode "
        "norm_reduction_force_float32 num_blocks output_logit_soft_cap qk_dim qk_dim_factor return_last_states "
        "sequence_kernel step_kernel v_dim v_dim_factor weight_mode"
    ),
}

# Configurations without further attributes.
PLAIN: str = (
    "Apertus Arcee Auto Beam Bert BertOnnx BertGeneration BioGpt BitNet BlenderbotSmall BlenderbotSmallOnnx "
    "Camembert CamembertOnnx Canary CanaryDecoder Cosmos3Omni Cwm DPR Data2VecText Data2VecTextOnnx DeepseekV32 "
    "DeepseekVL Dots1 Ernie4_5 Exaone FlexOlmo Glm Glm4 Granite GraniteMoe Gte Helium HyperCLOVAXVisionV2 "
    "IQuestCoder Jais2 JinaEmbeddingsV3 LightOnOcr Llama MBart MBartOnnx MPNet MegatronBert MiniMaxM2 Ministral "
    "Ministral3 Mistral Mixtral NanoChat Nat Nemotron NomicBert Olmo2 Olmo3 OmniASR OmniASRAudio OwlViT OwlViTOnnx "
    "OwlViTText OwlViTVision Owlv2 Owlv2Text Owlv2Vision PLBart PLBartOnnx Pegasus PixtralVision QDQBert Qwen2 Qwen3 "
    "Roberta RobertaOnnx RobertaPreLayerNorm RobertaPreLayerNormOnnx SolarOpen ViTMSN VideoLlama3 VideoLlama3Vision "
    "XLMRoberta XLMRobertaOnnx XLMRobertaXL XLMRobertaXLOnnx"
)

# Arguments that some model classes take beside their configuration.
INITS: str = (
    "add_binary_head add_pooling_layer audio_encoder current_modality decoder embed_patches embed_tokens "
    "embed_tokens_decoder encoder eoi_token_index expand_output generator grid_size has_visual_segment_embedding "
    "image_codebook input_preprocessor is_encoder_decoder is_mae is_t2u_encoder layer_idx level mask_input nb_priors "
    "num_patches output_postprocessor query_embedder question_encoder remove_vision_encoder retriever target_lang "
    "text_encoder text_model use_fov_model use_mask_token use_prompt use_text_head vision_model vqvae_decoder "
    "vqvae_encoder word_embeddings"
)

# Classes that load in their own way, or take any argument.
ANYTHING: str = (
    "BarkPreTrainedModel BartForSequenceClassification BigBirdPegasusForSequenceClassification "
    "BlenderbotForConditionalGeneration BlenderbotModel BloomPreTrainedModel CodeGenPreTrainedModel "
    "CohereCompassVisionModel CsmForConditionalGeneration DecisionTransformerGPT2PreTrainedModel EncoderDecoderModel "
    "Ernie4_5_VL_MoeModel Ernie4_5_VL_MoeTextModel Ernie4_5_VL_MoeVariableResolutionResamplerModel "
    "Ernie4_5_VL_MoeVisionTransformerPretrainedModel Exaone4_5_VisionModel FalconPreTrainedModel "
    "FlaubertForMultipleChoice FlaubertPreTrainedModel FlavaImageCodebook GPT2PreTrainedModel "
    "GPTBigCodePreTrainedModel GPTJPreTrainedModel GPTNeoPreTrainedModel ImageGPTPreTrainedModel "
    "JukeboxPreTrainedModel KyutaiSpeechToTextForConditionalGeneration LEDForSequenceClassification "
    "LongT5PreTrainedModel MBartForSequenceClassification MarkupLMPreTrainedModel MptPreTrainedModel "
    "MusicgenForConditionalGeneration MvpForSequenceClassification PLBartForSequenceClassification "
    "Qwen2_5OmniForConditionalGeneration Qwen2_5_VisionTransformerPretrainedModel Qwen3VLMoeVisionModel "
    "Qwen3VLVisionModel Qwen3_5MoeVisionModel Qwen3_5VisionModel Qwen4ExpVisionModel RagModel RagPreTrainedModel "
    "RagSequenceForGeneration RagTokenForGeneration SLANeXtBackbone SLANeXtSLAHead SLANetSLAHead "
    "SpeechEncoderDecoderModel TimmBackbone VisionEncoderDecoderModel VisionTextDualEncoderModel "
    "XLMForMultipleChoice XLMPreTrainedModel ZayaForCausalLM"
)

# Arguments that some tokenizer takes, in some release.
TOKENIZERS: str = (
    "_commit_hash _from_auto _from_pipeline _is_local _json_padding _json_truncation _spm_precompiled_charsmap "
    "add_blank add_bos_token add_eos_token add_prefix_space added_tokens_decoder additional_special_tokens "
    "artists_file auto_map backend bod_token bos_token bptt bsz cache_dir cell_trim_length chain_break_token "
    "chat_control_tokens chat_template clean_text clean_up_tokenization_spaces "
    "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output cls_token cls_token_box cls_token_id "
    "code_revision config content custom_pipelines data default_velocity delimiter device do_basic_tokenize "
    "do_clean_text do_lower_case do_lowercase do_lowercase_and_remove_accent do_normalize do_phonemize "
    "do_split_on_punc do_subword_tokenize do_upper_case do_word_tokenize emoji emoji_file empty_token encoding "
    "entity_1_token entity_2_token entity_mask2_token entity_mask_token entity_pad_token entity_token_1 "
    "entity_token_2 entity_unk_token entity_vocab entity_vocab_file environment eod_token eos_token eot_token errors "
    "ext_len extra_ids extra_special_tokens files_loaded fill_token fix_mistral_regex force_download from_slow "
    "generator genres_file gguf_file grounded_generation_template id2lang ids_to_tokens init_configuration "
    "init_inputs is_uroman jumanpp_kwargs keep_accents lang2id lang_codes langs language language_codes legacy "
    "legacy_behaviour line_token local_files_only lower_case lstrip lyrics_file mask_token mask_token_sent "
    "max_cell_length max_column_id max_depth max_entity_length max_input_chars_per_word max_len max_length "
    "max_mention_length max_n_lyric_tokens max_question_length max_row_id max_size max_width mecab_dic mecab_kwargs "
    "mecab_option merges merges_file middle_token min_freq min_question_length mistral_format mode model "
    "model_input_names model_max_length model_specific_special_tokens monolingual_vocab_file n_genres n_sequences "
    "name_or_path never_split normalization normalize normalize_text normalized normalizer_file num_bars "
    "num_madeup_words offset only_label_first_subword pad_to_multiple_of pad_token pad_token_box pad_token_id "
    "pad_token_label pad_width padding padding_side paths phone_delimiter_token phonemize phonemizer_backend "
    "phonemizer_lang post_processor predict_timestamps prefix_token prepend_batch_axis preserve_case "
    "pretrained_model_name_or_path pretrained_vocab_file processor_class proxies question_encoder question_token "
    "reduce_len remove_space replace_word_delimiter_char resolved_vocab_files response_schema response_template "
    "resume_download return_attention_mask return_token_type_ids revision rewriting_rules rstrip "
    "sentencepiece_model_ckpt sep_token sep_token_box sep_token_id separate_vocabs should_strip_spaces shuffle "
    "single_word source_lang source_spm sp_model_kwargs space_token spaces_between_special_tokens special "
    "special_tokens special_tokens_pattern split_by_punct split_special_tokens spm_file src_lang src_vocab_file "
    "strip_accents strip_column_names strip_handles subfolder subword_tokenizer_type sudachi_config_path "
    "sudachi_dict_type sudachi_kwargs sudachi_projection sudachi_resource_dir sudachi_split_mode suffix_first "
    "suffix_token tags_dict target_lang target_spm target_vocab_file task tensor_type tgt_lang tgt_vocab_file token "
    "token_type_ids_include_special_tokens token_type_ids_pattern tokenize_chinese_chars tokenizer tokenizer_class "
    "tokenizer_file tokenizer_object tokenizer_padding tokenizer_path tokenizer_truncation tokenizer_type "
    "tool_use_template trim_offsets trim_whitespace truncation truncation_side trust_remote_code unk_id unk_token "
    "update_answer_coordinates use_auth_token use_default_system_prompt use_fast use_fast_bert_tokenizer verbose "
    "version vocab vocab_file vocab_list word_delimiter_token word_pronunciation_file word_shape_file "
    "word_tokenizer_type wordpieces_prefix x_sep_token"
)
