// Where there is nothing to start: an offer to install it, in a terminal where the user sees what is done.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Task, TaskScope, ShellExecution, commands, tasks, window, workspace } from "vscode";

import type { CannotStart } from "./launch";

/** Ask whether to install loadlint into the Python that was tried, and call back once it is done. */
export async function offerToInstall(why: CannotStart, installed: () => Promise<void>): Promise<void> {
  const python = workspace.isTrusted ? why.python : undefined;
  const buttons = [...(python ? ["Install"] : []), "Choose Another Python"];
  const answer = await window.showWarningMessage(`loadlint: ${why.message}`, ...buttons);
  if (answer === "Install" && python) await install(python, ["loadlint"], installed);
  else if (answer) await commands.executeCommand("loadlint.choosePython");
}

/** Install packages in a terminal, and call back once that is done. */
export async function install(python: string, packages: readonly string[], installed: () => Promise<void>): Promise<void> {
  const execution = await tasks.executeTask(installation(python, packages));
  const ended = tasks.onDidEndTaskProcess((event) => {
    if (event.execution !== execution) return;
    ended.dispose();
    if (event.exitCode === 0) void installed();
  });
}

function installation(python: string, packages: readonly string[]): Task {
  // An environment made by uv has no pip of its own.
  const command = hasPip(python)
    ? new ShellExecution(python, ["-m", "pip", "install", ...packages])
    : new ShellExecution("uv", ["pip", "install", "--python", python, ...packages]);
  return new Task({ type: "loadlint" }, TaskScope.Workspace, `install ${packages.join(" ")}`, "loadlint", command);
}

function hasPip(python: string): boolean {
  const folder = dirname(python);
  const names = process.platform === "win32" ? ["pip.exe", "Scripts/pip.exe"] : ["pip", "pip3"];
  return names.some((it) => existsSync(join(folder, it)));
}
