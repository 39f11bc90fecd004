"""What the description of the service promises, held against it by requests that schemathesis makes of the description."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from backhaul.page.app import application
from backhaul.service.served import Served
from effort import SEED, trials
from service.policies import lend

#: of what fits the schema the engine refuses what no schema says: a day that is none, bounds the wrong way round, facts that contradict
#: each other, names that are no outputs; which codes these are is looked at below
ACCEPTED = ["2xx", "3xx", "400", "404", "409", "422"]
#: why a request that fits its schema may be refused
BEYOND_THE_SCHEMA = {
    *("bad-instant", "bad-date", "number-out-of-range", "empty-bounds", "broken-constraint"),
    *("several-in-force", "not-in-force", "unknown-language", "unknown-source", "unknown-fact"),
    *("missing-key", "not-allowed", "unknown-outcome", "incomplete-facts", "nothing-changeable"),
    *("wrong-kind", "timeline-masked", "unknown-version", "hidden-character", "unknown-parameter"),
    *("missing-value", "unreadable-document", "bad-duration", "too-long", "json-number"),
}
CONFIG = SchemathesisConfig.from_dict(
    {
        "seed": SEED,
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
        "generation": {"database": "none"},
    }
)


@schemathesis.serializer("application/x-ndjson")
def _lines(_: object, value: object) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


#: the service of a small directory, which is removed with the process
FOLDER = TemporaryDirectory(prefix="backhaul-")
APP = application(Served(lend(Path(FOLDER.name))))
schema = schemathesis.openapi.from_asgi("/openapi.json", APP, config=CONFIG)


@schema.parametrize()
@settings(max_examples=trials(10), deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_it_is_described(case: schemathesis.Case[Any]) -> None:
    response = case.call()
    case.validate_response(response)
    mode = case.meta.generation.mode if case.meta else None
    if response.status_code in (400, 422) and mode is schemathesis.GenerationMode.POSITIVE:
        errors = response.json()["errors"]
        # of the text of a draft the language says what it may be
        codes = {each["code"] for each in errors if each.get("pointer") != "/draft"}
        assert codes <= BEYOND_THE_SCHEMA
