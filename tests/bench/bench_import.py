"""An import of 20,000 households into an empty register, again, and with every row changed: seconds and peak memory.

Run: python -m tests.bench.bench_import [rows]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

sys.path.insert(0, str(Path(__file__).parents[2]))

from models import schema
from models.areas import Area, Compound, Level, Mode
from models.database import connect, db
from models.grids import Grid
from models.households import Household
from models.imports import Import
from models.users import Role, User

HEAD = ["小区", "网格", "楼栋", "单元", "楼层", "房号", "联系人", "电话", "居住情况", "备注"]
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "建国秀英桂兰志强丽华永平春梅晓东"


def doors(count: int, note: str) -> Iterator[list[Any]]:
    """Invented doors: buildings of three units, each with 20 floors of four rooms."""
    for n in range(count):
        building, rest = divmod(n, 240)
        unit, rest = divmod(rest, 80)
        floor, room = divmod(rest, 4)
        name = SURNAMES[n % 16] + GIVEN[n // 16 % 16] + GIVEN[n // 256 % 16]
        place = ["银海樱花语小区", "东院", building + 1, unit + 1, floor + 1, f"{floor + 1}{room + 1:02}"]
        yield [*place, name, 13_800_000_000 + n, "自住", note]


def spreadsheet(count: int, note: str) -> bytes:
    """The doors as an .xlsx file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (HEAD, *doors(count, note)):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def community() -> User:
    """A community user with one compound and one grid."""
    district = Area.add(None, name="官渡区", level=Level.DISTRICT)
    street = Area.add(None, name="太和街道", level=Level.STREET, parent=district)
    place = Area.add(None, name="和平路社区", level=Level.COMMUNITY, parent=street)
    compound = Compound.add(None, name="银海樱花语小区", community=place, mode=Mode.COMMERCIAL)
    Grid.add(None, name="东院", compound=compound)
    return User.open_account(None, username="carol", name="高荣", role=Role.COMMUNITY, area=place)[0]


def run(by: User, title: str, content: bytes) -> None:
    """Receive, check, confirm and apply one file, and print how long each took."""
    start = time.perf_counter()
    row, _ = Import.receive(by, uuid.uuid4(), "households", "住户.xlsx", content)
    received = time.perf_counter()
    row.check_now()
    checked = time.perf_counter()
    if row.added + row.changed:
        row.confirm(by, partial=False)
        row.apply_now(b"secret")
    applied = time.perf_counter()
    counts = f"{row.added} added, {row.changed} changed, {row.unchanged} unchanged, {row.refused} refused"
    times = f"received {received - start:.2f} s, checked {checked - received:.2f} s, applied {applied - checked:.2f} s, in all {applied - start:.2f} s"
    print(f"{title:9} {counts}\n          {times}; state {row.state}")


def main(count: int) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        connect(f"sqlite:///{folder}/bench.db")
        db.connect()
        schema.migrate()
        by = community()
        files = [spreadsheet(count, ""), spreadsheet(count, "门禁已换")]
        print(f"{count} rows, {len(files[0]) // 1024} KB; peak memory before {peak()} MB")
        run(by, "new", files[0])
        run(by, "again", files[0])
        run(by, "changed", files[1])
        print(f"{Household.select().count()} households; peak memory {peak()} MB")
        db.close()


def peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
