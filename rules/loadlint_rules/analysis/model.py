"""The values that analysis, rules and doors exchange: frozen, plain, compared by content.

Every position is an offset in characters (code points) into the text that was linted; lines, columns
and encodings exist only at the doors (reports and the language server).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast
from typing import Literal as OneOf

Severity = OneOf["error", "warning", "info"]
Tag = OneOf["deprecated", "unnecessary"]
Version = tuple[int, ...]


# --- text ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """A text to lint. `breaks` are offsets where nothing may run over (the start of each notebook cell)."""

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
    """Edits applied whole or not at all. `safe` means: same meaning on every release in play."""

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
    """One fault at one place. `fixes` are alternatives, the first is the one `--fix` takes.

    A check leaves `rule` and `severity` to the engine, which fills in those of the rule; only a finding that is
    milder or worse than the rule's other findings says its severity itself.
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
    """What is known of one library: the oldest release the project admits, the one installed, the first too new.

    `below` is a bound such as the 5 of `<5`; where the installed release is known, that one counts instead.
    """

    floor: Version | None = None
    installed: Version | None = None
    source: str = "nothing known"
    below: Version | None = None

    @property
    def oldest(self) -> Version | None:
        """The oldest release the code may meet; None when nothing is known."""
        return self.floor or self.installed

    def surely(self, version: Version) -> bool:
        """Every release in play is `version` or newer (False when nothing is known)."""
        return self.oldest is not None and self.oldest >= version

    def perhaps(self, version: Version) -> bool:
        """A release of `version` or newer may be in play (True when nothing is known)."""
        if self.installed is not None:
            return self.installed >= version
        return self.below is None or self.below > (*version, 0, 0)


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit in the hub's cache of this machine: what `reference`, a branch or tag, named at the last download.

    `own_code` says that the repository's code lies in it and not in another repository.
    """

    repository: str
    reference: str
    commit: str
    own_code: bool = True


@dataclass(frozen=True, slots=True)
class Targets:
    """The releases in play; with nothing known, rules speak as for the newest release.

    `commits` are those of the repositories that the text names, where a rule could pin one.
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
    """A constant written in the code (or a name assigned once to one)."""

    value: str | bytes | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Symbol:
    """A dotted name resolved through the imports, such as `torch.bfloat16`."""

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
    """What the text alone does not say; `text` is the expression as written."""

    text: str


Value = Literal | Symbol | Items | Table | Made | Choice | Unknown


# --- loads and what happens to them ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call, under the parameter's name even when passed by position.

    `span` covers `name=value` as written (or the dict item), `value_span` the value alone.
    `origin` says where it is written: in the call, or in a local dict passed as `**kwargs`. `sure` is False where
    a branch may put it into that dict or take it out.
    """

    name: str
    value: Value
    span: Span
    value_span: Span
    text: str
    origin: OneOf["call", "dict"] = "call"
    positional: bool = False
    sure: bool = True


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
    """How one family of calls loads: an entry of the loaders table.

    `placement` is where the weights land when the call says nothing: on the CPU, on the first
    accelerator, where the base model is, or wherever the library itself decides.
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
    "state",  # .state_dict(): read as a donor of weights
    "return",
    "pass",  # handed to something else
    "other",
]


