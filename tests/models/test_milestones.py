"""Milestones: in the days in which they were passed, with consent, in the order of names."""

from datetime import timedelta

from models.hours import Sheet
from models.milestones import reached
from tests.cast import TODAY


def test_who_passed_which_when(cast):
    def serve(minutes, ago):
        lines = {getattr(cast, f"member_{n}").id: length for n, length in enumerate(minutes)}
        return Sheet.log(cast.bob, lines, team=cast.team, purpose="巡楼", day=TODAY - timedelta(days=ago))[0]

    for person in (cast.member_0, cast.member_1, cast.member_2):
        person.amend(cast.bob, publishes_name=True)
    serve([540, 600, 540, 720], 40)
    last = serve([60, 60, 59, 60], 1)
    month = (cast.inside.id, TODAY - timedelta(days=13), TODAY)
    assert reached(*month) == [("陈桂兰", 10)]  # 刘洋 was there before, 孙丽 lacks a minute, 周明 did not agree
    assert reached(cast.inside.id, TODAY - timedelta(days=50), TODAY) == [("陈桂兰", 10), ("刘洋", 10)]
    cast.member_0.amend(cast.bob, birth_year=2012)
    assert reached(*month) == []
    cast.member_0.amend(cast.bob, birth_year=1960)
    last.reverse(cast.bob, "记错了")
    assert reached(*month) == [] and reached(cast.outside.id, *month[1:]) == []
