"""个人信息 as pages: the work list, the file, the deletion, the register of processing; and clearing a lost tablet."""

import io
import re
from uuid import uuid4

import openpyxl

from models.households import Household, Reading
from models.inquiries import Inquiry
from models.rules import Rule
from models.sessions import Session
from tests.cast import TODAY


def filled(cast, **more):
    return {"form_id": str(uuid4()), "community": cast.inside.id, "kind": "delete", "name": "张建国", "about": "电话", "asked": TODAY.isoformat(), **more}


def test_a_request_is_written_down_found_and_answered(client, cast, login):
    login(client, cast.carol)
    page = client.get(client.post("/inquiries", data=filled(cast)).location)
    assert "还有 30 天" in page.text and "3-2-501 张建国" in page.text and f"/households/{cast.home.id}/person.xlsx" in page.text
    refused = client.post("/inquiries", data=filled(cast, done=TODAY.isoformat()))
    assert refused.status_code == 422 and "答复了就要写明怎么办的" in refused.text
    assert "还有 30 天" in client.get("/inquiries").text and "个人信息申请" in client.get("/more").text
    assert client.post("/inquiries", data=filled(cast, community=cast.outside.id)).status_code == 422


def test_the_file_is_a_spreadsheet_and_who_took_it_is_told(client, cast, login):
    answer = login(client, cast.carol).get(f"/households/{cast.home.id}/person.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames[0] == "登记的内容" and "13888892501" in str(list(book.worksheets[0].iter_rows(values_only=True)))
    assert "导出个人信息" in client.get("/readings").text and Reading.select().count() == 1
    assert client.get(f"/volunteers/{cast.member_0.id}/person.xlsx").status_code == 200
    assert client.get(f"/households/{cast.outside_home.id}/person.xlsx").status_code == 404


def test_a_deletion_needs_a_reason(client, cast, login):
    login(client, cast.carol)
    client.post(f"/households/{cast.home.id}/erasure", data={"reason": " "})
    assert Household.get_by_id(cast.home.id).contact == "张建国"
    client.post(f"/households/{cast.home.id}/erasure", data={"reason": "本人申请"})
    page = client.get(f"/households/{cast.home.id}").text
    assert Household.get_by_id(cast.home.id).contact is None and "按申请删除了个人信息" in page and "张建国" not in page
    assert not Inquiry.select().exists()


def test_the_register_of_processing_says_what_why_and_how_long(client, cast, login):
    page = login(client, cast.carol).get("/processing").text
    days = Rule.get(Rule.code == "keep_contacts").value
    assert "关爱标签" in page and f"诉求办完以后联系方式留多久：{days} 天" in page
    login(client, cast.paula)
    assert client.get("/processing").status_code == 404


def test_a_term_is_changed_by_the_administrator_and_not_below_what_the_law_says(client, cast, login):
    login(client, cast.adam)
    term = Rule.get(Rule.code == "keep_readings")
    assert client.post(f"/terms/{term.id}", data={"value": 100}).status_code == 422
    assert client.post(f"/terms/{term.id}", data={"value": 200}).status_code == 303 and Rule.get_by_id(term.id).value == 200
    assert "谁看过的记录留多久" in client.get("/terms").text and "谁看过的记录留多久" not in client.get("/rules").text


def test_a_lost_tablet_is_locked_out_at_once_told_to_clear_itself_and_crossed_off_when_it_has(app, client, cast, login):
    tablet, other = login(app.test_client(), cast.alice), login(app.test_client(), cast.bob)
    page = login(client, cast.carol).get(client.post(f"/users/{cast.alice.id}/wipe").location).text
    assert "艾丽 的 1 台设备已退出" in page and "还有 1 台设备没联上网" in page and "清除平板上的数据" in page
    assert tablet.get("/today").status_code == 303
    for path in ("/token", "/pack"):
        assert tablet.get(path).json == {"log_in": "/session/new", "wipe": cast.alice.id}
    sent = tablet.post("/visits", data={"form_id": str(uuid4()), "household": cast.home.id}, headers={"Honglin-Capture": "1"})
    assert sent.status_code == 401 and sent.json["wipe"] == cast.alice.id
    tablet.get("/token", headers={"Honglin-Wiped": "1"})
    assert "wipe" not in tablet.get("/token").json and other.get("/token").status_code == 200
    assert "没联上网" not in client.get(f"/users/{cast.alice.id}").text and Session.select().where(Session.user == cast.alice.id).count() == 0


def test_whoever_loses_a_tablet_clears_all_of_the_own(app, client, cast, login):
    tablet = login(app.test_client(), cast.alice)
    login(client, cast.alice).post("/sessions/delete")
    assert tablet.get("/token").json["wipe"] == client.get("/token").json["wipe"] == cast.alice.id


def test_one_log_in_of_several_is_ended_and_the_others_stay(app, client, cast, login, clock):
    lost = login(app.test_client(), cast.alice)
    clock.forward(hours=3)
    page = login(client, cast.alice).get("/sessions").text
    assert page.count("最近用过") == 2 and page.count("就是这台") == 1
    stranger, row = login(app.test_client(), cast.oscar), Session.select().where(Session.user == cast.alice.id).order_by(Session.id).get()
    assert stranger.post(f"/sessions/{row.id}/delete").status_code == 404
    assert client.post(f"/sessions/{row.id}/delete").location == "/sessions"
    assert client.get("/sessions").text.count("最近用过") == 1 and client.post(f"/sessions/{row.id}/delete").status_code == 404
    assert lost.get("/token").json == {"log_in": "/session/new", "wipe": cast.alice.id} and client.get("/token").status_code == 200


def test_a_log_in_lasts_a_month_at_most_though_it_is_used(client, cast, login, clock):
    login(client, cast.alice)
    for _ in range(59):
        clock.forward(hours=12, minutes=-1)
        assert client.get("/token").status_code == 200
    clock.forward(hours=25)
    assert client.get("/token").status_code == 401


def test_behind_https_the_cookie_is_the_hosts_own_and_the_browser_stays_on_https(cast, database, tmp_path, cheap_passwords):
    from app import create_app
    from models.settings import Settings

    app = create_app(Settings(secret="x" * 40, data=tmp_path, database_url=database))
    answer = app.test_client().get("/session/new", base_url="https://honglin.example")
    cookie = answer.headers["Set-Cookie"]
    assert re.match("__Host-session=", cookie) and all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax")) and "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
