"""Turns: restrictions of turning as points where roads meet, and the roads they name."""

from __future__ import annotations

from layers.errors import SchemaError
from layers.infrastructure.columns import fields_of
from layers.schema import Text
from layers.themes.fitted import Fitted, missing_column
from layers.themes.normalising import coded, in_order, named, normalise
from layers.themes.theme import Theme

FIELDS = fields_of("turns")
KIND = coded(FIELDS["kind"], "turn_kind")
NEEDED = ("from_line", "to_line")


def fit_turns(fitted: Fitted, layer_id: str) -> Fitted:
    """Tell what is forbidden or ordered, between which roads, whom it binds and whom not.

    Raises
    ------
    SchemaError
        `column-missing` without the roads or the kind, `wrong-geometry` when no row is
        a point.
    """
    kinds = fitted.frame.geometry.geom_type.dropna()
    if len(kinds) and not kinds.eq("Point").any():
        raise SchemaError(
            Text(
                f"layer {layer_id!r} meminta titik di simpang; berkas ini memuat "
                f"{', '.join(sorted(set(kinds)))}",
                f"layer {layer_id!r} wants points where roads meet; the file has "
                f"{', '.join(sorted(set(kinds)))}",
            ),
            code="wrong-geometry",
        )
    texts = ("code", *NEEDED, "except", "modes")
    fitted = normalise(named(fitted, *(FIELDS[name] for name in texts)), KIND)
    for name in (*NEEDED, "kind"):
        if name not in fitted.frame:
            raise missing_column(name, fitted.frame, (name, *FIELDS[name].aliases))
    return in_order(fitted, FIELDS.values())


TURNS = Theme(
    id="turns",
    title=Text("Larangan dan perintah belok", "Turn restrictions"),
    stored="infrastructure",
    map_group="infrastructure",
    fit=fit_turns,
    layer_ids=("turns",),
    hints=lambda fields: {"label_field": "kind"},  # noqa: ARG005 - the signature of hints
)
