/** Tests as JSON lines, in the format of buyer scripts (docs/buyer-scripts.md). Pure. */

export interface Question {
  readonly id: string;
  readonly say: string;
  readonly all: readonly string[];
  readonly none: readonly string[];
}

export function questionLine({ id, say, all, none }: Question): string {
  return JSON.stringify({ id, say: say.trim(), all, ...(none.length > 0 ? { none } : {}) });
}

/** The id of a conversation from itself or from the address of its page on the desk. */
export function conversationIn(link: string): string {
  const path = link.trim().split(/[?#]/)[0] ?? "";
  return decodeURIComponent(path.split("/").findLast((part) => part !== "") ?? "");
}

/** What a test says in few words; `says` are the buyer's lines. */
export interface Gist {
  readonly says: readonly string[];
  readonly all: readonly string[];
  readonly none: readonly string[];
}

type Loose = Readonly<Record<string, unknown>>;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const objects = (value: unknown): Loose[] =>
  Array.isArray(value) ? value.filter((one): one is Loose => typeof one === "object" && one !== null) : [];

export function gistOf(body: string): Gist {
  let read: Loose;
  try {
    read = JSON.parse(body) as Loose;
  } catch {
    return { says: [body], all: [], none: [] };
  }
  const goals = objects(read.goals);
  const expect = (read.expect ?? {}) as Loose;
  const replies = goals.length > 0 ? objects(expect.replies) : [read];
  return {
    says: goals.length > 0 ? texts(goals.map((goal) => goal.say)) : texts([read.say]),
    all: replies.flatMap((reply) => [...texts(reply.all), ...texts(reply.any)]),
    none: replies.flatMap((reply) => texts(reply.none)),
  };
}
