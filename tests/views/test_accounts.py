"""Accounts: a community looks after its own people's."""

import re
from io import BytesIO
from uuid import uuid4

from openpyxl import load_workbook

from models.areas import Area
from models.organizations import Contract, Organization
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
    assert "物业和部门的账号要选单位" in client.post("/users", data=account(cast, role="property")).text
    assert not User.select().where(User.name == "小李").exists()


def test_a_community_does_not_reach_offices_or_neighbours(client, cast, login):
    login(client, cast.carol)
    for person in (cast.charlie, cast.oscar, cast.sam, cast.adam):
        assert client.get(f"/users/{person.id}").status_code == 404
        assert client.post(f"/users/{person.id}/password").status_code == 404


def receiver(cast, organization, area, **changes):
    """A filled form for the account of a company or a department."""
    return account(cast, username="wuye", name="吴业", role="property", area=area.id, organization=organization.id, **changes)


def test_a_community_opens_accounts_for_the_companies_that_serve_it(client, cast, login):
    committee = Organization.add(None, name="业委会", kind="committee", area=cast.inside)
    office = Organization.add(None, name="城管科", kind="department", area=cast.taihe)
    elsewhere = Organization.add(None, name="曙光物业", kind="company", area=cast.outside)
    large = Organization.add(None, name="大物业公司", kind="company", area=cast.guandu)
    login(client, cast.carol)
    for body in (committee, office, elsewhere, large):
        answer = client.post("/users", data=receiver(cast, body, cast.inside))
        assert answer.status_code == 422 and "没有这个选项" in answer.text, body
    contract = Contract.add(None, compound=cast.heleju, company=large)
    address = client.post("/users", data=receiver(cast, large, cast.inside)).location
    contract.end(cast.carol)
    disabled = client.post(address, data=receiver(cast, large, cast.inside, disabled="y"))
    assert disabled.status_code == 303 and User.get(User.username == "wuye").disabled


def test_the_administrator_opens_those_of_departments(client, cast, login):
    login(client, cast.adam)
    filled = {"form_id": str(uuid4()), "name": "城管科", "kind": "department", "area": cast.taihe.id, "compound": "", "telephone": "", "since": ""}
    assert client.post("/organizations", data=filled).status_code == 303
    office = Organization.get(Organization.name == "城管科")
    committee = Organization.add(None, name="业委会", kind="committee", area=cast.inside)
    assert client.post("/users", data=receiver(cast, committee, cast.inside)).status_code == 422
    assert client.post("/users", data=receiver(cast, office, cast.taihe)).status_code == 303
    far = Area.add(None, name="金马街道", level="street", parent=cast.guandu)
    refused = client.post("/users", data=receiver(cast, office, far))
    assert refused.status_code == 422 and "不在所选的区域里" in refused.text


def test_a_community_adds_bodies_of_its_own_only(client, cast, login):
    login(client, cast.carol)
    for area, status in ((cast.inside, 303), (cast.taihe, 422), (cast.outside, 422)):
        filled = {"form_id": str(uuid4()), "name": "城管科", "kind": "department", "area": area.id}
        assert client.post("/organizations", data=filled).status_code == status, area


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
