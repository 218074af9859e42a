"""Proof of `env-after-import`: variables set before and after the import that reads them."""

from proofs.claims import Lab, claim, prove

RULE = "env-after-import"


def late(lab: Lab, name: str, value: str, module: str, read: str) -> str:
    """Return whether setting a variable after the import changes the value that the library uses."""
    code = f"import os, {module}\nbefore = {read}\nos.environ[{name!r}] = {value!r}\nprint(before == {read})"
    return {"True": "no effect", "False": "works"}.get(answer := lab.python(code), answer)


@claim(RULE, "HF_HOME has no effect after the import", "no effect")
def home(lab: Lab) -> str:
    return late(lab, "HF_HOME", "elsewhere", "huggingface_hub.constants", "huggingface_hub.constants.HF_HOME")


@claim(RULE, "HF_HUB_CACHE has no effect after the import", "no effect")
def cache(lab: Lab) -> str:
    return late(lab, "HF_HUB_CACHE", "elsewhere", "huggingface_hub.constants", "huggingface_hub.constants.HF_HUB_CACHE")


@claim(RULE, "HF_HUB_OFFLINE has no effect after the import", "no effect")
def offline(lab: Lab) -> str:
    read = "huggingface_hub.constants.HF_HUB_OFFLINE"
    return late(lab, "HF_HUB_OFFLINE", "0", "huggingface_hub.constants", read)


@claim(RULE, "HF_ENDPOINT has no effect after the import", "no effect")
def endpoint(lab: Lab) -> str:
    return late(lab, "HF_ENDPOINT", "https://x.y", "huggingface_hub.constants", "huggingface_hub.constants.ENDPOINT")


@claim(RULE, "TRANSFORMERS_VERBOSITY has no effect after the import", "no effect")
def verbosity(lab: Lab) -> str:
    read = "transformers.utils.logging.get_verbosity()"
    return late(lab, "TRANSFORMERS_VERBOSITY", "debug", "transformers.utils.logging", read)


@claim(RULE, "TRANSFORMERS_VERBOSITY works after an import of huggingface_hub alone", "works")
def hub_alone(lab: Lab) -> str:
    code = "import huggingface_hub, os; os.environ['TRANSFORMERS_VERBOSITY'] = 'debug'\n"
    code += "from transformers.utils import logging; print(logging.get_verbosity() == logging.DEBUG)"
    return {"True": "works"}.get(answer := lab.python(code), answer)


@claim(RULE, "HF_TOKEN works late", "works")
def token(lab: Lab) -> str:
    return late(lab, "HF_TOKEN", "hf_x", "huggingface_hub", "huggingface_hub.get_token()")


@claim(RULE, "an import of diffusers imports no transformers", "not imported")
def diffusers(lab: Lab) -> str:
    return lab.beside("diffusers alone")


@claim(RULE, "an import of peft imports transformers", "imported")
def peft(lab: Lab) -> str:
    return lab.beside("peft alone")


@claim(RULE, "setdefault and update have no effect after the import", "no effect")
def ways(lab: Lab) -> str:
    read = "huggingface_hub.constants.HF_HUB_CACHE"
    code = f"import os, huggingface_hub.constants\nbefore = {read}\nos.environ.setdefault('HF_HUB_CACHE', 'a')\n"
    code += f"os.environ.update(HF_HUB_CACHE='b')\nprint(before == {read})"
    return {"True": "no effect"}.get(answer := lab.python(code), answer)


@claim(RULE, "TRANSFORMERS_CACHE before the import moves the cache", "moves it", "moves it", "no effect", "no effect")
def transformers_cache(lab: Lab) -> str:
    elsewhere = str(lab.folder / "elsewhere")
    code = f"import os; os.environ['TRANSFORMERS_CACHE'] = {elsewhere!r}\nos.environ.pop('HF_HUB_CACHE', None)\n"
    code += "from transformers.utils import hub\n"
    code += f"print(getattr(hub, 'TRANSFORMERS_CACHE', '') == {elsewhere!r})"
    return {"True": "moves it", "False": "no effect"}.get(answer := lab.python(code), answer)


test_claims = prove(__name__)
