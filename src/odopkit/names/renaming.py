"""Old words of parameters, refused with the new one."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from odopkit.errors import RenamedArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


def renamed(**new_of_old: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function refuse the old names of its parameters, with the new ones.

    Parameters
    ----------
    **new_of_old : str
        The new name of each old one; more words may follow a comma, to say what to write.

    Returns
    -------
    callable
        A decorator that keeps signature, docstring and types.

    Raises
    ------
    RenamedArgumentError
        By the decorated function, when it is called with an old name.

    Examples
    --------
    >>> from odopkit.names import renamed
    >>> @renamed(seed="rng")
    ... def draw(*, rng):
    ...     return rng
    >>> draw(rng=1)
    1
    >>> draw(seed=1)
    Traceback (most recent call last):
        ...
    odopkit.errors.RenamedArgumentError: draw() has no argument 'seed' any more; it is 'rng' now
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for old, told in new_of_old.items():
                if old in kwargs:
                    new, _, advice = told.partition(",")
                    msg = (
                        f"{function.__name__}() has no argument {old!r} any more; it is {new!r} now"
                    )
                    raise RenamedArgumentError(
                        msg + (f":{advice}" if advice else ""), old=old, new=new
                    )
            return function(*args, **kwargs)

        return call

    return decorate
