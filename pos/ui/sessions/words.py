"""Words of cash sessions: kinds, states, what the server said, what is wrong."""

from __future__ import annotations

from pos.domain.cash_session import CashSessionKind, CashSessionState
from pos.domain.reconciliation import ServerState
from pos.domain.stuck import Diagnosis, Symptom
from pos.services.session_list import SessionSummary
from pos.ui.formatting import Formats
from pos.ui.language import translate


def kind_name(kind: CashSessionKind) -> str:
    match kind:
        case CashSessionKind.NORMAL:
            return translate("Sessions", "Normal")
        case CashSessionKind.DEFERRED:
            return translate("Sessions", "Deferred")
        case CashSessionKind.TRAINING:
            return translate("Sessions", "Training")


def state_name(state: CashSessionState) -> str:
    match state:
        case CashSessionState.OPEN:
            return translate("Sessions", "open")
        case CashSessionState.COUNTING:
            return translate("Sessions", "being counted")
        case CashSessionState.CLOSED:
            return translate("Sessions", "closed")


def server_said(summary: SessionSummary) -> str:
    """Return in a few words what the server says of the session."""
    match summary.server:
        case ServerState.OPEN:
            return translate("Sessions", "open")
        case ServerState.CLOSED_BY_REGISTER:
            return translate("Sessions", "closed")
        case ServerState.CLOSED_BY_MANAGER:
            return translate("Sessions", "closed by a manager")
        case ServerState.ABSENT:
            return translate("Sessions", "does not know it")
        case ServerState.OTHER_SERIES:
            return translate("Sessions", "has another history")
    if summary.unsent:
        return translate("Sessions", "was not asked yet")
    return translate("Sessions", "has all of it")


def attention_words(diagnosis: Diagnosis | None, formats: Formats) -> tuple[str, str]:
    """Return what is wrong in a few words, and since when; nothing for a healthy session."""
    if diagnosis is None:
        return "", ""
    since = translate("Sessions", "since {time}", time=formats.moment(diagnosis.since))
    return symptom_name(diagnosis.symptom.value), since


def symptom_name(symptom: str) -> str:
    """Return what a symptom is called; one of a newer server by its own word."""
    match symptom:
        case Symptom.NO_ACTIVITY.value:
            return translate("Sessions", "Nothing happens in it")
        case Symptom.COUNT_LEFT_ALONE.value:
            return translate("Sessions", "Its count was left alone")
        case Symptom.LATE_UNSENT.value:
            return translate("Sessions", "Late entries wait to be sent")
        case Symptom.DISAGREEMENT.value:
            return translate("Sessions", "Register and server differ")
        case Symptom.REGISTER_FENCED.value:
            return translate("Sessions", "This register is out of use")
        case Symptom.REGISTER_LOST.value:
            return translate("Sessions", "Its register is not heard of")
        case Symptom.OPEN_TWICE.value:
            return translate("Sessions", "Its operator has another one open")
    return translate("Sessions", "Needs attention: {symptom}", symptom=symptom)
