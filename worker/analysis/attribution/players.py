"""What a loss is split over: causes, or layers and the noise on the images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from backend.options import causes
from backend.options.causes import CAUSES
from backend.schemas.network import NetworkCard
from backend.schemas.setting import Setting
from worker.analysis.attribution.switches import IS_ON, causes_in, with_only
from worker.crossbar import Conditions
from worker.translate.conditions import conditions

IMAGE_FIELDS = ("image_noise", "image_noise_level", "image_clip")


@dataclass(frozen=True)
class Player:
    """One cause or layer; `has_chance` says whether two draws can differ by it."""

    id: str
    title: str
    on: bool
    has_chance: bool


@dataclass(frozen=True)
class Split:
    """All players, in the order of an answer, and the conditions of a chip on which only some of them are on.

    Coalitions are of the players that are on: bit i of a coalition is that of the i-th of these.
    """

    players: Sequence[Player]
    conditions: Callable[[frozenset[str]], Conditions]
    """Returns the conditions with the players of these ids, which are on in the setting."""

    @property
    def on(self) -> list[Player]:
        """The players that are on in the setting."""
        return [player for player in self.players if player.on]

    def members(self, coalition: int) -> list[Player]:
        """Return the players of a coalition."""
        return [player for place, player in enumerate(self.on) if coalition >> place & 1]

    def of(self, coalition: int) -> Conditions:
        """Return the conditions in which a coalition is on, and nothing else."""
        return self.conditions(frozenset(player.id for player in self.members(coalition)))

    def has_chance(self, coalition: int) -> bool:
        """Return whether two draws of a coalition can differ."""
        return any(player.has_chance for player in self.members(coalition))


def split_by_causes(setting: Setting, card: NetworkCard) -> Split:
    """Return the causes of a setting for a network. Raises DeviceError."""
    whole = conditions(setting, card)
    there = causes_in(_of_layers(whole, card))
    players = [Player(cause.id, cause.title, cause in there, cause.has_chance) for cause in CAUSES]

    def chosen(ids: frozenset[str]) -> Conditions:
        return with_only(whole, frozenset(cause for cause in CAUSES if cause.id in ids))

    return Split(players, chosen)


def split_by_layers(setting: Setting, card: NetworkCard) -> Split:
    """Return the layers of a network that are on crossbars, and the test-set noise. Raises DeviceError.

    A layer that is off is computed digitally: it has neither noise nor converters.
    """
    whole = conditions(setting, card)
    images = {name: getattr(whole, name) for name in IMAGE_FIELDS}
    own = {name: replace(whole.own(index), layers=None) for index, name in card.layer_names.items()}
    players = []
    for name, layer in own.items():
        inside = causes_in([layer]) - {causes.IMAGES}
        players.append(Player(name, name, bool(inside), any(cause.has_chance for cause in inside)))
    noisy = any(IS_ON[causes.IMAGES](layer) for layer in own.values())
    players.append(Player(causes.IMAGES.id, causes.IMAGES.title, noisy, causes.IMAGES.has_chance))

    def chosen(ids: frozenset[str]) -> Conditions:
        layers = tuple((index, own[name] if name in ids else Conditions()) for index, name in card.layer_names.items())
        shown = images if causes.IMAGES.id in ids else {}
        return Conditions(**shown, by_layer=layers)

    return Split(players, chosen)


def _of_layers(whole: Conditions, card: NetworkCard) -> list[Conditions]:
    return [whole.own(index) for index in card.layer_names]
