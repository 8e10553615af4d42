import * as z from "zod";

const ipv4 = z.ipv4();
const ipv6 = z.ipv6();

/** The network that an address was in, its host part zeroed (/24, /48); `undefined` when the text is no IP address. */
export const truncatedIp = (text: string): string | undefined => {
  const ip = text.trim().replace(/^::ffff:(?=\d+\.)/i, "");
  if (ipv4.safeParse(ip).success) return ip.replace(/\d+$/, "0");
  if (!ipv6.safeParse(ip).success) return undefined;
  return new URL(`http://[${ipv6Groups(ip).slice(0, 3).join(":")}::]/`).hostname.slice(1, -1);
};

/** All eight groups of an IPv6 address, as short as they can be written. */
export const ipv6Groups = (ip: string): string[] => {
  const groups = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split("::");
  const front = groups[0] ? groups[0].split(":") : [];
  const back = groups[1] ? groups[1].split(":") : [];
  return [...front, ...Array<string>(groups.length > 1 ? 8 - front.length - back.length : 0).fill("0"), ...back];
};
