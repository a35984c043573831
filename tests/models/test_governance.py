"""Contracts with notice, exit and hand-over; partners' tasks; uses of the seal; documents and what their files hold."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.areas import Compound
from models.contracts import STEPS, HandoverStep, findings, state
from models.documents import Document, DocumentFile, examined
from models.organizations import Contract, Organization
from models.partners import PartnerTask
from models.records import Invalid
from models.seal_uses import SealUse
from tests.cast import TODAY
from tests.images import photograph

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


# contracts


def test_days_left_then_notice_then_hand_over_then_gone(cast):
    own = cast.contract
    steps = lambda: list(own.steps.order_by(HandoverStep.position))  # noqa: E731
    assert state(own, steps(), TODAY) == "履行中，还有 443 天" and steps() == []
    own.amend(cast.carol, noticed=TODAY, leaves=TODAY + timedelta(days=60))
    own.amend(cast.carol, standard="一级")
    assert [step.name for step in steps()] == list(STEPS)
    assert state(own, steps(), TODAY) == "已通知退出，60 天后退出，交接 0 / 6"
    steps()[0].amend(cast.carol, done=TODAY)
    assert state(own, steps(), TODAY + timedelta(days=60)) == "已退出，交接 1 / 6"
    assert [finding.good for finding in findings(own, TODAY)] == [True, False]
    other = Organization.add(None, name="新来物业", kind="company", area=cast.inside)
    Contract.add(None, compound=cast.heping, company=other, since=TODAY + timedelta(days=61))
    assert findings(own, TODAY)[1].words == "接手：新来物业，2026-12-14 起"
    with pytest.raises(Invalid, match="以后的日子"):
        steps()[1].amend(None, done=TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("until", "good", "words"),
    [(date(2027, 12, 31), True, "最晚 2027-11-01 书面通知"), (date(2026, 12, 31), False, "最晚 2026-11-01 书面通知"), (date(2026, 11, 1), False, "已经过了")],
)
def test_notice_is_due_sixty_days_before_the_end(until, good, words):
    (told,) = findings(Contract(until=until, notice_days=60), TODAY)
    assert told.good == good and words in told.words


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 730), st.integers(-100, 900))
def test_nobody_leaves_before_the_notice_is_over(noticed, ahead, later):
    own = Contract(noticed=noticed, notice_days=ahead, leaves=noticed + timedelta(days=later))
    if later < ahead:
        with pytest.raises(Invalid, match="书面通知，最早"):
            own.clean()
    else:
        own.clean()


def test_without_a_notice_nobody_leaves(cast):
    with pytest.raises(Invalid, match="先写哪天书面通知"):
        cast.contract.amend(None, leaves=date(2027, 1, 1))
    row = Contract.add(None, compound=cast.heleju, company=cast.company, noticed=TODAY)
    assert row.steps.count() == len(STEPS) and state(row, row.steps, TODAY) == "已通知退出，交接 0 / 6"
    assert (state(Contract(since=date(2027, 1, 1)), [], TODAY), state(Contract(), [], TODAY)) == ("还没开始", "履行中")
    assert state(Contract(until=date(2026, 10, 4)), [], TODAY) == "到期 10 天了"


# partners' tasks, the seal


def task(cast, **values):
    return PartnerTask.add(
        None, **{"community": cast.inside, "compound": cast.heping, "partner": "某银行", "name": "装路灯", "since": date(2026, 9, 1), **values}
    )


def test_a_task_is_under_way_overdue_or_done(cast):
    own = task(cast, due=TODAY)
    assert own.state == "在做"
    own.amend(None, due=TODAY - timedelta(days=1))
    assert own.state == "过期了"
    own.amend(None, done=TODAY)
    assert own.state == "做完了"
    for wrong in ({"due": date(2026, 8, 31)}, {"done": date(2026, 8, 31)}, {"done": TODAY + timedelta(days=1)}, {"compound": cast.shuguang}):
        with pytest.raises(Invalid):
            task(cast, **wrong)


def test_a_use_of_the_seal_has_matter_approver_and_a_day_that_has_been(cast):
    values = {"community": cast.inside, "compound": cast.heleju, "matter": "停车公约", "approver": "张主任"}
    assert str(SealUse.add(None, **values)) == "停车公约" and SealUse.visible_to(cast.charlie).count() == 0
    for wrong in ({"day": TODAY + timedelta(days=1)}, {"approver": " "}, {"copies": 0}):
        with pytest.raises(Invalid):
            SealUse.add(None, **{**values, **wrong})


# documents


def test_whose_documents_are_seen(cast):
    plan = Document.add(cast.adam, name="实施方案（试行）")
    own = Document.add(cast.carol, name="停车公约", community=cast.inside, compound=cast.heping)
    assert set(Document.visible_to(cast.carol)) == {plan, own} and list(Document.visible_to(cast.charlie)) == [plan]
    assert list(Document.about(cast.heping)) == [own, plan] and list(Document.about(Compound.get(Compound.name == "和乐居"))) == [plan]
    assert not plan.editable_by(cast.carol) and own.editable_by(cast.carol)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://", "file:///etc/passwd", "https://a b.cn", 'https://x.cn/"', "km.gov.cn/1"])
def test_an_address_is_one_of_the_web(cast, address):
    with pytest.raises(Invalid, match="网址要写全"):
        Document.add(None, name="方案", address=address)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "pdf"), (packed("word/document.xml"), "docx"), (packed("xl/workbook.xml"), "xlsx"), (packed("OFD.xml"), "ofd"), (photograph(), "jpg")],
)
def test_a_file_is_what_it_holds(content, kind):
    assert examined(content)[0] == kind


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"MZ\x90", b"<html><script>1</script>", b"%PDF-1.7 half", PDF.replace(b"<<>>", b"<</OpenAction 1>>", 1), b"\xd0\xcf\x11\xe0old"),
        *(
            packed("word/document.xml", "word/vbaProject.bin"),
            packed("readme.txt"),
            packed("OFD.xml", "a.js"),
            b"PK\x03\x04",
            b"\xff\xd8broken",
            PDF + b"x" * 9_000_000,
        ),
    ],
)
def test_what_is_no_document_is_refused_in_words(content):
    with pytest.raises(Invalid) as refused:
        examined(content)
    assert list(refused.value.errors) == ["file"]


def test_a_file_takes_the_place_of_the_one_before_and_both_are_remembered(cast):
    own = Document.add(cast.carol, name="停车公约", community=cast.inside)
    own.keep(cast.carol, "公约.pdf.exe", PDF)
    own.keep(cast.carol, "..\\公约 2.DOCX", packed("word/document.xml"))
    assert (DocumentFile.select().count(), own.file.name) == (1, "..\\公约 2.docx")
    assert ("附件", "公约.pdf.pdf", "..\\公约 2.docx") in own.changes.first().lines
    own.remove(cast.carol)
    assert DocumentFile.select().count() == 0
