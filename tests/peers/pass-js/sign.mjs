// Passes signed by @walletpass/pass-js 6.9, one of each style that it knows.
//
//   tests/peers/certificates.sh FOLDER
//   node tests/peers/pass-js/sign.mjs FOLDER
//
// writes FOLDER/pass-js/STYLE.pkpass.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder] = process.argv.slice(2);
const pem = (name) => readFileSync(join(folder, name), "utf8");
// It brings Apple's own intermediate along, unless told otherwise before it is loaded.
process.env.APPLE_WWDR_CERT_PEM = pem("intermediate.pem");
const { Template } = await import("@walletpass/pass-js");

const icon = readFileSync(new URL("../icon.png", import.meta.url));
mkdirSync(join(folder, "pass-js"), { recursive: true });
for (const style of ["storeCard", "coupon", "eventTicket", "generic", "boardingPass"]) {
  const template = new Template(style, {
    passTypeIdentifier: "pass.org.example.store",
    teamIdentifier: "TEAM123456",
    organizationName: "Example Store",
    description: `A pass of style ${style}`,
    backgroundColor: "rgb(20, 60, 90)",
    webServiceURL: "https://passes.example.org/",
    authenticationToken: "pass-js-token-abcdefgh",
  });
  template.setCertificate(pem("leaf.pem"));
  template.setPrivateKey(pem("leaf.key"));
  await template.images.add("icon", icon);
  await template.images.add("logo", icon);
  const pass = template.createPass({ serialNumber: `pass-js ${style}` });
  if (style === "boardingPass") pass.transitType = "PKTransitTypeTrain";
  pass.headerFields.add({ key: "points", label: "Pisteitä", value: 120, changeMessage: "%@ pistettä" });
  pass.primaryFields.add({ key: "name", label: "Jäsen", value: "Äiti Ö" });
  pass.barcodes = [{ format: "PKBarcodeFormatQR", message: `pass-js ${style}`, messageEncoding: "iso-8859-1" }];
  writeFileSync(join(folder, "pass-js", `${style}.pkpass`), await pass.asBuffer());
}
