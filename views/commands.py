"""The command line: serve, migrate, demo, import, export, user; what keeps the data safe stands in upkeep.py."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, current_app
from flask_login import login_user

from models import demo, schema
from models.areas import Area, Level
from models.database import db, learn
from models.imports import KINDS
from models.imports.kinds import untold
from models.imports.plans import Plan, Stale
from models.imports.users import first_password
from models.records import Invalid
from models.settings import Settings
from models.users import ROLES, Role, User
from views import activities, concerns, jobs, sheets, teams, visits, volunteers
from views.registers import REGISTERS
from views.upkeep import private_folder, readable_database, said

EXPORTS = [register.name for register in (*REGISTERS, teams.bp, volunteers.bp, visits.bp, concerns.bp, sheets.bp, activities.bp)]
bp = Blueprint("commands", __name__, cli_group=None)


@bp.cli.command("serve")
def serve() -> None:
    """Migrate, build the demonstration district on a developer's first start, and serve."""
    settings: Settings = current_app.config["SETTINGS"]
    _prepare(settings)
    if settings.doubt:
        current_app.logger.warning(settings.doubt)
    _show_log_ins(settings)
    db.close()
    db.obj.close_all() if hasattr(db.obj, "close_all") else None  # no connection may cross the fork: two processes on one would lose what is saved
    if sys.platform == "win32":
        from waitress import serve as serve_here

        worker = None if settings.jobs_in_request else jobs.start_worker()
        try:
            serve_here(current_app._get_current_object(), host=settings.host, port=settings.port, threads=settings.threads * 2)  # type: ignore[attr-defined]
        finally:
            worker.terminate() if worker else None
    else:
        from views.serving import Server

        Server(current_app._get_current_object(), settings).run()  # type: ignore[attr-defined]


@bp.cli.command("migrate")
def migrate() -> None:
    """Bring the schema up to date; an SQLite file with data is copied first."""
    private_folder(current_app.config["SETTINGS"])
    with readable_database(), db.connection_context():
        done = schema.migrate()
    click.echo("\n".join(done) or "the schema is up to date")


@bp.cli.command("demo")
@click.option("--small", is_flag=True, help="the same places with few doors, in seconds")
def build_demo(small: bool) -> None:
    """Build the invented district of Guandu in an empty database."""
    private_folder(current_app.config["SETTINGS"])
    with said(demo.NotEmpty), db.connection_context():
        schema.migrate()
        _print_log_ins(demo.build(small=small))


@bp.cli.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--community", required=True, help="its name, or 官渡区/太和街道/和平路社区 where two have it")
@click.option("--apply", "write", is_flag=True, help="write it; otherwise it is only checked")
@click.option("--partial", is_flag=True, help="write the good rows although others are refused")
def import_table(kind: str, source: Path, community: str, write: bool, partial: bool) -> None:
    """Check a spreadsheet of SOURCE row by row, and with --apply write it, whole or not at all."""
    with said(Invalid, Stale), db.connection_context():
        table = KINDS[kind](_community(community))
        plan = table.check(table.table(source.read_bytes()))
        _print_plan(plan)
        if plan.refused and not (write and partial):
            raise click.ClickException("some rows are refused, nothing is written")
        if write:
            secret = secrets.token_bytes(32)
            table.prepare(plan, secret, untold)
            plan.apply(None, f"导入 {source.name}")
            for row in plan.added if kind == "users" else []:
                click.echo(f"{row.record.username}\t{first_password(secret, row.record.username)}")


@bp.cli.command("export")
@click.argument("noun", type=click.Choice(EXPORTS))
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--community", required=True, help="its name, or 官渡区/太和街道/和平路社区 where two have it")
def export(noun: str, target: Path, community: str) -> None:
    """Write into TARGET the spreadsheet that a user of the community would download."""
    os.umask(0o077)
    with current_app.test_request_context(f"/{noun}.xlsx"), db.connection_context():  # the request's end closes what is open
        login_user(User(username="", name="", role=Role.COMMUNITY, area=_community(community)))
        response: Any = current_app.view_functions[f"{noun}.export"]()
        target.write_bytes(response.get_data())
    click.echo(f"{target.stat().st_size} bytes in {target}")


@bp.cli.command("user")
@click.argument("username")
@click.argument("name")
@click.argument("role", type=click.Choice([str(role) for role, _ in ROLES]))
@click.option("--area", help="path of names, as 官渡区/太和街道/和平路社区; missing ones are added")
def add_user(username: str, name: str, role: str, area: str) -> None:
    """Add an account; its first password is printed once."""
    with said(Invalid), db.connection_context(), db.atomic():
        place = _place(area or "")
        user, first = User.open_account(None, username=username, name=name, role=role, area=place)
    click.echo(f"{user.username} {first}")


@bp.cli.command("migration")
@click.argument("name")
def migration(name: str) -> None:
    """Write the next migration from what the models have and the schema has not."""
    with db.connection_context():
        click.echo(schema.write_migration(name))


def _print_plan(plan: Plan) -> None:
    for row in plan.refused:
        click.echo(f"第 {row.number} 行 {row.heading}：{row.reason}")
    counts = {"新添": len(plan.added), "有变动": len(plan.changed), "没变化": plan.unchanged, "没通过": len(plan.refused)}
    click.echo("，".join(f"{label} {count}" for label, count in counts.items()))


def _community(path: str) -> Any:
    """The one community of this name or path; raises BadParameter when there is none, or more than one."""
    *above, name = path.split("/")
    named = Area.select().where(Area.level == Level.COMMUNITY, Area.name == name)
    found = [area for area in named if [str(part) for part in area.chain()][: len(above)] == above]
    if len(found) != 1:
        raise click.BadParameter(f"{len(found)} communities are called {path}", param_hint="--community")
    return found[0]


def _place(path: str) -> Any:
    place: Any = None
    for level, name in zip(("district", "street", "community"), filter(None, path.split("/")), strict=False):
        place = Area.get_or_none(Area.parent == place, Area.name == name) or Area.add(None, name=name, level=level, parent=place)
    if place is None:
        raise click.UsageError("--area is needed, as 官渡区/太和街道/和平路社区")
    return place


def _prepare(settings: Settings) -> None:
    private_folder(settings)
    with readable_database(), db.connection_context():
        schema.migrate()
        if settings.development and not Area.select().exists():
            click.echo("building the demonstration district …")
            demo.build(small=os.environ.get("HONGLIN_DEMO") == "small")
        learn()


def _show_log_ins(settings: Settings) -> None:
    with db.connection_context():
        if settings.development and Area.select().where(Area.demonstration_data).exists():
            _print_log_ins(demo.log_ins())
    click.echo(f"http://{settings.host}:{settings.port}")


def _print_log_ins(rows: Any) -> None:
    for row in rows:
        click.echo(f"{row.role}\t{row.username}\t{row.password}\t{row.place}")
