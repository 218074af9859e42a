// The file that configures the code in front, which may have to be made.
import { Uri, window, workspace } from "vscode";

import type { Environment } from "./environment";
import { editorInFront, fileInFront } from "./front";
import type { Ask } from "./reports";

const NAME = "loadlint.toml";
const EXAMPLE = `# Every key: https://github.com/loadlint/loadlint/blob/main/docs/configuration.md
ignore = []
exclude = []
`;

/** Open the configuration of the file in front, or offer to make one in its folder of the workspace. */
export async function openConfiguration(ask: Ask): Promise<void> {
  const file = fileInFront() ?? workspace.workspaceFolders?.[0]?.uri;
  const python = editorInFront()?.document.languageId === "python" || window.activeNotebookEditor;
  const found = python && file ? await ask<Environment | null>("loadlint.environment", file.toString()) : undefined;
  const read = found?.configuration ? Uri.file(found.configuration) : undefined;
  // The server may still have to hear that the file it read is gone.
  if (read && (await exists(read))) return void (await window.showTextDocument(read));
  const folder = (file && workspace.getWorkspaceFolder(file)) ?? workspace.workspaceFolders?.[0];
  if (!folder) return void window.showInformationMessage("loadlint: there is no folder to configure");
  const place = Uri.joinPath(folder.uri, NAME);
  if (await exists(place)) return void (await window.showTextDocument(place));
  const create = `Create ${NAME}`;
  if (await window.showInformationMessage(`loadlint: nothing configures ${folder.name}`, create)) {
    await workspace.fs.writeFile(place, Buffer.from(EXAMPLE));
    await window.showTextDocument(place);
  }
}

async function exists(file: Uri): Promise<boolean> {
  return Promise.resolve(workspace.fs.stat(file)).then(
    () => true,
    () => false,
  );
}
