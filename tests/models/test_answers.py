"""The three rates, what waits and the ledger of promises, worked out by hand."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from models.concerns import Concern
from models.organizations import Organization, short_name
from models.periods import Period
from models.reports.answers import Rate, Rates, Waiting, rates, waiting
from models.reports.promises import promises
from models.reports.raised import channels, raised
from models.reports.summary import Summary
from models.services import Income, Service
from models.stations import Station
from models.steps import Step
from models.urgencies import Category

OCTOBER = Period.parse("2026-10")
REST = {"confirmation": {}, "handling": {"text": "去修了"}, "answer": {"text": "修好了"}, "referral": {"text": "请打 12345"}, "reopening": {"text": "又坏了"}}


@pytest.fixture
def raise_(cast):
    """raise_("电梯", ...): a concern of today's clock in 和平小区, taken in by carol."""

    def make(category="设施维修", **values):
        kind = Category.get(Category.name == category)
        place = {} if "household" in values or "compound" in values else {"compound": cast.heping}
        return Concern.enter(cast.carol, **({"category": kind, "urgency": kind.urgency, "text": "三号电梯一直响"} | place | values))[0]

    return make


@pytest.fixture
def go(cast):
    """go(concern, "handling", "answer", "满意"): take these steps as the community; the last may be the resident's word."""
    words = {"满意": (True, True), "不满意": (True, False), "没解决": (False, False)}

    def take(concern, *kinds):
        for kind in kinds:
            if kind in words:
                solved, satisfied = words[kind]
                Step.take(concern, "verdict", cast.carol, solved=solved, satisfied=satisfied, way="telephone")
            elif kind == "dispatch":
                Step.take(concern, kind, cast.carol, to=cast.company, text="请去修")
            else:
                Step.take(concern, kind, cast.carol, **REST[kind])
        return concern

    return take


def test_of_nothing_there_is_no_rate(cast):
    assert rates() == Rates() and rates(by=Concern.compound) == {}
    assert [rate.percent for _, rate in rates().three] == [None, None, None]
    assert waiting() == Waiting() and waiting().open == 0 and waiting(by=Concern.compound) == {}


def test_responded_in_time_late_never_and_not_yet(raise_, go, clock):
    for concern in (raise_("电梯"), raise_("电梯")):  # two hours to respond
        go(concern, "dispatch")
    late, ignored = raise_("电梯"), raise_("电梯")
    clock.forward(hours=2)
    go(raise_("电梯"), "confirmation")  # neither responded to nor late yet
    last_minute = raise_("电梯")
    clock.forward(hours=2)
    go(last_minute, "handling")  # to the minute
    go(late, "handling", "answer")
    assert rates().responded == Rate(3, 5)  # of 6; a confirmation is no response
    assert (rates().concerns, rates().responded.percent) == (6, 60)
    assert ignored.respond_by < clock()


def test_solved_and_satisfied_are_the_last_word_of_those_asked(raise_, go):
    go(raise_(), "handling", "answer", "满意")
    go(raise_(), "handling", "answer", "不满意")
    go(raise_(), "handling", "answer", "没解决")  # reopened: its last word still is 没解决
    go(raise_(), "handling", "answer", "没解决", "handling", "answer", "满意")  # only the last counts
    go(raise_(), "handling", "answer", "满意", "不满意")
    go(raise_(), "handling", "answer")
    go(raise_(), "handling", "answer", "没解决", "handling", "answer")  # asked once, and waits to be asked again
    found = rates()
    assert (found.solved, found.satisfied, found.unasked) == (Rate(4, 6), Rate(2, 6), 2)


def test_void_and_mediated_ones_count_nowhere(cast, raise_, go):
    raise_().strike(cast.carol, "记重了")
    go(raise_(channel="mediation"), "handling", "answer", "满意")
    assert rates() == Rates() and waiting() == Waiting()


