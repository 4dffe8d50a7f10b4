"""The process `suitability`: what land is fit for, from criteria written in one line each."""

from __future__ import annotations

from gis.processes.suitability.asking import suitability_process

__all__ = ["suitability_process"]
