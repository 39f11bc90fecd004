"""Every evaluation ends, and soon, however a policy's definitions multiply."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import backhaul

#: seconds; what is right takes far less than one
PATIENCE = 20
SCRIPT = """
import json, sys
import small

def chain(first, link):
    links = "".join(f'  d{i}: {link.replace("D", f"d{i - 1}")}\\n' for i in range(1, 31))
    return f"definitions:\\n  d0: {first}\\n" + links

shape, hide = sys.argv[1:]
if shape == "conditions":
    definitions, condition = chain("flag", "D && D"), "d30"
elif shape == "wide conditions":
    definitions, condition = chain("flag", " && ".join(["D"] * 100)), "d30"
else:
    definitions, condition = chain('{value: "count"}', '{value: "min_of(D, D)"}'), "d30 > `2`"
limit = f'constraints:\\n  - {{id: limit, holds: "{condition}"}}\\n'
policy = small.policy(condition, definitions=definitions, constraints=limit)
facts = {name: value for name, value in small.COMPLETE.items() if name != hide}
decision = policy.decide(facts)
print(decision.status, len(json.dumps(decision.to_dict())), len(decision.explain(why="full")))
"""


@pytest.mark.parametrize("hidden", ["nothing", "flag", "count"])
@pytest.mark.parametrize("shape", ["conditions", "wide conditions", "values"])
def test_every_evaluation_ends_however_definitions_multiply(shape: str, hidden: str) -> None:
    """Thirty definitions that each read the one before them twice, or a hundred times."""
    roots = (Path(backhaul.__file__).parents[1], Path(__file__).parents[1])
    path = os.pathsep.join(str(root) for root in roots)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, shape, hidden],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
