// What the text of a load does not say, asked for when it is verified.
import { window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { plain } from "./words";

interface Question {
  readonly name: string;
  readonly prompt: string;
  /** The suggested text, perhaps empty. */
  readonly value: string;
  readonly choices: readonly string[];
  /** Shown while the box is empty. */
  readonly placeholder: string;
}

interface Consent {
  readonly message: string;
  readonly button: string;
}

/** Answer the server's questions; null says that the person gave up. */
export function answerQuestions(client: LanguageClient): void {
  client.onRequest("loadlint/input", async (question: Question) => {
    const shown = { ...question, prompt: plain(question.prompt) };
    const value = shown.choices.length ? await pick(shown) : await box(shown);
    return value === undefined ? null : { value };
  });
  client.onRequest("loadlint/consent", consents);
}

/** Ask for a consent in a dialog: a notification would pass while the person still reads. */
async function consents({ message, button }: Consent): Promise<boolean> {
  return (await window.showWarningMessage(`${button}?`, { modal: true, detail: plain(message) }, button)) === button;
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
