"""Activities: with them come hours and pictures, and with them they go."""

import io
import uuid
from datetime import timedelta

import pytest

from models.activities import Activity, ActivityKind
from models.hours import ServiceHours, Sheet, total_minutes
from models.images import LARGEST, SIDE, shrink
from models.pictures import MOST_PICTURES, Picture
from models.programmes import Programme
from models.records import Invalid
from models.search import matches
from tests.cast import TODAY
from tests.images import bomb, photograph, read


@pytest.fixture
def kind(cast):
    return ActivityKind.add(None, name="邻里节", cell=1)


@pytest.fixture
def hold(cast, kind):
    """hold(): an activity of the team with two members and two pictures."""

    def make(by=cast.carol, members=(cast.member_0.id, cast.member_1.id), pictures=(b"one", b"two"), **values):
        usual = {"name": "重阳百家宴", "kind": kind, "community": cast.inside, "compound": cast.heping, "team": cast.team, "minutes": 150}
        return Activity.hold(by, list(members), list(pictures), **{**usual, **values})

    return make


def refused(make, *args, **values):
    with pytest.raises(Invalid) as caught:
        make(*args, **values)
    return caught.value.errors


# hours follow


def test_everybody_who_helped_gets_its_length(cast, hold):
    activity, new = hold(day=TODAY - timedelta(days=2))
    sheet = Sheet.get()
    assert new and total_minutes(by=ServiceHours.volunteer) == {cast.member_0.id: 150, cast.member_1.id: 150}
    assert (sheet.id, sheet.activity_id, sheet.purpose, sheet.state) == (uuid.uuid5(activity.id, "hours"), activity.id, "重阳百家宴", "已确认")
    assert (sheet.day, sheet.compound_id, sheet.confirmed_by_id) == (activity.day, cast.heping.id, cast.carol.id)
    assert total_minutes(Sheet.activity == activity.id) == 300


def test_without_helpers_there_is_no_sheet(hold):
    hold(members=(), team=None)
    assert Sheet.select().count() == 0


def test_sent_twice_it_is_one_of_everything(hold):
    key = uuid.uuid4()
    assert (hold(id=key)[1], hold(id=key)[1]) == (True, False)
    assert (Activity.select().count(), Sheet.select().count(), total_minutes(), Picture.select().count()) == (1, 1, 300, 2)


@pytest.mark.parametrize("other", [{"name": "义诊"}, {"members": ()}, {"headcount": 9}])
def test_the_same_key_with_other_content_is_refused_not_dropped(cast, hold, other):
    key = uuid.uuid4()
    activity, _ = hold(id=key, headcount=8)
    assert refused(hold, id=key, **{"headcount": 8, **other}) == {"id": "这张表单已经存过了，内容不一样，请重新打开"}
    activity.amend(cast.carol, name="改过", headcount=80)
    assert hold(id=key, headcount=8)[0].name == "改过"
    assert list(refused(hold, id=key, headcount=8, host="街道")) == ["id"]
    assert list(refused(hold, id=key, headcount=8, members=())) == ["id"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 900}, "minutes"),  # an activity may last longer than anybody's service
        ({"headcount": -1}, "headcount"),
        ({"pictures": [b"x"] * (MOST_PICTURES + 1)}, "pictures"),
    ],
)
def test_all_or_nothing(hold, values, field):
    assert list(refused(hold, **values)) == [field]
    assert (Activity.select().count(), Sheet.select().count(), ServiceHours.select().count(), Picture.select().count()) == (0, 0, 0, 0)


def test_another_communitys_rows_are_refused(cast, hold):
    outside = Programme.add(None, name="曙光议事", community=cast.outside)
    assert list(refused(hold, programme=outside)) == ["programme"]
    assert list(refused(hold, team=cast.outside_team, members=())) == ["team"]
    assert list(refused(hold, members=[cast.outside_member.id])) == ["members"]
    assert hold(programme=Programme.add(None, name="全区都有"))[1]


# void


def test_void_it_takes_its_hours_back_and_stays_readable(cast, hold):
    activity, _ = hold()
    activity.strike(cast.carol, "记重了")
    assert (Activity.get().void, total_minutes()) == (True, 0)
    assert sorted(line.minutes for line in ServiceHours.select()) == [-150, -150, 150, 150]
    assert Sheet.get(Sheet.id == uuid.uuid5(activity.id, "hours")).changes.first().reason == "活动作废：记重了"


def test_hours_taken_back_before_are_not_taken_back_again(cast, hold):
    activity, _ = hold()
    Sheet.get().reverse(cast.bob, "少记一个人")
    Sheet.log(cast.bob, {cast.member_2.id: 60}, False, team=cast.team, purpose="还没确认", activity=activity)
    activity.strike(cast.carol, "没办成")
    assert total_minutes() == 0
    assert sorted(sheet.state for sheet in Sheet.select()) == ["作废", "已确认", "已确认"]


def test_hours_are_taken_back_where_the_activity_was_when_they_were_given(cast, hold):
    activity, _ = hold()
    activity.amend(cast.carol, compound=cast.heleju.id)
    Activity.get().strike(cast.carol, "记重了")
    assert [total_minutes(ServiceHours.compound == place.id) for place in (cast.heping, cast.heleju)] == [0, 0]
    assert {line.compound_id for line in ServiceHours.select()} == {cast.heping.id}


def test_hours_that_another_team_logged_for_it_are_not_the_recorders_to_take_back(cast, hold):
    activity, _ = hold(by=cast.alice, members=(), team=None)
    sheet, _ = Sheet.log(cast.bob, {cast.member_0.id: 60}, team=cast.team, purpose="帮忙", activity=activity)
    assert "请队长先抵掉" in refused(activity.strike, cast.alice, "记重了")["reason"]
    assert (Activity.get().void, total_minutes()) == (False, 60)
    sheet.reverse(cast.bob, "没去")
    Activity.get().strike(cast.alice, "记重了")
    assert Activity.get().void


