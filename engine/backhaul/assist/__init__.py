r"""What an editor asks about a text while somebody types: text and position in, data out.

No protocol, no file, no network, no clock: who serves an editor reads the files and passes their texts. A `Reading` is a text worked out
once, and every question is asked of one. Answers are frozen values with `to_dict()`, for JSON. A text in which something is wrong, or that
is not finished, is answered as far as it goes; but for `rename`, there is always an answer and never an exception.

====================================  ==========================================================================================
`Reading(text, name, others=…)`       the text, worked out when asked: `.kind`, `.diagnostics`, `.notes`, `.policy` (None where it is wrong)
`fixes(reading, diagnostic)`          what mends a diagnostic, each as edits, with a title in English or Chinese
`fixes_at(reading, position)`         the diagnostics at a place, each with what mends it
`completions(reading, position)`      what may be written there, each with the edit that it makes
`hover(reading, position)`            what stands there: title, type, unit, choices, values, clauses
`definition`, `references`            where what stands there is declared, and everywhere that it is named, in the others, too
`rename(reading, position, name)`     the edits of every text that give it another name; raises PolicyError where that cannot be
`outline(reading)`                    the sections and what stands in them, with titles and places
`answered(reading, facts)`            what answered a case: the rules, and each condition true, false or cannot tell, with its place
`edited(text, edits)`                 the text with edits made
====================================  ==========================================================================================

Lines and columns are counted from 1, columns in characters, as those of diagnostics. A browser counts UTF-16 units:
`Position.of_utf16` takes its places, and `in_utf16` gives an answer's places to it; see `places`.

>>> from backhaul import assist
>>> reading = assist.Reading("language: 1\npolicy: late\nfacts: {weight: {type: integer}}\ndecisions: {}\n", "1.0.0.yaml")
>>> [each.code for each in reading.diagnostics][:2]
['missing-key', 'missing-key']
>>> told = assist.hover(reading, assist.Position(3, 10))
>>> told.kind, told.name, told.type
('fact', 'weight', 'integer')
"""

from backhaul.assist.answered import CaseAnswer, answered
from backhaul.assist.completion import Completion, completions
from backhaul.assist.fixes import Fix, fixes, fixes_at
from backhaul.assist.hover import Hover, definition, hover, references
from backhaul.assist.outline import OutlineEntry, outline
from backhaul.assist.places import Position, TextEdit, TextRange, edited, in_utf16
from backhaul.assist.reading import Reading
from backhaul.assist.rename import Renamed, rename

__all__ = [
    "CaseAnswer",
    "Completion",
    "Fix",
    "Hover",
    "OutlineEntry",
    "Position",
    "Reading",
    "Renamed",
    "TextEdit",
    "TextRange",
    "answered",
    "completions",
    "definition",
    "edited",
    "fixes",
    "fixes_at",
    "hover",
    "in_utf16",
    "outline",
    "references",
    "rename",
]
