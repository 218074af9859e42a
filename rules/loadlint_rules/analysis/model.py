"""The values that analysis, rules, reports and editors exchange: frozen, plain, compared by content.

Every position is an offset in characters (code points) into the linted text; only reports and the language server
have lines, columns and encodings.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast
from typing import Literal as OneOf

Severity = OneOf["error", "warning", "info"]
Tag = OneOf["deprecated", "unnecessary"]
Version = tuple[int, ...]


# --- text ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """A text to lint. No statement crosses an offset in `breaks`, such as the start of a notebook cell."""

    text: str
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of character offsets."""

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace `span` by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that are applied together or not at all. `safe`: the code means the same on every release in play."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


# --- findings -----------------------------------------------------------------------------------

_OF_THE_RULE: Severity = cast("Severity", "")
MESSAGE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Related:
    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place. `fixes` are alternatives; `--fix` applies the first.

    The engine fills in `rule` and `severity`. A check passes `severity` only for a finding that is milder or worse
    than the rule's other findings.
    """

    message: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    related: tuple[Related, ...] = ()
    tag: Tag | None = None
    severity: Severity = _OF_THE_RULE
    rule: str = ""


def fitting(*messages: str) -> str:
    """Return the first message that fits an editor's line; names in code have any length, so the last has none."""
    return next((it for it in messages if len(it) <= MESSAGE_LENGTH), messages[-1])


# --- releases in play ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """The releases of one library in play: the oldest that the project admits, the installed one, the first too new.

    `below` is a bound such as the 5 of `<5`; an installed release goes before it. None means unknown. A project that is
    `at_commit` of the library has one release, and which one is not known: nothing is claimed about it, and `floor` is
    before all releases.
    """

    floor: Version | None = None
    installed: Version | None = None
    source: str = "nothing known"
    below: Version | None = None
    at_commit: bool = False

    @property
    def oldest(self) -> Version | None:
        """Return the oldest release in play; None when nothing is known."""
        return self.floor or self.installed

    def surely(self, version: Version) -> bool:
        """Return whether every release in play is `version` or newer; False when nothing is known."""
        return self.oldest is not None and self.oldest >= version

    def perhaps(self, version: Version) -> bool:
        """Return whether a release of `version` or newer may be in play; True when nothing is known."""
        if self.installed is not None:
            return self.installed >= version
        return not self.at_commit and (self.below is None or self.below > (*version, 0, 0))

    def before(self, version: Version) -> bool:
        """Return whether every release in play is older than `version`; False when nothing is known."""
        return not self.at_commit and not self.perhaps(version)

    def partly_before(self, version: Version) -> bool:
        """Return whether some release in play is older than `version`; False when nothing is known."""
        return not self.at_commit and self.oldest is not None and self.oldest < version


@dataclass(frozen=True, slots=True)
class Commit:
    """The commit that `reference`, a branch or tag, had at its last download into this machine's hub cache.

    `own_code`: the commit holds the repository's code, which no other repository does.
    """

    repository: str
    reference: str
    commit: str
    own_code: bool = True


@dataclass(frozen=True, slots=True)
class Targets:
    """The releases in play; with nothing known, rules assume the newest release.

    `commits` are the cached commits of the repositories in the text, which a rule may pin.
    """

    transformers: Target = Target()
    diffusers: Target = Target()
    torch: Target = Target()
    accelerate: Target = Target()
    peft: Target = Target()
    commits: tuple[Commit, ...] = ()


# --- values in the code -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant in the code, or a name that is assigned one once."""

    value: str | bytes | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A dotted name, resolved through the imports, such as `torch.bfloat16`."""

    name: str


@dataclass(frozen=True, slots=True)
class Items:
    kind: OneOf["list", "tuple", "set"]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A dict display or `dict(...)`."""

    items: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A call of a known name: `torch.device("cuda")`, `BitsAndBytesConfig(load_in_4bit=True)`."""

    callee: str
    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """`yes if test else no`."""

    test: Value
    yes: Value
    no: Value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the text does not define; `text` is the expression as written."""

    text: str


Value = Literal | Symbol | Items | Table | Made | Choice | Unknown


