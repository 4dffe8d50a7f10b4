from __future__ import annotations

import pandas as pd
import pytest

from layers.boundaries import bps_of, crosswalk, kemendagri_of, level_of, translate_bps
from layers.errors import SchemaError


def test_east_kalimantan_is_not_joined_on_digits():
    assert bps_of("64.02") == "6403"
    assert bps_of("64.07") == "6402"
    assert kemendagri_of("6404") == "64.08"
    assert kemendagri_of("6405") == "64.03"
    assert kemendagri_of("id6308") == "63.08"
    assert kemendagri_of(64) == "64"
    assert kemendagri_of(6403120.0) == "64.02.04"


def test_every_pair_goes_there_and_back_and_says_its_source():
    pairs = crosswalk()
    assert len({p.code for p in pairs}) == len({p.bps_code for p in pairs}) == len(pairs)
    assert all(bps_of(p.code) == p.bps_code and kemendagri_of(p.bps_code) == p.code for p in pairs)
    assert sum(level_of(p.code) <= 2 for p in pairs) == 25
    assert all(p.source and p.trust for p in pairs)


def test_a_district_made_since_has_no_bps_code():
    with pytest.raises(SchemaError, match=r"64\.02\.19 has no known BPS code.*never by digits"):
        bps_of("64.02.19")


@pytest.mark.parametrize("value", ["9999", "", None, float("nan"), "64.02"])
def test_an_unknown_bps_code_is_refused(value):
    with pytest.raises(SchemaError, match="no known Kemendagri code") as caught:
        kemendagri_of(value)
    assert caught.value.code == "code-unknown"


def test_a_malformed_code_is_refused():
    with pytest.raises(SchemaError, match="with dots"):
        bps_of("6402")


def test_a_column_keeps_its_order_and_lists_what_is_missing():
    found = translate_bps(["id6403", 6402, "1101", "1101", None])
    assert found.codes == ("64.02", "64.07", None, None, None)
    assert found.unmatched == ("1101", "none")
    assert translate_bps([]).codes == ()


def test_the_regencies_agree_with_pairs_by_shared_ground(shared_data):
    table = pd.read_csv(shared_data / "tables" / "crosswalk_bps_kemendagri.csv", dtype=str)
    regencies = table[table["level"] == "ADM2"]
    assert translate_bps(regencies["bps"]).codes == tuple(regencies["kemendagri"])
