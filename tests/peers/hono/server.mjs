// An issuer of live passes: passes by passkit-generator, the web service by hono-passkit-webservice.
// The protocol is theirs; this file only mounts it and keeps the passes in memory.
//
//   tests/peers/certificates.sh FOLDER
//   node tests/peers/hono/server.mjs FOLDER [PORT]
//
// prints its address (http://127.0.0.1:PORT) as the first line and runs until its standard input
// ends, so that it never outlives a test. For tests:
//
//   PUT /control/passes/SERIAL   issues a pass or raises it; body, all optional, as JSON:
//                                { "balance": 120, "stamps": 3, "offer": "…", "signer": "leaf" | "renewed" |
//                                  "stranger", "pooled": true, "token": "…" }
//                                What is not named stays as it was. Answers with the .pkpass.
//   GET /control/passes/SERIAL   the .pkpass as a shop's page would offer it: import this first.
//   DELETE /control/passes/SERIAL  forgets it.
//   GET /control/log             [{ method, path, status, headers }], what was asked of the web service.
//   GET /control/registrations   [{ device, serial, pushToken }]
//
// A debug build of Kantis asks it when KANTIS_ALLOW_LOOPBACK=1 is set; a release build never does. Its
// passes are of an unknown issuer for whoever does not inject FOLDER/root.pem as an anchor.
//
// SERIAL is percent-encoded. "pooled" answers updates out of a larger buffer, as Node's pool does;
// hono-passkit-webservice 1.0.4 then sends the whole buffer, with foreign memory around the zip.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import ListRouter from "hono-passkit-webservice/v1/list.js";
import LogRouter from "hono-passkit-webservice/v1/log.js";
import RegistrationRouter from "hono-passkit-webservice/v1/registration.js";
import UpdateRouter from "hono-passkit-webservice/v1/update.js";
import { PKPass } from "passkit-generator";

const [folder, port = "0"] = process.argv.slice(2);
const pem = (name) => readFileSync(join(folder, name));
const icon = readFileSync(new URL("../icon.png", import.meta.url));

const passes = new Map(); // serial → { balance, stamps, offer, signer, pooled, token, changed, zip }
const registrations = new Map(); // device + serial → { device, serial, pushToken }
const log = [];
let address = "";

function make(serial, pass) {
  const certificates = {
    wwdr: pem("intermediate.pem"),
    signerCert: pem(`${pass.signer}.pem`),
    signerKey: pem(`${pass.signer}.key`),
  };
  const made = new PKPass({ "icon.png": icon, "logo.png": icon }, certificates, {
    formatVersion: 1,
    serialNumber: serial,
    passTypeIdentifier: "pass.org.example.store",
    teamIdentifier: "TEAM123456",
    organizationName: "Example Store",
    description: "Example Store card",
    logoText: "Example Store",
    webServiceURL: `${address}/`,
    authenticationToken: pass.token,
    backgroundColor: "rgb(20, 60, 90)",
    foregroundColor: "rgb(255, 255, 255)",
    labelColor: "rgb(200, 220, 240)",
  });
  made.type = "storeCard";
  made.headerFields.push({ key: "points", label: "Points", value: pass.balance, changeMessage: "You now have %@ points" });
  if (pass.stamps !== undefined) {
    made.secondaryFields.push({ key: "stamps", label: "Stamps", value: `${pass.stamps}/10`, changeMessage: "%@ stamps" });
  }
  if (pass.offer) made.backFields.push({ key: "offer", label: "Offer", value: pass.offer });
  made.setBarcodes({ format: "PKBarcodeFormatQR", message: serial, messageEncoding: "utf-8" });
  return made.getAsBuffer();
}

// Times in the protocol are whole seconds: once a change is answered, its second is over.
const secondOver = (changed) => new Promise((done) => setTimeout(done, 1000 - (changed % 1000)));

const app = new Hono();
app.use("/v1/*", async (context, next) => {
  await next();
  const { method, url, headers } = context.req.raw;
  const path = url.slice(url.indexOf("/v1/"));
  log.push({ method, path, status: context.res.status, headers: Object.fromEntries(headers) });
});

const tokenVerifier = (token) => [...passes.values()].some((pass) => pass.token === token);
app.route("/", UpdateRouter({
  tokenVerifier,
  onUpdateRequest(type, serial, since) {
    const pass = passes.get(serial);
    if (!pass || (since !== undefined && pass.changed <= since)) return undefined;
    if (!pass.pooled) return new Uint8Array(pass.zip);
    const pool = new Uint8Array(Math.max(8192, pass.zip.length * 2)).fill(0x7f);
    const own = pool.subarray(pool.length - pass.zip.length - 100, pool.length - 100);
    own.set(pass.zip);
    return own;
  },
}));
app.route("/", RegistrationRouter({
  tokenVerifier,
  onRegister(device, type, serial, pushToken) {
    const key = `${device} ${serial}`;
    const fresh = !registrations.has(key);
    registrations.set(key, { device, serial, pushToken });
    return fresh;
  },
  onUnregister(device, type, serial) {
    registrations.delete(`${device} ${serial}`);
  },
}));
app.route("/", ListRouter({
  onListRetrieve(device, type, { passesUpdatedSince }) {
    const mine = [...registrations.values()].filter((one) => one.device === device && passes.has(one.serial));
    const changed = mine.filter((one) => passes.get(one.serial).changed > Number(passesUpdatedSince ?? 0));
    if (changed.length === 0) return undefined;
    const lastUpdated = Math.max(...changed.map((one) => passes.get(one.serial).changed));
    return { serialNumbers: changed.map((one) => one.serial), lastUpdated };
  },
}));
app.route("/", LogRouter({ onIncomingLogs() {} }));

const download = (context, zip) => context.body(new Uint8Array(zip), 200, { "Content-Type": "application/vnd.apple.pkpass" });
app.put("/control/passes/:serial", async (context) => {
  const serial = context.req.param("serial");
  const text = await context.req.text();
  const before = passes.get(serial) ?? { balance: 0, signer: "leaf", pooled: false, token: `token-of-${passes.size}-abcdefgh` };
  const pass = { ...before, ...JSON.parse(text || "{}"), changed: Date.now() };
  pass.zip = make(serial, pass);
  passes.set(serial, pass);
  await secondOver(pass.changed);
  return download(context, pass.zip);
});
app.get("/control/passes/:serial", (context) => {
  const pass = passes.get(context.req.param("serial"));
  return pass ? download(context, pass.zip) : context.body(null, 404);
});
app.delete("/control/passes/:serial", (context) => context.body(null, passes.delete(context.req.param("serial")) ? 200 : 404));
app.get("/control/log", (context) => context.json(log));
app.get("/control/registrations", (context) => context.json([...registrations.values()]));

serve({ fetch: app.fetch, hostname: "127.0.0.1", port: Number(port) }, (info) => {
  address = `http://127.0.0.1:${info.port}`;
  console.log(address);
});
process.stdin.resume().on("end", () => process.exit(0));
