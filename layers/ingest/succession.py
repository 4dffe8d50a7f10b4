"""Succession: what is told where a layer takes the place of another."""

from __future__ import annotations

from layers.layer import Layer
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.themes.describing import MODELS

BOUNDARIES = "boundaries"
# Real boundaries come with about as many units as the model has; half of them are a part.
FEW_SHARE = 0.5


def succession(held: Layer, new: Layer, n_features: int) -> list[Finding]:
    """Tell which layer gave way, and whether boundaries lost most of their units.

    Parameters
    ----------
    held, new
        The layer as it was, and the one in its place.
    n_features
        How many features the new one has.
    """
    way = Text("", "")
    if held.trust in MODELS:
        way = Text("; data model memberi tempat", "; modelled data give way")
    found = [
        say.note(
            "layer-replaced",
            Text(
                f"revisi {held.revision} ({held.trust})", f"revision {held.revision} ({held.trust})"
            )
            + way,
        )
    ]
    of_regions = held.theme == BOUNDARIES == new.theme
    if of_regions and n_features < FEW_SHARE * held.n_features:
        few = Text(
            f"{new.id}: {n_features} satuan menggantikan {held.n_features}; analisis per satuan "
            "kehilangan yang lain. Bila berkas hanya sebagian, beri id lain (--as)",
            f"{new.id}: {n_features} units in the place of {held.n_features}; analyses by unit "
            "lose the others. If the file is a part only, give another id (--as)",
        )
        found.append(say.warning("units-fewer", few))
    return found
