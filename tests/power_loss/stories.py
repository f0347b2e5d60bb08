"""The stories that are recorded: by name, each with the computers it happens on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from tests.power_loss.crash_states import Story
from tests.power_loss.recorder import Recorder
from tests.power_loss.register_judge import RegisterJudge
from tests.power_loss.server_judge import ServerJudge
from tests.power_loss.shop import Shop, a_shop
from tests.power_loss.till_day import DAY, Day, Deed, open_normal, sale

Tell = Callable[[Path], list[Story]]
STORIES: dict[str, Tell] = {}


def story(name: str) -> Callable[[Tell], Tell]:
    """Add a story by its name."""

    def add(tell: Tell) -> Tell:
        STORIES[name] = tell
        return tell

    return add


@story("day")
def a_day(base: Path) -> list[Story]:
    return a_day_of(base, DAY)


def a_day_of(base: Path, deeds: Sequence[tuple[str, Deed]]) -> list[Story]:
    """Record these transactions at a till that is enrolled and at its server."""
    with a_shop(base) as shop:
        shop.till.enrol(shop.server.code("Till 1"))
        shop.server.database.close()
        recorder = Recorder(shop.roots)
        with recorder.running():
            day = Day(shop)
            for name, deed in deeds:
                recorder.began(name)
                deed(day)
                recorder.told(name)
        return told(recorder, shop, "day")


def told(recorder: Recorder, shop: Shop, name: str, *, is_frozen: bool = False) -> list[Story]:
    """Return the two computers' sides of what was recorded."""
    till, server = RegisterJudge(is_frozen=is_frozen), ServerJudge()
    return [
        Story(f"{name}, till", recorder.recordings[shop.till.root], till),
        Story(f"{name}, server", recorder.recordings[shop.server.root], server),
    ]


def begun(shop: Shop) -> Day:
    """Enrol the till, open it and sell, all of it sent."""
    shop.till.enrol(shop.server.code("Till 1"))
    shop.till.start()
    shop.till.cycle()
    day = Day(shop)
    open_normal(day)
    sale(day)
    shop.till.cycle()
    return day


def closed(shop: Shop) -> None:
    shop.till.stop()
    shop.server.database.close()
