"""The door: a `Policy` wraps the inner values and knows every room.

Rooms that not every caller needs (reading YAML, explaining) are imported when first used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import islice
from os import PathLike

from backhaul.decision import Decision, compiled_decision, one_of
from backhaul.diagnostics import BackhaulError, Diagnostic, FactError, PolicyError, listed
from backhaul.language.values import kind_words
from backhaul.static import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from backhaul.evaluation.compiled import Compiled
    from backhaul.evaluation.facts import Extra, Missing
    from backhaul.language import model
    from backhaul.sources.facts import ReadFacts
    from backhaul.sources.model import Source
    from backhaul.tables.block import Blocks, Null
    from backhaul.tables.results import Decided
    from backhaul.timeline import Timeline


class Policy:
    """A policy that was checked: it decides, and says what it is."""

    def __init__(self, checked: model.Policy, file: tuple[bytes, str]) -> None:
        self._model = checked
        #: decisions until it is compiled: for one alone that does not pay
        self._left = DECISIONS_BEFORE
        self._compiled: Compiled | None = None
        self._by_null: dict[tuple[Null, Missing], Blocks] = {}
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
        # by the definition; once it is compiled a policy has a `decide` of its own, which comes first
        from backhaul.evaluation.decision import evaluate

        one_of("extra", extra, ("refuse", "ignore"))
        self._left -= 1
        if self._left == 0:
            self._compile()
        return Decision.of(evaluate(self._model, facts, extra))

    def compile(self) -> Policy:
        """This policy, compiled now, and not only when it has decided a few times.

        So the first requests are as quick as all others, and processes that are forked share what was made.

        >>> import backhaul
        >>> backhaul.open("tiktok-shop-sea-failed-delivery").compile()
        <Policy tiktok-shop-sea-failed-delivery 2.0.0>
        """
        self._compile()
        if self._compiled is not None:
            self._compiled.many()
        return self

    def _compile(self) -> None:
        from functools import update_wrapper

        from backhaul.evaluation.compiled import compile_policy

        if self._compiled is None:
            by_definition = self.decide
            self._compiled = compile_policy(
                self._model, compiled_decision, Decision.of_branches, by_definition
            )
            if self._compiled is not None:
                # `help` and `signature` see the method
                self.__dict__["decide"] = update_wrapper(self._compiled.decide, by_definition)

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

    @overload
    def decide_many(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["raise"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[Decision]: ...

    @overload
    def decide_many(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["return"],
        missing: Missing = "refuse",
    ) -> Iterator[Decision | FactError]: ...

    def decide_many(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["raise", "return"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[Decision | FactError]:
        """The decisions on many cases, one by one as they are asked for, in the same order.

        *extra*: `"ignore"` passes over names that are no facts. *errors*: `"return"` gives the FactError of a case in its
        place instead of raising it. *missing*: NaN, NaT and NA are refused, or say that an optional fact is `"absent"`
        or that it is `"unknown"`; of a fact that is not optional they then say unknown.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> cases = [{"cross_border": False, "as_of": float("nan")}]
        >>> [decision.status for decision in policy.decide_many(cases, missing="unknown")]
        ['decided']
        """
        cases = self._asked(cases, extra, errors, missing)
        if errors == "raise":
            rest = iter(cases)
            yield from map(self.decide, islice(rest, DECISIONS_BEFORE))
            # by now it is compiled
            yield from map(self.decide, rest)
            return
        for facts in cases:
            try:
                decision = self.decide(facts)
            except FactError as error:
                yield error
            else:
                yield decision

    @overload
    def outcomes(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["raise"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any]]: ...

    @overload
    def outcomes(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["return"],
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any] | FactError]: ...

    def outcomes(
        self,
        cases: Iterable[Mapping[str, object]],
        *,
        extra: Extra = "refuse",
        errors: Literal["raise", "return"] = "raise",
        missing: Missing = "refuse",
    ) -> Iterator[dict[str, Any] | FactError]:
        """The `outcome` of the decision on each of many cases, as they are asked for, in the same order.

        What `decide_many` gives, without the decisions: the quickest way from mappings to mappings. *extra*, *errors* and
        *missing* are those of `decide_many`; raises what `decide` raises.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> next(policy.outcomes([{"cross_border": False}]))["route"]["disposition"]
        'not_applicable'
        >>> cases = [{"cross_border": False}, {"cross_border": 0}]
        >>> [type(found).__name__ for found in policy.outcomes(cases, errors="return")]
        ['dict', 'FactError']
        """
        rest = iter(self._asked(cases, extra, errors, missing))
        for facts in islice(rest, DECISIONS_BEFORE):
            yield _outcome(self.decide, errors, facts)
        if self._compiled is not None:
            other = partial(_outcome, self._compiled.other, errors)
            yield from self._compiled.outcomes(rest, other)
        else:
            for facts in rest:
                yield _outcome(self.decide, errors, facts)

    def _asked(
        self,
        cases: Iterable[Mapping[str, object]],
        extra: Extra,
        errors: str,
        missing: Missing,
    ) -> Iterable[Mapping[str, object]]:
        """The cases as `decide` takes them; raises ValueError for an option that there is not."""
        one_of("extra", extra, ("refuse", "ignore"))
        one_of("errors", errors, ("raise", "return"))
        one_of("missing", missing, ("refuse", "absent", "unknown"))
        if extra == missing == "refuse":
            return cases
        from backhaul.evaluation.facts import taken_as

        return taken_as(self._model, cases, extra, missing)

    def decide_table(
        self, cases: object, *, null: Null | None = None, missing: Missing = "refuse"
    ) -> Any:
        """The decisions on many cases, as an Arrow table with one row for each, in the same order.

        *cases*: a DuckDB relation, an Arrow table, or a data frame of pandas or Polars with a column for each
        fact, under its name; other columns are passed over. *null*: a null says that an optional fact is
        `"absent"`, or `"unknown"`; of a fact that is not optional it always says unknown, as does a column that
        is not there. *missing*: NaN, NaT and NA are refused, or say `"absent"` or `"unknown"`, and then a null
        says the same where *null* is not given; else it says absent. There is `status` (a case may be `refused`), `reason`, and for each decision its `.status`,
        `.rule` and outputs; a list is a column of lists. Needs `backhaul[tables]`.

        >>> import pyarrow, backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> table = policy.decide_table(pyarrow.table({"cross_border": [False]}))
        >>> table["route.disposition"].to_pylist()
        ['not_applicable']
        """
        from backhaul.packages import needed

        one_of("missing", missing, ("refuse", "absent", "unknown"))
        meaning = null or ("absent" if missing == "refuse" else missing)
        one_of("null", meaning, ("absent", "unknown"))
        needed("tables", "`decide_table`", "duckdb", "pyarrow", "sqlglot")
        from backhaul.tables.table import decide_table

        return decide_table(self._blocks(meaning, missing), cases)

    def to_sql(
        self,
        dialect: str,
        table: str | Sequence[str] = "cases",
        keep: str | Iterable[str] = (),
    ) -> str:
        """The policy as one query that gives every output, rule and status, to be run in a warehouse.

        *dialect*: `duckdb`, `spark`, `postgres`, `bigquery` or `snowflake`; *table* has a column for each fact,
        *keep* names columns of it, or one, that stand beside the decisions. A name is quoted and taken letter for
        letter, `schema.table` too; a table in a schema is `("schema", "table")`. A row that columns cannot settle
        is `unsettled`, with the reason. Raises BackhaulError for another dialect, for what is no name, and for a
        kept column that is called like one of the decisions. Needs `backhaul[tables]`.

        >>> import backhaul
        >>> policy = backhaul.open("tiktok-shop-sea-failed-delivery")
        >>> policy.to_sql("postgres", "parcels", ["parcel_id"]).startswith("WITH")
        True
        >>> '"logistics"."parcels"' in policy.to_sql("postgres", ("logistics", "parcels"))
        True
        """
        from backhaul.packages import needed

        needed("tables", "`to_sql`", "sqlglot")
        from backhaul.tables.warehouse import to_sql

        return to_sql(self._model, dialect, table, keep)

    def _blocks(self, null: Null, missing: Missing) -> Blocks:
        """What decides blocks of cases; made once."""
        from backhaul.tables.block import Blocks

        if (null, missing) not in self._by_null:
            decide = partial(decide_case, self)
            self._by_null[null, missing] = Blocks(self._model, decide, null, missing=missing)
        return self._by_null[null, missing]

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
        from backhaul.sources.reading import read

        return partial(read, self._source_of(source), self._model)

    def _source_of(self, source: str | PathLike[str]) -> Source:
        """The checked source of this name or in this file."""
        from pathlib import Path

        from backhaul.document.reader import read_document
        from backhaul.sources.checker import check
        from backhaul.versions.sources import source_file

        path = Path(source)
        if path.suffix not in (".yaml", ".yml"):
            path = source_file(Path(self._file[1]).parent, self.id, str(source))
        document, mistakes = read_document(read_file(path), str(path), "source")
        return check(document, self._model, mistakes)

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


def _outcome(
    decide: Callable[..., Decision], errors: str, facts: Mapping[str, object]
) -> dict[str, Any] | FactError:
    """The outcome of one case; the error in its place where it is to be returned."""
    try:
        return decide(facts).outcome
    except FactError as error:
        if errors == "raise":
            raise
        return error


def decide_case(policy: Policy, facts: Mapping[str, object], *, hide: bool = False) -> Decided:
    """What a policy decides on one case, in the form that tables hold; a refusal is a status, too.

    *hide*: outputs that would tell a masked fact are left empty, as in all that is written down.
    """
    from backhaul.tables.results import Decided

    try:
        decision = policy.decide(facts)
    except BackhaulError as error:
        reasons = "; ".join(f"{one.code}: {one.message}" for one in error.diagnostics)
        return Decided("refused", reasons)
    status = decision.status
    needs = "needs " + ", ".join(decision.needs) if status == "undetermined" else None
    outcome = decision.outcome
    if hide and policy.model.masks:
        from backhaul.evaluation.outcome import without

        outcome = without(policy.model, outcome, decision.evaluation.hidden, None)
    return Decided(status, needs, decision.statuses, outcome, decision.rules)


def load(path: str | PathLike[str]) -> Policy:
    """The policy in a file.

    Raises PolicyError with every mistake in it, in file order, and BackhaulError where the file
    cannot be read.
    """
    from backhaul.versions.released import opened

    return opened(str(path), from_text, Policy)


def from_text(path: str | PathLike[str]) -> Policy:
    """The policy in a file, always read from its text: no lock and no compiled form is trusted.

    Raises what `load` raises.
    """
    return loads(read_file(path), str(path))


def loads(data: bytes | str, name: str) -> Policy:
    """The policy in the bytes or the text of a file; *name* stands in messages.

    Raises PolicyError with every mistake in it, in file order.
    """
    from backhaul.document.reader import read_document
    from backhaul.language.checker import check

    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if not isinstance(data, bytes):
        raise _no_text(data)
    document, mistakes = read_document(data, name, "policy")
    return Policy(check(document, mistakes), (data, name))


@lru_cache(maxsize=16)
def _again(data: bytes, name: str, changed: str, by: int, form: bytes) -> Policy:
    """The policy that was pickled, the same object for the same bytes while it is kept.

    So a worker that gets it with every task reads and compiles it once.
    """
    from backhaul.language.stored import COMPILER, unpickled

    if by == COMPILER:
        return Policy(unpickled(by, form, name), (data, name))
    import json

    policy = loads(data, name)
    return policy.with_parameters(**parameters) if (parameters := json.loads(changed)) else policy


def read_file(path: str | PathLike[str]) -> bytes:
    """The bytes of a policy, source or case file; raises BackhaulError where it cannot be read."""
    from backhaul.document.files import read_bytes

    return read_bytes(path, limit=MOST_BYTES)


def open(policy: str, version: str | None = None) -> Policy:
    """A policy that is shipped, the newest version that is not a draft unless one is named.

    Raises PolicyError where there is no such policy or version. A file is read by `load`.
    """
    from backhaul.versions.catalogue import shipped

    if not isinstance(policy, str) or "/" in policy or policy.endswith((".yaml", ".yml")):
        raise _no_id(policy, shipped().ids())
    return shipped().open(policy, version, load, Policy)


def _no_text(given: object) -> PolicyError:
    """That `loads` was called with something else than a text, and what to call."""
    sort = "a path" if isinstance(given, PathLike) else kind_words(given)
    message = f"`backhaul.loads` takes the text of a file or its bytes, and it was given {sort}"
    help = "`backhaul.load(path)` reads a file"
    return PolicyError([Diagnostic("wrong-kind", message, help)])


def _no_id(named: object, known: tuple[str, ...]) -> PolicyError:
    """That `open` was called with something else than an id, and what to call."""
    sort = "a path" if isinstance(named, str | bytes | PathLike) else kind_words(named)
    message = f"`backhaul.open` takes the id of a shipped policy, and it was given {sort}"
    help = f"`backhaul.load(path)` reads a file; the policies are {listed(known)}"
    return PolicyError([Diagnostic("unknown-policy", message, help)])


#: decisions that are made by the definition before it pays to compile a policy
DECISIONS_BEFORE = 8
#: the size up to which a policy file is read
MOST_BYTES = 8 << 20
