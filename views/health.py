"""Whether the server is up, its database answers, and entries can be saved."""

from __future__ import annotations

from typing import Any

import peewee
from flask import Blueprint

from models.database import db
from models.faults import READ_ONLY, fault_of
from views.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> Any:
    """200 when a query goes through and the database takes writes; 503 and the name of the fault otherwise."""
    try:
        db.connect(reuse_if_open=True)
        db.execute_sql("SELECT COUNT(*) FROM urgency").fetchone()  # a page of the file, which SELECT 1 is not
        if not isinstance(db.obj, peewee.SqliteDatabase) and db.execute_sql("SHOW transaction_read_only").fetchone()[0] == "on":
            return READ_ONLY.name, 503
    except peewee.DatabaseError as error:
        fault = fault_of(error)
        return fault.name if fault else "error", 503
    return "ok"
