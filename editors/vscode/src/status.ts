// The item in the status bar: whether the server runs, what it found in the file in front, what it verifies.
import {
  DiagnosticSeverity,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  languages,
  window,
  type Disposable,
  type StatusBarItem,
  type Uri,
} from "vscode";

import { documentsInFront } from "./front";

const LONGEST = 40; // characters, in a bar that others use too
const LINKS: readonly [label: string, command: string][] = [
  ["Show Log", "loadlint.showLog"],
  ["Restart Server", "loadlint.restartServer"],
  ["Copy Doctor Report", "loadlint.copyDoctorReport"],
];

export class Status implements Disposable {
  private readonly item: StatusBarItem;
  private readonly listening: Disposable[];
  private readonly verified = new Map<string, string>();
  private state: "starting" | "running" | "failed" = "starting";
  private version = "";
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
    this.become("starting", "");
  }

  running(version: string, about: string): void {
    this.version = version;
    this.become("running", about);
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
    const shown = documentsInFront();
    if (!shown && !this.verified.size) return this.item.hide();
    const findings = (shown ?? []).flatMap(findingsIn).length;
    this.item.text = this.text(findings);
    const heading = this.heading(findings);
    this.item.tooltip = tooltip(heading, this.about);
    this.item.accessibilityInformation = { label: `${heading}, ${this.about}, opens the menu of loadlint`, role: "button" };
    this.item.backgroundColor = this.state === "failed" ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    return this.item.show();
  }

  private text(findings: number): string {
    if (this.state === "failed") return "$(error) loadlint";
    if (this.state === "starting") return "$(loading~spin) loadlint";
    if (this.verified.size) return `$(loading~spin) loadlint: ${shortened([...this.verified.values()][0] || "verifying")}`;
    return findings ? `$(search) loadlint ${findings}` : "$(check) loadlint";
  }

  private heading(findings: number): string {
    if (this.state === "starting") return "loadlint is starting";
    if (this.state === "failed") return "loadlint does not run";
    return `loadlint ${this.version}: ${findings === 1 ? "1 finding" : `${findings} findings`} here`;
  }
}

/** The findings as the view of problems counts them: text that is faded repeats another one. */
function findingsIn(uri: Uri): unknown[] {
  const own = languages.getDiagnostics(uri).filter((it) => it.source === "loadlint");
  return own.filter((it) => it.severity !== DiagnosticSeverity.Hint);
}

/** The state, the way the server was started or why it was not, and what one would do about it. */
function tooltip(heading: string, about: string): MarkdownString {
  // The editor's own escape makes every space one that does not break.
  const shown = new MarkdownString([`**${heading}**`, about.replace(/[\\`*_{}[\]()#+\-.!<>|~&]/g, "\\$&")].join("\n\n"));
  shown.isTrusted = { enabledCommands: LINKS.map(([, command]) => command) };
  return shown.appendMarkdown(`\n\n${LINKS.map(([label, command]) => `[${label}](command:${command})`).join(" · ")}`);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
