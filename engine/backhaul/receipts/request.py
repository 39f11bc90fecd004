"""The request that asked for a decision, in its receipt: `traceparent`, as W3C Trace Context writes it.

It is no part of what was decided: the decision comes out the same without it. The checksum is made of it, too.
"""

from __future__ import annotations

import json

from backhaul.evaluation.record import checksum_of


def with_traceparent(entries: str, traceparent: str) -> str:
    """The entries of a receipt, JSON text with sorted names, with the request among them."""
    # a quote within a text is escaped, so that this is a name, and no name of the policy comes after it
    place = entries.rindex(',"unchecked":')
    return f'{entries[:place]},"traceparent":{json.dumps(traceparent)}{entries[place:]}'


def with_checksum(entries: str) -> str:
    """The whole receipt as JSON text: the entries, and their checksum at the end."""
    return f'{entries[:-1]},"checksum":"{checksum_of(entries)}"}}'
