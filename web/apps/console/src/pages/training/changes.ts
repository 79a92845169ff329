/** What is read again after knowledge was taught, decided about, or rolled back. */

export const TAUGHT = [
  ["groups"],
  ["group"],
  ["group-counts"],
  ["drafts"],
  ["draft"],
  ["draft-counts"],
  ["releases"],
  ["release"],
  ["runs"],
  ["run"],
  ["faqs"],
  ["faq"],
  ["likenesses"],
] as const;
