"""The table of contents of the site."""

from flask import Flask

from views import (
    access,
    accounts,
    activities,
    arrivals,
    assets,
    attendances,
    batches,
    boards,
    bodies,
    bulletins,
    captures,
    cares,
    certificates,
    checklists,
    commands,
    concerns,
    confirmations,
    dispatches,
    drafts,
    factors,
    figures,
    filters,
    health,
    home,
    imports,
    inquiries,
    jobs,
    locks,
    logs,
    mediations,
    memberships,
    menus,
    mergers,
    metrics,
    motions,
    office_sheets,
    offline,
    own,
    packs,
    pairings,
    passwords,
    pictures,
    proposals,
    readings,
    redemptions,
    rounds,
    rules,
    search,
    sessions,
    sheets,
    shifts,
    slips,
    status,
    steps,
    strays,
    summaries,
    teams,
    upkeep,
    visits,
    volunteers,
)
from views.registers import REGISTERS

NOUNS = [assets, health, sessions, passwords, home, rounds, visits, drafts, cares, readings, accounts, search, commands, upkeep, status, metrics]
NOUNS += [imports, jobs, summaries, batches, bulletins, office_sheets, checklists, figures, own]
NOUNS += [captures, offline, packs]
NOUNS += [factors, inquiries]
NOUNS += [strays, proposals]
NOUNS += [certificates, confirmations, shifts, arrivals]
NOUNS += [sheets, attendances, rules, locks, teams, memberships, volunteers, mergers, activities, pictures]
NOUNS += [pairings, redemptions]
NOUNS += [dispatches]
NOUNS += [concerns, steps, mediations]
NOUNS += [boards, slips]
NOUNS += [bodies, motions]


def register(app: Flask) -> None:
    """Give the app its converters, filters, hooks, pages and commands."""
    metrics.register(app)
    logs.register(app)
    filters.register(app)
    access.register(app)
    menus.register(app)
    for blueprint in [*(module.bp for module in NOUNS), *REGISTERS, rules.terms]:
        app.register_blueprint(blueprint)
