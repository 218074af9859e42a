"""Types of the protocol that are built when first used are those that lsprotocol builds."""

from __future__ import annotations

import json
import subprocess
import sys

from loadlint.editor.wire import transport

FIELDS = """
import attrs, re, sys
if sys.argv[1:]:
    from loadlint.editor.wire import lazy
    lazy.prepare()
from lsprotocol import types
from pygls.protocol import default_converter
default_converter()
classes = [it for it in vars(types).values() if isinstance(it, type)]
print("built", sum(isinstance(vars(it).get("__attrs_attrs__"), tuple) for it in classes))
for name, it in types.ALL_TYPES_MAP.items():
    if isinstance(it, type) and attrs.has(it):
        print(re.sub(" at 0x[0-9a-f]+", "", f"{name} {attrs.fields(it)} {it.__match_args__}"))
"""
VALUES = """
import json
from threading import Thread
from loadlint.editor.wire import lazy
lazy.prepare()
from lsprotocol import types
from pygls.protocol import default_converter
converter = default_converter()
diagnostic = {"range": {"start": {"line": 1, "character": 2}, "end": {"line": 1, "character": 3}}, "message": "m"}
made = []
threads = [Thread(target=lambda: made.append(converter.structure(diagnostic, types.Diagnostic))) for _ in range(16)]
[it.start() for it in threads], [it.join() for it in threads]
assert len(made) == 16 and all(it == made[0] for it in made)
assert converter.unstructure(made[0]) == diagnostic
assert made[0].range.start == types.Position(1, 2) < types.Position(line=1, character=3)
assert repr(types.Position(1, 2)) == "1:2" and "message='m'" in repr(made[0])
try:
    types.Location(uri=1, range=None)
except TypeError as error:
    print(error.args[0])
"""
SERVED = """
import sys
from loadlint.cli.main import main
status = main(["server"])
from lsprotocol import types
built = sum(isinstance(vars(it).get("__attrs_attrs__"), tuple) for it in vars(types).values() if isinstance(it, type))
modules = ("verify.render", "verify.session", "verify.estimate", "editor.features.completion", "editor.features.tasks")
more = {"urllib.request", "zipfile", *(f"loadlint.{it}" for it in modules)} & sys.modules.keys()
print(status, built, *more, file=sys.stderr)
"""


def _run(script: str, *arguments: str, sent: bytes = b"") -> tuple[str, str]:
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, input=sent, capture_output=True, check=True)
    return done.stdout.decode(), done.stderr.decode()


def test_every_class_has_the_fields_that_lsprotocol_gives_it() -> None:
    (own, *eager), (few, *lazy) = (_run(FIELDS, *it)[0].splitlines() for it in ((), ("lazily",)))
    assert lazy == eager
    assert int(own.split()[1]) > 500
    assert int(few.split()[1]) < 10


def test_values_are_compared_shown_and_validated_in_any_thread() -> None:
    assert "uri" in _run(VALUES)[0]


def test_a_server_imports_and_builds_little_before_it_is_asked_for_more() -> None:
    requests = ({"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"id": 2, "method": "shutdown"})
    sent = b"".join(transport.framed(json.dumps({"jsonrpc": "2.0", **it}).encode()) for it in requests)
    _, errors = _run(SERVED, sent=sent + transport.framed(b'{"jsonrpc": "2.0", "method": "exit"}'))
    status, built, *more = errors.split()
    assert status == "0"
    assert int(built) < 40
    assert not more
