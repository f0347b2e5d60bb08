"""Head of a report: where, which session, and everything that is not a figure."""

from __future__ import annotations

from pos.domain.cash_session import CashSessionKind
from pos.domain.report import Clearing, SessionReport, ZReport
from pos.services.report_notes import HandOver
from pos.ui.formatting import Formats, own_direction
from pos.ui.language import translate
from pos.ui.z_report.sheet import ReportNames


def x_head(report: SessionReport, names: ReportNames, formats: Formats) -> tuple[str, ...]:
    """Return what stands above the figures so far."""
    return (
        *_session_lines(report, names, formats),
        translate("Report", "So far: {time}", time=formats.moment(report.made_at)),
        translate("Report", "Nothing was closed by this report."),
    )


def z_head(z_report: ZReport, names: ReportNames, formats: Formats) -> tuple[str, ...]:
    """Return what stands above the figures at closing."""
    report, lines = z_report.report, []
    if z_report.clearing is not None:
        lines.append(_cleared_line(z_report.clearing, formats))
    else:
        lines.append(_closed_line(report, names, formats))
    if report.is_empty:
        lines.append(translate("Report", "Empty: nothing was sold and no cash moved."))
    return (*_session_lines(report, names, formats), *lines)


def stamps_of(report: SessionReport, names: ReportNames) -> tuple[str, ...]:
    """Return the words that are stamped on the report."""
    stamps = []
    if report.session.kind is CashSessionKind.TRAINING:
        stamps.append(translate("Report", "TRAINING – NOTHING COUNTS"))
    if names.is_copy:
        stamps.append(translate("Report", "COPY"))
    return tuple(stamps)


def _session_lines(report: SessionReport, names: ReportNames, formats: Formats) -> tuple[str, ...]:
    place = f"{own_direction(names.store)} · {own_direction(names.register)}"
    hand_overs = (_hand_over_line(one, formats) for one in names.notes.hand_overs)
    return (place, _day_line(report, formats), _opened_line(report, names, formats), *hand_overs)


def _day_line(report: SessionReport, formats: Formats) -> str:
    known = report.session
    day = formats.long_day(known.business_date)
    if known.kind is not CashSessionKind.DEFERRED:
        return translate("Report", "Business date: {day}", day=day)
    entered = formats.local_day(known.opened_at)
    return translate("Report", "Deferred: for {day}, entered {entered}", day=day, entered=entered)


def _opened_line(report: SessionReport, names: ReportNames, formats: Formats) -> str:
    time = formats.moment(report.session.opened_at)
    if not names.opened_by:
        return translate("Report", "Opened {time}", time=time)
    name = own_direction(names.opened_by)
    return translate("Report", "Opened {time} by {name}", time=time, name=name)


def _hand_over_line(found: HandOver, formats: Formats) -> str:
    time, to = formats.moment(found.at), own_direction(found.to)
    if found.by == found.to:
        return translate("Report", "Taken over {time} by {name}", time=time, name=to)
    by = own_direction(found.by)
    return translate("Report", "Handed over {time} by {name} to {to}", time=time, name=by, to=to)


def _closed_line(report: SessionReport, names: ReportNames, formats: Formats) -> str:
    time = formats.moment(report.made_at)
    if not names.closed_by:
        return translate("Report", "Closed {time}", time=time)
    name = own_direction(names.closed_by)
    return translate("Report", "Closed {time} by {name}", time=time, name=name)


def _cleared_line(clearing: Clearing, formats: Formats) -> str:
    return translate(
        "Report", "Closed on the server {time} by {name}: “{reason}”",
        time=formats.moment(clearing.closed_at),
        name=own_direction(clearing.closed_by),
        reason=own_direction(clearing.reason),
    )  # fmt: skip
