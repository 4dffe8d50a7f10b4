"""Searcher: one question put to all indexes, and the best answers in order."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from layers.layer import Layer
from layers.query import BBox, Query
from layers.searching.coordinates import Position, read_positions
from layers.searching.hits import Hit
from layers.searching.index import NameIndex, code_key
from layers.searching.kernels import add_up, fits, most_slips, role_weights
from layers.searching.kinds import KIND_IDS, KINDS
from layers.searching.units import Units
from layers.searching.words import asked_words, letters_of, signatures_of, spelled_out, spellings
from layers.text import Text

# What a score is made of: all words found, how much of the name they are, the weight of the kind.
FOUND, MET, WEIGHT = 0.78, 0.16, 0.06
LEAST, LEAST_OF_BEST = 0.35, 0.6
SAME_CODE, SAME_BPS, CODE_BEGINS = 1.0, 0.98, 0.7
RARE, COMMON = 1.0, 0.35
JOINED_WORDS = 0.97
OTHER_SPELLING = 0.97
Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Scored:
    index: NameIndex
    entry: int
    score: float
    family: str = ""


@dataclass(frozen=True, slots=True)
class Searcher:
    """The search of a workspace as its layers stood when it was opened; see `open_search`."""

    layers: Mapping[str, Layer]
    indexes: tuple[NameIndex, ...]
    units: Units

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        bbox: BBox | None = None,
        kinds: Collection[str] = (),
    ) -> tuple[Hit, ...]:
        """Find what people write: the best first.

        Parameters
        ----------
        text
            Names with slips, in any case, parts of names, kinds (kecamatan, district),
            types (puskesmas, hospital), codes, or coordinates.
        limit
            How many to give at most.
        bbox
            Only what meets this box, in EPSG:4326; west > east crosses 180 degrees.
        kinds
            Only these kinds; all unless given.

        Returns
        -------
        tuple of Hit
            By score; of equal ones the weightier kind, then the name.
        """
        wanted = _Wanted.of(bbox, kinds)
        places = [self._at(p, s) for p, s in self._positions(text) if wanted.place(p)]
        best: dict[tuple[int, int], _Scored] = {}
        for one in (*self._by_code(text, wanted), *self._by_name(text, wanted, limit)):
            key = (id(one.index), one.entry)
            if key not in best or best[key].score < one.score:
                best[key] = one
        found = sorted(best.values(), key=self._order)
        top = max([one.score for one in found[:1]] + [hit.score for hit in places], default=0.0)
        kept = [one for one in found if one.score >= max(LEAST, top * LEAST_OF_BEST)]
        hits = [*places, *map(self._hit, kept[:limit])]
        return tuple(sorted(hits, key=lambda hit: -hit.score)[:limit])

    def _order(self, one: _Scored) -> tuple[float, float, str, int]:
        weight = float(one.index.arrays["weight"][one.entry])
        return (-round(one.score, 6), -weight, one.index.text("title", one.entry), one.entry)

    def _by_code(self, text: str, wanted: _Wanted) -> Iterator[_Scored]:
        key = code_key(text)
        if not key or len(text.split()) > 3:
            return
        dotted = "." in text
        for index in self.indexes:
            entries, families, n_same = index.coded(key)
            for n in range(min(len(entries), n_same + 50)):
                is_bps, entry = bool(families[n]), int(entries[n])
                begins = len(key) >= 3 and any(c.isdigit() for c in key)
                if (is_bps and (dotted or n >= n_same)) or (n >= n_same and not begins):
                    continue
                score = CODE_BEGINS if n >= n_same else SAME_BPS if is_bps else SAME_CODE
                if wanted.entries(index)[entry]:
                    yield _Scored(index, entry, score, _family(index, entry, is_bps=is_bps))

    def _by_name(self, text: str, wanted: _Wanted, limit: int) -> Iterator[_Scored]:
        words = asked_words(text)
        longer = spelled_out(words)
        for asked in [words] if words == longer else [words, longer]:
            yield from self._by_words(asked, wanted, limit)

    def _by_words(self, asked: list[str], wanted: _Wanted, limit: int) -> Iterator[_Scored]:
        if not asked:
            return
        found = [_fitting(index, asked) for index in self.indexes]
        n_all = sum(map(len, self.indexes))
        weights = [
            _rarity(
                sum(_n_entries(index, found[i][n]) for i, index in enumerate(self.indexes)), n_all
            )
            for n in range(len(asked))
        ]
        for index, terms in zip(self.indexes, found, strict=True):
            scores = _scores(index, terms, weights)
            if len(asked) == 1:
                for entry in index.joined(asked[0]).tolist():
                    scores[entry] = max(scores[entry], self._whole(index, entry))
            scores[~wanted.entries(index)] = 0.0
            keep = min(limit, len(scores))
            for entry in np.argpartition(-scores, keep - 1)[:keep].tolist():
                if scores[entry] >= LEAST:
                    yield _Scored(index, entry, float(scores[entry]))

    @staticmethod
    def _whole(index: NameIndex, entry: int) -> float:
        """Give the score of a name of two words that was written as one."""
        return JOINED_WORDS * (FOUND + MET + WEIGHT * float(index.arrays["weight"][entry]))

    def _positions(self, text: str) -> list[tuple[Position, float]]:
        extent = self._extent()
        whole = not any(sign in text for sign in ".,°º'")
        places = read_positions(text, extent)
        return [(p, 1.0 if _inside(p, extent) else 0.7 if whole else 0.9) for p in places]

    def _extent(self) -> BBox | None:
        boxes = [layer.bbox for layer in self.layers.values() if layer.bbox]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    def _at(self, place: Position, score: float) -> Hit:
        title = f"{place.lat:g}, {place.lon:g}"
        order = {
            "lat-lon": Text("lintang, bujur", "latitude, longitude"),
            "lon-lat": Text("bujur, lintang", "longitude, latitude"),
        }[place.order]
        if not _inside(place, self._extent()):
            order += Text("; di luar lapisan-lapisan", "; outside the layers")
        point = (place.lon, place.lat)
        return Hit("coordinate", Text.of(title), order, score, place=point, bbox=point * 2)

    def _hit(self, one: _Scored) -> Hit:
        index, n = one.index, one.entry
        arrays = index.arrays
        title = index.text("title", n)
        code, region = index.text("code", n), index.text("region", n)
        kind = KIND_IDS[int(arrays["kind"][n])]
        n_features, feature = int(arrays["n_features"][n]), int(arrays["feature"][n])
        value = (index.text("field", n), index.text("value", n))
        place, box = arrays["place"][n].tolist(), arrays["bbox"][n].tolist()
        layer_id = value[1] if kind == "layer" else index.layer_id
        layer = self.layers.get(layer_id)
        return Hit(
            kind,
            Text(title, index.text("title_en", n) or title),
            self.units.context(region, itself=region != code),
            one.score,
            layer=layer_id,
            feature=feature if feature >= 0 and n_features == 1 else None,
            n_features=n_features if feature >= 0 or value[0] in _fields(layer) else 0,
            code=code,
            code_family=one.family,
            value=value if value[0] in _fields(layer) else None,
            place=(place[0], place[1]) if math.isfinite(place[0]) else None,
            bbox=(box[0], box[1], box[2], box[3]) if math.isfinite(box[0]) else None,
            trust=layer.trust if layer else "",
        )


def _fields(layer: Layer | None) -> tuple[str, ...]:
    return layer.schema.names if layer else ()


def _family(index: NameIndex, entry: int, *, is_bps: bool) -> str:
    if is_bps:
        return "bps"
    kind = KIND_IDS[int(index.arrays["kind"][entry])]
    return "kemendagri" if kind in ("province", "regency", "district", "village") else "own"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which kinds are wanted, and where."""

    boxes: tuple[BBox, ...]
    kinds: tuple[int, ...]

    @classmethod
    def of(cls, bbox: BBox | None, kinds: Collection[str]) -> _Wanted:
        known = tuple(KIND_IDS.index(kind) for kind in kinds if kind in KINDS)
        return cls(Query(bbox=bbox).boxes(), known)

    def place(self, place: Position) -> bool:
        if self.kinds and KIND_IDS.index("coordinate") not in self.kinds:
            return False
        return not self.boxes or any(_inside(place, box) for box in self.boxes)

    def entries(self, index: NameIndex) -> npt.NDArray[np.bool_]:
        """Mark the entries of an index that are wanted."""
        arrays = index.arrays
        marked = np.ones(len(index), dtype=bool)
        if self.kinds:
            marked &= np.isin(arrays["kind"], self.kinds)
        if self.boxes:
            box = arrays["bbox"]
            marked &= np.any(
                [
                    (box[:, 0] <= east)
                    & (box[:, 2] >= west)
                    & (box[:, 1] <= north)
                    & (box[:, 3] >= south)
                    for west, south, east, north in self.boxes
                ],
                axis=0,
            )
        return marked


