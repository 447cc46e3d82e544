// Asks every operation of a service by a generated client: `node calls.js ADDRESS TOKEN IDS` prints what came back.
// Each operation once so that it answers and once so that it refuses, then a record by each of the ids (a list as JSON).

import createClient, { type Client } from "openapi-fetch";
import type { operations, paths } from "./gruppkarta.js";

declare const process: { argv: string[] };

type Service = Client<paths>;
type Problem = { code: string; type: string };
type Answer = { data?: unknown; error?: Problem; response: Response };
type Asked = (service: Service) => Promise<Answer>;

const [address, token, ids] = process.argv.slice(2);
const purpose = { "X-Purpose": "weekly review" };
const header = { header: purpose };
const dated = { header: purpose, query: { as_of: "2020-12-03" } };
const archive = Uint8Array.from(
  atob("UEsDBBQAAAAAAAAAIQD9TxWkHAAAABwAAAALAAAAc291cmNlcy5jc3Zzb3VyY2VfaWQsYWdlbmN5ClMtOSxwb2xpY2UKUEsBAhQDFAAAAAAAAAAhAP1PFaQcAAAAHAAAAAsAAAAAAAAAAAAAAIABAAAAAHNvdXJjZXMuY3N2UEsFBgAAAAABAAEAOQAAAEUAAAAAAA=="),
  sign => sign.charCodeAt(0),
);

function upload(): FormData {
  const form = new FormData();
  form.append("archive", new Blob([archive], { type: "application/zip" }), "case.zip");
  return form;
}

const one = { person_a: "P-0002", person_b: "P-0003", reason: "same name and year of birth" };
const north = { kind: "group", record_id: "G-01" } as const;
const sent = { params: header, body: { archive: "" }, bodySerializer: upload };

// A key for each operation of the description: the compiler refuses a list that leaves one out.
const calls: Record<Exclude<keyof operations, "revoke_token">, Asked> = {
  health: service => service.GET("/v1/health"),
  ready: service => service.GET("/v1/ready"),
  problem_types: service => service.GET("/v1/problems"),
  problem_type: service => service.GET("/v1/problems/{code}", { params: { path: { code: "bad_input" } }, parseAs: "text" }),
  scorecard: service => service.GET("/v1/scorecard", { params: dated }),
  groups: service => service.GET("/v1/groups", { params: dated }),
  group: service => service.GET("/v1/groups/{group_id}", { params: { ...dated, path: { group_id: "G-01" } } }),
  conflicts: service => service.GET("/v1/conflicts", { params: dated }),
  incidents: service => service.GET("/v1/incidents", { params: dated }),
  incident: service =>
    service.GET("/v1/incidents/{incident_id}", { params: { ...dated, path: { incident_id: "I-1" } } }),
  months: service => service.GET("/v1/months", { params: dated }),
  members: service =>
    service.GET("/v1/groups/{group_id}/members", { params: { ...dated, path: { group_id: "G-01" } } }),
  priorities: service => service.GET("/v1/priorities/{lane}", { params: { ...dated, path: { lane: "message" } } }),
  representatives: service => service.POST("/v1/representatives", { params: header, body: { as_of: "2020-12-03" } }),
  summary: service => service.GET("/v1/summary", { params: dated }),
  structure: service => service.GET("/v1/structure", { params: dated }),
  paths: service =>
    service.POST("/v1/paths", { params: header, body: { start: "P-0001", end: "P-0002", as_of: "2020-12-03" } }),
  common: service =>
    service.POST("/v1/common", { params: header, body: { persons: ["P-0001", "P-0002"], as_of: "2020-12-03" } }),
  around: service => service.POST("/v1/around", { params: header, body: { persons: ["P-0001"], as_of: "2020-12-03" } }),
  key_players: service =>
    service.POST("/v1/key-players", { params: header, body: { size: 1, as_of: "2020-12-03" } }),
  betweenness: service => service.GET("/v1/betweenness", { params: dated }),
  cohesion: service => service.GET("/v1/cohesion", { params: dated }),
  communities: service => service.GET("/v1/communities", { params: dated }),
  balance: service => service.GET("/v1/balance", { params: dated }),
  network: service => service.GET("/v1/network", { params: dated }),
  network_file: service =>
    service.GET("/v1/network/{form}", { params: { ...dated, path: { form: "svg" } }, parseAs: "text" }),
  persons: service => service.GET("/v1/persons", { params: dated }),
  search: service => service.POST("/v1/search", { params: header, body: { query: "P-0", as_of: "2020-12-03" } }),
  person: service => service.GET("/v1/persons/{person_id}", { params: { ...dated, path: { person_id: "P-0001" } } }),
  explain: service =>
    service.GET("/v1/persons/{person_id}/explanation", { params: { ...dated, path: { person_id: "P-0001" } } }),
  measures: service => service.GET("/v1/measures"),
  schema: service => service.GET("/v1/schema"),
  policy: service => service.GET("/v1/policy"),
  check: service => service.POST("/v1/imports/check", sent),
  diff: service => service.POST("/v1/imports/diff", sent),
  import: service => service.POST("/v1/imports", sent),
  undo: service => service.POST("/v1/imports/undo", { params: header }),
  create: service =>
    service.POST("/v1/records/{kind}", {
      params: { ...header, path: { kind: "group" } },
      body: { values: { group_id: "G-78", name: "Öst" } },
    }),
  create_several: service =>
    service.POST("/v1/records", { params: header, body: { records: { source: [{ source_id: "S-78" }] } } }),
  record: service => service.GET("/v1/records/{kind}/{record_id}", { params: { ...header, path: north } }),
  change: service =>
    service.PATCH("/v1/records/{kind}/{record_id}", {
      params: { ...header, path: north },
      body: { act: "correct", values: { name: "Nord" }, reason: "renamed by themselves" },
    }),
  extend: service =>
    service.POST("/v1/records/{kind}/{record_id}/extensions", {
      params: { ...header, path: north },
      body: { kept_until: "2030-01-01", reason: "looked at" },
    }),
  history: service => service.GET("/v1/records/{kind}/{record_id}/history", { params: { ...header, path: north } }),
  duplicates: service => service.GET("/v1/duplicates", { params: dated }),
  join_persons: service => service.POST("/v1/duplicates/join", { params: header, body: one }),
  undo_join: service => service.POST("/v1/duplicates/undo", { params: header, body: one }),
  export: service => service.GET("/v1/export", { params: header, parseAs: "blob" }),
  create_token: service =>
    service.POST("/v1/tokens", { params: header, body: { name: "x", agency: "police", role: "analyst" } }),
  list_tokens: service => service.GET("/v1/tokens", { params: header }),
  audit: service => service.GET("/v1/audit", { params: header }),
  verification: service => service.GET("/v1/audit/verification", { params: header }),
};
const open = new Set<string>(["health", "ready", "problem_types", "problem_type"]);

