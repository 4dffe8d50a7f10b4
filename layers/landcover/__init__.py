"""Land cover: the legends in use, what their classes mean to each other, and which one data has.

>>> from layers import landcover
>>> landcover.legend("klhk").cover("20093").name.id
'Sawah'
>>> landcover.crosswalk("klhk", "common").convert(["20093", "2012"])
{'20093': '6', '2012': '8'}
"""

from __future__ import annotations

from layers.landcover.crosswalk import Crosswalk, Step, crosswalk
from layers.landcover.legends import COMMON, LEGENDS, Cover, Legend, legend, source_text
from layers.landcover.naming import Named, name_class
from layers.landcover.telling import Verdict, tell

__all__ = [
    "COMMON",
    "LEGENDS",
    "Cover",
    "Crosswalk",
    "Legend",
    "Named",
    "Step",
    "Verdict",
    "crosswalk",
    "legend",
    "name_class",
    "source_text",
    "tell",
]
