"""The reference of the command line, made of the commands themselves."""

from typing import Any

import typer

from midstance.cli.main import app


def command_page() -> str:
    """Return every command with its arguments and options."""
    root = typer.main.get_command(app)
    parts = [
        "# Commands",
        "`midstance COMMAND --help` prints the same. A wrong input or setting ends "
        "with status 2 and one sentence; interrupted work goes on when the command is "
        "given again.",
    ]
    for path, command in commands(root, "midstance"):
        parts += _entry(path, command)
    return "\n\n".join(parts) + "\n"


def commands(command: Any, path: str) -> list[tuple[str, Any]]:  # noqa: ANN401 -- click's
    """Return every command below one, with what is typed to call it."""
    below = getattr(command, "commands", {})
    if not below:
        return [] if command.hidden else [(path, command)]
    return [
        entry
        for name, own in below.items()
        for entry in commands(own, f"{path} {name}")
    ]


def is_option(param: Any) -> bool:  # noqa: ANN401 -- click's
    """Return whether a parameter is an option."""
    return str(param.param_type_name) == "option"


def _entry(path: str, command: Any) -> list[str]:  # noqa: ANN401 -- click's
    arguments = [param for param in command.params if not is_option(param)]
    options = [
        param
        for param in command.params
        if is_option(param) and not param.hidden and param.name != "help"
    ]
    usage = " ".join([path, *(_argument(argument) for argument in arguments)])
    name = path.removeprefix("midstance ")
    parts = [f"## {name}", _paragraphs(command.help or "")]
    parts.append(f"```sh\n{usage}\n```")
    if options:
        rows = [_row(option) for option in options]
        parts.append("\n".join(["| option | does |", "|---|---|", *rows]))
    return parts


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _argument(argument: Any) -> str:  # noqa: ANN401 -- click's
    name = (argument.name or "").upper()
    name = f"{name}..." if argument.nargs == -1 else name
    return name if argument.required else f"[{name}]"


def _row(option: Any) -> str:  # noqa: ANN401 -- click's
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    text = " ".join((option.help or "").split())
    default = option.default
    if default not in (None, False, (), [], "") and not callable(default):
        text += f" Default: `{getattr(default, 'value', default)}`."
    return f"| {names} | {_escaped(text)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
