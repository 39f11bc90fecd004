"""Questions that take long, as tasks of a process of its own: each gives its answer as JSON holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from backhaul.analysis.interview import Interview
from backhaul.packages import installed
from backhaul.service.question_form import certain_of, form_of

if TYPE_CHECKING:
    from backhaul.analysis.asking import Asking
    from backhaul.policy import Policy

Json = dict[str, Any]
Facts = Mapping[str, object]


def next_question(policy: Policy, facts: Facts, skipped: Collection[str], language: str) -> Json:
    """The next question about a case, None where no answer matters any more; and what is certain.

    Raises FactError where the facts are refused.
    """
    interview = Interview(policy.model, facts, _asking(policy))
    interview.unasked.update(skipped)
    # what was told within bounds was told as well as it is known
    known = interview.evaluation.names
    interview.unasked.update(name for name in facts if name in known and not known[name].settled)
    fact = interview.question()
    if fact is None:
        return {"question": None}
    return {
        "question": form_of(interview, fact, language),
        "left": interview.left,
        "certain": certain_of(interview),
    }


@lru_cache(maxsize=4)
def _asking(policy: Policy) -> Asking | None:
    """What finds the fewest facts to ask for; it is made once for a policy, as that takes most of the time."""
    if not installed("z3"):
        return None
    from backhaul.analysis.asking import Asking

    return Asking(policy.model)


def flip(policy: Policy, facts: Facts, wanted: Mapping[str, object], language: str) -> Json:
    """What would have given another outcome; raises BackhaulError where that cannot be asked."""
    found = policy.decide(facts).flip(wanted)
    return {**found.to_dict(), "words": found.explain(language)}


def timeline(policy: Policy, facts: Facts, by: str, language: str) -> Json:
    """How the decision changes as an instant moves; raises BackhaulError where that cannot be asked."""
    found = policy.timeline(facts, by)
    return {**found.to_dict(), "words": found.explain(language)}


def draft_of(text: str, name: str) -> Policy:
    """The policy in a text; raises PolicyError with every mistake."""
    from backhaul.opening import loads

    return loads(text, name)


def compare(
    old: Policy, new: Policy, records: Sequence[bytes], options: Json, language: str | None
) -> Json:
    """What two policies decide otherwise, on records or on generated facts, and by proof where that is asked for.

    *records*: one a line, as JSON. Raises BackhaulError where that cannot be asked.
    """
    from backhaul.questions.compare import compare as compared

    with TemporaryDirectory(prefix="backhaul-") as folder:
        file = Path(folder, "records.jsonl")
        file.write_bytes(b"\n".join(records))
        files = [str(file)] if records else []
        found = compared(old, new, files, jobs=1, **options)
        now = datetime.now(UTC)
        data = found.to_dict(language, now=now)
        words = found.explain(language, now=now)
    whole = {**data, "changed": found.changed, "words": words}
    return {name: _without(held, f"{folder}/") for name, held in whole.items()}


def _without(value: Any, folder: str) -> Any:
    """The same without the name of a folder of the server."""
    if isinstance(value, str):
        return value.replace(folder, "")
    if isinstance(value, dict):
        return {name: _without(held, folder) for name, held in value.items()}
    return [_without(each, folder) for each in value] if isinstance(value, list | tuple) else value
