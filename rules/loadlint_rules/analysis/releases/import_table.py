"""Modules of transformers that a release dropped, and names that went from modules that stayed.

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
"""

from __future__ import annotations

# Modules that went, without `transformers.`.
MODULES: dict[str, str] = {
    "-4.29": "data.test_generation_utils",
    "-4.30": (
        "models.bort models.mctct models.mctct.configuration_mctct models.mctct.feature_extraction_mctct "
        "models.mctct.modeling_mctct models.mctct.processing_mctct models.mmbt models.mmbt.configuration_mmbt "
        "models.mmbt.modeling_mmbt models.retribert models.retribert.configuration_retribert "
        "models.retribert.modeling_retribert models.retribert.tokenization_retribert "
        "models.retribert.tokenization_retribert_fast models.tapex models.tapex.tokenization_tapex "
        "models.trajectory_transformer models.trajectory_transformer.configuration_trajectory_transformer "
        "models.trajectory_transformer.modeling_trajectory_transformer models.van models.van.configuration_van "
        "models.van.modeling_van"
    ),
    "-4.35": (
        "models.transfo_xl models.transfo_xl.configuration_transfo_xl models.transfo_xl.modeling_tf_transfo_xl "
        "models.transfo_xl.modeling_tf_transfo_xl_utilities models.transfo_xl.modeling_transfo_xl "
        "models.transfo_xl.modeling_transfo_xl_utilities models.transfo_xl.tokenization_transfo_xl"
    ),
    "-4.36": "trainer_tf",
    "-4.39": "generation_flax_utils generation_tf_utils generation_utils",
    "-4.41": (
        "models.deta models.deta.configuration_deta models.deta.image_processing_deta models.deta.modeling_deta "
        "models.efficientformer models.efficientformer.configuration_efficientformer "
        "models.efficientformer.image_processing_efficientformer models.efficientformer.modeling_efficientformer "
        "models.ernie_m models.ernie_m.configuration_ernie_m models.ernie_m.modeling_ernie_m "
        "models.ernie_m.tokenization_ernie_m models.gptsan_japanese "
        "models.gptsan_japanese.configuration_gptsan_japanese models.gptsan_japanese.modeling_gptsan_japanese "
        "models.gptsan_japanese.tokenization_gptsan_japanese models.graphormer "
        "models.graphormer.collating_graphormer models.graphormer.configuration_graphormer "
        "models.graphormer.modeling_graphormer models.jukebox models.jukebox.configuration_jukebox "
        "models.jukebox.modeling_jukebox models.jukebox.tokenization_jukebox models.nat models.nat.configuration_nat "
        "models.nat.modeling_nat models.nezha models.nezha.configuration_nezha models.nezha.modeling_nezha "
        "models.qdqbert models.qdqbert.configuration_qdqbert models.qdqbert.modeling_qdqbert models.realm "
        "models.realm.configuration_realm models.realm.modeling_realm models.realm.retrieval_realm "
        "models.realm.tokenization_realm models.realm.tokenization_realm_fast models.speech_to_text_2 "
        "models.speech_to_text_2.configuration_speech_to_text_2 models.speech_to_text_2.modeling_speech_to_text_2 "
        "models.speech_to_text_2.processing_speech_to_text_2 models.speech_to_text_2.tokenization_speech_to_text_2 "
        "models.tvlt models.tvlt.configuration_tvlt models.tvlt.feature_extraction_tvlt "
        "models.tvlt.image_processing_tvlt models.tvlt.modeling_tvlt models.tvlt.processing_tvlt models.vit_hybrid "
        "models.vit_hybrid.configuration_vit_hybrid models.vit_hybrid.image_processing_vit_hybrid "
        "models.vit_hybrid.modeling_vit_hybrid models.xlm_prophetnet "
        "models.xlm_prophetnet.configuration_xlm_prophetnet models.xlm_prophetnet.modeling_xlm_prophetnet "
        "models.xlm_prophetnet.tokenization_xlm_prophetnet pipelines.conversational"
    ),
    "-4.45": "deepspeed",
    "-4.48": (
        "benchmark benchmark.benchmark benchmark.benchmark_args benchmark.benchmark_args_tf "
        "benchmark.benchmark_args_utils benchmark.benchmark_tf benchmark.benchmark_utils"
    ),
    "-4.49": "models.deformable_detr.load_custom",
    "-4.51": "utils.dummy_keras_nlp_objects",
    "-4.57": (
        "activations_tf data.datasets.language_modeling generation.beam_constraints generation.beam_search "
        "generation.flax_logits_process generation.flax_utils generation.tf_logits_process generation.tf_utils "
        "keras_callbacks modeling_flax_outputs modeling_flax_pytorch_utils modeling_flax_utils modeling_tf_outputs "
        "modeling_tf_pytorch_utils modeling_tf_utils models.albert.modeling_flax_albert "
        "models.albert.modeling_tf_albert models.albert.tokenization_albert_fast models.auto.modeling_flax_auto "
        "models.auto.modeling_tf_auto models.bart.modeling_flax_bart models.bart.modeling_tf_bart "
        "models.bart.tokenization_bart_fast models.barthez.tokenization_barthez_fast "
        "models.beit.feature_extraction_beit models.beit.modeling_flax_beit models.bert.modeling_flax_bert "
        "models.bert.modeling_tf_bert models.bert.tokenization_bert_fast models.bert.tokenization_bert_tf "
        "models.big_bird.modeling_flax_big_bird models.big_bird.tokenization_big_bird_fast "
        "models.blenderbot.modeling_flax_blenderbot models.blenderbot.modeling_tf_blenderbot "
        "models.blenderbot.tokenization_blenderbot_fast models.blenderbot_small.modeling_flax_blenderbot_small "
        "models.blenderbot_small.modeling_tf_blenderbot_small "
        "models.blenderbot_small.tokenization_blenderbot_small_fast models.bloom.tokenization_bloom_fast "
        "models.camembert.modeling_tf_camembert models.camembert.tokenization_camembert_fast "
        "models.chinese_clip.feature_extraction_chinese_clip models.clip.feature_extraction_clip "
        "models.clip.modeling_flax_clip models.clip.modeling_tf_clip models.clip.tokenization_clip_fast "
        "models.codegen.tokenization_codegen_fast models.conditional_detr.feature_extraction_conditional_detr "
        "models.convbert.modeling_tf_convbert models.convbert.tokenization_convbert_fast "
        "models.convnext.feature_extraction_convnext models.convnext.modeling_tf_convnext "
        "models.ctrl.modeling_tf_ctrl models.cvt.modeling_tf_cvt models.data2vec.modeling_tf_data2vec_vision "
        "models.deberta.modeling_tf_deberta models.deberta.tokenization_deberta_fast "
        "models.deberta_v2.modeling_tf_deberta_v2 models.deberta_v2.tokenization_deberta_v2_fast "
        "models.deformable_detr.feature_extraction_deformable_detr models.deit.feature_extraction_deit "
        "models.deit.modeling_tf_deit models.detr.feature_extraction_detr models.distilbert.modeling_flax_distilbert "
        "models.distilbert.modeling_tf_distilbert models.distilbert.tokenization_distilbert_fast "
        "models.donut.feature_extraction_donut models.dpr.modeling_tf_dpr models.dpt.feature_extraction_dpt "
        "models.electra.modeling_flax_electra models.electra.modeling_tf_electra models.electra.tokenization_electra "
        "models.electra.tokenization_electra_fast models.encoder_decoder.modeling_flax_encoder_decoder "
        "models.encoder_decoder.modeling_tf_encoder_decoder models.esm.modeling_tf_esm "
        "models.flaubert.modeling_tf_flaubert models.flava.feature_extraction_flava "
        "models.fnet.tokenization_fnet_fast models.funnel.modeling_tf_funnel models.funnel.tokenization_funnel_fast "
        "models.glpn.feature_extraction_glpn models.gpt2.modeling_flax_gpt2 models.gpt2.modeling_tf_gpt2 "
        "models.gpt2.tokenization_gpt2_fast models.gpt2.tokenization_gpt2_tf models.gpt_neo.modeling_flax_gpt_neo "
        "models.gpt_neox.tokenization_gpt_neox_fast models.gptj.modeling_flax_gptj models.gptj.modeling_tf_gptj "
        "models.groupvit.modeling_tf_groupvit models.herbert.tokenization_herbert_fast "
        "models.hubert.modeling_tf_hubert models.imagegpt.feature_extraction_imagegpt "
        "models.layoutlm.modeling_tf_layoutlm models.layoutlm.tokenization_layoutlm "
        "models.layoutlm.tokenization_layoutlm_fast models.layoutlmv2.feature_extraction_layoutlmv2 "
        "models.layoutlmv2.tokenization_layoutlmv2_fast models.layoutlmv3.feature_extraction_layoutlmv3 "
        "models.layoutlmv3.modeling_tf_layoutlmv3 models.layoutlmv3.tokenization_layoutlmv3_fast "
        "models.layoutxlm.tokenization_layoutxlm_fast models.led.modeling_tf_led models.led.tokenization_led "
        "models.led.tokenization_led_fast models.levit.feature_extraction_levit "
        "models.longformer.modeling_tf_longformer models.longformer.tokenization_longformer "
        "models.longformer.tokenization_longformer_fast models.longt5.modeling_flax_longt5 "
        "models.lxmert.modeling_tf_lxmert models.lxmert.tokenization_lxmert models.lxmert.tokenization_lxmert_fast "
        "models.marian.modeling_flax_marian models.marian.modeling_tf_marian "
        "models.markuplm.tokenization_markuplm_fast models.maskformer.feature_extraction_maskformer "
        "models.mbart.modeling_flax_mbart models.mbart.modeling_tf_mbart models.mbart.tokenization_mbart_fast "
        "models.mbart50.tokenization_mbart50_fast models.mobilebert.modeling_tf_mobilebert "
        "models.mobilebert.tokenization_mobilebert_fast models.mobilenet_v1.feature_extraction_mobilenet_v1 "
        "models.mobilenet_v2.feature_extraction_mobilenet_v2 models.mobilevit.feature_extraction_mobilevit "
        "models.mobilevit.modeling_tf_mobilevit models.mpnet.modeling_tf_mpnet models.mpnet.tokenization_mpnet_fast "
        "models.mt5.modeling_flax_mt5 models.mt5.modeling_tf_mt5 models.mvp.tokenization_mvp "
        "models.mvp.tokenization_mvp_fast models.nllb.tokenization_nllb_fast models.openai.modeling_tf_openai "
        "models.openai.tokenization_openai_fast models.opt.modeling_flax_opt models.opt.modeling_tf_opt "
        "models.owlvit.feature_extraction_owlvit models.pegasus.modeling_flax_pegasus "
        "models.pegasus.modeling_tf_pegasus models.pegasus.tokenization_pegasus_fast "
        "models.perceiver.feature_extraction_perceiver models.poolformer.feature_extraction_poolformer "
        "models.rag.modeling_tf_rag models.reformer.tokenization_reformer_fast models.regnet.modeling_tf_regnet "
        "models.rembert.modeling_tf_rembert models.rembert.tokenization_rembert_fast "
        "models.resnet.modeling_tf_resnet models.roberta.modeling_flax_roberta models.roberta.modeling_tf_roberta "
        "models.roberta.tokenization_roberta_fast models.roberta_prelayernorm.modeling_flax_roberta_prelayernorm "
        "models.roberta_prelayernorm.modeling_tf_roberta_prelayernorm models.roformer.modeling_flax_roformer "
        "models.roformer.modeling_tf_roformer models.roformer.tokenization_roformer_fast "
        "models.segformer.feature_extraction_segformer models.segformer.modeling_tf_segformer "
        "models.speech_encoder_decoder.modeling_flax_speech_encoder_decoder "
        "models.speech_to_text.modeling_tf_speech_to_text models.splinter.tokenization_splinter_fast "
        "models.squeezebert.tokenization_squeezebert_fast models.swin.modeling_tf_swin models.t5.modeling_flax_t5 "
        "models.t5.modeling_tf_t5 models.t5.tokenization_t5_fast models.tapas.modeling_tf_tapas "
        "models.videomae.feature_extraction_videomae models.vilt.feature_extraction_vilt "
        "models.vision_encoder_decoder.modeling_flax_vision_encoder_decoder "
        "models.vision_encoder_decoder.modeling_tf_vision_encoder_decoder "
        "models.vision_text_dual_encoder.modeling_flax_vision_text_dual_encoder "
        "models.vision_text_dual_encoder.modeling_tf_vision_text_dual_encoder models.vit.feature_extraction_vit "
        "models.vit.modeling_flax_vit models.vit.modeling_tf_vit models.vit_mae.modeling_tf_vit_mae "
        "models.wav2vec2.modeling_flax_wav2vec2 models.wav2vec2.modeling_tf_wav2vec2 "
        "models.whisper.modeling_flax_whisper models.whisper.modeling_tf_whisper "
        "models.whisper.tokenization_whisper_fast models.xglm.modeling_flax_xglm models.xglm.modeling_tf_xglm "
        "models.xglm.tokenization_xglm_fast models.xlm.modeling_tf_xlm models.xlm_roberta.modeling_flax_xlm_roberta "
        "models.xlm_roberta.modeling_tf_xlm_roberta models.xlm_roberta.tokenization_xlm_roberta_fast "
        "models.xlnet.modeling_tf_xlnet models.xlnet.tokenization_xlnet_fast models.yolos.feature_extraction_yolos "
        "onnx onnx.config onnx.convert onnx.features onnx.utils optimization_tf pipelines.image_to_text "
        "pipelines.text2text_generation sagemaker sagemaker.trainer_sm sagemaker.training_args_sm tf_utils "
        "training_args_tf utils.bitsandbytes utils.dummy_flax_objects utils.dummy_sentencepiece_objects "
        "utils.dummy_tensorflow_text_objects utils.dummy_tf_objects utils.fx utils.model_parallel_utils"
    ),
    "-5.2": "pipelines.question_answering pipelines.visual_question_answering",
    "-5.14": (
        "models.dialogpt models.dit models.megatron_gpt2 "
        "models.megatron_gpt2.checkpoint_reshaping_and_interoperability"
    ),
    "-5.19": (
        "data.datasets data.datasets.glue data.datasets.squad data.metrics data.metrics.squad_metrics "
        "data.processors data.processors.glue data.processors.squad data.processors.utils data.processors.xnli"
    ),
    "4.28-4.41": "models.mega models.mega.configuration_mega models.mega.modeling_mega",
    "4.28-4.57": (
        "models.blip.modeling_tf_blip models.blip.modeling_tf_blip_text models.llama.tokenization_llama_fast "
        "models.regnet.modeling_flax_regnet models.resnet.modeling_flax_resnet"
    ),
    "4.29-4.31": (
        "models.open_llama models.open_llama.configuration_open_llama models.open_llama.modeling_open_llama"
    ),
    "4.29-4.40": (
        "tools tools.agents tools.base tools.document_question_answering tools.evaluate_agent tools.image_captioning "
        "tools.image_question_answering tools.image_segmentation tools.prompts tools.python_interpreter "
        "tools.speech_to_text tools.text_classification tools.text_question_answering tools.text_summarization "
        "tools.text_to_speech tools.translation"
    ),
    "4.30-4.41": "models.efficientformer.modeling_tf_efficientformer",
    "4.30-4.57": "models.sam.modeling_tf_sam",
    "4.31-4.40": "tools.agent_types",
    "4.31-4.57": (
        "models.deprecated.bort models.deprecated.mctct models.deprecated.mctct.configuration_mctct "
        "models.deprecated.mctct.feature_extraction_mctct models.deprecated.mctct.modeling_mctct "
        "models.deprecated.mctct.processing_mctct models.deprecated.mmbt models.deprecated.mmbt.configuration_mmbt "
        "models.deprecated.mmbt.modeling_mmbt models.deprecated.retribert "
        "models.deprecated.retribert.configuration_retribert models.deprecated.retribert.modeling_retribert "
        "models.deprecated.retribert.tokenization_retribert models.deprecated.retribert.tokenization_retribert_fast "
        "models.deprecated.tapex models.deprecated.tapex.tokenization_tapex models.deprecated.trajectory_transformer "
        "models.deprecated.trajectory_transformer.configuration_trajectory_transformer "
        "models.deprecated.trajectory_transformer.modeling_trajectory_transformer models.deprecated.van "
        "models.deprecated.van.configuration_van models.deprecated.van.modeling_van"
    ),
    "4.32-4.57": (
        "models.bloom.modeling_flax_bloom models.deprecated.open_llama "
        "models.deprecated.open_llama.configuration_open_llama models.deprecated.open_llama.modeling_open_llama"
    ),
    "4.33-4.57": "models.code_llama.tokenization_code_llama_fast",
    "4.34-4.57": "models.nougat.tokenization_nougat_fast",
    "4.34-5.2": "pipelines.image_to_image",
    "4.35-4.57": "models.convnextv2.modeling_tf_convnextv2 models.seamless_m4t.tokenization_seamless_m4t_fast",
    "4.35-5.23": "modeling_attn_mask_utils",
    "4.36-4.57": (
        "models.deprecated.transfo_xl models.deprecated.transfo_xl.configuration_transfo_xl "
        "models.deprecated.transfo_xl.modeling_tf_transfo_xl "
        "models.deprecated.transfo_xl.modeling_tf_transfo_xl_utilities "
        "models.deprecated.transfo_xl.modeling_transfo_xl models.deprecated.transfo_xl.modeling_transfo_xl_utilities "
        "models.deprecated.transfo_xl.tokenization_transfo_xl models.llama.modeling_flax_llama"
    ),
    "4.37-4.57": "models.qwen2.tokenization_qwen2_fast",
    "4.38-4.57": (
        "models.gemma.modeling_flax_gemma models.gemma.tokenization_gemma_fast models.mistral.modeling_flax_mistral"
    ),
    "4.39-4.57": "models.cohere.tokenization_cohere_fast models.udop.tokenization_udop_fast",
    "4.40-4.40": "models.deprecated._archive_maps",
    "4.41-4.51": (
        "agents agents.agent_types agents.agents agents.default_tools agents.document_question_answering "
        "agents.evaluate_agent agents.image_question_answering agents.llm_engine agents.prompts "
        "agents.python_interpreter agents.speech_to_text agents.text_to_speech agents.tools agents.translation"
    ),
    "4.41-4.57": (
        "models.idefics.modeling_tf_idefics models.idefics.perceiver_tf models.idefics.vision_tf "
        "models.swiftformer.modeling_tf_swiftformer"
    ),
    "4.42-4.44": (
        "models.gemma.diff_gemma models.gemma2.diff_gemma2 models.instructblipvideo.diff_instructblipvideo "
        "models.llava_next_video.diff_llava_next_video"
    ),
    "4.42-4.57": (
        "models.deprecated.deta models.deprecated.deta.configuration_deta "
        "models.deprecated.deta.image_processing_deta models.deprecated.deta.modeling_deta "
        "models.deprecated.efficientformer models.deprecated.efficientformer.configuration_efficientformer "
        "models.deprecated.efficientformer.image_processing_efficientformer "
        "models.deprecated.efficientformer.modeling_efficientformer "
        "models.deprecated.efficientformer.modeling_tf_efficientformer models.deprecated.ernie_m "
        "models.deprecated.ernie_m.configuration_ernie_m models.deprecated.ernie_m.modeling_ernie_m "
        "models.deprecated.ernie_m.tokenization_ernie_m models.deprecated.gptsan_japanese "
        "models.deprecated.gptsan_japanese.configuration_gptsan_japanese "
        "models.deprecated.gptsan_japanese.modeling_gptsan_japanese "
        "models.deprecated.gptsan_japanese.tokenization_gptsan_japanese models.deprecated.graphormer "
        "models.deprecated.graphormer.collating_graphormer models.deprecated.graphormer.configuration_graphormer "
        "models.deprecated.graphormer.modeling_graphormer models.deprecated.jukebox "
        "models.deprecated.jukebox.configuration_jukebox models.deprecated.jukebox.modeling_jukebox "
        "models.deprecated.jukebox.tokenization_jukebox models.deprecated.mega "
        "models.deprecated.mega.configuration_mega models.deprecated.mega.modeling_mega models.deprecated.nat "
        "models.deprecated.nat.configuration_nat models.deprecated.nat.modeling_nat models.deprecated.nezha "
        "models.deprecated.nezha.configuration_nezha models.deprecated.nezha.modeling_nezha "
        "models.deprecated.qdqbert models.deprecated.qdqbert.configuration_qdqbert "
        "models.deprecated.qdqbert.modeling_qdqbert models.deprecated.realm "
        "models.deprecated.realm.configuration_realm models.deprecated.realm.modeling_realm "
        "models.deprecated.realm.retrieval_realm models.deprecated.realm.tokenization_realm "
        "models.deprecated.realm.tokenization_realm_fast models.deprecated.speech_to_text_2 "
        "models.deprecated.speech_to_text_2.configuration_speech_to_text_2 "
        "models.deprecated.speech_to_text_2.modeling_speech_to_text_2 "
        "models.deprecated.speech_to_text_2.processing_speech_to_text_2 "
        "models.deprecated.speech_to_text_2.tokenization_speech_to_text_2 models.deprecated.tvlt "
        "models.deprecated.tvlt.configuration_tvlt models.deprecated.tvlt.feature_extraction_tvlt "
        "models.deprecated.tvlt.image_processing_tvlt models.deprecated.tvlt.modeling_tvlt "
        "models.deprecated.tvlt.processing_tvlt models.deprecated.vit_hybrid "
        "models.deprecated.vit_hybrid.configuration_vit_hybrid "
        "models.deprecated.vit_hybrid.image_processing_vit_hybrid models.deprecated.vit_hybrid.modeling_vit_hybrid "
        "models.deprecated.xlm_prophetnet models.deprecated.xlm_prophetnet.configuration_xlm_prophetnet "
        "models.deprecated.xlm_prophetnet.modeling_xlm_prophetnet "
        "models.deprecated.xlm_prophetnet.tokenization_xlm_prophetnet "
        "models.instructblipvideo.image_processing_instructblipvideo "
        "models.llava_next_video.image_processing_llava_next_video models.mistral.modeling_tf_mistral"
    ),
    "4.44-4.51": "agents.monitoring",
    "4.45-4.51": "agents.search",
    "4.45-4.57": (
        "kernels kernels.falcon_mamba kernels.falcon_mamba.selective_scan_with_ln_interface "
        "models.dinov2.modeling_flax_dinov2"
    ),
    "4.48-4.57": "models.mt5.tokenization_mt5 models.mt5.tokenization_mt5_fast",
    "4.52-4.53": "utils.args_doc",
    "4.52-4.57": "models.sam_hq.processing_samhq",
    "4.53-4.57": "models.sew.feature_extraction_sew",
    "4.53-5.8": "utils.metrics",
    "4.56-4.56": "generation.continuous_batching.classes",
    "4.57-4.57": "models.parakeet.tokenization_parakeet_fast",
    "4.57-5.17": "generation.continuous_batching.cache_manager",
    "5.0-5.14": "utils.chat_parsing_utils",
    "5.0-5.16": "models.roberta.tokenization_roberta_old",
    "5.0-5.20": "integrations.quark",
    "5.1-5.2": "generation.continuous_batching.input_ouputs",
    "5.3-5.3": "utils._typing",
    "5.4-5.5": (
        "models.chinese_clip.image_processing_chinese_pil_clip models.mobilenet_v1.image_processing_mobilenet_pil_v1"
    ),
}

