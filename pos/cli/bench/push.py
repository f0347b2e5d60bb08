"""Benchmark: push of 10-line sales to the real server, durable at both ends, all effects."""

from __future__ import annotations

from pos.cli.bench.ground import Ground, manager_of
from pos.cli.bench.sale import a_past_sale, a_sale, session_for
from pos.cli.register_folder import exchange_of
from pos.demo.measuring import Row, fdatasync_floor, timed

LINES = 10
SALES = 5_000
ROUNDS = 5


def measure(ground: Ground) -> Row:
    """Ring up sales, then time how fast they leave; several rounds, the middle one counts."""
    rates = []
    with ground.register() as register:
        floor = fdatasync_floor(register.folder.root)
        operator = manager_of(register)
        session = session_for(register, operator)
        with exchange_of(register) as exchange:
            exchange.engine.cycle()  # whatever waited before
            for turn in range(ROUNDS):
                ground.say(f"ringing up {SALES // ROUNDS} sales to push ({turn + 1}/{ROUNDS}) …")
                for number in range(SALES // ROUNDS):
                    past = a_past_sale(register, f"push-{turn}-{number}")
                    sale = a_sale(register, LINES)
                    register.checkout.record_past(session.id, operator, sale, past)
                result, milliseconds = timed(exchange.engine.cycle)
                rates.append(result.pushed / (milliseconds / 1000))
    middle = sorted(rates)[ROUNDS // 2]
    return Row(
        name="push",
        figures={
            "lines": LINES,
            "sales": SALES,
            "sales_per_second": round(middle),
            "rounds": [round(rate) for rate in rates],
            "fdatasync_ms": floor.p50,
        },
        aim="≥ 2,500 sales/s with all effects",
        met=middle >= 2_500,
    )
