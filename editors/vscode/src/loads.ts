// The loads of the workspace in VS Code's own view of tests, which brings a gutter, keys, durations and history along.
import {
  Position,
  ProgressLocation,
  Range,
  TestMessage,
  TestRunProfileKind,
  TestRunRequest,
  Uri,
  commands,
  tests,
  window,
  workspace,
  type CancellationToken,
  type Disposable,
  type FileSystemWatcher,
  type NotebookDocument,
  type TestController,
  type TestItem,
  type TestRun,
  type TextDocument,
} from "vscode";

import { fileOf } from "./front";
import { show, type Notice } from "./notices";
import { counted, took, tell, type End } from "./outcome";
import { find, of, type Ask, type Verification } from "./reports";
import { read } from "./settings";

/** One load, as the server lists it. */
export interface Load {
  readonly uri: string;
  readonly range: { readonly start: Place; readonly end: Place };
  readonly name: string;
  readonly model: string | null;
  readonly size: string | null;
}

/** The answer of the server to a wish to verify; neither where the person gave up. */
export interface Started {
  readonly name: string | null;
  readonly refusal: Notice | null;
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** The connection, as the loads need it. */
interface Server {
  readonly runs: boolean;
  /** Start a verification that is shown here, and not in a notification. */
  verify(uri: string, at: Place, rehearse: boolean): Promise<Started | undefined>;
}

const TESTED = /\.(?:py|pyi|ipynb)$/;

export class Loads implements Disposable {
  private view: View | undefined;
  private offered = false;
  private devices: string | null = null;

  constructor(
    private readonly server: Server,
    private readonly ask: Ask,
  ) {}

  /** Offer to verify, or no more. */
  offer(offered: boolean): void {
    this.offered = offered;
    if (!offered) this.dispose();
  }

  /** The server is gone, and with it its verifications. */
  lost(): void {
    this.view?.forget();
  }

  /** A document has been linted. Its loads are asked for once, which costs nothing before the first findings. */
  linted(document: TextDocument | Uri): void {
    if (this.offered && !(document instanceof Uri)) void this.made().opened(document);
  }

  /** Name the devices of this machine, with the memory that is free on each. */
  on(devices: string | null): void {
    this.devices = devices;
    this.view?.on(devices);
  }

  /** Show all loads of the workspace. */
  async showAll(): Promise<void> {
    if (!this.offered) return;
    // VS Code has no view of tests before somebody has any.
    const view = this.made();
    await commands.executeCommand("workbench.view.testing.focus");
    await view.everything();
  }

  /** Verify all loads of a file, in one notification. */
  async verifyAll(uri: Uri): Promise<void> {
    if (!this.offered) return;
    const ends = await this.made().verifyAll(uri);
    if (!ends) return void window.showInformationMessage("loadlint: there is no load here that can be verified");
    const { showNotifications } = read();
    const fine = ends.every((it) => it === "loaded");
    // A refusal has been shown already, and whoever has cancelled knows.
    if (ends.every((it) => it === "not started" || it === "cancelled")) return;
    if (showNotifications === "off" || (showNotifications === "onError" && fine)) return;
    const say = fine ? window.showInformationMessage : window.showWarningMessage;
    if (await say(`loadlint: ${counted(ends)}`, "Show")) await commands.executeCommand("workbench.view.testing.focus");
  }

  /** Take in that a verification has ended; true for one that was started here. */
  async ended(name: string): Promise<boolean> {
    return (await this.view?.ended(name)) ?? false;
  }

  dispose(): void {
    this.view?.dispose();
    this.view = undefined;
  }

  private made(): View {
    this.view ??= new View(this.server, this.ask);
    this.view.on(this.devices);
    return this.view;
  }
}

class View implements Disposable {
  private readonly controller: TestController;
  private readonly listening: Disposable[];
  private readonly places = new Map<string, Load>();
  private readonly asked = new Set<string>();
  private readonly waiting = new Map<string, () => void>();
  /** Verifications that ended before their name was known here. */
  private readonly early = new Set<string>();
  private watcher: FileSystemWatcher | undefined;
  private starting = false;
  private devices = "";

  constructor(
    private readonly server: Server,
    private readonly ask: Ask,
  ) {
    this.controller = tests.createTestController("loadlint", "loadlint");
    this.controller.resolveHandler = async (item) => (item ? undefined : this.everything());
    this.controller.refreshHandler = () => this.everything();
    for (const [label, rehearse] of [["Verify load", false], ["Rehearse load", true]] as const) {
      const run = (request: TestRunRequest, token: CancellationToken) => this.run(request, token, rehearse);
      this.controller.createRunProfile(label, TestRunProfileKind.Run, run, !rehearse);
    }
    this.listening = [
      workspace.onDidSaveTextDocument((it) => void this.saved(it.uri)),
      // A file that another program has written is read again.
      workspace.onDidChangeTextDocument(({ document: it }) => void (it.isDirty ? undefined : this.saved(it.uri))),
      workspace.onDidSaveNotebookDocument((it) => void this.saved(it.uri)),
      workspace.onDidCloseTextDocument((it) => void this.asked.delete(fileOf(it).toString())),
      workspace.onDidCloseNotebookDocument((it) => this.closed(it)),
    ];
  }

