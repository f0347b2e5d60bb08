"""The list as a table of docs/security.md: `python -m tests.bad_input.table` writes it there."""

from __future__ import annotations

from pathlib import Path

from tests.bad_input.where import SECURITY, WHERE

DOCUMENT = Path(__file__).parent.parent.parent / SECURITY
BEGIN, END = "<!-- the list: begin -->", "<!-- the list: end -->"


def written() -> str:
    """Return the table as it stands in the document."""
    return DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0].strip()


def table() -> str:
    """Return the table as it should stand there."""
    rows = [f"| {line} | {_places(references)} |" for line, references in WHERE.items()]
    return "\n".join(["| line | tests |", "|---|---|", *rows])


def _places(references: tuple[str, ...]) -> str:
    files = [one.partition("::")[0] for one in references if one != SECURITY]
    told = [f"`{file}`" for file in dict.fromkeys(files)]
    return ", ".join([*told, *(["see above"] if SECURITY in references else [])])


def main() -> None:
    """Put the table into the document."""
    text = DOCUMENT.read_text()
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")


if __name__ == "__main__":
    main()
