"""Classes that a release dropped, and Auto classes that came later than the first release read.

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
"""

from __future__ import annotations

# Spans of releases by library. A class not listed here is in all releases, or was added and stayed.
CLASSES: dict[str, dict[str, str]] = {
    "transformers": {
        "-4.36": "TFTrainer",
        "-4.41": "Conversation ConversationalPipeline",
        "-4.44,4.48-4.57": (
            "TFBertEmbeddings TFConvBertLayer TFLongformerSelfAttention TFRemBertLayer TFRoFormerLayer"
        ),
        "-4.44,4.48-5.8": "ViTMAELayer",
        "-4.44,4.52-4.57": "QDQBertLayer",
        "-4.48": (
            "LogitsWarper PyTorchBenchmark PyTorchBenchmarkArguments TensorFlowBenchmark "
            "TensorFlowBenchmarkArguments"
        ),
        "-4.49": "AdamW",
        "-4.56": "BeamSearchScorer HammingDiversityLogitsProcessor",
        "-4.57": (
            "AdamWeightDecay AdaptiveEmbedding AutoModelForVision2Seq AutoModelWithLMHead BeamScorer "
            "BeitFeatureExtractor CLIPFeatureExtractor ChineseCLIPFeatureExtractor ConditionalDetrFeatureExtractor "
            "ConstrainedBeamSearchScorer Constraint ConstraintListState ConvNextFeatureExtractor DPTFeatureExtractor "
            "DeformableDetrFeatureExtractor DeiTFeatureExtractor DetaConfig DetaForObjectDetection "
            "DetaImageProcessor DetaModel DetaPreTrainedModel DetrFeatureExtractor DisjunctiveConstraint "
            "DonutFeatureExtractor EfficientFormerConfig EfficientFormerForImageClassification "
            "EfficientFormerForImageClassificationWithTeacher EfficientFormerImageProcessor EfficientFormerModel "
            "EfficientFormerPreTrainedModel ErnieMConfig ErnieMForInformationExtraction ErnieMForMultipleChoice "
            "ErnieMForQuestionAnswering ErnieMForSequenceClassification ErnieMForTokenClassification ErnieMModel "
            "ErnieMPreTrainedModel FlavaFeatureExtractor FlaxAlbertForMaskedLM FlaxAlbertForMultipleChoice "
            "FlaxAlbertForPreTraining FlaxAlbertForQuestionAnswering FlaxAlbertForSequenceClassification "
            "FlaxAlbertForTokenClassification FlaxAlbertModel FlaxAlbertPreTrainedModel FlaxAutoModel "
            "FlaxAutoModelForCausalLM FlaxAutoModelForImageClassification FlaxAutoModelForMaskedLM "
            "FlaxAutoModelForMultipleChoice FlaxAutoModelForNextSentencePrediction FlaxAutoModelForPreTraining "
            "FlaxAutoModelForQuestionAnswering FlaxAutoModelForSeq2SeqLM FlaxAutoModelForSequenceClassification "
            "FlaxAutoModelForSpeechSeq2Seq FlaxAutoModelForTokenClassification FlaxAutoModelForVision2Seq "
            "FlaxBartDecoderPreTrainedModel FlaxBartForCausalLM FlaxBartForConditionalGeneration "
            "FlaxBartForQuestionAnswering FlaxBartForSequenceClassification FlaxBartModel FlaxBartPreTrainedModel "
            "FlaxBeitForImageClassification FlaxBeitForMaskedImageModeling FlaxBeitModel FlaxBeitPreTrainedModel "
            "FlaxBertForCausalLM FlaxBertForMaskedLM FlaxBertForMultipleChoice FlaxBertForNextSentencePrediction "
            "FlaxBertForPreTraining FlaxBertForQuestionAnswering FlaxBertForSequenceClassification "
            "FlaxBertForTokenClassification FlaxBertModel FlaxBertPreTrainedModel FlaxBigBirdForCausalLM "
            "FlaxBigBirdForMaskedLM FlaxBigBirdForMultipleChoice FlaxBigBirdForPreTraining "
            "FlaxBigBirdForQuestionAnswering FlaxBigBirdForSequenceClassification FlaxBigBirdForTokenClassification "
            "FlaxBigBirdModel FlaxBigBirdPreTrainedModel FlaxBlenderbotForConditionalGeneration FlaxBlenderbotModel "
            "FlaxBlenderbotPreTrainedModel FlaxBlenderbotSmallForConditionalGeneration FlaxBlenderbotSmallModel "
            "FlaxBlenderbotSmallPreTrainedModel FlaxCLIPModel FlaxCLIPPreTrainedModel FlaxCLIPTextModel "
            "FlaxCLIPTextPreTrainedModel FlaxCLIPVisionModel FlaxCLIPVisionPreTrainedModel FlaxDistilBertForMaskedLM "
            "FlaxDistilBertForMultipleChoice FlaxDistilBertForQuestionAnswering "
            "FlaxDistilBertForSequenceClassification FlaxDistilBertForTokenClassification FlaxDistilBertModel "
            "FlaxDistilBertPreTrainedModel FlaxElectraForCausalLM FlaxElectraForMaskedLM "
            "FlaxElectraForMultipleChoice FlaxElectraForPreTraining FlaxElectraForQuestionAnswering "
            "FlaxElectraForSequenceClassification FlaxElectraForTokenClassification FlaxElectraModel "
            "FlaxElectraPreTrainedModel FlaxEncoderDecoderModel FlaxForcedBOSTokenLogitsProcessor "
            "FlaxForcedEOSTokenLogitsProcessor FlaxGPT2LMHeadModel FlaxGPT2Model FlaxGPT2PreTrainedModel "
            "FlaxGPTJForCausalLM FlaxGPTJModel FlaxGPTJPreTrainedModel FlaxGPTNeoForCausalLM FlaxGPTNeoModel "
            "FlaxGPTNeoPreTrainedModel FlaxGenerationMixin FlaxLogitsProcessor FlaxLogitsProcessorList "
            "FlaxLogitsWarper FlaxLongT5ForConditionalGeneration FlaxLongT5Model FlaxLongT5PreTrainedModel "
            "FlaxMBartForConditionalGeneration FlaxMBartForQuestionAnswering FlaxMBartForSequenceClassification "
            "FlaxMBartModel FlaxMBartPreTrainedModel FlaxMT5EncoderModel FlaxMT5ForConditionalGeneration "
            "FlaxMT5Model FlaxMarianMTModel FlaxMarianModel FlaxMarianPreTrainedModel FlaxMinLengthLogitsProcessor "
            "FlaxOPTForCausalLM FlaxOPTModel FlaxOPTPreTrainedModel FlaxPegasusForConditionalGeneration "
            "FlaxPegasusModel FlaxPegasusPreTrainedModel FlaxPreTrainedModel FlaxRoFormerForMaskedLM "
            "FlaxRoFormerForMultipleChoice FlaxRoFormerForQuestionAnswering FlaxRoFormerForSequenceClassification "
            "FlaxRoFormerForTokenClassification FlaxRoFormerModel FlaxRoFormerPreTrainedModel FlaxRobertaForCausalLM "
            "FlaxRobertaForMaskedLM FlaxRobertaForMultipleChoice FlaxRobertaForQuestionAnswering "
            "FlaxRobertaForSequenceClassification FlaxRobertaForTokenClassification FlaxRobertaModel "
            "FlaxRobertaPreLayerNormForCausalLM FlaxRobertaPreLayerNormForMaskedLM "
            "FlaxRobertaPreLayerNormForMultipleChoice FlaxRobertaPreLayerNormForQuestionAnswering "
            "FlaxRobertaPreLayerNormForSequenceClassification FlaxRobertaPreLayerNormForTokenClassification "
            "FlaxRobertaPreLayerNormModel FlaxRobertaPreLayerNormPreTrainedModel FlaxRobertaPreTrainedModel "
            "FlaxSpeechEncoderDecoderModel FlaxT5EncoderModel FlaxT5ForConditionalGeneration FlaxT5Model "
            "FlaxT5PreTrainedModel FlaxTemperatureLogitsWarper FlaxTopKLogitsWarper FlaxTopPLogitsWarper "
            "FlaxViTForImageClassification FlaxViTModel FlaxViTPreTrainedModel FlaxVisionEncoderDecoderModel "
            "FlaxVisionTextDualEncoderModel FlaxWav2Vec2ForCTC FlaxWav2Vec2ForPreTraining FlaxWav2Vec2Model "
            "FlaxWav2Vec2PreTrainedModel FlaxWhisperForConditionalGeneration FlaxWhisperModel "
            "FlaxWhisperPreTrainedModel FlaxXGLMForCausalLM FlaxXGLMModel FlaxXGLMPreTrainedModel "
            "FlaxXLMRobertaForCausalLM FlaxXLMRobertaForMaskedLM FlaxXLMRobertaForMultipleChoice "
            "FlaxXLMRobertaForQuestionAnswering FlaxXLMRobertaForSequenceClassification "
            "FlaxXLMRobertaForTokenClassification FlaxXLMRobertaModel FlaxXLMRobertaPreTrainedModel "
            "GLPNFeatureExtractor GPTSanJapaneseConfig GPTSanJapaneseForConditionalGeneration GPTSanJapaneseModel "
            "GPTSanJapanesePreTrainedModel GradientAccumulator GraphormerConfig GraphormerForGraphClassification "
            "GraphormerModel GraphormerPreTrainedModel ImageGPTFeatureExtractor ImageToTextPipeline JukeboxConfig "
            "JukeboxModel JukeboxPreTrainedModel JukeboxPrior JukeboxPriorConfig JukeboxVQVAE JukeboxVQVAEConfig "
            "KerasMetricCallback LEDForSequenceClassification LayoutLMv2FeatureExtractor LayoutLMv3FeatureExtractor "
            "LevitFeatureExtractor LineByLineTextDataset LineByLineWithRefDataset LineByLineWithSOPTextDataset "
            "MCTCTConfig MCTCTFeatureExtractor MCTCTForCTC MCTCTModel MCTCTPreTrainedModel MCTCTProcessor MMBTConfig "
            "MMBTForClassification MMBTModel MaskFormerFeatureExtractor MobileNetV1FeatureExtractor "
            "MobileNetV2FeatureExtractor MobileViTFeatureExtractor ModalEmbeddings ModelCard NatBackbone NatConfig "
            "NatForImageClassification NatModel NatPreTrainedModel NezhaConfig NezhaForMaskedLM "
            "NezhaForMultipleChoice NezhaForNextSentencePrediction NezhaForPreTraining NezhaForQuestionAnswering "
            "NezhaForSequenceClassification NezhaForTokenClassification NezhaModel NezhaPreTrainedModel "
            "OwlViTFeatureExtractor PerceiverFeatureExtractor PhrasalConstraint PoolFormerFeatureExtractor "
            "PushToHubCallback QDQBertConfig QDQBertForMaskedLM QDQBertForMultipleChoice "
            "QDQBertForNextSentencePrediction QDQBertForQuestionAnswering QDQBertForSequenceClassification "
            "QDQBertForTokenClassification QDQBertLMHeadModel QDQBertModel QDQBertPreTrainedModel RealmConfig "
            "RealmEmbedder RealmForOpenQA RealmKnowledgeAugEncoder RealmPreTrainedModel RealmReader RealmRetriever "
            "RealmScorer RetriBertConfig RetriBertModel RetriBertPreTrainedModel SegformerFeatureExtractor "
            "SpecialTokensMixin Speech2Text2Config Speech2Text2ForCausalLM Speech2Text2PreTrainedModel "
            "Speech2Text2Processor SummarizationPipeline TFAdaptiveEmbedding TFAlbertForMaskedLM "
            "TFAlbertForMultipleChoice TFAlbertForPreTraining TFAlbertForQuestionAnswering "
            "TFAlbertForSequenceClassification TFAlbertForTokenClassification TFAlbertMainLayer TFAlbertModel "
            "TFAlbertPreTrainedModel TFAutoModel TFAutoModelForCausalLM TFAutoModelForDocumentQuestionAnswering "
            "TFAutoModelForImageClassification TFAutoModelForMaskedLM TFAutoModelForMultipleChoice "
            "TFAutoModelForNextSentencePrediction TFAutoModelForPreTraining TFAutoModelForQuestionAnswering "
            "TFAutoModelForSemanticSegmentation TFAutoModelForSeq2SeqLM TFAutoModelForSequenceClassification "
            "TFAutoModelForSpeechSeq2Seq TFAutoModelForTableQuestionAnswering TFAutoModelForTokenClassification "
            "TFAutoModelForVision2Seq TFAutoModelForZeroShotImageClassification TFAutoModelWithLMHead "
            "TFBartForConditionalGeneration TFBartForSequenceClassification TFBartModel TFBartPretrainedModel "
            "TFBertForMaskedLM TFBertForMultipleChoice TFBertForNextSentencePrediction TFBertForPreTraining "
            "TFBertForQuestionAnswering TFBertForSequenceClassification TFBertForTokenClassification "
            "TFBertLMHeadModel TFBertMainLayer TFBertModel TFBertPreTrainedModel "
            "TFBlenderbotForConditionalGeneration TFBlenderbotModel TFBlenderbotPreTrainedModel "
            "TFBlenderbotSmallForConditionalGeneration TFBlenderbotSmallModel TFBlenderbotSmallPreTrainedModel "
            "TFCLIPModel TFCLIPPreTrainedModel TFCLIPTextModel TFCLIPVisionModel TFCTRLForSequenceClassification "
            "TFCTRLLMHeadModel TFCTRLModel TFCTRLPreTrainedModel TFCamembertForCausalLM TFCamembertForMaskedLM "
            "TFCamembertForMultipleChoice TFCamembertForQuestionAnswering TFCamembertForSequenceClassification "
            "TFCamembertForTokenClassification TFCamembertModel TFCamembertPreTrainedModel TFConvBertForMaskedLM "
            "TFConvBertForMultipleChoice TFConvBertForQuestionAnswering TFConvBertForSequenceClassification "
            "TFConvBertForTokenClassification TFConvBertModel TFConvBertPreTrainedModel "
            "TFConvNextForImageClassification TFConvNextModel TFConvNextPreTrainedModel TFCvtForImageClassification "
            "TFCvtModel TFCvtPreTrainedModel TFDPRContextEncoder TFDPRPretrainedContextEncoder "
            "TFDPRPretrainedQuestionEncoder TFDPRPretrainedReader TFDPRQuestionEncoder TFDPRReader "
            "TFData2VecVisionForImageClassification TFData2VecVisionForSemanticSegmentation TFData2VecVisionModel "
            "TFData2VecVisionPreTrainedModel TFDebertaForMaskedLM TFDebertaForQuestionAnswering "
            "TFDebertaForSequenceClassification TFDebertaForTokenClassification TFDebertaModel "
            "TFDebertaPreTrainedModel TFDebertaV2ForMaskedLM TFDebertaV2ForQuestionAnswering "
            "TFDebertaV2ForSequenceClassification TFDebertaV2ForTokenClassification TFDebertaV2Model "
            "TFDebertaV2PreTrainedModel TFDeiTForImageClassification TFDeiTForImageClassificationWithTeacher "
            "TFDeiTForMaskedImageModeling TFDeiTModel TFDeiTPreTrainedModel TFDistilBertForMaskedLM "
            "TFDistilBertForMultipleChoice TFDistilBertForQuestionAnswering TFDistilBertForSequenceClassification "
            "TFDistilBertForTokenClassification TFDistilBertMainLayer TFDistilBertModel TFDistilBertPreTrainedModel "
            "TFElectraForMaskedLM TFElectraForMultipleChoice TFElectraForPreTraining TFElectraForQuestionAnswering "
            "TFElectraForSequenceClassification TFElectraForTokenClassification TFElectraModel "
            "TFElectraPreTrainedModel TFEncoderDecoderModel TFEsmForMaskedLM TFEsmForSequenceClassification "
            "TFEsmForTokenClassification TFEsmModel TFEsmPreTrainedModel TFFlaubertForMultipleChoice "
            "TFFlaubertForQuestionAnsweringSimple TFFlaubertForSequenceClassification "
            "TFFlaubertForTokenClassification TFFlaubertModel TFFlaubertPreTrainedModel TFFlaubertWithLMHeadModel "
            "TFForcedBOSTokenLogitsProcessor TFForcedEOSTokenLogitsProcessor TFFunnelBaseModel TFFunnelForMaskedLM "
            "TFFunnelForMultipleChoice TFFunnelForPreTraining TFFunnelForQuestionAnswering "
            "TFFunnelForSequenceClassification TFFunnelForTokenClassification TFFunnelModel TFFunnelPreTrainedModel "
            "TFGPT2DoubleHeadsModel TFGPT2ForSequenceClassification TFGPT2LMHeadModel TFGPT2MainLayer TFGPT2Model "
            "TFGPT2PreTrainedModel TFGPTJForCausalLM TFGPTJForQuestionAnswering TFGPTJForSequenceClassification "
            "TFGPTJModel TFGPTJPreTrainedModel TFGenerationMixin TFGroupViTModel TFGroupViTPreTrainedModel "
            "TFGroupViTTextModel TFGroupViTVisionModel TFHubertForCTC TFHubertModel TFHubertPreTrainedModel "
            "TFLEDForConditionalGeneration TFLEDModel TFLEDPreTrainedModel TFLayoutLMForMaskedLM "
            "TFLayoutLMForQuestionAnswering TFLayoutLMForSequenceClassification TFLayoutLMForTokenClassification "
            "TFLayoutLMMainLayer TFLayoutLMModel TFLayoutLMPreTrainedModel TFLayoutLMv3ForQuestionAnswering "
            "TFLayoutLMv3ForSequenceClassification TFLayoutLMv3ForTokenClassification TFLayoutLMv3Model "
            "TFLayoutLMv3PreTrainedModel TFLogitsProcessor TFLogitsProcessorList TFLogitsWarper "
            "TFLongformerForMaskedLM TFLongformerForMultipleChoice TFLongformerForQuestionAnswering "
            "TFLongformerForSequenceClassification TFLongformerForTokenClassification TFLongformerModel "
            "TFLongformerPreTrainedModel TFLxmertForPreTraining TFLxmertMainLayer TFLxmertModel "
            "TFLxmertPreTrainedModel TFLxmertVisualFeatureEncoder TFMBartForConditionalGeneration TFMBartModel "
            "TFMBartPreTrainedModel TFMPNetForMaskedLM TFMPNetForMultipleChoice TFMPNetForQuestionAnswering "
            "TFMPNetForSequenceClassification TFMPNetForTokenClassification TFMPNetMainLayer TFMPNetModel "
            "TFMPNetPreTrainedModel TFMT5EncoderModel TFMT5ForConditionalGeneration TFMT5Model TFMarianMTModel "
            "TFMarianModel TFMarianPreTrainedModel TFMinLengthLogitsProcessor TFMobileBertForMaskedLM "
            "TFMobileBertForMultipleChoice TFMobileBertForNextSentencePrediction TFMobileBertForPreTraining "
            "TFMobileBertForQuestionAnswering TFMobileBertForSequenceClassification "
            "TFMobileBertForTokenClassification TFMobileBertMainLayer TFMobileBertModel TFMobileBertPreTrainedModel "
            "TFMobileViTForImageClassification TFMobileViTForSemanticSegmentation TFMobileViTModel "
            "TFMobileViTPreTrainedModel TFNoBadWordsLogitsProcessor TFNoRepeatNGramLogitsProcessor TFOPTForCausalLM "
            "TFOPTModel TFOPTPreTrainedModel TFOpenAIGPTDoubleHeadsModel TFOpenAIGPTForSequenceClassification "
            "TFOpenAIGPTLMHeadModel TFOpenAIGPTMainLayer TFOpenAIGPTModel TFOpenAIGPTPreTrainedModel "
            "TFPegasusForConditionalGeneration TFPegasusModel TFPegasusPreTrainedModel TFPreTrainedModel TFRagModel "
            "TFRagPreTrainedModel TFRagSequenceForGeneration TFRagTokenForGeneration TFRegNetForImageClassification "
            "TFRegNetModel TFRegNetPreTrainedModel TFRemBertForCausalLM TFRemBertForMaskedLM "
            "TFRemBertForMultipleChoice TFRemBertForQuestionAnswering TFRemBertForSequenceClassification "
            "TFRemBertForTokenClassification TFRemBertModel TFRemBertPreTrainedModel "
            "TFRepetitionPenaltyLogitsProcessor TFResNetForImageClassification TFResNetModel TFResNetPreTrainedModel "
            "TFRoFormerForCausalLM TFRoFormerForMaskedLM TFRoFormerForMultipleChoice TFRoFormerForQuestionAnswering "
            "TFRoFormerForSequenceClassification TFRoFormerForTokenClassification TFRoFormerModel "
            "TFRoFormerPreTrainedModel TFRobertaForCausalLM TFRobertaForMaskedLM TFRobertaForMultipleChoice "
            "TFRobertaForQuestionAnswering TFRobertaForSequenceClassification TFRobertaForTokenClassification "
            "TFRobertaMainLayer TFRobertaModel TFRobertaPreLayerNormForCausalLM TFRobertaPreLayerNormForMaskedLM "
            "TFRobertaPreLayerNormForMultipleChoice TFRobertaPreLayerNormForQuestionAnswering "
            "TFRobertaPreLayerNormForSequenceClassification TFRobertaPreLayerNormForTokenClassification "
            "TFRobertaPreLayerNormMainLayer TFRobertaPreLayerNormModel TFRobertaPreLayerNormPreTrainedModel "
            "TFRobertaPreTrainedModel TFSegformerDecodeHead TFSegformerForImageClassification "
            "TFSegformerForSemanticSegmentation TFSegformerModel TFSegformerPreTrainedModel TFSequenceSummary "
            "TFSharedEmbeddings TFSpeech2TextForConditionalGeneration TFSpeech2TextModel "
            "TFSpeech2TextPreTrainedModel TFSwinForImageClassification TFSwinForMaskedImageModeling TFSwinModel "
            "TFSwinPreTrainedModel TFT5EncoderModel TFT5ForConditionalGeneration TFT5Model TFT5PreTrainedModel "
            "TFTapasForMaskedLM TFTapasForQuestionAnswering TFTapasForSequenceClassification TFTapasModel "
            "TFTapasPreTrainedModel TFTemperatureLogitsWarper TFTopKLogitsWarper TFTopPLogitsWarper "
            "TFTrainingArguments TFTransfoXLForSequenceClassification TFTransfoXLLMHeadModel TFTransfoXLMainLayer "
            "TFTransfoXLModel TFTransfoXLPreTrainedModel TFViTForImageClassification TFViTMAEForPreTraining "
            "TFViTMAEModel TFViTMAEPreTrainedModel TFViTModel TFViTPreTrainedModel TFVisionEncoderDecoderModel "
            "TFVisionTextDualEncoderModel TFWav2Vec2ForCTC TFWav2Vec2Model TFWav2Vec2PreTrainedModel "
            "TFWhisperForConditionalGeneration TFWhisperModel TFWhisperPreTrainedModel TFXGLMForCausalLM TFXGLMModel "
            "TFXGLMPreTrainedModel TFXLMForMultipleChoice TFXLMForQuestionAnsweringSimple "
            "TFXLMForSequenceClassification TFXLMForTokenClassification TFXLMMainLayer TFXLMModel "
            "TFXLMPreTrainedModel TFXLMRobertaForCausalLM TFXLMRobertaForMaskedLM TFXLMRobertaForMultipleChoice "
            "TFXLMRobertaForQuestionAnswering TFXLMRobertaForSequenceClassification "
            "TFXLMRobertaForTokenClassification TFXLMRobertaModel TFXLMRobertaPreTrainedModel TFXLMWithLMHeadModel "
            "TFXLNetForMultipleChoice TFXLNetForQuestionAnsweringSimple TFXLNetForSequenceClassification "
            "TFXLNetForTokenClassification TFXLNetLMHeadModel TFXLNetMainLayer TFXLNetModel TFXLNetPreTrainedModel "
            "Text2TextGenerationPipeline TextDataset TextDatasetForNextSentencePrediction "
            "TrajectoryTransformerConfig TrajectoryTransformerModel TrajectoryTransformerPreTrainedModel "
            "TransfoXLConfig TransfoXLCorpus TransfoXLForSequenceClassification TransfoXLLMHeadModel TransfoXLModel "
            "TransfoXLPreTrainedModel TranslationPipeline TvltConfig TvltFeatureExtractor "
            "TvltForAudioVisualClassification TvltForPreTraining TvltImageProcessor TvltModel TvltPreTrainedModel "
            "TvltProcessor VanConfig VanForImageClassification VanModel VanPreTrainedModel ViTFeatureExtractor "
            "ViTHybridConfig ViTHybridForImageClassification ViTHybridImageProcessor ViTHybridModel "
            "ViTHybridPreTrainedModel VideoMAEFeatureExtractor ViltFeatureExtractor WarmUp Wav2Vec2ForMaskedLM "
            "XLMProphetNetConfig XLMProphetNetDecoder XLMProphetNetEncoder XLMProphetNetForCausalLM "
            "XLMProphetNetForConditionalGeneration XLMProphetNetModel XLMProphetNetPreTrainedModel "
            "YolosFeatureExtractor"
        ),
        "-5.2": "QuestionAnsweringPipeline VisualQuestionAnsweringPipeline",
        "-5.19": (
            "DataCollatorForSOP DataCollatorForWholeWordMask DataProcessor GlueDataTrainingArguments GlueDataset "
            "InputExample InputFeatures SingleSentenceClassificationProcessor SquadDataTrainingArguments "
            "SquadDataset SquadExample SquadFeatures SquadV1Processor SquadV2Processor"
        ),
        "4.28-4.57": (
            "FlaxRegNetForImageClassification FlaxRegNetModel FlaxRegNetPreTrainedModel "
            "FlaxResNetForImageClassification FlaxResNetModel FlaxResNetPreTrainedModel MegaConfig MegaForCausalLM "
            "MegaForMaskedLM MegaForMultipleChoice MegaForQuestionAnswering MegaForSequenceClassification "
            "MegaForTokenClassification MegaModel MegaPreTrainedModel TFBlipForConditionalGeneration "
            "TFBlipForImageTextRetrieval TFBlipForQuestionAnswering TFBlipModel TFBlipPreTrainedModel "
            "TFBlipTextModel TFBlipVisionModel"
        ),
        "4.29-": "AutoModelForMaskGeneration",
        "4.29-4.40": "HfAgent OpenAiAgent RemoteTool",
        "4.29-4.51": "Agent PipelineTool Tool",
        "4.29-4.57": (
            "FlaxWhisperForAudioClassification OpenLlamaConfig OpenLlamaForCausalLM "
            "OpenLlamaForSequenceClassification OpenLlamaModel OpenLlamaPreTrainedModel "
            "TFWav2Vec2ForSequenceClassification"
        ),
        "4.30-": "AutoformerConfig AutoformerForPrediction AutoformerModel AutoformerPreTrainedModel",
        "4.30-4.40": "AzureOpenAiAgent LocalAgent",
        "4.30-4.57": (
            "TFEfficientFormerForImageClassification TFEfficientFormerForImageClassificationWithTeacher "
            "TFEfficientFormerModel TFEfficientFormerPreTrainedModel TFSamModel TFSamPreTrainedModel"
        ),
        "4.31-": "AutoModelForTextEncoding",
        "4.31-4.57": (
            "TFAutoModelForAudioClassification TFAutoModelForMaskGeneration TFAutoModelForMaskedImageModeling "
            "TFAutoModelForTextEncoding"
        ),
        "4.32-": "AutoModelForTextToSpectrogram AutoModelForTextToWaveform",
        "4.32-4.44": "ForceTokensLogitsProcessor",
        "4.32-4.57": (
            "FlaxBloomForCausalLM FlaxBloomModel FlaxBloomPreTrainedModel FlaxForceTokensLogitsProcessor "
            "FlaxSuppressTokensAtBeginLogitsProcessor FlaxSuppressTokensLogitsProcessor "
            "FlaxWhisperTimeStampLogitsProcessor TFForceTokensLogitsProcessor TFSuppressTokensAtBeginLogitsProcessor "
            "TFSuppressTokensLogitsProcessor"
        ),
        "4.33-4.57": "FlaxCLIPTextModelWithProjection",
        "4.34-": "AutoModelForImageToImage",
        "4.34-4.57": "TFDebertaV2ForMultipleChoice",
        "4.34-5.2": "ImageToImagePipeline",
        "4.35-4.57": "TFConvNextV2ForImageClassification TFConvNextV2Model TFConvNextV2PreTrainedModel",
        "4.36-4.57": "FlaxLlamaForCausalLM FlaxLlamaModel FlaxLlamaPreTrainedModel SinkCache",
        "4.38-4.57": (
            "FlaxGemmaForCausalLM FlaxGemmaModel FlaxGemmaPreTrainedModel FlaxMistralForCausalLM FlaxMistralModel "
            "FlaxMistralPreTrainedModel"
        ),
        "4.39-": "AutoModelForKeypointDetection",
        "4.41-4.44": "HfEngine",
        "4.41-4.51": "CodeAgent ReactAgent ReactCodeAgent ReactJsonAgent ToolCollection Toolbox",
        "4.41-4.57": (
            "TFIdeficsForVisionText2Text TFIdeficsModel TFIdeficsPreTrainedModel TFSwiftFormerForImageClassification "
            "TFSwiftFormerModel TFSwiftFormerPreTrainedModel"
        ),
        "4.42-4.55": "CacheConfig QuantizedCacheConfig",
        "4.42-4.57": (
            "HQQQuantizedCache InstructBlipVideoImageProcessor LlavaNextVideoImageProcessor QuantoQuantizedCache "
            "TFMistralForCausalLM TFMistralForSequenceClassification TFMistralModel TFMistralPreTrainedModel"
        ),
        "4.44-4.57": "HybridCache OffloadedCache SlidingWindowCache",
        "4.44-5.4": "MambaCache",
        "4.45-4.51": "HfApiEngine ManagedAgent TransformersEngine",
        "4.45-4.57": (
            "AlbertOnnxConfig FlaxDinov2ForImageClassification FlaxDinov2Model FlaxDinov2PreTrainedModel "
            "OffloadedStaticCache"
        ),
        "4.46-": "AutoModelForImageTextToText",
        "4.47-4.57": "DetrOnnxConfig",
        "4.48-4.51": "ColPaliForRetrievalOutput MT5Stack",
        "4.48-4.57": (
            "BartOnnxConfig BeitOnnxConfig BertOnnxConfig BigBirdOnnxConfig BigBirdPegasusOnnxConfig "
            "BlenderbotOnnxConfig BlenderbotSmallOnnxConfig BloomOnnxConfig CLIPOnnxConfig CamembertOnnxConfig "
            "ChineseCLIPOnnxConfig CodeGenOnnxConfig ConditionalDetrOnnxConfig ConvBertOnnxConfig ConvNextOnnxConfig "
            "Data2VecTextOnnxConfig Data2VecVisionOnnxConfig DebertaOnnxConfig DebertaV2OnnxConfig DeiTOnnxConfig "
            "Dinov2OnnxConfig DistilBertOnnxConfig EfficientNetOnnxConfig ElectraOnnxConfig ErnieOnnxConfig "
            "FlaubertOnnxConfig GPT2OnnxConfig GPTJOnnxConfig GPTNeoOnnxConfig GroupViTOnnxConfig IBertOnnxConfig "
            "ImageGPTOnnxConfig LayoutLMOnnxConfig LayoutLMv3OnnxConfig LevitOnnxConfig LongT5OnnxConfig "
            "LongformerOnnxConfig M2M100OnnxConfig MBartOnnxConfig MT5OnnxConfig MarianOnnxConfig "
            "MobileBertOnnxConfig MobileNetV1OnnxConfig MobileNetV2OnnxConfig MobileViTOnnxConfig "
            "MobileViTV2OnnxConfig OwlViTOnnxConfig PerceiverOnnxConfig PoolFormerOnnxConfig PvtOnnxConfig "
            "RemBertOnnxConfig ResNetOnnxConfig RoFormerOnnxConfig RobertaOnnxConfig RobertaPreLayerNormOnnxConfig "
            "SegformerOnnxConfig SqueezeBertOnnxConfig SwiftFormerOnnxConfig SwinOnnxConfig T5OnnxConfig "
            "TFMPNetEmbeddings TableTransformerOnnxConfig UMT5OnnxConfig ViTOnnxConfig "
            "VisionEncoderDecoderOnnxConfig WhisperOnnxConfig XLMOnnxConfig XLMRobertaOnnxConfig "
            "XLMRobertaXLOnnxConfig XmodOnnxConfig YolosOnnxConfig"
        ),
        "4.51-4.57": "TFSamVisionModel",
        "4.52-": "AutoRoundConfig AutoVideoProcessor",
        "4.52-4.57": "MegaOnnxConfig TFBlipTextLMHeadModel TFBlipTextPreTrainedModel",
        "4.53-": "AutoModelForAudioTokenization AutoModelForTimeSeriesPrediction",
        "4.54-": "AutoModelForKeypointMatching",
        "4.54-4.55": (
            "CacheProcessor HQQQuantizedCacheProcessor OffloadedCacheProcessor QuantizedCacheProcessor "
            "QuantoQuantizedCacheProcessor"
        ),
        "4.54-4.57": "ChunkedSlidingLayer HybridChunkedCache SlidingWindowLayer",
        "4.54-5.4": "FalconMambaCache",
        "5.0-": "AutoModelForMultimodalLM",
        "5.0-5.2": "Ernie4_5_VL_MoeProcessor Ernie4_5_VL_MoeVideoProcessor",
        "5.4-": "AutoModelForTableRecognition AutoModelForTextRecognition",
        "5.4-5.20": "Fast",
        "5.9-": "AutoModelForTDT",
        "5.10-": (
            "AutoModelForImageMatting AutoModelForNormalEstimation AutoModelForPointmapEstimation "
            "AutoModelForPoseEstimation"
        ),
        "5.12-": "AutoModelForRNNT",
        "5.23-": "AutoModelForDecision",
    },
    "diffusers": {
        "0.21-": (
            "AutoPipelineForImage2Image AutoPipelineForInpainting AutoPipelineForText2Image AutoencoderKL "
            "AutoencoderTiny"
        ),
        "0.21-0.36": "StableDiffusionKDiffusionPipeline",
        "0.21-0.39": (
            "FlaxAutoencoderKL FlaxControlNetModel FlaxDDIMScheduler FlaxDDPMScheduler "
            "FlaxDPMSolverMultistepScheduler FlaxDiffusionPipeline FlaxKarrasVeScheduler FlaxLMSDiscreteScheduler "
            "FlaxModelMixin FlaxPNDMScheduler FlaxSchedulerMixin FlaxScoreSdeVeScheduler "
            "FlaxStableDiffusionControlNetPipeline FlaxStableDiffusionImg2ImgPipeline "
            "FlaxStableDiffusionInpaintPipeline FlaxStableDiffusionPipeline FlaxUNet2DConditionModel"
        ),
        "0.22-0.39": "FlaxEulerDiscreteScheduler FlaxStableDiffusionXLPipeline",
        "0.24-": "AutoencoderKLTemporalDecoder",
        "0.26-0.36": "StableDiffusionXLKDiffusionPipeline",
        "0.30-": "AutoencoderKLCogVideoX AutoencoderOobleck",
        "0.30-0.40": "LuminaText2ImgPipeline",
        "0.32-": (
            "AutoencoderDC AutoencoderKLAllegro AutoencoderKLHunyuanVideo AutoencoderKLLTXVideo AutoencoderKLMochi"
        ),
        "0.33-": "AutoModel AutoencoderKLMagvit AutoencoderKLWan",
        "0.33-0.40": "Lumina2Text2ImgPipeline",
        "0.34-": "AutoencoderKLCosmos",
        "0.35-": "AutoGuidance AutoencoderKLQwenImage",
        "0.35-0.36": "WanAutoBlocks",
        "0.36-": (
            "AutoencoderKLFlux2 AutoencoderKLHunyuanImage AutoencoderKLHunyuanImageRefiner "
            "AutoencoderKLHunyuanVideo15"
        ),
        "0.36-0.36": "Wan22AutoBlocks",
        "0.37-": "AutoPipelineBlocks AutoencoderKLLTX2Audio AutoencoderKLLTX2Video AutoencoderRAE",
        "0.38-": "AutoencoderKLKVAE AutoencoderKLKVAEVideo AutoencoderVidTok",
        "0.39-": "AutoPipelineForText2Audio AutoRoundConfig",
        "0.40-": "AutoencoderKLMiniMaxH3 AutoencoderKLMiniMaxH3Audio AutoencoderSAME",
        "0.41-": "AutoencoderKLQwenImage21",
        "0.42-": "AutoencoderKLKVAEAudio",
    },
    "peft": {
        "0.15-": (
            "AutoPeftModel AutoPeftModelForCausalLM AutoPeftModelForFeatureExtraction "
            "AutoPeftModelForQuestionAnswering AutoPeftModelForSeq2SeqLM AutoPeftModelForSequenceClassification "
            "AutoPeftModelForTokenClassification"
        ),
        "0.15-0.18": "BoneConfig BoneModel",
    },
}
