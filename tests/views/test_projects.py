"""Projects through the app: money in yuan, stages, and pictures before and after."""

from io import BytesIO
from uuid import uuid4

from models.pictures import Picture
from models.projects import Expense, Project, Stage
from tests.cast import TODAY
from tests.images import photograph


def project(cast, **changes):
    """A filled form."""
    return {"form_id": str(uuid4()), "name": "一号院微改造", "kind": "micro", "compound": cast.heping.id, "budget": "36,000.50", "note": "", **changes}


def test_from_the_budget_to_the_last_picture(client, cast, login):
    login(client, cast.carol)
    address = client.post("/projects", data=project(cast)).location
    works = Project.get()
    assert works.budget == 3600050 and "还没开工" in client.get(address).text
    stage = {"form_id": str(uuid4()), "project": works.id, "name": "铺装", "planned": str(TODAY)}
    assert client.post("/stages", data=stage).location == address
    client.post("/expenses", data={"form_id": str(uuid4()), "project": works.id, "fen": "40000", "day": str(TODAY), "what": "石材"})
    page = client.get(address).text
    assert "40,000.00 / 36,000.50 元" in page and "已经超出预算" in page and "在做" in page
    client.post(f"/stages/{Stage.get().id}", data={**stage, "done": str(TODAY)})
    assert "完工" in client.get(address).text and "完工" in client.get("/projects").text
    for moment in ("before", "after"):
        data = {"form_id": str(uuid4()), "moment": moment, "pictures": (BytesIO(photograph()), "院子.jpg")}
        assert client.post(f"{address}/pictures", data=data).status_code == 303
    assert {picture.moment for picture in Picture.select()} == {"before", "after"}
    assert client.get(f"/pictures/{Picture.get().id}.jpg").mimetype == "image/jpeg"
    assert client.post(f"/pictures/{Picture.get().id}/delete").location == address


def test_what_is_refused(client, cast, login):
    login(client, cast.carol)
    for changes, message in (
        ({"budget": "三万"}, "请写成 35"),
        ({"budget": "99999999"}, "20,000,000.00 元之间"),
        ({"compound": cast.shuguang.id}, "没有这个选项"),
    ):
        answer = client.post("/projects", data=project(cast, **changes))
        assert answer.status_code == 422 and message in answer.text and "一号院微改造" in answer.text
    address = client.post("/projects", data=project(cast)).location
    data = {"form_id": str(uuid4()), "pictures": (BytesIO(photograph()), "院子.jpg")}
    answer = client.post(f"{address}/pictures", data=data)
    assert answer.status_code == 422 and "改造前还是改造后" in answer.text and not Picture.select().exists()


def test_a_list_asks_no_more_for_five_than_for_one(client, cast, login, count_queries):
    login(client, cast.carol)
    Project.begin(cast.carol, name="楼道", compound=cast.heping, budget=100)
    one = count_queries(lambda: client.get("/projects"))
    for n in range(4):
        Expense.enter(cast.carol, project=Project.begin(cast.carol, name=f"院子{n}", compound=cast.heping, budget=100), fen=5)
    assert count_queries(lambda: client.get("/projects")) == one
