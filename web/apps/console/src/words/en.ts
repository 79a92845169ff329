/** All English words; a missing or needless key is a type error. */
import common from "./en/common.ts";
import data from "./en/data.ts";
import desk from "./en/desk.ts";
import fields from "./en/fields.ts";
import imports from "./en/imports.ts";
import knowledge from "./en/knowledge.ts";
import procedures from "./en/procedures.ts";
import settings from "./en/settings.ts";
import trace from "./en/trace.ts";
import training from "./en/training.ts";
import trials from "./en/trials.ts";
import type { Same } from "./shape.ts";
import type zh from "./zh.ts";

const words: Same<typeof zh> = {
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
