"""The server against requests that a generator makes of its own description."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from helpers.served import serving
from packbench.engine.command.context import Context
from packbench.services.channels.verifying import set_verifying

_EXAMPLES = 5
_EXCLUDED: list[CheckFunction] = [positive_data_acceptance]
"""Rows have the form that is described and still name countries and days that are none: the rules
of the import, which no description tells."""


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_answer_is_one_that_the_description_tells(context: Context, tmp_path: Path) -> None:
    set_verifying(context, {"Shop": False})
    with serving(context.database.url, tmp_path, "--requests-a-minute", "60000") as server:
        program = server.program(context, "Shop")
        schema = schemathesis.openapi.from_url(f"{server.address}/openapi.json")
        tried = set()
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            tried.add(operation.label)

            @settings(
                max_examples=_EXAMPLES,
                deadline=None,
                database=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy())
            def run(case: schemathesis.Case[Any]) -> None:
                if "code" in case.path_parameters:
                    case.path_parameters["code"] = "Shop"
                case.call_and_validate(
                    headers={"Authorization": f"Bearer {program.token}"},
                    excluded_checks=_EXCLUDED if case.path.endswith("/orders") else None,
                )

            run()
        assert len(tried) == 6
        assert server.end() == (0, "")
