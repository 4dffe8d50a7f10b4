"""Units of fields in schemas, as UCUM writes them."""

from __future__ import annotations

import re

import layers
from server.documents.fields.units import UCUM, unit_keywords

# UCUM, 2.3: printable ASCII without blanks; words only in braces or as atoms.
ATOM = r"(?:[a-zA-Z%]+|\{[a-z]+\})"
CODE = re.compile(rf"{ATOM}[1-9]?(?:[./]{ATOM}[1-9]?)*")


def test_units_are_said_in_ucum():
    assert unit_keywords("ha") == {"x-ogc-unit": "har"}
    assert unit_keywords("people") == {"x-ogc-unit": "{people}"}
    assert all(CODE.fullmatch(code) for code in UCUM.values())


def test_what_is_not_known_says_so():
    told = unit_keywords("bungkus")
    assert told == {"x-ogc-unit": "bungkus", "x-ogc-unitLang": "penyangga"}


def test_every_unit_of_the_starter_region_is_known(starter_workspace):
    catalogue = layers.open(starter_workspace)
    units = {f.unit for layer in catalogue.layers() for f in layer.schema.fields if f.unit}
    catalogue.close()
    assert units
    assert units <= set(UCUM)
