// The few settings that are the editor's own; rules and releases are set in the project's files.
import { workspace, type ConfigurationScope } from "vscode";

export interface Settings {
  /** The loadlint executable to start; empty to find one. */
  readonly path: string;
  /** The Python that verifies; empty for the selected one. */
  readonly interpreter: string;
  readonly verify: boolean;
  readonly importStrategy: "fromEnvironment" | "useBundled";
  readonly showNotifications: "off" | "onError" | "always";
}

/** The wishes that the server carries out, by the names that it knows. */
const WISHES = ["enable", "run", "showSyntaxErrors", "codeLens", "inlayHints", "diagnosticMode", "showNotifications"];
/** A change of one of these starts the server again. */
export const RESTARTING = [...WISHES, "path", "interpreter", "verify", "importStrategy"].map((it) => `loadlint.${it}`);

/** Return the wishes for the server's initialization options. */
export function wishes(scope?: ConfigurationScope): Record<string, unknown> {
  const found = workspace.getConfiguration("loadlint", scope);
  return Object.fromEntries(WISHES.map((it) => [it, found.get(it)]));
}

/** Return whether a verification can be asked for at all. */
export function mayVerify(): boolean {
  return workspace.isTrusted && read().verify;
}

export function read(scope?: ConfigurationScope): Settings {
  const found = workspace.getConfiguration("loadlint", scope);
  return {
    path: expanded(found.get<string>("path", "")),
    interpreter: expanded(found.get<string>("interpreter", "")),
    verify: found.get<boolean>("verify", true),
    importStrategy: found.get<Settings["importStrategy"]>("importStrategy", "fromEnvironment"),
    showNotifications: found.get<Settings["showNotifications"]>("showNotifications", "always"),
  };
}

/** `${workspaceFolder}` and `~` as they are written in settings. */
export function expanded(path: string): string {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "~";
  return path.trim().replace("${workspaceFolder}", folder).replace(/^~(?=$|[\\/])/, home);
}
