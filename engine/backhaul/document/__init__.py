"""Documents: text into nodes that know where they were written.

`reader` turns YAML into a `Document`, strictly; `json_reader` turns JSON into values, as strictly;
`schema` says whether a document has the shape of a policy, a source or a case file; `files` opens
what they read. `node` is what the rest of the house needs, and imports no parser.
"""
