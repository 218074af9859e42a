// A verification as a page. Pure: report in, HTML out; every text of a report is escaped in one place.
import type { Adapter, Diagnosis, Failure, Finding, Model, Preflight, Quantization, Report, Verification } from "./reports";

/** HTML that is meant as such; only `html` makes it. */
class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | readonly Html[];
type Row = readonly [label: string, text: string | Html | null];

const UNITS = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;
const LOADING = ["resolve", "download", "load", "dispatch", "processor", "move"];
/** A change that counts: a share of the figure, and at least so much. */
interface Noise {
  readonly share: number;
  readonly least: number;
}

interface Figure {
  readonly value: number;
  readonly noise: Noise;
}

const NOISE = "within noise";
const OF_WEIGHTS: Noise = { share: 0.02, least: 1 };
const OF_MEMORY: Noise = { share: 0.02, least: 8e6 };
const OF_TIME: Noise = { share: 0.3, least: 0.2 }; // seconds, each measured once
const DEVICES = 6; // colours in the style sheet; further devices start again with the first

// Escaped as on a terminal, since they end, hide or reorder the text around them.
const DIRECTIONS_AND_CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What a page needs from its window: where its files are, and the word that lets its script run. */
export interface Surroundings {
  readonly style: string;
  readonly script: string;
  readonly source: string;
  readonly nonce: string;
  /** The file's name as people know it here. */
  readonly file: string;
}

