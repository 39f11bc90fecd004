"""What is said where several constraints together leave no case."""

import pytest

import backhaul
import small
from backhaul.explanation.refusal import refused

CONSTRAINTS = """\
constraints:
  - {id: large, holds: "flag && count > `3` || !flag && count < `2`"}
  - {id: red, holds: "flag && colour == 'red' || !flag && colour != 'red'"}
  - {id: one, holds: "colour != 'red' || count < `2`", title: {en: one way}}
  - {id: other, holds: "colour == 'red' || count > `3`"}
"""
#: all but those that the constraints read
FACTS = {
    name: held for name, held in small.COMPLETE.items() if name not in ("flag", "count", "colour")
}


def test_constraints_that_together_leave_no_case_are_named_and_what_they_read() -> None:
    policy = small.policy("flag", constraints=CONSTRAINTS)
    with pytest.raises(backhaul.FactError) as error:
        policy.decide(FACTS)
    [mistake] = error.value.diagnostics

    assert mistake.code == "broken-constraint"
    assert mistake.message == (
        "no case fits the facts and the constraints `other` and `one` together: "
        "`count` is not known, `colour` is not known"
    )
    assert mistake.help == "correct one of these facts, or leave out what is not known"
    assert [words for words, _ in mistake.related] == ["`other` stands here", "`one` stands here"]


def test_the_same_is_told_in_the_words_of_the_policy() -> None:
    policy = small.policy("flag", constraints=CONSTRAINTS)
    with pytest.raises(backhaul.FactError) as error:
        policy.decide(FACTS)
    [told] = refused(policy.model, FACTS, error.value, "en").diagnostics

    assert told.message.startswith(
        "no case is like this, because these hold together – one way; `other` – and here: "
    )
