"""The commands of `loadlint`, in the order that help lists them."""

# The words of help, and the module with `add_arguments` and `main`, which is imported when the command is called.
COMMANDS = {
    "check": ("find faults in code that loads models, and fix them", "loadlint.cli.check"),
    "rule": ("print the page of a rule, or the list of all", "loadlint.cli.rule"),
    "verify": ("load a model as the code says, and measure it", "loadlint.cli.verify"),
    "explain": ("name the cause and the cure of an error, from its text or a log", "loadlint.cli.explain"),
    "server": ("serve an editor (language server protocol)", "loadlint.editor.handshake"),
    "demo": ("show all of it on a small project made for the purpose", "loadlint.cli.demo"),
    "completion": (
        "print a script by which bash, zsh or fish completes commands and options",
        "loadlint.cli.completion",
    ),
    "doctor": ("print versions, interpreter, devices and caches, to paste into a report", "loadlint.cli.doctor"),
}