def test_the_community_takes_back_every_teams_hours(cast, hold):
    activity, _ = hold(by=cast.alice, members=(), team=None)
    Sheet.log(cast.bob, {cast.member_0.id: 60}, team=cast.team, purpose="帮忙", activity=activity)
    activity.strike(cast.carol, "没办成")
    assert (Activity.get().void, total_minutes()) == (True, 0)


def test_without_a_reason_nothing_is_void(cast, hold):
    activity, _ = hold()
    assert refused(activity.strike, cast.carol, " ") == {"reason": "请写明为什么作废"}
    assert (Activity.get().void, total_minutes()) == (False, 300)


def test_locked_hours_hold_the_activity_but_for_the_community(cast, hold):
    activity, _ = hold(by=cast.bob, day=TODAY - timedelta(days=30))
    Sheet.lock(cast.carol, TODAY - timedelta(days=30))
    assert "reason" in refused(activity.strike, cast.bob, "记重了")
    assert (Activity.get().void, total_minutes()) == (False, 300)
    Activity.get().strike(cast.carol, "记重了")
    assert (Activity.get().void, total_minutes(), set(total_minutes(by=ServiceHours.day).values())) == (True, 0, {0})


def test_hours_of_an_activity_in_a_closed_month_are_dated_today(cast, hold):
    day = TODAY - timedelta(days=30)
    Sheet.lock(cast.carol, day)
    activity, _ = hold(day=day)
    assert (activity.day, Sheet.get().day, Sheet.get().state) == (day, TODAY, "已确认")
    assert (total_minutes(ServiceHours.day <= day), total_minutes()) == (0, 300)


def test_only_the_recorder_and_the_community_may_change_it(cast, hold):
    activity, _ = hold(by=cast.bob)
    assert [activity.editable_by(person) for person in (cast.bob, cast.carol, cast.alice, cast.sam)] == [True, True, False, False]
    activity.strike(cast.bob, "记重了")
    assert not activity.editable_by(cast.bob)


def test_found_by_name_place_and_host(hold):
    hold(place="中心花园", host="和平路社区")
    for query, count in (("百家", 1), ("bjy", 1), ("花园", 1), ("hplsq", 1), ("义诊", 0)):
        assert Activity.select().where(matches(Activity.search, query)).count() == count, query


def test_the_eight_neighbour_activities_come_first(cast, kind):
    for name, cell, position in (("义诊", None, 0), ("运动会", 8, 0), ("宣讲", None, 1)):
        ActivityKind.add(None, name=name, cell=cell, position=position)
    assert [kind.name for kind in ActivityKind.to_choose()] == ["邻里节", "运动会", "义诊", "宣讲"]


# pictures


def test_pictures_keep_their_order_and_go_for_good(cast, hold):
    activity, _ = hold()
    assert [bytes(Picture.get_by_id(key).jpeg) for key in Picture.keys_of(activity)] == [b"one", b"two"]
    Picture.visible_to(cast.carol).first().take_down(cast.carol)
    assert Picture.select().count() == 1
    assert activity.changes.first().lines == [("照片", "2 张", "1 张")]


def test_pictures_are_added_once_for_each_form_up_to_six(cast, hold):
    activity, _ = hold()
    key = uuid.uuid4()
    assert [Picture.add_to(activity, cast.carol, [b"3", b"4"], key) for _ in range(2)] == [2, 0]
    assert list(refused(Picture.add_to, activity, cast.carol, [b"5", b"6", b"7"], uuid.uuid4())) == ["pictures"]
    assert Picture.select().count() == 4


def test_pictures_are_seen_by_those_who_see_the_activity(cast, hold):
    hold()
    seen = {name for name, person in cast.people.items() if Picture.visible_to(person).count()}
    assert seen == {"alice", "bob", "carol", "sam", "dora", "adam"}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_shrunk_to_jpeg(kind):
    small = read(shrink(io.BytesIO(photograph((3200, 800), kind))))
    assert (small.format, small.size) == ("JPEG", (SIDE, 400))
    red, blue = small.getpixel((100, 200)), small.getpixel((1500, 200))
    assert red[0] > 200 > 60 > red[2] and blue[2] > 200 > 60 > blue[0]


def test_a_small_picture_is_not_blown_up():
    assert read(shrink(io.BytesIO(photograph((40, 30))))).size == (40, 30)


def test_turned_upright_and_without_place_or_maker():
    content = photograph((400, 300), turned=True)
    assert read(content).size == (300, 400) and dict(read(content).getexif())
    small = read(shrink(io.BytesIO(content)))
    assert small.size == (400, 300) and dict(small.getexif()) == {} and small.getpixel((20, 150))[0] > 200


def test_what_is_transparent_becomes_paper():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    out.seek(0)
    assert read(shrink(out)).getpixel((10, 10)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"just words", "打不开"),
        (b"", "打不开"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 200, "打不开"),
        (photograph()[:900], "打不开"),
        (photograph(kind="PNG")[:200], "打不开"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "打不开"),
        (photograph(kind="GIF"), "打不开"),
        (bomb(), "太大"),
        (b"x" * (LARGEST + 1), "最多 15 MB"),
    ],
    ids=["text", "empty", "header only", "half a jpeg", "half a png", "svg", "gif", "bomb", "20 MB"],
)
def test_what_is_no_picture_is_refused_in_words(content, message):
    assert message in refused(shrink, io.BytesIO(content))["pictures"]
