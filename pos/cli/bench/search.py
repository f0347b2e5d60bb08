"""Benchmark: search as you type, and barcode look-up, over a large catalogue."""

from __future__ import annotations

from dataclasses import asdict

from pos.bootstrap import Register
from pos.cli.bench.ground import Ground
from pos.demo.measuring import Row, spread, timed

WORDS = 400
BARCODES = 2_000


def measure(ground: Ground) -> Row:
    """Type the beginnings of names, key by key, two words at a time; then scan."""
    with ground.register() as register:
        size = register.catalogue.size()
        names, barcodes = _sample(register)
        strokes = [
            timed(lambda typed=typed: register.catalogue.search(typed))[1]  # type: ignore[misc]
            for name in names
            for typed in _beginnings(name)
        ]
        scans = [
            timed(lambda code=code: register.catalogue.find(code))[1]  # type: ignore[misc]
            for code in barcodes
        ]
    key_stroke, look_up = spread(strokes), spread(scans)
    return Row(
        name="search",
        figures={
            "products": size,
            "key_stroke_ms": asdict(key_stroke),
            "barcode_ms": asdict(look_up),
        },
        aim="a key stroke's p99 ≤ 15 ms",
        met=key_stroke.p99 <= 15,
    )


def _sample(register: Register) -> tuple[list[str], list[str]]:
    """Return names and barcodes from all over the catalogue."""
    with register.database.begin() as db:
        names = db.exec_driver_sql(
            "SELECT name FROM product ORDER BY id * 7919 % 92333 LIMIT ?", (WORDS,)
        ).all()
        codes = db.exec_driver_sql(
            "SELECT gtin FROM product WHERE gtin IS NOT NULL ORDER BY id * 104729 % 92333 LIMIT ?",
            (BARCODES,),
        ).all()
    return [row[0] for row in names], [row[0] for row in codes]


def _beginnings(name: str) -> list[str]:
    """Return what stands in the field after each key, for the last and the first word."""
    words = name.split()
    typed = f"{words[-1]} {words[0]}"
    return [typed[:length] for length in range(1, min(len(typed), 12) + 1)]