# --- loads and what happens to them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call, under the parameter's name even when passed by position.

    `span` covers `name=value` as written (or the dict item), `value_span` the value alone.
    `origin` is the place: the call, or a local dict passed as `**kwargs`. `sure` is False where a branch may add it to
    that dict or remove it. `asked`: the code asks that dict for it.
    """

    name: str
    value: Value
    span: Span
    value_span: Span
    text: str
    origin: OneOf["call", "dict"] = "call"
    positional: bool = False
    sure: bool = True
    asked: bool = False


Kind = OneOf[
    "model",
    "tokenizer",
    "processor",
    "config",
    "pipeline",
    "adapter",
    "diffusion",
    "component",
    "encoder",
    "engine",
    "peft-model",
]
# Loads that read the weights of a whole model.
WITH_WEIGHTS: tuple[Kind, ...] = ("model", "pipeline", "peft-model", "diffusion", "encoder", "engine")
Placement = OneOf["cpu", "accelerator", "base", "itself"]
Size = OneOf["llm", "unknown", "small"]


@dataclass(frozen=True, slots=True)
class Loader:
    """A family of calls that load: an entry of the table of loaders.

    `placement` is the device of the weights when the call names none: the CPU, the first accelerator, that of the base
    model, or one that the library chooses.
    """

    library: str
    kind: Kind
    placement: Placement
    size: Size
    parameters: tuple[str, ...]
    takes_device_map: bool = False


UseKind = OneOf[
    "move",  # .to("cuda"), .cuda(), .cpu()
    "cast",  # .half(), .to(torch.bfloat16)
    "assign",  # model.dtype = ..., model.config.torch_dtype = ...
    "eval",
    "train",  # .train(), .backward(), parameters into an optimizer, Trainer(model=...)
    "wrap",  # PeftModel(model), torch.compile(model), accelerator.prepare(model)
    "generate",
    "call",  # model(**inputs) and methods that run it
    "save",
    "offload",  # enable_model_cpu_offload(), cpu_offload(model), dispatch_model(model)
    "state",  # .state_dict(): a donor of weights
    "return",
    "pass",  # passed to something else
    "other",
]


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a loaded object.

    `span` is the expression (`model.to("cuda")`), `part` its last link (`.to("cuda")`), `taken` that link with the
    white space before it, `statement` the logical line; `name` is the method, the attribute's dotted path, or the
    callee. `chained`: in the load's own expression. `whole`: the statement does nothing else, so a fix can remove it.
    `alone`: it is the only statement of its block. `sure`: it runs whenever the load ran (no branch between). `early`,
    of a use that changes the object: its arguments have the same values at the load. `shared`: the statements that may
    have made the object instead of the load. `elsewhere`: in a function that does not load, such as another method.
    `tested`: under a condition on the object's device or a `device_map`. `inputs`: the offsets where tensors for the
    call, which the code makes and leaves on the CPU, can be moved. `inside`, of a pass to a function of the same text:
    the uses of its parameter there; None where the function is elsewhere or not known.
    """

    kind: UseKind
    name: str
    span: Span
    part: Span
    taken: Span
    statement: Span
    arguments: tuple[Argument, ...] = ()
    chained: bool = False
    whole: bool = False
    alone: bool = False
    sure: bool = True
    early: bool = False
    shared: tuple[Span, ...] = ()
    elsewhere: bool = False
    tested: bool = False
    inputs: tuple[int, ...] = ()
    inside: tuple[Use, ...] | None = None
    device: Value | None = None
    dtype: Value | None = None


Circumstance = OneOf[
    "loop",
    "handler",  # body of a request handler
    "function",
    "training",  # the file trains: Trainer, optimizer.step(), .backward()
    "untrained",  # under a condition that rules training out: `if not args.do_train`
    "distributed",  # one process per GPU: torch.distributed, local_rank, Accelerator
    "ranked",  # the code itself distinguishes its processes: init_process_group, LOCAL_RANK
    "deepspeed",
    "zero3",  # the file names a DeepSpeed configuration of ZeRO stage 3
    "test",
    "dead",  # under `if False:` or after an unconditional return
    "meta",  # under init_empty_weights or torch.device("meta")
    "empty",  # under init_empty_weights
    "device-context",  # under `with torch.device(...)` or after set_default_device
    "unknown-context",  # under a context manager of another library, which may patch the load
    "cpu-on-purpose",  # merge, convert, export: saved and never moved to a device
    "offloaded",  # placed by hooks: dispatch_model, enable_*_offload, cpu_offload
    "quantized",  # quantization_config, load_in_*, or a quantized checkpoint by name
    "donor",  # only its state_dict is read
    "part",  # of a larger torch module, and moved with it
    "guarded",  # inside try/except
    "versioned",  # the code has checked the release, or handles the error of another one
    "folder",  # the model is a folder on this machine, by its path or by a check before the load
]


