"""`evertill enrol`: a data folder becomes a register, and gets its first catalogue."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pos.cli.options import AsJson, DataFolder, ServerAddress

if TYPE_CHECKING:
    from pos.cli.asking import PassphrasePrompt
    from pos.sync.enrolment import Enrolled

enrol = typer.Typer(add_completion=False, rich_markup_mode=None)


@enrol.command()
def enrol_register(
    data: DataFolder,
    server: ServerAddress,
    code: Annotated[
        str, typer.Option("--code", metavar="CODE", help="From `evertill register add`.")
    ],
    pull: Annotated[
        bool, typer.Option("--pull/--no-pull", help="Load the catalogue at once.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Enrol the folder with the server that gave the one-time code, and load its catalogue.

    With a code of `evertill register replace` the folder takes that register over: its journal
    is fetched and checked, and it goes on at the next numbers.

    If it is interrupted or the server is away, do the same again with the same code. Once the
    folder is enrolled it says so, and `evertill sync run` loads what is missing.
    """
    from pos.bootstrap import Surroundings
    from pos.cli.asking import PassphrasePrompt
    from pos.cli.progress_bar import progress_bar
    from pos.sync.enrolment import EnrolmentPorts
    from pos.sync.enrolment import enrol as enrol_folder

    around, prompt = Surroundings.real(), PassphrasePrompt()
    with progress_bar("Journal") as on_progress:
        ports = EnrolmentPorts(
            clock=around.clock,
            ids=around.ids,
            chance=around.chance,
            crash_points=around.settings.crash_points,
            ask_passphrase=prompt,
            progress=on_progress,
        )
        enrolled = enrol_folder(data, server=server, code=code, ports=ports)
    if not as_json:
        _tell(data, enrolled)
    products, problem = _first_load(data, prompt) if pull else (None, None)
    if as_json:
        content = {
            "register": str(enrolled.register_id),
            "name": enrolled.register_name,
            "store": enrolled.store_name,
            "series": enrolled.series,
            "data": str(data),
            "products": products,
            "problem": problem,
        }
        print(json.dumps(content, ensure_ascii=False))
    elif products is not None:
        print(f"{products:,} products are ready for sale.")
    if problem is not None:
        print(
            f"The catalogue is not complete yet: {problem} "
            "It comes with the next exchange, or with: evertill sync run",
            file=sys.stderr,
        )


def _tell(data: Path, enrolled: Enrolled) -> None:
    print(f"{enrolled.register_name} of {enrolled.store_name} is enrolled in {data}.")
    if enrolled.series > 1:
        print(f"It goes on where the device before it ended, in series {enrolled.series}.")


def _first_load(data: Path, prompt: PassphrasePrompt) -> tuple[int | None, str | None]:
    """Fetch the catalogue, and return how many products there are, or why it is not complete.

    The register is enrolled, whatever comes of this.
    """
    from pos.cli.progress_bar import progress_bar
    from pos.cli.register_folder import exchange_of, register_at

    with register_at(data, prompt) as register:
        with exchange_of(register) as exchange, progress_bar("Catalogue") as on_progress:
            result = exchange.cycle(on_progress)
        if result.problem is None:
            return register.catalogue.size(), None
    return None, result.problem
