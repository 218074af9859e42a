"""Every rule against its page."""

import pytest

from loadlint import testing


@pytest.mark.parametrize("case", testing.cases("acme"), ids=str)
def test_the_page_is_right(case: testing.Case) -> None:
    testing.check(case)
