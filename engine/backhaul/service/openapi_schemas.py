"""The schemas of what the service takes and gives, whatever the policy, as components of its description."""

from __future__ import annotations

from typing import Any

from backhaul.evaluation.decision_schema import every_decision_schema
from backhaul.receipts.verify import MOST

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
TEXT: Json = {"type": "string"}
TRUE: Json = {"type": "boolean", "description": "True, where it is there."}


def pascal(name: str) -> str:
    """A name as one word.

    >>> pascal("amazon-easy_ship")
    'AmazonEasyShip'
    """
    return "".join(part[:1].upper() + part[1:] for part in name.replace("_", "-").split("-"))


def ref(name: str) -> Json:
    """The component of a name."""
    return {"$ref": PREFIX + name}


def record(properties: Json, *optional: str, **more: Any) -> Json:
    """An object with these members and no others, all of which are there but the *optional* ones."""
    needed = [name for name in properties if name not in optional]
    found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, **({"required": needed} if needed else {}), **more}


def listing(items: Json) -> Json:
    """A list of such."""
    return {"type": "array", "items": items}


def moved(schema: Any, prefix: str) -> Any:
    """A schema whose own definitions are components, with this before their names."""
    if isinstance(schema, dict):
        if schema.get("const") is True:
            # not every generator of clients knows a constant that may be left out
            return TRUE
        return {
            name: f"{PREFIX}{prefix}{pascal(held.removeprefix('#/$defs/'))}"
            if name == "$ref" and isinstance(held, str)
            else moved(held, prefix)
            for name, held in schema.items()
            if name not in ("$defs", "$schema")
        }
    return [moved(each, prefix) for each in schema] if isinstance(schema, list) else schema


def definitions(schema: Json, prefix: str) -> Json:
    """The definitions of a schema as components."""
    return {prefix + pascal(n): moved(d, prefix) for n, d in schema.get("$defs", {}).items()}


def answer_of(decided: Json) -> Json:
    """The schema of an answer; *decided*: that of what is decided, by the names of a receipt."""
    properties = decided["properties"]
    named = ("outcome", "rules", "needs", "possible")
    return record(
        {
            "policy": properties["policy"],
            "version": properties["version"],
            "digest": properties["digest"],
            "draft": TRUE,
            "status": properties["status"],
            **{name: properties[name] for name in named},
            "read": {"type": "object", "description": "Where in the document each fact stands."},
            "words": {"type": "string", "description": "The decision in words."},
            "trace": {"type": "object", "description": "Why and why not."},
            "receipt": ref("Receipt"),
        },
        *("draft", *named, "read", "words", "trace", "receipt"),
        description="What is wanted of a decision.",
    )


def common_schemas() -> Json:
    """The components that every description has."""
    every = every_decision_schema()
    receipt = moved(every, "Receipt")
    # a title would be the name of the class that clients make of it
    del receipt["title"]
    titles: Json = {"type": "object", "additionalProperties": TEXT}
    force = record({"by": TEXT, "from": TEXT})
    short = {"version": TEXT, "digest": TEXT, "draft": TRUE, "in_force": force}
    return {
        **definitions(every, "Receipt"),
        "Receipt": receipt,
        "Answer": answer_of(receipt),
        **_problem(),
        "Version": record(
            {**short, "errors": {"type": "integer", "minimum": 1}},
            *("digest", "draft", "in_force", "errors"),
            description="A version; a draft with mistakes says how many, and has no digest.",
        ),
        "Policy": record(
            {"policy": TEXT, "title": titles, "newest": TEXT, "versions": listing(ref("Version"))},
            *("title", "newest"),
        ),
        "Policies": record({"policies": listing(ref("Policy"))}),
        "WholeVersion": record(
            {
                "policy": TEXT,
                **short,
                "title": titles,
                "languages": listing(TEXT),
                "sources": listing(TEXT),
                "facts": {"type": "object", "additionalProperties": {"type": "object"}},
                "decisions": {"type": "object", "additionalProperties": listing(TEXT)},
            },
            *("draft", "in_force"),
        ),
        **_long(),
        **_verdicts(),
    }


