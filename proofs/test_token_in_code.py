"""Proof of `token-in-code`: where a load takes its token from."""

from proofs.claims import Lab, claim, prove

RULE = "token-in-code"


@claim(RULE, "without token the variable HF_TOKEN is used", "hf_from_environment")
def environment(lab: Lab) -> str:
    return lab.python("from huggingface_hub import get_token; print(get_token())", HF_TOKEN="hf_from_environment")


test_claims = prove(__name__)