  /** The files carry it, and the heading that VS Code shows where other extensions have tests, too. */
  on(devices: string | null): void {
    this.devices = devices ?? "";
    this.controller.label = ["loadlint", devices].filter((it) => it).join(" · ");
    this.controller.items.forEach((it) => (it.description = this.devices));
  }

  forget(): void {
    this.asked.clear();
    this.early.clear();
    for (const end of [...this.waiting.values()]) end();
  }

  dispose(): void {
    this.forget();
    for (const it of [...this.listening, this.watcher, this.controller]) it?.dispose();
  }

  async opened(document: TextDocument): Promise<void> {
    const uri = fileOf(document);
    if (this.asked.has(uri.toString())) return;
    this.asked.add(uri.toString());
    await this.refresh(uri);
  }

  /** Find all loads of the workspace, and follow its files from then on. */
  async everything(): Promise<void> {
    if (!this.server.runs) return;
    const loads = (await this.ask<Load[]>("loadlint.loads")) ?? [];
    const files = new Map<string, Load[]>();
    for (const it of loads) add(files, home(Uri.parse(it.uri)).toString(), it);
    const gone = [...this.controller.items].map(([id]) => id).filter((id) => !files.has(id));
    for (const id of gone) this.fill(Uri.parse(id), []);
    for (const [id, those] of files) this.fill(Uri.parse(id), those);
    this.watch();
  }

  /** Take in that a verification has ended: end the wait for it, or show its result as one more run. */
  async ended(name: string): Promise<boolean> {
    const end = this.waiting.get(name);
    end?.();
    if (end) return true;
    if (this.starting) {
      this.early.add(name);
      return true;
    }
    await this.adopt(name);
    return false;
  }

  /** Verify all loads of a file one after the other; undefined where it has none. */
  async verifyAll(uri: Uri): Promise<End[] | undefined> {
    await this.refresh(uri);
    const parent = this.controller.items.get(uri.toString());
    const items = parent ? leaves(parent, new Set()).sort((one, other) => line(one) - line(other)) : [];
    if (!parent || !items.length) return undefined;
    const run = this.controller.createTestRun(new TestRunRequest([parent]));
    const options = { location: ProgressLocation.Notification, cancellable: true, title: "Verifying" };
    const ends = await window.withProgress(options, (bar, token) => {
      const step = (item: TestItem, at: number) => {
        const message = `${at + 1} of ${items.length}: ${parent.label}:${line(item) + 1}`;
        bar.report({ message, increment: at ? 100 / items.length : 0 });
      };
      return this.all(run, items, token, false, step);
    });
    run.end();
    return ends;
  }

  private watch(): void {
    if (this.watcher) return;
    this.watcher = workspace.createFileSystemWatcher("**/*.{py,pyi}");
    const changed = (uri: Uri) => void (this.isOpen(uri) ? undefined : this.refresh(uri));
    this.watcher.onDidCreate(changed);
    this.watcher.onDidChange(changed);
    this.watcher.onDidDelete(changed);
  }

  private isOpen(uri: Uri): boolean {
    return workspace.textDocuments.some((it) => it.uri.toString() === uri.toString());
  }

  private async saved(uri: Uri): Promise<void> {
    if (!TESTED.test(uri.path)) return;
    await this.refresh(uri);
    const stale = (await this.results(uri)).filter((it) => it.stale);
    for (const it of stale) {
      const item = this.at(uri, it.range.start.line);
      if (item) this.controller.invalidateTestResults(item);
    }
  }

  private async results(uri: Uri): Promise<Verification[]> {
    return this.server.runs ? of(this.ask, uri.toString()) : [];
  }

  private async refresh(uri: Uri): Promise<void> {
    if (!this.server.runs) return;
    const loads = await this.ask<Load[]>("loadlint.loads", uri.toString());
    if (loads) this.fill(uri, loads);
  }

  /** The cells of a closed notebook have no place any more. */
  private closed(notebook: NotebookDocument): void {
    this.asked.delete(notebook.uri.toString());
    this.fill(notebook.uri, []);
  }

  private fill(uri: Uri, loads: readonly Load[]): void {
    const id = uri.toString();
    const before = this.controller.items.get(id);
    before?.children.forEach((it) => this.places.delete(it.id));
    if (!loads.length) return this.controller.items.delete(id);
    const parent = before ?? this.controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    parent.description = this.devices;
    parent.children.replace(identified(id, loads).map(([name, load]) => this.item(parent, name, load)));
    if (!before) this.controller.items.add(parent);
  }

  /** The item of a load; one that is known stays the same, as a run may be going on. */
  private item(parent: TestItem, id: string, load: Load): TestItem {
    const item = parent.children.get(id) ?? this.controller.createTestItem(id, load.name, Uri.parse(load.uri));
    item.range = ranged(load.range);
    item.description = [load.model, load.size].filter((it) => it).join(" · ");
    item.sortText = `${load.range.start.line}`.padStart(8, "0");
    this.places.set(id, load);
    return item;
  }

