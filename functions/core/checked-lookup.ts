import { promises as dns } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** Thrown through the connection attempt, to whoever asked for it. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
  readonly reason: "denied-address" | "unresolved";
  constructor(reason: "denied-address" | "unresolved") {
    super(reason);
    this.reason = reason;
  }
}

const systemResolve = async (host: string): Promise<string[]> =>
  (await dns.lookup(host, { all: true })).map(({ address }) => address);

/** What the socket asks right before it connects: it gets addresses that were all found public, or none. */
export const checkedLookup = (
  resolve: (host: string) => Promise<readonly string[]> = systemResolve,
): LookupFunction => {
  const resolveChecked = async (host: string) => {
    const addresses = await resolve(host).catch(() => []);
    if (addresses.length === 0) throw new AddressRefused("unresolved");
    if (!addresses.every(isPublicAddress)) throw new AddressRefused("denied-address");
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return (host, options, done) => {
    resolveChecked(host).then(
      (found) => (options.all ? done(null, found) : done(null, found[0]?.address ?? "", found[0]?.family)),
      (error) => done(error, ""),
    );
  };
};
