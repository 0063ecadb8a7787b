"""`midstance users`: who may log in to the app from other machines."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from midstance.cli.command import Commands
from midstance.cli.serve import Database, Folder, open_store

if TYPE_CHECKING:
    from midstance.web.access.users import User

app = Commands(
    no_args_is_help=True,
    help="Add, change and remove those who may log in to the app from other machines.",
)

Role = Literal["owner", "coach", "viewer"]
Name = Annotated[str, typer.Argument(help="What they log in as.")]
_ROLES = (
    "owner: everything; coach: everything with the people they see; viewer: looks at "
    "people chosen for them."
)
Password = Annotated[
    str | None,
    typer.Option(
        envvar="MIDSTANCE_PASSWORD",
        help="Their password; default: it is asked for, and not shown.",
    ),
]


@app.command("add")
def add(
    name: Name,
    *,
    role: Annotated[Role, typer.Option(help=_ROLES)] = "coach",
    quota_gb: Annotated[
        float | None,
        typer.Option(help="How much their videos may take; default: anything.", min=0),
    ] = None,
    password: Password = None,
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Let somebody log in."""
    from midstance.web.access.users import Users

    quota_bytes = None if quota_gb is None else round(quota_gb * 1e9)
    users = Users(open_store(folder, database).rows)
    new = users.add(name, password or _asked(), role, quota_bytes=quota_bytes)
    typer.echo(f"{new.name} may log in as {new.role}.")


@app.command("list")
def list_(*, folder: Folder = None, database: Database = None) -> None:
    """Show who may log in."""
    from midstance.web.access.users import Users

    users = Users(open_store(folder, database).rows).all()
    if not users:
        typer.echo("Nobody yet; add somebody with: midstance users add NAME")
    for one in users:
        typer.echo(f"{one.name}: {_described(one)}")


@app.command("change")
def change(
    name: Name,
    *,
    role: Annotated[Role | None, typer.Option(help=_ROLES)] = None,
    is_disabled: Annotated[
        bool | None,
        typer.Option(
            "--disable/--enable",
            help="Lock them out, wherever they are logged in, or let them in again.",
        ),
    ] = None,
    quota_gb: Annotated[
        float | None,
        typer.Option(help="How much their videos may take.", min=0),
    ] = None,
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Give somebody another role or quota, lock them out, or let them in again."""
    from midstance.errors import ConfigError
    from midstance.web.access.users import Users

    if role is None and is_disabled is None and quota_gb is None:
        raise ConfigError(
            "Nothing to change; give --role, --quota-gb, --disable or --enable."
        )
    users = Users(open_store(folder, database).rows)
    was = users.named(name)
    users.change(
        name,
        role=role or was.role,
        is_disabled=was.is_disabled if is_disabled is None else is_disabled,
        quota_bytes=was.quota_bytes if quota_gb is None else round(quota_gb * 1e9),
    )
    typer.echo(f"{was.name}: {_described(users.named(name))}")


@app.command("remove")
def remove(name: Name, *, folder: Folder = None, database: Database = None) -> None:
    """Let somebody log in no more; what they brought stays."""
    from midstance.web.access.users import Users

    Users(open_store(folder, database).rows).remove(name)
    typer.echo(f"{name} may log in no more.")


@app.command("password")
def password(
    name: Name,
    *,
    password: Password = None,
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Give somebody another password; they are logged out everywhere."""
    from midstance.web.access.users import Users

    users = Users(open_store(folder, database).rows)
    users.named(name)
    users.set_password(name, password or _asked())
    typer.echo(f"{name} has another password, and is logged out everywhere.")


def _described(user: "User") -> str:
    quota = "" if user.quota_bytes is None else f", {user.quota_bytes / 1e9:g} GB"
    return f"{user.role}{quota}{', locked out' if user.is_disabled else ''}"


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
