class PreTrainedModel:
    pass
