import * as z from "zod";
import { zonePins } from "./zoned.ts";

interface FormatPin {
  /** What is written: "date", "time". */
  what: string;
  /** The strftime format unless another is given. */
  usual: string;
}

/** How a moment is written: in strftime notation or ISO 8601, and in which time zone. Both have a `discriminator`. */
export const formatPin = ({ what, usual }: FormatPin) => variants(what, usual, z.object(zonePins()));

/** The same where the time of day is written, too. */
export const timeFormatPin = ({ what, usual }: FormatPin) =>
  variants(
    what,
    usual,
    z.object({
      ...zonePins(),
      include_microseconds: z.boolean().default(false).describe("Whether fractions of a second are shown"),
    }),
  );

const variants = <S extends z.ZodRawShape>(what: string, usual: string, iso: z.ZodObject<S>) =>
  z
    .discriminatedUnion("discriminator", [
      z.object({
        discriminator: kind("strftime"),
        format: z.string().default(usual).describe("The format in strftime notation"),
        ...zonePins(),
      }),
      z.object({ discriminator: kind("iso8601"), ...iso.shape }),
    ])
    .prefault({ discriminator: "strftime" })
    .describe(`How the ${what} is written, and in which time zone`);

const kind = <K extends string>(name: K) => z.literal(name).describe("Which kind of format this is");
