"""Commands about operators: added, listed, and given rights beside their role."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos.domain.permission import Role

if TYPE_CHECKING:
    from pos.wire.messages import OperatorMessage

operator = typer.Typer(
    help="Add operators, list them, and give them rights.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The server's data folder.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
By = Annotated[str, typer.Option(metavar="NAME", help="A manager or owner; the PIN is asked for.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why; it is kept.")]


@operator.command("add")
def operator_add(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="As shown at sign-in.")],
    role: Annotated[Role, typer.Option(help="What the operator may do.")],
    as_json: AsJson = False,
) -> None:
    """Add an operator; the PIN comes from EVERTILL_PIN or is asked for twice."""
    from pos.runtime.ids import SystemIds
    from pos.server.folder import opened
    from pos.server.new_pin import new_pin
    from pos.server.operators import add_operator, hash_pin, require_free_name
    from pos.server.stores import the_store

    with opened(data) as server:
        with server.database.read() as db:
            require_free_name(db, the_store(db).number, name)
        pin_hash = hash_pin(new_pin())
        with server.database.write() as db:
            added = add_operator(
                db, the_store(db).number, name=name, role=role, pin_hash=pin_hash, ids=SystemIds()
            )
    _report(
        as_json,
        {"operator": str(added.id), "name": added.name, "role": added.role},
        f"{added.name} ({added.role}) may sign in after the registers' next pull.",
    )


@operator.command("list")
def operator_list(data: DataFolder, as_json: AsJson = False) -> None:
    """List the operators."""
    from pos.server.folder import opened
    from pos.server.operators import operators_of
    from pos.server.stores import the_store

    with opened(data) as server, server.database.read() as db:
        found = operators_of(db, the_store(db).number)
    _report(
        as_json,
        {"operators": [_operator_object(one) for one in found]},
        "\n".join(_operator_words(one) for one in found),
    )


@operator.command("grant")
def operator_grant(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="As shown at sign-in.")],
    right: Annotated[str, typer.Option(help="Such as “open a deferred session”.")],
    by: By,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Give an operator a right beside the role; the log of managers keeps who did it."""
    from pos.server.proved_deeds import Claim
    from pos.server.store_commands import grant

    done = grant(data, name, right, Claim(by, reason))
    _report(as_json, _operator_object(done), _operator_words(done))


@operator.command("revoke")
def operator_revoke(
    data: DataFolder,
    name: Annotated[str, typer.Option(help="As shown at sign-in.")],
    right: Annotated[str, typer.Option(help="As it was granted.")],
    by: By,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Take back a right beside the role; the log of managers keeps who did it."""
    from pos.server.proved_deeds import Claim
    from pos.server.store_commands import revoke

    done = revoke(data, name, right, Claim(by, reason))
    _report(as_json, _operator_object(done), _operator_words(done))


def _operator_object(one: OperatorMessage) -> dict[str, Any]:
    return {
        "operator": str(one.id),
        "name": one.name,
        "role": one.role,
        "active": one.active,
        "rights": list(one.rights),
    }


def _operator_words(one: OperatorMessage) -> str:
    rights = "".join(f", may {right}" for right in one.rights)
    return f"{one.name} ({one.role}){rights}"


def _report(as_json: bool, content: dict[str, Any], sentence: str) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False) if as_json else sentence)
