"""Measured on the starter region by `tests/benchmarks/costs.py`, which writes this file."""

from __future__ import annotations

from gis.processes.costing.cost import Measured

WHEN = "2026-11-22"
MACHINE = "2 cores, 23.5 GB, Python 3.11.7, load 14 of other work at lower priority"
MEASURED: dict[str, Measured] = {
    "nearest": Measured(0.066, 2.2, {"facilities": 3869, "roads": 5836}),
    "coverage": Measured(0.29, 3.6, {"districts": 261, "facilities": 3869, "roads": 5836}),
    "supply": Measured(1.1, 3.4, {"districts": 261, "facilities": 3869, "roads": 5836}),
    "whatif": Measured(0.075, 3.0, {"districts": 261, "facilities": 3869, "roads": 5836}),
    "change": Measured(0.45, 1.4, {"protected_areas": 10}),
    "composition": Measured(0.19, 0.53, {"regencies": 23}),
    "conflicts": Measured(5.1, 5.0, {"spatial_plan": 189, "zoning": 6139}),
    "suitability": Measured(0.44, 0.57, {}),
    "exposure": Measured(0.74, 1.2, {"districts": 261, "protected_areas": 10}),
    "zoning": Measured(0.05, 0.47, {"zoning": 6139}),
    "allowed": Measured(0.67, 0.86, {"regencies": 23, "zoning": 6139}),
    "activities": Measured(0.011, 0.054, {}),
    "siting": Measured(2.0, 11.0, {"roads": 5836}),
    "indicator": Measured(0.36, 6.3, {}),
    "kpis": Measured(0.0019, 0.019, {}),
    "potential": Measured(0.7, 6.7, {}),
    "invest": Measured(2.5, 6.4, {}),
    "visit": Measured(0.28, 2.1, {}),
    "measure": Measured(0.01, 0.032, {}),
    "buffer": Measured(0.031, 0.057, {}),
    "reach": Measured(0.42, 9.5, {"districts": 261, "roads": 5836}),
    "effect": Measured(0.59, 2.9, {}),
}
