// Messages of the server with buttons that mend what they are about.
import { commands, env, window, workspace, Position, Selection, Uri, type Disposable } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { install } from "./install";
import { plain } from "./words";

interface Cure {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export interface Notice {
  readonly message: string;
  readonly cures: readonly Cure[];
}

/** Show the messages; one with buttons is never cut. */
export function showNotices(client: LanguageClient): void {
  client.onNotification("loadlint/notice", show);
}

export async function show({ message, cures }: Notice): Promise<void> {
  const title = await window.showWarningMessage(`loadlint: ${plain(message)}`, ...cures.map((it) => it.title));
  const cure = cures.find((it) => it.title === title);
  if (cure) await commands.executeCommand(cure.command, ...cure.arguments);
}

/** The commands of the buttons. */
export function cures(restart: () => Promise<void>): Disposable[] {
  const all: Record<string, (...args: never[]) => unknown> = {
    "loadlint.install": (python: string, packages: string[]) => install(python, packages, restart),
    "loadlint.choosePython": choosePython,
    "loadlint.copy": (text: string) => env.clipboard.writeText(text),
    "loadlint.open": open,
  };
  return Object.entries(all).map(([name, call]) => commands.registerCommand(name, call));
}

/** The picker of the Python extension, where there is one, else our own setting. */
async function choosePython(): Promise<void> {
  const known = (await commands.getCommands()).includes("python.setInterpreter");
  if (known) await commands.executeCommand("python.setInterpreter");
  else await commands.executeCommand("workbench.action.openSettings", "loadlint.interpreter");
}

async function open(path: string, line: number): Promise<void> {
  const at = new Position(line - 1, 0);
  const document = await workspace.openTextDocument(Uri.file(path));
  await window.showTextDocument(document, { selection: new Selection(at, at) });
}
