// Which Python counts. A setting comes first, then the Python extension's choice, then the rules every
// other part of loadlint follows: VIRTUAL_ENV, CONDA_PREFIX, `.venv` or `venv` upwards, PATH.
import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative } from "node:path";
import { PVSC_EXTENSION_ID, PythonExtension } from "@vscode/python-extension";
import { Disposable, extensions, workspace, type Uri } from "vscode";

import { expanded, read } from "./settings";

export interface Interpreter {
  readonly path: string;
  /** Why this one, for the log. */
  readonly source: string;
}

const WINDOWS = process.platform === "win32";
/** How often, and how far apart, an interpreter is looked for in a folder that has just been made. */
const LOOKS = 120;
const LOOK_MS = 250;

/** The interpreter a person has chosen; undefined when nobody has. */
export async function chosen(resource?: Uri): Promise<Interpreter | undefined> {
  const settings = read(resource);
  if (settings.interpreter) return { path: inside(settings.interpreter), source: "loadlint.interpreter" };
  const active = await selected(resource);
  if (active) return { path: active, source: "the Python extension" };
  const usual = workspace.getConfiguration("python", resource).get<string>("defaultInterpreterPath", "");
  // "python" is that setting's own default, so it is nobody's choice.
  if (usual && usual !== "python") return { path: inside(expanded(usual)), source: "python.defaultInterpreterPath" };
  return undefined;
}

/** Interpreters that may be there without having been chosen, nearest first. */
export function discovered(folder: string | undefined): Interpreter[] {
  const found: Interpreter[] = [];
  const add = (path: string | undefined, source: string) => {
    if (path && existsSync(path)) found.push({ path, source });
  };
  const { VIRTUAL_ENV, CONDA_PREFIX, CONDA_DEFAULT_ENV } = process.env;
  if (VIRTUAL_ENV) add(inside(VIRTUAL_ENV), "VIRTUAL_ENV");
  if (CONDA_PREFIX && CONDA_DEFAULT_ENV !== "base") add(inside(CONDA_PREFIX), "CONDA_PREFIX");
  for (const parent of upward(folder)) {
    for (const name of [".venv", "venv"]) add(inside(join(parent, name)), `${name} in ${parent}`);
  }
  return [...found, ...onPath()];
}

/**
 * The Pythons that an untrusted workspace has no say in: those of PATH, but for relative folders of it and for folders of
 * the workspace, which stand first where the editor was started from an activated environment.
 */
export function elsewhere(): Interpreter[] {
  const folders = (workspace.workspaceFolders ?? []).flatMap((it) => [it.uri.fsPath, real(it.uri.fsPath)]);
  const outside = (path: string) => folders.every((it) => relative(it, path).startsWith("..") || isAbsolute(relative(it, path)));
  return onPath().filter(({ path }) => isAbsolute(path) && outside(path) && outside(real(dirname(path))));
}

function onPath(): Interpreter[] {
  const names = WINDOWS ? ["python.exe", "python3.exe"] : ["python3", "python"];
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((it) => it);
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return paths.filter((it) => existsSync(it)).map((path) => ({ path, source: "PATH" }));
}

/** Calls back whenever another environment is selected in the Python extension. */
export async function onSelected(changed: () => void): Promise<Disposable | undefined> {
  const api = await pythonExtension();
  return api?.environments.onDidChangeActiveEnvironmentPath(changed);
}

/**
 * Calls back whenever another environment of the workspace is the nearest one, of those that nobody has chosen.
 *
 * VS Code reports a new folder, but may miss what is made in it at once, as `python -m venv` does: so the interpreter of a
 * new folder is looked for until it is there.
 */
export function onDiscovered(changed: () => void): Disposable {
  const folder = () => workspace.workspaceFolders?.[0]?.uri.fsPath;
  const nearest = () => discovered(folder())[0]?.path;
  let before = nearest();
  let looks = 0;
  let again: NodeJS.Timeout | undefined;
  const look = () => {
    clearTimeout(again);
    const now = nearest();
    if (now === before) {
      if (looks-- > 0) again = setTimeout(look, LOOK_MS);
      return;
    }
    // Nothing of an untrusted workspace is started.
    if (!workspace.isTrusted) return;
    before = now;
    changed();
  };
  const begin = () => {
    looks = LOOKS;
    look();
  };
  const watcher = workspace.createFileSystemWatcher("**/{.venv,venv,bin/python,Scripts/python.exe}", false, true);
  return Disposable.from(watcher, watcher.onDidCreate(begin), watcher.onDidDelete(begin), { dispose: () => clearTimeout(again) });
}

async function selected(resource?: Uri): Promise<string | undefined> {
  const api = await pythonExtension();
  if (!api) return undefined;
  const path = api.environments.getActiveEnvironmentPath(resource);
  const resolved = await api.environments.resolveEnvironment(path);
  // Links are not followed: the target of a virtual environment's python is outside of it.
  return resolved?.executable.uri?.fsPath ?? (existsSync(path.path) ? inside(path.path) : undefined);
}

async function pythonExtension(): Promise<PythonExtension | undefined> {
  return extensions.getExtension(PVSC_EXTENSION_ID) ? PythonExtension.api() : undefined;
}

/** The interpreter of an environment's folder; a path to anything else is one already. */
function inside(path: string): string {
  const within = WINDOWS ? join(path, "Scripts", "python.exe") : join(path, "bin", "python");
  const conda = WINDOWS ? join(path, "python.exe") : within;
  return [within, conda].find((it) => existsSync(it)) ?? path;
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A folder that cannot be looked into has no other name that is known.
    return path;
  }
}

function upward(folder: string | undefined): string[] {
  if (!folder) return [];
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}
