// Whatever is also imported on demand, esbuild makes a lazy module, and of one without side effects it forgets to open
// what static imports use. Taking all of zod for a value opens it; the Worker imports this first.
import * as z from "zod";

if (Object.keys(z).length === 0) throw new Error("zod is not there");
