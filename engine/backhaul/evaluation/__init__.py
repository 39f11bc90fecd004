"""From policy and facts to a decision.

`meaning` defines the language and `combine` makes a decision of rule outcomes; the rest of the room
brings facts to them (`facts`, `tighten`) and takes answers from them (`reads`, `decision`, `trace`). It
may import `backhaul.language` and what lies below.
"""
