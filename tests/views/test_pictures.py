"""Pictures of an activity: shrunk, for those who see it, refused when they are none."""

from io import BytesIO
from uuid import uuid4

import pytest

from models.activities import Activity, ActivityKind
from models.hours import total_minutes
from models.images import LARGEST
from models.pictures import Picture
from tests.images import photograph, read
from tests.views.test_activities import form, held, helped, upload


@pytest.fixture
def carol(client, cast, login):
    """The community's browser."""
    ActivityKind.add(None, name="邻里节", cell=1)
    return login(client, cast.carol)


def send(client, form):
    """Post a form with large files; the test client leaves the file that it made of them open."""
    answer = client.post("/activities", data=form)
    answer.request.environ["wsgi.input"].close()
    return answer


def test_pictures_come_small_and_only_for_those_who_see_the_activity(client, carol, cast, login):
    carol.post("/activities", data=form(cast, pictures=[upload(photograph((2400, 1200))), upload(photograph(kind="PNG"), "b.png"), (BytesIO(), "")]))
    assert Picture.select().count() == 2
    address = f"/pictures/{Picture.keys_of(Activity.get())[0]}.jpg"
    assert address in carol.get(f"/activities/{Activity.get().id}").text
    answer = carol.get(address)
    assert (answer.mimetype, read(answer.data).size, answer.headers["Cache-Control"]) == ("image/jpeg", (1600, 800), "private, max-age=86400")
    others = client.application.test_client
    assert others().get(address).status_code == 303
    assert {person: login(others(), getattr(cast, person)).get(address).status_code for person in ("alice", "sam", "paula", "charlie")} == {
        "alice": 200,
        "sam": 200,
        "paula": 404,
        "charlie": 404,
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"words", "打不开"), (photograph()[:700], "打不开"), (b"", "打不开"), (b"x" * (LARGEST + 5_000_000), "一张照片最多 15 MB")],
    ids=["text named .jpg", "truncated", "empty", "20 MB"],
)
def test_a_bad_picture_is_refused_and_the_rest_is_kept(carol, cast, content, message):
    answer = send(carol, helped(cast, pictures=[upload(), upload(content)]))
    assert answer.status_code == 422 and message in answer.text and "照片要再选一次" in answer.text
    assert "重阳百家宴" in answer.text and f'value="{cast.member_0.id}" checked' in answer.text
    assert (Activity.select().count(), Picture.select().count(), total_minutes()) == (0, 0, 0)


def test_at_most_six_pictures(carol, cast):
    answer = carol.post("/activities", data=form(cast, pictures=[upload() for _ in range(7)]))
    assert answer.status_code == 422 and "最多 6 张" in answer.text


def test_a_mountain_of_pictures_is_turned_away_before_it_is_read(carol, cast):
    carol.application.config["WTF_CSRF_ENABLED"] = True
    answer = send(carol, form(cast, pictures=[upload(b"x" * 34_000_000), upload(b"x" * 34_000_000)]))
    assert answer.status_code == 413 and "文件太大" in answer.text


def test_twenty_megabytes_pass_the_check_of_the_token_too(carol, cast):
    carol.application.config["WTF_CSRF_ENABLED"] = True
    answer = send(carol, form(cast, pictures=[upload(b"x" * 20_000_000)]))
    assert answer.status_code == 400  # read in full, and found to have no token


def test_added_later_once_for_each_form_and_taken_down(carol, cast):
    activity = held(cast)
    key = str(uuid4())
    for _ in range(2):
        answer = carol.post(f"/activities/{activity.id}/pictures", data={"form_id": key, "pictures": [upload()]})
        assert answer.location == f"/activities/{activity.id}"
    assert Picture.select().count() == 1
    answer = carol.post(f"/activities/{activity.id}/pictures", data={"form_id": str(uuid4()), "pictures": [upload(b"words")]})
    assert answer.status_code == 422 and "打不开" in answer.text
    assert carol.post(f"/pictures/{Picture.get().id}/delete").location == f"/activities/{activity.id}"
    assert Picture.select().count() == 0 and "1 张" in carol.get(f"/activities/{activity.id}").text
