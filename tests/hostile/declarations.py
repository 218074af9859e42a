"""Files that say which releases, settings and interpreter a project has."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from .headers import ESCAPES
from .sample import Content, Sample, mutated, named

REQUIREMENTS, SETTINGS, LOCKS = "requirements", "settings", "lock file"
NUMBER = "9" * 5_000
LINES = (
    *("transformers>=4.40,<5", "torch==2.*; python_version < '3.13'", "peft @ git+https://h/huggingface/peft@v0.11.0"),
    *("transformers[a,b] ~= 4.40", "diffusers (>=0.30)", "-r other.txt", "accelerate===1.0 # why", "torch>2,\\\n<3"),
)
STRANGE = {
    "digits": f"transformers=={NUMBER}",
    "parts": "transformers==" + "1." * 50_000 + "1",
    "clauses": "transformers" + ",".join([">=1"] * 30_000),
    "clauses without end": "transformers>=1," + ">=1 ," * 20_000 + "x",
    "blanks": "transformers" + " " * 200_000 + "x",
    "dots": "transformers" + "." * 200_000,
    "name": "a" * 200_000 + " transformers",
    "extras": "transformers" + "[" * 50_000,
    "brackets": "transformers; " + "(" * 5_000 + "python_version < '3'" + ")" * 5_000,
    "marker without end": "transformers; " + "python_version < '3' and " * 3_000,
    "marker of strings": "transformers; 'a' < 'b' or " + '"' * 1_001,
    "marker of an extra": "transformers; " + "extra == 'a' or " * 2_000 + "extra == 'b'",
    "address": "transformers @ git+https://" + "/" * 100_000 + "transformers@" + "v" * 100_000,
    "archives": "https://" + "/transformers-" * 20_000 + "x.whl",
    "tag of digits": f"git+https://h/transformers@v{NUMBER}.{NUMBER}",
    "epoch": f"transformers=={NUMBER}!1",
    "suffix": "transformers==1" + "rc" * 50_000,
    "arbitrary": "transformers===" + "x" * 100_000,
    "wild": "transformers==" + "*." * 20_000,
    "escapes": f"transformers=={ESCAPES}",
    "null bytes": "transformers\0==4.0\0",
    "half a pair": "transformers==4.0 # \\ud800",
    "hashes": "transformers==4.40.0 " + "--hash=sha256:00 " * 20_000,
    "comments": "transformers>=4 " + " #" * 100_000,
    "backslashes": "transformers\\\n" * 30_000,
    "the Turkish i": "transformerſ==4.40 ①",
    "digits of other scripts": "transformers==٤.٤٠",
}


def samples(random: Random) -> Iterator[Sample]:
    yield from _requirements(random)
    yield from _settings(random)
    yield from _locks(random)


def _requirements(random: Random) -> Iterator[Sample]:
    yield from named(REQUIREMENTS, "requirements.txt", {name: it.encode() for name, it in STRANGE.items()})
    installs = {f"Dockerfile: {name}": f"RUN pip install {it}".encode() for name, it in STRANGE.items()}
    installs["Dockerfile: one word"] = b"RUN " + b"--" * 500_000 + b"transformers"
    installs["Dockerfile: lines"] = b"RUN pip install transformers==4.40.0 " + b"\\\n" * 400_000
    installs["Dockerfile: comments"] = b"RUN pip install \\\n" + b"# transformers\n" * 60_000
    yield from named(REQUIREMENTS, "Dockerfile", installs)
    loop: dict[str, Content] = {f"r{at}.txt": f"-r r{(at + 1) % 60}.txt\n-r r{at}.txt\n".encode() for at in range(60)}
    yield Sample(REQUIREMENTS, "includes in a circle", {"requirements.txt": b"-r r0.txt", **loop})
    away = "-r ../../../../../../etc/passwd\n-r /dev/zero\n-c /dev/stdin\n-r \0\n-r ~/x\n-r .\n"
    yield Sample(REQUIREMENTS, "includes elsewhere", {"requirements.txt": away.encode()})
    for number, data in enumerate(mutated(random, "\n".join(LINES).encode(), 12)):
        yield Sample(REQUIREMENTS, f"mutation {number}", {"requirements.txt": data})
    many = {f"requirements-{at}.txt": b"transformers>=4\n" * 100 for at in range(300)}
    yield Sample(REQUIREMENTS, "300 files", many)


SOUND_TOML = """\
[project]
dependencies = ["transformers>=4.40", "torch"]
dynamic = ["version"]
[project.optional-dependencies]
a = ["peft>=0.11; extra == 'a'"]
[tool.setuptools.dynamic]
dependencies = {file = ["requirements.txt"]}
[tool.poetry.dependencies]
torch = {version = "^2.1", python = ">=3.9"}
[tool.loadlint]
exclude = ["build/"]
[tool.loadlint.targets]
transformers = "4.57.6"
"""


def _settings(random: Random) -> Iterator[Sample]:
    values = {
        "number": "5", "digits": NUMBER, "float": "nan", "text": '"x"', "escapes": '"\\u001b]0;x\\u0007\\u202e"',
        "list": "[[[]]]", "deep": "[" * 50_000, "table": "{a = {b = 1}}", "date": "1979-05-27T07:32:00Z",
    }  # fmt: skip
    keys = (
        "select",
        "exclude",
        "targets",
        "python",
        "per-file-ignores",
        "plugins",
        "verify",
        "severity",
        "target-folder",
    )
    for key in keys:
        for name in random.sample(sorted(values), 2):
            yield Sample(
                SETTINGS, f"loadlint.toml {key} {name}", {"loadlint.toml": f"{key} = {values[name]}\n".encode()}
            )
    documents: dict[str, Content] = {
        "tables": "".join(f"[a{'.b' * (at % 90)}.c{at}]\n" for at in range(5_000)).encode(),
        "dotted keys": b"a." * 20_000 + b"b = 1",
        "inline tables": b"a = " + b"{a = " * 5_000,
        "quotes": b'a = """' + b'"' * 100_000,
        "not UTF-8": b"a = '\xff'",
        "UTF-16": "a = 1".encode("utf-16"),
        "null bytes": b"a = 1\0",
        "carriage returns": b"a = 1\r\r\r",
        "a number that is long": f"a = {NUMBER}".encode(),
        "half a pair": b'a = "\\ud800"',
        "a year that is none": b"a = 9999-99-99",
        "a line of 5 MB": b"a = '" + b"x" * 5_000_000 + b"'",
    }
    for name, content in documents.items():
        more = content if isinstance(content, bytes) else b""
        yield Sample(SETTINGS, f"loadlint.toml {name}", {"loadlint.toml": content})
        about = b'[project]\ndependencies = ["transformers>=4"]\n[tool.x]\n' + more
        yield Sample(SETTINGS, f"pyproject.toml {name}", {"pyproject.toml": about})
    for number, data in enumerate(mutated(random, SOUND_TOML.encode(), 12)):
        yield Sample(SETTINGS, f"pyproject.toml mutation {number}", {"pyproject.toml": data})
    yield Sample(SETTINGS, "pyproject.toml of values", {"pyproject.toml": _values().encode()})
    yield from _evil_programs()


