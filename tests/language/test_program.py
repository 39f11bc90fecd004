"""Names are resolved once: in the language and in the program of a policy, and nowhere else by their text."""

import ast
from pathlib import Path

import backhaul
import small
from backhaul.language import nodes
from backhaul.program.program import facts_under, program_of

ENGINE = Path(backhaul.__file__).parent
SECTIONS = ("facts", "parameters", "definitions")
#: what somebody types as a name is looked up where it is read
TYPED = {"cli/set_parameters.py", "questions/table_files.py"}
#: as in an editor, also of a text that is no policy yet
TYPED |= {"assist/expected.py", "assist/hover.py", "assist/offers.py"}
#: the name that `show_times_at` gives is one of a parameter or of a zone
TYPED |= {"page/form.py"}
POLICY = small.policy(
    "due > end && first.answer == 'yes' && soon",
    parameters="parameters:\n  fixed: {type: duration, value: 2 days}\n"
    "  wait: {type: duration, by: colour, values: {red: 1 day, green: 2 days, blue: 3 days}}\n",
    definitions="definitions:\n  due: {value: 'plus(start, wait)'}\n  later: {value: due}\n"
    "  soon: 'not_present(note) || length < fixed'\n",
    decisions="""\
decisions:
  first:
    outputs: {answer: {type: choice, choices: [yes, no]}, until: {type: datetime, optional: true}}
    rules:
      - {id: rule, when: flag, then: {answer: yes, until: later}}
    otherwise: {then: {answer: no, until: end}}
  second:
    outputs: {answer: {type: choice, choices: [yes, no]}}
    rules:
      - {id: rule, when: "first.answer == 'yes' && soon", then: {answer: yes}}
    otherwise: {then: {answer: no}}
""",
).model
PROGRAM = program_of(POLICY)


def reference(name: str) -> nodes.Reference:
    """The name, read."""
    return nodes.Reference(name, PROGRAM.names[name].type)


def test_a_program_is_made_once() -> None:
    assert program_of(POLICY) is program_of(POLICY)


def test_every_name_says_what_it_stands_for() -> None:
    said = {name: (each.role, each.may_be_absent) for name, each in PROGRAM.names.items()}

    assert said["flag"] == ("fact", False)
    assert said["note"] == ("fact", True)
    assert said["fixed"] == ("constant", False)
    assert said["wait"] == ("choice", False)
    assert said["due"] == ("definition", False)
    assert said["first.until"] == ("output", True)
    assert PROGRAM.constant(reference("fixed")) == 2 * 86_400_000_000
    assert PROGRAM.constant(reference("wait")) is None


def test_facts_are_found_under_definitions_parameters_and_where_asked_under_outputs() -> None:
    assert facts_under(POLICY, reference("later")) == ("colour", "start")
    assert facts_under(POLICY, reference("fixed")) == ()
    assert facts_under(POLICY, reference("first.until")) == ()
    assert facts_under(POLICY, reference("first.until"), outputs=True) == ("colour", "start", "end")


def test_what_stands_under_a_name_comes_in_an_order_in_which_it_can_be_worked_out() -> None:
    under = [name.name for name in PROGRAM.under(reference("later"))]

    assert under == ["colour", "start", "wait", "due", "later"]
    ready = [name.name for name in PROGRAM.under(reference("later"), ready={"due"})]
    assert ready == ["due", "later"]


def test_another_name_for_a_value_is_that_value() -> None:
    assert nodes.written(PROGRAM.value(reference("later"))) == "plus(start, wait)"
    assert PROGRAM.names["soon"].value is None
    assert PROGRAM.names["soon"].condition is POLICY.definitions["soon"].expression


def test_every_expression_has_a_place_of_its_own() -> None:
    places = [place for place, _ in PROGRAM.parts]

    assert len(set(places)) == len(places)
    assert dict(PROGRAM.parts)["rule second.rule/1"] == nodes.Truth(reference("soon"))


def test_nothing_else_looks_a_name_up_by_its_text() -> None:
    found = {
        f"{path.relative_to(ENGINE).as_posix()}"
        for path in ENGINE.rglob("*.py")
        if path.relative_to(ENGINE).parts[0] not in ("language", "program")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if looks_up(node)
    }

    assert found == TYPED


def looks_up(node: ast.AST) -> bool:
    """Whether a parameter or definition of a policy is looked up."""
    match node:
        case (
            ast.Subscript(value=ast.Attribute() as of)
            | ast.Attribute(value=ast.Attribute() as of, attr="get")
        ):
            return is_section(of)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute() as of]):
            return is_section(of)
    return False


def is_section(of: ast.Attribute) -> bool:
    """Whether it is a section of a policy."""
    policy = of.value
    name = policy.id if isinstance(policy, ast.Name) else getattr(policy, "attr", "")
    return of.attr in ("parameters", "definitions") and name in ("policy", "model")
