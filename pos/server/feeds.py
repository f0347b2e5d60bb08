"""The feed: what registers pull, as a log in which a thing that changed moves to the end."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, delete, select, update

from pos.domain.signature import Purpose, SigningKey
from pos.server import tables
from pos.server.database import insert_rows
from pos.wire.codec import feed_page_bytes
from pos.wire.messages import TOMBSTONE, ChangeMessage, FeedPage

PAGE_LIMIT_MAX = 5_000
_KEYS_PER_QUERY = 1_000
_feed = tables.feed_item.c


class CursorInvalid(ValueError):
    """The cursor is not one of this store and epoch: the register begins anew."""


@dataclass(frozen=True, slots=True)
class PutCounts:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


def put(
    db: Connection, store_number: int, topic: str, contents: Mapping[str, bytes | None]
) -> PutCounts:
    """Make each thing what `contents` says, under its key; None deletes it.

    What already is so keeps its position: registers do not pull it again.
    """
    _lock_feed(db, store_number)
    known = _contents(db, store_number, topic, list(contents))
    new = {key: None if text is None else text.decode() for key, text in contents.items()}
    written = {
        key: text for key, text in new.items() if (known.get(key) if key in known else None) != text
    }
    changed = [key for key in written if key in known]
    if changed:
        _forget(db, store_number, topic, changed)
    position = _take_positions(db, store_number, len(written))
    insert_rows(
        db,
        tables.feed_item,
        [
            (store_number, topic, key, position + place, text)
            for place, (key, text) in enumerate(written.items(), start=1)
        ],
    )
    return PutCounts(len(written) - len(changed), len(changed), len(new) - len(written))


def read_topic(db: Connection, store_number: int, topic: str) -> list[str]:
    """Return the contents of all things of a topic, oldest change first."""
    query = (
        select(_feed.content)
        .where(_feed.store_id == store_number, _feed.topic == topic, _feed.content.is_not(None))
        .order_by(_feed.position)
    )
    return [text for text in db.execute(query).scalars() if text is not None]


def read_thing(db: Connection, store_number: int, topic: str, key: str) -> str | None:
    """Return the content of one thing; nothing if there is none, or it was deleted."""
    query = select(_feed.content).where(
        _feed.store_id == store_number, _feed.topic == topic, _feed.key == key
    )
    return db.execute(query).scalar()


def position_of(cursor: str | None, store: UUID, epoch: UUID) -> int:
    """Return the position that a cursor stands for; none is the beginning.

    :raises CursorInvalid: if it was not made by `cursor_at` for this store and epoch.
    """
    if not cursor:
        return 0
    origin, _, digits = cursor.rpartition(".")
    if origin != _origin(store, epoch) or not (digits.isascii() and digits.isdigit()):
        raise CursorInvalid(cursor)
    if len(digits) > len(str(2**53)):
        raise CursorInvalid(cursor)
    return int(digits)


def cursor_at(position: int, store: UUID, epoch: UUID) -> str:
    """Return the opaque text for "everything up to this position has been seen"."""
    return f"{_origin(store, epoch)}.{position}"


def page_after(
    db: Connection, store_number: int, position: int, limit: int
) -> tuple[list[ChangeMessage], int, bool]:
    """Return at most `limit` changes, the position after them, and whether more follow."""
    rows = db.execute(
        select(_feed.topic, _feed.key, _feed.content, _feed.position)
        .where(_feed.store_id == store_number, _feed.position > position)
        .order_by(_feed.position)
        .limit(limit + 1)
    ).all()
    kept = rows[:limit]
    changes = [_change(topic, key, content) for topic, key, content, _ in kept]
    return changes, kept[-1].position if kept else position, len(rows) > limit


def newest_position(db: Connection, store_number: int) -> int:
    """Return the position of the newest change."""
    query = select(tables.store.c.feed_position).where(tables.store.c.id == store_number)
    position: int = db.execute(query).scalar_one()
    return position


def snapshot_page(db: Connection, store_number: int, *, store: UUID, epoch: UUID) -> bytes:
    """Return everything there is, without tombstones, as one encoded `FeedPage`."""
    position = newest_position(db, store_number)
    rows = db.execute(
        select(_feed.topic, _feed.key, _feed.content)
        .where(_feed.store_id == store_number, _feed.content.is_not(None))
        .order_by(_feed.position)
    )
    changes = [_change(topic, key, content) for topic, key, content in rows]
    return msgspec.json.encode(
        FeedPage(
            changes=changes,
            cursor=cursor_at(position, store, epoch),
            more=False,
            store=store,
            after="",
        )
    )


def page_signature(content: bytes, key: SigningKey) -> str:
    """Return the server's signature of a page of the feed, as its header has it."""
    sig = key.sign(Purpose.FEED_PAGE, feed_page_bytes(content))
    return b64encode(sig).decode("ascii")


def _change(topic: str, key: str, content: str | None) -> ChangeMessage:
    raw = TOMBSTONE if content is None else msgspec.Raw(content.encode())
    return ChangeMessage(topic=topic, key=key, content=raw)


def _origin(store: UUID, epoch: UUID) -> str:
    return f"{store.hex[-8:]}{epoch.hex}"


def _lock_feed(db: Connection, store_number: int) -> None:
    """Let positions become visible in their order: a reader never passes one that comes later."""
    db.execute(select(tables.store.c.id).where(tables.store.c.id == store_number).with_for_update())


def _contents(
    db: Connection, store_number: int, topic: str, keys: list[str]
) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for at in range(0, len(keys), _KEYS_PER_QUERY):
        query = select(_feed.key, _feed.content).where(
            _feed.store_id == store_number,
            _feed.topic == topic,
            _feed.key.in_(keys[at : at + _KEYS_PER_QUERY]),
        )
        found.update((key, content) for key, content in db.execute(query))
    return found


def _forget(db: Connection, store_number: int, topic: str, keys: list[str]) -> None:
    db.execute(
        delete(tables.feed_item).where(
            _feed.store_id == store_number,
            _feed.topic == topic,
            _feed.key == bindparam("one_key"),
        ),
        [{"one_key": key} for key in keys],
    )


def _take_positions(db: Connection, store_number: int, count: int) -> int:
    """Reserve positions and return the one before the first of them."""
    counter = tables.store.c.feed_position
    query = (
        update(tables.store)
        .where(tables.store.c.id == store_number)
        .values(feed_position=counter + count)
        .returning(counter)
    )
    newest: int = db.execute(query).scalar_one()
    return newest - count
