// Asks for the PIN of a link.
import { $, attempt, send } from "./common.js";

$("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await send(`${location.pathname}pin`, { pin: $("pin").value });
    location.reload();
  });
});
