"""The policy: the packaged one is what the definitions say, and a bad one is refused with its place."""

import re
from importlib.resources import files

import pytest

from graph_service.domain.policy import default_policy, policy_from_toml
from graph_service.errors import InputError

TEXT = (files("graph_service.domain") / "policies" / "gvi-default.toml").read_text(encoding="utf-8")


def test_the_packaged_policy_is_gvi_default_1_0_0() -> None:
    policy = default_policy()
    assert (policy.id, policy.version) == ("gvi-default", "1.0.0")
    assert policy == policy_from_toml(TEXT)
    assert policy is default_policy()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("draws = 2000", "", "missing: uncertainty.draws"),
        ("draws = 2000", "draws = 2000\nrisk = 1", "unknown: uncertainty.risk"),
        ("draws = 2000", "draws = -1", "uncertainty.draws is -1; it must be a whole number from 0"),
        ("draws = 2000", "draws = 2000.0", "must be a whole number from 0"),
        ("draws = 2000", "draws = true", "must be a whole number from 0"),
        ("draws = 2000", "draws = 10", "uncertainty needs 0 <= low <= high < draws"),
        ("killed = 10", 'killed = "ten"', "index.killed is 'ten'; it must be a number from 0"),
        ('id = "gvi-default"', 'id = ""', "id is ''; it must be a text"),
        ("windows_days = [30, 90, 365]", "windows_days = 30", "must be a list, each a whole number from 0"),
        ("windows_days = [30, 90, 365]", "windows_days = [30, 0.5]", "scorecard.windows_days is 0.5"),
        ("[reach]\nyears = 3", "reach = 3", "unknown: uncertainty.reach|reach is 3; it must be a table|missing: reach"),
        ("draws = 2000", "draws = ", "is not TOML"),
    ],
)
def test_a_bad_policy_is_refused_with_the_place_and_what_it_must_be(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=says if "|" in says else re.escape(says)):
        policy_from_toml(TEXT.replace(old, new))


def test_a_section_that_is_no_table_is_refused() -> None:
    text = "reach = 3\n" + TEXT.replace("[reach]\nyears = 3", "")
    with pytest.raises(InputError, match="reach is 3; it must be a table"):
        policy_from_toml(text)
