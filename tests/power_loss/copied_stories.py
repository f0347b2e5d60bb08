"""Stories of registers of which there is a copy: set back, or cloned and sold on twice."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from pos.sync import recovery
from tests.power_loss.crash_states import Story
from tests.power_loss.recorder import Recorder
from tests.power_loss.shop import Shop, a_shop
from tests.power_loss.stories import begun, closed, story, told
from tests.power_loss.till_day import close_normal, count, sale


@story("recovery")
def a_recovery(base: Path) -> list[Story]:
    with a_shop(base) as shop, patch.object(recovery, "ENTRIES_PER_PAGE", 4):
        day, copy = begun(shop), base / "copy"
        _copied(shop, copy)
        for deed in (sale, sale, sale, count, close_normal):
            deed(day)
        _put_back(shop, copy)
        recorder = Recorder(shop.roots)
        with recorder.running():
            recorder.began("start of a till that was set back")
            shop.till.start()
            recorder.began("recovery page")
            shop.till.cycle()
            recorder.told("recovery page")
            closed(shop)
        return told(recorder, shop, "recovery", is_frozen=True)


@story("copied till")
def a_copied_till(base: Path) -> list[Story]:
    """Tell how the second of two copies keeps its own history, and goes on in a new series."""
    with a_shop(base) as shop:
        day, copy = begun(shop), base / "copy"
        _copied(shop, copy)
        sale(day)
        _put_back(shop, copy)
        recorder = Recorder(shop.roots)
        with recorder.running():
            recorder.began("sale on a copied till")
            shop.till.start()
            sale(day)
            for name in ("branch of a copied till", "new series of a copied till"):
                recorder.began(name)
                assert shop.till.exchange is not None
                shop.till.exchange.cycle()
                shop.clock.advance(timedelta(minutes=5))
            recorder.began("sale in a new series")
            sale(day)
            shop.till.cycle()
            assert shop.till.register.database.fetch("SELECT series FROM register_state") != [(1,)]
            closed(shop)
        return told(recorder, shop, "copied till", is_frozen=True)


def _copied(shop: Shop, copy: Path) -> None:
    """Clone the till's disk while it is off."""
    shop.till.stop()
    shutil.copytree(shop.till.folder, copy)
    shop.till.start()


def _put_back(shop: Shop, copy: Path) -> None:
    """Send what the till has, and go on from the copy."""
    shop.till.cycle()
    closed(shop)
    shutil.rmtree(shop.till.folder)
    copy.rename(shop.till.folder)
