"""`evertill demo`: a shift worked through the real window, or the demo shop to try by hand."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos.demo.shop import OPERATORS, DemoShop

_DEFAULT_SALES = 30


def demo(arguments: list[str]) -> int:
    """Run the demo and return 0 only if every check holds."""
    given = _parser().parse_args(arguments)
    if given.by_hand:
        return _by_hand(given.data or _own_folder(), given.language)
    with tempfile.TemporaryDirectory(prefix="evertill-demo-") as folder:
        return _scripted(Path(folder), given)


def _scripted(folder: Path, given: argparse.Namespace) -> int:
    from pos.ui.demo.shift import work_shift

    out: Path = given.out
    _clear(out)
    with _shop(folder) as shop:
        try:
            summary = work_shift(shop, out, sales=given.sales, say=_say)
        finally:  # the shop's folder goes away, so what it had to tell is kept
            shutil.copytree(shop.till_folder / "logs", out / "logs")
    (out / "summary.json").write_text(
        json.dumps(summary, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    if given.json:
        print(json.dumps(summary))
    failed = [check for check in summary["checks"] if not check["holds"]]
    for check in failed:
        _say(f"NOT equal: {check['name']}: expected {check['expected']}, found {check['found']}")
    _say(
        f"{summary['sales']} sales, total {summary['total']}, "
        f"{len(summary['checks'])} checks, {len(failed)} failed; everything is in {out}"
    )
    return 1 if failed else 0


def _by_hand(root: Path, language: str) -> int:
    from pos.ui.commands import till

    with _shop(root) as shop:
        print(f"A demo shop in {root}, its server at {shop.url}. Sign in as:")
        for operator in OPERATORS:
            print(f"  {operator.name:<4} {operator.role.value:<8} PIN {operator.pin}")
        print("Close the window to end.", flush=True)
        words = ["--language", language] if language else []
        return till(["--data", str(shop.till_folder), *words])


@contextmanager
def _shop(root: Path) -> Iterator[DemoShop]:
    """Set the shop up, with its keys sealed by the demo's own passphrase; stop it at the end."""
    _say("setting the demo shop up …")
    shop = DemoShop(root)
    os.environ.update(shop.environment())
    try:
        shop.set_up()
        yield shop
    finally:
        shop.stop_server()


def _clear(out: Path) -> None:
    """Make room for what this run leaves; only what an earlier run left is removed."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("screens", "receipts", "logs"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "summary.json").unlink(missing_ok=True)


def _own_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("evertill", appauthor=False) / "demo"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="evertill demo",
        description="Work a whole shift through the real window by key and mouse, with a server "
        "that is killed in the middle, and check every total against a sum of its own.",
    )
    parser.add_argument("--out", type=Path, default=Path("out"), help="where the results go")
    parser.add_argument("--sales", type=int, default=_DEFAULT_SALES, help="how many sales")
    parser.add_argument("--json", action="store_true", help="print the summary")
    parser.add_argument("--by-hand", action="store_true", help="open the demo shop's till instead")
    parser.add_argument("--data", type=Path, help="with --by-hand: the folder of the demo shop")
    parser.add_argument("--language", choices=("en", "ar"), default="", help="with --by-hand")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
