"""The key of a form: without it nothing is made, wherever it is sent to, and what is shown again can be sent."""

import re
from io import BytesIO

import pytest

from models import TABLES
from models.households import Reading
from models.services import Service
from models.sessions import Session
from models.steps import Step
from tests.images import photograph
from tests.views.concerns import category, raised

COUNTED = [model for model in TABLES if model not in (Session, Reading)]
FORMS = {  # where a form is sent, by whom, and what stands in it besides its key
    "/services": ("carol", {"name": "理发", "price": "免费", "position": "0", "active": "y"}),
    "/visits": ("alice", {"way": "in_person", "outcome": "met", "day": "2026-10-14"}),
    "/concerns": ("carol", {"text": "灯不亮", "channel": "station", "day": "2026-10-14"}),
    "/concerns/{concern}/confirmations": ("carol", {"after": "2", "text": ""}),
    "/concerns/{concern}/pictures": ("carol", {"pictures": "picture"}),
    "/dispatches/{sent}/acceptances": ("paula", {"after": "2"}),
    "/boards/{board}/concerns": (None, {"text": "灯不亮"}),
    "/teams/{team}/memberships": ("bob", {"name": "钱多多"}),
}


@pytest.mark.parametrize("path", FORMS)
def test_without_its_key_a_form_makes_nothing(client, cast, login, path):
    concern = raised(cast.carol, household=cast.home)
    sent = Step.take(concern, "dispatch", cast.carol, to=cast.company, text="修灯")
    who, values = FORMS[path]
    if who:
        login(client, cast.people[who])
    before = [model.select().count() for model in COUNTED]
    values = {name: (BytesIO(photograph()), "1.jpg") if name == "pictures" else value for name, value in values.items()}
    about = {"community": cast.inside.id, "household": cast.home.id, "category": category().id}
    answer = client.post(path.format(concern=concern.id, sent=sent.id, board=cast.heping.id, team=cast.team.id), data=about | values)
    assert (answer.status_code, [model.select().count() for model in COUNTED]) == (422, before)


def test_what_was_refused_for_want_of_a_key_is_shown_with_one(client, cast, login):
    login(client, cast.carol)
    filled = {"name": "理发", "community": cast.inside.id, "price": "免费", "position": "0", "active": "y"}
    for lost in ({}, {"form_id": ""}, {"form_id": "x"}):
        page = client.post("/services", data=filled | lost).text
        assert "这张表单的编号丢了，请再交一次" in page
    key = re.search(r'name="form_id" value="([0-9a-f-]{36})"', page)[1]
    assert {client.post("/services", data=filled | {"form_id": key}).status_code for _ in range(2)} == {303}
    assert Service.select().count() == 1
