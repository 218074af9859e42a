"""From the text of a load to its request."""

from __future__ import annotations

import pytest

from loadlint.verify.tagged import parse_given
from tests.verify.loads import from_text

IMPORTS = "import torch\nfrom transformers import AutoModelForCausalLM, BitsAndBytesConfig, pipeline\n"


def test_values_travel_as_the_text_says_them() -> None:
    request = from_text(
        IMPORTS + "NAME = 'gpt2'\n"
        "model = AutoModelForCausalLM.from_pretrained(NAME, dtype=torch.bfloat16, max_memory={0: '8GiB', 'cpu': -1},\n"
        "    device_map=torch.device('cuda', 0), layers=(1, 2.5), flags=[True, None])\n"
    )
    assert request.unresolved == ()
    assert {it.name: it.value for it in request.arguments} == {
        "pretrained_model_name_or_path": {"literal": "gpt2"},
        "dtype": {"symbol": "torch.bfloat16"},
        "max_memory": {"table": [[{"literal": 0}, {"literal": "8GiB"}], [{"literal": "cpu"}, {"literal": -1}]]},
        "device_map": {"device": {"positional": [{"literal": "cuda"}, {"literal": 0}], "keywords": []}},
        "layers": {"tuple": [{"literal": 1}, {"literal": 2.5}]},
        "flags": {"list": [{"literal": True}, {"literal": None}]},
    }


def test_choice_by_what_the_machine_has_is_made_there() -> None:
    request = from_text(
        IMPORTS + "device = 'cuda' if torch.cuda.is_available() else 'cpu'\n"
        "model = AutoModelForCausalLM.from_pretrained('gpt2', device_map=device)\n"
    )
    chosen = {"test": "torch.cuda.is_available", "yes": {"literal": "cuda"}, "no": {"literal": "cpu"}}
    assert request.argument("device_map") == {"choice": chosen}


def test_known_configurations_are_made_and_others_asked_for() -> None:
    request = from_text(
        IMPORTS + "from elsewhere import SomeConfig\n"
        "model = AutoModelForCausalLM.from_pretrained(\n"
        "    'gpt2', quantization_config=BitsAndBytesConfig(load_in_4bit=True), other=SomeConfig(1))\n"
    )
    made = {
        "name": "transformers.BitsAndBytesConfig",
        "positional": [],
        "keywords": [["load_in_4bit", {"literal": True}]],
    }
    assert request.argument("quantization_config") == {"config": made}
    assert [(it.name, it.line) for it in request.unresolved] == [("other", 5)]


def test_what_the_text_does_not_say_is_asked_for_by_its_name_and_line() -> None:
    text = IMPORTS + "\nmodel = AutoModelForCausalLM.from_pretrained(\n    args.model,\n    dtype=kind())\n"
    assert [(it.name, it.text, it.line) for it in from_text(text).unresolved] == [
        ("args.model", "args.model", 5),
        ("dtype", "kind()", 6),
    ]


@pytest.mark.parametrize("name", ["args.model", "model", "pretrained_model_name_or_path"])
def test_given_values_fill_in_by_any_fitting_name(name: str) -> None:
    text = IMPORTS + "model = AutoModelForCausalLM.from_pretrained(args.model)\n"
    request = from_text(text, **{name: "./here"})
    assert (request.source, request.unresolved) == ("./here", ())


def test_given_name_that_fits_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nothing in this load is called `modle`; it has pretrained"):
        from_text(IMPORTS + "AutoModelForCausalLM.from_pretrained('gpt2')\n", modle="x")


def test_opaque_keyword_arguments_are_asked_for_as_one() -> None:
    text = IMPORTS + "def load(**kwargs):\n    return AutoModelForCausalLM.from_pretrained('gpt2', **kwargs)\n"
    assert [it.name for it in from_text(text).unresolved] == ["kwargs"]
    assert from_text(text, kwargs={"dtype": "torch.float16"}).argument("dtype") == {"symbol": "torch.float16"}


def test_config_is_left_out_and_the_offload_folder_is_temporary() -> None:
    request = from_text(
        IMPORTS + "AutoModelForCausalLM.from_pretrained('gpt2', config=make(), offload_folder='/data/off')\n"
    )
    assert request.unresolved == ()
    assert [it.name for it in request.arguments] == ["pretrained_model_name_or_path", "offload_folder"]
    assert request.argument("offload_folder") == {"scratch": "offload"}
    assert len(request.notes) == 2


def test_moves_and_casts_after_the_load_are_part_of_it_in_order() -> None:
    request = from_text(
        IMPORTS
        + "model = AutoModelForCausalLM.from_pretrained('gpt2').half()\nmodel.eval()\nmodel.to('cpu', torch.float32)\n"
    )
    assert request.call == "AutoModelForCausalLM.from_pretrained('gpt2').half().eval().to('cpu', torch.float32)"


