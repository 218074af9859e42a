// Where VS Code enters: everything is made here, and told about what changes.
import { commands, window, workspace, type ExtensionContext } from "vscode";

import { Connection } from "./client";
import { fixesOfProse, registered } from "./commands";
import { fileInFront } from "./front";
import { Loads } from "./loads";
import { LanguageStatus } from "./environment";
import { cures } from "./notices";
import { Panels } from "./panel";
import { onDiscovered, onSelected } from "./python";
import { find, type Ask, type Followed } from "./reports";
import { RulePages } from "./rules";
import { RESTARTING, mayVerify, read } from "./settings";
import { Status } from "./status";
import { plain } from "./words";

let connection: Connection | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("loadlint", { log: true });
  const status = new Status();
  const ask: Ask = async (command, ...args) => connection?.ask(command, ...args);
  const panels = new Panels(context, ask, () => connection?.renewLenses());
  const rules = new RulePages(ask);
  const followed: Followed = async (name, kind, phase) => {
    if (kind !== "end") return panels.follow(name, kind, phase);
    void language.renew();
    await finished(name, ask, panels, await loads.ended(name));
  };
  const made: Connection = new Connection(context, log, status, followed, () => ({ loads, language }));
  const loads: Loads = new Loads(made, ask);
  const language: LanguageStatus = new LanguageStatus(ask, (it) => loads.on(it));
  connection = made;
  const parts = { connection: made, panels, rules, loads, log };
  context.subscriptions.push(log, status, panels, rules, loads, language, ...registered(parts), fixesOfProse(made), ...cures(() => made.restart()));
  const offer = () => {
    void commands.executeCommand("setContext", "loadlint.mayVerify", mayVerify(fileInFront()));
    loads.offer(mayVerify());
  };
  const restart = () => {
    offer();
    void made.restart();
  };
  context.subscriptions.push(
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeWorkspaceFolders(restart),
    onDiscovered(() => made.how?.interpreter || restart()),
    window.onDidChangeActiveTextEditor(offer),
    window.onDidChangeActiveNotebookEditor(offer),
    workspace.onDidChangeConfiguration((it) => concerns(it.affectsConfiguration) && restart()),
  );
  offer();
  await made.restart();
  const listening = await onSelected(restart);
  if (listening) context.subscriptions.push(listening);
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}

/** Say what a verification came to, with the way to its report; a comparison is read nowhere else. */
async function finished(name: string, ask: Ask, panels: Panels, quiet: boolean): Promise<void> {
  const known = await find(ask, name);
  if (!known?.found.report) return;
  const { uri, found } = known;
  if (found.fixed) return panels.show(uri, found);
  if (panels.renew(uri, found) || quiet) return;
  const { showNotifications } = read();
  if (showNotifications === "off" || (showNotifications === "onError" && found.report?.outcome === "loaded")) return;
  // Whoever has cancelled a verification knows how it ended.
  if (found.report?.outcome === "cancelled") return;
  const tell = found.report?.outcome === "loaded" ? window.showInformationMessage : window.showWarningMessage;
  if ((await tell(`loadlint: ${plain(found.line ?? "")}`, "Show report")) === "Show report") panels.show(uri, found);
}

function concerns(affects: (section: string) => boolean): boolean {
  return [...RESTARTING, "python.defaultInterpreterPath"].some(affects);
}
