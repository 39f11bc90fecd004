"""From document to policy: types, expressions, one table of operators, the model and its checker.

`checker.check` is the door. A `Policy` that comes out of it is typed, frozen and free of every mistake
that can be found without facts. This room may import `backhaul.document` and `backhaul.diagnostics`.
"""