  private at(uri: Uri, line: number): TestItem | undefined {
    const parent = this.controller.items.get(home(uri).toString());
    const items = parent ? [...parent.children].map(([, it]) => it) : [];
    const own = items.filter((it) => it.uri?.toString() === uri.toString());
    return own.find((it) => it.range && it.range.start.line <= line && line <= it.range.end.line);
  }

  private async run(request: TestRunRequest, token: CancellationToken, rehearse: boolean): Promise<void> {
    if (!request.include && !this.watcher) await this.everything();
    const run = this.controller.createTestRun(request);
    const chosen = request.include ?? [...this.controller.items].map(([, it]) => it);
    const left = new Set(request.exclude);
    const items = [...new Set(chosen.flatMap((it) => leaves(it, left)))];
    for (const it of items) run.enqueued(it);
    await this.all(run, items, token, rehearse);
    run.end();
  }

  /** Verify loads one after the other, as the server may ask about each; with a `step`, their results are not in the code. */
  private async all(
    run: TestRun,
    items: readonly TestItem[],
    token: CancellationToken,
    rehearse: boolean,
    step?: (item: TestItem, at: number) => void,
  ): Promise<End[]> {
    const refusals = new Set<string>();
    const ends: End[] = [];
    for (const [at, it] of items.entries()) {
      step?.(it, at);
      if (token.isCancellationRequested) run.skipped(it);
      ends.push(token.isCancellationRequested ? "cancelled" : await this.verify(run, it, token, rehearse, refusals, !step));
    }
    return ends;
  }

  /** Verifies one load; a refusal that several loads share is shown once. */
  private async verify(
    run: TestRun,
    item: TestItem,
    token: CancellationToken,
    rehearse: boolean,
    refusals: Set<string>,
    shown: boolean,
  ): Promise<End> {
    const load = await this.place(item);
    if (!load) {
      run.skipped(item);
      return "not started";
    }
    run.started(item);
    const started = Date.now();
    const { name, refusal } = await this.start(load, rehearse);
    if (name) {
      await this.end(name, token);
      const result = (await this.results(Uri.parse(load.uri))).find((it) => it.name === name);
      return tell(run, item, result, Date.now() - started, shown);
    }
    if (refusal) {
      run.errored(item, new TestMessage(refusal.message));
      if (!refusals.has(refusal.message)) void show(refusal);
      refusals.add(refusal.message);
    } else {
      run.skipped(item);
    }
    return "not started";
  }

  private async start(load: Load, rehearse: boolean): Promise<Started> {
    this.starting = true;
    const started = await this.server.verify(load.uri, load.range.start, rehearse);
    this.starting = false;
    return started ?? { name: null, refusal: null };
  }

  private async end(name: string, token: CancellationToken): Promise<void> {
    if (this.early.delete(name)) return;
    const cancel = () => void this.ask("loadlint.cancelVerify", name);
    const cancelling = token.onCancellationRequested(cancel);
    if (token.isCancellationRequested) cancel();
    await new Promise<void>((end) => this.waiting.set(name, end));
    this.waiting.delete(name);
    cancelling.dispose();
  }

  /** Where the load of an item is now; its document is opened, as the server runs no other. */
  private async place(item: TestItem): Promise<Load | undefined> {
    if (!item.uri) return undefined;
    const known = workspace.textDocuments.some((it) => it.uri.toString() === item.uri?.toString());
    if (!known) await workspace.openTextDocument(item.uri);
    await this.refresh(home(item.uri));
    return this.places.get(item.id);
  }

  /** Show what a verification that was started elsewhere came to. */
  private async adopt(name: string): Promise<void> {
    const known = await find(this.ask, name);
    if (!known?.found.report) return;
    await this.refresh(home(known.uri));
    const item = this.at(known.uri, known.found.range.start.line);
    if (!item) return;
    const run = this.controller.createTestRun(new TestRunRequest([item]), undefined, true);
    tell(run, item, known.found, took(known.found.report), false);
    run.end();
  }
}

/** The loads with names that outlive edits around them: of equal loads in a file, the number tells them apart. */
function identified(file: string, loads: readonly Load[]): [string, Load][] {
  const seen = new Map<string, number>();
  return loads.map((load) => {
    const name = `${file} ${load.name} ${load.model ?? ""}`;
    const number = (seen.get(name) ?? 0) + 1;
    seen.set(name, number);
    return [`${name} ${number}`, load];
  });
}

function leaves(item: TestItem, left: Set<TestItem>): TestItem[] {
  if (left.has(item)) return [];
  const children = [...item.children].map(([, it]) => it);
  return children.length ? children.flatMap((it) => leaves(it, left)) : [item];
}

function ranged({ start, end }: Load["range"]): Range {
  return new Range(new Position(start.line, start.character), new Position(end.line, end.character));
}

function line(item: TestItem): number {
  return item.range?.start.line ?? 0;
}

function home(uri: Uri): Uri {
  const cell = workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
  return cell ? fileOf(cell) : uri;
}

function add<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
