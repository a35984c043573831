"""小区一页纸: the figures of one compound and one period. Screen, PDF and spreadsheet read this object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from models.areas import MODES, Area, Compound, Mode
from models.concerns import Concern
from models.periods import Period
from models.reports import charge, deeds, layout, outreach
from models.reports.answers import Rates, Waiting, rates, waiting
from models.reports.counted import Count, counted
from models.reports.headline import Figure, headline
from models.reports.promises import Ledger, promises
from models.reports.raised import Channels, Raised, channels, raised, within
from models.reports.systems import Told, section, tell
from models.reports.systems.framework import five
from models.reports.systems.governed import documents
from models.reports.trend import Month, Trend
from models.reports.wording import FEW
from models.stations import Station
from models.surveys import Score, score

T = TypeVar("T")


class Summary:
    """Figures are worked out when first asked for; how many queries that takes depends neither on rows nor on compounds."""

    def __init__(self, compound: Compound, period: Period) -> None:
        self.compound, self.period = compound, period
        self._reports: dict[Any, Any] = {}

    def of(self, report: Callable[[Compound, Period], T]) -> T:
        """What a report gives for this compound and period, asked once however many lines read it."""
        if report not in self._reports:
            self._reports[report] = report(self.compound, self.period)
        found: T = self._reports[report]
        return found

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"{self.compound.name} {self.period.label}"

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The sections of the wide and the narrow column."""
        return layout.columns(self)

    @cached_property
    def headline(self) -> list[Figure]:
        """The five big figures, worded."""
        return headline(self)

    @cached_property
    def places(self) -> list[Area]:
        """District, street and community."""
        return self.compound.community.chain()

    @cached_property
    def badges(self) -> list[str]:
        """Mode and emphasis, demonstration level, pilot, 三位一体."""
        compound = self.compound
        badges = [f"{dict(MODES)[Mode(compound.mode)]} · {compound.emphasis}"]
        badges += [compound.shown("demonstration")] if compound.demonstration != "none" else []
        badges += [f"{compound.pilot_since.year}年{compound.pilot_since.month}月起试点"] if compound.pilot_since else []
        return badges + (["三位一体"] if self.charge.trinity else [])

    @property
    def documents(self) -> str:
        """The documents that hold here, in a few words."""
        return documents(self)

    @property
    def demonstration_data(self) -> bool:
        """Whether the people behind the figures are invented."""
        return any(place.demonstration_data for place in self.places)

    @property
    def visits(self) -> int:
        """Visits made: those in which somebody was met."""
        return sum(made for made, _ in self._visits(self.period))

    @property
    def attempts(self) -> int:
        """Visits in which nobody was met."""
        return sum(missed for _, missed in self._visits(self.period))

    @property
    def visits_before(self) -> int:
        """Visits made in the period before."""
        return sum(made for made, _ in self._visits(self.period.previous))

    @property
    def minutes_before(self) -> int:
        """Minutes of service in the period before."""
        return self._minutes(self.period.previous)

    @cached_property
    def service(self) -> deeds.Service:
        """Volunteer service by team."""
        return deeds.service(self.compound, self.period)

    @property
    def coverage(self) -> outreach.Coverage:
        """Doors where somebody was met lately, of all."""
        return self._coverage[0]

    @cached_property
    def care(self) -> outreach.CareReached:
        """Doors with a care tag that were met, of all those."""
        return outreach.care(self.compound, self.period)

    @cached_property
    def care_before(self) -> outreach.CareReached:
        """The same in the period before."""
        return outreach.care(self.compound, self.period.previous)

    @cached_property
    def paired(self) -> outreach.Paired:
        """Doors with a steward on the period's last day, of all."""
        return outreach.paired(self.compound, self._coverage[0].whole, self.period.last_day)

    @cached_property
    def paired_before(self) -> outreach.Paired:
        """The same on the last day of the period before."""
        return outreach.paired(self.compound, self._coverage[1].whole, self.period.previous.end)

    @cached_property
    def activities(self) -> deeds.Activities:
        """Activities by kind."""
        return deeds.activities(self.compound, self.period)

    @cached_property
    def activities_before(self) -> int:
        """How many activities the period before had."""
        return deeds.times_held(self.compound, self.period.previous)

    @cached_property
    def programmes(self) -> list[deeds.Deeds]:
        """What was done under each programme, most first."""
        return deeds.programmes(self.compound, self.period, self.activities.by_programme)

    @cached_property
    def raised(self) -> Raised:
        """What residents raised, by urgency and category."""
        return raised(self.compound, self.period)

    @cached_property
    def rates(self) -> Rates:
        """The three rates of what was raised."""
        rates_: Rates = rates(*within(self.compound, self.period))
        return rates_

    @cached_property
    def waiting(self) -> Waiting:
        """What is open now of all that was raised up to the period's end."""
        waiting_: Waiting = waiting(Concern.compound == self.compound.id, Concern.day <= self.period.last_day)
        return waiting_

    @cached_property
    def promises(self) -> Ledger:
        """您反映的问题，办到哪一步: as many lines as a page may hold."""
        return promises(self.compound, self.period)

    @cached_property
    def all_promises(self) -> Ledger:
        """The same with every line, for a spreadsheet."""
        return promises(self.compound, self.period, limit=None)

    @cached_property
    def raised_by(self) -> Channels:
        """Orders, stations, observers, tenants, mediation."""
        return channels(self.compound, self.period)

    @cached_property
    def all_systems(self) -> list[Told]:
        """The 52 named systems, each with what there is to say of it."""
        return tell(self)

    @cached_property
    def five(self) -> list[tuple[str, str, str]]:
        """“13645” in five words."""
        return five(self)

    @cached_property
    def systems(self) -> list[Told]:
        """Those of them that stand in a section of their own."""
        return section(self.all_systems, Mode(self.compound.mode))

    @cached_property
    def counted(self) -> list[Count]:
        """The counts behind the rates, each with how the list of concerns shows them."""
        return counted(self)

    @cached_property
    def score(self) -> Score | None:
        """The marks that residents gave on the public page; None of fewer than three, who could be recognised."""
        found = score(self.compound, self.period.start, self.period.last_day)
        return found if found.count >= FEW else None

    @cached_property
    def practices(self) -> list[layout.Practice]:
        """Programmes and stations, with what was done or when they are open."""
        return layout.practices(self)

    @cached_property
    def lines(self) -> list[list[layout.Practice]]:
        """Systems and practices as the rows of one section."""
        return layout.lines(self)

    @cached_property
    def trend(self) -> Trend:
        """Twelve months of visits and service, up to the period's end."""
        months = self.period.months
        return Trend([Month(m, sum(made for made, _ in self._visits(m)), self._minutes(m), m.start in self.period) for m in months])

    @cached_property
    def charge(self) -> charge.Charge:
        """Who is in charge on the period's last day."""
        return charge.charge(self.compound, self.places, self.period.last_day)

    @cached_property
    def stations(self) -> list[Station]:
        """Service stations of the compound, then of its community."""
        return charge.stations(self.compound)

    @cached_property
    def _coverage(self) -> list[outreach.Coverage]:
        return outreach.coverage(self.compound, self.period, self.period.previous)

    @property
    def _first(self) -> date:
        """The first day of which anything is shown: twelve months back, or the start of the period before."""
        return min(self.period.previous.start, self.period.months[0].start)

    @cached_property
    def _visits_by_day(self) -> dict[date, tuple[int, int]]:
        return outreach.visits_by_day(self.compound, self._first, self.period.end)

    @cached_property
    def _minutes_by_day(self) -> dict[date, int]:
        return deeds.minutes_by_day(self.compound, self._first, self.period.end)

    def _visits(self, period: Period) -> list[tuple[int, int]]:
        first, last = period.start, period.end
        return [counts for day, counts in self._visits_by_day.items() if first <= day <= last]

    def _minutes(self, period: Period) -> int:
        first, last = period.start, period.end
        return sum(minutes for day, minutes in self._minutes_by_day.items() if first <= day <= last)
