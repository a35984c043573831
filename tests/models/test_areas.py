"""Who sees what: each row of each model, and everybody who may see it. Nobody else does."""

from models import TABLES
from models.areas import Compound
from models.households import Household
from tests.models import scene
from tests.models.audiences import ALIKE, ALL, BEHIND_OTHERS, IN_COMMUNITY, OF_VOLUNTEERS, SEES, THE_MACHINES


def test_every_model_is_in_the_table():
    assert {model.__name__ for model in set(SEES) | BEHIND_OTHERS | THE_MACHINES} == {model.__name__ for model in TABLES}


def test_who_sees_it(cast):
    rows = scene.build(cast)
    said = {model: {name: set(people.split()) for name, people in told.items()} for model, told in SEES.items()}
    assert {model.__name__: seen for model in SEES if (seen := seen_of(model, rows)) != said[model]} == {}


def seen_of(model, rows):
    """Name of a row -> those who see it; rows that the scene does not name stand together, but for those of tables that have more, alike."""
    names = {rows[name]._pk: name for name in SEES[model]}
    seen = {name: set() for name in SEES[model]}
    for person in ALL.split():
        for row in model.visible_to(rows[person]):
            seen.setdefault(names.get(row._pk, "another row"), set()).add(person)
    if model in ALIKE:
        seen.pop("another row", None)
    return seen


def test_personal_records_are_never_read_by_those_who_have_no_business_with_them():
    """Roll-ups are for the tiers above; the register, the care tags, the visits, and who serves, stay in the community."""
    strangers = {"property", "street", "district", "administrator"}
    for model in IN_COMMUNITY:
        assert not model.readers & {*strangers, "team_leader"}, model
    for model in OF_VOLUNTEERS:
        assert not model.readers & strangers, model
    for model in IN_COMMUNITY | OF_VOLUNTEERS:
        assert not set(" ".join(SEES[model].values()).split()) & {"paula", "sam", "dora", "adam"}, model


def test_what_has_no_door_of_its_own_has_none():
    """Second factors, points on an account, files, the audit: a user reaches them through what they belong to."""
    assert [model for model in BEHIND_OTHERS | THE_MACHINES if hasattr(model, "visible_to")] == []


def test_a_company_sees_its_compound_as_long_as_its_contract_runs(cast):
    assert [row.name for row in Compound.visible_to(cast.paula)] == ["和平小区"]
    cast.contract.end(cast.carol)
    assert not Compound.visible_to(cast.paula).exists()


def test_a_worker_without_the_grid_sees_its_doors_no_more(cast):
    cast.east.amend(cast.carol, worker=None)
    assert not Household.visible_to(cast.alice).exists()
