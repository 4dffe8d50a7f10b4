"""`penyangga layers`: what the workspace holds."""

from __future__ import annotations

import click

from server.cli.output import print_csv, print_json, print_table
from server.cli.session import Session

HEADINGS = {
    "id": ("lapisan", "layer"),
    "kind": ("jenis", "kind"),
    "geometry": ("geometri", "geometry"),
    "n_features": ("fitur", "features"),
    "trust": ("kepercayaan", "trust"),
    "data_date": ("tanggal data", "data date"),
    "revision": ("revisi", "revision"),
    "title": ("judul", "title"),
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Give full descriptions as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Give the table as CSV.")
@click.pass_obj
def layers(session: Session, *, as_json: bool, as_csv: bool) -> None:
    """List the layers of the workspace with their size, trust and date."""
    found = session.open().layers()
    if as_json:
        print_json({"layers": [layer.to_dict() for layer in found]})
        return
    rows = [
        {
            "id": layer.id,
            "kind": layer.kind,
            "geometry": layer.schema.geometry if layer.kind == "vector" else None,
            "n_features": layer.n_features if layer.kind == "vector" else None,
            "trust": layer.trust,
            "data_date": layer.data_date,
            "revision": layer.revision,
            "title": session.say(layer.title),
        }
        for layer in found
    ]
    if as_csv:
        print_csv(rows)
        return
    language = 0 if session.lang == "id" else 1
    print_table(rows, {key: pair[language] for key, pair in HEADINGS.items()}, session.lang)
