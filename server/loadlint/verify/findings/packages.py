"""Find the package, or the release of one, that an error asks for."""

from __future__ import annotations

import re

from .around import Around

NAME = r"[A-Za-z][\w.\[\]-]*\w"
PIN = rf"{NAME}(?:[<>=!~]=?[\w.,<>=!~*]+)?"
NOT_FOUND = re.compile(
    r"packages? that (?:were|was) not found in your environment: ([\w., -]+?)(?:\. |\.?\n|\.?$|, run)"
)
PIP = re.compile(rf"pip install (?:-U |--upgrade |--no-build-isolation )*['\"]?({PIN})")
WITHOUT_PIP = re.compile(
    r"(?:requires|needs) (?:the )?`?(optimum|gptqmodel|autoawq|auto-gptq|compressed-tensors|torchao|gguf)`?"
)
FOUND_OTHER = re.compile(
    rf"(?P<name>{NAME})(?P<wanted>[<>=!~][\w.,<>=!~]*) is required for a normal functioning"
    r".{0,80}found \S*?==(?P<here>\w+(?:\.\w+)*)"
)

LIBRARY = re.compile(
    r"(?:`?(?P<name>\w+)`? )?requires the (?P<library>\w+) library but it was not found in your environment"
)
# Libraries that transformers calls by another name than pip does, or that help with nothing alone.
TOGETHER = {
    "PyTorch": "torch",
    "SentencePiece": "sentencepiece protobuf",
    "protobuf": "protobuf sentencepiece",
    "PIL": "pillow",
}


def missing(around: Around) -> tuple[str, str] | None:
    """A package that the error itself names with a way to install it."""
    text, pip = around.text, f"{around.python} -m pip install"
    other = FOUND_OTHER.search(text)
    if other:
        name, wanted, here = other["name"], other["wanted"], other["here"]
        cause = f"this transformers needs {name}{wanted}, and {name} {here} is installed"
        return cause, f"install it: {pip} '{name}{wanted}'"
    library = LIBRARY.search(text)
    if library:
        packages = TOGETHER.get(library["library"], library["library"].lower())
        cause = f"`{library['name'] or 'the load'}` needs `{packages.split()[0]}`, which this interpreter lacks"
        return cause, f"install it: {pip} {packages}"
    listed = NOT_FOUND.search(text)
    if listed:
        names = [it.strip() for it in listed[1].split(",") if it.strip()]
        cause = (
            f"the code of the repository needs {' and '.join(f'`{it}`' for it in names)}, which this interpreter lacks"
        )
        without = 'or load with `attn_implementation="eager"`' if "flash_attn" in names else ""
        return cause, ", ".join(filter(None, (f"install: {pip} {' '.join(names)}", without)))
    match = PIP.search(text) or WITHOUT_PIP.search(text)
    if match is None or not re.search(
        r"(?i)ImportError|ModuleNotFound|PackageNotFound|requires|is required|not found", text
    ):
        return None
    name = match[1].rstrip(".`'\"")
    if re.match(r"(?:torch|transformers|accelerate|bitsandbytes|flash|sentencepiece|tiktoken|protobuf|peft)\b", name):
        return None  # the table knows more about these
    return (
        f"the load needs `{re.split('[<>=!~]', name)[0]}`, which this interpreter lacks",
        f"install it: {pip} '{name}'",
    )
