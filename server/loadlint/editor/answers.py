"""Values that features answer with; `wire.convert` turns them into the protocol's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf

from loadlint.verify.secrets import printable
from loadlint_rules.analysis.model import Edit, Finding, Span

from .wire.messages import CureMessage, NoticeMessage, QuestionMessage

ProposalKind = OneOf["argument", "value", "model", "folder"]
# The rule name under which the outcome of a verification is shown; no rule and no page has it.
OUTCOME = "verify-load"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the server with its arguments, under the title that a person clicks."""

    title: str
    name: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about a span of the text."""

    markdown: str
    span: Span


@dataclass(frozen=True, slots=True)
class Lens:
    """A command shown above a span of the text."""

    span: Span
    command: Command


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the person at the editor: a fact, the cure in words, and commands of the client that mend it."""

    fact: str
    cure: str = ""
    buttons: tuple[Command, ...] = ()

    def message(self) -> NoticeMessage:
        """The parameters of the notification to a client with such buttons."""
        # A title may have the name of a file.
        buttons: list[CureMessage] = [
            {"title": printable(it.title), "command": it.name, "arguments": list(it.arguments)} for it in self.buttons
        ]
        return {"message": printable(self.fact), "cures": buttons}

    @property
    def text(self) -> str:
        """The message for a client without buttons."""
        return f"{self.fact}; {self.cure}" if self.cure else self.fact


@dataclass(frozen=True, slots=True)
class Hint:
    """A few words shown in the text at an offset, and the reason for them."""

    at: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Action:
    """A code action: edits that are ready, data to make them from later, or a command."""

    title: str
    kind: str
    edits: tuple[Edit, ...] | None = None
    finding: Finding | None = None
    preferred: bool = False
    data: Any = None
    command: Command | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A completion that can replace `span`; `deprecated` is accepted still, but has a new name."""

    label: str
    text: str
    kind: ProposalKind
    detail: str
    span: Span
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the person at the editor.

    `text` is the suggested answer, `choices` are those that buttons could offer, and `placeholder` is shown in an empty
    box.
    """

    name: str
    prompt: str
    text: str = ""
    choices: tuple[str, ...] = ()
    placeholder: str = ""

    def message(self) -> QuestionMessage:
        """The parameters of the request to a client with an input box, in which texts of others are only text."""
        return {
            "name": self.name,
            "prompt": self.prompt,
            "value": _shown(self.text),
            "choices": [_shown(it) for it in self.choices],
            "placeholder": _shown(self.placeholder),
        }

    def meant(self, answer: str) -> str:
        """Return the text that was offered in this form, or else what the person typed."""
        return next((it for it in (self.text, *self.choices) if _shown(it) == answer), answer)


def _shown(text: str) -> str:
    return " ".join(printable(text).split())
