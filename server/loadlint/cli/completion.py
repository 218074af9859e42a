"""`loadlint completion SHELL`: a script by which a shell completes commands, options, rules and formats.

The script is made from the options as argparse knows them, so it needs no loadlint (and no time) while typing.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING

from loadlint.report import FORMATS

from .commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELLS = ("bash", "zsh", "fish")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `loadlint completion`."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"one of {', '.join(SHELLS)}")


def main(options: argparse.Namespace) -> int:
    """Print the script."""
    scripts = {"bash": _bash, "zsh": _zsh, "fish": _fish}
    print(scripts[options.shell](), end="")
    return 0


def words() -> Mapping[str, list[str]]:
    """Return the options of each command."""
    options = {}
    for name, (_, module) in COMMANDS.items():
        parser = argparse.ArgumentParser(prog=name)
        import_module(module).add_arguments(parser)
        options[name] = sorted(it for it in parser._option_string_actions if it.startswith("--"))
    return options


def values() -> Mapping[str, list[str]]:
    """Return the values that may follow an option or, for `rule` and `completion`, the command."""
    from loadlint_rules import RULES

    rules = [it.name for it in RULES]
    return {
        "--output-format": list(FORMATS),
        **{it: ["ALL", *rules] for it in ("--select", "--ignore", "--extend-select")},
        "rule": rules,
        "completion": list(SHELLS),
    }


def _bash() -> str:
    options = "\n".join(f'        {name}) words="{" ".join(names)}" ;;' for name, names in words().items())
    after = "\n".join(f'        {name}) words="{" ".join(names)}" ;;' for name, names in values().items())
    return f"""\
_loadlint() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" words=""
    COMPREPLY=()
    case "$previous" in
{after}
        loadlint) words="{" ".join(COMMANDS)} --help --version" ;;
    esac
    if [[ -z "$words" && "$current" == -* ]]; then
        case "${{COMP_WORDS[1]}}" in
{_indented(options)}
        esac
    fi
    [[ -n "$words" ]] && COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _loadlint loadlint
"""


def _zsh() -> str:
    # zsh runs the functions of bash, which saves a second script that would have to say the same.
    return f"#compdef loadlint\nautoload -U +X bashcompinit && bashcompinit\n{_bash()}"


def _fish() -> str:
    lines = ["complete -c loadlint -f -n __fish_use_subcommand -a " + repr(" ".join(COMMANDS))]
    choices = values()
    for command, names in words().items():
        within = f"complete -c loadlint -n '__fish_seen_subcommand_from {command}'"
        for option in names:
            takes = f" -x -a '{' '.join(choices[option])}'" if option in choices else ""
            lines.append(f"{within} -l {option.removeprefix('--')}{takes}")
        if command in choices:
            lines.append(f"{within} -f -a '{' '.join(choices[command])}'")
    return "\n".join(lines) + "\n"


def _indented(lines: str) -> str:
    return "\n".join(f"    {it}" for it in lines.split("\n"))