def _values() -> str:
    """Return a pyproject.toml whose values have other types."""
    names = ("dependencies", "optional-dependencies", "dynamic")
    project = "[project]\n" + "".join(f"{it} = [1, [2], {{a = 3}}]\n" for it in names)
    return (
        project + "[dependency-groups]\na = 5\nb = [{include-group = 'b'}]\n[tool]\npoetry = 5\nuv = [1]\npdm = 'x'\n"
    )


def _evil_programs() -> Iterator[Sample]:
    """Yield settings that name programs; a marker that appears would show that one was started."""
    script = b"#!/bin/sh\ntouch STARTED\n"
    for key in ("python = './evil.sh'", "[verify]\nlaunch = './evil.sh'", "plugins = ['evil']"):
        files: dict[str, Content] = {
            "loadlint.toml": key.encode(),
            "evil.sh": script,
            "evil.py": b"raise SystemExit(7)",
        }
        yield Sample(SETTINGS, f"a program in {key!r}", files)
    yield Sample(SETTINGS, "an interpreter in .venv", {".venv/bin/python": script, ".venv/pyvenv.cfg": b"home = /\0"})


def _locks(random: Random) -> Iterator[Sample]:
    block = '[[package]]\nname = "transformers"\nversion = "4.57.6"\nmarkers = "python_version < \'3.13\'"\n'
    contents: dict[str, Content] = {
        "30,000 packages": (block.replace("transformers", "other") * 30_000 + block).encode(),
        "heads alone": b"[[package]]\n" * 200_000,
        "a head without an end": b"[[package]]\n" + b"[" * 500_000,
        "digits": block.replace("4.57.6", NUMBER).encode(),
        "parts": block.replace("4.57.6", "1." * 50_000 + "1").encode(),
        "markers without end": block.replace('"python', '["' + "\\\\" * 50_000).encode(),
        "markers": block.replace("markers = ", "markers = [" + '"a", ' * 5_000).encode(),
        "brackets": block.replace("python_version", "(" * 3_000).encode(),
        "version before a line": b'[[package]]\nname = "torch"\nx = 1 \rversion = "2.0"',
        "version in a text": b'[[package]]\nname = "torch"\nversion="2.0',
        "null bytes": block.replace("name", "\0name").encode(),
        "escapes": block.replace("4.57.6", ESCAPES).encode(),
        "not UTF-8": block.encode().replace(b"4.57", b"\xff"),
        **{f"mutation {number}": it for number, it in enumerate(mutated(random, block.encode(), 4))},
    }
    for name, content in contents.items():
        yield Sample(LOCKS, name, {random.choice(("uv.lock", "poetry.lock", "pdm.lock")): content})
    yield from named(LOCKS, "environment.yml", _conda(random))
    yield from named(LOCKS, "setup.cfg", _setup_cfg(random))
    yield from named(LOCKS, "setup.py", _setup_py())
    lines = {"dots": b"3." * 100_000, "places": b"../../../../bin/sh\n/\n\0\n~\n", "lines": b"3.12\n" * 200_000}
    yield from named(LOCKS, ".python-version", lines)
    home = {
        "equals": b"=" * 100_000,
        "home": b"home = \0\ninclude-system-site-packages = true\nversion = " + b"9." * 50_000,
    }
    yield from named(LOCKS, ".venv/pyvenv.cfg", home)


