"""The settings of a network's layers: that of the spec, with the overrides of the layers that the network has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from backend.options import BY_FIELD
from backend.options.rules import FieldValues, values_in
from backend.schemas.network import NetworkCard
from backend.schemas.override import Override
from backend.schemas.setting import Setting


def overrides_of(setting: Setting, card: NetworkCard) -> dict[int, Override]:
    """Return the overrides of a network's layers by the index of the layer. Raises ValueError if two are for one layer."""
    found: dict[int, Override] = {}
    for index, name in card.layer_names.items():
        own = [key for key in (name, str(index)) if key in setting.overrides]
        if len(own) > 1:
            raise ValueError(f"overrides.{own[1]} must be left out: it is layer {own[0]} of {card.id}, which has one already")
        if own:
            found[index] = setting.overrides[own[0]]
    return found


def settings_of(setting: Setting, card: NetworkCard) -> dict[int, Setting | None]:
    """Return the setting of each layer with weights, by its index in the network; None for a digital layer.

    Raises ValueError if two overrides are for one layer.
    """
    own = overrides_of(setting, card)
    plain = setting.overridden(Override())
    return {
        index: plain if index not in own else None if own[index].digital else setting.overridden(own[index])
        for index in card.layer_names
    }


def with_digital(setting: Setting, card: NetworkCard, layers: Collection[int]) -> Setting:
    """Return the setting with these layers of a network digital as well, by their index; other overrides of theirs are gone."""
    names = {card.layer_names[index] for index in layers}
    gone = names | {str(index) for index in layers}
    kept = {key: override for key, override in setting.overrides.items() if key not in gone}
    return setting.model_copy(update={"overrides": kept | {name: Override(digital=True) for name in sorted(names)}})


def has_chance(setting: Setting, card: NetworkCard) -> bool:
    """Return whether two draws of a network can differ: not if all layers with noise are digital."""
    if not setting.overrides:
        return setting.has_chance
    return (
        any(layer is not None and layer.has_chance for layer in settings_of(setting, card).values())
        or setting.test_noise.has_chance
    )


def check_overrides(setting: Setting, cards: Iterable[NetworkCard], swept: Sequence[str] = ()) -> None:
    """Raise ValueError for an override of a layer that no network has, or a sweep that no layer of some network is part of.

    `swept` are the paths of the swept fields.
    """
    networks = list(cards)
    for key in setting.overrides:
        if not any(key in _keys(card) for card in networks):
            raise ValueError(f"overrides.{key} must be a layer with weights; {_layers_in_words(networks)}; received {key!r}")
    for card in networks:
        own = overrides_of(setting, card)
        for field in swept if own else ():
            _check_sweep(setting, card, own, field, set(swept))


def _check_sweep(setting: Setting, card: NetworkCard, own: Mapping[int, Override], field: str, swept: set[str]) -> None:
    taking_part = [own.get(index, Override()) for index in card.layer_names]
    taking_part = [override for override in taking_part if not override.holds(field)]
    if not taking_part:
        raise ValueError(f"overrides must leave a layer of {card.id} to the sweep of {field}; every layer has its own")
    values = (FieldValues(values_in(setting.overridden(override)), swept) for override in taking_part)
    refusals = [BY_FIELD[field].refusal(layer) for layer in values]
    if all(refusals):
        raise ValueError(f"{refusals[0]}, in {card.id}")


def _keys(card: NetworkCard) -> set[str]:
    return {*card.layer_names.values(), *map(str, card.layer_names)}


def _layers_in_words(cards: Sequence[NetworkCard]) -> str:
    """Return the layers of networks in words, such as "digits/mlp-noise0 has dense (1) and dense_1 (2)"."""
    listed: dict[str, list[str]] = {}
    for card in cards:
        listed.setdefault(", ".join(f"{name} ({index})" for index, name in card.layer_names.items()), []).append(card.id)
    return "; ".join(f"{' and '.join(ids[:3])} {'has' if len(ids) == 1 else 'have'} {layers}" for layers, ids in listed.items())
