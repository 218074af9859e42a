// The connection to the server, which is made anew whenever the Python or a setting changes.
import {
  CancellationTokenSource,
  CodeActionTriggerKind,
  Range,
  Uri,
  window,
  workspace,
  type CodeAction,
  type CodeActionKind,
  type Diagnostic,
  type ExtensionContext,
  type LogOutputChannel,
  type TextDocument,
} from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
  type LanguageClientOptions,
  type ServerOptions,
  type WorkspaceDiagnosticReport,
  type vsdiag,
} from "vscode-languageclient/node";

import type { LanguageStatus } from "./environment";
import { CannotStart, launch, type Launch } from "./launch";
import { answerQuestions } from "./input";
import { offerToInstall } from "./install";
import type { Loads, Started } from "./loads";
import { showNotices } from "./notices";
import { Bars } from "./progress";
import type { Followed } from "./reports";
import { ruleLink } from "./rules";
import { wishes } from "./settings";
import type { Status } from "./status";

const SCHEMES = ["file", "untitled", "vscode-notebook-cell"];
/** What Node.js calls a write to a program that has ended, by system and moment. */
const BROKEN = new Set(["EPIPE", "ECONNRESET", "EOF", "ERR_STREAM_DESTROYED"]);

/** Writes its errors into the log alone: the connection says once what a person has to know. */
class Client extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Connection {
  client: LanguageClient | undefined;
  /** The way that the server was last started, if it could be. */
  how: Launch | undefined;
  private readonly bars = new Bars(() => this.client);
  /** Verifications that the view of tests shows, and so no notification. */
  private readonly quiet = new Set<string>();
  private asked: Promise<unknown> = Promise.resolve();
  private turn: Promise<void> = Promise.resolve();
  private whole = false;

  constructor(
    private readonly context: ExtensionContext,
    private readonly log: LogOutputChannel,
    private readonly status: Status,
    private readonly followed: Followed,
    private readonly parts: () => { readonly loads: Loads; readonly language: LanguageStatus },
  ) {}

  get runs(): boolean {
    return this.client?.state === State.Running;
  }

  /** Start, or start again; calls wait for each other. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.replace());
    return this.turn;
  }

  /** Start again with findings in all files of the workspace. */
  async lintWorkspace(): Promise<void> {
    this.whole = true;
    await this.restart();
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.bars.clear();
    this.parts().loads.lost();
    // A server that is still starting or has died has nothing to say goodbye to.
    if (client?.state === State.Running) await client.stop(5000);
  }

  /** Run a command of the server; undefined (and a word to the user) when there is no server. */
  async ask<T>(command: string, ...args: unknown[]): Promise<T | undefined> {
    if (!this.client || !this.runs) {
      void this.explainStop();
      return undefined;
    }
    return this.client.sendRequest<T>("workspace/executeCommand", { command, arguments: args });
  }

  /** Start a verification without a notification; the name of it comes with the answer, and its progress before. */
  async verify(uri: string, at: { line: number; character: number }, rehearse: boolean): Promise<Started | undefined> {
    const answer = this.ask<Started>("loadlint.runLoad", uri, at, rehearse);
    const known = answer.then((it) => it?.name && this.quiet.add(it.name));
    this.asked = known.catch(() => undefined);
    await known;
    return answer;
  }

  private async explainStop(why = "the server is not running"): Promise<void> {
    const answer = await window.showWarningMessage(`loadlint: ${why}`, "Show Log", "Restart");
    if (answer === "Show Log") this.log.show();
    else if (answer === "Restart") await this.restart();
  }

  /** Have the editors ask for their lenses again. */
  renewLenses(): void {
    const feature = this.client?.getFeature("textDocument/codeLens");
    const providers = window.visibleTextEditors.map((it) => feature?.getProvider(it.document));
    for (const it of new Set(providers)) it?.onDidChangeCodeLensEmitter.fire();
  }

  /**
   * The server's action of one kind for a whole document, with its edit. VS Code's command for it is not used: that
   * drops what every provider answers when another extension registers one of its own in the meantime.
   */
  async action(document: TextDocument, kind: CodeActionKind): Promise<CodeAction | undefined> {
    const provider = this.client?.getFeature("textDocument/codeAction").getProvider(document);
    const context = { diagnostics: [], only: kind, triggerKind: CodeActionTriggerKind.Invoke };
    const { token } = new CancellationTokenSource();
    const whole = new Range(0, 0, document.lineCount, 0);
    const actions = (await provider?.provideCodeActions(document, whole, context, token)) ?? [];
    const chosen = actions.find((it): it is CodeAction => "kind" in it && it.kind !== undefined && kind.contains(it.kind));
    return chosen && ((await provider?.resolveCodeAction?.(chosen, token)) ?? chosen);
  }

  private async replace(): Promise<void> {
    await this.stop();
    this.status.starting();
    this.parts().language.starting();
    try {
      this.how = await launch(this.context, this.log);
      await this.start(this.how);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.error(message);
      this.failed(message);
      if (error instanceof CannotStart) void offerToInstall(error, () => this.restart());
      else void window.showErrorMessage(`loadlint did not start: ${message}`, "Show log").then((it) => it && this.log.show());
    }
  }

