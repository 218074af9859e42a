// What the palette offers. Each command works on the file or cell in front.
import {
  CodeActionKind,
  Position,
  Uri,
  commands,
  languages,
  window,
  workspace,
  type CodeAction,
  type Disposable,
  type LogOutputChannel,
  type NotebookDocument,
  type TextDocument,
} from "vscode";

import type { Connection } from "./client";
import { openConfiguration } from "./configuration";
import { copyDoctorReport } from "./environment";
import { editorInFront, fileInFront, fileOf } from "./front";
import type { Loads } from "./loads";
import type { Panels } from "./panel";
import { of, type Verification } from "./reports";
import type { RulePages } from "./rules";
import { openSample } from "./sample";
import { mayVerify } from "./settings";

export interface Parts {
  readonly connection: Connection;
  readonly panels: Panels;
  readonly rules: RulePages;
  readonly loads: Loads;
  readonly log: LogOutputChannel;
}

const FIXES = CodeActionKind.SourceFixAll.append("loadlint");
const NOTEBOOK_FIXES = CodeActionKind.Notebook.append("source.fixAll.loadlint");
type Row = readonly [label: string, command: string];
const VERIFYING: readonly Row[] = [
  ["$(play) Verify load at cursor", "loadlint.verify"],
  ["$(beaker) Rehearse load at cursor", "loadlint.rehearse"],
  ["$(run-all) Verify all loads of this file", "loadlint.verifyFile"],
  ["$(beaker) Show all loads of the workspace", "loadlint.showLoads"],
  ["$(diff) Compare load at cursor with its fixes", "loadlint.compare"],
  ["$(graph) Show verification report", "loadlint.showReport"],
];
const TRUSTING: Row = ["$(shield) Manage workspace trust", "workbench.trust.manage"];
const MENU: readonly Row[] = [
  ["$(wand) Fix all that is safe to fix", "loadlint.fixAll"],
  ["$(search) Lint workspace", "loadlint.lintWorkspace"],
  ["$(book) Show rule", "loadlint.showRule"],
  ["$(gear) Open configuration", "loadlint.openConfiguration"],
  ["$(debug-restart) Restart server", "loadlint.restartServer"],
  ["$(clippy) Copy doctor report", "loadlint.copyDoctorReport"],
  ["$(output) Show log", "loadlint.showLog"],
];

export function registered(parts: Parts): Disposable[] {
  const { connection, rules, loads, log } = parts;
  const all: Record<string, (...args: never[]) => unknown> = {
    "loadlint.verify": () => atCursor(parts, "loadlint.verifyLoad"),
    "loadlint.rehearse": () => atCursor(parts, "loadlint.rehearseLoad"),
    "loadlint.compare": () => atCursor(parts, "loadlint.compareLoad"),
    "loadlint.verifyFile": () => verifyFile(parts),
    "loadlint.showReport": (uri?: string, at?: Position) => showReport(parts, uri, at),
    "loadlint.fixAll": () => fixAll(parts),
    "loadlint.showLoads": () => loads.showAll(),
    "loadlint.lintWorkspace": () => lintWorkspace(parts),
    "loadlint.openSample": openSample,
    "loadlint.openConfiguration": () => openConfiguration((...it) => connection.ask(...it)),
    "loadlint.copyDoctorReport": () => copyDoctorReport(connection.how),
    "loadlint.showRule": (name?: string) => rules.show(name),
    "loadlint.restartServer": () => connection.restart(),
    "loadlint.showLog": () => log.show(),
    "loadlint.menu": menu,
  };
  return Object.entries(all).map(([name, call]) => commands.registerCommand(name, call));
}

async function menu(): Promise<void> {
  const first = mayVerify(fileInFront()) ? VERIFYING : workspace.isTrusted ? [] : [TRUSTING];
  const picked = await window.showQuickPick([...first, ...MENU].map(([label, command]) => ({ label, command })));
  if (picked) await commands.executeCommand(picked.command);
}

/** The server finds the load at a place, asks for what it needs, and says in words what cannot be verified. */
async function atCursor({ connection }: Parts, command: string): Promise<void> {
  const front = inFront();
  if (!front) return;
  const { line, character } = front.at;
  await connection.ask(command, front.document.uri.toString(), { line, character });
}

async function verifyFile({ loads }: Parts): Promise<void> {
  const front = inFront();
  if (front) await loads.verifyAll(fileOf(front.document));
}

async function showReport({ connection, panels }: Parts, uri?: string, at?: Position): Promise<void> {
  const front = uri ? undefined : inFront();
  const shown = uri ? Uri.parse(uri) : front?.document.uri;
  if (!shown) return;
  const line = at?.line ?? front?.at.line ?? 0;
  const done = (await of((...it) => connection.ask(...it), shown.toString())).filter((it) => it.report);
  const found = done.find((it) => covers(it, line)) ?? (uri ? undefined : done.at(-1));
  if (found) panels.show(shown, found);
  else void window.showInformationMessage("loadlint: no load has been verified here");
}

/** Report on all files until the window is reloaded; the setting does so for good. */
async function lintWorkspace({ connection }: Parts): Promise<void> {
  await connection.lintWorkspace();
  await commands.executeCommand("workbench.actions.view.problems");
}

/** The server's own action, so that this, the light bulb and fixing on save are the same. */
async function fixAll({ connection }: Parts): Promise<void> {
  const document = inFront()?.document;
  if (!document) return;
  const notebook = window.activeNotebookEditor?.notebook;
  const kind = notebook ? NOTEBOOK_FIXES : FIXES;
  const action = await connection.action(document, kind);
  if (action?.edit) await workspace.applyEdit(action.edit);
  else void window.showInformationMessage("loadlint: there is nothing here that is safe to fix");
}

function covers(shown: Verification, line: number): boolean {
  return shown.range.start.line <= line && line <= shown.range.end.line;
}

/** A notebook that begins with prose: VS Code asks the first cell alone for what is done on save. */
export function fixesOfProse(connection: Connection): Disposable {
  const provideCodeActions = async (document: TextDocument): Promise<CodeAction[]> => {
    const notebook = workspace.notebookDocuments.find((it) => it.getCells().some((cell) => cell.document === document));
    const first = notebook && firstPython(notebook);
    const action = first && (await connection.action(first, NOTEBOOK_FIXES));
    return action ? [action] : [];
  };
  const selector = { notebookType: "jupyter-notebook", language: "markdown" };
  return languages.registerCodeActionsProvider(selector, { provideCodeActions }, { providedCodeActionKinds: [NOTEBOOK_FIXES] });
}

function firstPython(notebook: NotebookDocument): TextDocument | undefined {
  return notebook.getCells().find((it) => it.document.languageId === "python")?.document;
}

/** The file or cell in front and the cursor's place; the first line of a cell that is selected as a whole. */
function inFront(): { document: TextDocument; at: Position } | undefined {
  const editor = editorInFront();
  if (editor?.document.languageId === "python") return { document: editor.document, at: editor.selection.active };
  const notebook = window.activeNotebookEditor;
  const cell = notebook && notebook.notebook.cellAt(notebook.selection.start);
  const document = cell?.document.languageId === "python" ? cell.document : notebook && firstPython(notebook.notebook);
  if (document) return { document, at: new Position(0, 0) };
  void window.showInformationMessage("loadlint: there is no Python in front");
  return undefined;
}
