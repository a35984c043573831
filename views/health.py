"""Whether the server is up and its database answers."""

from flask import Blueprint

from models.database import db
from views.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> str:
    """200 when a query goes through."""
    db.execute_sql("SELECT 1")
    return "ok"
