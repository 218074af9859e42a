// A verification while it runs: a notification with a bar and a button that cancels it. The client's own
// progress would stand in the status bar, where nothing can be cancelled.
import { ProgressLocation, window, type Progress } from "vscode";
import type { LanguageClient, WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from "vscode-languageclient/node";

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

interface Bar {
  readonly progress: Progress<{ message?: string; increment?: number }>;
  readonly end: () => void;
  done: number;
}

export class Bars {
  private readonly bars = new Map<string, Bar>();
  private readonly over = new Set<string>();

  constructor(private readonly client: () => LanguageClient | undefined) {}

  /** Show a step of the progress under a token. */
  take(token: string, step: Step): void {
    if (step.kind === "begin") this.begin(token, step);
    else if (step.kind === "report") this.report(token, step);
    else this.end(token);
  }

  /** The server is gone, and with it whatever it was doing. */
  clear(): void {
    for (const it of [...this.bars.keys()]) this.end(it);
  }

  private begin(token: string, step: WorkDoneProgressBegin): void {
    const options = { location: ProgressLocation.Notification, cancellable: true, title: step.title };
    void window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => this.client()?.sendNotification("window/workDoneProgress/cancel", { token }));
      if (step.message) progress.report({ message: step.message });
      return new Promise<void>((end) => {
        // It may have ended before there was a bar to show it in.
        if (this.over.delete(token)) end();
        else this.bars.set(token, { progress, end, done: 0 });
      });
    });
  }

  private report(token: string, { message, percentage }: WorkDoneProgressReport): void {
    const bar = this.bars.get(token);
    if (!bar) return;
    const increment = percentage === undefined ? 0 : Math.max(0, percentage - bar.done);
    bar.done += increment;
    bar.progress.report({ ...(message ? { message } : {}), increment });
  }

  private end(token: string): void {
    const bar = this.bars.get(token);
    if (!this.bars.delete(token)) this.over.add(token);
    bar?.end();
  }
}
