import * as z from "zod";
import { ipv6Groups } from "./truncated-ip.ts";

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** What is counted as one visitor: the /24 or /64 that an address is in. Whoever has no address shares one network. */
export const networkOf = (address: string | undefined): string => {
  const ip = (address ?? "").trim().replace(/^::ffff:(?=\d+\.)/i, "");
  if (ipv4.safeParse(ip).success) return ip.replace(/\d+$/, "0/24");
  return ipv6.safeParse(ip).success ? `${ipv6Groups(ip).slice(0, 4).join(":")}::/64` : "unknown";
};

/**
 * The visitor's address: of the connection, or what a proxy on this machine says of it (the last entry of
 * X-Forwarded-For, which is the proxy's own). Nobody else's word is taken.
 */
export const visitorAddress = (
  connectedFrom: string | undefined,
  forwardedFor: string | undefined,
): string | undefined => {
  const isHere = /^(127\.|::1$|::ffff:127\.)/.test(connectedFrom ?? "");
  return isHere && forwardedFor ? forwardedFor.split(",").at(-1)?.trim() : connectedFrom;
};
