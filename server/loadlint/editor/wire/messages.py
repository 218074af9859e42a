"""The JSON that the server and its extensions exchange beyond the protocol, as types.

Extensions declare the same keys; a test compares them. Lines and characters count as the protocol counts them.
"""

from __future__ import annotations

from typing import Any, TypedDict
from typing import Literal as OneOf


class Json(str):
    """An answer that is JSON already."""

    __slots__ = ()


class PositionMessage(TypedDict):
    """A place in a text."""

    line: int
    character: int


class RangeMessage(TypedDict):
    """An extent in a text."""

    start: PositionMessage
    end: PositionMessage


class VerificationMessage(TypedDict):
    """The last verification of one load, as `loadlint.reports` returns it; null for what is not there yet.

    `report` is about the load as it is, `fixed` about the load as its fixes would leave it.
    """

    range: RangeMessage
    name: str
    state: OneOf["waiting", "running", "done"]
    line: str | None
    stale: bool
    text: str | None
    report: dict[str, Any] | None
    fixed: dict[str, Any] | None


class ShownMessage(TypedDict):
    """The argument of `loadlint.reportPage`: a verification as an editor shows it, `place` as people know it there.

    `alone` shows the first report of a comparison by itself.
    """

    state: OneOf["waiting", "running", "done"]
    stale: bool
    report: dict[str, Any] | None
    fixed: dict[str, Any] | None
    place: str
    alone: bool


class PageMessage(TypedDict):
    """The page of a verification: the title of its window, a style sheet, and the content of its body."""

    title: str
    style: str
    content: str


class LoadMessage(TypedDict):
    """One load as `loadlint.loads` returns it; `size` is that of its weights, null where it is unknown."""

    uri: str
    range: RangeMessage
    name: str
    model: str | None
    size: str | None


class EnvironmentMessage(TypedDict):
    """The answer to `loadlint.environment`: the Python of a document and why that one, and its libraries.

    `targets` are the releases in play with their places, in words; `devices` is null in an untrusted workspace, and
    `configuration` where no file configures the document.
    """

    interpreter: str | None
    source: str | None
    installed: dict[str, str]
    targets: list[str]
    devices: str | None
    configuration: str | None


class CureMessage(TypedDict):
    """A button below a message: a command of the client that mends what the message is about."""

    title: str
    command: str
    arguments: list[Any]


class NoticeMessage(TypedDict):
    """The parameters of the notification `loadlint/notice`, a message with buttons."""

    message: str
    cures: list[CureMessage]


class StartedMessage(TypedDict):
    """The answer to `loadlint.runLoad`: the name of the verification, or the reason that there is none.

    Both are null where a person gave up.
    """

    name: str | None
    refusal: NoticeMessage | None


class ConsentMessage(TypedDict):
    """The parameters of the request `loadlint/consent`, answered with `true` where the person clicks the button."""

    message: str
    button: str


class QuestionMessage(TypedDict):
    """The parameters of the request `loadlint/input`, which is answered with an `AnswerMessage` or null."""

    name: str
    prompt: str
    value: str
    choices: list[str]
    placeholder: str


class AnswerMessage(TypedDict):
    """The text that a person typed or chose."""

    value: str


class FindingMessage(TypedDict):
    """A finding by which it is found again: the data of an action and the argument of `loadlint.ignoreHere`."""

    what: OneOf["ignore"]
    uri: str
    cell: str
    range: RangeMessage
    rule: str


class FixAllMessage(TypedDict):
    """The data of the action that applies all safe fixes of a document, or those of one rule."""

    what: OneOf["fix-all"]
    uri: str
    rule: str | None
