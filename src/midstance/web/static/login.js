// The page to log in.
import { $, attempt, send } from "./common.js";

$("login").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await send("/api/login", { name: $("name").value, password: $("password").value });
    location.href = "/";
  });
});
