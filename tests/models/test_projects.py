"""Projects: money in and out, stages, and a state that follows from them."""

from datetime import timedelta

import pytest

from models.pictures import Picture
from models.projects import Expense, Progress, Project, Stage, progress
from models.records import Invalid
from tests.cast import TODAY

JPEG = b"\xff\xd8jpeg"


@pytest.fixture
def works(cast):
    """A micro-renovation in two stages."""
    stages = [("拆旧", TODAY - timedelta(days=10)), ("铺装", TODAY + timedelta(days=10))]
    return Project.begin(cast.carol, stages, name="一号院微改造", compound=cast.heping, budget=8_000_000_00, source="社区惠民资金")


def now(project, day=None):
    return progress([project.id], day)[project.id]


def test_the_state_follows_from_stages_and_money(cast, works):
    first, second = works.stages.order_by(Stage.planned)
    assert now(works) == Progress(2, 0, None, True, 0) and now(works).state == "超期" and first.late and not second.late
    assert now(works, TODAY - timedelta(days=20)).state == "还没开工"
    first.amend(cast.carol, done=TODAY - timedelta(days=12))
    assert now(works).state == "在做" and now(works, TODAY - timedelta(days=13)).state == "还没开工"
    second.amend(cast.carol, done=TODAY)
    assert now(works) == Progress(2, 2, TODAY, False, 0) and Project.get_by_id(works.id).shown("state") == "完工"
    assert now(works, TODAY - timedelta(days=1)).state == "在做"


def test_spent_is_what_counts(cast, works):
    Expense.enter(cast.carol, project=works, fen=1_234_567_00, what="铺装款")
    Expense.enter(cast.carol, project=works, fen=100, day=TODAY - timedelta(days=30))
    Expense.enter(cast.carol, project=works, fen=5)[0].strike(cast.carol, "记重了")
    assert works.shown("spent") == "1,234,568.00" and works.shown("budget") == "8,000,000.00"
    assert now(works, TODAY - timedelta(days=1)).spent == 100
    assert Expense.total(Expense.visible_to(cast.dora)) == (1_234_568_00, 2)
    assert not Expense.visible_to(cast.alice).exists() and Project.visible_to(cast.alice).exists() and not Project.visible_to(cast.charlie).exists()


def test_as_many_queries_for_one_project_as_for_five(cast, works, count_queries):
    more = [Project.begin(cast.carol, name=f"楼道{n}", compound=cast.heping, budget=100) for n in range(4)]
    assert count_queries(lambda: progress([works.id])) == count_queries(lambda: progress([works.id, *(row.id for row in more)])) == 2


def test_pictures_stand_before_and_after(cast, works):
    for moment, count in (("before", 2), ("after", 6)):
        Picture.add_to(works, cast.carol, [JPEG] * count, cast_key(moment), moment)
    assert [len(Picture.keys_of(works, moment)) for moment in ("before", "after", None)] == [2, 6, 8]
    with pytest.raises(Invalid, match="最多 6 张"):
        Picture.add_to(works, cast.carol, [JPEG], cast_key("more"), "after")
    assert Picture.visible_to(cast.alice).count() == 8 and not Picture.visible_to(cast.charlie).exists()
    Picture.get(Picture.moment == "before").take_down(cast.carol)
    assert len(Picture.keys_of(works)) == 7 and works.changes.first().lines == [("照片", "8 张", "7 张")]


def cast_key(name):
    from uuid import NAMESPACE_URL, uuid5

    return uuid5(NAMESPACE_URL, name)


def test_what_cannot_be(cast, works):
    for values, field in (({"budget": 0}, "budget"), ({"budget": 2_000_000_001}, "budget"), ({"name": "一号院微改造"}, "name")):
        with pytest.raises(Invalid) as error:
            Project.begin(cast.carol, **{"name": "二号", "compound": cast.heping, "budget": 100, **values})
        assert list(error.value.errors) == [field]
    with pytest.raises(Invalid, match="以后的日子"):
        works.stages[0].amend(cast.carol, done=TODAY + timedelta(days=1))
    with pytest.raises(Invalid):
        Project.begin(cast.carol, [("", TODAY)], name="三号", compound=cast.heping, budget=100)
    assert not Project.select().where(Project.name == "三号").exists()
    Expense.enter(cast.carol, project=works, fen=1)
    with pytest.raises(Invalid, match="不能换小区"):
        works.amend(cast.carol, compound=cast.heleju)