# Modules of releases before the first one read, which no release read has.
FORMER: str = (
    "another_try benchmark_utils configuration_albert configuration_auto configuration_bart configuration_bert "
    "configuration_bert_generation configuration_blenderbot configuration_camembert configuration_ctrl "
    "configuration_deberta configuration_distilbert configuration_dpr configuration_electra "
    "configuration_encoder_decoder configuration_flaubert configuration_fsmt configuration_funnel configuration_gpt2 "
    "configuration_layoutlm configuration_longformer configuration_lxmert configuration_marian configuration_mbart "
    "configuration_mmbt configuration_mobilebert configuration_openai configuration_pegasus configuration_prophetnet "
    "configuration_rag configuration_reformer configuration_retribert configuration_roberta "
    "configuration_squeezebert configuration_t5 configuration_transfo_xl configuration_xlm "
    "configuration_xlm_prophetnet configuration_xlm_roberta configuration_xlnet file filep "
    "generation_beam_constraints generation_beam_search generation_flax_logits_process generation_logits_process "
    "generation_stopping_criteria generation_tf_logits_process hf_api modeling_albert modeling_auto modeling_bart "
    "modeling_beam_search modeling_bert modeling_bert_generation modeling_blenderbot modeling_camembert "
    "modeling_ctrl modeling_deberta modeling_distilbert modeling_dpr modeling_electra modeling_encoder_decoder "
    "modeling_flaubert modeling_flax_auto modeling_flax_bert modeling_flax_roberta modeling_fsmt modeling_funnel "
    "modeling_gpt2 modeling_layoutlm modeling_longformer modeling_lxmert modeling_marian modeling_mbart "
    "modeling_mmbt modeling_mobilebert modeling_openai modeling_pegasus modeling_prophetnet modeling_rag "
    "modeling_reformer modeling_retribert modeling_roberta modeling_squeezebert modeling_t5 modeling_tf_albert "
    "modeling_tf_auto modeling_tf_bart modeling_tf_bert modeling_tf_blenderbot modeling_tf_camembert "
    "modeling_tf_ctrl modeling_tf_distilbert modeling_tf_electra modeling_tf_flaubert modeling_tf_funnel "
    "modeling_tf_gpt2 modeling_tf_longformer modeling_tf_lxmert modeling_tf_marian modeling_tf_mbart "
    "modeling_tf_mobilebert modeling_tf_openai modeling_tf_pegasus modeling_tf_roberta modeling_tf_t5 "
    "modeling_tf_transfo_xl modeling_tf_transfo_xl_utilities modeling_tf_xlm modeling_tf_xlm_roberta "
    "modeling_tf_xlnet modeling_transfo_xl modeling_transfo_xl_utilities modeling_xlm modeling_xlm_prophetnet "
    "modeling_xlm_roberta modeling_xlnet models.auto.dynamic retrieval_rag tokenization_albert "
    "tokenization_albert_fast tokenization_auto tokenization_bart tokenization_bart_fast tokenization_bert "
    "tokenization_bert_fast tokenization_bert_generation tokenization_bert_japanese tokenization_bertweet "
    "tokenization_blenderbot tokenization_camembert tokenization_camembert_fast tokenization_ctrl "
    "tokenization_deberta tokenization_distilbert tokenization_distilbert_fast tokenization_dpr "
    "tokenization_dpr_fast tokenization_electra tokenization_electra_fast tokenization_flaubert tokenization_fsmt "
    "tokenization_funnel tokenization_funnel_fast tokenization_gpt2 tokenization_gpt2_fast tokenization_herbert "
    "tokenization_herbert_fast tokenization_layoutlm tokenization_layoutlm_fast tokenization_longformer "
    "tokenization_longformer_fast tokenization_lxmert tokenization_lxmert_fast tokenization_marian "
    "tokenization_mbart tokenization_mbart_fast tokenization_mobilebert tokenization_mobilebert_fast "
    "tokenization_openai tokenization_openai_fast tokenization_pegasus tokenization_pegasus_fast "
    "tokenization_phobert tokenization_prophetnet tokenization_rag tokenization_reformer tokenization_reformer_fast "
    "tokenization_retribert tokenization_retribert_fast tokenization_roberta tokenization_roberta_fast "
    "tokenization_squeezebert tokenization_squeezebert_fast tokenization_t5 tokenization_t5_fast "
    "tokenization_transfo_xl tokenization_xlm tokenization_xlm_prophetnet tokenization_xlm_roberta "
    "tokenization_xlm_roberta_fast tokenization_xlnet tokenization_xlnet_fast try utils.dummy_scatter_objects "
    "utils.dummy_sentencepiece_and_speech_objects utils.dummy_timm_and_vision_objects utils.dummy_timm_objects "
    "utils.fx_transformations utils_encoder_decoder"
)

