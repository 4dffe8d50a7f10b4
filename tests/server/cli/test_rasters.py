"""The options for rasters are those of the library."""

from __future__ import annotations

import click

from layers import landcover
from layers.ingest import ImportOptions
from server.cli.rasters import LEGENDS, OPTIONS, raster_options


def test_legends_are_those_there_are():
    assert LEGENDS == landcover.LEGENDS


def test_every_option_is_one_of_an_import():
    @click.command()
    @raster_options
    def command(**given):
        assert given

    names = [p.name for p in command.params]
    assert names == ["band", "nodata", "legend", "keep_codes", "unit"]
    assert len(OPTIONS) == len(names)
    assert set(names) <= set(ImportOptions.__dataclass_fields__)
