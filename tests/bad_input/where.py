"""Where each line of the list is tested, or that docs/security.md says why it is not.

A reference is `file::Class::method` or `file::Class` or `file::function`, below `tests/`.
"""

from __future__ import annotations

SECURITY = "docs/security.md"  # has a line of the same words, and the reason

_BAD_FILES = "bad_input/test_database_and_files.py"
_BAD_SYNC = "bad_input/test_sync.py"
_BAD_PEOPLE = "bad_input/test_authorisation.py"
_BAD_FORMATS = "bad_input/test_formats.py"
_BAD_TIMES = "bad_input/test_time_and_host.py"
_VERIFY = "integration/test_verification.py"
_DATABASE = "integration/test_database.py"
_BOOT = "integration/test_boot_counter.py"
_PUSH = "contract/test_push.py"
_ACCESS = "contract/test_access.py"
_ENROLMENT = "contract/test_enrolment.py"
_OPENINGS = "contract/test_openings.py"
_SOCKETS = "processes/test_sockets.py"
_TLS = "processes/test_tls.py"
_UNKNOWN = "unit/sync/test_unknown_answers.py"
_CATALOGUE = "integration/server/test_catalogue_import.py"
_POSTGRESQL = "integration/server/test_postgresql.py"
_SIGN_IN = "integration/test_operators.py"
_SALE = "unit/domain/test_sale.py"

