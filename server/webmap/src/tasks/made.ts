/** Makes the tasks that are loaded when first opened, with their phrases and their style. */
import en from "../../i18n/tasks/en.json";
import id from "../../i18n/tasks/id.json";
import { AskTask } from "../asking/ask-task";
import { ListTask } from "../asking/list-task";
import { Processes } from "../asking/process";
import { faceOf } from "../faces/faces";
import { addPhrases } from "../i18n";
import { PlanTask } from "../masterplan/plan-task";
import { ScenarioTask } from "../scenario/scenario-task";
import { onceStyled } from "./styled";
import type { TaskId } from "../state";
import type { Task, Tools } from "./task";

addPhrases({ id, en });
await onceStyled("tasks");

const processes = new Processes();
const ASKED: Partial<Record<TaskId, string>> = { build: "zoning", siting: "siting", change: "change" };

export function makeTask(task: TaskId, tools: Tools): Task {
  const process = ASKED[task];
  if (process) return new AskTask(task, tools, processes, faceOf, process);
  if (task === "masterplan") return new PlanTask(tools, processes);
  if (task === "scenario") return new ScenarioTask(tools, processes);
  return new ListTask(tools, processes, faceOf);
}
