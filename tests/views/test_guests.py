"""Guests and companions on a leader's sheet, and the sign-in sheet on paper."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from models.hours import ServiceHours, Sheet, total_minutes
from models.rules import Rule
from models.volunteers import Membership, Volunteer
from tests.views.test_sheets import bob, form, minutes  # noqa: F401 a fixture
from views.printing import Press

BLANK = {f"guest{part}-{n}": "" for part in ("", "-telephone", "-minutes") for n in range(6)}


def guests(*people):
    """The lines of guests as the form sends them: (name, telephone, minutes)."""
    sent = dict(BLANK)
    for n, (name, telephone, length) in enumerate(people):
        sent |= {f"guest-{n}": name, f"guest-telephone-{n}": telephone, f"guest-minutes-{n}": length}
    return sent


def test_a_guest_stands_on_the_sheet_and_in_the_register_once(bob, cast):  # noqa: F811
    sent = form(cast, companions="3", **guests(("吴芳", "13900001234", ""), ("郑强", "", "60")))
    for _ in range(2):
        answer = bob.post("/sheets", data=sent)
        assert answer.status_code == 303
    sheet = Sheet.get()
    assert (sheet.companions, total_minutes(), Volunteer.select().where(Volunteer.name << ["吴芳", "郑强"]).count()) == (3, 4 * 120 + 120 + 60, 2)
    assert {line.volunteer.name for line in sheet.lines if line.guest} == {"吴芳", "郑强"}
    page = bob.get(answer.location).text
    assert "6 人 · 11 小时" in page and "同行 3 人" in page and page.count("临时来的</span>") == 2
    assert not Membership.select().join(Volunteer).where(Volunteer.name == "吴芳").exists()


def test_a_guest_who_comes_again_is_the_same_person(bob, cast):  # noqa: F811
    for telephone in ("13900001234", ""):
        bob.post("/sheets", data=form(cast, members=[], **guests(("吴芳", "13900001234", ""), ("郑强", telephone and "", ""))))
    assert (Volunteer.select().where(Volunteer.name << ["吴芳", "郑强"]).count(), total_minutes()) == (2, 480)


def test_a_draft_with_guests_is_written_anew_without_doubles(bob, cast):  # noqa: F811
    address = bob.post("/sheets", data=form(cast, then="draft", **guests(("吴芳", "", "90")))).location
    guest = Volunteer.get(Volunteer.name == "吴芳")
    page = bob.get(f"{address}/edit").text
    assert f'name="minutes-{guest.id}" value="90"' in page
    changed = form(cast, members=[guest.id, cast.member_0.id], day="2026-10-10", **{f"minutes-{guest.id}": "30"}, **guests(("郑强", "", "")))
    assert bob.post(address, data=changed).status_code == 303
    assert {line.volunteer.name: (line.minutes, line.guest) for line in ServiceHours.select()} == {
        "吴芳": (30, True), "陈桂兰": (120, False), "郑强": (120, True),
    }  # fmt: skip


def test_what_is_wrong_with_a_guest_is_said_and_nothing_typed_is_lost(bob, cast):  # noqa: F811
    page = bob.post("/sheets", data=form(cast, companions="x", **guests(("吴芳", "12", ""), ("", "13900001234", ""), ("郑强", "", "900"))))
    assert page.status_code == 422 and all(text in page.text for text in ("电话至少要有 5 位数字", "这位叫什么？", "分钟只能填 1 到 720", "请填整数"))
    assert 'value="吴芳"' in page.text and 'value="郑强"' in page.text and 'value="900"' in page.text
    for name, said in (("孙丽", "队里有叫孙丽的，请在名单里打勾"), ("吴芳", "")):
        page = bob.post("/sheets", data=form(cast, **guests((name, "", ""))))
        assert said in page.text and (page.status_code == 422) == bool(said)
    assert Sheet.select().count() == 1


def test_a_guest_twice_on_one_sheet_is_refused(bob, cast):  # noqa: F811
    page = bob.post("/sheets", data=form(cast, **guests(("吴芳", "13900001234", ""), ("吴芳", "13900001234", ""))))
    assert page.status_code == 422 and "吴芳已经在名单里了" in page.text and not Volunteer.select().where(Volunteer.name == "吴芳").exists()


def test_nobody_at_all_is_refused(bob, cast):  # noqa: F811
    assert "还没有勾选队员" in bob.post("/sheets", data=form(cast, members=[], **BLANK)).text


def pages_of(answer):
    """The text of each page of a PDF."""
    assert answer.content_type == "application/pdf"
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(answer.data)).pages]


def test_the_paper_has_twenty_lines_in_the_order_of_the_screen(bob, cast):  # noqa: F811
    cast.member_3.amend(cast.bob, publishes_name=True)
    (text,) = pages_of(bob.get(f"/teams/{cast.team.id}/attendance.pdf"))
    assert re.search(r"1 陈 2 刘 3 孙 4 周明 5 6 ", text) and " 20 " in text and cast.team.name in text and "桂兰" not in text
    screen = bob.get(f"/teams/{cast.team.id}/sheets/new?paper=1").text
    assert re.findall(r'place-number">(\d+)</small> (\S+?)<', screen) == [("1", "陈桂兰"), ("2", "刘洋"), ("3", "孙丽"), ("4", "周明")]
    assert "checked>" not in screen.partition('id="members"')[2].partition("</fieldset>")[0]
    for n in range(20):
        cast.team.enrol_new(cast.carol, f"欧阳{chr(0x4E00 + n)}")
    assert [page.count("姓名") for page in pages_of(bob.get(f"/teams/{cast.team.id}/attendance.pdf"))] == [1, 1]


def test_a_name_printed_without_consent_fails_the_suite(app, cast):
    with app.app_context(), pytest.raises(AssertionError, match="printed without consent: \\['陈桂兰'\\]"):
        Press("陈桂兰", "attendance").set("<p>陈桂兰</p>").write_pdf()


def test_each_line_is_rounded_by_the_rule_and_taken_back_as_it_was_given(cast):
    lines = dict(zip((getattr(cast, f"member_{n}").id for n in range(4)), (15, 45, 46, 75), strict=True))
    sheet = Sheet.log(cast.bob, lines, team=cast.team, purpose="巡楼")[0]
    assert total_minutes() == 181
    Rule.get(Rule.code == "unit").amend(cast.adam, value=30)
    assert total_minutes(by=ServiceHours.volunteer) == dict(zip(lines, (0, 30, 60, 60), strict=True)) and total_minutes() == 150
    sheet.reverse(cast.bob, "记错了")
    assert total_minutes() == 0 and set(total_minutes(by=ServiceHours.volunteer).values()) == {0}
