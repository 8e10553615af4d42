import type { Role } from "../../functions/console/editor.ts";

/** Somebody of the sample newsroom, whom anybody at this machine may be. */
export type SamplePerson = { id: string; name: string; email: string; role: Role; does: string };

export const samplePeople: readonly SamplePerson[] = [
  {
    id: "vera",
    name: "Vera Lind",
    email: "vera@flashbulb.example",
    role: "viewer",
    does: "looks, and changes nothing",
  },
  { id: "edda", name: "Edda Moretti", email: "edda@flashbulb.example", role: "editor", does: "makes the issue" },
  { id: "sam", name: "Sam Okafor", email: "sam@flashbulb.example", role: "sender", does: "also approves and sends" },
  { id: "ada", name: "Ada Brandt", email: "ada@flashbulb.example", role: "admin", does: "also settings, keys, audit" },
];
