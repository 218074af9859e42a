// The Python that a person looks at.
import { window, workspace, type NotebookDocument, type TextDocument, type TextEditor, type Uri } from "vscode";

/** The editor in front; beside what is no text, such as a report or the walkthrough, the one file that is shown. */
export function editorInFront(): TextEditor | undefined {
  if (window.activeTextEditor || window.activeNotebookEditor) return window.activeTextEditor;
  const shown = window.visibleTextEditors.filter((it) => it.document.languageId === "python");
  return shown.length === 1 ? shown[0] : undefined;
}

/** The file or notebook in front; undefined when it is no Python. */
export function fileInFront(): Uri | undefined {
  return window.activeNotebookEditor?.notebook.uri ?? editorInFront()?.document.uri;
}

/** The documents that the file or notebook in front consists of; undefined when it is no Python. */
export function documentsInFront(): Uri[] | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  if (notebook) return notebook.getCells().map((it) => it.document.uri);
  const document = editorInFront()?.document;
  return document?.languageId === "python" ? [document.uri] : undefined;
}

/** The file of a text, or the notebook of a cell. */
export function fileOf(document: TextDocument): Uri {
  const holds = (it: NotebookDocument) => it.getCells().some((cell) => cell.document === document);
  return workspace.notebookDocuments.find(holds)?.uri ?? document.uri;
}
