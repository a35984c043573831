"""The pages of a contract with its hand-over, of the shelf of documents, and of what else stands on a compound's page."""

from io import BytesIO
from uuid import uuid4

from models.areas import Compound
from models.documents import Document
from models.partners import PartnerTask
from models.seal_uses import SealUse
from tests.cast import TODAY
from tests.models.test_governance import PDF


def test_an_exit_from_notice_to_hand_over(client, cast, login, app):
    login(client, cast.carol)
    own = cast.contract
    form = {"form_id": str(uuid4()), "compound": cast.heping.id, "company": cast.company.id, "notice_days": "60", "since": "2025-01-01", "until": "2027-12-31"}
    answer = client.post(f"/contracts/{own.id}", data=form | {"noticed": "2026-10-14", "leaves": "2026-11-14"})
    assert answer.status_code == 422 and "最早 2026-12-13 退出" in answer.text and 'value="2026-11-14"' in answer.text
    assert client.post(f"/contracts/{own.id}", data=form | {"noticed": "2026-10-14", "leaves": "2026-12-13"}).status_code == 303
    page = client.get(f"/contracts/{own.id}").text
    assert all(words in page for words in ("60 天后退出，交接 0 / 6", "交还必需的资料", "还没有接手的物业"))
    step = own.steps.first()
    assert client.post(f"/handover-steps/{step.id}/completion").status_code == 303
    assert "交接 1 / 6" in client.get(f"/contracts/{own.id}").text and "今天办好了" not in login(app.test_client(), cast.paula).get(f"/contracts/{own.id}").text


def test_a_document_with_a_file_is_given_out_as_something_to_keep(client, cast, login, app):
    login(client, cast.carol)
    form = {"form_id": str(uuid4()), "name": "停车公约", "community": cast.inside.id, "compound": cast.heping.id}
    refused = client.post("/documents", data=form | {"file": (BytesIO(b"<html>"), "公约.pdf")}, content_type="multipart/form-data")
    assert refused.status_code == 422 and "只收 PDF" in refused.text and "停车公约" in refused.text and not Document.select().exists()
    address = client.post("/documents", data=form | {"file": (BytesIO(PDF), "公约.pdf")}, content_type="multipart/form-data").location
    assert "下载 公约.pdf" in client.get(address).text and "停车公约" in client.get(f"/compounds/{cast.heping.id}").text
    given = client.get(f"{address}/file")
    assert (given.data, given.mimetype) == (PDF, "application/pdf") and given.headers["Content-Disposition"].startswith("attachment")
    assert login(app.test_client(), cast.charlie).get(f"{address}/file").status_code == 404
    changed = client.post(address, data=form | {"name": "停车公约（新）", "form_id": str(uuid4())})
    assert changed.status_code == 303 and "下载 公约.pdf" in client.get(address).text
    plain = client.post("/documents", data={**form, "form_id": str(uuid4()), "address": "https://www.km.gov.cn/1"}).location
    assert client.get(f"{plain}/file").status_code == 404 and 'href="https://www.km.gov.cn/1"' in client.get(plain).text


def test_what_a_partner_has_taken_on_stands_on_the_compound_s_page(client, cast, login):
    PartnerTask.add(None, community=cast.inside, compound=cast.heping, partner="某银行", name="装路灯", since=TODAY)
    page = login(client, cast.carol).get(f"/compounds/{cast.heping.id}").text
    assert "装路灯" in page


def test_the_seal_has_its_place_where_there_is_one(client, cast, login):
    """Courtyards of a commercial compound have no committee: nothing of a seal stands there until it was used."""
    login(client, cast.carol)
    adds, address = f"/seal-uses/new?compound={cast.heping.id}", f"/compounds/{cast.heping.id}"
    assert adds not in client.get(address).text
    use = SealUse.add(None, community=cast.inside, compound=cast.heping, day=TODAY, matter="证明", approver="院委会")
    assert adds in client.get(address).text
    use.delete_instance()
    Compound.update(mode="unmanaged").where(Compound.id == cast.heping.id).execute()
    assert adds in client.get(address).text
