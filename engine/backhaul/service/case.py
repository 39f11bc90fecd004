"""The case that a request asks about: its facts, the version that decides them, and the language of the words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from backhaul.diagnostics import BackhaulError, Diagnostic, FactError
from backhaul.explanation.refusal import refused
from backhaul.explanation.words import catalogue
from backhaul.frozen import frozen, with_fields
from backhaul.policy import Policy
from backhaul.service.bodies import Json, Member, Members, pointer
from backhaul.service.problems import PlacedMistake, RequestRefused, refusal, refusal_of
from backhaul.service.served import Served
from backhaul.sources.facts import ReadFacts
from backhaul.sources.refusals import refused as refused_document

NEWEST, IN_FORCE, AS_OF = "newest", "in-force", "as_of"
#: which of the languages of a policy a request likes best; nothing where it says none
Likes = Callable[[Sequence[str]], str | None]

LANGUAGE: Members = {
    "lang": Member("the language of the words, one of the policy's, such as en", {"type": "string"})
}
CASE: Members = {
    "facts": Member("the facts of the case, an object", {"type": "object"}),
    "document": Member("a platform's document, an object", {"type": "object"}),
    "source": Member("the name of the source that reads the document", {"type": "string"}),
    AS_OF: Member("the instant of the decision, a text in place of the fact", {"type": "string"}),
    **LANGUAGE,
}


@frozen
class AskedCase:
    """The facts of one case, and the policy that is asked about them."""

    policy: Policy
    facts: Mapping[str, object]
    #: the language that is asked for, where one is
    language: str | None
    #: the body that it stands in
    body: Json

    @property
    def spoken(self) -> str:
        """The language of the words."""
        return self.language or self.policy.model.spoken

    @property
    def read(self) -> ReadFacts | None:
        """What was read out of a document, where one was given."""
        return self.facts if isinstance(self.facts, ReadFacts) else None

    @property
    def is_light(self) -> bool:
        """Whether it is answered in less time than it takes to hand it to a thread: every fact is given, and no words are wanted."""
        if self.read is not None or "words" in self.body.get("want", ()):
            return False
        return len(self.facts) == len(self.policy.model.facts)

    def refusal(self, error: BackhaulError) -> RequestRefused:
        """The refusal where these facts cannot be decided, with the place in the body of each that is wrong."""
        if self.language is not None and isinstance(error, FactError):
            error = refused(self.policy.model, self.facts, error, self.language)
        found = refusal_of(error)
        mistakes = (PlacedMistake(d, _place(d, self.body)) for d in error.diagnostics)
        return RequestRefused(found.status, mistakes)


def case_of(served: Served, id: str, version: str, body: Json, likes: Likes) -> AskedCase:
    """The case in a body, and the version that it is decided by; raises RequestRefused for all that is wrong with it."""
    _need_facts(body)
    policy = policy_of(served, id, NEWEST if version == IN_FORCE else version)
    case = _case(served, policy, body, likes)
    if version != IN_FORCE:
        return case
    try:
        applies = served.in_force(id, case.facts)
    except FactError as error:
        raise case.refusal(error) from None
    return case if applies is policy else _case(served, applies, body, likes)


def policy_of(served: Served, id: str, version: str) -> Policy:
    """A version by its number or `newest`; raises RequestRefused where there is none, or a draft has mistakes."""
    try:
        return served.policy(id, version)
    except BackhaulError as error:
        draft = served.draft(id, version)
        if draft is None or draft.policy is not None:
            raise refusal_of(error) from None
        raise RequestRefused(409, [PlacedMistake(each) for each in error.diagnostics]) from None


def language_of(policy: Policy, body: Json, likes: Likes) -> str | None:
    """The language that is asked for, in the body or as the request likes it; raises RequestRefused for one that there is not."""
    wanted: str | None = body.get("lang")
    if wanted is None:
        return likes(policy.languages)
    try:
        catalogue(policy.model, wanted)
    except BackhaulError as error:
        raise RequestRefused(
            422, [PlacedMistake(d, pointer("lang")) for d in error.diagnostics]
        ) from None
    return wanted


def _need_facts(body: Json) -> None:
    """Nothing, if there are either facts, or a document and its source."""
    given = [name for name in ("facts", "document") if name in body]
    if not given:
        help = "give `facts`, or a `document` and its `source`"
        raise refusal(422, "missing-key", "`facts` is missing in the body", help, "")
    if len(given) > 1:
        message = "`document` cannot stand beside `facts`"
        help = "give the facts, or the document that they are read from"
        raise refusal(422, "not-allowed", message, help, pointer("document"))
    if ("document" in body) != ("source" in body):
        missing, there = ("source", "document") if "document" in body else ("document", "source")
        message = f"`{missing}` is missing in the body"
        help = f"`{there}` needs it: a source reads a document"
        raise refusal(422, "missing-key", message, help, "")


def _case(served: Served, policy: Policy, body: Json, likes: Likes) -> AskedCase:
    language = language_of(policy, body, likes)
    given = {AS_OF: body[AS_OF]} if AS_OF in body else {}
    if given and AS_OF not in policy.model.facts:
        message = f"`as_of` sets the fact `as_of`, and `{policy.id}` has none"
        raise refusal(422, "unknown-fact", message, "leave it out", pointer(AS_OF))
    if "document" not in body:
        return AskedCase(policy, {**body["facts"], **given}, language, body)
    facts = _read(served, policy, body).changed(given, ())
    return AskedCase(policy, facts, language, body)


def _read(served: Served, policy: Policy, body: Json) -> ReadFacts:
    """The facts that a document tells; one in which the source finds none is refused."""
    try:
        read = served.reader(policy, body["source"])
    except BackhaulError as error:
        raise RequestRefused(
            422, [PlacedMistake(d, pointer("source")) for d in error.diagnostics]
        ) from None
    try:
        facts = read(body["document"])
        if not facts:
            raise refused_document("no-fact", source=body["source"])
    except FactError as error:
        told = (
            with_fields(d, help="send the facts themselves as `facts`") if "--" in d.help else d
            for d in error.diagnostics
        )
        raise RequestRefused(422, [PlacedMistake(d, pointer("document")) for d in told]) from None
    return facts


def _place(mistake: Diagnostic, body: Json) -> str | None:
    """Where in the body a fact stands that is wrong."""
    if mistake.fact == AS_OF and AS_OF in body:
        return pointer(AS_OF)
    if "facts" not in body:
        return pointer("document")
    return pointer("facts") if mistake.fact is None else pointer("facts", mistake.fact)
