"""A further register of the common kind is one declaration and its migration: this one is declared here, walked, and thrown away."""

import inspect
import io
import uuid

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook
from peewee import CharField, DateField, ForeignKeyField

from models import TABLES, schema
from models.areas import Compound
from models.communals import Communal
from models.imports import KIND_LABELS, KINDS, Import
from models.records import Change, Number
from tests.cast import TODAY
from tests.views.commons import holding, is_common
from tests.views.test_matrix import common
from views.register import Register

pytestmark = pytest.mark.schema
LAMP_KINDS = [("path", "小路"), ("gate", "大门")]
HEAD = ["小区", "名称", "类别", "瓦数", "装上日期"]
LAMPS = [["和平小区", "东门灯", "大门", 40, "2026-10-01"], ["和乐居", "井边灯", "小路", "", "2026年10月2日"]]


def declaration():
    class Lamp(Communal):
        title = "路灯"
        name = CharField(40, verbose_name="名称")
        compound = ForeignKeyField(Compound, null=True, verbose_name="小区")
        kind = CharField(8, choices=LAMP_KINDS, verbose_name="类别")
        watts = Number(null=True, high=1000, verbose_name="瓦数")
        since = DateField(verbose_name="装上日期")

    return Register("lamps", Lamp, fields=("compound", "name", "kind", "watts", "since"), filters=("kind", "compound"), menu="小区治理")


@pytest.fixture
def lamps(built_app, cast, tmp_path, monkeypatch):
    """The register in the app, with the migration that the house writes for it; afterwards it was never there."""
    kept = dict(built_app.blueprints), dict(built_app.view_functions)
    register = declaration()
    monkeypatch.setattr("models.schema.TABLES", [*TABLES, register.model])
    monkeypatch.setattr(schema, "FOLDER", steps_so_far(tmp_path))
    schema.write_migration("lamps")
    assert [name.partition("_")[2] for name in schema.migrate()] == ["lamps"] and not schema.drift()
    took_requests, built_app._got_first_request = built_app._got_first_request, False
    rules = list(built_app.url_map.iter_rules())
    built_app.register_blueprint(register)
    built_app._got_first_request = took_requests
    yield register
    forget(built_app, rules, *kept)


def steps_so_far(tmp_path):
    import shutil

    return shutil.copytree(schema.FOLDER, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))


def forget(app, rules, blueprints, views):
    KINDS.pop("lamps")
    KIND_LABELS.remove(("lamps", "路灯"))
    app.blueprints, app.view_functions = blueprints, views
    app.url_map = type(app.url_map)(converters={**app.url_map.converters})
    for rule in rules:
        app.url_map.add(rule.empty())


def form(cast, **changes):
    return {"form_id": str(uuid.uuid4()), "compound": cast.heping.id, "name": "西门灯", "kind": "gate", "watts": "60", "since": "2026-10-03", **changes}


