// The server's lens over a load says what its last verification came to; beside it, the way to the whole report.
import { CodeLens, type Uri } from "vscode";

/** The server's lenses, and one more beside each that tells of a finished verification. */
export function withReports(document: Uri, lenses: CodeLens[]): CodeLens[] {
  return lenses.flatMap((lens) => (tells(lens) ? [lens, beside(document, lens)] : [lens]));
}

function tells(lens: CodeLens): boolean {
  return lens.command?.command === "loadlint.verifyLoad" && lens.command.title !== "verify load";
}

function beside(document: Uri, lens: CodeLens): CodeLens {
  const command = { title: "show report", command: "loadlint.showReport", arguments: [document.toString(), lens.range.start] };
  return new CodeLens(lens.range, command);
}