@dataclass(frozen=True, slots=True)
class Use:
    """One thing done to a loaded object, in source order.

    `span` is the expression (`model.to("cuda")`), `part` its last link (`.to("cuda")`), `taken` what goes
    when that link goes (the white space before it too), `statement` the logical line; `name` is the
    method, the attribute's dotted path, or the callee. `chained`: inside the load's own expression.
    `whole`: the statement does nothing else, so it can go as a whole. `alone`: it is all its block has.
    `sure`: it runs whenever the load ran (no branch between). `early`: its arguments could be written
    in the load just as well. `shared`: the statements that may have made the object instead of the load.
    `elsewhere`: in a function that does not load, such as another method. `tested`: under a condition on where
    the object is.
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
    device: Value | None = None
    dtype: Value | None = None


Circumstance = OneOf[
    "loop",
    "handler",  # body of a request handler
    "function",
    "training",  # the file trains: Trainer, optimizer.step(), .backward()
    "distributed",  # one process per GPU: torch.distributed, local_rank, Accelerator
    "ranked",  # the code itself tells its processes apart: init_process_group, LOCAL_RANK
    "deepspeed",
    "zero3",  # the file names a DeepSpeed configuration of ZeRO stage 3
    "test",
    "dead",  # under `if False:` or after an unconditional return
    "meta",  # under init_empty_weights or torch.device("meta")
    "empty",  # under init_empty_weights
    "device-context",  # under `with torch.device(...)` or after set_default_device
    "cpu-on-purpose",  # merge, convert, export: saved and never moved to a device
    "offloaded",  # placed by hooks: dispatch_model, enable_*_offload, cpu_offload
    "quantized",  # quantization_config, load_in_*, or a quantised checkpoint by name
    "donor",  # only its state_dict is read
    "part",  # of a bigger torch module, and moved with it
    "guarded",  # inside try/except
    "versioned",  # where the code has asked for the release, or handles what another release raises
    "folder",  # the model is a folder of this machine, by its path or by a check before the load
]


@dataclass(frozen=True, slots=True)
class LoadSite:
    """One load: the call, what it is told, what is done to the result, and in which circumstances.

    `callee` is the resolved dotted name (`transformers.AutoModelForCausalLM.from_pretrained`);
    `name` the class or function (`AutoModelForCausalLM`, `pipeline`). `opaque` means that a
    `**kwargs` of unknown content may hold any argument but those in `closed`. `target` is the holding name (`model`,
    `self.model`) or None. `call` spans the call alone, `brackets` the text between its parentheses,
    `statement` the logical line it stands in.
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
        """The first argument that is surely passed under one of these names, or None."""
        return next((it for it in self.arguments if it.sure and it.name in names), None)

    def has(self, *names: str) -> bool:
        return self.argument(*names) is not None

    def may_have(self, *names: str) -> bool:
        """Whether one of these arguments is given, or could be, out of sight in `**kwargs`."""
        return self.has(*names) or (self.opaque and not self.closed.issuperset(names))


@dataclass(frozen=True, slots=True)
class EnvironmentSetting:
    """An environment variable set at module level after an import that has read it already.

    `span` covers the target (`os.environ["HF_HOME"]`), `statement` the logical line, `imported` the
    import, and `library` what it imports first.
    """

    name: str
    span: Span
    statement: Span
    imported: Span
    library: str


@dataclass(frozen=True, slots=True)
class FixedDevice:
    """A GPU named outright (`.cuda()`, `.to("cuda")`) where the code has a device with a fallback at hand.

    `span` covers what names the GPU, `fallback` is the name of the device, `chosen` where it is chosen. `is_usable`
    says that it is chosen before.
    """

    span: Span
    fallback: str
    chosen: Span
    is_call: bool
    is_usable: bool = True


@dataclass(frozen=True, slots=True)
class Import:
    """A name that an import statement binds: `origin` is bound as `name`.

    `span` covers the item as written (`AutoModel as M`), `module` what stands between `from` and `import`
    ("" for `import torch`). `inside` is the function around it (None: it stands in the module's scope),
    `conditional` whether a branch or `try` is around it.
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
    """A class imported from transformers that releases from `since` on lack, always and not only in a branch.

    `mentions` are the places behind it that use the name; `only` says that it is imported once.
    """

    imported: Import
    since: Version
    mentions: tuple[Span, ...]
    only: bool


@dataclass(frozen=True, slots=True)
class MixedPrecision:
    """float16 by autocast and loss scaling, asked for while training: `fp16=True`. `callee` takes it."""

    span: Span
    callee: str


@dataclass(frozen=True, slots=True)
class Untrained:
    """A model built from a configuration, without weights: `callee` spans what builds it, `uses` are in order."""

    name: str
    callee: Span
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class MapRead:
    """An unguarded read of `.hf_device_map`."""

    span: Span


@dataclass(frozen=True, slots=True)
class WrittenToken:
    """An access token of the hub, written out."""

    span: Span


@dataclass(frozen=True, slots=True)
class OpenRead:
    """An argument that lets a downloaded file be unpickled."""

    span: Span


@dataclass(frozen=True, slots=True)
class AdapterCall:
    """A call that puts an adapter into a model.

    `loop` spans the innermost loop around it; `excluded` are such calls that run instead of it. `named` is the
    name that the adapter gets, as written.
    """

    span: Span
    callee: str
    loop: Span | None
    excluded: tuple[Span, ...]
    named: str | None


@dataclass(frozen=True, slots=True)
class TrainerCall:
    """A call that makes a trainer, with the model first or by name.

    `trains` says that its `train()` is called, `opaque` that `*` or `**` may hold any argument.
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
    """A word of the code that says what is trained: a backward pass, an adapter, or weights made trainable."""

    kind: str
    span: Span


