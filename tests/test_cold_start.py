"""What a new process loads that opens a released policy and makes one decision."""

import json
import subprocess
import sys
from pathlib import Path

ENGINE = Path(__file__).parents[1] / "engine"
ONE_DECISION = """
import sys
import backhaul
policy = backhaul.open("tiktok-shop-sea-failed-delivery")
decision = policy.decide({"cross_border": False})
assert decision.rules["route"] == "out-of-scope"
loaded = sorted(sys.modules)
import json
print(json.dumps(loaded))
"""
#: what reading a text, checking it, writing and explaining need, and one decision does not
NOT_LOADED = {
    *("yaml", "jsonschema", "referencing", "jmespath", "rich", "hypothesis", "pyarrow"),
    *("json", "pathlib", "inspect", "hashlib", "decimal", "dataclasses", "tempfile", "difflib"),
    *("typing", "re", "contextlib", "enum", "functools", "collections", "types"),
    *("argparse", "importlib.resources", "threading", "subprocess", "urllib"),
    *("backhaul.document.reader", "backhaul.document.schema", "backhaul.document.json_reader"),
    *("backhaul.language.checker", "backhaul.evaluation.compiled"),
    *("backhaul.cli", "backhaul.explanation", "backhaul.comparison", "backhaul.cases"),
    *("backhaul.sources", "backhaul.receipts", "backhaul.testing", "backhaul.store"),
}


def test_one_decision_by_a_released_policy_loads_little() -> None:
    # without `site`, which loads what is installed beside
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({str(ENGINE)!r})"]
    command[-1] += ONE_DECISION
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(json.loads(said.stdout))

    assert {"backhaul.evaluation.decision", "backhaul.language.stored"} <= loaded
    assert set() == NOT_LOADED & loaded
