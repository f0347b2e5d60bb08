"""What the commands of cash sessions share: their options, the open folder, and printing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pos.runtime.paths import FolderKind, is_data_folder, read_data_folder

if TYPE_CHECKING:
    from pos.bootstrap import Register
    from pos.domain.store import Store
    from pos.services.operators import Operator

AnyFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The folder of a register or of a server.")
]
Id = Annotated[
    str, typer.Argument(metavar="ID", help="The session's id, or enough of its beginning.")
]
Who = Annotated[
    str | None,
    typer.Option("--operator", "--by", metavar="NAME", help="Who acts; the PIN is asked for."),
]
Operating = Annotated[
    str, typer.Option("--operator", metavar="NAME", help="Who acts; the PIN is asked for.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")]


@contextmanager
def opened(data: Path) -> Iterator[tuple[Register, Store]]:
    from pos.cli.register_folder import register_at
    from pos.services.identity import load_store

    with register_at(data) as register:
        with register.database.begin() as db:
            store = load_store(db)
        yield register, store


def signed_in(register: Register, name: str) -> Operator:
    from pos.cli.asking import sign_in
    from pos.runtime.config import Settings

    return sign_in(register, name, Settings.from_environment())


def is_server(data: Path) -> bool:
    return is_data_folder(data) and read_data_folder(data).kind is FolderKind.SERVER


def leave(code: int | None) -> None:
    """End the command here, as what did the work says."""
    raise typer.Exit(code or 0)


def report(content: dict[str, Any], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(content)
    else:
        print(words)


def print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False))


def print_lines(lines: Iterable[str]) -> None:
    print("\n".join(lines))