def _conda(random: Random) -> dict[str, Content]:
    lines = {
        "channels": "- " + "a/" * 50_000 + "::transformers=4",
        "blanks": "- transformers" + " " * 100_000 + "4",
        "builds": "- transformers=4.40=" + "x" * 100_000 + " y z",
        "brackets": "- transformers" + "[a]" * 30_000 + "=4",
        "digits": f"- transformers={NUMBER}",
        "includes": "- -r environment.yml\n- -r ../../x\n- -rrequirements.txt",
        "stars": "- transformers=" + "*" * 10_000,
        "dashes": "- " * 100_000 + "transformers",
        "anchors": "- &a [*a, *a, *a]\n" * 1_000,
    }
    texts: dict[str, Content] = {name: f"dependencies:\n{it}\n".encode() for name, it in lines.items()}
    return {
        **texts,
        **{f"mutation {at}": it for at, it in enumerate(mutated(random, b"dependencies:\n - torch=2\n", 3))},
    }


def _setup_cfg(random: Random) -> dict[str, Content]:
    head = "[options]\ninstall_requires =\n  transformers>=4\n"
    return {
        "sections": (head + "".join(f"[a{at}]\nb=1\n" for at in range(20_000))).encode(),
        "lines that go on": (head + "  x\n" * 20_000).encode(),
        "percent signs": (head + "%(install_requires)s" * 5_000).encode(),
        "no section": b"transformers = 1\n",
        "brackets": (head + "[" * 100_000).encode(),
        "extras": (head + "[options.extras_require]\n" + "".join(f"e{at} = torch\n" for at in range(3_000))).encode(),
        **{f"mutation {at}": it for at, it in enumerate(mutated(random, head.encode(), 5))},
    }


def _setup_py() -> dict[str, Content]:
    head = "from setuptools import setup\n"
    return {
        "sums": f"{head}setup(install_requires={'[] + ' * 3_000}['torch'])".encode(),
        "a name that is itself": f"{head}a = a\nsetup(install_requires=a)\n# torch".encode(),
        "names in a circle": f"{head}a = b + b\nb = a + a\nsetup(install_requires=a)\n# torch".encode(),
        "brackets": f"{head}setup(install_requires={'[' * 5_000}'torch'".encode(),
        "values": f"{head}setup(install_requires=[1, None, *x, 'torch', b'torch'], extras_require={{**x}})".encode(),
    }
