"""What becomes of a decision that the service made: a line in the log, and one more in the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from backhaul.decision import Decision
    from backhaul.receipts.log import DecisionLog


class DecisionCounts(Protocol):
    """What counts decisions."""

    def decided(self, policy: str, version: str, status: str) -> None:
        """Count one."""
        ...


class Recorder:
    """Where every decision of `/v1` goes before it is answered; without a log and without counts, nowhere.

    A log that cannot be written never keeps an answer back: it counts its failures itself.
    """

    def __init__(
        self, log: DecisionLog | None = None, counts: DecisionCounts | None = None
    ) -> None:
        self.log = log
        self._counts = counts

    def note(self, decision: Decision, traceparent: str | None = None) -> None:
        """Write and count a decision; *traceparent*: the request, `request.state.traceparent`."""
        if self.log is not None:
            self.log.write(decision, traceparent=traceparent)
        if self._counts is not None:
            self._counts.decided(decision.policy, decision.version, decision.status)