AFact = TypeVar("AFact")


def _no_facts(_kind: type) -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Program:
    """A text as rules see it: its loads, facts beside them, what imports call things, what did not parse.

    `names` maps a name of the module's scope to the dotted name that the imports give it
    (`torch` -> `torch`, `AutoModel` -> `transformers.AutoModel`). `broken` holds the place and the parser's words
    for each statement that did not parse. `facts(FixedDevice)` are the facts of a type, gathered when first asked for.
    """

    source: Source
    loads: Sequence[LoadSite] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[tuple[Span, str], ...] = ()
    gather: Callable[[type], tuple[Any, ...]] = _no_facts

    def facts(self, kind: type[AFact]) -> tuple[AFact, ...]:
        """The facts of one type, in source order."""
        return self.gather(kind)

    @property
    def imports(self) -> tuple[Import, ...]:
        """The names that import statements bind, in source order."""
        return self.gather(Import)


# --- rules --------------------------------------------------------------------------------------

Group = OneOf["placement", "dtype", "adapters", "arguments and names", "trust", "structure", "built in"]


@dataclass(frozen=True, slots=True)
class Loads:
    """The loads that a rule is about, by kind and by library; without a name, all of them."""

    kinds: tuple[Kind, ...] = ()
    libraries: tuple[str, ...] = ()

    def cover(self, load: LoadSite) -> bool:
        """Whether a load is one of them."""
        loader = load.loader
        return (not self.kinds or loader.kind in self.kinds) and (
            not self.libraries or loader.library in self.libraries
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule is a name, a page (`name.md` with underscores, beside its module) and a function.

    `check` gets one of the `loads`, the whole program and the releases in play, and yields findings; it is not
    asked in the circumstances in which the rule is `silent`. Where the fault is not in a load, `check_file` gets
    the program instead. The page's first sentence is the rule's summary.
    """

    name: str
    group: Group
    severity: Severity
    check: Callable[[LoadSite, Program, Targets], Iterable[Finding]] | None = None
    loads: Loads = Loads()
    silent: frozenset[Circumstance] = frozenset()
    default: bool = True
    check_file: Callable[[Program, Targets], Iterable[Finding]] | None = None

    def findings(self, load: LoadSite, program: Program, targets: Targets) -> Iterator[Finding]:
        """What the rule finds in one load."""
        if self.check is not None and self.loads.cover(load) and self.silent.isdisjoint(load.circumstances):
            yield from map(self._stamped, self.check(load, program, targets))

    def findings_in_file(self, program: Program, targets: Targets) -> Iterator[Finding]:
        """What the rule finds beside the loads."""
        if self.check_file is not None:
            yield from map(self._stamped, self.check_file(program, targets))

    def _stamped(self, finding: Finding) -> Finding:
        """The finding with the rule's name, its severity where the check leaves that open, and no empty fix."""
        level = self.severity if finding.severity == _OF_THE_RULE else finding.severity
        fixes = tuple(it for it in finding.fixes if it.edits)
        return replace(finding, rule=self.name, severity=level, fixes=fixes)
