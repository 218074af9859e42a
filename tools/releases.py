"""Read what each published release accepts from its wheel, and write the changes between releases as tables.

    python tools/releases.py

fetches the missing wheels of the releases below into `.cache/wheels`, reads them without importing
anything, and writes `rules/loadlint_rules/analysis/releases/*_table.py`. A new release is one more entry in `RELEASES`.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import textwrap
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

if __package__ in (None, ""):  # run as a script
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import modules

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / ".cache" / "wheels"
READ = ROOT / ".cache" / "releases"
DATA = ROOT / "rules" / "loadlint_rules" / "analysis" / "releases"

# The last patch of each minor release, oldest first.
RELEASES = {
    "transformers": (
        "4.27.4 4.28.1 4.29.2 4.30.2 4.31.0 4.32.1 4.33.3 4.34.1 4.35.2 4.36.2 4.37.2 4.38.2 4.39.3 4.40.2 4.41.2 "
        "4.42.4 4.43.4 4.44.2 4.45.2 4.46.3 4.47.1 4.48.3 4.49.0 4.50.3 4.51.3 4.52.4 4.53.3 4.54.1 4.55.4 4.56.2 "
        "4.57.6 5.0.0 5.1.0 5.2.0 5.3.0 5.4.0 5.5.4 5.6.2 5.7.0 5.8.1 5.9.0 5.10.4 5.11.0 5.12.1 5.13.1 5.14.1 5.15.1 "
        "5.16.1 5.17.0 5.18.0 5.19.0 5.20.2 5.21.1 5.22.2 5.23.0 5.24.0"
    ),
    "diffusers": (
        "0.19.3 0.20.1 0.21.4 0.22.3 0.23.1 0.24.0 0.25.1 0.26.3 0.27.2 0.28.2 0.29.2 0.30.3 0.31.0 0.32.2 0.33.1 "
        "0.34.0 0.35.2 0.36.0 0.37.1 0.38.0 0.39.0 0.40.0 0.41.0 0.42.1"
    ),
    "peft": (
        "0.3.0 0.4.0 0.5.0 0.6.2 0.7.1 0.8.2 0.9.0 0.10.0 0.11.1 0.12.0 0.13.2 0.14.0 0.15.2 0.16.0 0.17.1 0.18.1 "
        "0.19.1 0.20.0 0.21.2"
    ),
    "accelerate": (
        "0.20.3 0.21.0 0.22.0 0.23.0 0.24.1 0.25.0 0.26.1 0.27.2 0.28.0 0.29.3 0.30.1 0.31.0 0.32.1 0.33.0 0.34.2 "
        "1.0.1 1.1.1 1.2.1 1.3.0 1.4.0 1.5.2 1.6.0 1.7.0 1.8.1 1.9.0 1.10.1 1.11.0 1.12.0 1.13.0 1.14.0 1.15.0"
    ),
}

# Before the first of them only the modules are read: much code still imports from where names were then.
EARLIER = "2.11.0 3.5.1 4.12.5 4.20.1 4.25.1"

# The functions that read the arguments of a load: (file, class, functions). A class may have had several names.
_CONFIG = ("from_pretrained", "get_config_dict", "_get_config_dict", "from_dict")
_TOKENIZER = ("__init__", "from_pretrained", "_from_pretrained")
_PROCESSOR = ("from_pretrained", "get_processor_dict", "from_args_and_dict", "_get_arguments_from_pretrained")
_IMAGE = ("from_pretrained", "get_image_processor_dict", "get_feature_extractor_dict", "from_dict")
FAMILIES: dict[str, dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]]] = {
    "transformers": {
        "model": (("modeling_utils.py", "PreTrainedModel", ("from_pretrained",)),),
        "auto-model": (("models/auto/auto_factory.py", "_BaseAutoModelClass", ("from_pretrained",)),),
        "config": (
            ("configuration_utils.py", "PretrainedConfig PreTrainedConfig", _CONFIG),
            ("models/auto/configuration_auto.py", "AutoConfig", ("from_pretrained",)),
        ),
        "tokenizer": (
            ("tokenization_utils_base.py", "SpecialTokensMixin", ("__init__",)),
            ("tokenization_utils_base.py", "PreTrainedTokenizerBase", _TOKENIZER),
            ("models/auto/tokenization_auto.py", "AutoTokenizer", ("from_pretrained",)),
            ("models/auto/tokenization_auto.py", "", ("get_tokenizer_config",)),
        ),
        "processor": (
            ("processing_utils.py", "ProcessorMixin", _PROCESSOR),
            ("models/auto/processing_auto.py", "AutoProcessor", ("from_pretrained",)),
            ("image_processing_base.py", "ImageProcessingMixin", _IMAGE),
            ("feature_extraction_utils.py", "FeatureExtractionMixin", _IMAGE),
        ),
        "pipeline": (("pipelines/__init__.py", "", ("pipeline",)),),
    },
    "diffusers": {
        "diffusion": (("pipelines/pipeline_utils.py", "DiffusionPipeline", ("from_pretrained", "download")),),
        "component": (("models/modeling_utils.py", "ModelMixin", ("from_pretrained",)),),
        "single-file": (
            ("loaders/single_file.py", "FromSingleFileMixin", ("from_single_file",)),
            ("loaders/single_file_model.py", "FromOriginalModelMixin", ("from_single_file",)),
        ),
    },
    "peft": {
        "adapter": (("peft_model.py", "PeftModel", ("from_pretrained", "load_adapter")),),
        "peft-model": (("auto.py", "_BaseAutoPeftModel", ("from_pretrained",)),),
    },
    "accelerate": {
        "checkpoint": (("big_modeling.py", "", ("load_checkpoint_and_dispatch",)),),
        "dispatch": (("big_modeling.py", "", ("dispatch_model",)),),
    },
}  # fmt: skip

# The arguments that decide where weights land and in which dtype; their defaults are recorded.
_PLACING = ("dtype", "torch_dtype", "device", "device_map", "torch_device")
# Functions that set a default which the functions of a family leave open.
_SETTLING = {"transformers pipeline": (("pipelines/base.py", "Pipeline", ("__init__",)),)}


@dataclass
class Release:
    """One release: per family the arguments (and the ignored ones), classes, tasks and attributes.

    `defaults` are written `dtype=auto`; `deprecated` are the arguments that a load warns about; `configs` maps the
    stems of a file's configuration classes (`CLIP CLIPText`) to their attributes; `inits` maps a model class
    to the arguments of its `__init__` beside the configuration (`**` for anything). `bound` maps each module to
    the names that can be imported from it, with some more, and `importable` to those that people may have imported;
    `heads` maps an Auto class to its model types, and `components` are the parts that some pipeline is made of.
    """

    arguments: dict[str, list[str]] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, list[str]] = field(default_factory=dict)
    deprecated: dict[str, list[str]] = field(default_factory=dict)
    classes: list[str] = field(default_factory=list)
    tasks: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    configs: dict[str, list[str]] = field(default_factory=dict)
    inits: dict[str, list[str]] = field(default_factory=dict)
    tokenizers: list[str] = field(default_factory=list)
    bound: dict[str, str] = field(default_factory=dict)
    importable: dict[str, str] = field(default_factory=dict)
    heads: dict[str, list[str]] = field(default_factory=dict)
    components: list[str] = field(default_factory=list)


def main() -> int:
    """Fetch, read, write; 1 when a release cannot be had."""
    work = [(library, version) for library, text in RELEASES.items() for version in text.split()]
    work += [("transformers", version) for version in EARLIER.split()]
    missing = [(library, version) for library, version in work if _wheel(library, version) is None]
    for library, version in missing:
        _fetch(library, version)
    with ProcessPoolExecutor(2) as pool:
        read = dict(zip(work, pool.map(_read_wheel, work), strict=True))
    releases = {
        library: {version: read[library, version] for version in RELEASES[library].split()} for library in RELEASES
    }
    earlier = {version: read["transformers", version] for version in EARLIER.split()}
    for name, text in written(releases, earlier).items():
        (DATA / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text) / 1000:.0f} kB")
    return 0


# --- the files of a release -----------------------------------------------------------------------


class Files:
    """The Python files of a package, from its wheel or its installed folder, by path inside the package."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        self.names = sorted(names)
        self._known = set(self.names)
        self._read = read

    def text(self, name: str) -> str:
        """Return the text of a file; empty for a missing file, because files come and go between releases."""
        return self._read(name).decode("utf-8") if name in self._known else ""

    def matching(self, pattern: str) -> Iterator[str]:
        return (it for it in self.names if re.fullmatch(pattern, it))