export function page(shown: Verification, around: Surroundings): string {
  const policy = `default-src 'none'; style-src ${around.source}; script-src 'nonce-${around.nonce}'`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="${around.style}">
<title>verification report</title>
</head>
<body>
${content(shown, around.file)}
<script nonce="${around.nonce}" src="${around.script}"></script>
</body>
</html>`.text;
}

export function size(amount: number | null | undefined): string {
  if (amount === null || amount === undefined) return "unknown";
  for (const [unit, name] of UNITS) {
    if (amount >= unit) return `${rounded(amount / unit)} ${name}`;
  }
  return `${amount} B`;
}

export function seconds(time: number | null | undefined): string {
  if (time === null || time === undefined) return "unknown";
  return time < 1 ? `${Math.round(time * 1000)} ms` : `${time.toFixed(1)} s`;
}

function content(shown: Verification, file: string): Html {
  const { report, fixed } = shown;
  if (!report) return html`<main><p>the load is being verified</p></main>`;
  return html`<main>
${heading(shown, report, file)}
${fixed ? comparison(report, fixed) : single(report)}
</main>`;
}

function heading(shown: Verification, report: Report, file: string): Html {
  const cell = report.site.cell === null || report.site.cell === undefined ? "" : `cell ${report.site.cell}, `;
  const problems = report.diagnosis.some((it) => it.problem);
  const kind = report.outcome !== "loaded" ? "bad" : problems ? "mixed" : "good";
  return html`<header>
<h1><span class="badge ${kind}">${report.outcome}</span> ${report.model?.class ?? ""}</h1>
<pre class="call" tabindex="0" aria-label="the load">${report.request.call}</pre>
<p class="line">${shown.line}</p>
${shown.stale ? html`<p class="stale" role="status">this load has been edited since; verify it again to see what it comes to now</p>` : ""}
<nav aria-label="actions">
<button data-do="go">${file}:${cell}${report.site.line}</button>
<button data-do="verify">verify again</button>
<button data-do="compare">compare with its fixes</button>
<button data-do="copy">copy as JSON</button>
</nav>
</header>`;
}

function single(report: Report): Html {
  return html`${report.error ? failure(report.error, report.log) : ""}
${report.diagnosis.map(diagnosis)}
${(report.findings ?? []).map(finding)}
${list("warnings of the libraries", report.warnings ?? [])}
${report.model ? picture(report.model) : ""}
${section("model", modelRows(report))}
${section("time", timeRows(report))}
${section("memory", memoryRows(report))}
${section("environment", environmentRows(report))}
${notes(report)}`;
}

function comparison(before: Report, after: Report): Html {
  const rows = compared(before, after);
  return html`<section aria-labelledby="compared">
<h2 id="compared">before and after its fixes</h2>
<div class="wide" tabindex="0" role="region" aria-labelledby="compared">
<table class="compare">
<thead><tr><th scope="col"></th><th scope="col">as it is</th><th scope="col">with its fixes</th><th scope="col">change</th></tr></thead>
<tbody>${rows.map(
    ([label, one, other, change]) => html`<tr class="${one === other || change === NOISE ? "same" : "changed"}">
<th scope="row">${label}</th><td>${one}</td><td>${other}</td><td>${change}</td></tr>`,
  )}</tbody>
</table></div>
</section>
${before.model ? picture(before.model, "as it is: ") : ""}
${after.model ? picture(after.model, "with its fixes: ") : ""}
${[before, after].map((it) => (it.error ? failure(it.error, it.log) : html``))}
${before.diagnosis.map(diagnosis)}`;
}

// --- parts ----------------------------------------------------------------------------------------

function failure(error: Failure, log: readonly string[]): Html {
  const whole = [error.traceback.trimEnd(), ...log.slice(-20)].filter((it) => it).join("\n");
  return html`<section class="card bad" aria-label="error">
<h2>${error.cause ?? error.type}</h2>
<p class="cure">${error.cure}</p>
${table([
    ["phase", error.phase],
    ["error", `${error.type}: ${error.message}`],
  ])}
${whole ? html`<details><summary>traceback and log</summary><pre tabindex="0">${whole}</pre></details>` : ""}
</section>`;
}

function diagnosis(found: Diagnosis): Html {
  return html`<section class="card ${found.problem ? "mixed" : "plain"}" aria-label="${found.problem ? "problem" : "note"}">
<h2>${found.problem ? "problem" : "note"}: ${found.name}</h2>
<p>${found.evidence}</p>
<p class="cure">${found.cure}</p>
</section>`;
}

function finding(found: Finding): Html {
  return html`<section class="card plain" aria-label="finding">
<h2>${found.severity}: ${found.rule}</h2>
<p>line ${found.line}: ${found.message}</p>
</section>`;
}

/** Where the weights are: one bar of bytes, and the modules in their order, coloured by device. */
function picture(model: Model, prefix = ""): Html {
  const devices = Object.keys(model.bytes_per_device);
  const colour = (device: string) => `d${Math.max(0, devices.indexOf(device)) % DEVICES}`;
  const total = model.bytes || 1;
  const legend = devices.map((it): Row => {
    const bytes = model.bytes_per_device[it] ?? 0;
    return [it, `${size(bytes)} (${Math.round((100 * bytes) / total)} %)`];
  });
  const said = legend.map(([device, text]) => `${device} ${String(text)}`).join(", ");
  return html`<section>
<h2>${prefix}where the weights are</h2>
<svg class="bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="${said}">${bars(model, devices, colour)}</svg>
<table class="legend"><tbody>${legend.map(
    ([device, text]) => html`<tr><th scope="row"><svg class="key" viewBox="0 0 10 10" aria-hidden="true"><rect class="${colour(device)}" width="10" height="10"/></svg> ${device}</th><td>${text}</td></tr>`,
  )}</tbody></table>
${modules(model, colour)}
</section>`;
}

function bars(model: Model, devices: string[], colour: (device: string) => string): Html[] {
  const total = model.bytes || 1;
  let start = 0;
  return devices.map((device) => {
    const width = (1000 * (model.bytes_per_device[device] ?? 0)) / total;
    start += width;
    return html`<rect class="${colour(device)}" x="${start - width}" width="${width}" height="40"><title>${device}</title></rect>`;
  });
}

function modules(model: Model, colour: (device: string) => string): Html {
  const entries = Object.entries(model.device_map).filter(([name]) => name);
  if (!entries.length) return html``;
  return html`<details open><summary>device map of ${entries.length} modules</summary>
<ol class="modules">${entries.map(([name, device]) => {
    const at = /^\d+$/.test(device) ? `cuda:${device}` : device;
    return html`<li class="${colour(at)}"><code>${name}</code> <span>${device}</span></li>`;
  })}</ol></details>`;
}

function notes(report: Report): Html {
  return list("notes", [...(report.request.notes ?? []), ...(report.preflight?.notes ?? [])]);
}

function list(title: string, texts: readonly string[]): Html {
  return texts.length ? html`<section><h2>${title}</h2><ul>${texts.map((it) => html`<li>${it}</li>`)}</ul></section>` : html``;
}

function section(title: string, rows: Row[]): Html {
  return rows.length ? html`<section><h2>${title}</h2>${table(rows)}</section>` : html``;
}

function table(rows: Row[]): Html {
  const shown = rows.filter(([, text]) => text !== null && text !== "");
  return html`<table><tbody>${shown.map(([label, text]) => html`<tr><th scope="row">${label}</th><td>${text}</td></tr>`)}</tbody></table>`;
}

// --- facts ----------------------------------------------------------------------------------------

function modelRows({ model, smoke }: Report): Row[] {
  if (!model) return [];
  const keys = model.missing_count === null ? null : `${model.missing_count} missing, ${model.unexpected_count} unexpected`;
  return [
    ["class", model.class],
    ["parameters", model.parameters.toLocaleString("en")],
    ["weights", size(model.bytes)],
    ["dtype", dtypes(model)],
    ["quantization", model.quantization ? quantization(model.quantization) : null],
    ["adapter", model.adapter ? adapter(model.adapter, model.parameters) : null],
    ["attention", model.attention ?? null],
    ["keys", keys],
    ["first try", tried(smoke)],
  ];
}

function quantization(asked: Quantization): string {
  const bits = asked.bits ? `, ${asked.bits} bits a weight` : "";
  const computes = asked.compute_dtype ? `, computes in ${asked.compute_dtype}` : "";
  return `${asked.method}${bits}${computes}${asked.applied === false ? ", not applied" : ""}`;
}

function adapter(adapted: Adapter, total: number): string {
  const rank = adapted.rank ? `, rank ${adapted.rank}` : "";
  const share = total ? ((100 * adapted.trainable) / total).toFixed(1) : "0";
  const part = adapted.trainable ? `${adapted.trainable.toLocaleString("en")} parameters trainable (${share} %)` : "no parameter trainable";
  return `${adapted.names.join(", ")}${rank}, ${part}`;
}

function timeRows({ times }: Report): Row[] {
  const names = [...LOADING, "first_forward", "import", "total"];
  const longest = Math.max(...names.map((it) => times[it] ?? 0));
  return names
    .filter((it) => (times[it] ?? 0) >= 0.001)
    .map((it) => [it.replace("_", " "), html`${meter(times[it] ?? 0, longest)} ${seconds(times[it])}`]);
}

function meter(value: number, most: number): Html {
  const width = most ? (100 * value) / most : 0;
  return html`<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="10"/></svg>`;
}

function memoryRows({ memory, preflight }: Report): Row[] {
  const { host_peak: peak, host_before: before } = memory;
  const rows: Row[] = [
    ["estimated", preflight ? estimated(preflight) : null],
    ["answer", preflight?.answer ?? null],
    ["would fit", preflight?.cure ?? null],
  ];
  if (peak) {
    rows.push(["host peak", `${size(peak)} (measured)`]);
    if (before) rows.push(["over the libraries", `${size(Math.max(peak - before, 0))} (measured)`]);
    if (memory.host_resident_peak) rows.push(["with mapped files", `${size(memory.host_resident_peak)} (measured)`]);
  }
  const devices = Object.entries(memory.devices ?? {}).map(([name, it]): Row => [`${name} peak`, `${size(it)} (measured)`]);
  return [...rows, ...devices].filter(([, text]) => text !== null);
}

function estimated(preflight: Preflight): string | null {
  if (preflight.host_memory_private === null || preflight.host_memory_private === undefined) return preflight.reason ?? null;
  const free = preflight.host_memory_available;
  return `${size(preflight.host_memory_private)} of private host memory${free ? `, ${size(free)} may be used` : ""}`;
}

function environmentRows({ environment }: Report): Row[] {
  const versions = (environment["versions"] ?? {}) as Record<string, string>;
  const devices = (environment["devices"] ?? []) as { device: string; name: string }[];
  const python = [environment["python"], environment["interpreter"]].filter((it) => it).join(", ");
  return [
    ["Python", python],
    ...["torch", "transformers", "accelerate"].map((it): Row => [it, versions[it] ?? null]),
    ["devices", Object.keys(versions).length ? devices.map((it) => `${it.device} ${it.name}`).join(", ") || "no GPU" : null],
  ].filter(([, text]) => text !== null && text !== "") as Row[];
}

function tried(smoke: Report["smoke"]): string | null {
  if (smoke["error"]) return "failed";
  if (smoke["skipped"]) return `none: ${String(smoke["skipped"])}`;
  if (smoke["tokens"] === undefined || smoke["tokens"] === null) return null;
  const speed = typeof smoke["ms_per_token"] === "number" ? `, ${milliseconds(smoke["ms_per_token"])} each${spread(smoke)}` : "";
  return `${String(smoke["tokens"])} tokens${speed}${smoke["text"] ? `: “${String(smoke["text"])}”` : ""}`;
}

function spread(smoke: Report["smoke"]): string {
  const quartiles = smoke["quartile_ms"];
  if (!Array.isArray(quartiles) || quartiles.length !== 2) return "";
  return ` (half of them ${milliseconds(Number(quartiles[0]))} to ${milliseconds(Number(quartiles[1]))})`;
}

function compared(before: Report, after: Report): [string, string, string, string][] {
  const [one, other] = [new Map(facts(before)), new Map(facts(after))];
  const [first, second] = [figures(before), figures(after)];
  return [...new Set([...one.keys(), ...other.keys()])].map((it) => [
    it,
    one.get(it) ?? "–",
    other.get(it) ?? "–",
    changed(first.get(it), second.get(it)),
  ]);
}

/** The figures behind some rows, each with the least change that is more than noise. */
function figures({ model, memory, times }: Report): Map<string, Figure> {
  const load = LOADING.reduce((sum, it) => sum + (times[it] ?? 0), 0);
  const all: [string, number | null | undefined, Noise][] = [
    ["weights", model?.bytes, OF_WEIGHTS],
    ["memory held", memory.host_resident, OF_MEMORY],
    ["peak memory", memory.host_resident_peak, OF_MEMORY],
    ...Object.entries(memory.devices ?? {}).map(([name, it]): [string, number, Noise] => [`${name} peak`, it, OF_MEMORY]),
    ["load time", model ? load : null, OF_TIME],
    ["first forward", times["first_forward"], OF_TIME],
  ];
  return new Map(all.flatMap(([name, value, noise]) => (value ? [[name, { value, noise }] as const] : [])));
}

function changed(before: Figure | undefined, after: Figure | undefined): string {
  if (!before || !after || before.value === after.value) return "";
  const difference = after.value - before.value;
  if (Math.abs(difference) <= Math.max(before.noise.share * before.value, before.noise.least)) return NOISE;
  return `${difference > 0 ? "+" : "−"}${Math.round((100 * Math.abs(difference)) / before.value)} %`;
}

/** One figure a row, as figures are compared and sentences are not. */
function facts(report: Report): [string, string][] {
  const { model, memory, times } = report;
  const { host_peak: peak, host_before: start } = memory;
  const found: [string, string | null][] = [
    ["load", report.request.call],
    ["outcome", report.error ? `${report.outcome}: ${report.error.cause ?? report.error.message}` : report.outcome],
    ["problems", report.diagnosis.filter((it) => it.problem).map((it) => it.name).join(", ") || "none"],
    ["class", model && model.class],
    ["weights", model && size(model.bytes)],
    ["device", model && places(model)],
    ["dtype", model && dtypes(model)],
    ["memory held", memory.host_resident ? size(memory.host_resident) : null],
    ["peak memory", memory.host_resident_peak ? size(memory.host_resident_peak) : null],
    ["private memory over the libraries", peak && start ? size(Math.max(peak - start, 0)) : null],
    ...Object.entries(memory.devices ?? {}).map(([name, it]): [string, string] => [`${name} peak`, size(it)]),
    ["load time", model && seconds(LOADING.reduce((sum, it) => sum + (times[it] ?? 0), 0))],
    ["first forward", times["first_forward"] ? seconds(times["first_forward"]) : null],
    ["first try", tried(report.smoke)],
  ];
  return found.filter((it): it is [string, string] => it[1] !== null);
}

function places(model: Model): string {
  return Object.entries(model.bytes_per_device).map(([name, it]) => `${name} ${size(it)}`).join(", ");
}

function dtypes(model: Model): string {
  return Object.entries(model.dtypes).map(([name, it]) => `${name} ${size(it.bytes)}`).join(", ");
}

function milliseconds(time: number): string {
  return time >= 1000 ? `${(time / 1000).toFixed(1)} s` : `${rounded(time)} ms`;
}

function rounded(value: number): string {
  return value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

// --- HTML -----------------------------------------------------------------------------------------

function html(texts: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(texts.reduce((sum, text, at) => sum + inserted(parts[at - 1]) + text));
}

function inserted(part: Part): string {
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(inserted).join("");
  return visible(String(part ?? "")).replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}

function visible(text: string): string {
  return text.replace(DIRECTIONS_AND_CONTROLS, (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
