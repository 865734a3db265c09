"""Records and registries as the caller gives them."""

from __future__ import annotations

from odopkit.errors import InvalidValueError
from odopkit.errors.telling import kind_of
from odopkit.ovop.records.programme import Programme
from odopkit.ovop.records.registry import ProgrammeRegistry


def check_registry(registry: object) -> None:
    """Refuse what holds no programmes."""
    if not isinstance(registry, ProgrammeRegistry):
        msg = f"registry must be what load_programmes returns, got {kind_of(registry)}"
        raise InvalidValueError(msg)


def check_programme(programme: object, name: str) -> None:
    """Refuse what is no record of a programme."""
    if not isinstance(programme, Programme):
        msg = (
            f"{name} must be a Programme, such as load_programmes()['tha_otop_2000'], got "
            f"{kind_of(programme)}"
        )
        raise InvalidValueError(msg)
