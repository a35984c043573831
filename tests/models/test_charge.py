"""Who is in charge: the contract that began last."""

from models.organizations import Contract, Organization
from models.reports.charge import charge
from tests.cast import TODAY


def test_a_contract_without_a_beginning_is_older_than_any_other(cast):
    """PostgreSQL puts what has no day first, SQLite last."""
    old = Organization.add(None, name="老物业公司", kind="company", area=cast.inside)
    Contract.add(None, compound=cast.heping, company=old)
    assert charge(cast.heping, cast.inside.chain(), TODAY).bodies["company"].name == "和平物业公司"
