// Verifications as the server hands them out.
import { workspace, type Uri } from "vscode";

/** The parts of a report that the extension itself reads; the server makes the page. */
export interface Report {
  readonly site: { readonly path: string; readonly line: number; readonly cell?: number | null };
  readonly outcome: string;
  /** Seconds, by phase; phases overlap, and `total` is the time of all. */
  readonly times: Readonly<Record<string, number>>;
  readonly diagnosis: readonly { readonly evidence: string; readonly cure: string; readonly problem: boolean }[];
  readonly error: { readonly cure: string | null } | null;
}

/** A verification as its window shows it; `alone` shows the first report of a comparison by itself. */
export interface Shown {
  readonly state: Verification["state"];
  readonly stale: boolean;
  readonly report: Report | null;
  readonly fixed: Report | null;
  readonly place: string;
  readonly alone: boolean;
}

interface Position {
  readonly line: number;
  readonly character: number;
}

/** The last verification of one load; `fixed` is about the load as its fixes would leave it. */
export interface Verification {
  readonly range: { readonly start: Position; readonly end: Position };
  readonly name: string;
  readonly state: "waiting" | "running" | "done";
  readonly line: string | null;
  readonly stale: boolean;
  readonly text: string | null;
  readonly report: Report | null;
  readonly fixed: Report | null;
}

export type Ask = <T>(command: string, ...args: unknown[]) => Promise<T | undefined>;

/** Called with the name of a verification that goes on (with its phase, once there is one) or has ended. */
export type Followed = (name: string, kind: "begin" | "report" | "end", phase?: string) => Promise<void>;

/** The verifications of one text or cell, in the order of the loads. */
export async function of(ask: Ask, uri: string): Promise<Verification[]> {
  return (await ask<Verification[]>("loadlint.reports", uri)) ?? [];
}

/** Where a verification is by now, among all open texts. */
export async function find(ask: Ask, name: string): Promise<{ uri: Uri; found: Verification } | undefined> {
  for (const { uri } of workspace.textDocuments.filter((it) => it.languageId === "python")) {
    const found = (await of(ask, uri.toString())).find((it) => it.name === name);
    if (found) return { uri, found };
  }
  return undefined;
}
