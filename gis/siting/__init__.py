"""Siting: where new facilities should go, and how good any choice could be.

Models on a sparse table of times or distances between candidates and places: LSCP, MCLP,
back-up coverage, p-median, p-center and capacitated p-median. Each answer says how far it
is from the best there is.
"""

from __future__ import annotations

from gis.siting.backup import backup
from gis.siting.capacity import capacitated_p_median
from gis.siting.center import p_center
from gis.siting.covering import lscp, mclp
from gis.siting.median import p_median
from gis.siting.reasons import InfeasibleError
from gis.siting.solution import Solution
from gis.siting.table import Table, table_from_matrix, table_of
from gis.siting.terms import Effort, Terms

__all__ = [
    "Effort",
    "InfeasibleError",
    "Solution",
    "Table",
    "Terms",
    "backup",
    "capacitated_p_median",
    "lscp",
    "mclp",
    "p_center",
    "p_median",
    "table_from_matrix",
    "table_of",
]