def test_a_referral_is_a_response_and_says_nothing_of_solved_or_satisfied(raise_, go, clock):
    go(raise_("电梯"), "referral")
    go(raise_(), "handling", "answer", "没解决", "referral")  # said once, and told since where else to go
    assert rates() == Rates(2, Rate(2, 2), referred=2) and waiting() == Waiting()
    late = raise_("电梯")  # two hours to respond
    clock.forward(hours=3)
    go(late, "referral")
    assert rates() == Rates(3, Rate(2, 3), referred=3)
    go(raise_(), "referral", "reopening", "handling", "answer", "满意")  # taken up after all
    assert rates() == Rates(4, Rate(3, 4), Rate(1, 1), Rate(1, 1), referred=3)


def test_rates_by_place_say_what_each_place_alone_does(cast, raise_, go):
    go(raise_(), "handling", "answer", "满意")
    go(raise_(compound=cast.heleju), "handling", "answer", "没解决")
    by = rates(by=Concern.compound)
    assert set(by) == {cast.heping.id, cast.heleju.id}
    assert all(by[key] == rates(Concern.compound == key) for key in by)


def test_a_period_is_that_of_the_days(cast, raise_, go):
    go(raise_(day=date(2026, 9, 30)), "handling", "answer", "满意")
    raise_(day=date(2026, 10, 1))
    assert [rates(Concern.day.between(p.start, p.end)).concerns for p in (Period.parse("2026-09"), OCTOBER, Period.parse("2026"))] == [1, 1, 2]


def test_what_waits_by_age_and_overdue(raise_, go, clock, cast):
    for days in (0, 3, 4, 7, 8, 15, 16, 40):
        raise_("物业费", day=clock().date() - timedelta(days=days))  # 15 working days from when it was told
    go(raise_(), "handling", "answer")
    raise_(compound=cast.heleju)
    found = waiting(Concern.compound == cast.heping)
    assert found.by_age == [("0–3 天", 2), ("4–7 天", 2), ("8–15 天", 2), ("15 天以上", 2)]
    late = [row for row in Concern.select().where(Concern.compound == cast.heping) if row.due < clock()]
    assert (found.open, found.overdue) == (8, len(late)) and len(late) == 1
    assert {key: value.open for key, value in waiting(by=Concern.compound).items()} == {cast.heping.id: 8, cast.heleju.id: 1}


def told(compound, period=OCTOBER, **limit):
    return [(line.told, line.chain, line.state, line.tone) for line in promises(compound, period, **limit).lines]


def test_the_ledger_oldest_open_first_then_the_newest_answers(cast, raise_, go, clock):
    bureau = Organization.add(None, name="官渡区住建局", kind="department", area=cast.guandu)
    go(raise_("楼道照明", gist="楼道灯不亮"), "handling", "answer", "满意")
    clock.forward(minutes=5)
    go(raise_("电梯", gist="电梯异响"), "dispatch", "handling", "answer")
    raise_("卫生保洁", day=date(2026, 10, 12))
    moved = go(raise_("漏水管道", day=date(2026, 10, 8), gist="外墙渗水"), "dispatch")
    Step.take(moved, "return", cast.paula, text="归厂家")
    Step.take(moved, "dispatch", cast.carol, to=bureau, text="请派人看")
    go(raise_("停车充电"), "handling", "answer", "没解决")
    assert told(cast.heping) == [
        ("外墙渗水", "物业 → 住建局", "派出了 · 超了 5 天", "late"),  # told on the 8th at noon, a day to do it
        ("卫生保洁", "社区", "收到了 · 还有 7 天", "going"),  # from the 12th, seven working days
        ("停车充电", "社区", "没解决 · 已重办", "late"),
        ("电梯异响", "物业", "答复了 · 等居民评", "going"),
        ("楼道灯不亮", "社区", "办结 · 居民满意", "done"),
    ]


def test_the_ledger_tells_no_words_door_or_name_and_no_mediation(cast, raise_, go):
    raise_(
        "服务点单",
        household=cast.home,
        contact="张建国",
        telephone="13888892501",
        place="3 栋",
        service=Service.add(None, name="管道疏通", community=cast.inside),
    )
    go(raise_("邻里矛盾", channel="mediation", gist="两家吵架"), "handling", "answer", "满意")
    raise_().strike(cast.carol, "记重了")
    go(raise_(), "referral")
    ledger = promises(cast.heping, OCTOBER)
    assert [line.told for line in ledger.lines] == ["管道疏通"] and ledger.count == 1
    assert not any(word in str(ledger) for word in ("张建国", "1388889", "3 栋", "一直响", "501"))


