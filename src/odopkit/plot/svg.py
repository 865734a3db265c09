"""A picture as one SVG, with its title and the words that stand for it."""

from __future__ import annotations

import hashlib
import io
import re
import threading
from html import escape
from typing import TYPE_CHECKING, Any, Final

from odopkit.errors import InvalidValueError
from odopkit.errors.packages import optional
from odopkit.errors.telling import kind_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ID: Final = re.compile(r'\bid="([^"]+)"')
_REFERENCE: Final = re.compile(r'(url\(#|href="#)([^")]+)')
# matplotlib takes how it writes SVG from settings of the process: one picture at a time.
_ONE_AT_A_TIME: Final = threading.Lock()


def describe(ax: Axes) -> str:
    """Say in words what a picture of this package shows, from the same numbers.

    Parameters
    ----------
    ax : matplotlib Axes
        What a function of this room returned.

    Returns
    -------
    str
        One to four sentences, the title first: the text for those who do not see the picture.

    Raises
    ------
    InvalidValueError
        If `ax` is something else.

    Examples
    --------
    >>> from odopkit.inequality import lorenz_curve
    >>> from odopkit.plot import describe, draw_lorenz
    >>> describe(draw_lorenz(lorenz_curve([2, 2]))).partition(". ")[0]
    'Lorenz curve'
    """
    axes = optional("matplotlib.axes", "plot")
    if not isinstance(ax, axes.Axes) or not str(ax.get_label()):
        msg = (
            f"ax must be what a function of odopkit.plot returned, got {kind_of(ax)}; what others "
            "draw has no words of ours"
        )
        raise InvalidValueError(msg)
    return str(ax.get_label())


def to_svg(ax: Axes) -> str:
    """Write the figure of a picture as SVG, with its title and its words inside.

    Letters stay letters: they can be searched and read aloud, and a browser shapes the scripts of
    India with its own fonts.  The same picture gives the same text, and the names inside differ
    between pictures, so that many can stand on one page.

    Parameters
    ----------
    ax : matplotlib Axes
        What a function of this room returned.

    Returns
    -------
    str
        An ``<svg>`` element with ``role="img"``, ``<title>`` and ``<desc>``, without a header.

    Raises
    ------
    InvalidValueError
        If `ax` is something else.

    Examples
    --------
    >>> from odopkit.inequality import lorenz_curve
    >>> from odopkit.plot import draw_lorenz, to_svg
    >>> to_svg(draw_lorenz(lorenz_curve([1, 3])))[:16]
    '<svg role="img" '
    """
    told = describe(ax)
    settings: Any = optional("matplotlib", "plot")
    buffer = io.StringIO()
    with _ONE_AT_A_TIME, settings.rc_context({"svg.fonttype": "none", "svg.hashsalt": told}):
        ax.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})  # type: ignore[union-attr]
    text = buffer.getvalue()
    text = text[text.index("<svg") :].strip()
    mark = "p" + hashlib.sha256(text.encode()).hexdigest()[:10]
    text = _ID.sub(rf'id="{mark}-\1"', text)
    text = _REFERENCE.sub(rf"\1{mark}-\2", text)
    at = text.index(">") + 1
    title, _, words = told.partition(". ")
    named = (
        f'\n<title id="{mark}-title">{escape(title)}</title>'
        f'\n<desc id="{mark}-words">{escape(words)}</desc>'
    )
    opened = text[:at].replace(
        "<svg ", f'<svg role="img" aria-labelledby="{mark}-title {mark}-words" ', 1
    )
    return opened + named + text[at:]
