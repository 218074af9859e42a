// The Python, the releases and the devices of the file in front, as an item of the language status and as a report.
import { execFile } from "node:child_process";
import { basename, dirname } from "node:path";
import { promisify } from "node:util";
import {
  Disposable,
  LanguageStatusSeverity,
  env,
  languages,
  window,
  workspace,
  type LanguageStatusItem,
  type TextDocument,
} from "vscode";

import type { Launch } from "./launch";
import type { Ask } from "./reports";

/** The answer of the server about one document. */
export interface Environment {
  readonly interpreter: string | null;
  readonly source: string | null;
  readonly installed: Readonly<Record<string, string>>;
  readonly targets: readonly string[];
  readonly devices: string | null;
  /** The file that configures the document. */
  readonly configuration: string | null;
}

const run = promisify(execFile);

export class LanguageStatus implements Disposable {
  private readonly item: LanguageStatusItem;
  private readonly listening: Disposable;
  private version: string | undefined;
  private asked = "";

  constructor(
    private readonly ask: Ask,
    private readonly devices: (devices: string | null) => void,
  ) {
    this.item = languages.createLanguageStatusItem("loadlint.environment", { language: "python" });
    this.item.name = "loadlint";
    const installed = workspace.createFileSystemWatcher("**/site-packages/*.dist-info", false, true);
    // The server lints again, too, and whoever has new findings asks.
    const forget = () => void (this.asked = "");
    const moved = window.onDidChangeActiveTextEditor((it) => it && void this.about(it.document));
    // A watcher may miss what is installed in a new environment; the server looks again at a save, too.
    const heard = [installed.onDidCreate(forget), installed.onDidDelete(forget), workspace.onDidSaveTextDocument(forget)];
    this.listening = Disposable.from(moved, installed, ...heard);
    this.starting();
  }

  starting(): void {
    this.version = undefined;
    this.item.busy = true;
    this.draw("loadlint: starting");
  }

  running(version: string): void {
    this.version = version.split(".").slice(0, 2).join(".");
    this.asked = "";
    this.item.busy = false;
    this.draw(`loadlint ${this.version}`);
  }

  failed(why: string): void {
    this.version = undefined;
    this.item.busy = false;
    this.draw("loadlint does not run", why);
    this.item.severity = LanguageStatusSeverity.Error;
    this.item.command = { command: "loadlint.showLog", title: "Show log" };
  }

  /** Asks again, as a verification has taken or freed memory. */
  async renew(): Promise<void> {
    this.asked = "";
    if (window.activeTextEditor) await this.about(window.activeTextEditor.document);
  }

  /** Updates the status for the document in front, once it has its findings: they come first. */
  async about(document: TextDocument): Promise<void> {
    const uri = document.uri.toString();
    if (!this.version || document.languageId !== "python" || this.asked === uri) return;
    this.asked = uri;
    const found = await this.ask<Environment | null>("loadlint.environment", uri);
    if (!found || !this.version || this.asked !== uri) return;
    this.devices(found.devices);
    const { transformers } = found.installed;
    const release = transformers ? `transformers ${transformers.split(".").slice(0, 2).join(".")}` : "no transformers";
    const parts = [`loadlint ${this.version}`, release, found.devices].filter((it) => it);
    // The name of the environment; the whole path is in the doctor's report.
    const python = found.interpreter ? `${basename(dirname(dirname(found.interpreter)))} (${found.source})` : "no Python";
    this.draw(parts.join(" · "), python);
  }

  dispose(): void {
    this.listening.dispose();
    this.item.dispose();
  }

  private draw(text: string, detail = ""): void {
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = LanguageStatusSeverity.Information;
    this.item.command = { command: "loadlint.copyDoctorReport", title: "Copy doctor report" };
  }
}

/** Put what `loadlint doctor` prints into the clipboard, for a report of a defect. */
export async function copyDoctorReport(how: Launch | undefined): Promise<void> {
  if (!how) return void window.showWarningMessage("loadlint: no loadlint could be started, as its log says");
  const text = await doctor(how);
  await env.clipboard.writeText(text);
  const answer = await window.showInformationMessage("loadlint: the doctor report is in the clipboard", "Show");
  if (answer) await window.showTextDocument(await workspace.openTextDocument({ content: text, language: "plaintext" }));
}

/** No interpreter is started in a workspace that is not trusted. */
async function doctor({ command, args, interpreter }: Launch): Promise<string> {
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const chosen = interpreter ? ["--python", interpreter] : [];
  const options = workspace.isTrusted ? chosen : ["--no-devices"];
  const ended = run(command, [...args.slice(0, -1), "doctor", ...options], { timeout: 90_000, windowsHide: true, ...(cwd ? { cwd } : {}) });
  return ended.then(({ stdout }) => stdout).catch((error: unknown) => String(error));
}
