"""Memory belongs to its owner, has a limit, and never changes a finding: edits far from a load count for it too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from loadlint_rules import RULES
from loadlint_rules.analysis import engine
from loadlint_rules.analysis.memory import Memory
from loadlint_rules.analysis.model import Finding, Loads, Rule, Source, Target, Targets
from loadlint_rules.analysis.reading.recent import Recent
from loadlint_rules.analysis.reading.syntax import Syntax

HEAD = "import os\nimport torch\nfrom transformers import AutoModelForCausalLM, AutoTokenizer, pipeline\n\n"
LOAD = "model = AutoModelForCausalLM.from_pretrained('org/m', torch_dtype='auto')\n"
BOUND = "model = AutoModelForCausalLM.from_pretrained(path, trust_remote_code=True)\n"
OLD_TO_NEW = Targets(transformers=Target((4, 40, 0), (5, 23, 0)))
NEW = Targets(transformers=Target((5, 23, 0), (5, 23, 0)))


def _typed(text: str, memory: Memory, targets: Targets = OLD_TO_NEW) -> list[Finding]:
    return engine.lint(Source(text), RULES, targets, memory=memory, proven=False)


def _rules(findings: Sequence[Finding]) -> list[str]:
    return [it.rule for it in findings]


# --- owners -----------------------------------------------------------------------------------------------


def test_two_owners_share_no_findings_of_pieces() -> None:
    mine, yours = Memory(), Memory()
    _typed(f"{HEAD}def load():\n    {LOAD}", mine)
    assert len(mine.findings)
    assert len(yours.findings) == 0
    assert mine.texts.pieces is not yours.texts.pieces


def test_a_line_that_one_owner_disputes_is_read_quickly_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, yours = Syntax(), Syntax()
    mine.dispute("m = f(a)")

    def unexpected(*_: object) -> None:
        raise AssertionError("LibCST is asked")

    monkeypatch.setattr(Syntax, "by_libcst", unexpected)
    assert isinstance(yours.parse("m = f(a)"), tuple)
    with pytest.raises(AssertionError, match="LibCST"):
        mine.parse("m = f(a)")


def test_disputes_outlive_what_else_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    memory.texts.syntax.dispute("m = f(a)")
    memory.forget()
    asked: list[str] = []
    monkeypatch.setattr(Syntax, "by_libcst", lambda _self, whole, _skipped: asked.append(whole) or ())
    memory.texts.syntax.parse("m = f(a)")
    assert asked == ["m = f(a)\n"]


def test_a_lint_without_a_memory_leaves_nothing_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Memory] = []

    class Noted(Memory):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(engine, "Memory", Noted)
    for _ in range(2):
        engine.lint(Source(HEAD + LOAD), RULES)
    assert len(made) == 2


# --- limit ------------------------------------------------------------------------------------------------


def test_recent_values_stay_within_the_limit() -> None:
    recent = Recent(str.upper, 100)
    for number in range(1000):
        assert recent(f"text {number}") == f"TEXT {number}"
        assert recent.characters <= 200


def test_a_value_that_is_asked_for_again_is_not_made_again() -> None:
    made: list[str] = []
    recent = Recent(lambda text: made.append(text), 100)
    for number in range(50):
        recent("kept")
        recent(f"text {number}")
    assert made.count("kept") == 1


# --- edits far from a load --------------------------------------------------------------------------------

# Each pair differs only far from the load below it; the text between them belongs to neither.
ELSEWHERE = {
    "a folder check in a function above": (
        "def check():\n    {}\n\n\npath = get()\n\n\ndef other():\n    return 1\n\n\n" + BOUND,
        ("return path", "assert os.path.isdir(path)"),
    ),
    "a dict of the module that a function changes": (
        "kw = {{'trust_remote_code': True}}\n\n\ndef change():\n    {}\n\n\ndef load():\n"
        "    return AutoModelForCausalLM.from_pretrained('org/m', **kw)\n",
        ("return 1", "kw.pop('trust_remote_code')"),
    ),
    "a word about releases in another function": (
        "def ask():\n    return {}\n\n\ndef load(module):\n    if '__version__' in dir(module):\n"
        "        return AutoModelForCausalLM.from_pretrained('org/m', resume_download=True)\n",
        ("1", "torch.__version__"),
    ),
    "a name of streamlit in another function": (
        "def show():\n    import {} as st\n\n\n"
        "model = AutoModelForCausalLM.from_pretrained('org/m')\n\n\ndef page():\n    st.write(1)\n",
        ("os", "streamlit"),
    ),
    "a use of an attribute outside of a class": (
        "def load(self):\n    self.model = AutoModelForCausalLM.from_pretrained('org/m', device_map='auto')\n\n\n"
        "def use(self):\n    {}\n",
        ("self.model(1)", "self.model.to('cuda')"),
    ),
    "a pipeline task that the file registers": (
        "def register():\n    {}\n\n\npipe = pipeline('summarization', 'org/m')\n",
        ("return 1", "PIPELINE_REGISTRY.register_pipeline('summarization')"),
    ),
    "autocast around a model with flash attention": (
        "def run():\n    {}\n\n\n"
        "model = AutoModelForCausalLM.from_pretrained('org/m', attn_implementation='flash_attention_2',"
        " torch_dtype=torch.float32)\n",
        ("return 1", "return torch.autocast('cuda')"),
    ),
    "a class that the file registers": (
        "def register():\n    {}\n\n\nmodel = AutoModelForCausalLM.from_pretrained('Qwen/Qwen2-VL-7B-Instruct')\n",
        ("return 1", "AutoModelForCausalLM.register(Config, Model)"),
    ),
    "the default of an option": (
        "def parse(parser):\n    parser.add_argument('--rev'{})\n    return parser.parse_args()\n\n\ndef load(args):\n"
        "    return AutoModelForCausalLM.from_pretrained('org/m', trust_remote_code=True, revision=args.rev)\n",
        ("", ", default='main'"),
    ),
    "a caller in another function": (
        "def load():\n    return AutoModelForCausalLM.from_pretrained('org/m', device_map='auto')\n\n\n"
        "def use():\n    {}\n",
        ("return 1", "load().to('cuda')"),
    ),
    "a module-level assignment to an imported name": (
        "def load():\n    return AutoModelForCausalLM.from_pretrained('org/m')\n\n\n{}\n\n\ndef no():\n    return 1\n",
        ("AutoModel = Mine", "AutoModelForCausalLM = Mine"),
    ),
    "a comment that suppresses nothing in another function": (
        "def load():\n    return AutoModelForCausalLM.from_pretrained('org/m')\n\n\ndef other():\n    return 1{}\n",
        ("  # loadlint: ignore[missing-device-map]", "  # loading"),
    ),
    "a trainer in another function": (
        "def train():\n    {}\n\n\nmodel = AutoModelForCausalLM.from_pretrained('org/m')\nmodel.generate(1)\n",
        ("return 1", "Trainer(args=TrainingArguments(fp16=True))"),
    ),
}


@pytest.mark.parametrize(("text", "parts"), ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize("targets", [OLD_TO_NEW, NEW], ids=["old to new", "new"])
def test_an_edit_elsewhere_changes_what_a_fresh_lint_finds(text: str, parts: tuple[str, str], targets: Targets) -> None:
    memory = Memory()
    first, second = (HEAD + text.format(it) for it in parts)
    for shown in (first, second, first, second):
        assert _typed(shown, memory, targets) == _typed(shown, Memory(), targets)


# The edits above matter: each changes the findings for one of the targets.
DECIDED = sorted(set(ELSEWHERE) - {"a name of streamlit in another function"})


@pytest.mark.parametrize("name", DECIDED)
def test_an_edit_elsewhere_decides_a_finding(name: str) -> None:
    text, parts = ELSEWHERE[name]
    texts = [HEAD + text.format(it) for it in parts]
    findings = [[_rules(_typed(it, Memory(), targets)) for it in texts] for targets in (OLD_TO_NEW, NEW)]
    assert any(before != after for before, after in findings), findings


def test_a_piece_that_depends_on_nothing_else_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from loadlint_rules.analysis.program.loads import Part

    memory, read = Memory(), []
    real = Part.read
    monkeypatch.setattr(Part, "read", lambda self, row: read.append(row) or real(self, row))
    load = "def load():\n    return AutoModelForCausalLM.from_pretrained('org/m')\n"
    for number in range(3):
        _typed(f"{HEAD}def other():\n    return {number}\n\n\n{load}", memory)
    assert len(read) == 1


def test_a_letter_hashes_no_rule_and_asks_none_whether_it_covers_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, hashed, asked = Memory(), [], []
    _typed(f"{HEAD}a = 1\n{LOAD}", memory)
    hash_of, cover = Rule.__hash__, Loads.cover
    monkeypatch.setattr(Rule, "__hash__", lambda it: hashed.append(it) or hash_of(it))
    monkeypatch.setattr(Loads, "cover", lambda it, load: asked.append(it) or cover(it, load))
    findings = _typed(f"{HEAD}a = 12\n{LOAD.replace('org/m', 'org/mo')}", memory)
    assert _rules(findings)
    assert not hashed
    assert not asked


def test_other_rules_and_releases_are_in_force_at_once() -> None:
    memory, text = Memory(), HEAD + LOAD
    assert "deprecated-torch-dtype" not in _rules(_typed(text, memory))
    assert "deprecated-torch-dtype" in _rules(_typed(text, memory, NEW))
    one = tuple(it for it in RULES if it.name == "trust-remote-code")
    bound = HEAD + BOUND
    assert _rules(engine.lint(Source(bound), one, memory=memory, proven=False)) == ["trust-remote-code"]
    assert len(_rules(_typed(bound, memory))) > 1


# --- edits beside a load in its function ------------------------------------------------------------------

FUNCTION = """\
def load(name, device):
    first = AutoModelForCausalLM.from_pretrained('org/m', torch_dtype='auto')
    {}
    second = AutoModelForCausalLM.from_pretrained(name, trust_remote_code=True)
    second.to('cuda')
    third = pipeline('text-generation', 'org/m')
    return first, second, third
