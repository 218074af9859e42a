// The item in the status bar: whether the server runs, what it found in the file in front, what it verifies.
import {
  StatusBarAlignment,
  ThemeColor,
  languages,
  window,
  type Disposable,
  type StatusBarItem,
  type Uri,
} from "vscode";

const LONGEST = 40; // characters, in a bar that others use too

export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly listening: Disposable[];
  private readonly verified = new Map<string, string>();
  private state: "starting" | "running" | "failed" = "starting";
  private about = "";

  constructor() {
    this.item = window.createStatusBarItem("loadlint.status", StatusBarAlignment.Right, 50);
    this.item.name = "loadlint";
    this.item.command = "loadlint.menu";
    this.listening = [
      window.onDidChangeActiveTextEditor(() => this.draw()),
      window.onDidChangeActiveNotebookEditor(() => this.draw()),
      languages.onDidChangeDiagnostics(() => this.draw()),
    ];
  }

  starting(): void {
    this.become("starting", "starting");
  }

  running(version: string, about: string): void {
    this.become("running", `loadlint ${version}, ${about}`);
  }

  failed(why: string): void {
    this.become("failed", why);
  }

  /** A verification has started, has something to say, or has ended. */
  verifying(name: string, runs: boolean, message = ""): void {
    if (runs) this.verified.set(name, message || this.verified.get(name) || "");
    else this.verified.delete(name);
    this.draw();
  }

  dispose(): void {
    for (const it of [...this.listening, this.item]) it.dispose();
  }

  private become(state: Status["state"], about: string): void {
    this.state = state;
    this.about = about;
    this.verified.clear();
    this.draw();
  }

  private draw(): void {
    const shown = inFront();
    if (!shown && !this.verified.size) return this.item.hide();
    const found = (shown ?? []).flatMap((uri) => languages.getDiagnostics(uri)).filter((it) => it.source === "loadlint");
    this.item.text = this.text(found.length);
    this.item.tooltip = this.tooltip(found.length);
    this.item.accessibilityInformation = { label: `${this.tooltip(found.length)}, opens the menu of loadlint`, role: "button" };
    this.item.backgroundColor = this.state === "failed" ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    return this.item.show();
  }

  private text(findings: number): string {
    if (this.state === "failed") return "$(error) loadlint";
    if (this.state === "starting") return "$(loading~spin) loadlint";
    if (this.verified.size) return `$(loading~spin) loadlint: ${shortened([...this.verified.values()][0] || "verifying")}`;
    return findings ? `$(search) loadlint ${findings}` : "$(check) loadlint";
  }

  private tooltip(findings: number): string {
    const count = findings === 1 ? "1 finding here" : `${findings} findings here`;
    return this.state === "running" ? `${count} (${this.about})` : this.about;
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** What the file or notebook in front consists of; undefined when it is no Python. */
function inFront(): Uri[] | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  if (notebook) return notebook.getCells().map((it) => it.document.uri);
  const document = window.activeTextEditor?.document;
  return document?.languageId === "python" ? [document.uri] : undefined;
}
