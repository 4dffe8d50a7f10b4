/** Makes the tools, which are loaded when first opened, with their phrases and their style. */
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { addPhrases } from "../i18n";
import { onceStyled } from "../tasks/styled";
import type { Tools } from "../tasks/task";
import { CompareTool } from "./compare/tool";
import { OverCompared } from "./compare/over";
import { MeasureTool } from "./measure/tool";
import { AssetsTool } from "./assets/tool";
import { NearbyTool } from "./nearby/tool";
import { ReachTool } from "./reach/tool";
import { ShareTool } from "./share/tool";
import { SheetTool } from "./sheet/tool";
import { BufferTool } from "./site/buffer";
import { DrawTool } from "./site/draw";
import type { MapTool, ToolId } from "./tool";

addPhrases({ id, en });
await Promise.all([onceStyled("tasks"), onceStyled("tools")]);

const MADE: Record<ToolId, new (tools: Tools) => MapTool> = {
  measure: MeasureTool,
  draw: DrawTool,
  buffer: BufferTool,
  reach: ReachTool,
  compare: CompareTool,
  nearby: NearbyTool,
  assets: AssetsTool,
  share: ShareTool,
  sheet: SheetTool,
};

export function makeTool(tool: ToolId, tools: Tools): MapTool {
  const made = new MADE[tool](tools);
  return tool === "share" || tool === "sheet" ? new OverCompared(made, new CompareTool(tools)) : made;
}
