"""Proof of `load-in-request-handler`: whether a second request finds what the first one made."""

from concurrent.futures import ThreadPoolExecutor

from tests.releases.claims import Lab, claim, prove

RULE = "load-in-request-handler"


@claim(RULE, "two requests at once hold the model twice", "2 models in memory")
def twice(lab: Lab) -> str:
    with ThreadPoolExecutor(2) as requests:
        models = list(requests.map(lambda _: lab.load("AutoModelForCausalLM", lab.llama), range(2)))
    places = {next(iter(it.parameters())).data_ptr() for it in models}
    return f"{len(places)} models in memory"


test_claims = prove(__name__)
