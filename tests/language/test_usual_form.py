"""What the pattern of the usual form reads is what JMESPath's parser reads, places included."""

from random import Random

from backhaul.diagnostics import Span
from backhaul.document.node import Scalar
from backhaul.document.reader import read
from backhaul.language.parsing import MAX_TOKENS, Mistakes, by_jmespath
from backhaul.language.syntax import Syntax
from backhaul.language.usual_form import LONGEST, usual

NAMES = ["a", "b_1", "Z", "route.x", "true_x", "x.null", "present", "contains", "_"]
STRANGE = ["true", "null", "false.x", "a.b.c", "a. b", '"a"', "1", "a[0]", "(a)", "@", "f(a)", ""]
LITERALS = ["'v'", "''", "'a && b'", "'it\\'s'", "`0`", "`-12`", "`01`", "`true`", "`-0`", "'\n'"]
SIGNS = ["==", "!=", "<", "<=", ">", ">=", "=", "=="]
TERMS = ["present(a)", "not_present( b )", "contains(['a', 'b'], c)", "contains([a], c)"]
TERMS += ["contains(['a'\n,'b' ],route.x)", "contains([], a)", "presents(a)", "not_null(a, b)"]


def scalar(text: str) -> Scalar:
    lines = tuple(f"  - {text}".split("\n"))
    places = []
    line, column = 1, 5
    for character in text:
        places.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    span = Span("f", 1, 5, len(lines[0]) - 4, lines[0])
    return Scalar(text, span, "", tuple(places) if "\n" in text else (), lines)


def parsed(given: Scalar) -> Syntax | None:
    try:
        return by_jmespath(given)
    except Mistakes:
        return None


def term(random: Random) -> str:
    blank = random.choice(["", " ", "  ", "\n"])
    name = random.choice(NAMES if random.random() < 0.95 else STRANGE)
    sort = random.random()
    if sort < 0.2:
        found = name
    elif sort < 0.35:
        found = random.choice(TERMS)
    else:
        right = random.choice([*LITERALS, random.choice(NAMES)])
        found = f"{name}{blank}{random.choice(SIGNS)}{blank}{right}"
    return random.choice(["", "", "", "!", "! ", "!!"]) + found + blank


def test_the_pattern_reads_what_the_parser_reads() -> None:
    random, read_by_pattern, by_parser_alone = Random(5), 0, 0
    for _ in range(6000):
        signs = (
            ["&&"] if random.random() < 0.6 else ["||"] if random.random() < 0.6 else ["&&", "||"]
        )
        terms = [term(random) for _ in range(random.randint(1, 4))]
        text = terms[0] + "".join(f"{random.choice(signs)} {each}" for each in terms[1:])
        given = scalar(text)
        found = usual(given)
        if found is not None:
            read_by_pattern += 1
            assert found == parsed(given), text
        else:
            by_parser_alone += parsed(given) is not None

    assert read_by_pattern > 700
    assert by_parser_alone > 100


def test_no_text_of_the_usual_length_has_too_many_words() -> None:
    densest = "a.b<c.d&&" * (LONGEST // 9)

    assert densest.count(".") * 3 + densest.count("<") + densest.count("&&") < MAX_TOKENS
    assert usual(scalar("a && " * (LONGEST // 5) + "a")) is None


def test_places_go_through_quotes_and_lines_of_yaml() -> None:
    text = (
        "it: \"a == 'x' &&\n  !b && c.d > `2`\"\nthat: >-\n  a ==\n    'x' || contains(['x'], b)\n"
    )
    document, found = read(text, "f")
    assert document is not None
    assert found == []
    for name in ("it", "that"):
        given = document.root.get(name)
        assert isinstance(given, Scalar)
        assert usual(given) is not None
        assert usual(given) == parsed(given)
