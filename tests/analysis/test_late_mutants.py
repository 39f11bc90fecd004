"""No change of a policy reads what is worked out later than the place where it stands."""

import backhaul
from backhaul.analysis.mutations import mutants
from backhaul.evaluation.decision import evaluate
from backhaul.language import nodes

TEXT = """
language: 1
policy: post
version: "1.0.0"
title: {en: Post}
facts: {heavy: {type: boolean}, weight: {type: integer}}
definitions:
  early: {value: weight + 1}
  late: {cases: [{when: carriage.by_lorry, value: weight + 2}], otherwise: weight}
  later: {value: late + 1}
decisions:
  carriage:
    outputs: {by_lorry: {type: boolean}}
    rules: [{id: heavy, when: heavy && early > 3, then: {by_lorry: true}}]
    otherwise: {then: {by_lorry: false}}
  bill:
    outputs: {dear: {type: boolean}}
    rules: [{id: dear, when: later > 9, then: {dear: true}}]
    otherwise: {then: {dear: false}}
"""


def test_no_mutant_reads_a_definition_before_the_decision_after_which_it_is_worked_out() -> None:
    made = mutants(backhaul.loads(TEXT, "post.yaml").model)
    names = [each.name for each in made if "->" in each.name and "rule" in each.place]

    for each in made:
        assert evaluate(each.changed, {"heavy": True, "weight": 5}).status == "decided", each.name
    assert not [name for name in names if "early -> late" in name]
    assert [name for name in names if "later -> early" in name]


def test_every_mutant_is_written_as_an_expression_of_the_language_is() -> None:
    made = {each.name: each for each in mutants(backhaul.loads(TEXT, "post.yaml").model)}

    assert "definition later: late + 1 -> late - 1" in made
    assert "definition later: late + 1 -> min_of(late, 1)" in made
    for each in made.values():
        for definition in each.changed.definitions.values():
            assert "  " not in nodes.written(definition.expression)
