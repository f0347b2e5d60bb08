"""Revisions on a database that is in use: what is in it stays, and gets what is new."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from pos.models.migrations import alembic_config as of_register
from pos.server.database import open_sqlite
from pos.server.schema import alembic_config as of_server
from pos.server.schema import upgrade
from tests.keys import new_signing_key


def test_a_register_keeps_where_it_stands_and_why_it_is_frozen() -> None:
    engine, config = create_engine("sqlite://", module=driver, poolclass=StaticPool), of_register()
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0002")
        db.exec_driver_sql("INSERT INTO register_state VALUES (1, 1, 7, 'h', 4, 2, 4, 99, 'fork')")

        command.upgrade(config, "0003")

        row = db.exec_driver_sql("SELECT * FROM register_state").one()
        assert tuple(row) == (1, 1, 7, "h", 4, 2, 4, 99, "fork")
        db.exec_driver_sql("UPDATE register_state SET frozen = 'replaced'")
        command.upgrade(config, "0004")
        row = db.exec_driver_sql("SELECT * FROM register_state").one()
        assert tuple(row) == (1, 1, 7, "h", 4, 2, 4, 99, "replaced")
        db.exec_driver_sql("UPDATE register_state SET frozen = 'fenced'")
        with pytest.raises(Exception, match="frozen_known"):
            db.exec_driver_sql("UPDATE register_state SET frozen = 'tired'")
        command.upgrade(config, "0005")
        row = db.exec_driver_sql("SELECT * FROM register_state").one()
        assert tuple(row) == (1, 1, 7, "h", 4, 2, 4, 99, "fenced", 0)
    engine.dispose()


def test_a_server_knows_the_key_of_each_register_that_enrolled(tmp_path: Path) -> None:
    key = new_signing_key().verifying_key
    database, config = open_sqlite(tmp_path / "server.db", create=True), of_server()
    with database.write() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "0003")
        db.exec_driver_sql(
            "INSERT INTO store (id, uuid, name, currency, timezone, day_cut_off, price_mode, "
            "address, tax_registration, feed_position, created_at) "
            "VALUES (1, x'01', 'Shop', 'USD', 'UTC', '00:00', 'tax_inclusive', '', '', 0, 0)"
        )
        register = (
            "INSERT INTO register (store_id, register_id, uuid, name, public_key, created_at, "
            "enrolled_at, perpetual_total, z_number) VALUES (1, ?, ?, ?, ?, 0, ?, 0, 0)"
        )
        db.exec_driver_sql(register, (1, b"1", "Till 1", key.der, 1234))
        db.exec_driver_sql(register, (2, b"2", "Till 2", None, None))

    upgrade(database)

    with database.read() as db:
        rows = db.exec_driver_sql(
            "SELECT register_id, series, key_id, public_key, since, until FROM register_key"
        ).all()
    database.close()
    assert [tuple(row) for row in rows] == [(1, 1, key.key_id, key.der, 1234, None)]
