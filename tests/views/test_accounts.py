"""Accounts: a community looks after its own people's."""

import re
from io import BytesIO
from uuid import uuid4

from openpyxl import load_workbook

from models.users import User


def account(cast, **changes):
    """A filled form."""
    return {"form_id": str(uuid4()), "username": "xiaoli", "name": "小李", "role": "grid_worker", "area": cast.inside.id, **changes}


def test_a_new_account_with_its_first_password_shown_once(client, cast, app, login):
    login(client, cast.carol)
    address = client.post("/users", data=account(cast)).location
    first = re.search(r"第一个密码是 (\S+)", client.get(address).text).group(1)
    assert "第一个密码" not in client.get(address).text
    newcomer = app.test_client()
    newcomer.post("/session", data={"username": "xiaoli", "password": first})
    assert newcomer.get("/today").location == "/password/edit"


def test_a_community_gives_its_own_roles_in_its_own_place_only(client, cast, login):
    login(client, cast.carol)
    for changes in ({"role": "administrator"}, {"role": "district"}, {"area": cast.outside.id}, {"area": cast.guandu.id}):
        assert client.post("/users", data=account(cast, **changes)).status_code == 422, changes
    assert "已经有人用了" in client.post("/users", data=account(cast, username="alice")).text
    assert "物业账号要选企业" in client.post("/users", data=account(cast, role="property")).text
    assert not User.select().where(User.name == "小李").exists()


def test_a_community_does_not_reach_offices_or_neighbours(client, cast, login):
    login(client, cast.carol)
    for person in (cast.charlie, cast.oscar, cast.sam, cast.adam):
        assert client.get(f"/users/{person.id}").status_code == 404
        assert client.post(f"/users/{person.id}/password").status_code == 404


def test_disable_and_reset(client, cast, app, login):
    worker = login(app.test_client(), cast.alice)
    login(client, cast.carol)
    client.post(f"/users/{cast.alice.id}/password")
    assert worker.get("/today").status_code == 303
    client.post(f"/users/{cast.alice.id}", data=account(cast, username="alice", name="艾丽", disabled="y"))
    assert User.get_by_id(cast.alice.id).disabled


def test_no_password_is_ever_in_the_history_or_the_spreadsheet(client, cast, login):
    login(client, cast.carol)
    client.post(f"/users/{cast.alice.id}/password")
    assert "argon2" not in client.get(f"/users/{cast.alice.id}").text
    assert "argon2" not in str(list(load_workbook(BytesIO(client.get("/users.xlsx").data)).active.iter_rows(values_only=True)))
