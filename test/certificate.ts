import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Certificates are made with openssl, which a machine may lack. */
export const canMakeCertificates = spawnSync("openssl", ["version"]).status === 0;

/** A fresh key, and a certificate for a subject alternative name that nobody but itself has signed. */
export function selfSigned(name: `IP:${string}` | `DNS:${string}`): { key: string; cert: string } {
  const dir = mkdtempSync(join(tmpdir(), "gossamer-certificate-"));
  const [key, cert] = [join(dir, "key"), join(dir, "cert")];
  const request = [
    "req",
    "-new",
    "-x509",
    "-nodes",
    "-newkey",
    "rsa:2048",
    "-days",
    "2",
    "-subj",
    "/CN=test",
  ];
  const names = ["-addext", `subjectAltName=${name}`, "-keyout", key, "-out", cert];
  execFileSync("openssl", [...request, ...names], { stdio: "ignore" });
  const made = { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  rmSync(dir, { recursive: true });
  return made;
}
