"""Known errors that are more general than those of the table, so they are looked up last."""

from __future__ import annotations

from .entry import LOAD, Known

GENERAL: tuple[Known, ...] = (
    Known(r"'NoneType' object has no attribute 'get'", "a safetensors file lacks the metadata that names its framework",
          'save it again with `metadata={{"format": "pt"}}`, or by `save_pretrained`',
          near=r"metadata\.get|safe_open|safetensors"),
    Known(r"cannot import name '(?P<name>\w+)' from 'transformers'",
          "code asks transformers for `{name}`, which this release does not have",
          "upgrade transformers, or install the release that this code was written for", page="cannot-import-name"),
    Known(r"(?<!initialized )module 'torch(?P<part>(?:\.\w+)*)' has no attribute '(?P<name>[a-z_]\w*)'",
          "code asks for torch{part}.{name}, which this torch does not have",
          "upgrade torch, or take the release of that code which fits it", near=LOAD),
    Known(r"No package metadata was found for (?P<package>[\w-]+)",
          "the load needs `{package}`, which this interpreter lacks", "install it: {pip} {package}",
          near=LOAD, page="module-not-found"),
    Known(r"Can't load tokenizer for '(?P<missing>[^']+)'", "{source} has no tokenizer, or is not there",
          "check the name and the path, and that no folder here has the name of the repository",
          page="tokenizer-not-built"),
    Known(r"Can't load (?P<name>image processor|feature extractor|video processor|processor) for '(?P<missing>[^']+)'",
          "{source} has no {name}, or is not there",
          "check the name and the path, and that no folder here has the name of the repository",
          page="cant-load-model"),
    Known(r"(?:^|: )Can't load (?:the )?(?:model|weights|config(?:uration)?) for '(?P<missing>[^']+)'",
          "{source} has no files of a model, or is not there",
          "check the name and the path, and that no folder here has the name of the repository",
          page="cant-load-model"),
    Known(r"(?:^|: )Can't load (?:the )?model\W*$", "the folder or repository has no files of a model, or is not there",
          "check the name and the path, and that no folder here has the name of the repository",
          page="cant-load-model"),
    Known(r"Could not load model .{1,300}?with any of the following classes",
          "no class of this pipeline's task can load the model",
          "read the errors above it, which say why; else name another task", page="cant-load-model"),
)  # fmt: skip