def test_move_under_a_condition_is_left_out_and_noted() -> None:
    request = from_text(
        IMPORTS
        + "model = AutoModelForCausalLM.from_pretrained('gpt2')\nif torch.cuda.is_available():\n    model.cuda()\n"
    )
    assert request.steps == ()
    assert "line 5" in request.notes[0]


def test_line_counts_only_the_line_ends_of_python() -> None:
    request = from_text("# a\x0cb\u2028c\r\n" + IMPORTS + "AutoModelForCausalLM.from_pretrained('gpt2')\n")
    assert (request.line, request.column) == (4, 1)


@pytest.mark.parametrize("argument", ["trust_remote_code=True", "weights_only=False", "trust_remote_code=args.trust"])
def test_code_of_others_needs_a_person(argument: str) -> None:
    request = from_text(IMPORTS + f"AutoModelForCausalLM.from_pretrained('gpt2', {argument})\n", **_trust(argument))
    assert request.dangers


def test_code_of_others_is_seen_inside_model_kwargs() -> None:
    request = from_text(IMPORTS + "pipeline('text-generation', 'gpt2', model_kwargs={'weights_only': False})\n")
    assert request.dangers


@pytest.mark.parametrize("argument", ["trust_remote_code=False", "weights_only=True", "dtype='auto'"])
def test_plain_load_needs_nobody(argument: str) -> None:
    assert from_text(IMPORTS + f"AutoModelForCausalLM.from_pretrained('gpt2', {argument})\n").dangers == ()


OTHERS = """\
from diffusers import DiffusionPipeline
from peft import AutoPeftModelForCausalLM, PeftModel
from sentence_transformers import SentenceTransformer
from transformers import AutoModelForCausalLM, AutoTokenizer, pipeline

base = AutoModelForCausalLM.from_pretrained("whole", dtype="auto")
model = PeftModel.from_pretrained(base, "adapter")
words = AutoTokenizer.from_pretrained("whole")
answer = pipeline("text-generation", model=base, tokenizer=words)
encoder = SentenceTransformer("mini", device="cpu")
painter = DiffusionPipeline.from_pretrained("paint")
whole = AutoPeftModelForCausalLM.from_pretrained("adapter")
"""


@pytest.mark.parametrize(
    ("index", "call", "source"),
    [
        (
            1,
            "PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained('whole', dtype='auto'), 'adapter')",
            "whole",
        ),
        (
            3,
            "pipeline('text-generation', model=AutoModelForCausalLM.from_pretrained('whole', dtype='auto'), "
            "tokenizer=AutoTokenizer.from_pretrained('whole'))",
            "whole",
        ),
        (4, "SentenceTransformer('mini', device='cpu')", "mini"),
        (5, "DiffusionPipeline.from_pretrained('paint')", "paint"),
        (6, "AutoPeftModelForCausalLM.from_pretrained('adapter')", "adapter"),
    ],
)  # fmt: skip
def test_loads_of_other_libraries_and_of_loaded_parts(index: int, call: str, source: str) -> None:
    request = from_text(OTHERS, index)
    assert (request.call, request.source, request.unresolved) == (call, source, ())


def test_danger_and_secret_of_a_part_are_seen() -> None:
    text = "from transformers import AutoModel, pipeline\nm = AutoModel.from_pretrained('x', {})\npipeline(model=m)\n"
    assert from_text(text.format("trust_remote_code=True"), 1).dangers
    hidden = from_text(text.format("token='s3cret-token'"), 1)
    assert [it.name for it in hidden.unresolved] == ["m"]
    assert "s3cret" not in repr(hidden.public_json())


def test_token_stays_out_of_everything_shown() -> None:
    request = from_text(IMPORTS + "AutoModelForCausalLM.from_pretrained('gpt2', token='s3cret-token')\n")
    assert request.secrets == ("s3cret-token",)
    assert "s3cret" not in repr(request.public_json()) + request.call
    assert "s3cret" in repr(request.as_json())


@pytest.mark.parametrize("secret", ["hf_" + "a1B2" * 8, "https://user:passw0rd@hub.example"])
def test_token_in_another_argument_stays_out_of_the_report(secret: str) -> None:
    request = from_text(IMPORTS + f"AutoModelForCausalLM.from_pretrained('gpt2', revision={secret!r})\n")
    shown = repr(request.public_json())
    assert "<hidden>" in shown
    assert "a1B2" not in shown
    assert "passw0rd" not in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model_id=gpt2", ("model_id", "gpt2")),
        ("n=3", ("n", 3)),
        ("flag=true", ("flag", True)),
        ("none=null", ("none", None)),
        ("map={'': 0}", ("map", {"": 0})),
        ("path=a=b", ("path", "a=b")),
        ("empty=", ("empty", "")),
    ],
)
def test_given_text_is_a_literal_or_itself(text: str, expected: tuple[str, object]) -> None:
    assert parse_given(text) == expected


@pytest.mark.parametrize("text", ["model_id", "=gpt2"])
def test_given_text_without_name_or_value_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="has no name=value"):
        parse_given(text)


