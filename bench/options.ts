import { parseArgs } from "node:util";

export interface Options {
  /** A sanity run: few rounds, small loads. Its figures mean little. */
  quick: boolean;
  /** Ids of figures; all when empty. */
  only: ReadonlySet<string>;
  peers: readonly string[];
  rounds: number;
  json: boolean;
}

const HELP = `npm run bench -- [options]
  --quick            a sanity run in less than a minute
  --only W0,W1       these figures only
  --peers none       or restate,dbos,…; all that there are unless given
  --rounds 10        alternating rounds
  --json             the report as JSON instead of tables
`;

/** Null when help was asked for, and given. */
export function readOptions(peerNames: readonly string[]): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      peers: { type: "string" },
      rounds: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  const named = list(values.peers ?? (values.quick ? "restate" : peerNames.join(",")));
  const peers = named.filter((name) => name !== "none");
  const unknown = peers.filter((name) => !peerNames.includes(name));
  if (unknown.length > 0)
    throw new Error(`No such peer: ${unknown.join(", ")}; there are ${peerNames.join(", ")}`);
  return {
    quick: values.quick,
    only: new Set(list(values.only)),
    peers,
    rounds: Number(values.rounds ?? (values.quick ? 2 : 10)),
    json: values.json,
  };
}

/** How often something is repeated in a round: a third as often in a sanity run. */
export const repeats = ({ quick }: Pick<Options, "quick">, times: number): number =>
  quick ? Math.ceil(times / 3) : times;

const list = (text: string): string[] => text.split(",").filter((name) => name !== "");
