import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../functions/core/public-address.ts";

const denied = {
  "this network": ["0.0.0.0", "0.255.255.255"],
  private: ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"],
  shared: ["100.64.0.1", "100.127.255.255"],
  loopback: ["127.0.0.1", "127.255.255.254", "::1"],
  "link-local": ["169.254.169.254", "fe80::1", "fe80::1%eth0"],
  "protocol and documentation": ["192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "2001:db8::1"],
  "multicast and reserved": ["224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "ff02::1"],
  unspecified: ["::"],
  "unique local": ["fc00::1", "fd00:ec2::254"],
  mapped: ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:7f00:1"],
  compatible: ["::127.0.0.1", "::7f00:1"],
  "6to4 and its relays": ["2002:7f00:1::1", "192.88.99.1"],
  NAT64: ["64:ff9b::7f00:1", "64:ff9b:1::a00:1"],
  Teredo: ["2001:0:4136:e378::1", "2001::1"],
  "not yet given out": ["4000::1", "3fff::1", "5f00::1"],
  "no address": ["", "localhost", "127.1", "2130706433", "0x7f.1", "1.2.3.4.5"],
};

describe("a public address", () => {
  it.each(Object.entries(denied))("is none that is %s", (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it("is one that the whole internet can reach, up to the edge of every denied block", () => {
    const edges = ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"];
    const more = ["128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255"];
    const v6 = ["2001:200::1", "2001:4860:4860::8888", "2606:4700::1111", "2a00::", "3ffe::1"];
    expect([...edges, ...more, ...v6].filter((address) => !isPublicAddress(address))).toEqual([]);
  });
});