"""
METHOD = FUNCTION.replace("    ", "        ").replace("def", "class A:\n    def")
BESIDE = {
    "an argument of another load": ("a = AutoModel.from_pretrained('o/a')", "a = AutoModel.from_pretrained('o/ab')"),
    "a use of the model": ("first.eval()", "first.to('cuda')"),
    "a use that goes": ("first.to('cuda')", "fist.to('cuda')"),
    "a name that a load is given": ("name = 'org/n'", "name = 'gpt2'"),
    "another name in its place": ("nam = 'gpt2'", "name = 'gpt2'"),
    "another object under the name": ("one = None", "first = None"),
    "a loop around what follows": ("print(name)", "for it in name: pass"),
    "a way out of the function": ("print(name)", "return name"),
    "a function that keeps its models": ("print(name)", "self.kept = name"),
    "a check of the folder": ("print(name)", "assert os.path.isdir(name)"),
    "a name that is declared global": ("print(first)", "global first"),
    "an open bracket": ("print(first)", "print(first"),
    "an open string": ("print('first')", "print('''first')"),
    "a question about the release": ("print(name)", "if transformers.__version__ < '5': pass"),
    "a class under another name": ("print(1)", "AutoModelForCausalLM = Other"),
}  # fmt: skip


@pytest.mark.parametrize("pair", BESIDE.values(), ids=BESIDE)
@pytest.mark.parametrize("function", [FUNCTION, METHOD], ids=["function", "method"])
def test_an_edit_beside_a_load_changes_what_a_fresh_lint_finds(function: str, pair: tuple[str, str]) -> None:
    memory = Memory()
    first, second = (HEAD + function.format(it) for it in pair)
    for shown in (first, second, first, second):
        assert _typed(shown, memory) == _typed(shown, Memory())


def test_a_letter_in_one_load_leaves_the_others_of_the_function_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    from loadlint_rules.analysis.program.loads import Part

    memory, read = Memory(), []
    loads = [f"    m{it} = AutoModelForCausalLM.from_pretrained('org/m{it}')\n    m{it}.half()\n" for it in range(9)]
    text = f"{HEAD}def load():\n{''.join(loads)}"
    _typed(text, memory)
    real = Part.read
    monkeypatch.setattr(Part, "read", lambda self, row: read.append(row) or real(self, row))
    findings = _typed(text.replace("org/m4", "org/m4x"), memory)
    assert len(read) == 1
    assert findings == _typed(text.replace("org/m4", "org/m4x"), Memory())
