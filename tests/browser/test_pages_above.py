"""Every page of the offices above the communities: a file of its own, so that two workers share the long walk."""

import pytest

from tests.browser.pages import wrong_for


@pytest.mark.parametrize("role", ["系统管理员", "区", "街道"])
def test_every_page_of_a_role(open_page, log_in, looked_at, role):
    assert wrong_for(role, open_page, log_in, looked_at) == {}
