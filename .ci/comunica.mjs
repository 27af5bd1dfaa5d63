// comunica.mjs ENDPOINT QUERY [SOURCE...]    the rows that Comunica gets from an endpoint, as JSON: a list of lists of
// texts, by the names of the columns. With SOURCEs it joins what the endpoint says with what they say. The
// package is found by NODE_PATH.
import { createRequire } from "node:module";
import path from "node:path";

const home = (process.env.NODE_PATH ?? "").split(path.delimiter)[0];
const require = createRequire(path.join(home, "index.js"));
const { QueryEngine } = require("@comunica/query-sparql");

const [endpoint, query, ...others] = process.argv.slice(2);
const sources = [{ type: "sparql", value: endpoint }, ...others];
const bindings = await new QueryEngine().queryBindings(query, { sources });
const rows = await bindings.toArray();
const texts = (row) => [...row].map(([variable, term]) => [variable.value, term.value]).sort().map(([, text]) => text);
console.log(JSON.stringify(rows.map(texts)));
