"""Instants of one sentence at one offset from UTC: that of the case, or else that of the policy."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo

from backhaul.cases.problem import Problem
from backhaul.evaluation.decision import Evaluation
from backhaul.frozen import with_fields
from backhaul.language.kinds import SECOND

_MINUTE = 60 * SECOND
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def at_one_offset(problem: Problem, evaluation: Evaluation) -> Problem:
    """The problem with every instant at the offset of the first that says one."""
    message = problem.diagnostic.message
    written = _INSTANT.findall(message)
    if not written:
        return problem
    own = [text for text in written if not text.endswith("Z")]
    zone = datetime.fromisoformat(own[0]).tzinfo if own else _zone(evaluation)
    if zone is None:
        return problem
    said = _INSTANT.sub(lambda m: _moved(m[0], zone), message)
    return with_fields(problem, diagnostic=with_fields(problem.diagnostic, message=said))


def _moved(text: str, zone: tzinfo) -> str:
    moment = datetime.fromisoformat(text)
    return text if moment.tzinfo == zone else moment.astimezone(zone).isoformat()


def _zone(evaluation: Evaluation) -> timezone | None:
    """The offset at which the policy shows times, if this case settles it and clocks have it."""
    name = evaluation.policy.show_times_at
    known = evaluation.names[name] if name and name not in evaluation.hidden else None
    offset = known.one if known and known.settled else None
    if not isinstance(offset, int) or offset % _MINUTE or abs(offset) >= 24 * 60 * _MINUTE:
        return None
    return timezone(timedelta(minutes=offset // _MINUTE)) if offset else None
