"""A command with the options that all have, and its own in groups."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

from midstance.cli.answer import speaking
from midstance.cli.panels import FOR_PROGRAMS, panel_of, place_of

Function = TypeVar("Function", bound=Callable[..., Any])

_JSON, _QUIET = "midstance.json", "midstance.quiet"


class Command(TyperCommand):
    """A command that answers a person, a program (``--json``), or nobody."""

    def __init__(self, *args: Any, params: Any = None, **others: Any) -> None:  # noqa: ANN401
        own = list(params or [])
        taken = {name for param in own for name in param.opts}
        shared = [one for one in _shared_options() if not taken & set(one.opts)]
        for param in own:
            if param.param_type_name == "option" and not param.rich_help_panel:
                param.rich_help_panel = panel_of(str(param.name))
        own.sort(key=lambda param: place_of(param.rich_help_panel))
        super().__init__(*args, params=[*own, *shared], **others)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401
        """Run the command in the voice that was asked for."""
        as_json, quiet = ctx.meta.get(_JSON, False), ctx.meta.get(_QUIET, False)
        with speaking(as_json=as_json, quiet=quiet):
            return super().invoke(ctx)


class Commands(typer.Typer):
    """A collection of such commands."""

    def command(  # type: ignore[override]  # fewer settings than typer has
        self,
        name: str | None = None,
        *,
        cls: type[TyperCommand] = Command,
        epilog: str | None = None,
    ) -> Callable[[Function], Function]:
        """Register a function as a command."""
        return super().command(name, cls=cls, epilog=epilog)


def _shared_options() -> list[Any]:
    probe = typer.Typer(add_completion=False)

    @probe.command()
    def shared(
        as_json: Annotated[
            bool,
            typer.Option(
                "--json",
                callback=_remembered(_JSON),
                expose_value=False,
                rich_help_panel=FOR_PROGRAMS,
                help="Print what was found as one JSON object.",
            ),
        ] = False,
        quiet: Annotated[
            bool,
            typer.Option(
                "--quiet",
                "-q",
                callback=_remembered(_QUIET),
                expose_value=False,
                rich_help_panel=FOR_PROGRAMS,
                help="Print nothing but warnings and errors.",
            ),
        ] = False,
    ) -> None:
        """Carry the options that all commands share."""

    options: list[Any] = [
        param for param in typer.main.get_command(probe).params if param.name != "help"
    ]
    return options


def _remembered(key: str) -> Any:  # noqa: ANN401 -- a callback of typer
    def remember(context: typer.Context, value: bool) -> None:
        context.meta[key] = value

    return remember
