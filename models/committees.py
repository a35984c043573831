"""What is asked of a body with a term: how many sit in it, for how long, and an owners' committee's filing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.organizations import Organization, Post

FEWEST, MOST = 5, 11  # members of an owners' committee, an odd number (业主大会和业主委员会指导规则)
YEARS = 5  # its longest term, and that of a residents' committee
FILING = timedelta(days=30)  # from the election
SOON = timedelta(days=90)  # a term that ends so soon is warned of


class Finding(NamedTuple):
    """One thing that is asked of a body, in words, and whether it is as it should be."""

    good: bool
    words: str


def is_size(count: int) -> bool:
    """Whether a committee may have so many members."""
    return FEWEST <= count <= MOST and count % 2 == 1


def last_day(since: date, years: int = YEARS) -> date:
    """The last day of a term of so many years; of one that began on a leap day the 28th of February."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return since.replace(year=since.year + years, day=28)


def is_term(since: date | None, until: date | None) -> bool:
    """Whether a term from a day to a day is not longer than allowed; of an open one nobody can tell."""
    return since is None or until is None or until <= last_day(since)


def findings(body: Organization, sitting: list[Post], day: date) -> list[Finding]:
    """What there is to say of a body on a day; `sitting` are the posts that hold then."""
    told = [_size(len(sitting)), _filing(body, day)] if body.kind == "committee" else []
    vacant = vacancies(body, len(sitting))
    told += [Finding(False, f"{body.seats} 个席位，空缺 {vacant} 个")] if vacant else []
    return told + (_terms(sitting, day) if sitting else [])


def vacancies(body: Organization, sitting: int) -> int:
    """How many of its seats nobody holds; 0 where nobody has said how many there are."""
    return max(0, (body.seats or 0) - sitting)


def _size(count: int) -> Finding:
    asked = f"要 {FEWEST} 到 {MOST} 名，而且是单数"
    return Finding(True, f"{count} 名委员，{asked}") if is_size(count) else Finding(False, f"现在 {count} 名委员，{asked}")


def _filing(body: Organization, day: date) -> Finding:
    if body.elected is None:
        return Finding(False, "没写哪天选出来的，算不出备案期限")
    last = body.elected + FILING
    if body.filed:
        return Finding(body.filed <= last, f"选出 {(body.filed - body.elected).days} 天后备案" + ("" if body.filed <= last else "，超过了 30 天"))
    left = (last - day).days
    return Finding(False, f"还没备案，{last.isoformat()} 以前要去街道备案，{f'还有 {left} 天' if left >= 0 else f'已经晚了 {-left} 天'}")


def _terms(sitting: list[Post], day: date) -> list[Finding]:
    """Of a body that has terms: when the last ends, and whose nobody has written down."""
    ends = [post.until for post in sitting if post.until]
    if not ends:
        return []
    left = (max(ends) - day).days
    told = [Finding(max(ends) - day > SOON, f"任期到 {max(ends).isoformat()}，还有 {left} 天" + ("" if max(ends) - day > SOON else "，该准备换届了"))]
    open_ended = len(sitting) - len(ends)
    return told + ([Finding(False, f"{open_ended} 人没写哪天届满")] if open_ended else [])
