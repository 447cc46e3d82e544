"""Read by schemathesis: days that may be asked for, and the one token that must not be revoked while it works."""

import os
from datetime import date
from typing import Any

import schemathesis
from hypothesis import strategies as st

schemathesis.openapi.format("date", st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str))


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:  # noqa: ANN401  as the tool names them
    """Put the id of no token in the place of that of the own one."""
    if case.path_parameters.get("token_id") == os.environ["OWN_TOKEN_ID"]:
        case.path_parameters["token_id"] = "0" * 12