# Names that went, by the module they were in, each after the span of releases that had it there.
NAMES: dict[str, str] = {
    "transformers": (
        "-4.38 tf_top_k_top_p_filtering top_k_top_p_filtering -4.45 is_decord_available -4.50 is_torch_tpu_available "
        "-4.57 FLAX_MODEL_FOR_CAUSAL_LM_MAPPING FLAX_MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING "
        "FLAX_MODEL_FOR_MASKED_LM_MAPPING FLAX_MODEL_FOR_MULTIPLE_CHOICE_MAPPING "
        "FLAX_MODEL_FOR_NEXT_SENTENCE_PREDICTION_MAPPING FLAX_MODEL_FOR_PRETRAINING_MAPPING "
        "FLAX_MODEL_FOR_QUESTION_ANSWERING_MAPPING FLAX_MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING "
        "FLAX_MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING FLAX_MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING "
        "FLAX_MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING FLAX_MODEL_FOR_VISION_2_SEQ_MAPPING FLAX_MODEL_MAPPING "
        "MODEL_FOR_VISION_2_SEQ_MAPPING MODEL_WITH_LM_HEAD_MAPPING PYTORCH_PRETRAINED_BERT_CACHE "
        "PYTORCH_TRANSFORMERS_CACHE TRANSFORMERS_CACHE commands convert_graph_to_onnx "
        "convert_tf_hub_seq_to_seq_bert_to_pytorch convert_tf_weight_name_to_pt_weight_name create_optimizer "
        "is_flax_available is_keras_nlp_available is_safetensors_available is_sigopt_available "
        "is_tensorflow_text_available is_tf_available load_pytorch_checkpoint_in_tf2_model "
        "load_pytorch_model_in_tf2_model load_pytorch_weights_in_tf2_model load_tf2_checkpoint_in_pytorch_model "
        "load_tf2_model_in_pytorch_model load_tf2_weights_in_pytorch_model load_tf_weights_in_albert "
        "load_tf_weights_in_bert load_tf_weights_in_bert_generation load_tf_weights_in_big_bird "
        "load_tf_weights_in_canine load_tf_weights_in_convbert load_tf_weights_in_electra load_tf_weights_in_funnel "
        "load_tf_weights_in_gpt2 load_tf_weights_in_gpt_neo load_tf_weights_in_imagegpt "
        "load_tf_weights_in_mobilebert load_tf_weights_in_mobilenet_v1 load_tf_weights_in_mobilenet_v2 "
        "load_tf_weights_in_openai_gpt load_tf_weights_in_qdqbert load_tf_weights_in_realm "
        "load_tf_weights_in_rembert load_tf_weights_in_roc_bert load_tf_weights_in_roformer load_tf_weights_in_t5 "
        "load_tf_weights_in_tapas load_tf_weights_in_transfo_xl load_tf_weights_in_xlnet prune_layer shape_list -5.5 "
        "MODEL_NAMES_MAPPING -5.19 glue_compute_metrics glue_convert_examples_to_features glue_output_modes "
        "glue_processors glue_tasks_num_labels squad_convert_examples_to_features xnli_compute_metrics "
        "xnli_output_modes xnli_processors xnli_tasks_num_labels 4.29-4.51 launch_gradio_demo load_tool 4.31-4.57 "
        "FLAX_MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING 4.44-4.51 stream_to_gradio 4.45-4.51 tool 4.52-4.57 "
        "GraphormerDataCollator ProjectedAdaptiveLogSoftmax build call convert_to_single_emb create_custom_forward "
        "custom_forward load_tf_weights_in_trajectory_transformer log_prob preprocess_item 4.52-5.14 "
        "add_checkpointing_args add_megatron_checkpoint_args add_transformers_checkpoint_args "
        "convert_checkpoint_from_megatron_to_transformers convert_checkpoint_from_transformers_to_megatron "
        "get_element_from_dict_by_path get_megatron_sharded_states main "
        "megatron_to_transformers_fix_query_key_value_ordering merge_transformers_sharded_states recursive_print "
        "transformers_to_megatron_fix_query_key_value_ordering 4.53-4.57 SEWFeatureExtractor 5.0-5.20 _get_target "
        "module 5.4-5.20 getattr_factory new_name"
    ),
    "transformers._typing": "5.4-5.14 Cache",
    "transformers.audio_utils": (
        "-4.28 _create_triangular_filterbank -4.53 fram_wave get_mel_filter_banks stft 4.51-5.22 "
        "is_librosa_available 4.56-5.22 is_torchcodec_available"
    ),
    "transformers.cache_utils": (
        "4.36-4.57 SinkCache 4.38-4.57 PretrainedConfig 4.39-5.19 logging 4.42-4.46 is_quanto_available 4.42-4.55 "
        "CacheConfig QuantizedCacheConfig 4.42-4.57 HQQQuantizedCache HybridCache QuantoQuantizedCache 4.43-4.55 "
        "MambaCache 4.44-4.57 OffloadedCache 4.45-4.49,5.15-5.18 deprecate_kwarg 4.45-4.55 StaticCacheConfig "
        "4.45-4.57 OffloadedStaticCache 4.50-4.53 _flatten_dynamic_cache _flatten_dynamic_cache_for_fx "
        "_flatten_with_keys_dynamic_cache 4.50-4.55 _unflatten_dynamic_cache 4.51-4.57 HybridChunkedCache 4.52-4.57 "
        "OffloadedHybridCache 4.54-4.57 ChunkedSlidingLayer SlidingWindowLayer 5.8-5.13 LAYER_TYPE_CACHE_MAPPING"
    ),
    "transformers.configuration_utils": (
        "-4.50 _re_configuration_file -4.57 download_url is_remote_url -5.17 extract_commit_hash 4.29-4.52 "
        "add_model_info_to_auto_map 4.42-4.52 add_model_info_to_custom_pipelines 4.54-4.57 "
        "SpecificPretrainedConfigType 5.0-5.3 ALLOWED_ATTENTION_LAYER_TYPES"
    ),
    "transformers.conversion_mapping": "5.0-5.3 Force16BytesAlignment VLMS",
    "transformers.core_model_loading": (
        "5.0-5.3 Force16BytesAlignment 5.0-5.13 spawn_tp_materialize 5.0-5.14 _torch_distributed_available 5.0-5.15 "
        "ALL_PARALLEL_STYLES TensorParallelLayer 5.0-5.22 _INTERNAL_MANY_TO_MANY_CONVERSIONS"
    ),
    "transformers.data": (
        "-5.19 glue_compute_metrics glue_convert_examples_to_features glue_output_modes glue_processors "
        "glue_tasks_num_labels squad_convert_examples_to_features xnli_compute_metrics xnli_output_modes "
        "xnli_processors xnli_tasks_num_labels"
    ),
    "transformers.data.data_collator": (
        "-4.57 BertTokenizer BertTokenizerFast _tf_collate_batch tf_default_data_collator -5.19 DataCollatorForSOP "
        "DataCollatorForWholeWordMask"
    ),
    "transformers.distributed": "5.15-5.19 save_model_checkpoint_distributed",
    "transformers.distributed.fsdp": (
        "5.14-5.19 is_torch_greater_or_equal 5.14-5.22 expand_fsdp_plan 5.19-5.22 MeshManager _get_parameter_plan"
    ),
    "transformers.distributed.mixin": (
        "5.15-5.19 is_fsdp_managed_module save_model_checkpoint_distributed 5.19-5.22 _validate_parallel_plan_styles "
        "resolve_parallel_plans"
    ),
    "transformers.distributed.tensor_parallel": (
        "5.16-5.21 GeneralInterface 5.16-5.22 EpRouterParallel MoeTensorParalellMegaMoeExperts RouterParallelMegaMoe "
        "5.19-5.22 _get_parameter_plan _validate_parallel_plan_styles"
    ),
    "transformers.distributed.utils": (
        "5.15-5.19 load_optimizer_distributed save_model_checkpoint_distributed save_optimizer_distributed"
    ),
    "transformers.feature_extraction_sequence_utils": "-4.57 is_tf_tensor",
    "transformers.feature_extraction_utils": (
        "-4.57 download_url is_flax_available is_jax_tensor is_remote_url is_tf_available 4.29-4.52 "
        "add_model_info_to_auto_map 4.42-4.52 add_model_info_to_custom_pipelines"
    ),
    "transformers.file_utils": (
        "-4.27 is_torch_onnx_dict_inputs_support_available -4.29 torch_version -4.38 is_torch_tpu_available -4.47 "
        "is_soundfile_availble -4.48 get_cached_models -4.49 get_file_from_repo -4.56 cached_property -4.57 "
        "DISABLE_TELEMETRY FLAX_WEIGHTS_NAME HUGGINGFACE_CO_PREFIX HUGGINGFACE_CO_RESOLVE_ENDPOINT "
        "PYTORCH_PRETRAINED_BERT_CACHE PYTORCH_TRANSFORMERS_CACHE TORCH_FX_REQUIRED_VERSION TRANSFORMERS_CACHE "
        "USE_JAX USE_TF USE_TORCH default_cache_path get_full_repo_name is_flax_available is_offline_mode "
        "is_tensorflow_probability_available is_tf2onnx_available is_tf_available is_torch_bf16_available "
        "is_torch_fx_available -5.0 is_ftfy_available is_ipex_available"
    ),
    "transformers.generation": (
        "-4.38 tf_top_k_top_p_filtering top_k_top_p_filtering -4.48 MaxNewTokensCriteria -4.57 BeamHypotheses "
        "BeamSampleDecoderOnlyOutput BeamSampleEncoderDecoderOutput BeamSearchDecoderOnlyOutput "
        "BeamSearchEncoderDecoderOutput ContrastiveSearchDecoderOnlyOutput ContrastiveSearchEncoderDecoderOutput "
        "GreedySearchDecoderOnlyOutput GreedySearchEncoderDecoderOutput SampleDecoderOnlyOutput "
        "SampleEncoderDecoderOutput is_flax_available is_tf_available"
    ),
    "transformers.generation.candidate_generator": (
        "4.37-4.53 _crop_past_key_values 4.40-4.51 DynamicCache 4.45-5.0 isin_mps_friendly 4.52-4.54,5.18-5.21 "
        "deprecate_kwarg"
    ),
    "transformers.generation.configuration_utils": (
        "-4.57 PretrainedConfig download_url is_remote_url -5.17 extract_commit_hash 4.42-4.48 NEEDS_CACHE_CONFIG "
        "4.42-4.53 QuantizedCacheConfig 4.42-5.20 is_torch_available 4.45-4.53 MambaCache StaticCacheConfig "
        "4.45-4.55 HQQQuantizedCache HybridCache NEED_SETUP_CACHE_CLASSES_MAPPING OffloadedStaticCache "
        "QUANT_BACKEND_CLASSES_MAPPING QuantoQuantizedCache SlidingWindowCache StaticCache 4.49-4.53 "
        "CACHE_CONFIG_MAPPING 4.51-4.55 HybridChunkedCache 4.52-4.55 OffloadedHybridCache"
    ),
    "transformers.generation.logits_process": (
        "-4.44 ForceTokensLogitsProcessor -4.48 LogitsWarper -4.57 HammingDiversityLogitsProcessor -5.14 "
        "_calc_banned_ngram_tokens 4.45-5.0 isin_mps_friendly"
    ),
    "transformers.generation.stopping_criteria": "-4.44 MaxNewTokensCriteria 4.45-5.0 isin_mps_friendly",
    "transformers.generation.streamers": "4.28-5.3 AutoTokenizer",
    "transformers.generation.utils": (
        "-4.27 torch_int_div -4.38 top_k_top_p_filtering -4.40 validate_stopping_criteria -4.44 "
        "ForceTokensLogitsProcessor MODEL_FOR_CAUSAL_IMAGE_MODELING_MAPPING MODEL_FOR_CAUSAL_LM_MAPPING "
        "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING MODEL_FOR_VISION_2_SEQ_MAPPING "
        "-4.55 CausalLMOutputWithPast Seq2SeqLMOutput _ranking_fast -4.56 BeamScorer BeamSearchScorer "
        "ConstrainedBeamSearchScorer DisjunctiveConstraint HammingDiversityLogitsProcessor PhrasalConstraint -4.57 "
        "BeamSampleDecoderOnlyOutput BeamSampleEncoderDecoderOutput BeamSampleOutput BeamSearchDecoderOnlyOutput "
        "BeamSearchEncoderDecoderOutput BeamSearchOutput ContrastiveSearchDecoderOnlyOutput "
        "ContrastiveSearchEncoderDecoderOutput ContrastiveSearchOutput GreedySearchDecoderOnlyOutput "
        "GreedySearchEncoderDecoderOutput GreedySearchOutput SampleDecoderOnlyOutput SampleEncoderDecoderOutput "
        "SampleOutput 4.29-4.53 _crop_past_key_values 4.32-4.38 ExplicitEnum 4.38-4.53 _split _split_model_inputs "
        "4.38-4.55 NEED_SETUP_CACHE_CLASSES_MAPPING 4.38-4.56 stack_model_outputs 4.39-4.49 is_torchdynamo_compiling "
        "4.41-4.45 WatermarkLogitsProcessor 4.42-4.46 is_quanto_available 4.42-4.53 QuantizedCacheConfig 4.42-4.55 "
        "QUANT_BACKEND_CLASSES_MAPPING 4.42-5.0 is_hqq_available 4.43-4.55 _dola_select_contrast "
        "_relative_top_filter 4.44-4.55 OffloadedCache 4.45-4.56 PretrainedConfig 4.45-5.0 isin_mps_friendly "
        "4.46-5.0 is_optimum_quanto_available 4.51-4.55 HybridChunkedCache 4.51-5.2 is_torchdynamo_exporting "
        "4.52-4.55 OffloadedHybridCache"
    ),
    "transformers.generation.watermarking": "4.41-4.56 is_torch_available 4.41-4.57 PretrainedConfig",
    "transformers.hyperparameter_search": (
        "4.31-4.35 is_ray_available 4.31-4.57 SigOptBackend default_hp_space_sigopt is_sigopt_available "
        "run_hp_search_sigopt"
    ),
    "transformers.image_processing_base": (
        "4.42-4.52 add_model_info_to_auto_map add_model_info_to_custom_pipelines 4.42-4.55 is_vision_available "
        "4.42-4.57 download_url is_remote_url"
    ),
    "transformers.image_processing_utils": (
        "-4.41 BaseBatchFeature IMAGE_PROCESSOR_NAME PushToHubMixin cached_file copy_func custom_object_save "
        "download_url is_offline_mode is_remote_url 4.29-4.41 add_model_info_to_auto_map 4.52-5.3 requires"
    ),
    "transformers.image_transforms": (
        "-4.30 to_numpy_array -4.57 _center_to_corners_format_tf _corners_to_center_format_tf is_flax_available "
        "is_jax_tensor is_tf_available is_tf_tensor 4.42-4.48 FusedRescaleNormalize Rescale is_torchvision_available "
        "4.42-4.57 NumpyToTensor _cast_tensor_to_float"
    ),
    "transformers.image_utils": (
        "-4.57 is_jax_tensor is_tf_tensor 4.37-4.40 promote_annotation_format 4.37-5.0 AnnotionFormat 4.41-4.51 "
        "VideoInput"
    ),
    "transformers.integrations": (
        "-4.30 default_hp_search_backend importlib_metadata -4.32 BestRun ENV_VARS_TRUE_VALUES ParallelMode "
        "TrainerMemoryTracker _has_comet _has_neptune flatten_dict is_datasets_available is_torch_tpu_available "
        "logging version -4.34 is_fairscale_available -4.57 is_sigopt_available run_hp_search_sigopt 4.33-4.57 "
        "get_keys_to_not_convert replace_8bit_linear set_module_8bit_tensor_to_device "
        "set_module_quantized_tensor_to_device 4.36-4.57 fuse_awq_modules 4.41-4.47 GGUF_TENSOR_MAPPING 4.41-5.17 "
        "GGUF_TOKENIZER_MAPPING load_dequant_gguf_tensor load_gguf 4.46-5.0 post_init_awq_ipex_modules 4.50-5.14 "
        "is_torch_greater_or_equal 4.50-5.15 translate_to_torch_parallel_style 4.55-5.15 dequantize "
        "load_and_swizzle_mxfp4"
    ),
    "transformers.integrations.accelerate": "4.51-4.57 find_tied_parameters init_empty_weights init_on_device",
    "transformers.integrations.aqlm": (
        "4.38-4.57 is_accelerate_available is_aqlm_available 4.45-4.57 ACCELERATE_MIN_VERSION"
    ),
    "transformers.integrations.awq": (
        "4.35-4.57 AWQLinearVersion AwqBackendPackingMethod is_auto_awq_available 4.36-4.57 ACT2FN "
        "AWQ_FUSED_MAPPINGS AwqConfig PreTrainedModel _fuse_awq_attention_layers _fuse_awq_layernorm _fuse_awq_mlp "
        "fuse_awq_modules get_modules_to_fuse 4.39-4.57 ExllamaVersion post_init_awq_exllama_modules 4.46-4.57 "
        "is_ipex_available post_init_awq_ipex_modules"
    ),
    "transformers.integrations.bitnet": "4.46-4.57 _replace_with_bitnet_linear is_accelerate_available",
    "transformers.integrations.bitsandbytes": (
        "4.33-4.57 _replace_with_bnb_linear get_keys_to_not_convert replace_8bit_linear "
        "set_module_8bit_tensor_to_device set_module_quantized_tensor_to_device 4.41-4.57 _dequantize_and_replace "
        "4.45-4.52 is_ipex_available 4.45-4.57 _validate_bnb_cuda_backend_availability "
        "_validate_bnb_multi_backend_availability is_bitsandbytes_multi_backend_available"
    ),
    "transformers.integrations.deepgemm": (
        "5.10-5.13 _DEEPGEMM_VISITED_DEVICES _assert_single_device get_cuda_runtime_version 5.10-5.14 _is_sm100 "
        "5.10-5.15 to_local 5.11-5.14 _populate_deepgemm_kernel is_torchdynamo_compiling 5.14-5.22 deprecate_kwarg"
    ),
    "transformers.integrations.deepspeed": "4.33-4.37 get_scheduler 4.40-4.50 is_torch_mlu_available",
    "transformers.integrations.eager_paged": "5.0-5.23 PagedAttentionCache",
    "transformers.integrations.eetq": (
        "4.41-4.57 _replace_with_eetq_linear is_accelerate_available is_eetq_available"
    ),
    "transformers.integrations.executorch": (
        "4.45-5.0 is_torch_greater_or_equal_than_2_3 4.46-4.52 is_torch_available 4.51-5.19 "
        "is_torch_greater_or_equal 4.52-4.55 HybridCache 4.53-4.57 ALL_ATTENTION_FUNCTIONS "
        "ALL_MASK_ATTENTION_FUNCTIONS _ignore_causal_mask_sdpa _is_torch_greater_or_equal_than_2_5 "
        "prepare_padding_mask sdpa_mask_without_vmap 4.56-5.19 is_torch_greater_or_equal_than_2_6"
    ),
    "transformers.integrations.fbgemm_fp8": "4.43-4.57 _replace_with_fbgemm_fp8_linear",
    "transformers.integrations.finegrained_fp8": (
        "4.49-4.57 _replace_with_fp8_linear is_accelerate_available 4.49-5.3 _w8a8_block_fp8_matmul act_quant_kernel "
        "w8a8_block_fp8_matmul_compile w8a8_block_fp8_matmul_triton 4.49-5.3,5.10-5.10 act_quant 4.49-5.4 "
        "is_torch_available 4.52-5.3 is_torch_accelerator_available 5.0-5.3 FP8Expert _ceil_div "
        "_w8a8_block_fp8_matmul_per_tensor 5.1-5.4 _supports_cutlass get_kernel 5.4-5.10 w8a8_fp8_matmul 5.5-5.9 "
        "_DEEPGEMM_M_ALIGNMENT _build_deepgemm_contiguous_layout _load_deepgemm_kernel "
        "_pad_to_deepgemm_contiguous_layout _unpad_from_deepgemm_contiguous_layout fp8_deepgemm_experts_forward "
        "get_cuda_runtime_version resolve_internal_import 5.10-5.15 to_local 5.11-5.14 "
        "_populate_finegrained_fp8_kernel is_torchdynamo_compiling"
    ),
    "transformers.integrations.flash_attention": "5.19-5.23 PagedAttentionCache",
    "transformers.integrations.flash_paged": (
        "4.53-4.57 is_flash_attn_2_available 5.0-5.18 lazy_import_paged_flash_attention 5.6-5.18 "
        "_paged_decode_forward"
    ),
    "transformers.integrations.flex_attention": "4.51-4.57 _torch_version 4.54-5.19 is_torch_less_or_equal",
    "transformers.integrations.fsdp": "4.46-5.13 is_torch_available 4.56-5.13 strtobool 5.2-5.13 QuantizationMethod",
    "transformers.integrations.ggml": (
        "4.41-4.44 DATA_TYPES GGML_BLOCK_SIZES GGML_TYPES dequantize_q2_k dequantize_q3_k dequantize_q4_0 "
        "dequantize_q4_k dequantize_q5_k dequantize_q6_k dequantize_q8_0 load_dequant_gguf_tensor 4.41-4.47 "
        "GGUF_TENSOR_MAPPING 4.41-5.17 AddedToken GGUFLlamaConverter GGUFTokenizerSkeleton GGUF_TOKENIZER_MAPPING "
        "GGUF_TO_FAST_CONVERTERS LlamaConverter convert_gguf_tokenizer tqdm 4.42-5.17 GGUFQwen2Converter "
        "Qwen2Converter 4.45-5.17 GGUFPhi3Converter 4.46-5.17 GGUFGPTConverter GPT2Converter 4.47-5.17 "
        "GGUFT5Converter T5Converter 4.48-5.17 GGUFGemmaConverter GemmaConverter"
    ),
    "transformers.integrations.hub_kernels": (
        "4.50-4.55 is_hub_kernels_available 5.13-5.17 is_flash_attention_requested is_rocm_platform"
    ),
    "transformers.integrations.integration_utils": (
        "4.33-4.38 is_torch_tpu_available 4.33-4.42 _has_comet 4.33-4.57 is_sigopt_available run_hp_search_sigopt "
        "4.42-4.57 is_tf_available"
    ),
    "transformers.integrations.mxfp4": (
        "4.55-5.15 dequantize load_and_swizzle_mxfp4 shard_and_distribute_module 4.55-5.20 mlp_forward 4.55-5.22 "
        "routing_torch_dist 5.15-5.22 _is_torch_distributed_initialized"
    ),
    "transformers.integrations.npu_flash_attention": (
        "4.51-4.54 IndexFirstAxis IndexPutFirstAxis index_first_axis index_put_first_axis pad_input unpad_input"
    ),
    "transformers.integrations.peft": (
        "4.53-4.57 VLMS 5.0-5.3 _build_peft_weight_mapping 5.0-5.12 Concatenate ConversionOps FlattenDims "
        "MergeModulelist PeftConcatenate PermuteDims Transpose WeightConverter _MODEL_TO_CONVERSION_PATTERN "
        "_MOE_FUSED_TARGETS _MOE_TARGET_MODULE_MAPPING _block_diag_3d _convert_peft_config_moe "
        "convert_peft_config_for_transformers get_checkpoint_conversion_mapping patch_moe_parameter_targeting "
        "5.0-5.17 cached_file extract_commit_hash 5.6-5.17 load_state_dict"
    ),
    "transformers.integrations.quanto": "4.46-4.57 is_optimum_quanto_available",
    "transformers.integrations.sdpa_attention": (
        "4.54-5.14 _is_torch_greater_or_equal_than_2_5 5.19-5.23 PagedAttentionCache"
    ),
    "transformers.integrations.sdpa_paged": "5.0-5.18 PagedAttentionCache",
    "transformers.integrations.sonicmoe": "5.8-5.14 _sonicmoe_wrapper 5.10-5.15 to_local",
    "transformers.integrations.spqr": "4.49-4.57 is_accelerate_available",
    "transformers.integrations.tensor_parallel": (
        "4.50-5.0 GatherParallel IsolatedParallel 4.50-5.14 _torch_distributed_available is_torch_greater_or_equal "
        "4.50-5.15 _blocks_to_block_sizes add_tensor_parallel_hooks_to_module distribute_module get_packed_weights "
        "get_tensor_shard logging 4.51-4.55 str_to_torch_dtype 4.52-5.0 ReplicateParallel "
        "convert_local_tensor_to_dtensor replace_state_dict_local_with_dtensor 4.52-5.15 _get_parameter_tp_plan "
        "repack_weights 4.53-5.15 GeneralInterface 4.54-5.14 distribute_model 4.54-5.15 DistributedConfig "
        "GroupedGemmParallel 4.54-5.22 RouterParallel 4.56-5.15 str_to_dtype 5.0-5.15 is_torch_available 5.1-5.15 "
        "EmbeddingParallel _AllGather _AllReduceBackward _AllReduceForward _ReduceScatter _Split "
        "_split_along_last_dim all_gather all_reduce_backward all_reduce_forward gather_full_tensor reduce_scatter "
        "split 5.10-5.15 to_local 5.10-5.22 MoeTensorParalellMegaMoeExperts RouterParallelMegaMoe 5.16-5.22 "
        "EpRouterParallel"
    ),
    "transformers.integrations.torchao": "5.0-5.3 fuzzy_match_size 5.0-5.14 _quantization_type",
    "transformers.loss.loss_lw_detr": "5.0-5.8 is_accelerate_available",
    "transformers.loss.loss_rnnt": "5.12-5.16 is_torchaudio_available",
    "transformers.masking_utils": (
        "4.53-4.57 PretrainedConfig _vmap_for_bhqkv is_torchdynamo_compiling sdpa_mask_older_torch "
        "sdpa_mask_recent_torch 4.53-5.8 AttentionMask BLACK_SQUARE GREEN GREEN_SQUARE GREY_SQUARE LOW_TRIANGLE "
        "RESET UPPER_TRIANGLE WHITE_SQUARE YELLOW YELLOW_SQUARE get_style tensor_to_mask_visual 4.53-5.14 "
        "_is_torch_greater_or_equal_than_2_5 4.53-5.19 _is_torch_greater_or_equal_than_2_6 is_torch_greater_or_equal "
        "5.0-5.13 _can_skip_causal_mask_xpu"
    ),
    "transformers.model_debugging_utils": "4.50-5.14 _torch_distributed_available",
    "transformers.modelcard": (
        "-4.57 AUTOGENERATED_KERAS_COMMENT MODEL_CARD_NAME ModelCard cached_file extract_hyperparameters_from_keras "
        "is_tf_available keras parse_keras_history"
    ),
    "transformers.modeling_flash_attention_utils": (
        "4.43-4.52 index_first_axis 4.43-4.53 _flash_supports_window_size 4.43-4.54 is_flash_attn_greater_or_equal "
        "4.44-4.53 prepare_fa2_from_position_ids 4.47-4.53 deterministic_g flash_241 4.51-5.3 "
        "is_flash_attn_greater_or_equal_2_10 5.0-5.18 lazy_import_paged_flash_attention paged_attention_forward "
        "5.4-5.22 PACKAGE_DISTRIBUTION_MAPPING 5.7-5.18 split_attention_implementation"
    ),
    "transformers.modeling_gguf_pytorch_utils": (
        "4.41-4.44 load_dequant_gguf_tensor 4.41-4.47 GGUF_TENSOR_MAPPING 4.43-4.46 reverse_permute_weights"
    ),
    "transformers.modeling_rope_utils": (
        "4.43-4.57 PretrainedConfig ROPE_VALIDATION_FUNCTIONS _compute_default_rope_parameters "
        "_validate_dynamic_scaling_rope_parameters _validate_linear_scaling_rope_parameters "
        "_validate_llama3_parameters _validate_longrope_parameters _validate_yarn_parameters"
    ),
    "transformers.modeling_utils": (
        "-4.28 BackboneMixin -4.29 replace_8bit_linear set_module_8bit_tensor_to_device -4.30 importlib_metadata "
        "-4.36 require_version_core -4.37 get_keys_to_not_convert -4.38 is_torch_tpu_available -4.46 "
        "convert_file_size_to_int shard_checkpoint -4.49 _load_state_dict_into_model _move_model_to_meta "
        "find_submodule_and_param_name -4.50 dtype_byte_size -4.51 get_first_parameter_dtype "
        "get_state_dict_float_dtype -4.52 ModelOutput PoolerAnswerClass PoolerEndLogits PoolerStartLogits SQuADHead "
        "SequenceSummary SquadHeadOutput get_activation replace_return_docstrings -4.55 Conv1D "
        "apply_chunking_to_forward find_pruneable_heads_and_indices prune_conv1d_layer prune_layer "
        "prune_linear_layer -4.56 is_safetensors_available set_initialized_submodules -4.57 BitsAndBytesConfig "
        "ENV_VARS_TRUE_VALUES FLAX_WEIGHTS_NAME PretrainedConfig _find_mismatched_keys "
        "_load_state_dict_into_meta_model download_url get_disk_only_shard_files get_parameter_device "
        "get_parameter_dtype init_empty_weights is_remote_url load_flax_checkpoint_in_pytorch_model "
        "load_sharded_checkpoint load_tf2_checkpoint_in_pytorch_model no_init_weights 4.29-4.57 find_tied_parameters "
        "is_optimum_available 4.30-4.37 replace_with_bnb_linear set_module_quantized_tensor_to_device 4.32-4.35 "
        "is_fsdp_enabled_and_dist_rank_0 4.32-4.37 GPTQConfig is_auto_gptq_available 4.32-4.55 strtobool 4.32-4.57 "
        "is_torch_fx_proxy 4.33-4.57 ADAPTER_WEIGHTS_NAME CONFIG_NAME extract_commit_hash find_adapter_config_file "
        "is_peft_available 4.34-4.57 is_torchdynamo_compiling 4.35-5.3 is_flash_attn_2_available 4.36-4.55 "
        "is_torch_sdpa_available 4.36-4.57 TORCH_INIT_FUNCTIONS 4.37-4.47 is_torch_greater_or_equal_than_1_13 "
        "4.38-4.55 AutoHfQuantizer 4.39-4.57 is_torch_xla_available 4.41-5.16 load_gguf_checkpoint 4.43-4.50 "
        "check_support_param_buffer_assignment 4.45-4.50 ACCELERATE_MIN_VERSION 4.47-5.0 is_torch_greater_or_equal "
        "4.49-4.55 restore_default_torch_dtype 4.49-5.3 PipelineParallel 4.50-4.55 _get_torch_dtype 4.50-4.57 "
        "_find_missing_and_unexpected_keys _infer_parameter_dtype 4.50-5.14 _torch_distributed_available 4.50-5.15 "
        "shard_and_distribute_module 4.51-4.56 is_torchao_available 4.51-5.3 is_torch_mlu_available "
        "4.52-4.53,4.56-5.14 ALL_PARALLEL_STYLES 4.52-4.57 VLMS 4.52-5.0 repack_weights "
        "replace_state_dict_local_with_dtensor 4.52-5.14 initialize_tensor_parallelism 4.52-5.18 "
        "_get_parameter_tp_plan 4.53-4.57 load_shard_file load_shard_files_with_threadpool 4.53-5.0 "
        "_is_dtensor_available 4.53-5.3 is_flash_attn_3_available 4.53-5.18 paged_attention_forward "
        "sdpa_attention_paged_forward 4.54-5.14 distribute_model 5.0-5.18 lazy_import_paged_flash_attention 5.1-5.14 "
        "gather_state_dict_for_save 5.7-5.18 split_attention_implementation 5.7-5.19 "
        "_get_torch_distributed_world_size _is_torch_distributed_initialized"
    ),
    "transformers.models.afmoe.modeling_afmoe": "5.0-5.3 AfmoeMoE",
    "transformers.models.albert": (
        "-4.44 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_albert"
    ),
    "transformers.models.albert.configuration_albert": "-4.57 AlbertOnnxConfig",
    "transformers.models.albert.modeling_albert": (
        "-4.57 load_tf_weights_in_albert 4.45-4.57 ALBERT_ATTENTION_CLASSES AlbertSdpaAttention"
    ),
    "transformers.models.albert.tokenization_albert": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.align": "-4.44 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.align.modeling_align": "4.41-4.53 ALIGN_TEXT_SELF_ATTENTION_CLASSES",
    "transformers.models.altclip": "-4.44 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.altclip.modeling_altclip": (
        "-5.5 AltCLIPVisionTransformer clip_loss 4.41-5.5 ALT_ROBERTA_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.altclip.processing_altclip": "4.45-4.56 AltClipProcessorKwargs",
    "transformers.models.aria.image_processing_aria": "4.48-4.51 _get_patch_output_size",
    "transformers.models.aria.modeling_aria": (
        "4.48-4.53 KwargsForCausalLM 4.48-4.57 AriaGroupedExpertsMLP 4.48-5.17 AriaGroupedExpertsGemm "
        "sequential_experts_gemm"
    ),
    "transformers.models.audio_spectrogram_transformer": (
        "-4.35 is_speech_available -4.47 OptionalDependencyNotAvailable is_torch_available"
    ),
    "transformers.models.audio_spectrogram_transformer.modeling_audio_spectrogram_transformer": (
        "-5.8 ASTEncoder ASTIntermediate ASTOutput ASTSelfAttention ASTSelfOutput 4.41-4.49 ASTSdpaAttention "
        "ASTSdpaSelfAttention AST_ATTENTION_CLASSES"
    ),
    "transformers.models.auto": (
        "-4.51 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available -4.57 "
        "FLAX_MODEL_FOR_CAUSAL_LM_MAPPING FLAX_MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING "
        "FLAX_MODEL_FOR_MASKED_LM_MAPPING FLAX_MODEL_FOR_MULTIPLE_CHOICE_MAPPING "
        "FLAX_MODEL_FOR_NEXT_SENTENCE_PREDICTION_MAPPING FLAX_MODEL_FOR_PRETRAINING_MAPPING "
        "FLAX_MODEL_FOR_QUESTION_ANSWERING_MAPPING FLAX_MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING "
        "FLAX_MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING FLAX_MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING "
        "FLAX_MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING FLAX_MODEL_FOR_VISION_2_SEQ_MAPPING FLAX_MODEL_MAPPING "
        "MODEL_FOR_VISION_2_SEQ_MAPPING MODEL_WITH_LM_HEAD_MAPPING -5.5 MODEL_NAMES_MAPPING 4.31-4.57 "
        "FLAX_MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING"
    ),
    "transformers.models.auto.configuration_auto": "-4.40 CONFIG_ARCHIVE_MAP_MAPPING_NAMES -5.5 MODEL_NAMES_MAPPING",
    "transformers.models.auto.image_processing_auto": (
        "-4.47 image_processor_class_from_name 4.42-5.3 _warning_fast_image_processor_available 4.54-4.57 "
        "FORCE_FAST_IMAGE_PROCESSOR 5.0-5.3 DEFAULT_TO_SLOW_IMAGE_PROCESSORS"
    ),
    "transformers.models.auto.modeling_auto": (
        "-4.57 AutoModelForVision2Seq AutoModelWithLMHead MODEL_FOR_VISION_2_SEQ_MAPPING "
        "MODEL_FOR_VISION_2_SEQ_MAPPING_NAMES MODEL_WITH_LM_HEAD_MAPPING MODEL_WITH_LM_HEAD_MAPPING_NAMES "
        "_AutoModelWithLMHead 4.54-4.57 _AutoModelForVision2Seq"
    ),
    "transformers.models.auto.tokenization_auto": "5.10-5.10,5.12-5.14 _has_tekken_tokenizer_file",
    "transformers.models.autoformer": "4.30-4.51 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.autoformer.modeling_autoformer": "4.30-4.34 _expand_mask _make_causal_mask",
    "transformers.models.aya_vision.processing_aya_vision": "4.50-4.57 AyaVisionImagesKwargs",
    "transformers.models.bamba.modeling_bamba": (
        "4.48-5.4 HybridMambaAttentionDynamicCache 4.48-5.14 is_fast_path_available 4.52-5.14 "
        "BambaFlashAttentionKwargs"
    ),
    "transformers.models.bark": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.bark.modeling_bark": "4.31-4.52 BarkLayerNorm 4.36-4.42 _get_unpad_data",
    "transformers.models.bart": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.bart.configuration_bart": "-4.57 BartOnnxConfig",
    "transformers.models.bart.modeling_bart": (
        "-4.34 _expand_mask _make_causal_mask -4.51 BART_GENERATION_EXAMPLE 4.35-4.42 _get_unpad_data 4.35-4.52 "
        "BART_ATTENTION_CLASSES BartFlashAttention2 4.36-4.52 BartSdpaAttention"
    ),
    "transformers.models.bart.tokenization_bart": "-4.57 VOCAB_FILES_NAMES bytes_to_unicode get_pairs",
    "transformers.models.barthez": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available"
    ),
    "transformers.models.bartpho": "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available",
    "transformers.models.bartpho.tokenization_bartpho": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.beit": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_torch_available is_vision_available"
    ),
    "transformers.models.beit.configuration_beit": "-4.57 BeitOnnxConfig",
    "transformers.models.beit.modeling_beit": (
        "-5.8 BeitConvModule BeitEncoder BeitIntermediate BeitOutput BeitSelfAttention BeitSelfOutput drop_path "
        "4.48-5.8 BEIT_SELF_ATTENTION_CLASSES BeitSdpaSelfAttention"
    ),
    "transformers.models.bert": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tensorflow_text_available is_tf_available "
        "is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_bert"
    ),
    "transformers.models.bert.configuration_bert": "-4.57 BertOnnxConfig",
    "transformers.models.bert.modeling_bert": (
        "-4.51 _QA_TARGET_END_INDEX _QA_TARGET_START_INDEX -4.57 load_tf_weights_in_bert 4.41-4.57 "
        "BERT_SELF_ATTENTION_CLASSES BertSdpaSelfAttention"
    ),
    "transformers.models.bert.tokenization_bert": "-4.57 BasicTokenizer WordpieceTokenizer whitespace_tokenize",
    "transformers.models.bert_generation": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_torch_available -4.57 "
        "load_tf_weights_in_bert_generation"
    ),
    "transformers.models.bert_generation.modeling_bert_generation": (
        "-4.57 load_tf_weights_in_bert_generation 4.41-4.57 BERT_GENERATION_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.big_bird": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_big_bird"
    ),
    "transformers.models.big_bird.configuration_big_bird": "-4.57 BigBirdOnnxConfig",
    "transformers.models.big_bird.modeling_big_bird": "-4.57 load_tf_weights_in_big_bird",
    "transformers.models.bigbird_pegasus": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.bigbird_pegasus.configuration_bigbird_pegasus": "-4.57 BigBirdPegasusOnnxConfig",
    "transformers.models.bigbird_pegasus.modeling_bigbird_pegasus": (
        "-4.34 _expand_mask _make_causal_mask -4.51 BIGBIRD_PEGASUS_GENERATION_EXAMPLE"
    ),
    "transformers.models.biogpt": "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.biogpt.modeling_biogpt": (
        "-4.34 _expand_mask _make_causal_mask 4.45-4.52 BIOGPT_ATTENTION_CLASSES BioGptSdpaAttention"
    ),
    "transformers.models.bit": (
        "-4.47 BitOnnxConfig OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.bit.modeling_bit": "-5.8 drop_path",
    "transformers.models.blenderbot": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.blenderbot.configuration_blenderbot": "-4.57 BlenderbotOnnxConfig",
    "transformers.models.blenderbot.modeling_blenderbot": (
        "-4.34 _expand_mask _make_causal_mask -4.51 BLENDERBOT_GENERATION_EXAMPLE 4.35-4.52 "
        "BLENDERBOT_ATTENTION_CLASSES"
    ),
    "transformers.models.blenderbot.tokenization_blenderbot": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.blenderbot_small": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.blenderbot_small.configuration_blenderbot_small": "-4.57 BlenderbotSmallOnnxConfig",
    "transformers.models.blenderbot_small.modeling_blenderbot_small": (
        "-4.34 _expand_mask _make_causal_mask -4.51 BLENDERBOT_SMALL_GENERATION_EXAMPLE 4.35-4.52 "
        "BLENDERBOT_SMALL_ATTENTION_CLASSES"
    ),
    "transformers.models.blip": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available 4.28-4.47 is_tf_available "
        "4.48-4.51 BlipTextAttention BlipTextEmbeddings BlipTextEncoder BlipTextIntermediate "
        "BlipTextLMPredictionHead BlipTextLayer BlipTextOnlyMLMHead BlipTextOutput BlipTextPooler "
        "BlipTextPredictionHeadTransform BlipTextSelfAttention BlipTextSelfOutput build call feed_forward_chunk "
        "forward get_attention_map get_attn_gradients get_extended_attention_mask get_input_embeddings "
        "get_output_embeddings prepare_inputs_for_generation prune_heads save_attention_map save_attn_gradients "
        "set_input_embeddings set_output_embeddings transpose_for_scores"
    ),
    "transformers.models.blip.modeling_blip": "-5.5 blip_loss",
    "transformers.models.blip_2": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.bloom": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available 4.32-4.47 is_flax_available"
    ),
    "transformers.models.bloom.configuration_bloom": "-4.57 BloomOnnxConfig",
    "transformers.models.bloom.modeling_bloom": (
        "-4.34 _expand_mask _make_causal_mask 4.44-5.1 _prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.bridgetower": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.bridgetower.image_processing_bridgetower": (
        "-5.3 get_max_height_width make_pixel_mask max_across_indices"
    ),
    "transformers.models.bridgetower.modeling_bridgetower": "4.41-4.57 BRIDGE_TOWER_SELF_ATTENTION_CLASSES",
    "transformers.models.bros": (
        "4.34-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.camembert": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.camembert.configuration_camembert": "-4.57 CamembertOnnxConfig",
    "transformers.models.camembert.modeling_camembert": (
        "4.41-4.57 CAMEMBERT_SELF_ATTENTION_CLASSES 4.45-4.57 CamembertSdpaSelfAttention"
    ),
    "transformers.models.canine": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available -4.57 "
        "load_tf_weights_in_canine"
    ),
    "transformers.models.canine.modeling_canine": "-4.57 load_tf_weights_in_canine",
    "transformers.models.chameleon": (
        "4.43-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available is_vision_available"
    ),
    "transformers.models.chameleon.image_processing_chameleon": "4.43-4.48 make_batched_images",
    "transformers.models.chameleon.modeling_chameleon": (
        "4.43-4.51 CHAMELEON_ATTENTION_CLASSES ChameleonFlashAttention2 ChameleonSdpaAttention 4.43-4.57 "
        "ChameleonDynamicNTKScalingRotaryEmbedding ChameleonLinearScalingRotaryEmbedding 4.44-4.53 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.chinese_clip": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.chinese_clip.configuration_chinese_clip": "-4.57 ChineseCLIPOnnxConfig",
    "transformers.models.chinese_clip.modeling_chinese_clip": (
        "-5.5 ChineseCLIPVisionTransformer chinese_clip_loss 4.41-4.53 CHINESE_CLIP_TEXT_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.chinese_clip.processing_chinese_clip": "4.45-4.56 ChineseClipProcessorKwargs",
    "transformers.models.clap": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.clap.modeling_clap": "4.41-4.53 CLAP_TEXT_SELF_ATTENTION_CLASSES",
    "transformers.models.clip": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available is_vision_available"
    ),
    "transformers.models.clip.configuration_clip": "-4.57 CLIPOnnxConfig",
    "transformers.models.clip.modeling_clip": (
        "-4.34 _expand_mask -5.5 CLIPTextTransformer CLIPVisionTransformer clip_loss 4.30-4.34 _make_causal_mask "
        "4.43-4.51 CLIPFlashAttention2 CLIPSdpaAttention CLIP_ATTENTION_CLASSES"
    ),
    "transformers.models.clip.tokenization_clip": (
        "-4.57 BasicTokenizer bytes_to_unicode get_pairs whitespace_clean whitespace_tokenize"
    ),
    "transformers.models.clipseg": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.clipseg.modeling_clipseg": (
        "-4.34 _expand_mask -5.5 CLIPSegTextTransformer CLIPSegVisionTransformer clipseg_loss 4.30-4.34 "
        "_make_causal_mask"
    ),
    "transformers.models.clvp": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.clvp.modeling_clvp": "4.36-5.5 clvp_loss",
    "transformers.models.code_llama": (
        "4.33-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available"
    ),
    "transformers.models.codegen": "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.codegen.configuration_codegen": "-4.57 CodeGenOnnxConfig",
    "transformers.models.codegen.modeling_codegen": (
        "-4.27 duplicate_interleave fixed_pos_embedding 4.45-5.1 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.codegen.tokenization_codegen": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.cohere": (
        "4.39-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.cohere.modeling_cohere": (
        "4.39-4.42 _get_unpad_data 4.39-4.47 COHERE_ATTENTION_CLASSES CohereFlashAttention2 CohereSdpaAttention "
        "4.44-4.52 _prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.cohere2.modeling_cohere2": "4.48-4.53 KwargsForCausalLM",
    "transformers.models.cohere_compass.modeling_cohere_compass": "5.16-5.22 CohereCompassModelOutputWithPast",
    "transformers.models.colmodernvbert.processing_colmodernvbert": (
        "5.3-5.9 _prompt_single_image _prompt_split_image get_image_prompt_string is_image_or_image_url is_url"
    ),
    "transformers.models.colpali.processing_colpali": "4.48-5.14 build_string_from_input",
    "transformers.models.conditional_detr": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.conditional_detr.configuration_conditional_detr": "-4.57 ConditionalDetrOnnxConfig",
    "transformers.models.conditional_detr.image_processing_conditional_detr": (
        "-4.36 AnnotionFormat -4.57 get_numpy_to_framework_fn -5.3 get_mask_area get_resize_output_image_size "
        "get_segmentation_image make_pixel_mask max_across_indices post_process_panoptic_sample "
        "score_labels_from_class_probabilities"
    ),
    "transformers.models.conditional_detr.modeling_conditional_detr": (
        "-4.34 _expand_mask -4.40 ConditionalDetrClassificationHead -4.45 ConditionalDetrHungarianMatcher "
        "ConditionalDetrLoss NestedTensor _max_by_axis _upcast box_area box_iou dice_loss generalized_box_iou "
        "nested_tensor_from_tensor_list sigmoid_focal_loss -5.0 ConditionalDetrAttention ConditionalDetrConvModel "
        "DetrAttention MLP _expand build_position_encoding -5.8 gen_sine_position_embeddings"
    ),
    "transformers.models.convbert": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available -4.57 "
        "load_tf_weights_in_convbert"
    ),
    "transformers.models.convbert.configuration_convbert": "-4.57 ConvBertOnnxConfig",
    "transformers.models.convbert.modeling_convbert": "-4.57 load_tf_weights_in_convbert",
    "transformers.models.convbert.tokenization_convbert": (
        "-4.57 BasicTokenizer VOCAB_FILES_NAMES WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.convnext": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available is_vision_available"
    ),
    "transformers.models.convnext.configuration_convnext": "-4.57 ConvNextOnnxConfig",
    "transformers.models.convnext.modeling_convnext": "-5.8 drop_path",
    "transformers.models.convnextv2": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available 4.35-4.47 is_tf_available"
    ),
    "transformers.models.convnextv2.modeling_convnextv2": "-5.8 drop_path",
    "transformers.models.cosmos3_edge.modeling_cosmos3_edge": (
        "5.18-5.22 Cosmos3EdgeCausalLMOutputWithPast Cosmos3EdgeModelOutputWithPast"
    ),
    "transformers.models.cosmos3_omni.modeling_cosmos3_omni": (
        "5.11-5.22 Cosmos3OmniCausalLMOutputWithPast Cosmos3OmniModelOutputWithPast"
    ),
    "transformers.models.cpm": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available"
    ),
    "transformers.models.cpmant": (
        "4.28-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.ctrl": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.ctrl.modeling_ctrl": "-5.12 scaled_dot_product_attention",
    "transformers.models.cvt": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.cvt.modeling_cvt": "-5.8 drop_path",
    "transformers.models.d_fine.modeling_d_fine": (
        "4.52-4.55 _get_clones 4.52-5.0 DFineEncoder DFineMultiheadAttention"
    ),
    "transformers.models.dab_detr.modeling_dab_detr": "4.49-5.8 gen_sine_position_embeddings",
    "transformers.models.dac.modeling_dac": "4.45-4.57 DacResidualVectorQuantize",
    "transformers.models.data2vec": (
        "-4.47 Data2VecVisionForMaskedImageModeling OptionalDependencyNotAvailable is_tf_available "
        "is_torch_available"
    ),
    "transformers.models.data2vec.configuration_data2vec_text": "-4.57 Data2VecTextOnnxConfig",
    "transformers.models.data2vec.configuration_data2vec_vision": "-4.57 Data2VecVisionOnnxConfig",
    "transformers.models.data2vec.modeling_data2vec_audio": (
        "-5.15 _HIDDEN_STATES_START_POSITION 4.41-4.50 DATA2VEC2AUDIO_ATTENTION_CLASSES 4.41-4.52 "
        "Data2VecAudioFlashAttention2 Data2VecAudioSdpaAttention"
    ),
    "transformers.models.data2vec.modeling_data2vec_text": (
        "-4.57 _HIDDEN_STATES_START_POSITION -5.14 Data2VecTextForTextEmbeddings 4.41-4.57 "
        "DATA2VEC_TEXT_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.data2vec.modeling_data2vec_vision": "-5.8 Data2VecVisionConvModule drop_path",
    "transformers.models.dbrx": "4.40-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.dbrx.modeling_dbrx": (
        "4.40-4.57 DBRX_ATTENTION_CLASSES DbrxFlashAttention2 DbrxSdpaAttention 4.44-4.57 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.deberta": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.deberta.configuration_deberta": "-4.57 DebertaOnnxConfig",
    "transformers.models.deberta.modeling_deberta": (
        "-4.46 DebertaPredictionHeadTransform DropoutContext StableDropout XDropout XSoftmax get_mask -4.51 "
        "_QA_TARGET_END_INDEX _QA_TARGET_START_INDEX"
    ),
    "transformers.models.deberta.tokenization_deberta": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.deberta_v2": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.deberta_v2.configuration_deberta_v2": "-4.57 DebertaV2OnnxConfig",
    "transformers.models.deberta_v2.modeling_deberta_v2": (
        "-4.46 DebertaV2PredictionHeadTransform DropoutContext StableDropout XDropout XSoftmax get_mask -4.51 "
        "_QA_TARGET_END_INDEX _QA_TARGET_START_INDEX"
    ),
    "transformers.models.deberta_v2.tokenization_deberta_v2": (
        "-4.57 SPMTokenizer _is_control _is_punctuation _is_whitespace convert_to_unicode"
    ),
    "transformers.models.decision_transformer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.decision_transformer.modeling_decision_transformer": "-4.57 load_tf_weights_in_gpt2",
    "transformers.models.deepseek_v2.modeling_deepseek_v2": "4.54-4.57 DeepseekV2MoE DeepseekV2MoEGate",
    "transformers.models.deepseek_v3.modeling_deepseek_v3": "5.0-5.12 DeepseekV3NaiveMoe",
    "transformers.models.deformable_detr": (
        "-4.46 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.deformable_detr.image_processing_deformable_detr": (
        "-4.36 AnnotionFormat -4.57 get_numpy_to_framework_fn -5.3 binary_mask_to_rle check_segment_validity "
        "compute_segments convert_segmentation_to_rle get_mask_area get_resize_output_image_size "
        "get_segmentation_image make_pixel_mask max_across_indices post_process_panoptic_sample "
        "remove_low_and_no_objects score_labels_from_class_probabilities"
    ),
    "transformers.models.deformable_detr.modeling_deformable_detr": (
        "-4.34 _expand_mask -4.40 DeformableDetrClassificationHead -4.45 DeformableDetrHungarianMatcher "
        "DeformableDetrLoss NestedTensor _max_by_axis _upcast box_area box_iou dice_loss generalized_box_iou "
        "nested_tensor_from_tensor_list sigmoid_focal_loss -4.49 MultiScaleDeformableAttentionFunction "
        "load_cuda_kernels multi_scale_deformable_attention -4.57 _get_clones -5.0 DeformableDetrConvModel "
        "DeformableDetrMultiheadAttention build_position_encoding"
    ),
    "transformers.models.deit": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available is_vision_available"
    ),
    "transformers.models.deit.configuration_deit": "-4.57 DeiTOnnxConfig",
    "transformers.models.deit.modeling_deit": (
        "-5.8 DeiTEncoder DeiTIntermediate DeiTOutput DeiTSelfAttention DeiTSelfOutput 4.41-4.49 "
        "DEIT_ATTENTION_CLASSES DeiTSdpaAttention DeiTSdpaSelfAttention"
    ),
    "transformers.models.depth_anything": "4.38-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.detr": "-4.46 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.detr.configuration_detr": "-4.57 DetrOnnxConfig",
    "transformers.models.detr.image_processing_detr": (
        "-4.36 AnnotionFormat -4.57 get_numpy_to_framework_fn -5.3 get_mask_area get_resize_output_image_size "
        "get_segmentation_image make_pixel_mask max_across_indices post_process_panoptic_sample "
        "score_labels_from_class_probabilities"
    ),
    "transformers.models.detr.modeling_detr": (
        "-4.34 _expand_mask -4.40 DetrClassificationHead -4.45 DetrHungarianMatcher DetrLoss NestedTensor "
        "_max_by_axis _upcast box_area box_iou dice_loss generalized_box_iou nested_tensor_from_tensor_list "
        "sigmoid_focal_loss -5.0 DetrAttention DetrConvModel _expand build_position_encoding"
    ),
    "transformers.models.diffllama.modeling_diffllama": (
        "4.48-4.53 KwargsForCausalLM 4.48-5.12 DIFFLLAMA_ATTENTION_CLASSES DiffLlamaFlashAttention2 "
        "DiffLlamaSdpaAttention"
    ),
    "transformers.models.dinat": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.dinat.modeling_dinat": "-5.8 drop_path",
    "transformers.models.dinov2": "4.32-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.dinov2.configuration_dinov2": "4.32-4.57 Dinov2OnnxConfig",
    "transformers.models.dinov2.modeling_dinov2": (
        "4.32-5.8 drop_path 4.32-5.17 Dinov2SelfAttention Dinov2SelfOutput 4.45-4.49 DINOV2_ATTENTION_CLASSES "
        "Dinov2SdpaAttention Dinov2SdpaSelfAttention"
    ),
    "transformers.models.dinov2_with_registers.modeling_dinov2_with_registers": (
        "4.48-5.8 drop_path 4.48-5.17 Dinov2WithRegistersSelfAttention Dinov2WithRegistersSelfOutput"
    ),
    "transformers.models.dinov3_convnext.modeling_dinov3_convnext": "4.56-5.8 DINOv3ConvNextDropPath drop_path",
    "transformers.models.dinov3_vit.modeling_dinov3_vit": "4.56-5.8 DINOv3ViTDropPath drop_path",
    "transformers.models.distilbert": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.distilbert.configuration_distilbert": "-4.57 DistilBertOnnxConfig",
    "transformers.models.distilbert.modeling_distilbert": (
        "-4.57 MultiHeadSelfAttention 4.36-4.42 _get_unpad_data 4.36-4.57 DISTILBERT_ATTENTION_CLASSES "
        "DistilBertFlashAttention2 4.46-4.57 DistilBertSdpaAttention"
    ),
    "transformers.models.distilbert.tokenization_distilbert": (
        "-4.57 BasicTokenizer WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.donut": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.donut.modeling_donut_swin": "-5.8 DonutSwinDropPath",
    "transformers.models.dots1.modeling_dots1": "5.0-5.12 Dots1NaiveMoe",
    "transformers.models.dpr": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.dpr.tokenization_dpr": (
        "-4.39 CONTEXT_ENCODER_PRETRAINED_INIT_CONFIGURATION CONTEXT_ENCODER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES "
        "CONTEXT_ENCODER_PRETRAINED_VOCAB_FILES_MAP QUESTION_ENCODER_PRETRAINED_INIT_CONFIGURATION "
        "QUESTION_ENCODER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES QUESTION_ENCODER_PRETRAINED_VOCAB_FILES_MAP "
        "READER_PRETRAINED_INIT_CONFIGURATION READER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES "
        "READER_PRETRAINED_VOCAB_FILES_MAP"
    ),
    "transformers.models.dpr.tokenization_dpr_fast": (
        "-4.39 CONTEXT_ENCODER_PRETRAINED_INIT_CONFIGURATION CONTEXT_ENCODER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES "
        "CONTEXT_ENCODER_PRETRAINED_VOCAB_FILES_MAP QUESTION_ENCODER_PRETRAINED_INIT_CONFIGURATION "
        "QUESTION_ENCODER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES QUESTION_ENCODER_PRETRAINED_VOCAB_FILES_MAP "
        "READER_PRETRAINED_INIT_CONFIGURATION READER_PRETRAINED_POSITIONAL_EMBEDDINGS_SIZES "
        "READER_PRETRAINED_VOCAB_FILES_MAP"
    ),
    "transformers.models.dpt": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available is_vision_available"
    ),
    "transformers.models.dpt.modeling_dpt": "-4.49 DPTViTSelfAttention",
    "transformers.models.efficientloftr.modeling_efficientloftr": "4.54-4.57 KeypointMatchingOutput",
    "transformers.models.efficientnet": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.efficientnet.configuration_efficientnet": "-4.57 EfficientNetOnnxConfig",
    "transformers.models.electra": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available -4.57 load_tf_weights_in_electra"
    ),
    "transformers.models.electra.configuration_electra": "-4.57 ElectraOnnxConfig",
    "transformers.models.electra.modeling_electra": (
        "-4.57 load_tf_weights_in_electra 4.41-4.57 ELECTRA_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.emu3.image_processing_emu3": "4.48-4.56 make_batched_images",
    "transformers.models.emu3.modeling_emu3": "4.48-4.53 KwargsForCausalLM",
    "transformers.models.emu3.processing_emu3": "4.48-4.57 Emu3ImagesKwargs",
    "transformers.models.encodec": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.encoder_decoder": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.eomt.image_processing_eomt": "4.54-5.3 convert_segmentation_map_to_binary_masks",
    "transformers.models.eomt.modeling_eomt": "4.54-5.8 drop_path",
    "transformers.models.eomt_dinov3.modeling_eomt_dinov3": "5.1-5.8 drop_path",
    "transformers.models.ernie": (
        "-4.47 OptionalDependencyNotAvailable is_tensorflow_text_available is_torch_available"
    ),
    "transformers.models.ernie.configuration_ernie": "-4.57 ErnieOnnxConfig",
    "transformers.models.ernie.modeling_ernie": "4.41-4.57 ERNIE_SELF_ATTENTION_CLASSES",
    "transformers.models.esm": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.esm.modeling_esm": (
        "-5.5 RotaryEmbedding 4.52-4.55 ESM_ATTENTION_CLASSES EsmFlashAttention2"
    ),
    "transformers.models.esm.modeling_esmfold": "-4.57 ipa_point_weights_init_ trunc_normal_init_",
    "transformers.models.evolla.modeling_evolla": "4.54-5.5 apply_rotary_pos_emb_esm rotate_half_esm",
    "transformers.models.falcon": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.falcon.modeling_falcon": (
        "4.31-4.34 _expand_mask _make_causal_mask 4.33-4.47 FalconDynamicNTKScalingRotaryEmbedding "
        "FalconLinearScalingRotaryEmbedding 4.34-4.42 _get_unpad_data 4.45-5.1 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.falcon_h1.modeling_falcon_h1": (
        "4.53-5.4 FalconHybridMambaAttentionDynamicCache 4.53-5.14 is_fast_path_available"
    ),
    "transformers.models.falcon_mamba.modeling_falcon_mamba": (
        "4.45-5.14 is_fast_path_available rms_forward 4.54-5.4 FalconMambaCache"
    ),
    "transformers.models.fastspeech2_conformer": "4.37-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.flaubert": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.flaubert.configuration_flaubert": "-4.57 FlaubertOnnxConfig",
    "transformers.models.flava": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.flava.modeling_flava": (
        "-4.51 FLAVA_IMAGE_INPUTS_DOCSTRING_BASE FLAVA_INPUTS_DOCSTRING_COMMON FLAVA_MODEL_INPUTS_DOCSTRING_BASE "
        "FLAVA_PRETRAINING_START_DOCSTRING_EXTRA FLAVA_TEXT_INPUTS_DOCSTRING_BASE _CONFIG_CLASS_FOR_IMAGE_MODEL_DOC "
        "_CONFIG_CLASS_FOR_MULTIMODAL_MODEL_DOC _CONFIG_CLASS_FOR_TEXT_MODEL_DOC"
    ),
    "transformers.models.florence2.modeling_florence2": "4.56-5.8 Florence2VisionDropPath drop_path",
    "transformers.models.fnet": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.fnet.tokenization_fnet": "-4.57 SPIECE_UNDERLINE VOCAB_FILES_NAMES",
    "transformers.models.focalnet": "4.29-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.fsmt": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.fsmt.configuration_fsmt": "-5.3 DecoderConfig",
    "transformers.models.fsmt.modeling_fsmt": "-4.51 FSMT_GENERATION_EXAMPLE",
    "transformers.models.funnel": (
        "-4.47 OptionalDependencyNotAvailable convert_funnel_original_tf_checkpoint_to_pytorch is_tf_available "
        "is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_funnel"
    ),
    "transformers.models.funnel.modeling_funnel": "-4.57 load_tf_weights_in_funnel",
    "transformers.models.funnel.tokenization_funnel": (
        "-4.57 BasicTokenizer WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.fuyu": "4.35-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.fuyu.image_processing_fuyu": "4.35-5.8 FuyuBatchFeature",
    "transformers.models.fuyu.image_processing_pil_fuyu": "5.4-5.8 FuyuBatchFeature",
    "transformers.models.fuyu.processing_fuyu": (
        "4.35-5.15 _tokenize_prompts_with_image_and_batch _transform_coordinates_and_tokenize _transform_within_tags "
        "full_unpacked_stream_to_tensor"
    ),
    "transformers.models.gemma": (
        "4.38-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.gemma.modeling_gemma": (
        "4.38-4.42 _get_unpad_data 4.38-4.47 GEMMA_ATTENTION_CLASSES GemmaFlashAttention2 GemmaSdpaAttention "
        "4.42-4.47 GemmaDynamicNTKScalingRotaryEmbedding GemmaLinearScalingRotaryEmbedding 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.gemma.tokenization_gemma": "4.38-4.57 SPIECE_UNDERLINE",
    "transformers.models.gemma2": "4.42-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.gemma2.modeling_gemma2": (
        "4.42-4.46 GEMMA2_ATTENTION_CLASSES 4.42-4.47 Gemma2FlashAttention2 Gemma2SdpaAttention 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.gemma3.modeling_gemma3": (
        "4.53-5.8 token_type_ids_mask_function 5.0-5.8 create_causal_mask_mapping"
    ),
    "transformers.models.gemma3.processing_gemma3": "4.50-4.57 Gemma3ImagesKwargs",
    "transformers.models.gemma3n.modeling_gemma3n": "4.53-4.57 Gemma3nTextRotaryEmbedding",
    "transformers.models.gemma3n.processing_gemma3n": "4.53-4.57 Gemma3nImagesKwargs",
    "transformers.models.gemma4.modeling_gemma4": "5.5-5.8 create_causal_mask_mapping token_type_ids_mask_function",
    "transformers.models.gemma4_unified.modeling_gemma4_unified": "5.10-5.15 Gemma4UnifiedVisionModelOutput",
    "transformers.models.gemma4_unified.processing_gemma4_unified": "5.10-5.17 Gemma4UnifiedVideoProcessorKwargs",
    "transformers.models.git": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.git.modeling_git": (
        "-4.34 _expand_mask 5.0-5.8 create_causal_mask_mapping token_type_ids_mask_function"
    ),
    "transformers.models.git.processing_git": "4.45-4.56 GitProcessorKwargs",
    "transformers.models.glm.modeling_glm": "4.48-4.53 KwargsForCausalLM",
    "transformers.models.glm46v.modeling_glm46v": "5.0-5.22 Glm46VCausalLMOutputWithPast Glm46VModelOutputWithPast",
    "transformers.models.glm4_moe.modeling_glm4_moe": "5.0-5.12 Glm4MoeNaiveMoe",
    "transformers.models.glm4_moe_lite.modeling_glm4_moe_lite": "5.0-5.12 Glm4MoeLiteNaiveMoe",
    "transformers.models.glm4v.modeling_glm4v": (
        "4.53-4.57 apply_multimodal_rotary_pos_emb 4.53-5.22 Glm4vCausalLMOutputWithPast Glm4vModelOutputWithPast"
    ),
    "transformers.models.glm4v.processing_glm4v": "4.53-4.57 Glm4vImagesKwargs Glm4vVideosProcessorKwargs",
    "transformers.models.glm4v_moe.modeling_glm4v_moe": (
        "4.56-5.22 Glm4vMoeCausalLMOutputWithPast Glm4vMoeModelOutputWithPast 5.0-5.12 Glm4vMoeTextNaiveMoe"
    ),
    "transformers.models.glm_image.modeling_glm_image": (
        "5.0-5.22 GlmImageCausalLMOutputWithPast GlmImageModelOutputWithPast"
    ),
    "transformers.models.glm_moe_dsa.modeling_glm_moe_dsa": (
        "5.2-5.12 GlmMoeDsaNaiveMoe apply_rotary_pos_emb rotate_half"
    ),
    "transformers.models.glm_ocr.modeling_glm_ocr": (
        "5.1-5.22 GlmOcrCausalLMOutputWithPast GlmOcrModelOutputWithPast"
    ),
    "transformers.models.glpn": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.glpn.modeling_glpn": "-5.8 GLPNDWConv GLPNDropPath",
    "transformers.models.gpt2": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_keras_nlp_available is_tensorflow_text_available "
        "is_tf_available is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_gpt2"
    ),
    "transformers.models.gpt2.configuration_gpt2": "-4.57 GPT2OnnxConfig",
    "transformers.models.gpt2.modeling_gpt2": (
        "-4.57 load_tf_weights_in_gpt2 4.40-4.47 GPT2FlashAttention2 GPT2_ATTENTION_CLASSES 4.42-4.47 "
        "GPT2SdpaAttention"
    ),
    "transformers.models.gpt2.tokenization_gpt2": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.gpt_bigcode": "4.28-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.gpt_bigcode.modeling_gpt_bigcode": (
        "4.35-4.42 _get_unpad_data 4.35-4.53 GPTBigCodeFlashAttention2 4.36-4.53 GPTBIGCODE_ATTENTION_CLASSES "
        "GPTBigCodeSdpaAttention"
    ),
    "transformers.models.gpt_neo": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_torch_available -4.57 load_tf_weights_in_gpt_neo"
    ),
    "transformers.models.gpt_neo.configuration_gpt_neo": "-4.57 GPTNeoOnnxConfig",
    "transformers.models.gpt_neo.modeling_gpt_neo": (
        "-4.57 load_tf_weights_in_gpt_neo 4.36-4.42 _get_unpad_data 4.36-4.57 _prepare_4d_causal_attention_mask "
        "4.45-5.1 _prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.gpt_neox": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.gpt_neox.modeling_gpt_neox": (
        "-4.30 RotaryEmbedding -4.46 attention_mask_func 4.31-4.47 GPTNeoXDynamicNTKScalingRotaryEmbedding "
        "GPTNeoXLinearScalingRotaryEmbedding 4.36-4.42 _get_unpad_data 4.36-4.48 GPTNeoXFlashAttention2 "
        "GPT_NEOX_ATTENTION_CLASSES 4.42-4.48 GPTNeoXSdpaAttention 4.45-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.49-4.53 KwargsForCausalLM 4.54-5.1 "
        "GPTNeoXDecoderLayer GPTNeoXRMSNorm"
    ),
    "transformers.models.gpt_neox_japanese": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.gpt_neox_japanese.modeling_gpt_neox_japanese": (
        "-4.44 RotaryEmbedding 4.45-5.1 _prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.gpt_sw3": "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available",
    "transformers.models.gptj": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.gptj.configuration_gptj": "-4.57 GPTJOnnxConfig",
    "transformers.models.gptj.modeling_gptj": (
        "-4.27 duplicate_interleave fixed_pos_embedding 4.28-5.23 get_embed_positions 4.39-4.42 _get_unpad_data "
        "4.39-5.23 GPTJFlashAttention2 GPTJ_ATTENTION_CLASSES 4.45-5.1 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.granite": "4.45-4.51 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.granite.modeling_granite": (
        "4.45-4.52 _prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.granitemoe.modeling_granitemoe": (
        "4.45-4.51 GRANITEMOE_ATTENTION_CLASSES GraniteMoeFlashAttention2 GraniteMoeSdpaAttention 4.45-4.57 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.45-5.12 GraniteMoeParallelExperts "
        "GraniteMoeTopKGating"
    ),
    "transformers.models.granitemoehybrid.modeling_granitemoehybrid": (
        "4.52-5.4 HybridMambaAttentionDynamicCache 4.52-5.12 GraniteMoeHybridParallelExperts "
        "GraniteMoeHybridTopKGating 4.52-5.14 is_fast_path_available"
    ),
    "transformers.models.granitemoeshared.modeling_granitemoeshared": (
        "4.49-5.12 GraniteMoeSharedParallelExperts GraniteMoeSharedTopKGating"
    ),
    "transformers.models.grounding_dino": (
        "4.40-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.grounding_dino.image_processing_grounding_dino": (
        "4.40-4.57 get_numpy_to_framework_fn 4.40-5.3 binary_mask_to_rle check_segment_validity compute_segments "
        "convert_segmentation_to_rle get_mask_area get_resize_output_image_size get_segmentation_image "
        "make_pixel_mask max_across_indices post_process_panoptic_sample remove_low_and_no_objects "
        "score_labels_from_class_probabilities"
    ),
    "transformers.models.grounding_dino.modeling_grounding_dino": (
        "4.40-4.45 GroundingDinoHungarianMatcher GroundingDinoLoss NestedTensor _max_by_axis _upcast box_area "
        "box_iou dice_loss generalized_box_iou nested_tensor_from_tensor_list sigmoid_focal_loss 4.40-4.49 "
        "MultiScaleDeformableAttentionFunction load_cuda_kernels multi_scale_deformable_attention 4.40-5.8 "
        "get_sine_pos_embed"
    ),
    "transformers.models.grounding_dino.processing_grounding_dino": "4.45-4.57 GroundingDinoImagesKwargs",
    "transformers.models.groupvit": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.groupvit.configuration_groupvit": "-4.57 GroupViTOnnxConfig",
    "transformers.models.groupvit.modeling_groupvit": (
        "-4.34 _expand_mask -5.5 groupvit_loss 4.30-4.34 _make_causal_mask"
    ),
    "transformers.models.helium.modeling_helium": "4.49-4.53 KwargsForCausalLM",
    "transformers.models.herbert": "-4.47 OptionalDependencyNotAvailable is_tokenizers_available",
    "transformers.models.herbert.tokenization_herbert": (
        "-4.57 BasicTokenizer get_pairs remove_non_printing_char replace_unicode_punct whitespace_tokenize"
    ),
    "transformers.models.hiera": "4.43-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.hubert": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.hubert.modeling_hubert": (
        "-4.50 HubertFeatureExtractor -5.15 _HIDDEN_STATES_START_POSITION 4.41-4.52 HUBERT_ATTENTION_CLASSES "
        "HubertFlashAttention2 HubertSdpaAttention"
    ),
    "transformers.models.hunyuan_vl.modeling_hunyuan_vl": "5.13-5.16 apply_multimodal_rotary_pos_emb",
    "transformers.models.ibert": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.ibert.configuration_ibert": "-4.57 IBertOnnxConfig",
    "transformers.models.idefics": (
        "4.32-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available 4.41-4.47 is_tf_available "
        "4.48-4.57 build call create_custom_forward custom_forward"
    ),
    "transformers.models.idefics.image_processing_idefics": "4.32-5.3 convert_to_rgb",
    "transformers.models.idefics.modeling_idefics": (
        "4.32-4.38 update_model_kwargs_for_generation 4.32-5.16 IdeficsEmbedding 4.45-4.56 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.idefics.processing_idefics": (
        "4.41-4.57 image_attention_mask_for_packed_input_ids_tf 4.46-4.57 IdeficsImagesKwargs"
    ),
    "transformers.models.idefics2": (
        "4.40-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.idefics2.image_processing_idefics2": (
        "4.40-4.48 make_list_of_images 4.40-5.3 max_across_indices 4.40-5.20 convert_to_rgb"
    ),
    "transformers.models.idefics2.image_processing_pil_idefics2": "5.4-5.20 convert_to_rgb",
    "transformers.models.idefics2.modeling_idefics2": (
        "4.40-4.50 IDEFICS2_PERCEIVER_ATTENTION_CLASSES IDEFICS_VISION_ATTENTION_CLASSES "
        "Idefics2PerceiverFlashAttention2 Idefics2VisionFlashAttention2"
    ),
    "transformers.models.idefics2.processing_idefics2": "4.46-4.57 Idefics2ImagesKwargs",
    "transformers.models.idefics3.image_processing_idefics3": "4.46-5.3 _crop convert_to_rgb max_across_indices",
    "transformers.models.idefics3.modeling_idefics3": (
        "4.46-4.50 IDEFICS_VISION_ATTENTION_CLASSES Idefics3VisionFlashAttention2"
    ),
    "transformers.models.idefics3.processing_idefics3": (
        "4.46-4.57 Idefics3ImagesKwargs 4.46-5.9 _prompt_single_image _prompt_split_image get_image_prompt_string "
        "is_image_or_image_url is_url"
    ),
    "transformers.models.ijepa.modeling_ijepa": (
        "4.47-5.8 IJepaEncoder IJepaIntermediate IJepaOutput IJepaSelfAttention IJepaSelfOutput"
    ),
    "transformers.models.imagegpt": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available -4.57 "
        "load_tf_weights_in_imagegpt"
    ),
    "transformers.models.imagegpt.configuration_imagegpt": "-4.57 ImageGPTOnnxConfig",
    "transformers.models.imagegpt.image_processing_imagegpt": "-5.3 color_quantize squared_euclidean_distance",
    "transformers.models.imagegpt.modeling_imagegpt": "-4.57 load_tf_weights_in_imagegpt",
    "transformers.models.informer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.informer.modeling_informer": "-4.34 _expand_mask _make_causal_mask",
    "transformers.models.instructblip": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.instructblipvideo": (
        "4.42-4.51 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.instructblipvideo.video_processing_instructblipvideo": (
        "4.52-4.57 InstructBlipVideoVideoProcessorInitKwargs"
    ),
    "transformers.models.internvl.processing_internvl": "4.52-4.57 InternVLImagesKwargs",
    "transformers.models.jamba": "4.40-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.jamba.modeling_jamba": (
        "4.40-4.57 JAMBA_ATTENTION_CLASSES JambaFlashAttention2 JambaSdpaAttention 4.40-5.4 "
        "HybridMambaAttentionDynamicCache 4.40-5.14 is_fast_path_available"
    ),
    "transformers.models.jetmoe": "4.41-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.jetmoe.modeling_jetmoe": (
        "4.41-4.57 JETMOE_ATTENTION_CLASSES JetMoeBlock JetMoeFlashAttention2 JetMoeSdpaAttention 4.44-4.57 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.kosmos2": "4.35-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.kosmos2_5.image_processing_kosmos2_5": "4.56-5.3 DEFAULT_FONT_PATH",
    "transformers.models.kyutai_speech_to_text.modeling_kyutai_speech_to_text": (
        "4.53-5.12 KYUTAI_SPEECH_TO_TEXT_ATTENTION_CLASSES KyutaiSpeechToTextFlashAttention2 "
        "KyutaiSpeechToTextSdpaAttention"
    ),
    "transformers.models.lasr.modeling_lasr": "5.0-5.8 LasrGenerateOutput",
    "transformers.models.layoutlm": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.layoutlm.configuration_layoutlm": "-4.57 LayoutLMOnnxConfig",
    "transformers.models.layoutlm.modeling_layoutlm": "4.41-4.53 LAYOUTLM_SELF_ATTENTION_CLASSES",
    "transformers.models.layoutlmv2": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available is_vision_available"
    ),
    "transformers.models.layoutlmv2.image_processing_layoutlmv2": "-5.3 flip_channel_order",
    "transformers.models.layoutlmv2.tokenization_layoutlmv2": (
        "-4.57 BasicTokenizer WordpieceTokenizer load_vocab subfinder table whitespace_tokenize"
    ),
    "transformers.models.layoutlmv3": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available "
        "is_vision_available"
    ),
    "transformers.models.layoutlmv3.configuration_layoutlmv3": "-4.57 LayoutLMv3OnnxConfig",
    "transformers.models.layoutlmv3.image_processing_layoutlmv3": "-4.29 flip_channel_order",
    "transformers.models.layoutlmv3.tokenization_layoutlmv3": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.layoutxlm": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available is_torch_available "
        "is_vision_available"
    ),
    "transformers.models.led": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.led.modeling_led": (
        "-4.34 _expand_mask _make_causal_mask -4.51 LED_GENERATION_EXAMPLE -4.57 LEDForSequenceClassification"
    ),
    "transformers.models.levit": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.levit.configuration_levit": "-4.57 LevitOnnxConfig",
    "transformers.models.lfm2.modeling_lfm2": (
        "4.54-5.4 Lfm2HybridConvCache 4.54-5.14 is_fast_path_available kernel_modules"
    ),
    "transformers.models.lfm2_moe.modeling_lfm2_moe": (
        "5.0-5.4 Lfm2MoeHybridConvCache 5.0-5.14 is_fast_path_available kernel_modules"
    ),
    "transformers.models.lilt": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.llama": (
        "4.28-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available 4.36-4.47 is_flax_available"
    ),
    "transformers.models.llama.modeling_llama": (
        "4.28-4.37 _expand_mask _make_causal_mask 4.31-4.47 LlamaDynamicNTKScalingRotaryEmbedding "
        "LlamaLinearScalingRotaryEmbedding 4.34-4.42 _get_unpad_data 4.34-4.47 LlamaFlashAttention2 4.36-4.47 "
        "LLAMA_ATTENTION_CLASSES LlamaSdpaAttention 4.44-4.52 _prepare_4d_causal_attention_mask_with_cache_position "
        "4.47-4.53 KwargsForCausalLM"
    ),
    "transformers.models.llama.tokenization_llama": "4.31-4.57 SPIECE_UNDERLINE",
    "transformers.models.llama4.processing_llama4": "4.51-4.57 Llama4ImagesKwargs",
    "transformers.models.llava": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.llava_next": (
        "4.39-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.llava_next.image_processing_llava_next": (
        "4.39-4.51 _get_patch_output_size 4.39-5.3 expand_to_square 4.42-4.48 make_batched_images"
    ),
    "transformers.models.llava_next_video": (
        "4.42-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.llava_next_video.video_processing_llava_next_video": (
        "4.52-4.57 LlavaNextVideoFastVideoProcessorInitKwargs"
    ),
    "transformers.models.llava_onevision.image_processing_llava_onevision": (
        "4.45-4.48 make_batched_images 4.45-4.51 _get_patch_output_size 4.45-5.3 expand_to_square"
    ),
    "transformers.models.llava_onevision.modeling_llava_onevision": "4.52-4.55 LlavaOnevisionPooler",
    "transformers.models.llava_onevision.video_processing_llava_onevision": (
        "4.45-4.51 make_batched_videos 4.52-4.57 LlavaOnevisionFastVideoProcessorInitKwargs"
    ),
    "transformers.models.longcat_flash.modeling_longcat_flash": "4.57-5.10 rotate_half",
    "transformers.models.longformer": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.longformer.configuration_longformer": "-4.57 LongformerOnnxConfig",
    "transformers.models.longt5": "-4.47 OptionalDependencyNotAvailable is_flax_available is_torch_available",
    "transformers.models.longt5.configuration_longt5": "-4.57 LongT5OnnxConfig",
    "transformers.models.longt5.modeling_longt5": "-4.57 __HEAD_MASK_WARNING_MSG",
    "transformers.models.luke": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.luke.tokenization_luke": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.lw_detr.modeling_lw_detr": "5.0-5.8 LwDetrViTSelfAttention gen_sine_position_embeddings",
    "transformers.models.lxmert": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.lxmert.modeling_lxmert": "-4.57 load_tf_weights_in_lxmert",
    "transformers.models.m2m_100": "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.m2m_100.configuration_m2m_100": "-4.57 M2M100OnnxConfig",
    "transformers.models.m2m_100.modeling_m2m_100": (
        "-4.34 _expand_mask _make_causal_mask -4.51 M2M_100_GENERATION_EXAMPLE 4.35-4.52 M2M100_ATTENTION_CLASSES "
        "4.40-4.52 M2M100FlashAttention2 4.45-4.52 M2M100SdpaAttention"
    ),
    "transformers.models.mamba": "4.39-4.47 MambaOnnxConfig OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.mamba.modeling_mamba": "4.39-5.4 MambaCache 4.39-5.14 is_fast_path_available",
    "transformers.models.mamba2": "4.44-4.47 Mamba2OnnxConfig OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.mamba2.modeling_mamba2": "4.44-5.4 Mamba2Cache 4.44-5.14 is_fast_path_available",
    "transformers.models.marian": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.marian.configuration_marian": "-4.57 MarianOnnxConfig",
    "transformers.models.marian.modeling_marian": (
        "-4.34 _expand_mask _make_causal_mask -4.51 MARIAN_GENERATION_EXAMPLE 4.35-4.52 MARIAN_ATTENTION_CLASSES"
    ),
    "transformers.models.markuplm": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.markuplm.modeling_markuplm": "4.41-4.53 MARKUPLM_SELF_ATTENTION_CLASSES",
    "transformers.models.markuplm.tokenization_markuplm": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.mask2former": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.mask2former.image_processing_mask2former": (
        "-5.3 convert_segmentation_map_to_binary_masks get_mask2former_resize_output_image_size make_pixel_mask "
        "max_across_indices"
    ),
    "transformers.models.mask2former.modeling_mask2former": "-4.34 _expand_mask",
    "transformers.models.maskformer": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.maskformer.image_processing_maskformer": (
        "-5.3 convert_segmentation_map_to_binary_masks get_maskformer_resize_output_image_size make_pixel_mask "
        "max_across_indices"
    ),
    "transformers.models.maskformer.modeling_maskformer": (
        "-4.34 _expand_mask -5.3 DetrAttention DetrDecoder DetrDecoderLayer upsample_like"
    ),
    "transformers.models.maskformer.modeling_maskformer_swin": "-5.8 MaskFormerSwinDropPath",
    "transformers.models.mbart": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.mbart.configuration_mbart": "-4.57 MBartOnnxConfig",
    "transformers.models.mbart.modeling_mbart": (
        "-4.34 _expand_mask _make_causal_mask -4.51 MBART_GENERATION_EXAMPLE 4.35-4.42 _get_unpad_data 4.35-4.52 "
        "MBART_ATTENTION_CLASSES MBartFlashAttention2 4.45-4.52 MBartSdpaAttention"
    ),
    "transformers.models.mbart.tokenization_mbart": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.mbart50": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available"
    ),
    "transformers.models.mbart50.tokenization_mbart50": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.megatron_bert": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.megatron_bert.modeling_megatron_bert": "-4.57 load_tf_weights_in_megatron_bert",
    "transformers.models.metaclip_2.modeling_metaclip_2": (
        "4.56-5.5 MetaClip2TextTransformer MetaClip2VisionTransformer metaclip_2_loss"
    ),
    "transformers.models.mgp_str": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.mgp_str.modeling_mgp_str": "-5.8 MgpstrDropPath drop_path",
    "transformers.models.mimi.modeling_mimi": (
        "4.45-4.52 _prepare_4d_causal_attention_mask_with_cache_position 4.45-5.12 MIMI_ATTENTION_CLASSES "
        "MimiFlashAttention2 MimiSdpaAttention"
    ),
    "transformers.models.minimax.modeling_minimax": "4.53-4.57 MiniMaxBlockSparseTop2MLP",
    "transformers.models.minimax_m3_vl.modeling_minimax_m3_vl": "5.12-5.16 MiniMaxM3VL3DRotaryEmbedding",
    "transformers.models.ministral3.modeling_ministral3": "5.0-5.3 _get_llama_4_attn_scale",
    "transformers.models.mistral": (
        "4.34-4.51 OptionalDependencyNotAvailable is_torch_available 4.38-4.51 is_flax_available 4.42-4.51 "
        "is_tf_available"
    ),
    "transformers.models.mistral.modeling_mistral": (
        "4.34-4.42 _get_unpad_data 4.34-4.47 MistralFlashAttention2 4.36-4.47 MISTRAL_ATTENTION_CLASSES 4.37-4.47 "
        "MistralSdpaAttention 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.mistral4.modeling_mistral4": "5.4-5.12 Mistral4NaiveMoe",
    "transformers.models.mixtral": "4.36-4.51 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.mixtral.modeling_mixtral": (
        "4.36-4.40 MixtralBLockSparseTop2MLP 4.36-4.42 _get_unpad_data 4.36-4.47 MixtralFlashAttention2 4.37-4.47 "
        "MIXTRAL_ATTENTION_CLASSES MixtralSdpaAttention 4.38-4.57 MixtralBlockSparseTop2MLP 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.mlcd.modeling_mlcd": "4.52-5.5 MLCDVisionTransformer",
    "transformers.models.mllama.image_processing_mllama": (
        "4.45-4.48 is_valid_list_of_images make_list_of_images 4.45-4.57 pack_aspect_ratios 4.45-5.3 pack_images "
        "to_channel_dimension_format 4.45-5.20 convert_to_rgb"
    ),
    "transformers.models.mllama.image_processing_pil_mllama": "5.4-5.20 convert_to_rgb",
    "transformers.models.mllama.modeling_mllama": (
        "4.45-4.51 MLLAMA_TEXT_ATTENTION_CLASSES MLLAMA_TEXT_CROSS_ATTENTION_CLASSES MLLAMA_VISION_ATTENTION_CLASSES "
        "MllamaTextCrossSdpaAttention MllamaTextSelfSdpaAttention MllamaVisionSdpaAttention 4.45-5.1 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.mllama.processing_mllama": "4.45-4.57 MllamaImagesKwargs",
    "transformers.models.mluke": "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available",
    "transformers.models.mm_grounding_dino.modeling_mm_grounding_dino": "4.55-5.8 get_sine_pos_embed",
    "transformers.models.mobilebert": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available -4.57 "
        "load_tf_weights_in_mobilebert"
    ),
    "transformers.models.mobilebert.configuration_mobilebert": "-4.57 MobileBertOnnxConfig",
    "transformers.models.mobilebert.modeling_mobilebert": (
        "-4.51 _QA_TARGET_END_INDEX _QA_TARGET_START_INDEX -4.57 load_tf_weights_in_mobilebert"
    ),
    "transformers.models.mobilebert.tokenization_mobilebert": (
        "-4.57 BasicTokenizer VOCAB_FILES_NAMES WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.mobilenet_v1": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available -4.57 "
        "load_tf_weights_in_mobilenet_v1"
    ),
    "transformers.models.mobilenet_v1.configuration_mobilenet_v1": "-4.57 MobileNetV1OnnxConfig",
    "transformers.models.mobilenet_v1.modeling_mobilenet_v1": (
        "-4.57 _build_tf_to_pytorch_map load_tf_weights_in_mobilenet_v1"
    ),
    "transformers.models.mobilenet_v2": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available -4.57 "
        "load_tf_weights_in_mobilenet_v2"
    ),
    "transformers.models.mobilenet_v2.configuration_mobilenet_v2": "-4.57 MobileNetV2OnnxConfig",
    "transformers.models.mobilenet_v2.modeling_mobilenet_v2": (
        "-4.57 _build_tf_to_pytorch_map load_tf_weights_in_mobilenet_v2"
    ),
    "transformers.models.mobilevit": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available is_vision_available"
    ),
    "transformers.models.mobilevit.configuration_mobilevit": "-4.57 MobileViTOnnxConfig",
    "transformers.models.mobilevitv2": (
        "4.30-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.mobilevitv2.configuration_mobilevitv2": "4.30-4.57 MobileViTV2OnnxConfig",
    "transformers.models.modernbert.modeling_modernbert": (
        "4.48-5.0 ApplyRotaryEmbUnpad MODERNBERT_ATTENTION_FUNCTION ModernBertUnpaddedRotaryEmbedding "
        "_pad_modernbert_output _unpad_modernbert_input apply_rotary_unpadded flash_attention_forward "
        "sdpa_attention_forward"
    ),
    "transformers.models.modernvbert.modeling_modernvbert": "5.3-5.23 ModernVBertBaseModelOutput",
    "transformers.models.moonshine.modeling_moonshine": "4.48-5.1 _compute_mask_indices",
    "transformers.models.moshi.modeling_moshi": (
        "4.46-5.12 MOSHI_ATTENTION_CLASSES MoshiFlashAttention2 MoshiSdpaAttention"
    ),
    "transformers.models.mpnet": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.mpnet.tokenization_mpnet": (
        "-4.57 BasicTokenizer WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.mpt": "4.32-4.47 MptOnnxConfig OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.mra": "4.31-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.mra.modeling_mra": "4.31-4.57 cuda_kernel",
    "transformers.models.mt5": (
        "-4.47 OptionalDependencyNotAvailable extra_objects is_flax_available is_sentencepiece_available "
        "is_tf_available is_tokenizers_available is_torch_available module_spec"
    ),
    "transformers.models.mt5.configuration_mt5": "-4.57 MT5OnnxConfig",
    "transformers.models.mt5.modeling_mt5": "-4.57 __HEAD_MASK_WARNING_MSG load_tf_weights_in_mt5",
    "transformers.models.musicgen": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.musicgen.modeling_musicgen": (
        "4.31-4.34 _expand_mask _make_causal_mask 4.40-4.52 MUSICGEN_ATTENTION_CLASSES MusicgenFlashAttention2 "
        "MusicgenSdpaAttention"
    ),
    "transformers.models.musicgen_melody": (
        "4.39-4.51 OptionalDependencyNotAvailable is_torch_available is_torchaudio_available"
    ),
    "transformers.models.musicgen_melody.modeling_musicgen_melody": (
        "4.40-4.52 MUSICGEN_MELODY_ATTENTION_CLASSES MusicgenMelodyFlashAttention2 MusicgenMelodySdpaAttention"
    ),
    "transformers.models.mvp": (
        "-4.47 MvpOnnxConfig OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.mvp.modeling_mvp": (
        "-4.34 _expand_mask _make_causal_mask -4.51 MVP_CONDITIONAL_GENERATION_EXAMPLE MVP_QUESTION_ANSWERING_SAMPLE "
        "MVP_SEQUENCE_CLASSIFICATION_SAMPLE"
    ),
    "transformers.models.nemotron": (
        "4.44-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_torch_available"
    ),
    "transformers.models.nemotron.modeling_nemotron": (
        "4.44-5.1 _prepare_4d_causal_attention_mask_with_cache_position 4.44-5.12 NEMOTRON_ATTENTION_CLASSES "
        "NemotronFlashAttention2 NemotronSdpaAttention"
    ),
    "transformers.models.nemotron_h.modeling_nemotron_h": "5.3-5.14 is_fast_path_available",
    "transformers.models.nllb": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.nllb.tokenization_nllb": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.nllb_moe": "4.28-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.nllb_moe.modeling_nllb_moe": (
        "4.28-4.34 _expand_mask _make_causal_mask 4.28-4.51 NLLB_MOE_GENERATION_EXAMPLE"
    ),
    "transformers.models.nougat": (
        "4.34-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_vision_available"
    ),
    "transformers.models.nystromformer": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.olmo": (
        "4.40-4.51 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.olmo.modeling_olmo": (
        "4.40-4.47 OLMO_ATTENTION_CLASSES OlmoDynamicNTKScalingRotaryEmbedding OlmoFlashAttention2 "
        "OlmoLinearScalingRotaryEmbedding OlmoSdpaAttention 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.olmo2.modeling_olmo2": "4.48-4.53 KwargsForCausalLM",
    "transformers.models.olmo_hybrid.modeling_olmo_hybrid": (
        "5.3-5.14 OlmoHybridDynamicCache OlmoHybridShortConvolution is_fast_path_available"
    ),
    "transformers.models.olmoe.modeling_olmoe": (
        "4.45-4.57 OLMOE_ATTENTION_CLASSES OlmoeFlashAttention2 OlmoeSdpaAttention "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.omdet_turbo.modeling_omdet_turbo": (
        "4.45-4.49 MultiScaleDeformableAttentionFunction load_cuda_kernels multi_scale_deformable_attention"
    ),
    "transformers.models.omdet_turbo.processing_omdet_turbo": "4.49-4.57 DictWithDeprecationWarning",
    "transformers.models.oneformer": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.oneformer.image_processing_oneformer": (
        "-5.3 get_oneformer_resize_output_image_size max_across_indices"
    ),
    "transformers.models.oneformer.modeling_oneformer": "-4.57 OneFormerPixelDecoderFrozenBatchNorm2d",
    "transformers.models.openai": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_tokenizers_available is_torch_available -4.57 "
        "load_tf_weights_in_openai_gpt"
    ),
    "transformers.models.openai.modeling_openai": "-4.57 load_tf_weights_in_openai_gpt",
    "transformers.models.openai.tokenization_openai": (
        "-4.57 BasicTokenizer get_pairs text_standardize whitespace_tokenize"
    ),
    "transformers.models.opt": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.opt.modeling_opt": (
        "-4.34 _expand_mask _make_causal_mask 4.36-4.42 _get_unpad_data 4.36-4.51 OPT_ATTENTION_CLASSES "
        "OptFlashAttention2 4.46-4.51 OPTSdpaAttention"
    ),
    "transformers.models.owlv2": "4.35-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.owlv2.image_processing_owlv2": "4.35-5.3 _clip_warp_output _preprocess_resize_output_shape",
    "transformers.models.owlv2.modeling_owlv2": (
        "4.35-5.5 owlv2_loss 4.35-5.18 _upcast box_area box_iou generalized_box_iou"
    ),
    "transformers.models.owlvit": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available is_vision_available"
    ),
    "transformers.models.owlvit.configuration_owlvit": "-4.57 OwlViTOnnxConfig",
    "transformers.models.owlvit.modeling_owlvit": "-4.34 _expand_mask -5.5 owlvit_loss 4.30-4.34 _make_causal_mask",
    "transformers.models.paddleocr_vl.modeling_paddleocr_vl": (
        "5.0-5.16 apply_multimodal_rotary_pos_emb 5.0-5.22 PaddleOCRVLCausalLMOutputWithPast "
        "PaddleOCRVLModelOutputWithPast"
    ),
    "transformers.models.paligemma": "4.41-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.paligemma.modeling_paligemma": (
        "4.45-4.57 _prepare_4d_causal_attention_mask_with_cache_position 4.52-5.23 PaligemmaModelOutputWithPast "
        "5.0-5.8 create_causal_mask_mapping token_type_ids_mask_function"
    ),
    "transformers.models.paligemma.processing_paligemma": (
        "4.41-5.14 _is_str_or_image build_string_from_input is_image_or_image_url is_url 4.45-4.57 "
        "PaliGemmaImagesKwargs"
    ),
    "transformers.models.patchtsmixer": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.patchtst": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.pegasus": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.pegasus.modeling_pegasus": (
        "-4.34 _expand_mask _make_causal_mask -4.51 PEGASUS_GENERATION_EXAMPLE 4.35-4.52 PEGASUS_ATTENTION_CLASSES"
    ),
    "transformers.models.pegasus.tokenization_pegasus": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.pegasus_x": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.pegasus_x.modeling_pegasus_x": (
        "-4.34 _expand_mask _make_causal_mask -4.51 PEGASUS_X_GENERATION_EXAMPLE"
    ),
    "transformers.models.perceiver": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available is_vision_available"
    ),
    "transformers.models.perceiver.configuration_perceiver": "-4.57 PerceiverOnnxConfig",
    "transformers.models.perception_lm.video_processing_perception_lm": (
        "4.54-4.57 PerceptionLMFastVideoProcessorInitKwargs"
    ),
    "transformers.models.persimmon": "4.34-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.persimmon.modeling_persimmon": (
        "4.34-4.47 PersimmonDynamicNTKScalingRotaryEmbedding PersimmonLinearScalingRotaryEmbedding 4.44-5.1 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.phi": (
        "4.36-4.51 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.phi.modeling_phi": (
        "4.36-4.42 _get_unpad_data 4.36-4.47 PHI_ATTENTION_CLASSES PhiDynamicNTKScalingRotaryEmbedding "
        "PhiFlashAttention2 PhiLinearScalingRotaryEmbedding 4.39-4.47 PhiSdpaAttention 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.phi3": (
        "4.41-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.phi3.modeling_phi3": (
        "4.41-4.47 PHI3_ATTENTION_CLASSES Phi3FlashAttention2 Phi3SdpaAttention Phi3SuScaledRotaryEmbedding "
        "Phi3YarnScaledRotaryEmbedding 4.43-4.47 Phi3LongRoPEScaledRotaryEmbedding 4.44-4.52 "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.phi4_multimodal.modeling_phi4_multimodal": (
        "4.51-4.56 Phi4MultimodalAudioDepthWiseSeperableConv1d 4.51-4.57 _trunc_normal_ trunc_normal_tf_ 4.51-5.0 "
        "default_flax_embed_init lecun_normal_ variance_scaling_"
    ),
    "transformers.models.phimoe.modeling_phimoe": (
        "4.46-4.57 MultiplierProcessor PHIMOE_ATTENTION_CLASSES PhimoeBlockSparseTop2MLP PhimoeFlashAttention2 "
        "PhimoeSdpaAttention _prepare_4d_causal_attention_mask"
    ),
    "transformers.models.pi0.modeling_pi0": "5.4-5.8 blockwise_bidirectional_mask",
    "transformers.models.pi0.processing_pi0": "5.4-5.14 EXTRA_TOKENS IMAGE_TOKEN",
    "transformers.models.pix2struct": (
        "4.28-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.pix2struct.image_processing_pix2struct": "4.31-4.36 _check_torch_version",
    "transformers.models.pix2struct.processing_pix2struct": "4.45-4.57 Pix2StructImagesKwargs",
    "transformers.models.pixio.modeling_pixio": "5.0-5.8 PixioEncoder PixioSelfAttention PixioSelfOutput drop_path",
    "transformers.models.pixtral.image_processing_pixtral": (
        "4.45-4.48 BatchMixFeature _get_is_as_tensor_fns convert_to_tensor 4.45-4.55 make_list_of_images 4.45-5.3 "
        "convert_to_rgb"
    ),
    "transformers.models.pixtral.modeling_pixtral": "4.45-5.16 PixtralRotaryEmbedding position_ids_in_meshgrid",
    "transformers.models.pixtral.processing_pixtral": (
        "4.45-4.48 BatchMixFeature 4.45-5.14 is_image_or_image_url is_url"
    ),
    "transformers.models.plbart": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.plbart.configuration_plbart": "-4.57 PLBartOnnxConfig",
    "transformers.models.plbart.modeling_plbart": (
        "-4.34 _expand_mask _make_causal_mask -4.51 PLBART_GENERATION_EXAMPLE 4.35-4.52 PLBART_ATTENTION_CLASSES"
    ),
    "transformers.models.poolformer": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.poolformer.configuration_poolformer": "-4.57 PoolFormerOnnxConfig",
    "transformers.models.pop2piano": (
        "4.33-4.47 OptionalDependencyNotAvailable is_essentia_available is_librosa_available "
        "is_pretty_midi_available is_scipy_available is_torch_available"
    ),
    "transformers.models.pop2piano.modeling_pop2piano": (
        "4.33-4.51 Pop2Piano_START_DOCSTRING 4.33-5.7 _load_pop2piano_layer_norm"
    ),
    "transformers.models.prophetnet": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.pvt": "4.32-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.pvt.configuration_pvt": "4.32-4.57 PvtOnnxConfig",
    "transformers.models.pvt_v2": "4.39-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.qwen2": (
        "4.37-4.51 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.qwen2.modeling_qwen2": (
        "4.37-4.42 _get_unpad_data 4.37-4.47 QWEN2_ATTENTION_CLASSES Qwen2FlashAttention2 Qwen2SdpaAttention "
        "4.44-4.52 _prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 KwargsForCausalLM"
    ),
    "transformers.models.qwen2.tokenization_qwen2": "4.37-4.57 bytes_to_unicode get_pairs",
    "transformers.models.qwen2_5_omni.modeling_qwen2_5_omni": (
        "4.52-5.1 Qwen2RMSNorm 4.52-5.12 TorchActivation1d 4.52-5.16 Qwen2_5_VisionRotaryEmbedding "
        "apply_multimodal_rotary_pos_emb 4.52-5.22 Qwen2_5OmniThinkerCausalLMOutputWithPast"
    ),
    "transformers.models.qwen2_5_omni.processing_qwen2_5_omni": "4.52-4.57 Qwen2_5_OmniImagesKwargs",
    "transformers.models.qwen2_5_vl.modeling_qwen2_5_vl": (
        "4.49-4.52 QWEN2_5_VL_ATTENTION_CLASSES QWEN2_5_VL_VISION_ATTENTION_CLASSES Qwen2_5_VLFlashAttention2 "
        "Qwen2_5_VLSdpaAttention Qwen2_5_VLVisionFlashAttention2 Qwen2_5_VLVisionSdpaAttention "
        "apply_rotary_pos_emb_flashatt 4.49-5.1 Qwen2RMSNorm 4.49-5.16 Qwen2_5_VisionRotaryEmbedding "
        "apply_multimodal_rotary_pos_emb 4.49-5.22 Qwen2_5_VLCausalLMOutputWithPast 4.52-5.22 "
        "Qwen2_5_VLModelOutputWithPast"
    ),
    "transformers.models.qwen2_5_vl.processing_qwen2_5_vl": (
        "4.49-4.57 Qwen2_5_VLVideosProcessorKwargs 4.50-4.57 Qwen2_5_VLImagesKwargs"
    ),
    "transformers.models.qwen2_audio.modeling_qwen2_audio": (
        "4.45-4.52 QWEN2AUDIO_ATTENTION_CLASSES Qwen2AudioFlashAttention2 Qwen2AudioSdpaAttention"
    ),
    "transformers.models.qwen2_moe": "4.40-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.qwen2_moe.modeling_qwen2_moe": (
        "4.40-4.57 QWEN2MOE_ATTENTION_CLASSES Qwen2MoeFlashAttention2 Qwen2MoeSdpaAttention 4.44-4.57 "
        "_prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.qwen2_vl.image_processing_qwen2_vl": (
        "4.45-4.48 make_batched_images 4.45-4.57 make_batched_videos"
    ),
    "transformers.models.qwen2_vl.modeling_qwen2_vl": (
        "4.45-4.52 QWEN2_VL_ATTENTION_CLASSES QWEN2_VL_VISION_ATTENTION_CLASSES Qwen2VLFlashAttention2 "
        "Qwen2VLSdpaAttention VisionFlashAttention2 VisionSdpaAttention "
        "_prepare_4d_causal_attention_mask_with_cache_position 4.45-5.1 Qwen2RMSNorm 4.45-5.16 VisionRotaryEmbedding "
        "apply_multimodal_rotary_pos_emb 4.45-5.22 Qwen2VLCausalLMOutputWithPast 4.52-5.22 "
        "Qwen2VLModelOutputWithPast"
    ),
    "transformers.models.qwen2_vl.processing_qwen2_vl": "4.50-4.57 Qwen2VLImagesKwargs",
    "transformers.models.qwen3_5.modeling_qwen3_5": (
        "5.2-5.14 is_fast_path_available torch_causal_conv1d_update 5.2-5.22 Qwen3_5CausalLMOutputWithPast "
        "Qwen3_5ModelOutputWithPast"
    ),
    "transformers.models.qwen3_5_moe.modeling_qwen3_5_moe": (
        "5.2-5.14 is_fast_path_available torch_causal_conv1d_update 5.2-5.22 Qwen3_5MoeModelOutputWithPast"
    ),
    "transformers.models.qwen3_asr.processing_qwen3_asr": (
        "5.13-5.16 SUPPORTED_LANGUAGE_NAMES _audio_content_item _prepare_language_inputs resolve_language"
    ),
    "transformers.models.qwen3_next.modeling_qwen3_next": (
        "4.57-5.4 Qwen3NextDynamicCache 4.57-5.14 is_fast_path_available torch_causal_conv1d_update"
    ),
    "transformers.models.qwen3_omni_moe.modeling_qwen3_omni_moe": (
        "4.57-5.22 Qwen3OmniMoeThinkerCausalLMOutputWithPast"
    ),
    "transformers.models.qwen3_vl.modeling_qwen3_vl": (
        "4.57-5.22 Qwen3VLCausalLMOutputWithPast Qwen3VLModelOutputWithPast"
    ),
    "transformers.models.qwen3_vl_moe.modeling_qwen3_vl_moe": "4.57-5.22 Qwen3VLMoeModelOutputWithPast",
    "transformers.models.qwen4_exp.modeling_qwen4_exp": "5.16-5.22 Qwen4ExpModelOutputWithPast",
    "transformers.models.radio.modeling_radio": "5.13-5.17 RadioSelfAttention RadioSelfOutput",
    "transformers.models.rag": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.rag.configuration_rag": "-5.3 RAG_CONFIG_DOC",
    "transformers.models.recurrent_gemma": "4.40-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.recurrent_gemma.modeling_recurrent_gemma": (
        "4.40-5.12 RecurrentGemmaSdpaAttention 5.4-5.17 _get_mask_sizes _get_seq_length"
    ),
    "transformers.models.reformer": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.regnet": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available 4.28-4.47 is_flax_available"
    ),
    "transformers.models.rembert": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tf_available is_tokenizers_available "
        "is_torch_available -4.57 load_tf_weights_in_rembert"
    ),
    "transformers.models.rembert.configuration_rembert": "-4.57 RemBertOnnxConfig",
    "transformers.models.rembert.modeling_rembert": "-4.57 load_tf_weights_in_rembert",
    "transformers.models.resnet": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available 4.28-4.47 is_flax_available"
    ),
    "transformers.models.resnet.configuration_resnet": "-4.57 ResNetOnnxConfig",
    "transformers.models.rf_detr.modeling_rf_detr": "5.9-5.17 RfDetrDinov2SelfAttention RfDetrDinov2SelfOutput",
    "transformers.models.roberta": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.roberta.configuration_roberta": "-4.57 RobertaOnnxConfig",
    "transformers.models.roberta.modeling_roberta": (
        "4.41-4.57 ROBERTA_SELF_ATTENTION_CLASSES 4.45-4.57 RobertaSdpaSelfAttention"
    ),
    "transformers.models.roberta.tokenization_roberta": "-4.57 bytes_to_unicode get_pairs",
    "transformers.models.roberta_prelayernorm": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.roberta_prelayernorm.configuration_roberta_prelayernorm": (
        "-4.57 RobertaPreLayerNormOnnxConfig"
    ),
    "transformers.models.roc_bert": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available -4.57 "
        "load_tf_weights_in_roc_bert"
    ),
    "transformers.models.roc_bert.modeling_roc_bert": (
        "-4.51 _QA_TARGET_END_INDEX _QA_TARGET_START_INDEX -4.57 load_tf_weights_in_roc_bert 4.41-4.57 "
        "ROC_BERT_SELF_ATTENTION_CLASSES"
    ),
    "transformers.models.roformer": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available -4.57 load_tf_weights_in_roformer"
    ),
    "transformers.models.roformer.configuration_roformer": "-4.57 RoFormerOnnxConfig",
    "transformers.models.roformer.modeling_roformer": "-4.57 load_tf_weights_in_roformer",
    "transformers.models.roformer.tokenization_roformer": (
        "-4.57 BasicTokenizer WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.rt_detr": "4.42-4.46 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.rt_detr.image_processing_rt_detr": (
        "4.42-4.57 get_numpy_to_framework_fn 4.42-5.3 get_resize_output_image_size make_pixel_mask "
        "max_across_indices"
    ),
    "transformers.models.rt_detr.modeling_rt_detr": (
        "4.42-4.45 NestedTensor RTDetrHungarianMatcher RTDetrLoss _max_by_axis _upcast box_area box_iou dice_loss "
        "generalized_box_iou nested_tensor_from_tensor_list sigmoid_focal_loss 4.42-4.49 "
        "MultiScaleDeformableAttentionFunction load_cuda_kernels multi_scale_deformable_attention 4.42-5.0 "
        "RTDetrEncoder RTDetrMultiheadAttention _get_clones 4.45-4.48 compile_compatible_lru_cache"
    ),
    "transformers.models.rt_detr_v2.modeling_rt_detr_v2": (
        "4.49-4.55 _get_clones 4.49-5.0 RTDetrV2Encoder RTDetrV2MultiheadAttention"
    ),
    "transformers.models.rwkv": "4.29-4.47 OptionalDependencyNotAvailable RwkvOnnxConfig is_torch_available",
    "transformers.models.sam": (
        "4.29-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available 4.30-4.47 is_tf_available"
    ),
    "transformers.models.sam.image_processing_sam": (
        "4.29-5.3 _mask_to_rle_pytorch _postprocess_for_mg 4.30-4.57 _batched_mask_to_box_tf "
        "_compute_stability_score_tf _is_box_near_crop_edge_tf _mask_to_rle_tf _pad_masks_tf _postprocess_for_mg_tf "
        "4.30-5.3 _compute_stability_score_pt"
    ),
    "transformers.models.sam.modeling_sam": "4.48-4.53 SAM_ATTENTION_CLASSES SamSdpaAttention",
    "transformers.models.seamless_m4t": (
        "4.35-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.seamless_m4t.modeling_seamless_m4t": (
        "4.35-4.51 SEAMLESS_M4T_INPUTS_DOCSTRING_FIRST_PART SEAMLESS_M4T_INPUTS_DOCSTRING_LAST_PART "
        "SEAMLESS_M4T_INPUTS_DOCSTRING_SPEECH_PART SEAMLESS_M4T_INPUTS_DOCSTRING_TEXT_PART"
    ),
    "transformers.models.seamless_m4t.tokenization_seamless_m4t": "4.35-4.57 SPIECE_UNDERLINE",
    "transformers.models.seamless_m4t_v2": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.segformer": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available is_vision_available"
    ),
    "transformers.models.segformer.configuration_segformer": "-4.57 SegformerOnnxConfig",
    "transformers.models.segformer.modeling_segformer": (
        "-5.8 SegformerDWConv SegformerEfficientSelfAttention SegformerEncoder SegformerMixFFN SegformerSelfOutput"
    ),
    "transformers.models.seggpt": (
        "4.39-4.47 OptionalDependencyNotAvailable SegGptOnnxConfig is_torch_available is_vision_available"
    ),
    "transformers.models.seggpt.modeling_seggpt": "4.39-5.8 drop_path",
    "transformers.models.sew": (
        "-4.47 OptionalDependencyNotAvailable is_torch_available 4.53-4.57 SEWFeatureExtractor"
    ),
    "transformers.models.sew.modeling_sew": (
        "-4.52 SEWFeatureExtractor -5.15 _HIDDEN_STATES_START_POSITION 4.41-4.52 SEWFlashAttention2 SEWSdpaAttention "
        "SEW_ATTENTION_CLASSES"
    ),
    "transformers.models.sew_d": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.sew_d.modeling_sew_d": "-4.57 SEWDFeatureExtractor",
    "transformers.models.siglip": (
        "4.37-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_torch_available is_vision_available"
    ),
    "transformers.models.siglip.modeling_siglip": (
        "4.37-4.57 _trunc_normal_ trunc_normal_tf_ 4.37-5.0 default_flax_embed_init lecun_normal_ variance_scaling_ "
        "4.37-5.5 SiglipTextTransformer SiglipVisionTransformer 4.43-4.50 SIGLIP_ATTENTION_CLASSES "
        "SiglipFlashAttention2 SiglipSdpaAttention"
    ),
    "transformers.models.siglip2.modeling_siglip2": (
        "4.50-4.57 _trunc_normal_ trunc_normal_tf_ 4.50-5.0 default_flax_embed_init lecun_normal_ variance_scaling_ "
        "4.50-5.5 Siglip2TextTransformer Siglip2VisionTransformer"
    ),
    "transformers.models.siglip2.processing_siglip2": "4.50-4.57 Siglip2ImagesKwargs",
    "transformers.models.smolvlm.image_processing_smolvlm": "4.50-5.3 _crop convert_to_rgb make_pixel_mask",
    "transformers.models.smolvlm.modeling_smolvlm": "4.54-4.57 SmolVLMRMSNorm",
    "transformers.models.smolvlm.processing_smolvlm": "4.50-4.57 SmolVLMImagesKwargs",
    "transformers.models.solar_open.modeling_solar_open": "5.0-5.12 SolarOpenNaiveMoe",
    "transformers.models.speech_encoder_decoder": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_torch_available"
    ),
    "transformers.models.speech_to_text": (
        "-4.35 is_speech_available -4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tf_available "
        "is_torch_available"
    ),
    "transformers.models.speech_to_text.modeling_speech_to_text": (
        "-4.34 _expand_mask _make_causal_mask 4.35-4.52 SPEECH_TO_TEXT_ATTENTION_CLASSES"
    ),
    "transformers.models.speecht5": (
        "-4.30 is_speech_available -4.47 OptionalDependencyNotAvailable is_sentencepiece_available "
        "is_torch_available"
    ),
    "transformers.models.speecht5.modeling_speecht5": "-4.34 _expand_mask _make_causal_mask",
    "transformers.models.splinter": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.splinter.modeling_splinter": "4.41-4.53 SPLINTER_SELF_ATTENTION_CLASSES",
    "transformers.models.splinter.tokenization_splinter": (
        "-4.57 BasicTokenizer WordpieceTokenizer whitespace_tokenize"
    ),
    "transformers.models.squeezebert": (
        "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available"
    ),
    "transformers.models.squeezebert.configuration_squeezebert": "-4.57 SqueezeBertOnnxConfig",
    "transformers.models.squeezebert.tokenization_squeezebert": (
        "-4.57 BasicTokenizer VOCAB_FILES_NAMES WordpieceTokenizer load_vocab whitespace_tokenize"
    ),
    "transformers.models.stablelm": "4.38-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.stablelm.modeling_stablelm": (
        "4.38-4.42 _get_unpad_data 4.38-4.47 StableLmDynamicNTKScalingRotaryEmbedding "
        "StableLmLinearScalingRotaryEmbedding 4.38-4.57 ATTENTION_CLASSES StableLmFlashAttention2 4.39-4.57 "
        "StableLmSdpaAttention 4.44-5.1 _prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.starcoder2": "4.39-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.starcoder2.modeling_starcoder2": (
        "4.39-4.42 _get_unpad_data 4.39-4.47 STARCODER2_ATTENTION_CLASSES Starcoder2FlashAttention2 "
        "Starcoder2SdpaAttention 4.44-4.52 _prepare_4d_causal_attention_mask_with_cache_position 4.48-4.53 "
        "KwargsForCausalLM"
    ),
    "transformers.models.superglue.modeling_superglue": "4.49-4.57 KeypointMatchingOutput",
    "transformers.models.superpoint": (
        "4.39-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.swiftformer": (
        "4.30-4.47 OptionalDependencyNotAvailable is_torch_available 4.41-4.47 is_tf_available"
    ),
    "transformers.models.swiftformer.configuration_swiftformer": "4.30-4.57 SwiftFormerOnnxConfig",
    "transformers.models.swiftformer.modeling_swiftformer": "4.30-5.8 drop_path",
    "transformers.models.swin": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.swin.configuration_swin": "-4.57 SwinOnnxConfig",
    "transformers.models.swin.modeling_swin": "-5.8 SwinIntermediate SwinOutput SwinSelfAttention SwinSelfOutput",
    "transformers.models.swin2sr": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.swinv2": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.switch_transformers": (
        "-4.47 OptionalDependencyNotAvailable SwitchTransformersOnnxConfig is_flax_available "
        "is_sentencepiece_available is_tf_available is_tokenizers_available is_torch_available"
    ),
    "transformers.models.switch_transformers.modeling_switch_transformers": (
        "-4.31 SwitchTransformersDenseGatedActDense -4.57 __HEAD_MASK_WARNING_MSG"
    ),
    "transformers.models.t5": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available -4.57 load_tf_weights_in_t5"
    ),
    "transformers.models.t5.configuration_t5": "-4.57 T5OnnxConfig",
    "transformers.models.t5.modeling_t5": "-4.57 __HEAD_MASK_WARNING_MSG load_tf_weights_in_t5",
    "transformers.models.t5.tokenization_t5": "4.31-4.57 SPIECE_UNDERLINE",
    "transformers.models.t5gemma.modeling_t5gemma": (
        "4.53-5.3 bidirectional_mask_function sliding_window_bidirectional_mask_function 4.54-4.57 T5GemmaAttention"
    ),
    "transformers.models.t5gemma2.modeling_t5gemma2": "5.0-5.3 bidirectional_mask_function",
    "transformers.models.table_transformer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.table_transformer.configuration_table_transformer": "-4.57 TableTransformerOnnxConfig",
    "transformers.models.table_transformer.modeling_table_transformer": (
        "-4.34 _expand_mask -4.40 TableTransformerClassificationHead -4.45 NestedTensor "
        "TableTransformerHungarianMatcher TableTransformerLoss _max_by_axis _upcast box_area box_iou dice_loss "
        "generalized_box_iou nested_tensor_from_tensor_list sigmoid_focal_loss"
    ),
    "transformers.models.tapas": (
        "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available -4.57 load_tf_weights_in_tapas"
    ),
    "transformers.models.tapas.modeling_tapas": "-4.57 load_tf_weights_in_tapas",
    "transformers.models.time_series_transformer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.time_series_transformer.modeling_time_series_transformer": (
        "-4.34 _expand_mask _make_causal_mask 4.35-4.52 TIME_SERIES_TRANSFORMER_ATTENTION_CLASSES"
    ),
    "transformers.models.timesformer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.timesformer.modeling_timesformer": "-5.8 TimeSformerDropPath drop_path",
    "transformers.models.timm_backbone": "4.30-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.tipsv2.modeling_tipsv2": "5.14-5.17 Tipsv2VisionSelfAttention Tipsv2VisionSelfOutput",
    "transformers.models.trocr": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_speech_available is_torch_available"
    ),
    "transformers.models.trocr.modeling_trocr": "-4.34 _expand_mask _make_causal_mask",
    "transformers.models.tvp": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.tvp.image_processing_tvp": "4.36-5.3 get_resize_output_image_size make_batched",
    "transformers.models.udop": (
        "4.39-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.udop.tokenization_udop": "4.39-4.57 SPIECE_UNDERLINE",
    "transformers.models.umt5": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.umt5.configuration_umt5": "4.31-4.57 UMT5OnnxConfig",
    "transformers.models.unispeech": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.unispeech.modeling_unispeech": (
        "-4.50 UniSpeechFeatureExtractor -5.15 _HIDDEN_STATES_START_POSITION 4.41-4.52 UNISPEECH_ATTENTION_CLASSES "
        "UniSpeechFlashAttention2 UniSpeechSdpaAttention"
    ),
    "transformers.models.unispeech_sat": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.unispeech_sat.modeling_unispeech_sat": (
        "-4.50 UniSpeechSatFeatureExtractor -5.15 _HIDDEN_STATES_START_POSITION 4.41-4.50 "
        "UNISPEECHSAT_ATTENTION_CLASSES 4.41-4.52 UniSpeechSatFlashAttention2 UniSpeechSatSdpaAttention"
    ),
    "transformers.models.univnet": "4.36-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.upernet": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.video_llava": (
        "4.41-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.video_llava.image_processing_video_llava": "4.41-4.57 make_batched_videos",
    "transformers.models.video_llava.video_processing_video_llava": (
        "4.52-4.57 VideoLlavaFastVideoProcessorInitKwargs"
    ),
    "transformers.models.videomae": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.videomae.image_processing_videomae": "-5.3 make_batched",
    "transformers.models.videomae.modeling_videomae": (
        "4.41-4.49 VIDEOMAE_ATTENTION_CLASSES VideoMAESdpaAttention VideoMAESdpaSelfAttention"
    ),
    "transformers.models.videomt.modeling_videomt": "5.4-5.8 drop_path",
    "transformers.models.vilt": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.vilt.image_processing_vilt": (
        "-5.3 get_resize_output_image_size make_pixel_mask max_across_indices"
    ),
    "transformers.models.vipllava": "4.37-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.vision_encoder_decoder": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.vision_encoder_decoder.configuration_vision_encoder_decoder": (
        "-4.57 VisionEncoderDecoderDecoderOnnxConfig VisionEncoderDecoderEncoderOnnxConfig "
        "VisionEncoderDecoderOnnxConfig"
    ),
    "transformers.models.vision_text_dual_encoder": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.vision_text_dual_encoder.configuration_vision_text_dual_encoder": (
        "4.38-5.19 VISION_MODEL_CONFIGS"
    ),
    "transformers.models.vision_text_dual_encoder.modeling_vision_text_dual_encoder": "-5.5 clip_loss",
    "transformers.models.visual_bert": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.vit": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available "
        "is_vision_available 4.42-4.47 is_torchvision_available"
    ),
    "transformers.models.vit.configuration_vit": "-4.57 ViTOnnxConfig",
    "transformers.models.vit.modeling_vit": (
        "-5.8 ViTEncoder ViTIntermediate ViTOutput ViTSelfAttention ViTSelfOutput 4.41-4.49 VIT_ATTENTION_CLASSES "
        "ViTSdpaAttention ViTSdpaSelfAttention"
    ),
    "transformers.models.vit_mae": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.vit_mae.modeling_vit_mae": (
        "-5.8 ViTMAEEncoder ViTMAEIntermediate ViTMAEOutput ViTMAESelfAttention ViTMAESelfOutput "
        "get_1d_sincos_pos_embed_from_grid get_2d_sincos_pos_embed get_2d_sincos_pos_embed_from_grid 4.41-4.49 "
        "VITMAE_ATTENTION_CLASSES ViTMAESdpaAttention ViTMAESdpaSelfAttention"
    ),
    "transformers.models.vit_msn": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.vit_msn.modeling_vit_msn": (
        "-5.8 ViTMSNEncoder ViTMSNIntermediate ViTMSNOutput ViTMSNSelfAttention ViTMSNSelfOutput 4.41-4.49 "
        "VITMSN_ATTENTION_CLASSES ViTMSNSdpaSelfAttention 4.41-5.8 ViTMSNSdpaAttention"
    ),
    "transformers.models.vitdet": "4.33-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.vitdet.modeling_vitdet": "4.33-4.57 caffe2_msra_fill 4.33-5.8 drop_path",
    "transformers.models.vitmatte": (
        "4.34-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.models.vitpose_backbone": "4.48-4.51 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.vits": (
        "4.33-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_speech_available is_torch_available"
    ),
    "transformers.models.vivit": "4.31-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.vivit.modeling_vivit": (
        "4.31-5.8 VivitEncoder VivitIntermediate VivitOutput VivitSelfAttention VivitSelfOutput 4.46-4.49 "
        "VIVIT_ATTENTION_CLASSES VivitSdpaAttention VivitSdpaSelfAttention"
    ),
    "transformers.models.vjepa2.modeling_vjepa2": "4.53-4.57 _convert_head_mask_to_5d 4.53-5.8 drop_path",
    "transformers.models.vjepa2.video_processing_vjepa2": "4.53-4.57 VJEPA2VideoProcessorInitKwargs",
    "transformers.models.voxtral_realtime.modeling_voxtral_realtime": "5.2-5.9 VoxtralRealtimeTextForCausalLM",
    "transformers.models.wav2vec2": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_torch_available"
    ),
    "transformers.models.wav2vec2.modeling_wav2vec2": (
        "-4.57 Wav2Vec2FeatureExtractor Wav2Vec2ForMaskedLM 4.41-4.52 WAV2VEC2_ATTENTION_CLASSES "
        "Wav2Vec2FlashAttention2 Wav2Vec2SdpaAttention"
    ),
    "transformers.models.wav2vec2.tokenization_wav2vec2": "-4.57 Wav2Vec2Tokenizer",
    "transformers.models.wav2vec2_bert": "4.37-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.wav2vec2_bert.modeling_wav2vec2_bert": (
        "4.37-4.50 _sample_negative_indices 4.37-5.15 _HIDDEN_STATES_START_POSITION"
    ),
    "transformers.models.wav2vec2_conformer": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.wav2vec2_conformer.modeling_wav2vec2_conformer": (
        "-4.50 _sample_negative_indices -5.15 _HIDDEN_STATES_START_POSITION"
    ),
    "transformers.models.wavlm": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.wavlm.modeling_wavlm": "-4.50 WavLMFeatureExtractor -5.15 _HIDDEN_STATES_START_POSITION",
    "transformers.models.whisper": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_tf_available is_tokenizers_available "
        "is_torch_available"
    ),
    "transformers.models.whisper.configuration_whisper": "-4.57 WhisperOnnxConfig",
    "transformers.models.whisper.modeling_whisper": (
        "-4.34 _expand_mask _make_causal_mask 4.31-4.36 _dynamic_time_warping _median_filter 4.35-4.42 "
        "_get_unpad_data 4.35-4.52 WHISPER_ATTENTION_CLASSES WhisperFlashAttention2 4.36-4.52 WhisperSdpaAttention "
        "4.44-4.52 _prepare_4d_causal_attention_mask_with_cache_position"
    ),
    "transformers.models.whisper.tokenization_whisper": "-4.57 MAX_MODEL_INPUT_SIZES bytes_to_unicode get_pairs",
    "transformers.models.x_clip": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.x_clip.modeling_x_clip": (
        "-4.34 _expand_mask -5.5 XCLIPTextTransformer XCLIPVisionTransformer x_clip_loss -5.8 drop_path 4.30-4.34 "
        "_make_causal_mask"
    ),
    "transformers.models.xcodec.modeling_xcodec": "4.56-5.2 ResidualUnit SemanticEncoderBlock",
    "transformers.models.xglm": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.xglm.modeling_xglm": (
        "-4.28 create_position_ids_from_input_ids -4.34 _expand_mask _make_causal_mask"
    ),
    "transformers.models.xglm.tokenization_xglm": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.xlm": "-4.47 OptionalDependencyNotAvailable is_tf_available is_torch_available",
    "transformers.models.xlm.configuration_xlm": "-4.57 XLMOnnxConfig",
    "transformers.models.xlm_roberta": (
        "-4.47 OptionalDependencyNotAvailable is_flax_available is_sentencepiece_available is_tf_available "
        "is_tokenizers_available is_torch_available"
    ),
    "transformers.models.xlm_roberta.configuration_xlm_roberta": "-4.57 XLMRobertaOnnxConfig",
    "transformers.models.xlm_roberta.modeling_xlm_roberta": (
        "4.41-4.57 XLM_ROBERTA_SELF_ATTENTION_CLASSES 4.45-4.57 XLMRobertaSdpaSelfAttention"
    ),
    "transformers.models.xlm_roberta.tokenization_xlm_roberta": "-4.57 SPIECE_UNDERLINE",
    "transformers.models.xlm_roberta_xl": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.xlm_roberta_xl.configuration_xlm_roberta_xl": "-4.57 XLMRobertaXLOnnxConfig",
    "transformers.models.xlm_roberta_xl.modeling_xlm_roberta_xl": (
        "4.45-4.57 XLMROBERTAXL_SELF_ATTENTION_CLASSES XLMRobertaXLSdpaSelfAttention"
    ),
    "transformers.models.xlnet": (
        "-4.47 OptionalDependencyNotAvailable is_sentencepiece_available is_tf_available is_tokenizers_available "
        "is_torch_available -4.57 load_tf_weights_in_xlnet"
    ),
    "transformers.models.xlnet.modeling_xlnet": "-4.57 build_tf_xlnet_to_pytorch_map load_tf_weights_in_xlnet",
    "transformers.models.xlstm": "4.54-5.17 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.xmod": "-4.47 OptionalDependencyNotAvailable is_torch_available",
    "transformers.models.xmod.configuration_xmod": "-4.57 XmodOnnxConfig",
    "transformers.models.yolos": "-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available",
    "transformers.models.yolos.configuration_yolos": "-4.57 YolosOnnxConfig",
    "transformers.models.yolos.image_processing_yolos": (
        "-4.36 AnnotionFormat -4.57 get_numpy_to_framework_fn -5.3 binary_mask_to_rle check_segment_validity "
        "compute_segments convert_segmentation_to_rle get_mask_area get_resize_output_image_size "
        "get_segmentation_image get_size_with_aspect_ratio make_pixel_mask max_across_indices "
        "remove_low_and_no_objects score_labels_from_class_probabilities"
    ),
    "transformers.models.yolos.modeling_yolos": (
        "-4.45 NestedTensor YolosHungarianMatcher YolosLoss _max_by_axis _upcast box_area box_iou dice_loss "
        "generalized_box_iou nested_tensor_from_tensor_list sigmoid_focal_loss 4.41-4.49 YOLOS_ATTENTION_CLASSES "
        "YolosSdpaAttention YolosSdpaSelfAttention"
    ),
    "transformers.models.yoso": "-4.47 OptionalDependencyNotAvailable is_tokenizers_available is_torch_available",
    "transformers.models.zamba.modeling_zamba": "4.46-5.14 is_fast_path_available 4.48-5.4 ZambaHybridDynamicCache",
    "transformers.models.zamba2.modeling_zamba2": (
        "4.49-5.4 Zamba2HybridDynamicCache 4.49-5.14 is_fast_path_available"
    ),
    "transformers.models.zoedepth": (
        "4.43-4.47 OptionalDependencyNotAvailable is_torch_available is_vision_available"
    ),
    "transformers.optimization": "-4.49 AdamW -4.51 require_version",
    "transformers.pipelines": (
        "-4.31 MODEL_FOR_MASKED_LM_MAPPING MODEL_FOR_QUESTION_ANSWERING_MAPPING "
        "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING "
        "MODEL_FOR_TABLE_QUESTION_ANSWERING_MAPPING MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING "
        "MODEL_FOR_VISUAL_QUESTION_ANSWERING_MAPPING -4.37 MULTI_MODEL_CONFIGS gpt2 -4.44 af0f99b c626438 d769bba "
        "e93beec ec58a5b f2482bf f4881ba fc15262 -4.53 NO_FEATURE_EXTRACTOR_TASKS NO_IMAGE_PROCESSOR_TASKS "
        "NO_TOKENIZER_TASKS model_config -4.56 normalized_task -4.57 HUGGINGFACE_CO_RESOLVE_ENDPOINT a4f8f3e de en "
        "fr framework infer_framework_load_model is_tf_available ro tf_class_names translation_XX_to_YY "
        "translation_xx_to_yy use_auth_token -5.2 QuestionAnsweringArgumentHandler -5.6 PreTrainedFeatureExtractor "
        "-5.22 is_kenlm_available is_pyctcdecode_available 4.35-5.17 _raise_exceptions_for_connection_errors "
        "_raise_exceptions_for_missing_entries cached_file commit_hash extract_commit_hash resolved_config_file "
        "4.38-4.53 MULTI_MODEL_AUDIO_CONFIGS MULTI_MODEL_VISION_CONFIGS 4.38-5.17 _raise_exceptions_for_gated_repo "
        "4.45-4.57 a9723ea df1b051 4.45-5.2 cee1c92 d0a1f6a"
    ),
    "transformers.pipelines.audio_classification": (
        "-4.31 MODEL_FOR_AUDIO_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS 4.54-5.22 is_torchcodec_available"
    ),
    "transformers.pipelines.automatic_speech_recognition": (
        "-4.31 MODEL_FOR_CTC_MAPPING MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING -4.52 _fast_find_longest_common_sequence "
        "_find_timestamp_sequence 4.32-4.36 ArgumentHandler MODEL_FOR_CTC_MAPPING_NAMES ModelCard "
        "infer_framework_load_model 4.54-5.22 is_torchcodec_available"
    ),
    "transformers.pipelines.base": (
        "-4.57 AutoModel ModelCard get_framework infer_framework_from_model infer_framework_load_model "
        "is_tf_available 4.30-4.57 infer_framework"
    ),
    "transformers.pipelines.depth_estimation": "-4.31 MODEL_FOR_DEPTH_ESTIMATION_MAPPING -4.37 PIPELINE_INIT_ARGS",
    "transformers.pipelines.document_question_answering": (
        "-4.31 MODEL_FOR_DOCUMENT_QUESTION_ANSWERING_MAPPING -4.37 PIPELINE_INIT_ARGS"
    ),
    "transformers.pipelines.fill_mask": "-4.37 PIPELINE_INIT_ARGS -4.57 is_tf_available stable_softmax",
    "transformers.pipelines.image_classification": (
        "-4.31 MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING -4.36 stable_softmax -4.37 PIPELINE_INIT_ARGS -4.57 "
        "is_tf_available"
    ),
    "transformers.pipelines.image_segmentation": (
        "-4.31 MODEL_FOR_IMAGE_SEGMENTATION_MAPPING MODEL_FOR_INSTANCE_SEGMENTATION_MAPPING "
        "MODEL_FOR_SEMANTIC_SEGMENTATION_MAPPING MODEL_FOR_UNIVERSAL_SEGMENTATION_MAPPING -4.37 PIPELINE_INIT_ARGS "
        "-4.52 Prediction Predictions"
    ),
    "transformers.pipelines.image_text_to_text": (
        "4.47-4.51 retrieve_images_in_messages 4.52-4.57 add_images_to_messages"
    ),
    "transformers.pipelines.mask_generation": "4.29-4.37 PIPELINE_INIT_ARGS",
    "transformers.pipelines.object_detection": (
        "-4.31 MODEL_FOR_OBJECT_DETECTION_MAPPING MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS "
        "-4.52 Prediction Predictions"
    ),
    "transformers.pipelines.table_question_answering": (
        "-4.31 MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING MODEL_FOR_TABLE_QUESTION_ANSWERING_MAPPING -4.37 "
        "PIPELINE_INIT_ARGS -4.38 is_tensorflow_probability_available -4.57 is_tf_available"
    ),
    "transformers.pipelines.text_classification": (
        "-4.31 MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS -4.57 is_tf_available"
    ),
    "transformers.pipelines.text_generation": (
        "-4.31 MODEL_FOR_CAUSAL_LM_MAPPING -4.37 PIPELINE_INIT_ARGS -4.57 is_tf_available 4.41-4.57 KeyDataset"
    ),
    "transformers.pipelines.token_classification": (
        "-4.27 Pipeline -4.31 MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS -4.57 is_tf_available"
    ),
    "transformers.pipelines.video_classification": (
        "-4.31 MODEL_FOR_VIDEO_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS -4.39 is_decord_available"
    ),
    "transformers.pipelines.zero_shot_audio_classification": "-4.37 PIPELINE_INIT_ARGS",
    "transformers.pipelines.zero_shot_classification": "-4.37 PIPELINE_INIT_ARGS",
    "transformers.pipelines.zero_shot_image_classification": (
        "-4.31 MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING -4.37 PIPELINE_INIT_ARGS -4.57 is_tf_available "
        "stable_softmax"
    ),
    "transformers.pipelines.zero_shot_object_detection": (
        "-4.31 MODEL_FOR_ZERO_SHOT_OBJECT_DETECTION_MAPPING -4.37 PIPELINE_INIT_ARGS"
    ),
    "transformers.processing_utils": (
        "-4.57 AUTO_TO_BASE_CLASS_MAPPING 4.37-4.52 add_model_info_to_auto_map 4.37-4.57 download_url is_remote_url "
        "4.42-4.52 add_model_info_to_custom_pipelines 4.42-4.57 CommonKwargs 4.43-4.46 CHAT_TEMPLATE_NAME 4.45-4.53 "
        "_validate_images_text_input_order is_valid_image 4.49-4.55 load_image load_video 4.51-5.0 "
        "ChatTemplateLoadKwargs 4.53-4.57 VideoMetadata deprecate_kwarg"
    ),
    "transformers.pytorch_utils": (
        "-4.27 is_torch_less_than_1_8 is_torch_less_than_1_9 torch_int_div -4.30 is_torch_greater_or_equal_than_1_10 "
        "-4.36 is_torch_less_than_1_11 -4.49 parsed_torch_version_base -4.57 find_pruneable_heads_and_indices "
        "prune_conv1d_layer prune_layer 4.31-4.36 is_torch_greater_or_equal_than_1_11 4.33-4.36 is_torch_1_8_0 "
        "4.33-4.38 is_torch_tpu_available 4.45-5.0 isin_mps_friendly 4.47-4.50 translate_to_torch_parallel_style "
        "4.47-5.14 _torch_distributed_available"
    ),
    "transformers.quantizers.auto": "4.46-4.51 BitNetConfig",
    "transformers.quantizers.quantizer_aqlm": "4.38-4.57 is_torch_available 4.38-5.20 QuantizationConfigMixin",
    "transformers.quantizers.quantizer_auto_round": "4.52-4.57 is_torch_available 4.52-5.20 QuantizationConfigMixin",
    "transformers.quantizers.quantizer_awq": (
        "4.38-4.49 get_keys_to_not_convert 4.38-4.57 fuse_awq_modules is_auto_awq_available 4.39-4.57 "
        "AWQLinearVersion post_init_awq_exllama_modules 4.46-4.57 post_init_awq_ipex_modules"
    ),
    "transformers.quantizers.quantizer_bitnet": "4.46-4.49 get_keys_to_not_convert 5.2-5.20 WeightConverter",
    "transformers.quantizers.quantizer_bnb_4bit": (
        "4.38-4.49 get_keys_to_not_convert 4.38-4.57 Conv1D 4.45-4.57 is_bitsandbytes_multi_backend_available "
        "5.0-5.20 WeightConverter"
    ),
    "transformers.quantizers.quantizer_bnb_8bit": (
        "4.38-4.49 get_keys_to_not_convert 4.38-4.57 Conv1D 4.45-4.57 is_bitsandbytes_multi_backend_available "
        "5.0-5.20 WeightConverter"
    ),
    "transformers.quantizers.quantizer_compressed_tensors": (
        "5.13-5.20 DecompressExperts 5.15-5.22 get_experts_scheme"
    ),
    "transformers.quantizers.quantizer_eetq": "4.41-4.49 get_keys_to_not_convert 4.41-4.57 is_eetq_available",
    "transformers.quantizers.quantizer_fbgemm_fp8": "4.43-4.49 get_keys_to_not_convert",
    "transformers.quantizers.quantizer_finegrained_fp8": (
        "4.52-4.57 _load_parameter_into_model 5.0-5.3 FP8Expert 5.0-5.20 WeightConverter"
    ),
    "transformers.quantizers.quantizer_fp_quant": "4.54-5.20 QuantizationConfigMixin 5.0-5.20 WeightConverter",
    "transformers.quantizers.quantizer_gptq": "4.38-4.57 is_auto_gptq_available",
    "transformers.quantizers.quantizer_higgs": "4.48-4.57 quantize_with_higgs 4.48-5.20 QuantizationConfigMixin",
    "transformers.quantizers.quantizer_hqq": "4.41-4.56 find_parent is_accelerate_available",
    "transformers.quantizers.quantizer_metal": "5.3-5.20 WeightConverter",
    "transformers.quantizers.quantizer_mxfp4": "4.55-5.20 get_kernel triton_kernels_hub 5.0-5.20 WeightConverter",
    "transformers.quantizers.quantizer_quanto": (
        "4.39-4.46 is_quanto_available 4.39-4.49 get_keys_to_not_convert 4.39-5.20 is_torch_available"
    ),
    "transformers.quantizers.quantizer_quark": (
        "4.50-4.56 is_accelerate_available is_torch_available 5.0-5.20 QuarkDeserialize WeightConverter"
    ),
    "transformers.quantizers.quantizer_sinq": "5.2-5.20 WeightConverter",
    "transformers.quantizers.quantizer_spqr": "4.49-5.20 QuantizationConfigMixin",
    "transformers.quantizers.quantizer_torchao": (
        "4.45-4.49 get_keys_to_not_convert 4.45-4.56 find_parent 4.47-5.3 _linear_extra_repr _quantization_type "
        "4.50-5.3 fuzzy_match_size 5.0-5.20 WeightConverter"
    ),
    "transformers.quantizers.quantizer_vptq": "4.48-5.20 QuantizationConfigMixin",
    "transformers.tokenization_utils_base": (
        "-4.57 AutoConfig SpecialTokensMixin TOKENIZER_MAPPING_NAMES download_url is_flax_available is_jax_tensor "
        "is_remote_url is_tf_available is_tf_tensor model_inputs -5.17 extract_commit_hash 4.29-4.52 "
        "add_model_info_to_auto_map 4.34-4.41 Conversation 4.34-4.51 _compile_jinja_template 4.42-4.51 "
        "get_json_schema 4.42-4.52 add_model_info_to_custom_pipelines 4.43-4.51 _render_with_assistant_indices "
        "4.45-5.5 PROTOBUF_IMPORT_ERROR 5.0-5.14 recursive_parse"
    ),
    "transformers.tokenization_utils_tokenizers": "5.0-5.17 load_gguf_checkpoint",
    "transformers.trainer": (
        "-4.30 ContextManagers DistributedLengthGroupedSampler DistributedSamplerWithLoop ShardSampler "
        "_is_native_cpu_amp_available default_hp_space is_deepspeed_zero3_enabled is_optuna_available "
        "is_ray_tune_available is_sigopt_available is_torch_greater_or_equal_than_1_10 is_wandb_available "
        "nested_truncate run_hp_search_optuna run_hp_search_ray run_hp_search_sigopt run_hp_search_wandb "
        "-4.30,4.34-4.36 is_torch_less_than_1_11 -4.31 get_full_repo_name -4.34 ShardedDDPOption dep_version_check "
        "is_fairscale_available -4.35 FSDPOption -4.38 is_torch_tpu_available -4.46 IntervalStrategy -4.48 hp_params "
        "-4.51 is_torch_compile_available -4.52 ALL_LAYERNORM_LAYERS is_apex_available is_ipex_available -4.57 "
        "DistributedTensorGatherer PretrainedConfig SequentialDistributedSampler nested_concat nested_numpify -5.1 "
        "Adafactor AdamW distributed_concat get_module_class_from_name nested_xla_mesh_reduce smp_gather strtobool "
        "-5.2 is_torch_neuroncore_available 4.28-4.56 is_safetensors_available 4.32-5.1 is_bitsandbytes_available "
        "4.34-4.40 get_dataloader_sampler 4.35-5.1 neftune_post_forward_hook 4.37-4.47 "
        "is_torch_greater_or_equal_than_1_13 4.38-5.1 CausalLMOutputWithPast _get_fsdp_ckpt_kwargs 4.39-5.1 "
        "LayerWiseDummyOptimizer PushToHubMixin check_target_module_exists is_galore_torch_available 4.41-5.0 "
        "is_torch_greater_or_equal_than_2_3 4.42-5.1 is_lomo_available 4.45-4.57 is_torch_mps_available "
        "is_torch_xpu_available 4.45-5.1 is_grokadamw_available is_liger_kernel_available is_schedulefree_available "
        "is_torchao_available 4.46-4.57 deprecate_kwarg 4.49-5.1 is_apollo_torch_available 4.54-5.1 "
        "is_torch_optimi_available 5.15-5.19 is_torch_greater_or_equal_than_2_6"
    ),
    "transformers.trainer_callback": "4.49-4.57 HPSearchBackend",
    "transformers.trainer_optimizer": "5.2-5.7 _get_adamw_apex_fused",
    "transformers.trainer_pt_utils": (
        "-4.38 is_torch_tpu_available -4.57 DistributedTensorGatherer SequentialDistributedSampler -5.1 "
        "_get_learning_rate -5.15 BatchEncoding 4.39-4.47 is_torch_greater_or_equal_than_2_0"
    ),
    "transformers.trainer_seq2seq": "4.46-4.57 deprecate_kwarg",
    "transformers.trainer_utils": (
        "-4.30 default_hp_space -4.34 ShardedDDPOption -4.38 is_torch_tpu_available -4.57 EvaluationStrategy "
        "default_hp_space_sigopt is_tf_available 4.35-5.1 neftune_post_forward_hook"
    ),
    "transformers.training_args": (
        "-4.28 ccl_version is_deepspeed_available is_psutil_available -4.34 ShardedDDPOption -4.51 "
        "is_torch_bf16_cpu_available -4.57 EvaluationStrategy default_logdir get_full_repo_name -5.1 "
        "get_int_from_env get_xla_device_type 4.28-4.56 is_safetensors_available 4.34-4.47 "
        "is_torch_greater_or_equal_than_1_12 4.39-4.47 is_torch_greater_or_equal_than_2_0 4.42-4.57 "
        "is_ipex_available 4.53-4.57 is_apex_available"
    ),
    "transformers.utils": (
        "-4.27 is_torch_onnx_dict_inputs_support_available -4.29 torch_version -4.47 is_soundfile_availble -4.48 "
        "get_cached_models move_cache -4.49 get_file_from_repo -4.56 cached_property send_example_telemetry -4.57 "
        "DISABLE_TELEMETRY FLAX_WEIGHTS_INDEX_NAME FLAX_WEIGHTS_NAME HUGGINGFACE_CO_PREFIX "
        "HUGGINGFACE_CO_RESOLVE_ENDPOINT PYTORCH_PRETRAINED_BERT_CACHE PYTORCH_TRANSFORMERS_CACHE "
        "TORCH_FX_REQUIRED_VERSION TRANSFORMERS_CACHE USE_JAX USE_TF USE_TORCH ccl_version default_cache_path "
        "download_url get_full_repo_name is_flax_available is_jax_tensor is_keras_nlp_available is_offline_mode "
        "is_remote_url is_safetensors_available is_tensorflow_probability_available is_tensorflow_text_available "
        "is_tf2onnx_available is_tf_available is_tf_tensor is_torch_bf16_available is_torch_bf16_cpu_available "
        "is_torch_compile_available is_torch_fx_available is_torchdynamo_available working_or_temp_dir -5.0 "
        "is_ftfy_available is_ipex_available 4.28-4.56 is_jieba_available 4.29-4.52 add_model_info_to_auto_map "
        "4.29-4.57 is_tf_symbolic_tensor 4.30-4.57 infer_framework 4.32-4.57 is_auto_gptq_available 4.34-4.38 "
        "is_flash_attn_available 4.35-4.57 is_auto_awq_available 4.36-4.57 is_torch_sdpa_available 4.39-4.46 "
        "is_quanto_available 4.41-4.57 is_eetq_available 4.42-4.52 add_model_info_to_custom_pipelines 4.43-4.51 "
        "CHAT_TEMPLATE_NAME 4.45-4.57 is_bitsandbytes_multi_backend_available 4.47-4.53 LossKwargs 4.52-5.0 "
        "is_ccl_available 5.0-5.14 is_jmespath_available"
    ),
    "transformers.utils.attention_visualizer": "4.50-4.57 TOKENIZER_MAPPING_NAMES",
    "transformers.utils.auto_docstring": "4.54-5.2 _prepare_output_docstrings",
    "transformers.utils.backbone_utils": (
        "4.29-5.0 _align_output_features_output_indices get_aligned_output_features_output_indices "
        "verify_out_features_out_indices 4.30-5.0 BackboneType 4.38-5.0 load_backbone 4.42-4.57 PretrainedConfig "
        "4.42-5.0 verify_backbone_config_arguments"
    ),
    "transformers.utils.generic": (
        "-4.56 cached_property -4.57 _is_jax _is_numpy _is_tensorflow _is_torch _is_torch_device _is_torch_dtype "
        "is_flax_available is_jax_tensor is_tf_available is_tf_tensor working_or_temp_dir 4.29-4.52 "
        "add_model_info_to_auto_map 4.29-4.57 _is_tf_symbolic_tensor is_tf_symbolic_tensor 4.30-4.57 infer_framework "
        "4.38-4.55 get_torch_version 4.42-4.52 add_model_info_to_custom_pipelines 4.47-4.53 LossKwargs 4.54-5.1 "
        "OutputRecorder _CAN_RECORD_REGISTRY requires"
    ),
    "transformers.utils.hub": (
        "-4.31 get_full_repo_name -4.35 HUGGINGFACE_HUB_CACHE hf_cache_home -4.36 DISABLE_TELEMETRY -4.48 "
        "cache_is_not_empty cache_version_file clean_files_for extract_info_from_url get_all_cached_files "
        "get_cached_models move_cache move_to_new_cache old_default_cache_path -4.49 tqdm -4.51 get_file_from_repo "
        "-4.56 send_example_telemetry -4.57 HUGGINGFACE_CO_EXAMPLES_TELEMETRY HUGGINGFACE_CO_PREFIX "
        "HUGGINGFACE_CO_RESOLVE_ENDPOINT PYTORCH_PRETRAINED_BERT_CACHE PYTORCH_TRANSFORMERS_CACHE TRANSFORMERS_CACHE "
        "_default_endpoint _is_offline_mode _staging_mode _tf_version _torch_version default_cache_path download_url "
        "is_remote_url is_tf_available torch_cache_home working_or_temp_dir"
    ),
    "transformers.utils.import_utils": (
        "-4.27 TORCH_ONNX_DICT_INPUTS_MINIMUM_VERSION is_torch_onnx_dict_inputs_support_available -4.29 "
        "_decord_availale sympy_available -4.30 importlib_metadata -4.47 is_soundfile_availble -4.51 "
        "_torch_fx_available -4.57 FLAX_IMPORT_ERROR FORCE_TF_AVAILABLE PYTORCH_IMPORT_ERROR_WITH_TF "
        "TENSORFLOW_IMPORT_ERROR TENSORFLOW_PROBABILITY_IMPORT_ERROR TENSORFLOW_TEXT_IMPORT_ERROR "
        "TORCH_FX_REQUIRED_VERSION USE_JAX USE_TF USE_TORCH _coloredlogs_available _datasets_available "
        "_detectron2_available _faiss_available _flax_available _ftfy_available _is_ccl_available _librosa_available "
        "_natten_available _onnx_available _phonemizer_available _pyctcdecode_available "
        "_pytorch_quantization_available _soundfile_available _tensorflow_probability_available _tf2onnx_available "
        "_tf_available _tf_version _timm_available _torch_available _torch_version _torchaudio_available ccl_version "
        "is_flax_available is_keras_nlp_available is_safetensors_available is_tensorflow_probability_available "
        "is_tensorflow_text_available is_tf2onnx_available is_tf_available is_torch_bf16_available "
        "is_torch_bf16_cpu_available is_torch_compile_available is_torch_fx_available is_torchdynamo_available -5.0 "
        "CCL_IMPORT_ERROR FTFY_IMPORT_ERROR is_ccl_available is_ftfy_available is_ipex_available 4.28-4.56 "
        "JIEBA_IMPORT_ERROR _jieba_available is_jieba_available 4.30-4.37 _sudachipy_available 4.30-4.45 "
        "_torchvision_available 4.30-4.45,4.49-4.57 _decord_available 4.30-4.57 _apex_available "
        "_bitsandbytes_available _bs4_available _kenlm_available _keras_nlp_available _openai_available "
        "_optimum_available _pandas_available _peft_available _psutil_available _py3nvml_available "
        "_pytesseract_available _rjieba_available _sacremoses_available _safetensors_available _scipy_available "
        "_sentencepiece_available _sklearn_available _smdistributed_available _spacy_available "
        "_tensorflow_text_available _tokenizers_available _torchdistx_available 4.31-4.57 _is_seqio_available "
        "_pytest_available 4.32-4.57 _auto_gptq_available is_auto_gptq_available 4.33-4.57 _essentia_available "
        "_pretty_midi_available 4.34-4.38 is_flash_attn_available 4.34-4.57 _cv2_available _jinja_available "
        "_levenshtein_available _nltk_available 4.35-4.57 _auto_awq_available is_auto_awq_available 4.36-4.57 "
        "is_torch_sdpa_available 4.37-4.57 _g2p_en_available 4.38-4.57 _aqlm_available get_sudachi_version 4.39-4.46 "
        "is_quanto_available 4.39-4.49 _quanto_available 4.39-4.57 _galore_torch_available _mlx_available "
        "_torch_xla_available 4.40-4.46 deps 4.40-4.57 _av_available 4.41-4.44 _is_gguf_available 4.41-4.45 "
        "_hqq_available 4.41-4.57 _eetq_available _pygments_available is_eetq_available 4.42-4.57 _lomo_available "
        "4.43-4.57 _fbgemm_gpu_available 4.45-4.48 _schedulefree_available 4.45-4.49 _torchao_available 4.45-4.51 "
        "export 4.45-4.57 _blobfile_available _compressed_tensors_available _grokadamw_available "
        "_liger_kernel_available _tiktoken_available _uroman_available is_bitsandbytes_multi_backend_available "
        "4.46-4.57 _is_optimum_quanto_available 4.48-4.54 _triton_available 4.48-4.57 _hadamard_available 4.49-4.57 "
        "_apollo_torch_available _gptqmodel_available _spqr_available _yt_dlp_available 4.50-4.57 "
        "_num2words_available _quark_available _rich_available 4.52-4.57 KERAS_NLP_IMPORT_ERROR _kernels_available "
        "4.53-4.57 _matplotlib_available _torchcodec_available 4.54-4.57 _fastapi_available "
        "_mistral_common_available _pydantic_available _torch_optimi_available _uvicorn_available 5.0-5.8 "
        "is_opentelemetry_available 5.0-5.14 is_jmespath_available 5.0-5.22 PACKAGE_DISTRIBUTION_MAPPING"
    ),
    "transformers.utils.kernel_config": "5.0-5.17 is_torch_available",
    "transformers.utils.loading_report": "5.0-5.3 _color",
    "transformers.utils.quantization_config": (
        "4.35-4.57 AWQLinearVersion AwqBackendPackingMethod 4.36-4.57 is_auto_awq_available 4.46-4.51 BitNetConfig "
        "4.49-4.57 is_auto_gptq_available is_gptqmodel_available"
    ),
    "transformers.video_processing_utils": (
        "4.52-4.55 pil_torch_interpolation_mapping 4.52-4.56 is_torchvision_available 4.52-4.57 download_url "
        "is_remote_url to_channel_dimension_format 4.52-5.3 BaseImageProcessorFast get_size_dict 4.52-5.14 "
        "add_start_docstrings 4.56-5.22 is_torchcodec_available"
    ),
}

