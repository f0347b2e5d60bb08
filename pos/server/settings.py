"""Settings of a store: things of the feed, each by its name, or else what the domain says."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sqlalchemy import Connection

from pos.domain.setting import (
    LOST_REGISTER_DAYS,
    STUCK_COUNTING_MINUTES,
    STUCK_DEFERRED_DAYS,
    STUCK_NORMAL_HOURS,
    Setting,
    SettingInvalid,
    setting_named,
)
from pos.domain.stuck import Thresholds
from pos.server.feeds import put, read_thing
from pos.wire.codec import encode
from pos.wire.messages import SettingMessage

TOPIC = "setting"


def setting_value(db: Connection, store_number: int, setting: Setting) -> int:
    """Return what the setting is for the store; its default where nobody set it."""
    text = read_thing(db, store_number, TOPIC, setting.name)
    if text is None:
        return setting.default
    try:
        return setting.parse(msgspec.json.decode(text, type=SettingMessage).value)
    except (msgspec.DecodeError, SettingInvalid):  # of another version: better than no till
        return setting.default


def set_setting(db: Connection, store_number: int, name: str, value: str) -> SettingMessage:
    """Write the setting; registers pull it.

    :raises SettingInvalid: if there is none of that name, or it cannot have that value.
    """
    message = SettingMessage(name=name, value=str(setting_named(name).parse(value)))
    put(db, store_number, TOPIC, {name: encode(message)})
    return message


def thresholds(db: Connection, store_number: int) -> Thresholds:
    """Return how long without activity makes a session of the store stuck."""

    def value(setting: Setting) -> int:
        return setting_value(db, store_number, setting)

    return Thresholds(
        normal=timedelta(hours=value(STUCK_NORMAL_HOURS)),
        deferred=timedelta(days=value(STUCK_DEFERRED_DAYS)),
        counting=timedelta(minutes=value(STUCK_COUNTING_MINUTES)),
        register=timedelta(days=value(LOST_REGISTER_DAYS)),
    )
