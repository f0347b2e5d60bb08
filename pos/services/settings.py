"""Settings of the store as the feed last brought them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from pos.domain.setting import (
    LOST_REGISTER_DAYS,
    STUCK_COUNTING_MINUTES,
    STUCK_DEFERRED_DAYS,
    STUCK_NORMAL_HOURS,
    Setting,
    SettingInvalid,
)
from pos.domain.stuck import Thresholds
from pos.models.rows import first_row


def read_setting(db: Connection, setting: Setting) -> int:
    """Return the setting's value; its default if nobody set it, or to something impossible."""
    row = first_row(db, "SELECT value FROM setting WHERE name = ?", setting.name)
    if row is None:
        return setting.default
    try:
        return setting.parse(row[0])
    except SettingInvalid:
        return setting.default


def read_thresholds(db: Connection) -> Thresholds:
    """Return how long without activity makes a session stuck."""
    return Thresholds(
        normal=timedelta(hours=read_setting(db, STUCK_NORMAL_HOURS)),
        deferred=timedelta(days=read_setting(db, STUCK_DEFERRED_DAYS)),
        counting=timedelta(minutes=read_setting(db, STUCK_COUNTING_MINUTES)),
        register=timedelta(days=read_setting(db, LOST_REGISTER_DAYS)),
    )
