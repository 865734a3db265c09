"""A name that a module does not have, and the one that is meant."""

from __future__ import annotations


def unknown(module: str, name: str) -> AttributeError:
    """Make the error of a name that a module does not have, with the name that is meant.

    Parameters
    ----------
    module : str
        The module that was asked, such as ``odopkit.concentration``.
    name : str
        What it was asked for.

    Returns
    -------
    AttributeError
        It says where the name is, or which function goes by it, or which names look like it.

    Notes
    -----
    Searching imports nothing but the table of names, so that ``hasattr`` stays cheap.

    Examples
    --------
    >>> from odopkit.names import unknown
    >>> print(unknown("odopkit.hs", "describe"))
    module 'odopkit.hs' has no attribute 'describe'; use describe_hs of odopkit.hs
    >>> print(unknown("odopkit.ranking", "gini"))
    module 'odopkit.ranking' has no attribute 'gini'; use gini of odopkit.inequality
    """
    said = f"module {module!r} has no attribute {name!r}"
    if name.startswith("_"):
        return AttributeError(said, name=name)
    room = module.removeprefix("odopkit").removeprefix(".")
    targets = _meant(name, room)
    if not targets:
        return AttributeError(f"{said}; dir({module}) lists its names", name=name)
    words = [f"{function} of odopkit.{home}" for home, _, function in targets]
    return AttributeError(f"{said}; use {' or '.join(words)}", name=name)


def _meant(name: str, room: str) -> list[tuple[str, str, str]]:
    """Find module and function that a name may stand for, those of the room first."""
    # Only a wrong guess needs the words.
    from difflib import get_close_matches

    from odopkit.names.words import OTHER_NAMES, PUBLIC

    folded = _fold(name)
    found = [t for other, targets in OTHER_NAMES.items() if _fold(other) == folded for t in targets]
    found += [f"{home}.{n}" for home, names in PUBLIC.items() for n in names if _fold(n) == folded]
    if not found:
        spelled = {n: f"{home}.{n}" for home, names in PUBLIC.items() for n in names}
        own = [n for n in PUBLIC.get(room, ()) if n in spelled]
        near = get_close_matches(name, own, n=2, cutoff=0.7)
        near = near or get_close_matches(name, list(spelled), n=2, cutoff=0.8)
        found = [f"{room}.{n}" if n in own else spelled[n] for n in near]
    targets = [t.rpartition(".") for t in dict.fromkeys(found)]
    here = [t for t in targets if t[0] == room]
    return here or targets


def _fold(name: str) -> str:
    return name.casefold().replace("_", "")
