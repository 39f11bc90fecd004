"""What answers a request to decide: what is wanted of a decision, as JSON text."""

from __future__ import annotations

import json

from backhaul.decision import Decision
from backhaul.diagnostics import BackhaulError
from backhaul.policy import Policy
from backhaul.receipts.request import with_checksum, with_traceparent
from backhaul.service.bodies import Member, Members
from backhaul.service.case import CASE, IN_FORCE, NEWEST, AskedCase, policy_of
from backhaul.service.recorder import Recorder
from backhaul.service.served import Served

#: what may be wanted of a decision
WANTS = ("outcome", "words", "trace", "receipt")
DECIDE: Members = {
    **CASE,
    "want": Member(
        "a list of what the answer holds: outcome, words, trace, receipt",
        {"type": "array", "items": {"enum": list(WANTS)}, "minItems": 1, "default": ["outcome"]},
    ),
}


class Service:
    """What the endpoints have in common: what is served, and where decisions are noted."""

    def __init__(self, served: Served, recorder: Recorder) -> None:
        self.served, self.recorder = served, recorder

    def masks(self, id: str, version: str) -> bool:
        """Whether a policy has masked facts, so that no message may quote a body; raises RequestRefused where it is not there."""
        return bool(
            policy_of(self.served, id, NEWEST if version == IN_FORCE else version).model.masks
        )

    def decide(self, case: AskedCase, traceparent: str | None) -> Decision:
        """The decision on a case, once it is noted; raises RequestRefused where its facts are refused."""
        try:
            decision = case.policy.decide(case.facts)
        except BackhaulError as error:
            raise case.refusal(error) from None
        self.recorder.note(decision, traceparent)
        return decision

    def answer(self, case: AskedCase, traceparent: str | None) -> str:
        """The answer to a request to decide, as JSON text."""
        decision = self.decide(case, traceparent)
        wants = case.body.get("want", ("outcome",))
        parts = [self.heading(case.policy)]
        if "outcome" in wants:
            parts.append(decision.to_json()[1:-1])
        else:
            parts.append(f'"status":"{decision.status}"')
        if case.read is not None:
            parts.append(f'"read":{_text(case.read.to_dict())}')
        if "words" in wants:
            words = decision.explain(case.spoken, read=case.read)
            parts.append(f'"words":{_text(words)}')
        if "trace" in wants:
            parts.append(f'"trace":{decision.trace_json()}')
        if "receipt" in wants:
            parts.append(f'"receipt":{receipt(decision, traceparent)}')
        return "{" + ",".join(parts) + "}"

    def heading(self, policy: Policy) -> str:
        """Which version answers, as members of JSON text; a version that was not released is marked."""
        named = f'"policy":"{policy.id}","version":"{policy.version}","digest":"{policy.digest}"'
        return named if self.served.released(policy.id, policy.version) else f'{named},"draft":true'


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def receipt(decision: Decision, traceparent: str | None) -> str:
    """The receipt of a decision as JSON text, which `verify` takes."""
    entries = decision.receipt_text()
    return with_checksum(with_traceparent(entries, traceparent) if traceparent else entries)
