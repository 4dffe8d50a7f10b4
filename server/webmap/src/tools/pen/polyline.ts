/** Corners as short text for the address: differences in 1e-5 degrees unless told, five bits to a letter. */
export type At = [number, number];

const SCALE = 1e5;

function letters(difference: number): string {
  let rest = difference < 0 ? ~(difference << 1) : difference << 1;
  let text = "";
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63);
    rest >>>= 5;
  }
  return text + String.fromCharCode(rest + 63);
}

/** Writes corners, latitude first, as the encoding has it. */
export function encode(corners: readonly At[], scale = SCALE): string {
  let [x, y] = [0, 0];
  return corners
    .map(([lon, lat]) => {
      const [nextX, nextY] = [Math.round(lon * scale), Math.round(lat * scale)];
      const text = letters(nextY - y) + letters(nextX - x);
      [x, y] = [nextX, nextY];
      return text;
    })
    .join("");
}

/** Reads corners; what is no such text, or lies nowhere on earth, gives none. */
export function decode(text: string, scale = SCALE): At[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const letter of text) {
    const bits = letter.charCodeAt(0) - 63;
    if (bits < 0 || bits > 63 || shift > 30) return [];
    value |= (bits & 0x1f) << shift;
    shift += 5;
    if (bits >= 0x20) continue;
    numbers.push(value & 1 ? ~(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  if (shift || numbers.length % 2) return [];
  const corners: At[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < numbers.length; i += 2) {
    y += numbers[i] as number;
    x += numbers[i + 1] as number;
    corners.push([x / scale, y / scale]);
  }
  return corners.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90) ? corners : [];
}