# Names beside these that `from transformers import` finds in the newest release.
EXPORTED: dict[str, str] = {
    "": (
        "Adafactor AddedToken AlbertTokenizer AlbertTokenizerFast AutoConfig AutoFeatureExtractor AutoModel "
        "AutoModelForCausalLM AutoModelForSeq2SeqLM AutoModelForSequenceClassification "
        "AutoModelForVisualQuestionAnswering AutoProcessor AutoTokenizer BartTokenizerFast BarthezTokenizer "
        "BarthezTokenizerFast BartphoTokenizer BasicTokenizer BatchEncoding BatchFeature BertGenerationTokenizer "
        "BertTokenizer BertTokenizerFast BigBirdTokenizer BigBirdTokenizerFast BitsAndBytesConfig "
        "BlenderbotSmallTokenizerFast BlenderbotTokenizerFast CLIPSegForImageSegmentation CLIPTokenizerFast "
        "CamembertTokenizer CamembertTokenizerFast CodeGenTokenizerFast Conv1D ConvBertTokenizerFast CpmTokenizer "
        "DataCollatorWithPadding DebertaTokenizerFast DebertaV2Tokenizer DebertaV2TokenizerFast DefaultDataCollator "
        "DistilBertTokenizerFast EvalPrediction FNetTokenizer FNetTokenizerFast FeatureExtractionMixin "
        "FunnelTokenizerFast GPT2TokenizerFast GPTNeoXTokenizerFast GPTSw3Tokenizer GenerationConfig GenerationMixin "
        "HerbertTokenizerFast ImageProcessingMixin IntervalStrategy LayoutLMv2TokenizerFast LayoutLMv3TokenizerFast "
        "LayoutXLMTokenizer LayoutXLMTokenizerFast M2M100Tokenizer MBart50Tokenizer MBart50TokenizerFast "
        "MBartTokenizer MBartTokenizerFast MLukeTokenizer MPNetTokenizerFast MarianConfig MarianMTModel "
        "MarianTokenizer MarkupLMTokenizerFast MobileBertTokenizerFast NllbTokenizer NllbTokenizerFast "
        "OpenAIGPTTokenizerFast PLBartTokenizer PegasusTokenizer PegasusTokenizerFast Pipeline PreTrainedModel "
        "PreTrainedTokenizer PreTrainedTokenizerBase PreTrainedTokenizerFast PretrainedConfig ProcessorMixin "
        "ReformerTokenizer ReformerTokenizerFast RemBertTokenizer RemBertTokenizerFast RoFormerTokenizerFast "
        "RobertaTokenizerFast Speech2TextTokenizer SpeechT5ForTextToSpeech SpeechT5HifiGan SpeechT5Processor "
        "SpeechT5Tokenizer SplinterTokenizerFast SqueezeBertTokenizerFast StoppingCriteria StoppingCriteriaList "
        "T5Tokenizer T5TokenizerFast TensorType Trainer TrainingArguments VisionEncoderDecoderModel "
        "Wav2Vec2FeatureExtractor WhisperForConditionalGeneration WhisperProcessor WhisperTokenizerFast "
        "WordpieceTokenizer XGLMTokenizer XGLMTokenizerFast XLMRobertaTokenizer XLMRobertaTokenizerFast "
        "XLNetTokenizer XLNetTokenizerFast"
    ),
    "4.28-": "LlamaTokenizer LlamaTokenizerFast",
    "4.32-": "GPTQConfig",
    "4.33-": "CodeLlamaTokenizer CodeLlamaTokenizerFast",
    "4.34-": "NougatTokenizerFast",
    "4.35-": "AwqConfig SeamlessM4TTokenizer SeamlessM4TTokenizerFast",
    "4.36-": "Cache DynamicCache",
    "4.37-": "Qwen2TokenizerFast SiglipTokenizer",
    "4.38-": (
        "GemmaConfig GemmaForCausalLM GemmaForSequenceClassification GemmaModel GemmaTokenizer GemmaTokenizerFast "
        "StaticCache"
    ),
    "4.39-": "CohereTokenizerFast UdopTokenizer UdopTokenizerFast",
    "4.41-": "WatermarkLogitsProcessor",
    "4.42-": (
        "BaseImageProcessor Gemma2Config Gemma2ForCausalLM Gemma2ForSequenceClassification "
        "Gemma2ForTokenClassification Gemma2Model GemmaForTokenClassification InstructBlipVideoConfig "
        "InstructBlipVideoForConditionalGeneration InstructBlipVideoPreTrainedModel InstructBlipVideoQFormerConfig "
        "InstructBlipVideoQFormerModel InstructBlipVideoVisionConfig InstructBlipVideoVisionModel "
        "LlavaNextVideoConfig LlavaNextVideoForConditionalGeneration"
    ),
    "4.46-": "BitNetConfig",
    "4.52-": "SamHQProcessor",
    "4.56-": "Qwen2RMSNorm",
    "4.57-": "ParakeetTokenizerFast",
    "5.0-": "Concatenate ConversionOps MergeModulelist WeightConverter",
    "5.1-": "BackboneMixin",
    "5.3-": "ImagesKwargs",
    "5.4-": "ChineseCLIPImageProcessorPil MobileNetV1ImageProcessorPil",
    "5.16-": "DistributedConfig",
}
