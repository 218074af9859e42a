"""Proof of `removed-pipeline-task`: asking for tasks that transformers 5 dropped."""

from proofs.claims import Lab, claim, prove

RULE = "removed-pipeline-task"


GONE = ("no error", "no error", "KeyError", "KeyError")
GONE_LATER = ("no error", "no error", "no error", "KeyError")


def asked(lab: Lab, task: str) -> str:
    return lab.tried(lambda: lab.transformers.pipelines.check_task(task))


@claim(RULE, "summarization went in 5.0", *GONE)
def summarization(lab: Lab) -> str:
    return asked(lab, "summarization")


@claim(RULE, "translation went in 5.0", *GONE)
def translation(lab: Lab) -> str:
    return asked(lab, "translation")


@claim(RULE, "translation_en_to_fr went in 5.0", *GONE)
def translation_en_to_fr(lab: Lab) -> str:
    return asked(lab, "translation_en_to_fr")


@claim(RULE, "text2text-generation went in 5.0", *GONE)
def text2text_generation(lab: Lab) -> str:
    return asked(lab, "text2text-generation")


@claim(RULE, "question-answering went in 5.3", *GONE_LATER)
def question_answering(lab: Lab) -> str:
    return asked(lab, "question-answering")


@claim(RULE, "image-to-image went in 5.3", *GONE_LATER)
def image_to_image(lab: Lab) -> str:
    return asked(lab, "image-to-image")


@claim(RULE, "visual-question-answering went in 5.3", *GONE_LATER)
def visual_question_answering(lab: Lab) -> str:
    return asked(lab, "visual-question-answering")


@claim(RULE, "vqa went in 5.3", *GONE_LATER)
def vqa(lab: Lab) -> str:
    return asked(lab, "vqa")


@claim(RULE, "text-generation is there in every release", "no error")
def text_generation(lab: Lab) -> str:
    return asked(lab, "text-generation")


test_claims = prove(__name__)