def sent(client, *rows):
    made = Workbook()
    for row in (HEAD, *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    data = {"kind": "lamps", "form_id": str(uuid.uuid4()), "file": (io.BytesIO(out.getvalue()), "路灯.xlsx")}
    return client.post("/imports", data=data, content_type="multipart/form-data").location


def test_the_declaration_is_short():
    assert len([line for line in inspect.getsource(declaration).splitlines()[1:] if line.strip()]) <= 15


def test_form_list_search_filter_history_and_menu(lamps, client, cast, login):
    login(client, cast.carol)
    assert 'href="/lamps"' in client.get("/more").text and "还没有路灯" in client.get("/lamps").text
    assert client.get(f"/lamps/new?compound={cast.heping.id}").status_code == 200
    refused = client.post("/lamps", data=form(cast, name="", watts="2000", since="2026-13-01"))
    assert refused.status_code == 422 and all(words in refused.text for words in ("这一项要填", "要在 0 到 1000 之间", "没有这一天"))
    filled = form(cast)
    address = client.post("/lamps", data=filled).location
    assert client.post("/lamps", data=filled).location == address  # once for each form
    client.post("/lamps", data=form(cast, compound="", name="路口灯", kind="path"))
    assert "西门灯" in client.get("/lamps?q=xmd").text and "西门灯" not in client.get("/lamps?kind=path").text
    assert "西门灯" in client.get(f"/lamps?compound={cast.heping.id}", headers={"HX-Request": "true"}).text
    assert client.post(address, data=form(cast, watts="40")).status_code == 303
    page = client.get(address).text
    assert "修改记录（2）" in page and "<del>60</del> → 40" in page and "高荣" in page
    assert [change.action for change in Change.select().where(Change.record == "lamp", Change.key == address.rsplit("/", 1)[1])] == ["add", "amend"]


def test_import_is_shown_then_written_once_and_comes_out_again(lamps, client, cast, login):
    login(client, cast.carol)
    assert "/imports?kind=lamps" in client.get("/lamps").text and '<option selected value="lamps">' in client.get("/imports?kind=lamps").text
    assert load_workbook(io.BytesIO(client.get("/imports/templates/lamps.xlsx").data)).sheetnames == ["路灯", "填写说明"]
    address = sent(client, *LAMPS)
    assert "确认导入 2 行" in client.get(address).text and not lamps.model.select().exists()
    client.post(address)
    rows = [
        (row.name, row.compound.name, row.kind, row.watts, row.since.isoformat(), row.community_id) for row in lamps.model.select().order_by(lamps.model.id)
    ]
    assert rows == [("东门灯", "和平小区", "gate", 40, "2026-10-01", cast.inside.id), ("井边灯", "和乐居", "path", None, "2026-10-02", cast.inside.id)]
    assert "没有要写入的" in client.get(sent(client, *LAMPS)).text  # idempotent
    address = sent(client, ["和平小区", "东门灯", "大门", 60, ""])
    assert "瓦数" in client.get(address).text and "有变动" in client.get(address).text
    client.post(address)
    assert lamps.model.get(lamps.model.name == "东门灯").watts == 60 and lamps.model.select().count() == 2
    exported = load_workbook(io.BytesIO(client.get("/lamps.xlsx?kind=gate").data)).active
    assert [list(row) for row in exported.iter_rows(values_only=True)] == [HEAD, ["和平小区", "东门灯", "大门", "60", "2026-10-01"]]
    assert lamps.model.get(lamps.model.name == "东门灯").changes.first().reason == "导入 路灯.xlsx"


def test_what_cannot_be_is_refused_and_nothing_written(lamps, client, cast, login):
    login(client, cast.carol)
    bad = [["曙光小区", "外面的灯", "大门", 1, "2026-10-01"], ["", "", "天上", "亮", "昨天"], LAMPS[0], LAMPS[0]]
    address = sent(client, *bad)
    page = client.get(address).text
    assert all(words in page for words in ("没有“曙光小区”", "这一项要填", "没有“天上”这个选项", "不是整数", "不是日期", "和第 4 行是同一个"))
    assert client.post(address).status_code == 422 and not lamps.model.select().exists()


def test_access_by_place(lamps, app, cast, login):
    row = lamps.model.add(None, community=cast.inside, compound=cast.heping, name="东门灯", kind="gate", since=TODAY)
    told = common(lamps)
    assert is_common(lamps.model) and "paula" not in told.see.split() and holding({"community"}) == told.do == "carol charlie"
    for name, seen, written in (("alice", 200, 403), ("sam", 200, 403), ("adam", 200, 403), ("paula", 404, 404), ("charlie", 404, 404)):
        other = login(app.test_client(), cast.people[name])
        answers = (other.get(f"/lamps/{row.id}").status_code, other.post(f"/lamps/{row.id}", data=form(cast)).status_code)
        assert answers == (seen, written), name
    outside = login(app.test_client(), cast.charlie)
    assert outside.post("/lamps", data=form(cast)).status_code == 422  # another place's compound is no option
    assert "东门灯" not in outside.get("/lamps").text and Import.select().count() == 0


def test_without_it_the_app_is_what_it_was(app, client, cast, login):
    assert login(client, cast.carol).get("/lamps").status_code == 404 and isinstance(app, Flask) and "lamps" not in KINDS
