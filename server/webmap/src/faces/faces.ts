/** The faces of the analyses that have one of their own. */
import type { Face } from "../asking/face";
import { changeFace } from "./change";
import { sitingFace } from "./siting";
import { suitabilityFace } from "./suitability";
import { allowedFace, verdictFace } from "./verdict";

const FACES: Readonly<Record<string, Face>> = {
  zoning: verdictFace,
  allowed: allowedFace,
  change: changeFace,
  siting: sitingFace,
  nearest: { point: "point", first: ["point", "facilities", "k", "mode"], output: "facilities", field: "rank" },
  whatif: { first: ["facilities", "within", "mode", "add", "road", "bridge", "remove", "region", "by"], output: "units" },
  coverage: { first: ["facilities", "mode", "within", "by", "region"], output: "units" },
  supply: { first: ["facilities", "mode", "within", "method", "by", "region"], output: "units", field: "per_1000" },
  exposure: { first: ["hazard", "field", "breaks", "facilities", "by", "region"], output: "units", field: "share" },
  indicator: { first: ["indicator", "by", "region", "level"], output: "units", field: "value" },
  conflicts: { first: ["kinds", "cover", "region", "patches"], field: "kind" },
  suitability: suitabilityFace,
  composition: { first: ["cover", "by", "region", "legend"], output: "zones" },
};
const PLAIN: Face = {};

export const faceOf = (process: string): Face => FACES[process] ?? PLAIN;
