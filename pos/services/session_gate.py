"""The gate: whether this operator may do this in this cash session now. Every service asks here.

It is asked inside the database transaction that follows, before any side effect of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from pos.domain.cash_session import CashSession, CashSessionId
from pos.domain.permission import Right, SessionAction, right_for
from pos.services.cash_session_rows import load_session
from pos.services.operators import Operator, SignIns

_IN_OPEN_SESSIONS = {SessionAction.SELL, SessionAction.MOVE_CASH}
_IN_UNCLOSED_SESSIONS = {
    SessionAction.RESUME,
    SessionAction.COUNT,
    SessionAction.LEAVE_COUNT,
    SessionAction.CLOSE,
    SessionAction.HAND_OVER,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """Knows which sign-ins have ended: work of theirs that is still in flight has no effect."""

    sign_ins: SignIns = field(default_factory=SignIns)

    def require(
        self,
        db: Connection,
        session_id: CashSessionId,
        operator: Operator,
        action: SessionAction,
    ) -> CashSession:
        """Return the session as it stands on disk, if the operator may do this in it now.

        :raises SignedOut: if the operator signed out since the work was asked for.
        :raises NoSuchSession: if this register has no such session.
        :raises NotPermitted: if neither role nor person has the right.
        :raises SessionNotOpen: if the session is closed, or being counted and the action sells.
        """
        self.sign_ins.require_current(operator)
        session = load_session(db, session_id)
        operator.require(right_for(session.kind, action))
        if action is SessionAction.SELL:
            operator.require(Right.SELL)
        if action in _IN_OPEN_SESSIONS or (action in _IN_UNCLOSED_SESSIONS and session.is_closed):
            session.require_open()
        return session

    def require_right(self, operator: Operator, right: Right) -> None:
        """Refuse what is not done in a session that exists: opening one, importing, correcting.

        :raises SignedOut: if the operator signed out since the work was asked for.
        :raises NotPermitted: if neither role nor person has the right.
        """
        self.sign_ins.require_current(operator)
        operator.require(right)
