"""The one interface of all adapters.  Import nothing heavy here or at an adapter's top:
the cold-start measure imports the module, loads the policy and decides once.

A new adapter is one file in peers/ with a class and `PEER = TheClass`.
Only `load` and `decide` are required.
"""


class Peer:
    title = ""              # what the tables print
    package = ""            # distribution name, for the version
    kind = "engine"         # engine | expression | limit
    times = ("epoch",)      # forms it can take: "epoch" (int seconds), "iso" (strings)
    trace_holds = ""        # what explain() gives, in one sentence; "" = no trace
    notes = ""              # workarounds, one or two sentences
    growth_max = 10_000     # largest rule count worth trying
    mutates = False         # True: decide() changes its input, give it copies

    # --- the parcel policy -------------------------------------------------
    def load(self, times="epoch"):
        """Build or compile the policy.  Import the engine's package in here."""
        raise NotImplementedError

    def decide(self, facts):
        """dict -> dict with the keys of reference.OUTPUTS and hold_until."""
        raise NotImplementedError

    def explain(self, facts):
        """dict -> (decision, trace object).  Define only where the peer has a trace."""
        raise NotImplementedError

    def decide_many(self, rows):
        """list of dicts -> list of decision dicts.  Override where there is a batch call."""
        decide = self.decide
        return [decide(f) for f in rows]

    # --- columns -------------------------------------------------------------
    def decide_columns(self, table):
        """pyarrow.Table of facts.table() -> {output name: column}.

        A column is a pyarrow (chunked) array, a numpy array or a list; text outputs may be
        dictionary-encoded (pyarrow) or (codes, categories) (numpy).
        """
        raise NotImplementedError

    # --- the refund policy: money and days -----------------------------------
    def load_refund(self):
        """Build or compile the policy of refund.py."""
        raise NotImplementedError

    def decide_refund(self, facts):
        """dict of texts and whole numbers -> dict with the keys of refund.OUTPUTS."""
        raise NotImplementedError

    def refund_columns(self, table):
        """pyarrow.Table of refund.table() -> {output name: column}, as decide_columns."""
        raise NotImplementedError

    # --- growth --------------------------------------------------------------
    def load_growth(self, rules):
        """Build the first-match policy of growth.rules()."""
        raise NotImplementedError

    def decide_growth(self, facts):
        """-> the id of the first rule that matches, or "default"."""
        raise NotImplementedError

    def decide_growth_many(self, rows):
        d = self.decide_growth
        return [d(f) for f in rows]

    # --- helpers -------------------------------------------------------------
    @classmethod
    def has(cls, method):
        return getattr(cls, method) is not getattr(Peer, method)


def in_chunks(rules, size, compile):
    """First match over expressions of at most `size` nested rules each (parsers have depth
    limits): compile(rules) -> callable answering "default" when none of them holds."""
    parts = [compile(rules[i:i + size]) for i in range(0, len(rules), size)]
    if len(parts) == 1:
        return parts[0]

    def decide(facts):
        for p in parts:
            answer = p(facts)
            if answer != "default":
                return answer
        return "default"
    return decide


def version(package):
    if not package:
        return ""
    from importlib.metadata import version as v
    return v(package)
