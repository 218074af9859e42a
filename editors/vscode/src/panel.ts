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

import { page } from "./report";
import { of, type Ask, type Verification } from "./reports";

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

  dispose(): void {
    for (const it of [...this.open]) it.window.dispose();
  }
}

class Panel {
  readonly window: WebviewPanel;
  private drawn = "";

  constructor(
    context: ExtensionContext,
    private readonly ask: Ask,
    private readonly renewLenses: () => void,
    private readonly uri: Uri,
    private shown: Verification,
  ) {
    const media = Uri.joinPath(context.extensionUri, "media");
    const options = { enableScripts: true, localResourceRoots: [media] };
    this.window = window.createWebviewPanel("loadlint.report", "Verification", { viewColumn: ViewColumn.Beside }, options);
    this.window.iconPath = Uri.joinPath(context.extensionUri, "images", "icon.png");
    const listening = [
      this.window.webview.onDidReceiveMessage((it: { do: string }) => void this.act(it.do)),
      languages.onDidChangeDiagnostics((it) => {
        if (it.uris.some((uri) => uri.toString() === this.uri.toString())) void this.refresh();
      }),
    ];
    this.window.onDidDispose(() => listening.forEach((it) => it.dispose()));
    this.draw(media);
  }

  isAbout(uri: Uri, other: Verification): boolean {
    const near = other.name === this.shown.name || other.range.start.line === this.shown.range.start.line;
    return near && uri.toString() === this.uri.toString();
  }

  show(shown: Verification, reveal: boolean): void {
    this.shown = shown;
    this.draw(this.window.webview.options.localResourceRoots?.[0]);
    if (reveal) this.window.reveal(undefined, false);
  }

  private draw(media: Uri | undefined): void {
    const state = JSON.stringify(this.shown);
    if (!media || state === this.drawn) return;
    this.drawn = state;
    const at = (name: string) => this.window.webview.asWebviewUri(Uri.joinPath(media, name)).toString();
    const nonce = randomBytes(16).toString("hex");
    this.window.title = `Verification: ${this.shown.report?.model?.class ?? this.shown.report?.outcome ?? "load"}`;
    const source = this.window.webview.cspSource;
    const file = workspace.asRelativePath(this.shown.report?.site.path ?? this.uri, false);
    this.window.webview.html = page(this.shown, { style: at("panel.css"), script: at("panel.js"), source, nonce, file });
  }

  /** Edits make a report stale, or bring it back; the server knows. */
  private async refresh(): Promise<void> {
    const found = (await of(this.ask, this.uri.toString())).find((it) => it.name === this.shown.name);
    if (found?.report) this.show(found, false);
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
    } else if (what === "verify") {
      await commands.executeCommand("loadlint.verifyLoad", this.uri.toString(), start);
    } else if (what === "compare") {
      await commands.executeCommand("loadlint.compareLoad", this.uri.toString(), start);
    }
  }

  private async go(to: Position): Promise<void> {
    const document = await workspace.openTextDocument(this.uri);
    const editor = await window.showTextDocument(document, { viewColumn: ViewColumn.One, selection: new Selection(to, to) });
    editor.revealRange(new Range(to, to));
  }
}
