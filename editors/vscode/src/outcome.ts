// What the verification of a load came to, in the words of VS Code's view of tests.
import { Location, TestMessage, type TestItem, type TestRun } from "vscode";

import type { Report, Verification } from "./reports";

/** The ends of a verification, in the order in which their numbers are shown. */
export const ENDS = ["loaded", "with problems", "failed", "cancelled", "not started"] as const;
export type End = (typeof ENDS)[number];

/** Say in a run what the verification of a load came to, as `loadlint verify` counts it; with `shown` in the code, too. */
export function tell(
  run: TestRun,
  item: TestItem,
  done: Verification | undefined,
  duration: number | undefined,
  shown: boolean,
): End {
  const report = done?.report;
  if (!done || !report) {
    run.errored(item, new TestMessage("the server has stopped"), duration);
    return "not started";
  }
  if (done.text) run.appendOutput(`${done.text.trimEnd().replaceAll("\n", "\r\n")}\r\n\r\n`, undefined, item);
  const problems = report.diagnosis.filter((it) => it.problem);
  if (report.outcome === "cancelled") {
    run.skipped(item);
    return "cancelled";
  }
  if (report.outcome === "loaded" && !problems.length) {
    run.passed(item, duration);
    return "loaded";
  }
  const texts = problems.map((it) => `${it.evidence}\n${it.cure}`);
  const first = report.outcome === "loaded" ? [] : [[done.line, report.error?.cure].filter((it) => it).join("\n")];
  // A lens and a squiggle say it in the code already where the run was started there.
  run.failed(item, shown ? [...first, ...texts].map((it) => located(it, item)) : [], duration);
  return report.outcome === "loaded" ? "with problems" : "failed";
}

/** The ends of several verifications in words, such as `3 loads: 2 loaded, 1 failed`. */
export function counted(ends: readonly End[]): string {
  const numbers = ENDS.map((end) => [ends.filter((it) => it === end).length, end] as const);
  const words = numbers.filter(([number]) => number).map(([number, end]) => `${number} ${end}`);
  return `${ends.length} ${ends.length === 1 ? "load" : "loads"}: ${words.join(", ")}`;
}

function located(text: string, item: TestItem): TestMessage {
  const message = new TestMessage(text);
  if (item.uri && item.range) message.location = new Location(item.uri, item.range);
  return message;
}

/** The milliseconds that a verification took, as its report has them. */
export function took(report: Report): number {
  return 1000 * (report.times["total"] ?? 0);
}
