"""The options that several commands share, so that they read and mean the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataFolder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", help="The data folder of the register."),
]
ServerAddress = Annotated[
    str,
    typer.Option("--server", metavar="URL", help="The server, as in http://127.0.0.1:8765."),
]
OptionalServerAddress = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Ask this server too."),
]
OperatorName = Annotated[
    str,
    typer.Option("--operator", metavar="NAME", help="Who acts; the PIN is asked for."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object, for programs.")]