def test_the_ledger_of_a_month_as_things_stand_now(cast, raise_, go, clock):
    """Raised up to its last day; open, or answered since its first."""
    clock.set(date(2026, 8, 31), time(23, 59))
    go(raise_(gist="八月就答复了"), "handling", "answer")
    clock.set(date(2026, 10, 14))
    go(raise_(gist="八月的，刚答复", day=date(2026, 8, 4)), "handling", "answer")
    raise_(gist="还开着", day=date(2026, 9, 30))
    raise_(gist="十月的", day=date(2026, 10, 2))
    assert [line.told for line in promises(cast.heping, Period.parse("2026-09")).lines] == ["还开着", "八月的，刚答复"]
    assert [line.told for line in promises(cast.heping, OCTOBER).lines] == ["还开着", "十月的", "八月的，刚答复"]
    assert promises(cast.heleju, OCTOBER).lines == []


def test_what_was_due_today_is_overdue_today(cast, raise_, clock):
    raise_("电梯")  # a day to do it
    clock.forward(hours=23, minutes=59)
    assert told(cast.heping)[0][2] == "收到了 · 今天到期"
    clock.forward(minutes=2)
    assert told(cast.heping)[0][2:] == ("收到了 · 今天超期", "late")


def test_what_the_ledger_has_no_room_for(cast, raise_, go):
    for _ in range(4):
        raise_()
    for _ in range(3):
        go(raise_(), "handling", "answer")
    ledger = promises(cast.heping, OCTOBER, limit=5)
    assert (len(ledger.lines), ledger.open, ledger.answered) == (5, 4, 3)
    said = ["另有 7 件，其中 4 件还在办", "另有 4 件，其中 1 件还在办", "另有 3 件，都答复了", ""]
    assert [ledger.rest(shown) for shown in (0, 3, 4, 7)] == said
    ledger.answered = 0
    assert ledger.rest(1) == "另有 3 件还在办"


def test_what_else_there_is_says_when_some_of_it_is_older_than_the_period(cast, raise_):
    raise_(day=date(2026, 9, 20))
    raise_()
    assert promises(cast.heping, OCTOBER).rest(0) == "连以前提的另有 2 件还在办"
    assert promises(cast.heping, Period.parse("2026-09")).rest(0) == "另有 1 件还在办"


def test_receivers_are_called_what_residents_call_them(cast, raise_):
    names = [("区委", "core", cast.guandu), ("太和街道党工委", "core", cast.taihe), ("和平路社区党委", "core", cast.inside)]
    names += [("官渡区城市管理综合行政执法大队", "department", cast.guandu)]
    bodies = [cast.company, *(Organization.add(None, name=name, kind=kind, area=area) for name, kind, area in names)]
    concern, seen = raise_(), []
    for body in [*bodies, bodies[-1]]:
        Step.take(concern, "dispatch", cast.carol, to=body, text="请办")
        seen.append(promises(cast.heping, OCTOBER).lines[0].chain)
    assert seen[:4] == ["物业", "物业 → 区里", "区里 → 街道", "街道 → 社区"]
    assert seen[4] == seen[5] == "社区 → 城市管理综…"


