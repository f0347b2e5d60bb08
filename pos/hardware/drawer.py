"""Cash drawer port: what opens the drawer."""

from __future__ import annotations

from typing import Protocol

from pos.domain.problem import Problem


class DrawerUnavailable(Problem):
    """The drawer did not open; the sale stands, the key opens it by hand."""


class Drawer(Protocol):
    """Opens for cash. Called only after the sale is committed."""

    def open(self) -> None:
        """Open the drawer.

        :raises DrawerUnavailable: if it did not answer.
        """


class NullDrawer:
    """No drawer: nothing opens, nothing is wrong."""

    def open(self) -> None:
        """Do nothing."""
