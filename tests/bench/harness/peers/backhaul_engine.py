import os

from peers.base import Peer

POLICIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "policies")


class Backhaul(Peer):
    title = "backhaul"
    package = "backhaul"
    times = ("epoch", "iso")
    trace_holds = ("the whole why and why not as JSON text: every rule looked at, with each "
                   "condition, its outcome and its values, and the clauses behind the answer")
    notes = ("the policy as YAML, facts validated, a Decision that can be explained; in ISO form "
             "hold_until comes as a datetime and is made text again in the adapter")

    def path(self, times):
        return os.path.join(POLICIES, "parcel.yaml" if times == "epoch" else "parcel-iso.yaml")

    def load(self, times="epoch"):
        import backhaul
        self.policy = policy = backhaul.load(self.path(times))
        self.text = times == "iso"

        def decide(facts):
            return policy.decide(facts).outcome["parcel"]

        def decide_iso(facts):
            outputs = policy.decide(facts).outcome["parcel"]
            if outputs["hold_until"] is not None:
                outputs["hold_until"] = as_text(outputs["hold_until"])
            return outputs

        self.decide = decide_iso if self.text else decide

    def explain(self, facts):
        decision = self.policy.decide(facts)
        return decision.outcome["parcel"], decision.trace_json()

    def decide_many(self, rows):
        found = [outcome["parcel"] for outcome in self.policy.outcomes(rows)]
        if self.text:
            for outputs in found:
                if outputs["hold_until"] is not None:
                    outputs["hold_until"] = as_text(outputs["hold_until"])
        return found

    def decide_columns(self, table):
        from reference import OUTPUTS
        got = self.policy.decide_table(table)
        return {k: got[f"parcel.{k}"] for k in (*OUTPUTS, "hold_until")}

    def load_refund(self):
        import backhaul
        self.policy = policy = backhaul.load(os.path.join(POLICIES, "refund.yaml"))
        self.decide_refund = lambda facts: policy.decide(facts).outcome["refund"]

    def decide_refund(self, facts):
        raise NotImplementedError

    def refund_columns(self, table):
        from refund import OUTPUTS
        got = self.policy.decide_table(table)
        return {k: got[f"refund.{k}"] for k in OUTPUTS}

    def load_growth(self, rules):
        import tempfile

        import backhaul
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "growth.yaml")
            with open(path, "w", encoding="utf-8") as f:
                f.write(growth_text(rules))
            self.grown = backhaul.load(path)

    def decide_growth(self, facts):
        return self.grown.decide(facts).outcome["answer"]["d"]


TWO = [f"{n:02}" for n in range(60)]


def as_text(t):
    return f"{t.year}-{TWO[t.month]}-{TWO[t.day]}T{TWO[t.hour]}:{TWO[t.minute]}:{TWO[t.second]}Z"


def growth_text(rules):
    """The policy of growth.rules() in YAML."""
    import growth
    kinds = {"s": "value", "i": "integer", "b": "boolean"}
    values = ", ".join(f"v{k}" for k in range(growth.VALUES))
    lines = ["language: 1", "policy: growth", 'version: "1.0.0"', "title: {en: Many rules}",
             "types:", f"  value: {{choices: [{values}]}}", "facts:"]
    lines += [f"  {k}: {{type: {kinds[k[0]]}}}" for k in growth.FIELDS]
    lines += ["decisions:", "  answer:", "    hit: first", "    outputs: {d: {type: text}}", "    rules:"]
    for r in rules:
        (a, va), (b, vb) = r["eq"]
        x, lo, hi = r["range"]
        c, vc = r["bool"]
        lines.append(f"      - id: {r['id']}\n        when: {{all: [{a} == '{va}', {b} == '{vb}', "
                     f"{x} >= `{lo}`, {x} < `{hi}`, {c if vc else chr(34) + '!' + c + chr(34)}]}}\n"
                     f"        then: {{d: {r['id']}}}")
    lines.append("    otherwise: {then: {d: default}}")
    return "\n".join(lines) + "\n"


PEER = Backhaul
