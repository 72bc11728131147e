import { unavailable } from "#lib/errors.ts";

/** The engine's answer. When it cannot give one (its object is overloaded, or just moved), another try may work. */
export async function ask<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw unavailable("The engine", error);
  }
}