def _trust(argument: str) -> dict[str, object]:
    return {"args.trust": True} if "args." in argument else {}


# --- what the code does around a load -----------------------------------------------------------------

HEAD = "import torch\nfrom transformers import AutoModel\n"
CHANGED = (
    ('if x:\n    kw["dtype"] = torch.float16\n', ("torch.float16", "omit")),
    ('if x:\n    kw["dtype"] = "auto"\nelse:\n    kw["dtype"] = "float16"\n', ('"auto"', '"float16"', "omit")),
    (
        'try:\n    import flash_attn\n    kw["dtype"] = "auto"\nexcept ImportError:\n    ready = False\n',
        ('"auto"', "omit"),
    ),
    ('kw["dtype"] = "auto"\nif x:\n    kw.pop("dtype")\n', ('"auto"', "omit")),
)


@pytest.mark.parametrize(("code", "choices"), CHANGED)
def test_item_that_depends_on_a_condition_is_asked_for(code: str, choices: tuple[str, ...]) -> None:
    text = f"{HEAD}kw = {{}}\n{code}model = AutoModel.from_pretrained('a', **kw)\n"
    (missing,) = from_text(text).unresolved
    assert (missing.name, missing.choices) == ("dtype", choices)
    assert from_text(text, dtype="omit").call == "AutoModel.from_pretrained('a')"
    assert from_text(text, dtype="torch.bfloat16").call == "AutoModel.from_pretrained('a', dtype=torch.bfloat16)"


@pytest.mark.parametrize(
    ("code", "call"),
    [
        ('kw["dtype"] = "float16"\n', "AutoModel.from_pretrained('a', dtype='float16')"),
        ('kw.pop("dtype")\n', "AutoModel.from_pretrained('a')"),
        ('del kw["dtype"]\n', "AutoModel.from_pretrained('a')"),
        ("print(kw)\n", "AutoModel.from_pretrained('a', dtype='auto')"),
    ],
)
def test_item_that_always_changes_is_passed_as_it_is_then(code: str, call: str) -> None:
    request = from_text(f"{HEAD}kw = {{'dtype': 'auto'}}\n{code}model = AutoModel.from_pretrained('a', **kw)\n")
    assert (request.call, request.unresolved) == (call, ())


def test_contexts_and_settings_around_a_load_are_replayed() -> None:
    text = (
        f"{HEAD}import os\nos.environ['CUDA_VISIBLE_DEVICES'] = '1'\ntorch.set_default_dtype(torch.float16)\n"
        "def other():\n    torch.set_default_device('cuda')\n\n"
        "with torch.device('meta'):\n    with torch.no_grad():\n        model = AutoModel.from_pretrained('a')\n"
    )
    request = from_text(text)
    assert request.contexts == (
        {"variable": ["CUDA_VISIBLE_DEVICES", "1"]},
        {"set_default_dtype": {"symbol": "torch.float16"}},
        {"device": "meta"},
    )
    assert (request.notes, request.call) == ((), "with torch.device(\"meta\"): AutoModel.from_pretrained('a')")


def test_context_that_cannot_be_replayed_is_a_note() -> None:
    load = "model = torch.compile(AutoModel.from_pretrained('a'))"
    text = f"{HEAD}import deepspeed\nwith deepspeed.zero.Init():\n    {load}\n"
    notes = from_text(text).notes
    assert notes[0] == "`with deepspeed.zero.Init()` on line 4 is left out"
    assert notes[1].startswith("`torch.compile(...)`")


def test_changes_of_what_is_passed_are_replayed() -> None:
    text = (
        f"{HEAD}from peft import PeftModel\nfrom transformers import AutoConfig, AutoTokenizer\n"
        "tokenizer = AutoTokenizer.from_pretrained('a')\nbase = AutoModel.from_pretrained('a')\n"
        "base.resize_token_embeddings(len(tokenizer))\nmodel = PeftModel.from_pretrained(base, 'b')\n"
    )
    request = from_text(text, index=-1)
    (step,) = request.arguments[0].value["load"]["steps"]
    length = {
        "load": {"name": "transformers.AutoTokenizer.from_pretrained", "positional": [{"literal": "a"}], "keywords": []}
    }
    assert (step["method"], step["positional"], request.unresolved) == (
        "resize_token_embeddings",
        [{"length": length}],
        (),
    )


def test_configuration_with_plain_changes_is_passed() -> None:
    imports = f"{HEAD}from transformers import AutoConfig\n"
    changed = f"{imports}config = AutoConfig.from_pretrained('a')\nconfig.use_cache = {{}}\n"
    load = "model = AutoModel.from_pretrained('a', config=config)\n"
    value = from_text(changed.format(False) + load, index=-1).argument("config")
    assert value is not None
    assert value["load"]["attributes"] == [["use_cache", {"literal": False}]]
    request = from_text(changed.format("anything()") + load, index=-1)
    assert request.argument("config") is None
    assert request.notes == ("`config=` is left out: the checkpoint's own configuration is used",)
