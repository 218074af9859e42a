"""Judge the first try of a loaded model: its output, its tokenizer and its speed."""

from __future__ import annotations

from collections.abc import Iterator

from loadlint.verify.figures import milliseconds
from loadlint.verify.report import Change, Diagnosis, Json

WORSE = 2.0  # nats a token above a guess, which no model that was trained with this tokenizer reaches
SLOWER = 1.5
DEVICES = {"cpu": "CPU", "cuda": "GPU"}
NO_BETTER = 0.1  # of the loss of a guess


def from_try(smoke: Json, model: Json, preflight: Json | None) -> Iterator[Diagnosis]:
    output = smoke.get("output") or {}
    yield from _failed(smoke)
    yield from _too_large(smoke)
    if output.get("finite") is False or output.get("broken_count"):
        yield _not_finite(output, model, preflight or {})
    elif output.get("constant"):
        yield _constant(output)
    yield from _prediction(output)
    yield from _speed(smoke)


def _failed(smoke: Json) -> Iterator[Diagnosis]:
    error = smoke.get("error")
    if error:
        first = error["chain"][0]
        text = str(first["message"]).strip().split("\n")[0]
        yield Diagnosis("smoke-test-failed", f"{first['type']}: {text}", "the model loaded, but cannot run as it is")


def _too_large(smoke: Json) -> Iterator[Diagnosis]:
    beyond = smoke.get("beyond") or []
    if beyond:
        sizes = (
            f"the tokenizer has {smoke['tokenizer_size']} tokens and the model's embedding {smoke['embedding_size']}"
        )
        yield Diagnosis(
            "tokenizer-too-large",
            f"{sizes}: token {beyond[0]} has no row in it",
            "take the tokenizer of this model, or `model.resize_token_embeddings(len(tokenizer))` and training",
        )


def _not_finite(output: Json, model: Json, preflight: Json) -> Diagnosis:
    """An output with NaN or infinity, because of the weights or because of the precision."""
    count, names = output.get("broken_count") or 0, output.get("broken_weights") or []
    half = set(model.get("dtypes") or {}) >= {"float16"}
    stored = set(preflight.get("bytes_by_dtype") or {})
    if half and (not count or stored & {"float32", "bfloat16"}):
        where = f"`{names[0]}`" if names else "the first output"
        return Diagnosis(
            "not-finite",
            f"{where} holds NaN or infinity: numbers of this model are too large for float16",
            "load with `dtype=torch.bfloat16`, or in float32",
            change=Change("dtype", '"bfloat16"'),
        )
    if count:
        more = f" and {count - 1} more weights" if count > 1 else ""
        evidence = f"`{names[0]}`{more} {'hold' if count > 1 else 'holds'} NaN or infinity"
        return Diagnosis(
            "not-finite", evidence, "fetch the checkpoint again, or take one from before training diverged"
        )
    evidence = "the first output holds NaN or infinity, although all weights are finite"
    return Diagnosis("not-finite", evidence, "load in float32, or with another attention implementation")


def _constant(output: Json) -> Diagnosis:
    share = output.get("zero_share") or 0.0
    why = f": {share:.0%} of the matrices are zero" if share else ""
    evidence = f"the output is the same at every token, whatever the text{why}"
    return Diagnosis("constant-output", evidence, "fetch the checkpoint again: its weights were never written")


def _prediction(output: Json) -> Iterator[Diagnosis]:
    loss, chance = output.get("loss"), output.get("chance")
    if loss is None or chance is None:
        return
    figures = f"the prompt's loss is {loss:.1f} a token, and that of a guess {chance:.1f}"
    if loss > chance + WORSE:
        yield Diagnosis(
            "tokenizer-mismatch",
            f"{figures}: the tokenizer numbers its tokens otherwise than the model's own",
            "take tokenizer and weights from the same model and revision",
        )
    elif abs(loss - chance) < NO_BETTER * chance:
        yield Diagnosis("untrained", f"{figures}: the weights look random", "train the model before use", problem=False)


def _speed(smoke: Json) -> Iterator[Diagnosis]:
    slower = smoke.get("slower") or {}
    if slower.get("factor", 0) > SLOWER:
        times = f"{milliseconds(slower['half_ms'])} instead of {milliseconds(slower['float32_ms'])}"
        yield Diagnosis(
            "slow-dtype",
            f"a product in {slower['dtype']} takes {slower['factor']:.1f} times as long as in float32 on this"
            f" {DEVICES.get(slower['device'], slower['device'])}: {times}",
            "load with `dtype=torch.float32` here if memory allows it",
            problem=False,
        )
    fastest = smoke.get("fastest_ms")
    if fastest and smoke["ms_per_token"] > 3 * fastest:
        yield Diagnosis(
            "unsteady-timing",
            f"half of the tokens took {milliseconds(smoke['ms_per_token'])} or more, the fastest"
            f" {milliseconds(fastest)}",
            "other work shares the processor; verify again when it rests before trusting the times",
            problem=False,
        )


def from_tokenizer(smoke: Json, cause: tuple[str, str] | None) -> Iterator[Diagnosis]:
    """A tokenizer that is missing or cannot be loaded; `cause` and cure come from the table of errors."""
    note = smoke.get("tokenizer") or ""
    if note.startswith("the tokenizer knows"):
        yield Diagnosis("untrained-tokenizer", note, "put the tokenizer's files beside the model")
    elif smoke.get("tokenizer_error"):
        reason, cure = cause or (note, "load the tokenizer in your code as the model's page shows")
        own_code = "trust_remote_code" in note or "trust_remote_code" in reason
        evidence = f"the folder has a tokenizer that cannot be loaded: {reason}"
        yield Diagnosis("tokenizer-not-loadable", evidence, cure, problem=not own_code)
    elif note:
        yield Diagnosis("no-tokenizer", note, "the model was tried with plain token ids", problem=False)
