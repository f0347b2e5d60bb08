"""Every parser of the program, what is drawn for it, and what it may raise.

A new parser joins with a line here; `test_parsers.py` fails while it is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from pos.cli import session_arguments
from pos.domain import (
    canonical,
    clean_text,
    currency,
    event,
    money,
    product,
    quantity,
    search_text,
    setting,
    signature,
    typed_number,
    typed_time,
    unit_price,
)
from pos.domain.problem import Problem
from pos.domain.quantity import EACH
from pos.domain.server_session import HalfAnAnswer
from pos.domain.tax import TaxRateInvalid
from pos.runtime import backup_file, backup_manifest, first_look, ids, paths, sealed_file
from pos.server import (
    bodies,
    catalogue_file,
    catalogue_import,
    feeds,
    recompute,
    store_commands,
    store_settings,
    tokens,
)
from pos.server.refusals import Refusal
from pos.services import catalogue, past_sales_file, replay
from pos.services.past_sales_ticket import TicketRefused
from pos.sync import answers, retry, server_address
from pos.ui.checkout import entry
from pos.ui.checkout.problems import Refused, read_money
from pos.wire import archive, codec
from pos.wire.payloads import SessionClosedPayload
from tests.builders import USD
from tests.fuzzing.drawing import TEXTS, bytes_like, packed_or_not
from tests.fuzzing.readers import (
    BACKUP,
    BODIES,
    CLOSING,
    CURRENCIES,
    ENGLISH,
    FIRST_LOOK,
    HOLDER,
    KEY_FILE,
    KINDS,
    MANIFEST,
    MARKER,
    MESSAGES,
    PACKED,
    PRIVATE,
    PRODUCTS,
    PUBLIC,
    REPLIES,
    SALE,
    SALES,
    SECRET,
    SOME_ID,
    TOKEN,
    TRUE_ROW,
    TRUE_TICKET,
    a_row,
    a_ticket,
    all_of,
    an_event,
    cells_like,
    environment_of,
    holder,
    of_file,
    opened_keys,
    product_of,
    session_state,
    sessions_state,
    stuck,
    whole_backup,
    whole_catalogue,
)
from tests.registers import NOON, usd


@dataclass(frozen=True, slots=True)
class Parser:
    """A function that reads what comes from outside: all it may do is return, or raise one of
    `raises`. `name` is its module below `pos` and its name there.
    """

    name: str
    read: Callable[[Any], object]
    drawn: st.SearchStrategy[Any]
    raises: tuple[type[Exception], ...] = ()

    def __str__(self) -> str:
        return self.name


AMOUNTS = (money.AmountInvalid, money.AmountTooLarge)
JSON = (msgspec.DecodeError, UnicodeError, RecursionError)
SETTINGS = st.tuples(st.sampled_from(sorted(setting.SETTINGS)) | TEXTS, TEXTS)
TYPED_MONEY = st.tuples(TEXTS, CURRENCIES)

OF_TEXTS = [
    Parser("domain.typed_number:parse_decimal", typed_number.parse_decimal, TEXTS),
    Parser("domain.typed_time:parse_time", typed_time.parse_time, TEXTS),
    Parser("domain.money:parse_money", lambda one: money.parse_money(*one), TYPED_MONEY, AMOUNTS),
    Parser(
        "domain.quantity:parse_quantity",
        lambda text: quantity.parse_quantity(text, EACH),
        TEXTS,
        (quantity.QuantityInvalid,),
    ),
    Parser(
        "domain.quantity:unit_of_measure",
        quantity.unit_of_measure,
        TEXTS,
        (quantity.UnknownUnit,),
    ),
    Parser(
        "domain.unit_price:parse_unit_price",
        lambda one: unit_price.parse_unit_price(*one),
        TYPED_MONEY,
        (unit_price.PriceInvalid,),
    ),
    Parser(
        "domain.setting:Setting.parse",
        lambda one: setting.setting_named(one[0]).parse(one[1]),
        SETTINGS,
        (setting.SettingInvalid,),
    ),
    Parser("domain.currency:currency", currency.currency, TEXTS, (currency.UnknownCurrency,)),
    Parser("domain.product:gtin", product.gtin, TEXTS, (product.GtinInvalid,)),
    Parser("domain.product:sku", product.sku, TEXTS, (product.SkuInvalid,)),
    Parser(
        "domain.clean_text:clean_text",
        lambda text: clean_text.clean_text(text, what="It"),
        TEXTS,
        (clean_text.TextInvalid,),
    ),
    Parser("domain.search_text:fold", search_text.fold, TEXTS),
    Parser("runtime.ids:read_one_time_code", ids.read_one_time_code, TEXTS, (ids.CodeNotReadable,)),
    Parser("services.catalogue:barcode_key", catalogue.barcode_key, TEXTS),
    Parser(
        "sync.retry:read_retry_after",
        lambda text: retry.read_retry_after(text, NOON),
        TEXTS,
    ),
    Parser(
        "sync.server_address:server_address",
        server_address.server_address,
        TEXTS,
        (server_address.ServerAddressInvalid,),
    ),
    Parser(
        "server.feeds:position_of",
        lambda text: feeds.position_of(text, SOME_ID, SOME_ID),
        TEXTS | st.just(feeds.cursor_at(3, SOME_ID, SOME_ID)),
        (feeds.CursorInvalid,),
    ),
    Parser(
        "server.tokens:read_token",
        lambda text: tokens.read_token(text, SECRET, NOON),
        TEXTS | bytes_like(TOKEN.encode()).map(lambda one: one.decode("latin-1")),
        (Refusal,),
    ),
    Parser(
        "server.store_commands:typed_day",
        store_commands.typed_day,
        TEXTS,
        (store_commands.DateInvalid,),
    ),
    Parser(
        "server.store_settings:tax_rates",
        lambda text: store_settings.tax_rates((text, f"standard={text}")),
        TEXTS,
        (store_settings.SettingInvalid, TaxRateInvalid),
    ),
    Parser(
        "server.store_settings:_zone", store_settings._zone, TEXTS, (store_settings.SettingInvalid,)
    ),
    Parser(
        "server.store_settings:_cut_off",
        store_settings._cut_off,
        TEXTS,
        (store_settings.SettingInvalid,),
    ),
    Parser(
        "cli.session_arguments:typed_date",
        session_arguments.typed_date,
        TEXTS,
        (session_arguments.ArgumentInvalid,),
    ),
    Parser(
        "cli.session_arguments:typed_amount",
        lambda one: session_arguments.typed_amount(*one, what="It"),
        TYPED_MONEY,
        (session_arguments.ArgumentInvalid, *AMOUNTS),
    ),
    Parser(
        "cli.session_arguments:typed_tenders",
        lambda text: session_arguments.typed_tenders((text, f"card={text}"), USD),
        TEXTS,
        (session_arguments.ArgumentInvalid, *AMOUNTS),
    ),
    Parser("ui.checkout.entry:read_entry", entry.read_entry, TEXTS),
    Parser(
        "ui.checkout.problems:read_money",
        lambda text: read_money(text, ENGLISH, usd("1.00")),
        TEXTS,
        (Refused,),
    ),
    Parser(
        "runtime.config:Settings.from_environment",
        environment_of,
        st.tuples(TEXTS, TEXTS, TEXTS),
        (Problem,),
    ),
    Parser(
        "server.catalogue_import:_RowReader.product",
        a_row,
        cells_like(*TRUE_ROW),
        (catalogue_import.RowRefused,),
    ),
    Parser(
        "services.past_sales_ticket:TicketReader.read",
        a_ticket,
        cells_like(*TRUE_TICKET),
        (TicketRefused,),
    ),
]
OF_BYTES = [
    Parser(
        "domain.event:parse_event", event.parse_event, bytes_like(*BODIES), (event.EventInvalid,)
    ),
    Parser(
        "domain.canonical:require_canonical",
        canonical.require_canonical,
        bytes_like(*BODIES),
        (canonical.NotCanonical,),
    ),
    Parser(
        "domain.signature:load_signing_key",
        signature.load_signing_key,
        bytes_like(PRIVATE),
        (ValueError,),
    ),
    Parser(
        "domain.signature:load_verifying_key",
        signature.load_verifying_key,
        bytes_like(PUBLIC),
        (ValueError,),
    ),
    Parser(
        "wire.codec:decode",
        lambda one: codec.decode(*one),
        st.tuples(bytes_like(*MESSAGES), KINDS),
        (codec.MessageInvalid,),
    ),
    Parser(
        "wire.codec:decompress",
        lambda one: codec.decompress(*one, largest=10_000),
        st.tuples(bytes_like(*PACKED), st.sampled_from(codec.Coding)),
        (codec.MessageInvalid,),
    ),
    Parser(
        "wire.archive:continued_by",
        lambda one: archive.continued_by(one.decode("utf-8", "replace")),
        bytes_like(*BODIES),
    ),
    Parser(
        "server.bodies:decoded",
        lambda one: bodies.decoded(*one),
        st.tuples(bytes_like(*MESSAGES), KINDS),
        (Refusal,),
    ),
    Parser(
        "server.recompute:decoded",
        lambda one: recompute.recompute_sale(an_event(one), "USD"),
        bytes_like(SALE),
    ),
    Parser(
        "services.replay:read_payload",
        lambda one: replay.read_payload(an_event(one), SessionClosedPayload),
        bytes_like(CLOSING),
        JSON,
    ),
    Parser(
        "sync.answers:read_answer",
        lambda one: answers.read_answer(*one, NOON),
        st.tuples(REPLIES, KINDS),
        (answers.NoUsableAnswer,),
    ),
    Parser(
        "sync.session_answers:read_session",
        session_state,
        bytes_like(*MESSAGES),
        (codec.MessageInvalid, HalfAnAnswer, ValueError),
    ),
    Parser(
        "sync.session_answers:read_sessions",
        sessions_state,
        bytes_like(*MESSAGES),
        (codec.MessageInvalid,),
    ),
    Parser(
        "sync.session_answers:read_stuck", stuck, bytes_like(*MESSAGES), (codec.MessageInvalid,)
    ),
    Parser(
        "sync.feed_topics:decode_product",
        product_of,
        bytes_like(*MESSAGES),
        (Problem, msgspec.DecodeError, UnicodeError, RecursionError),
    ),
    Parser(
        "runtime.backup_manifest:read_manifest",
        lambda one: backup_manifest.read_manifest(Path("x"), one),
        bytes_like(MANIFEST),
        (backup_manifest.BackupProblem,),
    ),
    Parser(
        "runtime.backup_file:read_backup_file",
        of_file(backup_file.read_backup_file),
        bytes_like(BACKUP),
        (backup_manifest.BackupProblem,),
    ),
    Parser(
        "runtime.backup_file:read_database",
        of_file(whole_backup),
        bytes_like(BACKUP),
        (backup_manifest.BackupProblem,),
    ),
    Parser(
        "runtime.first_look:read_first_look",
        of_file(lambda path: first_look.read_first_look(path.parent), first_look.FILE_NAME),
        bytes_like(FIRST_LOOK),
    ),
    Parser("runtime.lock:_read_holder", holder, bytes_like(HOLDER)),
    Parser(
        "runtime.paths:read_data_folder",
        of_file(lambda path: paths.read_data_folder(path.parent), paths.MARKER_NAME),
        bytes_like(MARKER),
        (paths.MarkerDamaged, paths.FolderTooNew),
    ),
    Parser(
        "runtime.sealed_file:SealedFileSecrets.open",
        of_file(opened_keys),
        bytes_like(KEY_FILE),
        (sealed_file.KeysDamaged, sealed_file.KeysTooNew, sealed_file.PassphraseWrong),
    ),
    Parser(
        "services.past_sales_file:file_tickets",
        of_file(all_of(past_sales_file.file_tickets)),
        packed_or_not(SALES),
        (past_sales_file.SalesFileInvalid,),
    ),
    Parser(
        "server.catalogue_file:catalogue_file",
        of_file(whole_catalogue),
        packed_or_not(PRODUCTS),
        (catalogue_file.FileUnusable, paths.CannotRead),
    ),
]
PARSERS = [*OF_TEXTS, *OF_BYTES]
