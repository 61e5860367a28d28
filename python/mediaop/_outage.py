"""Times at which the database cannot be used."""

from __future__ import annotations

import logging
import sqlite3

from sqlalchemy import exc
from sqlalchemy.engine import Engine

from ._sqlalchemy import cause, shown

_log = logging.getLogger("mediaop")

#: What is raised where a database is away, among others.
DATABASE_ERRORS = (exc.DBAPIError, exc.TimeoutError, OSError)


def is_away(error: BaseException) -> bool:
    """Tell whether the database is away or refuses us for now: no other error of a statement is that."""
    if not isinstance(error, exc.DBAPIError):
        return isinstance(error, DATABASE_ERRORS)
    # Without a statement it was the connection.
    if error.statement is None or error.connection_invalidated:
        return True
    # As a server does that is read-only, or a file that is locked; SQLite says so of wrong statements too.
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(error, exc.OperationalError) and code != sqlite3.SQLITE_ERROR


class Outage:
    """Whether the database can be used: the log is told when that ends and when it is over, not at each request."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.is_on = False

    def begin(self, error: BaseException) -> str:
        """Note that it cannot be used; gives the reason in one sentence, without the password."""
        reason = f"The database {shown(self._engine)} cannot be used: {cause(error)}."
        if not self.is_on:
            self.is_on = True
            _log.warning("%s This is said once; data that were read before go on answering.", reason)
        return reason

    def end(self) -> None:
        """Note that it can be used."""
        if self.is_on:
            self.is_on = False
            _log.warning("The database %s can be used again.", shown(self._engine))
