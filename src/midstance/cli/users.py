"""`midstance users`: who may log in to the app from other machines."""

from typing import Annotated, Literal

import typer

from midstance.cli.command import Commands
from midstance.cli.serve import Database, Folder, open_store

app = Commands(
    no_args_is_help=True,
    help="Add and remove those who may log in to the app from other machines.",
)

Name = Annotated[str, typer.Argument(help="What they log in as.")]
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
    role: Annotated[
        Literal["owner", "coach", "viewer"],
        typer.Option(
            help="owner: everything; coach: everything with the people they see; "
            "viewer: looks at people chosen for them."
        ),
    ] = "coach",
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
        left = "" if one.quota_bytes is None else f", {one.quota_bytes / 1e9:g} GB"
        typer.echo(f"{one.name}: {one.role}{left}")


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


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
