"""A decision in words: what happens, why, who bears what, what to do now, until when.

`answer` says what there is to say, and `layout` puts it in order as blocks of a report. Of the whole why, `whole` has every
condition of every rule, for a page, and `folded_why` has on two screens what was in the way of which rules. The
words are the policy's; the few that are the engine's own stand in `words`, one catalogue a language. Nothing here
knows what a policy is about, and nothing here is read by an evaluation. Nothing heavy is imported: a decision on the
command line is explained within its start-up time.

A policy's sentences take names only, never attributes or formats: a sentence comes checked, in
pieces, and a name in it is replaced by its value, once. `str.format` and template engines were left
out for that. What could steer a terminal, or hide, is made visible by the writers of reports.
"""
