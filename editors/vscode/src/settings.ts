// The few settings that are the editor's own; rules and releases are set in the project's files.
import { workspace, type ConfigurationScope } from "vscode";

export interface Settings {
  /** The loadlint executable to start; empty to find one. */
  readonly path: string;
  /** The Python that verifies; empty for the selected one. */
  readonly interpreter: string;
  readonly verify: boolean;
}

export function read(scope?: ConfigurationScope): Settings {
  const found = workspace.getConfiguration("loadlint", scope);
  return {
    path: expanded(found.get<string>("path", "")),
    interpreter: expanded(found.get<string>("interpreter", "")),
    verify: found.get<boolean>("verify", true),
  };
}

/** `${workspaceFolder}` and `~` as they are written in settings. */
export function expanded(path: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "~";
  return path.trim().replace("${workspaceFolder}", folder).replace(/^~(?=$|[\\/])/, home);
}
