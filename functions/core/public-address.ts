import { isIP } from "node:net";

/** The IPv4 blocks of IANA's special-purpose registry that are not the public internet, with multicast and class E. */
const deniedV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
].map((block) => {
  const [base = "", length = ""] = block.split("/");
  return { base: v4Number(base), size: 2 ** (32 - Number(length)) };
});

/**
 * Says whether an IP address, as a resolver gives it, is one of the public internet: not private, loopback,
 * link-local, shared (CGNAT), multicast, documentation or reserved. Of IPv6 only global unicast (2000::/3) passes, and
 * of that nothing that may lead to an IPv4 address (Teredo, 6to4); mapped, compatible and NAT64 addresses lie outside.
 */
export const isPublicAddress = (address: string): boolean => {
  const version = isIP(address);
  if (version === 4) {
    const number = v4Number(address);
    return !deniedV4.some(({ base, size }) => number >= base && number < base + size);
  }
  return version === 6 && isPublicV6(address);
};

const isPublicV6 = (address: string): boolean => {
  if (address.includes("%")) return false;
  const [first = 0, second = 0] = leadingHextets(address);
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2001) return second > 0x1ff && second !== 0xdb8;
  return first !== 0x2002 && !(first === 0x3fff && second < 0x1000);
};

/** The first two of the eight groups; the URL parser writes every form of an address in one way. */
const leadingHextets = (address: string): number[] => {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const head = canonical.split("::")[0] ?? "";
  return head
    .split(":")
    .slice(0, 2)
    .map((group) => Number.parseInt(group || "0", 16));
};

function v4Number(address: string): number {
  return address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
}