def _problem() -> Json:
    place = {"file": TEXT, **{key: {"type": "integer"} for key in ("line", "column", "length")}}
    related = record({"message": TEXT, **place})
    one = {"code": TEXT, "message": TEXT, "help": TEXT, "fact": TEXT, **place}
    mistake = record(
        {**one, "related": listing(related), "pointer": TEXT},
        *("help", "fact", *place, "related", "pointer"),
    )
    pointer = {"type": "string", "description": "A JSON pointer into the body."}
    return {
        "Mistake": mistake,
        "Problem": {
            "description": "What is wrong (RFC 9457): the first mistake, and all of them.",
            "type": "object",
            "properties": {
                "type": {"type": "string", "format": "uri"},
                "title": TEXT,
                "status": {"type": "integer"},
                "detail": TEXT,
                "code": TEXT,
                "help": TEXT,
                "pointer": pointer,
                "errors": listing(ref("Mistake")),
            },
            "required": ["type", "title", "status", "detail", "code"],
        },
    }


def _interview() -> Json:
    choice = record({"value": TEXT, "title": TEXT})
    rule = record({"rule": TEXT, "clauses": listing(TEXT)})
    why = record({"decision": TEXT, "title": TEXT, "rules": listing(rule)})
    question = record(
        {
            **dict.fromkeys(("fact", "title", "type", "absent", "offset", "unit"), TEXT),
            "choices": listing(choice),
            "masked": TRUE,
            "schema": {"type": "object"},
            "why": listing(why),
        },
        *("choices", "absent", "offset", "unit", "masked"),
    )
    return {
        "Question": question,
        "Asked": record(
            {
                "question": {"anyOf": [ref("Question"), {"type": "null"}]},
                "left": {"type": "integer", "minimum": 0},
                "certain": {"type": "object"},
                "decision": ref("Answer"),
            },
            *("left", "certain", "decision"),
            description="The next question, or the decision where no answer matters any more.",
        ),
    }


def _long() -> Json:
    own = {"policy": TEXT, "version": TEXT, "digest": TEXT, "draft": TRUE}
    change = record({"from": {}, "to": {}})
    changes = {"type": "object", "additionalProperties": change}
    answer = {"enum": ["found", "impossible", "not_settled"]}
    stretches = listing({"type": "object"})
    compared = {name: {"type": "object"} for name in ("old", "new", "records", "note", "proof")}
    return {
        **_interview(),
        "Flip": record({**own, "answer": answer, "changes": changes, "words": TEXT}, "draft"),
        "Timeline": record(
            {**own, "by": TEXT, "intervals": stretches, "refused": stretches, "words": TEXT},
            "draft",
        ),
        "Compared": {
            "type": "object",
            "properties": {"changed": {"type": ["boolean", "null"]}, "words": TEXT, **compared},
            "required": ["changed", "words", "old", "new", "records", "note"],
        },
    }


def _verdicts() -> Json:
    counted = ("same", "differs", "cannot verify", "unreadable")
    difference = record({"path": TEXT, "receipt": TEXT, "now": TEXT})
    verdict = record(
        {
            "finding": {"enum": list(counted)},
            "policy": TEXT,
            "version": TEXT,
            "differences": {**listing(difference), "maxItems": MOST},
            "reasons": listing(TEXT),
            "problem": ref("Problem"),
        },
        *("policy", "version", "differences", "reasons", "problem"),
    )
    counts: Json = {name: {"type": "integer", "minimum": 0} for name in counted}
    return {
        "Verdict": verdict,
        "Verdicts": record({"found": record(counts), "verdicts": listing(ref("Verdict"))}),
    }
