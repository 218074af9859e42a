// The first steps: a sample to look at, in the language of a newcomer's own code.
import { Selection, ViewColumn, window, workspace } from "vscode";

const SAMPLE = `# A load with three mistakes. Hover over an underlined word to read about it.
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(
    "hf-internal-testing/tiny-random-LlamaForCausalLM",
    torch_dtype=torch.bfloat16,
)
model.to("cuda" if torch.cuda.is_available() else "cpu")
`;

/** Open the sample beside the walkthrough, with the cursor in its load. */
export async function openSample(): Promise<void> {
  const open = workspace.textDocuments.find((it) => it.isUntitled && it.getText().startsWith(SAMPLE.slice(0, SAMPLE.indexOf("\n"))));
  const document = open ?? (await workspace.openTextDocument({ language: "python", content: SAMPLE }));
  const at = document.positionAt(document.getText().indexOf("from_pretrained"));
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, selection: new Selection(at, at) });
}
