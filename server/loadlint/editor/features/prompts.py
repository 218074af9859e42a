"""Questions to the person at the editor: in an input box where the client has one, else as a choice of buttons.

The protocol knows no input box. A client that has one says `"input": true` in its initialization options and
answers the request `loadlint/input` with `{"value": text}`, or null when the person gave up.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from loadlint.editor.answers import Question
from loadlint.editor.asking import defaults, folders
from loadlint.editor.session import Session
from loadlint.editor.wire.connection import CONSENT, UNABLE
from loadlint.editor.wire.messages import ConsentMessage
from loadlint.project import hub_cache
from loadlint.verify.request import Missing
from loadlint.verify.secrets import printable

from .tasks import Candidate

_log = logging.getLogger(__name__)
_MOST_BUTTONS, _MOST_MODELS = 5, 20
_MODELS = ("pretrained_model_name_or_path", "model", "model_id", "model_name_or_path")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "device_map": ("auto", "cpu"),
    "device": ("cuda", "cpu"),
    "dtype": ("torch.bfloat16", "torch.float16", "torch.float32", "auto"),
    "torch_dtype": ("torch.bfloat16", "torch.float16", "torch.float32", "auto"),
    "revision": ("main",),
    "trust_remote_code": ("False", "True"),
    "kwargs": ("{}",),
}


async def ask(session: Session, question: Question) -> str | None:
    """Ask the person at the editor; None when there is no answer, or no way to ask."""
    connection = session.connection
    try:
        if connection.client.asks:
            answer = value(await connection.input(question.message()))
            return question.meant(answer) if answer is not None else None
        buttons = question.choices[:_MOST_BUTTONS]
        return await connection.choose(question.prompt, buttons) if buttons else None
    except UNABLE as error:
        _log.warning("the client could not ask %r: %s", question.prompt, error)
        return None


async def agrees(session: Session, message: str, button: str) -> bool:
    """Ask for a consent: in a dialog that stays until it is answered, where the client has one."""
    connection = session.connection
    if not connection.client.asks:
        return await connection.choose(message, [button], warning=True) == button
    question: ConsentMessage = {"message": printable(message), "button": button}
    try:
        return await connection.protocol.send_request_async(CONSENT, question) is True
    except UNABLE as error:
        _log.warning("the client could not ask for a consent: %s", error)
        return False


def about(missing: Missing, candidate: Candidate, before: str | None) -> Question:
    """Return the question for a value that the code does not define; `before` is the previous answer.

    The box is filled with that, else with the default that the code gives.
    """
    argument = next((it.name for it in candidate.load.arguments if missing.text in it.text), missing.name)
    written = defaults.of(candidate.snapshot.source.text, missing.text)
    usual = missing.choices or _CHOICES.get(argument, ())
    if argument in _MODELS and not missing.choices:
        usual = (*islice(hub_cache.models(), _MOST_MODELS), *islice(folders.models(candidate.root), _MOST_MODELS))
    first = before or next(iter(written), "")
    choices = tuple(dict.fromkeys(it for it in (first, *written, *usual) if it))
    noun = "Model" if argument in _MODELS else f"Value of {argument}"
    where = f"{Path(candidate.path or 'untitled').name}:{missing.line}"
    return Question(missing.name, f"{noun} for `{missing.text}` ({where})", first, choices)


def value(answer: object) -> str | None:
    """The text of an answer to `loadlint/input`, whatever the client wrapped it in; None for none."""
    text = answer.get("value") if isinstance(answer, dict) else getattr(answer, "value", answer)
    return re.sub(r"\s+", " ", text).strip() if isinstance(text, str) else None
