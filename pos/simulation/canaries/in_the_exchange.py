"""Canaries of the exchange: what counts as sent, which answer is believed, what is forgotten."""

from __future__ import annotations

from pos.simulation.canaries.canary import Canary, Mistake

_SEND = "pos.sync.push:Push._send"
_ACKNOWLEDGE = "pos.sync.marks:Marks._acknowledge"
_RECONCILE = "pos.sync.marks:Marks._reconcile"
_AWAY = (
    "    except ServerUnreachable:\n"
    "        self.size.halve(len(batch))  # it may have been too much for the line\n"
)
_GIVEN_UP = (
    "        from pos.sync.sync_rows import write_mark\n"
    "        last = ChainHead(batch[-1].seq, batch[-1].hash)\n"
    "        now = self.local.clock.now()\n"
    "        if {when}:\n"
    "            self.local.run(lambda db: write_mark(\n"
    "                db, last, verdict=Verdict.NORMAL, answered_at=now, answer=''))\n"
)

HASH_NOT_COMPARED = Mistake(
    _ACKNOWLEDGE,
    "if own_hash(db, state.series, mark.high_water) != mark.head_hash:",
    "if False:",
)

IN_THE_EXCHANGE = (
    Canary(
        "dropped_on_429",
        "Too Many Requests: the batch counts as sent and is not sent again.",
        (4, 6),
        (
            Mistake(
                _SEND,
                _AWAY,
                _AWAY.replace("ServerUnreachable:", "ServerUnreachable as away:")
                + _GIVEN_UP.format(when="'429' in str(away)"),
            ),
        ),
    ),
    Canary(
        "dropped_on_any_failure",
        "A push without an answer, or with a 5xx, counts as sent.",
        (4, 6),
        (Mistake(_SEND, _AWAY, _AWAY + _GIVEN_UP.format(when="True")),),
    ),
    Canary(
        "mark_not_compared",
        "The mark moves to the last entry that was sent, whatever the server's answer says.",
        (4, 6),
        (
            Mistake(
                _ACKNOWLEDGE,
                "if mark.high_water < max(sent.seq, state.acknowledged.seq):",
                "if False:",
            ),
            HASH_NOT_COMPARED,
            Mistake(
                _ACKNOWLEDGE,
                "head = ChainHead(mark.high_water, mark.head_hash)",
                "head = sent",
            ),
        ),
    ),
    Canary(
        "mark_without_signature",
        "A mark is believed whoever signed it, or nobody, and whatever hash it names.",
        (4, 5, 6, 7),
        (
            Mistake(
                "pos.sync.marks:Marks.verified",
                "except (SignatureWrong, ValueError):",
                "except (SignatureWrong, ValueError):\n        return mark",
            ),
            Mistake(
                "pos.sync.handshake:verified_state",
                "except (SignatureWrong, ValueError):",
                "except (SignatureWrong, ValueError):\n        return answer",
            ),
            HASH_NOT_COMPARED,
        ),
    ),
    Canary(
        "mark_of_another_register",
        "What the server confirms to another register is taken for what it confirms to this one.",
        (4, 5, 6, 7),
        (
            Mistake(
                "pos.sync.marks:Marks.verified",
                "if mark.register != self.peer.register_id:",
                "if False:",
            ),
            HASH_NOT_COMPARED,
        ),
    ),
    Canary(
        "epoch_ignored",
        "That the server was restored is not taken over: its answers are refused for ever.",
        (5,),
        (
            Mistake(
                _RECONCILE,
                "        write_epoch(db, mark.epoch)\n",
                "        pass\n",
            ),
        ),
    ),
    Canary(
        "fork_at_every_restore",
        "A server that was restored, and is behind, is taken for one with another history.",
        (5, 42),
        (
            Mistake(
                "pos.domain.handshake:compare",
                "        return Verdict.SERVER_BEHIND\n",
                "        return Verdict.FORK\n",
            ),
        ),
    ),
    Canary(
        "cursor_first",
        "The cursor moves in a database transaction of its own, before its page is written.",
        (5,),
        (
            Mistake(
                "pos.sync.pull:Pull._apply",
                "    self.local.run(apply, ",
                "    now = self.local.clock.now()\n"
                "    self.local.run(lambda db: write_cursor(db, page.cursor, answered_at=now))\n"
                "    self.local.run(apply, ",
            ),
        ),
    ),
    Canary(
        "page_not_applied",
        "A page of the feed moves the cursor although its last change was passed over.",
        (5,),
        (
            Mistake(
                "pos.sync.pull:Pull._apply",
                "for change in page.changes:",
                "for change in page.changes[:-1]:",
            ),
        ),
    ),
    Canary(
        "backlog_never_sent",
        "What waits is sent only while it is a single entry.",
        (5,),
        (
            Mistake(
                "pos.sync.push:Push.run",
                "if not batch:",
                "if not batch or len(batch) > 1:",
            ),
        ),
    ),
)
