"""Loops over the outlines of zones: which hold a point, and how far their lines are from it."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# Share of its terms below which the sign of an orientation is not sure (Shewchuk 1997).
DOUBT = 3.3306690738754716e-16
OUTSIDE, INSIDE, UNSURE = 0, 1, 2
# Side of a block of cells, for the order of points.
BLOCK = 4


class Outlines(NamedTuple):
    """Outlines of polygons: their edges by bands of latitude, the polygons by cells of a grid.

    ends float64 (e × 4: lon, lat of both ends), the edges band by band; offsets int64: where
    each band starts; first int64 (p + 1): first band of each polygon; box float64 (p × 4);
    bands float64 (p): bands per degree; owner int64 (p): row of the zone; grid float64 (west,
    south, columns and rows per degree); size int64 (columns, rows); cell and member int64:
    the polygons of each cell; clear bool: cells that no edge reaches, whose polygons are
    those that cover them.
    """

    ends: Floats
    offsets: Ints
    first: Ints
    box: Floats
    bands: Floats
    owner: Ints
    grid: Floats
    size: Ints
    cell: Ints
    member: Ints
    clear: Flags


@nb.njit(cache=True, nogil=True)
def step_of(value: float, start: float, per_unit: float, n: int) -> int:
    """Give the band, column or row of a coordinate; those beyond fall in the first or last."""
    return int(min(max((value - start) * per_unit, 0.0), n - 1.0))


@nb.njit(cache=True, nogil=True)
def edges_by_band(
    ends: Floats, part: Ints, first: Ints, box: Floats, bands: Floats
) -> tuple[Ints, Floats]:
    """Sort edges into every band that they reach: offsets by band, and the edges.

    Parameters
    ----------
    ends, part
        Edges, and the polygon of each.
    first, box, bands
        As in `Outlines`.
    """
    offsets = np.zeros(first[-1] + 1, dtype=np.int64)
    out = ends[:0]
    at = offsets[:0]
    for filling in range(2):
        if filling:
            offsets = summed(offsets)
            out, at = np.empty((offsets[-1], 4)), offsets[:-1].copy()
        for e in range(len(ends)):
            p = part[e]
            n = first[p + 1] - first[p]
            low = step_of(min(ends[e, 1], ends[e, 3]), box[p, 1], bands[p], n)
            high = step_of(max(ends[e, 1], ends[e, 3]), box[p, 1], bands[p], n)
            for k in range(first[p] + low, first[p] + high + 1):
                if filling:
                    out[at[k]] = ends[e]
                    at[k] += 1
                else:
                    offsets[k + 1] += 1
    return offsets, out


@nb.njit(cache=True, nogil=True)
def parts_by_cell(box: Floats, grid: Floats, size: Ints) -> tuple[Ints, Ints]:
    """Sort polygons into every cell that their boxes reach: offsets by cell, and the polygons."""
    cell = np.zeros(size[0] * size[1] + 1, dtype=np.int64)
    member = np.empty(0, dtype=np.int64)
    at = cell[:0]
    for filling in range(2):
        if filling:
            cell = summed(cell)
            member, at = np.empty(cell[-1], dtype=np.int64), cell[:-1].copy()
        for p in range(len(box)):
            west = step_of(box[p, 0], grid[0], grid[2], size[0])
            east = step_of(box[p, 2], grid[0], grid[2], size[0])
            south = step_of(box[p, 1], grid[1], grid[3], size[1])
            north = step_of(box[p, 3], grid[1], grid[3], size[1])
            for row in range(south, north + 1):
                for k in range(row * size[0] + west, row * size[0] + east + 1):
                    if filling:
                        member[at[k]] = p
                        at[k] += 1
                    else:
                        cell[k + 1] += 1
    return cell, member


@nb.njit(cache=True, nogil=True)
def summed(counts: Ints) -> Ints:
    """Give running sums: counts to offsets."""
    out = counts.copy()
    for k in range(1, len(out)):
        out[k] += out[k - 1]
    return out


@nb.njit(cache=True, nogil=True)
def side_of(ends: Floats, start: int, stop: int, x: float, y: float) -> int:
    """Tell on which side of a polygon's line a point is: OUTSIDE, INSIDE, or UNSURE.

    `start` and `stop` bound the edges of the polygon's band at the point's latitude.
    """
    odd = False
    for e in range(start, stop):
        ax, ay, bx, by = ends[e, 0], ends[e, 1], ends[e, 2], ends[e, 3]
        if (y < ay and y < by) or (y > ay and y > by) or (x > ax and x > bx):
            continue
        crossed = (ay > y) != (by > y)
        if x >= ax or x >= bx:
            one, other = (bx - ax) * (y - ay), (by - ay) * (x - ax)
            if abs(one - other) <= DOUBT * (abs(one) + abs(other)):
                return UNSURE
            crossed = crossed and ((one - other > 0.0) == (by > ay))
        odd = odd != crossed
    return INSIDE if odd else OUTSIDE


@nb.njit(cache=True, nogil=True)
def cells_without_edges(ends: Floats, grid: Floats, size: Ints) -> Flags:
    """Find the cells that the box of no edge reaches: there every point has the same holders."""
    clear = np.ones(size[0] * size[1], dtype=np.bool_)
    for e in range(len(ends)):
        west = step_of(min(ends[e, 0], ends[e, 2]), grid[0], grid[2], size[0])
        east = step_of(max(ends[e, 0], ends[e, 2]), grid[0], grid[2], size[0])
        south = step_of(min(ends[e, 1], ends[e, 3]), grid[1], grid[3], size[1])
        north = step_of(max(ends[e, 1], ends[e, 3]), grid[1], grid[3], size[1])
        for row in range(south, north + 1):
            for k in range(row * size[0] + west, row * size[0] + east + 1):
                clear[k] = False
    return clear


@nb.njit(cache=True, nogil=True)
def settled(outlines: Outlines) -> tuple[Ints, Ints]:
    """Leave in the list of each clear cell only the polygons that cover it."""
    ends, offsets, first, box = outlines.ends, outlines.offsets, outlines.first, outlines.box
    bands, cell, member, clear = outlines.bands, outlines.cell, outlines.member, outlines.clear
    west, south, columns, rows = outlines.grid
    nx = outlines.size[0]
    kept = np.zeros_like(cell)
    out = np.empty_like(member)
    n = 0
    for k in range(len(clear)):
        x, y = west + (k % nx + 0.5) / columns, south + (k // nx + 0.5) / rows
        for i in range(cell[k], cell[k + 1]):
            p = member[i]
            if clear[k]:
                if x < box[p, 0] or x > box[p, 2] or y < box[p, 1] or y > box[p, 3]:
                    continue
                band = first[p] + step_of(y, box[p, 1], bands[p], first[p + 1] - first[p])
                if side_of(ends, offsets[band], offsets[band + 1], x, y) == OUTSIDE:
                    continue
            out[n] = p
            n += 1
        kept[k + 1] = n
    return kept, out[:n].copy()


@nb.njit(cache=True, nogil=True)
def holders(outlines: Outlines, xy: Floats, order: Ints) -> tuple[Ints, Ints, Ints]:
    """Find for every point the polygons that hold it, or may: point, polygon, side.

    Parameters
    ----------
    xy
        n × 2 lon/lat.
    order
        In which order to take the points; those near to each other in turn are quicker.
    """
    # Handing the whole tuple to a function for each pair would cost more than its work.
    ends, offsets, first, box = outlines.ends, outlines.offsets, outlines.first, outlines.box
    bands, cell, member, clear = outlines.bands, outlines.cell, outlines.member, outlines.clear
    west, south, columns, rows = outlines.grid
    nx, ny = outlines.size
    most, n = 2 * len(xy) + 16, 0
    found = np.empty((3, most), dtype=np.int64)
    for k in order:
        x, y = xy[k, 0], xy[k, 1]
        here = step_of(y, south, rows, ny) * nx + step_of(x, west, columns, nx)
        for i in range(cell[here], cell[here + 1]):
            p, side = member[i], INSIDE
            if not clear[here]:
                if x < box[p, 0] or x > box[p, 2] or y < box[p, 1] or y > box[p, 3]:
                    continue
                band = first[p] + step_of(y, box[p, 1], bands[p], first[p + 1] - first[p])
                side = side_of(ends, offsets[band], offsets[band + 1], x, y)
            if side != OUTSIDE:
                if n == most:
                    most *= 2
                    found = _wider(found, most)
                found[0, n], found[1, n], found[2, n] = k, p, side
                n += 1
    return found[0, :n], found[1, :n], found[2, :n]


@nb.njit(cache=True, nogil=True)
def _wider(values: Ints, n: int) -> Ints:
    out = np.empty((3, n), dtype=np.int64)
    out[:, : values.shape[1]] = values
    return out


@nb.njit(cache=True, nogil=True)
def by_cell(outlines: Outlines, xy: Floats) -> Ints:
    """Order points by blocks of cells, so that those near to each other follow each other."""
    west, south, columns, rows = outlines.grid
    nx, ny = outlines.size
    key = np.empty(len(xy), dtype=np.int64)
    wide = nx // BLOCK + 1
    for k in range(len(xy)):
        row, column = step_of(xy[k, 1], south, rows, ny), step_of(xy[k, 0], west, columns, nx)
        key[k] = row // BLOCK * wide + column // BLOCK
    return in_order(key, (ny // BLOCK + 1) * wide)


@nb.njit(cache=True, nogil=True)
def in_order(key: Ints, n: int) -> Ints:
    """Give the positions of keys below n in ascending order, equal ones as they stood."""
    count = np.zeros(n + 1, dtype=np.int64)
    for k in range(len(key)):
        count[key[k] + 1] += 1
    at = summed(count)
    order = np.empty(len(key), dtype=np.int64)
    for k in range(len(key)):
        order[at[key[k]]] = k
        at[key[k]] += 1
    return order


@nb.njit(cache=True, nogil=True)
def away_m(ends: Floats, start: int, stop: int, here: Floats, reach_m: float) -> float:
    """Give how far the nearest of some edges is from a place, in metres; infinite beyond reach.

    Parameters
    ----------
    here
        Lon, lat, and metres per degree of each at that place.
    reach_m
        How far to look.
    """
    x, y, east_m, north_m = here
    dx = reach_m / east_m
    least = np.inf
    for e in range(start, stop):
        ax, bx = ends[e, 0] - x, ends[e, 2] - x
        if (ax > dx and bx > dx) or (ax < -dx and bx < -dx):
            continue
        ay, by = (ends[e, 1] - y) * north_m, (ends[e, 3] - y) * north_m
        least = min(least, _to_origin(ax * east_m, ay, bx * east_m, by))
    return least if least <= reach_m else np.inf


@nb.njit(cache=True, nogil=True)
def _to_origin(ax: float, ay: float, bx: float, by: float) -> float:
    """Give the distance from the origin to the piece of line from a to b."""
    ux, uy = bx - ax, by - ay
    length = ux * ux + uy * uy
    t = 0.0 if length == 0.0 else min(max(-(ax * ux + ay * uy) / length, 0.0), 1.0)
    return float(np.hypot(ax + t * ux, ay + t * uy))


@nb.njit(cache=True, nogil=True)
def around(outlines: Outlines, here: Floats, reach_m: float) -> tuple[Ints, Ints, Floats]:
    """Find the polygons that hold a place or whose line is near: polygon, side, metres.

    Parameters
    ----------
    here, reach_m
        As in `away_m`.
    """
    ends, offsets, first, box = outlines.ends, outlines.offsets, outlines.first, outlines.box
    bands, cell, member = outlines.bands, outlines.cell, outlines.member
    west, south, columns, rows = outlines.grid
    nx, ny = outlines.size
    x, y, dx, dy = here[0], here[1], reach_m / here[2], reach_m / here[3]
    left, right = step_of(x - dx, west, columns, nx), step_of(x + dx, west, columns, nx)
    low, high = step_of(y - dy, south, rows, ny), step_of(y + dy, south, rows, ny)
    parts, sides, metres = [0 for _ in range(0)], [0 for _ in range(0)], [0.0 for _ in range(0)]
    for row in range(low, high + 1):
        for i in range(cell[row * nx + left], cell[row * nx + right + 1]):
            p = member[i]
            if x + dx < box[p, 0] or x - dx > box[p, 2] or y + dy < box[p, 1] or y - dy > box[p, 3]:
                continue
            n, start = first[p + 1] - first[p], first[p]
            bottom = start + step_of(y - dy, box[p, 1], bands[p], n)
            top = start + step_of(y + dy, box[p, 1], bands[p], n)
            away = away_m(ends, offsets[bottom], offsets[top + 1], here, reach_m)
            side = OUTSIDE
            if box[p, 0] <= x <= box[p, 2] and box[p, 1] <= y <= box[p, 3]:
                band = start + step_of(y, box[p, 1], bands[p], n)
                side = side_of(ends, offsets[band], offsets[band + 1], x, y)
            if (side != OUTSIDE or away <= reach_m) and p not in parts:
                parts.append(p)
                sides.append(side)
                metres.append(away)
    return np.array(parts), np.array(sides), np.array(metres)


@nb.njit(cache=True, nogil=True)
def beside_lines(outlines: Outlines, here: Floats, reach_m: float) -> Flags:
    """Tell for every place whether the line of any polygon is within reach.

    Parameters
    ----------
    here
        n × 4: lon, lat, and metres per degree of each at that place.
    reach_m
        How far to look.
    """
    ends, offsets, first, box = outlines.ends, outlines.offsets, outlines.first, outlines.box
    bands, cell, member, clear = outlines.bands, outlines.cell, outlines.member, outlines.clear
    west, south, columns, rows = outlines.grid
    nx, ny = outlines.size
    near = np.zeros(len(here), dtype=np.bool_)
    for j in range(len(here)):
        x, y, dx, dy = here[j, 0], here[j, 1], reach_m / here[j, 2], reach_m / here[j, 3]
        left, right = step_of(x - dx, west, columns, nx), step_of(x + dx, west, columns, nx)
        for row in range(step_of(y - dy, south, rows, ny), step_of(y + dy, south, rows, ny) + 1):
            for k in range(row * nx + left, row * nx + right + 1):
                if clear[k] or near[j]:
                    continue
                for i in range(cell[k], cell[k + 1]):
                    p = member[i]
                    n, start = first[p + 1] - first[p], first[p]
                    low = start + step_of(y - dy, box[p, 1], bands[p], n)
                    high = start + step_of(y + dy, box[p, 1], bands[p], n)
                    if away_m(ends, offsets[low], offsets[high + 1], here[j], reach_m) <= reach_m:
                        near[j] = True
                        break
    return near
