/** All Chinese words; their keys are the keys that exist. */
import common from "./zh/common.ts";
import data from "./zh/data.ts";
import desk from "./zh/desk.ts";
import fields from "./zh/fields.ts";
import imports from "./zh/imports.ts";
import knowledge from "./zh/knowledge.ts";
import procedures from "./zh/procedures.ts";
import settings from "./zh/settings.ts";
import trace from "./zh/trace.ts";
import training from "./zh/training.ts";
import trials from "./zh/trials.ts";

const words = {
  ...common,
  ...desk,
  ...data,
  ...imports,
  ...fields,
  ...settings,
  ...knowledge,
  ...procedures,
  ...training,
  ...trials,
  ...trace,
};

export default words;
