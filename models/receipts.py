"""Receipts: what a form with a given key has already made, so that sending it twice makes one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from peewee import CharField, DateTimeField, ForeignKeyField, UUIDField

from models import clock
from models.database import Model, db
from models.records import Invalid
from models.users import User


class Receipt(Model):
    """One accepted form: its key, whose it was, and where its result is to be seen."""

    id = UUIDField(primary_key=True)
    user: Any = ForeignKeyField(User, backref="+", index=False, on_delete="CASCADE")
    path = CharField(200, default="")
    at = DateTimeField(default=clock.stamp)

    @classmethod
    def once(cls, key: UUID, user: User, make: Callable[[], str]) -> str:
        """Run `make` the first time a key is seen, in one transaction; gives the path that it gave then.

        Raises Invalid when the key is somebody else's; whatever `make` raises leaves no receipt.
        """
        with db.atomic():
            if cls.insert(id=key, user=user.id, at=clock.now()).on_conflict(action="nothing", conflict_target=[cls.id]).as_rowcount().execute():
                path = make()
                cls.update(path=path).where(cls.id == key).execute()
                return path
        kept = cls.get_by_id(key)
        if kept.user_id != user.id:
            raise Invalid(form_id="这张表单的编号已被占用，请重新打开")
        return str(kept.path)
