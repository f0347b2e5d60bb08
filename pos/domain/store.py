"""Store: the shop's settings that rules depend on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NewType
from uuid import UUID
from zoneinfo import ZoneInfo

from pos.domain.business_date import business_date, day_ends_at
from pos.domain.cash_session import BusinessDays
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
    opened_on: date | None = None  # no business date is before it
    closed_through: date | None = None  # the books are closed up to and with this day

    def business_date(self, at: datetime) -> date:
        """Return the accounting day of a moment."""
        return business_date(at, self.zone, self.day_cut_off)

    def day_ends_at(self, day: date) -> datetime:
        """Return the moment at which a business date ends."""
        return day_ends_at(day, self.zone, self.day_cut_off)

    def business_days(self, at: datetime) -> BusinessDays:
        """Return the days that the store's books take at a moment."""
        return BusinessDays(
            today=self.business_date(at),
            opened_on=self.opened_on,
            closed_through=self.closed_through,
        )
