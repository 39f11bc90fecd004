"""A decision in words: what happens, why, who bears what, what to do now, until when.

Three steps, each on its own: `answer` and `tree` say what there is to say, `page` puts it in order,
`text`, `markdown` and `html` write it down. The words are the policy's; the few that are the
engine's own stand in `words`, one catalogue a language. Nothing here knows what a policy is about,
and nothing here is read by an evaluation. Imports evaluation, language and diagnostics alone, and
nothing heavy: a decision on the command line is explained within its start-up time.

A policy's sentences take names only, never attributes or formats: a sentence comes checked, in
pieces, and a name in it is replaced by its value, once. `str.format` and template engines were left
out for that. What could steer a terminal, or hide, is made visible in one place, where text leaves
the room.
"""