@dataclass(frozen=True, slots=True)
class LoadSite:
    """One load: the call, its arguments, the uses of its result in source order, and its circumstances.

    `callee` is the resolved dotted name (`transformers.AutoModelForCausalLM.from_pretrained`), `name` the class or
    function (`AutoModelForCausalLM`, `pipeline`). `opaque`: a `**kwargs` of unknown content may hold any argument but
    those in `closed`. `target` is the name that holds the result (`model`, `self.model`), or None. `call` spans the
    call alone, `brackets` the text between its parentheses, `statement` the logical line.
    """

    loader: Loader
    callee: str
    name: str
    call: Span
    callee_span: Span
    brackets: Span
    statement: Span
    arguments: tuple[Argument, ...] = ()
    opaque: bool = False
    closed: frozenset[str] = frozenset()
    target: str | None = None
    uses: tuple[Use, ...] = ()
    circumstances: frozenset[Circumstance] = frozenset()
    scope: str = ""

    def argument(self, *names: str) -> Argument | None:
        """Return the first argument that is certainly passed under one of these names, or None."""
        for it in self.arguments:  # The most frequent question of all; a generator would double its time.
            if it.sure and it.name in names:
                return it
        return None

    def has(self, *names: str) -> bool:
        return self.argument(*names) is not None

    def may_have(self, *names: str) -> bool:
        """Return whether one of these arguments is passed, or may be in an unknown `**kwargs`."""
        return self.has(*names) or (self.opaque and not self.closed.issuperset(names))


@dataclass(frozen=True, slots=True)
class EnvironmentSetting:
    """An environment variable that is set at module level after an import has read it.

    `span` covers the target (`os.environ["HF_HOME"]`), `statement` the logical line, `imported` the import, and
    `library` is the first library of that import.
    """

    name: str
    span: Span
    statement: Span
    imported: Span
    library: str


@dataclass(frozen=True, slots=True)
class FixedDevice:
    """A GPU named directly (`.cuda()`, `.to("cuda")`) in code that chooses a device with a fallback.

    `span` covers the name of the GPU, `fallback` is the variable with the device, `chosen` spans its assignment.
    `is_usable`: the assignment runs before.
    """

    span: Span
    fallback: str
    chosen: Span
    is_call: bool
    is_usable: bool = True


@dataclass(frozen=True, slots=True)
class Import:
    """A name that an import statement binds: `origin` is bound as `name`.

    `span` covers the item as written (`AutoModel as M`), `module` is the text between `from` and `import` ("" for
    `import torch`). `inside` spans the function around it (None: the module's scope), `conditional`: a branch or `try`
    is around it.
    """

    name: str
    origin: str
    module: str
    span: Span
    statement: Span
    inside: Span | None = None
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class RemovedImport:
    """An unconditional import of a class that transformers releases from `since` on lack.

    `mentions` are the other places of the name, those in further imports too.
    """

    imported: Import
    since: Version
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MixedPrecision:
    """Training in float16 by autocast and loss scaling: `fp16=True`, an argument of `callee`."""

    span: Span
    callee: str


@dataclass(frozen=True, slots=True)
class Untrained:
    """A model built from a configuration, without weights. `callee` spans the callee, `uses` are in source order."""

    name: str
    callee: Span
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class MapRead:
    """An unguarded read of `.hf_device_map`."""

    span: Span


@dataclass(frozen=True, slots=True)
class WrittenToken:
    """An access token of the hub in the code."""

    span: Span


@dataclass(frozen=True, slots=True)
class OpenRead:
    """An argument that lets a downloaded file be unpickled."""

    span: Span


@dataclass(frozen=True, slots=True)
class AdapterCall:
    """A call that adds an adapter to a model.

    `loop` spans the innermost loop around it; `excluded` are the calls of this kind that run instead of it. `named` is
    the adapter's name, as written. `prompts`: it learns a prompt, which leaves the modules of the model as they are.
    """

    span: Span
    callee: str
    loop: Span | None
    excluded: tuple[Span, ...]
    named: str | None
    prompts: bool = False


@dataclass(frozen=True, slots=True)
class TrainerCall:
    """A call that makes a trainer, with the model first or by name.

    `trains`: the code calls its `train()`. `opaque`: `*` or `**` may hold any argument.
    """

    span: Span
    callee: str
    arguments: tuple[Argument, ...]
    trains: bool
    opaque: bool

    def argument(self, name: str) -> Argument | None:
        """Return the argument of this name, or None."""
        return next((it for it in self.arguments if it.name == name), None)


