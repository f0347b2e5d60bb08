"""Problems in the language of the screen: the domain and the services say theirs in English."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale

from pos.domain.problem import Problem
from pos.ui.formatting import own_direction
from pos.ui.language import ENGLISH, language, translate

_SAID_HERE = "Refused"  # the one problem that screens raise, in their language


def told(problem: Problem) -> str:
    """Return a problem as a sentence for people, in the language shown."""
    if type(problem).__name__ == _SAID_HERE:
        return str(problem)
    return with_detail(_words(problem), str(problem))


def told_shortly(problem: Problem) -> str:
    """Return a problem without its detail: where people see what they typed."""
    if _english_shown() or type(problem).__name__ == _SAID_HERE:
        return str(problem)
    return _words(problem)()


def with_detail(words: Callable[[], str], detail: str) -> str:
    """Return the English sentence as it is, or what it means with the sentence below it.

    The detail stays: names, numbers and paths in it are for whoever is asked for help.
    """
    if _english_shown():
        return detail
    return f"{words()}\n{own_direction(detail)}"


def _english_shown() -> bool:
    return language(QLocale().name().partition("_")[0]) is ENGLISH


def _words(problem: Problem) -> Callable[[], str]:
    names = (kind.__name__ for kind in type(problem).__mro__)
    return next((_WORDS[name] for name in names if name in _WORDS), _any_problem)


def _any_problem() -> str:
    return translate("Problem", "This could not be done. Nothing you completed is lost.")


def _folder_in_use() -> str:
    return translate(
        "Problem", "Another Evertill is using this register. Close it, then try again."
    )


def _no_folder() -> str:
    return translate(
        "Problem", "There is no register here. Enrol one, or start with the right data folder."
    )


def _too_new() -> str:
    return translate(
        "Problem", "A newer Evertill wrote this register. Update this one, then try again."
    )


def _no_keys() -> str:
    return translate(
        "Problem", "The keys of this register cannot be had. Unlock the keyring, then try again."
    )


def _cannot_write() -> str:
    return translate(
        "Problem", "The file cannot be written. See that the disk has room and may be written to."
    )


def _cannot_read() -> str:
    return translate("Problem", "A file cannot be read. See that the disk is there.")


def _database() -> str:
    return translate(
        "Problem",
        "The database of this register cannot be used. Change nothing in its folder, and tell "
        "whoever looks after it.",
    )


def _session_open() -> str:
    return translate("Problem", "A cash session is open already: resume it, or close it first.")


def _session_not_open() -> str:
    return translate("Problem", "This cash session is closed or being counted: open or resume one.")


def _tickets_open() -> str:
    return translate("Problem", "A ticket is not settled yet: complete or void it first.")


def _not_permitted() -> str:
    return translate("Problem", "Your role does not allow this: ask a manager.")


def _amount() -> str:
    return translate("Problem", "That is no amount that a till takes: check the numbers typed.")


def _quantity() -> str:
    return translate("Problem", "That is not a quantity: type digits, like 2 or 0.75.")


def _signed_out() -> str:
    return translate(
        "Problem", "You signed out before this was done, so nothing happened. Do it again."
    )


def _movement() -> str:
    return translate("Problem", "Cash moves with an amount above zero and a reason: give both.")


def _day() -> str:
    return translate("Problem", "This day cannot be chosen: take an open day before today.")


def _correction() -> str:
    return translate(
        "Problem", "This cannot be corrected so: only closed sessions of one kind can be, once."
    )


def _comment() -> str:
    return translate("Problem", "The count differs much: write a comment, then it closes.")


def _numbers_frozen() -> str:
    return translate(
        "Problem",
        "This register may give no new number until it has heard from the server. Everything is "
        "kept; call whoever looks after it.",
    )


def _out_of_use() -> str:
    return translate(
        "Problem",
        "This register is out of use for good: sell on another one. Everything is kept; call "
        "whoever looks after it.",
    )


def _nothing_to_park() -> str:
    return translate("Problem", "There is nothing on the ticket to hold.")


def _no_ticket() -> str:
    return translate("Problem", "That ticket does not wait any more: look at the list again.")


def _rung_up() -> str:
    return translate("Problem", "That paper ticket was typed in already: look at its number.")


def _paper() -> str:
    return translate(
        "Problem", "Number or time of the paper ticket cannot be: check what you typed."
    )


def _not_from_paper() -> str:
    return translate("Problem", "Only a deferred session is typed in from the paper book.")


def _no_session() -> str:
    return translate("Problem", "This register has no such cash session: look at the list again.")


def _no_operator() -> str:
    return translate("Problem", "This person may not sign in here any more: choose another.")


def _text() -> str:
    return translate("Problem", "This text is too long or has signs that cannot be kept.")


# By name, so that saying a problem does not load what can have it.
_WORDS: dict[str, Callable[[], str]] = {
    "FolderInUse": _folder_in_use,
    "FolderMissing": _no_folder,
    "NotAFolder": _no_folder,
    "NotADataFolder": _no_folder,
    "OtherKindOfFolder": _no_folder,
    "NotEnrolled": _no_folder,
    "FolderTooNew": _too_new,
    "KeysTooNew": _too_new,
    "KeyringProblem": _no_keys,
    "KeysMissing": _no_keys,
    "KeysAbsent": _no_keys,
    "CannotWrite": _cannot_write,
    "CannotRead": _cannot_read,
    "StorageFull": _cannot_write,
    "StorageReadOnly": _cannot_write,
    "StorageFailing": _cannot_write,
    "DatabaseMissing": _database,
    "DatabaseEmpty": _database,
    "DatabaseUnreadable": _database,
    "DatabaseTooNew": _too_new,
    "SessionAlreadyOpen": _session_open,
    "SessionNotOpen": _session_not_open,
    "SessionNotCounting": _session_not_open,
    "TicketsOpen": _tickets_open,
    "NotPermitted": _not_permitted,
    "AmountInvalid": _amount,
    "AmountTooLarge": _amount,
    "FloatInvalid": _amount,
    "CountInvalid": _amount,
    "QuantityInvalid": _quantity,
    "SignedOut": _signed_out,
    "MovementInvalid": _movement,
    "BusinessDateInvalid": _day,
    "CorrectionInvalid": _correction,
    "CommentMissing": _comment,
    "NumbersFrozen": _numbers_frozen,
    "RegisterOutOfUse": _out_of_use,
    "NothingToPark": _nothing_to_park,
    "NoSuchTicket": _no_ticket,
    "AlreadyRungUp": _rung_up,
    "PaperInvalid": _paper,
    "NotFromPaper": _not_from_paper,
    "NoSuchSession": _no_session,
    "NoSuchOperator": _no_operator,
    "TextInvalid": _text,
}
