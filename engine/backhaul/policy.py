"""The door: a `Policy` wraps the inner values and knows every room.

Rooms that not every caller needs (reading YAML, explaining) are imported when first used.
"""

from __future__ import annotations

from os import PathLike

from backhaul.choices import one_of
from backhaul.deciding import Deciding
from backhaul.many_cases import ManyCases
from backhaul.static import TYPE_CHECKING, Any, Callable, Literal, Mapping, lru_cache

if TYPE_CHECKING:
    from backhaul.decision import Decision
    from backhaul.diagnostics import Diagnostic
    from backhaul.evaluation.facts import Extra
    from backhaul.language import model
    from backhaul.sources.facts import ReadFacts
    from backhaul.sources.model import Source
    from backhaul.timeline import Timeline
    from backhaul.versions.version import Version

#: the size up to which a file of a policy or a source is read
MOST_BYTES = 8 << 20


class Policy(ManyCases):
    """A policy that was checked: it decides, and says what it is."""

    def __init__(self, checked: model.Policy, file: tuple[bytes, str]) -> None:
        self._model = checked
        #: what decides, and whether it is compiled yet
        self.deciding = Deciding(checked)
        #: the file's bytes and name; what pickling keeps
        self._file = file

    @property
    def id(self) -> str:
        """The policy's id."""
        return self._model.id

    @property
    def version(self) -> str:
        """The policy's version, such as `1.0.0`."""
        return self._model.version

    @property
    def draft(self) -> bool:
        """Whether the version is a draft."""
        return self._model.draft

    @property
    def digest(self) -> str:
        """SHA-256 of the policy's meaning: comments, layout and quoting do not count."""
        return self._model.digest

    @property
    def bytes_digest(self) -> str:
        """SHA-256 of the bytes of the policy's file."""
        from backhaul.digests import digest_of

        return digest_of(self._file[0])

    @property
    def title(self) -> Mapping[str, str]:
        """The policy's title, by language."""
        return self._model.title

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the policy's words are in."""
        return self._model.languages

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is no mistake but worth a look, in file order."""
        return self._model.warnings

    @property
    def model(self) -> model.Policy:
        """The checked policy itself, typed and frozen: facts, rules, clauses and their places."""
        return self._model

    @property
    def changed_parameters(self) -> Mapping[str, object]:
        """The parameters that `with_parameters` made differ from the file, as JSON holds them."""
        return self._model.changed_parameters

    def with_parameters(self, /, **parameters: object) -> Policy:
        """A new, unreleased policy with other values of these parameters; this one stays as it is.

        A value is given as facts are; of a parameter that varies by a fact, a mapping of the choices
        that change. Raises PolicyError with every mistake in what is given.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> policy.with_parameters(hold_period="10 days", market_offset={"ID": "9 hours"})
        <Policy tiktok-shop-sea-failed-delivery 2.0.0 with hold_period=10 days, market_offset.ID=9 hours>
        """
        from backhaul.document.reader import read
        from backhaul.language.checker import check
        from backhaul.language.what_if import merged, with_parameters

        document, _ = read(*self._file)
        if document is None:  # it was read once, so its bytes are right
            raise AssertionError(self._file[1])
        original = check(document) if self.changed_parameters else self._model
        every = merged(self.changed_parameters, parameters)
        return Policy(with_parameters(document, original, every), self._file)

    def decide(self, facts: Mapping[str, object], *, extra: Extra = "refuse") -> Decision:
        """The decision on the facts of one case; a fact left out is unknown, null is absent.

        *extra*: `"ignore"` passes over names that are no facts. Raises FactError, with every mistake,
        where facts are wrong or contradict each other, and PolicyError where two rules match in a
        decision that allows one.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> policy.decide({"cross_border": False})["route"]["disposition"]
        'not_applicable'
        """
        return self.deciding.decide(facts, extra)

    def compile(self) -> Policy:
        """This policy, compiled now, and not only when it has decided a few times.

        So the first requests are as quick as all others, and processes that are forked share what was made.

        >>> import backhaul
        >>> backhaul.open("tiktok-shop-sea-failed-delivery").compile()
        <Policy tiktok-shop-sea-failed-delivery 2.0.0>
        """
        self.deciding.compile(whole=True)
        return self

    def schema(self, kind: Literal["facts", "decision"]) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of the facts that it takes, or of what `Decision.to_dict()` gives.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> policy.schema("facts")["properties"]["address_now"]["anyOf"][0]
        {'enum': ['unchanged', 'changed', 'disabled']}
        """
        one_of("kind", kind, ("facts", "decision"))
        if kind == "facts":
            from backhaul.language.fact_schema import fact_schema

            return fact_schema(self._model)
        from backhaul.evaluation.decision_schema import decision_schema

        return decision_schema(self._model)

    def timeline(
        self, facts: Mapping[str, object], by: str = "as_of", *, extra: Extra = "refuse"
    ) -> Timeline:
        """How the decision changes as the instant *by* moves, as exact intervals.

        What the facts say of *by* itself does not count. Raises FactError where other facts are wrong,
        and BackhaulError where there is no such instant or an output changes with every one.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> [interval.rules["route"] for interval in policy.timeline({"cross_border": False})]
        ['out-of-scope']
        """
        from backhaul.evaluation.timeline import course
        from backhaul.timeline import Timeline

        return Timeline(course(self._model, facts, by, extra))

    def read(self, document: object, source: str | PathLike[str]) -> ReadFacts:
        """The facts that a platform's own document tells, as `decide` takes them.

        They are a dictionary with two things more: `notes`, what in the document was no answer or was not understood, and
        `origins`, for each fact where in the document it stands. `Decision.explain` tells both.

        *source* is the name of one of the policy's sources, or the path of a source file. Raises
        PolicyError where the source is wrong, FactError where the document does not fit it.
        """
        from backhaul.sources.reading import read

        return read(self._source_of(source), self._model, document)

    def reader(self, source: str | PathLike[str]) -> Callable[[object], ReadFacts]:
        """What reads the facts out of one document after another, as `read` does, by a source checked once."""
        from functools import partial

        from backhaul.sources.reading import read

        return partial(read, self._source_of(source), self._model)

    def _source_of(self, source: str | PathLike[str]) -> Source:
        """The checked source of this name or in this file."""
        from pathlib import Path

        from backhaul.document.files import read_bytes
        from backhaul.document.reader import read_document
        from backhaul.sources.checker import check
        from backhaul.versions.sources import source_file

        path = Path(source)
        if path.suffix not in (".yaml", ".yml"):
            path = source_file(Path(self._file[1]).parent, self.id, str(source))
        document, mistakes = read_document(read_bytes(path, limit=MOST_BYTES), str(path), "source")
        return check(document, self._model, mistakes)

    def as_version(self) -> Version:
        """The policy as the rooms below know it: what it was checked to mean, and its file."""
        from backhaul.versions.version import Version

        return Version(self._model, *self._file)

    def __reduce__(self) -> tuple[Any, ...]:
        import json

        from backhaul.language.stored import pickled

        by, form, _ = pickled(self._model)
        return _again, (*self._file, json.dumps(dict(self.changed_parameters)), by, form)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Policy):
            return NotImplemented
        return self._file == other._file and self.changed_parameters == other.changed_parameters

    def __hash__(self) -> int:
        return hash((self._file, self.digest))

    def __repr__(self) -> str:
        from backhaul.language.what_if import changes_of

        changes = ", ".join(changes_of(self._model))
        return f"<Policy {self.id} {self.version}{changes and f' with {changes}'}>"


@lru_cache(maxsize=16)
def _again(data: bytes, name: str, changed: str, by: int, form: bytes) -> Policy:
    """The policy that was pickled, the same object for the same bytes while it is kept.

    So a worker that gets it with every task reads and compiles it once.
    """
    from backhaul.language.stored import COMPILER, unpickled

    if by == COMPILER:
        return Policy(unpickled(by, form, name), (data, name))
    import json

    from backhaul.versions.version import parsed

    policy = Policy(parsed(data, name).model, (data, name))
    return policy.with_parameters(**parameters) if (parameters := json.loads(changed)) else policy
