"""A wrong guess is answered with the right name, and old words with the new ones."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

import odopkit
from odopkit.errors import OdopkitError, RenamedArgumentError
from odopkit.names import OTHER_NAMES, PUBLIC, renamed, unknown


@pytest.mark.parametrize(
    ("module", "guess", "meant"),
    [
        ("concentration", "hhi", "herfindahl_hirschman of odopkit.concentration"),
        ("concentration", "bootstrap", "bootstrap_intervals of odopkit.concentration"),
        ("concentration", "herfindahl", "herfindahl_hirschman of odopkit.concentration"),
        ("concentration", "gini", "gini of odopkit.inequality"),
        ("concentration", "concentration_rato", "concentration_ratio of odopkit.concentration"),
        ("inequality", "theil_index", "theil of odopkit.inequality"),
        ("specialization", "rca", "location_quotient of odopkit.specialization"),
        ("specialization", "balassa", "location_quotient of odopkit.specialization"),
        ("specialization", "lq", "location_quotient of odopkit.specialization"),
        ("specialization", "LQ", "location_quotient of odopkit.specialization"),
        ("specialization", "bootstrap", "bootstrap_quotients of odopkit.specialization"),
        ("product_space", "eci", "complexity of odopkit.product_space"),
        ("product_space", "pci", "complexity of odopkit.product_space"),
        ("potential", "rank_intervals", "score_uncertainty of odopkit.potential"),
        ("hs", "describe", "describe_hs of odopkit.hs"),
        ("growth", "CAGR", "cagr of odopkit.growth"),
        ("dominance", "hhi", "herfindahl_hirschman of odopkit.concentration"),
        ("matrix", "from_flows", "ExportMatrix"),
        ("ovop", "kappa", "cohen_kappa of odopkit.ovop"),
        ("ovop.orientation", "kappa", "cohen_kappa of odopkit.ovop"),
        ("", "hhi", "herfindahl_hirschman of odopkit.concentration"),
        ("", "gini", "gini of odopkit.inequality"),
        ("study", "study", "study_exports of odopkit.study"),
    ],
)
def test_a_guess_is_told_the_name(module: str, guess: str, meant: str) -> None:
    """By attribute access, as a newcomer would try it."""
    home = import_module(f"odopkit.{module}".rstrip("."))
    with pytest.raises(AttributeError) as caught:
        getattr(home, guess)
    assert meant in str(caught.value)
    assert caught.value.name == guess


def test_a_word_of_several_meanings_names_the_function_of_the_module_first() -> None:
    """Elsewhere it names all."""
    assert "specialization" not in str(unknown("odopkit.concentration", "bootstrap"))
    both = str(unknown("odopkit.hs", "bootstrap"))
    assert "odopkit.concentration or bootstrap_quotients of odopkit.specialization" in both


def test_nonsense_is_told_where_the_names_are() -> None:
    """No wild guess of ours."""
    assert str(unknown("odopkit.hs", "xyzzy")).endswith("dir(odopkit.hs) lists its names")


@pytest.mark.parametrize("target", sorted({t for ts in OTHER_NAMES.values() for t in ts}))
def test_every_other_name_leads_to_a_public_function(target: str) -> None:
    """The table of synonyms points at what exists."""
    room, _, name = target.rpartition(".")
    assert name in PUBLIC[room]


def test_other_names_are_in_lower_case_and_are_not_names_of_ours_elsewhere() -> None:
    """A synonym that is a public name of the same module would never be asked for."""
    for other, targets in OTHER_NAMES.items():
        assert other == other.casefold()
        for target in targets:
            assert other not in PUBLIC[target.rpartition(".")[0]]


@pytest.mark.parametrize("room", PUBLIC)
def test_the_table_of_public_names_is_that_of_the_rooms(room: str) -> None:
    """No name is missing, none is too many."""
    assert sorted(PUBLIC[room]) == sorted(import_module(f"odopkit.{room}").__all__)


def test_every_room_can_be_reached_by_attribute() -> None:
    """``import odopkit`` is enough, and loads nothing before it is asked for."""
    code = (
        "import sys, odopkit; before = set(sys.modules); odopkit.concentration.concentration_ratio;"
        "print('pandas' in before, 'odopkit.concentration' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_type_checkers_do_not_see_the_hook() -> None:
    """A module with a visible ``__getattr__`` would have every attribute for them."""
    for room in ("", *PUBLIC):
        source = inspect.getsource(import_module(f"odopkit.{room}".rstrip(".")))
        before, hook, _ = source.partition("def __getattr__")
        assert hook, room
        assert before.rstrip().endswith("if not TYPE_CHECKING:"), room


@renamed(seed="rng", interval="confidence, confidence=0.90 for interval=(0.05, 0.95)")
def draw(n: int, *, rng: int = 1, confidence: float = 0.9) -> tuple[int, int, float]:
    """Draw."""
    return n, rng, confidence


def test_an_old_parameter_names_the_new_one() -> None:
    """And the signature is that of the function."""
    assert draw(3, rng=2) == (3, 2, 0.9)
    assert list(inspect.signature(draw).parameters) == ["n", "rng", "confidence"]
    assert draw.__doc__ == "Draw."
    with pytest.raises(
        RenamedArgumentError, match=r"draw.. has no argument 'seed' any more; it is"
    ):
        draw(3, seed=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"it is .confidence. now: confidence=0\.90 for") as caught:
        draw(3, interval=(0.05, 0.95))  # type: ignore[call-arg]
    assert isinstance(caught.value, OdopkitError)
    with pytest.raises(TypeError, match="unexpected keyword argument 'sed'"):
        draw(3, sed=2)  # type: ignore[call-arg]


def test_all_names_of_the_package_are_public_somewhere() -> None:
    """What ``odopkit`` hands on has a room."""
    everywhere = {name for names in PUBLIC.values() for name in names}
    assert set(odopkit.__all__) <= everywhere


HOOKS = [
    found.name
    for found in pkgutil.walk_packages(odopkit.__path__, prefix="odopkit.")
    if found.ispkg and "__getattr__" in vars(import_module(found.name))
]


@pytest.mark.parametrize("module", ["odopkit", *HOOKS])
@pytest.mark.parametrize("guess", ["xyzzy", "_xyzzy"])
def test_every_folder_answers_a_wrong_guess(module: str, guess: str) -> None:
    """Also those inside a room: the name and the place are told."""
    with pytest.raises(AttributeError, match=rf"'{module}' has no attribute '{guess}'"):
        getattr(import_module(module), guess)
