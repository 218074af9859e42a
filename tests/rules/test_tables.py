"""Compare what rules say about releases by hand with the tables generated from the wheels."""

from __future__ import annotations

import pytest

from loadlint_rules import ineffective_loading_kwarg, removed_loading_kwarg, removed_pipeline_task
from loadlint_rules.analysis import dtypes, releases
from loadlint_rules.analysis.releases import class_table, import_table


@pytest.mark.parametrize(("task", "since"), removed_pipeline_task.REMOVED.items())
def test_a_removed_task_went_with_the_release_named(task: str, since: tuple[int, ...]) -> None:
    assert releases.dropped("transformers", releases.tasks()[task]) == since


@pytest.mark.parametrize("name", ineffective_loading_kwarg.IDLE)
def test_an_idle_argument_is_ignored_from_the_release_named(name: str) -> None:
    spans = releases.ignored("transformers model")[name]
    assert [it.first for it in spans] == [ineffective_loading_kwarg.IDLE[name].since]


@pytest.mark.parametrize("name", removed_loading_kwarg.HEIRS)
def test_an_heir_is_taken_from_the_release_named(name: str) -> None:
    heir = removed_loading_kwarg.HEIRS[name]
    spans = releases.arguments("transformers model").get(heir.name or "", ())
    assert all(it.first is None or it.first <= heir.since for it in spans)


def test_diffusers_takes_no_old_token_from_the_release_named() -> None:
    spans = releases.arguments("diffusers diffusion")["use_auth_token"]
    assert releases.dropped("diffusers", spans) == removed_loading_kwarg.DIFFUSERS


@pytest.mark.parametrize(
    ("module", "name", "since"),
    [
        ("transformers.utils", "get_full_repo_name", (5, 0)),  # from huggingface_hub since 4.32
        ("transformers.trainer", "AdamW", (5, 2)),  # from torch since 4.50
        ("transformers.trainer_utils", "ShardedDDPOption", (4, 35)),
        ("transformers.models.clip.modeling_clip", "_expand_mask", (4, 35)),
    ],
)
def test_a_dropped_name_went_with_the_release_named(module: str, name: str, since: tuple[int, ...]) -> None:
    assert releases.dropped_name(module, name) == since


@pytest.mark.parametrize(
    ("family", "since"),
    [
        ("transformers model", dtypes.RENAMED),
        ("transformers pipeline", dtypes.RENAMED_IN_PIPELINE),
        ("diffusers component", dtypes.RENAMED_IN_DIFFUSERS),
        ("diffusers diffusion", dtypes.RENAMED_IN_DIFFUSERS),
    ],
)
def test_dtype_came_with_the_release_named(family: str, since: tuple[int, ...]) -> None:
    assert releases.came(releases.arguments(family)["dtype"]) == since[:2]


@pytest.mark.parametrize("table", [import_table.MODULES, *class_table.CLASSES.values()])
def test_a_name_stands_in_a_table_once(table: dict[str, str]) -> None:
    names = [it for written in table.values() for it in written.split()]
    assert len(names) == len({*names}) > 0


@pytest.mark.parametrize(
    ("module", "since"),
    [
        ("transformers.generation_utils", (4, 40)),
        ("tools.agents", (4, 41)),
        ("transformers.generation", None),
        ("transformers", None),
        ("tools.age", None),
    ],
)
def test_a_dropped_module_went_with_the_release_named(module: str, since: tuple[int, ...] | None) -> None:
    assert releases.dropped_module(module) == since


@pytest.mark.parametrize(
    ("name", "since"),
    [("AdamW", (4, 50)), ("QDQBertLayer", (5, 0)), ("BertModel", None), ("Adam", None), ("AdamW HfAgent", None)],
)
def test_a_dropped_class_went_with_the_release_named(name: str, since: tuple[int, ...] | None) -> None:
    assert releases.dropped_class("transformers", name) == since
