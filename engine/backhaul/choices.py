"""Options of the public functions that are one of a few words."""


def one_of(name: str, given: str, options: tuple[str, ...]) -> None:
    """Nothing where an option is one of these words; raises ValueError where it is none."""
    if given not in options:
        raise ValueError(f"`{name}` is one of {', '.join(options)}, not `{given}`")
