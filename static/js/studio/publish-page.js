// Pages that show texts side by side, and publishing on a page of its own.
import { live, mergeIn } from "./publish.js";

const home = document.getElementById("publish-inside");
if (home) live(home);
else mergeIn(document);