def from_wheel(path: Path, package: str) -> Files:
    archive = zipfile.ZipFile(path)
    names = {it.removeprefix(f"{package}/") for it in archive.namelist() if it.startswith(f"{package}/")}
    return Files((it for it in names if it.endswith(".py")), lambda name: archive.read(f"{package}/{name}"))


def from_folder(folder: Path) -> Files:
    names = (it.relative_to(folder).as_posix() for it in folder.rglob("*.py"))
    return Files(names, lambda name: (folder / name).read_bytes())


def _wheel(library: str, version: str) -> Path | None:
    return next(WHEELS.glob(f"{library}-{version}-*.whl"), None)


def _fetch(library: str, version: str) -> None:
    WHEELS.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "--dest", str(WHEELS), f"{library}=={version}"], check=True)


def _read_wheel(work: tuple[str, str]) -> Release:
    """Read a release, cached by the code that read it, because reading all of them takes minutes."""
    library, version = work
    path = _wheel(library, version)
    if path is None:
        raise FileNotFoundError(f"no wheel of {library} {version}")
    kept = READ / f"{path.name}-{_reader()}.json"
    if kept.exists():
        return Release(**json.loads(kept.read_text(encoding="utf-8")))
    release = read(library, from_wheel(path, library), version)
    READ.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(asdict(release)), encoding="utf-8")
    return release


