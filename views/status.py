"""The administrator's page about the installation itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app
from flask_login import current_user

from models.settings import Settings
from models.state import State
from models.users import Role
from views import jobs
from views.pages import page

bp = Blueprint("status", __name__)
JOBS = {
    "backup": "备份",
    "_back_up": "夜里的备份",
    "_forget": "夜里的整理",
    "_check": "检查导入的表",
    "_apply": "执行导入",
    "run": "成批打印",
    "_take_up": "接着打印",
}


def state() -> State:
    """How the installation is now."""
    settings: Settings = current_app.config["SETTINGS"]
    return State(settings.data, settings.backups, jobs.waiting())


@bp.get("/status")
def show() -> Any:
    """Backup, disk, queue, failed jobs, database, clock."""
    if current_user.role != Role.ADMINISTRATOR:
        abort(404)
    return page("status/show.html", state=state(), settings=current_app.config["SETTINGS"])


@bp.app_template_global()
def troubles() -> list[str]:
    """What the administrator should do something about, for where his day begins."""
    return list(state().troubles)


@bp.app_template_filter("job")
def job_name(name: str) -> str:
    """What a job is called on the screen; one that has no such name yet is called as in the program."""
    return JOBS.get(name, name)


@bp.app_template_filter("bytes")
def in_bytes(count: int) -> str:
    """1.5 GB."""
    size, unit = float(count), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if size >= 100 or unit == "B" else f"{size:.1f} {unit}"
