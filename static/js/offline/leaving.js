// A log-out that the server does not know of yet. Until it does, nothing is sent; it touches no document, so that the service worker may ask as well.
import { obey } from "./obey.js";
import { transact, wipe } from "./store.js";

const PATIENCE = 8000; // ms

// {owner, path} of whoever left this tablet without signal; undefined for nobody.
export const leaving = () => transact(["meta"], "readonly", (meta) => meta.get("leaving")).catch(() => undefined);

// Write down that the owner leaves by the form at `path`, before anything else.
export const leave = (owner, path) => transact(["meta"], "readwrite", (meta) => meta.put({ owner, path }, "leaving"));

// Tell the server; gives whether nobody is about to leave any more.
export async function finish() {
  const left = await leaving();
  if (!left) return true;
  const token = await ask("/token", { headers: { Accept: "application/json" } });
  if (!token?.headers.has("Honglin-Capture")) return false; // no network, or a portal before it
  const said = await token.json().catch(() => ({}));
  if (token.status === 200 && said.user === left.owner) {
    const answer = await ask(left.path, { method: "POST", headers: { "X-CSRFToken": said.csrf } });
    if (answer?.type !== "opaqueredirect" && answer?.status !== 401) return false;
  } else if (token.status >= 500) return false;
  if (said.disabled) await wipe(said.user);
  await obey(said);
  await transact(["meta"], "readwrite", (meta) => meta.delete("leaving"));
  return true;
}

const ask = (path, options) => fetch(path, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options }).catch(() => null);
