"""Telling which legend land-cover data has, by codes, names and colours; doubt is said, not hidden.

Numbers alone tell little: 10 is trees to WorldCover and water in the common legend,
GlobeLand30 and other products use 10 to 100 with other meanings, and one list in
circulation gives KLHK codes to other classes. What cannot be told is left to the caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.landcover.legends import COMMON, LEGENDS, LegendId, legend
from layers.landcover.naming import name_class
from layers.schema import Text

MOSTLY = 0.8
KLHK: LegendId = "klhk"
OTHER: LegendId = "klhk-alternative"
WORLDCOVER: LegendId = "worldcover"
MANGROVE_WC = "95"  # of the products that count in tens only WorldCover has a 95
EMPTY = frozenset({"0"})
SILENT = Text("", "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which legend the data has, why, and what speaks against it.

    `legend` is None where it cannot be told; `doubt` then says why and what would
    settle it. `remark` is what should be said although the legend was told.
    `unknown` lists codes that the legend does not have.
    """

    legend: LegendId | None
    evidence: Text = SILENT
    doubt: Text = SILENT
    remark: Text = SILENT
    unknown: tuple[str, ...] = ()


def tell(
    counts: Mapping[str, int],
    names: Mapping[str, str] | None = None,
    colours: Mapping[str, str] | None = None,
    *,
    asked: str | None = None,
) -> Verdict:
    """Tell the legend of land-cover data.

    Parameters
    ----------
    counts
        How often each code occurs.
    names
        The class name that stands beside each code, where the data has one.
    colours
        The colour (``#RRGGBB``) of each code, where the data has a palette.
    asked
        The legend the caller names; it is taken, and what speaks against it is remarked.

    Raises
    ------
    SchemaError
        `legend-unknown` if the caller names none of `LEGENDS`.

    Examples
    --------
    >>> tell({"2001": 5, "20093": 2}).legend
    'klhk'
    >>> tell({"10": 5, "80": 2}).legend is None
    True
    """
    codes = {c: n for c, n in counts.items() if c not in EMPTY}
    names, colours = names or {}, colours or {}
    if asked is not None:
        chosen = legend(asked)
        remark = SILENT if not names else _against(chosen.id, codes, names)
        why = Text("disebut dalam permintaan", "named by the caller")
        return Verdict(chosen.id, why, SILENT, remark, tuple(chosen.unknown(codes)))
    fitting = [one for one in LEGENDS if _fits(one, codes)]
    if not fitting:
        return Verdict(None, doubt=_no_legend(codes))
    told = _by_names(fitting, codes, names) or _by_colours(fitting, codes, colours)
    return told or _by_codes(fitting, codes, names)


def _fits(legend_id: LegendId, codes: Mapping[str, int]) -> bool:
    """Whether most of the codes, and of what carries them, are classes of the legend."""
    strange = legend(legend_id).unknown(codes)
    known = len(codes) - len(strange)
    total = sum(codes.values()) or 1
    share = 1 - sum(codes[c] for c in strange) / total
    return known > 0 and share >= MOSTLY and known >= MOSTLY * len(codes)


def _by_names(
    fitting: list[LegendId], codes: Mapping[str, int], names: Mapping[str, str]
) -> Verdict | None:
    """Take the legend under which codes and names say the same; contradiction is doubt."""
    if not names:
        return None
    scores = {one: _agreeing(one, names) for one in fitting}
    best = max(scores, key=lambda one: scores[one][0])
    agree, contradict = scores[best]
    if agree == 0:
        return None
    rivals = [one for one in fitting if one != best and scores[one][0] == agree]
    if contradict:
        return Verdict(
            None,
            doubt=Text(
                f"kode dan nama saling bertentangan dalam {contradict} kelas menurut setiap "
                f"penomoran ({best} cocok dalam {agree}): sebutkan legendanya, atau perbaiki "
                "kodenya",
                f"codes and names contradict each other in {contradict} classes under every "
                f"numbering ({best} agrees in {agree}): name the legend, or correct the codes",
            ),
        )
    if rivals:
        return None
    return _verdict(
        best,
        codes,
        Text(
            f"kode dan nama cocok dalam {agree} kelas", f"codes and names agree in {agree} classes"
        ),
    )


def _agreeing(legend_id: LegendId, names: Mapping[str, str]) -> tuple[int, int]:
    """Count the codes whose name means that class, and those whose name means another."""
    known = {c.code: c.common for c in legend(legend_id).classes}
    agree = contradict = 0
    for code, name in names.items():
        if code not in known:
            continue
        own = name_class(name, legend_id)
        if own is None:
            continue
        same = own.code == code
        agree, contradict = agree + same, contradict + (not same)
    return agree, contradict


