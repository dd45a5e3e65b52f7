// Prints the names of everything that the scripts offer, one a line: `kit.say` is window.mhoscope.kit.say.
import { page } from "./page.mjs";

const { m } = page();
for (const [name, found] of Object.entries(m)) {
  if (typeof found === "function") console.log(name);
  else Object.keys(found).forEach((key) => console.log(`${name}.${key}`));
}