def _inside(place: Position, box: BBox | None) -> bool:
    return box is not None and box[0] <= place.lon <= box[2] and box[1] <= place.lat <= box[3]


def _fitting(index: NameIndex, asked: Sequence[str]) -> list[Found]:
    """Give for each word asked for the words of an index that fit, also joined with the next."""
    best = [_fit_any(index, word) for word in asked]
    for n, (first, second) in enumerate(pairwise(asked)):
        both = JOINED_WORDS * _fit(index, first + second, beginning=False)
        for one in best[n : n + 2]:
            np.maximum(one, both, out=one)
    return [(words, one[words]) for one in best for words in [np.flatnonzero(one)]]


def _fit_any(index: NameIndex, word: str) -> npt.NDArray[np.float32]:
    first, *others = spellings(word)
    best = _fit(index, first, beginning=True)
    for other in others:
        np.maximum(best, OTHER_SPELLING * _fit(index, other, beginning=False), out=best)
    return best


def _fit(index: NameIndex, word: str, *, beginning: bool) -> npt.NDArray[np.float32]:
    arrays = index.arrays
    letters = letters_of(word)
    signature = signatures_of(letters, np.array([len(letters)]))[0]
    found: npt.NDArray[np.float32] = fits(
        arrays["letters"],
        arrays["letter_ends"],
        arrays["signatures"],
        letters,
        (signature, most_slips(word), beginning),
    )
    return found


