"""Posts and terms: how many sit in a committee, for how long, filed when; one person across posts; what ends soon."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.committees import FILING, findings, is_size, is_term, last_day, vacancies
from models.endings import endings
from models.organizations import Contract, Organization, Post
from models.people import in_two, people
from models.records import Invalid
from models.reports.charge import charge
from tests.cast import TODAY

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
POSTS = st.lists(
    st.builds(
        Post,
        organization=st.integers(1, 4),
        person=st.sampled_from(["王芳", "李伟"]),
        telephone=st.sampled_from([None, "0871-1", "08711", "0871-2"]),
        namesake=st.sampled_from([None, "大"]),
    ),
    max_size=8,
)


def committee(cast, **values):
    return Organization.add(None, name="和平小区业委会", kind="committee", area=cast.inside, compound=cast.heping, **values)


def seat(body, person, duty="委员", since=date(2024, 1, 1), until=date(2028, 12, 31), **values):
    return Post.add(None, organization=body, person=person, duty=duty, since=since, until=until, **values)


@given(st.integers(-3, 30))
def test_a_committee_is_odd_and_of_five_to_eleven(count):
    assert is_size(count) == (count in (5, 7, 9, 11))


@given(DAYS, st.integers(-2000, 4000))
def test_a_term_is_five_years_at_most(since, length):
    until = since + timedelta(days=length)
    assert is_term(since, until) == (until <= last_day(since))
    assert not is_term(since, since + timedelta(days=5 * 366)) and is_term(since, since + timedelta(days=5 * 365))
    assert (last_day(since).year, last_day(since).month) == (since.year + 5, since.month)
    assert is_term(None, until) and is_term(since, None)


@given(st.integers(0, 15), st.integers(0, 15), st.none() | st.integers(1, 15))
def test_vacancies_and_sitting_are_the_seats(sitting, other, seats):
    free = vacancies(Organization(seats=seats), sitting)
    assert free >= 0 and (free == 0 or free + sitting == seats)


@given(DAYS, st.integers(0, 60), st.none() | st.integers(0, 60))
def test_filing_is_due_within_thirty_days_of_the_election(elected, later, filed):
    body = Organization(kind="committee", elected=elected, filed=filed is not None and elected + timedelta(days=filed) or None)
    (told,) = [finding for finding in findings(body, [], elected + timedelta(days=later)) if "备案" in finding.words]
    assert told.good == (filed is not None and filed <= FILING.days)
    assert filed is not None or ("晚了" in told.words) == (later > 30)


@given(POSTS)
def test_people_share_out_the_posts_and_no_two_telephones_are_one_person(posts):
    found = people(posts)
    assert sorted(id(post) for person in found for post in person) == sorted(map(id, posts))
    for person in found:
        assert len({(post.person, post.namesake) for post in person}) == 1
        assert len({"".join(filter(str.isdecimal, post.telephone)) for post in person if post.telephone}) <= 1
    assert all(len({post.organization_id for post in person}) > 1 for person in in_two(posts))


def test_namesakes_are_told_apart_by_telephone_or_by_a_mark(cast):
    body, branch = committee(cast), Organization.add(None, name="支部", kind="branch", area=cast.inside, compound=cast.heping)
    seat(body, "王芳", telephone="0871-63330001")
    both = seat(branch, "王芳")
    assert charge(cast.heping, cast.inside.chain(), TODAY).crossing == 1 and both.elsewhere[0].organization == body
    other = seat(cast.company, "王芳", "经理", telephone="0871-63330002")
    assert charge(cast.heping, cast.inside.chain(), TODAY).crossing == 0 and both.elsewhere == []
    other.amend(None, namesake="物业的")
    assert charge(cast.heping, cast.inside.chain(), TODAY).crossing == 1
    both.amend(None, namesake="三栋的")
    assert charge(cast.heping, cast.inside.chain(), TODAY).crossing == 0


def test_of_a_committee_a_term_too_long_a_twelfth_member_and_an_even_number_are_refused(cast):
    for seats in (4, 6, 13):
        with pytest.raises(Invalid, match="5 到 11"):
            committee(cast, seats=seats)
    body = committee(cast, seats=11)
    with pytest.raises(Invalid, match="最长 5 年"):
        seat(body, "张三", until=date(2029, 1, 2))
    for n in range(11):
        seat(body, f"委员{n}", until=date(2029, 1, 1))
    with pytest.raises(Invalid, match="已经有 11 名"):
        seat(body, "第十二位")
    seat(body, "上一届", since=date(2018, 1, 1), until=date(2022, 12, 31))  # sits no more
    assert [finding.good for finding in body.findings()] == [True, False, True]  # nobody wrote down the election
    seat(Organization.add(None, name="支部", kind="branch", area=cast.inside), "李书记", until=date(2035, 1, 1))  # no committee


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "branch", "stage": "filed"}, "只有社区社会组织"),
        ({"kind": "committee", "elected": date(2026, 9, 1), "filed": date(2026, 8, 1)}, "备案在选出以后"),
        ({"kind": "committee", "filed": date(2026, 10, 15)}, "备案在选出以后"),
    ],
)
def test_what_a_body_cannot_say_of_itself(cast, values, message):
    with pytest.raises(Invalid, match=message):
        Organization.add(None, name="某会", area=cast.inside, **values)


def test_what_ends_within_ninety_days_first_things_first(cast, count_queries):
    body = committee(cast)
    for days, name in ((90, "甲"), (0, "乙"), (91, "丙"), (-1, "丁")):
        seat(body, name, since=None, until=TODAY + timedelta(days=days))
    seat(Organization.add(None, name="外面的", kind="branch", area=cast.outside), "外人", until=TODAY + timedelta(days=9))
    Contract.add(None, compound=cast.heleju, company=cast.company, until=TODAY + timedelta(days=30))
    assert [(row.days, row.who, row.where) for row in endings(cast.carol)] == [(0, "乙", "和平小区"), (30, "和平物业公司", "和乐居"), (90, "甲", "和平小区")]
    assert [row.who for row in endings(cast.carol, cast.heping)] == ["乙", "甲"]
    assert [row.who for row in endings(cast.sam)] == ["乙", "外人", "和平物业公司", "甲"]
    assert [row.what for row in endings(cast.paula)] == ["物业合同"]  # no posts
    few = count_queries(lambda: endings(cast.carol))
    for n in range(5):
        seat(body, f"又一个{n}", until=TODAY + timedelta(days=9))
    assert count_queries(lambda: endings(cast.carol)) == few
