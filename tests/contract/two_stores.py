"""Two stores in one database, full of texts that nobody can mistake, and who asks of them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import msgspec
from sqlalchemy import update

from pos.domain.event import EventKind
from pos.domain.permission import Role
from pos.domain.store import Store, StoreId
from pos.domain.tax import PriceMode
from pos.runtime.ids import SystemChance, SystemIds
from pos.server import tables
from pos.server.enrolment import new_code
from pos.server.feeds import put
from pos.server.manager_log import LogPen
from pos.server.operators import add_operator
from pos.server.registers import add_register
from pos.server.session_closing import Hand, close_here
from pos.server.session_rows import ClosedHow
from pos.server.stores import create_store, store_by_number
from pos.server.tokens import Bearer, new_token
from pos.wire.codec import encode
from pos.wire.messages import EnrolAnswer, EnrolRequest, ProductMessage
from pos.wire.payloads import RegisterEnrolledPayload
from tests.builders import USD, JournalWriter, a_product
from tests.keys import new_signing_key
from tests.servers import (
    STANDARD,
    RegisterOverHttp,
    RunningServer,
    an_enrol_request,
    ask,
    enrol_over_http,
)

OURS, SIBLINGS, THEIRS = "MARKER-OURS", "MARKER-SIBLINGS", "MARKER-THEIRS"


class _Writer(JournalWriter):
    def close_uncounted_of_nobody(self) -> None:
        """Seal the end of a session that this register never opened."""
        self.opened_at = self.clock.now()
        self.close_uncounted()


def another_stores_till(server: RunningServer, http: httpx.Client) -> RegisterOverHttp:
    """Enrol a register of a second store of the same database, with a token of its own."""
    ids, now, key = SystemIds(), server.clock.now(), new_signing_key()
    store = Store(
        id=StoreId(ids.new_id()),
        name=f"{THEIRS} shop",
        currency=USD,
        zone=ZoneInfo("America/New_York"),
        day_cut_off=time(4),
        price_mode=PriceMode.TAX_INCLUSIVE,
    )
    with server.database.write() as db:
        create_store(db, store, [STANDARD], key=server.key.verifying_key, ids=ids, now=now)
        added = add_register(db, 2, f"{THEIRS} till", ids=ids, now=now)
        code = new_code(db, 2, added.number, chance=SystemChance(), now=now)
    public_key = b64encode(key.verifying_key.der).decode()
    request = EnrolRequest(code=code, public_key=public_key, program_version="0.3.0")
    enrolled = ask(http, "/v1/enrolments", request, EnrolAnswer)
    journal = _Writer(
        store=store.id, register=enrolled.register_id, key=key, clock=server.clock, ids=ids
    )
    payload = RegisterEnrolledPayload(register_name=f"{THEIRS} till", public_key=public_key)
    journal.write(EventKind.REGISTER_ENROLLED, payload)
    till = RegisterOverHttp(server, http, key, enrolled, journal)
    bear(till, Bearer(store.id, enrolled.register_id, key.verifying_key.key_id))
    return till


def bear(till: RegisterOverHttp, bearer: Bearer) -> None:
    """Give the register a token as the server would."""
    till.token = new_token(bearer, till.server.context.secret, till.server.clock.now())
    till.headers = {"Authorization": f"Bearer {till.token}"}


@dataclass
class TwoStores:
    """Our register, another one of our store, and one of another store of the same database."""

    server: RunningServer
    ours: RegisterOverHttp
    siblings: RegisterOverHttp
    theirs: RegisterOverHttp

    def marks_hidden_from(self, till: RegisterOverHttp) -> tuple[bytes, ...]:
        """Return what must not be in the bytes of any answer to this register."""
        if till is self.theirs:
            hidden = [OURS, SIBLINGS, *_ids_of(self.ours), *_ids_of(self.siblings)]
        else:
            hidden = [THEIRS, *_ids_of(self.theirs)]
        return tuple(one.encode() for one in hidden)


def two_stores(server: RunningServer, http: httpx.Client) -> TwoStores:
    """Fill both stores: people, products, a sale, a session closed by hand and one left stuck."""
    ours = enrol_over_http(server, http, f"{OURS} till")
    siblings = enrol_over_http(server, http, f"{SIBLINGS} till")
    theirs = another_stores_till(server, http)
    for till, mark, number in ((ours, OURS, 1), (siblings, SIBLINGS, 1), (theirs, THEIRS, 2)):
        _fill(till, mark, number)
    server.clock.advance(timedelta(days=3))  # what is open now is stuck
    for till in (ours, siblings):
        till.sign_in()
    bear(theirs, Bearer(theirs.enrolled.store.id, theirs.id, theirs.key.verifying_key.key_id))
    return TwoStores(server, ours, siblings, theirs)


def _fill(till: RegisterOverHttp, mark: str, number: int) -> None:
    server, journal = till.server, till.journal
    product = ProductMessage(
        sku=f"{mark}-1", name=f"{mark} milk", unit="each", price="1", tax_category="standard"
    )
    with server.database.write() as db:
        manager = add_operator(
            db, number, name=f"{mark} Mia", role=Role.MANAGER, pin_hash="", ids=SystemIds()
        )
        put(db, number, "product", {product.sku: encode(product)})
    journal.open()
    closed = journal.session_id
    journal.sell([msgspec.structs.replace(a_product(), name=f"{mark} bread")])
    till.push(journal.push())
    assert closed is not None
    with server.database.write() as db:
        hand = Hand(how=ClosedHow.MANAGER, by=manager, reason=f"{mark} reason")
        pen = LogPen(server.key, SystemIds(), server.clock.now())
        close_here(db, store_by_number(db, number), closed, hand, pen)
    sent = len(journal.sealed)
    journal.open()
    till.push(journal.push(after=sent))


def _ids_of(till: RegisterOverHttp) -> list[str]:
    sessions = [till.journal.session_id] if till.journal.session_id else []
    return [str(till.id), *(str(one) for one in sessions)]


# Who asks. Each takes the shops as they stand and returns the register that it asks as.
Caller = Callable[[TwoStores], RegisterOverHttp]


def nobody(shops: TwoStores) -> RegisterOverHttp:
    return replace(shops.ours, headers={})


def a_stranger(shops: TwoStores) -> RegisterOverHttp:
    """Ask with a token of this server for a register that there is not."""
    till = replace(shops.ours)
    bear(till, Bearer(shops.server.store.id, UUID(int=7), till.key.verifying_key.key_id))
    return till


def our_register_in_their_store(shops: TwoStores) -> RegisterOverHttp:
    """Ask with a token of this server that mixes the two."""
    till = replace(shops.ours)
    bear(till, Bearer(shops.theirs.enrolled.store.id, till.id, till.key.verifying_key.key_id))
    return till


def a_liar(shops: TwoStores) -> RegisterOverHttp:
    """Ask with a token whose seal is another one."""
    forged = f"{shops.ours.token[:-6]}AAAA=="
    return replace(shops.ours, headers={"Authorization": f"Bearer {forged}"})


def someone_late(shops: TwoStores) -> RegisterOverHttp:
    shops.server.clock.advance(timedelta(minutes=16))
    return shops.ours


def a_fenced_register(shops: TwoStores) -> RegisterOverHttp:
    mine = tables.register.c.uuid == shops.ours.id.bytes
    with shops.server.database.write() as db:
        db.execute(update(tables.register).where(mine).values(revoked_at=1))
    return shops.ours


def a_replaced_device(shops: TwoStores) -> RegisterOverHttp:
    server = shops.server
    with server.database.write() as db:
        code = new_code(db, 1, 1, chance=SystemChance(), now=server.clock.now(), replaces=1)
    ask(shops.ours.http, "/v1/enrolments", an_enrol_request(code, new_signing_key()), EnrolAnswer)
    return shops.ours


def a_register(shops: TwoStores) -> RegisterOverHttp:
    return shops.ours


def another_register(shops: TwoStores) -> RegisterOverHttp:
    return shops.siblings


def a_register_of_the_other_store(shops: TwoStores) -> RegisterOverHttp:
    return shops.theirs
