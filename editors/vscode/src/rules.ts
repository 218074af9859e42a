// A rule's page, as the server has it, in the editor's own Markdown preview.
import { EventEmitter, Uri, commands, languages, window, workspace, type Disposable, type TextEditor } from "vscode";

import type { Ask } from "./reports";

const SCHEME = "loadlint-rule";

export class RulePages implements Disposable {
  private readonly pages = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  private readonly provider: Disposable;

  constructor(private readonly ask: Ask) {
    this.provider = workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: this.changed.event,
      provideTextDocumentContent: (uri) => this.pages.get(uri.path) ?? "",
    });
  }

  /** Show the page of a rule: of the one named, else of a finding at the cursor or in the file. */
  async show(name?: string): Promise<void> {
    const rule = name ?? (await this.chosen(window.activeTextEditor));
    const page = rule && (await this.ask<string | null>("loadlint.rule", rule));
    if (!page) return;
    const uri = Uri.from({ scheme: SCHEME, path: `/${rule}.md` });
    this.pages.set(uri.path, page);
    this.changed.fire(uri);
    await commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }

  private async chosen(editor: TextEditor | undefined): Promise<string | undefined> {
    if (!editor) return undefined;
    const own = languages.getDiagnostics(editor.document.uri).filter((it) => it.source === "loadlint");
    const here = own.filter((it) => it.range.contains(editor.selection.active));
    const names = [...new Set((here.length ? here : own).map((it) => ruleOf(it.code)))].filter((it) => it !== "verify-load");
    if (names.length > 1) return window.showQuickPick(names, { placeHolder: "the rule whose page to show" });
    if (!names.length) void window.showInformationMessage("loadlint: there is no finding here");
    return names[0];
  }
}

/** The link that shows a rule's page. */
export function ruleLink(rule: string): Uri {
  return Uri.from({ scheme: "command", path: "loadlint.showRule", query: JSON.stringify([rule]) });
}

function ruleOf(code: string | number | { value: string | number } | undefined): string {
  return String(typeof code === "object" ? code.value : (code ?? ""));
}
