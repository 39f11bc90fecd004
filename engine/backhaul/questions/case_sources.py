"""What running cases needs: the sources that read their documents, each checked once, and the words of an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backhaul.evaluation.decision import Evaluation
    from backhaul.explanation.explain import Why
    from backhaul.language.model import Policy
    from backhaul.policy import Policy as Opened
    from backhaul.sources.facts import ReadFacts
    from backhaul.sources.model import Source


class Sources:
    """Reads documents by the sources that stand beside the versions of a policy, or by others in their place."""

    def __init__(self, others: dict[str, Source] | None = None) -> None:
        self._others = others or {}
        #: by the facts of a policy, which are kept, so that none takes the place of another
        self._known: dict[tuple[int, str], tuple[object, Source]] = {}

    def __call__(self, policy: Policy, name: str, document: object) -> ReadFacts:
        """The facts that a document tells by this source; raises BackhaulError."""
        from backhaul.sources.reading import read

        return read(self._others.get(name) or self.of(policy, name), policy, document)

    def of(self, policy: Policy, name: str) -> Source:
        """The checked source; raises PolicyError with what is wrong with it."""
        key = id(policy.facts), name
        if key not in self._known:
            self._known[key] = policy.facts, checked(policy, name)
        return self._known[key][1]


def checked(policy: Policy, name: str) -> Source:
    """The source of a policy by its name, checked; raises PolicyError."""
    from backhaul.document.reader import read_document
    from backhaul.opening import read_file
    from backhaul.sources.checker import check

    path = file_of(policy, name)
    document, mistakes = read_document(read_file(path), str(path), "source")
    return check(document, policy, mistakes)


def file_of(policy: Policy, name: str) -> Path:
    """The file of a source of a policy; raises PolicyError where there is none."""
    from backhaul.versions.sources import source_file

    own = next(decision.span.file for decision in policy.decisions.values())
    return source_file(Path(own).parent, policy.id, name)


def read_by(policy: Opened, document: object, source: str) -> ReadFacts:
    """The facts that a platform's document tells; one in which the source finds none is refused."""
    facts = policy.read(document, source)
    if not facts:
        from backhaul.sources.refusals import refused

        raise refused("no-fact", source=source)
    return facts


#: the sources as they stand in their files
read_case = Sources()


def explain(evaluation: Evaluation, language: str, why: Why = "short") -> str:
    """The short answer in a language, or the whole why."""
    from backhaul.decision import Decision

    return Decision.of(evaluation).explain(language, why=why)
