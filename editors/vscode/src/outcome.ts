// What the verification of a load came to, in the words of VS Code's view of tests.
import { Location, TestMessage, type TestItem, type TestRun } from "vscode";

import type { Report, Verification } from "./reports";

/** Say in a run what the verification of a load came to, as `loadlint verify` counts it; with `shown` in the code, too. */
export function tell(
  run: TestRun,
  item: TestItem,
  done: Verification | undefined,
  duration: number | undefined,
  shown: boolean,
): void {
  const report = done?.report;
  if (!done || !report) return run.errored(item, new TestMessage("the server has stopped"), duration);
  if (done.text) run.appendOutput(`${done.text.trimEnd().replaceAll("\n", "\r\n")}\r\n\r\n`, undefined, item);
  const problems = report.diagnosis.filter((it) => it.problem);
  if (report.outcome === "cancelled") return run.skipped(item);
  if (report.outcome === "loaded" && !problems.length) return run.passed(item, duration);
  const texts = problems.map((it) => `${it.evidence}\n${it.cure}`);
  const first = report.outcome === "loaded" ? [] : [[done.line, report.error?.cure].filter((it) => it).join("\n")];
  // A lens and a squiggle say it in the code already where the run was started there.
  return run.failed(item, shown ? [...first, ...texts].map((it) => located(it, item)) : [], duration);
}

function located(text: string, item: TestItem): TestMessage {
  const message = new TestMessage(text);
  if (item.uri && item.range) message.location = new Location(item.uri, item.range);
  return message;
}

/** The milliseconds that a verification took, as its report has them. */
export function took(report: Report): number {
  return 1000 * Object.values(report.times).reduce((sum, it) => sum + it, 0);
}