  private async start(how: Launch): Promise<void> {
    this.log.info(`starting ${[how.command, ...how.args].join(" ")} (${how.about})`);
    const started = Date.now();
    const options = { ...this.options(how), errorHandler: this.untilTooOften(() => client.createDefaultErrorHandler()) };
    const client: LanguageClient = new Client("loadlint", "loadlint", this.server(how), options);
    this.client = client;
    client.onDidChangeState(({ newState }) => this.client === client && this.became(newState, how));
    answerQuestions(client);
    showNotices(client);
    await client.start();
    this.log.info(`loadlint runs, after ${Date.now() - started} ms`);
  }

  /** The client starts a server that has died again by itself, a few times. */
  private became(state: State, how: Launch): void {
    if (state === State.Stopped) {
      this.failed("the server has stopped");
      this.parts().loads.lost();
    }
    if (state !== State.Running) return;
    const version = this.client?.initializeResult?.serverInfo?.version ?? "";
    this.status.running(version, how.about);
    this.parts().language.running(version);
  }

  /** Let the client start a dead server again as often as it does, and then offer to do it once more. */
  private untilTooOften(made: () => ErrorHandler): ErrorHandler {
    let usual: ErrorHandler | undefined;
    const own = () => (usual ??= made());
    const closed = async () => {
      const { action } = await own().closed();
      if (action === CloseAction.DoNotRestart) void this.explainStop("the server has stopped too often");
      return { action, handled: true };
    };
    // The server may die while it is written to. Its output ends too, and `closed` decides.
    const error: ErrorHandler["error"] = (problem, ...rest) =>
      "code" in problem && BROKEN.has(String(problem.code)) ? { action: ErrorAction.Continue, handled: true } : own().error(problem, ...rest);
    return { error, closed };
  }

  private failed(why: string): void {
    this.status.failed(why);
    this.parts().language.failed(why);
  }

  /** What can wait until a document has its findings. */
  private linted(document: TextDocument | Uri): void {
    this.parts().loads.linted(document);
    if (!(document instanceof Uri)) void this.parts().language.about(document);
  }

  private server(how: Launch): ServerOptions {
    const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
    return { command: how.command, args: how.args, ...(cwd ? { options: { cwd } } : {}) };
  }

  private options(how: Launch): LanguageClientOptions {
    const whole = this.whole ? { diagnosticMode: "workspace" } : {};
    return {
      documentSelector: SCHEMES.map((scheme) => ({ scheme, language: "python" })),
      initializationOptions: { ...wishes(), ...whole, trusted: workspace.isTrusted, input: true, commands: true, cures: true, ...chosen(how) },
      // Links in a hover that show a rule or a report here.
      markdown: { isTrusted: { enabledCommands: ["loadlint.showRule", "loadlint.showReport"] } },
      outputChannel: this.log,
      traceOutputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      middleware: {
        provideDiagnostics: async (document, previous, cancelled, next) => {
          const answer = await next(document, previous, cancelled);
          this.linted(document);
          return answer && onBoard(answer);
        },
        // Those of notebooks are pushed.
        handleDiagnostics: (uri, items, next) => {
          items.forEach(withPage);
          next(uri, items);
          const document = workspace.textDocuments.find((it) => it.uri.toString() === uri.toString());
          if (document) this.linted(document);
        },
        // The client gives those of files that are not open to nobody else.
        sendRequest: async (type, params, token, next) => {
          const answer = await next(type, params, token);
          const { method } = typeof type === "string" ? { method: type } : type;
          if (method === "workspace/diagnostic") withPages(answer as WorkspaceDiagnosticReport);
          return answer;
        },
        handleWorkDoneProgress: (token, params, next) => {
          if (params.kind === "end") next(token, params);
          void this.asked.then(() => this.quiet.has(String(token)) || this.bars.take(String(token), params));
          this.status.verifying(String(token), params.kind !== "end", params.message);
          void this.followed(String(token), params.kind, params.message);
        },
      },
    };
  }
}

function onBoard(answer: vsdiag.DocumentDiagnosticReport): vsdiag.DocumentDiagnosticReport {
  if ("items" in answer) answer.items.forEach(withPage);
  return answer;
}

function withPages({ items }: WorkspaceDiagnosticReport): void {
  for (const { code, codeDescription } of items.flatMap((it) => ("items" in it ? it.items : []))) {
    if (codeDescription) codeDescription.href = ruleLink(String(code)).toString();
  }
}

/** The rule of a finding leads to its page here, not to the one on the web. */
function withPage({ code }: Diagnostic): void {
  if (typeof code === "object") code.target = ruleLink(String(code.value));
}

function chosen({ interpreter, source }: Launch): Record<string, string> {
  return interpreter ? { interpreter, interpreterSource: source ?? "the editor" } : {};
}
