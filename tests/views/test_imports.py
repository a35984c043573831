"""导入表格 through the client: who may, what is shown, what is written; the command line; the queue and its worker."""

import io
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from models.households import Household
from models.imports import Import
from models.records import Change
from models.settings import Settings
from models.users import User
from models.volunteers import Volunteer
from views import imports, jobs

HEAD = ["小区", "楼栋", "单元", "房号", "联系人", "电话"]
NEW = ["和平小区", "9", "1", "101", "新来的", "13900000001"]
CHANGED = ["和平小区", "3", "2", "502", "赵小敏", ""]
OUTSIDE = ["曙光小区", "1", "1", "301", "=坏", ""]


def book(*rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows_of(answer):
    """The cells of a downloaded spreadsheet."""
    return [list(row) for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)]


@pytest.fixture
def carol(client, cast, login):
    return login(client, cast.carol)


def send(client, *rows, head=HEAD, kind="households", name="住户.xlsx", content=None, key=None):
    """Upload a file as the form does."""
    data = {"kind": kind, "form_id": str(key or uuid.uuid4()), "file": (io.BytesIO(book(head, *rows) if content is None else content), name)}
    return client.post("/imports", data=data, content_type="multipart/form-data")


def shown(text):
    """What a reader sees of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<main")[-1].partition(">")[2]))


# works


def test_from_the_file_to_the_register(carol, cast):
    answer = send(carol, NEW, CHANGED)
    assert answer.status_code == 303
    page = shown(carol.get(answer.location).text)
    assert "新添 1 有变动 1 没变化 0 没通过 0" in page and "联系人： 赵敏 → 赵小敏" in page and "确认导入 2 行" in page
    assert not Household.select().where(Household.building == "9").exists()
    assert carol.post(answer.location).status_code == 303
    page = shown(carol.get(answer.location).text)
    assert "导入好了" in page and "确认导入" not in page
    assert Household.get(Household.building == "9").changes.get().reason == "导入 住户.xlsx"


def test_refused_rows_with_reason_and_a_spreadsheet_of_them(carol, cast):
    address = send(carol, content="\n".join(",".join(row) for row in (HEAD, NEW, OUTSIDE)).encode(), name="住户.csv").location
    page = shown(carol.get(address).text)
    assert "3 小区 ：本社区没有“曙光小区”这个小区" in page and "只导入没问题的 1 行" in page
    assert rows_of(carol.get(f"{address}/refused.xlsx")) == [[*HEAD, "没导入的原因"], [*OUTSIDE[:4], "'=坏", None, "小区：本社区没有“曙光小区”这个小区"]]
    answer = carol.post(address)
    assert answer.status_code == 422 and "有 1 行没通过" in answer.text and Household.select().where(Household.building == "9").count() == 0
    assert carol.post(address, data={"partial": "y"}).status_code == 303
    assert Household.select().where(Household.building == "9").count() == 1
    again = carol.get(f"{address}/refused.xlsx").data  # corrected and sent again
    made = load_workbook(io.BytesIO(again))
    made.active["A2"] = "和平小区"
    out = io.BytesIO()
    made.save(out)
    assert "新添 1 有变动 0 没变化 0 没通过 0" in shown(carol.get(send(carol, content=out.getvalue()).location).text)


def test_with_refused_rows_the_first_choice_is_to_correct_the_file(carol):
    address = send(carol, NEW, OUTSIDE).location
    page = carol.get(address).text
    assert re.findall(r'class="button primary[^"]*"[^>]*>([^<]*)<', page) == ["改好再传"]
    assert re.search(r'<button class="button">只导入没问题的 1 行', page) and page.count(f'href="{address}/refused.xlsx"') == 1
    again = re.search(r'primary[^"]*" href="([^"]*)"', page)[1]
    assert carol.get(again).status_code == 200 and carol.get(f"{address}/refused.xlsx").status_code == 200  # the reasons stay while the file is mended
    assert "确认导入" in carol.get(send(carol, NEW).location).text


def test_a_row_without_building_and_room_says_so_once(carol):
    address = send(carol, ["和平小区", "", "", "", "张三", ""]).location
    assert "楼栋、房号 ：这一项要填 和平小区" in shown(carol.get(address).text)
    assert rows_of(carol.get(f"{address}/refused.xlsx"))[1][-1] == "楼栋、房号：这一项要填"


def test_what_was_refused_and_what_is_added_can_be_looked_at_page_by_page(carol):
    rows = [["和平小区", "9", "1", str(100 + n), "", ""] for n in range(60)] + [OUTSIDE]
    address = send(carol, *rows).location
    assert "9-1-159" in carol.get(f"{address}?show=added&page=2").text
    assert "下一页" in carol.get(f"{address}?show=added").text
    assert "曙光小区" in carol.get(f"{address}?show=nonsense&page=x").text


@pytest.mark.parametrize(("kind", "sheet"), [("households", "住户"), ("volunteers", "志愿者"), ("users", "账号")])
def test_a_template_for_each_kind(carol, kind, sheet):
    answer = carol.get(f"/imports/templates/{kind}.xlsx")
    made = load_workbook(io.BytesIO(answer.data))
    assert made.sheetnames == [sheet, "填写说明"] and made[sheet].cell(2, made[sheet].max_column).value == "示例，不会导入"
    assert all(made["填写说明"].cell(row, 1).value == made[sheet].cell(1, row - 1).value for row in range(2, made["填写说明"].max_row + 1))
    assert "列名下面没有内容" in carol.get(send(carol, content=answer.data, kind=kind).location).text


def test_the_template_names_what_the_community_has(carol):
    made = load_workbook(io.BytesIO(carol.get("/imports/templates/households.xlsx").data))
    text = str(list(made["填写说明"].iter_rows(values_only=True)))
    assert all(names in text for names in ("和乐居、和平小区", "东院、西院", "高风险、独居老人", "联系电话")) and "曙光" not in text


def test_volunteers(carol, cast):
    address = send(carol, ["王一", "13900000001", 1960, "是"], head=["姓名", "手机", "出生年份", "同意公开姓名"], kind="volunteers").location
    carol.post(address)
    person = Volunteer.get(Volunteer.name == "王一")
    assert (person.community, person.telephone, person.birth_year, person.publishes_name) == (cast.inside, "13900000001", 1960, True)


def test_first_passwords_go_to_the_one_who_confirms_and_open_the_account(app, carol, cast, login):
    address = send(carol, ["new1", "新人", "网格员"], head=["登录名", "姓名", "角色"], kind="users").location
    assert "没有密码" in carol.get(f"{address}/passwords").text
    carol.post(address)
    assert "看首次密码" in carol.get(address).text
    (name, username, password) = rows_of(carol.get(f"{address}/passwords.xlsx"))[1]
    assert (name, username) == ("新人", "new1") and password in carol.get(f"{address}/passwords").text
    assert User.log_in("new1", password).must_change
    elsewhere = login(app.test_client(), cast.carol)  # the same person on another device
    assert password not in elsewhere.get(f"{address}/passwords").text and "看首次密码" not in elsewhere.get(address).text
    carol.post("/session/delete")
    assert password not in login(carol, cast.carol).get(f"{address}/passwords").text


def test_the_list_of_imports(carol):
    send(carol, NEW, name="三月的住户.xlsx")
    page = shown(carol.get("/imports").text)
    assert "三月的住户.xlsx 等您确认 住户 · 高荣" in page


def test_htmx_gets_the_piece_and_asks_again_while_it_runs(carol, cast):
    row = Import.receive(cast.carol, uuid.uuid4(), "households", "a.xlsx", book(HEAD, NEW))[0]
    answer = carol.get(f"/imports/{row.id}", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in answer.text and "<html" not in answer.text and "等着检查" in answer.text
    Import.update(state="checking", done=50, total=200).where(Import.id == row.id).execute()
    assert 'value="25"' in carol.get(f"/imports/{row.id}").text
    Import.update(state="waiting").where(Import.id == row.id).execute()
    row.check_now()
    assert "hx-trigger" not in carol.get(f"/imports/{row.id}", headers={"HX-Request": "true"}).text


def test_a_stuck_import_is_checked_again(carol, cast, clock):
    row = Import.receive(cast.carol, uuid.uuid4(), "households", "a.xlsx", book(HEAD, NEW))[0]
    assert "重新检查" not in carol.get(f"/imports/{row.id}").text
    clock.forward(minutes=2)
    assert "重新检查" in carol.get(f"/imports/{row.id}").text
    carol.post(f"/imports/{row.id}/check")
    assert "确认导入 1 行" in carol.get(f"/imports/{row.id}").text


def test_a_file_is_thrown_away(carol):
    address = send(carol, NEW).location
    assert carol.post(f"{address}/delete").location == "/imports"
    assert carol.get(address).status_code == 404 and not Import.select().exists()


def test_what_is_written_cannot_be_thrown_away(carol):
    address = send(carol, NEW).location
    carol.post(address)
    carol.post(f"{address}/delete")
    assert Import.select().count() == 1 and Household.select().where(Household.building == "9").count() == 1


# log-in, strangers, once


def test_log_in_first(client, cast):
    assert client.get("/imports").status_code == 303 and send(client, NEW).status_code == 401
    assert not Import.select().exists()


@pytest.mark.parametrize("name", ["alice", "bob", "paula", "sam", "dora", "adam"])
def test_nobody_else_imports(client, cast, login, name):
    login(client, getattr(cast, name))
    assert client.get("/imports").status_code == 404 and send(client, NEW).status_code == 404


def test_another_communitys_import_is_not_there(app, carol, cast, login):
    address = send(carol, NEW).location
    charlie = login(app.test_client(), cast.charlie)
    for path in ("", "/refused.xlsx", "/passwords", "/passwords.xlsx"):
        assert charlie.get(address + path).status_code == 404
    for path in ("", "/check", "/delete"):
        assert charlie.post(address + path).status_code == 404
    assert not Household.select().where(Household.building == "9").exists()


def test_sent_twice_is_one_import(carol):
    key = uuid.uuid4()
    assert send(carol, NEW, key=key).location == send(carol, NEW, key=key).location
    assert Import.select().count() == 1


def test_confirmed_twice_is_written_once(carol):
    address = send(carol, NEW).location
    assert [carol.post(address).status_code for _ in range(2)] == [303, 303]
    assert Change.select().where(Change.reason == "导入 住户.xlsx").count() == 1


def test_anothers_key_is_refused(app, carol, cast, login):
    key = uuid.uuid4()
    send(carol, NEW, key=key)
    answer = send(login(app.test_client(), cast.charlie), ["曙光小区", "9", "1", "1", "", ""], key=key)
    assert answer.status_code == 422 and "已被占用" in answer.text


# bad input


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"PK\x03\x04 broken", "a.xlsx", "打不开"),
        (b"\x89PNG\r\n\x00", "a.xlsx", "不是表格文件"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 99, "a.xls", "旧版 .xls"),
        ("姓,名\n1,2".encode(), "a.csv", "第一行要有列名"),
        ("小区,楼栋\n和平小区,1".encode(), "a.csv", "没有“房号”这一列"),
    ],
)
def test_a_bad_file_comes_back_with_the_reason(carol, content, name, reason):
    answer = send(carol, content=content, name=name)
    assert answer.status_code == 422 and reason in answer.text and not Import.select().exists()


def test_no_file_no_kind_and_a_damaged_key(carol):
    answer = carol.post("/imports", data={"kind": "visits", "form_id": "x"})
    assert answer.status_code == 422 and "请选一个文件" in answer.text and "没有这个选项" in answer.text


def test_too_large_a_file_is_refused_in_words(app, carol):
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    answer = send(carol, content=b"x" * 200_000)
    assert answer.status_code == 413 and "太大" in answer.text


def test_a_name_of_a_file_that_is_no_name(carol):
    address = send(carol, NEW, name="..\\..\\" + "长" * 300 + "\x00.xlsx").location
    assert carol.get(address).status_code == 200 and len(Import.get().filename) <= 100


@pytest.mark.parametrize("path", ["/imports/templates/visits.xlsx", "/imports/nonsense", f"/imports/{uuid.UUID(int=1)}"])
def test_addresses_that_lead_nowhere(carol, path):
    assert carol.get(path).status_code == 404


def test_markup_in_a_cell_is_text(carol):
    page = carol.get(send(carol, ["<script>1</script>", *NEW[1:]]).location).text
    assert "<script>1" not in page and "&lt;script&gt;1" in page


# the command line


@pytest.fixture
def run(app):
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


def test_import_from_the_command_line(run, cast, tmp_path):
    path = tmp_path / "住户.xlsx"
    path.write_bytes(book(HEAD, NEW, CHANGED))
    words = ("import", "households", str(path), "--community", "和平路社区")
    assert "新添 1，有变动 1，没变化 0，没通过 0" in run(*words).output and not Household.select().where(Household.building == "9").exists()
    assert run(*words, "--apply").exit_code == 0
    change = Household.get(Household.building == "9").changes.get()
    assert (change.user_name, change.reason) == ("系统", "导入 住户.xlsx")
    assert "新添 0，有变动 0，没变化 2" in run(*words, "--apply").output


def test_refused_rows_on_the_command_line(run, cast, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(HEAD, NEW, OUTSIDE))
    words = ("import", "households", str(path), "--community", "官渡区/太和街道/和平路社区", "--apply")
    result = run(*words)
    assert result.exit_code == 1 and "第 3 行 小区：本社区没有“曙光小区”这个小区" in result.output
    assert not Household.select().where(Household.building == "9").exists()
    assert run(*words, "--partial").exit_code == 0 and Household.select().where(Household.building == "9").count() == 1


def test_accounts_from_the_command_line_come_with_their_passwords(run, cast, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("登录名,姓名,角色\nnew1,新人,网格员")
    result = run("import", "users", str(path), "--community", "和平路社区", "--apply")
    username, password = result.output.splitlines()[-1].split("\t")
    assert User.log_in(username, password).name == "新人"


@pytest.mark.parametrize("community", ["没有这个社区", "曙光街道/和平路社区", "太和街道"])
def test_a_community_that_is_not_there(run, cast, tmp_path, community):
    result = run("export", "households", str(tmp_path / "a.xlsx"), "--community", community)
    assert result.exit_code == 2 and "--community" in result.output and not (tmp_path / "a.xlsx").exists()


def test_a_broken_file_on_the_command_line_is_said_in_words(run, cast, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK broken")
    result = run("import", "households", str(tmp_path / "a.xlsx"), "--community", "和平路社区")
    assert result.exit_code == 1 and "打不开" in result.output


@pytest.mark.parametrize("noun", ["households", "volunteers", "visits", "sheets", "activities"])
def test_export_is_what_the_community_would_download(run, cast, carol, tmp_path, noun):
    path = tmp_path / "out.xlsx"
    assert run("export", noun, str(path), "--community", "和平路社区").exit_code == 0
    made = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    assert made == rows_of(carol.get(f"/{noun}.xlsx"))
    if noun == "households":
        assert len(made) == 1 + 7 and not any("马超" in row for row in made)


def test_export_outside_of_tests_too(app, run, cast, tmp_path):
    app.testing = False  # then the end of a request closes the connection
    result = run("export", "households", str(tmp_path / "out.xlsx"), "--community", "和平路社区")
    assert result.exception is None and "bytes in" in result.output


def test_exported_households_and_volunteers_come_back_unchanged(carol, cast):
    Volunteer.add(None, name="=王一", community=cast.inside, telephone="+86 13800001111", number="-5", birth_year=1960, publishes_name=True)
    Household.get_by_id(cast.home.id).amend(None, contact="'=HYPERLINK(1)", telephone="-871 6353", note="-1+1", floor=-1)
    for kind in ("households", "volunteers"):
        page = shown(carol.get(send(carol, content=carol.get(f"/{kind}.xlsx").data, kind=kind).location).text)
        assert re.search(r"新添 0 有变动 0 没变化 [1-9]\d* 没通过 0", page), page


# the queue


@pytest.fixture
def queue(app, settings):
    """The app with a queue in a file, as a server has it."""
    app.config["SETTINGS"] = Settings(**{**vars(settings), "jobs_in_request": False})
    with app.app_context():
        yield jobs._queue()[0]


def test_a_job_waits_in_the_queue_until_the_worker_takes_it(queue, carol, cast):
    address = send(carol, NEW).location
    assert "等着检查" in carol.get(address).text and queue.pending_count() == 1
    queue.execute(queue.dequeue())
    assert "确认导入 1 行" in carol.get(address).text
    carol.post(address)
    assert "正在导入" in carol.get(address).text
    queue.execute(queue.dequeue())
    assert "导入好了" in carol.get(address).text and queue.pending_count() == 0


def test_a_job_for_an_import_thrown_away_does_nothing(queue, carol):
    address = send(carol, NEW).location
    carol.post(f"{address}/delete")
    imports.check.task(queue and carol.application)(address.rsplit("/")[-1])
    assert not Import.select().exists()


def test_every_night_old_files_are_forgotten(queue, carol, clock):
    send(carol, NEW)
    clock.forward(days=8)
    jobs.forget.task(carol.application)()
    assert Import.get().content is None


PARENT = "import os, subprocess, sys, time; subprocess.Popen([sys.executable, 'app.py', 'worker', '--of', str(os.getpid())]); time.sleep(60)"


@pytest.mark.sqlite
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the worker is supervised by fork")
def test_the_worker_does_the_work_survives_a_crash_and_ends_with_the_server(database, queue, carol, tmp_path):
    root = Path(__file__).parents[2]
    environment = {**os.environ, "HONGLIN_DEVELOPMENT": "1", "HONGLIN_DATA": str(tmp_path), "DATABASE_URL": database}
    server = subprocess.Popen([sys.executable, "-c", PARENT], cwd=root, env=environment)
    try:
        supervisor, consumer = _until(lambda: _workers(server.pid))
        os.kill(consumer, signal.SIGKILL)
        _until(lambda: _workers(server.pid) not in (None, [supervisor, consumer]))
        address = send(carol, NEW).location
        _until(lambda: "确认导入 1 行" in carol.get(address).text)
        left = _workers(server.pid)
    finally:
        server.kill()
        server.wait()
    _until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() for pid in left))


def _until(true, seconds=30):
    """Wait for a condition; gives what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)
    return found


def _workers(pid):
    """The supervisor and its consumer; None while they come and go, or an import looks for a library in a process of its own."""
    before = _descendants(pid)
    time.sleep(0.3)
    return before if len(before) == 2 and before == _descendants(pid) else None


def _descendants(pid):
    """Children and their children, parents first."""
    tasks = list(Path(f"/proc/{pid}/task").iterdir()) if Path(f"/proc/{pid}/task").exists() else []
    children = [int(child) for task in tasks if (task / "children").exists() for child in (task / "children").read_text().split()]
    return [each for child in children for each in (child, *_descendants(child))]