const service = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token}` } });
const unknown = createClient<paths>({ baseUrl: address, headers: { Authorization: "Bearer gk_unknown" } });
const misspelt = createClient<paths>({ baseUrl: address, querySerializer: () => "misspelt=x" });

const created = await service.POST("/v1/tokens", {
  params: header,
  body: { name: "y", agency: "police", role: "analyst" },
});
const token_id = created.data?.info.token_id ?? "";
const all: Record<string, Asked> = {
  ...calls,
  revoke_token: on => on.POST("/v1/tokens/{token_id}/revoke", { params: { ...header, path: { token_id } } }),
};

const lines = [];
for (const [operation, ask] of Object.entries(all)) {
  const answered = await ask(service);
  const refused = await ask(open.has(operation) ? misspelt : unknown);
  lines.push({
    operation,
    answered: answered.response.status,
    read_as: answered.data === undefined ? "undefined" : typeof answered.data,
    refused: refused.response.status,
    code: refused.error?.code ?? null,
  });
}

const persons = [];
for (const person_id of JSON.parse(ids ?? "[]") as string[]) {
  const found = await service.GET("/v1/persons/{person_id}", { params: { ...dated, path: { person_id } } });
  persons.push(found.data?.person_id);
}
const first = await service.GET("/v1/scorecard", { params: dated });
const tag = first.response.headers.get("etag") ?? "";
const again = await service.GET("/v1/scorecard", {
  params: { ...dated, header: { ...purpose, "If-None-Match": tag } },
});
const file = await service.GET("/v1/network/{form}", { params: { ...dated, path: { form: "node-link" } }, parseAs: "text" });
const n_nodes = JSON.parse(file.data as string).nodes.length;
console.log(JSON.stringify({ calls: lines, persons, again: again.response.status, n_nodes }));
