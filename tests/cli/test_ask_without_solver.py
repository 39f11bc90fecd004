"""The interview needs no solver: where none is installed, more may be asked than is needed."""

import subprocess
import sys

WITHOUT = """
import sys
sys.modules["z3"] = None
from backhaul.analysis.interview import Interview
import backhaul
policy = backhaul.open("tiktok-shop-sea-failed-delivery")
print(Interview(policy.model, {}, None).question().name in policy.model.facts)
"""


def test_an_interview_begins_where_no_solver_is_installed() -> None:
    said = subprocess.run(
        [sys.executable, "-c", WITHOUT], check=False, capture_output=True, text=True
    )

    assert (said.stdout, said.stderr) == ("True\n", "")
