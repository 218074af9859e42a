// What the text of a load does not say, asked for when it is verified.
import { window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

interface Question {
  readonly name: string;
  readonly prompt: string;
  /** The suggested text, perhaps empty. */
  readonly value: string;
  readonly choices: readonly string[];
  /** Shown while the box is empty. */
  readonly placeholder: string;
}

/** Answer the server's questions; null says that the person gave up. */
export function answerQuestions(client: LanguageClient): void {
  client.onRequest("loadlint/input", async (question: Question) => {
    const value = question.choices.length ? await pick(question) : await box(question);
    return value === undefined ? null : { value };
  });
}

async function box({ prompt, value, placeholder }: Question): Promise<string | undefined> {
  return window.showInputBox({ title: prompt, value, placeHolder: placeholder, ignoreFocusOut: true });
}

/** A list in which anything else may be typed too. */
function pick({ prompt, value, choices }: Question): Promise<string | undefined> {
  return new Promise((answer) => {
    const list = window.createQuickPick();
    const items = choices.map((label) => ({ label }));
    list.title = prompt;
    list.placeholder = "choose a value or type another one";
    list.items = items;
    list.value = value;
    list.ignoreFocusOut = true;
    list.onDidChangeValue((typed) => {
      const known = choices.includes(typed) || !typed;
      list.items = known ? items : [...items, { label: typed, alwaysShow: true, description: "as typed" }];
    });
    list.onDidAccept(() => {
      answer(list.selectedItems[0]?.label ?? (list.value || undefined));
      list.hide();
    });
    list.onDidHide(() => {
      answer(undefined);
      list.dispose();
    });
    list.show();
  });
}