def _by_colours(
    fitting: list[LegendId], codes: Mapping[str, int], colours: Mapping[str, str]
) -> Verdict | None:
    """Take the legend whose own colours a palette has."""
    for one in fitting:
        own = {c.code: c.colour.upper() for c in legend(one).classes}
        shown = [c for c in codes if c in own and c in colours]
        alike = sum(colours[c].upper() == own[c] for c in shown)
        if shown and alike >= MOSTLY * len(shown):
            return _verdict(
                one,
                codes,
                Text(
                    f"paletnya memakai warna {legend(one).title.id}",
                    f"the palette has the colours of {legend(one).title.en}",
                ),
            )
    return None


def _by_codes(
    fitting: list[LegendId], codes: Mapping[str, int], names: Mapping[str, str]
) -> Verdict:
    if KLHK in fitting or OTHER in fitting:
        return _klhk(codes, names)
    if WORLDCOVER in fitting and MANGROVE_WC in codes:
        return _verdict(
            WORLDCOVER,
            codes,
            Text(
                "kode 95 (mangrove) di samping puluhan: ESA WorldCover",
                "code 95 (mangrove) beside tens: ESA WorldCover",
            ),
        )
    shown = ", ".join(sorted(codes, key=int)[:12])
    if COMMON in fitting:
        what = Text(
            "legenda umum, tetapi juga Esri, Dynamic World, IGBP, dan daftar lain yang "
            "berawal dari 1",
            "the common legend, but also Esri, Dynamic World, IGBP and other lists from 1 on",
        )
    else:
        what = Text(
            "ESA WorldCover, tetapi juga GlobeLand30, yang 10-nya lahan pertanian dan 60-nya air",
            "ESA WorldCover, but also GlobeLand30, where 10 is crops and 60 is water",
        )
    fit = ", ".join(fitting)
    doubt = Text(
        f"kode {shown} dapat berarti {what.id}: sebutkan legendanya ({fit})",
        f"codes {shown} could be {what.en}: name the legend ({fit})",
    )
    return Verdict(None, doubt=doubt)


def _klhk(codes: Mapping[str, int], names: Mapping[str, str]) -> Verdict:
    """Choose between the two numberings of KLHK classes."""
    only_other = [c for c in legend(KLHK).unknown(codes) if c in legend(OTHER).codes]
    if only_other:
        return Verdict(
            None,
            doubt=Text(
                f"kode {', '.join(only_other)} tidak ada dalam daftar KLHK, tetapi ada dalam "
                f"penomoran lain yang beredar, yang memberi {_differing(codes)} kepada kelas "
                f"lain: sebutkan legendanya ({KLHK} atau {OTHER})",
                f"code {', '.join(only_other)} is not in the KLHK list, but in another numbering "
                f"in circulation that gives {_differing(codes)} to other classes: name the legend "
                f"({KLHK} or {OTHER})",
            ),
        )
    remark = SILENT
    differing = _differing(codes)
    if differing and not names:
        remark = Text(
            f"kode {differing} berarti kelas lain dalam penomoran lain yang beredar; dibaca "
            f"sebagai daftar KLHK. Bila data mengikuti yang lain, sebutkan: {OTHER}",
            f"codes {differing} mean other classes in another numbering in circulation; "
            f"read as the KLHK list. If the data follow the other, name it: {OTHER}",
        )
    return _verdict(KLHK, codes, Text("kode dari daftar KLHK", "codes of the KLHK list"), remark)


def _differing(codes: Mapping[str, int]) -> str:
    """Name the codes that mean another common class in the other numbering."""
    ours = {c.code: c.common for c in legend(KLHK).classes}
    theirs = {c.code: c.common for c in legend(OTHER).classes}
    return ", ".join(c for c in codes if c in theirs and ours.get(c) != theirs[c])


def _against(legend_id: LegendId, codes: Mapping[str, int], names: Mapping[str, str]) -> Text:
    contradict = _agreeing(legend_id, {c: n for c, n in names.items() if c in codes})[1]
    if not contradict:
        return SILENT
    return Text(
        f"nama di samping {contradict} kode menyebut kelas lain daripada "
        f"{legend(legend_id).title.id}",
        f"names beside {contradict} codes say other classes than {legend(legend_id).title.en}",
    )


def _verdict(
    legend_id: LegendId, codes: Mapping[str, int], evidence: Text, remark: Text = SILENT
) -> Verdict:
    return Verdict(legend_id, evidence, SILENT, remark, tuple(legend(legend_id).unknown(codes)))


def _no_legend(codes: Mapping[str, int]) -> Text:
    shown = ", ".join(list(codes)[:12]) or "none"
    return Text(
        f"kode {shown} tidak cocok dengan satu pun legenda {', '.join(LEGENDS)}: sebutkan "
        "salah satu",
        f"codes {shown} fit none of the legends {', '.join(LEGENDS)}: name one",
    )
