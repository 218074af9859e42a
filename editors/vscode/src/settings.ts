// The few settings that are the editor's own; rules and releases are set in the project's files.
import { workspace, type ConfigurationScope, type Uri } from "vscode";

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
const OF_A_FOLDER = ["enable", "run", "showSyntaxErrors", "codeLens", "inlayHints", "verify"];
const WISHES = [...OF_A_FOLDER, "diagnosticMode", "showNotifications"];
/** A change of one of these starts the server again. */
export const RESTARTING = [...WISHES, "path", "interpreter", "importStrategy"].map((it) => `loadlint.${it}`);

/** Return the wishes for the server's initialization options: those of the window, and those of each of several folders. */
export function wishes(): Record<string, unknown> {
  const all = workspace.workspaceFolders ?? [];
  const several = all.length > 1 ? all.map(({ uri }) => [uri.toString(), chosen(OF_A_FOLDER, uri)] as const) : [];
  return { ...chosen(WISHES), folders: Object.fromEntries(several) };
}

function chosen(names: readonly string[], scope?: ConfigurationScope): Record<string, unknown> {
  const found = workspace.getConfiguration("loadlint", scope);
  return Object.fromEntries(names.map((it) => [it, found.get(it)]));
}

/** Return whether loads of a file can be verified; without a file, whether those of any folder can. */
export function mayVerify(file?: Uri): boolean {
  const all = workspace.workspaceFolders ?? [];
  const places = file ? [file] : all.length ? all.map(({ uri }) => uri) : [undefined];
  return workspace.isTrusted && places.some((it) => read(it).verify);
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