def test_what_was_raised_by_urgency_and_the_three_kinds(cast, raise_, go):
    for category, times in [("电梯", 2), ("设施维修", 3), ("物业费", 1), ("停车充电", 2)]:
        for _ in range(times):
            raise_(category)
    go(raise_("停车充电"), "referral")  # raised, though it belonged elsewhere
    raise_("邻里矛盾", channel="mediation")
    raise_("电梯", day=date(2026, 9, 30))
    for _ in range(2):
        raise_("卫生保洁").strike(cast.carol, "记重了")
    raise_("邻里矛盾", channel="mediation").strike(cast.carol, "记错了")
    found = raised(cast.heping, OCTOBER)
    assert (found.count, [(kind.name, kind.amount) for kind in found.urgencies]) == (9, [("小事", 6), ("急事", 2), ("难事", 1)])
    assert [(kind.name, kind.amount) for kind in found.top] == [("停车充电", 3), ("设施维修", 3), ("电梯", 2)]
    assert [kind.name for kind in found.categories] == ["停车充电", "设施维修", "电梯", "物业费"] and found.struck == 2


def said(compound, period):
    """What the page's section says of the named systems, but for the micro-grids, which every compound has."""
    return [(line.name, line.words) for line in Summary(compound, period).systems if line.system.number != 47]


def test_orders_stations_observers_tenants_and_money(cast, raise_, go):
    repair = Service.add(None, name="管道疏通", community=cast.inside)
    go(raise_("服务点单", service=repair), "handling", "answer", "满意")
    go(raise_("服务点单", service=repair), "handling", "answer", "不满意")
    raise_("服务点单", service=repair, channel="station")
    go(raise_(channel="observer"), "handling")
    go(raise_(channel="observer"), "referral")
    go(raise_(channel="tenants"), "handling", "answer")
    raise_(channel="tenants")
    station = Station.add(None, name="驿站", kind="service", area=cast.inside, compound=cast.heping)
    for fen, day in [(3550, 2), (2000, 9)]:
        Income.enter(cast.carol, station=station, community=cast.inside, fen=fen, day=date(2026, 10, day))
    Income.enter(cast.carol, station=station, community=cast.inside, fen=99, day=date(2026, 9, 9))
    assert said(cast.heping, OCTOBER) == [
        ("品质观察员建议", "采纳 1 / 2 条"),
        ("点单式服务", "3 单 · 满意 50%"),
        ("驿站收入", "55.50 元"),
        ("驿站受理", "1 件 · 办了 0 件"),
        ("租户呼声", "2 件 · 办结 50%"),
    ]


def test_one_or_two_mediations_cannot_be_told_from_none_and_a_community_without_any_says_nothing(cast, raise_, go):
    raise_(), raise_("邻里矛盾", channel="mediation").strike(cast.carol, "记错了")
    assert said(cast.heping, OCTOBER) == []
    for _ in range(2):
        go(raise_("邻里矛盾", channel="mediation"), "handling", "answer", "满意")
    assert said(cast.heping, OCTOBER) == said(cast.heleju, OCTOBER) == [("调解成功", "少于3 件")]
    assert said(cast.heping, Period.parse("2026-09")) == [("调解成功", "少于3 件")] and said(cast.shuguang, OCTOBER) == []
    go(raise_("邻里矛盾", channel="mediation"), "handling", "answer", "没解决")
    assert channels(cast.heping, OCTOBER).settled == "少于3"
    go(raise_("邻里矛盾", channel="mediation"), "handling", "answer", "满意")
    assert said(cast.heping, OCTOBER) == [("调解成功", "3 件")]


def test_queries_do_not_grow_with_concerns(cast, raise_, go, count_queries):
    def everything():
        rates(by=Concern.compound), waiting(by=Concern.compound), raised(cast.heping, OCTOBER), channels(cast.heping, OCTOBER), promises(cast.heping, OCTOBER)

    go(raise_(), "dispatch", "handling", "answer", "满意")
    before = count_queries(everything)
    for number in range(20):
        go(raise_(compound=cast.heleju if number % 3 else cast.heping), "handling", "answer", "没解决" if number % 2 else "满意")
    assert count_queries(everything) == before == 13


@pytest.mark.parametrize(
    ("name", "short"),
    [("官渡区市场监管局", "市场监管局"), ("区市场监管局", "市场监管局"), ("区住建局", "住建局"), ("市政公用局", "市政公用局"), ("官渡区", "官渡区")],
)
def test_a_receiver_has_the_name_that_residents_use(name, short):
    assert short_name(name, "department", "官渡区", "district") == short
