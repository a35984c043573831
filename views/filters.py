"""How templates write days, moments, numbers and keys."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_login import current_user
from markupsafe import Markup

from models import clock
from models.areas import Area
from models.deadlines import is_late, is_unheard, time_left, to_respond
from views.pages import exported, outside
from views.printing import qr_code

WEEKDAYS = "一二三四五六日"


def register(app: Flask) -> None:
    """Give the templates their filters and what every page shows."""
    app.jinja_env.filters.update(day=day, moment=moment, hours=hours, weekday=weekday, left=time_left, to_respond=to_respond, scanned=scanned, lasting=lasting)
    app.jinja_env.tests.update(late=is_late, unheard=is_unheard)
    app.jinja_env.globals.update(today=clock.today, exported=exported, demonstration=demonstration)


def day(value: date | None) -> str:
    """10月24日, with the year when it is another one; of a stored moment the local day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.in_china(value).date()
    text = f"{value.month}月{value.day}日"
    return text if value.year == clock.today().year else f"{value.year}年{text}"


def weekday(value: date) -> str:
    """星期六."""
    return f"星期{WEEKDAYS[value.weekday()]}"


def moment(value: datetime | None) -> str:
    """A stored moment as local day and time."""
    return clock.in_china(value).strftime("%Y-%m-%d %H:%M") if value else ""


def hours(minutes: int) -> str:
    """Minutes as hours with at most one decimal: 90 -> 1.5."""
    return f"{minutes / 60:,.1f}".removesuffix(".0")


def lasting(seconds: int) -> str:
    """How long something takes, to be told: 40 秒, 3 分钟."""
    return f"{max(seconds, 1)} 秒" if seconds < 60 else f"{round(seconds / 60)} 分钟"


def scanned(path: str) -> Markup:
    """A page of ours as a QR code for residents."""
    return qr_code(outside(path))


def demonstration() -> bool:
    """Whether the user's district is the invented one."""
    if not current_user or not current_user.is_authenticated:  # a page that a background job prints has no user
        return bool(Area.select().where(Area.demonstration_data, Area.parent.is_null()).exists())
    top: Any = current_user.area.path.split("/")[1]
    return bool(Area.select().where(Area.id == int(top), Area.demonstration_data).exists())