def _reader() -> str:
    """Return a hash of the code that reads a release; the code that writes the tables does not count."""
    code = Path(__file__).read_text(encoding="utf-8").partition("\n# --- writing ---")[0]
    code += Path(modules.__file__).read_text(encoding="utf-8")
    return sha256(code.encode()).hexdigest()[:12]


# --- reading a release ----------------------------------------------------------------------------


def read(library: str, files: Files, version: str = "") -> Release:
    """Read everything that the tables need from a release."""
    if library == "transformers" and version in EARLIER.split():
        return Release(bound=dict.fromkeys(modules.Reader(files.names, files.text).paths, ""))
    release = read_loads(library, files)
    release.classes = sorted(_exported(files))
    if library == "transformers":
        release.tasks = sorted(_tasks(files))
        release.attributes = sorted(_base_attributes(files))
        release.configs = _configs(files)
        release.inits = dict(_inits(files))
        release.tokenizers = sorted(_tokenizer_names(files))
        release.heads = _heads(files)
        reader = modules.Reader(files.names, files.text)
        release.bound = {it: " ".join(sorted(reader.bound(it))) for it in sorted(reader.paths)}
        release.importable = {it: " ".join(sorted(reader.importable(it))) for it in sorted(reader.paths)}
    elif library == "diffusers":
        release.components = sorted(_components(files))
    return release


def read_loads(library: str, files: Files) -> Release:
    """Read the loading functions of a release, which are in a few files only."""
    release = Release()
    for name, functions in FAMILIES[library].items():
        taken, dropped = family(files, functions)
        release.arguments[name] = sorted(taken)
        release.ignored[name] = sorted(dropped)
        settling = _SETTLING.get(f"{library} {name}", ())
        release.defaults[name] = sorted(_defaults(files, (*functions, *settling), taken))
        release.deprecated[name] = sorted(_deprecated(files, functions) & taken)
    return release


