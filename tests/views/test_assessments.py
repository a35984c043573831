"""监督考评 and checklists through the app."""

from datetime import date

import pytest

from models.assessments import Assessment, Criterion
from models.checklists import Point, Tick
from models.periods import Period
from models.reports.summary import Summary


@pytest.fixture
def criteria(cast):
    """保洁 counts three times as much as 响应; 绿化 is scored elsewhere."""
    Criterion.add(None, name="绿化", mode="unmanaged", weight=50)
    return [Criterion.add(None, name="保洁", weight=30, position=1), Criterion.add(None, name="响应", mode="commercial", weight=10, position=2)]


def form(cast, criteria, period, *marks):
    scored = {f"points_{c.id}": points for c, points in zip(criteria, marks, strict=True)}
    return {"form_id": f"00000000-0000-4000-8000-{len(period):012}", "compound": cast.heping.id, "period": period, **scored} | {
        f"evidence_{c.id}": "抽查三个楼道" for c in criteria
    }


def told(cast, key, number):
    return Summary(cast.heping, Period.parse(key)).all_systems[number - 1].words


def test_the_score_is_the_mean_by_weight_and_the_trend_is_its_own_past(client, login, cast, criteria):
    carol = login(client, cast.carol)
    page = carol.get(f"/assessments/new?compound={cast.heping.id}").text
    assert "保洁" in page and "响应" in page and "绿化" not in page
    assert carol.post("/assessments", data=form(cast, criteria, "2026-06", 80, 100)).status_code == 303  # (80 × 30 + 100 × 10) / 40
    assert told(cast, "2026-09", 7) == "85 分"
    assert carol.post("/assessments", data=form(cast, criteria, "2026-Q3", 91, 90) | {"form_id": "1" * 8 + "-0000-4000-8000-" + "0" * 12}).status_code == 303
    assert told(cast, "2026-09", 7) == "90.8 分，高 5.8" and told(cast, "2026-08", 7) == "85 分" and told(cast, "2026-05", 7) == ""
    row = Assessment.get(Assessment.period == "2026-Q3")
    shown = carol.get(f"/assessments/{row.id}").text
    assert "90.8 分" in shown and "抽查三个楼道" in shown and "90.8" in carol.get("/assessments").text
    criteria[0].amend(None, weight=1)  # what was scored keeps its weights
    changed = form(cast, criteria, "2026-Q3", 91, 90)
    assert told(cast, "2026-09", 7).startswith("90.8")
    assert carol.post(f"/assessments/{row.id}", data=changed).status_code == 303
    assert Assessment.get_by_id(row.id).score == round(10 * (91 + 90 * 10) / 11)


def test_a_mark_without_evidence_and_a_second_assessment_of_a_period_are_refused(client, login, cast, criteria):
    carol = login(client, cast.carol)
    first = form(cast, criteria, "2026-Q3", 80, 101)
    page = carol.post("/assessments", data=first)
    assert page.status_code == 422 and "要在 0 到 100 之间" in page.text and "抽查三个楼道" in page.text
    page = carol.post("/assessments", data=first | {f"points_{criteria[1].id}": 100, f"evidence_{criteria[0].id}": ""})
    assert page.status_code == 422 and "这一项要填" in page.text and not Assessment.select().exists()
    assert carol.post("/assessments", data=first | {f"points_{criteria[1].id}": 100}).status_code == 303
    again = first | {f"points_{criteria[1].id}": 90, "form_id": "2" * 8 + "-0000-4000-8000-" + "0" * 12}
    page = carol.post("/assessments", data=again)
    assert page.status_code == 422 and "已经考评过" in page.text


def test_a_ticked_point_counts_from_its_day_to_its_end(client, login, cast):
    carol = login(client, cast.carol)
    points = list(Point.select().where(Point.checklist == "guarantees").order_by(Point.position))
    for number, point in enumerate(points[:4]):
        data = {
            "compound": cast.heping.id,
            "point": point.id,
            "since": f"2026-0{number + 5}-01",
            "evidence": "有文件",
            "form_id": f"{number}" * 8 + "-0000-4000-8000-" + "0" * 12,
        }
        assert carol.post("/ticks", data=data).status_code == 303
    assert told(cast, "2026-06", 13) == "2/5 项" and told(cast, "2026-09", 13) == "4/5 项，缺宣传"
    Tick.get(Tick.point == points[0]).amend(None, until=date(2026, 8, 1))
    assert told(cast, "2026-09", 13) == "3/5 项" and told(cast, "2026-04", 13) == ""
    page = carol.get(f"/compounds/{cast.heping.id}/checklists").text
    assert "做到 3 / 5" in page and "有文件" in page and f"/ticks/new?compound={cast.heping.id}&amp;point={points[4].id}" in page


def test_a_method_is_a_name_and_belongs_to_its_community(client, login, cast):
    carol = login(client, cast.carol)
    data = {"name": "“U循环”", "checklist": "methods", "community": cast.inside.id, "active": "y", "form_id": "3" * 8 + "-0000-4000-8000-" + "0" * 12}
    assert carol.post("/checkpoints", data=data).status_code == 303
    assert told(cast, "2026-09", 28) == "“U循环”"
    assert carol.post("/checkpoints", data=data | {"community": cast.outside.id, "name": "别处的"}).status_code == 422
    elsewhere = Point.add(None, name="别处的", checklist="methods", community=cast.outside)
    assert carol.post("/ticks", data={"compound": cast.heping.id, "point": elsewhere.id, "since": "2026-09-01", "evidence": "有"}).status_code == 422
