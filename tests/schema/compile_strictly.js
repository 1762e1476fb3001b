// Compiles JSON Schemas with Ajv as SchemaStore does with the schemas that it takes in strict mode.
const fs = require("fs");
const Ajv = require("ajv").default;
const addFormats = require("ajv-formats").default;

// what editors read beside the keywords of draft-07; SchemaStore has its own list of those it lets pass
const read_by_editors = [
  "defaultSnippets",
  "deprecationMessage",
  "doNotSuggest",
  "enumDescriptions",
  "errorMessage",
  "markdownDescription",
  "markdownEnumDescriptions",
  "patternErrorMessage",
];

for (const path of process.argv.slice(2)) {
  const ajv = new Ajv({ strict: true });
  addFormats(ajv);
  read_by_editors.forEach((keyword) => ajv.addKeyword(keyword));
  try {
    ajv.compile(JSON.parse(fs.readFileSync(path, "utf-8")));
  } catch (error) {
    console.log(`${path}: ${error.message}`);
    process.exitCode = 1;
  }
}
