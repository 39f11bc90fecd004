"""Receipts of random policies: whatever is known of the facts, the same comes out again."""

import json
from decimal import Decimal
from random import Random

from backhaul.diagnostics import BackhaulError
from backhaul.receipts.verify import verify
from generated.facts import Domain
from generated.policies import generated


def test_a_receipt_of_any_policy_on_any_facts_comes_out_the_same_again() -> None:
    verified = 0
    for seed in range(50):
        policy, random = generated(seed).policy, Random(seed)
        domain = Domain(policy.model, random)
        for share in (0, 0.2, 0.8):
            facts = domain.partial(domain.whole(), share).given
            try:
                text = json.dumps(policy.decide(facts).to_dict())
            except BackhaulError:
                continue
            found = verify(json.loads(text, parse_float=Decimal), lambda *_, p=policy: p, {})
            verified += 1

            assert found.finding == "same", (seed, facts, found)
    assert verified > 50
