// The window in which a verification is read. One window a load, brought up to date while it is open.
import { randomBytes } from "node:crypto";
import {
  Position,
  Range,
  Selection,
  Uri,
  ViewColumn,
  commands,
  env,
  languages,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
  type WebviewPanel,
} from "vscode";

import { framed, type Page } from "./report";
import { find, of, type Ask, type Shown, type Verification } from "./reports";

/** What a button asks of the server about the load. */
const COMMANDS: Readonly<Record<string, string>> = {
  verify: "loadlint.verifyLoad",
  compare: "loadlint.compareLoad",
  apply: "loadlint.applyFixes",
};

export class Panels implements Disposable {
  private readonly open: Panel[] = [];

  constructor(
    private readonly context: ExtensionContext,
    private readonly ask: Ask,
    private readonly renewLenses: () => void,
  ) {}

  /** Show a verification; in the window that shows that load already, if there is one. */
  show(uri: Uri, shown: Verification): void {
    const known = this.open.find((it) => it.isAbout(uri, shown));
    if (known) return known.show(shown, true);
    const panel = new Panel(this.context, this.ask, this.renewLenses, uri, shown);
    this.open.push(panel);
    panel.window.onDidDispose(() => this.open.splice(this.open.indexOf(panel), 1));
  }

  /** A verification has ended; windows that show its load show it now. */
  renew(uri: Uri, shown: Verification): boolean {
    const known = this.open.find((it) => it.isAbout(uri, shown));
    known?.show(shown, false);
    return known !== undefined;
  }

  /** A verification has begun or goes on; a window that shows its load says so. */
  async follow(name: string, kind: "begin" | "report", phase: string | undefined): Promise<void> {
    const known = this.open.find((it) => it.isFollowing(name));
    if (known) return known.follow(name, phase);
    if (kind !== "begin" || !this.open.length) return;
    const run = await find(this.ask, name);
    if (run && !run.found.report) this.open.find((it) => it.isAbout(run.uri, run.found))?.follow(name, undefined);
  }

  dispose(): void {
    for (const it of [...this.open]) it.window.dispose();
  }
}

class Panel {
  readonly window: WebviewPanel;
  private readonly media: Uri;
  private drawn = "";
  private open = true;
  /** The name of the verification that is about to replace what is shown. */
  private running: string | undefined;
  /** Whether the first report of a comparison is shown by itself. */
  private alone = false;

  constructor(
    context: ExtensionContext,
    private readonly ask: Ask,
    private readonly renewLenses: () => void,
    private readonly uri: Uri,
    private shown: Verification,
  ) {
    this.media = Uri.joinPath(context.extensionUri, "media");
    const options = { enableScripts: true, localResourceRoots: [this.media] };
    this.window = window.createWebviewPanel("loadlint.report", "Verification", { viewColumn: ViewColumn.Beside }, options);
    this.window.iconPath = Uri.joinPath(context.extensionUri, "images", "icon.png");
    const listening = [
      this.window.webview.onDidReceiveMessage((it: { do: string }) => void this.act(it.do)),
      languages.onDidChangeDiagnostics((it) => {
        if (it.uris.some((uri) => uri.toString() === this.uri.toString())) void this.refresh();
      }),
    ];
    this.window.onDidDispose(() => {
      this.open = false;
      listening.forEach((it) => it.dispose());
    });
    void this.draw();
  }

  isAbout(uri: Uri, other: Verification): boolean {
    const near = other.name === this.shown.name || other.range.start.line === this.shown.range.start.line;
    return near && uri.toString() === this.uri.toString();
  }

  isFollowing(name: string): boolean {
    return this.running === name;
  }

  show(shown: Verification, reveal: boolean): void {
    if (shown.name !== this.shown.name) this.alone = false;
    if (shown.name === this.running) this.running = undefined;
    // A run that was cancelled has nothing to show in place of an earlier report.
    if (shown.report?.outcome !== "cancelled" || reveal) this.shown = shown;
    void this.draw();
    if (reveal) this.window.reveal(undefined, false);
  }

  /** The load is being verified again: the page says so, and in which phase. */
  follow(name: string, phase: string | undefined): void {
    if (this.running === name) {
      if (phase) void this.window.webview.postMessage({ phase });
      return;
    }
    this.running = name;
    void this.draw();
  }

  private async draw(): Promise<void> {
    const about = this.about();
    const state = JSON.stringify(about);
    if (state === this.drawn) return;
    this.drawn = state;
    const page = await this.ask<Page>("loadlint.reportPage", about);
    if (!this.open || this.drawn !== state) return;
    if (page) this.fill(page);
    else this.drawn = "";
  }

  private fill(page: Page): void {
    const { webview } = this.window;
    const at = (name: string) => webview.asWebviewUri(Uri.joinPath(this.media, name)).toString();
    const nonce = randomBytes(16).toString("hex");
    this.window.title = page.title;
    webview.html = framed(page, { style: at("panel.css"), script: at("panel.js"), source: webview.cspSource, nonce });
  }

  private about(): Shown {
    const { report, fixed, stale, state } = this.shown;
    const { cell, line, path } = report?.site ?? { path: this.uri.fsPath, line: this.shown.range.start.line + 1 };
    const numbers = cell === null || cell === undefined ? `${line}` : `cell ${cell}, ${line}`;
    const place = `${workspace.asRelativePath(path, false)}:${numbers}`;
    return { state: this.running ? "running" : state, stale, report, fixed, place, alone: this.alone };
  }

  /** Edits make a report stale, or bring it back; the server knows. */
  private async refresh(): Promise<void> {
    const found = (await of(this.ask, this.uri.toString())).find((it) => it.name === this.shown.name);
    if (found?.report && !this.running) this.show(found, false);
  }

  private async act(what: string): Promise<void> {
    const { start } = this.shown.range;
    if (what === "shown") {
      // An editor that loses the focus drops the refresh of its lenses that it was about to do.
      this.renewLenses();
    } else if (what === "copy") {
      const { report, fixed } = this.shown;
      await env.clipboard.writeText(JSON.stringify(fixed ? { before: report, after: fixed } : report, undefined, 2));
      window.setStatusBarMessage("loadlint: the report is in the clipboard", 3000);
    } else if (what === "go") {
      await this.go(new Position(start.line, start.character));
    } else if (what === "single" || what === "both") {
      this.alone = what === "single";
      await this.draw();
    } else if (what === "cancel") {
      if (this.running) await commands.executeCommand("loadlint.cancelVerify", this.running);
    } else if (COMMANDS[what]) {
      await commands.executeCommand(COMMANDS[what], this.uri.toString(), start);
    }
  }

  private async go(to: Position): Promise<void> {
    const document = await workspace.openTextDocument(this.uri);
    const editor = await window.showTextDocument(document, { viewColumn: ViewColumn.One, selection: new Selection(to, to) });
    editor.revealRange(new Range(to, to));
  }
}
