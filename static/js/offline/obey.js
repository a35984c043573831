// The server asks for this tablet to be cleared: it was lost, or its account says so. It obeys at the first contact, and tells that it has.
import { clear } from "./store.js";

// Obey what `/token`, `/pack` or an entry was answered; gives whether there was something to obey.
export async function obey(said) {
  if (!said?.wipe) return false;
  await clear(said.wipe);
  await fetch("/token", { cache: "no-store", headers: { Accept: "application/json", "Honglin-Wiped": "1" } }).catch(() => null);
  return true;
}
