"""A body's page, a post's page, and the list of what ends soon."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

from openpyxl import load_workbook

from models.organizations import Organization, Post
from tests.cast import TODAY


def body(cast, name="和平小区业委会", kind="committee", **values):
    return Organization.add(None, name=name, kind=kind, area=cast.inside, compound=cast.heping, **values)


def test_the_page_of_a_committee_says_what_the_rules_ask(client, cast, login):
    own, branch = body(cast, seats=5, elected=date(2026, 9, 1)), body(cast, "和平支部", "branch")
    for n, name in enumerate(["王芳", "李伟", "张三", "赵四"]):
        Post.add(None, organization=own, person=name, duty="委员", since=date(2022, 1, 1), until=TODAY + timedelta(days=60 + n))
    Post.add(None, organization=own, person="前任", duty="主任", until=date(2021, 1, 1))
    Post.add(None, organization=branch, person="王芳", duty="书记")
    page = login(client, cast.carol).get(f"/organizations/{own.id}").text
    for words in ("现在 4 名委员", "空缺 1 个", "已经晚了 13 天", "该准备换届了", "交叉任职", "和平支部书记", "以前的和以后的（1）"):
        assert words in page, words
    assert "和平小区业委会" in client.get(f"/posts/{branch.posts.get().id}").text


def test_a_committee_s_rules_stand_beside_the_fields(client, cast, login):
    login(client, cast.carol)
    form = {"form_id": str(uuid4()), "name": "业委会", "kind": "committee", "area": cast.inside.id, "seats": "6", "since": "2026-01-01"}
    answer = client.post("/organizations", data=form)
    assert answer.status_code == 422 and "而且是单数" in answer.text and 'value="6"' in answer.text
    post = {"form_id": str(uuid4()), "organization": body(cast).id, "person": "张三", "duty": "主任", "since": "2026-01-01", "until": "2031-01-02"}
    answer = client.post("/posts", data=post)
    assert answer.status_code == 422 and "业委会一届最长 5 年" in answer.text


def test_what_ends_soon_in_a_place_in_a_compound_and_as_a_spreadsheet(client, cast, login, app):
    Post.add(None, organization=body(cast), person="王芳", duty="主任", until=TODAY + timedelta(days=20))
    page = login(client, cast.carol).get("/endings").text
    assert "王芳" in page and "还有 20 天" in page
    assert "王芳" in client.get(f"/compounds/{cast.heping.id}").text and "王芳" not in client.get(f"/endings?compound={cast.heleju.id}").text
    assert client.get(f"/endings?compound={cast.shuguang.id}").status_code == 404
    rows = load_workbook(BytesIO(client.get("/endings.xlsx").data)).active.iter_rows(values_only=True)
    assert list(rows)[1] == ("2026-11-03", 20, "和平小区业委会主任任期", "王芳", "和平小区")
    assert "王芳" not in login(app.test_client(), cast.charlie).get("/endings").text
    assert "90 天以内没有" in login(app.test_client(), cast.paula).get("/endings").text


def test_posts_come_in_from_a_spreadsheet(client, cast, login):
    own = body(cast)
    content = f"组织,姓名,职务,开始,届满\n{own.name},王芳,主任,2024-01-01,2028-12-31\n{own.name},李伟,委员,2024-01-01,2032-01-01\n"
    data = {"kind": "posts", "form_id": str(uuid4()), "file": (BytesIO(content.encode()), "任职.csv")}
    address = login(client, cast.carol).post("/imports", data=data, content_type="multipart/form-data").location
    assert "业委会一届最长 5 年" in client.get(address).text
    client.post(address, data={"partial": "y"})
    assert [post.person for post in own.posts] == ["王芳"]
