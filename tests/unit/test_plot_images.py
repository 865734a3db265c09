"""Every picture looks as it was looked at: each is held against an image that was.

``python -m pytest tests/unit/test_plot_images.py --mpl-generate-path=tests/baseline`` draws the
images anew; look at them before they are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import _pictures as made

pytest.importorskip("matplotlib", reason="pictures need the extra plot")
pytest.importorskip("networkx", reason="the product space needs the extra plot")
pytest.importorskip("pytest_mpl", reason="images are compared by pytest-mpl")

from odopkit import plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Root mean square of the difference of two images, of 255: letters may move by a hair.
TOLERANCE = 6

PICTURES: dict[str, Callable[[], Axes]] = {
    "cumulative": lambda: plot.draw_cumulative(made.study().coverage),
    "lorenz": lambda: plot.draw_lorenz(made.curves()["Kind 3"]),
    "lorenz_several": lambda: plot.draw_lorenz(made.curves()),
    "brackets": lambda: plot.draw_brackets(made.study().brackets),
    "lead_shares": lambda: plot.draw_lead_shares(made.leads(), unit="US$"),
    "gaps": lambda: plot.draw_gaps(made.study().dominance),
    "thresholds": lambda: plot.draw_thresholds(made.sensitivity()),
    "tiles": lambda: plot.draw_tiles(made.signs(), column="value", title="$5 and $6", unit="US$"),
    "diversification": lambda: plot.draw_diversification(
        made.study().diversification.assign(n_partners=lambda t: t["n_products"] % 97)
    ),
    "orientations": lambda: plot.draw_orientations(made.countries()),
    "map": lambda: plot.draw_map(made.areas(), made.signs(), column="value", title="Exports"),
    "quotients": lambda: plot.draw_quotients(made.quotients()),
    "ranks": lambda: plot.draw_ranks(made.ranks()),
    "tiers": lambda: plot.draw_ranks(made.tiers()),
    "product_space": lambda: plot.draw_product_space(made.near(), cutoff=0.35),
    "growth_share": lambda: plot.draw_growth_share(made.growth()),
    "timeline": lambda: plot.draw_timeline(made.programmes().timeline()),
    "nothing": lambda: plot.draw_brackets(made.study().brackets.iloc[:0]),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.mpl_image_compare(
    baseline_dir="../baseline", tolerance=TOLERANCE, style="default", savefig_kwargs={"dpi": 50}
)
def test_a_picture_is_the_one_that_was_looked_at(name: str) -> Any:
    """Titles, labels, colours and signs, to a hair."""
    return PICTURES[name]().figure