def _n_entries(index: NameIndex, found: Found) -> int:
    words = found[0][found[1] > 0.7]
    ends = index.arrays["posting_ends"]
    starts = np.where(words > 0, ends[words - 1], 0)
    return int((ends[words] - starts).sum())


def _rarity(n_found: int, n_all: int) -> float:
    """Give what a word counts: one that most names have little, a rare one much."""
    return COMMON + RARE * math.log1p(n_all / (1 + n_found)) / math.log1p(n_all + 1)


def _scores(
    index: NameIndex, terms: Sequence[Found], weights: Sequence[float]
) -> npt.NDArray[np.float32]:
    """Give how well each entry fits."""
    arrays = index.arrays
    if not any(len(words) for words, _ in terms):
        return np.zeros(len(index), dtype=np.float32)
    sums = np.zeros((5, len(index)), dtype=np.float32)
    postings = (arrays["posting_ends"], arrays["posting_entry"], arrays["posting_role"])
    for found, weight in zip(terms, weights, strict=True):
        add_up(found, postings, arrays["word_size"], (weight, role_weights()), sums)
    met = np.minimum(sums[1] / np.maximum(arrays["name_size"], 1.0), 1.0)
    scores = sums[0] / sum(weights) * (FOUND + MET * met + WEIGHT * arrays["weight"])
    scores[sums[2] == 0.0] = 0.0
    return np.asarray(scores, dtype=np.float32)