@dataclass(frozen=True, slots=True)
class TrainingClue:
    """A word of the code that shows training: a backward pass, an adapter, or weights made trainable."""

    kind: str
    span: Span


AFact = TypeVar("AFact")
Answer = TypeVar("Answer")


def _no_facts(_kind: type) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Program:
    """A text as rules read it: its loads, other facts, names of imports, and statements that do not parse.

    `names` maps a name of the module's scope to its dotted origin (`torch` -> `torch`, `AutoModel` ->
    `transformers.AutoModel`). `broken` has the span and the parser's message of each statement that does not parse.
    `facts(FixedDevice)` returns the facts of a type, which are collected at the first call.
    """

    source: Source
    loads: Sequence[LoadSite] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[tuple[Span, str], ...] = ()
    gather: Callable[[type], tuple[Any, ...]] = _no_facts
    answers: dict[tuple[Callable[..., Any], tuple[Any, ...]], Any] = field(default_factory=dict, compare=False)
    of_loads: dict[tuple[Any, ...], tuple[LoadSite, Any]] = field(default_factory=dict, compare=False, repr=False)

    def of_load(self, question: Callable[..., Answer], load: LoadSite, *details: Hashable) -> Answer:
        """Return the answer of a pure function from one load and its program, and from details; it is worked out once.

        Where loads share a statement, a check asks about all of them for each of them.
        """
        key = (question, id(load), details)
        if key not in self.of_loads:
            # With the load, as another one may get the identity of one that is gone.
            self.of_loads[key] = load, question(load, self, *details)
        answer: Answer = self.of_loads[key][1]
        return answer

    def of_text(self, question: Callable[..., Answer], *details: Hashable) -> Answer:
        """Return the answer of a pure function from the whole text, and from details, to a value that can be compared.

        A check that looks beyond its load asks here, as an editor keeps its findings while `answers` stay the same.
        """
        key = (question, details)
        if key not in self.answers:
            self.answers[key] = question(self.source.text, *details)
        answer: Answer = self.answers[key]
        return answer

    def facts(self, kind: type[AFact]) -> tuple[AFact, ...]:
        """Return the facts of one type, in source order."""
        return self.gather(kind)

    @property
    def imports(self) -> tuple[Import, ...]:
        """Return the names that import statements bind, in source order."""
        return self.gather(Import)


# --- rules --------------------------------------------------------------------------------------

Group = OneOf["placement", "dtype", "adapters", "arguments and names", "trust", "structure", "built in"]


@dataclass(frozen=True, slots=True)
class Loads:
    """The loads that a rule covers, by kind and by library; an empty tuple covers all."""

    kinds: tuple[Kind, ...] = ()
    libraries: tuple[str, ...] = ()

    def cover(self, load: LoadSite) -> bool:
        """Return whether the rule covers a load."""
        loader = load.loader
        return (not self.kinds or loader.kind in self.kinds) and (
            not self.libraries or loader.library in self.libraries
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, a page (`name.md` with underscores, beside the rule's module) and a function.

    `check` gets one of the `loads`, the program and the releases in play, and yields findings; the engine never calls
    it for a load in a circumstance of `silent`. Where the fault is not in a load, `check_file` gets the program
    instead. The page's first sentence is the rule's summary.
    """

    name: str
    group: Group
    severity: Severity
    check: Callable[[LoadSite, Program, Targets], Iterable[Finding]] | None = None
    loads: Loads = Loads()
    silent: frozenset[Circumstance] = frozenset()
    default: bool = True
    check_file: Callable[[Program, Targets], Iterable[Finding]] | None = None

    def __hash__(self) -> int:
        """Hash the name alone: all rules are hashed with each keystroke."""
        return hash(self.name)

    def findings(self, load: LoadSite, program: Program, targets: Targets) -> Iterable[Finding]:
        """Return the findings in a load that the rule covers."""
        if self.check is None or not self.silent.isdisjoint(load.circumstances):
            return ()
        return map(self._stamped, self.check(load, program, targets))

    def findings_in_file(self, program: Program, targets: Targets) -> Iterable[Finding]:
        """Return the findings outside of loads."""
        return map(self._stamped, self.check_file(program, targets)) if self.check_file is not None else ()

    def _stamped(self, finding: Finding) -> Finding:
        """Return the finding with the rule's name, its severity where the check has set none, and no empty fix."""
        level = self.severity if finding.severity == _OF_THE_RULE else finding.severity
        fixes = tuple(it for it in finding.fixes if it.edits)
        return Finding(finding.message, finding.span, fixes, finding.related, finding.tag, level, self.name)
