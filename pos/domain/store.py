"""Store: the shop's settings that rules depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NewType
from uuid import UUID
from zoneinfo import ZoneInfo

from pos.domain.business_date import business_date
from pos.domain.currency import CurrencyCode
from pos.domain.tax import PriceMode

StoreId = NewType("StoreId", UUID)
RegisterId = NewType("RegisterId", UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A shop: its money, its clock on the wall, and whether its prices contain tax."""

    id: StoreId
    name: str
    currency: CurrencyCode
    zone: ZoneInfo
    day_cut_off: time
    price_mode: PriceMode
    address: str = ""
    tax_registration: str = ""

    def business_date(self, at: datetime) -> date:
        """Return the accounting day of a moment."""
        return business_date(at, self.zone, self.day_cut_off)
