// Verifications as the server hands them out. Sizes are bytes and times seconds; what was not measured is null.
import { workspace, type Uri } from "vscode";

export interface Report {
  readonly site: { readonly path: string; readonly line: number; readonly cell?: number | null };
  readonly request: { readonly call: string; readonly notes?: readonly string[] };
  readonly outcome: string;
  readonly environment: Record<string, unknown>;
  readonly preflight: Preflight | null;
  readonly model: Model | null;
  readonly times: Record<string, number>;
  readonly memory: Memory;
  readonly smoke: Record<string, unknown>;
  readonly diagnosis: readonly Diagnosis[];
  readonly error: Failure | null;
  readonly warnings?: readonly string[];
  readonly findings?: readonly Finding[];
  readonly log: readonly string[];
}

/** What a rule reports about the load. */
export interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly line: number;
}

export interface Quantization {
  readonly method: string;
  readonly bits?: number | null;
  readonly compute_dtype?: string | null;
  readonly applied?: boolean;
}

export interface Adapter {
  readonly names: readonly string[];
  readonly rank?: number | null;
  readonly trainable: number;
}

export interface Model {
  readonly class: string;
  readonly parameters: number;
  readonly bytes: number;
  readonly bytes_per_device: Record<string, number>;
  readonly dtypes: Record<string, { readonly bytes: number }>;
  readonly device_map: Record<string, string>;
  readonly missing_count: number | null;
  readonly unexpected_count: number | null;
  readonly attention?: string | null;
  readonly quantization?: Quantization | null;
  readonly adapter?: Adapter | null;
}

export interface Preflight {
  readonly host_memory_private?: number | null;
  readonly host_memory_available?: number | null;
  readonly reason?: string;
  readonly answer?: string;
  readonly cure?: string | null;
  readonly bytes_by_dtype?: Record<string, number>;
  readonly notes?: readonly string[];
}

export interface Memory {
  readonly host_before?: number | null;
  readonly host_peak?: number | null;
  readonly host_resident_peak?: number | null;
  readonly host_resident?: number | null;
  readonly devices?: Record<string, number>;
}

export interface Diagnosis {
  readonly name: string;
  readonly evidence: string;
  readonly cure: string;
  readonly problem: boolean;
}

export interface Failure {
  readonly type: string;
  readonly message: string;
  readonly phase: string;
  readonly cause: string | null;
  readonly cure: string | null;
  readonly traceback: string;
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

/** Called with the name of a verification that has ended. */
export type Finished = (name: string) => Promise<void>;

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
