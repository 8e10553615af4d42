/** Opens what a command needs, runs it, and closes everything again, whatever the command does. */
export type Using<Deps> = <Result>(work: (deps: Deps) => Promise<Result>) => Promise<Result>;