def family(files: Files, functions: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[set[str], set[str]]:
    """Return the arguments that the functions of a family take, and the ones that they ignore."""
    taken: set[str] = set()
    used: set[str] = set()
    for name, owners, wanted in functions:
        for function in _functions(ast.parse(files.text(name)), owners.split(), wanted):
            named = _parameters(function)
            read_from, kept = _from_keywords(function)
            taken |= named | read_from
            used |= named | kept
    return {it for it in taken if not it.startswith("__")}, taken - used


def _functions(tree: ast.Module, owners: list[str], wanted: tuple[str, ...]) -> Iterator[ast.FunctionDef]:
    scopes: list[ast.Module | ast.ClassDef] = [
        it for it in tree.body if isinstance(it, ast.ClassDef) if it.name in owners
    ]
    for scope in scopes if owners else [tree]:
        yield from (it for it in scope.body if isinstance(it, ast.FunctionDef) and it.name in wanted)


def _parameters(function: ast.FunctionDef) -> set[str]:
    parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return {it.arg for it in parameters} - {"self", "cls"}


def _from_keywords(function: ast.FunctionDef) -> tuple[set[str], set[str]]:
    """Return the names looked up in `**kwargs`, and the ones whose value is used."""
    keywords = {function.args.kwarg.arg if function.args.kwarg else "kwargs", "init_kwargs"}
    loaded = [it.id for it in ast.walk(function) if isinstance(it, ast.Name) and isinstance(it.ctx, ast.Load)]
    lists = _lists(function)
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    taken: set[str] = set()
    used: set[str] = set()
    for node in ast.walk(function):
        names = {it for key in _keys(node, keywords) for it in _strings(key, lists)}
        taken |= names
        if not _is_dropped(node, parents, loaded):
            used |= names
    return taken, used


def _keys(node: ast.AST, keywords: set[str]) -> Iterator[ast.expr]:
    """Yield the keys looked up: `kwargs.pop(key)`, `kwargs.get(key)`, `kwargs[key]` (read), `key in kwargs`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr in ("pop", "get") and _is_name(node.func.value, keywords):
            yield node.args[0]
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_name(node.value, keywords):
        yield node.slice
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In) and _is_name(node.comparators[0], keywords):
        yield node.left


def _is_name(node: ast.expr, names: set[str]) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _strings(key: ast.expr, lists: Mapping[str, list[str]]) -> list[str]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return [key.value]
    return lists.get(key.id, []) if isinstance(key, ast.Name) else []


def _lists(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Map each name that iterates over strings written in the function to these strings."""
    written = {
        target.id: _texts(node.value)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    lists: dict[str, list[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            over = node.iter
            lists.setdefault(node.target.id, []).extend(
                written.get(over.id, []) if isinstance(over, ast.Name) else _texts(over)
            )
    return lists


def _texts(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return []
    return [it.value for it in node.elts if isinstance(it, ast.Constant) and isinstance(it.value, str)]


def _is_dropped(node: ast.AST, parents: Mapping[ast.AST, ast.AST], loaded: list[str]) -> bool:
    """Return whether a looked-up value is unused: a bare `kwargs.pop(...)`, or one into a name that nothing reads."""
    if isinstance(node, ast.Compare):
        return True  # says only whether it was given
    parent = parents.get(node)
    if isinstance(parent, ast.Expr):
        return True
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1:
        return False
    target = parent.targets[0]
    return isinstance(target, ast.Name) and (target.id == "_" or target.id not in loaded)


# --- defaults and deprecations ----------------------------------------------------------------------

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_QUOTED = re.compile(r"[`'\"](\w+)[`'\"]")


def _defaults(files: Files, functions: Iterable[tuple[str, str, tuple[str, ...]]], taken: set[str]) -> set[str]:
    """Return the defaults of a load's dtype and device; the last function that sets one counts."""
    defaults: dict[str, object] = {}
    for name, owners, wanted in functions:
        for function in _functions(ast.parse(files.text(name)), owners.split(), wanted):
            for argument in taken & set(_PLACING):
                for value in _written_defaults(function, argument):
                    # A default that one function sets is not reset by the next one's signature.
                    defaults[argument] = value if value is not None else defaults.get(argument)
    return {f"{argument}={value}" for argument, value in defaults.items()}


def _written_defaults(function: ast.FunctionDef, name: str) -> list[object]:
    """Return the constants used for an argument: in the signature, in `kwargs.pop`, and under `if it is None`.

    Under another condition, such as `if load_in_8bit`, such a constant is no default.
    """
    arguments, keywords = function.args, {function.args.kwarg.arg if function.args.kwarg else "kwargs"}
    named = [*arguments.posonlyargs, *arguments.args][-len(arguments.defaults) :] if arguments.defaults else []
    pairs = [
        *zip(named, arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    written = [value for parameter, value in pairs if parameter.arg == name and value is not None]
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and len(node.args) > 1:
            written += [node.args[1] for key in _keys(node, keywords) if _strings(key, {}) == [name]]
    for node in function.body:
        if isinstance(node, ast.If) and _asks_for_none(node.test, name):
            written += [it.value for it in ast.walk(node) if isinstance(it, ast.Assign) and _assigns(it, name)]
    written.sort(key=lambda it: (it.lineno, it.col_offset))
    return [ast.literal_eval(it) for it in written if isinstance(it, ast.Constant | ast.UnaryOp)]


def _asks_for_none(test: ast.expr, name: str) -> bool:
    return ast.unparse(test) == f"{name} is None"


def _assigns(node: ast.Assign, name: str) -> bool:
    return len(node.targets) == 1 and _is_name(node.targets[0], {name})


def _deprecated(files: Files, functions: Iterable[tuple[str, str, tuple[str, ...]]]) -> set[str]:
    """Return the names that the functions of a family warn about: quoted in a message that says deprecated."""
    names: set[str] = set()
    for name, owners, wanted in functions:
        for function in _functions(ast.parse(files.text(name)), owners.split(), wanted):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and re.search(r"(warn\w*|deprecate\w*)$", ast.unparse(node.func)):
                    names |= _named_deprecated(node)
    return names


def _named_deprecated(call: ast.Call) -> set[str]:
    texts = [it.value for it in ast.walk(call) if isinstance(it, ast.Constant) and isinstance(it.value, str)]
    if "deprecate" in ast.unparse(call.func):
        return set(texts[:1])  # diffusers: deprecate("name", "1.0.0", "message")
    parts = (part.partition("deprecated") for part in _SENTENCE.split("".join(texts)))
    return {name for before, word, _ in parts if word for name in _QUOTED.findall(before)}


# --- classes and tasks ----------------------------------------------------------------------------

_ALL = re.compile(r"^__all__\s*(?:\+?=)\s*(\[.*?\]|\(.*?\))", re.MULTILINE | re.DOTALL)
_TEXT = re.compile(r"""["'](\w+)["']""")


def _exported(files: Files) -> set[str]:
    """Return the classes that the package exports: names in its import structure and in `__all__` below."""
    inside = ast.walk(ast.parse(files.text("__init__.py")))
    names = {it.value for it in inside if isinstance(it, ast.Constant) and isinstance(it.value, str)}
    for path in files.matching(r"(models|pipelines|schedulers)/.*"):
        text = files.text(path)
        if "__all__" in text:
            names |= {name for block in _ALL.findall(text) for name in _TEXT.findall(block)}
    return {it for it in names if re.fullmatch(r"[A-Z][A-Za-z0-9_]*[a-z][A-Za-z0-9_]*", it)}


def _tasks(files: Files) -> set[str]:
    tasks: set[str] = set()
    for node in ast.parse(files.text("pipelines/__init__.py")).body:
        names = {it.id for it in getattr(node, "targets", []) if isinstance(it, ast.Name)}
        if names & {"SUPPORTED_TASKS", "TASK_ALIASES"} and isinstance(node, ast.Assign):
            tasks |= _dict_keys(node.value)
    return tasks


def _dict_keys(node: ast.expr) -> set[str]:
    keys = node.keys if isinstance(node, ast.Dict) else []
    return {it.value for it in keys if isinstance(it, ast.Constant) and isinstance(it.value, str)}


_HEADS = {
    "image-text": ("MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES", "MODEL_FOR_VISION_2_SEQ_MAPPING_NAMES"),
    "heir": ("MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES",),
    "causal": ("MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",),
}


def _heads(files: Files) -> dict[str, list[str]]:
    """The model types that Auto classes load: those of images and text, and those of text alone."""
    pairs: dict[str, set[str]] = {}
    for node in ast.parse(files.text("models/auto/modeling_auto.py")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            pairs[node.targets[0].id] = {it[0] for it in map(_texts, ast.walk(node.value)) if len(it) == _PAIR}
    return {kind: sorted({it for name in names for it in pairs.get(name, ())}) for kind, names in _HEADS.items()}


_PAIR = 2


def _components(files: Files) -> set[str]:
    """The parameters of all pipelines' constructors: what their loads take beside their own arguments."""
    names: set[str] = set()
    for path in files.matching(r"pipelines/.*"):
        text = files.text(path)
        for node in ast.parse(text).body if "Pipeline" in text else ():
            if isinstance(node, ast.ClassDef) and node.name.endswith("Pipeline"):
                inits = (it for it in node.body if isinstance(it, ast.FunctionDef) and it.name == "__init__")
                names |= {name for it in inits for name in _parameters(it)}
    return names


# --- attributes of configurations -----------------------------------------------------------------


def _base_attributes(files: Files) -> set[str]:
    """Return the attributes that every configuration has."""
    names: set[str] = set()
    for node in ast.parse(files.text("configuration_utils.py")).body:
        if isinstance(node, ast.ClassDef) and node.name in ("PretrainedConfig", "PreTrainedConfig"):
            names |= _attributes(node)
            for function in node.body:
                if isinstance(function, ast.FunctionDef) and "generation_defaults" in function.name:
                    names |= {key for it in ast.walk(function) if isinstance(it, ast.Dict) for key in _dict_keys(it)}
    return names


def _configs(files: Files) -> dict[str, list[str]]:
    """Map the stems of each file's configurations to their attributes, including inherited ones."""
    own: dict[str, set[str]] = {}
    bases: dict[str, set[str]] = {}
    together: list[list[str]] = []
    for path in files.matching(r"models/.*/configuration_\w+\.py"):
        classes = [it for it in ast.parse(files.text(path)).body if isinstance(it, ast.ClassDef)]
        classes = [it for it in classes if it.name.endswith("Config")]
        together += [[it.name for it in classes]] if classes else []
        own |= {it.name: _attributes(it) for it in classes}
        bases |= {it.name: {base.id for base in it.bases if isinstance(base, ast.Name)} for it in classes}
    return {
        " ".join(sorted(it.removesuffix("Config") for it in names)): sorted(
            {name_ for name in names for name_ in _inherited(name, own, bases, set())}
        )
        for names in together
    }


def _inherited(name: str, own: Mapping[str, set[str]], bases: Mapping[str, set[str]], seen: set[str]) -> set[str]:
    seen.add(name)
    attributes = set(own.get(name, ()))
    for base in bases.get(name, set()) - seen:
        attributes |= _inherited(base, own, bases, seen)
    return attributes


def _attributes(node: ast.ClassDef) -> set[str]:
    """Return an instance's attributes: parameters, fields, properties, assignments to self, `attribute_map` keys."""
    attributes: set[str] = set()
    for it in node.body:
        if isinstance(it, ast.AnnAssign) and isinstance(it.target, ast.Name):
            attributes.add(it.target.id)
        elif isinstance(it, ast.Assign):
            attributes |= {target.id for target in it.targets if isinstance(target, ast.Name)}
        elif isinstance(it, ast.FunctionDef):
            attributes |= _parameters(it) if it.name in ("__init__", "__post_init__") else set()
            attributes |= (
                {it.name}
                if any(isinstance(by, ast.Name) and by.id == "property" for by in it.decorator_list)
                else set()
            )
            attributes |= _assigned_to_self(it)
        value = getattr(it, "value", None)
        if isinstance(value, ast.Dict) and "attribute_map" in ast.unparse(it):
            attributes |= _dict_keys(value)
    return {it for it in attributes if not it.startswith("__")}


def _assigned_to_self(function: ast.FunctionDef) -> set[str]:
    attributes = _from_keywords(function)[0] if function.name in ("__init__", "__post_init__") else set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_name(node.value, {"self"}):
            attributes.add(node.attr)
    return attributes


# --- what classes take themselves -----------------------------------------------------------------

_MORE = re.compile(r"def __init__\(\s*self,\s*config\b[^,)]*,\s*[*\w]")
_INTO = re.compile(r"^    def from_pretrained\(", re.MULTILINE)


def _inits(files: Files) -> Iterator[tuple[str, list[str]]]:
    """Return model classes whose load takes more than their configuration; `**` for anything."""
    for path in files.matching(r"models/.*/modeling_(?!tf_|flax_)\w+\.py"):
        text = files.text(path)
        if _MORE.search(text) or _INTO.search(text):
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef) and (more := _more(node)):
                    yield node.name, sorted(more)


def _more(node: ast.ClassDef) -> set[str]:
    if not any("Model" in ast.unparse(it) for it in node.bases) or node.name.startswith("Auto"):
        return set()
    functions = {it.name: it for it in node.body if isinstance(it, ast.FunctionDef)}
    names = {"**"} if "from_pretrained" in functions else set()
    if "__init__" in functions:
        names |= _parameters(functions["__init__"]) - {"config"}
        names |= {"**"} if functions["__init__"].args.kwarg is not None else set()
    return names


def _tokenizer_names(files: Files) -> set[str]:
    """Return every argument that some tokenizer takes."""
    names: set[str] = set()
    for path in files.matching(r"models/.*/tokenization_\w+\.py|tokenization_\w+\.py"):
        for node in ast.walk(ast.parse(files.text(path))):
            if isinstance(node, ast.FunctionDef) and node.name in ("__init__", "from_pretrained", "_from_pretrained"):
                names |= _parameters(node) | _from_keywords(node)[0]
            elif isinstance(node, ast.Assign) and "SPECIAL_TOKENS_ATTRIBUTES" in ast.unparse(node.targets[0]):
                names |= set(_texts(node.value))
    return {it for it in names if not it.startswith("__")}


# --- writing --------------------------------------------------------------------------------------

_HEAD = """{title}

Made by `python tools/releases.py` from the published wheels: do not edit. A key such as "4.56-" or "-4.57" says from
which release on and up to which one the names below it are there; "" means all of them.
\"\"\"

from __future__ import annotations
"""
_COMMON = 9  # An attribute of this many configuration files counts as an attribute of all of them.


def written(
    releases: Mapping[str, Mapping[str, Release]], earlier: Mapping[str, Release] | None = None
) -> dict[str, str]:
    """Return the text of each generated module, by file name."""
    return {
        "import_table.py": _imports_module(releases["transformers"], earlier or {}),
        "argument_table.py": _arguments_module(releases),
        "class_table.py": _classes_module(releases),
        "attribute_table.py": _attributes_module(releases["transformers"]),
    }


def changes(releases: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Group names by the span of releases that have them.

    `{"4.38.2": ["a", "b"], "5.0.0": ["a"]}` becomes `{"": ["a"], "-4.38": ["b"]}`.
    """
    minors = [minor(it) for it in releases]
    having: dict[str, set[int]] = {}
    for number, names in enumerate(releases.values()):
        for name in names:
            having.setdefault(name, set()).add(number)
    grouped: dict[str, list[str]] = {}
    for name, numbers in sorted(having.items()):
        grouped.setdefault(_span(numbers, minors), []).append(name)
    return dict(sorted(grouped.items(), key=lambda it: _order(it[0])))


def minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _span(numbers: set[int], minors: list[str]) -> str:
    """Return `4.56-` for a name that 4.56 added, `-4.57` for one that 5.0 removed, and both joined by a comma."""
    runs = []
    for first in sorted(it for it in numbers if it - 1 not in numbers):
        last = next(it for it in range(first, len(minors)) if it + 1 not in numbers)
        start = minors[first] if first else ""
        end = minors[last] if last + 1 < len(minors) else ""
        runs.append(f"{start}-{end}" if start or end else "")
    return ",".join(runs)


def _order(span: str) -> list[list[int]]:
    return [[int(it) for it in re.findall(r"\d+", part)] for part in re.split("[-,]", span)]


def _arguments_module(releases: Mapping[str, Mapping[str, Release]]) -> str:
    title = '"""The arguments that loading functions take, and the tasks of `pipeline`, release by release.'
    minors = {library: [" ".join(map(minor, versions))] for library, versions in releases.items()}
    families = [(library, family) for library in FAMILIES for family in FAMILIES[library]]
    taken = {
        f"{library} {family}": changes({v: it.arguments[family] for v, it in releases[library].items()})
        for library, family in families
    }
    dropped = {
        f"transformers {family}": changes({v: it.ignored[family] for v, it in releases["transformers"].items()})
        for family in ("model", "pipeline")
    }
    defaults, deprecated = (
        {
            f"{library} {family}": changes({v: getattr(it, what)[family] for v, it in releases[library].items()})
            for library, family in families
        }
        for what in ("defaults", "deprecated")
    )
    tasks = changes({v: it.tasks for v, it in releases["transformers"].items()})
    return _module(
        title,
        ("RELEASES", "The minor releases that were read.", {key: names[0].split() for key, names in minors.items()}),
        ("ARGUMENTS", "Taken by name or out of `**kwargs`.", taken),
        ("IGNORED", "Arguments that are taken and then ignored.", {k: v for k, v in dropped.items() if v}),
        (
            "DEFAULTS",
            "The dtype or the device used when the argument is missing.",
            {k: v for k, v in defaults.items() if v},
        ),
        ("DEPRECATED", "Taken with a warning.", {k: v for k, v in deprecated.items() if v}),
        ("TASKS", "The tasks of `pipeline`, its other names for them included.", tasks),
        (
            "HEADS",
            "Model types that Auto classes of transformers load: images with text, and text alone.",
            {kind: changes({v: it.heads[kind] for v, it in releases["transformers"].items()}) for kind in _HEADS},
        ),
        (
            "COMPONENTS",
            "The components of diffusers' pipelines, in some release.",
            {name for it in releases["diffusers"].values() for name in it.components},
        ),
    )


def _classes_module(releases: Mapping[str, Mapping[str, Release]]) -> str:
    """Write removed classes and added Auto classes only: classes in every release carry no information."""
    kept = {}
    for library, versions in releases.items():
        spans = changes({version: it.classes for version, it in versions.items()})
        kept[library] = {span: [it for it in names if _is_listed(it, span)] for span, names in spans.items() if span}
    kept = {library: {span: names for span, names in spans.items() if names} for library, spans in kept.items()}
    kept = {library: spans for library, spans in kept.items() if spans}
    return _module(
        '"""Classes that a release dropped, and Auto classes that came later than the first release read.',
        (
            "CLASSES",
            "Spans of releases by library. A class not listed here is in all releases, or was added and stayed.",
            kept,
        ),
    )


def _is_listed(name: str, span: str) -> bool:
    """Return whether to list a class: transformers 5 still exports old names of tokenizers and image processors."""
    if span.endswith("-"):
        return name.startswith("Auto")
    return not name.endswith(("Tokenizer", "TokenizerFast", "ImageProcessorFast"))


def _imports_module(by_release: Mapping[str, Release], earlier: Mapping[str, Release]) -> str:
    """Modules that went, names that went from modules that stayed, and which of them the package itself exports."""
    spans = _gone(changes({version: it.bound for version, it in by_release.items()}))
    gone = {span: [it for it in names if not modules.ANSWERED.fullmatch(it)] for span, names in spans.items()}
    newest, first = list(by_release.values())[-1], next(iter(by_release.values()))
    former = {it for release in earlier.values() for it in release.bound} - set(first.bound) - set(newest.bound)
    words = _words_of("transformers", list(by_release)[-1])
    names = {it: _names_gone(it, by_release, words(it)) for it in newest.bound if not _UNIMPORTED.search(it)}
    names = {f"transformers.{module}".rstrip("."): it for module, it in names.items() if it}
    wanted = {name for it in names.values() for texts in it.values() for name in texts}
    wanted |= {name for it in by_release.values() for module in it.importable if module not in newest.bound
             for name in it.importable[module].split() if name[:1] != "_"}  # fmt: skip
    exported = changes({version: _exported_names(version, it, wanted) for version, it in by_release.items()})
    return _module(
        '"""Modules of transformers that a release dropped, and names that went from modules that stayed.',
        ("MODULES", "Modules that went, without `transformers.`.", {k: v for k, v in gone.items() if v}),
        ("FORMER", "Modules of releases before the first one read, which no release read has.", former),
        ("NAMES", "Names that went, by the module they were in, each after the span of releases that had it there.",
         {module: " ".join(f"{span} {' '.join(texts)}" for span, texts in it.items()) for module, it in names.items()}),
        ("EXPORTED", "Names beside these that `from transformers import` finds in the newest release.",
         {span: names for span, names in exported.items() if not span or span.endswith("-")}),
    )  # fmt: skip


_IMPORTS = re.compile(r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+)?import[ \t]+(\([^)]*\)|[^\n(]+)", re.MULTILINE)


def _words_of(library: str, version: str) -> Callable[[str], set[str]]:
    """Return a function from a module to the words in its imports."""
    path = _wheel(library, version)
    if path is None:
        raise FileNotFoundError(f"no wheel of {library} {version}")
    files = from_wheel(path, library)
    reader = modules.Reader(files.names, files.text)
    return lambda module: {it for names in _IMPORTS.findall(reader.text(module)) for it in re.findall(r"\w+", names)}


# Nobody imports from these by hand, or their names change with each release.
_UNIMPORTED = re.compile(
    r"dummy_\w+|testing_utils|continuous_batching|^models(\.deprecated)?$|utils\.doc$|^tests|exporters"
)
_LISTS = re.compile(
    r"\w+_ARCHIVE_(LIST|MAP)|PRETRAINED_\w+|dummy_\w+|TF\w+|Flax\w+|_(getattr|model|module|target|import_structure)|_\w+_alias"
)
_LIVED = 4  # A name that fewer releases had was hardly ever used.


def _gone(spans: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {span: names for span, names in spans.items() if span and not span.endswith("-")}


def _names_gone(module: str, by_release: Mapping[str, Release], words: set[str]) -> dict[str, list[str]]:
    """The names that went from a module, by span; those of classes that the package dropped are in another table.

    `words` of the newest release's text are left out: the module may import them from another library.
    """
    importable = {name for it in by_release.values() for name in it.importable.get(module, "").split()}
    had = Counter(name for it in by_release.values() for name in it.bound.get(module, "").split())
    spans = _gone(changes({version: it.bound.get(module, "").split() for version, it in by_release.items()}))
    is_package = any(it.startswith(f"{module}.") for it in by_release[list(by_release)[-1]].bound) or not module
    classes = {name for it in by_release.values() for name in it.classes} if is_package else set()
    kept = {
        span: [
            it for it in names
            if it in importable - classes - words and not _LISTS.fullmatch(it)
            and (span.startswith("-") or had[it] >= _LIVED)
            and (not is_package or modules.is_told(it))
        ]
        for span, names in spans.items()
    }  # fmt: skip
    return {span: names for span, names in kept.items() if names}


def _exported_names(version: str, release: Release, wanted: set[str]) -> set[str]:
    """The names that the package exports; transformers 5 finds a fast tokenizer under its older name too."""
    names = set(release.classes)
    if not version.startswith("4."):
        names |= {f"{it}Fast" for it in names if it.endswith("Tokenizer")}
    return names & wanted - {it.split(".")[0] for it in release.bound}


def _attributes_module(releases: Mapping[str, Release]) -> str:
    """Write attributes of configurations in any release: a checkpoint's own file may use an old one."""
    configs = _together(it.configs for it in releases.values())
    base = changes({version: it.attributes for version, it in releases.items()})
    everywhere = set(base[""])
    common = {it for it, count in _counts(configs.values()).items() if count >= _COMMON} - everywhere
    own = {stems: sorted(names - common - everywhere) for stems, names in sorted(configs.items())}
    inits = [it.inits for it in releases.values()]
    exported = {it for release in releases.values() for it in release.classes}
    tables = (
        ("BASE", "Attributes of every configuration.", base),
        ("COMMON", "Attributes of many configurations, in some release.", sorted(common)),
        ("OWN", "Further attributes, by the stems of configuration classes.", {k: v for k, v in own.items() if v}),
        ("PLAIN", "Configurations without further attributes.", sorted(k for k, v in own.items() if not v)),
        ("INITS", "Arguments that some model classes take beside their configuration.", _all(inits) - {"**"}),
        ("ANYTHING", "Classes that load in their own way, or take any argument.",
         {name for it in inits for name, names in it.items() if "**" in names} & exported),
        ("TOKENIZERS", "Arguments that some tokenizer takes, in some release.",
         {name for it in releases.values() for name in it.tokenizers}),
    )  # fmt: skip
    return _module('"""The attributes of configurations: a model\'s load takes each as an argument.', *tables)


def _all(tables: Iterable[Mapping[str, Iterable[str]]]) -> set[str]:
    return {name for table in tables for names in table.values() for name in names}


def _together(tables: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, set[str]]:
    """Merge configurations that shared a file in some release, under all of their stems."""
    groups: list[tuple[set[str], set[str]]] = []
    for stems, names in ((set(stems.split()), set(names)) for table in tables for stems, names in table.items()):
        kin = [it for it in groups if it[0] & stems]
        groups = [it for it in groups if not it[0] & stems]
        groups.append((stems.union(*(it[0] for it in kin)), names.union(*(it[1] for it in kin))))
    return {" ".join(sorted(stems)): names for stems, names in groups}


def _counts(groups: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(name for names in groups for name in names)


def _module(title: str, *tables: tuple[str, str, object]) -> str:
    parts = [_HEAD.format(title=title)]
    parts += [f"# {comment}\n{name}{_type(table)} = {_literal(table, 0, 20)}\n" for name, comment, table in tables]
    return "\n".join(parts)


def _type(table: object) -> str:
    """Return the annotation: names are one text with spaces between, which is the fastest to read and import."""
    if not isinstance(table, dict):
        return ": str"
    return (
        ": dict[str, str]" if not any(isinstance(it, dict) for it in table.values()) else ": dict[str, dict[str, str]]"
    )


def _literal(value: object, depth: int, before: int = 0) -> str:
    """Format a table as Python within 120 columns; `before` is the text before it on its line."""
    pad = "    " * depth
    if isinstance(value, dict):
        rows = (f'{pad}    "{key}": {_literal(it, depth + 1, len(key) + 4)},\n' for key, it in value.items())
        return f"{{\n{''.join(rows)}{pad}}}" if value else "{}"
    text = value if isinstance(value, str) else " ".join(sorted(value, key=_by_release))  # type: ignore[call-overload]
    if len(pad) + before + len(text) < 115:
        return f'"{text}"'
    lines = textwrap.wrap(text, 111 - len(pad), break_on_hyphens=False, break_long_words=False)
    body = "".join(f'{pad}    "{line}{" " if number + 1 < len(lines) else ""}"\n' for number, line in enumerate(lines))
    return f"(\n{body}{pad})"


def _by_release(text: str) -> tuple[object, ...]:
    return tuple(map(int, text.split("."))) if re.fullmatch(r"[\d.]+", text) else (text,)


if __name__ == "__main__":
    sys.exit(main())
