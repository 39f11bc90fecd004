"""Why facts are refused, in a language of the policy: its own titles, and times as they are where the case is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backhaul.diagnostic_words import in_language, translator
from backhaul.diagnostics import Diagnostic, FactError, closest
from backhaul.evaluation.facts import by_name, understand
from backhaul.evaluation.meaning import derive
from backhaul.evaluation.reads import hidden_names
from backhaul.explanation.refusal_words import words_of
from backhaul.explanation.values import Speaker
from backhaul.explanation.words import catalogue, fill
from backhaul.frozen import with_fields
from backhaul.language import nodes
from backhaul.language.foreign import plain
from backhaul.language.kinds import Kind
from backhaul.language.model import Constraint, Fact, Policy
from backhaul.program.program import facts_under


def refused(
    policy: Policy,
    facts: Mapping[str, object],
    error: FactError,
    language: str,
    *,
    spoken: bool = False,
) -> FactError:
    """The same mistakes in a language of the policy, under the same codes; *facts* are those that were refused.

    *spoken*: they are answers of somebody who is asked, and not a file. What is said neither of a fact nor of a constraint stays as it is. Raises BackhaulError (`unknown-language`) for a
    language that the policy does not have.
    """
    catalogue(policy, language)
    refusing = _Refusing(policy, by_name(facts), language, spoken=spoken)
    return FactError(refusing.said(d) for d in error.diagnostics)


class _Refusing:
    def __init__(
        self, policy: Policy, facts: Mapping[str, object], language: str, *, spoken: bool
    ) -> None:
        self.policy, self.facts, self.language, self.spoken = policy, facts, language, spoken
        self.words = words_of(language)

    def said(self, mistake: Diagnostic) -> Diagnostic:
        """One mistake."""
        spans = [span for _, span in mistake.related]
        broken = [c for c in self.policy.constraints if c.span in spans]
        fact = self.policy.facts.get(mistake.fact or "")
        if mistake.code == "broken-constraint" and broken:
            message, help = self._broken(broken), self.words["mend"]
        elif fact is not None and mistake.code in self.words:
            message, help = self._wrong(fact, mistake.code), self._way_out(fact)
        elif mistake.code == "unknown-fact" and mistake.fact is not None:
            message = fill(self.words["unknown-fact"], {"name": mistake.fact})
            near = closest(mistake.fact, self.policy.facts)
            words = self.words["near" if near else "not-here"]
            help = fill(words, {"name": near, "policy": self.policy.id})
        else:
            return self._told(mistake)
        return with_fields(mistake, message=message, help=help)

    def _told(self, mistake: Diagnostic) -> Diagnostic:
        """One mistake as it is told of anything, with the title of its fact before it."""
        speak = translator(self.language)
        fact = self.policy.facts.get(mistake.fact or "")
        message = mistake.message.removeprefix(f"fact `{mistake.fact}`: ") if fact else ""
        if fact and message != mistake.message:
            told = fill(self.words["of"], {"title": self._title(fact), "what": speak(message)})
            return with_fields(mistake, message=told, help=speak(mistake.help))
        return in_language([mistake], self.language)[0]

    def _broken(self, constraints: Sequence[Constraint]) -> str:
        known = understand(self.policy, self.facts, "ignore")
        names = derive(self.policy, known)
        # nothing was narrowed: these are the facts as they were given
        hidden = hidden_names(self.policy, known, frozenset())
        speaker = Speaker(self.policy, names, self.language, hidden)
        read = facts_under(self.policy, *(each.condition for each in constraints))
        values = [
            speaker.labelled(
                speaker.title(fact.title, fact.name),
                speaker.named(nodes.Reference(fact.name, fact.type), known[fact.name]),
            )
            for fact in map(self.policy.facts.__getitem__, read)
        ]
        rules = [speaker.title(each.title, f"`{each.id}`") for each in constraints]
        parts = {
            key: speaker.joined(all, "semicolon")
            for key, all in (("rule", rules), ("values", values))
        }
        return fill(self.words["broken" if len(rules) == 1 else "no-case"], parts)

    def _wrong(self, fact: Fact, code: str) -> str:
        what = self.words[code]
        value = plain(self.facts.get(fact.name))
        if isinstance(value, str) and not fact.masked:
            shown = value if len(value) <= 60 else f"{value[:57]}..."
            what = fill(self.words["quoted"], {"value": shown, "what": what})
        if self.spoken:
            # the question stands right above
            return what
        return fill(self.words["of"], {"title": self._title(fact), "what": what})

    def _title(self, fact: Fact) -> str:
        title = (fact.title or {}).get(self.language)
        return f"{title} ({fact.name})" if title else fact.name

    def _way_out(self, fact: Fact) -> str:
        kind = fact.type.kind
        key = kind.value
        if self.spoken:
            three = kind is Kind.BOOLEAN and fact.optional
            wanted = "three-spoken" if three else f"{key}-spoken"
            key = wanted if wanted in self.words else key
        labels = fact.type.labels
        listed = [
            f"{choice} ({label})"
            if (label := (labels.get(choice) or {}).get(self.language))
            else choice
            for choice in fact.type.choices
        ]
        joint = "、" if self.language.partition("-")[0] == "zh" else ", "
        return fill(self.words[key], {"choices": joint.join(listed)})
