"""The command line of whoever keeps the data safe: backup, restore, move to PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import peewee
from flask import Blueprint, current_app

from models import backups, relocations, seals
from models.database import db
from models.faults import fault_of
from models.runs import BACKUP, Run
from models.settings import Settings

bp = Blueprint("upkeep", __name__, cli_group=None)


@contextmanager
def said(*errors: type[Exception]) -> Iterator[None]:
    """Say these errors in a line instead of a traceback."""
    try:
        yield
    except errors as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def readable_database() -> Iterator[None]:
    """Say what is wrong with the disk, the file or the server of the database, and what to do about it."""
    try:
        yield
    except peewee.DatabaseError as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise click.ClickException(f"{fault.remedy} ({error})") from None


@bp.cli.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--for", "public", default="", metavar="age1…", help="seal it for this age key; otherwise HONGLIN_BACKUP_KEY, or not at all")
@click.option("--passphrase", is_flag=True, help="seal it by a passphrase that is asked for")
def backup(target: Path, public: str, passphrase: bool) -> None:
    """Copy the running database into TARGET, whole, checked, and sealed if asked for."""
    word = click.prompt("passphrase", hide_input=True, confirmation_prompt=True) if passphrase else public or current_app.config["SETTINGS"].backup_key
    with said(backups.Refused), db.connection_context(), Run.kept(BACKUP) as run:
        run.rows = backups.backup(target, word)
        click.echo(f"{run.rows} rows in {target}{', sealed' if word else ''}")


@bp.cli.command("restore")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="file with the secret half of the age key (AGE-SECRET-KEY-1…)")
def restore(source: Path, key: Path | None) -> None:
    """Put a backup in the place of an empty or missing database; a sealed one asks for its passphrase unless --key opens it."""
    private_folder(current_app.config["SETTINGS"])
    with said(backups.Refused, seals.Shut):
        click.echo(f"{backups.restore(source, _word(source, key))} rows restored")


@bp.cli.command("move-to")
@click.argument("url", metavar="postgresql://…")
def move_to(url: str) -> None:
    """Move every row of the SQLite file into an empty PostgreSQL database; the file takes no more entries from then on."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.url.startswith("sqlite") or not url.startswith("postgres"):
        raise click.UsageError("from a file (no DATABASE_URL) to postgresql://…")
    with said(backups.Refused, relocations.Refused), readable_database():
        moved = relocations.move(Path(settings.url.removeprefix("sqlite:///")), url)
    for table, rows in moved.items():
        click.echo(f"{rows:>12,} {table}") if rows else None
    click.echo(f"{sum(moved.values()):>12,} rows in all, the same on both sides; now set DATABASE_URL and start the server again")


def _word(source: Path, key: Path | None) -> str:
    if not seals.is_sealed(source):
        return ""
    return seals.secret_in(key) if key else str(click.prompt("passphrase", hide_input=True))


def private_folder(settings: Settings) -> None:
    """Make the data folder; whatever this process writes is nobody else's to read."""
    os.umask(0o077)  # the register of a community is nobody else's on this machine
    if not settings.database_url:
        settings.data.mkdir(parents=True, exist_ok=True)
