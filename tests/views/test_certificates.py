"""Certificates on the screen, on paper and at the public page; for a whole team in one batch."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest

from models.attempts import Attempt
from models.batches import Batch
from models.certificates import ASKED, Certificate
from models.hours import Sheet
from models.households import Reading
from models.volunteers import Volunteer
from tests.cast import TODAY
from tests.models.test_certificates import ANSWERING, announce, served  # noqa: F401 a fixture
from views.certificate_paper import CertificatePaper
from views.printing import Press

ASKED_FOR = {
    "since": "2026-09-01",
    "until": TODAY.isoformat(),
    "issuer": "和平路社区居委会",
    "head": "高荣",
    "handler": "包强",
    "contact": "0871-63330001",
    "note": "",
}


def asked(cast, **changes):
    """The form for one volunteer."""
    own = {"volunteer": cast.member_0.id, "team": cast.team.id, "paper": "id_card", "paper_number": "530111195801011234"}
    return {"form_id": str(uuid4()), **ASKED_FOR, **own, **changes}


def text_of(answer):
    """The text of a PDF of one page, without blanks."""
    assert answer.content_type == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(reader.pages) == 1
    return re.sub(r"\s+", "", reader.pages[0].extract_text())


@pytest.fixture
def issued(cast, served, clock):  # noqa: F811
    """An issued certificate."""
    row = announce(cast, served, paper_number="530111195801011234", note="评优用")
    clock.forward(days=7)
    row.issue(cast.carol)
    return row


def test_asked_for_by_the_leader_once_for_each_form(client, cast, login, served):  # noqa: F811
    login(client, cast.bob)
    page = client.get(f"/certificates/new?volunteer={served.id}").text
    assert f'<option selected value="{served.id}"' in page and "孙丽" not in page
    sent = asked(cast)
    address = {client.post("/certificates", data=sent).location for _ in range(2)}.pop()
    shown = client.get(address).text
    assert Certificate.select().count() == 1 and "公示中" in shown and "3 小时" in shown and "530*************34" in shown and "195801011234" not in shown
    refused = client.post("/certificates", data=asked(cast, head="", paper_number="5"))
    assert refused.status_code == 422 and "这一项要填" in refused.text and "5 到 20 位字母、数字" in refused.text
    assert "还没有同意公开姓名" not in client.get("/certificates/new").text
    assert client.post("/certificates", data=asked(cast, volunteer=cast.member_1.id)).status_code == 422


def test_every_required_field_stands_on_the_paper(client, cast, login, issued):
    text = text_of(login(client, cast.bob).get(f"/certificates/{issued.id}.pdf"))
    required = ["志愿服务记录证明", issued.serial, "姓名陈桂兰", "居民身份证", "530111195801011234", "志愿者编号", "3小时", "清扫楼道2小时", "夜间巡逻1小时"]
    required += [
        "和平路社区居委会",
        "负责人高荣",
        "经办人包强",
        "联系电话0871-63330001",
        "2026年10月21日",
        "备注评优用",
        "（盖章）",
        "负责人（签字）",
        "经办人（签字）",
    ]
    required += ["2026年9月14日至2026年10月14日", "2026年10月14日至2026年10月21日，7天", f"核验码{issued.code[:4]}{issued.code[4:]}", "不收取任何费用"]
    assert [field for field in required if field not in text] == []


def test_one_page_whatever_stands_on_it(client, cast, login, issued):
    Certificate.update(content="\n".join("清扫楼道和院子里的落叶" * 5 for _ in range(6)), note="备注" * 60, issuer="社区" * 30, head="高" * 40).execute()
    text_of(login(client, cast.carol).get(f"/certificates/{issued.id}.pdf"))


def test_without_a_number_there_is_room_to_write_it(client, cast, login, issued):
    Certificate.update(paper_number=None).execute()
    assert "证件号码" in text_of(login(client, cast.carol).get(f"/certificates/{issued.id}.pdf"))


def test_not_issued_or_without_consent_it_is_not_printed(client, cast, login, served, clock):  # noqa: F811
    row = announce(cast, served)
    login(client, cast.carol)
    assert "开出以后才能打印" in client.get(f"/certificates/{row.id}.pdf").text
    assert client.post(f"/certificates/{row.id}/issues").status_code == 422
    clock.forward(days=7)
    assert login(client, cast.carol).post(f"/certificates/{row.id}/issues").status_code == 303
    served.amend(cast.carol, publishes_name=False)
    answer = client.get(f"/certificates/{row.id}.pdf")
    assert answer.status_code == 422 and "收回了公开姓名的同意" in answer.text


def test_the_number_is_masked_and_who_reads_it_is_written_down(client, cast, login, issued):
    login(client, cast.carol)
    assert "530111195801011234" not in client.get(f"/certificates/{issued.id}").text
    assert "530111195801011234" in client.post(f"/certificates/{issued.id}/readings").text
    assert Reading.get().what == f"证件号码（证明 {issued.serial}）" and issued.serial in client.get("/readings").text
    assert client.post(f"/certificates/{issued.id}/withdrawals", data={"reason": "名字写错了"}).status_code == 303
    assert Certificate.get().paper_number is None


def test_a_leader_sees_the_certificates_of_own_teams_alone(client, cast, login, issued):
    login(client, cast.alice)
    assert client.get(f"/certificates/{issued.id}").status_code == 404 and issued.serial not in client.get("/certificates").text
    assert login(client.application.test_client(), cast.charlie).get(f"/certificates/{issued.id}.pdf").status_code == 404


def test_a_correction_of_its_days_stands_on_the_page_of_one_that_was_issued(client, cast, login, issued):
    login(client, cast.bob)
    assert "更正过时长" not in client.get(f"/certificates/{issued.id}").text
    Sheet.lock(cast.carol, TODAY)
    Sheet.get(Sheet.purpose == "夜间巡逻").reverse(cast.carol, "记错了")
    page = client.get(f"/certificates/{issued.id}").text
    assert "更正过时长，现在是 2 小时" in page and "3 小时" in page


def test_the_notice_of_publicity_names_nobody_who_did_not_agree(client, cast, login, served, clock):  # noqa: F811
    login(client, cast.bob)
    assert "现在没有公示中的证明" in client.get("/certificates/notice.pdf", follow_redirects=True).text
    cast.member_1.amend(cast.bob, publishes_name=True)
    cast.member_2.amend(cast.bob, publishes_name=True, number="5301-77")
    Sheet.log(cast.bob, {cast.member_2.id: 45}, team=cast.team, purpose="巡楼", day=TODAY)
    row, second, third = (announce(cast, person, paper_number="530111195801011234") for person in (served, cast.member_1, cast.member_2))
    for person in (cast.member_1, cast.member_2):
        person.amend(cast.bob, publishes_name=False)
    assert f"/certificates/notice.pdf?team={cast.team.id}" in client.get(f"/teams/{cast.team.id}/certificates/new").text
    assert "/certificates/notice.pdf" in client.get("/certificates").text
    text = text_of(client.get("/certificates/notice.pdf"))
    wanted = ["志愿服务记录证明公示", "公示7天", row.serial, "陈桂兰", str(cast.team), "2026年9月14日至2026年10月14日", "3小时", "10月21日", "0.8小时"]
    wanted += [f"志愿者（编号{second.serial}）", "志愿者（编号5301-77）", "和平路社区居委会包强电话0871-63330001", "第1张，共1张"]
    assert [word for word in wanted if word not in text] == [] and "5301111958" not in text
    assert "刘洋" not in text and "孙丽" not in text
    assert login(client.application.test_client(), cast.charlie).get("/certificates/notice.pdf").status_code == 303
    clock.forward(days=7)  # over: nothing to be hung up
    assert login(client, cast.bob).get("/certificates/notice.pdf").status_code == 303


# the public page


def test_anybody_confirms_a_genuine_one_and_is_told_of_a_forged_or_withdrawn_one(client, cast, issued):
    address = client.post(
        "/confirmations", data={"form_id": str(uuid4()), "serial": f" {issued.serial} ", "code": f"{issued.code[:4]} {issued.code[4:]}"}
    ).location
    page = client.get(address)
    assert page.status_code == 200 and "这份证明是真的" in page.text and "陈*兰" in page.text and "陈桂兰" not in page.text and "Set-Cookie" not in page.headers
    forged = client.get(f"/confirmations/{issued.serial}/00000000")
    assert forged.status_code == 404 and "没有这份证明" in forged.text
    issued.withdraw(cast.carol, "名字写错了")
    assert "这份证明已经撤回" in client.get(address).text and "名字写错了" not in client.get(address).text
    assert client.post("/confirmations", data={"form_id": str(uuid4()), "serial": "", "code": "1"}).status_code == 422


def test_who_guesses_too_often_has_to_wait(client, cast, issued):
    for _ in range(ASKED.most):
        client.get("/confirmations/2026-1/1")
    assert client.get(f"/confirmations/{issued.serial}/{issued.code}").status_code == 429
    Attempt.delete().execute()
    assert client.get(f"/confirmations/{issued.serial}/{issued.code}").status_code == 200


# a whole team


@pytest.fixture
def mostly_quick(monkeypatch):
    """Of many certificates every fortieth is really printed, the others are a page that costs nothing."""
    real = CertificatePaper.pdf

    def pdf(self):
        if int(self.row.serial[-5:]) % 40 == 0:
            return real(self)
        return Press("x").set("<html lang='zh-CN'><title>x</title><p>x</p></html>").write_pdf(pdf_variant="pdf/ua-1")

    monkeypatch.setattr(CertificatePaper, "pdf", pdf)


@pytest.mark.whole
@pytest.mark.once
def test_two_hundred_in_one_batch(client, cast, login, clock, mostly_quick):
    people = [Volunteer.add(None, name=f"队员{chr(0x4E00 + n)}", community=cast.inside, publishes_name=True) for n in range(200)]
    for person in people:
        cast.team.enrol(cast.carol, person)
    Sheet.log(cast.carol, {person.id: 60 + n for n, person in enumerate(people)}, team=cast.team, purpose="清扫楼道", day=TODAY - timedelta(days=1))
    login(client, cast.carol)
    page = client.get(f"/teams/{cast.team.id}/certificates/new").text
    assert "能开的有 200 人" in page and "没同意公开姓名的 4 人开不了" in page
    sent = {"form_id": str(uuid4()), **ASKED_FOR, **_shown(ASKED_FOR), "people": [person.id for person in people]}
    for _ in range(2):
        assert client.post(f"/teams/{cast.team.id}/certificates", data=sent).status_code == 303
    assert Certificate.select().count() == 200 and len({row.serial for row in Certificate.select()}) == 200
    clock.forward(days=7)
    login(client, cast.carol)
    assert "公示满的 200 份一起开出" in client.get(f"/teams/{cast.team.id}/certificates/new").text
    client.post(f"/teams/{cast.team.id}/certificates/issues")
    answer = client.post(f"/teams/{cast.team.id}/certificates/batches", data={"form_id": str(uuid4())})
    assert "一共 200 份" in client.get(answer.location).text
    batch = Batch.get()
    with client.get(f"/batches/{batch.id}.pdf") as pdf:
        pages = [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages]
    assert len(pages) == 200
    printed = {found.group() for page in pages if (found := re.search(r"\d{4}-\d{5}-\d{5}", page))}
    assert printed == {f"2026-{cast.inside.id:05}-{n:05}" for n in range(40, 201, 40)}
    assert "队员" in "".join(pages)


def test_the_five_groups_are_five_sheets(client, cast, login, issued):
    from openpyxl import load_workbook

    login(client, cast.carol)
    client.post(
        "/merits",
        data={"form_id": str(uuid4()), "volunteer": issued.volunteer_id, "kind": "training", "day": "2026-10-01", "text": "急救培训", "minutes": "90"},
    )
    assert "急救培训" in client.get(f"/volunteers/{issued.volunteer_id}").text
    book = load_workbook(io.BytesIO(client.get("/volunteers/groups.xlsx").data))
    assert book.sheetnames == ["基本身份", "服务", "培训", "表彰奖励", "评价"]
    assert [cell.value for cell in book["培训"][2]] == ["陈桂兰", None, "2026-10-01", "急救培训", None, 90]
    minutes = sum(row[5] for row in book["服务"].iter_rows(min_row=2, values_only=True) if row[0] == "陈桂兰")
    assert minutes == 180 and book["基本身份"].max_row == 5


def test_a_double_is_merged_and_parted_on_its_page(client, cast, login, served):  # noqa: F811
    other = Volunteer.add(None, name="陈桂兰", community=cast.inside, telephone="13900001234")
    login(client, cast.carol)
    assert "是同一个人吗" in client.get(f"/volunteers/{other.id}").text
    assert client.post(f"/volunteers/{other.id}/mergers", data={}).status_code == 422
    answer = client.post(f"/volunteers/{other.id}/mergers", data={"kept": served.id, "reason": "本人说的"})
    page = client.get(answer.location).text
    assert "并到这里了" in page and client.get(f"/volunteers/{other.id}").status_code == 404
    client.post(f"/volunteers/{other.id}/mergers/delete")
    assert client.get(f"/volunteers/{other.id}").status_code == 200


def _shown(asked):
    return {"listed": f"{asked['since']}/{asked['until']}"}


def test_a_leader_sees_who_gets_one_before_it_is_made_public(client, cast, login):
    people = [Volunteer.add(None, name=name, community=cast.inside, publishes_name=True) for name in ("周一", "吴二", "郑三")]
    for person in people:
        cast.team.enrol(cast.carol, person)
    for days, person in enumerate(people, 1):
        Sheet.log(cast.carol, {person.id: 90}, team=cast.team, purpose="清扫楼道", day=TODAY - timedelta(days=days))
    login(client, cast.bob)
    address = f"/teams/{cast.team.id}/certificates"
    short = {**ASKED_FOR, "since": (TODAY - timedelta(days=2)).isoformat()}
    look = client.post(address, data={"form_id": str(uuid4()), **short, "then": "look"})
    assert look.status_code == 200 and "能开的有 2 人" in look.text and "1.5 小时" in look.text and "郑三" not in look.text
    stale = client.post(address, data={"form_id": str(uuid4()), **short, **_shown(ASKED_FOR), "people": [people[0].id]})
    assert stale.status_code == 422 and "日子改了" in stale.text and not Certificate.select().exists()
    nobody = client.post(address, data={"form_id": str(uuid4()), **short, **_shown(short)})
    assert nobody.status_code == 422 and "没有勾上能开证明的人" in nobody.text
    wrong = client.post(address, data={"form_id": str(uuid4()), **short, **_shown(short), "people": [people[0].id], "head": ""})
    boxes = dict(re.findall(r'name="people" value="(\d+)" (checked)?', wrong.text))
    assert wrong.status_code == 422 and boxes == {str(people[0].id): "checked", str(people[1].id): ""}  # nobody is ticked again
    sent = {"form_id": str(uuid4()), **short, **_shown(short), "people": [people[0].id, people[2].id]}  # the third did not serve in those days
    assert client.post(address, data=sent).status_code == 303
    assert [row.volunteer.name for row in Certificate.select()] == ["周一"]