WHERE: dict[str, tuple[str, ...]] = {
    # Database and files.
    "Change a total, an amount, a rate, a name in the file [verify names the event]": (
        "integration/test_verification_columns.py::test_a_changed_digit_is_named_with_its_event",
        "scenario/test_import_and_verify.py::TestAVerification::test_names_what_was_changed",
    ),
    "delete the last, a middle event; swap two": (
        f"{_VERIFY}::TestTheJournal::test_without_its_last_entry_differs_from_where_it_stood",
        f"{_VERIFY}::TestTheJournal::test_without_an_entry_in_the_middle_is_named_behind_it",
        f"{_VERIFY}::TestTheJournal::test_with_two_entries_swapped_names_both",
    ),
    "recompute the chain without the key": (
        f"{_VERIFY}::TestTheJournal::test_written_anew_without_the_key_names_every_entry_behind",
        "integration/test_archive.py::TestSomebodyWithoutTheKey",
    ),
    "copy a signature": (
        f"{_VERIFY}::TestTheJournal::test_with_a_copied_signature_names_the_entry",
    ),
    "replace the file by an empty one [not a fresh start]": (
        f"{_DATABASE}::TestOpening::test_tells_an_empty_file_and_leaves_it_alone",
    ),
    "delete the file, keep the keyring; delete the keyring, keep the file "
    "[locked; re-enrolling keeps the data]": (
        f"{_BOOT}::TestADatabaseThatWasPutBack::test_is_no_fresh_start_when_it_was_deleted",
        "unit/sync/test_enrolment.py::TestEnrol::test_refuses_a_folder_that_lost_its_database",
        f"{_BAD_FILES}::TestADeletedKeyring",
        "scenario/test_a_replaced_till.py::"
        "test_a_spare_computer_goes_on_however_often_it_is_killed",
    ),
    "truncated, garbage, one flipped bit": (
        f"{_DATABASE}::TestOpening::test_tells_a_truncated_file",
        f"{_DATABASE}::TestOpening::test_tells_what_is_no_file",
        f"{_VERIFY}::TestADamagedFile::test_with_one_flipped_bit_is_told_in_a_sentence",
    ),
    "text in an integer column": (f"{_VERIFY}::TestTextWhereANumberShouldBe",),
    "NaN": (f"{_BAD_FILES}::TestNaN",),
    "read-only": (
        "unit/runtime/test_paths.py::TestAFolderOfAnotherUser",
        "power_loss/test_failing_disk.py::TestARegisterOnADiskThatStaysBroken",
    ),
    "disk full at every write [refused before money is taken]": (
        "power_loss/test_failing_disk.py::TestARegisterOnAFailingDisk",
        "contract/test_full_disk.py::TestAFullDisk",
        "scenario/test_backup_and_restore.py::TestAFullDisk",
    ),
    "two processes": ("unit/runtime/test_lock.py::TestLocking",),
    "a network share": (SECURITY,),
    "a stale -wal beside a new file": (
        f"{_BOOT}::TestADatabaseThatWasPutBack::"
        "test_is_never_taken_for_the_newest_beside_a_log_of_another_file",
    ),
    "yesterday's file restored": (
        f"{_BOOT}::TestADatabaseThatWasPutBack::test_is_frozen_before_anything_is_recorded",
        "scenario/test_copied_tills_in_trouble.py::TestYesterdaysDatabase",
    ),
    "a cloned disk": ("scenario/test_copied_tills.py::TestAClonedTill",),
    "a newer schema [untouched]": (
        f"{_DATABASE}::TestOpening::test_leaves_a_newer_schema_untouched",
    ),
    "crash in mid-migration": ("power_loss/test_power_loss.py::TestAPowerCut",),
    "planted triggers and views": (f"{_VERIFY}::TestAGuard",),
    "planted pickles": (f"{_BAD_FILES}::TestPlantedPickles",),
    # Sync.
    "Same push twice, a thousand times, at once from two connections": (
        f"{_SOCKETS}::TestSamePush",
        f"{_PUSH}::TestAPush::test_sent_at_once_over_several_connections_is_taken_once",
        "contract/test_workers.py::TestTheSamePushFromEightConnections",
    ),
    "duplicates inside a batch": (f"{_BAD_SYNC}::TestDuplicatesInsideABatch",),
    "reordered": (f"{_BAD_SYNC}::TestReordered",),
    "30 days late": (f"{_BAD_SYNC}::TestThirtyDaysLate",),
    "truncated either way": (f"{_SOCKETS}::TestTruncatedEitherWay",),
    "answer lost after commit": (f"{_SOCKETS}::TestAnswerLostAfterCommit",),
    "answers swapped": (
        f"{_UNKNOWN}::TestAnUnknownAnswer::test_with_a_mark_that_is_not_ours_changes_no_byte",
        "unit/sync/test_pull.py::TestAPageThatWasNotAskedFor",
    ),
    "200 with HTML, empty, `null`": (
        f"{_UNKNOWN}::TestAnUnknownAnswer::test_to_the_handshake_changes_no_byte",
        f"{_SOCKETS}::TestCaptivePortal",
    ),
    "answer for another register": (
        f"{_UNKNOWN}::TestAnUnknownAnswer::test_with_such_a_mark_in_the_handshake_changes_no_byte",
    ),
    "429 with a date, 10⁹ s, a negative": (
        "unit/sync/test_retry.py::TestReadRetryAfter",
        "fuzzing/test_parsers.py::TestEveryParser",
    ),
    "500/502/503 storms": ("unit/sync/test_tempo.py::TestAnOutage",),
    "each kind of timeout": ("integration/sync/test_transport.py::TestNoReply",),
    "half-open socket": (f"{_SOCKETS}::TestHalfOpenSocket",),
    "one byte a minute": (f"{_SOCKETS}::TestOneByteAMinute",),
    "gzip bomb": (
        "unit/wire/test_codec.py::TestDecompress::test_refuses_a_bomb_before_it_explodes",
        "contract/test_bad_requests.py::TestABody::test_that_would_unpack_to_too_much_is_refused",
    ),
    "redirect to another host": (f"{_SOCKETS}::TestRedirectToAnotherHost",),
    "same id, other body": ("contract/test_quarantine.py::TestAnEventIdThatIsTaken",),
    "other id, same seq": (f"{_PUSH}::TestAFork",),
    "gap": (f"{_PUSH}::TestAGap",),
    "seq 2⁶³": (f"{_PUSH}::TestAnEntryThatIsNotGenuine::test_by_its_number_changes_nothing",),
    "forged register": (
        f"{_PUSH}::TestAnotherRegister::test_cannot_write_under_its_own_key_for_another",
    ),
    "another store's session": (
        f"{_ACCESS}::TestANameOfAnotherStoresThing::test_in_a_push_changes_nothing_there",
    ),
    "revoked register": ("contract/test_fenced_register.py::TestAFencedRegister",),
    "server restored": ("scenario/test_restored_sides.py::TestAServerRestoredBehindItsRegister",),
    "epoch change in mid-batch": (
        f"{_BAD_SYNC}::TestEpochChangeInMidBatch",
        f"{_UNKNOWN}::TestAnUnknownAnswer::test_with_a_mark_that_is_not_ours_changes_no_byte",
    ),
    "server database away": (
        "contract/test_health.py::TestAServerWithoutItsDatabase",
        f"{_POSTGRESQL}::TestAPush::"
        "test_is_refused_with_a_time_to_come_again_while_there_is_no_database",
    ),
    "version N±1": (
        "contract/test_versions.py::TestARegister",
        "contract/test_versions.py::TestAServer",
    ),
    "cursor older than what is kept": (
        "unit/sync/test_pull.py::TestACursorTheServerDoesNotKnow",
        "contract/test_feed.py::TestTheFeed::test_refuses_a_cursor_of_an_earlier_epoch",
    ),
    "a product deleted or repriced while in the ticket": (
        f"{_BAD_SYNC}::TestAProductThatChangesWhileItIsInTheTicket",
    ),
    "two registers sell the last item [both stand, shortage shown]": (SECURITY,),
    "push and close at once from two workers": (
        "contract/test_workers.py::TestPushAndCloseAtOnce",
        "contract/test_session_races.py::TestAManagerWhoClosesWhileTheRegisterPushes",
    ),
    "PostgreSQL serialization failure, deadlock, restart in mid-commit": (
        f"{_POSTGRESQL}::TestAPush",
        f"{_POSTGRESQL}::TestADeadlock",
        f"{_POSTGRESQL}::TestRepeating",
    ),
    # Authorisation.
    "Every object of another store with every role": (
        f"{_ACCESS}::TestEveryEndpoint",
        f"{_ACCESS}::TestANameOfAnotherStoresThing",
        "integration/test_rights_of_services.py::TestEveryDeed",
    ),
    "a register's credential on a manager's endpoint": (SECURITY,),
    "a cashier raising a role": (
        "integration/server/test_store_commands.py::TestOperatorRights::"
        "test_are_not_given_by_whoever_is_not_in_charge",
    ),
    "extra fields (`store_id`, `role`, `approved_by`)": (
        f"{_ACCESS}::TestANameOfAnotherStoresThing::"
        "test_in_fields_that_a_message_does_not_have_is_passed_over",
    ),
    "an approver who never entered a PIN, left, or belongs elsewhere": (SECURITY,),
    "a deferred session by a cashier, for today, for the future, before the store existed, "
    "in a closed period": (
        f"{_OPENINGS}::TestAnOpening::test_of_a_deferred_session_by_a_cashier_is_flagged",
        f"{_OPENINGS}::TestAnOpening::test_of_a_deferred_session_for_today_or_later_is_flagged",
        "integration/server/test_store_commands.py::TestStoreClosePeriod::"
        "test_has_a_deferred_session_in_it_flagged",
        "integration/test_sessions_command.py::TestOpening::"
        "test_refuses_a_day_that_is_not_in_the_books",
        "unit/domain/test_cash_session.py::TestBusinessDays",
    ),
    "someone else's session closed": (
        "integration/test_sessions_command_steps.py::TestClosing::"
        "test_of_somebody_elses_deferred_session_is_refused_to_a_cashier",
    ),
    "refund above the sale, twice, on two registers offline, of a refund": (SECURITY,),
    "zero, negative and overflowing quantities, prices, tenders": (
        "unit/domain/test_quantity.py::TestQuantity",
        "unit/domain/test_unit_price.py::TestUnitPrice",
        f"{_SALE}::TestTenders",
    ),
    "discount of 100.01 %": ("unit/domain/test_discount.py::TestPercentOff",),
    "enrolment code guessed, used twice, expired, raced": (
        f"{_ENROLMENT}::TestACode::test_cannot_be_guessed_for_long",
        f"{_ENROLMENT}::TestACode::test_is_refused_to_another_device",
        f"{_ENROLMENT}::TestACode::test_expires_after_a_day",
        f"{_BAD_PEOPLE}::TestAnEnrolmentCode",
    ),
    "stolen credential": (
        f"{_ENROLMENT}::TestAToken::test_runs_out_after_a_quarter_of_an_hour",
        "contract/test_journal_pages.py::TestAReplacedDevice",
        f"{_ACCESS}::TestEveryEndpoint",
    ),
    "empty signature, other key, other algorithm": (
        f"{_BAD_PEOPLE}::TestASignature",
        f"{_PUSH}::TestAnEntryThatIsNotGenuine::test_by_another_key_is_refused_and_kept",
        "unit/domain/test_chain.py::TestOpenSealed::test_finds_a_claim_of_another_algorithm",
    ),
    "replayed nonce": (f"{_ENROLMENT}::TestANonce::test_is_good_for_one_token",),
    "`limit=10⁹`": (
        "contract/test_feed.py::TestTheFeed::test_bounds_a_limit_that_is_too_large",
        "contract/test_journal_pages.py::TestAPageThatThereIsNot::test_takes_no_absurd_limit",
    ),
    "timing of unknown users": (SECURITY,),
    "PIN guessing by a keyboard device": (
        f"{_SIGN_IN}::TestSigningIn::test_waits_after_the_third_wrong_pin",
    ),
    "lock-out used to lock all managers": (
        f"{_SIGN_IN}::TestSigningIn::test_locks_nobody_else_out",
    ),
    "clock moved to end a lock-out": (
        f"{_SIGN_IN}::TestSigningIn::test_does_not_wait_less_when_the_clock_is_set",
    ),
    # Formats.
    "SQL and LIKE metacharacters": (
        f"{_BAD_FORMATS}::TestASearch",
        f"{_BAD_FORMATS}::TestABarcode",
        "integration/test_catalogue.py::TestSearching::test_takes_whatever_is_typed_as_words",
    ),
    "`{0.__class__}`, `%s` in templates": (f"{_BAD_FORMATS}::TestATemplateInAName",),
    "HTML in a product name [shown as text]": ("ui/test_html_in_a_name.py::TestHtmlInAName",),
    "ESC/POS bytes in a name [stripped: they open drawers]": (
        f"{_BAD_FORMATS}::TestText",
        "unit/sync/test_pull.py::TestALaterChange::"
        "test_that_makes_no_sense_is_passed_over_and_holds_nothing_up",
    ),
    "bidi overrides, zero width, 500 combining marks, NUL, lone surrogates": (
        f"{_BAD_FORMATS}::TestText",
        "unit/domain/test_clean_text.py::TestCleanText",
    ),
    "a barcode of 4,096 characters, with control characters, with a wrong check digit, "
    "with a forged price": (f"{_BAD_FORMATS}::TestABarcode",),
    "JSON of 100 MB, 100,000 deep, duplicate keys, NaN, Infinity, 1e400, 5,000 digits, "
    '`true` for 1, "12" for 12': (
        f"{_BAD_FORMATS}::TestAMessage",
        "contract/test_bad_requests.py::TestABody::test_that_is_too_large_is_refused",
    ),
    "sums beyond 64 bits": (
        f"{_SALE}::TestWithItem::test_never_leaves_a_ticket_whose_total_cannot_be_told",
        "unit/wire/test_sale_payload.py::TestSaleFromPayload::test_refuses_sums_that_cannot_be_told",
    ),
    "currencies with 0 and 3 decimals": (
        "unit/domain/test_currency.py::TestExponent",
        "unit/domain/test_money.py::TestText::test_has_all_decimals_of_the_currency",
    ),
    "CSV with formulas [neutralised on export], 1 GB, a million columns, an open quote, cp874, "
    "UTF-16, BOM, `;`": (
        f"{_BAD_FORMATS}::TestACatalogueFile",
        f"{_CATALOGUE}::TestAGoodFile::test_keeps_formulas_as_text",
        f"{_CATALOGUE}::TestAGoodFile::test_may_begin_with_a_byte_order_mark",
        f"{_CATALOGUE}::TestAGoodFile::test_may_use_semicolons_and_decimal_commas",
        f"{_CATALOGUE}::TestABrokenFile::test_with_an_open_quotation_mark_is_refused",
        f"{_CATALOGUE}::TestABrokenFile::test_in_utf16_is_refused",
        "integration/test_past_sales_files.py::TestABadFile",
        SECURITY,
    ),
    "zip bombs and paths that climb": (
        f"{_BAD_FORMATS}::TestACatalogueFile::"
        "test_that_unpacks_to_a_gigabyte_is_not_held_in_memory",
        "unit/runtime/test_backup_file.py::TestAFileThatSomebodyMadeUp::test_may_not_climb",
        "integration/test_archive_bad_files.py::TestAFileThatIsNoArchive::"
        "test_may_explode_and_is_stopped_at_one_line",
    ),
    "file names from data": (
        "unit/runtime/test_backup_file.py::TestTheNameOfTheFile",
        f"{_BAD_FORMATS}::TestFileNames",
    ),
    "huge images": (SECURITY,),
    "ANSI and CR/LF in logs": (
        "unit/runtime/test_logs.py::TestALine::test_cannot_be_forged",
        f"{_BAD_FORMATS}::TestALogLine",
    ),
    # Time and host.
    "Clock back a day, forward ten years, in mid-sale": (f"{_BAD_TIMES}::TestAClockThatIsSet",),
    "DST gap and overlap, close inside it": (
        f"{_BAD_TIMES}::TestNightsOfOtherLengths",
        "unit/domain/test_business_date.py::TestDayEndsAt",
    ),
    "29 February, New Year, 2038, 9999": (f"{_BAD_TIMES}::TestDays",),
    "time zone changed": (f"{_BAD_TIMES}::TestAnotherTimeZone",),
    "suspended for three days with a session open": (f"{_BAD_TIMES}::TestASuspendedComputer",),
    "printer off, out of paper, dead in mid-receipt": (
        "ui/receipt/test_receipt_screen.py::TestTheReceipt::"
        "test_that_cannot_be_printed_leaves_the_sale_and_says_so",
        SECURITY,
    ),
    "keyring locked or absent [a clear sentence, no plain-text fallback]": (
        "unit/runtime/test_secrets.py::TestKeyringErrors",
        "unit/runtime/test_secrets.py::TestWithoutAKeyring",
        "unit/runtime/test_secrets.py::TestARealKeyring",
    ),
    "a million products, 100,000 unsent events": (SECURITY,),
    "TLS expired, self-signed, wrong host, 1.0, proxy": (
        f"{_TLS}::TestTls",
        "integration/sync/test_transport.py::TestARequest::"
        "test_does_not_go_by_a_proxy_of_the_environment",
    ),
}
