"""JSON whose form is checked elsewhere, read without the rest of `json`, which takes longer to import.

What people give is read by `json_reader`, which is strict and knows lines and columns.
"""

from __future__ import annotations

from backhaul.static import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class _Context:
    """What the scanner of the standard library asks for."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int

    @staticmethod
    def parse_constant(text: str) -> None:
        """A refusal: NaN and infinities are no JSON."""
        raise ValueError(f"{text} is no JSON")


def _scanner() -> Callable[[str, int], tuple[Any, int]]:
    try:  # the module behind `json`
        import _json
    except ImportError:
        from json import JSONDecoder

        return JSONDecoder().raw_decode
    context: Any = _Context
    return _json.make_scanner(context)


def scan(text: str) -> Any:
    """The value of a text that begins with it and ends in one line feed; raises ValueError for another."""
    try:
        value, end = _scanner()(text, 0)
    except StopIteration:
        raise ValueError("there is no value") from None
    if text[end:] != "\n":
        raise ValueError("there is more than one value")
    if "\\u" in text:
        import json

        # half of a character that takes two escapes is no text, and raises UnicodeEncodeError
        json.dumps(value, ensure_ascii=False).encode()
    return value
